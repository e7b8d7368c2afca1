//! What was translated before is not paid for again.

use super::Wrapper;
use super::inspect::accepted;
use super::keep::stopped;
use crate::{
    Ask, Backend, BackendError, ErrorClass, Estimate, Reply, Request, Step, Stop, Translation,
    Usage, Watch,
};
use duizhao_memory::{Claim, Claims, Fingerprint, Store, Wanted};
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long a claim holds unless it is renewed: longer than a computer is ever too busy to renew it.
const LEASE: Duration = Duration::from_secs(60);

/// How often a claim is renewed while its request is under way.
const RENEWAL: Duration = Duration::from_secs(20);

/// The first and the longest pause between two looks for what another process translates.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(2)];

/// Answers from the store what it holds, and sends the rest; a sentence that is asked for twice, in whatever articles and
/// by whatever processes, is sent once.
pub(super) struct Known {
    pub(super) inner: Box<dyn Backend>,
    pub(super) store: Arc<dyn Store>,
    pub(super) identity: String,
    /// Replies up to this number are asked for again.
    pub(super) after: i64,
    /// Sentences that the service is known to have translated.
    pub(super) done: Arc<AtomicUsize>,
    pub(super) stop: Stop,
    pub(super) watch: Option<Watch>,
    pub(super) under_way: UnderWay,
}

/// Sentences that some article of this process has asked for and that have not come back. Within a process there
/// is no need to look again and again.
#[derive(Default)]
pub(super) struct UnderWay(Mutex<HashMap<Fingerprint, watch::Receiver<()>>>);

/// Sentences that one article has asked for; when it is dropped, those that wait for them look again.
struct OwnClaims<'a> {
    under_way: &'a UnderWay,
    fingerprints: HashSet<Fingerprint>,
    /// Wakes those who wait when it goes.
    sender: watch::Sender<()>,
}

impl UnderWay {
    fn map(&self) -> MutexGuard<'_, HashMap<Fingerprint, watch::Receiver<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claim(&self) -> OwnClaims<'_> {
        OwnClaims {
            under_way: self,
            fingerprints: HashSet::new(),
            sender: watch::Sender::new(()),
        }
    }
}

impl OwnClaims<'_> {
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

impl Drop for OwnClaims<'_> {
    fn drop(&mut self) {
        let mut map = self.under_way.map();
        map.retain(|fingerprint, _| !self.fingerprints.contains(fingerprint));
    }
}

/// A sentence that is asked for, with all the places of the request that wait for it.
struct Asked<'a> {
    ask: Ask<'a>,
    wanted: Wanted,
    places: Vec<usize>,
}

/// Whom some places wait for.
enum Waiting {
    /// Another article of this process.
    Here(watch::Receiver<()>),
    /// Another process, whose claim holds this long.
    Elsewhere(Duration),
}

/// The places of a request that wait for one sentence.
type Waits = Vec<(Vec<usize>, Waiting)>;

/// What the places of a request come to without sending anything.
#[derive(Default)]
struct Sorted<'a> {
    /// Places whose translation is known.
    known: Vec<(Vec<usize>, String)>,
    /// Sentences to send.
    to_send: Vec<Asked<'a>>,
    /// Places whose sentences somebody else has asked for.
    waiting: Waits,
}

impl Known {
    /// Looks the asks at `places` up, and claims what is to be sent.
    async fn sorted<'a>(
        &self,
        request: &Request<'a>,
        places: &[usize],
        own: &mut OwnClaims<'_>,
    ) -> Result<Sorted<'a>, BackendError> {
        let mut sorted = Sorted::default();
        // Claimed before it is looked up: an earlier owner of the claim has kept the translation by then.
        let mut asked = Vec::new();
        for sentence in self.asked(request, places) {
            match own.take(sentence.wanted.fingerprint) {
                Ok(()) => asked.push(sentence),
                Err(other) => sorted.waiting.push((sentence.places, Waiting::Here(other))),
            }
        }
        let refused = self.claim(asked, self.after, &mut sorted).await?;
        // The memory may have been edited, or hold what an older version took for a translation: it is not known then,
        // whatever its number.
        let still_refused = self.claim(refused, i64::MAX, &mut sorted).await?;
        debug_assert!(
            still_refused.is_empty(),
            "nothing has a number after the last"
        );
        Ok(sorted)
    }

    /// Lists the sentences at some places, each once.
    fn asked<'a>(&self, request: &Request<'a>, places: &[usize]) -> Vec<Asked<'a>> {
        let mut asked: Vec<Asked<'a>> = Vec::new();
        let mut seen: HashMap<Fingerprint, usize> = HashMap::new();
        for &place in places {
            let ask = request.asks[place];
            let fingerprint = request.fingerprint(&ask, &*self.inner, &self.identity);
            match seen.get(&fingerprint) {
                Some(&at) => asked[at].places.push(place),
                None => {
                    seen.insert(fingerprint, asked.len());
                    let source = request.document.segments[ask.sentence].text.clone();
                    asked.push(Asked {
                        ask,
                        wanted: Wanted {
                            fingerprint,
                            source,
                        },
                        places: vec![place],
                    });
                }
            }
        }
        asked
    }

    /// Claims sentences in the store; returns those whose translation is known and cannot be used.
    async fn claim<'a>(
        &self,
        asked: Vec<Asked<'a>>,
        after: i64,
        sorted: &mut Sorted<'a>,
    ) -> Result<Vec<Asked<'a>>, BackendError> {
        let mut refused = Vec::new();
        if asked.is_empty() {
            return Ok(refused);
        }
        let claims = self.store.claim(claims(&asked, after)).await;
        let claims = claims.map_err(|error| stopped(self.inner.name(), error, &self.stop))?;
        for (asked, claim) in asked.into_iter().zip(claims) {
            match claim {
                Claim::Claimed => sorted.to_send.push(asked),
                Claim::Held(left) => sorted
                    .waiting
                    .push((asked.places, Waiting::Elsewhere(left))),
                Claim::Known(text) => match accepted(&asked.wanted.source, text) {
                    Ok(text) => sorted.known.push((asked.places, text)),
                    Err(_) => refused.push(asked),
                },
            }
        }
        Ok(refused)
    }

    /// Sends sentences that are claimed. The claims hold as long as it takes, and those on what failed are given up.
    async fn send<'a>(
        &self,
        request: &Request<'a>,
        asked: &[Asked<'a>],
    ) -> Result<Vec<Translation>, BackendError> {
        let asks: Vec<Ask<'_>> = asked.iter().map(|asked| asked.ask).collect();
        let request = Request {
            asks: &asks,
            ..*request
        };
        let replies = tokio::select! {
            replies = self.inner.translate(request) => replies,
            never = self.renewed(asked) => match never {},
        };
        let translations = replies.as_deref().unwrap_or_default();
        let failed: Vec<Fingerprint> = asked
            .iter()
            .enumerate()
            .filter(|(at, _)| translations.get(*at).is_none_or(Result::is_err))
            .map(|(_, asked)| asked.wanted.fingerprint)
            .collect();
        if !failed.is_empty() {
            // What is not given up ends with its lease.
            let _ = self.store.release(failed).await;
        }
        replies
    }

    /// Tells those who watch how many sentences were known that are not to be corrected.
    fn tell(&self, request: &Request<'_>, known: &[(Vec<usize>, String)]) {
        let places = known.iter().flat_map(|(places, _)| places);
        let first = places.filter(|&&place| request.asks[place].violations.is_empty());
        let done = first.count();
        if let Some(watch) = &self.watch
            && done > 0
        {
            watch(Step {
                done,
                ..Step::default()
            });
        }
    }

    /// Renews claims, again and again.
    async fn renewed(&self, asked: &[Asked<'_>]) -> Infallible {
        loop {
            tokio::time::sleep(RENEWAL).await;
            // What cannot be renewed now may be the next time.
            let _ = self.store.claim(claims(asked, self.after)).await;
        }
    }

    /// Waits for what others translate; returns the places that look again.
    async fn wait(&self, waiting: Waits, pause: &mut Duration) -> Result<Vec<usize>, BackendError> {
        let mut all = Vec::new();
        let mut elsewhere: Option<Duration> = None;
        for (places, waiting) in waiting {
            match waiting {
                // An error is what says that the other one is done.
                Waiting::Here(mut other) => drop(other.changed().await),
                Waiting::Elsewhere(left) => {
                    elsewhere = Some(elsewhere.map_or(left, |other| other.min(left)));
                }
            }
            all.extend(places);
        }
        if let Some(left) = elsewhere {
            self.stop.sleep(left.min(*pause)).await;
            *pause = (*pause * 2).min(PAUSES[1]);
            if let Some(reason) = self.stop.reason() {
                return Err(BackendError {
                    class: ErrorClass::Stopped,
                    ..reason
                });
            }
        }
        all.sort_unstable();
        Ok(all)
    }
}

/// Makes claims on sentences.
fn claims(asked: &[Asked<'_>], after: i64) -> Claims {
    Claims {
        lease: LEASE,
        after,
        wanted: asked.iter().map(|asked| asked.wanted.clone()).collect(),
    }
}

impl Wrapper for Known {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    /// Counts each sentence once. Whoever asks what a run would take has looked up what is known.
    fn estimate(&self, request: Request<'_>) -> Estimate {
        let places: Vec<usize> = (0..request.asks.len()).collect();
        let asked = self.asked(&request, &places);
        let asks: Vec<Ask<'_>> = asked.iter().map(|asked| asked.ask).collect();
        let mut estimate = if asks.is_empty() {
            Estimate::default()
        } else {
            self.inner.estimate(Request {
                asks: &asks,
                ..request
            })
        };
        estimate.usage.known = (request.asks.len() - asks.len()) as u64;
        estimate
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let mut translations: Vec<Option<Translation>> = vec![None; request.asks.len()];
            let mut places: Vec<usize> = (0..request.asks.len()).collect();
            let mut sent = 0;
            let mut pause = PAUSES[0];
            while !places.is_empty() {
                // What is claimed is sent and given up before others are waited for, so there is no waiting in a circle.
                let waiting = {
                    let mut own = self.under_way.claim();
                    let sorted = self.sorted(&request, &places, &mut own).await?;
                    let known = sorted.known.iter().map(|(places, _)| places.len()).sum();
                    // They prove the service before anything is sent.
                    self.done.fetch_add(known, Ordering::Relaxed);
                    self.tell(&request, &sorted.known);
                    for (places, text) in sorted.known {
                        fill(&mut translations, places, &Ok(text));
                    }
                    if !sorted.to_send.is_empty() {
                        sent += sorted.to_send.len();
                        let replies = self.send(&request, &sorted.to_send).await?;
                        for (asked, reply) in sorted.to_send.into_iter().zip(replies) {
                            fill(&mut translations, asked.places, &reply);
                        }
                    }
                    sorted.waiting
                };
                places = self.wait(waiting, &mut pause).await?;
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

/// Puts a translation in its places.
fn fill(translations: &mut [Option<Translation>], places: Vec<usize>, translation: &Translation) {
    for place in places {
        translations[place] = Some(translation.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::super::keep::Keep;
    use super::*;
    use crate::Failure;
    use crate::testing::asked;
    use duizhao_memory::{FILE_NAME, Memory, VolatileMemory};
    use futures_util::future::{join, join3};
    use tokio::sync::{Notify, Semaphore};
    use tokio::time::{Instant, sleep, timeout};

    /// Longer than a lease and its renewals.
    const SLOW: Duration = Duration::from_secs(200);

    /// What a service was sent, by whatever process.
    type Log = Arc<Mutex<Vec<String>>>;

    /// When a service answers.
    #[derive(Clone)]
    enum Pace {
        After(Duration),
        /// Says that it was asked, and waits until it may answer.
        Told(Arc<Notify>, Arc<Notify>),
    }

    /// A service that logs what it is sent and fails on some sentences.
    struct Service {
        log: Log,
        pace: Pace,
        fails_on: Option<&'static str>,
    }

    impl Backend for Service {
        fn name(&self) -> &str {
            "service"
        }

        fn identity(&self) -> String {
            "identity".to_owned()
        }

        fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
            Box::pin(async move {
                let texts: Vec<&str> = request
                    .asks
                    .iter()
                    .map(|ask| request.document.segments[ask.sentence].text.as_str())
                    .collect();
                self.log
                    .lock()
                    .unwrap()
                    .extend(texts.iter().map(|text| (*text).to_owned()));
                match &self.pace {
                    Pace::After(time) => sleep(*time).await,
                    Pace::Told(asked, may_answer) => {
                        asked.notify_one();
                        may_answer.notified().await;
                    }
                }
                let answer = |text: &&str| match self.fails_on {
                    Some(fails) if fails == *text => Err(Failure::bad("it fails")),
                    Some(_) | None => Ok(format!("A translation of {} bytes.", text.len())),
                };
                Ok(texts.iter().map(answer).collect())
            })
        }
    }

    /// A process with its handle of a store.
    fn process(
        store: Arc<dyn Store>,
        log: &Log,
        pace: &Pace,
        fails_on: Option<&'static str>,
    ) -> Known {
        let service = Service {
            log: Arc::clone(log),
            pace: pace.clone(),
            fails_on,
        };
        let keep = Keep {
            inner: Box::new(service),
            unkept: Semaphore::new(8),
            store: Arc::clone(&store),
            identity: "identity".to_owned(),
            stop: Stop::default(),
        };
        Known {
            inner: Box::new(keep),
            store,
            identity: "identity".to_owned(),
            after: 0,
            done: Arc::default(),
            stop: Stop::default(),
            watch: None,
            under_way: UnderWay::default(),
        }
    }

    /// Two handles of one memory, whose leases go by the time of the test.
    fn volatile() -> [Arc<dyn Store>; 2] {
        let start = Instant::now();
        let clock = move || i64::try_from(start.elapsed().as_millis()).unwrap();
        let one = VolatileMemory::default().with_clock(clock);
        let other = one.handle();
        [Arc::new(one), Arc::new(other)]
    }

    fn sent(log: &Log) -> Vec<String> {
        let mut sent = log.lock().unwrap().clone();
        sent.sort();
        sent
    }

    /// Runs something whose time passes as soon as everybody waits for it.
    fn paused<F: Future>(run: F) -> F::Output {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build().unwrap();
        runtime.block_on(run)
    }

    const TEXTS: [&str; 3] = ["复工复产工作", "疫情防控工作", "红旗下的工作"];

    fn all_good(reply: &Result<Vec<Translation>, BackendError>) -> bool {
        reply
            .as_ref()
            .is_ok_and(|reply| reply.len() == TEXTS.len() && reply.iter().all(Result::is_ok))
    }

    #[test]
    fn two_processes_send_no_sentence_twice_however_long_it_takes() {
        let (log, pace) = (Log::default(), Pace::After(SLOW));
        let replies = asked(&TEXTS, |request| {
            paused(async {
                let [one, other] = volatile().map(|store| process(store, &log, &pace, None));
                let part = Request {
                    asks: &request.asks[1..],
                    ..request
                };
                let first = async { Backend::translate(&one, part).await };
                let second = async {
                    sleep(LEASE / 2).await;
                    Backend::translate(&other, request).await
                };
                join(first, second).await
            })
        });
        assert!(all_good(&replies.1) && replies.0.is_ok(), "{replies:?}");
        assert_eq!(sent(&log), TEXTS);
    }

    #[test]
    fn what_failed_is_given_up_and_sent_by_the_other() {
        let (log, pace) = (Log::default(), Pace::After(SLOW));
        let replies = asked(&TEXTS, |request| {
            paused(async {
                let [one, other] = volatile();
                let one = process(one, &log, &pace, Some(TEXTS[0]));
                let other = process(other, &log, &pace, None);
                let first = async { Backend::translate(&one, request).await };
                let second = async {
                    sleep(SLOW / 2).await;
                    Backend::translate(&other, request).await
                };
                join(first, second).await
            })
        });
        assert!(!all_good(&replies.0) && all_good(&replies.1), "{replies:?}");
        let mut expected = vec![TEXTS[0]];
        expected.extend(TEXTS);
        assert_eq!(sent(&log), expected);
    }

    #[test]
    fn what_a_process_was_at_that_is_gone_is_sent_by_the_other() {
        let (log, pace) = (Log::default(), Pace::After(SLOW));
        let (reply, took) = asked(&TEXTS, |request| {
            paused(async {
                let [one, other] = volatile().map(|store| process(store, &log, &pace, None));
                let gone = timeout(SLOW / 2, Backend::translate(&one, request)).await;
                assert!(gone.is_err());
                drop(one);
                let start = Instant::now();
                (Backend::translate(&other, request).await, start.elapsed())
            })
        });
        assert!(all_good(&reply) && took == SLOW, "{took:?}");
    }

    #[test]
    fn a_run_that_is_stopped_waits_for_no_other() {
        let (log, pace) = (Log::default(), Pace::After(SLOW));
        let (reply, took) = asked(&TEXTS, |request| {
            paused(async {
                let [one, other] = volatile().map(|store| process(store, &log, &pace, None));
                let start = Instant::now();
                let first = async { Backend::translate(&one, request).await };
                let second = async {
                    let reply = Backend::translate(&other, request).await;
                    (reply, start.elapsed())
                };
                let stop = async {
                    sleep(SLOW / 2).await;
                    let reason = BackendError::new("test", ErrorClass::Final, "stop", "");
                    other.stop.stop(reason);
                };
                let (_, second, ()) = join3(first, second, stop).await;
                second
            })
        });
        assert_eq!(reply.unwrap_err().class, ErrorClass::Stopped);
        assert_eq!(
            (took, sent(&log)),
            (SLOW / 2, TEXTS.map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn two_handles_of_one_file_send_no_sentence_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let open = || Arc::new(Memory::open(&path, |_| Ok(())).unwrap().0);
        let (log, asked_for, may_answer) = (Log::default(), Arc::default(), Arc::default());
        let pace = Pace::Told(Arc::clone(&asked_for), Arc::clone(&may_answer));
        let one = process(open(), &log, &pace, None);
        let other = process(open(), &log, &pace, None);
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().build().unwrap();
        let replies = asked(&TEXTS, |request| {
            runtime.block_on(async {
                let first = async { Backend::translate(&one, request).await };
                let second = async {
                    asked_for.notified().await;
                    let mut second = Backend::translate(&other, request);
                    let early = timeout(PAUSES[0] * 3, &mut second).await;
                    assert!(early.is_err(), "it waits for the first");
                    may_answer.notify_one();
                    second.await
                };
                join(first, second).await
            })
        });
        assert!(all_good(&replies.0) && all_good(&replies.1), "{replies:?}");
        assert_eq!(sent(&log), TEXTS);
    }
}
