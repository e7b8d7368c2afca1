//! What was translated before: by whom, and what each translation depended on.

pub mod exchange;
mod fingerprint;
pub mod fuzzy;
mod store;
mod unit;

pub use duizhao_core::fingerprint::Fingerprint;
pub use fingerprint::{Dependencies, fingerprint_of_terms};
pub use store::{
    Accuracy, Adoption, Answer, Basis, Candidates, Claim, Claims, Document, DocumentState,
    Imported, Lookup, Maker, News, Progress, Query, Replies, Reply, SegmentRow, Selection, Similar,
    Stamps, Store, StoreError, Summary, TermUse, TextFilter, VolatileMemory, Wanted, sentence_key,
};
#[cfg(feature = "sqlite")]
pub use store::{FILE_NAME, Found, Memory, NewMemory, Pruned, Stats};
pub use unit::Unit;
