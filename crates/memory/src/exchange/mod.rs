//! Importing and exporting translation memories in the formats of other programs: one file a format, one line a format
//! in [`FORMATS`].
//!
//! | module | owns |
//! |---|---|
//! | `tmx` | Translation Memory eXchange 1.4b |
//! | `xliff` | XLIFF 2.1, and 2.0 and 1.2 to read |
//! | `tsv` | tables with tabs |
//! | `jsonl` | an object a line |
//! | `markdown` | our editions, to read |
//! | `inline`, `languages`, `dates`, `fields` | values that formats write in several ways |
//! | `decode`, `lines`, `document` | bytes as text, by the buffer, the line and the XML entry |
//! | `gather`, `writing`, `held`, `markup` | used by every reader and writer |
//! | `details` | what writers may say of a unit beyond what a memory keeps |
//!
//! Memories have millions of units: readers pass on one at a time and writers take one at a time, so that memory use
//! does not grow with the file. A bad unit never stops a reader: it is left out, and [`Notes`] say how often
//! and where. A file that is not of its format is an error with its place; the units before it were passed on. No
//! writer loses anything silently: [`ExportReport::losses`].

mod decode;
mod details;
mod document;
mod error;
mod fields;
mod gather;
mod held;
mod inline;
mod jsonl;
mod languages;
mod lines;
mod markdown;
mod markup;
#[cfg(test)]
mod samples;
mod tmx;
mod tsv;
mod writing;
mod xliff;

pub use details::{UnitDetails, UnitRemark};
pub use error::ExchangeError;
pub use gather::{Notes, PlacedUnit, Received};
pub use writing::{ExportReport, Exporter};

use super::Unit;
use duizhao_formats::charset::Charset;
use gather::UnitCollector;
use std::io::{BufRead, Write};
use std::path::Path;
use writing::UnitWriter;

/// Longest entry of a file, in bytes: a unit with all that is said of it.
const MOST_ENTRY_BYTES: usize = 2 * 1024 * 1024;

/// Every format, in the order help texts show them.
pub const FORMATS: [&MemoryFormat; 5] = [
    &tmx::FORMAT,
    &xliff::FORMAT,
    &tsv::FORMAT,
    &jsonl::FORMAT,
    &markdown::FORMAT,
];

/// Returns the format with this name.
pub fn by_name(name: &str) -> Option<&'static MemoryFormat> {
    FORMATS.into_iter().find(|format| format.name == name)
}

/// Returns the format of a file to read, by its extension and, where that is `xml`, by its first bytes; `None` if no
/// format has it. Upper and lower case are the same.
pub fn to_read(path: &Path, first: &[u8]) -> Option<&'static MemoryFormat> {
    let extension = extension(path)?;
    if extension == "xml" {
        let root = duizhao_formats::xml::root(decode::glimpse(first).as_bytes());
        return root.and_then(|root| by_name(&root));
    }
    FORMATS
        .into_iter()
        .find(|format| format.extensions.contains(&&*extension))
}

/// Returns the format of a file to write, by its extension.
pub fn to_write(path: &Path) -> Option<&'static MemoryFormat> {
    let extension = extension(path)?;
    FORMATS
        .into_iter()
        .find(|format| format.can_write() && format.extensions.contains(&&*extension))
}

fn extension(path: &Path) -> Option<String> {
    path.extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// Passes the units of a file on.
type ReadUnits = for<'a> fn(ImportFile<'a>, &mut UnitCollector<'a>) -> Result<(), ExchangeError>;

/// A file to read, and how.
struct ImportFile<'a> {
    bytes: &'a mut dyn BufRead,
    options: &'a ImportOptions,
}

/// Begins a file.
type Begin =
    for<'a> fn(&'a mut dyn Write, &ExportOptions) -> std::io::Result<Box<dyn UnitWriter + 'a>>;

/// A format of translation memories.
#[derive(Debug)]
pub struct MemoryFormat {
    /// Its name on the command line.
    pub name: &'static str,
    /// The endings of its files, without the dot, the usual one first.
    pub extensions: &'static [&'static str],
    /// What it is for, in a line.
    pub about: &'static str,
    read: ReadUnits,
    begin: Option<Begin>,
}

impl MemoryFormat {
    /// Tests whether files of it can be written.
    pub const fn can_write(&self) -> bool {
        self.begin.is_some()
    }

    /// Passes on the units of a file in order; `path` names it in messages. Never panics, whatever the bytes.
    ///
    /// Every unit has both sides, each on one line; only [`ImportOptions::untranslated`] lets the English be empty. On an error, the units before it have been passed on. An error
    /// of `each` comes back as [`ExchangeError::Refused`].
    pub fn read(
        &self,
        path: &Path,
        bytes: &mut dyn BufRead,
        options: &ImportOptions,
        each: &mut dyn FnMut(Unit) -> Received,
    ) -> Result<Notes, ExchangeError> {
        self.read_placed(path, bytes, options, &mut |placed| each(placed.unit))
    }

    /// Passes on the units of a file as [`MemoryFormat::read`] does, each with its number and its line.
    pub fn read_placed(
        &self,
        path: &Path,
        bytes: &mut dyn BufRead,
        options: &ImportOptions,
        each: &mut dyn FnMut(PlacedUnit) -> Received,
    ) -> Result<Notes, ExchangeError> {
        let mut collector = UnitCollector::new(path, options, each);
        (self.read)(ImportFile { bytes, options }, &mut collector)?;
        Ok(collector.finish())
    }

    /// Begins a file, which [`Exporter::end`] finishes. The same units and options give the same bytes.
    pub fn begin<'a>(
        &self,
        out: &'a mut dyn Write,
        options: &ExportOptions,
    ) -> Result<Exporter<'a>, ExchangeError> {
        match self.begin {
            Some(begin) => Ok(Exporter::new(begin(out, options)?)),
            None => Err(ExchangeError::Format {
                format: self.name,
                message: "can be read but not written",
            }),
        }
    }
}

/// Options for reading.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The character set; found if not given.
    pub charset: Option<Charset>,
    /// Which variant of Chinese to take where a file has several, such as `zh-TW`; simplified script if not given.
    pub chinese: Option<String>,
    /// Which variant of English to take where a file has several, such as `en-GB`; the first if not given.
    pub english: Option<String>,
    /// Whether units without a translation are passed on, with an empty one; they are left out if not.
    pub untranslated: bool,
}

/// Options for writing.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The language code of the Chinese, in formats that have one.
    pub chinese: String,
    /// The language code of the English, in formats that have one.
    pub english: String,
    /// Whether cells of a table that a spreadsheet would take for formulas are made text by an apostrophe, as OWASP
    /// advises for files that people open ("CSV Injection"). Reading takes it away again.
    pub neutral: bool,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            chinese: "zh-CN".to_owned(),
            english: "en".to_owned(),
            neutral: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{any_units, read_all, sample, with_options, written};
    use super::*;
    use duizhao_core::diagnostic::Hinted;
    use duizhao_formats::testing::{damaged, mutated};
    use proptest::prelude::*;

    #[test]
    fn names_and_extensions_are_unique() {
        let mut extensions: Vec<&str> = FORMATS
            .iter()
            .flat_map(|format| format.extensions)
            .copied()
            .collect();
        extensions.sort_unstable();
        assert!(extensions.windows(2).all(|pair| pair[0] != pair[1]));
        for format in FORMATS {
            assert!(std::ptr::eq(by_name(format.name).unwrap(), format));
        }
    }

    #[test]
    fn a_format_is_found_by_extension_and_contents() {
        let name =
            |path: &str, first: &[u8]| to_read(Path::new(path), first).map(|format| format.name);
        assert_eq!(name("a/b.TMX", b""), Some("tmx"));
        assert_eq!(
            name(
                "b.xml",
                b"<?xml version='1.0'?><!DOCTYPE tmx SYSTEM 'tmx14.dtd'><tmx version='1.4'>"
            ),
            Some("tmx")
        );
        assert_eq!(
            name("b.xml", b"\xff\xfe<\0x\0l\0i\0f\0f\0/\0>\0"),
            Some("xliff")
        );
        assert_eq!(name("b.xml", b"<svg/>"), None);
        assert_eq!(name("b.sdlxliff", b""), Some("xliff"));
        assert_eq!(name("b", b""), None);
        assert_eq!(to_write(Path::new("b.md")).map(|format| format.name), None);
        assert_eq!(
            to_write(Path::new("b.jsonl")).map(|format| format.name),
            Some("jsonl")
        );
    }

    #[test]
    fn units_without_a_translation_are_passed_on_if_asked_for() {
        let tmx = "<tmx version='1.4'><body><tu><tuv xml:lang='zh'><seg>党</seg></tuv><tuv xml:lang='en'><seg/></tuv></tu></body></tmx>";
        let xliff = "<xliff version='2.0' srcLang='zh' trgLang='en'><file id='1'><unit id='1'><segment><source>党</source></segment></unit></file></xliff>";
        let files = [
            ("tmx", tmx),
            ("xliff", xliff),
            ("tsv", "党\t \n"),
            ("jsonl", "{\"zh\": \"党\"}"),
        ];
        let options = ImportOptions {
            untranslated: true,
            ..ImportOptions::default()
        };
        for (name, text) in files {
            let format = by_name(name).unwrap();
            let (units, notes) = read_all(format, text.as_bytes()).unwrap();
            assert_eq!((units.len(), notes.left_out()), (0, 1), "{name}");
            let (units, notes) = with_options(format, text.as_bytes(), &options).unwrap();
            assert_eq!((units.len(), notes.left_out()), (1, 0), "{name}");
            assert_eq!((&*units[0].source, &*units[0].target), ("党", ""), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_written_says_so() {
        let error = markdown::FORMAT
            .begin(&mut Vec::new(), &ExportOptions::default())
            .map(drop)
            .unwrap_err();
        assert_eq!(error.to_string(), "`markdown` can be read but not written");
        assert_eq!(error.hint().as_deref(), Some("name another format"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for format in FORMATS {
                let _ = read_all(format, &bytes);
            }
        }

        #[test]
        fn no_damage_makes_a_reader_panic_or_hand_on_what_is_no_unit(damage in mutated()) {
            for format in FORMATS {
                let mut bytes = sample(format);
                damaged(&mut bytes, &damage);
                if let Ok((units, notes)) = read_all(format, &bytes) {
                    prop_assert!(units.iter().all(|unit| !unit.source.is_empty() && !unit.target.is_empty()));
                    prop_assert_eq!(units.len() as u64, notes.units);
                }
            }
        }

        #[test]
        fn the_same_units_give_the_same_bytes(units in any_units()) {
            for format in FORMATS.into_iter().filter(|format| format.can_write()) {
                prop_assert_eq!(written(format, &units).0, written(format, &units).0);
            }
        }
    }
}
