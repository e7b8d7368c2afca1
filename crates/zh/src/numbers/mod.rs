//! Chinese numbers, dates, percentages and counts, and the English figures a careful translator prints.
//!
//! 1.8万 is 18,000; 30多万 is more than 300,000; 3.6亿元 is 360 million yuan. Values are exact decimals, never
//! floating point. [`expressions`] finds what is a number in running text and passes over what only looks
//! like one (一线, 统一, 千方百计).

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

/// How many things a number counts: what follows in English is one thing or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly one.
    One,
    /// More or less than one.
    Many,
    /// The expression counts nothing that follows it: a date, a percentage, an amount with its unit.
    None,
}

/// A number expression in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// Where it stands, in bytes.
    pub span: Span,
    /// The English figures for it.
    pub english: String,
    /// What the noun after it is to agree with.
    pub count: Count,
}

/// Every number expression of `text`, in order, without overlaps; longest reading first at each place.
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
        match read(&chars, i) {
            Some(reading) => {
                let span = Span::new(offset(i), offset(reading.end));
                found.push(Expression {
                    span,
                    english: reading.english,
                    count: reading.count,
                });
                i = reading.end;
            }
            // A run of digits that is no number as a whole is none in its parts: one look is enough.
            None => {
                i += chars[i..]
                    .iter()
                    .take_while(|c| c.is_ascii_digit())
                    .count()
                    .max(1)
            }
        }
    }
    found
}

/// A reading of the characters from some place up to `end`.
struct Reading {
    end: usize,
    english: String,
    count: Count,
}

impl Reading {
    fn new(end: usize, english: impl Into<String>, count: Count) -> Self {
        Self {
            end,
            english: english.into(),
            count,
        }
    }
}

fn read(chars: &[char], i: usize) -> Option<Reading> {
    calendar::read(chars, i)
        .or_else(|| special::read(chars, i))
        .or_else(|| quantity::read(chars, i))
}

/// Whether an expression may begin with `c`: a cheap look that spares most characters.
fn begins(c: char) -> bool {
    c.is_ascii_digit()
        || c.is_ascii_alphabetic()
        || "-〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾数几好半第上下近约逾超将接大多至最不翻成前凌早中晚傍清公元人时每".contains(c)
}

/// Longest token looked at, in characters.
const LONGEST_TOKEN: usize = 64;

/// The length of a token of letters and digits (COVID-19, G20, 5G, PM2.5) that begins at `i`.
fn latin_token(chars: &[char], i: usize) -> Option<usize> {
    let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    if !chars[i].is_ascii_alphanumeric() {
        return None;
    }
    let token = chars[i..]
        .iter()
        .take(LONGEST_TOKEN)
        .take_while(|c| part(c))
        .count();
    let letters = chars[i..i + token].iter().any(char::is_ascii_alphabetic);
    // GDP2万美元: digits that a unit follows are a number behind a word.
    let tail = chars[i..i + token]
        .iter()
        .rev()
        .take_while(|c| c.is_ascii_digit() || **c == '.')
        .count();
    let counted = chars
        .get(i + token)
        .is_some_and(|c| "万亿千百元%％个名人岁家户".contains(*c));
    let token = if counted && tail > 0 && chars[i].is_ascii_alphabetic() {
        token - tail
    } else {
        token
    };
    (letters && token > 0).then_some(token)
}

/// Whether `chars` continues with `word` at `i`.
fn starts(chars: &[char], i: usize, word: &str) -> bool {
    let mut at = i;
    word.chars().all(|c| {
        at += 1;
        chars.get(at - 1) == Some(&c)
    })
}

/// The first of `table` that stands at `i`, with its length in characters.
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
