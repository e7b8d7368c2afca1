//! Why something could not be published.

use duizhao_core::counted;
use duizhao_core::diagnostic::Hinted;
use duizhao_edition::ReadError;
use std::io;
use std::path::{Path, PathBuf};

/// Why an edition or a whole publication could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file cannot be read.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// An edition's lines do not pair.
    #[error("{path}:{cause}", path = path.display())]
    Unpaired {
        /// The edition.
        path: PathBuf,
        /// What is wrong, and where.
        #[source]
        cause: ReadError,
    },
    /// A file cannot be written.
    #[error("{path}: cannot be written: {cause}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file in the folder is not of an earlier publication, or was changed since.
    #[error("{path}: {what}, so it stays as it is", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is known of it.
        what: &'static str,
    },
    /// Nothing is left to publish.
    #[error("nothing to publish: {}", reason(*.untranslated, *.left_out))]
    Nothing {
        /// Sentences that have no translation.
        untranslated: usize,
        /// Those, and the sentences that the filter leaves out.
        left_out: usize,
    },
    /// What is known of earlier runs cannot be read or written.
    #[cfg(feature = "site")]
    #[error("{path}: what is known of earlier runs cannot be used: {cause}", path = path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        cause: rusqlite::Error,
    },
    /// A setting, or a file that a setting names, is wrong.
    #[error("{message}")]
    Settings {
        /// What is wrong, with its place.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

impl PublishError {
    /// Returns the error of a file that cannot be written.
    pub(crate) fn write(path: &Path, cause: io::Error) -> Self {
        let path = path.to_owned();
        Self::Write { path, cause }
    }

    /// Returns the error of a file that cannot be read.
    pub(crate) fn read(path: &Path, cause: io::Error) -> Self {
        let path = path.to_owned();
        Self::Read { path, cause }
    }
}

/// Says why nothing is left.
fn reason(untranslated: usize, left_out: usize) -> String {
    let filtered = left_out - untranslated;
    match (untranslated, filtered) {
        (0, 0) => "no article is taken".to_owned(),
        (_, 0) => format!(
            "of {} none has a translation, and a gloss is none",
            counted(untranslated, "sentence")
        ),
        (0, _) => format!("the filter leaves out {}", counted(filtered, "sentence")),
        (_, _) => format!(
            "the filter leaves out {}, and {untranslated} have no translation",
            counted(filtered, "sentence")
        ),
    }
}

impl Hinted for PublishError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Read { .. } => "check the name, and that you may read it",
            Self::Unpaired { cause, .. } => cause.hint,
            Self::Write { .. } => {
                "free some space there and make it writable, or publish elsewhere with `-o`"
            }
            Self::Foreign { .. } => {
                "move or delete it and publish again, or publish elsewhere with `-o`"
            }
            Self::Nothing {
                untranslated,
                left_out,
            } if untranslated == left_out && *left_out > 0 => {
                "translate with a service or write translations into the editions; `duizhao backends` lists services"
            }
            Self::Nothing { .. } => "leave out some of the options that say what to publish",
            #[cfg(feature = "site")]
            Self::State { .. } => {
                "delete the file; it is made again, and the next run takes longer"
            }
            Self::Settings { hint, .. } => hint,
        };
        Some(hint.to_owned())
    }
}
