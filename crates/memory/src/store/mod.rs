//! The store: one SQLite file that holds every unit ever made, and what a run needs to know of each edition.
//!
//! | module | owns |
//! |---|---|
//! | `schema` | the tables and their versions |
//! | `writer` | the thread that commits |
//! | `replies` | what backends answered: kept as it arrives, found by fingerprint |
//! | `written` | what people wrote or brought: kept by edition, found by sentence |
//! | `editions` | what each edition was made of, so that an unchanged one needs no second look |
//! | `units` | units as rows: inserted once each, gone through, searched |
//! | `upkeep` | figures, pruning, checking |
//! | `merge` | another project's memory taken over |
//! | `salvage` | a damaged file: moved aside, and read as far as it can be |
//!
//! Several processes may use one file at once. What is committed is on the disk, whatever happens to the program or the
//! power. The editions are the truth of what people wrote: without this file they say what is needed to make it again.

mod editions;
mod error;
mod merge;
mod replies;
mod salvage;
mod schema;
#[cfg(test)]
mod tests;
mod units;
mod upkeep;
mod writer;
mod written;

pub use editions::EditionState;
pub use error::MemoryError;
pub use replies::{Accuracy, Kept, Maker, Reply, TermUse};
pub use upkeep::{Pruned, Stats};
pub use written::{Adoption, Basis, Written};

use duizhao_core::article::Origin;
use rusqlite::{Connection, OptionalExtension, Row};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use writer::{Job, Writer};

/// The name of the file in the project's hidden folder.
pub const FILE_NAME: &str = "memory.db";

/// Connections that read.
const READERS: usize = 4;

/// The translation memory of a project.
#[derive(Debug)]
pub struct Memory {
    path: PathBuf,
    /// Several, so that tasks that look something up do not wait for each other.
    readers: [Mutex<Connection>; READERS],
    /// `None` where the file was opened only to read it.
    writer: Option<Writer>,
    /// Machine translations up to this number are not taken for known.
    forgotten: AtomicI64,
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A sound file.
    Sound,
    /// No file: it was made.
    Nothing,
    /// A damaged file, which was moved aside; what could be read of it is in the new one.
    Damaged {
        /// Where the damaged file is now.
        moved_to: PathBuf,
        /// Units that could be read.
        units: usize,
        /// What was wrong.
        what: String,
    },
}

impl Memory {
    /// Opens a memory for reading and writing. One that is not there, or is damaged, is made beside its place, given to
    /// `fill`, and put there when that is done: so a crash leaves what was there before. A damaged file is moved aside,
    /// never deleted, and the new one takes over what can be read of it.
    pub fn open(
        path: &Path,
        fill: impl FnOnce(Arc<Self>) -> Result<(), MemoryError>,
    ) -> Result<(Self, Found), MemoryError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|cause| MemoryError::io(folder, &cause))?;
        }
        // A file that is empty was never one.
        let is_there = std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() || meta.len() > 0);
        let wrong = match is_there.then(|| salvage::marked(path)) {
            None => None,
            Some(Some(marked)) => Some(marked),
            Some(None) => match Self::connected(path) {
                Ok(memory) => return Ok((memory, Found::Sound)),
                Err(error) if error.damaged => Some(salvage::Marked {
                    what: error.what,
                    ..Default::default()
                }),
                Err(error) => return Err(error),
            },
        };
        let new = salvage::place_for_new(path)?;
        let found = match wrong {
            None => Found::Nothing,
            Some(marked) => {
                let mut connection =
                    schema::open(&new).map_err(|error| MemoryError::of(&new, &error))?;
                let moved_to = salvage::copy_aside(path, &marked)?;
                let units = salvage::read(&moved_to, &mut connection);
                Found::Damaged {
                    moved_to,
                    units,
                    what: marked.what,
                }
            }
        };
        let filled = Arc::new(Self::connected(&new)?);
        fill(Arc::clone(&filled))?;
        drop(filled);
        salvage::put_in_place(&new, path)?;
        Ok((Self::connected(path)?, found))
    }

    /// Opens a file, and makes its tables if they are not there.
    fn connected(path: &Path) -> Result<Self, MemoryError> {
        let connection = schema::open(path).map_err(|error| MemoryError::of(path, &error))?;
        Self::known_version(path, &connection)?;
        let writer = Some(Writer::start(connection, path.to_owned()));
        Ok(Self {
            path: path.to_owned(),
            readers: Self::readers(path, schema::open_to_read)?,
            writer,
            forgotten: 0.into(),
        })
    }

    /// Opens a memory that is there to read it; `None` if there is none.
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, MemoryError> {
        if !path.exists() {
            return Ok(None);
        }
        let readers = Self::readers(path, schema::open_to_look)?;
        let reader = readers[0].lock().unwrap_or_else(PoisonError::into_inner);
        let version = Self::known_version(path, &reader)?;
        if version == 0 {
            return Err(MemoryError::new(
                path,
                "this is no memory of duizhao",
                "a project's `memory.db` is one; a command that writes makes it anew",
            ));
        }
        if version < schema::VERSION {
            let hint = "any command that writes, such as `duizhao adopt`, brings it up to date";
            return Err(MemoryError::new(
                path,
                "the memory was made by an older version of duizhao",
                hint,
            ));
        }
        drop(reader);
        Ok(Some(Self {
            path: path.to_owned(),
            readers,
            writer: None,
            forgotten: 0.into(),
        }))
    }

    fn readers(
        path: &Path,
        open: fn(&Path) -> rusqlite::Result<Connection>,
    ) -> Result<[Mutex<Connection>; READERS], MemoryError> {
        let open = |_| {
            open(path)
                .map(Mutex::new)
                .map_err(|error| MemoryError::of(path, &error))
        };
        let readers = (0..READERS).map(open).collect::<Result<Vec<_>, _>>()?;
        Ok(readers.try_into().expect("as many as asked for"))
    }

    /// The version of a file; an error if it is a later one than this program knows.
    fn known_version(path: &Path, connection: &Connection) -> Result<u32, MemoryError> {
        match schema::version(connection) {
            Ok(version) if version > schema::VERSION => {
                let what = format!(
                    "the memory is of version {version}, and this program knows {}",
                    schema::VERSION
                );
                Err(MemoryError::new(
                    path,
                    what,
                    "use the version of duizhao that wrote it, or a later one",
                ))
            }
            Ok(version) => Ok(version),
            Err(error) => Err(MemoryError::of(path, &error)),
        }
    }

    /// The key that the memory finds a sentence by: white space at its ends does not count.
    pub fn key(sentence: &str) -> i64 {
        key(sentence)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads from the file.
    fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, MemoryError> {
        read(&self.reader()).map_err(|error| self.error(&error))
    }

    /// A connection that nobody uses, or else the first one that is free again.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        let free = self
            .readers
            .iter()
            .find_map(|reader| reader.try_lock().ok());
        free.unwrap_or_else(|| {
            self.readers[0]
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        })
    }

    /// Has a job committed, and says when it is.
    fn write(&self, job: Job) -> Result<writer::Written, MemoryError> {
        match &self.writer {
            Some(writer) => Ok(writer.write(job)),
            None => Err(MemoryError::new(
                &self.path,
                "opened only to read it",
                "please report this",
            )),
        }
    }

    /// Has a job committed, and waits for it.
    fn write_now(&self, job: Job) -> Result<(), MemoryError> {
        let written = self
            .write(job)?
            .blocking_recv()
            .unwrap_or_else(|_| Err(self.gone()));
        written.inspect_err(|error| self.mark(error))
    }

    /// The error for a thread that no longer writes.
    fn gone(&self) -> MemoryError {
        MemoryError::new(
            &self.path,
            "the program no longer writes to it",
            "run again",
        )
    }

    fn error(&self, error: &rusqlite::Error) -> MemoryError {
        let error = MemoryError::of(&self.path, error);
        self.mark(&error);
        error
    }

    /// Leaves a mark where a file was found damaged, so that the next run moves it aside.
    fn mark(&self, error: &MemoryError) {
        if error.damaged {
            salvage::mark(&self.path, &error.what);
        }
    }

    /// Takes no machine translation that is there for known; those to come are.
    pub fn forget(&self) -> Result<(), MemoryError> {
        let last = self.read(|reader| {
            reader.query_row("SELECT coalesce(max(id), 0) FROM units", [], |row| {
                row.get(0)
            })
        });
        self.forgotten.store(last?, Ordering::Relaxed);
        Ok(())
    }
}

/// The key that a sentence is found by: a hash of it on one line.
fn key(source: &str) -> i64 {
    super::Fingerprint::of_texts([&*super::fingerprint::one_line(source)])
        .number()
        .cast_signed()
}

/// The origin in a column.
fn origin(row: &Row<'_>, column: &str) -> rusqlite::Result<Origin> {
    let name: String = row.get(column)?;
    Ok(Origin::from_name(&name).unwrap_or_default())
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or(0)
}

/// The row that a statement finds, if any.
fn find<T>(
    reader: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    reader
        .prepare_cached(sql)?
        .query_row(values, read)
        .optional()
}
