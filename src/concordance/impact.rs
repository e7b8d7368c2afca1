//! What a changed glossary touches: the sentences whose terms are not what they were.
//!
//! A sentence is touched if the terms that truly occur in it, each with its place and its English, differ between the
//! old glossary and the new. So a term that stands nested in a longer one touches nothing, and a new longer term touches the
//! sentences where it now wins. What an article's own glossary file says is not looked at.

use super::{Concordance, Sentence};
use crate::glossary::{self, Change, Context, Glossary, GlossaryError, Hit, Matcher, Term};
use std::collections::BTreeSet;

/// Finds the sentences that a change touches.
pub struct Impact<'a> {
    old: (&'a Glossary, Matcher),
    new: (&'a Glossary, Matcher),
    changes: Vec<Change>,
    /// Finds the sentences that hold a changed term anywhere: only these can be touched.
    probe: Matcher,
}

/// A sentence that is touched, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched<'a> {
    /// The sentence.
    pub sentence: Sentence<'a>,
    /// The sources of the terms that are not what they were in this sentence, in order.
    pub terms: BTreeSet<String>,
}

impl<'a> Impact<'a> {
    /// Compares two glossaries.
    pub fn new(old: &'a Glossary, new: &'a Glossary) -> Result<Self, GlossaryError> {
        let changes = glossary::diff(old, new);
        let changed = changes.iter().filter(|change| change.touches_translations());
        let anywhere = |term: Term| Term { context: Context::default(), case_sensitive: false, ..term };
        let probes: Vec<Term> =
            changed.flat_map(|change| [change.old.clone(), change.new.clone()]).flatten().map(anywhere).collect();
        Ok(Self { old: (old, old.matcher()?), new: (new, new.matcher()?), changes, probe: Matcher::new(&probes)? })
    }

    /// The terms that changed, those too that touch nothing.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The sentences that are touched, in order. Linear in the text.
    pub fn touched<'c>(&self, concordance: &'c Concordance) -> Vec<Touched<'c>> {
        let candidates = concordance.sentences().filter(|sentence| !self.probe.all(sentence.text).is_empty());
        candidates.filter_map(|sentence| self.touch(sentence)).collect()
    }

    fn touch<'c>(&self, sentence: Sentence<'c>) -> Option<Touched<'c>> {
        let occurring = |(glossary, matcher): &(&'a Glossary, Matcher)| -> BTreeSet<_> {
            let term = |hit: Hit| (hit.span, glossary.terms()[hit.term].rendering());
            matcher.hits(sentence.text).into_iter().map(term).collect()
        };
        let (old, new) = (occurring(&self.old), occurring(&self.new));
        let terms: BTreeSet<String> = old.symmetric_difference(&new).map(|(_, term)| term.0.to_owned()).collect();
        (!terms.is_empty()).then_some(Touched { sentence, terms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    fn glossary(terms: &[(String, u8)]) -> Glossary {
        let mut glossary = Glossary::default();
        let rows: String = terms.iter().map(|(source, target)| format!("{source},{target}\n")).collect();
        glossary.add_text(Path::new("t.csv"), &format!("source_hans,target\n{rows}")).unwrap();
        glossary
    }

    /// The terms of a sentence, found the slow way: at each place the longest, then on behind it.
    fn found(terms: &Glossary, sentence: &str) -> Vec<(usize, String, String)> {
        let (mut hits, mut at) = (Vec::new(), 0);
        while at < sentence.len() {
            let here = terms.terms().iter().filter(|term| sentence[at..].starts_with(&term.source_hans));
            match here.max_by_key(|term| term.source_hans.len()) {
                Some(term) => {
                    hits.push((at, term.source_hans.clone(), term.target.clone()));
                    at += term.source_hans.len();
                }
                None => at += sentence[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        hits
    }

    fn any_glossary() -> impl Strategy<Value = Vec<(String, u8)>> {
        proptest::collection::vec(("[党中央委]{1,3}", 0..3_u8), 0..6)
    }

    proptest! {
        #[test]
        fn exactly_the_sentences_whose_terms_differ_are_touched(
            old in any_glossary(),
            new in any_glossary(),
            sentences in proptest::collection::vec("[党中央委会]{1,8}", 1..6),
        ) {
            let (old, new) = (glossary(&old), glossary(&new));
            let folder = tempfile::tempdir().unwrap();
            let lines = |mark: &str| sentences.iter().map(|s| format!("{mark}{s}\n")).collect::<String>();
            let text = format!("---\nduizhao: 1\n---\n\n{}\n{}", lines(""), lines("> "));
            std::fs::write(folder.path().join("a.md"), text).unwrap();
            let (concordance, unread) = Concordance::of(folder.path(), &folder.path().join("index")).unwrap();
            prop_assert!(unread.is_empty());
            let impact = Impact::new(&old, &new).unwrap();
            let touched: Vec<&str> = impact.touched(&concordance).iter().map(|touched| touched.sentence.text).collect();
            let expected: Vec<&str> =
                sentences.iter().map(String::as_str).filter(|s| found(&old, s) != found(&new, s)).collect();
            prop_assert_eq!(touched, expected);
        }
    }
}
