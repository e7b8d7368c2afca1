//! The reader of English number expressions: figures, number words, dates, money, parts, ranges and bounds.
//!
//! [`figures`] reads a translation, and what [`expressions`](super::expressions) writes: a number of a sentence and
//! the number of its translation are compared by their values.
//!
//! | file | owns |
//! |---|---|
//! | `token`, `vocabulary` | words, figures and signs, and which words count |
//! | `words`, `units`, `bounds`, `traps` | the tables: number words, units, bounds; phrases that are no numbers |
//! | `date`, `time` | dates, years, decades; times of day |
//! | `value` | bare values: figures, number words, fractions |
//! | `single` | what is one word or a fixed phrase: ordinals, multiples, one in five |
//! | `phrase`, `unit` | values with their bound, unit and range |

mod bounds;
mod date;
mod phrase;
mod single;
mod time;
mod token;
mod traps;
mod unit;
mod units;
mod value;
mod vocabulary;
mod words;

use super::{Decimal, NumberKind};
use duizhao_core::article::Span;
use token::{Token, tokens};

/// How near the figure is to the exact value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approximation {
    /// The value itself.
    Exact,
    /// About the value: about, around, nearly, dozens of.
    About,
    /// The value is the least: more than, over, at least.
    AtLeast,
    /// The value is the most: less than, up to, at most.
    AtMost,
}

/// The unit of a time of day.
pub const TIME_OF_DAY: &str = "o'clock";

/// A number in English text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its span, in bytes.
    pub span: Span,
    /// Its value; the lower one of a range. A date is `YYYYMMDD`, with zeros for what it does not say, and negative
    /// before the common era; a time of day is `HHMM`.
    pub low: Decimal,
    /// The upper value of a range; the value itself otherwise.
    pub high: Decimal,
    /// What it is.
    pub kind: NumberKind,
    /// Its unit, in the singular: `%`, `yuan`, `$`, `year`; `None` if it has none.
    pub unit: Option<&'static str>,
    /// How near it is to the exact value.
    pub approximation: Approximation,
}

/// Finds the numbers of an English text, in order, without overlaps. Linear in the text.
pub fn figures(text: &str) -> Vec<Figure> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some(end) = traps::end(&tokens, at) {
            at = end;
            continue;
        }
        if !token.begins {
            at += 1;
            continue;
        }
        if let Some(end) = identifier(&tokens, at) {
            at = end;
            continue;
        }
        let figure = date::read(&tokens, at).or_else(|| phrase::read(&tokens, at));
        match figure {
            Some((figure, end)) => {
                found.push(figure);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// Tests whether `word` is a number word, an ordinal, a scale, a part or a multiple (three, third, million, half,
/// doubled), whatever its case.
pub fn is_number_word(word: &str) -> bool {
    let form = vocabulary::find(word).map_or("", |word| word.form);
    words::is_number(form)
}

/// Tests whether `word` multiplies the number before it (million, dozen), whatever its case.
pub fn is_scale(word: &str) -> bool {
    let form = vocabulary::find(word).map_or("", |word| word.form);
    words::scale(form).is_some()
}

/// Returns the month, from 1, that a capitalized word names, whole or cut short.
pub fn month(word: &str) -> Option<i128> {
    vocabulary::month(word)
}

/// Returns where the digits at `at` that name end: a telephone number, an ISBN, an address, a version, the day of an
/// attack (9/11), a day that may be a month (11/12/2023).
fn identifier(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    if !tokens[at].is_plain_figure() {
        return None;
    }
    let joined = |k: usize, sign: &str| {
        tokens
            .get(k)
            .is_some_and(|token| token.form == sign && token.is_joined)
            && tokens
                .get(k + 1)
                .is_some_and(|token| token.is_plain_figure() && token.is_joined)
    };
    // P5+1, BA.5.
    let before = at.checked_sub(2).map(|k| &tokens[k]);
    let after_name = before.is_some_and(|token| {
        token.is_capitalized() && tokens[at - 1].is_joined && tokens[at].is_joined
    });
    if after_name && matches!(form(tokens, at - 1), "+" | ".") {
        return Some(at + 1);
    }
    let first = tokens[at].form;
    if joined(at + 1, ".") && first.contains('.') {
        return Some(at + 3);
    }
    if joined(at + 1, "/") {
        let pair = (first, tokens[at + 2].form);
        let is_name = matches!(pair, ("9", "11") | ("24", "7") | ("7", "24"));
        let is_date = joined(at + 3, "/") && first.len() <= 2;
        return (is_name || is_date).then_some(if is_date { at + 5 } else { at + 3 });
    }
    let mut end = at + 1;
    while joined(end, "-") {
        end += 2;
    }
    let groups = (end - at).div_ceil(2);
    let is_date = groups == 3 && first.len() == 4;
    let is_area = first.len() >= 3 && first.starts_with('0');
    (groups >= 3 && !is_date || groups == 2 && is_area).then_some(end)
}

/// Returns the form of the token at `at`; nothing after the last one.
fn form<'t>(tokens: &[Token<'t>], at: usize) -> &'t str {
    tokens.get(at).map_or("", |token| token.form)
}

/// Tests whether the words stand at `at`.
fn stand(tokens: &[Token<'_>], at: usize, words: &[&str]) -> bool {
    words
        .iter()
        .enumerate()
        .all(|(k, word)| form(tokens, at + k) == *word)
}

/// Returns the span of tokens `start..end`.
fn span(tokens: &[Token<'_>], start: usize, end: usize) -> Span {
    Span::new(tokens[start].span.start, tokens[end - 1].span.end)
}

#[cfg(test)]
mod tests;
