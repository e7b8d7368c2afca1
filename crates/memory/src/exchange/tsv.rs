//! Reading and writing tables with tabs, a row a unit. Holds everything, but for the lines of notes of many.
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
use super::fields::{Fields, UnitField};
use super::gather::{Remark, UnitCollector};
use super::lines::LineReader;
use super::writing::UnitWriter;
use super::{
    ExchangeError, ExportOptions, ImportFile, MOST_ENTRY_BYTES, MemoryFormat, UnitDetails,
};
use duizhao_formats::xml::Position;
use duizhao_glossary::exchange::{Losses, guarded, plain};
use duizhao_glossary::quoted;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Write};

/// Tables with tabs.
pub(super) static FORMAT: MemoryFormat = MemoryFormat {
    name: "tsv",
    extensions: &["tsv", "tab", "txt"],
    about: "table with tabs: source, target, and more under a header",
    read,
    begin: Some(begin),
};

/// How many lines a row may go over; notes have a few. Each line is looked at that often at most.
const MOST_LINES: usize = 64;

fn begin<'a>(
    out: &'a mut dyn Write,
    options: &ExportOptions,
) -> io::Result<Box<dyn UnitWriter + 'a>> {
    writeln!(out, "{}", UnitField::ALL.map(UnitField::name).join("\t"))?;
    Ok(Box::new(TsvWriter {
        out,
        neutral: options.neutral,
    }))
}

struct TsvWriter<'a> {
    out: &'a mut dyn Write,
    neutral: bool,
}

impl UnitWriter for TsvWriter<'_> {
    fn unit(&mut self, unit: &Unit, _: &UnitDetails, losses: &mut Losses) -> io::Result<()> {
        let mut unit = Cow::Borrowed(unit);
        if let Some(note) = &unit.note
            && note.matches('\n').count() >= MOST_LINES / 2
        {
            let note = note.replace('\n', " ");
            unit.to_mut().note = Some(note);
            losses.add("long note is on one line", "long notes are on one line", 1);
        }
        let cells = UnitField::ALL
            .map(|field| quoted(&guarded(field.of(&unit), self.neutral), '\t', false));
        writeln!(self.out, "{}", cells.join("\t"))
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read<'a>(input: ImportFile<'a>, collector: &mut UnitCollector<'a>) -> Result<(), ExchangeError> {
    let mut rows = Rows {
        lines: LineReader::new(collector.path, input)?,
        ahead: VecDeque::new(),
    };
    let Some((first, at)) = rows.next(None)? else {
        return Ok(());
    };
    let named = Fields::find(first.iter().map(String::as_str));
    let has_header = named.has_sides();
    let fields = if has_header {
        named
    } else {
        Fields::nameless()
    };
    for (index, cell) in first.iter().enumerate() {
        if fields.ignores(index) && !cell.is_empty() {
            collector.remark(Remark::Column, at);
        }
    }
    let width = has_header.then_some(first.len());
    if !has_header {
        add(&first, at, &fields, collector)?;
    }
    while let Some((cells, at)) = rows.next(width)? {
        add(&cells, at, &fields, collector)?;
    }
    Ok(())
}

/// Passes on the unit of a row.
fn add(
    cells: &[String],
    at: Position,
    fields: &Fields,
    collector: &mut UnitCollector<'_>,
) -> Result<(), ExchangeError> {
    let (unit, wrong) = fields.unit(|index| Some(plain(Cow::Borrowed(cells.get(index)?.as_str()))));
    for _ in 0..wrong {
        collector.remark(Remark::Field, at);
    }
    collector.push(unit, at)
}

/// The rows of a table.
struct Rows<'a> {
    lines: LineReader<'a>,
    /// Lines that were looked at.
    ahead: VecDeque<(String, usize)>,
}

impl Rows<'_> {
    /// Reads the next row that is not blank, and where it begins. With the number of cells of a header, a quoted cell
    /// may have line breaks in it.
    fn next(
        &mut self,
        width: Option<usize>,
    ) -> Result<Option<(Vec<String>, Position)>, ExchangeError> {
        while let Some((cells, line)) = self.any(width)? {
            // A row without any contents is a blank line of a spreadsheet.
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some((cells, Position { line, column: 1 })));
            }
        }
        Ok(None)
    }

    fn any(&mut self, width: Option<usize>) -> Result<Option<(Vec<String>, usize)>, ExchangeError> {
        let Some((first, number)) = self.line()? else {
            return Ok(None);
        };
        let mut row = PartialRow::default();
        let mut state = row.feed(&first);
        let mut taken = 0;
        let mut length = first.len();
        while state == RowState::Open
            && width.is_some()
            && taken < MOST_LINES
            && length <= MOST_ENTRY_BYTES
        {
            if taken == self.ahead.len() {
                match self.lines.next()? {
                    Some(line) => self.ahead.push_back(line),
                    None => break,
                }
            }
            state = row.feed(&self.ahead[taken].0);
            length += self.ahead[taken].0.len();
            taken += 1;
        }
        if state == RowState::Whole && (taken == 0 || width == Some(row.cells.len())) {
            self.ahead.drain(..taken);
            return Ok(Some((row.cells, number)));
        }
        // The quotation marks of this line quote nothing.
        Ok(Some((
            first.split('\t').map(str::to_owned).collect(),
            number,
        )))
    }

    fn line(&mut self) -> Result<Option<(String, usize)>, ExchangeError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }
}

/// A row, a line at a time.
#[derive(Default)]
struct PartialRow {
    cells: Vec<String>,
    /// A quoted cell that has not ended.
    open: Option<String>,
}

/// What the lines of a row are so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowState {
    /// A row.
    Whole,
    /// The beginning of a row, whose last cell goes on.
    Open,
    /// No row: a quotation mark stands where none can.
    Broken,
}

impl PartialRow {
    fn feed(&mut self, line: &str) -> RowState {
        let mut rest = line;
        if let Some(mut cell) = self.open.take() {
            cell.push('\n');
            match quotation(rest, &mut cell) {
                (RowState::Whole, after) => {
                    self.cells.push(cell);
                    match after.strip_prefix('\t') {
                        Some(next) => rest = next,
                        None => return RowState::Whole,
                    }
                }
                (RowState::Open, _) => {
                    self.open = Some(cell);
                    return RowState::Open;
                }
                (RowState::Broken, _) => return RowState::Broken,
            }
        }
        self.cells_of(rest)
    }

    /// Adds the cells of a text at whose beginning a cell begins.
    fn cells_of(&mut self, mut rest: &str) -> RowState {
        loop {
            let mut cell = String::new();
            let quoted = rest
                .strip_prefix('"')
                .map_or((RowState::Broken, rest), |inner| {
                    quotation(inner, &mut cell)
                });
            let after = match quoted {
                (RowState::Whole, after) => after,
                (RowState::Open, _) => {
                    self.open = Some(cell);
                    return RowState::Open;
                }
                (RowState::Broken, _) => {
                    let end = rest.find('\t').unwrap_or(rest.len());
                    rest[..end].clone_into(&mut cell);
                    &rest[end..]
                }
            };
            self.cells.push(cell);
            match after.strip_prefix('\t') {
                Some(next) => rest = next,
                None => return RowState::Whole,
            }
        }
    }
}

/// Adds what is quoted to a cell, up to the mark that ends it, and returns what stands after that.
fn quotation<'a>(text: &'a str, cell: &mut String) -> (RowState, &'a str) {
    let mut rest = text;
    while let Some(mark) = rest.find('"') {
        cell.push_str(&rest[..mark]);
        rest = &rest[mark + 1..];
        match rest.chars().next() {
            Some('"') => {
                cell.push('"');
                rest = &rest[1..];
            }
            None | Some('\t') => return (RowState::Whole, rest),
            Some(_) => return (RowState::Broken, rest),
        }
    }
    cell.push_str(rest);
    (RowState::Open, "")
}

#[cfg(test)]
mod tests {
    use super::super::ImportOptions;
    use super::super::samples::{
        all_held, any_units, comes_back, fails, holds, read_all, units_of, with_options,
        written_with,
    };
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        holds(&FORMAT, text.as_bytes(), expected);
    }

    #[test]
    fn tables_of_others_are_read() {
        check(
            "党\tParty\r\n\r\n委\tcommittee\textra\n",
            &[("党", "Party"), ("委", "committee")],
        );
        check(
            "\u{feff}English\t中文\t备注\nParty\t党\tn\n",
            &[("党", "Party")],
        );
        check("Party\t党\n一\tone\n", &[("党", "Party"), ("一", "one")]);
        check(
            "zh\ten\n\"党\"\t\"the \"\"Party\"\"\ttab\"\n",
            &[("党", "the \"Party\"\ttab")],
        );
    }

    #[test]
    fn quotation_marks_that_quote_nothing_stay() {
        check(
            "党\t\"Party\" building\n委\t\"committee\n一\tone\"\n",
            &[
                ("党", "\"Party\" building"),
                ("委", "\"committee"),
                ("一", "one\""),
            ],
        );
        check(
            "zh\ten\n\"党\tParty\n委\tcommittee\"\n",
            &[("\"党", "Party"), ("委", "committee\"")],
        );
        check(
            "zh\ten\n党\t\"Party\n委\tcommittee\n",
            &[("党", "\"Party"), ("委", "committee")],
        );
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
        fails(
            &FORMAT,
            &"x".repeat(MOST_ENTRY_BYTES + 1),
            "t:1:1: a line of over 2097152 bytes",
        );
    }

    #[test]
    fn a_table_of_another_character_set_is_read() {
        let text =
            "党委书记主持召开会议\tThe Party secretary presided over the meeting\n".repeat(50);
        let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
        assert_eq!(read_all(&FORMAT, &gbk).unwrap().0.len(), 50);
        let options = ImportOptions {
            charset: Some("gb18030".parse().unwrap()),
            ..ImportOptions::default()
        };
        assert_eq!(
            with_options(&FORMAT, &gbk, &options).unwrap().0[0].source,
            "党委书记主持召开会议"
        );
    }

    #[test]
    fn formulas_are_made_text_on_request() {
        let units = units_of(&[("=党", "-1"), ("'=党", "Party")]);
        let options = ExportOptions {
            neutral: true,
            ..ExportOptions::default()
        };
        let (bytes, _) = written_with(&FORMAT, &units, &options);
        assert!(
            String::from_utf8(bytes.clone())
                .unwrap()
                .contains("\n'=党\t'-1\t")
        );
        assert_eq!(read_all(&FORMAT, &bytes).unwrap().0, units);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(units in any_units(), neutral: bool) {
            let options = ExportOptions { neutral, ..ExportOptions::default() };
            comes_back(&FORMAT, &units, &options, all_held(&units))?;
        }
    }
}
