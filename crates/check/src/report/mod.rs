//! Reports of diagnostics, one file a format, shared with the glossary's lint. They return text and print nothing.

mod jsonl;
mod sarif;
mod text;

pub use jsonl::jsonl;
pub use sarif::sarif;
pub use text::text;

use crate::Rule;
use duizhao_core::counted;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use serde::Serialize;
use std::fmt;
use std::ops::AddAssign;

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
