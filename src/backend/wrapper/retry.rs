//! Asks again after what can pass, within a budget, and stops the run when nothing can succeed.

use super::Wrapper;
use super::pace::Pause;
use super::throttle::Gate;
use crate::backend::{Backend, BackendError, Class, Reply, Request, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The longest wait that a run sits out; a service that asks for more is asked again by the next run.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// The longest wait between two attempts where the service names none.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// How often one request is put more simply.
const SIMPLER: u32 = 2;

/// Requests in a row that fail for good before the run stops, since the service seems to be gone.
const GONE: u32 = 3;

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
    pub(super) inner: Box<dyn Backend>,
    pub(super) patience: Patience,
    /// Retries that the run has left.
    pub(super) budget: AtomicU32,
    /// Requests in a row that failed for good.
    pub(super) failed: AtomicU32,
    pub(super) gate: Arc<Gate>,
    pub(super) pause: Arc<Pause>,
    pub(super) stop: Stop,
}

impl Wrapper for Retry {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let (mut attempt, mut simpler) = (0, 0);
            loop {
                let error = match self.inner.translate(request).await {
                    Ok(reply) => {
                        self.failed.store(0, Ordering::Relaxed);
                        return Ok(reply);
                    }
                    Err(error) => error,
                };
                let wait = match error.class {
                    Class::Passing => None,
                    Class::Busy(wait) => wait,
                    Class::Unsupported if simpler < SIMPLER => {
                        simpler += 1;
                        continue;
                    }
                    Class::Split | Class::Stopped | Class::Unsupported => return Err(error),
                    Class::Final => return Err(self.stopped(error)),
                };
                if let Some(wait) = wait.filter(|wait| *wait > LONGEST_WAIT) {
                    let what = format!("{}; it asks to wait {} s", error.what, wait.as_secs());
                    let hint = "run again after that: what came back is kept".to_owned();
                    return Err(self.stopped(BackendError { what, hint, ..error }));
                }
                if attempt == self.patience.retries {
                    return Err(self.gave_up(error, attempt));
                }
                if self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err() {
                    let what = format!("{}; the run's retries are used up", error.what);
                    return Err(self.stopped(BackendError { what, ..error }));
                }
                let backoff = wait.unwrap_or_else(|| self.backoff(attempt));
                match error.class {
                    // What comes back busy during a pause was on its way before it.
                    Class::Busy(_) if self.pause.extend(backoff) => self.gate.shrink(),
                    Class::Busy(_) => {}
                    _ => self.stop.sleep(backoff).await,
                }
                attempt += 1;
            }
        })
    }
}

impl Retry {
    /// Half to all of a wait that doubles with each attempt, so that workers do not come back all at once.
    fn backoff(&self, attempt: u32) -> Duration {
        let wait = self.patience.backoff.saturating_mul(2_u32.saturating_pow(attempt)).min(LONGEST_BACKOFF);
        wait.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// Stops the run.
    fn stopped(&self, error: BackendError) -> BackendError {
        let error = BackendError { class: Class::Final, ..error };
        self.stop.stop(error.clone());
        error
    }

    /// The error of a request that failed for good; the run stops if the last ones all did.
    fn gave_up(&self, error: BackendError, retries: u32) -> BackendError {
        let what = format!("{}, at {} attempts", error.what, retries + 1);
        let error = BackendError { class: Class::Passing, what, ..error };
        if self.failed.fetch_add(1, Ordering::Relaxed) + 1 >= GONE { self.stopped(error) } else { error }
    }
}
