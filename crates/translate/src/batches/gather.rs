//! The wrapper that gathers requests instead of sending them.

use super::BatchRequest;
use super::jobs::BatchJobs;
use super::ledger::{JobRequest, JobSentence};
use crate::error::{BackendError, ErrorClass};
use crate::wrapper::{Wrapper, cut};
use crate::{Ask, Backend, Estimate, Reply, Request, Translation};
use duizhao_core::counted;
use duizhao_core::hash::sha256;
use duizhao_core::hex;
use std::sync::Arc;

/// Gathers what is asked for. An article with a sentence that is under way is under way as a whole; a sentence that a
/// batch has just failed to translate is asked for again with the others, and is a failure where there are none.
pub(super) struct Gather(pub(super) Arc<BatchJobs>);

/// What is known of the sentences that are asked for.
#[derive(Default)]
struct Sorted<'a> {
    /// Sentences that are in a batch.
    under_way: usize,
    /// Why the others were not translated, where they were asked for.
    failures: Vec<Translation>,
    /// Those to be asked for, by how many of them may go in one request.
    to_ask: Vec<(Ask<'a>, usize)>,
    /// Whether there are any that no batch of this run has failed on.
    is_new: bool,
}

impl Gather {
    fn sorted<'a>(&self, request: &Request<'a>) -> Sorted<'a> {
        let state = self.0.state();
        let mut sorted = Sorted::default();
        for ask in request.asks {
            let fingerprint = request.fingerprint(ask, &*self.0.service, &self.0.identity);
            if state.pending.contains_key(&fingerprint) {
                sorted.under_way += 1;
                continue;
            }
            match state.failed.get(&fingerprint) {
                Some(failure) => sorted.failures.push(Err(failure.clone())),
                None => sorted.is_new = true,
            }
            let most = state.again.get(&fingerprint).copied();
            sorted.to_ask.push((*ask, most.unwrap_or(usize::MAX)));
        }
        sorted
    }

    /// Adds a request to the next batch, and submits that if it is full.
    async fn add(&self, request: Request<'_>) -> Result<(), BackendError> {
        let jobs = &*self.0;
        let (body, form) = jobs.service.batch_body(&request);
        let Estimate { usage, worst } = jobs.service.estimate(request);
        let sentences = request.asks.iter().map(|ask| {
            let fingerprint = request.fingerprint(ask, &*jobs.service, &jobs.identity);
            JobSentence::of(&request, ask, fingerprint)
        });
        let custom_id = hex::encode(&sha256(body.to_string().as_bytes()));
        let kept = JobRequest {
            custom_id: custom_id.clone(),
            form,
            estimated_tokens: usage.tokens(),
            article: request.document.name.to_owned(),
            sentences: sentences.collect(),
        };
        if jobs.add(kept, BatchRequest { custom_id, body }, usage, worst)? {
            jobs.submit().await?;
        }
        Ok(())
    }

    async fn gather(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let Sorted {
            under_way,
            failures,
            to_ask,
            is_new,
        } = self.sorted(&request);
        if under_way == 0 && !is_new {
            return Ok(failures);
        }
        let count = under_way + to_ask.len();
        for together in to_ask.chunk_by(|(_, a), (_, b)| a == b) {
            let asks: Vec<Ask<'_>> = together.iter().map(|(ask, _)| *ask).collect();
            let mut limits = self.0.service.limits();
            limits.sentences = limits.sentences.min(together[0].1);
            let request = Request {
                asks: &asks,
                ..request
            };
            for asks in cut(&request, limits) {
                self.add(Request { asks, ..request }).await?;
            }
        }
        let what = format!(
            "{} in a batch that has no answer yet",
            counted(count, "sentence")
        );
        let hint = "run the same command again later";
        Err(BackendError::new(
            &self.0.name,
            ErrorClass::UnderWay,
            what,
            hint,
        ))
    }
}

impl Wrapper for Gather {
    fn inner(&self) -> &dyn Backend {
        &*self.0.service
    }

    /// Estimates what is not under way, in requests as they would be made.
    fn estimate(&self, request: Request<'_>) -> Estimate {
        let sorted = self.sorted(&request);
        let asks: Vec<Ask<'_>> = sorted.to_ask.iter().map(|(ask, _)| *ask).collect();
        let limits = self.0.service.limits();
        let to_ask = Request {
            asks: &asks,
            ..request
        };
        let parts = cut(&to_ask, limits).into_iter();
        let mut estimate = parts.fold(Estimate::default(), |mut sum, asks| {
            sum += self.0.service.estimate(Request { asks, ..request });
            sum
        });
        estimate.usage.known = sorted.under_way as u64;
        estimate
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.gather(request))
    }
}
