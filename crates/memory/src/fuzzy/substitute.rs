//! Putting other numbers into a known translation, where that is certain.

use super::rendering::{is_bare, is_one, places, stands_after_article, unaccounted};
use duizhao_core::article::Span;
use duizhao_zh::numbers::{self, Expression};
use std::collections::BTreeMap;

/// What becomes of all numbers with one rendering.
struct NumberChange {
    /// The new rendering.
    new: String,
    /// How many numbers there are with the old one.
    times: usize,
}

/// Returns the translation of `new`, a sentence that is `source` but for its numbers: `target`, the translation of
/// `source`, with the numbers of `new`. Equal sentences have equal translations.
///
/// `None` whenever it is not certain, above all where:
/// - the sentences differ in more than numbers;
/// - a number that changes is not rendered in `target` as [`numbers::expressions`] has it (percent signs may be words),
///   or not exactly as often as in `source`;
/// - two numbers with one rendering become different ones, or different ones become alike;
/// - grammar would change: one thing and several, a figure and a word, `a` and `an`, `st`, `nd`, `rd`, `th`, units;
/// - `target` holds figures, number words, months or days of the week that nothing accounts for.
///
/// The result has no rendering of an old number left, and putting the old numbers in again gives `target`.
pub fn substitute(source: &str, target: &str, new: &str) -> Option<String> {
    let made = substituted(source, target, new)?;
    let back = substituted(new, &made, source)?;
    (back == target).then_some(made)
}

fn substituted(source: &str, target: &str, new: &str) -> Option<String> {
    if source == new {
        return Some(target.to_owned());
    }
    let before = numbers::expressions(source);
    let after = numbers::expressions(new);
    let between = rest(source, &before);
    if before.len() != after.len() || between != rest(new, &after) {
        return None;
    }
    let changes = changes(&before, &after)?;
    let mut found = found(target, &changes)?;
    found.sort_unstable_by_key(|(place, _)| place.start);
    let claimed: Vec<Span> = found.iter().map(|&(place, _)| place).collect();
    let changed: Vec<[&str; 2]> = changes
        .iter()
        .map(|(old, change)| [*old, change.new.as_str()])
        .filter(|[old, new]| old != new)
        .collect();
    let certain = changed
        .iter()
        .all(|[old, new]| is_alike(old, new) && !is_among(old, &between))
        && !unaccounted(target, &claimed, &between, changed.into_iter().flatten());
    certain.then(|| replaced(target, &found))
}

/// Returns what is left of a sentence without its numbers.
fn rest<'s>(sentence: &'s str, numbers: &[Expression]) -> Vec<&'s str> {
    let starts = std::iter::once(0).chain(numbers.iter().map(|number| number.span.end));
    let ends = numbers
        .iter()
        .map(|number| number.span.start)
        .chain(std::iter::once(sentence.len()));
    starts
        .zip(ends)
        .map(|(start, end)| &sentence[start..end])
        .collect()
}

/// Returns the changes by old rendering; `None` where numbers with one rendering become different ones, or the number
/// of things changes between one and several.
fn changes<'e>(
    before: &'e [Expression],
    after: &[Expression],
) -> Option<BTreeMap<&'e str, NumberChange>> {
    let mut changes: BTreeMap<&str, NumberChange> = BTreeMap::new();
    for (old, new) in before.iter().zip(after) {
        if old.english != new.english && old.count != new.count {
            return None;
        }
        let fresh = NumberChange {
            new: new.english.clone(),
            times: 0,
        };
        let change = changes.entry(old.english.as_str()).or_insert(fresh);
        change.times += 1;
        if change.new != new.english {
            return None;
        }
    }
    Some(changes)
}

/// Tests whether `new` may stand where `old` stood: figures in the same setting, or words from three to nine.
fn is_alike(old: &str, new: &str) -> bool {
    let words = is_bare(old) && is_bare(new);
    let figures = old.contains(|c: char| c.is_ascii_digit()) && shape(old) == shape(new);
    (words || figures) && is_one(old) == is_one(new)
}

/// Returns a rendering with `#` for figures and `Month` for the names of months.
fn shape(rendering: &str) -> String {
    let mut shape = String::new();
    for word in rendering.split_inclusive(' ') {
        let bare = word.trim_end_matches([' ', ',']);
        if super::rendering::is_month(bare) {
            shape.push_str("Month");
            shape.push_str(&word[bare.len()..]);
            continue;
        }
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            let inside = matches!(c, ',' | '.')
                && shape.ends_with('#')
                && chars.peek().is_some_and(char::is_ascii_digit);
            if !c.is_ascii_digit() && !inside {
                shape.push(c);
            } else if !shape.ends_with('#') {
                shape.push('#');
            }
        }
    }
    shape
}

/// Tests whether a number that is rendered as a word stands among what does not change: 三 in 三农.
fn is_among(rendering: &str, between: &[&str]) -> bool {
    let numerals = match rendering {
        "three" => "三叁3３",
        "four" => "四肆4４",
        "five" => "五伍5５",
        "six" => "六陆陸6６",
        "seven" => "七柒7７",
        "eight" => "八捌8８",
        "nine" => "九玖9９",
        _ => return false,
    };
    between
        .iter()
        .any(|text| text.contains(|c| numerals.contains(c)))
}

/// Finds where the renderings stand in `target`, each with the new one, the longest looked for first; `None` if one
/// that changes does not stand there as often as it should. One that does not change may be rendered in any other way.
fn found(target: &str, changes: &BTreeMap<&str, NumberChange>) -> Option<Vec<(Span, String)>> {
    let mut renderings: Vec<_> = changes.iter().collect();
    renderings.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let mut found: Vec<(Span, String)> = Vec::new();
    for (old, change) in renderings {
        let mut here = Vec::new();
        for (old, new) in forms(old).into_iter().zip(forms(&change.new)) {
            for place in places(target, &old) {
                if is_free(place, &found) {
                    here.push((place, new.clone()));
                }
            }
        }
        let fits = if **old == change.new {
            here.len() == change.times || here.is_empty()
        } else {
            here.len() == change.times
                && !here
                    .iter()
                    .any(|&(place, _)| stands_after_article(target, place))
        };
        if !fits {
            return None;
        }
        found.extend(here);
    }
    Some(found)
}

fn is_free(place: Span, taken: &[(Span, String)]) -> bool {
    taken
        .iter()
        .all(|(taken, _)| place.end <= taken.start || taken.end <= place.start)
}

/// Returns the ways in which a rendering is written: percentages also with words.
fn forms(rendering: &str) -> Vec<String> {
    match rendering.strip_suffix('%') {
        Some(figure) if !figure.contains('%') => {
            vec![
                rendering.to_owned(),
                format!("{figure} percent"),
                format!("{figure} per cent"),
            ]
        }
        _ => vec![rendering.to_owned()],
    }
}

fn replaced(target: &str, found: &[(Span, String)]) -> String {
    let mut text = String::with_capacity(target.len());
    let mut at = 0;
    for (place, new) in found {
        text.push_str(&target[at..place.start]);
        text.push_str(new);
        at = place.end;
    }
    text + &target[at..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(source: &str, target: &str, new: &str, expected: &str) {
        assert_eq!(substitute(source, target, new).as_deref(), Some(expected));
    }

    #[track_caller]
    fn refused(source: &str, target: &str, new: &str) {
        assert_eq!(substitute(source, target, new), None);
    }

    #[test]
    fn figures_are_replaced() {
        check(
            "培训教师1200人次",
            "It trained 1,200 teachers.",
            "培训教师850人次",
            "It trained 850 teachers.",
        );
        check(
            "增长5%",
            "It grew by 5 percent.",
            "增长6.5%",
            "It grew by 6.5 percent.",
        );
        check(
            "人口1.35亿",
            "A population of 135 million.",
            "人口2亿",
            "A population of 200 million.",
        );
        check(
            "救3人伤5人",
            "It saved 3 and hurt 5.",
            "救5人伤3人",
            "It saved 5 and hurt 3.",
        );
        check(
            "三个方面",
            "There are three aspects.",
            "五个方面",
            "There are five aspects.",
        );
        check("党的建设", "Party building", "党的建设", "Party building");
    }

    #[test]
    fn dates_take_their_months_along() {
        let (a, b) = ("会议于2020年2月19日召开", "会议于2021年5月3日召开");
        check(
            a,
            "It met on February 19, 2020.",
            b,
            "It met on May 3, 2021.",
        );
        refused(a, "It met on Wednesday, February 19, 2020.", b);
        refused(a, "It met on 19 February 2020.", b);
        refused(a, "It met on February 19, 2020, after a January recess.", b);
    }

    #[test]
    fn grammar_stays_as_it_is() {
        refused("共有1名代表", "There is 1 delegate.", "共有5名代表");
        refused("共有5名代表", "There are 5 delegates.", "共有1名代表");
        refused("共有三名代表", "There are three delegates.", "共有一名代表");
        refused("共有三名代表", "There are three delegates.", "共有12名代表");
        refused("第21次会议", "the 21st meeting", "第22次会议");
        check(
            "第24次会议",
            "the 24th meeting",
            "第25次会议",
            "the 25th meeting",
        );
        refused("增长8%", "an 8% rise", "增长9%");
        refused("近3万名干部", "nearly 30,000 officials", "3万多名干部");
    }

    #[test]
    fn what_is_not_there_as_expected_is_left() {
        refused("拨款1.8万元", "It gave 18 thousand yuan.", "拨款1.9万元");
        refused(
            "拨款1.8万元",
            "It gave 18,000 yuan (USD 2,500).",
            "拨款1.9万元",
        );
        refused(
            "来了20人，走了20人",
            "20 came and 20 left.",
            "来了20人，走了30人",
        );
        refused("来了20人", "20 came, and 20 stayed.", "来了30人");
        refused("来了20人", "20 came, twice as many.", "来了30人");
        refused("来了20人", "It is 20 million.", "来了30人");
        refused("来了20人", "20-30 came.", "来了30人");
        refused("来了20人", "COVID-20 and 20.5", "来了30人");
        refused("来了20人", "20 came.", "到了30人");
        refused(
            "来了20人，走了30人",
            "20 came and 30 left.",
            "来了30人，走了30人",
        );
        check(
            "COVID-19致20人死",
            "COVID-19 killed 20.",
            "COVID-19致30人死",
            "COVID-19 killed 30.",
        );
    }

    /// The phrases of the table of numbers, the expression of each, and its English.
    fn table() -> Vec<(&'static str, &'static str, String)> {
        let lines = include_str!("../../../../tests/numbers.tsv").lines();
        let rows = lines.filter_map(|line| {
            let (phrase, rest) = line.split_once('\t')?;
            let (expression, english) = rest.split_once('\t')?;
            (!english.is_empty()).then(|| (phrase, expression, english.to_owned()))
        });
        rows.collect()
    }

    /// Returns the values that a text has.
    fn values(text: &str) -> Vec<numbers::Decimal> {
        let figures = numbers::reading::figures(text).into_iter();
        figures
            .flat_map(|figure| [figure.low, figure.high])
            .collect()
    }

    /// Whatever stands in the table, put into the place of anything else: the translation that is made has no number
    /// that the new sentence has not.
    #[test]
    fn no_number_is_written_that_the_sentence_has_not() {
        let table = table();
        let mut made = 0;
        for (at, (phrase, expression, english)) in table.iter().enumerate() {
            for step in [1, 7, 61, 353] {
                let (_, other, _) = &table[(at + step) % table.len()];
                let new = phrase.replacen(expression, other, 1);
                for target in [
                    format!("It has {english} now."),
                    format!("Of 12 villages, {english} there and {english} here."),
                ] {
                    let Some(text) = substitute(phrase, &target, &new) else {
                        continue;
                    };
                    let mut allowed = vec![numbers::Decimal::whole(12)];
                    for number in numbers::expressions(&new) {
                        // `one` alone is a pronoun.
                        allowed.extend(values(&format!("{} now", number.english)));
                    }
                    let written = values(&text);
                    let is_right = written.iter().all(|value| allowed.contains(value));
                    assert!(is_right, "{new}: {text}");
                    made += usize::from(new != *phrase);
                }
            }
        }
        assert!(made > 100, "{made} translations were made");
    }

    fn sentence(numbers: &[u32; 3]) -> String {
        let [a, b, c] = numbers;
        format!("{a}名党员参加，增长{b}%，投入{c}万元。")
    }

    /// The target as a translator might write it, with renderings at times missing or doubled.
    fn target(numbers: &[u32; 3], form: u32) -> String {
        let english = numbers::expressions(&sentence(numbers))
            .into_iter()
            .map(|n| n.english)
            .collect::<Vec<_>>();
        let [a, b, c] = [0, 1, 2].map(|i| english.get(i).cloned().unwrap_or_default());
        match form {
            0 => format!("{a} Party members took part, up {b}, with {c} invested."),
            1 => format!(
                "With {c} invested, {a} Party members took part, up {}.",
                b.replace('%', " percent")
            ),
            2 => format!("{a} Party members ({a}) took part, up {b}."),
            _ => format!("Up {b}, {a} took part, and a {c} fund was set up in {a}."),
        }
    }

    fn three() -> impl Strategy<Value = [u32; 3]> {
        [0..30_u32, 0..30_u32, 1..400_u32]
    }

    fn digits(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text
            .split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.')
            .collect();
        found
            .iter_mut()
            .for_each(|figure| *figure = figure.trim_matches([',', '.']));
        found.retain(|figure| !figure.is_empty());
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn there_and_back_again(a in three(), b in three(), form in 0..4_u32) {
            let (one, other, english) = (sentence(&a), sentence(&b), target(&a, form));
            if let Some(made) = substitute(&one, &english, &other) {
                prop_assert_eq!(substitute(&other, &made, &one), Some(english));
            }
        }

        #[test]
        fn the_figures_are_those_of_the_new_sentence(a in three(), b in three(), form in 0..2_u32) {
            let (made, wanted) = (substitute(&sentence(&a), &target(&a, form), &sentence(&b)), target(&b, form));
            if let Some(made) = made {
                prop_assert_eq!(digits(&made), digits(&wanted));
                prop_assert_eq!(made, wanted);
            }
        }

        #[test]
        fn what_does_not_change_stays(a in three(), percent in 0..30_u32, form in 0..4_u32) {
            let b = [a[0], percent, a[2]];
            prop_assume!(percent != a[1]);
            let english = target(&a, form);
            if let Some(made) = substitute(&sentence(&a), &english, &sentence(&b)) {
                let (old, new) = (format!("{}%", a[1]), format!("{percent}%"));
                let plain = |text: &str| text.replace(" percent", "%");
                let places = super::places(&plain(&english), &old).len();
                prop_assert_eq!(places, 1);
                prop_assert_eq!(plain(&made), plain(&english).replacen(&format!("up {old}"), &format!("up {new}"), 1).replacen(&format!("Up {old}"), &format!("Up {new}"), 1));
            }
        }

        #[test]
        fn any_text_is_taken(a in "[党5三万多第年月日，%]{0,12}", b in "[党5三万多第年月日，%]{0,12}", english in "[5a three%,.million]{0,20}") {
            if let Some(made) = substitute(&a, &english, &b) {
                prop_assert_eq!(substitute(&b, &made, &a), Some(english));
            }
        }
    }
}
