//! How long translations are: what the rules on omissions share.

use duizhao_zh::han;

/// Characters of English for a Chinese character, a digit and a Latin letter of the source, and for the text as such:
/// fitted by least squares, weighted by length, to 4,872 sentences that people translated (NTREX, UD PUD, WMT22).
const BY_HAN: f64 = 3.93;
const BY_DIGIT: f64 = 1.86;
const BY_LETTER: f64 = 0.35;
const ALWAYS: f64 = 0.6;

/// Returns how many characters the English translation of a Chinese text usually has. Linear.
pub(crate) fn expected(source: &str) -> f64 {
    let (mut han, mut digits, mut letters) = (0, 0, 0);
    for c in source.chars() {
        if han::is_han(c) {
            han += 1;
        } else if c.is_ascii_digit() {
            digits += 1;
        } else if c.is_ascii_alphabetic() {
            letters += 1;
        }
    }
    let by_characters = BY_HAN * f64::from(han) + BY_DIGIT * f64::from(digits);
    by_characters + BY_LETTER * f64::from(letters) + ALWAYS
}

/// Returns the length of a text in characters.
pub(crate) fn length(text: &str) -> f64 {
    text.chars().count() as f64
}

/// Returns by how much the length of a translation deviates, in units that do not grow with the length: 99 in 100
/// translations of people are between -5.2 and 7.
pub(crate) fn deviation(source: &str, target: &str) -> f64 {
    let expected = expected(source);
    (length(target) - expected) / (expected + 1.0).sqrt()
}
