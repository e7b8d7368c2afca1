//! Tables with a header, whatever file they came from, to terms.

use super::super::{Column, GlossaryError, Place, Term};
use super::ReadOptions;
use super::gather::Gatherer;
use super::headers::column_of;
use std::borrow::Cow;

/// Which cell of a row is which column.
#[derive(Debug)]
pub(super) struct Columns {
    at: [Option<usize>; Column::ALL.len()],
    /// Cells of the header.
    pub(super) width: usize,
}

impl Columns {
    /// Understands a header: by the options first, then by the names we know. Headers that name nothing become a
    /// note; two that name the same column, and none for source or English, are an error at their place.
    pub(super) fn find(
        header: &[Cow<'_, str>],
        place: impl Fn(usize) -> Place,
        options: &ReadOptions,
        gatherer: &mut Gatherer,
    ) -> Result<Self, GlossaryError> {
        let mut columns = Self {
            at: [None; Column::ALL.len()],
            width: header.len(),
        };
        let wrong = |(cell, message): (usize, String)| GlossaryError::Row {
            place: place(cell),
            message,
            hint: format!(
                "name columns with a column map, `name=column`; the header is: {}",
                shown(header)
            ),
        };
        columns.by_options(header, options).map_err(wrong)?;
        let unknown = columns.by_names(header, options).map_err(wrong)?;
        if !unknown.is_empty() {
            gatherer.note(
                &place(0),
                format_args!("columns that were not read: {}", shown(&unknown)),
            );
        }
        columns.check().map_err(|missing| wrong((0, missing)))?;
        Ok(columns)
    }

    /// Takes the columns that were named; an error with the cell where there is none of that name.
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

    /// Takes the columns that have a name we know, and gives back the others; an error with the cell where two
    /// stand for the same.
    fn by_names<'a>(
        &mut self,
        header: &[Cow<'a, str>],
        options: &ReadOptions,
    ) -> Result<Vec<Cow<'a, str>>, (usize, String)> {
        let is_asked = |column: &Column| options.columns.iter().any(|(asked, _)| asked == column);
        let mut unknown = Vec::new();
        for (cell, name) in header.iter().enumerate() {
            if name.trim().is_empty() || self.at.contains(&Some(cell)) {
                continue;
            }
            let Some(column) = column_of(name).filter(|column| !is_asked(column)) else {
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

    /// Whether there is a source and English.
    fn check(&self) -> Result<(), String> {
        let has = |column: Column| self.at[column as usize].is_some();
        match () {
            () if !has(Column::SourceHans) && !has(Column::SourceHant) => {
                Err("no column has the Chinese".to_owned())
            }
            () if !has(Column::Target) => Err("no column has the English".to_owned()),
            () => Ok(()),
        }
    }

    /// Adds the term of a row. A word that a column does not know is a note at its place, and left empty.
    pub(super) fn gather<'a>(
        &self,
        cell: impl Fn(usize) -> Cow<'a, str>,
        place: impl Fn(usize) -> Place,
        gatherer: &mut Gatherer,
    ) -> Result<(), GlossaryError> {
        let mut term = Term::default();
        for column in Column::ALL {
            let Some(at) = self.at[column as usize] else {
                continue;
            };
            if let Err(error) = column.put(&mut term, cell(at).trim()) {
                let error = error.to_string();
                gatherer.note(
                    &place(at),
                    format_args!("{}; left empty", error.lines().next().unwrap_or_default()),
                );
            }
        }
        gatherer.push(term, place(0))
    }
}

/// Whether a header has both sides.
pub(super) fn is_header(cells: &[Cow<'_, str>]) -> bool {
    let has = |wanted: &[Column]| {
        cells
            .iter()
            .any(|cell| column_of(cell).is_some_and(|column| wanted.contains(&column)))
    };
    has(&[Column::SourceHans, Column::SourceHant]) && has(&[Column::Target])
}

/// What is left of a table without any row.
pub(super) fn empty(place: Place) -> GlossaryError {
    let hint = "the first row names the columns, `source_hans` and `target` at least".to_owned();
    GlossaryError::Row {
        place,
        message: "there is no header".to_owned(),
        hint,
    }
}

/// Headers in a message: the first twenty.
fn shown(header: &[Cow<'_, str>]) -> String {
    let names: Vec<String> = header
        .iter()
        .take(20)
        .map(|name| format!("`{}`", name.trim()))
        .collect();
    names.join(", ") + if header.len() > 20 { ", …" } else { "" }
}
