//! The cells of a table, whatever its file format, and what kind of text they hold.

use duizhao_core::diagnostic::Location;
use duizhao_zh::han;
use std::borrow::Cow;

/// The cells of a table.
pub(super) trait Grid {
    /// Returns how many rows there are.
    fn rows(&self) -> usize;
    /// Returns how many cells a row has.
    fn width(&self, row: usize) -> usize;
    /// Returns what a cell says, without white space around it; empty where there is none.
    fn cell(&self, row: usize, column: usize) -> Cow<'_, str>;
    /// Returns where a cell stands, or where its row does if there is none.
    fn place(&self, row: usize, column: usize) -> Location;
    /// Tests whether a row with more cells than the header has one that fell apart at its delimiter.
    fn can_fall_apart(&self) -> bool;
}

/// In which language a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// It has Chinese characters, and no more Latin letters than they.
    Chinese,
    /// It has more Latin letters than Chinese characters.
    English,
    /// It has neither.
    Neither,
}

/// Returns the language of a text.
pub(super) fn language(text: &str) -> Language {
    let han = text.chars().filter(|&c| han::is_han(c)).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    if letters > han {
        Language::English
    } else if han > 0 {
        Language::Chinese
    } else {
        Language::Neither
    }
}

/// Rows that are read to find what a column holds.
pub(super) const MOST_READ: usize = 200;

/// Returns the language of most filled cells of a column, from a row on.
pub(super) fn language_of_column(grid: &dyn Grid, first: usize, column: usize) -> Language {
    let rows = first..grid.rows().min(first + MOST_READ);
    let mut counts = [0; 3];
    for row in rows {
        let cell = grid.cell(row, column);
        if !cell.is_empty() {
            counts[language(&cell) as usize] += 1;
        }
    }
    let [chinese, english, neither] = counts;
    if chinese > english + neither {
        Language::Chinese
    } else if english > chinese + neither {
        Language::English
    } else {
        Language::Neither
    }
}

/// Tests whether a row has nothing in it: a blank line of a spreadsheet.
pub(super) fn is_blank(grid: &dyn Grid, row: usize) -> bool {
    (0..grid.width(row)).all(|column| grid.cell(row, column).is_empty())
}

/// Returns the first cells of a column, from a row on, as one text.
pub(super) fn sample(grid: &dyn Grid, first: usize, column: usize) -> String {
    let rows = first..grid.rows().min(first + MOST_READ);
    rows.map(|row| grid.cell(row, column)).collect()
}
