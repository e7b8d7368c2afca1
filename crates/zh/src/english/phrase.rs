//! Phrases, and the texts in which they are searched for.

use super::forms::Fold;
use crate::han::{is_bare, is_han};
use duizhao_core::article::Span;

/// The words of a text, without articles: the forms by which they are compared, and where they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct EnglishWords {
    /// The forms, one after another.
    forms: String,
    words: Vec<EnglishWord>,
}

#[derive(Debug, Clone, Copy)]
struct EnglishWord {
    /// The beginning of the form; see [`key`].
    key: u64,
    /// Where the form ends in all forms.
    end: usize,
    span: Span,
}

/// Returns the first eight bytes of a form: two that differ there are not the same.
fn key(form: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = form.len().min(bytes.len());
    bytes[..length].copy_from_slice(&form.as_bytes()[..length]);
    u64::from_le_bytes(bytes)
}

impl EnglishWords {
    /// Splits a text into words. Linear.
    pub(super) fn new(text: &str, fold: Fold) -> Self {
        let mut words = Self {
            forms: String::with_capacity(text.len()),
            // English has a word in five or six bytes.
            words: Vec::with_capacity(text.len() / 5 + 1),
        };
        let mut at = 0;
        while let Some(gap) = text[at..].find(|c: char| is_bare(c) || c == '&') {
            let start = at + gap;
            let rest = &text[start..];
            let length = if rest.starts_with('&') {
                1
            } else {
                rest.find(|c: char| !(is_bare(c) || matches!(c, '\'' | '’')))
                    .unwrap_or(rest.len())
            };
            at = start + length;
            words.add(&rest[..length], fold, Span::new(start, at));
        }
        words
    }

    /// Adds a word unless it is an article.
    fn add(&mut self, word: &str, fold: Fold, span: Span) {
        let is = |article: &&str| word.eq_ignore_ascii_case(article);
        if word.len() <= 3 && ["the", "a", "an"].iter().any(is) {
            return;
        }
        let start = self.forms.len();
        // Chinese that stands in a translation has no endings.
        if word.chars().all(is_han) {
            self.forms.push_str(word);
        } else {
            fold.push(word, &mut self.forms);
        }
        self.words.push(EnglishWord {
            key: key(&self.forms[start..]),
            end: self.forms.len(),
            span,
        });
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns the form of the word at `at`.
    fn form(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.words[before].end);
        &self.forms[start..self.words[at].end]
    }
}

/// A word of a phrase.
#[derive(Debug, Clone)]
struct PhraseWord {
    form: String,
    key: u64,
    /// Whether it stands for any word.
    is_open: bool,
}

impl PhraseWord {
    fn new(form: String) -> Self {
        Self {
            key: key(&form),
            is_open: is_placeholder(&form),
            form,
        }
    }

    /// Tests whether a word has its key, or any word may stand here.
    #[inline]
    fn may_be(&self, word: &EnglishWord) -> bool {
        self.is_open || self.key == word.key
    }
}

/// A phrase split into words, to be searched for in texts.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The parts between its ellipses, each with at least one word.
    parts: Vec<Vec<PhraseWord>>,
    fold: Fold,
}

impl Phrase {
    /// Splits a phrase into words. Linear.
    ///
    /// `…` or `...` stand for up to six words, `one's` and `sb.` for one.
    pub fn new(phrase: &str, fold: Fold) -> Self {
        let parts = phrase
            .split('…')
            .flat_map(|part| part.split("..."))
            .map(|part| forms(part, fold))
            .filter(|forms| !forms.is_empty())
            .map(|forms| forms.into_iter().map(PhraseWord::new).collect())
            .collect();
        Self { parts, fold }
    }
}

/// An English text split into words, to be searched for phrases.
#[derive(Debug, Clone)]
pub struct EnglishText {
    words: EnglishWords,
    fold: Fold,
}

impl EnglishText {
    /// Splits a text into words. Linear.
    pub fn new(text: &str, fold: Fold) -> Self {
        Self {
            words: EnglishWords::new(text, fold),
            fold,
        }
    }

    /// Finds the occurrences of a phrase of the same fold, in bytes of the text; none if the phrase has no words.
    pub fn find(&self, phrase: &Phrase) -> impl Iterator<Item = Span> {
        debug_assert_eq!(self.fold, phrase.fold, "text and phrase have the same fold");
        // Nearly all words are told from the first of the phrase by their keys.
        let first = phrase.parts.first().and_then(|part| part.first());
        let words = self.words.words.iter().enumerate();
        let starts = words.filter(move |(_, word)| first.is_some_and(|first| first.may_be(word)));
        starts.filter_map(|(at, _)| self.match_at(at, &phrase.parts))
    }

    /// Tests whether the text contains a phrase of the same fold.
    pub fn holds(&self, phrase: &Phrase) -> bool {
        self.find(phrase).next().is_some()
    }

    /// Returns the span of a phrase if its first part begins at word `at`.
    fn match_at(&self, at: usize, parts: &[Vec<PhraseWord>]) -> Option<Span> {
        let (first, rest) = parts.split_first()?;
        if !self.starts_with(at, first) {
            return None;
        }
        let mut end = at + first.len();
        for part in rest {
            let start = (end..=end + GAP).find(|&start| self.starts_with(start, part))?;
            end = start + part.len();
        }
        Some(Span::new(
            self.words.words[at].span.start,
            self.words.words[end - 1].span.end,
        ))
    }

    fn starts_with(&self, at: usize, part: &[PhraseWord]) -> bool {
        let words = self.words.words.get(at..at + part.len());
        words.is_some_and(|words| {
            let mut places = (at..).zip(words).zip(part);
            places.all(|((at, word), phrase)| {
                let is_same = || self.words.form(at) == phrase.form;
                phrase.may_be(word) && (phrase.is_open || is_same())
            })
        })
    }
}

/// Most words that an ellipsis stands for.
const GAP: usize = 6;

/// Tests whether a word stands for any one word, as in the headwords of dictionaries.
pub(super) fn is_placeholder(form: &str) -> bool {
    matches!(form, "one's" | "sb" | "sth")
}

/// Tests whether a phrase can be used in a text as it is: it has no ellipsis and no placeholder.
pub fn is_literal(phrase: &str) -> bool {
    !phrase.contains('…')
        && !phrase.contains("...")
        && !forms(phrase, Fold::Case)
            .iter()
            .any(|form| is_placeholder(form))
}

/// Lists the ways in which a rendering may be written in running text: as it is and, if it has a bracket, without
/// the bracket, or the bracket alone if it is an abbreviation: `Communist Party of China (CPC)`.
pub fn variants(rendering: &str) -> Vec<String> {
    let mut variants = vec![rendering.to_owned()];
    if let Some((outer, rest)) = rendering.split_once(" (")
        && let Some((inner, rest)) = rest.split_once(')')
    {
        variants.push(format!("{outer}{rest}"));
        if inner.len() > 1 && is_abbreviation(inner) {
            variants.push(inner.to_owned());
        }
    }
    variants
}

fn is_abbreviation(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
}

/// Returns the forms by which the words of a text are compared, without articles.
fn forms(text: &str, fold: Fold) -> Vec<String> {
    let words = EnglishWords::new(text, fold);
    let count = words.words.len();
    (0..count).map(|at| words.form(at).to_owned()).collect()
}
