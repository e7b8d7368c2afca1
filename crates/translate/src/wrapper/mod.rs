//! Backends around a backend: what they do not change is the inner one's.

mod batch;
mod budget;
mod inspect;
mod keep;
mod pace;
mod remember;
mod retry;
mod throttle;

pub use budget::Caps;

use crate::{Account, Ask, Backend, Estimate, Limits, Reply, Request, Service, Setup};
use batch::Batch;
use budget::Budget;
use inspect::Inspect;
use keep::Keep;
use pace::{Pace, Paced, Pause};
use remember::{Known, UnderWay};
use retry::{Patience, Retry};
use std::sync::Arc;
use throttle::{Gate, Throttle};
use tokio::sync::Semaphore;

/// A backend around another.
pub trait Wrapper: Send + Sync {
    /// The inner backend.
    fn inner(&self) -> &dyn Backend;

    /// As [`Backend::estimate`].
    fn estimate(&self, request: Request<'_>) -> Estimate {
        self.inner().estimate(request)
    }

    /// As [`Backend::translate`].
    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a>;
}

impl<W: Wrapper> Backend for W {
    fn name(&self) -> &str {
        self.inner().name()
    }

    fn model(&self) -> Option<&str> {
        self.inner().model()
    }

    fn is_gloss(&self) -> bool {
        self.inner().is_gloss()
    }

    fn tells_terms(&self, ask: &Ask<'_>) -> bool {
        self.inner().tells_terms(ask)
    }

    fn shows_examples(&self) -> bool {
        self.inner().shows_examples()
    }

    fn can_correct(&self) -> bool {
        self.inner().can_correct()
    }

    fn identity(&self) -> String {
        self.inner().identity()
    }

    fn limits(&self) -> Limits {
        self.inner().limits()
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        Wrapper::estimate(self, request)
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Wrapper::translate(self, request)
    }

    fn account(&self) -> Account<'_> {
        self.inner().account()
    }
}

/// Retries of one request, and of a run, where the settings do not say. The waits of eight retries come to over a
/// minute, which most outages last less than.
const RETRIES: (u32, u32) = (8, 500);

/// A service in all that makes it safe to pay for, in the order that [`crate`] tells.
pub(super) fn around(
    inner: Box<dyn Backend>,
    service: &Service,
    setup: &Setup,
) -> Box<dyn Backend> {
    let common = &service.common;
    let (identity, stop) = (inner.identity(), &setup.stop);
    let (pause, gate) = (
        Arc::new(Pause::default()),
        Arc::new(Gate::new(inner.limits().concurrency)),
    );
    let accuracy = setup.accuracy.percent();
    let overrun = accuracy.map_or(1.0, |percent| (100.0 / percent).max(1.0));
    let inner = Box::new(Budget::new(
        inner,
        setup.caps,
        common.prices,
        overrun,
        stop.clone(),
    ));
    let inner = Box::new(Paced {
        inner,
        requests: common.requests_per_minute.map(Pace::new),
        tokens: common.tokens_per_minute.map(Pace::new),
        pause: Arc::clone(&pause),
        stop: stop.clone(),
    });
    let inner = Box::new(Throttle {
        inner,
        gate: Arc::clone(&gate),
    });
    let patience = Patience {
        retries: common.retries.unwrap_or(RETRIES.0),
        backoff: service.backoff(),
    };
    let budget = common.retry_budget.unwrap_or(RETRIES.1);
    let notice = service.notice.clone();
    let inner = Box::new(Retry::new(
        inner,
        patience,
        budget,
        gate,
        pause,
        stop.clone(),
        notice,
    ));
    let inner: Box<dyn Backend> = Box::new(Inspect { inner });
    let Some(store) = setup.store.clone() else {
        return Box::new(Batch::new(inner, stop.clone()));
    };
    let unkept = Semaphore::new(inner.limits().concurrency);
    let inner = Box::new(Keep {
        inner,
        unkept,
        store: Arc::clone(&store),
        identity: identity.clone(),
        stop: stop.clone(),
    });
    let batch = Batch::new(inner, stop.clone());
    let (done, under_way) = (batch.done(), UnderWay::default());
    Box::new(Known {
        inner: Box::new(batch),
        store,
        identity,
        after: setup.after,
        done,
        stop: stop.clone(),
        under_way,
    })
}
