//! Whose a claim is, and whether its owner is still there.
//!
//! A handle that claims something holds the lock of a file beside the database, which the system gives back when its
//! process ends, however it ends. So the claims of a run that was killed hold up no other one until their lease is over.

use super::salvage::beside;
use crate::store::claims::new_owner;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A handle as the owner of claims.
#[derive(Debug)]
pub(super) struct Owner {
    number: u64,
    database: PathBuf,
    /// Its file, from its first claim on.
    lock: Mutex<Option<File>>,
}

impl Owner {
    pub(super) fn new(database: &Path) -> Self {
        Self {
            number: new_owner(),
            database: database.to_owned(),
            lock: Mutex::default(),
        }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Makes the file whose lock says that this owner is there, if it has none yet.
    pub(super) fn appear(&self) -> std::io::Result<()> {
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let path = path(&self.database, self.number);
        while lock.is_none() {
            let file = File::create(&path)?;
            file.lock()?;
            // Somebody may have taken it for one that was left, before it was locked.
            *lock = path.exists().then_some(file);
        }
        Ok(())
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let lock = self.lock.get_mut().unwrap_or_else(PoisonError::into_inner);
        if lock.take().is_some() {
            // A file that stays is one that is not locked, which says the same.
            let _ = std::fs::remove_file(path(&self.database, self.number));
        }
    }
}

/// What the names of owners' files have between that of the database and the number.
const MARK: &str = ".owner-";

fn path(database: &Path, owner: u64) -> PathBuf {
    beside(database, &format!("{MARK}{owner:016x}"))
}

/// Deletes the files of owners that are gone.
pub(super) fn sweep(database: &Path) {
    let Some((folder, name)) = database.parent().zip(database.file_name()) else {
        return;
    };
    let prefix = format!("{}{MARK}", name.to_string_lossy());
    // What is not swept now is the next time.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(&prefix));
        if let Some(owner) = number.and_then(|number| u64::from_str_radix(number, 16).ok()) {
            is_there(database, owner);
        }
    }
}

/// Returns whether the owner of a claim is still there. What an owner left that ended without a word is deleted.
pub(super) fn is_there(database: &Path, owner: u64) -> bool {
    let path = path(database, owner);
    let Ok(file) = File::open(&path) else {
        return false;
    };
    match file.try_lock() {
        Ok(()) => {
            // Its number is not used again.
            let _ = std::fs::remove_file(&path);
            false
        }
        // Where locks do not work, the lease alone decides.
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
    }
}
