//! Comparing two glossaries: what changed, and which sentences the changes touch.
//!
//! A sentence is touched if the terms that truly occur in it, each with its place and its English, differ between the
//! old glossary and the new. So a term that stands nested in a longer one touches nothing, and a new longer term
//! touches the sentences where it now wins.

use super::{Context, Glossary, Matcher, Rendering, Term, TermChange, diff};
use duizhao_core::article::Span;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// Finds the sentences that a change touches.
pub struct Comparison {
    old: ComparedGlossary,
    new: ComparedGlossary,
    changes: Vec<TermChange>,
    /// Finds the sentences that hold a changed term anywhere: only these can be touched.
    probe: Matcher,
}

/// One of the two glossaries; its matcher is made when a sentence is looked at.
struct ComparedGlossary {
    glossary: Arc<Glossary>,
    matcher: OnceLock<Matcher>,
}

impl Comparison {
    /// Compares two glossaries.
    pub fn new(old: Arc<Glossary>, new: Arc<Glossary>) -> Self {
        let changes = diff(&old, &new);
        let probes: Vec<Term> = changes
            .iter()
            .filter(|change| change.touches_translations() || change.touches_status())
            .flat_map(|change| [&change.old, &change.new])
            .flatten()
            .map(anywhere)
            .collect();
        Self {
            old: ComparedGlossary::of(old),
            new: ComparedGlossary::of(new),
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
        let (old, new) = (self.old.occurring(sentence), self.new.occurring(sentence));
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

impl ComparedGlossary {
    fn of(glossary: Arc<Glossary>) -> Self {
        Self {
            glossary,
            matcher: OnceLock::new(),
        }
    }

    /// Returns the terms that occur in a sentence, each with its place and its English.
    fn occurring(&self, sentence: &str) -> BTreeSet<(Span, Rendering<'_>)> {
        let matcher = self.matcher.get_or_init(|| self.glossary.matcher());
        let hits = matcher.hits(sentence).into_iter();
        hits.map(|hit| (hit.span, self.glossary.terms()[hit.term].rendering()))
            .collect()
    }
}
