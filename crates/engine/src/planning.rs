//! Articles that need no second look, and what the others would take.
//!
//! Of each edition the store keeps size and time of the files it depends on, and its sentences with what each translation
//! depended on. So a run over ten thousand articles looks at files' dates, compares the glossary with the one of before,
//! and opens only what is touched; and a plan need not open even that.

use crate::batch::{Batch, Job};
use crate::counts::{ArticleReport, Counts, Statuses};
use crate::engine::{Work, to_send};
use crate::error::Cause;
use crate::keys::is_same_form;
use crate::resolve::Status;
use crate::settled::Settled;
use crate::{Planning, resolve, stamps};
use duizhao_core::document::Document;
use duizhao_core::pair::Pair;
use duizhao_core::segment::{Segment, SegmentId};
use duizhao_glossary::Comparison;
use duizhao_memory::{DocumentState, SegmentRow, Selection, Store, StoreError, TextFilter};
use duizhao_translate::{ArticleContext, Ask, Meter, Request};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What has changed since an edition was written.
#[derive(Clone)]
enum Change {
    /// Nothing.
    Nothing,
    /// Sentences of it were written by people or imported since, or nothing is known of the glossary it was made with.
    Unknown,
    /// The glossary, and what it was.
    Glossary(Arc<Comparison>),
    /// Other sentences were written or imported.
    News,
}

impl Batch {
    /// Returns each job, with its report if nothing is to be done.
    pub(crate) async fn unchanged(
        &self,
        jobs: Vec<Job>,
    ) -> Result<Vec<(Job, Option<ArticleReport>)>, StoreError> {
        let stamped: Vec<bool> =
            tokio::task::block_in_place(|| jobs.iter().map(|job| self.is_stamped(job)).collect());
        let mut changes = Vec::new();
        for (job, stamped) in jobs.iter().zip(stamped) {
            changes.push(match &job.state {
                Some(state) if stamped => self.change(state).await?,
                Some(_) | None => Change::Unknown,
            });
        }
        let touched = self.touched(&jobs, &changes).await?;
        let mut looked = Vec::new();
        for (job, change) in jobs.into_iter().zip(changes) {
            let rows = touched.get(&job.name);
            let report = self.look(&job, change, rows).await?;
            looked.push((job, report));
        }
        Ok(looked)
    }

    /// Tests whether an edition and its files are as they were when it was written, under the same settings.
    pub(crate) fn is_stamped(&self, job: &Job) -> bool {
        let options = &self.engine.options;
        let Some(state) = &job.state else {
            return false;
        };
        let makes_again = options.overwrite || options.retranslate || options.replace_with_gloss;
        if makes_again || !job.input.id.is_file() {
            return false;
        }
        let now = stamps::stamps(&job.input.id.file, &job.edition);
        state.settings == self.keys.settings
            && state.input == self.project.name(&job.input.id.file)
            && state.stamps.edition == now.edition
            && state.stamps.glossary == now.glossary
            && is_same_form(&state.stamps.article, &now.article, &self.engine)
    }

    /// Returns what has changed since an edition was written, whose files are as they were.
    async fn change(&self, state: &DocumentState) -> Result<Change, StoreError> {
        let has_news = state.serial < self.keys.written;
        if state.glossary == self.keys.glossary {
            return Ok(if has_news {
                Change::News
            } else {
                Change::Nothing
            });
        }
        // An article with a glossary file of its own is compared as a whole.
        if !state.stamps.glossary.is_empty() {
            return Ok(Change::Unknown);
        }
        match self.engine.comparison(state.glossary).await {
            Ok(Some(comparison)) => Ok(Change::Glossary(comparison)),
            Ok(None) | Err(_) => Ok(Change::Unknown),
        }
    }

    /// Returns the rows of the editions that hold a sentence which a changed term or news touches, by name.
    async fn touched(
        &self,
        jobs: &[Job],
        changes: &[Change],
    ) -> Result<HashMap<String, Vec<SegmentRow>>, StoreError> {
        let Some(store) = &self.engine.store else {
            return Ok(HashMap::new());
        };
        let mut by_glossary: BTreeMap<u64, (Arc<Comparison>, Vec<String>)> = BTreeMap::new();
        let mut with_news = (i64::MAX, Vec::new());
        for (job, change) in jobs.iter().zip(changes) {
            let Some(state) = &job.state else { continue };
            if let Change::Glossary(comparison) = change {
                let entry = by_glossary.entry(state.glossary);
                let (_, names) = entry.or_insert_with(|| (Arc::clone(comparison), Vec::new()));
                names.push(job.name.clone());
            }
            let is_open = matches!(change, Change::Glossary(_) | Change::News);
            if is_open && state.serial < self.keys.written {
                with_news.0 = with_news.0.min(state.serial);
                with_news.1.push(job.name.clone());
            }
        }
        let mut touched = BTreeSet::new();
        for (comparison, names) in by_glossary.into_values() {
            let wanted: TextFilter = Arc::new(move |text: &str| comparison.may_touch(text));
            touched.extend(holding(store, names, wanted).await?);
        }
        let (since, names) = with_news;
        if !names.is_empty() {
            let news = store.news(since).await?;
            let keys: HashSet<i64> = news.iter().map(|news| news.key).collect();
            let wanted: TextFilter =
                Arc::new(move |text: &str| keys.contains(&duizhao_memory::sentence_key(text)));
            touched.extend(holding(store, names, wanted).await?);
        }
        let mut rows: HashMap<String, Vec<SegmentRow>> = HashMap::new();
        if self.engine.options.plan.is_none() {
            rows.extend(touched.into_iter().map(|name| (name, Vec::new())));
        } else if !touched.is_empty() {
            let selection = Selection {
                editions: Some(touched.into_iter().collect()),
                text: None,
                targets: true,
            };
            store
                .visit_segments(selection, &mut |name, row| {
                    rows.entry(name.to_owned()).or_default().push(row);
                })
                .await?;
        }
        Ok(rows)
    }

    /// Returns the report of an edition that stays as it is, or whose plan is known from the store; `None` for others.
    async fn look(
        &self,
        job: &Job,
        change: Change,
        touched: Option<&Vec<SegmentRow>>,
    ) -> Result<Option<ArticleReport>, StoreError> {
        let Some(state) = &job.state else {
            return Ok(None);
        };
        if matches!(change, Change::Unknown) {
            return Ok(None);
        }
        let plan = self.engine.options.plan;
        let tries_again = state.summary.failed > 0 && plan != Some(Planning::Statuses);
        let mut report = ArticleReport {
            input: job.input.id.shown(),
            edition: Some(job.edition.clone()),
            ..ArticleReport::default()
        };
        match (touched, &change) {
            (None, _) if !tries_again => {
                report.counts = Counts::unchanged(&state.summary);
                if plan.is_some() {
                    // What is found in editions, a plan does not say.
                    report.counts.findings = duizhao_check::report::Totals::default();
                    report.counts.failed = 0;
                } else {
                    self.bring_up_to_date(state, &change).await?;
                }
                Ok(Some(report))
            }
            (Some(rows), Change::Glossary(comparison)) if plan.is_some() => {
                let name = job.input.id.name();
                let planned = self.plan_rows(&name, state, rows, comparison, &mut report);
                Ok(planned.await.is_ok().then_some(report))
            }
            (Some(_) | None, _) => Ok(None),
        }
    }

    /// Notes that an edition is right under the glossary and the units of now, too.
    async fn bring_up_to_date(
        &self,
        state: &DocumentState,
        change: &Change,
    ) -> Result<(), StoreError> {
        let Some(store) = &self.engine.store else {
            return Ok(());
        };
        if matches!(change, Change::Nothing) {
            return Ok(());
        }
        let state = DocumentState {
            glossary: self.keys.glossary,
            serial: self.keys.written,
            ..state.clone()
        };
        let document = duizhao_memory::Document {
            state,
            segments: None,
        };
        store.put_documents(vec![document]).await
    }

    /// Plans an article: says what each sentence is, and what sending would take.
    pub(crate) async fn plan(
        &self,
        work: Work<'_>,
        report: &mut ArticleReport,
    ) -> Result<(), Cause> {
        let script = self.engine.script(work.old.as_ref());
        let (source, termbase) = (work.source, work.termbase);
        let (article, plan, _) = self.engine.plan(work, script).await?;
        let (statuses, stale) = resolve::statuses(&plan.document);
        let sent: Vec<usize> = to_send(&plan.document).map(|one| one.index).collect();
        report.counts.terms = plan.segments.iter().map(|segment| segment.hits.len()).sum();
        let context = ArticleContext {
            name: &source.name,
            title: article.title.as_deref(),
            segments: &plan.segments,
            termbase,
            examples: &[],
        };
        self.count(context, &sent, statuses, report);
        report.stale = stale;
        Ok(())
    }

    /// Counts what sending some segments would take.
    fn count(
        &self,
        context: ArticleContext<'_>,
        sent: &[usize],
        statuses: Statuses,
        report: &mut ArticleReport,
    ) {
        let asks: Vec<Ask<'_>> = sent.iter().copied().map(Ask::new).collect();
        if !asks.is_empty() && self.engine.options.plan == Some(Planning::Estimate) {
            let request = Request {
                document: context,
                asks: &asks,
                meter: &Meter::default(),
            };
            report.counts.usage = self.engine.backend.estimate(request).usage;
        }
        report.counts.plan(statuses);
    }

    /// Plans an article whose glossary has changed by what the store keeps of its edition.
    async fn plan_rows(
        &self,
        name: &str,
        state: &DocumentState,
        rows: &[SegmentRow],
        comparison: &Comparison,
        report: &mut ArticleReport,
    ) -> Result<(), Cause> {
        let touches: Vec<bool> = rows
            .iter()
            .map(|row| !row.own && comparison.may_touch(&row.source))
            .collect();
        let segments: Vec<Segment> = rows
            .iter()
            .zip(&touches)
            .map(|(row, touches)| self.segment_of(row, *touches))
            .collect();
        let title = rows.first().filter(|row| row.block.is_none() && !row.own);
        let context = ArticleContext {
            name,
            title: title.map(|row| row.source.as_str()),
            segments: &segments,
            termbase: &self.engine.termbase,
            examples: &[],
        };
        // No pair stands for itself, so there is nothing to look up but the segments.
        let slots = Document::default();
        let (edition, settled) = (&state.edition, Settled::default());
        let matches = self.engine.matches(context, &slots, edition, &settled);
        let matches = matches.await?;
        let facts = matches.facts(&segments, context.termbase);
        let policy = self.engine.policy(Some(comparison));
        let mut statuses = Statuses::default();
        let mut stale = BTreeSet::new();
        let mut sent = Vec::new();
        for (i, (row, touches)) in rows.iter().zip(&touches).enumerate() {
            let status = if *touches {
                policy.decide(&facts[i], Some(&pair_of(row))).0
            } else {
                untouched(row)
            };
            statuses.count(&status);
            if matches!(status, Status::Stale(_) | Status::New | Status::Failed) {
                sent.push(i);
            }
            if let Status::Stale(terms) = status {
                stale.extend(terms);
            }
        }
        report.counts.terms = state.summary.terms as usize;
        self.count(context, &sent, statuses, report);
        report.stale = stale;
        Ok(())
    }

    /// Returns the segment that the store keeps; its terms only if they matter.
    fn segment_of(&self, row: &SegmentRow, with_terms: bool) -> Segment {
        let hits = if with_terms {
            self.engine.termbase.matcher().hits(&row.source)
        } else {
            Vec::new()
        };
        Segment {
            id: SegmentId::default(),
            block: row.block,
            kind: row.kind,
            text: row.source.clone(),
            hits,
            damage: row.damage.clone(),
            all_hits: None,
        }
    }
}

/// Returns the names of those editions that hold a sentence which `wanted` holds of.
async fn holding(
    store: &Arc<dyn Store>,
    editions: Vec<String>,
    wanted: TextFilter,
) -> Result<BTreeSet<String>, StoreError> {
    let mut holding = BTreeSet::new();
    let selection = Selection {
        editions: Some(editions),
        text: Some(wanted),
        targets: false,
    };
    store
        .visit_segments(selection, &mut |name, _| {
            holding.insert(name.to_owned());
        })
        .await?;
    Ok(holding)
}

/// Returns what a sentence is that no changed term touches.
fn untouched(row: &SegmentRow) -> Status {
    if row.own || pair_of(row).is_final() {
        Status::Human
    } else if row.target.is_some() {
        Status::Unchanged
    } else {
        Status::Failed
    }
}

/// Returns the pair that the store keeps of an edition.
fn pair_of(row: &SegmentRow) -> Pair {
    Pair {
        provenance: Some(row.provenance),
        ..Pair::new(row.source.as_str(), row.target.clone().unwrap_or_default())
    }
}
