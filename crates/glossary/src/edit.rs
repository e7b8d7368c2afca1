//! Changing a glossary file by one term, so that one change is one changed line.

use super::load::CellError;
use super::sheet::Record;
use super::{Column, Context, GlossaryError, Term, TermFile};
use duizhao_core::diagnostic::{Edit, Hinted, Location};
use std::io;
use std::path::{Path, PathBuf};

/// Why a file cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The term is there already.
    #[error("{place}: `{source_text}` is there already")]
    Present {
        /// Its row.
        place: Location,
        /// The term.
        source_text: String,
    },
    /// Several rows have that source.
    #[error("{first}: `{source_text}` has several rows, this one and {second}")]
    Several {
        /// One row.
        first: Location,
        /// Another.
        second: Box<Location>,
        /// The term.
        source_text: String,
    },
    /// A cell cannot hold that.
    #[error("{column}: {cause}", column = column.name())]
    Cell {
        /// The column.
        column: Column,
        /// What is wrong.
        cause: CellError,
    },
    /// A value that the column has no place for.
    #[error("{column}: must not be empty", column = .0.name())]
    Empty(Column),
    /// The file has no row of a source.
    #[error("{path}: no row for `{source_text}`", path = path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The term.
        source_text: String,
    },
    /// A source has rows, but none with a context.
    #[error("`{source_text}` has no row with this context")]
    NoSuchSense {
        /// The term.
        source_text: String,
        /// The contexts of its rows, with their places.
        senses: Vec<String>,
    },
    /// Another program changed the file.
    #[error("{path}: changed by another program meanwhile, so it stays as it is", path = .0.display())]
    Meanwhile(PathBuf),
    /// The file cannot be written.
    #[error("{path}: cannot be written: {cause}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The file cannot be read.
    #[error(transparent)]
    Glossary(#[from] GlossaryError),
}

impl EditError {
    pub(super) fn write(path: &Path, cause: io::Error) -> Self {
        let path = path.to_owned();
        Self::Write { path, cause }
    }
}

impl Hinted for EditError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Present { .. } => {
                "change it with `duizhao glossary edit`, or give another sense with `--context`"
            }
            Self::Several { .. } => "say which with `--sense`, its context",
            Self::Cell { cause, .. } => return cause.hint(),
            Self::Glossary(error) => return error.hint(),
            Self::NoSuchSense { senses, .. } => {
                return Some(format!("the contexts are {}", senses.join(", ")));
            }
            Self::Meanwhile(_) => "run the command again",
            Self::Write { .. } => {
                "free some space there and make it writable, or name another file"
            }
            Self::Empty(_) | Self::Missing { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

impl TermFile {
    /// Finds the row of a source, in either script; with `sense`, the one with that context. `None` if there is none.
    pub fn find(
        &self,
        source: &str,
        sense: Option<&Context>,
    ) -> Result<Option<&Record>, EditError> {
        let mut found: Option<&Record> = None;
        for row in self.rows() {
            if !self.has_source(row, source) {
                continue;
            }
            let term = self.term(row)?;
            if sense.is_some_and(|sense| term.context.sorted() != sense.sorted()) {
                continue;
            }
            if let Some(first) = found {
                return Err(EditError::Several {
                    first: self.sheet.place(first, 0),
                    second: Box::new(self.sheet.place(row, 0)),
                    source_text: source.to_owned(),
                });
            }
            found = Some(row);
        }
        Ok(found)
    }

    fn has_source(&self, row: &Record, source: &str) -> bool {
        [Column::SourceHans, Column::SourceHant]
            .into_iter()
            .filter_map(|column| self.cell_of(column))
            .any(|cell| self.sheet.cell(row, cell) == source)
    }

    /// Returns the file's text with a term added, in a row after the last one.
    pub fn with(&self, term: &Term) -> Result<String, EditError> {
        self.check_absent(term)?;
        let columns: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|&column| column != Column::Status && !column.of(term).is_empty())
            .collect();
        self.widened(&columns, |wide| {
            let columns = wide.columns().into_iter();
            let cells: Vec<String> = columns.map(|column| column.of(term)).collect();
            Ok(wide.sheet.edited(vec![wide.sheet.append(&cells)]))
        })
    }

    /// Refuses a term with the key of a row.
    fn check_absent(&self, term: &Term) -> Result<(), EditError> {
        for row in self.rows() {
            if self.term(row).is_ok_and(|other| other.key() == term.key()) {
                return Err(EditError::Present {
                    place: self.sheet.place(row, 0),
                    source_text: term.source_hans.clone(),
                });
            }
        }
        Ok(())
    }

    /// Returns the file's text with some cells of one row changed; cells that stay as they are keep their bytes.
    pub fn changed(&self, row: &Record, changes: &[(Column, String)]) -> Result<String, EditError> {
        let before = self.term(row)?;
        let mut term = before.clone();
        for (column, value) in changes {
            column
                .put(&mut term, value.trim())
                .map_err(|cause| EditError::Cell {
                    column: *column,
                    cause,
                })?;
        }
        for column in [Column::SourceHans, Column::Target] {
            // An open row may stay so.
            if column.of(&term).is_empty() && !column.of(&before).is_empty() {
                return Err(EditError::Empty(column));
            }
        }
        if term.key() != before.key() {
            self.check_absent(&term)?;
        }
        let columns: Vec<Column> = changes
            .iter()
            .map(|&(column, _)| column)
            .filter(|column| column.of(&term) != column.of(&before))
            .collect();
        let mut rows = self.rows().iter();
        let number = rows.position(|other| other == row).unwrap_or_default();
        self.widened(&columns, |wide| {
            let row = &wide.rows()[number];
            let mut edits = Vec::new();
            for &column in &columns {
                if let Some(cell) = wide.cell_of(column) {
                    edits.push(wide.sheet.set(row, cell, &column.of(&term)));
                }
            }
            Ok(wide.sheet.edited(edits))
        })
    }

    /// Returns the file's text without one row.
    pub fn without(&self, row: &Record) -> String {
        self.sheet.edited(vec![self.sheet.remove(row)])
    }

    /// Runs `work` on this file or, where it lacks some of the columns, on a copy in which every row has them.
    pub(super) fn widened(
        &self,
        columns: &[Column],
        work: impl FnOnce(&Self) -> Result<String, EditError>,
    ) -> Result<String, EditError> {
        let missing: Vec<Column> = columns
            .iter()
            .copied()
            .filter(|&column| self.cell_of(column).is_none())
            .collect();
        if missing.is_empty() {
            return work(self);
        }
        let mut edits: Vec<Edit> = Vec::new();
        for (i, row) in self.sheet.records().iter().enumerate() {
            let cells = missing
                .iter()
                .map(|column| if i == 0 { column.name() } else { "" });
            edits.push(self.sheet.extend(row, cells));
        }
        work(&Self::parse(self.sheet.path(), self.sheet.edited(edits))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    const TEXT: &str = "# 注\r\nsource_hans,target,note\r\n党委,Party committee,\"a, b\"\r\n\r\n县委,county committee,\r\n";

    fn file(text: &str) -> TermFile {
        TermFile::parse(Path::new("t.csv"), text.to_owned()).unwrap()
    }

    fn term(source: &str, target: &str) -> Term {
        Term {
            source_hans: source.to_owned(),
            target: target.to_owned(),
            ..Term::default()
        }
    }

    #[test]
    fn a_term_is_added_below_and_nothing_else_changes() {
        let text = file(TEXT).with(&term("市委", "city committee")).unwrap();
        assert_eq!(text, format!("{TEXT}市委,city committee,\r\n"));
        let error = file(TEXT).with(&term("县委", "x")).unwrap_err().to_string();
        assert!(
            error.starts_with("t.csv:5:1: `县委` is there already"),
            "{error}"
        );
    }

    #[test]
    fn a_change_is_one_line() {
        let file = file(TEXT);
        let row = file.find("县委", None).unwrap().unwrap();
        let text = file
            .changed(
                row,
                &[(Column::Target, "county Party committee".to_owned())],
            )
            .unwrap();
        assert_eq!(
            text,
            TEXT.replace("county committee", "county Party committee")
        );
        assert_eq!(
            file.without(row),
            TEXT.replace("县委,county committee,\r\n", "")
        );
        let error = file
            .changed(row, &[(Column::Target, String::new())])
            .unwrap_err()
            .to_string();
        assert_eq!(error, "target: must not be empty");
    }

    #[test]
    fn an_open_row_is_changed_and_filled() {
        let file = file("source_hans,target,note\n市委,,\n");
        let row = file.find("市委", None).unwrap().unwrap();
        let change = |column, value: &str| file.changed(row, &[(column, value.to_owned())]);
        assert!(change(Column::Note, "n").unwrap().ends_with("市委,,n\n"));
        assert!(change(Column::Target, "x").unwrap().ends_with("市委,x,\n"));
    }

    #[test]
    fn a_column_that_the_file_lacks_is_added() {
        let file = file(TEXT);
        let row = file.find("党委", None).unwrap().unwrap();
        let text = file
            .changed(row, &[(Column::Tag, "org".to_owned())])
            .unwrap();
        let expected = "# 注\r\nsource_hans,target,note,tag\r\n党委,Party committee,\"a, b\",org\r\n\r\n县委,county committee,,\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_source_with_several_senses_must_be_told_apart() {
        let file = file("source_hans,target,context\n机关,trap,暗道\n机关,office,\n");
        let error = file.find("机关", None).unwrap_err().to_string();
        assert!(
            error.starts_with("t.csv:2:1: `机关` has several rows, this one and t.csv:3:1"),
            "{error}"
        );
        assert!(
            file.find("机关", Some(&Context::default()))
                .unwrap()
                .is_some()
        );
    }

    proptest! {
        #[test]
        fn adding_and_removing_is_no_change(target in "[a-c,\" ]{0,8}x", note in "[甲,\"#\\n]{0,5}") {
            let before = file(TEXT);
            let mut added = term("市委", &target);
            added.note = note.trim().to_owned();
            let after = file(&before.with(&added).unwrap());
            let row = after.find("市委", None).unwrap().unwrap();
            prop_assert_eq!(&after.term(row).unwrap().note, &added.note);
            prop_assert_eq!(after.term(row).unwrap().target, target.trim());
            prop_assert_eq!(after.without(row), TEXT);
        }
    }
}
