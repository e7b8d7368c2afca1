//! How many sentences are in which state.

use crate::{Article, SentenceState};
use std::collections::BTreeMap;

/// Counts of sentences by state and maker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    counts: [usize; SentenceState::ALL.len()],
    /// Sentences by the backend, with its model, that translated them, of those that no person has changed.
    pub(crate) makers: BTreeMap<String, usize>,
}

impl Tally {
    /// Counts the sentences of an article.
    pub(crate) fn of(article: &Article) -> Self {
        let mut tally = Self::default();
        for sentence in article.sentences() {
            tally.counts[sentence.state as usize] += 1;
            if let Some(maker) = &sentence.maker {
                let name = match &maker.model {
                    Some(model) => format!("{} ({model})", maker.backend),
                    None => maker.backend.clone(),
                };
                *tally.makers.entry(name).or_default() += 1;
            }
        }
        tally
    }

    /// Adds another count.
    pub(crate) fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        for (maker, more) in &other.makers {
            *self.makers.entry(maker.clone()).or_default() += more;
        }
    }

    /// Returns how many sentences are in a state.
    pub(crate) fn count(&self, state: SentenceState) -> usize {
        self.counts[state as usize]
    }

    /// Returns how many sentences there are.
    pub(crate) fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Returns the state of most of the sentences that have English; of several, the least trusted.
    pub(crate) fn main(&self) -> SentenceState {
        let states = SentenceState::ALL.into_iter();
        let with_english = states.filter(|state| *state != SentenceState::Missing);
        with_english
            .max_by_key(|state| self.count(*state))
            .expect("there are several")
    }
}
