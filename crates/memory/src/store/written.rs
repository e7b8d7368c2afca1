//! What people wrote, and the terms that it was made under.

use super::TermUse;
use crate::fingerprint::one_line;
use crate::{Fingerprint, Unit};
use duizhao_core::article::Origin;
use duizhao_glossary::Term;
use std::collections::BTreeMap;

/// The terms that a person's translation was made under.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// A hash of them all, as [`fingerprint_of_terms`](crate::fingerprint_of_terms) makes it.
    pub fingerprint: Fingerprint,
    /// The terms.
    pub terms: Vec<TermUse>,
}

impl Basis {
    /// Returns the terms that hold now.
    pub fn of(terms: &[&Term]) -> Self {
        Self {
            fingerprint: crate::fingerprint_of_terms(terms),
            terms: TermUse::all(terms),
        }
    }
}

/// A translation that a person wrote or approved, to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adoption {
    /// The sentence.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// What it depended on, as [`fingerprint_of_terms`](crate::fingerprint_of_terms) makes it.
    pub basis: Fingerprint,
    /// The terms of that, where they are known.
    pub terms: Option<Vec<TermUse>>,
}

/// The lines of an edition by their sentences, each line once; a sentence that no person wrote any longer has none.
pub(super) type BySource = BTreeMap<String, Vec<Adoption>>;

/// Sorts what an edition says by its sentences.
pub(super) fn by_source(lines: Vec<Adoption>, open: &[String]) -> BySource {
    let mut by_source = BySource::new();
    for source in open {
        by_source.entry(one_line(source).into_owned()).or_default();
    }
    for line in lines {
        let known = by_source
            .entry(one_line(&line.source).into_owned())
            .or_default();
        if known.iter().all(|known| known.target != line.target) {
            known.push(line);
        }
    }
    by_source
}

/// A translation of a sentence that an edition is known to hold.
#[derive(Debug, Clone)]
pub(super) struct KnownLine {
    pub(super) id: i64,
    pub(super) target: String,
    pub(super) basis: Option<Fingerprint>,
}

/// Returns what changes of the lines of a sentence: the units that go, and the lines that are new.
pub(super) fn changes<'a>(
    known: &[KnownLine],
    lines: &'a [Adoption],
) -> (Vec<i64>, Vec<&'a Adoption>) {
    let mut gone: Vec<i64> = known
        .iter()
        .filter(|known| lines.iter().all(|line| line.target != known.target))
        .map(|known| known.id)
        .collect();
    let mut new = Vec::new();
    for line in lines {
        match known.iter().find(|known| known.target == line.target) {
            Some(known) if known.basis == Some(line.basis) || line.terms.is_none() => continue,
            // What stands under other terms now is news to other editions.
            Some(known) => gone.push(known.id),
            None => {}
        }
        new.push(line);
    }
    (gone, new)
}

/// Returns a unit of another memory as it is kept; `None` for what is no translation. What a machine made elsewhere is imported,
/// with the backend's name, which is empty where it is not known.
pub(super) fn imported(unit: &Unit) -> Option<Unit> {
    let is_none = unit.source.trim().is_empty() || unit.target.trim().is_empty();
    if is_none {
        return None;
    }
    match unit.origin {
        Origin::Gloss => None,
        Origin::Human | Origin::Memory => Some(unit.clone()),
        Origin::Machine => Some(Unit {
            origin: Origin::Memory,
            backend: Some(unit.backend.clone().unwrap_or_default()),
            ..unit.clone()
        }),
    }
}
