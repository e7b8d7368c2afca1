//! What was translated before: by whom, and what each translation depended on.

pub mod exchange;
mod fingerprint;
pub mod fuzzy;
mod store;
mod unit;

pub use duizhao_core::fingerprint::Fingerprint;
pub use fingerprint::{Dependencies, fingerprint_of_terms};
pub use store::{
    Accuracy, Adoption, Basis, EditionState, FILE_NAME, Found, Kept, Maker, Memory, MemoryError,
    Pruned, Reply, Stats, TermUse, Written,
};
pub use unit::Unit;
