//! Why an article has no edition.

use duizhao_core::diagnostic::Hinted;
use duizhao_edition::ReadError;
use duizhao_glossary::GlossaryError;
use duizhao_ingest::source::SourceError;
use duizhao_memory::StoreError;
use duizhao_translate::BackendError;
use std::path::{Path, PathBuf};

/// Why one article has no edition.
#[derive(Debug, thiserror::Error)]
pub enum ArticleError {
    /// The input cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Cleaning left nothing.
    #[error("{path}: no article text is left after cleaning\nhint: `duizhao clean --removed` shows what was taken out", path = .0.display())]
    NoText(PathBuf),
    /// Not one sentence could be translated.
    #[error("{path}: {cause}", path = path.display())]
    Backend {
        /// The input.
        path: PathBuf,
        /// What the backend said.
        cause: BackendError,
    },
    /// The run stopped before the article was done.
    #[error("{path}: not finished: {cause}", path = path.display())]
    Unfinished {
        /// The input.
        path: PathBuf,
        /// Why the run stopped.
        cause: BackendError,
    },
    /// The article's own glossary file is wrong.
    #[error("{cause}")]
    Glossary {
        /// The input.
        path: PathBuf,
        /// What is wrong, and where.
        cause: GlossaryError,
    },
    /// Another input of this batch has the same edition.
    #[error("{path}: another input of this batch is written to `{edition}`\nhint: rename one of them, or translate them in two runs with different `--output`", path = path.display(), edition = edition.display())]
    SameEdition {
        /// The input.
        path: PathBuf,
        /// The edition.
        edition: PathBuf,
    },
    /// The input is itself an edition, or would be replaced by its own.
    #[error("{path}: this is an edition, not an article\nhint: name the article it was made from", path = .0.display())]
    IsEdition(PathBuf),
    /// A fault of the program.
    #[error("{path}: the program failed on this article: {message}\nhint: please report it with the article", path = path.display())]
    Internal {
        /// The input.
        path: PathBuf,
        /// What the program said.
        message: String,
    },
    /// What a person made of the edition does not pair.
    #[error("{path}:{cause}; what is there stays as it is", path = path.display())]
    Unpaired {
        /// The edition.
        path: PathBuf,
        /// What is wrong, where, and the way out.
        cause: ReadError,
    },
    /// In the place of the edition there is something else.
    #[error("{path}: this is no edition, so it is left as it is\nhint: move it away, or replace it with `--overwrite`", path = .0.display())]
    Foreign(PathBuf),
    /// Somebody saved the edition while the program worked on it.
    #[error("{path}: somebody changed it meanwhile, so it is left as it is\nhint: run again; what was translated is in the memory", path = .0.display())]
    Changed(PathBuf),
    /// The memory failed.
    #[error("{path}: {cause}", path = path.display())]
    Memory {
        /// The edition.
        path: PathBuf,
        /// What is wrong with the memory.
        cause: StoreError,
    },
    /// The edition cannot be written.
    #[error("{path}: cannot be written: {cause}\nhint: make room there or make it writable, or choose another folder with `--output`", path = path.display())]
    Write {
        /// The edition.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// Why an article could not be made into an edition.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// Cleaning left nothing.
    #[error("no article text is left after cleaning")]
    NoText,
    /// The backend failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl EditionError {
    pub(super) fn of(self, path: &Path) -> ArticleError {
        match self {
            Self::NoText => ArticleError::NoText(path.to_owned()),
            Self::Backend(cause) if cause.class.stops_the_run() => ArticleError::Unfinished {
                path: path.to_owned(),
                cause,
            },
            Self::Backend(cause) => ArticleError::Backend {
                path: path.to_owned(),
                cause,
            },
        }
    }
}

impl Hinted for ArticleError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Backend { cause, .. } | Self::Unfinished { cause, .. } => cause.hint(),
            Self::Memory { cause, .. } => Some(cause.hint().to_owned()),
            // The others have theirs in the message.
            Self::Source(_)
            | Self::NoText(_)
            | Self::Glossary { .. }
            | Self::SameEdition { .. }
            | Self::IsEdition(_)
            | Self::Internal { .. }
            | Self::Unpaired { .. }
            | Self::Foreign(_)
            | Self::Changed(_)
            | Self::Write { .. } => None,
        }
    }
}

impl ArticleError {
    /// The error for a panic while `path` was worked on: one article must not stop a batch.
    pub(super) fn internal(path: &Path, panic: &(dyn std::any::Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = text
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "unknown fault".to_owned());
        Self::Internal {
            path: path.to_owned(),
            message,
        }
    }

    /// The file it is about.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Source(
                SourceError::Io { path, .. }
                | SourceError::Empty { path }
                | SourceError::TooLarge { path, .. }
                | SourceError::Binary { path, .. }
                | SourceError::Undecodable { path, .. },
            )
            | Self::NoText(path)
            | Self::IsEdition(path)
            | Self::Internal { path, .. }
            | Self::Foreign(path)
            | Self::Changed(path)
            | Self::Unpaired { path, .. }
            | Self::Memory { path, .. }
            | Self::Backend { path, .. }
            | Self::Unfinished { path, .. }
            | Self::Glossary { path, .. }
            | Self::SameEdition { path, .. }
            | Self::Write { path, .. } => path,
        }
    }
}
