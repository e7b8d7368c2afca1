//! Number expressions: `tests/numbers.tsv` holds a phrase, the expression in it, and its English; an
//! empty third column marks words that only look like numbers. Add a case by adding a line.

use duizhao::numbers::expressions;
use proptest::prelude::*;

/// Returns the number that is read in `phrase` at `expression`, and its English.
fn reading(phrase: &str, expression: &str) -> Option<(String, String)> {
    let at = phrase
        .find(expression)
        .expect("the expression stands in its phrase");
    let end = at + expression.len();
    expressions(phrase)
        .into_iter()
        .find(|found| found.span.start < end && found.span.end > at)
        .map(|found| (found.span.of(phrase).to_owned(), found.english))
}

#[test]
fn every_expression_reads_as_a_translator_prints_it() {
    let mut wrong = Vec::new();
    for line in include_str!("numbers.tsv").lines() {
        let mut columns = line.split('\t');
        let (Some(phrase), Some(expression), english) =
            (columns.next(), columns.next(), columns.next().unwrap_or(""))
        else {
            panic!("`{line}` has too few columns");
        };
        let expected = (!english.is_empty()).then(|| (expression.to_owned(), english.to_owned()));
        let got = reading(phrase, expression);
        if got != expected && !(english == expression && got.is_none()) {
            wrong.push(format!("{phrase}: want {expected:?}, got {got:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Prints figures with commas, as [`expressions`] does below a million.
fn commas(n: u32) -> String {
    if n < 1_000 {
        n.to_string()
    } else {
        format!("{},{:03}", n / 1_000, n % 1_000)
    }
}

/// Spells a whole number below a million in Chinese characters, as it is spoken.
fn spoken(n: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let section = |n: u32| {
        let mut text = String::new();
        let mut gap = false;
        for (by, unit) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = (n / by) % 10;
            if digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if std::mem::take(&mut gap) {
                text.push('零');
            }
            text.push(DIGITS[digit as usize]);
            text.push_str(unit);
        }
        text
    };
    match (n / 10_000, n % 10_000) {
        (0, low) => section(low),
        (high, 0) => format!("{}万", section(high)),
        (high, low) => format!(
            "{}万{}{}",
            section(high),
            if low < 1_000 { "零" } else { "" },
            section(low)
        ),
    }
}

proptest! {
    #[test]
    fn any_text_gives_expressions_in_order(text in "[零一二两三四五六七八九十百千万亿点几多余近约第数上0-9.,%％年月日时分至—-个元人岁的成。，A-C]{0,40}|[千万亿]{0,80}") {
        let mut at = 0;
        for found in expressions(&text) {
            prop_assert!(found.span.start >= at && !found.span.is_empty());
            prop_assert!(!found.english.is_empty() && !found.english.contains(duizhao::han::is_han));
            at = found.span.end;
        }
        prop_assert!(at <= text.len());
    }

    #[test]
    fn spoken_numbers_and_figures_agree(n in 10u32..1_000_000) {
        for text in [format!("共有{}个单位", spoken(n)), format!("共有{n}个单位"), format!("共有{}个单位", commas(n))] {
            let found = expressions(&text);
            prop_assert_eq!(found.len(), 1, "{}", &text);
            prop_assert_eq!(&found[0].english, &commas(n), "{}", &text);
        }
    }
}
