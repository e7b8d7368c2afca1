//! Batches of articles, from their files to their editions.

mod article;
mod jobs;
mod pending;
mod turn;

pub(crate) use jobs::Job;

use crate::adopt::{self, Adopted};
use crate::counts::ArticleReport;
use crate::engine::Engine;
use crate::error::{ArticleError, Cause};
use crate::keys::Keys;
use crate::project::Project;
use crate::stamps;
use duizhao_glossary::exchange::{self, WriteOptions};
use duizhao_ingest::source::Input;
use duizhao_memory::StoreError;
use pending::Pending;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use turn::{MOST_WRITTEN, Turns};

/// Most reports that wait for an earlier article to be done.
const MOST_WAITING: usize = 1024;

/// Inputs whose states are looked up at once.
pub(crate) const CHUNK: usize = 256;

/// How far a batch is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Sentences of the articles that are done, without those that failed.
    pub sentences: AtomicUsize,
}

/// A batch of articles of one project.
pub struct Batch {
    /// Translates.
    pub engine: Engine,
    /// Where articles and editions are.
    pub project: Project,
    pub(crate) keys: Keys,
    /// The articles that are left out, as reports show them.
    pub(crate) left_out: HashSet<PathBuf>,
    /// A hash of the name of each edition that an article of the run has.
    taken: Mutex<HashSet<u64>>,
    /// As many as articles are worked on at once.
    turns: Turns,
}

impl Batch {
    /// Sets a batch up.
    pub async fn new(engine: Engine, project: Project) -> Result<Self, StoreError> {
        let keys = Keys::of(&engine).await?;
        let turns = Turns::new(most_worked_on(&engine));
        Ok(Self {
            engine,
            project,
            keys,
            left_out: HashSet::new(),
            taken: Mutex::default(),
            turns,
        })
    }

    /// Has the store keep what people wrote in the editions of these inputs since the program wrote them, and tells
    /// `each` of it. The files stay as they are until their articles are translated; what cannot be read is reported
    /// then.
    ///
    /// It comes before everything else, so that what a person wrote in one edition serves all.
    pub async fn adopt_edits(
        &mut self,
        inputs: impl Iterator<Item = Input>,
        mut each: impl FnMut(&Path, Adopted),
    ) -> Result<(), StoreError> {
        let Some(store) = self.engine.store.clone() else {
            return Ok(());
        };
        let mut inputs = inputs.peekable();
        while !self.engine.options.overwrite && inputs.peek().is_some() {
            let chunk = inputs.by_ref().take(CHUNK).collect();
            for job in self.jobs_with_parts(chunk).await? {
                if job.is_unedited() {
                    continue;
                }
                let adopted =
                    adopt::adopt_edits(&self.project, &*store, &self.engine.termbase, &job.edition);
                match adopted.await {
                    Ok(Some(adopted)) => each(&job.edition, adopted),
                    Err(ArticleError {
                        cause: Cause::Store(error),
                        ..
                    }) => return Err(error),
                    Ok(None) | Err(_) => {}
                }
            }
        }
        self.keep_glossary().await?;
        self.keys = Keys::of(&self.engine).await?;
        Ok(())
    }

    /// Keeps the glossary that editions are about to be made with.
    async fn keep_glossary(&self) -> Result<(), StoreError> {
        let Some(store) = &self.engine.store else {
            return Ok(());
        };
        if store.has_glossary(self.keys.glossary).await? {
            return Ok(());
        }
        let csv = exchange::by_name("csv").expect("there is this format");
        let terms = self.engine.termbase.glossary.terms().to_vec();
        match csv.write(&terms, &WriteOptions::default()) {
            // A glossary that its own format cannot hold is one that later runs do not know.
            Err(_) => Ok(()),
            Ok(written) => {
                let text = String::from_utf8_lossy(&written.bytes).into_owned();
                store.put_glossary(self.keys.glossary, text).await
            }
        }
    }

    /// Tests whether an article in traditional script has been converted to simplified script.
    pub fn has_converted(&self) -> bool {
        self.engine
            .converted
            .load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Translates every input, or plans it, and gives each one's report to `report`, in the order of the inputs. Returns
    /// how many were not begun because the batch was stopped.
    ///
    /// One bad article is a report with an error and stops nothing. What is written does not depend on the number of
    /// jobs. Memory holds the articles under way, as many as there are jobs and requests at once and those that wait for
    /// the disk, some reports that are done before an earlier one, a chunk of inputs, and a hash of each edition's name.
    pub async fn run(
        self: &Arc<Self>,
        inputs: impl Iterator<Item = Result<Input, ArticleError>>,
        progress: &Progress,
        mut report: impl FnMut(ArticleReport),
    ) -> usize {
        let under_way = most_worked_on(&self.engine) + MOST_WRITTEN;
        let mut inputs = inputs.enumerate();
        self.taken_editions().clear();
        let mut next = Vec::new().into_iter();
        let mut waiting = Pending::default();
        let mut tasks = JoinSet::new();
        let mut last = None;
        let mut not_begun = 0;
        loop {
            let mut must_wait = false;
            while tasks.len() < under_way
                && waiting.reports.len() < MOST_WAITING
                && self.engine.stop.reason().is_none()
            {
                if next.len() == 0 {
                    let chunk = inputs.by_ref().take(CHUNK).collect();
                    next = self.next(chunk).await.into_iter();
                }
                let Some(turn) = self.turns.take() else {
                    must_wait = true;
                    break;
                };
                let Some((index, step)) = next.next() else {
                    break;
                };
                match step.job() {
                    Ok(job) => {
                        let batch = Arc::clone(self);
                        tasks.spawn(async move { (index, batch.reports(*job, turn).await) });
                    }
                    Err(ready) => drop(waiting.reports.insert(index, ready)),
                }
            }
            let done = tokio::select! {
                done = tasks.join_next() => done,
                () = self.turns.wait(), if must_wait => continue,
            };
            if let Some(done) = done {
                let (index, (reports, left)) = done.expect("a report catches its panics");
                if let Some(new) = reports.iter().rfind(|report| report.is_new) {
                    last.clone_from(&new.edition);
                }
                waiting.reports.insert(index, reports);
                not_begun += left;
            } else if waiting.reports.is_empty() {
                break;
            }
            waiting.give(progress, &mut report);
        }
        if let Some(edition) = &last {
            stamps::settle(edition).await;
        }
        not_begun + next.count() + inputs.count()
    }
}

/// Returns how many inputs are worked on at once.
fn most_worked_on(engine: &Engine) -> usize {
    let jobs = engine.options.jobs.max(1);
    match engine.backend.limits().concurrency {
        1 => jobs,
        requests => jobs + requests,
    }
}
