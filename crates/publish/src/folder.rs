//! The files of a publication.
//!
//! The folder holds a journal of what was written there, [`JOURNAL`]: one line a file, appended before the file takes its
//! place, so that a killed run leaves nothing that the next one does not know for its own. A file that is as it was is not
//! written again, one that is not in the journal or was changed since is never touched, and at the end the files that went
//! are removed: those of the journal alone.

use crate::error::PublishError;
use duizhao_core::hash::Hasher;
use duizhao_core::hex;
use duizhao_core::output::{self, Replacement};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

/// The name of the journal.
const JOURNAL: &str = ".duizhao-published";

/// The first line of the journal.
const HEAD: &str =
    "duizhao-published 1: files of this folder that `duizhao publish` wrote and may replace";

/// A folder that is being published into. Threads may write to it at once.
pub struct Folder {
    path: PathBuf,
    state: Mutex<FolderState>,
    written: AtomicUsize,
    /// Kept locked: one process at a time publishes into a folder.
    _lock: File,
}

struct FolderState {
    /// What an earlier run, or this one, wrote.
    known: BTreeMap<String, JournalEntry>,
    /// The journal, open at its end.
    journal: File,
    /// Files that stay as they are, since they are not ours.
    foreign: Vec<PublishError>,
    /// How many of them are ours, but for what somebody changed.
    left: usize,
}

/// A file of the journal.
#[derive(Debug, Clone, Copy, Default)]
struct JournalEntry {
    /// Hash of the contents.
    hash: u64,
    /// What the file was when it was written; `None` where the run ended before that was known.
    stamp: Option<FileStamp>,
    /// Whether this run has it.
    is_current: bool,
}

/// The size of a file and when it was changed, in nanoseconds since 1970.
type FileStamp = (u64, u128);

/// What publishing changed in a folder.
#[derive(Debug, Default)]
pub struct FolderChanges {
    /// Files that were written.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files that were removed.
    pub removed: usize,
    /// Files that stay as they are, since a person or another program wrote them.
    pub foreign: Vec<PublishError>,
}

impl Folder {
    /// Opens a folder, which is made if it is not there, and waits until no other process publishes into it.
    pub fn open(path: &Path) -> Result<Self, PublishError> {
        let wrong = |cause| PublishError::write(path, cause);
        std::fs::create_dir_all(path).map_err(wrong)?;
        let lock = output::lock(path).map_err(wrong)?;
        output::sweep(path);
        let journal = path.join(JOURNAL);
        let text = match std::fs::read_to_string(&journal) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(PublishError::read(&journal, error)),
        };
        let mut known = BTreeMap::new();
        known.extend(text.lines().skip(1).filter_map(entry));
        let is_new = text.is_empty();
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .append(true)
            .open(&journal)
            .map_err(wrong)?;
        if is_new {
            writeln!(file, "{HEAD}").map_err(wrong)?;
        }
        Ok(Self {
            path: path.to_owned(),
            state: Mutex::new(FolderState {
                known,
                journal: file,
                foreign: Vec::new(),
                left: 0,
            }),
            written: AtomicUsize::new(0),
            _lock: lock,
        })
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tests whether an earlier run has written this file, and it is there.
    pub fn has(&self, name: &str) -> bool {
        self.state().known.contains_key(name) && self.path.join(name).is_file()
    }

    /// Says that a file of an earlier run stays as it is; returns whether there is one.
    pub fn keep(&self, name: &str) -> bool {
        let mut state = self.state();
        let Some(entry) = state.known.get_mut(name) else {
            return false;
        };
        entry.is_current = true;
        let is_there = self.path.join(name).is_file();
        drop(state);
        is_there
    }

    /// Tests whether every file that earlier runs wrote below a folder is there.
    #[cfg(feature = "site")]
    pub(crate) fn has_all(&self, below: &str) -> bool {
        let start = format!("{below}/");
        let state = self.state();
        let names = state.known.range(start.clone()..).map(|(name, _)| name);
        let mut names = names.take_while(|name| name.starts_with(&start));
        names.all(|name| self.path.join(name).is_file())
    }

    /// Says that the files of earlier runs below a folder stay as they are, apart from some.
    #[cfg(feature = "site")]
    pub(crate) fn keep_others(&self, below: &str, gone: &std::collections::BTreeSet<String>) {
        let start = format!("{below}/");
        let mut state = self.state();
        let known = state.known.range_mut(start.clone()..);
        let known = known.take_while(|(name, _)| name.starts_with(&start));
        for (name, entry) in known {
            entry.is_current |= !gone.contains(name);
        }
    }

    /// Gives a file these contents: nothing is written where it has them, and where it is not ours it stays as it is.
    /// `name` is a path of plain names below the folder, with `/`.
    pub fn write(&self, name: &str, contents: &[u8]) -> Result<(), PublishError> {
        let hash = hash(contents);
        if !self.must_write(name, hash)? {
            return Ok(());
        }
        let path = self.path.join(name);
        let wrong = |cause| PublishError::write(&path, cause);
        self.note(name, hash, None).map_err(wrong)?;
        let put = || {
            let mut file = Replacement::of(&path)?;
            file.write_all(contents)?;
            file.finish_unsynced()
        };
        put().map_err(wrong)?;
        self.wrote(name, hash)
    }

    /// Begins a file that is too large for memory; it takes its place when it is finished, as by [`Folder::write`].
    pub fn begin(&self, name: &str) -> Result<FolderFile<'_>, PublishError> {
        let path = self.path.join(name);
        let out = tempfile::tempfile_in(&self.path);
        Ok(FolderFile {
            folder: self,
            name: name.to_owned(),
            out: BufWriter::new(out.map_err(|cause| PublishError::write(&path, cause))?),
            path,
        })
    }

    /// Tests whether a file is to be written. Where not, all that is to be remembered of it is.
    fn must_write(&self, name: &str, hash: u64) -> Result<bool, PublishError> {
        let mut parts = Path::new(name).components();
        let is_plain = parts.all(|part| matches!(part, Component::Normal(_)));
        assert!(is_plain && !name.is_empty(), "`{name}` is below the folder");
        let path = self.path.join(name);
        let Ok(there) = std::fs::symlink_metadata(&path) else {
            return Ok(true);
        };
        let Some(known) = self.state().known.get(name).copied() else {
            // What is just what it should be does no harm.
            if hash_of(&path).is_ok_and(|old| old == hash) {
                self.wrote(name, hash)?;
            } else {
                self.leave(path, "it was not written by `duizhao publish`");
            }
            return Ok(false);
        };
        let is_as_written = known.stamp.is_some() && known.stamp == stamp_of(&there);
        if is_as_written && known.hash != hash {
            return Ok(true);
        }
        if !is_as_written {
            // A crash of the system can leave a file that is empty.
            let old = hash_of(&path).ok().filter(|_| there.len() > 0);
            if old.is_some_and(|old| old == hash) {
                self.wrote(name, hash)?;
                return Ok(false);
            }
            if old.is_none_or(|old| old == known.hash) {
                return Ok(true);
            }
            self.leave(path, "it was changed since it was published");
            self.state().left += 1;
        }
        self.state()
            .known
            .entry(name.to_owned())
            .or_default()
            .is_current = true;
        Ok(false)
    }

    /// Remembers a file that is in its place.
    fn wrote(&self, name: &str, hash: u64) -> Result<(), PublishError> {
        let path = self.path.join(name);
        let stamp = std::fs::symlink_metadata(&path)
            .ok()
            .as_ref()
            .and_then(stamp_of);
        let is_new = self
            .state()
            .known
            .get(name)
            .is_some_and(|known| known.stamp.is_none());
        if is_new {
            self.written.fetch_add(1, Ordering::Relaxed);
        }
        let noted = self.note(name, hash, stamp);
        noted.map_err(|cause| PublishError::write(&path, cause))
    }

    fn note(&self, name: &str, hash: u64, stamp: Option<FileStamp>) -> io::Result<()> {
        let entry = JournalEntry {
            hash,
            stamp,
            is_current: true,
        };
        let mut state = self.state();
        state.journal.write_all(line(name, entry).as_bytes())?;
        state.known.insert(name.to_owned(), entry);
        Ok(())
    }

    fn leave(&self, path: PathBuf, what: &'static str) {
        self.state()
            .foreign
            .push(PublishError::Foreign { path, what });
    }

    /// Removes the files of earlier runs that this one does not have, with the folders that they leave empty, and writes
    /// the journal again.
    pub fn finish(self) -> Result<FolderChanges, PublishError> {
        let mut state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut removed = 0;
        let (known, gone): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut state.known)
            .into_iter()
            .partition(|(_, entry)| entry.is_current);
        state.known = known;
        for (name, entry) in gone {
            let path = self.path.join(&name);
            let Ok(there) = std::fs::symlink_metadata(&path) else {
                continue;
            };
            let is_ours = entry.stamp == stamp_of(&there)
                || std::fs::read(&path).is_ok_and(|old| hash(&old) == entry.hash);
            if !is_ours {
                let what = "it was changed since it was published";
                state.foreign.push(PublishError::Foreign { path, what });
                continue;
            }
            std::fs::remove_file(&path).map_err(|cause| PublishError::write(&path, cause))?;
            removed += 1;
            remove_empty(&self.path, &path);
        }
        let mut text = format!("{HEAD}\n");
        for (name, entry) in &state.known {
            text.push_str(&line(name, *entry));
        }
        let journal = self.path.join(JOURNAL);
        output::replace(&journal, text.as_bytes())
            .map_err(|cause| PublishError::write(&journal, cause))?;
        let written = self.written.into_inner();
        Ok(FolderChanges {
            written,
            unchanged: state.known.len().saturating_sub(written + state.left),
            removed,
            foreign: state.foreign,
        })
    }

    fn state(&self) -> MutexGuard<'_, FolderState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the folders above a file that are empty, up to the folder of the publication.
fn remove_empty(folder: &Path, file: &Path) {
    let above = file
        .ancestors()
        .skip(1)
        .take_while(|above| *above != folder);
    for above in above {
        // One that is not empty stays.
        if std::fs::remove_dir(above).is_err() {
            break;
        }
    }
}

/// A file of a publication that is being written; dropped, it is as if it had never begun.
pub struct FolderFile<'a> {
    folder: &'a Folder,
    name: String,
    path: PathBuf,
    out: BufWriter<File>,
}

impl FolderFile<'_> {
    /// Adds some bytes.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), PublishError> {
        let written = self.out.write_all(bytes);
        written.map_err(|cause| PublishError::write(&self.path, cause))
    }

    /// Puts the file in its place.
    pub fn finish(mut self) -> Result<(), PublishError> {
        let hash = self.rewound();
        let hash = hash.and_then(|()| hash_all(self.out.get_mut()));
        let hash = hash.map_err(|cause| PublishError::write(&self.path, cause))?;
        if !self.folder.must_write(&self.name, hash)? {
            return Ok(());
        }
        let noted = self.folder.note(&self.name, hash, None);
        let put = noted.and_then(|()| {
            self.rewound()?;
            let mut file = Replacement::of(&self.path)?;
            io::copy(self.out.get_mut(), &mut file)?;
            file.finish_unsynced()
        });
        put.map_err(|cause| PublishError::write(&self.path, cause))?;
        self.folder.wrote(&self.name, hash)
    }

    fn rewound(&mut self) -> io::Result<()> {
        self.out.seek(SeekFrom::Start(0)).map(drop)
    }
}

impl Write for FolderFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Seek for FolderFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.out.seek(to)
    }
}

/// Returns a line of the journal: hash, size, time of change and name; without the latter two, the file is on its way.
fn line(name: &str, entry: JournalEntry) -> String {
    let mut line = hex::encode(&entry.hash.to_be_bytes());
    match entry.stamp {
        Some((size, time)) => writeln!(line, " {size} {time} {name}"),
        None => writeln!(line, " - - {name}"),
    }
    .expect("a string takes it");
    line
}

/// Reads a line of the journal.
fn entry(line: &str) -> Option<(String, JournalEntry)> {
    let mut parts = line.splitn(4, ' ');
    let hash = u64::from_str_radix(parts.next()?, 16).ok()?;
    let (size, time) = (parts.next()?, parts.next()?);
    let name = parts.next()?.to_owned();
    let stamp = size.parse().ok().zip(time.parse().ok());
    Some((
        name,
        JournalEntry {
            hash,
            stamp,
            is_current: false,
        },
    ))
}

fn stamp_of(metadata: &Metadata) -> Option<FileStamp> {
    let changed = metadata.modified().ok()?;
    let time = changed.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    metadata.is_file().then_some((metadata.len(), time))
}

/// Returns the hash of contents.
fn hash(contents: &[u8]) -> u64 {
    hash_all(&mut &*contents).expect("memory can be read")
}

/// Returns the hash of the contents of a file.
fn hash_of(path: &Path) -> io::Result<u64> {
    hash_all(&mut File::open(path)?)
}

/// Returns the hash of all that is left to read.
fn hash_all(reader: &mut impl Read) -> io::Result<u64> {
    let mut hasher = Hasher::default();
    io::copy(reader, &mut hasher)?;
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(path: &Path, files: &[(&str, &str)]) -> FolderChanges {
        let folder = Folder::open(path).unwrap();
        for (name, text) in files {
            folder.write(name, text.as_bytes()).unwrap();
        }
        folder.finish().unwrap()
    }

    fn counts(changes: &FolderChanges) -> (usize, usize, usize, usize) {
        let FolderChanges {
            written,
            unchanged,
            removed,
            foreign,
        } = changes;
        (*written, *unchanged, *removed, foreign.len())
    }

    #[test]
    fn only_what_changed_is_written_and_only_ours_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let first = publish(path, &[("a.html", "1"), ("b/c.html", "2"), ("d", "3")]);
        assert_eq!(counts(&first), (3, 0, 0, 0));
        std::fs::write(path.join("b/own"), "x").unwrap();
        let second = publish(path, &[("a.html", "1"), ("d", "4")]);
        assert_eq!(counts(&second), (1, 1, 1, 0));
        assert!(path.join("b/own").exists() && !path.join("b/c.html").exists());
        let third = publish(path, &[]);
        assert_eq!(counts(&third), (0, 0, 2, 0));
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::write(path.join("own.html"), "mine").unwrap();
        publish(path, &[("a.html", "1"), ("b.html", "1")]);
        std::fs::write(path.join("a.html"), "changed").unwrap();
        std::fs::write(path.join("b.html"), "changed").unwrap();
        let changes = publish(path, &[("own.html", "2"), ("a.html", "2")]);
        assert_eq!(counts(&changes), (0, 0, 0, 3));
        assert!(
            changes.foreign[1]
                .to_string()
                .contains("a.html: it was changed since")
        );
        let read = |name: &str| std::fs::read_to_string(path.join(name)).unwrap();
        assert_eq!(
            (read("own.html"), read("a.html")),
            ("mine".into(), "changed".into())
        );
    }

    #[test]
    fn a_killed_run_leaves_nothing_that_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let killed = Folder::open(path).unwrap();
        killed.write("a.html", b"1").unwrap();
        killed.note("b.html", hash(b"1"), None).unwrap();
        std::fs::write(path.join("b.html"), "1").unwrap();
        drop(killed);
        let changes = publish(path, &[("a.html", "2"), ("c", "3")]);
        assert_eq!(counts(&changes), (2, 0, 1, 0));
    }

    #[test]
    #[should_panic(expected = "is below the folder")]
    fn nothing_is_written_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let inner = Folder::open(&folder.path().join("x")).unwrap();
        let _ = inner.write("../a.html", b"1");
    }
}
