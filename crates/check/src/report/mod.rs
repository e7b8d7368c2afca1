//! Reports of diagnostics, one file a format, one line a format in [`FORMATS`].
//!
//! A report takes the pairs as they are checked and writes what it can at once. [`text`] and [`sarif`] are shared with
//! the glossary's lint.

mod html;
mod jsonl;
mod junit;
mod sarif;
mod text;

pub use sarif::sarif;
pub use text::text;

use crate::{CheckedPair, Deny, Rule};
use duizhao_core::counted;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};
use std::ops::AddAssign;
use std::path::PathBuf;

/// Every format, in the order help texts show them.
pub const FORMATS: [&ReportFormat; 5] = [
    &text::FORMAT,
    &jsonl::FORMAT,
    &sarif::FORMAT,
    &junit::FORMAT,
    &html::FORMAT,
];

/// Returns the format with this name.
pub fn by_name(name: &str) -> Option<&'static ReportFormat> {
    FORMATS.into_iter().find(|format| format.name == name)
}

/// A format of reports.
#[derive(Debug)]
pub struct ReportFormat {
    /// Its name on the command line.
    pub name: &'static str,
    begin: fn(ReportSettings) -> Box<dyn Reporter>,
}

impl ReportFormat {
    /// Begins a report.
    pub fn begin(&self, settings: ReportSettings) -> Box<dyn Reporter> {
        (self.begin)(settings)
    }
}

/// What a report knows from its beginning.
#[derive(Debug, Clone, Default)]
pub struct ReportSettings {
    /// All rules, whether they find something or not.
    pub rules: Vec<RuleSummary>,
    /// Which diagnostics make the check fail.
    pub deny: Deny,
}

/// A file that was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckedFile {
    /// Its path.
    pub path: PathBuf,
    /// How many pairs were checked.
    pub pairs: usize,
    /// Why it could not be checked, or not to its end.
    pub error: Option<String>,
}

/// A report under way. The pairs of a file come in order, then the file itself.
pub trait Reporter {
    /// Takes a pair that rules say something of.
    fn pair(&mut self, pair: &CheckedPair, out: &mut dyn Write) -> io::Result<()>;

    /// Takes a file whose pairs have come.
    fn file(&mut self, file: &CheckedFile, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// A rule as reports describe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleSummary {
    /// The code of its diagnostics.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub summary: &'static str,
    /// The heaviest severity that it gives, where there is one for all.
    pub severity: Option<Severity>,
}

impl From<&Rule> for RuleSummary {
    fn from(rule: &Rule) -> Self {
        Self {
            code: rule.code,
            summary: rule.summary,
            severity: Some(rule.severity),
        }
    }
}

/// How many diagnostics there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// For the reader to know.
    pub notes: usize,
    /// To be looked at.
    pub warnings: usize,
    /// Wrong.
    pub errors: usize,
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.notes += other.notes;
        self.warnings += other.warnings;
        self.errors += other.errors;
    }
}

impl Totals {
    /// Counts diagnostics.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut totals = Self::default();
        for diagnostic in diagnostics {
            totals.add(diagnostic.severity);
        }
        totals
    }

    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }

    /// Returns how many there are of a severity.
    pub fn of_severity(&self, severity: Severity) -> usize {
        match severity {
            Severity::Note => self.notes,
            Severity::Warning => self.warnings,
            Severity::Error => self.errors,
        }
    }

    /// Returns how many there are of any severity.
    pub fn all(&self) -> usize {
        self.notes + self.warnings + self.errors
    }

    /// Tests whether there is nothing that a person has to look at: no error and no warning.
    pub fn is_clean(&self) -> bool {
        self.errors + self.warnings == 0
    }
}

impl fmt::Display for Totals {
    /// Writes `1 error, 2 warnings, 0 notes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = counted(self.errors, "error");
        let warnings = counted(self.warnings, "warning");
        write!(f, "{errors}, {warnings}, {}", counted(self.notes, "note"))
    }
}
