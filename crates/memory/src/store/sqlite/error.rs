//! What an error of SQLite or of the system says of a file.

use super::StoreError;
use rusqlite::ErrorCode;
use std::path::Path;

/// What was done with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// It was read.
    Read,
    /// It was written.
    Write,
}

/// Tests whether a column does not hold what was put there.
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

/// Returns what an error of SQLite says of a file.
pub(super) fn of_sqlite(path: &Path, error: &rusqlite::Error, access: Access) -> StoreError {
    let path = path.to_owned();
    let what = error.to_string();
    let what = what.lines().next().unwrap_or_default().to_owned();
    if is_unreadable(error) {
        return StoreError::Damaged { path, what };
    }
    // A statement does not fit the tables.
    if matches!(error, rusqlite::Error::SqlInputError { .. }) {
        return StoreError::Schema { path, what };
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, what }
        }
        Some(ErrorCode::DiskFull) => StoreError::Full { path, what },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Busy { path, what }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::Denied { path, what }
        }
        // SQLITE_ERROR: among others, the file's format is one that this SQLite does not know yet.
        Some(ErrorCode::Unknown) => StoreError::Schema { path, what },
        Some(_) | None if access == Access::Read => StoreError::Read { path, what },
        Some(_) | None => StoreError::Write { path, what },
    }
}

/// Returns what an error of the system says of a file.
pub(super) fn of_system(path: &Path, error: &std::io::Error, access: Access) -> StoreError {
    let (path, what) = (path.to_owned(), error.to_string());
    match access {
        Access::Read => StoreError::Read { path, what },
        Access::Write => StoreError::Write { path, what },
    }
}
