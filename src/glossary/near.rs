//! What must or must not be near a term for it to count, made ready for matching.

use super::Term;
use crate::article::Span;
use crate::han;

/// How far a word may be away and still be near, in bytes: some 130 Chinese characters. It keeps matching linear
/// in texts without sentence ends.
const REACH: usize = 400;

/// A term's context with its words in every script.
pub(super) struct Near {
    need: Vec<Word>,
    avoid: Vec<Word>,
}

/// A word of a context.
struct Word {
    /// Whether it contains the term, so that it counts only where it covers it.
    covers: bool,
    forms: Vec<String>,
}

impl Near {
    /// The context of `term`; `variants` gives the ways in which a word is written, folded as the text is.
    pub(super) fn new(term: &Term, variants: impl Fn(&str) -> Vec<String>) -> Self {
        let word = |word: &String| Word { covers: word.contains(&term.source_hans), forms: variants(word) };
        Self {
            need: term.context.need.iter().map(word).collect(),
            avoid: term.context.avoid.iter().map(word).collect(),
        }
    }
}

/// A text in which the surroundings of places are looked at. It keeps the last sentence it found.
pub(super) struct Neighbourhood<'a> {
    text: &'a str,
    last: Option<Span>,
}

impl<'a> Neighbourhood<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, last: None }
    }

    /// Whether a term at `span` has near it what it needs, and nothing that it avoids.
    pub(super) fn accepts(&mut self, near: &Near, span: Span) -> bool {
        (near.need.is_empty() || near.need.iter().any(|word| self.holds(word, span)))
            && !near.avoid.iter().any(|word| self.holds(word, span))
    }

    fn holds(&mut self, word: &Word, span: Span) -> bool {
        if word.covers {
            return word.forms.iter().any(|form| covered(self.text, span, form));
        }
        let sentence = self.sentence(span).of(self.text);
        word.forms.iter().any(|form| sentence.contains(form.as_str()))
    }

    /// The sentence around a place, as far as [`REACH`].
    fn sentence(&mut self, span: Span) -> Span {
        if let Some(last) =
            self.last.filter(|last| last.start <= span.start && span.end <= last.end && last.len() < REACH)
        {
            return last;
        }
        let ends = |c: char| han::is_end_mark(c) || c == '\n';
        let from = boundary(self.text, span.start.saturating_sub(REACH));
        let to = boundary(self.text, (span.end + REACH).min(self.text.len()));
        let before = &self.text[from..span.start];
        let start = before.char_indices().rev().find(|&(_, c)| ends(c)).map_or(from, |(i, c)| from + i + c.len_utf8());
        let end = self.text[span.end..to].find(ends).map_or(to, |end| span.end + end);
        let sentence = Span::new(start, end);
        self.last = Some(sentence);
        sentence
    }
}

/// Whether `word` stands in `text` so that it covers `span`.
fn covered(text: &str, span: Span, word: &str) -> bool {
    word.match_indices(span.of(text)).any(|(offset, _)| {
        span.start.checked_sub(offset).and_then(|start| text.get(start..)).is_some_and(|rest| rest.starts_with(word))
    })
}

/// The last `char` boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
