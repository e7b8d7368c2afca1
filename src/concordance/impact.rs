//! What a changed glossary touches: the sentences whose terms are not what they were.
//!
//! A sentence is touched if the terms that truly occur in it, each with its English, differ between the old glossary
//! and the new. So a term that stands nested in a longer one touches nothing, and a new longer term touches the
//! sentences where it now wins.

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
            let term = |hit: Hit| glossary.terms()[hit.term].rendering();
            matcher.hits(sentence.text).into_iter().map(term).collect()
        };
        let (old, new) = (occurring(&self.old), occurring(&self.new));
        let terms: BTreeSet<String> = old.symmetric_difference(&new).map(|rendering| rendering.0.to_owned()).collect();
        (!terms.is_empty()).then_some(Touched { sentence, terms })
    }
}
