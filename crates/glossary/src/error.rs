//! Why a glossary cannot be used, and where.

use duizhao_core::diagnostic::{Hinted, Location};
use std::path::PathBuf;

/// Why a glossary could not be loaded, changed or exchanged.
#[derive(Debug, thiserror::Error)]
pub enum GlossaryError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A row or a header is wrong.
    #[error("{place}: {message}")]
    Row {
        /// Where.
        place: Location,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A file as a whole is not what its format asks for.
    #[error("{path}: {message}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
}

impl Hinted for GlossaryError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => {
                "check the name; the settings, `--glossary` and `--file` name glossary files"
            }
            Self::Row { hint, .. } | Self::File { hint, .. } => hint,
        };
        Some(hint.to_owned())
    }
}
