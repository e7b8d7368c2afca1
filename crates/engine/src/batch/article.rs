//! One input of a batch: its documents, from their text to their editions.

use super::Batch;
use super::jobs::{Job, is_book};
use super::turn::Turn;
use crate::adopt;
use crate::check::located;
use crate::counts::ArticleReport;
use crate::disk::{Opened, ReadSource};
use crate::duplicates::body_key;
use crate::engine::{Made, Work};
use crate::error::{ArticleError, Cause};
use crate::fill::reported_severity;
use crate::front::notice;
use crate::stamps::SourceStamps;
use crate::unknown::unknown;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_edition::{Edition, write_with_lines};
use duizhao_ingest::source::{Input, Source};
use duizhao_memory::{Document, DocumentState, SegmentRow};
use duizhao_translate::Meter;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::time::Instant;

/// A document that was read, with its report if nothing is to be done.
type ReadJob = (Job, Option<ArticleReport>, ReadSource);

impl Batch {
    /// Works on an input: on each document in it, one after the other; whatever goes wrong is in their reports. Returns how
    /// many were not begun because the batch was stopped, too.
    pub(super) async fn reports(&self, job: Job, mut turn: Turn) -> (Vec<ArticleReport>, usize) {
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
                Ok((job, _, read)) => {
                    turn.take().await;
                    self.stopping(self.report(&job, &read, &mut turn).await)
                }
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
                // The edition of a whole file is taken already, but for that of a book.
                if source.id.part.is_some() || is_book(&input) {
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
    async fn report(&self, job: &Job, read: &ReadSource, turn: &mut Turn) -> ArticleReport {
        let start = Instant::now();
        let path = job.input.id.shown();
        let meter = Meter::default();
        let mut report = ArticleReport {
            input: path.clone(),
            goes_on: read.source.document.goes_on.clone(),
            ..ArticleReport::default()
        };
        let work = self.work(job, read, &meter, &mut report, turn);
        let work = AssertUnwindSafe(work).catch_unwind();
        let done = work.await;
        let done = done.unwrap_or_else(|panic| Err(Cause::internal(panic.as_ref()).of(&path)));
        match done {
            Err(ArticleError {
                cause: Cause::UnderWay(_),
                ..
            }) => report.under_way = true,
            done => report.error = done.err(),
        }
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
        turn: &mut Turn,
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
        let is_clean = self.is_as_written(job).then(|| opened.is_clean()).flatten();
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
            is_clean,
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
        let stamps = read.stamps;
        (self.write(job, stamps, &opened, made, report, turn)).await
    }

    /// Tests whether nothing but the glossary of the project has changed since an edition was written.
    fn is_as_written(&self, job: &Job) -> bool {
        let state = job.state.as_ref();
        let is_alone = |state: &DocumentState| {
            state.stamps.glossary.is_empty() && state.serial >= self.keys.written
        };
        state.is_some_and(is_alone) && self.is_stamped(job)
    }

    /// Writes the edition that was made, and reports on it.
    async fn write(
        &self,
        job: &Job,
        stamps: SourceStamps,
        opened: &Opened,
        made: Made,
        report: &mut ArticleReport,
        turn: &mut Turn,
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
        turn.give_up();
        let written = tokio::task::block_in_place(|| opened.write(&self.project, &text));
        report.is_new = written?;
        report.edition = Some(opened.path.clone());
        report.counts = made.counts;
        report.body = body_key(&made.segments);
        report.unknown = unknown(&made.segments);
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
pub(super) fn failed(error: ArticleError) -> ArticleReport {
    ArticleReport {
        input: error.path.clone(),
        error: Some(error),
        ..ArticleReport::default()
    }
}

/// Returns the diagnostics of an edition with their places, each with what it weighs in a run.
fn reported(edition: &Edition, path: &Path, text: &str, lines: &[usize]) -> Vec<Diagnostic> {
    let text: Vec<&str> = text.lines().collect();
    let mut reported = Vec::new();
    for (pair, mut diagnostics) in located(edition, path, &text, lines) {
        for diagnostic in &mut diagnostics {
            diagnostic.severity = reported_severity(diagnostic, pair);
        }
        reported.append(&mut diagnostics);
    }
    reported
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
