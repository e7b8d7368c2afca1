//! Phrases, and the texts in which they are searched for.

use super::forms::Fold;
use duizhao_core::article::Span;

/// A word of a text: its canonical form, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnglishWord {
    form: String,
    span: Span,
}

/// A phrase split into words, to be searched for in texts.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The parts between its ellipses, each with at least one word.
    parts: Vec<Vec<String>>,
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
            .collect();
        Self { parts, fold }
    }
}

/// An English text split into words, to be searched for phrases.
#[derive(Debug, Clone)]
pub struct EnglishText {
    words: Vec<EnglishWord>,
    fold: Fold,
}

impl EnglishText {
    /// Splits a text into words. Linear.
    pub fn new(text: &str, fold: Fold) -> Self {
        Self {
            words: words(text, fold),
            fold,
        }
    }

    /// Finds the occurrences of a phrase of the same fold, in bytes of the text; none if the phrase has no words.
    pub fn find(&self, phrase: &Phrase) -> impl Iterator<Item = Span> {
        debug_assert_eq!(self.fold, phrase.fold, "text and phrase have the same fold");
        (0..self.words.len()).filter_map(|at| self.match_at(at, &phrase.parts))
    }

    /// Tests whether the text contains a phrase of the same fold.
    pub fn holds(&self, phrase: &Phrase) -> bool {
        self.find(phrase).next().is_some()
    }

    /// Returns the span of a phrase if its first part begins at word `at`.
    fn match_at(&self, at: usize, parts: &[Vec<String>]) -> Option<Span> {
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
            self.words[at].span.start,
            self.words[end - 1].span.end,
        ))
    }

    fn starts_with(&self, at: usize, part: &[String]) -> bool {
        self.words.get(at..at + part.len()).is_some_and(|words| {
            words
                .iter()
                .zip(part)
                .all(|(word, form)| word.form == *form || is_placeholder(form))
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
    words(text, fold)
        .into_iter()
        .map(|word| word.form)
        .collect()
}

/// Splits a text into words, without articles.
pub(super) fn words(text: &str, fold: Fold) -> Vec<EnglishWord> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(gap) = text[at..].find(|c: char| c.is_alphanumeric() || c == '&') {
        let start = at + gap;
        let rest = &text[start..];
        let length = if rest.starts_with('&') {
            1
        } else {
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
                .unwrap_or(rest.len())
        };
        let word = &rest[..length];
        at = start + length;
        if !matches!(word.to_ascii_lowercase().as_str(), "the" | "a" | "an") {
            words.push(EnglishWord {
                form: fold.form(word),
                span: Span::new(start, at),
            });
        }
    }
    words
}
