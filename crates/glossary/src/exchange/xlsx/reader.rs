//! Reading workbooks of any program, cell by cell, with calamine.

use super::super::super::GlossaryError;
use super::super::gather::TermCollector;
use super::super::table::{Columns, empty, is_header};
use super::super::{ImportedTerms, ReadOptions};
use super::wrong;
use calamine::{DataRef, Reader, Xlsx};
use duizhao_core::diagnostic::Location;
use std::borrow::Cow;
use std::io::{Cursor, Read, copy, sink};
use std::path::Path;

/// Largest workbook when unpacked, in bytes.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

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

/// Reads the terms of the first sheet with a header.
fn sheets(
    path: &Path,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<ImportedTerms, GlossaryError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(path, &error, HINT))?;
    let mut collector = TermCollector::default();
    for name in book.sheet_names() {
        let rows = rows(&mut book, path, &name)?;
        let header = rows.first().map(SheetRow::cells).unwrap_or_default();
        if is_header(&header) || header.iter().any(|cell| is_asked(cell, options)) {
            return table(path, &header, &rows, options, collector);
        }
        collector.note(
            &place(path, 1, 0),
            format_args!("sheet `{name}` was not read: its first row is no header"),
        );
    }
    Err(empty(place(path, 1, 0)))
}

fn is_asked(header: &str, options: &ReadOptions) -> bool {
    let mut asked = options.columns.iter();
    asked.any(|(_, name)| name.trim() == header.trim())
}

/// Reads the terms of a sheet.
fn table(
    path: &Path,
    header: &[Cow<'_, str>],
    rows: &[SheetRow],
    options: &ReadOptions,
    mut collector: TermCollector,
) -> Result<ImportedTerms, GlossaryError> {
    let line = rows.first().map_or(1, |row| row.line);
    let columns = Columns::find(
        header,
        |cell| place(path, line, cell),
        options,
        &mut collector,
    )?;
    for row in rows.iter().skip(1) {
        let cells = row.cells();
        columns.gather(
            |i| cells.get(i).cloned().unwrap_or_default(),
            |i| place(path, row.line, i),
            &mut collector,
        )?;
    }
    Ok(collector.finish())
}

/// The cells of a row that have something in them, with their columns.
struct SheetRow {
    line: usize,
    filled: Vec<(usize, String)>,
}

/// Columns that are looked at; further ones are no glossary's.
const MOST_COLUMNS: usize = 256;

impl SheetRow {
    /// Returns the cells from the first column to the last that is filled.
    fn cells(&self) -> Vec<Cow<'_, str>> {
        let mut cells = Vec::new();
        for (at, text) in &self.filled {
            cells.resize(*at, Cow::Borrowed(""));
            cells.push(Cow::Borrowed(text.as_str()));
        }
        cells
    }
}

/// Reads the rows of a sheet that have something in them, as they come: never the whole grid, which may have 17 billion
/// cells.
fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
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
        let text = shown(cell.get_value());
        if text.trim().is_empty() || column >= MOST_COLUMNS {
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

fn place(path: &Path, line: usize, cell: usize) -> Location {
    Location::new(path, line, cell + 1)
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
