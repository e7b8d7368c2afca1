//! Pieces of a sentence in English.

use duizhao_core::article::Span;
use duizhao_glossary::{PartOfSpeech, Term};
use duizhao_zh::numbers::Count;
use std::borrow::Cow;

/// A piece of a sentence in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GlossToken<'s> {
    pub(super) kind: TokenKind,
    /// What it stands for in the sentence, in bytes.
    pub(super) span: Span,
    /// The English; for [`TokenKind::Mark`] the Chinese mark, for [`TokenKind::Unknown`] the character.
    pub(super) text: Cow<'s, str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Term,
    Number(Count),
    Noun,
    Measure,
    Word,
    Name,
    /// A person recognised by a post before the name.
    Person,
    /// Letters, digits and signs that stay as they are.
    Verbatim,
    /// Punctuation.
    Mark,
    /// White space between words that are not Chinese, or between parts of a headline.
    Space,
    /// A character that nothing knows.
    Unknown,
}

impl TokenKind {
    /// Returns what a term is: a common noun has a plural, a place is a name, and other terms stay as they are.
    pub(super) fn of_term(term: &Term) -> Self {
        if term.tags.first().is_some_and(|tag| tag == "place") {
            Self::Name
        } else if term.pos == Some(PartOfSpeech::Noun) {
            Self::Noun
        } else {
            Self::Term
        }
    }
}
