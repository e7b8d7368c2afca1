//! Inputs: files, folders and the standard input, one at a time.

use super::SourceError;
use duizhao_formats::charset::{self, Charset, Malformed, decode};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The raw text of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The file's name without its folder; `stdin` for the standard input.
    pub name: String,
    /// The decoded text.
    pub text: String,
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// The file of one article, and the name of its edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path of the file; `-` for the standard input.
    pub path: PathBuf,
    /// The edition's path below the output folder, without extension: folders below an input folder are kept.
    pub stem: PathBuf,
}

impl Input {
    /// Tests whether this is the standard input.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Reads and decodes the whole input, of at most `max_bytes` bytes.
    pub fn read(&self, charset: Option<Charset>, max_bytes: u64) -> Result<Raw, SourceError> {
        let bytes = if self.is_stdin() {
            self.read_limited(std::io::stdin().lock(), max_bytes)?
        } else {
            self.read_file(max_bytes)?
        };
        let name = match self.path.file_name() {
            Some(name) if !self.is_stdin() => name.to_string_lossy().into_owned(),
            _ => "stdin".to_owned(),
        };
        Ok(Raw {
            name,
            text: self.decode(&bytes, charset)?,
            sha256: duizhao_core::hex::encode(&Sha256::digest(&bytes)),
        })
    }

    fn read_file(&self, limit: u64) -> Result<Vec<u8>, SourceError> {
        let file = File::open(&self.path).map_err(|cause| self.io_error(cause))?;
        let meta = file.metadata().map_err(|cause| self.io_error(cause))?;
        if meta.is_file() && meta.len() > limit {
            return Err(self.too_large(meta.len(), limit));
        }
        self.read_limited(file, limit)
    }

    fn read_limited(&self, reader: impl Read, limit: u64) -> Result<Vec<u8>, SourceError> {
        let mut bytes = Vec::new();
        reader
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|cause| self.io_error(cause))?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(self.too_large(size, limit));
        }
        Ok(bytes)
    }

    fn io_error(&self, cause: io::Error) -> SourceError {
        let path = self.path.clone();
        SourceError::Io { path, cause }
    }

    fn too_large(&self, size: u64, limit: u64) -> SourceError {
        let path = self.path.clone();
        SourceError::TooLarge { path, size, limit }
    }

    fn decode(&self, bytes: &[u8], charset: Option<Charset>) -> Result<String, SourceError> {
        let path = self.path.clone();
        if let Some((offset, what)) = foreign(bytes) {
            return Err(SourceError::Binary { path, offset, what });
        }
        let text = match decode(bytes, charset) {
            Ok((text, _)) => text,
            Err(Malformed {
                offset,
                count,
                charset,
            }) => {
                return Err(SourceError::Undecodable {
                    path,
                    offset,
                    count,
                    charset,
                });
            }
        };
        if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
            return Err(SourceError::Empty { path });
        }
        Ok(text)
    }
}

/// Signatures of files that are sometimes mistaken for plain text.
const SIGNATURES: [(&[u8], &str); 8] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, DOCX or EPUB file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF file"),
];

/// Returns what `bytes` are if they are not plain text, and the offset of the first sign of it.
fn foreign(bytes: &[u8]) -> Option<(usize, &'static str)> {
    for (signature, what) in SIGNATURES {
        if bytes.starts_with(signature) {
            return Some((0, what));
        }
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start()
        .to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Some((0, "an HTML page"));
    }
    match bytes.iter().position(|&b| b == 0) {
        Some(offset) if !charset::is_utf16(bytes) => Some((offset, "a NUL byte")),
        _ => None,
    }
}

/// An iterator over the inputs of a batch: files as given, `*.txt` files below folders in the order of
/// their names, `-` as the standard input.
///
/// Only the names of the current folder and its parents are in memory, never the whole batch. A folder
/// that cannot be listed is an error item, and the iterator goes on with the rest.
pub struct Inputs {
    known: std::vec::IntoIter<Input>,
    roots: std::vec::IntoIter<PathBuf>,
    walk: Option<(PathBuf, walkdir::IntoIter)>,
}

impl Inputs {
    /// Lists the inputs at and below `roots`.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        Self {
            known: Vec::new().into_iter(),
            roots: roots.into_iter(),
            walk: None,
        }
    }

    /// Wraps a list of inputs.
    pub fn known(inputs: Vec<Input>) -> Self {
        Self {
            known: inputs.into_iter(),
            ..Self::new(Vec::new())
        }
    }
}

impl Iterator for Inputs {
    type Item = Result<Input, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(input) = self.known.next() {
            return Some(Ok(input));
        }
        loop {
            if let Some((root, walk)) = &mut self.walk {
                match walk.next() {
                    Some(Ok(entry)) if entry.file_type().is_file() && is_text(entry.path()) => {
                        let path = entry.into_path();
                        let stem = path
                            .strip_prefix(&*root)
                            .unwrap_or(&path)
                            .with_extension("");
                        return Some(Ok(Input { path, stem }));
                    }
                    Some(Ok(_)) => continue,
                    Some(Err(error)) => {
                        let path = error.path().unwrap_or(root).to_owned();
                        return Some(Err(SourceError::Io {
                            path,
                            cause: error.into(),
                        }));
                    }
                    None => self.walk = None,
                }
            }
            let root = self.roots.next()?;
            if root.as_os_str() != "-" && root.is_dir() {
                let walk = walkdir::WalkDir::new(&root)
                    .follow_links(true)
                    .sort_by_file_name()
                    .into_iter();
                self.walk = Some((root, walk));
            } else {
                let stem = match root.file_stem() {
                    Some(stem) if root.as_os_str() != "-" => PathBuf::from(stem),
                    _ => PathBuf::from("stdin"),
                };
                return Some(Ok(Input { path: root, stem }));
            }
        }
    }
}

fn is_text(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ext| ext.eq_ignore_ascii_case("txt"))
}
