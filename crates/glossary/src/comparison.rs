//! Comparing two glossaries: what changed, and which sentences the changes touch.
//!
//! A sentence is touched if the terms that truly occur in it, each with its place and its English, differ between the
//! old glossary and the new. So a term that stands nested in a longer one touches nothing, and a new longer term
//! touches the sentences where it now wins.

use super::{Context, Matcher, Rendering, Term, TermChange, Termbase, diff};
use duizhao_core::article::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Finds the sentences that a change touches.
pub struct Comparison {
    old: Termbase,
    new: Arc<Termbase>,
    changes: Vec<TermChange>,
    /// Finds the sentences that hold a changed term anywhere: only these can be touched.
    probe: Matcher,
}

impl Comparison {
    /// Compares two glossaries.
    pub fn new(old: Termbase, new: Arc<Termbase>) -> Self {
        let changes = diff(&old.glossary, &new.glossary);
        let probes: Vec<Term> = changes
            .iter()
            .filter(|change| change.touches_translations() || change.touches_status())
            .flat_map(|change| [&change.old, &change.new])
            .flatten()
            .map(anywhere)
            .collect();
        Self {
            old,
            new,
            changes,
            probe: Matcher::new(&probes),
        }
    }

    /// Returns the terms that changed, including those whose change touches nothing.
    pub fn changes(&self) -> &[TermChange] {
        &self.changes
    }

    /// Tests whether a sentence holds a changed term anywhere; only such a sentence can be touched. Linear, and quick.
    pub fn may_touch(&self, sentence: &str) -> bool {
        !self.probe.all(sentence).is_empty()
    }

    /// Returns the sources of the terms that are not what they were in a sentence, in order.
    pub fn changed_in(&self, sentence: &str) -> BTreeSet<String> {
        let (old, new) = (
            occurring(&self.old, sentence),
            occurring(&self.new, sentence),
        );
        old.symmetric_difference(&new)
            .map(|(_, (source, ..))| (*source).to_owned())
            .collect()
    }
}

/// Returns a term that is found in any context and letter case.
fn anywhere(term: &Term) -> Term {
    Term {
        context: Context::default(),
        case_sensitive: false,
        ..term.clone()
    }
}

/// Returns the terms that occur in a sentence, each with its place and its English.
fn occurring<'t>(termbase: &'t Termbase, sentence: &str) -> BTreeSet<(Span, Rendering<'t>)> {
    let hits = termbase.matcher().hits(sentence).into_iter();
    hits.map(|hit| (hit.span, termbase.glossary.terms()[hit.term].rendering()))
        .collect()
}
