//! Asks again after what can pass, within a budget, and stops the run when nothing can succeed.

use super::Wrapper;
use super::pace::Pause;
use super::throttle::Gate;
use crate::{Backend, BackendError, ErrorClass, Reply, Request, Stop, Trace};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// The longest wait that a run sits out; a service that asks for more is asked again by the next run.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// A wait that people are told of.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// The longest wait between two attempts where the service names none.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// How often one request is put more simply.
const SIMPLER: u32 = 2;

/// Requests in a row that fail for good before the run stops, since the service seems to be gone; of one that has
/// answered before, at least twice as many as go at once.
const GONE: usize = 3;

/// How often requests are tried again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Attempts after the first, for one request.
    pub(super) retries: u32,
    /// The first wait; it doubles with each attempt.
    pub(super) backoff: Duration,
}

/// Tries again what can pass.
pub(super) struct Retry {
    inner: Box<dyn Backend>,
    patience: Patience,
    /// Retries that the run has left.
    budget: AtomicU32,
    /// Requests in a row that failed for good.
    failed: AtomicUsize,
    /// Whether any request has succeeded.
    proven: AtomicBool,
    /// Places for requests that have begun, those that wait to be tried again included.
    begun: Semaphore,
    gate: Arc<Gate>,
    pause: Arc<Pause>,
    stop: Stop,
    /// Who is told of long waits.
    notice: Option<Trace>,
}

/// How often a request was tried.
#[derive(Default)]
struct Tries {
    retries: u32,
    /// How often it was put more simply.
    simpler: u32,
}

impl Wrapper for Retry {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let _place = self.begun.acquire().await.expect("places are never closed");
            let mut tries = Tries::default();
            loop {
                match self.inner.translate(request).await {
                    Ok(reply) => {
                        self.failed.store(0, Ordering::Relaxed);
                        self.proven.store(true, Ordering::Relaxed);
                        return Ok(reply);
                    }
                    Err(error) => self.again(error, &mut tries).await?,
                }
            }
        })
    }
}

impl Retry {
    /// With `budget` retries for the whole run.
    pub(super) fn new(
        inner: Box<dyn Backend>,
        patience: Patience,
        budget: u32,
        gate: Arc<Gate>,
        pause: Arc<Pause>,
        stop: Stop,
        notice: Option<Trace>,
    ) -> Self {
        let begun = Semaphore::new(inner.limits().concurrency);
        Self {
            inner,
            patience,
            budget: budget.into(),
            failed: 0.into(),
            proven: false.into(),
            begun,
            gate,
            pause,
            stop,
            notice,
        }
    }

    /// Returns once the request may be tried again; if it is given up, with the error.
    async fn again(&self, error: BackendError, tries: &mut Tries) -> Result<(), BackendError> {
        let wait = match error.class {
            ErrorClass::Passing | ErrorClass::Unreachable => None,
            ErrorClass::Busy(wait) => wait,
            ErrorClass::Unsupported if tries.simpler < SIMPLER => {
                tries.simpler += 1;
                return Ok(());
            }
            ErrorClass::Split | ErrorClass::Refused | ErrorClass::Unsupported => {
                // The service is there, and has answered.
                self.failed.store(0, Ordering::Relaxed);
                return Err(error);
            }
            ErrorClass::Stopped => return Err(error),
            ErrorClass::Final => return Err(self.stopped(error)),
        };
        if let Some(wait) = wait.filter(|wait| *wait > LONGEST_WAIT) {
            let what = format!("{}; it asks to wait {} s", error.what, wait.as_secs());
            let hint = "run again after that: what came back is kept".to_owned();
            return Err(self.stopped(BackendError {
                what,
                hint,
                ..error
            }));
        }
        if tries.retries == self.patience.retries {
            return Err(self.gave_up(error, tries.retries));
        }
        if self
            .budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
            .is_err()
        {
            let what = format!("{}; the run's retries are used up", error.what);
            return Err(self.stopped(BackendError { what, ..error }));
        }
        // A service that names a wait of nothing is not taken at its word.
        let wait = wait.unwrap_or_default().max(self.backoff(tries.retries));
        tries.retries += 1;
        self.wait(matches!(error.class, ErrorClass::Busy(_)), wait)
            .await;
        Ok(())
    }

    /// Waits before a further attempt: for a busy service, all requests do.
    async fn wait(&self, busy: bool, wait: Duration) {
        if !busy {
            self.stop.sleep(wait).await;
        } else if self.pause.extend(wait) {
            // What comes back busy during a pause was on its way before it.
            self.gate.shrink();
            if let Some(notice) = self.notice.as_ref().filter(|_| wait >= LONG_WAIT) {
                notice(&format!(
                    "{} is busy: the run waits {} s",
                    self.inner.name(),
                    wait.as_secs()
                ));
            }
        }
    }

    /// Half to all of a wait that doubles with each attempt, so that workers do not come back all at once.
    fn backoff(&self, attempt: u32) -> Duration {
        let wait = self
            .patience
            .backoff
            .saturating_mul(2_u32.saturating_pow(attempt))
            .min(LONGEST_BACKOFF);
        wait.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// Stops the run.
    fn stopped(&self, error: BackendError) -> BackendError {
        let error = BackendError {
            class: ErrorClass::Final,
            ..error
        };
        self.stop.stop(error.clone());
        error
    }

    /// The error of a request that failed for good; the run stops if the last ones all did.
    fn gave_up(&self, error: BackendError, retries: u32) -> BackendError {
        let what = format!("{}, at {} attempts", error.what, retries + 1);
        let error = BackendError { what, ..error };
        let proven = self.proven.load(Ordering::Relaxed);
        let gone = if proven {
            GONE.max(self.inner.limits().concurrency * 2)
        } else {
            GONE
        };
        if self.failed.fetch_add(1, Ordering::Relaxed) + 1 >= gone {
            self.stopped(error)
        } else {
            error
        }
    }
}
