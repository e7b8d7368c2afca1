//! Where each sentence's translation comes from.
//!
//! What a person answers for comes before all. Then what a person wrote for the same sentence in another edition, under
//! the same terms; then what a machine made of just this; then the same sentence in a memory of others; then, if the
//! settings allow it, one that is nearly the same. What is left is asked for.

use super::past::{Nearest, Past};
use duizhao_core::article::Origin;
use duizhao_core::document::Document;
use duizhao_edition::{Pair, Provenance, Slot};
use duizhao_memory::fuzzy::{MatchKind, substitute};
use duizhao_memory::{Basis, Fingerprint, StoreError, TermUse};
use duizhao_translate::{Ask, Backend, BackendError, Request};
use std::collections::BTreeSet;
use std::ops::AddAssign;

/// Sentences like one that are looked at.
const MOST_LIKE: usize = 5;

/// What becomes of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// A person answers for it.
    Human,
    /// It is as it was.
    Unchanged,
    /// The memory has it.
    Known,
    /// It was translated under other terms: the sources of those that changed, where they are known.
    Stale(BTreeSet<String>),
    /// It was never translated, or by another backend.
    New,
    /// It was asked for in vain.
    Failed,
}

/// How many sentences there are of each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// A person answers for them.
    pub human: usize,
    /// They are as they were.
    pub unchanged: usize,
    /// The memory has them.
    pub known: usize,
    /// They were translated under other terms.
    pub stale: usize,
    /// They were never translated, or by another backend.
    pub new: usize,
    /// They were asked for in vain.
    pub failed: usize,
}

impl Tally {
    /// Those that are to be sent.
    pub fn to_send(&self) -> usize {
        self.stale + self.new + self.failed
    }

    /// Those that nobody is asked for.
    pub fn settled(&self) -> usize {
        self.human + self.unchanged + self.known
    }

    pub(super) fn count(&mut self, status: &Status) {
        *match status {
            Status::Human => &mut self.human,
            Status::Unchanged => &mut self.unchanged,
            Status::Known => &mut self.known,
            Status::Stale(_) => &mut self.stale,
            Status::New => &mut self.new,
            Status::Failed => &mut self.failed,
        } += 1;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.human += other.human;
        self.unchanged += other.unchanged;
        self.known += other.known;
        self.stale += other.stale;
        self.new += other.new;
        self.failed += other.failed;
    }
}

/// What an edition has for a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// What the program knows of it; `None` where a person wrote it.
    pub(super) mark: Option<Provenance>,
    /// Whether there is a translation.
    pub(super) translated: bool,
}

impl Standing {
    /// Whether a person answers for it.
    pub(super) fn is_final(self) -> bool {
        self.translated && self.mark.is_none_or(Provenance::is_final)
    }
}

/// How a translation that is taken from the memory is like that of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The sentence that it is of differs in its numbers, which were put in.
    Numbers(String),
    /// The sentence that it is of is like this one, in per cent.
    Near(String, u32),
}

/// Where a translation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// What the edition has stays.
    Keep,
    /// The memory has this, and something is to be said of it, if so.
    Take(String, Option<Likeness>),
    /// The backend is asked; it may know it.
    Ask,
}

/// What a translation of another sentence depends on: where it is no longer to be taken, the sentence is asked for.
pub(super) fn like_basis(text: &str) -> Fingerprint {
    Fingerprint::of_texts(["like", text])
}

/// What is decided of a place of an edition.
pub(super) enum Place {
    /// A pair of a person's, which stands for itself.
    Own(Pair),
    /// A sentence of the article.
    Sentence {
        /// Its index in the article.
        index: usize,
        /// What the edition has for it.
        old: Option<Pair>,
        status: Status,
        way: Way,
    },
}

/// How many places of an edition there are of each status, and the sources of the terms whose change makes sentences be
/// translated again.
pub(super) fn tally(places: &Document<Place>) -> (Tally, BTreeSet<String>) {
    let (mut tally, mut stale) = (Tally::default(), BTreeSet::new());
    for place in places.items() {
        match place {
            Place::Own(_) => tally.count(&Status::Human),
            Place::Sentence { status, .. } => {
                tally.count(status);
                if let Status::Stale(terms) = status {
                    stale.extend(terms.iter().cloned());
                }
            }
        }
    }
    (tally, stale)
}

/// The sentences of the article of whose status and way something holds.
pub(super) fn chosen(
    places: &Document<Place>,
    holds: impl Fn(&Status, &Way) -> bool,
) -> Vec<usize> {
    let index = |place: &Place| match place {
        Place::Sentence {
            index, status, way, ..
        } if holds(status, way) => Some(*index),
        Place::Sentence { .. } | Place::Own(_) => None,
    };
    places.items().filter_map(index).collect()
}

/// Decides for the sentences of one article.
pub(super) struct Judge<'a> {
    pub(super) past: &'a Past,
    pub(super) backend: &'a dyn Backend,
    pub(super) identity: &'a str,
    /// Whether to ask again for what machines translated.
    pub(super) anew: bool,
    /// From which likeness a translation of another sentence is taken.
    pub(super) fuzzy: Option<f64>,
    /// The edition's name in the memory.
    pub(super) edition: &'a str,
    /// Whether there is an edition: what people wrote there is in it. Where there is none, the memory may have it.
    pub(super) is_there: bool,
    /// The key of the glossary that the edition was made with, if it is known.
    pub(super) glossary: Option<u64>,
    /// All sentences of the article.
    pub(super) request: Request<'a>,
}

impl Judge<'_> {
    /// What the machine's translation of a sentence depends on.
    pub(super) fn machine_basis(&self, index: usize) -> Fingerprint {
        self.request.basis(index, self.backend, self.identity)
    }

    /// What a person's translation of a sentence depends on.
    pub(super) fn basis(&self, index: usize) -> Fingerprint {
        duizhao_memory::fingerprint_of_terms(&self.terms(index))
    }

    /// The same, with the terms themselves.
    pub(super) fn terms_now(&self, index: usize) -> Basis {
        Basis::of(&self.terms(index))
    }

    /// The terms in a sentence.
    pub(super) fn terms(&self, index: usize) -> Vec<&duizhao_glossary::Term> {
        duizhao_glossary::terms_of(&self.request.document.segments[index], self.request.terms())
    }

    /// The edition whose units in the memory are not looked at.
    fn other_than(&self) -> &str {
        if self.is_there { self.edition } else { "" }
    }

    fn text(&self, index: usize) -> &str {
        &self.request.document.segments[index].text
    }

    /// Decides for every place of an edition.
    pub(super) fn decide_all(
        &self,
        slots: Document<Slot>,
    ) -> Result<Document<Place>, BackendError> {
        slots.try_map(|slot| match slot {
            Slot::Own(pair) => Ok(Place::Own(pair)),
            Slot::Segment(index, old) => {
                let standing = |pair: &Pair| Standing {
                    mark: pair.provenance,
                    translated: !pair.target.is_empty(),
                };
                let (status, way) = self.decide(index, old.as_ref().map(standing))?;
                Ok(Place::Sentence {
                    index,
                    old,
                    status,
                    way,
                })
            }
        })
    }

    /// Where the translation of a sentence comes from.
    pub(super) fn decide(
        &self,
        index: usize,
        standing: Option<Standing>,
    ) -> Result<(Status, Way), BackendError> {
        if standing.is_some_and(Standing::is_final) {
            return Ok((Status::Human, Way::Keep));
        }
        let text = self.text(index);
        let stands = |origin: Origin, basis: Fingerprint| {
            standing.is_some_and(|standing| {
                standing.translated
                    && standing
                        .mark
                        .is_some_and(|mark| mark.origin == origin && mark.basis == basis)
            })
        };
        let from_memory = |(target, likeness): (String, Option<Likeness>)| {
            let basis = if likeness.is_some() {
                like_basis(text)
            } else {
                self.basis(index)
            };
            let status = if stands(Origin::Memory, basis) {
                Status::Unchanged
            } else {
                Status::Known
            };
            (status, Way::Take(target, likeness))
        };
        if let Some(target) = self
            .past
            .human(text, self.other_than(), || self.basis(index))?
        {
            return Ok(from_memory((target, None)));
        }
        let basis = self.machine_basis(index);
        if stands(Origin::Machine, basis) && !self.anew {
            return Ok((Status::Unchanged, Way::Keep));
        }
        if stands(Origin::Memory, self.basis(index)) {
            let taken = self.taken(text)?;
            return Ok(taken.map_or((Status::Unchanged, Way::Keep), from_memory));
        }
        if stands(Origin::Gloss, basis) {
            return Ok((Status::Unchanged, Way::Ask));
        }
        let Some(memory) = self
            .past
            .memory
            .as_ref()
            .filter(|_| !self.backend.is_gloss())
        else {
            return Ok((self.unknown(index, standing)?, Way::Ask));
        };
        if memory.holds(
            self.request
                .fingerprint(&Ask::new(index), self.backend, self.identity),
        )? {
            return Ok((Status::Known, Way::Ask));
        }
        match self.taken(text)? {
            Some(taken) => Ok(from_memory(taken)),
            None => Ok((self.unknown(index, standing)?, Way::Ask)),
        }
    }

    /// What a memory of others has for a sentence, or, if the settings allow it, for one that is like it.
    fn taken(&self, text: &str) -> Result<Option<(String, Option<Likeness>)>, StoreError> {
        if let Some(target) = self.past.brought(text, self.other_than())? {
            return Ok(Some((target, None)));
        }
        let Some(from) = self.fuzzy else {
            return Ok(None);
        };
        for Nearest { unit, kind } in self.past.nearest(text, MOST_LIKE, 0.0)? {
            if let Some(target) = Some(kind)
                .filter(|kind| *kind == MatchKind::Masked)
                .and_then(|_| substitute(&unit.source, &unit.target, text))
            {
                return Ok(Some((target, Some(Likeness::Numbers(unit.source)))));
            }
            // What stands in the one and not in the other counts alike: a translation that says more is no better than
            // one that says less.
            let likeness = strsim::normalized_levenshtein(&unit.source, text);
            if unit.source != text && likeness >= from {
                let percent = (likeness * 100.0) as u32;
                return Ok(Some((
                    unit.target,
                    Some(Likeness::Near(unit.source, percent)),
                )));
            }
        }
        Ok(None)
    }

    /// Why a sentence is asked for.
    fn unknown(&self, index: usize, standing: Option<Standing>) -> Result<Status, BackendError> {
        let Some(Standing {
            mark: Some(mark),
            translated,
        }) = standing
        else {
            return Ok(Status::New);
        };
        if !translated {
            return Ok(Status::Failed);
        }
        let of_this = match mark.origin {
            Origin::Gloss => self.backend.is_gloss(),
            Origin::Machine => !self.backend.is_gloss(),
            Origin::Memory | Origin::Human => true,
        };
        let changed = self.changed(index)?;
        Ok(if of_this && !changed.is_empty() {
            Status::Stale(changed)
        } else {
            Status::New
        })
    }

    /// The sources of the terms in a sentence that are not what they were when the edition was made, or else when a
    /// machine last translated it.
    fn changed(&self, index: usize) -> Result<BTreeSet<String>, BackendError> {
        let text = self.text(index);
        if let Some(key) = self.glossary {
            let earlier = self.past.earlier(key, self.request.document.termbase)?;
            let changed = earlier
                .map(|earlier| earlier.changed_in(text))
                .unwrap_or_default();
            if !changed.is_empty() {
                return Ok(changed);
            }
        }
        let Some(memory) = &self.past.memory else {
            return Ok(BTreeSet::new());
        };
        let identity = Fingerprint::of_texts([self.identity]);
        match memory.terms_told(text, self.backend.name(), identity)? {
            Some(then) => self.changed_since(&then, &TermUse::all(&self.terms(index))),
            None => Ok(BTreeSet::new()),
        }
    }

    /// The sources of the terms in a text that are not what they were, given the hashes of those that it had.
    fn changed_since(
        &self,
        then: &[u64],
        now: &[TermUse],
    ) -> Result<BTreeSet<String>, BackendError> {
        let mut changed: BTreeSet<String> = now
            .iter()
            .filter(|term| !then.contains(&term.key))
            .map(|term| term.source.clone())
            .collect();
        let Some(memory) = &self.past.memory else {
            return Ok(changed);
        };
        for key in then
            .iter()
            .filter(|key| now.iter().all(|term| term.key != **key))
        {
            changed.extend(memory.term_source(*key)?);
        }
        Ok(changed)
    }

    /// What to say of a translation that a person answers for, if terms in its text have changed since; the names of the
    /// terms are in it where they are known.
    pub(super) fn outdated(
        &self,
        text: &str,
        mark: Provenance,
        now: &Basis,
    ) -> Result<Option<String>, BackendError> {
        if mark.basis == now.fingerprint {
            return Ok(None);
        }
        let then = match &self.past.memory {
            Some(memory) => memory.terms_of(self.edition, text)?,
            None => None,
        };
        let changed = then
            .map(|then| self.changed_since(&then, &now.terms))
            .transpose()?
            .unwrap_or_default();
        let names: Vec<String> = changed.iter().map(|source| format!("`{source}`")).collect();
        let names = if names.is_empty() {
            "a term here".to_owned()
        } else {
            names.join(", ")
        };
        Ok(Some(format!(
            "the glossary has changed {names} since a person wrote this"
        )))
    }
}
