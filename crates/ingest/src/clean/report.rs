//! The account of what cleaning did.

use serde::Serialize;
use std::collections::BTreeMap;

/// What was done to a line or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Taken out of the article.
    Removed,
    /// Became the title or metadata.
    Moved,
    /// A label cut from the end of a line that stays.
    Trimmed,
    /// Continues the line before it.
    Joined,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Line of the input, from 1.
    pub line: usize,
    /// The pass that did it.
    pub pass: &'static str,
    /// What it did.
    pub action: Action,
    /// The text concerned, as it stood in the input, without white space around it.
    pub text: String,
}

/// Everything that cleaning removed, moved and repaired, in the order of the lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanReport {
    /// What was done to lines.
    pub changes: Vec<Change>,
    /// How many repairs of each kind were made inside lines.
    pub repaired: BTreeMap<&'static str, usize>,
}

impl CleanReport {
    /// The texts that were taken out of the article.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.changes
            .iter()
            .filter(|c| c.action == Action::Removed)
            .map(|c| c.text.as_str())
    }

    pub(super) fn repair(&mut self, kind: &'static str, count: usize) {
        if count > 0 {
            *self.repaired.entry(kind).or_default() += count;
        }
    }
}
