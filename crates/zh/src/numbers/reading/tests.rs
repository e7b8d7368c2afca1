//! Cases of the reader: `cases.tsv` holds a text and its numbers, `value unit`, separated by `|`; `~` about, `+` at
//! least, `<` at most.

use super::*;
use proptest::prelude::*;

fn print(figure: &Figure) -> String {
    let mark = match figure.approximation {
        Approximation::Exact => "",
        Approximation::About => "~",
        Approximation::AtLeast => "+",
        Approximation::AtMost => "<",
    };
    let plain = |value: Decimal| value.to_string().replace(',', "");
    let mut text = format!("{mark}{}", plain(figure.low));
    if figure.high != figure.low {
        text += &format!("..{}", plain(figure.high));
    }
    if let Some(unit) = &figure.unit {
        text += &format!(" {unit}");
    }
    text
}

#[test]
fn every_figure_is_read() {
    let mut wrong = Vec::new();
    for line in include_str!("cases.tsv").lines() {
        let (text, expected) = line.split_once('\t').unwrap_or((line, ""));
        let found: Vec<String> = figures(text).iter().map(print).collect();
        if found.join("|") != expected {
            wrong.push(format!(
                "{text}: want `{expected}`, got `{}`",
                found.join("|")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Tests for telephone numbers and ISBNs, which keep their digits and are no figures.
fn is_identifier(english: &str) -> bool {
    english.contains('-') && english.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// Every figure that the Chinese reader writes is read, and as one.
#[test]
fn what_the_chinese_reader_writes_is_read() {
    let mut wrong = Vec::new();
    for line in include_str!("../../../../../tests/numbers.tsv").lines() {
        let mut columns = line.split('\t');
        let english = columns.nth(2).unwrap_or("");
        let has_digit = english.contains(|c: char| c.is_ascii_digit());
        let is_label = [
            "No. ",
            "Line ",
            "Article",
            "Chapter",
            "magnitude",
            "COVID",
            "B.C.",
            "+",
            "lunar",
        ]
        .iter()
        .any(|word| english.contains(word));
        if has_digit
            && !is_label
            && figures(english).is_empty()
            && !is_identifier(english)
            && !english.contains(|c: char| c.is_ascii_uppercase())
        {
            wrong.push(english.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

proptest! {
    #[test]
    fn any_text_gives_figures_in_order(text in "[a-z0-9 $%.,–/-]{0,40}|(one|two|twenty|hundred|and|million|to|of|tens| |-|May|3|%){0,12}") {
        let mut end = 0;
        for figure in figures(&text) {
            prop_assert!(figure.span.start >= end && !figure.span.is_empty());
            end = figure.span.end;
        }
    }

    #[test]
    fn figures_and_words_agree(n in 1i128..1_000) {
        let value = Decimal::whole(n * 1_000);
        for text in [format!("{value} people"), format!("{n} thousand people")] {
            let found = figures(&text);
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].low, value);
        }
    }
}

#[test]
fn every_word_of_the_tables_is_known() {
    for word in super::words::beginners().chain(super::units::names()) {
        assert_eq!(super::vocabulary::find(word).unwrap().form, word);
        let upper = word.to_uppercase();
        assert_eq!(super::vocabulary::find(&upper).unwrap().form, word);
    }
    assert!(super::vocabulary::find("antidisestablishmentarianism").is_none());
}
