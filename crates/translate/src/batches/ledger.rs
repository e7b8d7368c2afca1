//! What was submitted, one file a batch, written whole or not at all.

use crate::chat::Form;
use crate::{Ask, BackendError, ErrorClass, Request, Segment};
use duizhao_core::output;
use duizhao_memory::{Fingerprint, Maker, TermUse};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A batch as the project knows it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    /// Its name, by which the service's batch can be found.
    pub(crate) name: String,
    /// The backend that was asked.
    pub(crate) backend: String,
    /// Its model.
    pub(crate) model: Option<String>,
    /// What its translations depend on besides a sentence and its terms.
    pub(crate) identity: Fingerprint,
    /// When it was about to be submitted, in seconds since 1970.
    pub(crate) created: i64,
    /// The service's id of it; `None` until that is known.
    pub(crate) batch: Option<String>,
    /// Batches of the service that turned out to be others.
    #[serde(default)]
    pub(crate) not_it: Vec<String>,
    /// Its requests.
    pub(crate) requests: Vec<JobRequest>,
}

/// A request of a batch, with all that its answer is read by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JobRequest {
    /// What its answer is found by.
    pub(crate) custom_id: String,
    /// The form of the answer.
    pub(crate) form: Form,
    /// What it was expected to use.
    pub(crate) estimated_tokens: u64,
    /// The article that it was made for.
    pub(crate) article: String,
    /// Its sentences.
    pub(crate) sentences: Vec<JobSentence>,
}

/// A sentence of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JobSentence {
    /// What its translation depends on.
    pub(crate) fingerprint: Fingerprint,
    /// Its index in the article.
    pub(crate) position: usize,
    /// The sentence, without terms.
    pub(crate) segment: Segment,
    /// The terms that the service was told.
    pub(crate) terms: Vec<TermUse>,
    /// Translations of similar sentences that the service was shown, which are no answer.
    #[serde(default)]
    pub(crate) examples: Vec<String>,
}

impl Job {
    /// Counts the sentences.
    pub(crate) fn sentences(&self) -> usize {
        let requests = self.requests.iter();
        requests.map(|request| request.sentences.len()).sum()
    }

    /// Tests whether a request has this id.
    pub(crate) fn asks(&self, custom_id: &str) -> bool {
        self.requests.iter().any(|one| one.custom_id == custom_id)
    }

    /// Returns who translates.
    pub(crate) fn maker(&self) -> Maker {
        Maker {
            backend: self.backend.clone(),
            model: self.model.clone(),
            identity: self.identity,
        }
    }
}

impl JobSentence {
    /// Returns a sentence that is asked for.
    pub(crate) fn of(request: &Request<'_>, ask: &Ask<'_>, fingerprint: Fingerprint) -> Self {
        let segment = &request.document.segments[ask.sentence];
        let terms = duizhao_glossary::terms_of(segment, request.terms());
        let examples = request.document.examples.iter();
        let examples = examples.filter(|example| example.sentence == ask.sentence);
        Self {
            fingerprint,
            position: ask.sentence,
            terms: TermUse::all(&terms),
            examples: examples.map(|example| example.target.clone()).collect(),
            segment: Segment {
                hits: Vec::new(),
                ..segment.clone()
            },
        }
    }
}

/// The folder of a project's batches. Whoever holds the project's lock is the only one that writes there.
pub(crate) struct Ledger {
    folder: PathBuf,
}

impl Ledger {
    /// Returns the ledger in a folder, which need not be there.
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Returns every batch, the oldest first.
    pub(crate) fn jobs(&self) -> Result<Vec<Job>, BackendError> {
        let files = match std::fs::read_dir(&self.folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unusable(&self.folder, &error)),
        };
        let mut jobs: Vec<Job> = Vec::new();
        for file in files {
            let path = file.map_err(|error| unusable(&self.folder, &error))?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let bytes = std::fs::read(&path).map_err(|error| unusable(&path, &error))?;
                let job = serde_json::from_slice(&bytes);
                jobs.push(job.map_err(|error| unusable(&path, &error.into()))?);
            }
        }
        jobs.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
        Ok(jobs)
    }

    /// Keeps a batch. It is on the disk when this is done.
    pub(crate) fn write(&self, job: &Job) -> Result<(), BackendError> {
        let path = self.path(job);
        let json = serde_json::to_vec(job).expect("strings and numbers are always JSON");
        output::replace(&path, &json).map_err(|error| unusable(&path, &error))
    }

    /// Forgets a batch.
    pub(crate) fn remove(&self, job: &Job) -> Result<(), BackendError> {
        let path = self.path(job);
        std::fs::remove_file(&path).map_err(|error| unusable(&path, &error))
    }

    fn path(&self, job: &Job) -> PathBuf {
        self.folder.join(format!("{}.json", job.name))
    }
}

/// A batch that is not known could be paid for twice: the run stops.
fn unusable(path: &Path, error: &io::Error) -> BackendError {
    let what = format!("{}: {error}", path.display());
    let hint =
        "make the file readable and its folder writable: it says what is under way and paid for";
    BackendError::new("batches", ErrorClass::Final, what, hint)
}

/// Counts the batches of a folder, by backend; what cannot be read is left out.
pub fn batch_jobs(folder: &Path) -> BTreeMap<String, usize> {
    let mut jobs = BTreeMap::new();
    for job in Ledger::new(folder).jobs().unwrap_or_default() {
        *jobs.entry(job.backend).or_default() += 1;
    }
    jobs
}

/// Returns the time in seconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs().cast_signed())
}
