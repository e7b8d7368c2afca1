//! What was translated before is not paid for again.

use super::Wrapper;
use super::inspect::accepted;
use crate::backend::{Ask, Backend, BackendError, Class, Estimate, Meter, Reply, Request, Stop, Usage};
use crate::memory::{Accuracy, Dependencies, Fingerprint, LogError, Record, ReplyLog};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Answers from the log what it holds, and sends the rest; a sentence that is there twice is sent once.
pub(super) struct Known {
    pub(super) inner: Box<dyn Backend>,
    pub(super) log: Arc<ReplyLog>,
    pub(super) identity: String,
    /// Sentences that the service is known to have translated.
    pub(super) done: Arc<AtomicUsize>,
    pub(super) stop: Stop,
}

/// Writes each reply to the log as it arrives.
pub(super) struct Keep {
    pub(super) inner: Box<dyn Backend>,
    pub(super) log: Arc<ReplyLog>,
    pub(super) identity: String,
    pub(super) stop: Stop,
}

/// What the translation of a sentence asked for depends on, as a hash.
fn fingerprint(request: &Request<'_>, ask: &Ask<'_>, backend: &dyn Backend, identity: &str) -> Fingerprint {
    let sentence = &request.document.sentences[ask.sentence];
    Fingerprint::of(&Dependencies {
        source: sentence.text,
        kind: sentence.kind,
        damaged: sentence.damage.iter().map(|finding| finding.span.of(sentence.text)).collect(),
        identity,
        terms: if backend.tells_terms(ask) { sentence.terms(request.terms()) } else { Vec::new() },
        violations: ask.violations,
    })
}

/// Stops the run, since what is paid for cannot be kept or found.
fn stopped(backend: &str, error: &LogError, stop: &Stop) -> BackendError {
    let what = format!("{}: {}", error.path.display(), error.cause);
    let hint = "what was paid for is kept there; make room, or make it readable and writable";
    let error = BackendError::new(backend, Class::Final, what, hint);
    stop.stop(error.clone());
    error
}

impl Wrapper for Known {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let mut sent = std::collections::HashSet::new();
        let unknown: Vec<Ask<'_>> = request
            .asks
            .iter()
            .filter(|ask| {
                let fingerprint = fingerprint(&request, ask, &*self.inner, &self.identity);
                !self.log.holds(fingerprint) && sent.insert(fingerprint)
            })
            .copied()
            .collect();
        let mut estimate = match unknown.is_empty() {
            true => Estimate::default(),
            false => self.inner.estimate(Request { asks: &unknown, ..request }),
        };
        estimate.usage.known = (request.asks.len() - unknown.len()) as u64;
        estimate
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            // For each ask, its translation, or the place of the ask that is sent for it.
            let (mut known, mut unknown, mut sent) = (Vec::new(), Vec::new(), HashMap::new());
            for ask in request.asks {
                let fingerprint = fingerprint(&request, ask, &*self.inner, &self.identity);
                let translation =
                    self.log.get(fingerprint).map_err(|error| stopped(self.inner.name(), &error, &self.stop))?;
                // The log may have been edited, or be that of an older version.
                let source = request.document.sentences[ask.sentence].text;
                let translation = translation.and_then(|text| accepted(source, text).ok());
                known.push(translation.ok_or_else(|| {
                    *sent.entry(fingerprint).or_insert_with(|| {
                        unknown.push(*ask);
                        unknown.len() - 1
                    })
                }));
            }
            let free = request.asks.len() - unknown.len();
            request.meter.add(Usage { known: free as u64, ..Usage::default() });
            self.done.fetch_add(free, Ordering::Relaxed);
            let rest = match unknown.is_empty() {
                true => Vec::new(),
                false => self.inner.translate(Request { asks: &unknown, ..request }).await?,
            };
            Ok(known.into_iter().map(|known| known.map_or_else(|place| rest[place].clone(), Ok)).collect())
        })
    }
}

impl Wrapper for Keep {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let meter = Meter::default();
            let reply = self.inner.translate(Request { meter: &meter, ..request }).await;
            let used = meter.read();
            request.meter.add(used);
            let reply = reply?;
            let keys: Vec<Fingerprint> =
                request.asks.iter().map(|ask| fingerprint(&request, ask, &*self.inner, &self.identity)).collect();
            let hex: Vec<String> = keys.iter().map(|key| key.hex()).collect();
            let records: Vec<(Fingerprint, Record<'_>)> = (0..keys.len())
                .filter_map(|i| {
                    let ask = &request.asks[i];
                    let record = Record {
                        key: &hex[i],
                        source: request.document.sentences[ask.sentence].text,
                        target: reply[i].as_deref().ok()?,
                        article: request.document.name,
                        sentence: ask.sentence,
                        backend: self.inner.name(),
                        model: self.inner.model(),
                    };
                    Some((keys[i], record))
                })
                .collect();
            // Only a request that went once, and whose tokens were counted, says how good its estimate was.
            let accuracy = (used.requests == 1 && used.counted == 1).then(|| Accuracy {
                estimated_tokens: self.inner.estimate(request).usage.tokens(),
                counted_tokens: used.tokens(),
            });
            if let Err(error) = self.log.put(self.inner.name(), &records, accuracy) {
                // The reply is used all the same; no further one is paid for that cannot be kept.
                stopped(self.inner.name(), &error, &self.stop);
            }
            Ok(reply)
        })
    }
}
