//! Fuzzy lookup: finding the known sentences nearest to a new one, and putting other numbers into a known translation.
//!
//! Numbers, names of persons and terms are [masked](Mask) first. [`FuzzyIndex`] finds the sentence itself and all with
//! one changed character by hashes, and others by the pairs of neighbouring characters that they share with the new
//! one, rare pairs first. It then works out for the most promising what making the new sentence out of the known one
//! would [cost](Match::score). [`substitute()`] is for a sentence that differs from a known one in its numbers alone.
//!
//! | file | owns |
//! |---|---|
//! | `mask` | placeholders for numbers, names and terms |
//! | `known` | the sentences in memory |
//! | `hash`, `buckets` | sentences that are equal but for one piece |
//! | `postings` | sentences that share pairs of characters |
//! | `cost` | the cost of making a new sentence out of a known one |
//! | `index` | one index of all these |
//! | `shortlist` | the same for a single question, without an index |
//! | `substitute`, `rendering` | other numbers in a known translation |

mod buckets;
mod cost;
mod hash;
mod index;
mod known;
mod mask;
mod postings;
mod rendering;
mod shortlist;
mod substitute;

pub use index::FuzzyIndex;
pub use mask::Mask;
pub use shortlist::Shortlist;
pub use substitute::substitute;

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
pub struct Match {
    /// The known sentence: how many came before it when the index was built.
    pub id: u32,
    /// The share of the new sentence that need not be translated, less what is to be cut out of the known one: 1 for
    /// [`MatchKind::Exact`] and [`MatchKind::Masked`], less for all others.
    ///
    /// One minus costs through the length of the new sentence, and never less than 0. A character that is changed, or
    /// that only the new sentence has, costs 1. A run of characters that only the known sentence has costs 1 for its
    /// first and 0.1 for each further one. Sentences are compared as they stand and as they are masked, and the better
    /// of the two counts. With changed characters alone this is the usual edit similarity.
    pub score: f64,
    /// How it is like the new one.
    pub kind: MatchKind,
}
