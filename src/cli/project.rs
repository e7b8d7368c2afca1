//! The project that a command works in: its memory, and its lock.

use super::{Cli, CommandError, print};
use duizhao_core::output;
use duizhao_engine::pipeline::{self, Past};
use duizhao_memory::{FILE_NAME, Found, Memory};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file whose lock a command holds while it writes.
const LOCK: &str = "run.lock";

/// What a command does with the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It only looks.
    Look,
    /// It writes, and cannot go on without the memory.
    Write,
    /// It writes, and goes on without the memory where there can be none.
    WriteIfPossible,
}

/// The project, open.
pub(super) struct Project {
    pub(super) past: Past,
    /// Held until the command ends.
    _lock: Option<File>,
}

impl Project {
    /// Opens the project. One command at a time writes: another one waits, and says so. A memory that is new or was
    /// damaged is filled from the editions in `output`.
    pub(super) fn open(cli: &Cli, output: &Path, how: Use) -> Result<Self, CommandError> {
        let path = cli.hidden_path();
        if how == Use::Look {
            let memory = Memory::open_to_read(&path.join(FILE_NAME))?.map(Arc::new);
            return Ok(Self {
                past: Past::new(memory, &path),
                _lock: None,
            });
        }
        let (mut editions, mut units) = (0, 0);
        let fill = |memory: Arc<Memory>| {
            (editions, units) = pipeline::restore(&Past::new(Some(memory), &path), output)?;
            Ok(())
        };
        let opened =
            locked(cli).and_then(|lock| Ok((lock, Memory::open(&path.join(FILE_NAME), fill)?)));
        let (lock, (memory, found)) = match opened {
            Ok(opened) => opened,
            Err(error) if how == Use::WriteIfPossible => {
                if !cli.quiet {
                    let error = print::with_hint(&error);
                    print::note(format_args!("no memory for this run: {error}"));
                }
                return Ok(Self {
                    past: Past::new(None, &path),
                    _lock: None,
                });
            }
            Err(error) => return Err(error),
        };
        say(cli, &found, output, editions, units);
        Ok(Self {
            past: Past::new(Some(Arc::new(memory)), &path),
            _lock: Some(lock),
        })
    }

    /// The memory of a command that cannot do without.
    pub(super) fn memory(&self, cli: &Cli) -> Result<&Arc<Memory>, CommandError> {
        let nothing = || {
            let path = cli.hidden_path().join(FILE_NAME);
            CommandError::Failed(format!("{}: there is no memory yet", path.display()))
                .with_hint("`duizhao translate`, `adopt` and `memory import` fill it")
        };
        self.past.memory.as_ref().ok_or_else(nothing)
    }
}

/// Waits until no other command writes.
fn locked(cli: &Cli) -> Result<File, CommandError> {
    let folder = cli.hidden_path();
    std::fs::create_dir_all(&folder).map_err(|cause| CommandError::Write {
        path: folder,
        cause,
    })?;
    let folder = cli.hidden_folder();
    let path = folder.join(LOCK);
    let error = |cause| CommandError::Write {
        path: path.clone(),
        cause,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(error)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            print::note("another run is under way in this project: waiting until it is done");
            file.lock().map_err(error)?;
        }
        Err(TryLockError::Error(cause)) => return Err(error(cause)),
    }
    // Nobody else writes now: what is half written is left over.
    output::sweep(&folder);
    Ok(file)
}

/// Says what became of a memory that was not there, or not sound.
fn say(cli: &Cli, found: &Found, output: &Path, editions: usize, restored: usize) {
    let from = format!(
        "{restored} units from {editions} editions in {}",
        output.display()
    );
    match found {
        Found::Damaged {
            moved_to,
            units,
            what,
        } => print::note(format_args!(
            "the memory was damaged ({what}) and is now {}; the new one has {units} units that could be read of it, and {from}",
            moved_to.display()
        )),
        Found::Nothing if restored > 0 && !cli.quiet => {
            print::note(format_args!("a new memory: {from}"))
        }
        Found::Nothing | Found::Sound => {}
    }
}

/// The folder of editions.
pub(super) fn output_folder(
    flag: Option<&PathBuf>,
    config: &duizhao_engine::config::Config,
) -> PathBuf {
    flag.or(config.output.as_ref())
        .cloned()
        .unwrap_or_else(|| PathBuf::from("output"))
}
