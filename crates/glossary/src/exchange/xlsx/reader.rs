//! Reading workbooks of any program, cell by cell, with calamine.

use super::super::super::GlossaryError;
use super::super::gather::TermCollector;
use super::super::grid::Grid;
use super::super::{ImportedTerms, ReadOptions, table};
use super::wrong;
use calamine::{DataRef, Dimensions, Reader, Xlsx};
use duizhao_core::diagnostic::Location;
use std::borrow::Cow;
use std::io::{Cursor, Read, copy, sink};
use std::path::{Path, PathBuf};

/// Largest workbook when unpacked, in bytes.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// A workbook that is read from memory.
type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

const HINT: &str = "save it again in Excel or LibreOffice as `.xlsx`, or as CSV";

/// Reads the terms of a workbook. Never panics, whatever the bytes.
pub(super) fn read(
    path: &Path,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<ImportedTerms, GlossaryError> {
    check_size(path, bytes, MOST_UNPACKED)?;
    // calamine 0.38 panics at a cell reference like `ZZZZZZZZ9` where overflow is checked.
    let read = std::panic::catch_unwind(|| sheets(path, bytes, options));
    read.unwrap_or_else(|_| Err(wrong(path, &"the workbook is damaged", HINT)))
}

/// Reads the terms of every sheet. One that has something in it and no table is a note; if there is no other, an error.
fn sheets(
    path: &Path,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<ImportedTerms, GlossaryError> {
    let mut book: Book<'_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(path, &error, HINT))?;
    let mut collector = TermCollector::default();
    let mut is_table = false;
    let mut without = Vec::new();
    for name in book.sheet_names() {
        let sheet = SheetGrid::read(&mut book, path, &name)?;
        match table::read(&sheet, options, &mut collector) {
            _ if sheet.rows.is_empty() => {}
            Ok(()) => is_table = true,
            Err(error) => without.push(error),
        }
    }
    if !is_table {
        return Err(without
            .into_iter()
            .next()
            .unwrap_or_else(|| GlossaryError::Row {
                place: Location::new(path, 1, 1),
                message: "no sheet has anything in it".to_owned(),
                hint: "fill a sheet with terms".to_owned(),
            }));
    }
    for error in without {
        if let GlossaryError::Row { place, message, .. } = error {
            collector.note(&place, format_args!("the sheet was not read: {message}"));
        }
    }
    Ok(collector.finish())
}

/// The cells of a sheet.
struct SheetGrid {
    /// Names the file and the sheet.
    path: PathBuf,
    rows: Vec<SheetRow>,
}

/// The cells of a row that have something in them, with their columns, in order.
struct SheetRow {
    line: usize,
    filled: Vec<(usize, String)>,
}

impl SheetRow {
    /// Returns the cell of a column, or where it would be.
    fn find(&self, column: usize) -> Result<usize, usize> {
        self.filled.binary_search_by_key(&column, |(at, _)| *at)
    }
}

/// Columns that are looked at; further ones are no glossary's.
const MOST_COLUMNS: usize = 256;

impl SheetGrid {
    /// Reads a sheet, merged cells in each of their rows.
    fn read(book: &mut Book<'_>, path: &Path, name: &str) -> Result<Self, GlossaryError> {
        let mut sheet = Self {
            path: PathBuf::from(format!("{} [{name}]", path.display())),
            rows: Self::filled(book, path, name)?,
        };
        let merged = book.merge_cells_by_sheet_name(name);
        sheet.fill(merged.map_err(|error| wrong(path, &error, HINT))?);
        Ok(sheet)
    }

    /// Reads the rows of a sheet that have something in them, as they come: never the whole grid, which may have 17
    /// billion cells.
    fn filled(
        book: &mut Book<'_>,
        path: &Path,
        name: &str,
    ) -> Result<Vec<SheetRow>, GlossaryError> {
        let mut rows: Vec<SheetRow> = Vec::new();
        let mut reader = book
            .worksheet_cells_reader(name)
            .map_err(|error| wrong(path, &error, HINT))?;
        while let Some(cell) = reader
            .next_cell()
            .map_err(|error| wrong(path, &error, HINT))?
        {
            let (row, column) = cell.get_position();
            let line = row as usize + 1;
            let column = column as usize;
            let text = shown(cell.get_value()).trim().to_owned();
            if text.is_empty() || column >= MOST_COLUMNS {
                continue;
            }
            let Some(last) = rows.last_mut().filter(|last| last.line == line) else {
                let filled = vec![(column, text)];
                rows.push(SheetRow { line, filled });
                continue;
            };
            if last.filled.last().is_some_and(|&(at, _)| at >= column) {
                let message = format!("the cells of row {line} are not in order");
                return Err(wrong(path, &message, HINT));
            }
            last.filled.push((column, text));
        }
        Ok(rows)
    }

    /// Gives each row of a merged cell what the cell says. Regions that overlap, which no program makes, are filled once.
    fn fill(&mut self, mut merged: Vec<Dimensions>) {
        merged.sort_unstable_by_key(|region| region.start);
        let mut filled_to = [0; MOST_COLUMNS];
        for Dimensions { start, end } in merged {
            let Some(filled_to) = filled_to.get_mut(start.1 as usize) else {
                continue;
            };
            let column = start.1 as usize;
            let first = self
                .rows
                .partition_point(|row| row.line <= start.0 as usize);
            let last = self
                .rows
                .partition_point(|row| row.line <= end.0 as usize + 1);
            let text = self.rows.get(first).and_then(|row| {
                let is_its = row.line == start.0 as usize + 1;
                let at = row.find(column).ok()?;
                is_its.then(|| row.filled[at].1.clone())
            });
            if let Some(text) = text {
                for row in self.rows.iter_mut().take(last).skip(first.max(*filled_to)) {
                    if let Err(at) = row.find(column) {
                        row.filled.insert(at, (column, text.clone()));
                    }
                }
                *filled_to = last.max(*filled_to);
            }
        }
    }
}

impl Grid for SheetGrid {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn width(&self, row: usize) -> usize {
        self.rows[row].filled.last().map_or(0, |(at, _)| at + 1)
    }

    fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let row = &self.rows[row];
        let found = row.find(column).map(|at| row.filled[at].1.as_str());
        Cow::Borrowed(found.unwrap_or_default())
    }

    fn place(&self, row: usize, column: usize) -> Location {
        let line = self.rows.get(row).map_or(1, |row| row.line);
        Location::new(self.path.as_path(), line, column + 1)
    }

    fn can_fall_apart(&self) -> bool {
        false
    }
}

/// Returns a cell as text.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Refuses a workbook that unpacks to more than `most` bytes, by unpacking it: what an archive says of itself
/// may be wrong.
pub(super) fn check_size(path: &Path, bytes: &[u8], most: u64) -> Result<(), GlossaryError> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(path, &error, HINT))?;
    let mut left = most;
    for i in 0..archive.len() {
        let entry = archive
            .by_index(i)
            .map_err(|error| wrong(path, &error, HINT))?;
        let read = copy(&mut entry.take(left + 1), &mut sink())
            .map_err(|error| wrong(path, &error, HINT))?;
        left = left.checked_sub(read).ok_or_else(|| {
            let message = format!("the workbook unpacks to more than {most} bytes");
            wrong(path, &message, "export the glossary alone")
        })?;
    }
    Ok(())
}
