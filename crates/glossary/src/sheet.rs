//! A CSV file as people keep it: every cell with its place, and changed without touching the rest.
//!
//! RFC 4180, with four liberties: a line that begins with `#` is a comment, blank lines are skipped, the cells may
//! be separated by another character, and a line may end in `\r` alone. A byte order mark is no part of the first cell. What is not changed keeps its
//! bytes: row order, comments, quoting and line ends.

use super::GlossaryError;
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Edit, Location};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Longest cell, in bytes. A longer one is a quotation mark that is never closed, or the file is no glossary.
pub const MOST_CELL_BYTES: usize = 64 * 1024;

/// One row: the spans of its cells, quotation marks included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    cells: Vec<Span>,
}

impl Record {
    /// Returns how many cells the row has; at least one.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Tests whether the row has no cells, which does not happen.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Returns the whole row, without its line end.
    fn span(&self) -> Span {
        Span::new(self.cells[0].start, self.cells[self.cells.len() - 1].end)
    }
}

/// The text of a CSV file and where its cells are.
#[derive(Debug, Clone)]
pub struct Sheet {
    path: PathBuf,
    text: String,
    delimiter: char,
    records: Vec<Record>,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Sheet {
    /// Finds the cells of a text, separated by `delimiter`; `path` names it in messages. Linear in the text.
    ///
    /// A quotation mark that is not closed, text after a closing one and a cell over [`MOST_CELL_BYTES`] are
    /// errors with their place.
    pub fn parse(path: &Path, text: String, delimiter: char) -> Result<Self, GlossaryError> {
        let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(&text).len();
        let lines = std::iter::once(start).chain(line_ends(&text)).collect();
        let mut sheet = Self {
            path: path.to_owned(),
            text,
            delimiter,
            records: Vec::new(),
            lines,
        };
        let mut records = Vec::new();
        let mut at = start;
        while at < sheet.text.len() {
            let line = &sheet.text[at..];
            let line = &line[..line.find(['\n', '\r']).map_or(line.len(), |end| end + 1)];
            if line.trim_matches(['\r', '\n', ' ', '\t']).is_empty() || line.starts_with('#') {
                at += line.len();
                continue;
            }
            let (record, next) = sheet.record(at)?;
            records.push(record);
            at = next;
        }
        sheet.records = records;
        Ok(sheet)
    }

    /// Reads the row that begins at byte `at`, and returns where the next line begins.
    fn record(&self, mut at: usize) -> Result<(Record, usize), GlossaryError> {
        let mut cells = Vec::new();
        loop {
            let end = self.cell_end(at)?;
            if end - at > MOST_CELL_BYTES {
                let message = format!(
                    "a cell of {} bytes, and at most {MOST_CELL_BYTES} fit",
                    end - at
                );
                return Err(self.error(
                    at,
                    message,
                    "close the quotation mark, or shorten the cell",
                ));
            }
            cells.push(Span::new(at, end));
            let rest = &self.text[end..];
            if rest.starts_with(self.delimiter) {
                at = end + self.delimiter.len_utf8();
            } else {
                let line_end = if rest.starts_with("\r\n") {
                    2
                } else {
                    usize::from(!rest.is_empty())
                };
                return Ok((Record { cells }, end + line_end));
            }
        }
    }

    /// Returns where the cell that begins at byte `at` ends.
    fn cell_end(&self, at: usize) -> Result<usize, GlossaryError> {
        if !self.text[at..].starts_with('"') {
            return Ok(self.plain_end(at));
        }
        let mut from = at + 1;
        loop {
            let Some(mark) = self.text[from..].find('"').map(|mark| from + mark) else {
                let message = "this quotation mark is never closed".to_owned();
                let hint = "close it; inside a quoted cell, write two for one";
                return Err(self.error(at, message, hint));
            };
            if self.text[mark + 1..].starts_with('"') {
                from = mark + 2;
                continue;
            }
            let end = self.plain_end(mark + 1);
            if !self.text[mark + 1..end].trim().is_empty() {
                let message = "text after a closing quotation mark".to_owned();
                let hint = "inside a quoted cell, write two quotation marks for one";
                return Err(self.error(mark + 1, message, hint));
            }
            return Ok(end);
        }
    }

    /// Returns where a cell, or the rest of one, without quotation marks ends.
    fn plain_end(&self, from: usize) -> usize {
        self.text[from..]
            .find([self.delimiter, '\n', '\r'])
            .map_or(self.text.len(), |end| from + end)
    }

    /// Returns the file's name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the rows, the header first; without comments and blank lines.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Returns what a cell says: without quotation marks, the white space around it, and a no-break mark of Excel.
    /// Empty where the row has no such cell.
    pub fn cell(&self, record: &Record, cell: usize) -> Cow<'_, str> {
        let Some(span) = record.cells.get(cell) else {
            return Cow::Borrowed("");
        };
        let raw = span.of(&self.text).trim();
        match raw
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'))
        {
            Some(inner) if inner.contains("\"\"") => {
                Cow::Owned(inner.replace("\"\"", "\"").trim().to_owned())
            }
            Some(inner) => Cow::Borrowed(inner.trim()),
            None => Cow::Borrowed(raw),
        }
    }

    /// Returns where a row or, if it has one of that number, its cell begins.
    pub fn place(&self, record: &Record, cell: usize) -> Location {
        self.place_of(
            record
                .cells
                .get(cell)
                .map_or_else(|| record.span().end, |span| span.start),
        )
    }

    /// Returns the place of a byte.
    fn place_of(&self, at: usize) -> Location {
        let line = self.lines.partition_point(|&start| start <= at);
        let column = self.text[self.lines[line - 1]..at].chars().count() + 1;
        Location::new(self.path.as_path(), line, column)
    }

    /// Gives one cell another content. The row must have it.
    pub fn set(&self, record: &Record, cell: usize, value: &str) -> Edit {
        Edit {
            span: record.cells[cell],
            text: self.quoted(value, cell == 0),
        }
    }

    /// Removes the whole row, including its line end.
    pub fn remove(&self, record: &Record) -> Edit {
        let span = record.span();
        let rest = &self.text[span.end..];
        let line_end = if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(rest.starts_with(['\n', '\r']))
        };
        Edit {
            span: Span::new(span.start, span.end + line_end),
            text: String::new(),
        }
    }

    /// Adds a row after the last one.
    pub fn append<S: AsRef<str>>(&self, cells: &[S]) -> Edit {
        let newline = self.newline();
        let before = if self.text.is_empty() || self.text.ends_with(['\n', '\r']) {
            ""
        } else {
            newline
        };
        let at = self.text.len();
        Edit {
            span: Span::new(at, at),
            text: format!("{before}{}{newline}", self.row(cells)),
        }
    }

    /// Adds cells after the last of a row.
    pub(super) fn extend<'a>(
        &self,
        record: &Record,
        values: impl Iterator<Item = &'a str>,
    ) -> Edit {
        let end = record.span().end;
        let text = values
            .map(|value| format!("{}{}", self.delimiter, self.quoted(value, false)))
            .collect();
        Edit {
            span: Span::new(end, end),
            text,
        }
    }

    fn row<S: AsRef<str>>(&self, cells: &[S]) -> String {
        let cells: Vec<String> = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| self.quoted(cell.as_ref(), i == 0))
            .collect();
        cells.join(&self.delimiter.to_string())
    }

    /// Returns the line end that the file uses.
    fn newline(&self) -> &'static str {
        match self.text.find(['\r', '\n']).map(|at| &self.text[at..]) {
            Some(end) if end.starts_with("\r\n") => "\r\n",
            Some(end) if end.starts_with('\r') => "\r",
            Some(_) | None => "\n",
        }
    }

    fn quoted(&self, value: &str, first: bool) -> String {
        quoted(value, self.delimiter, first)
    }

    /// Returns the text after some edits, which must not overlap; the sheet itself stays as it is.
    pub fn edited(&self, mut edits: Vec<Edit>) -> String {
        edits.sort_by_key(|edit| edit.span);
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for edit in edits {
            text.push_str(&self.text[at..edit.span.start]);
            text.push_str(&edit.text);
            at = edit.span.end;
        }
        text.push_str(&self.text[at..]);
        text
    }

    /// Builds an error at a byte of the text.
    fn error(&self, at: usize, message: String, hint: &str) -> GlossaryError {
        GlossaryError::Row {
            place: self.place_of(at),
            message,
            hint: hint.to_owned(),
        }
    }
}

/// Returns where the line after each line end begins: `\n`, `\r\n`, or the `\r` of old Mac programs.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .map(|at| at + 1)
}

/// Writes a cell as RFC 4180 has it, quoted only where it must be; the first cell of a row also where it would
/// begin a comment.
pub fn quoted(value: &str, delimiter: char, first: bool) -> String {
    let outer = value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace);
    if value.contains([delimiter, '"', '\n', '\r'])
        || outer
        || (first && (value.starts_with('#') || value.is_empty()))
    {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sheet(text: &str) -> Sheet {
        Sheet::parse(Path::new("t.csv"), text.to_owned(), ',').unwrap()
    }

    fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
        let row = |record: &Record| {
            (0..record.len())
                .map(|i| sheet.cell(record, i).into_owned())
                .collect()
        };
        sheet.records().iter().map(row).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&[&str]]) {
        assert_eq!(cells(&sheet(text)), expected);
    }

    #[test]
    fn cells_are_found_and_unquoted() {
        check(
            "a,b\nc,\"d,\"\"e\"\nf,\n",
            &[&["a", "b"], &["c", "d,\"e"], &["f", ""]],
        );
        check(
            "# 注\r\na,b\r\n\r\n\"c\nd\", e \r\n",
            &[&["a", "b"], &["c\nd", "e"]],
        );
        check("a,b\r\rc,\"d\re\"\r", &[&["a", "b"], &["c", "d\re"]]);
        check("a,b", &[&["a", "b"]]);
        check("\u{feff}a,b", &[&["a", "b"]]);
        check("", &[]);
    }

    #[track_caller]
    fn fails(text: &str, expected: &str) {
        let error = Sheet::parse(Path::new("t.csv"), text.to_owned(), ',')
            .unwrap_err()
            .to_string();
        assert_eq!(error.lines().next().unwrap(), expected);
    }

    #[test]
    fn bad_quoting_and_endless_cells_name_their_place() {
        fails(
            "党,b\n委,\"d\ne,f\n",
            "t.csv:2:3: this quotation mark is never closed",
        );
        fails(
            "a,\"b\"c\n",
            "t.csv:1:6: text after a closing quotation mark",
        );
        fails(
            &format!("a,{}\n", "x".repeat(70_000)),
            "t.csv:1:3: a cell of 70000 bytes, and at most 65536 fit",
        );
    }

    #[test]
    fn one_change_is_one_changed_line() {
        let text = "# 注\r\na,b\r\n党,\"x, y\"\r\n\r\n委,z\r\n";
        let sheet = sheet(text);
        let row = &sheet.records()[1];
        assert_eq!(
            sheet.edited(vec![sheet.set(row, 1, "n\"ew")]),
            text.replace("\"x, y\"", "\"n\"\"ew\"")
        );
        assert_eq!(
            sheet.edited(vec![sheet.remove(row)]),
            text.replace("党,\"x, y\"\r\n", "")
        );
        assert_eq!(
            sheet.edited(vec![sheet.append(&["县", "#"])]),
            format!("{text}县,#\r\n")
        );
    }

    #[test]
    fn old_mac_lines_are_counted_and_kept() {
        let sheet = sheet("a,b\r党,x\r");
        let row = &sheet.records()[1];
        assert_eq!(sheet.place(row, 1).to_string(), "t.csv:2:3");
        let edits = vec![sheet.remove(row), sheet.append(&["委", "y"])];
        assert_eq!(sheet.edited(edits), "a,b\r委,y\r");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[ab,\"#;\\n\\r 党]{0,6}", 1..5), 1..6)) {
            let empty = Sheet::parse(Path::new("t.csv"), String::new(), ',').unwrap();
            let text: String = rows.iter().map(|row| empty.row(row) + "\n").collect();
            let trimmed: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            prop_assert_eq!(cells(&sheet(&text)), trimmed);
        }

        #[test]
        fn an_edit_changes_its_cell_alone(text in "[ab,党#\\n ]{0,40}", value in "[x,\"\\n#]{0,5}", pick in any::<prop::sample::Index>()) {
            let before = sheet(&text);
            prop_assume!(!before.records().is_empty());
            let row = pick.index(before.records().len());
            let mut expected = cells(&before);
            let after = sheet(&before.edited(vec![before.set(&before.records()[row], 0, &value)]));
            expected[row][0] = value.trim().to_owned();
            prop_assert_eq!(cells(&after), expected);
        }
    }
}
