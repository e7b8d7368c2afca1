//! Importing and exporting glossaries in the formats of other programs: one file a format, one line a format in
//! [`FORMATS`].
//!
//! | module | owns |
//! |---|---|
//! | `csv` | spreadsheets as text: delimiters, neutral cells |
//! | `xlsx` | Excel workbooks |
//! | `table`, `grid`, `header_row`, `headers`, `columns`, `renderings` | the tables of both, as other people make them |
//! | `tbx`, `martif` | TermBase eXchange v3 and v2; both use `concepts`, `entries` and `xml` |
//! | `omegat` | glossary files of OmegaT |
//! | `deepl`, `azure`, `google`, `pairs` | what machine translation services take |
//! | `json` | our columns as objects |
//! | `gather`, `losses`, `position` | used by every reader and writer |
//! | `merge` | merging imported terms into a glossary file |
//!
//! A bad term never stops a reader: it is left out, and a note says where and why. A file that is not of its
//! format is an error with its place. No writer loses anything silently: [`ExportedTerms::losses`].

mod azure;
mod columns;
mod concepts;
mod csv;
mod deepl;
mod entries;
mod gather;
mod google;
mod grid;
mod header_row;
mod headers;
mod json;
mod losses;
mod martif;
mod merge;
mod omegat;
mod pairs;
mod position;
mod renderings;
#[cfg(test)]
mod samples;
mod table;
mod tbx;
mod xlsx;
mod xml;

pub use concepts::{is_english, script_of};
pub use csv::{guarded, plain};
pub use deepl::entries as deepl_entries;
pub use headers::column_of;
pub use losses::Losses;
pub use merge::{Conflict, Decision, MergeOutcome, MergeReport, Merged, merge};

use super::load::MOST_FILE_BYTES;
use super::{Column, GlossaryError, Term};
use duizhao_core::diagnostic::Location;
use duizhao_formats::charset::Charset;
use duizhao_zh::script::Script;
use std::path::Path;

/// Every format, in the order help texts show them.
pub const FORMATS: [&GlossaryFormat; 9] = [
    &csv::FORMAT,
    &xlsx::FORMAT,
    &tbx::FORMAT,
    &martif::FORMAT,
    &json::FORMAT,
    &omegat::FORMAT,
    &deepl::FORMAT,
    &google::FORMAT,
    &azure::FORMAT,
];

/// Returns the format with this name.
pub fn by_name(name: &str) -> Option<&'static GlossaryFormat> {
    FORMATS.into_iter().find(|format| format.name == name)
}

/// Returns the format to read a file as: by its extension and, where several formats have it, by what the bytes are.
///
/// Upper and lower case are the same. `None` if no format with that extension can be read. Where no format knows
/// the bytes for its own, the first one that may have them is taken.
pub fn by_extension(extension: &str, bytes: &[u8]) -> Option<&'static GlossaryFormat> {
    let readable: Vec<&GlossaryFormat> = FORMATS
        .into_iter()
        .filter(|format| format.can_read() && format.has_extension(extension))
        .collect();
    let known = readable.iter().find(|format| (format.is_it)(bytes));
    known.or(readable.first()).copied()
}

/// Returns the format that knows bytes for its own, whatever the file's name: `.xls` is often a workbook or a table as
/// text.
pub fn by_contents(bytes: &[u8]) -> Option<&'static GlossaryFormat> {
    [&xlsx::FORMAT, &csv::FORMAT]
        .into_iter()
        .find(|format| (format.is_it)(bytes))
}

/// Returns the format to write a file as: the one that has that extension as its usual one, or the first that has it.
pub fn to_extension(extension: &str) -> Option<&'static GlossaryFormat> {
    let mut formats = FORMATS.into_iter().filter(|format| format.can_write());
    let usual = |format: &&GlossaryFormat| format.extensions[0].eq_ignore_ascii_case(extension);
    let first = formats
        .clone()
        .find(|format| format.has_extension(extension));
    formats.find(usual).or(first)
}

/// Reads the terms of a file; the path names it in messages.
type Read = fn(&Path, &[u8], &ReadOptions) -> Result<ImportedTerms, GlossaryError>;

/// Writes terms.
type Write = fn(&[Term], &WriteOptions) -> Result<ExportedTerms, GlossaryError>;

/// A format of glossary files.
#[derive(Debug)]
pub struct GlossaryFormat {
    /// Its name on the command line.
    pub name: &'static str,
    /// The endings of its files, without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// What it is for, in a line.
    pub about: &'static str,
    read: Option<Read>,
    write: Option<Write>,
    /// Whether bytes look like it, where another format has the same extension.
    is_it: fn(&[u8]) -> bool,
}

impl GlossaryFormat {
    /// Tests whether files of it can be read.
    pub const fn can_read(&self) -> bool {
        self.read.is_some()
    }

    /// Tests whether files of it can be written.
    pub const fn can_write(&self) -> bool {
        self.write.is_some()
    }

    fn has_extension(&self, extension: &str) -> bool {
        self.extensions
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    }

    /// Reads the terms of a file of at most [`MOST_FILE_BYTES`]; `path` names it in messages. Never panics, whatever
    /// the bytes.
    pub fn read(
        &self,
        path: &Path,
        bytes: &[u8],
        options: &ReadOptions,
    ) -> Result<ImportedTerms, GlossaryError> {
        let length = bytes.len();
        if length as u64 > MOST_FILE_BYTES {
            return Err(GlossaryError::File {
                path: path.to_owned(),
                message: format!("{length} bytes, and a glossary has at most {MOST_FILE_BYTES}"),
                hint: "split it into several files".to_owned(),
            });
        }
        match self.read {
            Some(read) => read(path, bytes, options),
            None => Err(GlossaryError::File {
                path: path.to_owned(),
                message: format!("`{}` can be written but not read", self.name),
                hint: "name another format".to_owned(),
            }),
        }
    }

    /// Writes the terms as a file. The same terms and options give the same bytes.
    pub fn write(
        &self,
        terms: &[Term],
        options: &WriteOptions,
    ) -> Result<ExportedTerms, GlossaryError> {
        match self.write {
            Some(write) => write(terms, options),
            None => Err(GlossaryError::File {
                path: self.name.into(),
                message: "this format can be read but not written".to_owned(),
                hint: "name another format".to_owned(),
            }),
        }
    }
}

/// Options for reading.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Which header of a table stands for which column, where the usual names do not say.
    pub columns: Vec<(Column, String)>,
    /// The character set of a text file; found if not given.
    pub charset: Option<Charset>,
    /// The script of the source in formats that do not say: [`Script::Hans`], or a traditional one.
    pub script: Script,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            charset: None,
            script: Script::Hans,
        }
    }
}

/// Options for writing.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The script of the source in formats that have one column for it. A traditional one takes the traditional
    /// form of a term, and converts where it has none.
    pub script: Script,
    /// Whether cells of a CSV file that a spreadsheet would take for formulas are made text by an apostrophe, as
    /// OWASP advises for files that people open ("CSV Injection"). Reading takes it away again.
    pub neutral: bool,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            script: Script::Hans,
            neutral: false,
        }
    }
}

/// What was read.
#[derive(Debug, Default)]
pub struct ImportedTerms {
    /// The terms with their places, in the order of the file. Each is as a glossary file can hold it: writing it
    /// to one and reading it gives the same term.
    pub terms: Vec<(Term, Location)>,
    /// What was skipped or could not be held, each with its place.
    pub notes: Vec<String>,
}

/// What was written.
#[derive(Debug)]
pub struct ExportedTerms {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the format cannot hold, one line a kind, counted.
    pub losses: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::samples::formats_with;
    use super::*;
    use duizhao_formats::testing::mutated;
    use proptest::prelude::*;

    #[test]
    fn names_are_one_word_and_unique() {
        for (i, format) in FORMATS.iter().enumerate() {
            assert!(
                format.name.chars().all(|c| c.is_ascii_lowercase()),
                "{}",
                format.name
            );
            assert!(FORMATS[..i].iter().all(|other| other.name != format.name));
            assert!(format.can_read() || format.can_write());
            assert!(std::ptr::eq(by_name(format.name).unwrap(), *format));
        }
    }

    #[track_caller]
    fn check(extension: &str, bytes: &[u8], expected: &str) {
        assert_eq!(
            by_extension(extension, bytes).map(|format| format.name),
            Some(expected)
        );
    }

    #[test]
    fn an_ambiguous_extension_is_settled_by_the_bytes() {
        check(
            "tbx",
            b"<?xml version='1.0'?><!-- c --><martif type='TBX'>",
            "martif",
        );
        check("TBX", b"\xef\xbb\xbf<tbx type='TBX-Basic'>", "tbx");
        check("csv", b"anything", "csv");
        check("tsv", "中文\t英文\n".as_bytes(), "csv");
        check("tsv", "党委\tParty committee\n".as_bytes(), "csv");
        check("txt", "中文\tEnglish\n党委\tx\n".as_bytes(), "csv");
        check("txt", "党委,Party committee\n".as_bytes(), "csv");
        check("txt", "党委\tParty committee\n".as_bytes(), "omegat");
        assert!(by_extension("exe", b"").is_none() && by_contents(b"\xd0\xcf\x11\xe0").is_none());
        let table = by_contents("中文\t英文\n党\tParty\n".as_bytes());
        assert_eq!(table.map(|format| format.name), Some("csv"));
        for (extension, format) in [("tbx", "tbx"), ("txt", "omegat"), ("csv", "csv")] {
            assert_eq!(to_extension(extension).unwrap().name, format);
        }
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        let error = by_name("azure")
            .unwrap()
            .read(Path::new("t.tsv"), b"", &ReadOptions::default())
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("t.tsv: `azure` can be written but not read"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for format in FORMATS.into_iter().filter(|format| format.can_read()) {
                let _ = format.read(Path::new("t"), &bytes, &ReadOptions::default());
            }
        }

        #[test]
        fn no_damage_makes_a_reader_panic(cuts in mutated()) {
            for (format, bytes) in formats_with(&cuts) {
                if let Ok(imported) = format.read(Path::new("t"), &bytes, &ReadOptions::default()) {
                    prop_assert!(imported.terms.iter().all(|(term, _)| !term.source_hans.is_empty()));
                }
            }
        }
    }
}
