//! The pairs that come of what was resolved and what the backend answered.

use crate::counts::Counts;
use crate::engine::Matches;
use crate::resolve::{
    Action, MatchSource, Resolution, Resolved, basis_of_similar, changed_since, statuses,
};
use crate::settled::Settled;
use duizhao_check::{Failure, PairContext, PairFacts, Selection, Similarity};
use duizhao_core::article::Origin;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::document::Document;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_core::segment::Segment;
use duizhao_edition::rewording;
use duizhao_glossary::{Termbase, terms_of};
use duizhao_memory::{Basis, Query, TermUse};
use duizhao_translate::Translation;
use duizhao_zh::identity::Identity;
use std::collections::{BTreeMap, BTreeSet};

/// What a document is filled with.
pub(crate) struct Filler<'a> {
    /// The segments of the article.
    pub(crate) segments: &'a [Segment],
    pub(crate) matches: &'a Matches,
    pub(crate) termbase: &'a Termbase,
    pub(crate) identity: &'a Identity,
    /// The rules that run.
    pub(crate) selection: &'a Selection,
    /// The segments that are not checked again unless their translation changes.
    pub(crate) settled: &'a Settled,
    /// Whether the backend only makes glosses.
    pub(crate) is_gloss: bool,
    /// The backend, in the edition's ledger.
    pub(crate) maker: Option<u8>,
}

/// A document with its pairs, and what it came to.
pub(crate) struct Filled {
    pub(crate) document: Document<Pair>,
    /// For each pair, in reading order, the index of its segment; `None` for a pair that a person added.
    pub(crate) indices: Vec<Option<usize>>,
    pub(crate) counts: Counts,
    pub(crate) stale: BTreeSet<String>,
}

/// Whether a segment of the article was not in the edition before.
type IsNew = bool;

impl Filler<'_> {
    /// Makes the pairs; `replies` are what the backend answered for the segments it was asked for, by index.
    pub(crate) fn fill(
        &self,
        document: Document<Resolved>,
        mut replies: BTreeMap<usize, Translation>,
    ) -> Filled {
        let (statuses, stale) = statuses(&document);
        let mut counts = Counts {
            statuses,
            terms: self.segments.iter().map(|segment| segment.hits.len()).sum(),
            ..Counts::default()
        };
        let mut doubled = self.doubled(&document).into_iter();
        let mut own = self.matches.candidates[self.segments.len()..].iter();
        let mut indices = Vec::new();
        let mut document = document.map(|item| match item {
            Resolved::Own(pair) => {
                indices.push(None);
                let under = own
                    .next()
                    .and_then(|candidates| candidates.under.as_deref());
                self.own(pair, doubled.next().flatten(), under, &mut counts)
            }
            Resolved::Segment(resolution) => {
                indices.push(Some(resolution.index));
                let reply = replies.remove(&resolution.index);
                self.segment(resolution, reply, &mut counts)
            }
        });
        duizhao_check::document(&mut document, self.termbase, self.selection);
        for pair in document.items() {
            counts.sentences += 1;
            counts.reviewed += usize::from(pair.is_final());
            for diagnostic in &pair.diagnostics {
                counts.findings.add(reported_severity(diagnostic, pair));
            }
        }
        Filled {
            document,
            indices,
            counts,
            stale,
        }
    }

    /// Makes the pair of a segment.
    fn segment(
        &self,
        resolution: Resolution,
        reply: Option<Translation>,
        counts: &mut Counts,
    ) -> Pair {
        let segment = &self.segments[resolution.index];
        let terms = self.matches.terms[resolution.index];
        let old = resolution.old;
        let is_settled = self.settled.basis(resolution.index).is_some();
        let settled = old.as_ref().filter(|_| is_settled);
        let settled = settled.map(|old| old.target.clone());
        let mut facts = PairFacts::default();
        let mut pair = Pair::new(segment.text.as_str(), "");
        let is_reworded = old
            .as_ref()
            .is_some_and(|old| self.is_reworded(old, segment));
        if let Some(old) = &old {
            pair.remarks.clone_from(&old.remarks);
            if !is_reworded {
                // A person may have spelled the sentence differently.
                pair.source.clone_from(&old.source);
            }
        }
        match resolution.action {
            Action::Keep | Action::KeepFromGloss => {
                counts.kept += usize::from(resolution.action == Action::KeepFromGloss);
                if let Some(old) = old {
                    facts = self.keep(old, is_reworded, resolution.index, &mut pair);
                }
            }
            Action::Take(target, source) => {
                pair.target = vec![target];
                let basis = if source.is_exact() {
                    terms
                } else {
                    basis_of_similar(&segment.text)
                };
                pair.provenance = Some(provenance(Origin::Memory, basis));
                take(&mut facts, source);
            }
            Action::Ask => facts.failure = self.answer(old, reply, resolution.index, &mut pair),
        }
        counts.failed += usize::from(pair.target.is_empty());
        if settled.is_some_and(|target| target == pair.target)
            && let Some(adherence) =
                duizhao_check::adherence(segment, self.termbase, self.selection)
        {
            counts.adherence += adherence;
            return pair;
        }
        facts.is_gloss = duizhao_check::is_gloss(&pair);
        let target = pair.target_text();
        let context = PairContext::of_segment(segment, &target, self.termbase).with(facts);
        counts.adherence += context.adherence();
        pair.diagnostics = duizhao_check::pair(&context, self.selection);
        pair
    }

    /// Tests whether the article words a sentence differently than the pair that the edition has for it.
    fn is_reworded(&self, old: &Pair, segment: &Segment) -> bool {
        let source = old.source_text();
        source != segment.text && self.identity.hash(&source) != segment.id.hash
    }

    /// Takes over the translation that the edition has.
    fn keep(&self, old: Pair, is_reworded: bool, index: usize, pair: &mut Pair) -> PairFacts {
        let segment = &self.segments[index];
        let terms = self.matches.terms[index];
        let mut provenance = old.provenance.unwrap_or(provenance(Origin::Human, terms));
        provenance.reworded |= provenance.is_final() && is_reworded;
        pair.provenance = Some(provenance);
        (pair.target, pair.markup) = (old.target, old.markup);
        if !provenance.is_final() {
            return PairFacts::default();
        }
        let under = self.matches.candidates[index].under.as_deref();
        PairFacts {
            reworded: provenance.reworded,
            changed_terms: outdated(provenance, terms, under, &|| {
                TermUse::all(&terms_of(segment, self.termbase.glossary.terms()))
            }),
            ..PairFacts::default()
        }
    }

    /// Takes what the backend answered; where it failed, what the edition had stays. Returns the failure.
    fn answer(
        &self,
        old: Option<Pair>,
        reply: Option<Translation>,
        index: usize,
        pair: &mut Pair,
    ) -> Option<Failure> {
        let origin = if self.is_gloss {
            Origin::Gloss
        } else {
            Origin::Machine
        };
        let reply = reply.expect("each segment asked for has a reply");
        let failure = match reply {
            Ok(target) => {
                pair.target = vec![target];
                pair.provenance = Some(Provenance {
                    maker: self.maker,
                    ..provenance(origin, self.matches.machine[index])
                });
                return None;
            }
            Err(failure) => failure,
        };
        pair.provenance = Some(provenance(origin, Fingerprint::default()));
        if let Some(old) = old
            && old.provenance.is_some()
            && !old.target.is_empty()
        {
            (pair.target, pair.provenance) = (old.target, old.provenance);
            pair.markup = old.markup;
        }
        Some(Failure {
            what: failure.what,
            hint: failure.hint,
        })
    }

    /// Makes the pair that a person added; `doubled` if the article may say the same beside it, `under` the terms that
    /// it was made under.
    fn own(
        &self,
        old: Pair,
        doubled: Option<IsNew>,
        under: Option<&[TermUse]>,
        counts: &mut Counts,
    ) -> Pair {
        let text = old.source_text();
        let terms = basis_of(&text, self.termbase);
        let mut pair = Pair {
            diagnostics: Vec::new(),
            ..old
        };
        let mut facts = PairFacts::default();
        if !pair.target.is_empty() {
            let standing = pair
                .provenance
                .get_or_insert(provenance(Origin::Human, terms.fingerprint));
            standing.reworded = doubled.is_some_and(|is_new| is_new || standing.reworded);
            facts.doubled = standing.reworded;
            facts.changed_terms =
                outdated(*standing, terms.fingerprint, under, &|| terms.terms.clone());
        }
        let target = pair.target_text();
        let context = PairContext::new(&text, &target, self.termbase).with(facts);
        counts.adherence += context.adherence();
        pair.diagnostics = duizhao_check::pair(&context, self.selection);
        pair
    }

    /// Returns for each pair that a person added whether the article has a sentence beside it that may be its new
    /// wording, and whether that one is new.
    fn doubled(&self, document: &Document<Resolved>) -> Vec<Option<IsNew>> {
        let items: Vec<&Resolved> = document.items().collect();
        let mut doubled = Vec::new();
        for (i, item) in items.iter().enumerate() {
            if let Resolved::Own(pair) = item {
                let text = pair.source_text();
                let before = i.checked_sub(1).map(|before| items[before]);
                let after = items.get(i + 1).copied();
                let beside = [before, after].into_iter().flatten();
                doubled.push(
                    beside
                        .filter_map(|other| self.rewording(&text, other))
                        .max(),
                );
            }
        }
        doubled
    }

    fn rewording(&self, text: &str, beside: &Resolved) -> Option<IsNew> {
        match beside {
            Resolved::Segment(resolution) => {
                rewording(text, &self.segments[resolution.index].text)?;
                Some(resolution.old.is_none())
            }
            Resolved::Own(_) => None,
        }
    }
}

/// Returns how much a diagnostic weighs in a report: on a human-approved pair it is a note.
pub(crate) fn reported_severity(
    diagnostic: &Diagnostic,
    pair: &Pair,
) -> duizhao_core::diagnostic::Severity {
    if duizhao_check::fails(diagnostic, pair) {
        diagnostic.severity
    } else {
        duizhao_core::diagnostic::Severity::Note
    }
}

/// Returns the terms in a text, as a person's translation of it depends on them.
pub(crate) fn basis_of(text: &str, termbase: &Termbase) -> Basis {
    let segment = Segment::paragraph(text, termbase.matcher().hits(text));
    Basis::of(&terms_of(&segment, termbase.glossary.terms()))
}

/// Returns what to look up for a pair that stands for itself: no request of a backend gives it.
pub(crate) fn query(pair: &Pair, termbase: &Termbase) -> Query {
    let text = pair.source_text();
    Query {
        basis: basis_of(&text, termbase).fingerprint,
        text,
        request: None,
    }
}

fn provenance(origin: Origin, basis: Fingerprint) -> Provenance {
    Provenance {
        origin,
        basis,
        ..Provenance::default()
    }
}

/// Says where a translation from the memory is from.
pub(crate) fn take(facts: &mut PairFacts, source: MatchSource) {
    match source {
        MatchSource::Edition => facts.exact = Some(None),
        MatchSource::Imported(origin) => facts.exact = Some(Some(origin)),
        MatchSource::Numbers(source) => facts.similar = Some(Similarity::Numbers { source }),
        MatchSource::Similar(source, percent) => {
            facts.similar = Some(Similarity::Words { source, percent });
        }
    }
}

/// Returns the names of the terms that have changed since a person's translation, those that are known; `None` if none
/// has. `now` are the terms of now, `terms` lists them; `under` are those that it was made under.
pub(crate) fn outdated(
    provenance: Provenance,
    now: Fingerprint,
    under: Option<&[TermUse]>,
    terms: &dyn Fn() -> Vec<TermUse>,
) -> Option<BTreeSet<String>> {
    if provenance.basis == now {
        return None;
    }
    Some(under.map_or_else(BTreeSet::new, |then| changed_since(then, &terms())))
}
