//! Why an input could not be read.

use crate::read::Foreign;
use crate::source::FetchError;
use duizhao_core::diagnostic::Hinted;
use std::path::{Path, PathBuf};

/// Why an input could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file system reported an error.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Io {
        /// The input.
        path: PathBuf,
        /// The error of the system.
        #[source]
        cause: std::io::Error,
    },
    /// The input is empty or only white space.
    #[error("{path}: the file is empty", path = path.display())]
    Empty {
        /// The input.
        path: PathBuf,
    },
    /// The input has text, and none of it is Chinese.
    #[error("{path}: there is no Chinese in the text", path = path.display())]
    NoChinese {
        /// The input.
        path: PathBuf,
    },
    /// The input is larger than the limit.
    #[error("{path}: {size} bytes are more than the limit of {limit}", path = path.display())]
    TooLarge {
        /// The input.
        path: PathBuf,
        /// Its size, in bytes; for a stream, how much was read.
        size: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// No reader accepts the input.
    #[error(
        "{path}: byte {offset}: not text ({what})",
        path = path.display(),
        offset = foreign.offset,
        what = foreign.what
    )]
    Foreign {
        /// The input.
        path: PathBuf,
        /// What it looks like.
        foreign: Foreign,
        /// The formats that are read.
        formats: String,
    },
    /// The input, or a document in it, is not well-formed, or unpacks to more than it should.
    #[error("{path}:{place} {message}", path = path.display())]
    Malformed {
        /// The input.
        path: PathBuf,
        /// Where, as it is shown: `3:15:` for line and column, a file in an archive before them; empty for the whole.
        place: String,
        /// What is wrong.
        message: String,
        /// Suggested fix.
        hint: &'static str,
    },
    /// No file matches a pattern.
    #[error("{path}: no file matches", path = path.display())]
    NoMatch {
        /// The pattern.
        path: PathBuf,
    },
    /// A page could not be fetched.
    #[error("{path}: {cause}", path = path.display())]
    Fetch {
        /// Its address.
        path: PathBuf,
        /// Why.
        #[source]
        cause: FetchError,
    },
    /// There is nothing that fetches pages.
    #[error("{path}: pages cannot be fetched here", path = path.display())]
    NoNetwork {
        /// The address.
        path: PathBuf,
    },
    /// The input is what this program writes.
    #[error("{path}: this is an edition, not an article", path = path.display())]
    Edition {
        /// The input.
        path: PathBuf,
    },
    /// The input has bytes that are not valid in its character set.
    #[error(
        "{path}: byte {offset}: cannot be decoded as {charset} (in {count} {places})",
        path = path.display(),
        places = if *count == 1 { "place" } else { "places" }
    )]
    Undecodable {
        /// The input.
        path: PathBuf,
        /// Offset of the first invalid byte.
        offset: usize,
        /// Number of invalid sequences.
        count: usize,
        /// Name of the character set that fits best.
        charset: &'static str,
    },
    /// The input is a web page without an article.
    #[error("{path}: {reason}", path = path.display())]
    NoArticle {
        /// The input.
        path: PathBuf,
        /// Why there is none.
        reason: NoArticle,
    },
}

/// Why a page has no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoArticle {
    /// It only shows other pages.
    #[error("the page has frames and no text of its own")]
    Frames,
    /// It asks who reads it.
    #[error("the page asks to log in and has no article")]
    Login,
    /// Its text is in another language.
    #[error("the page has no Chinese text")]
    NoChinese,
    /// It has no running text.
    #[error("the page has no article")]
    NoText,
}

impl NoArticle {
    /// Returns what to do.
    fn hint(self) -> &'static str {
        match self {
            Self::Frames => "save the page that is in the frame, and give that file",
            Self::Login => "log in with a browser, and save the page that you see then",
            Self::NoChinese => {
                "give a page in Chinese; what a script loads must be on the page when it is saved"
            }
            Self::NoText => {
                "save the page from a browser when its text is shown, or copy the text to a .txt file"
            }
        }
    }
}

impl SourceError {
    /// Returns the input it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::Empty { path }
            | Self::NoChinese { path }
            | Self::TooLarge { path, .. }
            | Self::Foreign { path, .. }
            | Self::Malformed { path, .. }
            | Self::Edition { path }
            | Self::NoMatch { path }
            | Self::Fetch { path, .. }
            | Self::NoNetwork { path }
            | Self::Undecodable { path, .. }
            | Self::NoArticle { path, .. } => path,
        }
    }
}

impl Hinted for SourceError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => "check the path, and that you may read the file",
            Self::Empty { .. } => return None,
            Self::NoChinese { .. } => {
                "give articles in Chinese; with `--charset`, name the character set if they are"
            }
            Self::TooLarge { .. } => "split the file, or raise `--max-bytes`",
            Self::Foreign {
                foreign, formats, ..
            } => match foreign.fix {
                Some(fix) => fix,
                None => return Some(format!("give a file of {formats}")),
            },
            Self::Malformed { hint, .. } => hint,
            Self::NoMatch { .. } => "check the pattern; `**` stands for folders of any depth",
            Self::Fetch { cause, .. } => cause.hint,
            Self::NoNetwork { .. } => "save the page from a browser, and name the file",
            Self::Edition { .. } => "name the article it was made from",
            Self::NoArticle { reason, .. } => reason.hint(),
            Self::Undecodable { .. } => {
                "name another character set with `--charset`, or repair the file"
            }
        };
        Some(hint.to_owned())
    }
}
