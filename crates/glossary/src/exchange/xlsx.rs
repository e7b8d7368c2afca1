//! Excel workbooks. Written: one sheet, our twelve columns, every cell a string, the header frozen; nothing of the
//! time it was made. Read: the first sheet whose first row is a header we understand.

use super::super::{Column, GlossaryError, Place, Term};
use super::gather::TermCollector;
use super::losses::Losses;
use super::table::{Columns, empty, is_header};
use super::{Exported, Format, Imported, ReadOptions, WriteOptions};
use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook, XlsxError};
use std::borrow::Cow;
use std::io::{Cursor, Read, copy, sink};
use std::path::Path;

/// Excel workbooks.
pub(super) static FORMAT: Format = Format {
    name: "xlsx",
    extensions: &["xlsx"],
    about: "Excel workbook",
    read: Some(read),
    write: Some(write),
    is_it: |bytes| bytes.starts_with(b"PK"),
};

/// Longest text of a cell, in UTF-16 units; a limit of Excel.
const MOST_CELL: usize = 32_767;

/// Most rows of a sheet; a limit of Excel.
const MOST_ROWS: usize = 1_048_576;

/// Largest workbook when unpacked, in bytes.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

fn write(terms: &[Term], _: &WriteOptions) -> Result<Exported, GlossaryError> {
    let mut losses = Losses::default();
    let bytes = workbook(terms, &mut losses)
        .map_err(|error| wrong(Path::new(FORMAT.name), &error, "write CSV instead"))?;
    Ok(Exported {
        bytes,
        losses: losses.lines(),
    })
}

fn workbook(terms: &[Term], losses: &mut Losses) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day, so that the same terms give the same bytes.
    workbook.set_properties(
        &DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let sheet = workbook.add_worksheet().set_name("glossary")?;
    let bold = Style::new().set_bold();
    for (column, at) in Column::ALL.into_iter().zip(0..) {
        sheet.write_string_with_format(0, at, column.name(), &bold)?;
        sheet.set_column_width(at, width(column))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let rows = terms
        .iter()
        .filter(|term| fits(term, losses))
        .collect::<Vec<_>>();
    for (term, row) in rows.iter().take(MOST_ROWS - 1).zip(1..) {
        for (column, at) in Column::ALL.into_iter().zip(0..) {
            let value = column.of(term);
            if too_long(&value) {
                losses.add(
                    "cell was left out: it is too long for Excel",
                    "cells were left out: they are too long for Excel",
                    1,
                );
            } else if !value.is_empty() {
                sheet.write_string(row, at, value)?;
            }
        }
    }
    losses.add(
        "term was left out: the sheet is full",
        "terms were left out: the sheet is full",
        rows.len().saturating_sub(MOST_ROWS - 1),
    );
    workbook.save_to_buffer()
}

/// Whether source and English fit in cells; counts terms of which they do not.
fn fits(term: &Term, losses: &mut Losses) -> bool {
    let long = too_long(&term.source_hans) || too_long(&term.target);
    losses.add(
        "term was left out: it is too long for Excel",
        "terms were left out: they are too long for Excel",
        usize::from(long),
    );
    !long
}

fn too_long(text: &str) -> bool {
    text.len() > MOST_CELL && text.encode_utf16().count() > MOST_CELL
}

/// The width of a column, in characters.
const fn width(column: Column) -> u16 {
    match column {
        Column::SourceHans | Column::SourceHant | Column::Context => 20,
        Column::Target | Column::Alternatives | Column::Forbidden => 36,
        Column::Note | Column::Citation => 48,
        Column::Tag | Column::Status | Column::Pos | Column::Case => 12,
    }
}

fn wrong(path: &Path, error: &impl ToString, hint: &str) -> GlossaryError {
    GlossaryError::File {
        path: path.to_owned(),
        message: error.to_string(),
        hint: hint.to_owned(),
    }
}

const HINT: &str = "save it again in Excel or LibreOffice as `.xlsx`, or as CSV";

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<Imported, GlossaryError> {
    check_size(path, bytes, MOST_UNPACKED)?;
    // calamine 0.38 panics at a cell reference like `ZZZZZZZZ9` where overflow is checked.
    let read = std::panic::catch_unwind(|| sheets(path, bytes, options));
    read.unwrap_or_else(|_| Err(wrong(path, &"the workbook is damaged", HINT)))
}

/// The terms of the first sheet with a header.
fn sheets(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<Imported, GlossaryError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(path, &error, HINT))?;
    let mut gatherer = TermCollector::default();
    for name in book.sheet_names() {
        let rows = rows(&mut book, path, &name)?;
        let header = rows.first().map(Row::cells).unwrap_or_default();
        let asked = |cell: &Cow<'_, str>| {
            options
                .columns
                .iter()
                .any(|(_, name)| name.trim() == cell.trim())
        };
        if is_header(&header) || header.iter().any(asked) {
            return table(path, &header, &rows, options, gatherer);
        }
        gatherer.note(
            &place(path, 1, 0),
            format_args!("sheet `{name}` was not read: its first row is no header"),
        );
    }
    Err(empty(place(path, 1, 0)))
}

/// The terms of a sheet.
fn table(
    path: &Path,
    header: &[Cow<'_, str>],
    rows: &[Row],
    options: &ReadOptions,
    mut gatherer: TermCollector,
) -> Result<Imported, GlossaryError> {
    let line = rows.first().map_or(1, |row| row.line);
    let columns = Columns::find(
        header,
        |cell| place(path, line, cell),
        options,
        &mut gatherer,
    )?;
    for row in rows.iter().skip(1) {
        let cells = row.cells();
        let cell = |i: usize| cells.get(i).cloned().unwrap_or_default();
        columns.gather(cell, |i| place(path, row.line, i), &mut gatherer)?;
    }
    Ok(gatherer.finish())
}

/// The cells of a row that have something in them, with their columns.
struct Row {
    line: usize,
    filled: Vec<(usize, String)>,
}

/// Columns that are looked at; further ones are no glossary's.
const MOST_COLUMNS: usize = 256;

impl Row {
    /// The cells from the first column to the last that is filled.
    fn cells(&self) -> Vec<Cow<'_, str>> {
        let mut cells = Vec::new();
        for (at, text) in &self.filled {
            cells.resize(*at, Cow::Borrowed(""));
            cells.push(Cow::Borrowed(text.as_str()));
        }
        cells
    }
}

/// The rows of a sheet that have something in them, as they come: never the whole grid, which may have 17 billion cells.
fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    path: &Path,
    name: &str,
) -> Result<Vec<Row>, GlossaryError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|error| wrong(path, &error, HINT))?;
    while let Some(cell) = reader
        .next_cell()
        .map_err(|error| wrong(path, &error, HINT))?
    {
        let (row, column) = cell.get_position();
        let (line, column) = (row as usize + 1, column as usize);
        let text = shown(cell.get_value());
        if text.trim().is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        match rows.last_mut().filter(|last| last.line == line) {
            Some(last)
                if last
                    .filled
                    .last()
                    .is_some_and(|(before, _)| *before >= column) =>
            {
                let message = format!("the cells of row {line} are not in order");
                return Err(wrong(path, &message, HINT));
            }
            Some(last) => last.filled.push((column, text)),
            None => rows.push(Row {
                line,
                filled: vec![(column, text)],
            }),
        }
    }
    Ok(rows)
}

/// A cell as text.
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

fn place(path: &Path, line: usize, cell: usize) -> Place {
    Place {
        path: path.to_owned(),
        line,
        column: cell + 1,
    }
}

/// Refuses a workbook that unpacks to more than `most` bytes, by unpacking it: what an archive says of itself
/// may be wrong.
fn check_size(path: &Path, bytes: &[u8], most: u64) -> Result<(), GlossaryError> {
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

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use duizhao_formats::testing::{damaged, mutated};
    use proptest::prelude::*;
    use std::io::Write;

    fn imported(bytes: &[u8]) -> Result<Imported, GlossaryError> {
        FORMAT.read(Path::new("t.xlsx"), bytes, &ReadOptions::default())
    }

    fn term(source: &str, target: &str) -> Term {
        Term {
            source_hans: source.into(),
            target: target.into(),
            ..Term::default()
        }
    }

    #[test]
    fn the_same_terms_give_the_same_bytes() {
        let bytes = || {
            write(&[term("党", "=1+1")], &WriteOptions::default())
                .unwrap()
                .bytes
        };
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn workbooks_of_others_are_read() {
        let mut book = Workbook::new();
        book.add_worksheet().write_string(0, 0, "Read me").unwrap();
        let sheet = book.add_worksheet();
        let rows = [
            ["English", "", "中文", "Owner"],
            ["Party", "", "党", "me"],
            ["", "", "委", ""],
        ];
        for (row, cells) in (2..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet
            .write_number(5, 0, 5.5)
            .unwrap()
            .write_string(5, 2, "五点五")
            .unwrap();
        let imported = imported(&book.save_to_buffer().unwrap()).unwrap();
        let terms: Vec<(Term, String)> = imported
            .terms
            .into_iter()
            .map(|(term, place)| (term, place.to_string()))
            .collect();
        let expected = [
            (term("党", "Party"), "t.xlsx:4:1".to_owned()),
            (term("五点五", "5.5"), "t.xlsx:6:1".to_owned()),
        ];
        assert_eq!(terms, expected);
        let notes = [
            "t.xlsx:1:1: sheet `Sheet1` was not read: its first row is no header",
            "t.xlsx:3:1: columns that were not read: `Owner`",
            "t.xlsx:5:1: left out: `target` is empty",
        ];
        assert_eq!(imported.notes, notes);
    }

    #[test]
    fn what_excel_cannot_hold_is_said() {
        let long = Term {
            note: "x".repeat(40_000),
            ..term("党", "Party")
        };
        let written = write(
            &[long, term("委", &"x".repeat(40_000))],
            &WriteOptions::default(),
        )
        .unwrap();
        let losses = [
            "1 term was left out: it is too long for Excel",
            "1 cell was left out: it is too long for Excel",
        ];
        assert_eq!(written.losses, losses);
        assert_eq!(
            imported(&written.bytes).unwrap().terms[0].0,
            term("党", "Party")
        );
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        let zeros = vec![0; 1 << 20];
        (0..3).for_each(|_| archive.write_all(&zeros).unwrap());
        let bytes = archive.finish().unwrap().into_inner();
        let error = check_size(Path::new("t.xlsx"), &bytes, 2 << 20)
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("t.xlsx: the workbook unpacks to more than 2097152 bytes"),
            "{error}"
        );
        assert!(check_size(Path::new("t.xlsx"), &bytes, 3 << 20).is_ok());
        assert!(imported(b"PK").is_err() && imported(b"").is_err());
    }

    /// A workbook with its parts changed by `change`.
    fn repacked(bytes: &[u8], mut change: impl FnMut(&str, &mut Vec<u8>)) -> Vec<u8> {
        let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..from.len() {
            let mut part = from.by_index(i).unwrap();
            let (name, mut text) = (part.name().unwrap().into_owned(), Vec::new());
            part.read_to_end(&mut text).unwrap();
            change(&name, &mut text);
            to.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            to.write_all(&text).unwrap();
        }
        to.finish().unwrap().into_inner()
    }

    #[test]
    fn a_cell_far_away_costs_nothing() {
        let written = write(&[term("党", "Party")], &WriteOptions::default()).unwrap();
        let far = |name: &str, text: &mut Vec<u8>| {
            if name.ends_with("sheet1.xml") {
                let sheet = String::from_utf8(std::mem::take(text)).unwrap();
                let row = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
                *text = sheet.replace("</sheetData>", row).into_bytes();
            }
        };
        assert_eq!(
            imported(&repacked(&written.bytes, far))
                .unwrap()
                .terms
                .len(),
            1
        );
    }

    #[test]
    fn references_out_of_bounds_are_errors() {
        let written = write(&[term("党", "Party")], &WriteOptions::default()).unwrap();
        let cells = [
            "r=\"A99999999999\"",
            "r=\"ZZZZZZZZ9\"",
            "r=\"\"",
            "r=\"A0\"",
            "r=\"A4294967295\"",
            "r=\"1A\"",
            "t=\"s\"",
            "t=\"e\"",
            "t=\"b\" s=\"99\"",
        ];
        for cell in cells {
            let changed = repacked(&written.bytes, |name, text| {
                if name.ends_with("sheet1.xml") {
                    let sheet = String::from_utf8(std::mem::take(text)).unwrap();
                    let row = format!("<row><c {cell}><v>99999999999</v></c></row></sheetData>");
                    *text = sheet.replace("</sheetData>", &row).into_bytes();
                }
            });
            // An error or a cell that is passed over, but never a panic.
            assert!(
                imported(&changed).is_err() || imported(&changed).unwrap().terms.len() == 1,
                "{cell}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn what_is_written_is_read(terms in any_terms()) {
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let read = imported(&written.bytes).unwrap();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), terms);
        }

        #[test]
        fn no_damage_inside_makes_the_reader_panic(damage in mutated(), part in any::<prop::sample::Index>()) {
            let terms = [term("党", "Party"), Term { note: "n".into(), ..term("委", "committee") }];
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let mut number = 0;
            let bytes = repacked(&written.bytes, |_, text| {
                number += 1;
                if number == part.index(10) + 1 {
                    damaged(text, &damage);
                }
            });
            let _ = imported(&bytes);
        }
    }
}
