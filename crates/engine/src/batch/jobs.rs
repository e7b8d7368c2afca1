//! What is known of the inputs of a batch before they are read.

use super::Batch;
use super::article::failed;
use crate::counts::ArticleReport;
use crate::error::{ArticleError, Cause};
use crate::stamps::Stamp;
use duizhao_ingest::source::Input;
use duizhao_memory::{DocumentState, StoreError};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{MutexGuard, PoisonError};

/// An article to be worked on, and what the store knows of its edition.
pub(crate) struct Job {
    pub(crate) input: Input,
    pub(crate) edition: PathBuf,
    /// The edition's name in the store.
    pub(crate) name: String,
    pub(crate) state: Option<DocumentState>,
}

impl Job {
    /// Tests whether the edition is as the store knows it.
    pub(super) fn is_unedited(&self) -> bool {
        let state = self.state.as_ref();
        state.is_some_and(|state| state.stamps.edition == Stamp::of(&self.edition).to_string())
    }
}

/// What becomes of an input.
pub(super) enum NextStep {
    /// An earlier input has its text.
    LeftOut,
    /// The report of an input that cannot be worked on.
    Failed(Box<ArticleReport>),
    /// The report of an edition that stays as it is, unless it is edited meanwhile.
    Unchanged(Box<ArticleReport>, Box<Job>),
    Work(Box<Job>),
}

impl NextStep {
    /// Returns the article to be worked on, or else the reports that are known already.
    pub(super) fn job(self) -> Result<Box<Job>, Vec<ArticleReport>> {
        match self {
            Self::LeftOut => Err(Vec::new()),
            Self::Failed(report) => Err(vec![*report]),
            Self::Unchanged(report, job) if job.is_unedited() => Err(vec![*report]),
            Self::Unchanged(_, job) | Self::Work(job) => Ok(job),
        }
    }
}

impl Batch {
    /// Looks a chunk of inputs up: those whose reports are known already need no task.
    pub(super) async fn next(
        &self,
        chunk: Vec<(usize, Result<Input, ArticleError>)>,
    ) -> Vec<(usize, NextStep)> {
        let mut indices = Vec::new();
        let mut inputs = Vec::new();
        let mut next = Vec::new();
        for (index, input) in chunk {
            if let Ok(input) = &input
                && self.left_out.contains(&input.id.shown())
            {
                next.push((index, NextStep::LeftOut));
                continue;
            }
            match input.and_then(|input| self.not_taken_yet(input)) {
                Ok(input) => {
                    indices.push(index);
                    inputs.push(input);
                }
                Err(error) => next.push((index, NextStep::Failed(Box::new(failed(error))))),
            }
        }
        let looked = match self.jobs(inputs).await {
            Ok(jobs) => self.unchanged(jobs).await,
            Err(error) => Err(error),
        };
        match looked {
            Ok(looked) => {
                let looked = looked.into_iter().map(|(job, report)| match report {
                    Some(report) => NextStep::Unchanged(Box::new(report), Box::new(job)),
                    None => NextStep::Work(Box::new(job)),
                });
                next.extend(indices.into_iter().zip(looked));
            }
            Err(error) => self.engine.stop.stop(error.into()),
        }
        next.sort_unstable_by_key(|(index, _)| *index);
        next
    }

    /// Returns the jobs of some inputs, with what the store knows of their editions: one round trip.
    pub(super) async fn jobs(&self, inputs: Vec<Input>) -> Result<Vec<Job>, StoreError> {
        let mut jobs: Vec<Job> = inputs
            .into_iter()
            .map(|input| {
                let edition = self.project.edition(&input);
                Job {
                    name: self.project.name(&edition),
                    input,
                    edition,
                    state: None,
                }
            })
            .collect();
        if let Some(store) = &self.engine.store {
            let names = jobs.iter().map(|job| job.name.clone()).collect();
            for (job, state) in jobs.iter_mut().zip(store.document(names).await?) {
                job.state = state;
            }
        }
        Ok(jobs)
    }

    /// Returns the jobs of some inputs, and of the parts of them that have editions.
    pub(super) async fn jobs_with_parts(&self, inputs: Vec<Input>) -> Result<Vec<Job>, StoreError> {
        let mut jobs = self.jobs(inputs).await?;
        let unknown = jobs.iter().filter(|job| job.state.is_none());
        let parts = unknown.flat_map(|job| self.project.parts(&job.input));
        for part in self.jobs(parts.collect()).await? {
            let file = self.project.name(&part.input.id.file);
            if part.state.as_ref().is_some_and(|state| state.input == file) {
                jobs.push(part);
            }
        }
        Ok(jobs)
    }

    pub(super) fn taken_editions(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the input, unless another one of the batch has its edition. A book has editions for its parts, which are known
    /// when it is read.
    pub(super) fn not_taken_yet(&self, input: Input) -> Result<Input, ArticleError> {
        if is_book(&input) {
            Ok(input)
        } else {
            self.not_taken(input)
        }
    }

    /// Returns the input, unless another one of the batch has its edition.
    pub(super) fn not_taken(&self, input: Input) -> Result<Input, ArticleError> {
        let edition = self.project.edition(&input);
        let mut hasher = DefaultHasher::new();
        edition.hash(&mut hasher);
        if self.taken_editions().insert(hasher.finish()) {
            Ok(input)
        } else {
            Err(Cause::SameEdition(edition).of(&input.id.shown()))
        }
    }

    /// Makes sure that the edition of an article is not that of another one, which is still there.
    pub(super) fn is_its_own(&self, job: &Job) -> Result<(), Cause> {
        let file = self.project.name(&job.input.id.file);
        let state = job.state.as_ref().filter(|state| state.input != file);
        let other = state.map(|state| self.project.path(&state.input));
        match other.filter(|other| other.is_file() && !self.engine.options.overwrite) {
            Some(article) => Err(Cause::OtherEdition {
                edition: job.edition.clone(),
                article,
            }),
            None => Ok(()),
        }
    }
}

/// Tests whether a file is named like one that holds several documents, each with an edition of its own.
pub(super) fn is_book(input: &Input) -> bool {
    let extension = input.id.file.extension().unwrap_or_default();
    input.id.part.is_none()
        && ["epub", "jsonl", "ndjson"]
            .iter()
            .any(|book| extension.eq_ignore_ascii_case(book))
}
