//! Splits an article into requests, and a request without a usable reply into smaller ones.

use super::Wrapper;
use crate::wire::tokens;
use crate::{
    Ask, Backend, BackendError, ErrorClass, Estimate, Limits, Reply, Request, Step, Stop,
    Translation, Watch,
};
use futures_util::future::join_all;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The run stops after this many failed sentences where none has succeeded.
const HOPELESS: usize = 8;

/// The run stops after this many failed sentences in a row.
const HOPELESS_IN_A_ROW: usize = 50;

/// The run stops after a service has rejected this many requests word for word and answered none.
const WORD_FOR_WORD: usize = 3;

/// Requests in a row that succeed before larger ones are sent again, after replies that did not come in time.
const GROWTH: usize = 8;

/// Requests that a run may send beyond one for each sentence, but for the first of each part.
const SPARE: i64 = 3;

/// Sends an article in as many requests as it needs.
///
/// A request that is refused, or whose translations cannot be matched to their sentences, is sent again in halves, down
/// to one sentence; of a reply with some bad translations only those are requested again. No answer ever moves to
/// another sentence. Halves are sent only as long as the run has requests to spare, which those that succeed with many
/// sentences earn it; then its sentences go one by one. So N sentences take N + 3 requests at most, without retries.
pub(super) struct Batcher {
    inner: Box<dyn Backend>,
    stop: Stop,
    watch: Option<Watch>,
    done: Arc<AtomicUsize>,
    failed: AtomicUsize,
    spare: AtomicI64,
    /// Most sentences of a request: fewer once replies have not come in time.
    most: AtomicUsize,
    /// Requests of that size that succeeded in a row.
    successes: AtomicUsize,
    rejection: Mutex<Rejection>,
}

/// What a service last said of a request that it takes for wrong, and how often in a row.
#[derive(Default)]
struct Rejection {
    what: String,
    times: usize,
}

/// Asks of a request that go together, by their places.
struct Part {
    places: Vec<usize>,
    /// Whether they were sent before.
    again: bool,
}

impl Wrapper for Batcher {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        cut(&request, self.inner.limits())
            .into_iter()
            .fold(Estimate::default(), |mut sum, asks| {
                sum += self.inner.estimate(Request { asks, ..request });
                sum
            })
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let parts = cut(&request, self.inner.limits());
            // All are waited for, also when one stops the run: what is on its way may be paid for.
            let replies = join_all(
                parts
                    .into_iter()
                    .map(|asks| self.settle(Request { asks, ..request })),
            )
            .await;
            replies.into_iter().try_fold(Vec::new(), |mut all, reply| {
                all.extend(reply?);
                Ok(all)
            })
        })
    }
}

impl Batcher {
    /// Makes a batcher whose run has not begun.
    pub(super) fn new(inner: Box<dyn Backend>, stop: Stop, watch: Option<Watch>) -> Self {
        Self {
            inner,
            stop,
            watch,
            done: Arc::default(),
            failed: 0.into(),
            spare: SPARE.into(),
            most: usize::MAX.into(),
            successes: 0.into(),
            rejection: Mutex::default(),
        }
    }

    /// Returns the count of sentences with a translation, from this run or the memory: they prove the service.
    pub(super) fn done(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.done)
    }

    /// Translates one part of an article, in smaller parts if need be.
    async fn settle(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let mut translations: Vec<Option<Translation>> = vec![None; request.asks.len()];
        // The larger ones come first: where one of them succeeds, it says where the fault is.
        let mut parts = VecDeque::from([Part {
            places: (0..request.asks.len()).collect(),
            again: false,
        }]);
        let mut short = usize::MAX;
        while let Some(part) = parts.pop_front() {
            let most = self.most(&part).min(short);
            if part.places.len() > most {
                pieces(&part.places, most)
                    .rev()
                    .for_each(|piece| parts.push_front(piece));
                continue;
            }
            let asks: Vec<Ask<'_>> = part.places.iter().map(|&at| request.asks[at]).collect();
            let reply = self.inner.translate(Request {
                asks: &asks,
                ..request
            });
            let reply = reply.await;
            if let Err(error) = &reply
                && error.class == ErrorClass::TooLong
            {
                short = (asks.len() / 2).max(1);
            }
            let settled = self.settled(reply, asks.len())?;
            self.tell(&asks, &settled);
            let mut bad = Vec::new();
            for (&place, translation) in part.places.iter().zip(settled) {
                match translation {
                    Some(translation) => translations[place] = Some(translation),
                    None => bad.push(place),
                }
            }
            let half = if bad.len() == asks.len() {
                bad.len().div_ceil(2)
            } else {
                bad.len()
            };
            if !bad.is_empty() {
                parts.extend(pieces(&bad, half));
            }
        }
        Ok(translations
            .into_iter()
            .map(|translation| translation.expect("every ask is settled"))
            .collect())
    }

    /// Tells those who watch what a reply settles of the sentences that were asked for.
    fn tell(&self, asks: &[Ask<'_>], settled: &[Option<Translation>]) {
        let Some(watch) = &self.watch else { return };
        let mut step = Step::default();
        for (ask, settled) in asks.iter().zip(settled) {
            match settled {
                // It has a translation, which is to be corrected.
                _ if !ask.violations.is_empty() => step.again += 1,
                Some(Ok(_)) => step.done += 1,
                Some(Err(_)) => step.failed += 1,
                None => step.again += 1,
            }
        }
        watch(step);
    }

    /// Returns how many sentences of a part may go in one request.
    fn most(&self, part: &Part) -> usize {
        if part.again && self.spare.load(Ordering::Relaxed) <= 0 {
            return 1;
        }
        let most = self.most.load(Ordering::Relaxed);
        most.min(self.inner.limits().sentences).max(1)
    }

    /// Returns what a reply settles: for each of the `asked` sentences its translation or why there is none; `None` for
    /// those that are sent again.
    fn settled(
        &self,
        reply: Result<Vec<Translation>, BackendError>,
        asked: usize,
    ) -> Result<Vec<Option<Translation>>, BackendError> {
        let several = asked > 1;
        let error = match reply {
            Ok(reply) => {
                let good = reply.iter().filter(|reply| reply.is_ok()).count();
                self.spend(several, 1 - good as i64);
                self.grow(asked);
                if good == asked || !several {
                    return Ok(self.counted(reply)?.into_iter().map(Some).collect());
                }
                self.done.fetch_add(good, Ordering::Relaxed);
                return Ok(reply
                    .into_iter()
                    .map(|reply| reply.is_ok().then_some(reply))
                    .collect());
            }
            Err(error) => error,
        };
        // Where a model does not keep the form, a second half would hardly tell more than a sentence does.
        let is_unreadable = error.class == ErrorClass::Unreadable;
        self.spend(several, 1 + i64::from(is_unreadable));
        let is_split = match error.class {
            ErrorClass::Final | ErrorClass::Stopped | ErrorClass::UnderWay => return Err(error),
            ErrorClass::Rejected => {
                self.rejected(&error, several)?;
                true
            }
            ErrorClass::Slow => {
                self.successes.store(0, Ordering::Relaxed);
                self.most.fetch_min((asked / 2).max(1), Ordering::Relaxed);
                true
            }
            ErrorClass::Split
            | ErrorClass::TooLong
            | ErrorClass::Unreadable
            | ErrorClass::Refused => true,
            // Where others succeed, trouble that does not pass may come of a single sentence.
            ErrorClass::Passing => self.done.load(Ordering::Relaxed) > 0,
            ErrorClass::Unreachable | ErrorClass::Busy(_) | ErrorClass::Unsupported => false,
        };
        if is_split && several {
            return Ok(vec![None; asked]);
        }
        // That a service refuses one text says nothing about the next.
        let is_refused = error.class == ErrorClass::Refused;
        let failed = vec![Err(error.into()); asked];
        let failed = if is_refused {
            failed
        } else {
            self.counted(failed)?
        };
        Ok(failed.into_iter().map(Some).collect())
    }

    /// Allows larger requests again, once enough of the largest that are allowed have succeeded.
    fn grow(&self, asked: usize) {
        let most = self.most.load(Ordering::Relaxed);
        if asked >= most && self.successes.fetch_add(1, Ordering::Relaxed) + 1 == GROWTH {
            self.successes.store(0, Ordering::Relaxed);
            self.most.store(most.saturating_mul(2), Ordering::Relaxed);
        }
    }

    /// Takes from the requests to spare what one for several sentences costs.
    fn spend(&self, several: bool, requests: i64) {
        if several {
            self.spare.fetch_sub(requests, Ordering::Relaxed);
        }
    }

    /// Stops the run where a service says the same of every request: it is about the settings, not about a text.
    fn rejected(&self, error: &BackendError, several: bool) -> Result<(), BackendError> {
        let mut last = self
            .rejection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if last.what != error.what {
            *last = Rejection {
                what: error.what.clone(),
                times: 0,
            };
        }
        last.times += 1;
        if several || last.times < WORD_FOR_WORD || self.done.load(Ordering::Relaxed) > 0 {
            return Ok(());
        }
        let error = BackendError {
            class: ErrorClass::Final,
            what: format!("{}; it says so of every request", error.what),
            ..error.clone()
        };
        self.stop.stop(error.clone());
        Err(error)
    }

    /// Counts what succeeded and failed; an error stops the run if too many sentences in a row have failed.
    fn counted(&self, reply: Vec<Translation>) -> Result<Vec<Translation>, BackendError> {
        let good = reply
            .iter()
            .filter(|translation| translation.is_ok())
            .count();
        let done = self.done.fetch_add(good, Ordering::Relaxed) + good;
        let bad = reply.len() - good;
        let failed = if good == 0 {
            self.failed.fetch_add(bad, Ordering::Relaxed) + bad
        } else {
            self.failed.store(bad, Ordering::Relaxed);
            bad
        };
        let most = if done == 0 {
            HOPELESS
        } else {
            HOPELESS_IN_A_ROW
        };
        if failed >= most
            && let Some(failure) = reply.iter().find_map(|reply| reply.as_ref().err())
        {
            let name = self.inner.name();
            let what = format!(
                "{failed} sentences in a row were not translated: {}",
                failure.what
            );
            let hint = failure
                .hint
                .clone()
                .unwrap_or_else(|| format!("`duizhao backends test {name}` shows what it answers"));
            let error = BackendError::new(name, ErrorClass::Final, what, hint);
            self.stop.stop(error.clone());
            return Err(error);
        }
        Ok(reply)
    }
}

/// Splits places into parts of at most `most`, at least 1, that are sent again.
fn pieces(places: &[usize], most: usize) -> impl DoubleEndedIterator<Item = Part> {
    places.chunks(most).map(|places| Part {
        places: places.to_vec(),
        again: true,
    })
}

/// Splits a request into parts that fit the limits: whole blocks together where they fit; a block that is too large is
/// split, from the start of a part; a sentence that is too large goes alone. Linear.
pub(crate) fn cut<'a>(request: &Request<'a>, limits: Limits) -> Vec<&'a [Ask<'a>]> {
    let segments = request.document.segments;
    let mut cutter = Cutter {
        asks: request.asks,
        limits,
        parts: Vec::new(),
        start: 0,
        end: 0,
        filled: Size::default(),
    };
    for block in request
        .asks
        .chunk_by(|a, b| segments[a.sentence].block == segments[b.sentence].block)
    {
        let sizes = block
            .iter()
            .map(|ask| Size::of(&segments[ask.sentence].text));
        cutter.reserve(sizes.clone().fold(Size::default(), Size::and));
        for size in sizes {
            cutter.add(size);
        }
    }
    cutter.close();
    cutter.parts
}

/// Splits asks into parts from first to last.
struct Cutter<'a> {
    asks: &'a [Ask<'a>],
    limits: Limits,
    parts: Vec<&'a [Ask<'a>]>,
    /// The asks of the part that is being filled.
    start: usize,
    end: usize,
    /// Their size.
    filled: Size,
}

impl Cutter<'_> {
    /// Closes the part if `size` does not fit into it.
    fn reserve(&mut self, size: Size) {
        if !self.filled.and(size).fits(self.limits) {
            self.close();
        }
    }

    /// Adds the next ask, of this size.
    fn add(&mut self, size: Size) {
        self.reserve(size);
        self.filled = self.filled.and(size);
        self.end += 1;
    }

    /// Closes the part, unless it is empty.
    fn close(&mut self) {
        if self.start < self.end {
            self.parts.push(&self.asks[self.start..self.end]);
            self.start = self.end;
        }
        self.filled = Size::default();
    }
}

/// How large a part is.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    sentences: usize,
    bytes: usize,
    tokens: u64,
}

impl Size {
    fn of(text: &str) -> Self {
        // As JSON: in quotation marks, with a comma, and what must be escaped takes two bytes at most six.
        let escaped = text.bytes().map(|byte| match byte {
            b'"' | b'\\' => 2,
            0..0x20 => 6,
            _ => 1,
        });
        Self {
            sentences: 1,
            bytes: escaped.sum::<usize>() + 3,
            tokens: tokens::estimate(text),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            sentences: self.sentences + other.sentences,
            bytes: self.bytes + other.bytes,
            tokens: self.tokens + other.tokens,
        }
    }

    fn fits(self, limits: Limits) -> bool {
        self.sentences <= limits.sentences
            && self.bytes <= limits.bytes
            && self.tokens <= limits.tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::asked_in;
    use proptest::prelude::*;

    #[track_caller]
    fn check(blocks: &[usize], sentences: usize, expected: &[usize]) {
        let texts = vec!["一二三"; blocks.len()];
        let blocks: Vec<Option<usize>> = blocks.iter().map(|&block| Some(block)).collect();
        let limits = Limits {
            sentences,
            ..Limits::NONE
        };
        let lengths = asked_in(&texts, &blocks, |request| {
            cut(&request, limits)
                .iter()
                .map(|part| part.len())
                .collect::<Vec<_>>()
        });
        assert_eq!(lengths, expected);
    }

    #[test]
    fn whole_blocks_go_together_where_they_fit() {
        check(&[0, 0, 1, 1, 2], 4, &[4, 1]);
        check(&[0, 1, 1, 1, 2], 3, &[1, 3, 1]);
        check(&[0, 1, 1, 1, 1, 1, 2], 3, &[1, 3, 3]);
        check(&[0, 0], 1, &[1, 1]);
        check(&[], 3, &[]);
    }

    proptest! {
        #[test]
        fn parts_are_the_request_and_fit(
            sentences in proptest::collection::vec(("[一二三“\"\\\\]{1,12}", 0..4_usize), 0..20),
            most in 1..6_usize,
            bytes in 1..80_usize,
        ) {
            let texts: Vec<&str> = sentences.iter().map(|(text, _)| text.as_str()).collect();
            let mut block = 0;
            let blocks: Vec<Option<usize>> = sentences.iter().map(|(_, step)| { block += step / 3; Some(block) }).collect();
            let limits = Limits { sentences: most, bytes, ..Limits::NONE };
            asked_in(&texts, &blocks, |request| {
                let parts = cut(&request, limits);
                prop_assert_eq!(parts.concat(), request.asks);
                for part in parts {
                    let json: Vec<&str> = part.iter().map(|ask| texts[ask.sentence]).collect();
                    let size = serde_json::to_string(&json).unwrap().len();
                    prop_assert!(part.len() == 1 || (part.len() <= most && size <= bytes + 1));
                }
                Ok(())
            })?;
        }
    }
}
