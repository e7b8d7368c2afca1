//! The file of the index. It has no log beside it, so that it can be read where nothing may be written.

use super::super::schema;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the file.
const FILE_NAME: &str = "similar.db";

/// The version of the tables, of the way texts are folded, and of the lists. Another one is made again.
const VERSION: u32 = 1;

const TABLES: &str = "
    CREATE TABLE chunks (
        -- The first and the last unit.
        first INTEGER PRIMARY KEY,
        last INTEGER NOT NULL,
        -- Numbers and keys of some of its units, by which it is known to be of this memory.
        samples BLOB NOT NULL
    );
    CREATE TABLE lists (
        -- The number of the chunk's first unit times 2^12, and the number of the row in the chunk.
        id INTEGER PRIMARY KEY,
        lists BLOB NOT NULL
    );
";

/// How long a process waits for another one that puts a chunk in, which takes some tenths of a second.
const BUSY: Duration = Duration::from_secs(10);

/// How much of the file is kept in memory, in pages if it is positive, and else in kibibytes.
const CACHE: i64 = -8192;

/// Returns the path of the index of a memory.
pub(super) fn path_of(memory: &Path) -> PathBuf {
    memory.with_file_name(FILE_NAME)
}

/// Opens the index, and makes its tables if there are none.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = connect(path)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    let version = version(&connection)?;
    if version == VERSION {
        return Ok(connection);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have made them meanwhile.
    if self::version(&transaction)? != VERSION {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(connection)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

/// Returns the version of the file, 0 for an empty one; an error for another version than ours.
fn version(connection: &Connection) -> rusqlite::Result<u32> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 || version == VERSION {
        return Ok(version);
    }
    Err(rusqlite::Error::InvalidQuery)
}

/// Tests whether an error says that the file is not as it was written.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        None => true,
        Some(code) => matches!(
            code,
            ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::TypeMismatch
                | ErrorCode::ConstraintViolation
                | ErrorCode::Unknown
        ),
    }
}

/// Empties the file, whatever is in it, while others may have it open (SQLite, `SQLITE_DBCONFIG_RESET_DATABASE`).
pub(super) fn reset(path: &Path) -> rusqlite::Result<()> {
    let connection = connect(path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, true)?;
    let emptied = connection.execute_batch("VACUUM");
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, false)?;
    emptied
}

/// Tests whether SQLite finds nothing wrong in the file.
pub(super) fn is_sound(connection: &Connection) -> bool {
    schema::faults(connection).is_ok_and(|faults| faults.is_empty())
}
