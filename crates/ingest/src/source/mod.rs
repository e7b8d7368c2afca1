//! From files to text: finds inputs, decodes them, and says clearly what cannot be read.

mod input;

pub use duizhao_formats::charset::{Charset, decode};
pub use input::{Input, Inputs, Raw};

use std::path::PathBuf;

/// Largest input read, in bytes, unless the settings say otherwise. An article has some kilobytes; a
/// file of this size is a dump of many or no text at all.
pub const DEFAULT_MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why an input could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}\nhint: check the path, and that you may read the file", path = path.display())]
    Io {
        /// The input.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Nothing in it but white space, or nothing at all.
    #[error("{path}: the file is empty", path = path.display())]
    Empty {
        /// The input.
        path: PathBuf,
    },
    /// Larger than the limit.
    #[error(
        "{path}: {size} bytes are more than the limit of {limit}\nhint: split the file, or raise `--max-bytes`",
        path = path.display()
    )]
    TooLarge {
        /// The input.
        path: PathBuf,
        /// Its size, in bytes; for a stream, what was read before giving up.
        size: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// Not text.
    #[error("{path}: byte {offset}: not text ({what})\nhint: give a plain text file", path = path.display())]
    Binary {
        /// The input.
        path: PathBuf,
        /// Where that shows, in bytes from the start.
        offset: usize,
        /// What it looks like instead.
        what: &'static str,
    },
    /// Bytes that the character set does not have.
    #[error(
        "{path}: byte {offset}: cannot be decoded as {charset} (in {count} {places})\nhint: name another character set with `--charset`, or mend the file",
        path = path.display(),
        places = if *count == 1 { "place" } else { "places" }
    )]
    Undecodable {
        /// The input.
        path: PathBuf,
        /// The first such place, in bytes from the start.
        offset: usize,
        /// How many places there are.
        count: usize,
        /// The character set that fits best.
        charset: &'static str,
    },
}
