//! Glossary CSV: RFC 4180, the design's nine columns in any order, lists parted by ` | `.

use super::{Status, Term};
use std::fmt;
use std::path::{Path, PathBuf};

/// A place in a file; line and column count from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path.display(), self.line, self.column)
    }
}

/// Why a glossary could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum GlossaryError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}\nhint: name glossary files in `[glossary] files` or with `--glossary`", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A row or a header is wrong.
    #[error("{place}: {message}\nhint: {hint}")]
    Row {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
        /// The way out.
        hint: String,
    },
    /// The terms do not make an automaton.
    #[error("the glossary cannot be searched for: {0}")]
    Matcher(String),
}

/// The columns, in the order the program writes them.
pub(super) const COLUMNS: [&str; 9] =
    ["source_hans", "source_hant", "target", "tag", "alternatives", "forbidden", "note", "citation", "status"];

/// Columns a file cannot do without.
const REQUIRED: [&str; 2] = ["source_hans", "target"];

/// The text of a file; bytes that are not UTF-8 are an error with their place.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, GlossaryError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        row_error(place(path, &good, good.len()), "these bytes are not UTF-8", "save the file as UTF-8")
    })
}

/// Every term of a CSV text with the place of its row.
pub(super) fn rows(path: &Path, text: &str) -> Result<Vec<(Term, Place)>, GlossaryError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).comment(Some(b'#')).has_headers(false).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = match records.next() {
        Some(header) => header.map_err(|error| csv_error(path, text, &error))?,
        None => csv::StringRecord::new(),
    };
    let columns = Columns::read(path, text, &header)?;
    let (mut counted, mut line) = (0, 1);
    records
        .map(|record| {
            let record = record.map_err(|error| csv_error(path, text, &error))?;
            let row = Row { path, text, record: &record, columns: &columns };
            let start = field_start(text, &record, 0);
            line += text[counted..start].matches('\n').count();
            counted = start;
            Ok((row.term()?, Place { path: path.to_owned(), line, column: 1 }))
        })
        .collect()
}

/// Where each column stands in this file.
struct Columns {
    at: [Option<usize>; COLUMNS.len()],
    count: usize,
}

impl Columns {
    fn read(path: &Path, text: &str, header: &csv::StringRecord) -> Result<Self, GlossaryError> {
        let expected = COLUMNS.join(",");
        let mut at = [None; COLUMNS.len()];
        for (i, name) in header.iter().enumerate() {
            let here = || place(path, text, field_start(text, header, i));
            let name = name.trim();
            let Some(column) = COLUMNS.iter().position(|column| *column == name) else {
                let message = format!("unknown column `{name}`");
                return Err(row_error(here(), &message, &format!("the first line is `{expected}`")));
            };
            if at[column].replace(i).is_some() {
                return Err(row_error(here(), &format!("column `{name}` stands twice"), "take one of them out"));
            }
        }
        for required in REQUIRED {
            let column = COLUMNS.iter().position(|column| *column == required);
            if column.is_none_or(|column| at[column].is_none()) {
                let message = format!("no column `{required}`");
                return Err(row_error(place(path, text, 0), &message, &format!("the first line is `{expected}`")));
            }
        }
        Ok(Self { at, count: header.len() })
    }
}

struct Row<'a> {
    path: &'a Path,
    text: &'a str,
    record: &'a csv::StringRecord,
    columns: &'a Columns,
}

impl Row<'_> {
    fn term(&self) -> Result<Term, GlossaryError> {
        if self.record.len() != self.columns.count {
            let message = format!("{} cells where the header has {}", self.record.len(), self.columns.count);
            let last = self.record.len().saturating_sub(1).min(self.columns.count);
            return Err(row_error(self.place(last), &message, "put cells that hold a comma in double quotes"));
        }
        let term = Term {
            source_hans: self.cell(0).to_owned(),
            source_hant: self.cell(1).to_owned(),
            target: self.cell(2).to_owned(),
            tag: self.cell(3).to_owned(),
            alternatives: self.list(4),
            forbidden: self.list(5),
            note: self.cell(6).to_owned(),
            citation: self.cell(7).to_owned(),
            status: self.status()?,
        };
        for (column, value) in [(0, &term.source_hans), (2, &term.target)] {
            if value.is_empty() {
                let message = format!("`{}` is empty", COLUMNS[column]);
                return Err(row_error(self.column_place(column), &message, "fill the cell, or take the row out"));
            }
        }
        Ok(term)
    }

    fn status(&self) -> Result<Status, GlossaryError> {
        match self.cell(8) {
            "confirmed" => Ok(Status::Confirmed),
            "choice" | "" => Ok(Status::Choice),
            other => {
                let message = format!("unknown status `{other}`");
                Err(row_error(self.column_place(8), &message, "use `confirmed` or `choice`"))
            }
        }
    }

    fn cell(&self, column: usize) -> &str {
        self.columns.at[column].and_then(|i| self.record.get(i)).unwrap_or("").trim()
    }

    fn list(&self, column: usize) -> Vec<String> {
        self.cell(column).split(" | ").map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    fn column_place(&self, column: usize) -> Place {
        self.place(self.columns.at[column].unwrap_or(0))
    }

    /// The place where cell `i` of the row begins.
    fn place(&self, i: usize) -> Place {
        place(self.path, self.text, field_start(self.text, self.record, i))
    }
}

fn row_error(place: Place, message: &str, hint: &str) -> GlossaryError {
    GlossaryError::Row { place, message: message.to_owned(), hint: hint.to_owned() }
}

fn csv_error(path: &Path, text: &str, error: &csv::Error) -> GlossaryError {
    let at = error.position().map_or(0, |position| position.byte() as usize);
    row_error(place(path, text, at.min(text.len())), &error.to_string(), "see RFC 4180 for quoting")
}

/// The byte where field `i` of a record begins, found by walking over quotes and commas.
fn field_start(text: &str, record: &csv::StringRecord, i: usize) -> usize {
    let start = record.position().map_or(0, |position| position.byte() as usize).min(text.len());
    // The reader reports a record where the last one ended: line ends and comments may stand between.
    let mut at = start;
    loop {
        let rest = &text[at..];
        let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let blank = rest[..line].trim().is_empty() || rest.starts_with('#');
        if !blank || line == 0 {
            break;
        }
        at += line;
    }
    let (mut field, mut quoted) = (0, false);
    for (offset, c) in text[at..].char_indices() {
        if field == i {
            return at + offset;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => field += 1,
            '\n' if !quoted => break,
            _ => {}
        }
    }
    at
}

fn place(path: &Path, text: &str, at: usize) -> Place {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Place {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = rows(Path::new("t.csv"), text).unwrap_err().to_string();
        assert_eq!(error.lines().next().unwrap(), expected);
    }

    const HEADER: &str = "source_hans,source_hant,target,tag,alternatives,forbidden,note,citation,status\n";

    #[test]
    fn a_bad_row_is_named_with_line_and_column() {
        check(&format!("{HEADER}党委,,Party committee,org,,,\n"), "t.csv:2:27: 7 cells where the header has 9");
        check(&format!("{HEADER}\n# 注\n党委,,Party committee,org,,,,,sure\n"), "t.csv:4:29: unknown status `sure`");
        check(&format!("{HEADER},,Party committee,org,,,,,choice\n"), "t.csv:2:1: `source_hans` is empty");
        check(&format!("{HEADER}\"党\n委\",黨委,,org,,,,,choice\n"), "t.csv:3:7: `target` is empty");
        check("source_hans,target,colour\n", "t.csv:1:20: unknown column `colour`");
        check("source_hans,tag\n", "t.csv:1:1: no column `target`");
        check("", "t.csv:1:1: no column `source_hans`");
    }

    #[test]
    fn columns_may_come_in_any_order() {
        let rows =
            rows(Path::new("t.csv"), "target,source_hans,alternatives\nParty committee,党委,\"a | b, c\"\n").unwrap();
        assert_eq!(rows[0].0.source_hans, "党委");
        assert_eq!(rows[0].0.alternatives, ["a", "b, c"]);
        assert_eq!(rows[0].0.status, Status::Choice);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_named() {
        let error = decode(Path::new("t.csv"), b"a\nb\xff").unwrap_err().to_string();
        assert!(error.starts_with("t.csv:2:2: these bytes are not UTF-8"), "{error}");
    }
}
