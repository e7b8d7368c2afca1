//! Backends around a backend: what they do not change is that of the inner one.

mod batch;
mod budget;
mod foreign;
mod inspect;
mod keep;
mod pace;
mod remember;
mod retry;
mod throttle;
mod tidy;

#[cfg(feature = "http")]
pub(crate) use batch::cut;
pub use budget::Caps;

use crate::{
    Account, Ask, Backend, BackendError, Estimate, Limits, Meter, Reply, Request, Service, Setup,
    Translation, Usage,
};
use batch::Batcher;
use budget::Budget;
use foreign::AsItIs;
pub(crate) use foreign::as_it_is;
use inspect::Inspect;
#[cfg(feature = "http")]
pub(crate) use inspect::inspected;
use keep::Keep;
use pace::{Pace, Paced, Pause};
use remember::{Known, UnderWay};
use retry::{Patience, Retry};
use std::sync::Arc;
use throttle::{Gate, Throttle};
use tokio::sync::Semaphore;

/// A backend around another.
pub trait Wrapper: Send + Sync {
    /// Returns the inner backend.
    fn inner(&self) -> &dyn Backend;

    /// Estimates a request as [`Backend::estimate`] does; by default, as the inner backend.
    fn estimate(&self, request: Request<'_>) -> Estimate {
        self.inner().estimate(request)
    }

    /// Translates a request as [`Backend::translate`] does.
    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a>;
}

/// Has a backend translate a request, and says what that used; the request's own meter does not count it.
async fn metered(
    backend: &dyn Backend,
    request: Request<'_>,
) -> (Result<Vec<Translation>, BackendError>, Usage) {
    let meter = Meter::default();
    let reply = backend.translate(Request {
        meter: &meter,
        ..request
    });
    (reply.await, meter.read())
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

/// Retries of one request where the settings do not say: their waits add up to over a minute, and most outages are
/// shorter.
const RETRIES: u32 = 8;

/// Retries of a run where the settings do not say.
const RETRY_BUDGET: u32 = 500;

/// Puts all wrappers around a service, in the order that the crate's documentation lists.
pub(super) fn around(
    inner: Box<dyn Backend>,
    service: &Service,
    setup: &Setup,
) -> Box<dyn Backend> {
    Box::new(AsItIs {
        inner: remembered(inner, service, setup),
    })
}

/// Puts what splits, keeps and remembers replies around a service.
fn remembered(inner: Box<dyn Backend>, service: &Service, setup: &Setup) -> Box<dyn Backend> {
    let identity = inner.identity();
    let inner: Box<dyn Backend> = Box::new(Inspect {
        inner: limited(inner, service, setup),
    });
    let Some(store) = setup.store.clone() else {
        return Box::new(Batcher::new(
            inner,
            setup.stop.clone(),
            service.watch.clone(),
        ));
    };
    let keep = Box::new(Keep {
        unkept: Semaphore::new(inner.limits().concurrency),
        inner,
        store: Arc::clone(&store),
        identity: identity.clone(),
        stop: setup.stop.clone(),
    });
    let watch = service.watch.clone();
    let batch = Batcher::new(keep, setup.stop.clone(), watch.clone());
    Box::new(Known {
        done: batch.done(),
        inner: Box::new(batch),
        store,
        identity,
        after: setup.after,
        stop: setup.stop.clone(),
        watch,
        under_way: UnderWay::default(),
    })
}

/// Puts what remembers replies around a service that gathers requests for batches.
#[cfg(feature = "http")]
pub(super) fn around_batches(
    inner: Box<dyn Backend>,
    store: Option<Arc<dyn duizhao_memory::Store>>,
    stop: &crate::Stop,
    watch: Option<crate::Watch>,
) -> Box<dyn Backend> {
    let inner = match store {
        None => inner,
        Some(store) => Box::new(Known {
            done: Arc::default(),
            identity: inner.identity(),
            inner,
            store,
            after: 0,
            stop: stop.clone(),
            watch,
            under_way: UnderWay::default(),
        }),
    };
    Box::new(AsItIs { inner })
}

/// Puts the limits of a run around a service: its budget, its pace, requests at once, and retries.
fn limited(inner: Box<dyn Backend>, service: &Service, setup: &Setup) -> Box<dyn Backend> {
    let common = &service.common;
    let stop = &setup.stop;
    let pause = Arc::new(Pause::default());
    let gate = Arc::new(Gate::new(inner.limits().concurrency));
    let accuracy = setup.accuracy.percent();
    let overrun = accuracy.map_or(1.0, |percent| (100.0 / percent).max(1.0));
    let budget = Box::new(Budget::new(
        inner,
        setup.caps,
        common.prices,
        overrun,
        stop.clone(),
        service.watch.clone(),
    ));
    let paced = Box::new(Paced {
        inner: budget,
        requests: common.requests_per_minute.map(Pace::new),
        tokens: common.tokens_per_minute.map(Pace::new),
        pause: Arc::clone(&pause),
        stop: stop.clone(),
    });
    let throttle = Box::new(Throttle {
        inner: paced,
        gate: Arc::clone(&gate),
    });
    let patience = Patience {
        retries: common.retries.unwrap_or(RETRIES),
        backoff: service.backoff(),
    };
    Box::new(Retry::new(
        throttle,
        patience,
        common.retry_budget.unwrap_or(RETRY_BUDGET),
        gate,
        pause,
        stop.clone(),
        service.notice.clone(),
    ))
}
