//! Reading and writing tables as text: commas, semicolons or tabs, columns in any order and under many names.
//!
//! Written are our twelve columns with commas. A cell that a spreadsheet would take for a formula can be made text
//! by an apostrophe. Reading takes one apostrophe off every cell that begins with some and then one of `=`, `+`,
//! `-`, `@`, tab and carriage return; therefore writing puts one more before such a cell in any case.

use super::super::sheet::{Record, quoted};
use super::super::{Column, GlossaryError, Sheet, Term};
use super::gather::{TermCollector, text};
use super::headers::column_of;
use super::table::{Columns, empty, is_header};
use super::{ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions};
use duizhao_core::counted;
use duizhao_core::diagnostic::Location;
use std::borrow::Cow;
use std::path::Path;

/// Tables as text.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "csv",
    extensions: &["csv", "tsv"],
    about: "table as text: comma, semicolon or tab, any order of columns",
    read: Some(read),
    write: Some(write),
    is_it,
};

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    let (text, _) = text(path, bytes, options.charset)?;
    let delimiter = delimiter(header_line(&text), options);
    let sheet = Sheet::parse(path, text, delimiter)?;
    // `sep=;` and, where the semicolon separates cells, `sep=` and an empty cell.
    let mut records = sheet.records();
    while let Some((first, rest)) = records.split_first()
        && names_separator(&sheet.cell(first, 0))
        && sheet.cell(first, 1).is_empty()
    {
        records = rest;
    }
    let Some((first, rows)) = records.split_first() else {
        return Err(empty(Location::new(path, 1, 1)));
    };
    let mut collector = TermCollector::default();
    let header: Vec<Cow<'_, str>> = (0..first.len()).map(|i| sheet.cell(first, i)).collect();
    let columns = Columns::find(
        &header,
        |cell| sheet.place(first, cell),
        options,
        &mut collector,
    )?;
    for row in rows {
        // A row without any contents is a blank line of a spreadsheet.
        if (0..row.len()).all(|cell| sheet.cell(row, cell).is_empty()) {
            continue;
        }
        check_width(&sheet, row, columns.width)?;
        columns.gather(
            |i| plain(sheet.cell(row, i)),
            |i| sheet.place(row, i),
            &mut collector,
        )?;
    }
    Ok(collector.finish())
}

/// Refuses a row that is longer or shorter than the header.
fn check_width(sheet: &Sheet, row: &Record, width: usize) -> Result<(), GlossaryError> {
    if row.len() == width {
        return Ok(());
    }
    let last = row.len().saturating_sub(1).min(width);
    Err(GlossaryError::Row {
        place: sheet.place(row, last),
        message: format!(
            "{} where the header has {width}",
            counted(row.len(), "cell")
        ),
        hint: "put cells that hold the delimiter in double quotes".to_owned(),
    })
}

fn write(terms: &[Term], options: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let mut text = Column::header() + "\n";
    for term in terms {
        for (i, column) in Column::ALL.into_iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            text.push_str(&quoted(
                &guarded(column.of(term), options.neutral),
                ',',
                i == 0,
            ));
        }
        text.push('\n');
    }
    Ok(ExportedTerms {
        bytes: text.into_bytes(),
        losses: Vec::new(),
    })
}

/// Tests whether bytes begin with a header that has both sides.
fn is_it(bytes: &[u8]) -> bool {
    let Ok((text, _)) = text(Path::new(""), bytes, None) else {
        return false;
    };
    let line = header_line(&text);
    DELIMITERS
        .into_iter()
        .any(|delimiter| is_header(&cells(line, delimiter)))
}

/// What may separate the cells.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// Returns the first line that is neither blank nor a comment.
fn header_line(text: &str) -> &str {
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines
        .into_iter()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#') && !names_separator(line))
        .unwrap_or_default()
}

/// Tests whether a line tells Excel what separates the cells: `sep=;`.
fn names_separator(line: &str) -> bool {
    line.trim()
        .strip_prefix("sep=")
        .is_some_and(|rest| rest.chars().count() <= 1)
}

/// Returns the delimiter that makes most of the header: columns that are known, then cells.
fn delimiter(header: &str, options: &ReadOptions) -> char {
    // The last of equals is taken: the comma.
    DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|&delimiter| worth(&cells(header, delimiter), options))
        .unwrap_or(',')
}

/// Counts the columns of a header that are known, and all.
fn worth(header: &[Cow<'_, str>], options: &ReadOptions) -> (usize, usize) {
    let mut known = 0;
    for cell in header {
        let is_asked = options.columns.iter().any(|(_, name)| name.trim() == *cell);
        known += usize::from(is_asked || column_of(cell).is_some());
    }
    (known, header.len())
}

/// Returns the cells of one line, as far as it can be understood alone.
fn cells(line: &str, delimiter: char) -> Vec<Cow<'_, str>> {
    let mut quoted = false;
    let parts = line.split(|c| {
        quoted ^= c == '"';
        c == delimiter && !quoted
    });
    parts
        .map(|cell| Cow::Borrowed(cell.trim().trim_matches('"')))
        .collect()
}

/// Tests whether a cell begins with `apostrophes` or more of them and then what makes a formula.
fn is_formula(cell: &str, apostrophes: usize) -> bool {
    let rest = cell.trim_start_matches('\'');
    cell.len() - rest.len() >= apostrophes && rest.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Returns a cell that reading gives back, and, with `neutral`, no spreadsheet takes for a formula.
pub fn guarded(cell: String, neutral: bool) -> String {
    if is_formula(&cell, usize::from(!neutral)) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// Returns a cell without the apostrophe of [`guarded`].
pub fn plain(cell: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(&cell, 1) {
        Cow::Owned(cell[1..].to_owned())
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;

    fn imported(bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
        FORMAT.read(Path::new("t.csv"), bytes, options)
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &[(&str, &str)]) {
        let imported = imported(bytes, &ReadOptions::default()).unwrap();
        let pairs: Vec<(&str, &str)> = imported
            .terms
            .iter()
            .map(|(term, _)| (term.source_hans.as_str(), term.target.as_str()))
            .collect();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn headers_delimiters_and_character_sets_of_others_are_read() {
        check(
            "English;中文\nParty, the;党\n".as_bytes(),
            &[("党", "Party, the")],
        );
        check(
            "\u{feff}源语\t译名\r\n党委\tParty committee\r\n".as_bytes(),
            &[("党委", "Party committee")],
        );
        let gbk = encoding_rs::GB18030
            .encode("术语,译文\n党委书记,Party secretary\n")
            .0
            .into_owned();
        check(&gbk, &[("党委书记", "Party secretary")]);
        check(
            "# c\n\"zh-TW\",\"en\"\n黨委,x\n".as_bytes(),
            &[("党委", "x")],
        );
    }

    #[track_caller]
    fn fails(text: &str, expected: &str) {
        let error = imported(text.as_bytes(), &ReadOptions::default())
            .unwrap_err()
            .to_string();
        assert_eq!(error.lines().next().unwrap(), expected);
    }

    #[test]
    fn a_table_that_is_none_is_an_error_with_its_place() {
        fails(
            "zh,en\n党,a,b\n",
            "t.csv:2:5: 3 cells where the header has 2",
        );
        fails(
            "zh,en,English\n党,a,b\n",
            "t.csv:1:7: `en` and `English` both stand for `target`",
        );
        fails("zh,x\n党,a\n", "t.csv:1:1: no column has the English");
        fails("", "t.csv:1:1: there is no header");
        fails(
            &format!("zh,en\n党,{}\n", "x".repeat(70_000)),
            "t.csv:2:3: a cell of 70000 bytes, and at most 65536 fit",
        );
    }

    #[test]
    fn unknown_columns_and_words_are_notes() {
        let text = "zh,en,Owner,pos\n党,Party,me,n.\n,x,,\n";
        let imported = imported(text.as_bytes(), &ReadOptions::default()).unwrap();
        let notes = [
            "t.csv:1:1: columns that were not read: `Owner`",
            "t.csv:2:12: unknown part of speech `n.`; left empty",
            "t.csv:3:1: left out: `source_hans` is empty",
        ];
        assert_eq!(imported.notes, notes);
    }

    #[test]
    fn a_column_map_goes_before_the_names() {
        let options = ReadOptions {
            columns: vec![(Column::Target, "B".into())],
            ..ReadOptions::default()
        };
        let imported = imported("zh;en;B\n党;a;b\n".as_bytes(), &options).unwrap();
        assert_eq!(imported.terms[0].0.target, "b");
        assert_eq!(
            imported.notes,
            ["t.csv:1:1: columns that were not read: `en`"]
        );
    }

    #[test]
    fn formulas_are_neutral_and_come_back() {
        let term = Term {
            source_hans: "=1+1".into(),
            target: "'@x".into(),
            note: "'tis".into(),
            ..Term::default()
        };
        let written = write(
            &[term],
            &WriteOptions {
                neutral: true,
                ..WriteOptions::default()
            },
        )
        .unwrap();
        assert!(
            String::from_utf8(written.bytes)
                .unwrap()
                .contains("\n'=1+1,,''@x,,,,'tis,")
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(terms in any_terms(), neutral: bool) {
            let written = write(&terms, &WriteOptions { neutral, ..WriteOptions::default() }).unwrap();
            let read = imported(&written.bytes, &ReadOptions::default()).unwrap();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), terms);
        }

        #[test]
        fn no_neutral_cell_is_a_formula(terms in any_terms()) {
            let written = write(&terms, &WriteOptions { neutral: true, ..WriteOptions::default() }).unwrap();
            let sheet = Sheet::parse(Path::new("t"), String::from_utf8(written.bytes).unwrap(), ',').unwrap();
            for row in sheet.records() {
                prop_assert!((0..row.len()).all(|i| !is_formula(&sheet.cell(row, i), 0) || sheet.cell(row, i).starts_with('\'')));
            }
        }
    }
}
