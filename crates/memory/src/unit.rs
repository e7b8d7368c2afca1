//! Translation units: a source and its translation, and where they come from.

use duizhao_core::article::Origin;

/// A source and its translation, as the memory keeps them and as memories are exchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// The Chinese, on one line.
    pub source: String,
    /// The English, on one line.
    pub target: String,
    /// Who translated it: a person, a machine, or, with [`Origin::Memory`], the maker of the memory it was imported
    /// from.
    pub origin: Origin,
    /// The backend of a machine translation.
    pub backend: Option<String>,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// The name of the article's file.
    pub article: Option<String>,
    /// The sentence's place in the article, from 0.
    pub position: Option<u64>,
    /// When it was made, in seconds since 1970 (UTC).
    pub at: Option<i64>,
    /// A remark on it.
    pub note: Option<String>,
}
