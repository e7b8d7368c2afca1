//! The batches of a project: collected, gathered, submitted.

use super::gather::Gather;
use super::ledger::{Job, JobRequest, Ledger, now};
use super::{BatchRequest, BatchService, SubmitError};
use crate::error::{BackendError, ErrorClass};
use crate::kind::{BackendKind, check_prices};
use crate::{
    Backend, Caps, Failure, Prices, Service, Setup, SetupError, Stop, Usage, Watch, wrapper,
};
use duizhao_memory::{Fingerprint, Store};
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Requests of the largest batch: services take more, and fewer are lost when one fails as a whole.
const MOST_REQUESTS: usize = 2000;

/// Bytes of the largest batch. Both services take 200 MB and more.
const MOST_BYTES: usize = 32 << 20;

/// The batches of a project by one backend.
pub struct BatchJobs {
    pub(super) service: Box<dyn BatchService>,
    /// Its name in the settings.
    pub(super) name: String,
    pub(super) identity: String,
    pub(super) ledger: Ledger,
    pub(super) store: Option<Arc<dyn Store>>,
    prices: Prices,
    caps: Caps,
    /// By how much requests have cost more than estimated so far, at least 1.
    overrun: f64,
    stop: Stop,
    watch: Option<Watch>,
    timeout: Duration,
    state: Mutex<JobsState>,
}

/// What is known of the sentences of a run.
#[derive(Default)]
pub(super) struct JobsState {
    /// Sentences in batches that have no answer yet.
    pub(super) pending: HashMap<Fingerprint, String>,
    /// Sentences that a batch collected in this run has not translated, and why.
    pub(super) failed: HashMap<Fingerprint, Failure>,
    /// Sentences that are asked for again, with how many may go in one request.
    pub(super) again: HashMap<Fingerprint, usize>,
    /// Requests that are not submitted yet.
    gathered: Vec<(JobRequest, BatchRequest, Usage)>,
    /// Bytes of their bodies.
    bytes: usize,
    /// What all requests of the run may use at worst.
    reserved: Usage,
    /// What was submitted.
    reports: Vec<BatchJobReport>,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchJobState {
    /// It was submitted in this run.
    Submitted,
    /// It has no answer yet.
    UnderWay,
    /// Its answer is in the memory.
    Collected,
    /// The service does not have it: its sentences are asked for again.
    Lost,
}

/// A batch, and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct BatchJobReport {
    /// The service's id of it, where that is known.
    pub batch: Option<String>,
    /// What became of it.
    pub state: BatchJobState,
    /// Its requests.
    pub requests: usize,
    /// Those of them that are done.
    pub done: u64,
    /// Its sentences.
    pub sentences: usize,
    /// Those of them that it has not translated.
    pub failed: usize,
    /// What it used; of a batch that was submitted, what it will use.
    pub usage: Usage,
    /// What that costs, where the prices are known.
    pub cost: Option<f64>,
}

impl BatchJobs {
    /// Opens the batches that a folder of the project knows; nothing is sent. The prices of the service are those of
    /// batches: [`Service::at_batch_prices`].
    pub fn open(service: &Service, setup: &Setup, folder: &Path) -> Result<Arc<Self>, SetupError> {
        let kind = BackendKind::named(&service.kind);
        let open = kind.and_then(|kind| kind.open_batches).ok_or_else(|| {
            let what = format!("services of the kind `{}` have no batches", service.kind);
            service.wrong("kind", &what)
        })?;
        check_prices(service, setup)?;
        let backend = open(service)?;
        let percent = setup.accuracy.percent();
        Ok(Arc::new(Self {
            identity: backend.identity(),
            service: backend,
            name: service.name.clone(),
            ledger: Ledger::new(folder),
            store: setup.store.clone(),
            prices: service.common.prices,
            caps: setup.caps,
            overrun: percent.map_or(1.0, |percent| (100.0 / percent).max(1.0)),
            stop: setup.stop.clone(),
            watch: service.watch.clone(),
            timeout: service.timeout(),
            state: Mutex::default(),
        }))
    }

    /// Returns a backend that answers from the memory what it holds, gathers the rest for [`BatchJobs::submit`], and
    /// says of that that it is under way, by an error of [`ErrorClass::UnderWay`]. It asks for no corrections.
    pub fn backend(self: &Arc<Self>) -> Box<dyn Backend> {
        let gather = Box::new(Gather(Arc::clone(self)));
        wrapper::around_batches(gather, self.store.clone(), &self.stop, self.watch.clone())
    }

    pub(super) fn state(&self) -> MutexGuard<'_, JobsState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the sentences in batches without an answer.
    pub fn under_way(&self) -> usize {
        self.state().pending.len()
    }

    /// Looks at every batch of the backend, and takes the answers of those that have ended into the memory.
    pub async fn collect(&self) -> Result<Vec<BatchJobReport>, BackendError> {
        let mut reports = Vec::new();
        let jobs = self.ledger.jobs()?;
        let known: Vec<String> = jobs.iter().filter_map(|job| job.batch.clone()).collect();
        for job in jobs {
            if job.backend == self.name {
                reports.push(self.look_at(job, &known).await?);
            }
        }
        Ok(reports)
    }

    /// Looks for what is known of the sentences under way, without asking the service.
    pub fn recall(&self) -> Result<(), BackendError> {
        for job in self.ledger.jobs()? {
            if job.backend == self.name {
                self.set_pending(&job);
            }
        }
        Ok(())
    }

    /// Looks at one batch.
    async fn look_at(
        &self,
        mut job: Job,
        known: &[String],
    ) -> Result<BatchJobReport, BackendError> {
        loop {
            let Some(batch) = job.batch.clone() else {
                let found = self.service.find(&job, known).await?;
                if found.is_some() {
                    job.batch = found;
                    self.ledger.write(&job)?;
                    continue;
                }
                // A service that was just asked may not list it yet.
                let age = Duration::from_secs(now().saturating_sub(job.created).unsigned_abs());
                if age < self.timeout {
                    return Ok(self.unanswered(&job, 0));
                }
                return self.lost(&job);
            };
            let Some(stage) = self.service.stage(&batch).await? else {
                return self.lost(&job);
            };
            if !stage.is_ended {
                return Ok(self.unanswered(&job, stage.done));
            }
            let results = self.service.results(&batch, &stage).await?;
            if !results.is_empty() && !results.iter().any(|(id, _)| job.asks(id)) {
                job.not_it.push(batch);
                job.batch = None;
                self.ledger.write(&job)?;
                continue;
            }
            return self.take(&job, &stage, results).await;
        }
    }

    fn set_pending(&self, job: &Job) {
        let mut state = self.state();
        let batch = job.batch.clone().unwrap_or_default();
        for sentence in job.requests.iter().flat_map(|request| &request.sentences) {
            state.pending.insert(sentence.fingerprint, batch.clone());
        }
    }

    fn unanswered(&self, job: &Job, done: u64) -> BatchJobReport {
        self.set_pending(job);
        BatchJobReport {
            done,
            ..self.report(job, BatchJobState::UnderWay)
        }
    }

    /// Forgets a batch that the service does not have.
    fn lost(&self, job: &Job) -> Result<BatchJobReport, BackendError> {
        self.ledger.remove(job)?;
        Ok(self.report(job, BatchJobState::Lost))
    }

    /// Returns a report that counts nothing yet.
    pub(super) fn report(&self, job: &Job, state: BatchJobState) -> BatchJobReport {
        BatchJobReport {
            batch: job.batch.clone(),
            state,
            requests: job.requests.len(),
            done: 0,
            sentences: job.sentences(),
            failed: 0,
            usage: Usage::default(),
            cost: None,
        }
    }

    /// Returns what something costs, where the prices are known.
    pub(super) fn cost(&self, usage: &Usage) -> Option<f64> {
        self.prices.are_known().then(|| self.prices.cost(usage))
    }

    /// Adds a request to those that are submitted next, if no limit could be passed by it; returns whether they are as
    /// many as a batch holds.
    pub(super) fn add(
        &self,
        request: JobRequest,
        sent: BatchRequest,
        expected: Usage,
        worst: Usage,
    ) -> Result<bool, BackendError> {
        let mut state = self.state();
        let mut reserved = state.reserved;
        reserved += worst;
        if let Some(flag) = self.passed(&reserved) {
            let what = format!("the next request could exceed `{flag}`");
            let hint = format!("run again with a higher `{flag}`: what was submitted is under way");
            let error = BackendError::new(&self.name, ErrorClass::Final, what, hint);
            self.stop.stop(error.clone());
            return Err(error);
        }
        state.reserved = reserved;
        for sentence in &request.sentences {
            state.pending.insert(sentence.fingerprint, String::new());
        }
        state.bytes += sent.body.to_string().len();
        state.gathered.push((request, sent, expected));
        Ok(state.gathered.len() >= MOST_REQUESTS || state.bytes >= MOST_BYTES)
    }

    /// Returns the flag of the limit that this would pass.
    fn passed(&self, worst: &Usage) -> Option<&'static str> {
        let cost = self.prices.cost(worst) * self.overrun;
        let Caps {
            cost: most_cost,
            requests,
            characters,
        } = self.caps;
        if requests.is_some_and(|most| worst.requests > most) {
            Some("--max-requests")
        } else if characters.is_some_and(|most| worst.characters > most) {
            Some("--max-chars")
        } else if most_cost.is_some_and(|most| cost > most) {
            Some("--max-cost")
        } else {
            None
        }
    }

    /// Returns the batches that were submitted in this run.
    pub fn submitted(&self) -> Vec<BatchJobReport> {
        self.state().reports.clone()
    }

    /// Submits what was gathered since the last full batch; an error stops the run.
    pub async fn submit(&self) -> Result<(), BackendError> {
        let gathered = {
            let mut state = self.state();
            state.bytes = 0;
            std::mem::take(&mut state.gathered)
        };
        if gathered.is_empty() {
            return Ok(());
        }
        let (mut requests, mut sent, mut usage) = (Vec::new(), Vec::new(), Usage::default());
        for (request, body, expected) in gathered {
            requests.push(request);
            sent.push(body);
            usage += expected;
        }
        let created = now();
        let ids = sent.iter().map(|one| one.custom_id.as_str());
        let time = format!("{created} {}", std::process::id());
        let mut job = Job {
            name: Fingerprint::of_texts(ids.chain([time.as_str()])).hex(),
            backend: self.name.clone(),
            model: self.service.model().map(str::to_owned),
            identity: Fingerprint::of_texts([self.identity.as_str()]),
            created,
            batch: None,
            not_it: Vec::new(),
            requests,
        };
        self.ledger.write(&job)?;
        match self.service.submit(&job.name, &sent).await {
            Ok(batch) => job.batch = Some(batch),
            Err(SubmitError { error, may_exist }) => {
                if !may_exist {
                    self.ledger.remove(&job)?;
                }
                self.stop.stop(error.clone());
                return Err(error);
            }
        }
        self.ledger.write(&job)?;
        let report = BatchJobReport {
            usage,
            cost: self.cost(&usage),
            ..self.report(&job, BatchJobState::Submitted)
        };
        self.state().reports.push(report);
        Ok(())
    }
}
