//! Writing files so that nothing is ever half written.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces `path` by `contents`: written to a temporary file in the same folder, synced, renamed.
///
/// Folders that are missing are made. A link stays and the file that it leads to is replaced; its permissions stay,
/// and what may not be written is refused. What is no file, such as a pipe, is written to. On an error the old file
/// is as it was, and no temporary file stays.
pub fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = Replacement::of(path)?;
    file.write_all(contents)?;
    file.finish()
}

/// Replaces `path` as [`replace`] does if, when all is ready, it holds `old` (`None` for no file); returns whether it did.
pub fn replace_if(path: &Path, old: Option<&[u8]>, contents: &[u8]) -> io::Result<bool> {
    let mut file = Replacement::of(path)?;
    file.write_all(contents)?;
    file.finish_if(|path| std::fs::read(path).ok().as_deref() == old)
}

/// A file that is being written to take another's place, as [`replace`] has it; dropped, it leaves the other alone.
pub struct Replacement {
    path: PathBuf,
    old: Option<Metadata>,
    out: Out,
}

enum Out {
    /// A file beside the one to be replaced.
    File(tempfile::NamedTempFile),
    /// What is no file, itself.
    Device(File),
}

impl Replacement {
    /// Begins to replace `path`.
    pub fn of(path: &Path) -> io::Result<Self> {
        let path = match std::fs::canonicalize(path) {
            Ok(path) => path,
            Err(_) if path.is_symlink() => {
                return Err(io::Error::new(
                    io::ErrorKind::NotFound,
                    "it is a link that leads nowhere",
                ));
            }
            Err(_) => path.to_owned(),
        };
        let old = std::fs::metadata(&path).ok();
        if old
            .as_ref()
            .is_some_and(|old| !old.is_file() && !old.is_dir())
        {
            let out = Out::Device(File::options().write(true).open(&path)?);
            return Ok(Self { path, old, out });
        }
        if old
            .as_ref()
            .is_some_and(|old| old.is_file() && old.permissions().readonly())
        {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "the file is read-only",
            ));
        }
        std::fs::create_dir_all(folder_of(&path))?;
        let out = Out::File(temporary_in(folder_of(&path))?);
        Ok(Self { path, old, out })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> io::Result<()> {
        self.finish_if(|_| true).map(drop)
    }

    /// Puts the file in its place without waiting for the disk: for what can be made again. After a crash of the system
    /// it can be empty.
    pub fn finish_unsynced(self) -> io::Result<()> {
        match self.out {
            Out::Device(mut device) => device.flush(),
            Out::File(file) => {
                if let Some(old) = self.old.filter(Metadata::is_file) {
                    file.as_file().set_permissions(old.permissions())?;
                }
                file.persist(&self.path).map_err(|error| error.error)?;
                Ok(())
            }
        }
    }

    /// Puts the file in its place if something holds of what is there, once all is on the disk; returns whether it did.
    fn finish_if(self, holds: impl FnOnce(&Path) -> bool) -> io::Result<bool> {
        let file = match self.out {
            Out::Device(mut device) => return device.flush().map(|()| true),
            Out::File(file) => file,
        };
        if let Some(old) = self.old.filter(Metadata::is_file) {
            file.as_file().set_permissions(old.permissions())?;
        }
        file.as_file().sync_all()?;
        if !holds(&self.path) {
            return Ok(false);
        }
        file.persist(&self.path).map_err(|error| error.error)?;
        sync_folder(folder_of(&self.path));
        Ok(true)
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::File(file) => file.write(bytes),
            Out::Device(device) => device.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::File(file) => file.flush(),
            Out::Device(device) => device.flush(),
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Makes a folder if it is not there, takes out what a killed run left half written, and makes sure that files can be
/// written. Whoever calls it is the only one that writes there.
pub fn prepare(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    sweep(folder);
    // That the file which was made to see goes away again is not what matters.
    let _ = temporary_in(folder)?.close();
    Ok(())
}

/// Takes out what a killed run left half written in a folder and below.
pub fn sweep(folder: &Path) {
    let left = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.file_type().is_file() && name.starts_with(PREFIX) && name.ends_with(SUFFIX)
        });
    // What cannot be removed does no harm.
    left.filter(|entry| is_left_over(entry.path()))
        .for_each(|entry| drop(std::fs::remove_file(entry.path())));
}

/// Tests whether no process writes to a temporary file any more: one that does holds its lock.
fn is_left_over(path: &Path) -> bool {
    let file = File::open(path);
    file.is_ok_and(|file| !matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
}

/// Has the disk know of a file's new name. Not every file system can; the file itself is safe in any case.
fn sync_folder(folder: &Path) {
    let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// How the names of temporary files begin and end.
const PREFIX: &str = ".duizhao-";
const SUFFIX: &str = ".tmp";

/// Lets one process at a time change `path`, until what is returned is dropped. Others wait.
pub fn lock(path: &Path) -> io::Result<std::fs::File> {
    let path = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path))?;
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    let name = std::env::temp_dir().join(format!("duizhao-{:016x}.lock", hasher.finish()));
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(name)?;
    file.lock()?;
    Ok(file)
}

/// Makes a temporary file that others may read once it is renamed, as the umask says; locked as long as it is open.
fn temporary_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    // Where the system has no locks, nothing shows that it is in use.
    let _ = file.as_file().try_lock();
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.md");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[test]
    fn what_a_killed_run_left_is_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        for name in [
            ".duizhao-abc.tmp",
            "a/.duizhao-abc.tmp",
            "a/.duizhao-abc.md",
            "b.tmp",
        ] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let in_use = temporary_in(folder.path()).unwrap();
        prepare(folder.path()).unwrap();
        assert!(in_use.path().exists());
        let there = |name: &str| folder.path().join(name).exists();
        assert!(there("a/.duizhao-abc.md") && there("b.tmp"));
        assert!(!there(".duizhao-abc.tmp") && !there("a/.duizhao-abc.tmp"));
    }

    #[test]
    #[cfg(unix)]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "one").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        replace(&link, b"two").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(
            !replace_if(&link, Some(b"one"), b"three").unwrap()
                && std::fs::read(&file).unwrap() == b"two"
        );
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o444)).unwrap();
        assert!(replace(&file, b"three").is_err());
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
        assert!(replace(&folder.path().join("dangling"), b"x").is_err());
        replace(Path::new("/dev/null"), b"x").unwrap();
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_failed_write_leaves_no_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("taken");
        std::fs::create_dir(&path).unwrap();
        assert!(replace(&path, b"x").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
