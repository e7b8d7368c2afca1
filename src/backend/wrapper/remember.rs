//! What was translated before is not paid for again.

use super::Wrapper;
use crate::backend::{Ask, Backend, BackendError, Class, Estimate, Meter, Reply, Request, Stop, Usage};
use crate::memory::{Accuracy, Fingerprint, LogError, Record, ReplyLog};
use std::collections::HashMap;
use std::sync::Arc;

/// Answers from the log what it holds, and sends the rest; a sentence that is there twice is sent once.
pub(super) struct Known {
    pub(super) inner: Box<dyn Backend>,
    pub(super) log: Arc<ReplyLog>,
    pub(super) identity: String,
}

/// Writes each reply to the log as it arrives.
pub(super) struct Keep {
    pub(super) inner: Box<dyn Backend>,
    pub(super) log: Arc<ReplyLog>,
    pub(super) identity: String,
    pub(super) stop: Stop,
}

fn fingerprint(request: &Request<'_>, ask: &Ask<'_>, identity: &str) -> Fingerprint {
    let sentence = &request.document.sentences[ask.sentence];
    Fingerprint::of(sentence.text, identity, &sentence.terms(request.terms()), ask.violations)
}

fn unusable(backend: &str, error: &LogError) -> BackendError {
    let (what, hint) = error
        .to_string()
        .split_once("\nhint: ")
        .map_or_else(|| (error.to_string(), String::new()), |(what, hint)| (what.to_owned(), hint.to_owned()));
    BackendError::new(backend, Class::Final, what, hint)
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
                let fingerprint = fingerprint(&request, ask, &self.identity);
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
                let fingerprint = fingerprint(&request, ask, &self.identity);
                let translation = self.log.get(fingerprint).map_err(|error| unusable(self.inner.name(), &error))?;
                known.push(translation.ok_or_else(|| {
                    *sent.entry(fingerprint).or_insert_with(|| {
                        unknown.push(*ask);
                        unknown.len() - 1
                    })
                }));
            }
            let free = request.asks.len() - unknown.len();
            request.meter.add(Usage { known: free as u64, ..Usage::default() });
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
                request.asks.iter().map(|ask| fingerprint(&request, ask, &self.identity)).collect();
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
            let estimated = self.inner.estimate(request).usage;
            let accuracy = Accuracy {
                estimated_tokens: estimated.input_tokens + estimated.output_tokens,
                counted_tokens: used.input_tokens + used.output_tokens,
            };
            if let Err(error) = self.log.put(self.inner.name(), &records, accuracy) {
                // The reply is used all the same; no further one is paid for that cannot be kept.
                self.stop.stop(unusable(self.inner.name(), &error));
            }
            Ok(reply)
        })
    }
}
