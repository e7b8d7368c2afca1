//! Glossary CSV: the design's columns in any order, lists parted by ` | `.

use super::sheet::{Record, Sheet};
use super::{Context, GlossaryError, PartOfSpeech, Place, Term};
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
    /// `confirmed` or `choice`.
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

    /// The name in the header.
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

    /// The column of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The header that the program writes.
    pub fn header() -> String {
        Self::ALL.map(Self::name).join(",")
    }

    /// What a term has in this column, as a cell says it.
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
        let text = || value.to_owned();
        match self {
            Self::SourceHans => term.source_hans = text(),
            Self::SourceHant => term.source_hant = text(),
            // It may become an alternative.
            Self::Target => term.target = item(value).to_owned(),
            Self::Tag => term.tags = list(value),
            Self::Alternatives => term.alternatives = list(value),
            Self::Forbidden => term.forbidden = list(value),
            Self::Note => term.note = text(),
            Self::Citation => term.citation = text(),
            Self::Status => {
                term.status = value
                    .parse()
                    .map_err(|e| CellError::new(e, "use `confirmed` or `choice`"))?
            }
            Self::Pos => {
                let read = |name: &str| name.parse().map_err(|e| CellError::new(e, &pos_hint()));
                term.pos = Some(value)
                    .filter(|value| !value.is_empty())
                    .map(read)
                    .transpose()?;
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

/// What parts the items of a list in a cell.
pub(super) const SEPARATOR: &str = " | ";

/// The items of a cell.
pub(super) fn list(cell: &str) -> Vec<String> {
    cell.split(SEPARATOR)
        .map(item)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// An item as a list can hold it: no space or bar at its ends, which would run into the separator.
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

/// Why a cell cannot be understood, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}\nhint: {hint}")]
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

/// The text of a file; bytes that are not UTF-8 are an error with their place.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, GlossaryError> {
    std::str::from_utf8(bytes).map_err(|error| GlossaryError::Row {
        place: Place::behind(path, &bytes[..error.valid_up_to()]),
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
        let mut file = Self {
            at: [None; Column::ALL.len()],
            width: 0,
            sheet,
        };
        let start = Place {
            path: path.to_owned(),
            line: 1,
            column: 1,
        };
        let place = |cell: usize| {
            file.sheet
                .records()
                .first()
                .map_or(start.clone(), |row| file.sheet.place(row, cell))
        };
        let wrong = |cell: usize, message: String, hint: &str| {
            Err(GlossaryError::Row {
                place: place(cell),
                message,
                hint: hint.to_owned(),
            })
        };
        let first_line = format!(
            "the first line is `{}`; `duizhao glossary import` reads other headers",
            Column::header()
        );
        let mut at = file.at;
        let header = file.sheet.records().first();
        for i in 0..header.map_or(0, Record::len) {
            let name = header.map_or_else(Default::default, |row| file.sheet.cell(row, i));
            let Some(column) = Column::from_name(&name) else {
                return wrong(i, format!("unknown column `{name}`"), &first_line);
            };
            if at[column as usize].replace(i).is_some() {
                return wrong(
                    i,
                    format!("column `{name}` stands twice"),
                    "take one of them out",
                );
            }
        }
        for required in [Column::SourceHans, Column::Target] {
            if at[required as usize].is_none() {
                return wrong(0, format!("no column `{}`", required.name()), &first_line);
            }
        }
        file.width = header.map_or(0, Record::len);
        file.at = at;
        Ok(file)
    }

    /// Reads a file from disk.
    pub fn load(path: &Path) -> Result<Self, GlossaryError> {
        let bytes = read_file(path)?;
        Self::parse(path, decode(path, &bytes)?.to_owned())
    }

    /// Reads a file from disk, or begins one with the header alone if there is none. Nothing is written.
    pub fn load_or_new(path: &Path) -> Result<Self, GlossaryError> {
        match path.exists() {
            true => Self::load(path),
            false => Self::parse(path, format!("{}\n", Column::header())),
        }
    }

    /// The glossary that comes with the program, `glossary/political.csv` of its sources.
    pub fn built_in() -> Result<Self, GlossaryError> {
        Self::parse(
            Path::new(BUILT_IN_NAME),
            include_str!("../../../glossary/political.csv").to_owned(),
        )
    }

    /// The rows below the header.
    pub fn rows(&self) -> &[Record] {
        self.sheet.records().get(1..).unwrap_or_default()
    }

    /// Which cell of a row a column is; `None` where the file does not have it.
    pub fn cell_of(&self, column: Column) -> Option<usize> {
        self.at[column as usize]
    }

    /// The columns of the file, in its order.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|&c| self.cell_of(c).is_some())
            .collect();
        columns.sort_by_key(|&column| self.cell_of(column));
        columns
    }

    /// The place of a row's column, or of the row where the file does not have the column.
    pub fn place(&self, row: &Record, column: Column) -> Place {
        self.sheet.place(row, self.cell_of(column).unwrap_or(0))
    }

    /// The term of a row; an error that names the cell where it cannot be understood.
    pub fn term(&self, row: &Record) -> Result<Term, GlossaryError> {
        let wrong = |cell: usize, message: String, hint: String| {
            Err(GlossaryError::Row {
                place: self.sheet.place(row, cell),
                message,
                hint,
            })
        };
        if row.len() != self.width {
            let message = format!("{} cells where the header has {}", row.len(), self.width);
            let last = row.len().saturating_sub(1).min(self.width);
            return wrong(
                last,
                message,
                "put cells that hold a comma in double quotes".to_owned(),
            );
        }
        let mut term = Term::default();
        for column in Column::ALL {
            let Some(cell) = self.cell_of(column) else {
                continue;
            };
            if let Err(error) = column.put(&mut term, &self.sheet.cell(row, cell)) {
                return wrong(cell, error.message, error.hint);
            }
        }
        for column in [Column::SourceHans, Column::Target] {
            if column.of(&term).is_empty() {
                let message = format!("`{}` is empty", column.name());
                return wrong(
                    self.cell_of(column).unwrap_or(0),
                    message,
                    "fill the cell, or take the row out".to_owned(),
                );
            }
        }
        Ok(term)
    }

    /// Every term with the place of its row.
    pub fn terms(&self) -> Result<Vec<(Term, Place)>, GlossaryError> {
        self.rows()
            .iter()
            .map(|row| Ok((self.term(row)?, self.sheet.place(row, 0))))
            .collect()
    }
}

/// Largest glossary file, in bytes.
pub const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The bytes of a file of at most [`MOST_FILE_BYTES`].
pub fn read_file(path: &Path) -> Result<Vec<u8>, GlossaryError> {
    let io = |cause| GlossaryError::Io {
        path: path.to_owned(),
        cause,
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(MOST_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > MOST_FILE_BYTES {
        return Err(GlossaryError::File {
            path: path.to_owned(),
            message: format!("more than {MOST_FILE_BYTES} bytes, the most that a glossary has"),
            hint: "part it into several files".to_owned(),
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<(Term, Place)>, GlossaryError> {
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
            &format!("{HEADER}\"党\n委\",黨委,,org,,,,,choice\n"),
            "t.csv:3:7: `target` is empty",
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
