//! The budget: stops the run before a request that could exceed a limit, and counts what requests used.

use super::{Wrapper, metered};
use crate::{
    Backend, BackendError, ErrorClass, Estimate, Prices, Reply, Request, Step, Stop, Usage, Watch,
};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What a run may use at most.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Caps {
    /// Cost, in the currency of the prices.
    pub cost: Option<f64>,
    /// Requests, those that fail included.
    pub requests: Option<u64>,
    /// Characters of Chinese.
    pub characters: Option<u64>,
}

/// Keeps a run within its limits. The innermost wrapper: what passes it is sent.
pub(super) struct Budget {
    inner: Box<dyn Backend>,
    caps: Caps,
    prices: Prices,
    stop: Stop,
    watch: Option<Watch>,
    spent: Mutex<Spent>,
    /// Notified whenever a request is settled.
    settled: Notify,
}

/// What was used, and what requests on their way may use at worst.
#[derive(Debug)]
struct Spent {
    used: Usage,
    reserved: Usage,
    /// Characters sent, also by requests that failed.
    characters: u64,
    /// By how much requests have cost more than was thought the worst, at least 1: models that think aloud do.
    overrun: f64,
}

/// Whether a request may go.
enum Room {
    Yes,
    /// Perhaps, when those on their way have cost less than they might.
    Later,
    /// Not without passing what a flag allows: which, and what it comes to.
    No(&'static str, String),
}

impl Budget {
    /// `overrun` is by how much requests have cost more than estimated so far, at least 1.
    pub(super) fn new(
        inner: Box<dyn Backend>,
        caps: Caps,
        prices: Prices,
        overrun: f64,
        stop: Stop,
        watch: Option<Watch>,
    ) -> Self {
        let spent = Spent {
            used: Usage::default(),
            reserved: Usage::default(),
            characters: 0,
            overrun,
        };
        Self {
            inner,
            caps,
            prices,
            stop,
            watch,
            spent: spent.into(),
            settled: Notify::new(),
        }
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reserves what a request may use, if no limit could be passed by it.
    fn reserve(&self, worst: Usage) -> Room {
        let mut spent = self.spent();
        let requests = spent.used.requests + spent.reserved.requests + worst.requests;
        let used = self.prices.cost(&spent.used);
        let reserved = self.prices.cost(&spent.reserved) * spent.overrun;
        let more = self.prices.cost(&worst) * spent.overrun;
        if self.caps.requests.is_some_and(|most| requests > most) {
            return Room::No("--max-requests", String::new());
        }
        if self
            .caps
            .characters
            .is_some_and(|most| spent.characters + worst.characters > most)
        {
            return Room::No(
                "--max-chars",
                format!(
                    ": {} were sent, and it has {}",
                    spent.characters, worst.characters
                ),
            );
        }
        if self.caps.cost.is_some_and(|most| used + more > most) {
            return Room::No(
                "--max-cost",
                format!(": {used:.4} is spent, and it costs {more:.4} at worst"),
            );
        }
        if self
            .caps
            .cost
            .is_some_and(|most| used + reserved + more > most)
        {
            return Room::Later;
        }
        spent.reserved += worst;
        spent.characters += worst.characters;
        Room::Yes
    }

    /// Counts what was used in place of what was reserved.
    fn settle(&self, worst: Usage, used: Usage) {
        let mut spent = self.spent();
        spent.reserved -= worst;
        spent.used += used;
        let thought = self.prices.cost(&worst);
        if thought > 0.0 {
            spent.overrun = spent.overrun.max(self.prices.cost(&used) / thought);
        }
        drop(spent);
        self.settled.notify_waiters();
    }

    /// Waits until a request may go; an error if none may, or the run stops.
    async fn admit(&self, worst: Usage) -> Result<(), BackendError> {
        loop {
            let settled = self.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            if let Some(reason) = self.stop.reason() {
                return Err(BackendError {
                    class: ErrorClass::Stopped,
                    ..reason
                });
            }
            match self.reserve(worst) {
                Room::Yes => return Ok(()),
                Room::Later => settled.await,
                Room::No(flag, sums) => {
                    let what = format!("the next request could exceed `{flag}`{sums}");
                    let hint = format!("run again with a higher `{flag}`: what came back is kept");
                    return Err(BackendError::new(
                        self.inner.name(),
                        ErrorClass::Final,
                        what,
                        hint,
                    ));
                }
            }
        }
    }
}

impl Wrapper for Budget {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let Estimate {
                usage: expected,
                worst,
            } = self.inner.estimate(request);
            self.admit(worst).await?;
            let (reply, mut used) = metered(&*self.inner, request).await;
            // What the service does not count is counted as expected.
            if reply
                .as_ref()
                .map_or_else(|error| error.may_be_billed, |_| true)
            {
                if used.tokens() == 0 {
                    (used.input_tokens, used.output_tokens) =
                        (expected.input_tokens, expected.output_tokens);
                }
                if used.characters == 0 {
                    used.characters = expected.characters;
                }
            }
            // Besides the request itself, a service may have been asked for what it needs to know.
            used.requests += 1;
            self.settle(worst, used);
            request.meter.add(used);
            if let Some(watch) = &self.watch {
                watch(Step {
                    used,
                    ..Step::default()
                });
            }
            reply
        })
    }
}
