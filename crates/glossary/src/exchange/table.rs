//! Reading the terms of tables with a header, whatever their file format.

use super::super::{Column, GlossaryError, Term};
use super::ReadOptions;
use super::gather::TermCollector;
use super::headers::column_of;
use duizhao_core::diagnostic::Location;
use std::borrow::Cow;

/// Which cell of a row is which column.
#[derive(Debug)]
pub(super) struct Columns {
    at: [Option<usize>; Column::ALL.len()],
    /// Cells of the header.
    pub(super) width: usize,
}

impl Columns {
    /// Finds the columns of a header: by the options first, then by the names we know. Headers that name nothing become
    /// a note; two that name the same column, and none for source or English, are an error at their place.
    pub(super) fn find(
        header: &[Cow<'_, str>],
        place: impl Fn(usize) -> Location,
        options: &ReadOptions,
        collector: &mut TermCollector,
    ) -> Result<Self, GlossaryError> {
        let mut columns = Self {
            at: [None; Column::ALL.len()],
            width: header.len(),
        };
        let unknown =
            columns
                .assign(header, options)
                .map_err(|(cell, message)| GlossaryError::Row {
                    place: place(cell),
                    message,
                    hint: format!(
                        "name columns with a column map, `name=column`; the header is: {}",
                        shown(header)
                    ),
                })?;
        if !unknown.is_empty() {
            collector.note(
                &place(0),
                format_args!("columns that were not read: {}", shown(&unknown)),
            );
        }
        Ok(columns)
    }

    /// Finds all columns, and returns the headers that name none; an error comes with its cell.
    fn assign<'a>(
        &mut self,
        header: &[Cow<'a, str>],
        options: &ReadOptions,
    ) -> Result<Vec<Cow<'a, str>>, (usize, String)> {
        self.by_options(header, options)?;
        let unknown = self.by_names(header, options)?;
        self.check().map_err(|missing| (0, missing))?;
        Ok(unknown)
    }

    /// Finds the columns that the options name; an error with the cell where there is none of that name.
    fn by_options(
        &mut self,
        header: &[Cow<'_, str>],
        options: &ReadOptions,
    ) -> Result<(), (usize, String)> {
        for (column, name) in &options.columns {
            let cell = header.iter().position(|cell| cell.trim() == name.trim());
            self.at[*column as usize] =
                Some(cell.ok_or_else(|| (0, format!("no column `{name}`")))?);
        }
        Ok(())
    }

    /// Finds the columns that have a name we know, and returns the others; an error with the cell where two
    /// stand for the same.
    fn by_names<'a>(
        &mut self,
        header: &[Cow<'a, str>],
        options: &ReadOptions,
    ) -> Result<Vec<Cow<'a, str>>, (usize, String)> {
        let mut unknown = Vec::new();
        for (cell, name) in header.iter().enumerate() {
            if name.trim().is_empty() || self.at.contains(&Some(cell)) {
                continue;
            }
            let known = column_of(name)
                .filter(|column| options.columns.iter().all(|(asked, _)| asked != column));
            let Some(column) = known else {
                unknown.push(name.clone());
                continue;
            };
            if let Some(first) = self.at[column as usize].replace(cell) {
                return Err((
                    cell,
                    format!(
                        "`{}` and `{name}` both stand for `{}`",
                        header[first],
                        column.name()
                    ),
                ));
            }
        }
        Ok(unknown)
    }

    /// Refuses a header without a source or without English.
    fn check(&self) -> Result<(), String> {
        if !self.has(Column::SourceHans) && !self.has(Column::SourceHant) {
            Err("no column has the Chinese".to_owned())
        } else if !self.has(Column::Target) {
            Err("no column has the English".to_owned())
        } else {
            Ok(())
        }
    }

    fn has(&self, column: Column) -> bool {
        self.at[column as usize].is_some()
    }

    /// Adds the term of a row. A word that a column does not know is a note at its place, and left empty.
    pub(super) fn gather<'a>(
        &self,
        cell: impl Fn(usize) -> Cow<'a, str>,
        place: impl Fn(usize) -> Location,
        collector: &mut TermCollector,
    ) -> Result<(), GlossaryError> {
        let mut term = Term::default();
        for column in Column::ALL {
            let Some(at) = self.at[column as usize] else {
                continue;
            };
            if let Err(error) = column.put(&mut term, cell(at).trim()) {
                let error = error.to_string();
                collector.note(
                    &place(at),
                    format_args!("{}; left empty", error.lines().next().unwrap_or_default()),
                );
            }
        }
        collector.push(term, place(0))
    }
}

/// Tests whether a header has both sides.
pub(super) fn is_header(cells: &[Cow<'_, str>]) -> bool {
    let columns: Vec<Column> = cells.iter().filter_map(|cell| column_of(cell)).collect();
    (columns.contains(&Column::SourceHans) || columns.contains(&Column::SourceHant))
        && columns.contains(&Column::Target)
}

/// Builds the error for a table without any row.
pub(super) fn empty(place: Location) -> GlossaryError {
    let hint = "the first row names the columns, `source_hans` and `target` at least".to_owned();
    GlossaryError::Row {
        place,
        message: "there is no header".to_owned(),
        hint,
    }
}

/// Writes headers in a message: the first twenty.
fn shown(header: &[Cow<'_, str>]) -> String {
    let names: Vec<String> = header
        .iter()
        .take(20)
        .map(|name| format!("`{}`", name.trim()))
        .collect();
    names.join(", ") + if header.len() > 20 { ", …" } else { "" }
}
