//! The report of a batch: a row an article, and what it came to.

use super::{CommandError, Outcome, counted, print};
use duizhao_check::Adherence;
use duizhao_check::report::text;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_engine::{ArticleReport, Counts, Findings};
use duizhao_memory::Accuracy;
use duizhao_translate::{Service, Usage};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

/// Most rows of the closing table; a larger batch adds as many of those that need attention, and the sum.
const MOST_ROWS: usize = 200;

/// What a report is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What was done.
    Run,
    /// What would be done, and what that would take.
    DryRun,
    /// What would be done.
    Status,
}

/// A row of the closing table.
struct Line {
    name: String,
    counts: Counts,
    /// The terms whose change makes sentences be translated again.
    stale: Vec<String>,
}

/// A column of the closing table.
struct Column {
    head: &'static str,
    width: usize,
    shown: fn(&Report) -> bool,
    cell: fn(&Counts, &Report) -> String,
}

impl Column {
    fn head(&self) -> String {
        format!("{:>width$}", self.head, width = self.width)
    }

    fn cell(&self, counts: &Counts, report: &Report) -> String {
        format!(
            "{:>width$}",
            (self.cell)(counts, report),
            width = self.width
        )
    }
}

/// The columns, in order.
static COLUMNS: [Column; 17] = [
    Column {
        head: "sentences",
        width: 9,
        shown: |_| true,
        cell: |counts, _| counts.sentences.to_string(),
    },
    Column {
        head: "unchanged",
        width: 9,
        shown: |report| report.kind != Kind::Run,
        cell: |counts, _| counts.statuses.unchanged.to_string(),
    },
    Column {
        head: "human",
        width: 6,
        shown: |report| report.kind == Kind::Status || report.sum.statuses.human > 0,
        cell: |counts, _| counts.statuses.human.to_string(),
    },
    Column {
        head: "reused",
        width: 6,
        shown: |report| report.kind == Kind::Run && report.sum.usage.known > 0,
        cell: |counts, _| counts.usage.known.to_string(),
    },
    Column {
        head: "in memory",
        width: 9,
        shown: |report| report.kind != Kind::Run,
        cell: |counts, _| counts.statuses.known.to_string(),
    },
    Column {
        head: "stale",
        width: 6,
        shown: |report| report.kind != Kind::Run,
        cell: |counts, _| counts.statuses.stale.to_string(),
    },
    Column {
        head: "new",
        width: 6,
        shown: |report| report.kind != Kind::Run,
        cell: |counts, _| counts.statuses.new.to_string(),
    },
    Column {
        head: "failed",
        width: 6,
        shown: |report| report.kind != Kind::Run || report.sum.failed > 0,
        cell: |counts, report| match report.kind {
            Kind::Run => counts.failed.to_string(),
            Kind::DryRun | Kind::Status => counts.statuses.failed.to_string(),
        },
    },
    Column {
        head: "terms",
        width: 6,
        shown: |report| report.kind != Kind::Status,
        cell: |counts, _| counts.terms.to_string(),
    },
    Column {
        head: "errors",
        width: 6,
        shown: |report| report.kind == Kind::Run && report.sum.findings.errors > 0,
        cell: |counts, _| counts.findings.errors.to_string(),
    },
    Column {
        head: "warnings",
        width: 8,
        shown: |report| report.kind == Kind::Run && report.sum.findings.warnings > 0,
        cell: |counts, _| counts.findings.warnings.to_string(),
    },
    Column {
        head: "notes",
        width: 6,
        shown: |report| report.kind == Kind::Run,
        cell: |counts, _| counts.findings.notes.to_string(),
    },
    Column {
        head: "requests",
        width: 8,
        shown: |report| report.kind != Kind::Status && report.sum.usage.requests > 0,
        cell: |counts, _| counts.usage.requests.to_string(),
    },
    Column {
        head: "tokens",
        width: 9,
        shown: |report| report.kind != Kind::Status && report.sum.usage.tokens() > 0,
        cell: |counts, _| counts.usage.tokens().to_string(),
    },
    Column {
        head: "characters",
        width: 10,
        shown: |report| {
            report.kind != Kind::Status
                && report.sum.usage.characters > 0
                && report.sum.usage.tokens() == 0
        },
        cell: |counts, _| counts.usage.characters.to_string(),
    },
    Column {
        head: "cost",
        width: 9,
        shown: |report| report.kind != Kind::Status && report.service.common.prices.are_known(),
        cell: |counts, report| format!("{:.4}", report.service.common.prices.cost(&counts.usage)),
    },
    Column {
        head: "time",
        width: 8,
        shown: |report| report.kind == Kind::Run,
        cell: |counts, _| format!("{:.2}s", counts.elapsed.as_secs_f64()),
    },
];

/// Most diagnostics that are printed after a run; `duizhao check` prints all.
const MOST_DIAGNOSTICS: usize = 20;

/// The closing table and its sums; it keeps a bounded number of rows.
pub(super) struct Report {
    lines: Vec<Line>,
    /// Rows that are not kept.
    left_out: usize,
    articles: usize,
    failed: usize,
    attention: usize,
    /// Editions that were written.
    written: usize,
    sum: Counts,
    /// Warnings and errors of the articles that were looked at, the first of them.
    diagnostics: Vec<Diagnostic>,
    service: Service,
    kind: Kind,
    /// Articles that the run stopped before.
    not_begun: usize,
    accuracy: Option<Accuracy>,
}

impl Report {
    /// Returns the report of a run with this backend.
    pub(super) fn new(service: &Service, kind: Kind) -> Self {
        Self {
            lines: Vec::new(),
            left_out: 0,
            articles: 0,
            failed: 0,
            attention: 0,
            written: 0,
            sum: Counts::default(),
            diagnostics: Vec::new(),
            service: service.clone(),
            kind,
            not_begun: 0,
            accuracy: None,
        }
    }

    /// Articles so far.
    pub(super) fn articles(&self) -> usize {
        self.articles
    }

    /// Returns how the run went: it failed if every article did.
    pub(super) fn outcome(&self) -> Outcome {
        if self.failed > 0 && self.failed == self.articles {
            Outcome::Failed
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
        self.attention += usize::from(row.needs_attention());
        self.sum += row.counts;
        self.written += usize::from(row.is_new);
        for diagnostic in &row.diagnostics {
            if diagnostic.severity > Severity::Note && self.diagnostics.len() < MOST_DIAGNOSTICS {
                self.diagnostics.push(diagnostic.clone());
            }
        }
        if self.lines.len() < MOST_ROWS
            || (row.needs_attention() && self.lines.len() < MOST_ROWS * 2)
        {
            let name = match (&row.edition, self.kind != Kind::Run && row.error.is_none()) {
                (Some(edition), _) => edition.display().to_string(),
                (None, true) => row.input.display().to_string(),
                (None, false) => format!("{} (failed)", row.input.display()),
            };
            let stale = row.stale.iter().cloned().collect();
            self.lines.push(Line {
                name: print::visible(&name).replace('\n', "\\n"),
                counts: row.counts,
                stale,
            });
        } else {
            self.left_out += 1;
        }
    }

    /// The batch is over.
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

    /// Prints the table, and below it what was used.
    pub(super) fn print(&self) -> Result<(), CommandError> {
        let width = self
            .lines
            .iter()
            .map(|line| line.name.width())
            .max()
            .unwrap_or(0)
            .clamp(8, 60);
        let columns = self.columns();
        let row = |name: &str, cells: Vec<String>| {
            print::line(format_args!(
                "{}  {}",
                print::pad(name, width),
                cells.join("  ")
            ))
        };
        let head = if self.kind == Kind::Run {
            "edition"
        } else {
            "article"
        };
        row(head, columns.iter().map(|column| column.head()).collect())?;
        for line in &self.lines {
            row(
                &line.name,
                columns
                    .iter()
                    .map(|column| column.cell(&line.counts, self))
                    .collect(),
            )?;
            if !line.stale.is_empty() && self.kind != Kind::Run {
                print::text(format_args!("    stale by {}", line.stale.join(", ")))?;
            }
        }
        if self.left_out > 0 {
            print::line(format_args!("and {} more", self.left_out))?;
        }
        let sum = format!(
            "{} of {}",
            self.articles - self.failed,
            counted(self.articles, "article")
        );
        row(
            &sum,
            columns
                .iter()
                .map(|column| column.cell(&self.sum, self))
                .collect(),
        )?;
        self.print_diagnostics()?;
        self.remarks().into_iter().try_for_each(print::line)
    }

    /// Prints the warnings and errors of the run, the first of them.
    fn print_diagnostics(&self) -> Result<(), CommandError> {
        for diagnostic in &self.diagnostics {
            print::text(text(diagnostic))?;
        }
        let all = self.sum.findings.warnings + self.sum.findings.errors;
        let more = all.saturating_sub(self.diagnostics.len());
        if more > 0 && self.kind == Kind::Run {
            print::line(format_args!(
                "{more} more: `duizhao check` shows each with its place"
            ))?;
        }
        Ok(())
    }

    /// The columns that say something of this batch.
    fn columns(&self) -> Vec<&'static Column> {
        COLUMNS
            .iter()
            .filter(|column| (column.shown)(self))
            .collect()
    }

    /// What the table does not say.
    fn remarks(&self) -> Vec<String> {
        let (sum, mut remarks) = (&self.sum, Vec::new());
        if let Some(percent) = sum
            .adherence
            .percent()
            .filter(|_| self.kind == Kind::Run && sum.usage.requests + sum.usage.known > 0)
        {
            let Adherence { asked, obeyed } = sum.adherence;
            remarks.push(format!("terms obeyed: {percent:.1}% ({obeyed} of {asked})"));
        }
        if self.not_begun > 0 {
            remarks.push(format!("not begun: {}", counted(self.not_begun, "article")));
        }
        if sum.failed > 0 {
            remarks.push(format!(
                "not translated: {}; run again to try again",
                counted(sum.failed, "sentence")
            ));
        }
        let cost = self.service.common.prices.cost(&sum.usage);
        if self.service.common.prices.are_known() && self.kind != Kind::Status {
            remarks.push(
                format!(
                    "{}: {cost:.4} {}",
                    if self.kind == Kind::DryRun {
                        "would cost"
                    } else {
                        "cost"
                    },
                    self.currency()
                )
                .trim_end()
                .to_owned(),
            );
        }
        if self.kind == Kind::Run && sum.reviewed > 0 {
            remarks.push(format!(
                "reviewed: {} of {} sentences",
                sum.reviewed, sum.sentences
            ));
        }
        if self.kind == Kind::Status {
            remarks.push(format!(
                "to translate: {} of {} sentences",
                sum.statuses.to_send(),
                sum.sentences
            ));
        }
        if self.kind == Kind::DryRun {
            let Usage {
                known,
                requests,
                input_tokens,
                output_tokens,
                characters,
                ..
            } = sum.usage;
            let free = usize::try_from(known)
                .unwrap_or(usize::MAX)
                .saturating_add(sum.statuses.human);
            let to_send = sum.sentences.saturating_sub(free);
            remarks.push(format!(
                "to send: {to_send} sentences of {characters} characters in {requests} requests, about {input_tokens} tokens in and {output_tokens} out"
            ));
            remarks.extend(self.accuracy.and_then(|accuracy| accuracy.percent()).map(|percent| {
                format!("estimates for this backend so far: {percent:.0}% of the tokens that it counted")
            }));
            remarks
                .push("nothing was sent; what is asked for again, because terms were broken, comes on top".to_owned());
        }
        remarks
    }

    /// Prints a row of `--format json`.
    pub(super) fn json_row(&self, row: &ArticleReport) -> Result<(), CommandError> {
        print::json(&JsonRow {
            input: row.input.display().to_string(),
            edition: row.edition.as_ref().map(|path| path.display().to_string()),
            stale_terms: &row.stale,
            counts: &row.counts,
            cost: self.cost(&row.counts),
            error: row.error.as_ref().map(|error| print::with_hint(error)),
        })
    }

    /// Prints the last line of `--format json`: the counts of all articles, where `failed` counts articles.
    pub(super) fn json_sum(&self) -> Result<(), CommandError> {
        let Findings {
            notes,
            warnings,
            errors,
        } = self.sum.findings;
        let mut sum = json!(self.sum);
        sum["articles"] = self.articles.into();
        sum["failed"] = self.failed.into();
        sum["failed_sentences"] = self.sum.failed.into();
        sum["findings"] = (notes + warnings + errors).into();
        sum["dry_run"] = (self.kind != Kind::Run).into();
        sum["not_begun"] = self.not_begun.into();
        sum["cost"] = self.cost(&self.sum).into();
        print::json(&sum)
    }

    /// Returns what something cost, where the prices are known.
    fn cost(&self, counts: &Counts) -> Option<f64> {
        let prices = self.service.common.prices;
        prices.are_known().then(|| prices.cost(&counts.usage))
    }

    fn currency(&self) -> &str {
        self.service.common.currency.as_deref().unwrap_or_default()
    }
}

/// A row of `--format json`.
#[derive(Serialize)]
struct JsonRow<'a> {
    input: String,
    edition: Option<String>,
    stale_terms: &'a BTreeSet<String>,
    #[serde(flatten)]
    counts: &'a Counts,
    cost: Option<f64>,
    error: Option<String>,
}
