//! Batches of articles, from their files to their editions.

use crate::adopt::{self, Adopted};
use crate::check::located;
use crate::counts::{ArticleReport, Counts};
use crate::disk::{Opened, ReadSource};
use crate::duplicates::body_key;
use crate::engine::{Engine, Made, Work};
use crate::error::{ArticleError, Cause};
use crate::fill::reported_severity;
use crate::front::notice;
use crate::keys::Keys;
use crate::project::Project;
use crate::stamps::{self, SourceStamps, Stamp};
use duizhao_core::diagnostic::Diagnostic;
use duizhao_edition::{Edition, write_with_lines};
use duizhao_glossary::exchange::{self, WriteOptions};
use duizhao_ingest::source::{Input, Source};
use duizhao_memory::{Document, DocumentState, SegmentRow, StoreError};
use duizhao_translate::Meter;
use futures_util::FutureExt;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::task::JoinSet;

/// Most reports that wait for an earlier article to be done.
const MOST_WAITING: usize = 1024;

/// Inputs whose states are looked up at once.
pub(crate) const CHUNK: usize = 256;

/// How far a batch is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Sentences done.
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
}

/// An article to be worked on, and what the store knows of its edition.
pub(crate) struct Job {
    pub(crate) input: Input,
    pub(crate) edition: PathBuf,
    /// The edition's name in the store.
    pub(crate) name: String,
    pub(crate) state: Option<DocumentState>,
}

/// A document that was read, with its report if nothing is to be done.
type ReadJob = (Job, Option<ArticleReport>, ReadSource);

impl Job {
    /// Tests whether the edition is as the store knows it.
    fn is_unedited(&self) -> bool {
        let state = self.state.as_ref();
        state.is_some_and(|state| state.stamps.edition == Stamp::of(&self.edition).to_string())
    }
}

/// What becomes of an input.
enum NextStep {
    /// An earlier input has its text.
    LeftOut,
    /// The report of an input that cannot be worked on.
    Failed(Box<ArticleReport>),
    /// The report of an edition that stays as it is, unless it is edited meanwhile.
    Unchanged(Box<ArticleReport>, Box<Job>),
    Work(Box<Job>),
}

/// Reports that wait for that of an earlier input.
#[derive(Default)]
struct Pending {
    reports: BTreeMap<usize, Vec<ArticleReport>>,
    /// The input whose reports are due.
    due: usize,
}

impl Pending {
    /// Gives out the reports that are due, in the order of the inputs.
    fn give(&mut self, progress: &Progress, report: &mut impl FnMut(ArticleReport)) {
        while let Some(ready) = self.reports.remove(&self.due) {
            for ready in ready {
                let sentences = ready.counts.sentences;
                progress.sentences.fetch_add(sentences, Ordering::Relaxed);
                report(ready);
            }
            self.due += 1;
        }
    }
}

impl Batch {
    /// Sets a batch up.
    pub async fn new(engine: Engine, project: Project) -> Result<Self, StoreError> {
        let keys = Keys::of(&engine).await?;
        Ok(Self {
            engine,
            project,
            keys,
            left_out: HashSet::new(),
            taken: Mutex::default(),
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
        if store.glossary(self.keys.glossary).await?.is_some() {
            return Ok(());
        }
        let csv = exchange::by_name("csv").expect("there is this format");
        let terms = self.engine.termbase.glossary.terms();
        match csv.write(terms, &WriteOptions::default()) {
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
    /// jobs. Memory holds the articles under way, as many as there are jobs and requests at once, some reports that are
    /// done before an earlier one, a chunk of inputs, and a hash of each edition's name.
    pub async fn run(
        self: &Arc<Self>,
        inputs: impl Iterator<Item = Result<Input, ArticleError>>,
        progress: &Progress,
        mut report: impl FnMut(ArticleReport),
    ) -> usize {
        let under_way = self.most_under_way();
        let mut inputs = inputs.enumerate();
        self.taken_editions().clear();
        let mut next = Vec::new().into_iter();
        let mut waiting = Pending::default();
        let mut tasks = JoinSet::new();
        let mut last = None;
        let mut not_begun = 0;
        loop {
            while tasks.len() < under_way
                && waiting.reports.len() < MOST_WAITING
                && self.engine.stop.reason().is_none()
            {
                if next.len() == 0 {
                    let chunk: Vec<_> = inputs.by_ref().take(CHUNK).collect();
                    next = self.next(chunk).await.into_iter();
                }
                match next.next() {
                    None => break,
                    Some((index, NextStep::LeftOut)) => {
                        waiting.reports.insert(index, Vec::new());
                    }
                    Some((index, NextStep::Failed(report))) => {
                        waiting.reports.insert(index, vec![*report]);
                    }
                    Some((index, NextStep::Unchanged(report, job))) if job.is_unedited() => {
                        waiting.reports.insert(index, vec![*report]);
                    }
                    Some((index, NextStep::Unchanged(_, job) | NextStep::Work(job))) => {
                        let batch = Arc::clone(self);
                        tasks.spawn(async move { (index, batch.reports(*job).await) });
                    }
                }
            }
            if let Some(done) = tasks.join_next().await {
                let (index, (reports, left)): (usize, (Vec<ArticleReport>, usize)) =
                    done.expect("a report catches its panics");
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

    /// Returns how many inputs are worked on at once.
    fn most_under_way(&self) -> usize {
        let jobs = self.engine.options.jobs;
        match self.engine.backend.limits().concurrency {
            1 => jobs,
            requests => jobs + requests,
        }
    }

    /// Looks a chunk of inputs up: those whose reports are known already need no task.
    async fn next(
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
            match input.and_then(|input| self.not_taken(input)) {
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
    async fn jobs(&self, inputs: Vec<Input>) -> Result<Vec<Job>, StoreError> {
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
    async fn jobs_with_parts(&self, inputs: Vec<Input>) -> Result<Vec<Job>, StoreError> {
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

    fn taken_editions(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the input, unless another one of the batch has its edition.
    fn not_taken(&self, input: Input) -> Result<Input, ArticleError> {
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
    fn is_its_own(&self, job: &Job) -> Result<(), Cause> {
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

    /// Works on an input: on each document in it, one after the other; whatever goes wrong is in their reports. Returns how
    /// many were not begun because the batch was stopped, too.
    async fn reports(&self, job: Job) -> (Vec<ArticleReport>, usize) {
        let id = job.input.id.clone();
        let read = AssertUnwindSafe(self.read(job)).catch_unwind().await;
        let read = read.unwrap_or_else(|panic| Err(Cause::internal(panic.as_ref()).of(&id.file)));
        let documents = match read {
            Ok(documents) => documents,
            Err(error) => return (vec![self.stopping(failed(error))], 0),
        };
        let all = documents.len();
        let mut reports = Vec::new();
        for document in documents {
            // The first document belongs to an input that was begun.
            if !reports.is_empty() && self.engine.stop.reason().is_some() {
                break;
            }
            reports.push(match document {
                Ok((job, Some(ready), _)) if job.is_unedited() => ready,
                Ok((job, _, read)) => self.stopping(self.report(&job, &read).await),
                Err(error) => failed(error),
            });
        }
        let not_begun = all - reports.len();
        (reports, not_begun)
    }

    /// Reads an input, and looks at each of its documents if it has parts.
    async fn read(&self, job: Job) -> Result<Vec<Result<ReadJob, ArticleError>>, ArticleError> {
        let input = job.input.clone();
        let file = &input.id.file;
        let stamps = SourceStamps::of(file);
        let sources = tokio::task::block_in_place(|| input.read(&self.engine.options.reading));
        let sources = sources.map_err(|error| Cause::Source(error).of(file))?;
        let sources: Vec<Result<Source, ArticleError>> = sources
            .into_iter()
            .filter(|read| !read.as_ref().is_ok_and(|source| self.is_left_out(source)))
            .map(|read| {
                let source = read.map_err(|error| Cause::Source(error).of(file))?;
                // The edition of a whole file is taken already.
                if source.id.part.is_some() {
                    self.not_taken(input.part(source.id.part.clone()))?;
                }
                Ok(source)
            })
            .collect();
        let read = sources.iter().flatten();
        let parts: Vec<Input> = read
            .filter(|source| source.id.part.is_some())
            .map(|part| input.part(part.id.part.clone()))
            .collect();
        let looked = if parts.is_empty() {
            vec![(job, None)]
        } else {
            let jobs = self.jobs(parts).await;
            let jobs = jobs.map_err(|error| Cause::from(error).of(file))?;
            let looked = self.unchanged(jobs).await;
            looked.map_err(|error| Cause::from(error).of(file))?
        };
        let mut looked = looked.into_iter();
        let mut documents = Vec::with_capacity(sources.len());
        for source in sources {
            documents.push(match source {
                Err(error) => Err(error),
                Ok(source) => {
                    let Some((job, ready)) = looked.next() else {
                        break;
                    };
                    Ok((job, ready, ReadSource { source, stamps }))
                }
            });
        }
        Ok(documents)
    }

    fn is_left_out(&self, source: &Source) -> bool {
        self.left_out.contains(&source.id.shown())
    }

    /// Stops the batch if a report says that it cannot go on: it is said at the end.
    fn stopping(&self, report: ArticleReport) -> ArticleReport {
        if let Some(ArticleError {
            cause: Cause::Unfinished(error),
            ..
        }) = &report.error
        {
            self.engine.stop.stop((**error).clone());
        }
        report
    }

    /// Works on one article; whatever goes wrong is in its report.
    async fn report(&self, job: &Job, read: &ReadSource) -> ArticleReport {
        let start = Instant::now();
        let path = job.input.id.shown();
        let meter = Meter::default();
        let mut report = ArticleReport {
            input: path.clone(),
            ..ArticleReport::default()
        };
        let work = AssertUnwindSafe(self.work(job, read, &meter, &mut report)).catch_unwind();
        let done = work.await;
        let done = done.unwrap_or_else(|panic| Err(Cause::internal(panic.as_ref()).of(&path)));
        report.error = done.err();
        report.counts.usage += meter.read();
        report.counts.elapsed = start.elapsed();
        report
    }

    /// Translates or plans one article.
    async fn work(
        &self,
        job: &Job,
        read: &ReadSource,
        meter: &Meter,
        report: &mut ArticleReport,
    ) -> Result<(), ArticleError> {
        let path = job.input.id.shown();
        self.is_its_own(job).map_err(|cause| cause.of(&path))?;
        let engine = &self.engine;
        let (source, options) = (&read.source, &engine.options);
        let opened = tokio::task::block_in_place(|| {
            Opened::read(source, &job.edition, options, &engine.termbase)
        });
        let mut opened = opened?;
        report.overrides = std::mem::take(&mut opened.overrides);
        let mut old = opened.edition.clone();
        let own = opened.own_terms.take();
        let termbase = own.as_ref().unwrap_or(&engine.termbase);
        let is_edited = old.as_ref().is_some_and(Edition::has_edits);
        if let Some(old) = &mut old {
            adopt::review(termbase, old);
        }
        let work = Work {
            source,
            is_there: old.is_some() || options.overwrite,
            old,
            name: &job.name,
            glossary: job.state.as_ref().map(|state| state.glossary),
            termbase,
        };
        if options.plan.is_some() {
            report.edition = opened.old.is_some().then(|| opened.path.clone());
            let planned = self.plan(work, report).await;
            return planned.map_err(|cause| cause.of(&path));
        }
        let made = engine.make(work, meter).await;
        let made = made.map_err(|cause| cause.of(&path))?;
        if let Some(store) = engine.store.as_deref()
            && is_edited
        {
            // Before the edition says that it is known.
            let edition = &made.edition;
            adopt::keep(&self.project, store, termbase, &opened.path, edition).await?;
        }
        self.write(job, read.stamps, &opened, made, report).await
    }

    /// Writes the edition that was made, and reports on it.
    async fn write(
        &self,
        job: &Job,
        stamps: SourceStamps,
        opened: &Opened,
        made: Made,
        report: &mut ArticleReport,
    ) -> Result<(), ArticleError> {
        let identity = self.engine.identity();
        let notice = notice(&made.edition);
        let (text, lines) = write_with_lines(&made.edition, notice.as_deref(), identity);
        if let Some(store) = &self.engine.store
            && opened.replaces_own_work()
        {
            let disowned = store.disown(job.name.clone()).await;
            disowned.map_err(|error| Cause::Store(error).of(&opened.path))?;
        }
        let written = tokio::task::block_in_place(|| opened.write(&self.project, &text));
        report.is_new = written?;
        report.edition = Some(opened.path.clone());
        report.counts = made.counts;
        report.body = body_key(&made.segments);
        report.removed = made.removed;
        report.stale.clone_from(&made.stale);
        report.diagnostics = reported(&made.edition, &opened.path, &text, &lines);
        self.remember(job, stamps, made, &text, &lines).await;
        Ok(())
    }

    /// Keeps what a later run needs to know of an edition that was written. It spares that run work, and no more.
    async fn remember(
        &self,
        job: &Job,
        stamps: SourceStamps,
        made: Made,
        text: &str,
        lines: &[usize],
    ) {
        let Some(store) = &self.engine.store else {
            return;
        };
        let mut stamps = stamps.with_edition(&job.edition);
        // What was saved during the run is not what was made.
        let now = tokio::task::block_in_place(|| std::fs::read(&job.edition));
        if !job.input.id.is_file() || now.ok().is_none_or(|now| now != text.as_bytes()) {
            return;
        }
        stamps.article.push_str(&self.keys.form(&made.edition));
        let state = DocumentState {
            edition: job.name.clone(),
            input: self.project.name(&job.input.id.file),
            stamps,
            settings: self.keys.settings,
            glossary: self.keys.glossary,
            serial: self.keys.written,
            summary: made.counts.summary(false),
        };
        let document = Document {
            state,
            segments: Some(rows(&made, lines)),
        };
        let _ = store.put_documents(vec![document]).await;
    }
}

/// Returns the report of an input that cannot be worked on.
fn failed(error: ArticleError) -> ArticleReport {
    ArticleReport {
        input: error.path.clone(),
        error: Some(error),
        ..ArticleReport::default()
    }
}

/// Returns the diagnostics of an edition with their places, each with what it weighs in a run.
fn reported(edition: &Edition, path: &Path, text: &str, lines: &[usize]) -> Vec<Diagnostic> {
    let mut diagnostics = located(edition, path, text, lines);
    let pairs = edition
        .pairs()
        .flat_map(|pair| pair.diagnostics.iter().map(move |_| pair));
    for (diagnostic, pair) in diagnostics.iter_mut().zip(pairs) {
        diagnostic.severity = reported_severity(diagnostic, pair);
    }
    diagnostics
}

/// Returns an edition's pairs as the store keeps them.
fn rows(made: &Made, lines: &[usize]) -> Vec<SegmentRow> {
    let mut rows = Vec::new();
    let pairs = made.edition.document.items_with_kinds();
    for (position, ((kind, pair), index)) in pairs.zip(&made.indices).enumerate() {
        let segment = index.map(|index| &made.segments[index]);
        rows.push(SegmentRow {
            position,
            block: segment.and_then(|segment| segment.block),
            kind: segment.map_or(kind, |segment| segment.kind),
            source: segment.map_or_else(|| pair.source_text(), |segment| segment.text.clone()),
            target: Some(pair.target_text()).filter(|target| !target.is_empty()),
            provenance: pair.provenance.unwrap_or_default(),
            own: segment.is_none(),
            damage: segment.map_or_else(Vec::new, |segment| segment.damage.clone()),
            line: lines.get(position).copied().unwrap_or_default(),
        });
    }
    rows
}

impl Counts {
    /// Counts what sending would take.
    pub(crate) fn plan(&mut self, statuses: crate::Statuses) {
        self.statuses = statuses;
        self.sentences = statuses.settled() + statuses.to_send();
        self.usage.known += (statuses.unchanged + statuses.known) as u64;
    }
}
