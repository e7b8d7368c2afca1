//! Cuts an article into requests, and a request whose reply cannot be used into smaller ones.

use super::Wrapper;
use crate::backend::wire::tokens;
use crate::backend::{Ask, Backend, BackendError, Class, Estimate, Failure, Limits, Reply, Request, Stop, Translation};
use futures_util::future::join_all;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sentences that fail before the first one succeeds, from which no more are tried.
const HOPELESS: usize = 8;

/// Sends an article in as many requests as it needs.
///
/// A reply that cannot be told apart, or a request that is refused, is halved and asked again, down to one sentence;
/// of a reply with some bad translations only those are asked again. No answer ever moves to another sentence.
/// Requests are at most twice the sentences, in the worst case.
pub(super) struct Batch {
    inner: Box<dyn Backend>,
    stop: Stop,
    done: AtomicUsize,
    failed: AtomicUsize,
}

impl Wrapper for Batch {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        cut(&request, self.inner.limits()).into_iter().fold(Estimate::default(), |mut sum, asks| {
            sum += self.inner.estimate(Request { asks, ..request });
            sum
        })
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let parts = cut(&request, self.inner.limits());
            // All are waited for, also when one stops the run: what is on its way may be paid for.
            let replies = join_all(parts.into_iter().map(|asks| self.settle(Request { asks, ..request }))).await;
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
        Self { inner, stop, done: 0.into(), failed: 0.into() }
    }

    /// Translates one part, in smaller ones if need be.
    fn settle<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let several = request.asks.len() > 1;
            match self.inner.translate(request).await {
                Ok(reply) if several && reply.iter().any(Result::is_err) => self.again(request, reply).await,
                Ok(reply) => self.counted(reply),
                Err(error) if error.class == Class::Split && several => self.halves(request).await,
                Err(error) if matches!(error.class, Class::Final | Class::Stopped) => Err(error),
                Err(error) => self.counted(vec![Err(Failure(error.what)); request.asks.len()]),
            }
        })
    }

    fn halves<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let (left, right) = request.asks.split_at(request.asks.len() / 2);
            let mut reply = self.settle(Request { asks: left, ..request }).await?;
            reply.extend(self.settle(Request { asks: right, ..request }).await?);
            Ok(reply)
        })
    }

    /// Asks again for the sentences whose translations are bad.
    async fn again(&self, request: Request<'_>, mut reply: Vec<Translation>) -> Result<Vec<Translation>, BackendError> {
        let bad: Vec<usize> = (0..reply.len()).filter(|&i| reply[i].is_err()).collect();
        self.done.fetch_add(reply.len() - bad.len(), Ordering::Relaxed);
        let asks: Vec<Ask<'_>> = bad.iter().map(|&i| request.asks[i]).collect();
        let part = Request { asks: &asks, ..request };
        let all = asks.len() == request.asks.len();
        let second = if all { self.halves(part).await? } else { self.settle(part).await? };
        bad.into_iter().zip(second).for_each(|(i, translation)| reply[i] = translation);
        Ok(reply)
    }

    /// The reply, or an error that stops the run if nothing has succeeded though enough was tried.
    fn counted(&self, reply: Vec<Translation>) -> Result<Vec<Translation>, BackendError> {
        let good = reply.iter().filter(|translation| translation.is_ok()).count();
        let done = self.done.fetch_add(good, Ordering::Relaxed) + good;
        let bad = reply.len() - good;
        let failed = self.failed.fetch_add(bad, Ordering::Relaxed) + bad;
        match reply.iter().find_map(|translation| translation.as_ref().err()) {
            Some(Failure(why)) if done == 0 && failed >= HOPELESS => {
                let what = format!("none of the first {failed} sentences was translated: {why}");
                let hint = format!("`duizhao backends test {}` shows what it answers", self.inner.name());
                let error = BackendError::new(self.inner.name(), Class::Final, what, hint);
                self.stop.stop(error.clone());
                Err(error)
            }
            _ => Ok(reply),
        }
    }
}

/// The parts of a request that fit the limits: whole blocks together where they fit, a block that is too large on
/// its own by itself, a sentence that is too large alone. Linear.
fn cut<'a>(request: &Request<'a>, limits: Limits) -> Vec<&'a [Ask<'a>]> {
    let (asks, sentences) = (request.asks, request.document.sentences);
    let size = |asks: &[Ask<'_>]| {
        asks.iter().fold(Size::default(), |sum, ask| sum.and(Size::of(sentences[ask.sentence].text)))
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
        if whole.fits(limits) && !filled.and(whole).fits(limits) {
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
        Self { sentences: 1, bytes: escaped.sum::<usize>() + 3, tokens: tokens::estimate(text) }
    }

    fn and(self, other: Self) -> Self {
        Self {
            sentences: self.sentences + other.sentences,
            bytes: self.bytes + other.bytes,
            tokens: self.tokens + other.tokens,
        }
    }

    fn fits(self, limits: Limits) -> bool {
        self.sentences <= limits.sentences && self.bytes <= limits.bytes && self.tokens <= limits.tokens
    }
}
