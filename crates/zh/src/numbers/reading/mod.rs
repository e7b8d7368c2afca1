//! The reader of English number expressions: figures, number words, dates, money, parts, ranges and bounds.
//!
//! [`figures`] reads a translation, and what [`expressions`](super::expressions) writes: a number of a sentence and
//! the number of its translation are compared by their values.

mod date;
mod phrase;
mod token;
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

/// A number in English text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its span, in bytes.
    pub span: Span,
    /// Its value; the lower one of a range. A date is `YYYYMMDD`, with zeros for what it does not say; a time of day is
    /// `HHMM`.
    pub low: Decimal,
    /// The upper value of a range; the value itself otherwise.
    pub high: Decimal,
    /// What it is.
    pub kind: NumberKind,
    /// Its unit, in the singular: `%`, `yuan`, `$`, `year`; `None` if it has none.
    pub unit: Option<String>,
    /// How near it is to the exact value.
    pub approximation: Approximation,
}

/// Finds the numbers of an English text, in order, without overlaps. Linear in the text.
pub fn figures(text: &str) -> Vec<Figure> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
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

/// Returns the span of tokens `start..end`.
fn span(tokens: &[Token<'_>], start: usize, end: usize) -> Span {
    Span::new(tokens[start].span.start, tokens[end - 1].span.end)
}

#[cfg(test)]
mod tests;
