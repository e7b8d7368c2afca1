//! Errors of exchanging memories, with their places.

use crate::StoreError;
use duizhao_core::diagnostic::{Hinted, Location};
use duizhao_formats::xml::{Position, XmlError};
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// Why a memory could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file cannot be written.
    #[error("the memory cannot be written: {0}")]
    Write(#[from] io::Error),
    /// The file is wrong.
    #[error("{place}: {message}")]
    Data {
        /// Where.
        place: Location,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A format that cannot do what was asked.
    #[error("`{format}` {message}")]
    Format {
        /// Its name.
        format: &'static str,
        /// What it cannot do.
        message: &'static str,
    },
    /// The receiver of the units refused one.
    #[error(transparent)]
    Refused(Box<dyn Error + Send + Sync>),
}

impl Hinted for ExchangeError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Read { .. } => "check the name, and that you may read the file",
            Self::Write(_) => "free some space, or name another file with `--output`",
            Self::Data { hint, .. } => hint,
            Self::Format { .. } => "name another format",
            Self::Refused(cause) => return cause.downcast_ref::<StoreError>()?.hint(),
        };
        Some(hint.to_owned())
    }
}

impl ExchangeError {
    /// Builds an error in a file at a place.
    pub(super) fn data(path: &Path, at: Position, message: impl Into<String>, hint: &str) -> Self {
        let place = Location::new(path, at.line, at.column);
        Self::Data {
            place,
            message: message.into(),
            hint: hint.to_owned(),
        }
    }

    /// Builds an error of an input that was read up to a place.
    pub(super) fn input(path: &Path, at: Position, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::InvalidData => {
                let hint = "save the file as UTF-8, or name its character set with `--charset`";
                Self::data(path, at, cause.to_string(), hint)
            }
            _ => Self::Read {
                path: path.to_owned(),
                cause,
            },
        }
    }

    /// Builds an error of an XML file.
    pub(super) fn xml(path: &Path, error: XmlError) -> Self {
        match error {
            XmlError::Wrong { at, message, hint } => Self::data(path, at, message, hint),
            XmlError::Input { at, cause } => Self::input(path, at, cause),
        }
    }
}
