//! Reports of diagnostics, one file a format, shared with the glossary's lint. They return text and print nothing.

mod jsonl;
mod sarif;
mod text;

pub use jsonl::jsonl;
pub use sarif::sarif;
pub use text::text;

use crate::Rule;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::fmt;

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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
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

    /// Tests whether there is nothing that a person has to look at: no error and no warning.
    pub fn is_clean(&self) -> bool {
        self.errors + self.warnings == 0
    }
}

impl fmt::Display for Totals {
    /// Writes `1 error, 2 warnings, 0 notes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.notes, Severity::Note),
        ];
        for (at, (count, severity)) in counts.into_iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            let plural = if count == 1 { "" } else { "s" };
            write!(f, "{comma}{count} {severity}{plural}")?;
        }
        Ok(())
    }
}
