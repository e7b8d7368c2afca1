//! Tables with tabs, a row a unit. Holds everything.
//!
//! Written are all fields under a header, with the quotation marks of RFC 4180 where a cell has a tab, a quotation
//! mark or a line break in it, as spreadsheets write and read them. Backslashes mean nothing.
//!
//! Read are tables with a header in any order and under many names, and tables without one: source, target, and
//! more, which is not read. Many of these have quotation marks that quote nothing; so a cell that begins with one is
//! taken as quoted only if it ends with one, all within being doubled. It may go on in the next lines only where
//! there is a header and the row then has as many cells.
//!
//! A cell that a spreadsheet would take for a formula can be made text by an apostrophe, which reading takes away,
//! as for glossaries.

use super::super::Unit;
use super::fields::{Field, Fields};
use super::gather::{Gatherer, Remark};
use super::lines::Lines;
use super::writing::UnitWriter;
use super::{ExchangeError, Format, MOST_ENTRY_BYTES, ReadOptions, WriteOptions};
use crate::glossary::exchange::{Losses, guarded, plain};
use crate::glossary::quoted;
use crate::xml::Position;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, Write};

/// Tables with tabs.
pub(super) static FORMAT: Format = Format {
    name: "tsv",
    extensions: &["tsv", "tab", "txt"],
    about: "table with tabs: source, target, and more under a header",
    read,
    begin: Some(begin),
};

/// How many lines a row may go over. Notes have a few.
const MOST_LINES: usize = 256;

fn begin<'a>(out: &'a mut dyn Write, options: &WriteOptions) -> io::Result<Box<dyn UnitWriter + 'a>> {
    writeln!(out, "{}", Field::ALL.map(Field::name).join("\t"))?;
    Ok(Box::new(Writer { out, neutral: options.neutral }))
}

struct Writer<'a> {
    out: &'a mut dyn Write,
    neutral: bool,
}

impl UnitWriter for Writer<'_> {
    fn unit(&mut self, unit: &Unit, _: &mut Losses) -> io::Result<()> {
        let cells = Field::ALL.map(|field| quoted(&guarded(field.of(unit), self.neutral), '\t', false));
        writeln!(self.out, "{}", cells.join("\t"))
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read<'a>(
    bytes: &'a mut dyn BufRead,
    options: &ReadOptions,
    gatherer: &mut Gatherer<'a>,
) -> Result<(), ExchangeError> {
    let mut rows = Rows { lines: Lines::new(gatherer.path, bytes, options)?, ahead: VecDeque::new() };
    let mut fields = None;
    let mut width = None;
    while let Some((cells, number)) = rows.next(width)? {
        // A row without any contents is a blank line of a spreadsheet.
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let at = Position { line: number, column: 1 };
        let fields = match &fields {
            Some(fields) => fields,
            None => {
                let named = Fields::find(cells.iter().map(String::as_str));
                let has_header = named.has_sides();
                let known = fields.insert(if has_header { named } else { Fields::nameless() });
                let ignored = (0..cells.len()).filter(|&index| known.ignores(index) && !cells[index].is_empty());
                ignored.for_each(|_| gatherer.remark(Remark::Column, at));
                if has_header {
                    width = Some(cells.len());
                    continue;
                }
                known
            }
        };
        let (unit, wrong) = fields.unit(|index| Some(plain(Cow::Borrowed(cells.get(index)?.as_str()))));
        (0..wrong).for_each(|_| gatherer.remark(Remark::Field, at));
        gatherer.push(unit, at)?;
    }
    Ok(())
}

/// The rows of a table.
struct Rows<'a> {
    lines: Lines<'a>,
    /// Lines that were looked at.
    ahead: VecDeque<(String, usize)>,
}

impl Rows<'_> {
    /// The next row and the number of its first line. With the number of cells of a header, a quoted cell may have
    /// line breaks in it.
    fn next(&mut self, width: Option<usize>) -> Result<Option<(Vec<String>, usize)>, ExchangeError> {
        let Some((first, number)) = self.line()? else { return Ok(None) };
        if let Cells::Whole(cells) = cells(&first) {
            return Ok(Some((cells, number)));
        }
        let Some(width) = width else { return Ok(Some((bare_cells(&first), number))) };
        let mut row = first.clone();
        for taken in 1..MOST_LINES {
            if self.ahead.len() < taken {
                match self.lines.next()? {
                    Some(line) => self.ahead.push_back(line),
                    None => break,
                }
            }
            row.push('\n');
            row.push_str(&self.ahead[taken - 1].0);
            if row.len() > MOST_ENTRY_BYTES {
                break;
            }
            if let Cells::Whole(cells) = cells(&row) {
                if cells.len() != width {
                    break;
                }
                self.ahead.drain(..taken);
                return Ok(Some((cells, number)));
            }
        }
        Ok(Some((bare_cells(&first), number)))
    }

    fn line(&mut self) -> Result<Option<(String, usize)>, ExchangeError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }
}

/// What a text is as a row.
enum Cells {
    /// Its cells.
    Whole(Vec<String>),
    /// Its last cell begins with a quotation mark and does not end.
    Open,
}

/// The cells of a text.
fn cells(text: &str) -> Cells {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let (cell, behind) = match quoted_cell(rest) {
            Quoted::Cell(cell, behind) => (cell, behind),
            Quoted::Open => return Cells::Open,
            Quoted::No => {
                let end = rest.find('\t').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        cells.push(cell);
        match behind.strip_prefix('\t') {
            Some(behind) => rest = behind,
            None => return Cells::Whole(cells),
        }
    }
}

/// The cells of a line whose quotation marks quote nothing.
fn bare_cells(line: &str) -> Vec<String> {
    line.split('\t').map(str::to_owned).collect()
}

enum Quoted<'a> {
    /// What was quoted, and what stands behind it.
    Cell(String, &'a str),
    /// A quotation mark that nothing ends.
    Open,
    /// Not quoted.
    No,
}

/// The quoted cell that a text begins with.
fn quoted_cell(text: &str) -> Quoted<'_> {
    let Some(inner) = text.strip_prefix('"') else { return Quoted::No };
    let mut cell = String::new();
    let mut rest = inner;
    while let Some(mark) = rest.find('"') {
        cell.push_str(&rest[..mark]);
        rest = &rest[mark + 1..];
        match rest.chars().next() {
            Some('"') => {
                cell.push('"');
                rest = &rest[1..];
            }
            None | Some('\t') => return Quoted::Cell(cell, rest),
            Some(_) => return Quoted::No,
        }
    }
    Quoted::Open
}

#[cfg(test)]
mod tests {
    use super::super::held::held;
    use super::super::samples::{any_units, fails, holds, read_all, units_of, with_options, written_with};
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        holds(&FORMAT, text.as_bytes(), expected);
    }

    #[test]
    fn tables_of_others_are_read() {
        check("党\tParty\r\n\r\n委\tcommittee\textra\n", &[("党", "Party"), ("委", "committee")]);
        check("\u{feff}English\t中文\t备注\nParty\t党\tn\n", &[("党", "Party")]);
        check("Party\t党\n一\tone\n", &[("党", "Party"), ("一", "one")]);
        check("zh\ten\n\"党\"\t\"the \"\"Party\"\"\ttab\"\n", &[("党", "the \"Party\"\ttab")]);
    }

    #[test]
    fn quotation_marks_that_quote_nothing_stay() {
        check(
            "党\t\"Party\" building\n委\t\"committee\n一\tone\"\n",
            &[("党", "\"Party\" building"), ("委", "\"committee"), ("一", "one\"")],
        );
        check("zh\ten\n\"党\tParty\n委\tcommittee\"\n", &[("\"党", "Party"), ("委", "committee\"")]);
        check("zh\ten\n党\t\"Party\n委\tcommittee\n", &[("党", "\"Party"), ("委", "committee")]);
    }

    #[test]
    fn cells_of_spreadsheets_may_have_lines() {
        let text = "zh\ten\tnote\n党\tParty\t\"a\n\nb\"\n委\tcommittee\t\n";
        let (units, _) = read_all(&FORMAT, text.as_bytes()).unwrap();
        assert_eq!(units[0].note.as_deref(), Some("a\n\nb"));
        assert_eq!(units[1].source, "委");
    }

    #[test]
    fn what_is_not_read_is_said_with_its_place() {
        let text = "zh\ten\tid\torigin\n党\tParty\t1\trobot\n委\n\t\t\t\n";
        let (units, notes) = read_all(&FORMAT, text.as_bytes()).unwrap();
        assert_eq!(units.len(), 1);
        let lines = [
            "t:1:1: 1 column was not read",
            "t:2:1: 1 field was not understood and left empty",
            "t:3:1: 1 unit without English was left out",
        ];
        assert_eq!(notes.lines(), lines);
        fails(&FORMAT, &"x".repeat(MOST_ENTRY_BYTES + 1), "t:1:1: a line of over 2097152 bytes");
    }

    #[test]
    fn a_table_of_another_character_set_is_read() {
        let text = "党委书记主持召开会议\tThe Party secretary presided over the meeting\n".repeat(50);
        let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
        assert_eq!(read_all(&FORMAT, &gbk).unwrap().0.len(), 50);
        let options = ReadOptions { charset: Some("gb18030".parse().unwrap()), ..ReadOptions::default() };
        assert_eq!(with_options(&FORMAT, &gbk, &options).unwrap().0[0].source, "党委书记主持召开会议");
    }

    #[test]
    fn formulas_are_made_text_on_request() {
        let units = units_of(&[("=党", "-1"), ("'=党", "Party")]);
        let options = WriteOptions { neutral: true, ..WriteOptions::default() };
        let (bytes, _) = written_with(&FORMAT, &units, &options);
        assert!(String::from_utf8(bytes.clone()).unwrap().contains("\n'=党\t'-1\t"));
        assert_eq!(read_all(&FORMAT, &bytes).unwrap().0, units);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(units in any_units(), neutral: bool) {
            let options = WriteOptions { neutral, ..WriteOptions::default() };
            let (bytes, written) = written_with(&FORMAT, &units, &options);
            let (read, notes) = read_all(&FORMAT, &bytes).unwrap();
            prop_assert!(notes.lines().is_empty() && written.losses.is_empty());
            prop_assert_eq!(read, units.into_iter().map(held).collect::<Vec<_>>());
        }
    }
}
