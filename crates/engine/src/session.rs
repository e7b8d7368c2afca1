//! A project that is open: its store, and the lock that a command holds while it writes.

use crate::adopt::restore;
use crate::error::{ArticleError, Cause};
use crate::project::{HIDDEN, Project};
use duizhao_core::output;
use duizhao_memory::{FILE_NAME, Found, Memory, Store, StoreError};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The file whose lock a command holds while it writes.
const LOCK: &str = "run.lock";

/// What a command does with the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It writes, and cannot go on without the store.
    Write,
    /// It writes, and goes on without the store where there can be none.
    WriteIfPossible,
}

/// A project that is open.
#[derive(Debug, Default)]
pub struct Session {
    /// The project.
    pub project: Project,
    /// Its store; `None` where it has none yet, or none can be made.
    pub memory: Option<Arc<Memory>>,
    /// What is worth saying about opening it.
    pub opened: Vec<Opening>,
    /// Held until the session ends.
    _lock: Option<File>,
}

/// What is worth saying about opening a project.
#[derive(Debug)]
pub enum Opening {
    /// There is no store for this session, and why.
    NoStore(ArticleError),
    /// A store was made.
    Made {
        /// Why.
        found: Found,
        /// Editions that it was filled from.
        editions: usize,
        /// Units that came from them.
        units: usize,
    },
}

impl Session {
    /// Opens a project. One command at a time writes: for another one, `waiting` is called before it waits. A store that
    /// is new or was damaged is filled from the project's editions.
    pub async fn open(
        project: Project,
        access: Access,
        waiting: impl FnOnce(),
    ) -> Result<Self, ArticleError> {
        let file = project.hidden().join(FILE_NAME);
        if access == Access::Read {
            let memory = Memory::open_to_read(&file).map_err(|error| of(&file, error))?;
            return Ok(Self {
                project,
                memory: memory.map(Arc::new),
                ..Self::default()
            });
        }
        match Self::open_to_write(&project, waiting).await {
            Ok((memory, lock, opened)) => Ok(Self {
                project,
                memory: Some(Arc::new(memory)),
                opened: opened.into_iter().collect(),
                _lock: Some(lock),
            }),
            Err(error) if access == Access::WriteIfPossible => Ok(Self {
                project,
                opened: vec![Opening::NoStore(error)],
                ..Self::default()
            }),
            Err(error) => Err(error),
        }
    }

    async fn open_to_write(
        project: &Project,
        waiting: impl FnOnce(),
    ) -> Result<(Memory, File, Option<Opening>), ArticleError> {
        let lock = locked(&project.hidden(), waiting)?;
        let file = project.hidden().join(FILE_NAME);
        let new = match Memory::begin(&file).map_err(|error| of(&file, error))? {
            Ok(memory) => return Ok((memory, lock, None)),
            Err(new) => new,
        };
        let (editions, units) = restore(project, &*new.memory)
            .await
            .map_err(|error| of(&file, error))?;
        let (memory, found) = new.finish().map_err(|error| of(&file, error))?;
        let opened = Opening::Made {
            found,
            editions,
            units,
        };
        Ok((memory, lock, Some(opened)))
    }

    /// Returns the store as the engine uses it.
    pub fn store(&self) -> Option<Arc<dyn Store>> {
        let memory = self.memory.clone()?;
        Some(memory)
    }
}

fn of(file: &Path, error: StoreError) -> ArticleError {
    Cause::Store(error).of(file)
}

/// Waits until no other command writes.
fn locked(folder: &Path, waiting: impl FnOnce()) -> Result<File, ArticleError> {
    hidden_folder(folder)?;
    let path = folder.join(LOCK);
    let file = lock(&path, waiting).map_err(|cause| Cause::Write(cause).of(&path))?;
    // No other command writes now: what is half written is left over.
    output::sweep(folder);
    Ok(file)
}

fn lock(path: &Path, waiting: impl FnOnce()) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock()?;
        }
        Err(TryLockError::Error(cause)) => return Err(cause),
    }
    Ok(file)
}

/// Makes the hidden folder, and hides it from git too.
fn hidden_folder(folder: &Path) -> Result<(), ArticleError> {
    debug_assert!(folder.ends_with(HIDDEN));
    std::fs::create_dir_all(folder).map_err(|cause| Cause::Write(cause).of(folder))?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        // Without it the folder is only visible to git.
        let _ = output::replace(&ignore, b"*\n");
    }
    Ok(())
}
