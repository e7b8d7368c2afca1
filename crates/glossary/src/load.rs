//! Glossary CSV: the design's columns in any order, lists separated by ` | `.

use super::sheet::{Record, Sheet};
use super::{Context, GlossaryError, PartOfSpeech, Term};
use duizhao_core::counted;
use duizhao_core::diagnostic::{Hinted, Location};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The name of the built-in glossary in messages.
pub const BUILT_IN_NAME: &str = "glossary/political.csv";

/// A column of a glossary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The term in simplified script.
    SourceHans,
    /// The term in traditional script.
    SourceHant,
    /// The preferred English.
    Target,
    /// Tags; a list.
    Tag,
    /// Other right English; a list.
    Alternatives,
    /// Wrong English; a list.
    Forbidden,
    /// Advice.
    Note,
    /// Where the English was seen.
    Citation,
    /// `confirmed`, `choice` or `optional`.
    Status,
    /// Part of speech.
    Pos,
    /// `yes` where letter case matters.
    Case,
    /// Words that must, or with `!` must not, be near; a list.
    Context,
}

impl Column {
    /// Every column, in the order the program writes them.
    pub const ALL: [Self; 12] = [
        Self::SourceHans,
        Self::SourceHant,
        Self::Target,
        Self::Tag,
        Self::Alternatives,
        Self::Forbidden,
        Self::Note,
        Self::Citation,
        Self::Status,
        Self::Pos,
        Self::Case,
        Self::Context,
    ];

    /// Returns the name in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SourceHans => "source_hans",
            Self::SourceHant => "source_hant",
            Self::Target => "target",
            Self::Tag => "tag",
            Self::Alternatives => "alternatives",
            Self::Forbidden => "forbidden",
            Self::Note => "note",
            Self::Citation => "citation",
            Self::Status => "status",
            Self::Pos => "pos",
            Self::Case => "case",
            Self::Context => "context",
        }
    }

    /// Returns the column with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Returns the header that the program writes.
    pub fn header() -> String {
        Self::ALL.map(Self::name).join(",")
    }

    /// Returns what a term has in this column, as a cell says it.
    pub fn of(self, term: &Term) -> String {
        match self {
            Self::SourceHans => term.source_hans.clone(),
            Self::SourceHant => term.source_hant.clone(),
            Self::Target => term.target.clone(),
            Self::Tag => term.tags.join(SEPARATOR),
            Self::Alternatives => term.alternatives.join(SEPARATOR),
            Self::Forbidden => term.forbidden.join(SEPARATOR),
            Self::Note => term.note.clone(),
            Self::Citation => term.citation.clone(),
            Self::Status => term.status.name().to_owned(),
            Self::Pos => term.pos.map_or("", PartOfSpeech::name).to_owned(),
            Self::Case => if term.case_sensitive { "yes" } else { "" }.to_owned(),
            Self::Context => term.context.words().join(SEPARATOR),
        }
    }

    /// Gives a term what a cell of this column says; an error where the cell cannot be understood.
    pub fn put(self, term: &mut Term, value: &str) -> Result<(), CellError> {
        match self {
            Self::SourceHans => term.source_hans = value.to_owned(),
            Self::SourceHant => term.source_hant = value.to_owned(),
            // It may become an alternative.
            Self::Target => term.target = item(value).to_owned(),
            Self::Tag => term.tags = list(value),
            Self::Alternatives => term.alternatives = list(value),
            Self::Forbidden => term.forbidden = list(value),
            Self::Note => term.note = value.to_owned(),
            Self::Citation => term.citation = value.to_owned(),
            Self::Status => {
                term.status = value
                    .parse()
                    .map_err(|e| CellError::new(e, "use `confirmed`, `choice` or `optional`"))?
            }
            Self::Pos => {
                term.pos = if value.is_empty() {
                    None
                } else {
                    let pos = value.parse();
                    Some(pos.map_err(|e| CellError::new(e, &pos_hint()))?)
                };
            }
            Self::Case => {
                term.case_sensitive = match value {
                    "yes" => true,
                    "" | "no" => false,
                    other => {
                        return Err(CellError::new(
                            format!("unknown value `{other}`"),
                            "use `yes` or nothing",
                        ));
                    }
                }
            }
            Self::Context => term.context = Context::from_words(list(value)),
        }
        Ok(())
    }
}

/// What separates the items of a list in a cell.
pub(super) const SEPARATOR: &str = " | ";

/// Returns the items of a cell.
pub(super) fn list(cell: &str) -> Vec<String> {
    cell.split(SEPARATOR)
        .map(item)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Removes spaces and bars from the ends of an item, which would run into the separator.
fn item(text: &str) -> &str {
    text.trim_matches(|c: char| c == '|' || c.is_whitespace())
}

fn pos_hint() -> String {
    format!(
        "use one of {}",
        PartOfSpeech::ALL
            .map(|pos| format!("`{}`", pos.name()))
            .join(", ")
    )
}

/// Why a cell cannot be understood, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CellError {
    message: String,
    hint: String,
}

impl CellError {
    fn new(message: impl Into<String>, hint: &str) -> Self {
        Self {
            message: message.into(),
            hint: hint.to_owned(),
        }
    }
}

impl Hinted for CellError {
    fn hint(&self) -> Option<String> {
        Some(self.hint.clone())
    }
}

/// Decodes the text of a file; bytes that are not UTF-8 are an error with their place.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, GlossaryError> {
    std::str::from_utf8(bytes).map_err(|error| GlossaryError::Row {
        place: Location::after(path, &bytes[..error.valid_up_to()]),
        message: "these bytes are not UTF-8".to_owned(),
        hint: "save the file as UTF-8; `duizhao glossary import` reads other character sets"
            .to_owned(),
    })
}

/// A glossary file: its sheet, and which column is where.
#[derive(Debug)]
pub struct TermFile {
    /// The file as it is.
    pub sheet: Sheet,
    /// For each column of [`Column::ALL`], which cell of a row it is.
    at: [Option<usize>; Column::ALL.len()],
    /// Cells of the header.
    width: usize,
}

impl TermFile {
    /// Reads a glossary CSV text; `path` names it in messages. The header may have the columns in any order, and
    /// only `source_hans` and `target` must be there.
    pub fn parse(path: &Path, text: String) -> Result<Self, GlossaryError> {
        let sheet = Sheet::parse(path, text, ',')?;
        let header = sheet.records().first();
        let width = header.map_or(0, Record::len);
        let mut at = [None; Column::ALL.len()];
        let hint = format!(
            "the first line is `{}`; `duizhao glossary import` reads other headers",
            Column::header()
        );
        for i in 0..width {
            let name = header.map_or_else(Default::default, |row| sheet.cell(row, i));
            let Some(column) = Column::from_name(&name) else {
                return Err(header_error(
                    &sheet,
                    i,
                    format!("unknown column `{name}`"),
                    hint,
                ));
            };
            if at[column as usize].replace(i).is_some() {
                let message = format!("column `{name}` stands twice");
                return Err(header_error(
                    &sheet,
                    i,
                    message,
                    "take one of them out".to_owned(),
                ));
            }
        }
        for required in [Column::SourceHans, Column::Target] {
            if at[required as usize].is_none() {
                let message = format!("no column `{}`", required.name());
                return Err(header_error(&sheet, 0, message, hint));
            }
        }
        Ok(Self { sheet, at, width })
    }

    /// Reads a file from disk.
    pub fn load(path: &Path) -> Result<Self, GlossaryError> {
        Self::of_bytes(path, &read_file(path)?)
    }

    /// Reads what a file holds; `path` names it in messages.
    pub fn of_bytes(path: &Path, bytes: &[u8]) -> Result<Self, GlossaryError> {
        Self::parse(path, decode(path, bytes)?.to_owned())
    }

    /// Reads a file from disk, or begins one with the header alone if there is none. Nothing is written.
    pub fn load_or_new(path: &Path) -> Result<Self, GlossaryError> {
        if path.exists() {
            Self::load(path)
        } else {
            Self::parse(path, format!("{}\n", Column::header()))
        }
    }

    /// Returns the glossary that comes with the program, `glossary/political.csv` of its sources.
    pub fn built_in() -> Result<Self, GlossaryError> {
        Self::parse(
            Path::new(BUILT_IN_NAME),
            include_str!("../../../glossary/political.csv").to_owned(),
        )
    }

    /// Returns the rows below the header.
    pub fn rows(&self) -> &[Record] {
        self.sheet.records().get(1..).unwrap_or_default()
    }

    /// Returns which cell of a row a column is; `None` where the file does not have it.
    pub fn cell_of(&self, column: Column) -> Option<usize> {
        self.at[column as usize]
    }

    /// Returns the columns of the file, in its order.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|&c| self.cell_of(c).is_some())
            .collect();
        columns.sort_by_key(|&column| self.cell_of(column));
        columns
    }

    /// Returns the place of a row's column, or of the row where the file does not have the column.
    pub fn place(&self, row: &Record, column: Column) -> Location {
        self.sheet.place(row, self.cell_of(column).unwrap_or(0))
    }

    /// Reads the term of a row, which may be open (see [`Term::is_open`]); an error names the cell that cannot be
    /// understood.
    pub fn term(&self, row: &Record) -> Result<Term, GlossaryError> {
        if row.len() != self.width {
            return Err(GlossaryError::Row {
                place: (self.sheet).place(row, row.len().saturating_sub(1).min(self.width)),
                message: format!(
                    "{} where the header has {}",
                    counted(row.len(), "cell"),
                    self.width
                ),
                hint: "put cells that hold a comma in double quotes".to_owned(),
            });
        }
        let mut term = Term::default();
        for column in Column::ALL {
            let Some(cell) = self.cell_of(column) else {
                continue;
            };
            let value = self.sheet.cell(row, cell);
            if let Err(CellError { message, hint }) = column.put(&mut term, &value) {
                let place = self.sheet.place(row, cell);
                return Err(GlossaryError::Row {
                    place,
                    message,
                    hint,
                });
            }
        }
        if term.source_hans.is_empty() {
            return Err(GlossaryError::Row {
                place: self.place(row, Column::SourceHans),
                message: format!("`{}` is empty", Column::SourceHans.name()),
                hint: "fill the cell, or take the row out".to_owned(),
            });
        }
        Ok(term)
    }

    /// Returns the term of every row with its place; an open row has none.
    pub fn terms(&self) -> Result<Vec<(Term, Location)>, GlossaryError> {
        let mut terms = Vec::with_capacity(self.rows().len());
        for row in self.rows() {
            let term = self.term(row)?;
            if !term.is_open() {
                terms.push((term, self.sheet.place(row, 0)));
            }
        }
        Ok(terms)
    }
}

/// Builds an error of a sheet's header; without a header it stands where one would begin.
fn header_error(sheet: &Sheet, cell: usize, message: String, hint: String) -> GlossaryError {
    let place = match sheet.records().first() {
        Some(header) => sheet.place(header, cell),
        None => Location::new(sheet.path(), 1, 1),
    };
    GlossaryError::Row {
        place,
        message,
        hint,
    }
}

/// Largest glossary file, in bytes.
pub const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Reads the bytes of a file of at most [`MOST_FILE_BYTES`].
pub fn read_file(path: &Path) -> Result<Vec<u8>, GlossaryError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|cause| GlossaryError::Io {
            path: path.to_owned(),
            cause,
        })?;
    if bytes.len() as u64 > MOST_FILE_BYTES {
        return Err(GlossaryError::File {
            path: path.to_owned(),
            message: format!("more than {MOST_FILE_BYTES} bytes, the most that a glossary has"),
            hint: "split it into several files".to_owned(),
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<(Term, Location)>, GlossaryError> {
        TermFile::parse(Path::new("t.csv"), text.to_owned())?.terms()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = rows(text).unwrap_err().to_string();
        assert_eq!(error.lines().next().unwrap(), expected);
    }

    const HEADER: &str =
        "source_hans,source_hant,target,tag,alternatives,forbidden,note,citation,status\n";

    #[test]
    fn a_bad_row_is_named_with_line_and_column() {
        check(
            &format!("{HEADER}党委,,Party committee,org,,,\n"),
            "t.csv:2:27: 7 cells where the header has 9",
        );
        check(
            &format!("{HEADER}\n# 注\n党委,,Party committee,org,,,,,sure\n"),
            "t.csv:4:29: unknown status `sure`",
        );
        check(
            &format!("{HEADER},,Party committee,org,,,,,choice\n"),
            "t.csv:2:1: `source_hans` is empty",
        );
        check(
            "source_hans,target,colour\n",
            "t.csv:1:20: unknown column `colour`",
        );
        check(
            "source_hans,target,source_hans\n",
            "t.csv:1:20: column `source_hans` stands twice",
        );
        check("source_hans,tag\n", "t.csv:1:1: no column `target`");
        check("", "t.csv:1:1: no column `source_hans`");
        check(
            "source_hans,target,pos\n党,Party,name\n",
            "t.csv:2:9: unknown part of speech `name`",
        );
        check(
            "source_hans,target,case\n党,Party,maybe\n",
            "t.csv:2:9: unknown value `maybe`",
        );
    }

    #[test]
    fn an_open_row_is_no_term() {
        let rows = rows("source_hans,target\n党委,\n县委,county committee\n").unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0.source_hans, "县委");
    }

    #[test]
    fn columns_may_come_in_any_order() {
        let rows =
            rows("\u{feff}target,source_hans,alternatives,context\nParty committee,党委,\"a | b, c\",!党委会 | 县\n")
                .unwrap();
        assert_eq!(rows[0].0.source_hans, "党委");
        assert_eq!(rows[0].0.alternatives, ["a", "b, c"]);
        assert_eq!(rows[0].0.status, crate::Status::Choice);
        assert_eq!(
            rows[0].0.context,
            Context {
                need: vec!["县".into()],
                avoid: vec!["党委会".into()]
            }
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_named() {
        let error = decode(Path::new("t.csv"), b"a\nb\xff")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("t.csv:2:2: these bytes are not UTF-8"),
            "{error}"
        );
    }
}
