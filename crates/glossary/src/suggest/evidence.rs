//! The evidence for a candidate, and how much each part of it weighs.

use super::measures::{MEASURES, View};
use super::tally::Candidate;
use super::termhood::Termhood;

/// What a candidate's surroundings among the other candidates are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nesting {
    /// The count of the most frequent longer candidate around it.
    pub(super) around: u32,
    /// The count of the most frequent shorter candidate in it.
    pub(super) inside: u32,
}

/// One thing that speaks for a suggestion or against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// What it is, in a few words.
    pub name: &'static str,
    /// How much of it there is.
    pub value: f64,
    /// What one of it adds to the logarithm of the odds.
    pub weight: f64,
}

/// Returns the evidence for a candidate: every measure that is not 0.
pub(super) fn evidence(
    candidate: &Candidate,
    termhood: &Termhood,
    nesting: Nesting,
) -> Vec<Evidence> {
    let view = View {
        candidate,
        chars: candidate.hans.chars().collect(),
        termhood,
        nesting,
    };
    let evidence = MEASURES.iter().map(|&(name, weight, measure)| Evidence {
        name,
        value: measure(&view),
        weight,
    });
    evidence.filter(|evidence| evidence.value != 0.0).collect()
}

/// Returns the logarithm of the odds that evidence adds up to.
pub(super) fn odds(evidence: &[Evidence]) -> f64 {
    evidence
        .iter()
        .map(|evidence| evidence.value * evidence.weight)
        .sum()
}
