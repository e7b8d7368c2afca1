//! Why an article has no edition.

use duizhao_core::diagnostic::Hinted;
use duizhao_edition::ReadError;
use duizhao_glossary::GlossaryError;
use duizhao_ingest::source::SourceError;
use duizhao_memory::StoreError;
use duizhao_translate::{BackendError, ErrorClass};
use duizhao_zh::script::ScriptError;
use std::io;
use std::path::{Path, PathBuf};

/// Why one article has no edition, or an edition could not be taken over.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub struct ArticleError {
    /// The file it is about.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub cause: Cause,
}

/// What is wrong with an article or its edition.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The input cannot be read.
    #[error(transparent)]
    Source(SourceError),
    /// Cleaning left nothing.
    #[error("no article text is left after cleaning")]
    NoText,
    /// Not one sentence could be translated.
    #[error("{0}")]
    Backend(Box<BackendError>),
    /// The run stopped before the article was done.
    #[error("not finished: {0}")]
    Unfinished(Box<BackendError>),
    /// It has sentences in a batch that has no answer yet.
    #[error("{0}")]
    UnderWay(Box<BackendError>),
    /// The article's own glossary file is wrong.
    #[error(transparent)]
    Glossary(Box<GlossaryError>),
    /// The script's conversion cannot be set up.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// Another input of this batch has the same edition.
    #[error("another input of this batch is written to `{}`", .0.display())]
    SameEdition(PathBuf),
    /// Another article, which is still there, has the same edition.
    #[error("its edition `{}` is that of `{}`", .edition.display(), .article.display())]
    OtherEdition {
        /// The edition.
        edition: PathBuf,
        /// The other article's file.
        article: PathBuf,
    },
    /// The input is itself an edition, or would be replaced by its own.
    #[error("this is an edition, not an article")]
    IsEdition,
    /// A fault of the program.
    #[error("the program failed on this article: {0}")]
    Internal(String),
    /// The edition as people edited it cannot be read.
    #[error(transparent)]
    Unpaired(ReadError),
    /// The edition's ledger is missing, so that the program's lines cannot be told from a person's.
    #[error(
        "the comment at its end by which the program tells its lines from yours is missing; the file stays as it is"
    )]
    NoLedger,
    /// In the place of the edition there is something else.
    #[error("this is no edition, so it stays as it is")]
    Foreign,
    /// A file that was named as an edition is none.
    #[error("this is no edition")]
    NotAnEdition,
    /// The edition was saved while the program worked on it.
    #[error("the file was changed during the run, so it stays as it is")]
    Changed,
    /// The memory failed.
    #[error(transparent)]
    Store(StoreError),
    /// A file cannot be read.
    #[error("cannot be read: {0}")]
    Read(io::Error),
    /// A file cannot be written.
    #[error("cannot be written: {0}")]
    Write(io::Error),
}

impl Cause {
    /// Says which file it is about.
    pub(crate) fn of(self, path: &Path) -> ArticleError {
        ArticleError {
            path: path.to_owned(),
            cause: self,
        }
    }

    /// Makes the cause for a panic: one article must not stop a batch.
    pub(crate) fn internal(panic: &(dyn std::any::Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Self::Internal(text.unwrap_or_else(|| "unknown fault".to_owned()))
    }
}

impl From<BackendError> for Cause {
    fn from(error: BackendError) -> Self {
        if error.class == ErrorClass::UnderWay {
            Self::UnderWay(Box::new(error))
        } else if error.class.stops_the_run() {
            Self::Unfinished(Box::new(error))
        } else {
            Self::Backend(Box::new(error))
        }
    }
}

impl From<GlossaryError> for Cause {
    fn from(error: GlossaryError) -> Self {
        Self::Glossary(Box::new(error))
    }
}

impl From<StoreError> for Cause {
    fn from(error: StoreError) -> Self {
        Self::Unfinished(Box::new(error.into()))
    }
}

impl ArticleError {
    /// Returns the message with the file first, once.
    fn text(&self) -> String {
        match &self.cause {
            // These name their file and place themselves.
            Cause::Source(_) | Cause::Glossary(_) => self.cause.to_string(),
            Cause::Unpaired(_) => format!("{}:{}", self.path.display(), self.cause),
            Cause::NoText
            | Cause::Backend(_)
            | Cause::Unfinished(_)
            | Cause::UnderWay(_)
            | Cause::Script(_)
            | Cause::SameEdition(_)
            | Cause::OtherEdition { .. }
            | Cause::IsEdition
            | Cause::Internal(_)
            | Cause::NoLedger
            | Cause::Foreign
            | Cause::NotAnEdition
            | Cause::Changed
            | Cause::Store(_)
            | Cause::Read(_)
            | Cause::Write(_) => format!("{}: {}", self.path.display(), self.cause),
        }
    }
}

impl Hinted for ArticleError {
    fn hint(&self) -> Option<String> {
        let hint = match &self.cause {
            Cause::Store(error) => return error.hint(),
            Cause::Backend(error) | Cause::Unfinished(error) | Cause::UnderWay(error) => {
                return error.hint();
            }
            Cause::Source(error) => return error.hint(),
            Cause::Glossary(error) => return error.hint(),
            Cause::Script(error) => return error.hint(),
            Cause::Unpaired(error) => {
                return Some(format!("{}; the file stays as it is", error.hint));
            }
            Cause::NoText => "`duizhao clean --removed` shows what was removed",
            Cause::SameEdition(_) => {
                "rename one of them, or translate them in two runs with different `--output`"
            }
            Cause::OtherEdition { .. } => {
                "rename one of the two, or choose another folder with `--output`; `--overwrite` replaces the edition"
            }
            Cause::IsEdition => "name the article it was made from",
            Cause::Internal(_) => "please report it with the article",
            Cause::NoLedger => {
                "put the comment back; or say `duizhao adopt --review done FILE` if a person wrote or checked all of it; or make it again with `--overwrite`"
            }
            Cause::Foreign => "move it away, or replace it with `--overwrite`",
            Cause::NotAnEdition => "name a file that `duizhao translate` wrote",
            Cause::Changed => "run again; what was translated is in the memory",
            Cause::Read(_) => "check the name, and that you may read the file",
            Cause::Write(_) => {
                "free some space there and make it writable, or choose another folder with `--output`"
            }
        };
        Some(hint.to_owned())
    }
}
