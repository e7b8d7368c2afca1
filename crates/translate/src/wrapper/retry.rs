//! Retries temporary errors, within a budget, and stops the run when nothing can succeed.

use super::Wrapper;
use super::pace::Pause;
use super::throttle::Gate;
use crate::{Backend, BackendError, ErrorClass, Reply, Request, Stop, Trace};
use duizhao_core::counted;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The longest wait that a run accepts; a service that asks for more is left to the next run.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// A wait that is reported.
const LONG_WAIT: Duration = Duration::from_secs(5);

/// The longest wait between two attempts where the service names none.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// How often trouble is reported at most.
const REPORTED: Duration = Duration::from_secs(10);

/// How often one request is made simpler: once for each field that a service may not take.
const SIMPLER: u32 = 6;

/// The run stops after this many requests in a row that fail after all retries, since the service seems to be gone; if
/// it has answered before, after at least twice as many as are sent at once.
const GONE: usize = 3;

/// How often and when requests are retried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Attempts after the first, for one request.
    pub(super) retries: u32,
    /// The first wait; it doubles with each attempt.
    pub(super) backoff: Duration,
}

/// Retries temporary errors.
pub(super) struct Retry {
    inner: Box<dyn Backend>,
    patience: Patience,
    /// Retries that the run has left.
    budget: AtomicU32,
    /// Requests in a row that failed for good.
    failed: AtomicUsize,
    /// Whether any request has succeeded.
    proven: AtomicBool,
    /// Whether the run has waited for a reply in vain.
    slow: AtomicBool,
    /// When trouble was last reported.
    reported: Mutex<Option<Instant>>,
    /// Permits for requests that have begun, those that wait for a retry included.
    begun: Semaphore,
    gate: Arc<Gate>,
    pause: Arc<Pause>,
    stop: Stop,
    /// Receives a line for each long wait.
    notice: Option<Trace>,
}

/// How often a request was tried.
#[derive(Default)]
struct Tries {
    retries: u32,
    /// How often it was made simpler.
    simpler: u32,
    /// Whether it was sent again after its reply did not come in time.
    slow: bool,
}

impl Wrapper for Retry {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let _permit = self.begun.acquire().await.expect("it is never closed");
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
    /// Makes the wrapper, with `budget` retries for the whole run.
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
            slow: false.into(),
            reported: Mutex::default(),
            begun,
            gate,
            pause,
            stop,
            notice,
        }
    }

    /// Returns once the request may be retried; if it is given up, with the error.
    async fn again(&self, error: BackendError, tries: &mut Tries) -> Result<(), BackendError> {
        let wait = match error.class {
            ErrorClass::Passing | ErrorClass::Unreachable => None,
            ErrorClass::Busy(wait) => wait,
            ErrorClass::Slow => {
                // Perhaps it waited for others in the service's queue.
                self.gate.shrink();
                // Of a service that has not answered at all, one request is enough to send twice.
                let is_first = !self.slow.swap(true, Ordering::Relaxed);
                let may_pass = is_first || self.proven.load(Ordering::Relaxed);
                if tries.slow || !may_pass {
                    return Err(self.gave_up(error, tries.retries));
                }
                tries.slow = true;
                None
            }
            ErrorClass::Unsupported if tries.simpler < SIMPLER => {
                tries.simpler += 1;
                return Ok(());
            }
            ErrorClass::Split
            | ErrorClass::TooLong
            | ErrorClass::Unreadable
            | ErrorClass::Rejected
            | ErrorClass::Refused
            | ErrorClass::Unsupported => {
                // The service is there, and has answered.
                self.failed.store(0, Ordering::Relaxed);
                return Err(error);
            }
            ErrorClass::Stopped | ErrorClass::UnderWay => return Err(error),
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
        if !self.spend() {
            let what = format!("{}; the run's retries are used up", error.what);
            return Err(self.stopped(BackendError { what, ..error }));
        }
        // A service may name a wait of nothing: the backoff holds all the same.
        let wait = wait.unwrap_or_default().max(self.backoff(tries.retries));
        tries.retries += 1;
        let is_busy = matches!(error.class, ErrorClass::Busy(_));
        if !is_busy {
            self.report(&error, wait);
        }
        self.wait(is_busy, wait).await;
        Ok(())
    }

    /// Takes one retry out of the run's budget; `false` where none is left.
    fn spend(&self) -> bool {
        let one_less = |left: u32| left.checked_sub(1);
        let budget = &self.budget;
        budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
            .is_ok()
    }

    /// Says that a request is sent again, and why; not more often than somebody would read it.
    fn report(&self, error: &BackendError, wait: Duration) {
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = reported.is_none_or(|last| last.elapsed() >= REPORTED);
        if let Some(notice) = &self.notice
            && is_due
        {
            *reported = Some(Instant::now());
            let BackendError { backend, what, .. } = error;
            let when = match wait.as_secs() {
                0 => "trying again".to_owned(),
                seconds => format!("trying again in {seconds} s"),
            };
            notice(&format!("{backend}: {what}; {when}"));
        }
    }

    /// Waits before a further attempt: for a busy service, all requests do.
    async fn wait(&self, busy: bool, wait: Duration) {
        if !busy {
            self.stop.sleep(wait).await;
        } else if self.pause.extend(wait) {
            // What comes back busy during a pause was on its way before it.
            self.gate.shrink();
            if let Some(notice) = &self.notice
                && wait >= LONG_WAIT
            {
                notice(&format!(
                    "{} is busy: the run waits {} s",
                    self.inner.name(),
                    wait.as_secs()
                ));
            }
        }
    }

    /// Returns half to all of a wait that doubles with each attempt, so that workers do not retry all at once.
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

    /// Makes the error of a request that failed after all retries; the run stops if the last ones all did.
    fn gave_up(&self, error: BackendError, retries: u32) -> BackendError {
        let attempts = counted(retries + 1, "attempt");
        let what = format!("{}, at {attempts}", error.what);
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
