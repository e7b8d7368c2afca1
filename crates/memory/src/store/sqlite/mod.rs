//! The store in one SQLite file.
//!
//! | module | owns |
//! |---|---|
//! | `schema` | the tables, their versions, and whether a file has them |
//! | `error` | what errors of SQLite mean |
//! | `writer` | the thread that commits |
//! | `lookup` | what is known of an article's segments |
//! | `replies` | what backends answered: kept as it arrives, found by fingerprint |
//! | `claims`, `owner` | requests that are under way, and whose they are |
//! | `written` | what people wrote or imported: kept by edition, found by sentence |
//! | `documents` | what each edition was made of, one row a sentence |
//! | `index` | the file by which similar units are found |
//! | `search` | units that hold a text or are similar to one |
//! | `units` | units as rows: inserted once each, gone through, searched |
//! | `upkeep` | figures, pruning, checking |
//! | `merge` | another project's memory taken over |
//! | `open`, `salvage` | opening, and a damaged file: moved aside, and read as far as it can be |
//!
//! Several processes may use one file at once. What is committed is on the disk, whatever happens to the program or the
//! power.

mod claims;
mod documents;
mod error;
mod index;
mod lookup;
mod merge;
mod open;
mod owner;
mod replies;
mod salvage;
mod schema;
mod search;
#[cfg(test)]
mod tests;
mod units;
mod upkeep;
mod writer;
mod written;

pub use open::{Found, NewMemory};
pub use upkeep::{Pruned, Stats};

use super::claims::Clock;
use super::{
    Accuracy, Adoption, Answer, Candidates, Claim, Claims, Document, DocumentState, Lookup, Maker,
    News, Progress, Replies, Reply, SegmentRow, Selection, Similar, Store, StoreError, TermUse,
    now, sentence_key,
};
use crate::{Fingerprint, Unit};
use duizhao_core::article::Origin;
use error::{Access, of_sqlite};
use index::SavedIndex;
use owner::Owner;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use writer::{Committed, WriteJob, Writer};

/// The name of the file in the project's hidden folder.
pub const FILE_NAME: &str = "memory.db";

/// Connections that read.
const READERS: usize = 4;

/// The translation memory of a project.
#[derive(Debug)]
pub struct Memory {
    file: Arc<File>,
    /// `None` where the file was opened only to read it.
    writer: Option<Writer>,
    owner: Arc<Owner>,
    clock: ClockOf,
    index: Arc<SavedIndex>,
}

/// A clock that has nothing to show.
struct ClockOf(Clock);

impl std::fmt::Debug for ClockOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// The file, as it is read.
#[derive(Debug)]
struct File {
    path: PathBuf,
    /// Several, so that tasks that look something up do not wait for each other.
    readers: [Mutex<Connection>; READERS],
}

impl File {
    fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        read(&self.reader())
            .map_err(|error| self.marked(of_sqlite(&self.path, &error, Access::Read)))
    }

    /// Returns a connection that is free, or else the first one that is free again.
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

    /// Leaves a mark where a file was found damaged, so that the next run moves it aside.
    fn marked(&self, error: StoreError) -> StoreError {
        if let StoreError::Damaged { path, what } = &error
            && *path == self.path
        {
            salvage::mark(path, what);
        }
        error
    }

    fn closed(&self) -> StoreError {
        StoreError::Closed {
            path: self.path.clone(),
        }
    }
}

impl Memory {
    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Has the claims of this handle go by a clock, in milliseconds since 1970, and not by the system's.
    pub fn with_clock(mut self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.clock = ClockOf(Arc::new(clock));
        self
    }

    /// Reads from the file, and waits for it.
    fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.file.read(read)
    }

    /// Reads from the file where waiting holds up nobody.
    fn reading<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<'static, T> {
        let file = Arc::clone(&self.file);
        Box::pin(blocking(move || file.read(read)))
    }

    /// Queues a job, and says what it gave once it is committed; on the disk, if it is durable.
    fn writing<T: Send + 'static>(
        &self,
        is_durable: bool,
        job: impl Fn(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<'static, T> {
        let (written, result) = match self.queued(is_durable, job) {
            Ok(queued) => queued,
            Err(error) => return Box::pin(async { Err(error) }),
        };
        let file = Arc::clone(&self.file);
        Box::pin(async move {
            written
                .await
                .unwrap_or_else(|_| Err(file.closed()))
                .map_err(|error| file.marked(error))?;
            result.try_iter().last().ok_or_else(|| file.closed())
        })
    }

    /// As [`Memory::writing`], and waits for it.
    fn write_now<T: Send + 'static>(
        &self,
        job: impl Fn(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (written, result) = self.queued(true, job)?;
        written
            .blocking_recv()
            .unwrap_or_else(|_| Err(self.file.closed()))
            .map_err(|error| self.file.marked(error))?;
        result.try_iter().last().ok_or_else(|| self.file.closed())
    }

    /// Queues a job that says what it gave. It may be tried twice: the last one counts.
    fn queued<T: Send + 'static>(
        &self,
        is_durable: bool,
        job: impl Fn(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<(Committed, std::sync::mpsc::Receiver<T>), StoreError> {
        let writer = self.writer.as_ref().ok_or_else(|| self.file.closed())?;
        let (sender, result) = std::sync::mpsc::channel();
        let job: WriteJob = Box::new(move |transaction| {
            // Whoever asked may have gone.
            let _ = sender.send(job(transaction)?);
            Ok(())
        });
        Ok((writer.write(job, is_durable), result))
    }
}

/// Runs what waits for the disk where waiting holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

impl Store for Memory {
    fn lookup(&self, lookup: Lookup) -> Answer<'_, Vec<Candidates>> {
        self.reading(move |reader| lookup::lookup(reader, &lookup))
    }

    fn similar(&self, texts: Vec<String>, most: usize, from: f64) -> Answer<'_, Vec<Vec<Similar>>> {
        let index = Arc::clone(&self.index);
        self.reading(move |reader| search::similar(reader, &index, &texts, most, from))
    }

    fn claim(&self, claims: Claims) -> Answer<'_, Vec<Claim>> {
        Box::pin(claims::claim(self, claims))
    }

    fn release(&self, fingerprints: Vec<Fingerprint>) -> Answer<'_, ()> {
        let owner = self.owner.number();
        self.writing(false, move |transaction| {
            claims::release(transaction, owner, &fingerprints)
        })
    }

    fn record(&self, replies: Replies) -> Answer<'_, ()> {
        self.writing(true, move |transaction| {
            replies::insert(transaction, &replies, &replies.replies)
        })
    }

    fn restore(&self, replies: Replies) -> Answer<'_, usize> {
        self.writing(true, move |transaction| {
            replies::restore(transaction, &replies)
        })
    }

    fn adopt(&self, edition: String, lines: Vec<Adoption>, open: Vec<String>) -> Answer<'_, ()> {
        let by_source = super::written::by_source(lines, &open);
        self.writing(true, move |transaction| {
            written::adopt(transaction, &edition, &by_source)
        })
    }

    fn disown(&self, edition: String) -> Answer<'_, ()> {
        self.writing(true, move |transaction| {
            written::disown(transaction, &edition)
        })
    }

    fn import(&self, units: Vec<Unit>) -> Answer<'_, usize> {
        self.writing(true, move |transaction| {
            written::import(transaction, &units)
        })
    }

    fn progress(&self) -> Answer<'_, Progress> {
        self.reading(lookup::progress)
    }

    fn news(&self, since: i64) -> Answer<'_, Vec<News>> {
        self.reading(move |reader| lookup::news(reader, since))
    }

    fn accuracy(&self, backend: String) -> Answer<'_, Accuracy> {
        self.reading(move |reader| replies::accuracy(reader, &backend))
    }

    fn document(&self, editions: Vec<String>) -> Answer<'_, Vec<Option<DocumentState>>> {
        self.reading(move |reader| documents::named(reader, &editions))
    }

    fn documents(&self) -> Answer<'_, Vec<DocumentState>> {
        self.reading(documents::all)
    }

    fn put_documents(&self, documents: Vec<Document>) -> Answer<'_, ()> {
        self.writing(false, move |transaction| {
            documents::put(transaction, &documents)
        })
    }

    fn remove_documents(&self, editions: Vec<String>) -> Answer<'_, ()> {
        self.writing(false, move |transaction| {
            documents::remove(transaction, &editions)
        })
    }

    fn visit_segments<'a>(
        &'a self,
        selection: Selection,
        each: &'a mut (dyn FnMut(&str, SegmentRow) + Send),
    ) -> Answer<'a, ()> {
        let file = Arc::clone(&self.file);
        Box::pin(documents::visit(file, selection, each))
    }

    fn glossary(&self, key: u64) -> Answer<'_, Option<String>> {
        self.reading(move |reader| documents::glossary(reader, key))
    }

    fn has_glossary(&self, key: u64) -> Answer<'_, bool> {
        self.reading(move |reader| documents::has_glossary(reader, key))
    }

    fn put_glossary(&self, key: u64, terms: String) -> Answer<'_, ()> {
        self.writing(false, move |transaction| {
            documents::put_glossary(transaction, key, &terms)
        })
    }
}

/// Reads the origin in a column.
fn origin(row: &Row<'_>, column: &str) -> rusqlite::Result<Origin> {
    let name = row.get_ref(column)?.as_str()?;
    Ok(Origin::from_name(name).unwrap_or_default())
}

/// Finds the row of a statement, if any.
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
