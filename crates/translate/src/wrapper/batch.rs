//! Cuts an article into requests, and a request whose reply cannot be used into smaller ones.

use super::Wrapper;
use crate::wire::tokens;
use crate::{
    Ask, Backend, BackendError, ErrorClass, Estimate, Limits, Reply, Request, Stop, Translation,
};
use futures_util::future::join_all;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sentences that fail before the first one succeeds, from which no more are tried.
const HOPELESS: usize = 8;

/// Sentences that fail one after another, likewise.
const HOPELESS_IN_A_ROW: usize = 50;

/// Sends an article in as many requests as it needs.
///
/// A reply that cannot be told apart, or a request that is refused, is halved and asked again, down to one sentence;
/// of a reply with some bad translations only those are asked again. No answer ever moves to another sentence.
/// Requests are at most twice the sentences, tries apart.
pub(super) struct Batch {
    inner: Box<dyn Backend>,
    stop: Stop,
    done: Arc<AtomicUsize>,
    failed: AtomicUsize,
}

impl Wrapper for Batch {
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

impl Batch {
    /// A batcher whose run has not begun.
    pub(super) fn new(inner: Box<dyn Backend>, stop: Stop) -> Self {
        Self {
            inner,
            stop,
            done: Arc::default(),
            failed: 0.into(),
        }
    }

    /// Sentences that were translated, by whoever: they prove the service.
    pub(super) fn done(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.done)
    }

    /// Translates one part, in smaller ones if need be.
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
                    // That a service refuses a text says nothing of others.
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

    /// Asks again for the sentences whose translations are bad.
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
        bad.into_iter()
            .zip(second)
            .for_each(|(i, translation)| reply[i] = translation);
        Ok(reply)
    }

    /// The reply, or an error that stops the run if too many sentences in a row have failed.
    fn counted(&self, reply: Vec<Translation>) -> Result<Vec<Translation>, BackendError> {
        let good = reply
            .iter()
            .filter(|translation| translation.is_ok())
            .count();
        let done = self.done.fetch_add(good, Ordering::Relaxed) + good;
        let bad = reply.len() - good;
        let failed = match good {
            0 => self.failed.fetch_add(bad, Ordering::Relaxed) + bad,
            _ => {
                self.failed.store(bad, Ordering::Relaxed);
                bad
            }
        };
        let most = if done == 0 {
            HOPELESS
        } else {
            HOPELESS_IN_A_ROW
        };
        match reply
            .iter()
            .find_map(|translation| translation.as_ref().err())
        {
            Some(failure) if failed >= most => {
                let what = format!(
                    "{failed} sentences in a row were not translated: {}",
                    failure.what
                );
                let test = format!(
                    "`duizhao backends test {}` shows what it answers",
                    self.inner.name()
                );
                let hint = failure.hint.clone().unwrap_or(test);
                let error = BackendError::new(self.inner.name(), ErrorClass::Final, what, hint);
                self.stop.stop(error.clone());
                Err(error)
            }
            Some(_) | None => Ok(reply),
        }
    }
}

/// The parts of a request that fit the limits: whole blocks together where they fit; a block that is too large is cut,
/// from the start of a part; a sentence that is too large goes alone. Linear.
fn cut<'a>(request: &Request<'a>, limits: Limits) -> Vec<&'a [Ask<'a>]> {
    let (asks, sentences) = (request.asks, request.document.segments);
    let size = |asks: &[Ask<'_>]| {
        asks.iter().fold(Size::default(), |sum, ask| {
            sum.and(Size::of(&sentences[ask.sentence].text))
        })
    };
    let mut parts = Vec::new();
    let (mut start, mut end, mut filled) = (0, 0, Size::default());
    let mut close = |start: &mut usize, end: usize| {
        if *start < end {
            parts.push(&asks[*start..end]);
            *start = end;
        }
    };
    for block in asks.chunk_by(|a, b| sentences[a.sentence].block == sentences[b.sentence].block) {
        let whole = size(block);
        if !filled.and(whole).fits(limits) {
            close(&mut start, end);
            filled = Size::default();
        }
        for ask in block {
            let one = size(std::slice::from_ref(ask));
            if !filled.and(one).fits(limits) {
                close(&mut start, end);
                filled = Size::default();
            }
            filled = filled.and(one);
            end += 1;
        }
    }
    close(&mut start, end);
    parts
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
