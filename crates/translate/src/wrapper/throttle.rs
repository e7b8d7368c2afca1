//! The limit on concurrent requests: as many as the service takes.

use super::Wrapper;
use crate::{Backend, Reply, Request};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// Requests at once after the first that succeeds.
const START: usize = 32;

/// Limits concurrent requests; one that waits for a retry does not count.
pub(super) struct Throttle {
    pub(super) inner: Box<dyn Backend>,
    pub(super) gate: Arc<Gate>,
}

impl Wrapper for Throttle {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let permit = self
                .gate
                .permits
                .acquire()
                .await
                .expect("the gate is never closed");
            let reply = self.inner.translate(request).await;
            if reply.is_ok() {
                self.gate.grow();
            }
            if self.gate.in_debt() {
                permit.forget();
            }
            reply
        })
    }
}

/// How many requests may be on their way at once.
///
/// The first request goes alone, so that a wrong key or address costs one. Then [`START`] go at once, one more for each
/// that succeeds, up to the limit; a busy service halves them.
pub(super) struct Gate {
    permits: Semaphore,
    state: Mutex<GateState>,
    most: usize,
}

struct GateState {
    /// All permits, those in use included.
    size: usize,
    /// Permits to take away when they come back.
    debt: usize,
    /// Whether a request has succeeded.
    proven: bool,
    /// Whether the service was ever busy.
    shrunk: bool,
    /// Successes since the gate last grew after the service was busy.
    successes: usize,
}

impl Gate {
    /// Makes a gate for at most `most` at once.
    pub(super) fn new(most: usize) -> Self {
        let state = GateState {
            size: 1,
            debt: 0,
            proven: false,
            shrunk: false,
            successes: 0,
        };
        Self {
            permits: Semaphore::new(1),
            state: Mutex::new(state),
            most: most.max(1),
        }
    }

    fn state(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Raises the limit after a request that succeeded: by one, or once the service was busy, by one for each round.
    fn grow(&self) {
        let mut state = self.state();
        let more = if !std::mem::replace(&mut state.proven, true) {
            START.min(self.most).saturating_sub(state.size)
        } else {
            state.successes += 1;
            usize::from(!state.shrunk || state.successes >= state.size)
        };
        let more = more.min(self.most.saturating_sub(state.size));
        if more > 0 {
            state.successes = 0;
            state.size += more;
            let forgiven = more.min(state.debt);
            state.debt -= forgiven;
            self.permits.add_permits(more - forgiven);
        }
    }

    /// Halves the limit, since the service was busy.
    pub(super) fn shrink(&self) {
        let mut state = self.state();
        let less = state.size / 2;
        state.size -= less;
        state.debt += less - self.permits.forget_permits(less);
        state.shrunk = true;
        state.successes = 0;
    }

    /// Tests whether a permit that comes back is to be taken away, and counts it.
    fn in_debt(&self) -> bool {
        let mut state = self.state();
        let owed = state.debt > 0;
        state.debt -= usize::from(owed);
        owed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_grows_with_success_and_halves_for_a_busy_service() {
        let gate = Gate::new(64);
        let available = || gate.permits.available_permits();
        assert_eq!(available(), 1);
        gate.grow();
        assert_eq!(available(), 32);
        (0..40).for_each(|_| gate.grow());
        assert_eq!(available(), 64);
        gate.shrink();
        assert_eq!(available(), 32);
        (0..32).for_each(|_| gate.grow());
        assert_eq!(available(), 33);
    }

    #[tokio::test]
    async fn permits_in_use_are_taken_away_when_they_come_back() {
        let gate = Gate::new(8);
        gate.grow();
        let taken: Vec<_> = (0..8)
            .map(|_| gate.permits.try_acquire().expect("a permit"))
            .collect();
        gate.shrink();
        let owed = taken.into_iter().filter(|_| gate.in_debt()).count();
        assert_eq!(owed, 4);
    }
}
