//! Writing workbooks: the few parts that a package of Office Open XML must have.

use super::super::super::{Column, GlossaryError, Term};
use super::super::losses::Losses;
use super::super::{ExportedTerms, WriteOptions};
use super::{FORMAT, wrong};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

/// Longest text of a cell, in UTF-16 units; a limit of Excel.
const MOST_CELL: usize = 32_767;

/// Most rows of a sheet; a limit of Excel.
const MOST_ROWS: usize = 1_048_576;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// The parts beside the sheet: what the package holds, one workbook with one sheet, and two styles, the second bold.
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="glossary" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
    ),
];

/// What stands before the columns: the first row stays in sight.
const SHEET_START: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>"#;

/// The bold style of the header.
const BOLD: &str = " s=\"1\"";

/// Writes the terms as a workbook; the same terms give the same bytes.
pub(super) fn write(terms: &[Term], _: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let mut losses = Losses::default();
    let bytes = package(&sheet(terms, &mut losses))
        .map_err(|error| wrong(Path::new(FORMAT.name), &error, "write CSV instead"))?;
    Ok(ExportedTerms {
        bytes,
        losses: losses.lines(),
    })
}

/// Packs the sheet with the other parts. No part has a date.
fn package(sheet: &str) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in PARTS
        .into_iter()
        .chain([("xl/worksheets/sheet1.xml", sheet)])
    {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(DECLARATION.as_bytes())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn sheet(terms: &[Term], losses: &mut Losses) -> String {
    let mut sheet = SHEET_START.to_owned() + "<cols>";
    for (column, number) in Column::ALL.into_iter().zip(1..) {
        let width = width(column);
        sheet += &format!(
            r#"<col min="{number}" max="{number}" width="{width}.7109375" customWidth="1"/>"#
        );
    }
    sheet += "</cols><sheetData>";
    push_row(&mut sheet, 1, BOLD, Column::ALL.map(Column::name));
    let fitting: Vec<&Term> = terms.iter().filter(|term| fits(term, losses)).collect();
    for (term, row) in fitting.iter().take(MOST_ROWS - 1).zip(2..) {
        let cells = Column::ALL.map(|column| cell(column, term, losses));
        push_row(&mut sheet, row, "", cells);
    }
    losses.add(
        "term was left out: the sheet is full",
        "terms were left out: the sheet is full",
        fitting.len().saturating_sub(MOST_ROWS - 1),
    );
    sheet + "</sheetData></worksheet>"
}

/// Tests whether source and English fit in cells; counts terms of which they do not.
fn fits(term: &Term, losses: &mut Losses) -> bool {
    let long = too_long(&term.source_hans) || too_long(&term.target);
    losses.add(
        "term was left out: it is too long for Excel",
        "terms were left out: they are too long for Excel",
        usize::from(long),
    );
    !long
}

/// Returns the text of a cell; empty, and counted, if no cell can hold it.
fn cell(column: Column, term: &Term, losses: &mut Losses) -> String {
    let text = column.of(term);
    if !too_long(&text) {
        return text;
    }
    losses.add(
        "cell was left out: it is too long for Excel",
        "cells were left out: they are too long for Excel",
        1,
    );
    String::new()
}

fn too_long(text: &str) -> bool {
    text.len() > MOST_CELL && text.encode_utf16().count() > MOST_CELL
}

/// Returns the width of a column, in characters.
const fn width(column: Column) -> u16 {
    match column {
        Column::SourceHans | Column::SourceHant | Column::Context => 20,
        Column::Target | Column::Alternatives | Column::Forbidden => 36,
        Column::Note | Column::Citation => 48,
        Column::Tag | Column::Status | Column::Pos | Column::Case => 12,
    }
}

/// Appends a row of text; empty cells are left out.
fn push_row<T: AsRef<str>>(
    sheet: &mut String,
    row: usize,
    style: &str,
    cells: [T; Column::ALL.len()],
) {
    *sheet += &format!(r#"<row r="{row}">"#);
    for (cell, letter) in cells.iter().map(AsRef::as_ref).zip('A'..) {
        if !cell.is_empty() {
            *sheet += &format!(
                r#"<c r="{letter}{row}"{style} t="inlineStr"><is><t xml:space="preserve">"#
            );
            push_text(sheet, cell);
            *sheet += "</t></is></c>";
        }
    }
    *sheet += "</row>";
}

/// Appends text as `ST_Xstring` has it: what XML cannot hold as `_x0007_`, and `_x005F_` for the line before what
/// only looks like that.
fn push_text(sheet: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        match c {
            '&' => *sheet += "&amp;",
            '<' => *sheet += "&lt;",
            '>' => *sheet += "&gt;",
            '_' if looks_escaped(&text.as_bytes()[at..]) => *sheet += "_x005F_",
            '\t' | '\n' => sheet.push(c),
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => {
                *sheet += &format!("_x{:04X}_", u32::from(c));
            }
            _ => sheet.push(c),
        }
    }
}

fn looks_escaped(text: &[u8]) -> bool {
    text.starts_with(b"_x")
        && text.get(6) == Some(&b'_')
        && text[2..6].iter().all(u8::is_ascii_hexdigit)
}
