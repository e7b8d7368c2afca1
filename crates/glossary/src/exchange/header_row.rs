//! Finding the row of a table that names its columns.

use super::super::Column;
use super::ReadOptions;
use super::grid::{Grid, Language, language};
use super::headers::{HeaderMeaning, meaning};
use std::borrow::Cow;

/// Rows among which the header is looked for.
const MOST_ABOVE: usize = 20;

/// Where a table names its columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeaderRow {
    /// The row that does.
    pub(super) row: usize,
    /// The first row below all headers.
    pub(super) first: usize,
}

/// Finds the row that names the columns; `None` if the table begins with its terms.
///
/// It is the first row that names both sides or a column asked for, or the next if that is a header, too, and names
/// more; where no row does, the first of several cells that names one side. Only titles may stand above it: what has
/// Chinese in one cell and English in another is a term.
pub(super) fn find(grid: &dyn Grid, options: &ReadOptions) -> Option<HeaderRow> {
    let rows = 0..grid.rows().min(MOST_ABOVE);
    let above = rows.clone().take_while(|&row| !is_term(grid, row)).count();
    // The row below the titles may look like a term: `中文,English`.
    let mut candidates = rows.start..(above + 1).min(rows.end);
    let full = candidates.clone().find(|&row| is_full(grid, row, options));
    let row = full.or_else(|| candidates.find(|&row| is_half(grid, row)))?;
    let next = row + 1;
    if next == grid.rows() || !is_all_headers(grid, next) {
        return Some(HeaderRow { row, first: next });
    }
    let names_more = meanings(grid, next).count() > meanings(grid, row).count();
    Some(HeaderRow {
        row: if names_more { next } else { row },
        first: next + 1,
    })
}

/// Counts the columns that a table's header names; 0 without one that names both sides.
pub(super) fn named(grid: &dyn Grid, options: &ReadOptions) -> usize {
    find(grid, options)
        .filter(|header| is_full(grid, header.row, options))
        .map_or(0, |header| meanings(grid, header.row).count().max(1))
}

/// Returns what the cells of a row mean as headers, as far as they mean something.
fn meanings(grid: &dyn Grid, row: usize) -> impl Iterator<Item = HeaderMeaning> {
    filled(grid, row).filter_map(|cell| meaning(&cell))
}

/// Tests whether a row has headers of both sides, or one that was asked for.
fn is_full(grid: &dyn Grid, row: usize, options: &ReadOptions) -> bool {
    let is_asked = filled(grid, row).any(|cell| {
        let mut asked = options.columns.iter();
        asked.any(|(_, name)| name.trim() == cell)
    });
    let has = |sides: &[Column]| {
        meanings(grid, row).any(|meaning| match meaning {
            HeaderMeaning::Column(column) | HeaderMeaning::Side(column) => sides.contains(&column),
            HeaderMeaning::Number | HeaderMeaning::Other => false,
        })
    };
    is_asked || has(&[Column::SourceHans, Column::SourceHant]) && has(&[Column::Target])
}

/// Tests whether a row names both sides and nothing in it is unknown.
fn is_all_headers(grid: &dyn Grid, row: usize) -> bool {
    let filled = filled(grid, row).count();
    is_full(grid, row, &ReadOptions::default()) && filled == meanings(grid, row).count()
}

/// Tests whether a row of several cells names a column, and is no term: where it looks like one, it must name a language
/// and nothing else in that cell, and no other cell the same.
fn is_half(grid: &dyn Grid, row: usize) -> bool {
    let meanings: Vec<HeaderMeaning> = meanings(grid, row).collect();
    let several = filled(grid, row).count() > 1 && !meanings.is_empty();
    let names_language = || {
        let is_one = |cell: &str| !cell.contains(' ');
        meanings.len() == 1 && filled(grid, row).any(|cell| is_one(&cell) && is_language(&cell))
    };
    several && (!is_term(grid, row) || names_language())
}

/// Tests whether a header names a language.
fn is_language(cell: &str) -> bool {
    matches!(
        meaning(cell),
        Some(HeaderMeaning::Column(
            Column::SourceHans | Column::SourceHant | Column::Target
        ))
    )
}

/// Returns the cells of a row that have something in them.
fn filled(grid: &dyn Grid, row: usize) -> impl Iterator<Item = Cow<'_, str>> {
    (0..grid.width(row))
        .map(move |column| grid.cell(row, column))
        .filter(|cell| !cell.is_empty())
}

/// Tests whether a row has a cell in Chinese and one in English.
pub(super) fn is_term(grid: &dyn Grid, row: usize) -> bool {
    let has = |wanted| filled(grid, row).any(|cell| language(&cell) == wanted);
    has(Language::Chinese) && has(Language::English)
}
