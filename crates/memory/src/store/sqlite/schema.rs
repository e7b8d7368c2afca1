//! The tables, their versions, and what opening a file makes sure of.

use super::StoreError;
use super::error::{Access, of_sqlite};
use super::salvage::{LOG, beside};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// The steps from each version of the tables to the next: step `i` makes version `i + 1`. SQLite's `user_version` says
/// which a file has. A step that was released is never changed.
pub(super) const STEPS: [&str; 2] = ["
    CREATE TABLE makers (
        id INTEGER PRIMARY KEY,
        backend TEXT NOT NULL,
        model TEXT NOT NULL,
        identity INTEGER NOT NULL,
        UNIQUE (backend, model, identity)
    );
    CREATE TABLE requests (
        id INTEGER PRIMARY KEY,
        maker INTEGER NOT NULL REFERENCES makers (id),
        at INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        characters INTEGER NOT NULL,
        estimated_tokens INTEGER,
        counted_tokens INTEGER
    );
    CREATE TABLE units (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key INTEGER NOT NULL,
        fingerprint INTEGER,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('human', 'memory', 'machine')),
        maker INTEGER REFERENCES makers (id),
        request INTEGER REFERENCES requests (id),
        terms BLOB,
        basis INTEGER,
        article TEXT,
        position INTEGER,
        at INTEGER,
        note TEXT
    );
    CREATE INDEX units_key ON units (key);
    CREATE INDEX units_fingerprint ON units (fingerprint) WHERE fingerprint IS NOT NULL;
    CREATE INDEX units_written ON units (id) WHERE origin <> 'machine';
    CREATE INDEX units_article ON units (article) WHERE origin = 'human';
    CREATE TABLE terms (
        key INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        target TEXT NOT NULL
    );
    CREATE TABLE glossaries (
        key INTEGER PRIMARY KEY,
        terms TEXT NOT NULL
    );
    CREATE TABLE articles (
        edition TEXT PRIMARY KEY,
        input TEXT NOT NULL,
        stamps TEXT NOT NULL,
        settings INTEGER NOT NULL,
        glossary INTEGER NOT NULL,
        serial INTEGER NOT NULL,
        summary TEXT NOT NULL,
        sentences TEXT NOT NULL
    );
", "
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        edition TEXT NOT NULL UNIQUE,
        input TEXT NOT NULL,
        article_stamp TEXT NOT NULL,
        edition_stamp TEXT NOT NULL,
        glossary_stamp TEXT NOT NULL,
        settings INTEGER NOT NULL,
        glossary INTEGER NOT NULL,
        serial INTEGER NOT NULL,
        sentences INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        reviewed INTEGER NOT NULL,
        human INTEGER NOT NULL,
        terms INTEGER NOT NULL,
        asked INTEGER NOT NULL,
        obeyed INTEGER NOT NULL,
        notes INTEGER NOT NULL,
        warnings INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        edited INTEGER NOT NULL
    );
    CREATE TABLE segments (
        -- The document's number times 2^24, and the position in it: so a document's rows lie together.
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        block INTEGER,
        kind TEXT NOT NULL,
        origin TEXT NOT NULL,
        basis INTEGER NOT NULL,
        approved INTEGER NOT NULL,
        reworded INTEGER NOT NULL,
        own INTEGER NOT NULL,
        line INTEGER NOT NULL,
        damage TEXT,
        target TEXT
    );
    CREATE TABLE claims (
        fingerprint INTEGER PRIMARY KEY,
        owner INTEGER NOT NULL,
        until INTEGER NOT NULL
    );
    DROP INDEX units_key;
    CREATE INDEX units_key ON units (key, origin, basis);
    -- What an edition was made of stays known. Its stamps are empty and its sentences left out, so that it is looked at
    -- again, as every edition is after an update of the program.
    INSERT INTO documents (edition, input, article_stamp, edition_stamp, glossary_stamp, settings, glossary, serial,
        sentences, failed, reviewed, human, terms, asked, obeyed, notes, warnings, errors, edited)
    SELECT edition, input, '', '', '', settings, glossary, serial,
        coalesce(summary ->> 'sentences', 0), coalesce(summary ->> 'failed', 0), coalesce(summary ->> 'reviewed', 0),
        coalesce(summary ->> 'human', 0), coalesce(summary ->> 'terms', 0), coalesce(summary ->> 'asked', 0),
        coalesce(summary ->> 'obeyed', 0), coalesce(summary ->> '$.findings[0]', 0),
        coalesce(summary ->> '$.findings[1]', 0), coalesce(summary ->> '$.findings[2]', 0), 0
    FROM (SELECT edition, input, settings, glossary, serial,
        iif(json_valid(summary), summary, '{}') AS summary FROM articles);
    DROP TABLE articles;
"];

/// How long a process waits for another one's transaction.
const BUSY: Duration = Duration::from_secs(60);

/// How much of a file is read without copying it, in bytes; what is beyond is read as usual. What is mapped counts as memory
/// of the process, so that a bound keeps it from growing with the file.
const MAPPED: i64 = 64 << 20;

/// The version that this program writes.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// Opens a file for writing and brings its tables up to date; makes it if it is not there. A file whose tables do not fit
/// its version stays as it is.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection =
        connect(path, flags).map_err(|error| of_sqlite(path, &error, Access::Read))?;
    check(path, &connection).map_err(judged)?;
    migrate(&mut connection).map_err(|error| of_sqlite(path, &error, Access::Write))?;
    Ok(connection)
}

/// Returns the error for a file whose tables cannot be read. SQLite says of one that is overwritten in the place of its
/// schema format (file format, section 1.3.11; formats 1 to 4 are all that there have been since 2006) the same as of one
/// that a later SQLite wrote: a number that is no small one is damage.
fn judged(error: StoreError) -> StoreError {
    match error {
        StoreError::Schema { path, what }
            if format_of(&path).is_some_and(|format| format > 255) =>
        {
            StoreError::Damaged { path, what }
        }
        error => error,
    }
}

/// Reads the number of a file's schema format.
fn format_of(path: &Path) -> Option<u32> {
    let mut header = [0; 48];
    let mut file = std::fs::File::open(path).ok()?;
    file.read_exact(&mut header).ok()?;
    header[44..].first_chunk().copied().map(u32::from_be_bytes)
}

/// Brings the tables up to date in one transaction.
fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A commit is on the disk when it returns, also if the power fails then.
    connection.pragma_update(None, "synchronous", "FULL")?;
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version = version(&transaction)?;
    for (step, version) in STEPS.iter().zip(1..=VERSION).skip(version as usize) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.commit()
}

/// Returns the version of a file, 0 for an empty one, if this program knows it and the tables are those of it.
pub(super) fn check(path: &Path, connection: &Connection) -> Result<u32, StoreError> {
    let version = version(connection).map_err(|error| unread(path, &error))?;
    if version > VERSION {
        return Err(StoreError::Version {
            path: path.to_owned(),
            version,
            known: VERSION,
        });
    }
    let found = columns(connection).map_err(|error| unread(path, &error))?;
    let what = if version == 0 {
        found
            .first()
            .map(|name| format!("it has `{name}` and no version"))
    } else {
        let expected = expected(version).map_err(|error| unread(path, &error))?;
        let mut expected = expected.into_iter();
        let missing = expected.find(|name| found.binary_search(name).is_err());
        missing.map(|name| format!("it has no `{name}`"))
    };
    match what {
        Some(what) => Err(StoreError::Schema {
            path: path.to_owned(),
            what,
        }),
        None => Ok(version),
    }
}

fn unread(path: &Path, error: &rusqlite::Error) -> StoreError {
    of_sqlite(path, error, Access::Read)
}

/// Lists the tables' columns and the indexes that a file of a version has.
fn expected(version: u32) -> rusqlite::Result<Vec<String>> {
    let connection = Connection::open_in_memory()?;
    for step in &STEPS[..version as usize] {
        connection.execute_batch(step)?;
    }
    columns(&connection)
}

/// Lists the tables' columns and the indexes that there are, sorted.
fn columns(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    const SQL: &str = "SELECT tables.name || '.' || columns.name AS name FROM sqlite_schema AS tables, \
         pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         UNION ALL SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let mut statement = connection.prepare(SQL)?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Opens a file that is there for reading.
pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Opens a file that is there for reading, by a command that writes nothing: its pages are read where the system has
/// them, without a call for each. Should somebody cut the file short meanwhile, the command ends there and then.
pub(super) fn open_to_look(path: &Path) -> rusqlite::Result<Connection> {
    let connection = match open_to_read(path) {
        // Where nothing may be written there can be no file by which readers and writers see each other, and as long as
        // no log lies beside it, the file is all there is.
        Err(error)
            if is_read_only(&error)
                && std::fs::metadata(beside(path, LOG)).map_or(0, |log| log.len()) == 0 =>
        {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            connect(
                Path::new(&format!("file:{}?immutable=1", encoded(path))),
                flags,
            )?
        }
        result => result?,
    };
    connection.pragma_update(None, "mmap_size", MAPPED)?;
    Ok(connection)
}

fn is_read_only(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen)
    )
}

/// Writes a path as it stands in a URI (SQLite, Uniform Resource Identifiers, section 3.1).
fn encoded(path: &Path) -> String {
    path.to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    // A statement is planned once, not again for each value that is looked up.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Reads the first page, so that what is no database is found here.
    version(&connection)?;
    Ok(connection)
}

/// Returns the version that a file says it is of; 0 for an empty one.
fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Lists what SQLite finds wrong in a whole file; nothing where it is sound. Linear in the file.
pub(super) fn faults(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
    let lines = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}
