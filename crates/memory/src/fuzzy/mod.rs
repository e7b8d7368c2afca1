//! Fuzzy lookup: finding the known sentences nearest to a new one, and putting other numbers into a known translation.
//!
//! The sentences that share most pairs of neighbouring characters with the new one are found first, rare pairs weighing
//! more: in lists of units, which a store keeps, or by going through sentences in memory. For the most promising of them
//! it is then worked out what making the new sentence out of the known one would cost; numbers, names of
//! persons and terms are [masked](Mask). [`substitute()`] is for a sentence that differs from a known one in its numbers
//! alone.
//!
//! | file | owns |
//! |---|---|
//! | `fold` | pairs of characters |
//! | `question` | the pairs of the new sentence, and what each weighs |
//! | `postings`, `list` | lists of the units that hold a pair |
//! | `recent` | sentences in memory, gone through for each question |
//! | `mask` | placeholders for numbers, names and terms |
//! | `cost` | the cost of making a new sentence out of a known one |
//! | `rank` | the nearest of those that share most |
//! | `substitute`, `rendering` | other numbers in a known translation |

mod cost;
mod fold;
#[cfg(feature = "sqlite")]
mod list;
mod mask;
#[cfg(feature = "sqlite")]
mod postings;
mod question;
mod rank;
mod recent;
mod rendering;
mod substitute;
#[cfg(test)]
mod tests;

pub use mask::Mask;
pub use substitute::substitute;

#[cfg(feature = "sqlite")]
pub(crate) use {
    fold::{folded, inner_pairs},
    list::{MOST_UNITS, Sums, common, count},
    postings::{ChunkLists, IndexedUnit, ListOf, TextOf, lists_of, row_of},
    question::{best, weights},
};

pub(crate) use question::Question;
pub(crate) use rank::{KnownSentences, Wanted, nearest, promising};
pub(crate) use recent::RecentSentences;

/// How a known sentence is like a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// It is the same text.
    Exact,
    /// It differs in nothing but numbers, terms, the width of letters and the kind of quotation marks.
    Masked,
    /// It differs in more.
    Near,
}

/// A known sentence that is like a new one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    /// The known sentence.
    pub(crate) id: i64,
    /// The share of the new sentence that need not be translated, less what is to be cut out of the known one: 1 for
    /// [`MatchKind::Exact`] and [`MatchKind::Masked`], less for all others.
    ///
    /// One minus costs through the length of the new sentence, and never less than 0. A character that is changed, or
    /// that only the new sentence has, costs 1. A run of characters that only the known sentence has costs 1 for its
    /// first and 0.1 for each further one. Sentences are compared as they stand and as they are masked, and the better
    /// of the two counts. With changed characters alone this is the usual edit similarity.
    pub(crate) score: f64,
    /// How it is like the new one.
    pub(crate) kind: MatchKind,
}
