//! The stop of a run: set once, and checked before each request.

use super::BackendError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A signal to all requests of a run that no further one is sent.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<Option<BackendError>>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Stop {
    /// Stops the run; the first reason stays.
    pub fn stop(&self, reason: BackendError) {
        self.0.send_if_modified(|old| {
            let first = old.is_none();
            old.get_or_insert(reason);
            first
        });
    }

    /// Returns why the run stops; `None` while it goes on.
    pub fn reason(&self) -> Option<BackendError> {
        self.0.borrow().clone()
    }

    /// Waits for `duration`, or until the run stops.
    pub(super) async fn sleep(&self, duration: Duration) {
        self.sleep_until(Instant::now() + duration).await;
    }

    /// Waits for a moment, or until the run stops.
    pub(super) async fn sleep_until(&self, moment: Instant) {
        if moment > Instant::now() {
            let mut stop = self.0.subscribe();
            // An error only says that the time is over.
            let _ = tokio::time::timeout_at(moment, stop.wait_for(Option::is_some)).await;
        }
    }
}
