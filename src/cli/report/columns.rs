//! The columns of the closing table.

use super::{Report, ReportKind};
use duizhao_engine::Counts;

/// A column of the closing table.
pub(super) struct TableColumn {
    head: &'static str,
    width: usize,
    pub(super) shown: fn(&Report) -> bool,
    cell: fn(&Counts, &Report) -> String,
}

impl TableColumn {
    /// Returns the head.
    pub(super) fn head(&self) -> String {
        format!("{:>width$}", self.head, width = self.width)
    }

    /// Returns the cell of a row.
    pub(super) fn cell(&self, counts: &Counts, report: &Report) -> String {
        format!(
            "{:>width$}",
            (self.cell)(counts, report),
            width = self.width
        )
    }
}

/// The columns, in order.
pub(super) static COLUMNS: [TableColumn; 17] = [
    TableColumn {
        head: "sentences",
        width: 9,
        shown: |_| true,
        cell: |counts, _| counts.sentences.to_string(),
    },
    TableColumn {
        head: "unchanged",
        width: 9,
        shown: |report| report.kind != ReportKind::Run,
        cell: |counts, _| counts.statuses.unchanged.to_string(),
    },
    TableColumn {
        head: "human",
        width: 6,
        shown: |report| report.kind == ReportKind::Status || report.sum.statuses.human > 0,
        cell: |counts, _| counts.statuses.human.to_string(),
    },
    TableColumn {
        head: "reused",
        width: 6,
        shown: |report| report.kind == ReportKind::Run && report.sum.usage.known > 0,
        cell: |counts, _| counts.usage.known.to_string(),
    },
    TableColumn {
        head: "in memory",
        width: 9,
        shown: |report| report.kind != ReportKind::Run,
        cell: |counts, _| counts.statuses.known.to_string(),
    },
    TableColumn {
        head: "stale",
        width: 6,
        shown: |report| report.kind != ReportKind::Run,
        cell: |counts, _| counts.statuses.stale.to_string(),
    },
    TableColumn {
        head: "new",
        width: 6,
        shown: |report| report.kind != ReportKind::Run,
        cell: |counts, _| counts.statuses.new.to_string(),
    },
    TableColumn {
        head: "failed",
        width: 6,
        shown: |report| report.kind != ReportKind::Run || report.sum.failed > 0,
        cell: |counts, report| match report.kind {
            ReportKind::Run => counts.failed.to_string(),
            ReportKind::DryRun | ReportKind::Status => counts.statuses.failed.to_string(),
        },
    },
    TableColumn {
        head: "terms",
        width: 6,
        shown: |report| report.kind != ReportKind::Status,
        cell: |counts, _| counts.terms.to_string(),
    },
    TableColumn {
        head: "errors",
        width: 6,
        shown: |report| report.kind == ReportKind::Run && report.sum.findings.errors > 0,
        cell: |counts, _| counts.findings.errors.to_string(),
    },
    TableColumn {
        head: "warnings",
        width: 8,
        shown: |report| report.kind == ReportKind::Run && report.sum.findings.warnings > 0,
        cell: |counts, _| counts.findings.warnings.to_string(),
    },
    TableColumn {
        head: "notes",
        width: 6,
        shown: |report| report.kind == ReportKind::Run,
        cell: |counts, _| counts.findings.notes.to_string(),
    },
    TableColumn {
        head: "requests",
        width: 8,
        shown: |report| report.kind != ReportKind::Status && report.sum.usage.requests > 0,
        cell: |counts, _| counts.usage.requests.to_string(),
    },
    TableColumn {
        head: "tokens",
        width: 9,
        shown: |report| report.kind != ReportKind::Status && report.sum.usage.tokens() > 0,
        cell: |counts, _| counts.usage.tokens().to_string(),
    },
    TableColumn {
        head: "characters",
        width: 10,
        shown: |report| {
            report.kind != ReportKind::Status
                && report.sum.usage.characters > 0
                && report.sum.usage.tokens() == 0
        },
        cell: |counts, _| counts.usage.characters.to_string(),
    },
    TableColumn {
        head: "cost",
        width: 9,
        shown: |report| {
            report.kind != ReportKind::Status && report.service.common.prices.are_known()
        },
        cell: |counts, report| format!("{:.4}", report.service.common.prices.cost(&counts.usage)),
    },
    TableColumn {
        head: "time",
        width: 8,
        shown: |report| report.kind == ReportKind::Run,
        cell: |counts, _| format!("{:.2}s", counts.elapsed.as_secs_f64()),
    },
];
