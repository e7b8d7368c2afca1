//! What a volatile memory holds.

use super::super::claims::{left, milliseconds};
use super::super::written::{BySource, KnownLine, changes, imported};
use super::super::{
    Accuracy, Candidates, Claim, Claims, Document, DocumentState, Imported, Lookup, Maker, News,
    Progress, Query, Replies, Reply, SegmentRow, Selection, TermUse, Wanted, now, sentence_key,
};
use crate::fingerprint::one_line;
use crate::{Fingerprint, Unit};
use duizhao_core::article::Origin;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A unit with all that is known of it.
#[derive(Debug, Default)]
struct StoredUnit {
    unit: Unit,
    maker: Maker,
    fingerprint: Option<Fingerprint>,
    /// The keys of the terms that it was made under, where they are known.
    terms: Option<Vec<u64>>,
    basis: Option<Fingerprint>,
}

/// All that a memory holds.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Units by their numbers.
    units: BTreeMap<i64, StoredUnit>,
    /// The number of the latest unit.
    latest: i64,
    /// Terms by their keys.
    terms: HashMap<u64, TermUse>,
    /// How good estimates have been, by backend.
    accuracy: HashMap<String, Accuracy>,
    /// Whose a claim is and until when it holds.
    claims: HashMap<Fingerprint, (u64, i64)>,
    /// Handles that are there.
    pub(super) owners: HashSet<u64>,
    pub(super) documents: BTreeMap<String, (DocumentState, Vec<SegmentRow>)>,
    pub(super) glossaries: HashMap<u64, String>,
}

impl State {
    /// Units of an origin, the latest first.
    fn of(&self, origin: Origin) -> impl Iterator<Item = (i64, &StoredUnit)> {
        let units = self.units.iter().rev().map(|(id, entry)| (*id, entry));
        units.filter(move |(_, entry)| entry.unit.origin == origin)
    }

    /// Units that no machine of this memory made.
    fn written(&self) -> impl Iterator<Item = (i64, &StoredUnit)> {
        let units = self.units.iter().map(|(id, entry)| (*id, entry));
        units.filter(|(_, entry)| entry.unit.origin != Origin::Machine)
    }

    fn insert(&mut self, entry: StoredUnit) {
        self.latest += 1;
        self.units.insert(self.latest, entry);
    }

    fn insert_terms(&mut self, terms: &[TermUse]) -> Vec<u64> {
        for term in terms {
            self.terms.entry(term.key).or_insert_with(|| term.clone());
        }
        terms.iter().map(|term| term.key).collect()
    }

    pub(super) fn lookup(&self, lookup: &Lookup) -> Vec<Candidates> {
        let queries = lookup.queries.iter();
        queries
            .map(|query| self.candidates(lookup, query, &one_line(&query.text)))
            .collect()
    }

    fn candidates(&self, lookup: &Lookup, query: &Query, source: &str) -> Candidates {
        let human = self.human(source, &lookup.edition, Some(query.basis));
        Candidates {
            human: human.map(|entry| entry.unit.target.clone()),
            machine: query
                .request
                .and_then(|request| self.reply(request, source, 0)),
            imported: self.imported(source, &lookup.edition),
            told: lookup
                .maker
                .as_ref()
                .and_then(|maker| self.told(source, maker)),
            under: self.under(source, &lookup.edition),
        }
    }

    fn human(&self, source: &str, but: &str, basis: Option<Fingerprint>) -> Option<&StoredUnit> {
        let mut human = self.of(Origin::Human).map(|(_, entry)| entry);
        human.find(|entry| {
            entry.basis == basis
                && entry.unit.article.as_deref() != Some(but)
                && one_line(&entry.unit.source) == source
        })
    }

    fn imported(&self, source: &str, but: &str) -> Option<Imported> {
        let entry = self
            .human(source, but, None)
            .or_else(|| self.of_memory(source, false))
            .or_else(|| self.of_memory(source, true))?;
        let Unit { target, origin, .. } = entry.unit.clone();
        let unit = shown(&entry.unit);
        Some(Imported {
            target,
            origin: match origin {
                Origin::Memory if entry.unit.backend.is_some() => Origin::Machine,
                origin => origin,
            },
            backend: unit.backend,
            model: unit.model,
            article: unit.article,
        })
    }

    fn of_memory(&self, source: &str, by_machine: bool) -> Option<&StoredUnit> {
        let mut all = self.of(Origin::Memory).map(|(_, entry)| entry);
        all.find(|entry| {
            entry.unit.backend.is_some() == by_machine && one_line(&entry.unit.source) == source
        })
    }

    fn reply(&self, fingerprint: Fingerprint, source: &str, after: i64) -> Option<String> {
        let later = self.units.range(after.saturating_add(1)..);
        let mut later = later.rev().map(|(_, entry)| entry);
        let latest = later.find(|entry| entry.fingerprint == Some(fingerprint))?;
        (one_line(&latest.unit.source) == one_line(source)).then(|| latest.unit.target.clone())
    }

    fn told(&self, source: &str, maker: &Maker) -> Option<Vec<TermUse>> {
        let mut all = self.of(Origin::Machine).map(|(_, entry)| entry);
        let told = all.find(|entry| {
            entry.maker.identity == maker.identity
                && entry.maker.backend == maker.backend
                && entry.fingerprint.is_some()
                && entry.terms.is_some()
                && one_line(&entry.unit.source) == source
        })?;
        Some(self.named(told.terms.as_deref()?))
    }

    fn under(&self, source: &str, edition: &str) -> Option<Vec<TermUse>> {
        let mut all = self.of(Origin::Human).map(|(_, entry)| entry);
        let under = all.find(|entry| {
            !edition.is_empty()
                && entry.unit.article.as_deref() == Some(edition)
                && entry.terms.is_some()
                && one_line(&entry.unit.source) == source
        })?;
        Some(self.named(under.terms.as_deref()?))
    }

    fn named(&self, keys: &[u64]) -> Vec<TermUse> {
        let terms = keys.iter().map(|&key| {
            let known = self.terms.get(&key).cloned();
            known.unwrap_or_else(|| TermUse {
                key,
                source: String::new(),
                target: String::new(),
            })
        });
        terms.collect()
    }

    /// Returns the Chinese of each unit after a number that no machine of this memory made, in order.
    pub(super) fn written_sources(&self, after: i64) -> impl Iterator<Item = (i64, &str)> {
        let units = self.units.range(after.saturating_add(1)..);
        let written = units.filter(|(_, entry)| entry.unit.origin != Origin::Machine);
        written.map(|(id, entry)| (*id, entry.unit.source.as_str()))
    }

    /// Returns the latest unit of an origin with this Chinese.
    pub(super) fn latest_of(&self, origin: Origin, source: &str) -> Option<i64> {
        let mut units = self.of(origin);
        units
            .find(|(_, entry)| entry.unit.source == source)
            .map(|(id, _)| id)
    }

    pub(super) fn unit(&self, id: i64) -> Option<Unit> {
        self.units.get(&id).map(|entry| shown(&entry.unit))
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            latest: self.latest,
            written: self.written().last().map_or(0, |(id, _)| id),
        }
    }

    pub(super) fn news(&self, since: i64) -> Vec<News> {
        let news = self.written().filter(|(id, _)| *id > since);
        news.map(|(serial, entry)| News {
            serial,
            key: sentence_key(&entry.unit.source),
        })
        .collect()
    }

    pub(super) fn claim(&mut self, owner: u64, now: i64, claims: &Claims) -> Vec<Claim> {
        let until = now.saturating_add(milliseconds(claims.lease));
        let mut answers = Vec::with_capacity(claims.wanted.len());
        for Wanted {
            fingerprint,
            source,
        } in &claims.wanted
        {
            let held = match self.claims.get(fingerprint) {
                Some((other, until)) if *other != owner && self.owners.contains(other) => {
                    left(*until, now)
                }
                Some(_) | None => None,
            };
            answers.push(
                match (self.reply(*fingerprint, source, claims.after), held) {
                    (Some(target), _) => Claim::Known(target),
                    (None, Some(left)) => Claim::Held(left),
                    (None, None) => {
                        self.claims.insert(*fingerprint, (owner, until));
                        Claim::Claimed
                    }
                },
            );
        }
        answers
    }

    pub(super) fn release(&mut self, owner: u64, fingerprints: &[Fingerprint]) {
        for fingerprint in fingerprints {
            if self
                .claims
                .get(fingerprint)
                .is_some_and(|claim| claim.0 == owner)
            {
                self.claims.remove(fingerprint);
            }
        }
    }

    pub(super) fn record(&mut self, kept: Replies) {
        if let Some(accuracy) = kept.accuracy
            && kept.requests > 0
        {
            let sum = self.accuracy.entry(kept.maker.backend.clone()).or_default();
            sum.estimated_tokens += accuracy.estimated_tokens;
            sum.counted_tokens += accuracy.counted_tokens;
        }
        for reply in kept.replies {
            self.insert_reply(&kept.maker, reply, kept.requests > 0);
        }
    }

    fn insert_reply(&mut self, maker: &Maker, reply: Reply, has_terms: bool) {
        self.claims.remove(&reply.fingerprint);
        let terms = self.insert_terms(&reply.terms);
        self.insert(StoredUnit {
            unit: Unit {
                source: one_line(&reply.source).into_owned(),
                target: reply.target,
                origin: Origin::Machine,
                backend: Some(maker.backend.clone()),
                model: maker.model.clone(),
                article: Some(reply.article),
                position: Some(reply.position as u64),
                at: Some(now()),
                note: None,
            },
            maker: maker.clone(),
            fingerprint: Some(reply.fingerprint),
            terms: has_terms.then_some(terms),
            basis: None,
        });
    }

    pub(super) fn restore(&mut self, mut kept: Replies) -> usize {
        let known: HashSet<Fingerprint> = self
            .units
            .values()
            .filter_map(|entry| entry.fingerprint)
            .collect();
        kept.replies
            .retain(|reply| !known.contains(&reply.fingerprint));
        let new = kept.replies.len();
        self.record(kept);
        new
    }

    pub(super) fn adopt(&mut self, edition: &str, by_source: &BySource) {
        let mut known: HashMap<String, Vec<KnownLine>> = HashMap::new();
        for (id, entry) in self.written() {
            let is_here = entry.unit.article.as_deref() == Some(edition);
            if entry.unit.origin == Origin::Human && is_here {
                known
                    .entry(entry.unit.source.clone())
                    .or_default()
                    .push(KnownLine {
                        id,
                        target: entry.unit.target.clone(),
                        basis: entry.basis,
                    });
            }
        }
        for (source, lines) in by_source {
            let known = known.get(source).map(Vec::as_slice).unwrap_or_default();
            let (gone, new) = changes(known, lines);
            for id in gone {
                self.units.remove(&id);
            }
            for line in new {
                let terms = line.terms.as_ref().map(|terms| self.insert_terms(terms));
                self.insert(StoredUnit {
                    unit: Unit {
                        source: source.clone(),
                        target: line.target.clone(),
                        origin: Origin::Human,
                        article: Some(edition.to_owned()),
                        at: Some(now()),
                        ..Unit::default()
                    },
                    terms,
                    basis: Some(line.basis),
                    ..StoredUnit::default()
                });
            }
        }
    }

    pub(super) fn disown(&mut self, edition: &str) {
        self.units.retain(|_, entry| {
            entry.unit.origin != Origin::Human || entry.unit.article.as_deref() != Some(edition)
        });
    }

    pub(super) fn import(&mut self, units: &[Unit]) -> usize {
        let before = self.units.len();
        for unit in units {
            let Some(new) = imported(unit) else {
                continue;
            };
            let is_own = unit.origin == Origin::Machine && self.is_known(unit);
            if !is_own && !self.is_known(&new) {
                let (source, target) = (new.source.trim().to_owned(), new.target.trim().to_owned());
                self.insert(StoredUnit {
                    unit: Unit {
                        source,
                        target,
                        ..new
                    },
                    ..StoredUnit::default()
                });
            }
        }
        self.units.len() - before
    }

    /// Tests whether there is a unit with this source and target of the same origin.
    fn is_known(&self, unit: &Unit) -> bool {
        self.of(unit.origin).any(|(_, known)| {
            known.unit.source == unit.source.trim() && known.unit.target == unit.target.trim()
        })
    }

    pub(super) fn accuracy(&self, backend: &str) -> Accuracy {
        self.accuracy.get(backend).copied().unwrap_or_default()
    }

    pub(super) fn put_documents(&mut self, documents: Vec<Document>) {
        for Document { state, segments } in documents {
            let edition = state.edition.clone();
            let known = self.documents.entry(edition).or_default();
            known.0 = state;
            if let Some(segments) = segments {
                known.1 = segments;
            }
        }
    }

    /// Lists the segments that are wanted, each with the name of its edition.
    pub(super) fn selected(&self, selection: &Selection) -> Vec<(String, SegmentRow)> {
        let mut selected = Vec::new();
        for (edition, (_, segments)) in &self.documents {
            let editions = selection.editions.as_ref();
            if editions.is_some_and(|editions| !editions.contains(edition)) {
                continue;
            }
            for segment in segments {
                if selection.wants(&segment.source) {
                    let mut segment = segment.clone();
                    if !selection.targets {
                        segment.target = None;
                    }
                    selected.push((edition.clone(), segment));
                }
            }
        }
        selected
    }

    pub(super) fn put_glossary(&mut self, key: u64, terms: String) {
        let used: HashSet<u64> = self
            .documents
            .values()
            .map(|known| known.0.glossary)
            .collect();
        self.glossaries.retain(|key, _| used.contains(key));
        self.glossaries.insert(key, terms);
    }
}

/// Returns a unit as it is shown: without names that are empty.
fn shown(unit: &Unit) -> Unit {
    let mut unit = unit.clone();
    unit.backend.take_if(|name| name.is_empty());
    unit.model.take_if(|name| name.is_empty());
    unit
}
