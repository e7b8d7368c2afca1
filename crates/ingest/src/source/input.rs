//! Inputs: files, folders and the standard input, one at a time.

use super::SourceError;
use duizhao_formats::charset::{self, Charset, decode};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};

/// One article's text as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// The file's name without its folder; `stdin` for the standard input.
    pub name: String,
    /// The decoded text.
    pub text: String,
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// Where an article is to be read from, and what its edition is to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The file; `-` for the standard input.
    pub path: PathBuf,
    /// The edition's path below the output folder, without extension: folders below an input folder are kept.
    pub stem: PathBuf,
}

impl Input {
    /// Whether this is the standard input.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Reads and decodes the whole input, of at most `max_bytes` bytes.
    pub fn read(&self, charset: Option<Charset>, max_bytes: u64) -> Result<Raw, SourceError> {
        let io = |cause| SourceError::Io {
            path: self.path.clone(),
            cause,
        };
        let bytes = if self.is_stdin() {
            self.read_limited(std::io::stdin().lock(), max_bytes)?
        } else {
            let file = std::fs::File::open(&self.path).map_err(io)?;
            let meta = file.metadata().map_err(io)?;
            if meta.is_file() && meta.len() > max_bytes {
                return Err(SourceError::TooLarge {
                    path: self.path.clone(),
                    size: meta.len(),
                    limit: max_bytes,
                });
            }
            self.read_limited(file, max_bytes)?
        };
        let name = match self.path.file_name() {
            Some(name) if !self.is_stdin() => name.to_string_lossy().into_owned(),
            _ => "stdin".to_owned(),
        };
        self.decode(&bytes, charset).map(|text| Raw {
            name,
            text,
            sha256: duizhao_core::hex::encode(&Sha256::digest(&bytes)),
        })
    }

    fn read_limited(&self, reader: impl Read, limit: u64) -> Result<Vec<u8>, SourceError> {
        let mut bytes = Vec::new();
        let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|cause| SourceError::Io {
            path: self.path.clone(),
            cause,
        })?;
        if bytes.len() as u64 > limit {
            return Err(SourceError::TooLarge {
                path: self.path.clone(),
                size: bytes.len() as u64,
                limit,
            });
        }
        Ok(bytes)
    }

    fn decode(&self, bytes: &[u8], charset: Option<Charset>) -> Result<String, SourceError> {
        let path = || self.path.clone();
        if let Some((offset, what)) = foreign(bytes) {
            return Err(SourceError::Binary {
                path: path(),
                offset,
                what,
            });
        }
        let (text, _) = decode(bytes, charset).map_err(|bad| SourceError::Undecodable {
            path: path(),
            offset: bad.offset,
            count: bad.count,
            charset: bad.charset,
        })?;
        if text
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
            .is_empty()
        {
            return Err(SourceError::Empty { path: path() });
        }
        Ok(text)
    }
}

/// Signatures of files that people mistake for plain text.
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

/// Where and how `bytes` show that they are no plain text.
fn foreign(bytes: &[u8]) -> Option<(usize, &'static str)> {
    if let Some((_, what)) = SIGNATURES
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
    {
        return Some((0, what));
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

/// The inputs of a batch, found one after another: files as given, `*.txt` files below folders in
/// the order of their names, `-` as the standard input.
///
/// Memory holds the names of one folder a level, never the whole batch. A folder that cannot be
/// listed is an error item, and the rest goes on.
pub struct Inputs {
    known: std::vec::IntoIter<Input>,
    roots: std::vec::IntoIter<PathBuf>,
    walk: Option<(PathBuf, walkdir::IntoIter)>,
}

impl Inputs {
    /// Inputs below `roots`.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        Self {
            known: Vec::new().into_iter(),
            roots: roots.into_iter(),
            walk: None,
        }
    }

    /// Inputs that are known already.
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
