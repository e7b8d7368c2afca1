//! Tests of reading and writing workbooks.

use super::super::super::Term;
use super::super::samples::any_terms;
use super::super::{ImportedTerms, ReadOptions, WriteOptions};
use super::reader::check_size;
use super::*;
use duizhao_formats::testing::{damaged, mutated};
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};

fn imported(bytes: &[u8]) -> Result<ImportedTerms, GlossaryError> {
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

/// A package of these parts.
fn packed<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with a sheet to read first and a table in the second, with shared strings, numbers and gaps.
fn workbook_of_another() -> Vec<u8> {
    let shared = [
        "Read me",
        "English",
        "中文",
        "Owner",
        "Party",
        "党",
        "me",
        "委",
        "五点五",
    ]
    .map(|text| format!("<si><t>{text}</t></si>"))
    .concat();
    let strings = format!("<sst>{shared}</sst>");
    let sheet = |rows: &[&[(&str, usize)]]| {
        let cell = |(place, string): &(&str, usize)| {
            format!("<c r=\"{place}\" t=\"s\"><v>{string}</v></c>")
        };
        let row = |cells: &&[(&str, usize)]| {
            format!("<row>{}</row>", cells.iter().map(cell).collect::<String>())
        };
        let rows: String = rows.iter().map(row).collect();
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    };
    let first = sheet(&[&[("A1", 0)]]);
    let second = sheet(&[
        &[("A3", 1), ("C3", 2), ("D3", 3)],
        &[("A4", 4), ("C4", 5), ("D4", 6)],
        &[("C5", 7)],
        &[("C6", 8)],
    ])
    .replace("<c r=\"C6\"", "<c r=\"A6\"><v>5.5</v></c><c r=\"C6\"");
    let relations = |parts: &[(&str, &str)]| {
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let part = |(kind, target): &(&str, &str)| {
            format!(r#"<Relationship Id="{target}" Type="{types}/{kind}" Target="{target}"/>"#)
        };
        let parts: String = parts.iter().map(part).collect();
        format!("<Relationships>{parts}</Relationships>")
    };
    let root = relations(&[("officeDocument", "/xl/workbook.xml")]);
    let book = relations(&[
        ("worksheet", "worksheets/one.xml"),
        ("worksheet", "/xl/worksheets/two.xml"),
        ("sharedStrings", "sharedStrings.xml"),
    ]);
    let sheets = br#"<workbook><sheets><sheet name="Sheet1" sheetId="1" r:id="worksheets/one.xml"/><sheet name="Sheet2" sheetId="2" r:id="/xl/worksheets/two.xml"/></sheets></workbook>"#;
    packed([
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", sheets.as_slice()),
        ("xl/_rels/workbook.xml.rels", book.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/one.xml", first.as_bytes()),
        ("xl/worksheets/two.xml", second.as_bytes()),
    ])
}

#[test]
fn workbooks_of_others_are_read() {
    let imported = imported(&workbook_of_another()).unwrap();
    let terms: Vec<(Term, String)> = imported
        .terms
        .into_iter()
        .map(|(term, place)| (term, place.to_string()))
        .collect();
    let expected = [
        (term("党", "Party"), "t.xlsx [Sheet2]:4:1".to_owned()),
        (term("五点五", "5.5"), "t.xlsx [Sheet2]:6:1".to_owned()),
    ];
    assert_eq!(terms, expected);
    let notes = [
        "t.xlsx [Sheet2]:3:1: columns that were not read: `Owner`",
        "t.xlsx [Sheet2]:5:1: left out: `target` is empty",
        "t.xlsx [Sheet1]:1:1: the sheet was not read: no column has the Chinese",
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
    let zeros = vec![0; 3 << 20];
    let bytes = packed([("xl/workbook.xml", zeros.as_slice())]);
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
    let mut parts = Vec::new();
    for i in 0..from.len() {
        let mut part = from.by_index(i).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut text).unwrap();
        change(&name, &mut text);
        parts.push((name, text));
    }
    packed(
        parts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_slice())),
    )
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
            if number == part.index(6) + 1 {
                damaged(text, &damage);
            }
        });
        let _ = imported(&bytes);
    }
}
