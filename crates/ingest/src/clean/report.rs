//! The report of a cleaning.

use serde::Serialize;
use std::collections::BTreeMap;

/// A kind of change to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The line or its end was removed from the article.
    Removed,
    /// The line became the title or metadata.
    Moved,
    /// A label was cut from the end of the line.
    Trimmed,
    /// The line was joined to the one before it.
    Joined,
}

/// A change to a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CleaningChange {
    /// Number of the line in the input, from 1.
    pub line: usize,
    /// The pass that made the change.
    pub pass: &'static str,
    /// Kind of the change.
    pub action: Action,
    /// The text concerned, as in the input, trimmed.
    pub text: String,
}

/// A line that is in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptLine {
    /// Number of the line in the input, from 1.
    pub line: usize,
    /// Index of its block in the article.
    pub block: usize,
}

/// Everything that cleaning removed, moved and repaired, in the order of the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanReport {
    /// The changes to lines.
    pub changes: Vec<CleaningChange>,
    /// The lines that are in the article, in their order; those that were joined to another are changes.
    pub kept: Vec<KeptLine>,
    /// The line where each field of the metadata was found, by the name of the field; what the format says of the
    /// document is not among them.
    pub found: BTreeMap<&'static str, usize>,
    /// Number of repairs inside lines, by kind.
    pub repaired: BTreeMap<&'static str, usize>,
    /// Whether the page was in traditional script and was converted to simplified script.
    pub is_converted: bool,
}

impl CleanReport {
    /// Lists the texts that were removed from the article.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.changes
            .iter()
            .filter(|change| change.action == Action::Removed)
            .map(|change| change.text.as_str())
    }

    /// Lists what was removed between the first and the last line of the article.
    pub fn removed_inside(&self) -> impl Iterator<Item = &CleaningChange> {
        let first = self.kept.first().map_or(usize::MAX, |kept| kept.line);
        let last = self.kept.last().map_or(0, |kept| kept.line);
        self.changes.iter().filter(move |change| {
            change.action == Action::Removed && (first..=last).contains(&change.line)
        })
    }

    pub(super) fn keep(&mut self, line: usize, block: usize) {
        self.kept.push(KeptLine { line, block });
    }

    pub(super) fn repair(&mut self, kind: &'static str, count: usize) {
        if count > 0 {
            *self.repaired.entry(kind).or_default() += count;
        }
    }
}
