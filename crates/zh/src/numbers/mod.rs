//! Chinese numbers, dates, percentages and counts, and the English figures a careful translator prints.
//!
//! 1.8万 is 18,000; 30多万 is more than 300,000; 3.6亿元 is 360 million yuan. Values are exact decimals, never
//! floating point. [`expressions`] finds the numbers in running text and skips words that only look like one
//! (一线, 统一, 千方百计).

mod calendar;
mod decimal;
mod english;
mod numeral;
mod quantity;
mod special;
mod traps;
mod units;

pub use decimal::Decimal;
pub use english::MONTHS;

use crate::han;
use duizhao_core::article::Span;

/// The grammatical number of the English noun after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Singular.
    One,
    /// Plural.
    Many,
    /// The expression does not count a noun after it: a date, a percentage, an amount with its unit.
    None,
}

/// A number expression in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Its span, in bytes.
    pub span: Span,
    /// Its English.
    pub english: String,
    /// What the noun after it must agree with.
    pub count: Count,
}

/// Finds the number expressions of `text`, in order, without overlaps; at each position the longest wins.
///
/// Full-width digits are read like ASCII ones. Linear in the text.
pub fn expressions(text: &str) -> Vec<Expression> {
    let (chars, offsets): (Vec<char>, Vec<usize>) = text
        .char_indices()
        .map(|(at, c)| (if c == '．' { '.' } else { han::half_width(c) }, at))
        .unzip();
    let offset = |i: usize| offsets.get(i).copied().unwrap_or(text.len());
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !begins(chars[i]) {
            i += 1;
            continue;
        }
        if let Some(skip) = traps::at(&chars, i).or_else(|| latin_token(&chars, i)) {
            i += skip;
            continue;
        }
        let Some(number) = read(&chars, i) else {
            // If a run of digits is not a number, no part of it is.
            i += count_digits(&chars, i).max(1);
            continue;
        };
        found.push(Expression {
            span: Span::new(offset(i), offset(number.end)),
            english: number.english,
            count: number.count,
        });
        i = number.end;
    }
    found
}

/// A number expression that ends before the character `end`.
struct NumberMatch {
    end: usize,
    english: String,
    count: Count,
}

impl NumberMatch {
    fn new(end: usize, english: impl Into<String>, count: Count) -> Self {
        Self {
            end,
            english: english.into(),
            count,
        }
    }
}

fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    calendar::read(chars, i)
        .or_else(|| special::read(chars, i))
        .or_else(|| quantity::read(chars, i))
}

/// Tests whether an expression may begin with `c`: a cheap check that excludes most characters.
fn begins(c: char) -> bool {
    c.is_ascii_digit()
        || c.is_ascii_alphabetic()
        || "-〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾数几好半第上下近约逾超将接大多至最不翻成前凌早中晚傍清公元人时每".contains(c)
}

/// Longest token that is searched for, in characters.
const LONGEST_TOKEN: usize = 64;

/// Returns the length of the token of letters and digits (COVID-19, G20, 5G, PM2.5) at `i`.
fn latin_token(chars: &[char], i: usize) -> Option<usize> {
    if !chars[i].is_ascii_alphanumeric() {
        return None;
    }
    let mut length = chars[i..]
        .iter()
        .take(LONGEST_TOKEN)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/'))
        .count();
    let token = &chars[i..i + length];
    if !token.iter().any(char::is_ascii_alphabetic) {
        return None;
    }
    // GDP2万美元: digits before a unit are a number after a word.
    let next = chars.get(i + length);
    if chars[i].is_ascii_alphabetic() && next.is_some_and(|c| BEFORE_UNIT.contains(*c)) {
        length -= figure_length(token);
    }
    Some(length)
}

/// Characters after which the digits before them are a number.
const BEFORE_UNIT: &str = "万亿千百元%％个名人岁家户";

/// Counts the digits and points at the end of `chars`.
fn figure_length(chars: &[char]) -> usize {
    chars
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit() || **c == '.')
        .count()
}

/// Counts the ASCII digits from `i`.
fn count_digits(chars: &[char], i: usize) -> usize {
    chars[i..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Tests whether `word` stands at `i`.
fn starts(chars: &[char], i: usize, word: &str) -> bool {
    word.chars()
        .enumerate()
        .all(|(k, c)| chars.get(i + k) == Some(&c))
}

/// Returns the position after the character at `i` if it is one of `optional`, else `i`.
fn skip(chars: &[char], i: usize, optional: &[char]) -> usize {
    i + usize::from(chars.get(i).is_some_and(|c| optional.contains(c)))
}

/// Reads the mark between the two ends of a range: what English prints for it, and where it ends.
fn range_mark(chars: &[char], i: usize) -> Option<(&'static str, usize)> {
    match chars.get(i)? {
        '至' | '到' => Some((" to ", i + 1)),
        '-' | '–' | '~' | '～' => Some(("–", i + 1)),
        '—' => Some(("–", skip(chars, i + 1, &['—']))),
        _ => None,
    }
}

/// Returns the first row of `table` whose word stands at `i`: the length of the word in characters, and its value.
fn lookup<'t, T>(
    chars: &[char],
    i: usize,
    table: &'t [(&'static str, T)],
) -> Option<(usize, &'t T)> {
    table
        .iter()
        .find(|(word, _)| starts(chars, i, word))
        .map(|(word, value)| (word.chars().count(), value))
}
