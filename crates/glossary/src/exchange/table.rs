//! Reading the terms of tables, whatever their file format.

use super::super::load::{SEPARATOR, list};
use super::super::{Column, GlossaryError, Term};
use super::ReadOptions;
use super::columns::Columns;
use super::gather::TermCollector;
use super::grid::{Grid, Language, is_blank, language};
use super::header_row;
use super::renderings::{split, split_sources};
use duizhao_core::counted;
use duizhao_core::diagnostic::Location;
use std::collections::HashSet;

/// Adds the terms of a table. A row that cannot be taken is a note with its place; a table whose columns cannot be told
/// is an error.
pub(super) fn read(
    grid: &dyn Grid,
    options: &ReadOptions,
    collector: &mut TermCollector,
) -> Result<(), GlossaryError> {
    if grid.rows() == 0 {
        return Err(GlossaryError::Row {
            place: grid.place(0, 0),
            message: "the table is empty".to_owned(),
            hint: "give it rows with the Chinese and the English of a term".to_owned(),
        });
    }
    let header = header_row::find(grid, options);
    let first = header.map_or(0, |header| header.first);
    let header = header.map(|header| header.row);
    let columns = Columns::find(grid, header, first, options)?;
    columns.note_unread(grid, first, collector);
    for row in first..grid.rows() {
        let is_repeated = header.is_some_and(|header| is_same(grid, row, header));
        if is_blank(grid, row) || is_repeated || fell_apart(grid, row, &columns, collector) {
            continue;
        }
        let term = term(grid, row, &columns, collector);
        let place = grid.place(row, 0);
        if columns.is_ours {
            collector.push(term, place)?;
        } else {
            push_foreign(term, place, collector)?;
        }
    }
    Ok(())
}

/// Tests whether two rows say the same, as where a header is repeated on each page.
fn is_same(grid: &dyn Grid, row: usize, other: usize) -> bool {
    grid.width(row) == grid.width(other)
        && (0..grid.width(row)).all(|column| grid.cell(row, column) == grid.cell(other, column))
}

/// Notes a row that has more cells than the columns: a cell fell apart at the delimiter in it.
fn fell_apart(
    grid: &dyn Grid,
    row: usize,
    columns: &Columns,
    collector: &mut TermCollector,
) -> bool {
    let width = columns.width();
    let is_longer = (width..grid.width(row)).any(|cell| !grid.cell(row, cell).is_empty());
    let fell_apart = grid.can_fall_apart() && is_longer;
    if fell_apart {
        let cells = counted(grid.width(row), "cell");
        let what = format!("left out: {cells} where the header has {width}");
        let hint = "put cells that hold the delimiter in double quotes";
        collector.note(&grid.place(row, width), format_args!("{what}; {hint}"));
    }
    fell_apart
}

/// Reads the term of a row. A word that a column does not know is a note at its place, and left empty.
fn term(grid: &dyn Grid, row: usize, columns: &Columns, collector: &mut TermCollector) -> Term {
    let mut term = Term::default();
    for column in Column::ALL {
        let cells = columns.of(column);
        let texts: Vec<String> = cells
            .iter()
            .map(|&cell| grid.cell(row, cell).into_owned())
            .collect();
        let Some(first) = cells.first() else {
            continue;
        };
        let value = if columns.is_ours {
            texts.concat()
        } else {
            joined(column, &texts)
        };
        if let Err(error) = column.put(&mut term, value.trim()) {
            let error = format_args!("{error}; left empty");
            collector.note(&grid.place(row, *first), error);
        }
    }
    term
}

/// Returns what the cells of other people's tables say as one of our cells says it.
fn joined(column: Column, texts: &[String]) -> String {
    // As spreadsheets on Windows write it.
    let texts: Vec<String> = texts
        .iter()
        .map(|text| text.replace("\r\n", "\n"))
        .collect();
    let items = |split: fn(&str) -> Vec<String>| {
        let items: Vec<String> = texts.iter().flat_map(|text| split(text)).collect();
        items.join(SEPARATOR)
    };
    match column {
        Column::Target | Column::Alternatives | Column::Forbidden | Column::Tag => items(split),
        Column::SourceHans | Column::SourceHant => items(split_sources),
        Column::Note | Column::Citation => {
            let filled: Vec<&str> = texts
                .iter()
                .map(String::as_str)
                .filter(|text| !text.is_empty())
                .collect();
            filled.join("; ")
        }
        Column::Status | Column::Pos | Column::Case | Column::Context => texts.concat(),
    }
}

/// Adds the term of other people's table: one for each source in it, its first rendering preferred. Renderings without
/// English are left out with a note.
fn push_foreign(
    mut term: Term,
    place: Location,
    collector: &mut TermCollector,
) -> Result<(), GlossaryError> {
    let mut renderings = list(&term.target);
    renderings.append(&mut term.alternatives);
    let (chinese, mut renderings): (Vec<String>, Vec<String>) = renderings
        .into_iter()
        .partition(|text| language(text) == Language::Chinese);
    if !chinese.is_empty() {
        let what = format_args!("no English, and left out: `{}`", chinese.join("`, `"));
        collector.note(&place, what);
    }
    let mut seen = HashSet::new();
    renderings.retain(|rendering| seen.insert(rendering.clone()));
    let mut renderings = renderings.into_iter();
    term.target = renderings.next().unwrap_or_default();
    term.alternatives = renderings.collect();
    let hans = list(&term.source_hans);
    let hant = list(&term.source_hant);
    for number in 0..hans.len().max(hant.len()).max(1) {
        let form = |forms: &[String]| forms.get(number).cloned().unwrap_or_default();
        let one = Term {
            source_hans: form(&hans),
            source_hant: form(&hant),
            ..term.clone()
        };
        collector.join(one, place.clone())?;
    }
    Ok(())
}
