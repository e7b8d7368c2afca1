//! Each reply is kept as it arrives.

use super::{Wrapper, metered};
use crate::{Backend, BackendError, Reply, Request, Stop, Translation, Usage};
use duizhao_memory::{Accuracy, Fingerprint, Maker, Replies, Store, StoreError, TermUse};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Keeps each reply as it arrives. As many requests may be under way and replies unkept as the service is asked at once:
/// so a slow disk makes the run slower, and a crash loses no more than that.
pub(super) struct Keep {
    pub(super) inner: Box<dyn Backend>,
    pub(super) unkept: Semaphore,
    pub(super) store: Arc<dyn Store>,
    pub(super) identity: String,
    pub(super) stop: Stop,
}

impl Keep {
    /// Returns a reply as the memory keeps it.
    fn kept(&self, request: &Request<'_>, reply: &[Translation], used: Usage) -> Replies {
        // Only a request that went once, and whose tokens were counted, says how good its estimate was.
        let accuracy = (used.requests == 1 && used.counted == 1).then(|| Accuracy {
            estimated_tokens: self.inner.estimate(*request).usage.tokens(),
            counted_tokens: used.tokens(),
        });
        let replies = request.asks.iter().zip(reply).filter_map(|(ask, reply)| {
            let sentence = &request.document.segments[ask.sentence];
            let told = self.inner.tells_terms(ask);
            Some(duizhao_memory::Reply {
                fingerprint: request.fingerprint(ask, &*self.inner, &self.identity),
                source: sentence.text.to_owned(),
                target: reply.as_ref().ok()?.clone(),
                terms: if told {
                    TermUse::all(&duizhao_glossary::terms_of(sentence, request.terms()))
                } else {
                    Vec::new()
                },
                article: request.document.name.to_owned(),
                position: ask.sentence,
            })
        });
        Replies {
            maker: Maker {
                backend: self.inner.name().to_owned(),
                model: self.inner.model().map(str::to_owned),
                identity: Fingerprint::of_texts([self.identity.as_str()]),
            },
            replies: replies.collect(),
            requests: used.requests,
            input_tokens: used.input_tokens,
            cached_tokens: used.cached_tokens,
            output_tokens: used.output_tokens,
            characters: used.characters,
            accuracy,
        }
    }
}

impl Wrapper for Keep {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let _unkept = self.unkept.acquire().await.expect("it is never closed");
            let (reply, used) = metered(&*self.inner, request).await;
            request.meter.add(used);
            let reply = reply?;
            if let Err(error) = self.store.record(self.kept(&request, &reply, used)).await {
                // The reply is used all the same; no further one is paid for that cannot be kept.
                stopped(self.inner.name(), error, &self.stop);
            }
            Ok(reply)
        })
    }
}

/// Stops the run, since what is paid for cannot be kept or found.
pub(super) fn stopped(backend: &str, error: StoreError, stop: &Stop) -> BackendError {
    let error = BackendError {
        backend: backend.to_owned(),
        ..error.into()
    };
    stop.stop(error.clone());
    error
}
