//! What was translated before is not paid for again.

use super::Wrapper;
use super::inspect::accepted;
use crate::{
    Ask, Backend, BackendError, Estimate, Meter, Reply, Request, Stop, Translation, Usage,
};
use duizhao_memory::{Accuracy, Fingerprint, Maker, Memory, Replies, Store, StoreError, TermUse};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Semaphore, watch};

/// Answers from the memory what it holds, and sends the rest; a sentence that is asked for twice, in whatever articles,
/// is sent once.
pub(super) struct Known {
    pub(super) inner: Box<dyn Backend>,
    pub(super) memory: Arc<Memory>,
    pub(super) identity: String,
    /// Sentences that the service is known to have translated.
    pub(super) done: Arc<AtomicUsize>,
    pub(super) stop: Stop,
    pub(super) under_way: UnderWay,
}

/// Keeps each reply as it arrives. As many requests may be under way and replies unkept as the service is asked at once:
/// so a slow disk makes the run slower, and a crash loses no more than that.
pub(super) struct Keep {
    pub(super) inner: Box<dyn Backend>,
    pub(super) unkept: Semaphore,
    pub(super) memory: Arc<Memory>,
    pub(super) identity: String,
    pub(super) stop: Stop,
}

/// Sentences that some article has asked for and that have not come back.
#[derive(Default)]
pub(super) struct UnderWay(Mutex<HashMap<Fingerprint, watch::Receiver<()>>>);

/// Sentences that one article has asked for; when it is dropped, whoever waits for them looks again.
struct Claim<'a> {
    under_way: &'a UnderWay,
    fingerprints: HashSet<Fingerprint>,
    /// Wakes those who wait when it goes.
    sender: watch::Sender<()>,
}

impl UnderWay {
    fn map(&self) -> MutexGuard<'_, HashMap<Fingerprint, watch::Receiver<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claim(&self) -> Claim<'_> {
        Claim {
            under_way: self,
            fingerprints: HashSet::new(),
            sender: watch::Sender::new(()),
        }
    }
}

impl Claim<'_> {
    /// Claims a sentence, or says whom to wait for.
    fn take(&mut self, fingerprint: Fingerprint) -> Result<(), watch::Receiver<()>> {
        let mut map = self.under_way.map();
        match map.get(&fingerprint) {
            Some(other) if !self.fingerprints.contains(&fingerprint) => Err(other.clone()),
            Some(_) => Ok(()),
            None => {
                map.insert(fingerprint, self.sender.subscribe());
                self.fingerprints.insert(fingerprint);
                Ok(())
            }
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut map = self.under_way.map();
        map.retain(|fingerprint, _| !self.fingerprints.contains(fingerprint));
    }
}

/// Stops the run, since what is paid for cannot be kept or found.
fn stopped(backend: &str, error: StoreError, stop: &Stop) -> BackendError {
    let error = BackendError {
        backend: backend.to_owned(),
        ..error.into()
    };
    stop.stop(error.clone());
    error
}

/// What the asks of a request come to without sending anything.
struct Sorted<'a> {
    /// For each ask its translation, if it is known.
    known: Vec<Option<String>>,
    /// Asks to send, each sentence once, with the places that wait for each.
    to_send: Vec<(Ask<'a>, Vec<usize>)>,
    /// Places whose sentences another article has asked for.
    waiting: Vec<(usize, watch::Receiver<()>)>,
}

impl Known {
    fn known(
        &self,
        fingerprint: Fingerprint,
        source: &str,
    ) -> Result<Option<String>, BackendError> {
        let known = self.memory.reply(fingerprint, source);
        let known = known.map_err(|error| stopped(self.inner.name(), error, &self.stop))?;
        // The memory may have been edited, or hold what an older version took for a translation.
        Ok(known.and_then(|text| accepted(source, text).ok()))
    }

    /// Looks the asks at `places` up, and claims what is to be sent.
    fn sorted<'a>(
        &self,
        request: &Request<'a>,
        places: &[usize],
        claim: &mut Claim<'_>,
    ) -> Result<Sorted<'a>, BackendError> {
        let mut sorted = Sorted {
            known: vec![None; request.asks.len()],
            to_send: Vec::new(),
            waiting: Vec::new(),
        };
        let mut sent: HashMap<Fingerprint, usize> = HashMap::new();
        for &place in places {
            let ask = request.asks[place];
            let fingerprint = request.fingerprint(&ask, &*self.inner, &self.identity);
            let source = request.document.segments[ask.sentence].text.as_str();
            if let Some(&at) = sent.get(&fingerprint) {
                sorted.to_send[at].1.push(place);
                continue;
            }
            // Claimed before it is looked up: whoever had claimed it has kept it by then.
            match claim.take(fingerprint) {
                Err(other) => sorted.waiting.push((place, other)),
                Ok(()) => match self.known(fingerprint, source)? {
                    Some(text) => sorted.known[place] = Some(text),
                    None => {
                        sent.insert(fingerprint, sorted.to_send.len());
                        sorted.to_send.push((ask, vec![place]));
                    }
                },
            }
        }
        Ok(sorted)
    }
}

impl Wrapper for Known {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let mut sent = HashSet::new();
        let is_unknown = |ask: &&Ask<'_>| {
            let fingerprint = request.fingerprint(ask, &*self.inner, &self.identity);
            !self.memory.holds(fingerprint).unwrap_or(false) && sent.insert(fingerprint)
        };
        let unknown: Vec<Ask<'_>> = request.asks.iter().filter(is_unknown).copied().collect();
        let mut estimate = match unknown.is_empty() {
            true => Estimate::default(),
            false => self.inner.estimate(Request {
                asks: &unknown,
                ..request
            }),
        };
        estimate.usage.known = (request.asks.len() - unknown.len()) as u64;
        estimate
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let mut translations: Vec<Option<Translation>> = vec![None; request.asks.len()];
            let mut places: Vec<usize> = (0..request.asks.len()).collect();
            let mut sent = 0;
            while !places.is_empty() {
                // What is claimed is sent and let go before others are waited for, so nobody waits in a circle.
                let waiting = {
                    let mut claim = self.under_way.claim();
                    let Sorted {
                        known,
                        to_send,
                        waiting,
                    } = self.sorted(&request, &places, &mut claim)?;
                    // They prove the service before anything is sent.
                    self.done
                        .fetch_add(known.iter().flatten().count(), Ordering::Relaxed);
                    for (translation, known) in translations.iter_mut().zip(known) {
                        *translation = translation.take().or(known.map(Ok));
                    }
                    if !to_send.is_empty() {
                        let asks: Vec<Ask<'_>> = to_send.iter().map(|(ask, _)| *ask).collect();
                        sent += asks.len();
                        let replies = self
                            .inner
                            .translate(Request {
                                asks: &asks,
                                ..request
                            })
                            .await?;
                        for ((_, places), reply) in to_send.into_iter().zip(replies) {
                            places
                                .into_iter()
                                .for_each(|place| translations[place] = Some(reply.clone()));
                        }
                    }
                    waiting
                };
                places.clear();
                for (place, mut other) in waiting {
                    // An error is what says that the other one is done.
                    let _ = other.changed().await;
                    places.push(place);
                }
            }
            let free = request.asks.len() - sent;
            request.meter.add(Usage {
                known: free as u64,
                ..Usage::default()
            });
            Ok(translations
                .into_iter()
                .map(|translation| translation.expect("every ask has its answer"))
                .collect())
        })
    }
}

impl Keep {
    /// A reply as the memory keeps it.
    fn kept(&self, request: &Request<'_>, reply: &[Translation], used: Usage) -> Replies {
        // Only a request that went once, and whose tokens were counted, says how good its estimate was.
        let accuracy = (used.requests == 1 && used.counted == 1).then(|| Accuracy {
            estimated_tokens: self.inner.estimate(*request).usage.tokens(),
            counted_tokens: used.tokens(),
        });
        let one = |(ask, reply): (&Ask<'_>, &Translation)| {
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
        };
        Replies {
            maker: Maker {
                backend: self.inner.name().to_owned(),
                model: self.inner.model().map(str::to_owned),
                identity: Fingerprint::of_texts([self.identity.as_str()]),
            },
            replies: request.asks.iter().zip(reply).filter_map(one).collect(),
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
            let meter = Meter::default();
            let _unkept = self.unkept.acquire().await.expect("it is never closed");
            let reply = self
                .inner
                .translate(Request {
                    meter: &meter,
                    ..request
                })
                .await;
            let used = meter.read();
            request.meter.add(used);
            let reply = reply?;
            if let Err(error) = self.memory.record(self.kept(&request, &reply, used)).await {
                // The reply is used all the same; no further one is paid for that cannot be kept.
                stopped(self.inner.name(), error, &self.stop);
            }
            Ok(reply)
        })
    }
}
