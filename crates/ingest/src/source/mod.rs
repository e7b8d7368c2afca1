//! Finding inputs, reading and decoding them.

mod input;

pub use crate::error::{NoArticle, SourceError};
pub use duizhao_formats::charset::{Charset, decode};
pub use input::{Input, Inputs, Skipped, Source, Sources};

/// Default for the largest input, in bytes. An article has some kilobytes; a larger file is a dump of many
/// articles, or not text.
pub const DEFAULT_MAX_BYTES: u64 = 16 * 1024 * 1024;
