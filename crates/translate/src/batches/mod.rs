//! Batches: many requests that a service takes at once and answers within a day, for less.
//!
//! A batch request is the request that would be sent for the same sentences by itself. What is asked for is gathered,
//! article by article ([`BatchJobs::backend`]), and submitted in batches ([`BatchJobs::submit`]); a later run takes the
//! answers into the memory ([`BatchJobs::collect`]), read and inspected as any answer, and from there editions are filled.
//!
//! | module | owns |
//! |---|---|
//! | `ledger` | what was submitted, in files of the project |
//! | `jobs` | the order: collect, gather, submit |
//! | `collect` | what the answer to a batch comes to |
//! | `gather` | the wrapper that gathers requests |
//!
//! Nothing is paid for twice. Before a batch is submitted, the ledger has it, with all its requests, under a name of ours;
//! its id comes after. Where a run was killed between the two, the next one looks among the service's batches for it:
//! by that name where the service keeps one with a batch, otherwise by the number of requests, and once it has ended, by
//! their ids. Until that is settled, its sentences count as under way.

mod collect;
mod gather;
mod jobs;
mod ledger;

pub use jobs::{BatchJobReport, BatchJobState, BatchJobs};
pub(crate) use ledger::Job;
pub use ledger::batch_jobs;

use crate::chat::Form;
use crate::wire::transport::HttpReply;
use crate::{Backend, BackendError, ErrorClass, Request, Translation};
use futures_util::future::BoxFuture;
use serde_json::Value;

/// A service's answer about batches, on its way.
pub(crate) type Answer<'a, T> = BoxFuture<'a, Result<T, BackendError>>;

/// A request of a batch.
pub(crate) struct BatchRequest {
    /// What its answer is found by: a hash of its body.
    pub(crate) custom_id: String,
    /// What it says, as for a request by itself.
    pub(crate) body: Value,
}

/// Why a batch was not submitted.
pub(crate) struct SubmitError {
    /// What went wrong.
    pub(crate) error: BackendError,
    /// Whether the service may have taken it all the same.
    pub(crate) may_exist: bool,
}

impl SubmitError {
    /// Makes the error of a batch that the service does not have for certain.
    pub(crate) fn certain(error: BackendError) -> Self {
        Self {
            error,
            may_exist: false,
        }
    }

    /// Makes the error of a batch that the service may have.
    pub(crate) fn uncertain(error: BackendError) -> Self {
        Self {
            error,
            may_exist: true,
        }
    }

    /// Makes the error of a submission that has no whole reply: only one that never left is certain.
    pub(crate) fn without_reply(error: BackendError) -> Self {
        Self {
            may_exist: error.class != ErrorClass::Unreachable,
            error,
        }
    }
}

/// How far a batch is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stage {
    /// Whether it has ended, however.
    pub(crate) is_ended: bool,
    /// Requests that are done.
    pub(crate) done: u64,
    /// Why it failed as a whole.
    pub(crate) failure: Option<String>,
    /// The files with its results, where the service has files.
    pub(crate) files: Vec<String>,
}

/// What became of a request of a batch.
pub(crate) enum Outcome {
    /// It was answered, or refused.
    Reply(HttpReply),
    /// It was not answered: why.
    Unanswered(String),
}

/// A service that can be asked in batches.
pub(crate) trait BatchService: Backend {
    /// Returns what a request says, and the form of its answer.
    fn batch_body(&self, request: &Request<'_>) -> (Value, Form);

    /// Submits requests as a batch, with a name of ours where the service keeps one; returns the batch's id.
    fn submit<'a>(
        &'a self,
        name: &'a str,
        requests: &'a [BatchRequest],
    ) -> BoxFuture<'a, Result<String, SubmitError>>;

    /// Finds the batch of a job whose id is not known; `known` are the batches of other jobs.
    fn find<'a>(&'a self, job: &'a Job, known: &'a [String]) -> Answer<'a, Option<String>>;

    /// Returns how far a batch is; `None` where the service does not have it any more.
    fn stage<'a>(&'a self, batch: &'a str) -> Answer<'a, Option<Stage>>;

    /// Returns what became of each request of a batch that has ended, by its id, in any order.
    fn results<'a>(
        &'a self,
        batch: &'a str,
        stage: &'a Stage,
    ) -> Answer<'a, Vec<(String, Outcome)>>;

    /// Returns the translations in the reply to a request of this form, and counts what it used.
    fn read_answer(
        &self,
        request: &Request<'_>,
        reply: &HttpReply,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError>;
}

/// The largest file of results that is read, in bytes: that of the largest batch has a tenth of it.
pub(crate) const MOST_RESULTS: usize = 512 << 20;

/// Reads lines of JSON; what is none is left out, and its request has no result.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = Value> {
    text.split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
}
