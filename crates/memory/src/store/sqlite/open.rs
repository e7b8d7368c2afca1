//! Opening a file: one that is there, one that is not, and one that is damaged.

use super::error::{Access, of_sqlite, of_system};
use super::index::SavedIndex;
use super::owner::{self, Owner};
use super::writer::Writer;
use super::{ClockOf, File, Memory, READERS, StoreError, salvage, schema};
use crate::store::claims::system_clock;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

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

/// A memory that is made beside its place: it is there only when it is finished, so a crash leaves what was there before.
#[derive(Debug)]
pub struct NewMemory {
    /// The memory, to be filled.
    pub memory: Arc<Memory>,
    /// Why it is made.
    pub found: Found,
    path: PathBuf,
}

impl NewMemory {
    /// Puts the memory in its place and opens it there. It must not be in use any longer.
    pub fn finish(self) -> Result<(Memory, Found), StoreError> {
        let new = self.memory.path().to_owned();
        drop(self.memory);
        salvage::put_in_place(&new, &self.path)?;
        Ok((Memory::connected(&self.path)?, self.found))
    }
}

impl Memory {
    /// Opens a memory for reading and writing. One that is not there, or is damaged, is made beside its place, given to
    /// `fill`, and put there when that is done. A damaged file is moved aside, never deleted, and the new one takes over
    /// what can be read of it. A sound file whose tables do not fit is an error, and stays as it is.
    pub fn open(
        path: &Path,
        fill: impl FnOnce(Arc<Self>) -> Result<(), StoreError>,
    ) -> Result<(Self, Found), StoreError> {
        match Self::begin(path)? {
            Ok(memory) => Ok((memory, Found::Sound)),
            Err(new) => {
                fill(Arc::clone(&new.memory))?;
                new.finish()
            }
        }
    }

    /// Opens a memory as [`Memory::open`] does, and returns a new one to be filled where there is no sound one.
    pub fn begin(path: &Path) -> Result<Result<Self, NewMemory>, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|cause| of_system(folder, &cause, Access::Write))?;
        }
        // A file that is empty was never one.
        let is_there = std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() || meta.len() > 0);
        let wrong = match is_there.then(|| salvage::marked(path)) {
            None => None,
            Some(Some(marked)) => Some(marked),
            Some(None) => match Self::connected(path) {
                Ok(memory) => return Ok(Ok(memory)),
                Err(StoreError::Damaged { what, .. }) => Some(salvage::Marked {
                    what,
                    ..Default::default()
                }),
                Err(error) => return Err(error),
            },
        };
        let new = salvage::place_for_new(path)?;
        let found = match wrong {
            None => Found::Nothing,
            Some(marked) => taken_over(path, &new, marked)?,
        };
        Ok(Err(NewMemory {
            memory: Arc::new(Self::connected(&new)?),
            found,
            path: path.to_owned(),
        }))
    }

    /// Opens a file, and makes its tables if they are not there.
    fn connected(path: &Path) -> Result<Self, StoreError> {
        let connection = schema::open(path)?;
        owner::sweep(path);
        let writer = Writer::start(connection, path.to_owned());
        Ok(Self::of(
            path,
            readers(path, schema::open_to_read)?,
            Some(writer),
        ))
    }

    /// Opens a memory that is there to read it; `None` if there is none.
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        let readers = readers(path, schema::open_to_look)?;
        let version = schema::check(path, &lock(&readers[0]))?;
        if version == 0 {
            return Err(StoreError::Missing {
                path: path.to_owned(),
            });
        }
        if version < schema::VERSION {
            return Err(StoreError::Version {
                path: path.to_owned(),
                version,
                known: schema::VERSION,
            });
        }
        Ok(Some(Self::of(path, readers, None)))
    }

    fn of(path: &Path, readers: [Mutex<Connection>; READERS], writer: Option<Writer>) -> Self {
        Self {
            file: Arc::new(File {
                path: path.to_owned(),
                readers,
            }),
            writer,
            owner: Arc::new(Owner::new(path)),
            clock: ClockOf(system_clock()),
            index: Arc::new(SavedIndex::of(path)),
        }
    }
}

/// Makes a new file of what can be read of a damaged one, which is moved aside.
fn taken_over(path: &Path, new: &Path, marked: salvage::Marked) -> Result<Found, StoreError> {
    let mut connection = schema::open(new)?;
    let moved_to = salvage::copy_aside(path, &marked)?;
    let units = salvage::read(&moved_to, &mut connection);
    Ok(Found::Damaged {
        moved_to,
        units,
        what: marked.what,
    })
}

fn readers(
    path: &Path,
    open: fn(&Path) -> rusqlite::Result<Connection>,
) -> Result<[Mutex<Connection>; READERS], StoreError> {
    let readers = (0..READERS)
        .map(|_| open(path).map(Mutex::new))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| of_sqlite(path, &error, Access::Read))?;
    Ok(readers.try_into().expect("as many as asked for"))
}

fn lock(connection: &Mutex<Connection>) -> std::sync::MutexGuard<'_, Connection> {
    connection
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
