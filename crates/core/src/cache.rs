//! Derived data that is kept between runs: what is lost is computed again.

use crate::output::{self, Replacement};
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The environment variable that names the folder; empty, nothing is kept.
pub const CACHE_VARIABLE: &str = "DUIZHAO_CACHE";

/// Files that were not written for this long are removed when another one is.
const KEPT_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Bytes of the checksum before the contents of a file.
const CHECKSUM: usize = 4;

/// A folder of derived data. Names are those of contents: what a name stands for never changes.
///
/// Safe with several processes at once: files are written beside their place and renamed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// Returns the cache in a folder, which need not be there.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: Some(folder.into()),
        }
    }

    /// Returns the user's cache: the folder that [`CACHE_VARIABLE`] names, or `duizhao` in that
    /// of the [XDG base directories](https://specifications.freedesktop.org/basedir-spec/latest/), on Windows in the
    /// local data of applications. Where none is known, nothing is kept.
    pub fn of_user() -> Self {
        if let Some(folder) = env::var_os(CACHE_VARIABLE) {
            let folder = (!folder.is_empty()).then(|| folder.into());
            return Self { folder };
        }
        let base = ["XDG_CACHE_HOME", "LOCALAPPDATA"]
            .into_iter()
            .filter_map(env::var_os)
            .map(PathBuf::from)
            .find(|folder| folder.is_absolute())
            .or_else(|| Some(env::home_dir()?.join(".cache")))
            .filter(|folder| folder.is_absolute());
        Self {
            folder: base.map(|base| base.join("duizhao")),
        }
    }

    /// Returns what is kept under a name; `None` where nothing is, or where it is damaged.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.folder.as_ref()?.join(name)).ok()?;
        let checksum = bytes.split_off(bytes.len().checked_sub(CHECKSUM)?);
        (crc32fast::hash(&bytes).to_le_bytes()[..] == checksum[..]).then_some(bytes)
    }

    /// Keeps something under a name, if it can. Removes what has not been written for long, and what a killed run left
    /// half written.
    pub fn put(&self, name: &str, contents: &[u8]) {
        let Some(folder) = &self.folder else {
            return;
        };
        output::sweep(folder);
        // Without it, the next run computes it again.
        if write(&folder.join(name), contents).is_ok() {
            remove_old(folder);
        }
    }
}

/// Writes a file with its checksum. It does not wait for the disk: what a crash of the system leaves is damaged, and
/// found to be.
fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = Replacement::of(path)?;
    file.write_all(contents)?;
    file.write_all(&crc32fast::hash(contents).to_le_bytes())?;
    file.finish_unsynced()
}

/// Removes the files of a folder that were not written for long.
fn remove_old(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else {
        return;
    };
    let now = SystemTime::now();
    for file in files.flatten() {
        let written = file.metadata().and_then(|meta| meta.modified());
        let age = written.ok().and_then(|time| now.duration_since(time).ok());
        if age.is_some_and(|age| age > KEPT_FOR) {
            // Another process may have removed it.
            let _ = fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_unless_it_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("new"));
        assert_eq!(cache.get("a"), None);
        cache.put("a", b"contents");
        assert_eq!(cache.get("a").as_deref(), Some(&b"contents"[..]));
        let file = folder.path().join("new/a");
        let mut bytes = fs::read(&file).unwrap();
        bytes[2] ^= 1;
        fs::write(&file, &bytes).unwrap();
        assert_eq!(cache.get("a"), None);
        fs::write(&file, b"abc").unwrap();
        assert_eq!(cache.get("a"), None);
    }

    #[test]
    fn what_a_killed_run_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".duizhao-abc.tmp");
        fs::write(&left, "half").unwrap();
        Cache::in_folder(folder.path()).put("a", b"contents");
        assert!(!left.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_written_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let cache = Cache::in_folder(file.join("below"));
        cache.put("a", b"contents");
        assert_eq!(cache.get("a"), None);
        Cache::default().put("a", b"contents");
    }
}
