//! Two glossaries beside each other: what changed, and which sentences that touches.
//!
//! A sentence is touched if the terms that truly occur in it, each with its place and its English, differ between the
//! old glossary and the new. So a term that stands nested in a longer one touches nothing, and a new longer term touches
//! the sentences where it now wins.

use super::{Change, Context, Glossary, GlossaryError, Hit, Matcher, Term, diff};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Finds the sentences that a change touches.
pub struct Comparison {
    old: (Arc<Glossary>, Matcher),
    new: (Arc<Glossary>, Matcher),
    changes: Vec<Change>,
    /// Finds the sentences that hold a changed term anywhere: only these can be touched.
    probe: Matcher,
}

impl Comparison {
    /// Compares two glossaries.
    pub fn new(old: Arc<Glossary>, new: Arc<Glossary>) -> Result<Self, GlossaryError> {
        let changes = diff(&old, &new);
        // What a changed status touches is how findings weigh.
        let status = |change: &Change| {
            change.old.as_ref().map(|old| old.status) != change.new.as_ref().map(|new| new.status)
        };
        let changed = changes
            .iter()
            .filter(|change| change.touches_translations() || status(change));
        let anywhere = |term: Term| Term {
            context: Context::default(),
            case_sensitive: false,
            ..term
        };
        let probes: Vec<Term> = changed
            .flat_map(|change| [change.old.clone(), change.new.clone()])
            .flatten()
            .map(anywhere)
            .collect();
        let (of_old, of_new) = (old.matcher()?, new.matcher()?);
        Ok(Self {
            old: (old, of_old),
            new: (new, of_new),
            changes,
            probe: Matcher::new(&probes)?,
        })
    }

    /// The terms that changed, those too that touch nothing.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether a sentence holds a changed term anywhere; only such a sentence can be touched. Linear, and quick.
    pub fn may_touch(&self, sentence: &str) -> bool {
        !self.probe.all(sentence).is_empty()
    }

    /// The sources of the terms that are not what they were in a sentence, in order.
    pub fn changed_in(&self, sentence: &str) -> BTreeSet<String> {
        let occurring = |(glossary, matcher): &(Arc<Glossary>, Matcher)| -> BTreeSet<_> {
            let term = |hit: Hit| {
                let (source, target, right, wrong, case) = glossary.terms()[hit.term].rendering();
                (
                    hit.span,
                    (
                        source.to_owned(),
                        target.to_owned(),
                        right.to_vec(),
                        wrong.to_vec(),
                        case,
                    ),
                )
            };
            matcher.hits(sentence).into_iter().map(term).collect()
        };
        let (old, new) = (occurring(&self.old), occurring(&self.new));
        old.symmetric_difference(&new)
            .map(|(_, term)| term.0.clone())
            .collect()
    }
}
