//! Finding inputs, reading and decoding them.

mod address;
mod input;
mod listing;

pub use crate::error::{NoArticle, SourceError};
pub(crate) use address::is_address;
pub use address::{Fetch, FetchError, FetchedPage};
pub use duizhao_formats::charset::{Charset, decode};
pub use input::{Input, Source, Sources};
pub use listing::{Inputs, Skipped, SkippedFiles};

/// Default for the largest input, in bytes. An article has some kilobytes; a larger file is a dump of many
/// articles, or not text.
pub const DEFAULT_MAX_BYTES: u64 = 16 * 1024 * 1024;
