//! Writing: one thread takes what many tasks have to write, and commits together what waits together.
//!
//! A commit waits for the disk. While it does, others queue up, and the next commit takes them all: so every reply is
//! on the disk before its task goes on, and a slow disk makes commits larger, not the run slower.

use super::StoreError;
use super::error::{Access, of_sqlite};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Most jobs of one commit.
const MOST_JOBS: usize = 512;

/// What is to be written. It may be called twice, if what is committed with it fails.
pub(super) type WriteJob = Box<dyn Fn(&Transaction<'_>) -> rusqlite::Result<()> + Send>;

/// Says when a job is on the disk, or why it is not.
pub(super) type Committed = oneshot::Receiver<Result<(), StoreError>>;

struct Task {
    job: WriteJob,
    /// Whether it is to be on the disk when it is done.
    is_durable: bool,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// The thread that writes.
#[derive(Debug)]
pub(super) struct Writer {
    tasks: Option<Sender<Task>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Task")
    }
}

impl Writer {
    pub(super) fn start(connection: Connection, path: PathBuf) -> Self {
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || work(connection, &path, &receiver));
        Self {
            tasks: Some(sender),
            thread: Some(thread),
        }
    }

    /// Has something written; it is on the disk when it is done if `is_durable`, and else with the next that is.
    pub(super) fn write(&self, job: WriteJob, is_durable: bool) -> Committed {
        let (done, written) = oneshot::channel();
        if let Some(tasks) = &self.tasks {
            // Where the thread is gone, the closed channel says so to the one that waits for the answer.
            let _ = tasks.send(Task {
                job,
                is_durable,
                done,
            });
        }
        written
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take() {
            // What was wrong, those who waited were told.
            let _ = thread.join();
        }
    }
}

fn work(mut connection: Connection, path: &std::path::Path, tasks: &Receiver<Task>) {
    while let Ok(first) = tasks.recv() {
        let mut batch = vec![first];
        batch.extend(tasks.try_iter().take(MOST_JOBS - 1));
        let together = commit(&mut connection, &batch);
        let several = batch.len() > 1;
        for task in batch {
            let result = match &together {
                Ok(()) => Ok(()),
                // One bad job spoils no other.
                Err(error) if several && is_of_one_job(error) => {
                    commit(&mut connection, std::slice::from_ref(&task))
                        .map_err(|error| of_sqlite(path, &error, Access::Write))
                }
                Err(error) => Err(of_sqlite(path, error, Access::Write)),
            };
            // Whoever asked may have gone.
            let _ = task.done.send(result);
        }
    }
}

/// Tests whether an error is about what one job wrote, and not about the file or who else uses it.
fn is_of_one_job(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{ConstraintViolation, TooBig, TypeMismatch};
    error
        .sqlite_error_code()
        .is_none_or(|code| matches!(code, ConstraintViolation | TooBig | TypeMismatch))
}

fn commit(connection: &mut Connection, batch: &[Task]) -> rusqlite::Result<()> {
    let is_durable = batch.iter().any(|task| task.is_durable);
    // What waits in the log is on the disk as soon as anything after it is.
    connection.pragma_update(
        None,
        "synchronous",
        if is_durable { "FULL" } else { "NORMAL" },
    )?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    batch.iter().try_for_each(|task| (task.job)(&transaction))?;
    transaction.commit()
}
