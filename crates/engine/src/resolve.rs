//! Where each segment's translation comes from.
//!
//! The order of trust: a person's line in this edition; a person's line in another edition under the same terms, or an
//! exact match of an imported memory that is by a person or does not say; what a machine made of just this; an exact
//! match that a machine made elsewhere; one of a similar sentence, if the settings allow it; a gloss. Nothing of a lower
//! rank replaces a higher one unless the settings ask for it by name. What is left is sent.
//!
//! Everything here is plain code over what the store gave: no disk, no network, no clock.

use crate::counts::Statuses;
use duizhao_core::article::Origin;
use duizhao_core::document::Document;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_core::segment::Segment;
use duizhao_edition::Slot;
use duizhao_glossary::{Comparison, Termbase, terms_of};
use duizhao_memory::fuzzy::{MatchKind, substitute};
use duizhao_memory::{Candidates, Similar, TermUse};
use std::collections::BTreeSet;

/// Similar sentences that are looked at for each segment.
pub(crate) const MOST_SIMILAR: usize = 5;

/// What a segment is in its edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Human-approved.
    Human,
    /// As it was.
    Unchanged,
    /// In the memory.
    Known,
    /// Translated under other terms: the sources of those that changed.
    Stale(BTreeSet<String>),
    /// Never translated, or by another backend.
    New,
    /// Sent before without success.
    Failed,
}

impl Statuses {
    /// Counts a status.
    pub(crate) fn count(&mut self, status: &Status) {
        match status {
            Status::Human => self.human += 1,
            Status::Unchanged => self.unchanged += 1,
            Status::Known => self.known += 1,
            Status::Stale(_) => self.stale += 1,
            Status::New => self.new += 1,
            Status::Failed => self.failed += 1,
        }
    }
}

/// What a translation from the memory was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatchSource {
    /// A person's line in another edition.
    Edition,
    /// An exact match of an imported memory, and who made it there.
    Imported(Origin),
    /// A sentence that differs in its numbers, which were put in.
    Numbers(String),
    /// A similar sentence, and its similarity in per cent.
    Similar(String, u32),
}

impl MatchSource {
    /// Tests whether it is a match of just this sentence.
    pub(crate) fn is_exact(&self) -> bool {
        match self {
            Self::Edition | Self::Imported(_) => true,
            Self::Numbers(_) | Self::Similar(..) => false,
        }
    }
}

/// Where a translation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The edition's stays.
    Keep,
    /// The edition's stays although it is out of date: only a gloss could replace it.
    KeepFromGloss,
    /// The memory's is taken.
    Take(String, MatchSource),
    /// The backend is asked; it may know it.
    Ask,
}

/// What was decided for a segment of the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Its index in the article.
    pub index: usize,
    /// The pair that the edition has for it.
    pub old: Option<Pair>,
    /// What it is.
    pub status: Status,
    /// Where its translation comes from.
    pub action: Action,
}

/// An item of a document after resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A pair that a person added, which stands for itself.
    Own(Pair),
    /// A segment of the article.
    Segment(Resolution),
}

/// What decides besides the segment.
#[derive(Clone, Copy, Default)]
pub(crate) struct Policy<'a> {
    /// Whether the backend only makes glosses.
    pub(crate) is_gloss: bool,
    /// Whether what machines translated is translated again.
    pub(crate) retranslate: bool,
    /// Whether a gloss may replace what a machine translated.
    pub(crate) replace_with_gloss: bool,
    /// From which similarity the translation of another sentence is taken; `None` for never.
    pub(crate) fuzzy: Option<f64>,
    /// The glossary that the edition was made with beside that of now, where it is another one and known.
    pub(crate) comparison: Option<&'a Comparison>,
}

/// What is known of a segment.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) segment: &'a Segment,
    /// What a machine's translation of it depends on.
    pub(crate) machine: Fingerprint,
    /// What a person's translation of it depends on: the terms in it.
    pub(crate) terms: Fingerprint,
    /// The glossary that its hits are of.
    pub(crate) termbase: &'a Termbase,
    /// What the store holds for it.
    pub(crate) candidates: &'a Candidates,
}

impl Facts<'_> {
    /// Returns the terms in it, as the store keeps them.
    fn term_uses(&self) -> Vec<TermUse> {
        TermUse::all(&terms_of(self.segment, self.termbase.glossary.terms()))
    }
}

/// Returns what the translation of a similar sentence depends on: where it may no longer be taken, the segment is sent.
pub(crate) fn basis_of_similar(text: &str) -> Fingerprint {
    Fingerprint::of_texts(["like", text])
}

impl Policy<'_> {
    /// Decides for every item of a document; `facts` are those of the article's segments, in order.
    pub(crate) fn resolve(&self, slots: Document<Slot>, facts: &[Facts<'_>]) -> Document<Resolved> {
        slots.map(|slot| match slot {
            Slot::Own(pair) => Resolved::Own(pair),
            Slot::Segment(index, old) => {
                let (status, action) = self.decide(&facts[index], old.as_ref());
                Resolved::Segment(Resolution {
                    index,
                    old,
                    status,
                    action,
                })
            }
        })
    }

    /// Decides for a segment; `old` is the pair that the edition has for it.
    pub(crate) fn decide(&self, facts: &Facts<'_>, old: Option<&Pair>) -> (Status, Action) {
        if old.is_some_and(Pair::is_final) {
            return (Status::Human, Action::Keep);
        }
        let candidates = facts.candidates;
        let standing = old
            .filter(|old| !old.target.is_empty())
            .and_then(|old| old.provenance);
        if let Some(target) = &candidates.human {
            return take(target, MatchSource::Edition, facts, standing);
        }
        let imported = candidates.imported.as_ref();
        if let Some(unit) = imported.filter(|unit| unit.origin != Origin::Machine) {
            return take(
                &unit.target,
                MatchSource::Imported(unit.origin),
                facts,
                standing,
            );
        }
        if let Some(kept) = self.unchanged(facts, standing) {
            return kept;
        }
        let is_known = candidates.machine.is_some() && !self.is_gloss && !self.retranslate;
        match imported {
            Some(unit) if !is_known => take(
                &unit.target,
                MatchSource::Imported(unit.origin),
                facts,
                standing,
            ),
            Some(_) | None if is_known => (Status::Known, Action::Ask),
            Some(_) | None => self.unknown(facts, old),
        }
    }

    /// Decides for a segment whose translation in the edition is of just this; `None` for others.
    fn unchanged(
        &self,
        facts: &Facts<'_>,
        standing: Option<Provenance>,
    ) -> Option<(Status, Action)> {
        let standing = standing?;
        let action = match standing.origin {
            Origin::Machine if standing.basis == facts.machine && !self.retranslate => Action::Keep,
            Origin::Memory if standing.basis == facts.terms => Action::Keep,
            // Glosses are computed again: a name that is met elsewhere in the article changes them.
            Origin::Gloss if standing.basis == facts.machine => Action::Ask,
            Origin::Human | Origin::Memory | Origin::Machine | Origin::Gloss => return None,
        };
        Some((Status::Unchanged, action))
    }

    /// Decides for a segment that nothing exact is known of.
    fn unknown(&self, facts: &Facts<'_>, old: Option<&Pair>) -> (Status, Action) {
        let standing = old.and_then(|old| old.provenance);
        let Some((old, standing)) = old.zip(standing) else {
            return (Status::New, Action::Ask);
        };
        if old.target.is_empty() {
            return (Status::Failed, Action::Ask);
        }
        let of_this_rank = match standing.origin {
            Origin::Gloss => self.is_gloss,
            Origin::Machine => !self.is_gloss,
            Origin::Memory | Origin::Human => true,
        };
        let is_higher = self.is_gloss && standing.origin != Origin::Gloss;
        if is_higher && !self.replace_with_gloss {
            return (Status::Unchanged, Action::KeepFromGloss);
        }
        let changed = self.changed(facts);
        if of_this_rank && !changed.is_empty() {
            (Status::Stale(changed), Action::Ask)
        } else {
            (Status::New, Action::Ask)
        }
    }

    /// Returns the sources of the terms in a segment that are not what they were when the edition was made, or else when
    /// a machine last translated it.
    pub(crate) fn changed(&self, facts: &Facts<'_>) -> BTreeSet<String> {
        let text = &facts.segment.text;
        let changed = self
            .comparison
            .map(|comparison| comparison.changed_in(text))
            .unwrap_or_default();
        match &facts.candidates.told {
            Some(then) if changed.is_empty() => changed_since(then, &facts.term_uses()),
            Some(_) | None => changed,
        }
    }

    /// Takes a translation of a similar sentence for a segment that would be sent, if the settings allow it.
    pub(crate) fn fuzzy(&self, text: &str, similar: Vec<Similar>) -> Option<(String, MatchSource)> {
        let from = self.fuzzy?;
        let mut matches = similar
            .into_iter()
            .filter_map(|one| similar_match(text, one, from));
        matches.next()
    }
}

/// Returns the translation of a similar sentence as one of this text: with its numbers, or as it is where at least `from`
/// of the sentences is the same.
pub(crate) fn similar_match(
    text: &str,
    similar: Similar,
    from: f64,
) -> Option<(String, MatchSource)> {
    let Similar { unit, kind, .. } = similar;
    if kind == MatchKind::Masked
        && let Some(target) = substitute(&unit.source, &unit.target, text)
    {
        return Some((target, MatchSource::Numbers(unit.source)));
    }
    // What stands in the one and not in the other counts alike: a translation that says more is no better than one that
    // says less.
    let similarity = strsim::normalized_levenshtein(&unit.source, text);
    if unit.source == text || similarity < from {
        return None;
    }
    let percent = (similarity * 100.0) as u32;
    Some((unit.target, MatchSource::Similar(unit.source, percent)))
}

/// Takes a translation from the memory; it is unchanged if the edition has it already.
pub(crate) fn take(
    target: &str,
    source: MatchSource,
    facts: &Facts<'_>,
    standing: Option<Provenance>,
) -> (Status, Action) {
    let basis = if source.is_exact() {
        facts.terms
    } else {
        basis_of_similar(&facts.segment.text)
    };
    let stands = standing
        .is_some_and(|standing| standing.origin == Origin::Memory && standing.basis == basis);
    let status = if stands {
        Status::Unchanged
    } else {
        Status::Known
    };
    (status, Action::Take(target.to_owned(), source))
}

/// Returns the sources of the terms that are in only one of two lists: of those that a translation knew, and of those of
/// now. A source that is no longer known is left out.
pub(crate) fn changed_since(then: &[TermUse], now: &[TermUse]) -> BTreeSet<String> {
    let new = now
        .iter()
        .filter(|term| then.iter().all(|then| then.key != term.key));
    let gone = then
        .iter()
        .filter(|term| now.iter().all(|now| now.key != term.key));
    new.chain(gone)
        .map(|term| term.source.clone())
        .filter(|source| !source.is_empty())
        .collect()
}

/// Returns the resolutions of the segments, in reading order.
pub(crate) fn resolutions(document: &Document<Resolved>) -> impl Iterator<Item = &Resolution> {
    document.items().filter_map(|item| match item {
        Resolved::Segment(resolution) => Some(resolution),
        Resolved::Own(_) => None,
    })
}

/// Returns how many items there are of each status, and the sources of the terms whose change makes segments stale.
pub(crate) fn statuses(document: &Document<Resolved>) -> (Statuses, BTreeSet<String>) {
    let mut statuses = Statuses::default();
    let mut stale = BTreeSet::new();
    for item in document.items() {
        match item {
            Resolved::Own(_) => statuses.count(&Status::Human),
            Resolved::Segment(Resolution { status, .. }) => {
                statuses.count(status);
                if let Status::Stale(terms) = status {
                    stale.extend(terms.iter().cloned());
                }
            }
        }
    }
    (statuses, stale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::Glossary;
    use duizhao_memory::Imported;

    const MACHINE: &str = "machine";

    fn standing(origin: Origin, basis: Fingerprint) -> Pair {
        Pair {
            provenance: Some(Provenance {
                origin,
                basis,
                ..Provenance::default()
            }),
            ..Pair::new("党说。", "The Party said.")
        }
    }

    fn imported(origin: Origin) -> Option<Imported> {
        Some(Imported {
            target: "imported".to_owned(),
            origin,
            ..Imported::default()
        })
    }

    /// Decides for one segment under a policy.
    fn decided(
        policy: Policy<'_>,
        candidates: &Candidates,
        old: Option<&Pair>,
    ) -> (Status, Action) {
        let facts = Facts {
            segment: &Segment::paragraph("党说。", Vec::new()),
            machine: Fingerprint::of_texts([MACHINE]),
            terms: Fingerprint::default(),
            termbase: &Termbase::new(Glossary::default()),
            candidates,
        };
        policy.decide(&facts, old)
    }

    fn machine() -> Fingerprint {
        Fingerprint::of_texts([MACHINE])
    }

    #[test]
    fn a_persons_line_comes_before_all() {
        let old = standing(Origin::Human, Fingerprint::default());
        let candidates = Candidates {
            human: Some("other".to_owned()),
            imported: imported(Origin::Human),
            ..Candidates::default()
        };
        let decision = decided(Policy::default(), &candidates, Some(&old));
        assert_eq!(decision, (Status::Human, Action::Keep));
    }

    #[test]
    fn an_imported_match_comes_before_a_machine_unless_a_machine_made_it() {
        let old = standing(Origin::Machine, machine());
        for (origin, taken) in [
            (Origin::Human, true),
            (Origin::Memory, true),
            (Origin::Machine, false),
        ] {
            let candidates = Candidates {
                imported: imported(origin),
                ..Candidates::default()
            };
            let (_, action) = decided(Policy::default(), &candidates, Some(&old));
            assert_eq!(matches!(action, Action::Take(..)), taken, "{origin:?}");
        }
    }

    #[test]
    fn imported_matches_count_for_glosses_too() {
        let policy = Policy {
            is_gloss: true,
            ..Policy::default()
        };
        let candidates = Candidates {
            imported: imported(Origin::Machine),
            ..Candidates::default()
        };
        let (status, action) = decided(policy, &candidates, None);
        assert!(status == Status::Known && matches!(action, Action::Take(..)));
    }

    #[test]
    fn a_gloss_never_replaces_a_machines_translation_unless_asked_to() {
        let old = standing(Origin::Machine, Fingerprint::of_texts(["another backend"]));
        let gloss = Policy {
            is_gloss: true,
            ..Policy::default()
        };
        let nothing = Candidates::default();
        let decision = decided(gloss, &nothing, Some(&old));
        assert_eq!(decision, (Status::Unchanged, Action::KeepFromGloss));
        let asked = Policy {
            replace_with_gloss: true,
            ..gloss
        };
        assert_eq!(decided(asked, &nothing, Some(&old)).1, Action::Ask);
        let old = standing(Origin::Gloss, machine());
        assert_eq!(
            decided(Policy::default(), &nothing, Some(&old)).1,
            Action::Ask
        );
    }

    #[test]
    fn what_failed_is_sent_again() {
        let old = Pair {
            target: Vec::new(),
            ..standing(Origin::Machine, Fingerprint::default())
        };
        let decision = decided(Policy::default(), &Candidates::default(), Some(&old));
        assert_eq!(decision, (Status::Failed, Action::Ask));
    }

    #[test]
    fn retranslation_asks_for_what_machines_made_and_no_more() {
        let policy = Policy {
            retranslate: true,
            ..Policy::default()
        };
        let nothing = Candidates {
            machine: Some("known".to_owned()),
            ..Candidates::default()
        };
        let old = standing(Origin::Machine, machine());
        assert_eq!(
            decided(policy, &nothing, Some(&old)),
            (Status::New, Action::Ask)
        );
        let old = standing(Origin::Human, Fingerprint::default());
        assert_eq!(decided(policy, &nothing, Some(&old)).1, Action::Keep);
    }
}
