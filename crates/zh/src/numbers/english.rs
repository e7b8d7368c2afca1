//! Printing figures in English.

use super::decimal::Decimal;
use super::numeral::Numeral;

/// Most decimals of a figure in millions, billions or trillions: 2887.2万 is 28.872 million, but 1234567
/// is printed in full.
const MOST_DECIMALS: u32 = 3;
/// Trillions keep two more: 16655.4亿 is 1.66554 trillion.
const MOST_DECIMALS_TRILLION: u32 = 5;

/// Prints a figure: commas from 1,000 up, words from a million up where the figure stays short.
pub(super) fn figure(value: Decimal) -> String {
    for (power, word, most) in [
        (12, "trillion", MOST_DECIMALS_TRILLION),
        (9, "billion", MOST_DECIMALS),
        (6, "million", MOST_DECIMALS),
    ] {
        if value.at_least(10_i128.pow(power)) {
            if value.decimals_shifted(power) <= most {
                return format!("{} {word}", value.shifted(power));
            }
            break;
        }
    }
    value.to_string()
}

/// Prints a numeral as digits, with the zeros that end its decimals in the source: a published 5.0 is not 5.
pub(super) fn with_zeros(numeral: &Numeral) -> String {
    let mut text = numeral.value.to_string();
    if numeral.zeros > 0 && !text.contains('.') {
        text.push('.');
    }
    text.extend(std::iter::repeat_n('0', numeral.zeros));
    text
}

/// Prints zero to nine as words, and other values as figures.
pub(super) fn word_or_figure(value: Decimal) -> String {
    const WORDS: [&str; 10] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    value
        .as_whole()
        .and_then(|n| usize::try_from(n).ok())
        .and_then(|n| WORDS.get(n))
        .map_or_else(|| figure(value), |w| (*w).to_owned())
}

/// Prints an ordinal as a figure: 1st, 22nd, 113th.
pub(super) fn ordinal(n: i128) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{ending}", Decimal::whole(n))
}

/// Prints the ordinals first to ninth as words, and others as figures.
pub(super) fn ordinal_word(n: i128) -> String {
    const WORDS: [&str; 10] = [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
        "ninth",
    ];
    usize::try_from(n)
        .ok()
        .filter(|&n| n > 0)
        .and_then(|n| WORDS.get(n))
        .map_or_else(|| ordinal(n), |w| (*w).to_owned())
}

/// The names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Returns a month's name, from 1.
pub(super) fn month(n: i128) -> Option<&'static str> {
    let n = usize::try_from(n).ok()?;
    MONTHS.get(n.checked_sub(1)?).copied()
}

/// Prints a fraction: one-third, three-quarters, 7/100.
pub(super) fn fraction(part: i128, whole: i128) -> Option<String> {
    const NAMES: [(&str, &str); 9] = [
        ("half", "halves"),
        ("third", "thirds"),
        ("quarter", "quarters"),
        ("fifth", "fifths"),
        ("sixth", "sixths"),
        ("seventh", "sevenths"),
        ("eighth", "eighths"),
        ("ninth", "ninths"),
        ("tenth", "tenths"),
    ];
    let name = usize::try_from(whole)
        .ok()
        .and_then(|w| NAMES.get(w.checked_sub(2)?));
    match (name, part) {
        (Some((one, _)), 1) => Some(format!("one-{one}")),
        (Some((_, many)), 2..=9) => {
            Some(format!("{}-{many}", word_or_figure(Decimal::whole(part))))
        }
        _ => (whole > 0).then(|| format!("{}/{}", Decimal::whole(part), Decimal::whole(whole))),
    }
}
