//! Who works on an article and who waits for the disk.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Articles whose editions are written at once, beside those that are worked on: a disk makes many files safe in hardly
/// more time than one (measured on ext4: sixteen in that of two).
pub(super) const MOST_WRITTEN: usize = 16;

/// As many turns as articles are worked on at once.
#[derive(Clone)]
pub(super) struct Turns(Arc<Semaphore>);

/// The turn of one article: it works while it has it, and gives it up to the next one when all that is left is to wait
/// for the disk.
pub(super) struct Turn {
    turns: Turns,
    held: Option<OwnedSemaphorePermit>,
}

impl Turns {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// Returns a turn if there is one now.
    pub(super) fn take(&self) -> Option<Turn> {
        let held = Arc::clone(&self.0).try_acquire_owned().ok()?;
        Some(Turn {
            turns: self.clone(),
            held: Some(held),
        })
    }

    /// Waits until there is a turn, and leaves it to whoever takes it.
    pub(super) async fn wait(&self) {
        drop(self.0.acquire().await);
    }
}

impl Turn {
    /// Waits for a turn again, if it was given up.
    pub(super) async fn take(&mut self) {
        if self.held.is_none() {
            let turn = Arc::clone(&self.turns.0).acquire_owned().await;
            self.held = Some(turn.expect("nothing closes it"));
        }
    }

    /// Gives the turn up.
    pub(super) fn give_up(&mut self) {
        self.held = None;
    }
}
