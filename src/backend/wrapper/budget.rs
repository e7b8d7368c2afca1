//! Money: stops the run before a request that could break a limit, and counts what requests used.

use super::Wrapper;
use crate::backend::{Backend, BackendError, Class, Estimate, Meter, Prices, Reply, Request, Stop, Usage};
use std::sync::{Mutex, PoisonError};

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
    pub(super) inner: Box<dyn Backend>,
    pub(super) caps: Caps,
    pub(super) prices: Prices,
    pub(super) stop: Stop,
    pub(super) spent: Mutex<Spent>,
}

/// What was used, and what requests on their way may use at worst.
#[derive(Debug, Default)]
pub(super) struct Spent {
    used: Usage,
    reserved: Usage,
}

impl Budget {
    /// Reserves what a request may use, or says which limit it could break.
    fn reserve(&self, worst: Usage) -> Result<(), BackendError> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut then = spent.used;
        then += spent.reserved;
        then += worst;
        let exceeded = if self.caps.requests.is_some_and(|most| then.requests > most) {
            Some("--max-requests")
        } else if self.caps.characters.is_some_and(|most| then.characters > most) {
            Some("--max-chars")
        } else if self.caps.cost.is_some_and(|most| self.prices.cost(&then) > most) {
            Some("--max-cost")
        } else {
            None
        };
        let Some(flag) = exceeded else {
            spent.reserved += worst;
            return Ok(());
        };
        let what = format!("the next request could exceed `{flag}`");
        Err(BackendError::new(self.inner.name(), Class::Final, what, format!("run again with a higher `{flag}`")))
    }

    /// Puts what was used in the place of what was reserved.
    fn settle(&self, worst: Usage, used: Usage) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.reserved -= worst;
        spent.used += used;
    }
}

impl Wrapper for Budget {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            if let Some(reason) = self.stop.reason() {
                return Err(BackendError { class: Class::Stopped, ..reason });
            }
            let Estimate { usage: expected, worst, .. } = self.inner.estimate(request);
            self.reserve(worst)?;
            let meter = Meter::default();
            let reply = self.inner.translate(Request { meter: &meter, ..request }).await;
            let mut used = meter.read();
            let uncounted = used == Usage::default();
            used.requests = 1;
            match &reply {
                // What the service does not count is counted as expected.
                Ok(_) if uncounted => used = expected,
                Err(error) if error.may_be_billed && uncounted => used = expected,
                Ok(_) if used.characters == 0 => used.characters = expected.characters,
                Ok(_) | Err(_) => {}
            }
            self.settle(worst, used);
            request.meter.add(used);
            reply
        })
    }
}
