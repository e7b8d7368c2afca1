//! Merging imported terms into a glossary file, so that no row of either side is lost silently.
//!
//! Terms are the same by [`Term::key`]: source and context; one without a context is also the first row of its source.
//! An imported term that says nothing new changes
//! nothing; one that does is a conflict, which a rule or a person decides. Rows that nothing changes keep their
//! bytes.

mod join;
mod slots;

pub(super) use join::joined;

use super::super::edit::EditError;
use super::super::{Column, Key, Term, TermFile};
use duizhao_core::diagnostic::Location;
use slots::Slots;

/// What to do with an imported term that the file has with other contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The file's stays.
    Keep,
    /// The imported one holds.
    Replace,
    /// Both are kept, in one row.
    Both,
    /// A person decides each time.
    Ask,
}

impl Conflict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Replace, Self::Both, Self::Ask];

    /// Returns the name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Replace => "replace",
            Self::Both => "both",
            Self::Ask => "ask",
        }
    }
}

/// What was decided about one conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The file's term stays as it is.
    Keep,
    /// What the imported term says holds, and what it says nothing of stays. The citation and the status of
    /// another rendering go with it.
    Replace,
    /// The file's rendering stays the preferred one, the imported ones become alternatives; notes and citations
    /// are joined, lists too. What contradicts stands in the note.
    Both,
}

/// What became of one imported term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeOutcome {
    /// A new row, or an open one that it fills.
    Added,
    /// It said nothing new.
    Unchanged,
    /// It holds now.
    Replaced {
        /// What the row said before.
        old: Box<Term>,
    },
    /// It was not used, and the row stays.
    Kept,
    /// It was added to the row.
    Both,
}

impl MergeOutcome {
    const fn words(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Unchanged => "unchanged",
            Self::Replaced { .. } => "replaced",
            Self::Kept => "kept as they were",
            Self::Both => "both kept",
        }
    }
}

/// What became of every imported term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// One outcome a term, in the order of the import.
    pub outcomes: Vec<(Key, Location, MergeOutcome)>,
}

impl MergeReport {
    /// Counts the terms with an outcome that fits.
    pub fn count(&self, fits: impl Fn(&MergeOutcome) -> bool) -> usize {
        self.outcomes
            .iter()
            .filter(|(_, _, outcome)| fits(outcome))
            .count()
    }

    /// Returns the report in lines: how many of each, then every replaced rendering.
    pub fn lines(&self) -> Vec<String> {
        let words = [
            "added",
            "unchanged",
            "replaced",
            "kept as they were",
            "both kept",
        ];
        let counts = words.map(|words| {
            let count = self.count(|outcome| outcome.words() == words);
            format!("{count} {words}")
        });
        let mut lines = vec![counts.join(", ")];
        for (key, place, outcome) in &self.outcomes {
            if let MergeOutcome::Replaced { old } = outcome {
                lines.push(format!("{place}: `{key}` was `{}`", summary(old)));
            }
        }
        lines
    }
}

/// Returns what a row said, but for its source: every filled column.
fn summary(term: &Term) -> String {
    let columns = Column::ALL
        .into_iter()
        .filter(|c| !matches!(c, Column::SourceHans | Column::SourceHant));
    let cells = columns
        .map(|column| column.of(term))
        .filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join("; ")
}

/// A file after a merge.
#[derive(Debug)]
pub struct Merged {
    /// The file's new text, which is a sound glossary file.
    pub text: String,
    /// What became of every imported term.
    pub report: MergeReport,
}

/// Merges imported terms into a file, in their order: a term that comes twice is merged with itself. Linear in both.
///
/// With [`Conflict::Ask`], `ask` gets the file's term, the imported one and where that stands; it is not called
/// otherwise. Fails where a row of the file cannot be understood, or a cell would grow too long.
pub fn merge(
    file: &TermFile,
    imported: &[(Term, Location)],
    rule: Conflict,
    mut ask: impl FnMut(&Term, &Term, &Location) -> Decision,
) -> Result<Merged, EditError> {
    let mut slots = Slots::of(file)?;
    let mut report = MergeReport::default();
    for (term, place) in imported {
        let outcome = slots.take(term, |old| match rule {
            Conflict::Keep => Decision::Keep,
            Conflict::Replace => Decision::Replace,
            Conflict::Both => Decision::Both,
            Conflict::Ask => ask(old, term, place),
        });
        slots.check(term, place)?;
        report.outcomes.push((term.key(), place.clone(), outcome));
    }
    let text = slots.text(file)?;
    TermFile::parse(file.sheet.path(), text.clone())?.terms()?;
    Ok(Merged { text, report })
}

#[cfg(test)]
mod tests;
