//! Reading files: from bytes to the documents in them.
//!
//! [`READERS`] lists the readers in the order in which they are asked, one file each. What a file holds decides, and
//! its name only where that leaves a choice. To add a format, write a file with a `READER` and add it to the list.

mod archive;
mod assemble;
mod document;
mod docx;
mod epub;
mod fields;
mod foreign;
mod html;
mod markdown;
mod mhtml;
mod records;
mod skip;
#[cfg(test)]
mod test_support;
mod text;

pub use document::{BlockPlace, DocumentId, Link, RawBlock, RawDocument};
pub use foreign::Foreign;
pub use skip::SkipReason;
pub(crate) use skip::skip_reason;
pub(crate) use text::{is_blank, is_invisible};

use crate::source::{Charset, DEFAULT_MAX_BYTES, Fetch, SourceError};
use duizhao_zh::han;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// What reading a file comes to: its documents, in their order; one that cannot be read is an error, and the others are there.
pub type Documents = Result<Vec<Result<RawDocument, SourceError>>, SourceError>;

/// The reader of one format.
pub struct Reader {
    /// The format, as errors call it.
    pub name: &'static str,
    /// Extensions of its files, in lower case: those of them that are below a folder are inputs.
    pub extensions: &'static [&'static str],
    /// Tests whether a file is of this format, by its beginning, or by its path where that does not tell.
    pub accepts: fn(&Path, &Head<'_>) -> bool,
    /// Reads the documents of a file, in their order. The path is for errors.
    pub read: fn(&Path, &[u8], &ReadOptions) -> Documents,
}

/// The readers. The first that accepts a file reads it; plain text, which is whatever nothing else is, comes last.
pub const READERS: &[Reader] = &[
    epub::READER,
    docx::READER,
    html::READER,
    mhtml::READER,
    records::READER,
    markdown::READER,
    text::READER,
];

/// Tests whether a reader has the extension of a file: below a folder, such files are inputs.
pub fn has_reader(path: &Path) -> bool {
    let Some(extension) = path.extension() else {
        return false;
    };
    READERS
        .iter()
        .flat_map(|reader| reader.extensions)
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// How files are read.
#[derive(Clone)]
pub struct ReadOptions {
    /// The readers that are asked.
    pub readers: &'static [Reader],
    /// Character set of the files; `None` to find it.
    pub charset: Option<Charset>,
    /// Character set that the server of a page names; the page's bytes have the last word.
    pub header: Option<Charset>,
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// What fetches pages; `None` where addresses are no inputs.
    pub fetch: Option<Arc<dyn Fetch>>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            readers: READERS,
            charset: None,
            header: None,
            max_bytes: DEFAULT_MAX_BYTES,
            fetch: None,
        }
    }
}

impl std::fmt::Debug for ReadOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let readers: Vec<&str> = self.readers.iter().map(|reader| reader.name).collect();
        f.debug_struct("ReadOptions")
            .field("readers", &readers)
            .field("charset", &self.charset)
            .field("header", &self.header)
            .field("max_bytes", &self.max_bytes)
            .field("fetches", &self.fetch.is_some())
            .finish()
    }
}

/// How much of a file [`Head::text`] holds, in bytes.
const HEAD: usize = 4096;

/// What readers look at to tell what a file is.
pub struct Head<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its beginning as text: as its byte order mark says, else as UTF-16 where every other byte is NUL, else as UTF-8;
    /// what is not valid is replaced. The mark and white space before the text are left out.
    pub text: String,
}

impl<'a> Head<'a> {
    /// Looks at the beginning of a file.
    pub fn new(bytes: &'a [u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD)];
        let encoding = match head {
            _ if Encoding::for_bom(head).is_some() => UTF_8,
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => UTF_16LE,
            [0, first, 0, second, ..] if *first != 0 && *second != 0 => UTF_16BE,
            _ => UTF_8,
        };
        // A byte order mark wins over the encoding that is given here.
        let (text, ..) = encoding.decode(head);
        Self {
            bytes,
            text: text.trim_start().to_owned(),
        }
    }
}

/// Reads the documents of a file: at least one, each with text in it or an error. Where there are several, each has a part,
/// and no two parts of a file are spelled alike.
///
/// Never panics, whatever the bytes.
pub fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let head = Head::new(bytes);
    let accepts = |reader: &&Reader| (reader.accepts)(path, &head);
    let Some(reader) = options.readers.iter().find(accepts) else {
        return Err(refused(path, &head, options.readers));
    };
    let mut documents = (reader.read)(path, bytes, options)?;
    documents.retain(|document| {
        document
            .as_ref()
            .map_or(true, |read: &RawDocument| !read.blocks.is_empty())
    });
    if documents.is_empty() {
        let path = path.to_owned();
        return Err(SourceError::Empty { path });
    }
    let is_chinese = |read: &RawDocument| {
        let mut blocks = read.blocks.iter();
        blocks.any(|block| block.text.chars().any(han::is_han))
    };
    if !documents
        .iter()
        .any(|read| read.as_ref().map_or(true, is_chinese))
    {
        let path = path.to_owned();
        return Err(SourceError::NoChinese { path });
    }
    name_parts(&mut documents);
    Ok(documents)
}

/// Says what a file looks like that no reader accepts, and what is read.
fn refused(path: &Path, head: &Head<'_>, readers: &[Reader]) -> SourceError {
    let foreign = foreign::foreign(head).unwrap_or(Foreign {
        offset: 0,
        what: "an unknown format",
        fix: None,
    });
    let formats = readers.iter();
    let formats: Vec<String> = formats
        .map(|reader| format!("{} (.{})", reader.name, reader.extensions.join(", .")))
        .collect();
    SourceError::Foreign {
        path: path.to_owned(),
        foreign,
        formats: formats.join(" or "),
    }
}

/// Gives every document of a file with several a part of its own that can be the name of a file.
fn name_parts(documents: &mut [Result<RawDocument, SourceError>]) {
    let several = documents.len() > 1;
    let mut taken = HashSet::new();
    for (index, document) in documents.iter_mut().enumerate() {
        let Ok(document) = document else { continue };
        if document.part.is_none() && !several {
            continue;
        }
        let wanted = document.part.take().unwrap_or_default();
        let wanted = file_name(&wanted).unwrap_or_else(|| (index + 1).to_string());
        let mut part = wanted.clone();
        let mut number = 2;
        // Not every file system tells capitals from small letters.
        while !taken.insert(part.to_lowercase()) {
            part = format!("{wanted}-{number}");
            number += 1;
        }
        document.part = Some(part);
    }
}

/// Most characters of a part: with four bytes each they fit into the name of a file.
const LONGEST_PART: usize = 48;

/// Returns a name as it can be that of a file: letters, digits, `.`, `-` and `_`, not at its ends but for `_`. `None` where
/// nothing is left of it.
fn file_name(name: &str) -> Option<String> {
    let safe = |c: char| {
        if c.is_alphanumeric() || matches!(c, '.' | '_') {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(safe).collect();
    let name: String = name
        .trim_matches(['.', '-'])
        .chars()
        .take(LONGEST_PART)
        .collect();
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_core::diagnostic::Hinted;
    use proptest::prelude::*;

    /// A reader of files in which a line of `%%` and a name begins a document.
    const SEPARATED: Reader = Reader {
        name: "separated documents",
        extensions: &["parts"],
        accepts: |_, head| head.text.starts_with("%%"),
        read: |_, bytes, _| {
            let text = String::from_utf8_lossy(bytes);
            let documents = text.split("%%").skip(1).map(|document| {
                let (part, text) = document.split_once('\n').unwrap_or((document, ""));
                Ok(RawDocument {
                    part: Some(part.to_owned()),
                    ..RawDocument::of_text(text)
                })
            });
            Ok(documents.collect())
        },
    };

    fn with_parts(bytes: &[u8]) -> Result<Vec<RawDocument>, SourceError> {
        let options = ReadOptions {
            readers: &[SEPARATED, text::READER],
            ..ReadOptions::default()
        };
        let documents = read(Path::new("a"), bytes, &options)?;
        documents.into_iter().collect()
    }

    #[track_caller]
    fn refusal(bytes: &[u8], message: &str) {
        let error = read(Path::new("a.txt"), bytes, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.to_string(), format!("a.txt: {message}"));
    }

    #[test]
    fn what_no_reader_accepts_is_named() {
        refusal(b"%PDF-1.7\n", "byte 0: not text (a PDF file)");
        refusal(
            b"PK\x03\x04x",
            "byte 0: not text (a ZIP archive that is neither DOCX nor EPUB)",
        );
        refusal(b"abc\0def", "byte 3: not text (a NUL byte)");
        refusal(b" \n", "the file is empty");
        let error = read(Path::new("a"), b"%PDF-", &ReadOptions::default()).unwrap_err();
        assert!(error.hint().unwrap().contains("pdftotext -layout"));
        let error = read(Path::new("a"), b"\0", &ReadOptions::default()).unwrap_err();
        assert!(error.hint().unwrap().starts_with("give a file of "));
    }

    #[test]
    fn the_first_reader_that_accepts_reads() {
        let documents = with_parts("%%一\n甲\n%%b/../c\n乙\n\n丙\n".as_bytes()).unwrap();
        let parts: Vec<_> = documents.iter().map(|d| d.part.as_deref()).collect();
        assert_eq!(parts, [Some("一"), Some("b-..-c")]);
        assert_eq!(documents[1].text(), "乙\n\n丙");
        assert_eq!(with_parts("甲".as_bytes()).unwrap()[0].part, None);
    }

    #[test]
    fn parts_are_names_of_files_and_no_two_are_alike() {
        let documents =
            with_parts("%%../x\n甲\n%%X\nB\n%%\nC\n%%gone\n \n%%x\nD\n".as_bytes()).unwrap();
        let parts: Vec<_> = documents.into_iter().filter_map(|d| d.part).collect();
        assert_eq!(parts, ["x", "X-2", "3", "x-3"]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(documents) = read(Path::new("a.txt"), &bytes, &ReadOptions::default()) {
                for document in documents.into_iter().flatten() {
                    prop_assert!(!document.blocks.is_empty());
                }
            }
        }

        #[test]
        fn parts_are_safe_and_unlike(names in prop::collection::vec("\\PC{0,60}", 1..8)) {
            let document = |name| RawDocument { part: Some(name), ..RawDocument::of_text("甲") };
            let mut documents: Vec<_> = names.into_iter().map(|name| Ok(document(name))).collect();
            name_parts(&mut documents);
            let parts: Vec<String> = documents.into_iter().flatten().filter_map(|d| d.part).collect();
            for part in &parts {
                let path = Path::new(part);
                prop_assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(part.as_str()));
                prop_assert!(part.len() <= 250 && !part.starts_with('.'), "{}", part);
            }
            let unlike: HashSet<String> = parts.iter().map(|part| part.to_lowercase()).collect();
            prop_assert_eq!(unlike.len(), parts.len());
        }
    }
}
