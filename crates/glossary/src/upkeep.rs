//! Glossary files on the disk: which one has a term, and changing one while no other program does.

use super::traditional::Traditional;
use super::{Column, Context, EditError, Record, Term, TermFile};
use duizhao_core::output;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A glossary file that no other run of the program changes until this is dropped.
#[derive(Debug)]
pub struct LockedTermFile {
    /// The file as it was read.
    pub file: TermFile,
    _lock: File,
}

impl LockedTermFile {
    /// Waits until no other run changes the file, and reads it; it may be new.
    pub fn open(path: &Path) -> Result<Self, EditError> {
        let lock = output::lock(path).map_err(|cause| EditError::write(path, cause))?;
        Ok(Self {
            file: TermFile::load_or_new(path)?,
            _lock: lock,
        })
    }

    /// Replaces the file by `text`, and returns whether that is another text than it had. What another program wrote
    /// meanwhile stays, and so does a file whose terms can be read where those of `text` cannot.
    pub fn save(&self, text: &str) -> Result<bool, EditError> {
        let (path, old) = (self.file.sheet.path(), self.file.sheet.text());
        if text == old {
            return Ok(false);
        }
        if path.exists() && TermFile::load(path)?.sheet.text() != old {
            return Err(EditError::Meanwhile(path.to_owned()));
        }
        let new = TermFile::parse(path, text.to_owned())?;
        if self.file.terms().is_ok() {
            new.terms()?;
        }
        output::replace(path, text.as_bytes()).map_err(|cause| EditError::write(path, cause))?;
        Ok(true)
    }

    /// Adds a term, with its traditional form where the file has a column for it and the term does not say.
    pub fn add(&self, mut term: Term) -> Result<bool, EditError> {
        // A column that the file lacks is added only for what was asked for.
        if term.source_hant.is_empty() && self.file.cell_of(Column::SourceHant).is_some() {
            term.source_hant = traditional(&term.source_hans);
        }
        self.save(&self.file.with(&term)?)
    }

    /// Gives a row another source; `hant` is its traditional form, where it is not the usual one.
    pub fn rename(
        &self,
        row: &Record,
        source: &str,
        hant: Option<String>,
    ) -> Result<bool, EditError> {
        let mut cells = vec![(Column::SourceHans, source.to_owned())];
        if self.file.cell_of(Column::SourceHant).is_some() {
            let hant = hant.unwrap_or_else(|| traditional(source));
            cells.push((Column::SourceHant, hant));
        }
        self.save(&self.file.changed(row, &cells)?)
    }
}

impl TermFile {
    /// Returns the row of a source, in either script; with `sense`, the one with that context.
    pub fn row_of(&self, source: &str, sense: Option<&Context>) -> Result<&Record, EditError> {
        let row = self.find(source, sense)?;
        row.ok_or_else(|| EditError::Missing {
            path: self.sheet.path().to_owned(),
            source_text: source.to_owned(),
        })
    }

    /// Returns the numbers of the lines in which a source's rows stand.
    pub fn lines_of(&self, source: &str) -> Vec<usize> {
        let rows = self.rows().iter().filter(|row| {
            let term = self.term(row);
            term.is_ok_and(|term| term.source_hans == source || term.source_hant == source)
        });
        rows.map(|row| self.place(row, Column::SourceHans).line)
            .collect()
    }
}

/// Finds the last of some files that has a term; with `sense`, in a row with that context. `None` if no file has the term,
/// an error if none of its rows has that context.
pub fn file_with(
    paths: &[PathBuf],
    source: &str,
    sense: Option<&Context>,
) -> Result<Option<PathBuf>, EditError> {
    let mut senses = Vec::new();
    for path in paths.iter().rev() {
        let file = TermFile::load(path)?;
        if file.find(source, sense)?.is_some() {
            return Ok(Some(path.clone()));
        }
        for (term, place) in file.terms()? {
            if term.source_hans == source || term.source_hant == source {
                senses.push(format!("`{}` ({place})", term.context.words().join(" | ")));
            }
        }
    }
    if senses.is_empty() {
        return Ok(None);
    }
    Err(EditError::NoSuchSense {
        source_text: source.to_owned(),
        senses,
    })
}

/// Puts values into the columns of a term.
pub fn put_cells(term: &mut Term, cells: &[(Column, String)]) -> Result<(), EditError> {
    for (column, value) in cells {
        column
            .put(term, value.trim())
            .map_err(|cause| EditError::Cell {
                column: *column,
                cause,
            })?;
    }
    Ok(())
}

/// Parses the words of a context as a cell has them.
pub fn parse_context(words: &str) -> Result<Context, EditError> {
    let mut term = Term::default();
    put_cells(&mut term, &[(Column::Context, words.to_owned())])?;
    Ok(term.context)
}

/// Returns the traditional form that a new row gets.
pub fn traditional(source: &str) -> String {
    Traditional::get().usual().convert(source).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "source_hans,source_hant,target,context\n党委,黨委,Party committee,县\n";

    fn path(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("duizhao-upkeep-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    fn written(name: &str) -> PathBuf {
        let path = path(name);
        std::fs::write(&path, ROWS).unwrap();
        path
    }

    #[test]
    fn a_term_gets_its_traditional_form() {
        let path = written("add.csv");
        let term = Term {
            source_hans: "群众".to_owned(),
            target: "the people".to_owned(),
            ..Term::default()
        };
        assert!(LockedTermFile::open(&path).unwrap().add(term).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("{ROWS}群众,群眾,the people,\n"));
        let locked = LockedTermFile::open(&path).unwrap();
        let row = locked.file.row_of("群眾", None).unwrap();
        assert!(locked.rename(row, "人民", None).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("人民,人民,the people,\n"), "{text}");
        assert_eq!(TermFile::load(&path).unwrap().lines_of("黨委"), [2]);
    }

    #[test]
    fn what_is_the_same_is_not_written_and_what_others_wrote_stays() {
        let path = written("save.csv");
        let locked = LockedTermFile::open(&path).unwrap();
        assert!(!locked.save(ROWS).unwrap());
        assert!(locked.save("source_hans,target\n,x\n").is_err());
        std::fs::write(&path, "source_hans,target\n").unwrap();
        let error = locked.save(&format!("{ROWS}\n")).unwrap_err().to_string();
        assert!(error.contains("changed by another program"), "{error}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "source_hans,target\n");
    }

    #[test]
    fn the_last_file_that_has_a_term_is_found() {
        let paths = [written("first.csv"), written("second.csv")];
        let found = file_with(&paths, "党委", None).unwrap();
        assert_eq!(found.as_ref(), Some(&paths[1]));
        assert_eq!(file_with(&paths, "组织", None).unwrap(), None);
        let sense = parse_context("市").unwrap();
        let error = file_with(&paths, "党委", Some(&sense)).unwrap_err();
        assert!(matches!(error, EditError::NoSuchSense { senses, .. } if senses.len() == 2));
    }
}
