//! The rows of a glossary file while terms are merged into it.

use super::super::super::edit::EditError;
use super::super::super::sheet::quoted;
use super::super::super::{Column, GlossaryError, Key, MOST_CELL_BYTES, Status, Term, TermFile};
use super::join::{joined, replaced, says_nothing_new};
use super::{Decision, MergeOutcome};
use duizhao_core::diagnostic::{Edit, Location};
use std::collections::HashMap;

/// The terms of the file, then those added.
pub(super) struct Slots {
    terms: Vec<Term>,
    changed: Vec<bool>,
    /// How many are rows of the file.
    rows: usize,
    of: HashMap<Key, usize>,
    /// The slots of each source.
    senses: HashMap<String, Vec<usize>>,
}

impl Slots {
    pub(super) fn of(file: &TermFile) -> Result<Self, GlossaryError> {
        let terms = file.rows().iter().map(|row| file.term(row));
        let terms: Vec<Term> = terms.collect::<Result<_, _>>()?;
        // Of two rows with one key the later one holds.
        let of = terms
            .iter()
            .enumerate()
            .map(|(i, term)| (term.key(), i))
            .collect();
        let mut senses: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, term) in terms.iter().enumerate() {
            senses.entry(term.source_hans.clone()).or_default().push(i);
        }
        Ok(Self {
            changed: vec![false; terms.len()],
            rows: terms.len(),
            of,
            senses,
            terms,
        })
    }

    /// Returns the slot that an imported term is about.
    fn slot(&self, new: &Term) -> Option<usize> {
        if let Some(&at) = self.of.get(&new.key()) {
            return Some(at);
        }
        let senses = self.senses.get(&new.source_hans)?;
        if new.context.is_empty() {
            senses.first().copied()
        } else {
            None
        }
    }

    /// Merges an imported term with its slot, or gives it a new one.
    pub(super) fn take(
        &mut self,
        new: &Term,
        decide: impl FnOnce(&Term) -> Decision,
    ) -> MergeOutcome {
        let Some(at) = self.slot(new) else {
            self.of.insert(new.key(), self.terms.len());
            self.senses
                .entry(new.source_hans.clone())
                .or_default()
                .push(self.terms.len());
            self.terms.push(new.clone());
            self.changed.push(false);
            return MergeOutcome::Added;
        };
        let old = &self.terms[at];
        if says_nothing_new(old, new) {
            return MergeOutcome::Unchanged;
        }
        if old.is_open() {
            self.changed[at] = true;
            self.terms[at] = replaced(old, new);
            return MergeOutcome::Added;
        }
        let (term, outcome) = match decide(old) {
            Decision::Keep => return MergeOutcome::Kept,
            Decision::Replace => (
                replaced(old, new),
                MergeOutcome::Replaced {
                    old: Box::new(old.clone()),
                },
            ),
            Decision::Both => (joined(old, new), MergeOutcome::Both),
        };
        self.changed[at] |= term != *old;
        self.terms[at] = term;
        outcome
    }

    /// Refuses an imported term if a cell of its row has grown too long.
    pub(super) fn check(&self, imported: &Term, place: &Location) -> Result<(), GlossaryError> {
        let Some(term) = self.slot(imported).map(|at| &self.terms[at]) else {
            return Ok(());
        };
        for column in Column::ALL {
            if quoted(&column.of(term), ',', true).len() > MOST_CELL_BYTES {
                return Err(GlossaryError::Row {
                    place: place.clone(),
                    message: format!(
                        "`{}` of `{}` would have more than {MOST_CELL_BYTES} bytes",
                        column.name(),
                        term.key()
                    ),
                    hint: "keep or replace such terms instead of keeping both".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Returns the file's text with all changes, made at once.
    pub(super) fn text(&self, file: &TermFile) -> Result<String, EditError> {
        let touched: Vec<&Term> = (self.terms.iter().enumerate())
            .filter(|&(i, _)| i >= self.rows || self.changed[i])
            .map(|(_, term)| term)
            .collect();
        let columns: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|&column| touched.iter().any(|term| says(term, column)))
            .collect();
        file.widened(&columns, |wide| Ok(wide.sheet.edited(self.edits(wide))))
    }

    fn edits(&self, file: &TermFile) -> Vec<Edit> {
        let mut edits = Vec::new();
        let columns = file.columns();
        for (i, row) in file.rows().iter().enumerate() {
            if !self.changed[i] {
                continue;
            }
            let term = &self.terms[i];
            for (cell, &column) in columns.iter().enumerate() {
                let value = column.of(term);
                let is = file.sheet.cell(row, cell);
                if is != value && (says(term, column) || !is.is_empty()) {
                    edits.push(file.sheet.set(row, cell, &value));
                }
            }
        }
        for (i, term) in self.terms[self.rows..].iter().enumerate() {
            let cells: Vec<String> = columns.iter().map(|column| column.of(term)).collect();
            let mut edit = file.sheet.append(&cells);
            // The line end before the first new row is there once.
            if i > 0 {
                let start = edit
                    .text
                    .find(|c| !matches!(c, '\r' | '\n'))
                    .unwrap_or_default();
                edit.text.drain(..start);
            }
            edits.push(edit);
        }
        edits
    }
}

/// Tests whether a term has something in a column; the default status is nothing.
fn says(term: &Term, column: Column) -> bool {
    if column == Column::Status {
        term.status != Status::default()
    } else {
        !column.of(term).is_empty()
    }
}
