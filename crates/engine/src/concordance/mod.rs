//! The sentences of all editions in one index: where a term is used, and what a changed glossary touches.
//!
//! The index is one file that holds every source sentence with the place it stands in. It is brought up to date by
//! looking at sizes and times of the editions and reading those that changed, and it can be deleted at any time.
//! Searching goes through the text once, at the automaton's speed.

mod impact;
mod index;
mod uses;

pub use impact::{Touched, touched};
pub use index::{Concordance, Entry, IndexError, Sentence, Unread};
pub use uses::{Use, uses};
