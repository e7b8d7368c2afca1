//! The words that must or must not be near a term for it to count, prepared for matching.

use duizhao_core::article::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far a word may be away and still be near, in bytes: some 130 Chinese characters. It keeps matching linear
/// in texts without sentence ends.
const REACH: usize = 400;

/// A term's context with its words in every script.
#[derive(Serialize, Deserialize)]
pub(super) struct Near {
    /// One of these must be near; `None` where it does not matter.
    pub(super) need: Option<Words>,
    /// None of these may be near.
    pub(super) avoid: Words,
}

/// Words of a context, one of which is looked for.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Words {
    /// Those that contain the term and count only where they cover it: the numbers of their forms in the automaton.
    pub(super) covering: BTreeSet<u32>,
    /// The forms of those that count anywhere in the sentence.
    pub(super) standing: BTreeSet<String>,
}

/// A text in which the surroundings of places are looked at. It keeps the last sentence it found.
pub(super) struct Neighbourhood<'a> {
    text: &'a str,
    /// The context words that the automaton found.
    words: &'a [(u32, Span)],
    last: Option<Span>,
}

impl<'a> Neighbourhood<'a> {
    pub(super) fn new(text: &'a str, words: &'a [(u32, Span)]) -> Self {
        Self {
            text,
            words,
            last: None,
        }
    }

    /// Tests whether a term at `span` has near it what it needs, and nothing that it avoids.
    pub(super) fn accepts(&mut self, near: &Near, span: Span) -> bool {
        near.need.as_ref().is_none_or(|need| self.holds(need, span))
            && !self.holds(&near.avoid, span)
    }

    fn holds(&mut self, words: &Words, span: Span) -> bool {
        if !self.words.is_empty() && self.covered(&words.covering, span) {
            return true;
        }
        if words.standing.is_empty() {
            return false;
        }
        let sentence = self.sentence(span).of(self.text);
        words
            .standing
            .iter()
            .any(|form| sentence.contains(form.as_str()))
    }

    /// Tests whether one of some words was found around a place. The automaton finds them in the order of their ends.
    fn covered(&self, numbers: &BTreeSet<u32>, span: Span) -> bool {
        let from = self.words.partition_point(|(_, word)| word.end < span.end);
        let mut reaching = self.words[from..]
            .iter()
            .take_while(|(_, word)| word.end < span.end + REACH);
        reaching.any(|(number, word)| word.start <= span.start && numbers.contains(number))
    }

    /// Returns the sentence around a place, as far as [`REACH`].
    fn sentence(&mut self, span: Span) -> Span {
        if let Some(last) = self.last
            && last.start <= span.start
            && span.end <= last.end
            && last.len() < REACH
        {
            return last;
        }

        let from = boundary(self.text, span.start.saturating_sub(REACH));
        let to = boundary(self.text, (span.end + REACH).min(self.text.len()));
        let before = &self.text[from..span.start];
        let start = before
            .char_indices()
            .rev()
            .find(|&(_, c)| ends_sentence(c))
            .map_or(from, |(i, c)| from + i + c.len_utf8());
        let end = self.text[span.end..to]
            .find(ends_sentence)
            .map_or(to, |end| span.end + end);
        let sentence = Span::new(start, end);
        self.last = Some(sentence);
        sentence
    }
}

/// Tests for a mark that ends a sentence; others may stand inside a quotation or a bracket.
fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '\n')
}

/// Returns the last `char` boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}
