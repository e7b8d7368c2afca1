//! Files of other translation memories, read into the store.

use duizhao_core::article::Origin;
use duizhao_core::counted;
use duizhao_core::diagnostic::Hinted;
use duizhao_memory::exchange::{self, ExchangeError, ImportOptions, MemoryFormat, Received};
use duizhao_memory::{Store, StoreError, Unit};
use duizhao_zh::han;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// Units that are imported at once.
const AT_ONCE: usize = 5_000;

/// What was imported of a file.
#[derive(Debug, Default)]
pub struct ImportedFile {
    /// Units that were read.
    pub units: u64,
    /// How many of them the store did not have.
    pub new: usize,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// Why the file was not read to its end; what was read before is kept.
    pub error: Option<ImportError>,
}

/// Why a file was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Its format is not known.
    #[error("{path}: no format has this extension", path = .0.display())]
    NoFormat(PathBuf),
    /// It cannot be read, or something in it is wrong.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
}

impl Hinted for ImportError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoFormat(_) => {
                Some("name one with `--format`; `--formats` lists them".to_owned())
            }
            Self::Exchange(error) => error.hint(),
        }
    }
}

/// Imports a file into the store, in the format that is named or that its extension and contents have. An error if the
/// store takes nothing.
///
/// Glosses are left out, and so is what no person approved and has Chinese in the place of English.
pub async fn import_file(
    store: &dyn Store,
    path: &Path,
    format: Option<&MemoryFormat>,
    options: &ImportOptions,
) -> Result<ImportedFile, StoreError> {
    block_in_place(|| {
        let mut importer = Importer {
            store,
            path,
            units: Vec::new(),
            left_out: LeftOut::default(),
            imported: ImportedFile::default(),
        };
        let read = importer.read(format, options);
        // What stands before the place of an error is good.
        importer.flush()?;
        let mut imported = importer.imported;
        match read {
            Ok(notes) => imported.notes = notes,
            Err(error) => imported.error = Some(error),
        }
        imported.notes.extend(importer.left_out.notes(path));
        Ok(imported)
    })
}

struct Importer<'a> {
    store: &'a dyn Store,
    path: &'a Path,
    /// Units that are not in the store yet.
    units: Vec<Unit>,
    left_out: LeftOut,
    imported: ImportedFile,
}

/// How many units were left out.
#[derive(Default)]
struct LeftOut {
    glosses: u64,
    chinese: u64,
}

impl LeftOut {
    fn notes(&self, path: &Path) -> Vec<String> {
        let whys = [
            (self.glosses, "a gloss is no translation"),
            (self.chinese, "their English is Chinese"),
        ];
        let whys = whys.into_iter().filter(|(count, _)| *count > 0);
        whys.map(|(count, why)| {
            let units = counted(count, "unit");
            format!("{}: left out {units}: {why}", path.display())
        })
        .collect()
    }
}

impl Importer<'_> {
    /// Reads the file, and returns its notes.
    fn read(
        &mut self,
        format: Option<&MemoryFormat>,
        options: &ImportOptions,
    ) -> Result<Vec<String>, ImportError> {
        let path = self.path;
        let unread = |cause| ExchangeError::Read {
            path: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(unread)?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        let first = file.fill_buf().map_err(unread)?;
        let found = format.or_else(|| exchange::to_read(path, first));
        let format = found.ok_or_else(|| ImportError::NoFormat(path.to_owned()))?;
        let notes = format.read(path, &mut file, options, &mut |unit| self.take(unit))?;
        Ok(notes.lines())
    }

    fn take(&mut self, unit: Unit) -> Received {
        match unit.origin {
            Origin::Gloss => self.left_out.glosses += 1,
            Origin::Memory | Origin::Machine if is_chinese(&unit.target) => {
                self.left_out.chinese += 1;
            }
            Origin::Human | Origin::Memory | Origin::Machine => {
                self.imported.units += 1;
                self.units.push(elsewhere(unit, self.path));
                if self.units.len() >= AT_ONCE {
                    self.flush()?;
                }
            }
        }
        Ok(())
    }

    /// Gives the store what was read.
    fn flush(&mut self) -> Result<(), StoreError> {
        let units = std::mem::take(&mut self.units);
        self.imported.new += Handle::current().block_on(self.store.import(units))?;
        Ok(())
    }
}

/// Returns a unit of another project: what a person wrote in an edition there is not of the edition of that name here.
fn elsewhere(unit: Unit, path: &Path) -> Unit {
    let article = match unit.article {
        Some(article) if unit.origin == Origin::Human => {
            Some(format!("{}: {article}", path.display()))
        }
        article => article,
    };
    Unit { article, ..unit }
}

/// Tests whether a text has more Chinese characters than Latin letters: no English quotes so much, and other programs
/// export what is not translated with the source in its place.
fn is_chinese(text: &str) -> bool {
    han::count(text) > text.chars().filter(char::is_ascii_alphabetic).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_memory::VolatileMemory;

    async fn imported(name: &str, text: &str) -> ImportedFile {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let store = VolatileMemory::default();
        let options = ImportOptions::default();
        let imported = import_file(&store, &path, None, &options);
        imported.await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_not_translated_is_left_out() {
        let text =
            "县委开会。\tThe committee met.\n全县。\t全县。\n县委开会。\tThe committee met.\n";
        let found = imported("a.tsv", text).await;
        assert_eq!((found.units, found.new), (2, 1));
        assert!(found.error.is_none());
        assert_eq!(found.notes.len(), 1, "{:?}", found.notes);
        assert!(found.notes[0].ends_with("a.tsv: left out 1 unit: their English is Chinese"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_error_is_told_and_what_came_before_it_is_kept() {
        let line = r#"{"source": "县委开会。", "target": "The committee met."}"#;
        let long = "x".repeat(3 * 1024 * 1024);
        let found = imported("a.jsonl", &format!("{line}\n{long}\n")).await;
        assert_eq!((found.units, found.new), (1, 1));
        assert!(found.error.unwrap().to_string().contains("a.jsonl:2:"));
        let found = imported("a.unknown", "").await;
        assert!(matches!(found.error, Some(ImportError::NoFormat(_))));
    }
}
