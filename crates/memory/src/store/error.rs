//! Why the memory cannot be used.

use rusqlite::ErrorCode;
use std::path::{Path, PathBuf};

/// Why the memory cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {what}\nhint: {hint}", path = path.display())]
pub struct MemoryError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, in the words of the system.
    pub what: String,
    /// The way out.
    pub hint: &'static str,
    /// Whether the file is no longer a sound database.
    pub damaged: bool,
}

/// The way out of damage.
const DAMAGED: &str = "run again: the file is then moved aside and made anew from what can be read of it and from the editions";

/// Whether a column does not hold what was put there.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::Error;
    matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
    )
}

/// Whether a statement does not fit the tables, and not, say, a path cannot be opened.
fn is_of_statement(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqlInputError { .. } => true,
        error => error.sqlite_error_code() == Some(ErrorCode::Unknown),
    }
}

impl MemoryError {
    pub(super) fn new(path: &Path, what: impl Into<String>, hint: &'static str) -> Self {
        Self {
            path: path.to_owned(),
            what: what.into(),
            hint,
            damaged: false,
        }
    }

    /// What SQLite said of a file.
    pub(super) fn of(path: &Path, error: &rusqlite::Error) -> Self {
        let code = error.sqlite_error_code();
        let hint = match code {
            Some(ErrorCode::DiskFull) => {
                "make room on the disk and run again: what came back before is kept"
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                "make the file and its folder writable, or name a settings file in another folder with `--config`"
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program holds it; wait until that is done, and run again"
            }
            Some(_) | None => "run again; `duizhao memory verify` says whether the file is sound",
        };
        let what = error.to_string();
        // What does not read as it was written is damage too, whatever SQLite makes of it. Of tables and columns that are
        // not as they were made it says so in words alone (result code 1, SQLITE_ERROR).
        let is_other_schema = || {
            ["unsupported file format", "already exists", "no such "]
                .iter()
                .any(|words| what.contains(words))
        };
        let damaged = is_unreadable(error)
            || matches!(
                code,
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            )
            || (is_of_statement(error) && is_other_schema());
        let hint = if damaged { DAMAGED } else { hint };
        Self {
            path: path.to_owned(),
            what: what.lines().next().unwrap_or_default().to_owned(),
            hint,
            damaged,
        }
    }

    /// What the system said of a file.
    pub(super) fn io(path: &Path, cause: &std::io::Error) -> Self {
        Self::new(
            path,
            cause.to_string(),
            "make the folder writable, and make room on the disk",
        )
    }
}
