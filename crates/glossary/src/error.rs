//! Why a glossary cannot be used, and where.

use std::fmt;
use std::path::{Path, PathBuf};

/// A place in a file; line and column count from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Place {
    /// Behind the last of the bytes of a file's beginning; a byte order mark is no column.
    pub(super) fn behind(path: &Path, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let column = text
            .rsplit('\n')
            .next()
            .unwrap_or("")
            .trim_start_matches('\u{feff}')
            .chars()
            .count()
            + 1;
        Self {
            path: path.to_owned(),
            line: text.matches('\n').count() + 1,
            column,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}

/// Why a glossary could not be loaded, changed or exchanged.
#[derive(Debug, thiserror::Error)]
pub enum GlossaryError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}\nhint: check the name; the settings, `--glossary` and `--file` name glossary files", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A row or a header is wrong.
    #[error("{place}: {message}\nhint: {hint}")]
    Row {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A file as a whole is not what its format asks for.
    #[error("{path}: {message}\nhint: {hint}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The terms do not make an automaton.
    #[error("the glossary cannot be searched for: {0}")]
    Matcher(String),
}
