//! Why the store cannot be used.

use duizhao_core::diagnostic::Hinted;
use std::path::PathBuf;

/// Why the store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file is no longer a sound database.
    #[error("{path}: damaged: {what}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The file is sound, but its tables are not those that this program knows.
    #[error("{path}: its tables are not those of this version of duizhao: {what}", path = path.display())]
    Schema {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// The file is of another version than the program.
    #[error("{path}: the memory is of version {version}, and this program knows {known}", path = path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The file's version.
        version: u32,
        /// The version that this program writes.
        known: u32,
    },
    /// There is no such file, or it is empty.
    #[error("{path}: this is no memory of duizhao", path = path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A memory was to be merged with itself.
    #[error("{path}: this is the project's own memory", path = path.display())]
    Same {
        /// The file.
        path: PathBuf,
    },
    /// Another program holds the file.
    #[error("{path}: in use: {what}", path = path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// The disk is full.
    #[error("{path}: cannot be written: {what}", path = path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// The file may not be opened or written.
    #[error("{path}: not permitted: {what}", path = path.display())]
    Denied {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// The file cannot be read.
    #[error("{path}: cannot be read: {what}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// The file cannot be written.
    #[error("{path}: cannot be written: {what}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// The store was opened only to read it, or is being closed.
    #[error("{path}: not open for writing", path = path.display())]
    Closed {
        /// The file.
        path: PathBuf,
    },
}

impl Hinted for StoreError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Damaged { .. } => {
                "run again: the file is then moved aside and made again from what can be read of it and from the editions"
            }
            Self::Schema { .. } => {
                "update duizhao, or use the version that wrote the file; it was left as it is"
            }
            Self::Version { version, known, .. } if version < known => {
                "any command that writes, such as `duizhao adopt`, brings it up to date"
            }
            Self::Version { .. } => "update duizhao: use the version that wrote it, or a later one",
            Self::Missing { .. } => {
                "name the `memory.db` of a project; `duizhao translate`, `adopt` and `memory import` make one"
            }
            Self::Same { .. } => "name another project's",
            Self::Busy { .. } => "wait until the other program is done, and run again",
            Self::Full { .. } => {
                "make room on the disk and run again: what came back before is kept"
            }
            Self::Denied { .. } => {
                "make the file and its folder writable, or name a settings file in another folder with `--config`"
            }
            Self::Read { .. } => {
                "run again; `duizhao memory verify` says whether the file is sound"
            }
            Self::Write { .. } => "make the folder writable, and make room on the disk",
            Self::Closed { .. } => "run again",
        };
        Some(hint.to_owned())
    }
}
