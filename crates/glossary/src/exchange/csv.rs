//! Reading and writing tables as text: commas, semicolons or tabs, columns in any order and under many names, or without
//! any.
//!
//! Written are our twelve columns with commas. A cell that a spreadsheet would take for a formula can be made text
//! by an apostrophe. Reading takes one apostrophe off every cell that begins with some and then one of `=`, `+`,
//! `-`, `@`, tab and carriage return; therefore writing puts one more before such a cell in any case.

use super::super::sheet::quoted;
use super::super::{Column, GlossaryError, Sheet, Term};
use super::gather::{TermCollector, text};
use super::grid::{Grid, MOST_READ};
use super::{
    ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions, header_row, table,
};
use duizhao_core::diagnostic::Location;
use std::borrow::Cow;
use std::path::Path;

/// Tables as text.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "csv",
    extensions: &["csv", "tsv", "txt", "tab"],
    about: "table as text: comma, semicolon or tab, any order of columns",
    read: Some(read),
    write: Some(write),
    is_it,
};

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    let (text, _) = text(path, bytes, options.charset)?;
    let mut collector = TermCollector::default();
    table::read(
        &TextGrid::parse(path, &text, options)?,
        options,
        &mut collector,
    )?;
    Ok(collector.finish())
}

/// A table as text.
struct TextGrid {
    sheet: Sheet,
    /// The first row that is of the table.
    first: usize,
}

impl TextGrid {
    /// Finds the cells of a text by the delimiter that makes most of it: columns that the header names, then rows
    /// that look like terms. Of equal ones, the comma.
    fn parse(path: &Path, text: &str, options: &ReadOptions) -> Result<Self, GlossaryError> {
        let mut best = Self::separated(path, text, ',');
        let mut most = best.as_ref().map_or((0, 0), |grid| grid.worth(options));
        for delimiter in [';', '\t'] {
            if let Ok(grid) = Self::separated(path, text, delimiter)
                && grid.worth(options) > most
            {
                most = grid.worth(options);
                best = Ok(grid);
            }
        }
        best
    }

    fn separated(path: &Path, text: &str, delimiter: char) -> Result<Self, GlossaryError> {
        let sheet = Sheet::parse(path, text.to_owned(), delimiter)?;
        // `sep=;` and, where the semicolon separates cells, `sep=` and an empty cell.
        let separators = sheet.records().iter().take_while(|first| {
            names_separator(&sheet.cell(first, 0)) && sheet.cell(first, 1).is_empty()
        });
        let first = separators.count();
        Ok(Self { sheet, first })
    }

    fn worth(&self, options: &ReadOptions) -> (usize, usize) {
        let rows = 0..self.rows().min(MOST_READ);
        let terms = rows.filter(|&row| header_row::is_term(self, row));
        (header_row::named(self, options), terms.count())
    }
}

impl Grid for TextGrid {
    fn rows(&self) -> usize {
        self.sheet.records().len() - self.first
    }

    fn width(&self, row: usize) -> usize {
        self.sheet.records()[self.first + row].len()
    }

    fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let record = &self.sheet.records()[self.first + row];
        plain(self.sheet.cell(record, column))
    }

    fn place(&self, row: usize, column: usize) -> Location {
        match self.sheet.records().get(self.first + row) {
            Some(record) => self.sheet.place(record, column),
            None => Location::new(self.sheet.path(), 1, 1),
        }
    }

    fn can_fall_apart(&self) -> bool {
        true
    }
}

/// Tests whether a line tells Excel what separates the cells: `sep=;`.
fn names_separator(line: &str) -> bool {
    line.trim()
        .strip_prefix("sep=")
        .is_some_and(|rest| rest.chars().count() <= 1)
}

/// Tests whether bytes have a header that names both sides, or terms that no tab separates, which other formats do.
fn is_it(bytes: &[u8]) -> bool {
    let options = ReadOptions::default();
    let grid = text(Path::new(""), bytes, None)
        .and_then(|(text, _)| TextGrid::parse(Path::new(""), &text, &options));
    grid.is_ok_and(|grid| match grid.worth(&options) {
        (0, terms) => terms > 0 && !grid.sheet.text().contains('\t'),
        (_, _) => true,
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
            "zh,en,中文\n党,a,b\n",
            "t.csv:1:7: `zh` and `中文` both stand for `source_hans`",
        );
        fails("zh,x\n党,委\n", "t.csv:1:1: no column has the English");
        fails("", "t.csv:1:1: the table is empty");
        fails(
            &format!("zh,en\n党,{}\n", "x".repeat(70_000)),
            "t.csv:2:3: a cell of 70000 bytes, and at most 65536 fit",
        );
    }

    #[test]
    fn unknown_columns_and_words_are_notes() {
        let text = "zh,en,Owner,pos\n党,Party,me,n.\n,x,,\n委,a, b,,n\n";
        let imported = imported(text.as_bytes(), &ReadOptions::default()).unwrap();
        let notes = [
            "t.csv:1:1: columns that were not read: `Owner`",
            "t.csv:2:12: unknown part of speech `n.`; left empty",
            "t.csv:3:1: left out: `source_hans` is empty",
            "t.csv:4:9: left out: 5 cells where the header has 4; put cells that hold the delimiter in double quotes",
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
