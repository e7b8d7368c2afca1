//! Tables as people have them: `tables/*.txt`, cases that need no Rust.
//!
//! A case begins with `=== NAME [FILE …]`; after the file's name may stand a character set, `bom`, and the line end `cr`
//! or `crlf`. Then come the file and, after `---`, what is read: a line a term (`source/traditional = English | other
//! English {COLUMN: what it says}`), `! ` before each note, `error ` before an error. In a workbook, `[NAME]` begins a
//! sheet, ` | ` separates cells, `\n` is a line break, `merge A1:A2` merges cells.
#![cfg(feature = "spreadsheets")]

use duizhao_glossary::exchange::{ImportedTerms, ReadOptions, by_extension};
use duizhao_glossary::{Column, GlossaryError, Term};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

/// Returns the bytes of a text file.
fn text_file(text: &str, options: &[&str]) -> Vec<u8> {
    let mut text = text.to_owned();
    let mut charset = "utf-8";
    let mut mark = "";
    for option in options {
        match *option {
            "bom" => mark = "\u{feff}",
            "cr" => text = text.replace('\n', "\r"),
            "crlf" => text = text.replace('\n', "\r\n"),
            label => charset = label,
        }
    }
    let text = format!("{mark}{text}");
    match charset {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        label => {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
            let encoding = encoding.expect("a character set");
            encoding.encode(&text).0.into_owned()
        }
    }
}

const WORKBOOK: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Returns a workbook.
fn workbook(text: &str) -> Vec<u8> {
    let mut sheets: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            Some(name) => sheets.push((name, Vec::new())),
            None => sheets.last_mut().expect("a sheet").1.push(line),
        }
    }
    let mut parts = vec![(
        "_rels/.rels".to_owned(),
        format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    )];
    let mut names = String::new();
    let mut relations = String::new();
    for (number, (name, lines)) in (1..).zip(&sheets) {
        names += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>"#);
        relations += &format!(
            r#"<Relationship Id="r{number}" Type="{RELATIONS}/worksheet" Target="worksheets/{number}.xml"/>"#
        );
        parts.push((format!("xl/worksheets/{number}.xml"), sheet(lines)));
    }
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!(r#"<workbook xmlns="{WORKBOOK}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>"#),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!(r#"<Relationships xmlns="{PACKAGE}">{relations}</Relationships>"#),
    ));
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive
            .start_file(name, SimpleFileOptions::default())
            .expect("a part");
        archive.write_all(text.as_bytes()).expect("a part");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Returns the XML of a sheet; a cell that is a number is one.
fn sheet(lines: &[&str]) -> String {
    let mut rows = String::new();
    let mut merged = String::new();
    let mut number = 0;
    for line in lines {
        if let Some(region) = line.strip_prefix("merge ") {
            merged += &format!(r#"<mergeCell ref="{region}"/>"#);
            continue;
        }
        number += 1;
        rows += &format!(r#"<row r="{number}">"#);
        for (letter, cell) in ('A'..).zip(line.split('|').map(str::trim)) {
            let text = cell.replace('&', "&amp;").replace("\\n", "\n");
            if text.parse::<f64>().is_ok() {
                rows += &format!(r#"<c r="{letter}{number}"><v>{text}</v></c>"#);
            } else if !text.is_empty() {
                rows += &format!(
                    r#"<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#
                );
            }
        }
        rows += "</row>";
    }
    format!(
        r#"<worksheet xmlns="{WORKBOOK}"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"#
    )
}

/// Writes a term as a case has it.
fn shown(term: &Term) -> String {
    let mut line = term.source_hans.clone();
    if !term.source_hant.is_empty() {
        line += &format!("/{}", term.source_hant);
    }
    let renderings: Vec<&str> = term.renderings().collect();
    line += &format!(" = {}", renderings.join(" | "));
    for column in Column::ALL {
        let is_shown = matches!(
            column,
            Column::SourceHans
                | Column::SourceHant
                | Column::Target
                | Column::Alternatives
                | Column::Status
        );
        let cell = column.of(term);
        if !is_shown && !cell.is_empty() {
            line += &format!(" {{{}: {cell}}}", column.name());
        }
    }
    line
}

/// Writes what was read as a case has it.
fn result(read: Result<ImportedTerms, GlossaryError>) -> String {
    match read {
        Ok(imported) => {
            let terms = imported.terms.iter().map(|(term, _)| shown(term));
            let notes = imported.notes.iter().map(|note| format!("! {note}"));
            terms.chain(notes).collect::<Vec<_>>().join("\n")
        }
        Err(error) => format!("error {error}"),
    }
}

/// Returns the cases of a file that are read otherwise than it says.
fn wrong(cases: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in cases.split("=== ").skip(1) {
        let (title, rest) = case.split_once(" [").expect("NAME [FILE]");
        let (file, rest) = rest.split_once("]\n").expect("NAME [FILE]");
        let (text, expected) = rest.split_once("---\n").expect("a file and what is read");
        let mut options = file.split(' ');
        let name = options.next().expect("a name");
        let options: Vec<&str> = options.collect();
        let bytes = match name.rsplit_once('.') {
            Some((_, "xlsx")) => workbook(text),
            _ => text_file(text, &options),
        };
        let (_, extension) = name.rsplit_once('.').expect("an extension");
        let format = by_extension(extension, &bytes).expect("a format");
        let read = format.read(Path::new(name), &bytes, &ReadOptions::default());
        let read = result(read);
        if read != expected.trim_end() {
            wrong.push(format!("=== {title} [{file}]\n{text}---\n{read}\n"));
        }
    }
    wrong
}

#[track_caller]
fn check(cases: &str) {
    let wrong = wrong(cases);
    assert!(wrong.is_empty(), "read otherwise:\n\n{}", wrong.join("\n"));
}

#[test]
fn tables_as_text() {
    check(include_str!("tables/text.txt"));
}

#[test]
fn headers() {
    check(include_str!("tables/headers.txt"));
}

#[test]
fn renderings() {
    check(include_str!("tables/renderings.txt"));
}

#[test]
fn workbooks() {
    check(include_str!("tables/workbooks.txt"));
}
