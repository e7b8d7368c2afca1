//! A damaged file: it is moved aside, never deleted, and read as far as it can be.

use super::error::{Access, of_system};
use super::{StoreError, schema};
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, Statement};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The ending of the file with what was committed last.
pub(super) const LOG: &str = "-wal";

/// What SQLite puts beside a database.
const COMPANIONS: [&str; 2] = [LOG, "-shm"];

/// The tables worth reading, in the order in which they refer to each other.
const TABLES: [&str; 4] = ["makers", "requests", "terms", "units"];

/// Returns the file beside a database whose name has this ending more.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// A file that a run found damaged.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// What is wrong.
    pub(super) what: String,
    /// The whole copy of it that was made, if a run came so far.
    pub(super) copy: Option<PathBuf>,
}

/// Reads what a run left written that found the file damaged.
pub(super) fn marked(path: &Path) -> Option<Marked> {
    if !path.exists() {
        return None;
    }
    let text = std::fs::read_to_string(beside(path, ".is-damaged")).ok()?;
    let mut lines = text.lines();
    let what = lines.next().unwrap_or_default().to_owned();
    Some(Marked {
        what,
        copy: lines
            .next()
            .map(|name| path.with_file_name(name))
            .filter(|copy| copy.exists()),
    })
}

/// Leaves word for the next run that the file is damaged.
pub(super) fn mark(path: &Path, what: &str) {
    // Where it cannot be written, the next run finds out for itself.
    let _ = std::fs::write(beside(path, ".is-damaged"), what);
}

/// Returns where a new file is made before it is put in its place; what a crash left there is deleted.
pub(super) fn place_for_new(path: &Path) -> Result<PathBuf, StoreError> {
    let new = beside(path, ".new");
    for ending in COMPANIONS.into_iter().chain([""]) {
        remove(&beside(&new, ending))?;
    }
    Ok(new)
}

/// Copies a damaged file and what belongs to it to a name that is free, and gives that name; where a run that was broken
/// off has done so, that is the copy, since it may have been about to take the file away.
pub(super) fn copy_aside(path: &Path, marked: &Marked) -> Result<PathBuf, StoreError> {
    if let Some(copy) = &marked.copy {
        return Ok(copy.clone());
    }
    let names = (1..).map(|n| {
        beside(
            path,
            &if n == 1 {
                ".damaged".to_owned()
            } else {
                format!(".damaged-{n}")
            },
        )
    });
    let free = names
        .into_iter()
        .find(|name| !name.exists())
        .expect("some name is free");
    if path.is_dir() {
        std::fs::rename(path, &free).map_err(|cause| of_system(path, &cause, Access::Write))?;
        return Ok(free);
    }
    let all = COMPANIONS.into_iter().chain([""]);
    let copied = all
        .clone()
        .filter(|ending| beside(path, ending).exists())
        .try_for_each(|ending| {
            let copy = beside(&free, ending);
            std::fs::copy(beside(path, ending), &copy)?;
            std::fs::File::open(&copy)?.sync_all()
        });
    if let Err(cause) = copied {
        all.for_each(|ending| drop(remove(&beside(&free, ending))));
        return Err(of_system(path, &cause, Access::Write));
    }
    let name = free.file_name().unwrap_or_default().to_string_lossy();
    mark(
        path,
        &format!(
            "{}\n{name}\n",
            marked.what.lines().next().unwrap_or_default()
        ),
    );
    Ok(free)
}

/// Puts a new file, which is not open anywhere, in the place of what was there.
pub(super) fn put_in_place(new: &Path, path: &Path) -> Result<(), StoreError> {
    // A file whose last pages did not fit on the disk is not whole.
    if std::fs::metadata(beside(new, LOG)).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Full {
            path: path.to_owned(),
            what: "the new memory could not be written to its end".to_owned(),
        });
    }
    // What belonged to the old file must not be taken for the new one's.
    for ending in COMPANIONS {
        remove(&beside(path, ending))?;
    }
    let done = std::fs::File::open(new)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(new, path));
    done.map_err(|cause| of_system(path, &cause, Access::Write))?;
    remove(&beside(path, ".is-damaged"))
}

/// Deletes a file, if it is there.
fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(of_system(path, &cause, Access::Write))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Copies what can be read of a damaged file: rows from both ends, as far as each end goes, and one by one what lies
/// between. Returns how many units.
pub(super) fn read(damaged: &Path, into: &mut Connection) -> usize {
    let Ok(from) = schema::open_to_read(damaged) else {
        return 0;
    };
    // A translation whose maker cannot be read is one all the same.
    if into
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)
        .is_err()
    {
        return 0;
    }
    let Ok(transaction) = into.transaction() else {
        return 0;
    };
    for table in TABLES {
        // What cannot be read is what is lost.
        let _ = copy(&from, &transaction, table);
    }
    let units = transaction
        .query_row("SELECT count(*) FROM units", [], |row| row.get::<_, i64>(0))
        .unwrap_or(0);
    if transaction.commit().is_ok() {
        usize::try_from(units).unwrap_or(0)
    } else {
        0
    }
}

/// Copies what can be read of a table. The first column of each is the row's number.
fn copy(from: &Connection, into: &Connection, table: &str) -> rusqlite::Result<()> {
    let columns: Vec<String> = {
        let select = from.prepare(&format!("SELECT * FROM {table}"))?;
        select.column_names().map(str::to_owned).collect()
    };
    let mut target = Target::new(into, table, &columns)?;
    // The row before the last that each way came to: the number of the last may be a damaged one.
    let mut ends = [None, None];
    for (end, order) in ends.iter_mut().zip(["ASC", "DESC"]) {
        let mut select = from.prepare(&format!(
            "SELECT * FROM {table} NOT INDEXED ORDER BY rowid {order}"
        ))?;
        let mut rows = select.query([])?;
        let mut latest = None;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(()),
                Err(_) => break,
            };
            *end = latest.replace(row.get::<_, i64>(0)?);
            target.insert(row);
        }
    }
    // Terms are numbered by hashes, too far apart to be gone through.
    if table == "terms" {
        return Ok(());
    }
    let [first, last] = ends;
    let first = first.unwrap_or(0);
    let last = last.map_or_else(
        || most_rows(from).map(|rows| first.saturating_add(rows)),
        Ok,
    )?;
    // A damaged number that is higher than any other says nothing of how far the rows were read.
    let first = if first > last { 0 } else { first };
    let mut select = from.prepare(&format!(
        "SELECT * FROM {table} NOT INDEXED WHERE rowid = ?1"
    ))?;
    for number in first + 1..last {
        let mut rows = select.query([number])?;
        if let Ok(Some(row)) = rows.next() {
            target.insert(row);
        }
    }
    Ok(())
}

/// Returns more rows than a file of this size can hold: none takes less than 16 bytes.
fn most_rows(from: &Connection) -> rusqlite::Result<i64> {
    let pages: i64 = from.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let size: i64 = from.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(pages.saturating_mul(size) / 16)
}

/// A table that rows are copied into.
struct Target<'a> {
    insert: Statement<'a>,
    columns: usize,
    /// In units, the columns of the key and of the sentence that it is of.
    key: Option<(usize, usize)>,
}

impl<'a> Target<'a> {
    fn new(into: &'a Connection, table: &str, columns: &[String]) -> rusqlite::Result<Self> {
        let places = (1..=columns.len())
            .map(|n| format!("?{n}"))
            .collect::<Vec<_>>()
            .join(", ");
        let insert = format!(
            "INSERT OR IGNORE INTO {table} ({}) VALUES ({places})",
            columns.join(", ")
        );
        let key = columns.iter().position(|column| column == "key");
        let source = columns.iter().position(|column| column == "source");
        let is_of_units = table == "units";
        Ok(Self {
            insert: into.prepare(&insert)?,
            columns: columns.len(),
            key: if is_of_units { key.zip(source) } else { None },
        })
    }

    /// Inserts a row if all of it can be read. What its sentence is found by is computed again.
    fn insert(&mut self, row: &Row<'_>) {
        let values = (0..self.columns)
            .map(|i| row.get(i))
            .collect::<Result<Vec<Value>, _>>();
        let Ok(mut values) = values else { return };
        if let Some((key, source)) = self.key
            && let Value::Text(source) = &values[source]
        {
            values[key] = Value::Integer(super::sentence_key(source));
        }
        // What does not fit the table is lost.
        let _ = self.insert.execute(rusqlite::params_from_iter(values));
    }
}
