//! Finding numbers in English text: where a rendering stands as a number of its own, and what else speaks of numbers.

use duizhao_core::article::Span;
use duizhao_zh::numbers::reading;

/// Days: what changes with a date, besides months.
const DAYS: [&str; 8] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "weekend",
];
/// Words after a figure that make another number of it, besides scales.
const AFTER: [&str; 11] = [
    "percent",
    "per",
    "percentage",
    "score",
    "a.m",
    "p.m",
    "am",
    "pm",
    "o'clock",
    "o’clock",
    "and",
];
/// Words that follow from a number, besides number words.
const COUNTING: [&str; 8] = [
    "both", "pair", "couple", "duo", "trio", "decade", "decades", "century",
];
/// Words that speak of one thing.
const ONES: [&str; 7] = ["one", "first", "once", "single", "only", "sole", "1st"];

/// Tests whether `rendering` is one of the words three to nine, which change nothing but themselves.
pub(super) fn is_bare(rendering: &str) -> bool {
    ["three", "four", "five", "six", "seven", "eight", "nine"].contains(&rendering)
}

/// Tests whether a rendering begins with the number one.
pub(super) fn is_one(rendering: &str) -> bool {
    words(rendering).any(|(_, word)| word == "1" || ONES.contains(&word))
}

/// Tests whether `word` is the name of a month, whole or cut short.
pub(super) fn is_month(word: &str) -> bool {
    reading::month(word).is_some()
}

/// Finds where `rendering` stands in `text` as a number of its own: not in a longer number or word, not as the
/// beginning of a greater number (5 million for 5), not as the day of a month unless it names one.
pub(super) fn places(text: &str, rendering: &str) -> Vec<Span> {
    text.match_indices(rendering)
        .map(|(start, _)| Span::new(start, start + rendering.len()))
        .filter(|place| begins(&text[..place.start]) && ends(&text[place.end..]))
        .collect()
}

/// Tests whether a number may begin after `before`.
fn begins(before: &str) -> bool {
    let open = before
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || "([“\"‘'—".contains(c));
    let word = words(before).last().map_or("", |(_, word)| word);
    let apart = before.trim_end().ends_with([',', ';', ':', '.', ')']);
    open && (apart || !(is_month(word) || DAYS.contains(&word) || is_number(word)))
}

/// Tests whether a number may end before `after`.
fn ends(after: &str) -> bool {
    let mut chars = after.chars();
    let next = chars.next();
    let second = chars.next();
    let closed = match next {
        None => true,
        Some(',' | '.' | ':') => second.is_none_or(|c| !c.is_ascii_digit()),
        Some('-') => second.is_some_and(|c| c.is_ascii_alphabetic()),
        Some(c) => c.is_whitespace() || ";!?)]”\"’'—".contains(c),
    };
    let adjoins = next.is_some_and(|c| c.is_whitespace() || c == '-');
    let word = words(after).next().map_or("", |(_, word)| word);
    let scaled = (AFTER.contains(&word) || reading::is_scale(word))
        && (word != "and" || after.contains("half"))
        || is_month(word)
        || is_number(word);
    closed && !(adjoins && scaled)
}

/// Tests whether `word` is a figure.
fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Tests whether `a` or `an` stands before a place: with another number it might have to be the other.
pub(super) fn stands_after_article(text: &str, place: Span) -> bool {
    let word = words(&text[..place.start])
        .last()
        .map_or("", |(_, word)| word);
    ["a", "an"].contains(&word.to_ascii_lowercase().as_str())
}

/// Tests whether `text` speaks of numbers outside the places `claimed`, in order, in a way that a change of `changed`,
/// old and new renderings, might have to change too: figures that are not in names such as COVID-19 that `between`
/// holds as well, number words, and, where a date changes, days and months.
pub(super) fn unaccounted<'r>(
    text: &str,
    claimed: &[Span],
    between: &[&str],
    changed: impl Iterator<Item = &'r str>,
) -> bool {
    let changed: Vec<&str> = changed.collect();
    let dates = changed
        .iter()
        .any(|rendering| words(rendering).any(|(_, word)| is_month(word)));
    let ones = changed.iter().any(|rendering| is_one(rendering));
    let open = words(text).filter(|(place, _)| {
        claimed
            .iter()
            .all(|c| place.end <= c.start || c.end <= place.start)
    });
    let mut open = open.map(|(_, word)| word);
    !changed.is_empty()
        && open.any(|word| {
            let lower = word.to_lowercase();
            let named = word.contains(char::is_alphabetic)
                && between.iter().any(|text| text.contains(word));
            let mut parts = lower.split('-');
            (word.contains(char::is_numeric) && !named)
                || parts.any(|part| speaks_of_number(part, ones))
                || (dates && (is_month(word) || DAYS.contains(&word)))
        })
}

/// Tests whether `word` is a number, or follows from one; words that speak of one thing only where `ones` counts.
fn speaks_of_number(word: &str, ones: bool) -> bool {
    if ONES.contains(&word) {
        return ones;
    }
    COUNTING.contains(&word) || reading::is_number_word(word)
}

/// Splits a text into words: runs of letters and digits, with what joins them.
fn words(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let pieces = text.split_inclusive(|c| !is_word_part(c));
    let mut at = 0;
    pieces.filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let core = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = start + piece.len() - core.len();
        let core = core.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!core.is_empty()).then_some((Span::new(start, start + core.len()), core))
    })
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | ',' | '\'' | '’' | '/' | ':' | '%')
}
