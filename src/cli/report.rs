//! The report of a batch: a row an article, and what it came to.

use super::{CommandError, print};
use duizhao_engine::pipeline::{Adherence, Row, Tally};
use duizhao_memory::Accuracy;
use duizhao_translate::{Prices, Service, Usage};
use serde::Serialize;
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

/// What rows add up to.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    sentences: usize,
    failed: usize,
    reviewed: usize,
    tally: Tally,
    terms: usize,
    findings: usize,
    adherence: Adherence,
    usage: Usage,
    elapsed: Duration,
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
static COLUMNS: [Column; 14] = [
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
        cell: |counts, _| counts.tally.unchanged.to_string(),
    },
    Column {
        head: "human",
        width: 6,
        shown: |report| report.kind == Kind::Status || report.sum.tally.human > 0,
        cell: |counts, _| counts.tally.human.to_string(),
    },
    Column {
        head: "known",
        width: 6,
        shown: |report| report.kind != Kind::Run || report.sum.usage.known > 0,
        cell: |counts, report| match report.kind {
            Kind::Run => counts.usage.known.to_string(),
            Kind::DryRun | Kind::Status => counts.tally.known.to_string(),
        },
    },
    Column {
        head: "stale",
        width: 6,
        shown: |report| report.kind != Kind::Run,
        cell: |counts, _| counts.tally.stale.to_string(),
    },
    Column {
        head: "new",
        width: 6,
        shown: |report| report.kind != Kind::Run,
        cell: |counts, _| counts.tally.new.to_string(),
    },
    Column {
        head: "failed",
        width: 6,
        shown: |report| report.kind != Kind::Run || report.sum.failed > 0,
        cell: |counts, report| match report.kind {
            Kind::Run => counts.failed.to_string(),
            Kind::DryRun | Kind::Status => counts.tally.failed.to_string(),
        },
    },
    Column {
        head: "terms",
        width: 6,
        shown: |report| report.kind != Kind::Status,
        cell: |counts, _| counts.terms.to_string(),
    },
    Column {
        head: "findings",
        width: 8,
        shown: |report| report.kind == Kind::Run,
        cell: |counts, _| counts.findings.to_string(),
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
        shown: |report| report.kind != Kind::Status && report.prices.are_known(),
        cell: |counts, report| format!("{:.4}", report.prices.cost(&counts.usage)),
    },
    Column {
        head: "time",
        width: 8,
        shown: |report| report.kind == Kind::Run,
        cell: |counts, _| format!("{:.2}s", counts.elapsed.as_secs_f64()),
    },
];

/// The closing table and its sums; it keeps a bounded number of rows.
pub(super) struct Report {
    lines: Vec<Line>,
    /// Rows that are not kept.
    left_out: usize,
    articles: usize,
    failed: usize,
    attention: usize,
    sum: Counts,
    prices: Prices,
    currency: String,
    kind: Kind,
    /// Articles that the run stopped before.
    not_begun: usize,
    accuracy: Option<Accuracy>,
}

impl Report {
    /// The report of a run with this backend.
    pub(super) fn new(service: &Service, kind: Kind) -> Self {
        Self {
            lines: Vec::new(),
            left_out: 0,
            articles: 0,
            failed: 0,
            attention: 0,
            sum: Counts::default(),
            prices: service.common.prices,
            currency: service.common.currency.clone().unwrap_or_default(),
            kind,
            not_begun: 0,
            accuracy: None,
        }
    }

    /// Articles so far.
    pub(super) fn articles(&self) -> usize {
        self.articles
    }

    /// Whether somebody has to look at something.
    pub(super) fn needs_attention(&self) -> bool {
        self.attention > 0
    }

    /// Counts an article.
    pub(super) fn add(&mut self, row: &Row) {
        let counts = Counts {
            sentences: row.sentences,
            failed: row.failed,
            reviewed: row.reviewed,
            tally: row.tally,
            terms: row.terms,
            findings: row.findings.iter().sum(),
            adherence: row.adherence,
            usage: row.usage,
            elapsed: row.elapsed,
        };
        self.articles += 1;
        self.failed += usize::from(row.error.is_some());
        self.attention += usize::from(row.needs_attention());
        self.sum.sentences += counts.sentences;
        self.sum.failed += counts.failed;
        self.sum.reviewed += counts.reviewed;
        self.sum.tally += counts.tally;
        self.sum.terms += counts.terms;
        self.sum.findings += counts.findings;
        self.sum.adherence += counts.adherence;
        self.sum.usage += counts.usage;
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
                counts,
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
            "{} of {} articles",
            self.articles - self.failed,
            self.articles
        );
        row(
            &sum,
            columns
                .iter()
                .map(|column| column.cell(&self.sum, self))
                .collect(),
        )?;
        self.remarks().into_iter().try_for_each(print::line)
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
            remarks.push(format!("not begun: {} articles", self.not_begun));
        }
        if sum.failed > 0 {
            remarks.push(format!(
                "not translated: {} sentences; run again to try them again",
                sum.failed
            ));
        }
        let cost = self.prices.cost(&sum.usage);
        if self.prices.are_known() && self.kind != Kind::Status {
            remarks.push(
                format!(
                    "{}: {cost:.4} {}",
                    if self.kind == Kind::DryRun {
                        "would cost"
                    } else {
                        "cost"
                    },
                    self.currency
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
                sum.tally.to_send(),
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
                .saturating_add(sum.tally.human);
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
    pub(super) fn json_row(&self, row: &Row) -> Result<(), CommandError> {
        let [notes, warnings, errors] = row.findings;
        print::json(&JsonRow {
            input: row.input.display().to_string(),
            edition: row.edition.as_ref().map(|path| path.display().to_string()),
            sentences: row.sentences,
            failed: row.failed,
            tally: row.tally,
            reviewed: row.reviewed,
            stale_terms: row.stale.iter().map(String::as_str).collect(),
            terms: row.terms,
            notes,
            warnings,
            errors,
            used: self.used(&row.usage, row.adherence),
            seconds: row.elapsed.as_secs_f64(),
            error: row.error.as_ref().map(|error| print::with_hint(error)),
        })
    }

    /// Prints the last line of `--format json`.
    pub(super) fn json_sum(&self) -> Result<(), CommandError> {
        print::json(&JsonSum {
            articles: self.articles,
            failed: self.failed,
            sentences: self.sum.sentences,
            failed_sentences: self.sum.failed,
            tally: self.sum.tally,
            reviewed: self.sum.reviewed,
            terms: self.sum.terms,
            findings: self.sum.findings,
            dry_run: self.kind != Kind::Run,
            not_begun: self.not_begun,
            used: self.used(&self.sum.usage, self.sum.adherence),
            seconds: self.sum.elapsed.as_secs_f64(),
        })
    }

    fn used(&self, usage: &Usage, adherence: Adherence) -> JsonUsed {
        JsonUsed {
            known: usage.known,
            requests: usage.requests,
            input_tokens: usage.input_tokens,
            cached_tokens: usage.cached_tokens,
            output_tokens: usage.output_tokens,
            characters: usage.characters,
            cost: self.prices.are_known().then(|| self.prices.cost(usage)),
            terms_asked: adherence.asked,
            terms_obeyed: adherence.obeyed,
        }
    }
}

/// A row of `--format json`.
#[derive(Serialize)]
struct JsonRow<'a> {
    input: String,
    edition: Option<String>,
    sentences: usize,
    failed: usize,
    /// What each sentence is: unchanged, human, known, stale, new or failed.
    tally: Tally,
    reviewed: usize,
    stale_terms: Vec<&'a str>,
    terms: usize,
    notes: usize,
    warnings: usize,
    errors: usize,
    #[serde(flatten)]
    used: JsonUsed,
    seconds: f64,
    error: Option<String>,
}

/// The last line of `--format json`.
#[derive(Serialize)]
struct JsonSum {
    articles: usize,
    failed: usize,
    sentences: usize,
    failed_sentences: usize,
    tally: Tally,
    reviewed: usize,
    terms: usize,
    findings: usize,
    dry_run: bool,
    not_begun: usize,
    #[serde(flatten)]
    used: JsonUsed,
    seconds: f64,
}

/// What was used, or would be.
#[derive(Serialize)]
struct JsonUsed {
    known: u64,
    requests: u64,
    input_tokens: u64,
    cached_tokens: u64,
    output_tokens: u64,
    characters: u64,
    cost: Option<f64>,
    terms_asked: usize,
    terms_obeyed: usize,
}
