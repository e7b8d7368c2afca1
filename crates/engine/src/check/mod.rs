//! What rules say of translations as they are on the disk: of editions, and of files of pairs.

mod editions;
mod pairs;

pub(crate) use editions::located;
pub use editions::{CheckedEdition, EditionChecker};
pub use pairs::{PairFile, PairFileChecker};
