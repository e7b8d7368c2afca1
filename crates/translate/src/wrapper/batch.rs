//! Splits an article into requests, and a request without a usable reply into smaller ones.

use super::Wrapper;
use crate::wire::tokens;
use crate::{
    Ask, Backend, BackendError, ErrorClass, Estimate, Limits, Reply, Request, Stop, Translation,
};
use futures_util::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The run stops after this many failed sentences where none has succeeded.
const HOPELESS: usize = 8;

/// The run stops after this many failed sentences in a row.
const HOPELESS_IN_A_ROW: usize = 50;

/// Sends an article in as many requests as it needs.
///
/// A request that is refused, or whose translations cannot be matched to their sentences, is halved and sent again,
/// down to one sentence; of a reply with some bad translations only those are requested again. No answer ever moves to
/// another sentence. There are at most twice as many requests as sentences, without retries.
pub(super) struct Batcher {
    inner: Box<dyn Backend>,
    stop: Stop,
    done: Arc<AtomicUsize>,
    failed: AtomicUsize,
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
    pub(super) fn new(inner: Box<dyn Backend>, stop: Stop) -> Self {
        Self {
            inner,
            stop,
            done: Arc::default(),
            failed: 0.into(),
        }
    }

    /// Returns the count of sentences with a translation, from this run or the memory: they prove the service.
    pub(super) fn done(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.done)
    }

    /// Translates one part, in smaller parts if need be.
    fn settle<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let several = request.asks.len() > 1;
            match self.inner.translate(request).await {
                Ok(reply) if several && reply.iter().any(Result::is_err) => {
                    self.again(request, reply).await
                }
                Ok(reply) => self.counted(reply),
                Err(error) => match error.class {
                    ErrorClass::Final | ErrorClass::Stopped => Err(error),
                    ErrorClass::Split | ErrorClass::Refused if several => {
                        self.halves(request).await
                    }
                    // Where others succeed, trouble that does not pass may come of a single sentence.
                    ErrorClass::Passing if several && self.done.load(Ordering::Relaxed) > 0 => {
                        self.halves(request).await
                    }
                    // That a service refuses one text says nothing about the next.
                    ErrorClass::Refused => Ok(vec![Err(error.into())]),
                    ErrorClass::Split
                    | ErrorClass::Passing
                    | ErrorClass::Unreachable
                    | ErrorClass::Busy(_)
                    | ErrorClass::Unsupported => {
                        self.counted(vec![Err(error.into()); request.asks.len()])
                    }
                },
            }
        })
    }

    fn halves<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let (left, right) = request.asks.split_at(request.asks.len() / 2);
            let mut reply = self
                .settle(Request {
                    asks: left,
                    ..request
                })
                .await?;
            reply.extend(
                self.settle(Request {
                    asks: right,
                    ..request
                })
                .await?,
            );
            Ok(reply)
        })
    }

    /// Requests again the sentences whose translations are bad.
    async fn again(
        &self,
        request: Request<'_>,
        mut reply: Vec<Translation>,
    ) -> Result<Vec<Translation>, BackendError> {
        let bad: Vec<usize> = (0..reply.len()).filter(|&i| reply[i].is_err()).collect();
        self.done
            .fetch_add(reply.len() - bad.len(), Ordering::Relaxed);
        let asks: Vec<Ask<'_>> = bad.iter().map(|&i| request.asks[i]).collect();
        let part = Request {
            asks: &asks,
            ..request
        };
        let all = asks.len() == request.asks.len();
        let second = if all {
            self.halves(part).await?
        } else {
            self.settle(part).await?
        };
        for (i, translation) in bad.into_iter().zip(second) {
            reply[i] = translation;
        }
        Ok(reply)
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

/// Splits a request into parts that fit the limits: whole blocks together where they fit; a block that is too large is
/// split, from the start of a part; a sentence that is too large goes alone. Linear.
fn cut<'a>(request: &Request<'a>, limits: Limits) -> Vec<&'a [Ask<'a>]> {
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
