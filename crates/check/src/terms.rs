//! The terms that a translation must have: what the rules on terms share, searched once a pair.

use duizhao_core::article::Span;
use duizhao_core::diagnostic::Severity;
use duizhao_glossary::{Hit, Status, Term, Termbase, leftmost_longest, most_covering};
use duizhao_zh::english::EnglishTexts;
use serde::{Deserialize, Serialize};
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::AddAssign;

/// How many terms translations must have, and how many of those they have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adherence {
    /// Terms that translations must have.
    #[serde(rename = "terms_asked")]
    pub asked: usize,
    /// Those that they have.
    #[serde(rename = "terms_obeyed")]
    pub obeyed: usize,
}

impl Adherence {
    /// Returns the share in per cent; `None` where no term was asked for.
    pub fn percent(&self) -> Option<f64> {
        (self.asked > 0).then(|| self.obeyed as f64 * 100.0 / self.asked as f64)
    }
}

impl AddAssign for Adherence {
    fn add_assign(&mut self, other: Self) {
        self.asked += other.asked;
        self.obeyed += other.obeyed;
    }
}

/// A forbidden rendering in a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Breach {
    /// The term.
    pub(crate) hit: Hit,
    /// Index of the rendering among those that the term forbids.
    pub(crate) forbidden: usize,
    /// Where it stands first, in bytes of the translation.
    pub(crate) target: Span,
}

/// What became of the terms of a source in its translation, each in the order of the source.
#[derive(Debug, Default)]
pub(crate) struct TermCheck {
    asked: usize,
    missed: Vec<Hit>,
    breaches: Vec<Breach>,
}

impl TermCheck {
    /// Looks for the terms of a source in its translation; `all` is every place where one stands. Linear in both texts
    /// and the hits.
    pub(crate) fn new(source: &str, target: &str, all: &[Hit], termbase: &Termbase) -> Self {
        let hits = certain(source, all);
        let mut check = Self::default();
        if hits.is_empty() {
            return check;
        }
        let texts = EnglishTexts::new(target);
        let right = LazyCell::new(|| right_places(all, &texts, termbase));
        for hit in hits {
            let wording = termbase.wording(hit.term);
            if termbase.glossary.terms()[hit.term].status != Status::Optional {
                check.asked += 1;
                let text = texts.of(wording.fold);
                if !wording.right.iter().any(|rendering| text.holds(rendering)) {
                    check.missed.push(hit);
                }
            }
            for (forbidden, phrase) in wording.forbidden.iter().enumerate() {
                let mut places = texts.of(wording.forbidden_fold).find(phrase);
                if let Some(target) = places.find(|&place| !is_within(place, &right)) {
                    check.breaches.push(Breach {
                        hit,
                        forbidden,
                        target,
                    });
                }
            }
        }
        check
    }

    /// Returns the terms whose English is not there.
    pub(crate) fn missed(&self) -> &[Hit] {
        &self.missed
    }

    /// Returns the forbidden renderings that are there.
    pub(crate) fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// Tests whether nothing is wrong.
    pub(crate) fn is_clean(&self) -> bool {
        self.missed.is_empty() && self.breaches.is_empty()
    }

    /// Returns how many terms were asked for, and how many of those are there.
    pub(crate) fn adherence(&self) -> Adherence {
        Adherence {
            asked: self.asked,
            obeyed: self.asked - self.missed.len(),
        }
    }
}

/// Counts the terms that the translation of a source must have; `all` is every place where one stands.
pub(crate) fn asked(source: &str, all: &[Hit], termbase: &Termbase) -> usize {
    let terms = termbase.glossary.terms();
    let hits = certain(source, all).into_iter();
    hits.filter(|hit| terms[hit.term].status != Status::Optional)
        .count()
}

/// Returns how much a breach of a term weighs.
pub(crate) fn severity(term: &Term) -> Severity {
    match term.status {
        Status::Confirmed => Severity::Error,
        Status::Choice | Status::Optional => Severity::Warning,
    }
}

/// Returns where right renderings stand, also of terms that are nested or straddle: what is right for them is not wrong
/// for another.
fn right_places(all: &[Hit], texts: &EnglishTexts<'_>, termbase: &Termbase) -> Vec<Span> {
    let present: BTreeSet<usize> = all.iter().map(|hit| hit.term).collect();
    let mut places = Vec::new();
    for term in present {
        let wording = termbase.wording(term);
        let text = texts.of(wording.fold);
        for rendering in &wording.right {
            places.extend(text.find(rendering));
        }
    }
    places
}

fn is_within(place: Span, right: &[Span]) -> bool {
    right
        .iter()
        .any(|right| right.start <= place.start && place.end <= right.end)
}

/// Returns the first hit of each term that both choices among overlapping terms take, of all hits in a source.
fn certain(source: &str, all: &[Hit]) -> Vec<Hit> {
    let mut hits = leftmost_longest(all.iter().copied());
    // Terms that do not overlap leave no choice.
    if hits.len() < all.len() {
        let covering = most_covering(source, all);
        let is_taken = |hit: &Hit| {
            let place = covering.binary_search_by_key(&hit.span.start, |other| other.span.start);
            place.is_ok_and(|at| covering[at] == *hit)
        };
        hits.retain(is_taken);
    }
    let mut seen = Vec::with_capacity(hits.len());
    hits.retain(|hit| {
        let is_first = !seen.contains(&hit.term);
        seen.push(hit.term);
        is_first
    });
    hits
}
