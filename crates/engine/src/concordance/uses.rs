//! Where terms are used.

use super::{Concordance, Sentence};
use duizhao_core::article::Span;
use duizhao_glossary::Matcher;

/// A place where a term stands as a true hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use<'a> {
    /// The sentence.
    pub sentence: Sentence<'a>,
    /// Index of the term.
    pub term: usize,
    /// Where in the sentence, in bytes.
    pub span: Span,
}

/// Every true hit of the terms that `wanted` picks by their index; `probe` finds the same terms alone, so that
/// most sentences are looked at once.
pub fn uses<'a>(
    concordance: &'a Concordance,
    matcher: &Matcher,
    probe: &Matcher,
    wanted: impl Fn(usize) -> bool,
) -> Vec<Use<'a>> {
    concordance
        .sentences()
        .filter(|sentence| !probe.all(sentence.text).is_empty())
        .flat_map(|sentence| {
            let hits = matcher.hits(sentence.text);
            hits.into_iter().map(move |hit| Use {
                sentence,
                term: hit.term,
                span: hit.span,
            })
        })
        .filter(|found| wanted(found.term))
        .collect()
}
