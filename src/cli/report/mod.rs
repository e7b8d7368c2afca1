//! The report of a batch: a row an article, and what it came to.

mod columns;
mod remarks;

use super::{CommandError, Outcome, counted, print};
use columns::{COLUMNS, TableColumn};
use duizhao_check::report;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_engine::{ArticleReport, Counts, front_matter};
use duizhao_memory::Accuracy;
use duizhao_translate::{BatchJobReport, BatchJobState, Service};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// Most rows of the closing table; a larger batch adds as many of those that need attention, and the sum.
const MOST_ROWS: usize = 200;

/// What a report is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportKind {
    /// What was done.
    Run,
    /// What would be done, and what that would take.
    DryRun,
    /// What would be done.
    Status,
}

/// A row of the closing table.
struct ReportRow {
    name: String,
    counts: Counts,
    /// The terms whose change makes sentences be translated again.
    stale: Vec<String>,
    /// In a status, who translated the edition.
    maker: String,
}

/// Most diagnostics that are printed after a run; `duizhao check` prints all.
const MOST_DIAGNOSTICS: usize = 20;

/// The closing table and its sums; it keeps a bounded number of rows.
pub(super) struct Report {
    rows: Vec<ReportRow>,
    /// Rows that are not kept.
    left_out: usize,
    articles: usize,
    failed: usize,
    /// Articles with sentences in batches that have no answer yet.
    under_way: usize,
    attention: usize,
    /// Editions that were written.
    written: usize,
    /// The first edition of the run.
    first: Option<PathBuf>,
    sum: Counts,
    /// Warnings and errors of the articles that were looked at, the first of them.
    diagnostics: Vec<Diagnostic>,
    service: Service,
    kind: ReportKind,
    /// Articles that the run stopped before.
    not_begun: usize,
    accuracy: Option<Accuracy>,
    /// Lines that cleaning removed from inside articles, and the first article with such lines.
    removed: Option<(usize, PathBuf)>,
    /// Batches of requests that were looked at or submitted.
    batches: Vec<BatchJobReport>,
    /// How often each term was met that the glossary may lack.
    unknown: HashMap<String, u32>,
}

/// How often a term that the glossary lacks is met at least to be spoken of.
const FREQUENT: u32 = 3;

/// Most different terms that are counted.
const MOST_UNKNOWN: usize = 100_000;

impl Report {
    /// Returns the report of a run with this backend.
    pub(super) fn new(service: &Service, kind: ReportKind) -> Self {
        Self {
            rows: Vec::new(),
            left_out: 0,
            articles: 0,
            failed: 0,
            under_way: 0,
            attention: 0,
            written: 0,
            first: None,
            sum: Counts::default(),
            diagnostics: Vec::new(),
            service: service.clone(),
            kind,
            not_begun: 0,
            accuracy: None,
            removed: None,
            batches: Vec::new(),
            unknown: HashMap::new(),
        }
    }

    /// Returns the number of articles so far.
    pub(super) fn articles(&self) -> usize {
        self.articles
    }

    /// Returns how the run went: it failed if every article did.
    pub(super) fn outcome(&self) -> Outcome {
        if self.failed > 0 && self.failed == self.articles {
            Outcome::Failed
        } else if self.under_way > 0 {
            Outcome::UnderWay
        } else if self.attention > 0 {
            Outcome::Attention
        } else {
            Outcome::Done
        }
    }

    /// Counts an article.
    pub(super) fn add(&mut self, row: &ArticleReport) {
        self.articles += 1;
        self.failed += usize::from(row.error.is_some());
        self.under_way += usize::from(row.under_way);
        self.attention += usize::from(row.needs_attention());
        self.sum += row.counts;
        self.written += usize::from(row.is_new);
        if row.removed > 0 {
            let (lines, _) = self.removed.get_or_insert((0, row.input.clone()));
            *lines += row.removed;
        }
        if self.first.is_none() && row.error.is_none() {
            self.first.clone_from(&row.edition);
        }
        for diagnostic in &row.diagnostics {
            if diagnostic.severity > Severity::Note && self.diagnostics.len() < MOST_DIAGNOSTICS {
                self.diagnostics.push(diagnostic.clone());
            }
        }
        for text in &row.unknown {
            if let Some(count) = self.unknown.get_mut(text) {
                *count += 1;
            } else if self.unknown.len() < MOST_UNKNOWN {
                self.unknown.insert(text.clone(), 1);
            }
        }
        let most = if row.needs_attention() {
            MOST_ROWS * 2
        } else {
            MOST_ROWS
        };
        if self.rows.len() < most {
            let row = self.row(row);
            self.rows.push(row);
        } else {
            self.left_out += 1;
        }
    }

    /// Counts the terms that were met often and that the glossary may lack.
    pub(super) fn frequent_unknown(&self) -> usize {
        self.unknown
            .values()
            .filter(|count| **count >= FREQUENT)
            .count()
    }

    /// Returns an article's row.
    fn row(&self, article: &ArticleReport) -> ReportRow {
        let input = article.input.display();
        let name = match (&article.edition, self.kind) {
            (Some(edition), ReportKind::Run) => edition.display().to_string(),
            (None, ReportKind::Run) if article.under_way => format!("{input} (under way)"),
            (None, ReportKind::Run) => format!("{input} (failed)"),
            (_, ReportKind::DryRun | ReportKind::Status) if article.error.is_some() => {
                format!("{input} (failed)")
            }
            (_, ReportKind::DryRun | ReportKind::Status) => input.to_string(),
        };
        let maker = match (self.kind, &article.edition) {
            (ReportKind::Status, Some(edition)) => maker(edition),
            (ReportKind::Status | ReportKind::Run | ReportKind::DryRun, _) => String::new(),
        };
        ReportRow {
            name: print::visible(&name).replace('\n', "\\n"),
            counts: article.counts,
            stale: article.stale.iter().cloned().collect(),
            maker,
        }
    }

    /// Counts batches whose answers were collected or that were submitted.
    pub(super) fn add_batches(&mut self, batches: Vec<BatchJobReport>) {
        let collected = batches.iter();
        let collected = collected.filter(|one| one.state == BatchJobState::Collected);
        collected.for_each(|one| self.sum.usage += one.usage);
        self.batches.extend(batches);
    }

    /// Notes that the batch is over.
    pub(super) fn finish(
        &mut self,
        elapsed: Duration,
        not_begun: usize,
        accuracy: Option<Accuracy>,
    ) {
        self.sum.elapsed = elapsed;
        self.not_begun = not_begun;
        self.accuracy = accuracy;
    }

    /// Prints the table and what is to be said below it; `quiet` without the lines for a reader who is new to it.
    pub(super) fn print(&self, quiet: bool) -> Result<(), CommandError> {
        self.print_table()?;
        self.print_diagnostics()?;
        self.remarks().into_iter().try_for_each(print::text)?;
        if self.kind == ReportKind::Run && !quiet {
            self.guide().into_iter().try_for_each(print::text)?;
        }
        Ok(())
    }

    fn print_table(&self) -> Result<(), CommandError> {
        let done = self.articles - self.failed - self.under_way;
        let sum = format!("{done} of {}", counted(self.articles, "article"));
        let names = self.rows.iter().map(|row| row.name.width());
        let width = names.max().unwrap_or(0).clamp(sum.width(), 60);
        let columns = self.columns();
        let heads = columns.iter().map(|column| column.head());
        match self.kind {
            ReportKind::Run => print_row("edition", width, heads, "")?,
            ReportKind::DryRun => print_row("article", width, heads, "")?,
            ReportKind::Status => print_row("article", width, heads, "made by")?,
        }
        for row in &self.rows {
            let cells = columns.iter().map(|column| column.cell(&row.counts, self));
            print_row(&row.name, width, cells, &row.maker)?;
            if !row.stale.is_empty() && self.kind != ReportKind::Run {
                print::text(format_args!("    stale by {}", row.stale.join(", ")))?;
            }
        }
        if self.left_out > 0 {
            print::line(format_args!("and {} more", self.left_out))?;
        }
        let cells = columns.iter().map(|column| column.cell(&self.sum, self));
        print_row(&sum, width, cells, "")
    }

    /// Prints the warnings and errors of the run, the first of them.
    fn print_diagnostics(&self) -> Result<(), CommandError> {
        for diagnostic in &self.diagnostics {
            print::text(report::text(diagnostic))?;
        }
        let all = self.sum.findings.warnings + self.sum.findings.errors;
        let more = all.saturating_sub(self.diagnostics.len());
        if more > 0 && self.kind == ReportKind::Run {
            print::line(format_args!("and {more} more"))?;
        }
        Ok(())
    }

    /// Returns the columns that say something of this batch.
    fn columns(&self) -> Vec<&'static TableColumn> {
        COLUMNS
            .iter()
            .filter(|column| (column.shown)(self))
            .collect()
    }

    /// Prints a row of `--format json`.
    pub(super) fn json_row(&self, row: &ArticleReport) -> Result<(), CommandError> {
        print::json(&ArticleJson {
            input: row.input.display().to_string(),
            edition: row.edition.as_ref().map(|path| path.display().to_string()),
            stale_terms: &row.stale,
            counts: &row.counts,
            cost: self.cost(&row.counts),
            under_way: row.under_way,
            error: row.error.as_ref().map(|error| print::with_hint(error)),
        })
    }

    /// Prints the last line of `--format json`: the counts of all articles, where `failed` counts articles.
    pub(super) fn json_sum(&self) -> Result<(), CommandError> {
        let mut sum = json!(self.sum);
        sum["articles"] = self.articles.into();
        sum["failed"] = self.failed.into();
        sum["failed_sentences"] = self.sum.failed.into();
        sum["findings"] = self.sum.findings.all().into();
        sum["dry_run"] = (self.kind != ReportKind::Run).into();
        sum["not_begun"] = self.not_begun.into();
        sum["cost"] = self.cost(&self.sum).into();
        if !self.batches.is_empty() {
            sum["batches"] = json!(self.batches);
        }
        print::json(&sum)
    }

    /// Returns what something cost, where the prices are known.
    fn cost(&self, counts: &Counts) -> Option<f64> {
        let prices = self.service.common.prices;
        prices.are_known().then(|| prices.cost(&counts.usage))
    }
}

/// A row of `--format json`.
#[derive(Serialize)]
struct ArticleJson<'a> {
    input: String,
    edition: Option<String>,
    stale_terms: &'a BTreeSet<String>,
    #[serde(flatten)]
    counts: &'a Counts,
    cost: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    under_way: bool,
    error: Option<String>,
}

/// Prints a row of the table.
fn print_row(
    name: &str,
    width: usize,
    cells: impl Iterator<Item = String>,
    last: &str,
) -> Result<(), CommandError> {
    let cells: Vec<String> = cells.collect();
    let row = format!("{}  {}  {last}", print::pad(name, width), cells.join("  "));
    print::text(row.trim_end())
}

/// Returns who translated an edition, by its front matter: the backend, and the model if it has one.
fn maker(edition: &Path) -> String {
    let front = front_matter(edition).unwrap_or_default();
    let backend = front.get("backend").unwrap_or_default();
    match front.get("model") {
        Some(model) => format!("{backend} ({model})"),
        None => backend.to_owned(),
    }
}
