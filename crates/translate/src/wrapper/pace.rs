//! The rate of requests: a limit a minute, and one pause for all when the service is busy.

use super::Wrapper;
use crate::{Backend, Reply, Request, Stop};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Holds each request back until it may go.
pub(super) struct Paced {
    pub(super) inner: Box<dyn Backend>,
    pub(super) requests: Option<Pace>,
    pub(super) tokens: Option<Pace>,
    pub(super) pause: Arc<Pause>,
    pub(super) stop: Stop,
}

impl Wrapper for Paced {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            if let Some(pace) = &self.requests {
                self.stop.sleep_until(pace.slot(1)).await;
            }
            if let Some(pace) = &self.tokens {
                self.stop
                    .sleep_until(pace.slot(self.inner.estimate(request).usage.tokens()))
                    .await;
            }
            // Last, since a pause may have begun while the slot was waited for.
            self.pause.wait(&self.stop).await;
            self.inner.translate(request).await
        })
    }
}

/// So many units a minute, evenly: each takes its slot after the last one's.
pub(super) struct Pace {
    unit: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    /// Makes a pace of `per_minute` units; 0 counts as 1.
    pub(super) fn new(per_minute: u64) -> Self {
        Self {
            unit: Duration::from_secs(60).div_f64(per_minute.max(1) as f64),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Reserves the next slot, and returns when a request of so many units may go.
    fn slot(&self, units: u64) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = (*next).max(Instant::now());
        *next = slot + self.unit.mul_f64(units as f64);
        slot
    }
}

/// One pause for all requests.
#[derive(Debug, Default)]
pub(super) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// Pauses all requests for `duration` from now, and returns whether there was no pause before.
    pub(super) fn extend(&self, duration: Duration) -> bool {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_first = until.is_none_or(|until| until <= now);
        *until = (*until).max(Some(now + duration));
        is_first
    }

    /// Waits until the pause is over, or the run stops.
    async fn wait(&self, stop: &Stop) {
        while let Some(until) = self.until() {
            stop.sleep_until(until).await;
            if stop.reason().is_some() {
                break;
            }
        }
    }

    /// Returns the end of the pause; `None` where there is none.
    fn until(&self) -> Option<Instant> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .filter(|until| *until > Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_spreads_units_evenly() {
        let pace = Pace::new(60);
        let (first, second, third) = (pace.slot(1), pace.slot(10), pace.slot(1));
        assert_eq!(second - first, Duration::from_secs(1));
        assert_eq!(third - second, Duration::from_secs(10));
    }
}
