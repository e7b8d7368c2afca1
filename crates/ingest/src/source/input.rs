//! Inputs: files, pages and the standard input, and the documents in them.

use super::{FetchedPage, SourceError};
use crate::read::{DocumentId, RawDocument, ReadOptions, read};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// A document as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Which document it is.
    pub id: DocumentId,
    /// The file's name without its folder, and after `#` the part; `stdin` for the standard input.
    pub name: String,
    /// SHA-256 of the file's bytes, in lower-case hexadecimal; for a part, of its text, which other parts do not change.
    pub sha256: String,
    /// The document.
    pub document: RawDocument,
}

impl Source {
    /// Returns a text as a document without a file.
    pub fn of_text(name: &str, text: &str) -> Self {
        Self {
            id: DocumentId::new(name),
            name: name.to_owned(),
            sha256: sha256(text.as_bytes()),
            document: RawDocument::of_text(text),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    duizhao_core::hex::encode(&Sha256::digest(bytes))
}

/// What reading an input comes to: its documents, in their order, each on its own read or not.
pub type Sources = Result<Vec<Result<Source, SourceError>>, SourceError>;

/// A file of articles, or one article of it, and the name of its edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// The file; with a part, one document of it.
    pub id: DocumentId,
    /// The edition's path below the output folder, without extension and part: folders below an input folder are kept.
    pub stem: PathBuf,
}

impl Input {
    /// Reads the documents of the file, in their order; there is at least one, or an error in its place.
    pub fn read(&self, options: &ReadOptions) -> Sources {
        if self.id.is_address() {
            return self.read_page(options);
        }
        let bytes = if self.id.is_stdin() {
            self.read_limited(std::io::stdin().lock(), options.max_bytes)?
        } else {
            self.read_file(options.max_bytes)?
        };
        self.documents(&bytes, options)
    }

    /// Fetches a page and reads it: its metadata say where it was in the end, and when.
    fn read_page(&self, options: &ReadOptions) -> Sources {
        let path = || self.id.file.clone();
        let Some(fetch) = &options.fetch else {
            return Err(SourceError::NoNetwork { path: path() });
        };
        let address = self.id.file.to_string_lossy();
        let page = fetch.fetch(&address, options.max_bytes);
        let FetchedPage {
            bytes,
            url,
            charset,
            retrieved,
        } = page.map_err(|cause| SourceError::Fetch {
            path: path(),
            cause,
        })?;
        let header = charset.and_then(|charset| charset.parse().ok());
        let options = ReadOptions {
            header: header.or(options.header),
            ..options.clone()
        };
        let mut sources = self.documents(&bytes, &options)?;
        for source in sources.iter_mut().flatten() {
            source.document.meta.url = Some(url.clone());
            source.document.meta.retrieved = Some(retrieved.clone());
        }
        Ok(sources)
    }

    /// Reads the documents that some bytes are.
    fn documents(&self, bytes: &[u8], options: &ReadOptions) -> Sources {
        let documents = read(&self.id.file, bytes, options)?;
        let source = |document: RawDocument| {
            let id = self.part(document.part.clone()).id;
            Source {
                name: id.name(),
                sha256: match id.part {
                    Some(_) => sha256(document.text().as_bytes()),
                    None => sha256(bytes),
                },
                id,
                document,
            }
        };
        let documents = documents.into_iter();
        Ok(documents.map(|read| read.map(source)).collect())
    }

    /// Returns the input for one document of the file.
    #[must_use]
    pub fn part(&self, part: Option<String>) -> Self {
        let file = self.id.file.clone();
        Self {
            id: DocumentId { file, part },
            stem: self.stem.clone(),
        }
    }

    fn read_file(&self, limit: u64) -> Result<Vec<u8>, SourceError> {
        let file = File::open(&self.id.file).map_err(|cause| self.io_error(cause))?;
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
        let path = self.id.file.clone();
        SourceError::Io { path, cause }
    }

    fn too_large(&self, size: u64, limit: u64) -> SourceError {
        let path = self.id.file.clone();
        SourceError::TooLarge { path, size, limit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_one_document_has_no_part() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "甲\n").unwrap();
        let input = Input {
            id: DocumentId::new(path),
            ..Input::default()
        };
        let mut sources = input.read(&ReadOptions::default()).unwrap();
        let source = sources.remove(0).unwrap();
        assert!(sources.is_empty());
        assert_eq!(source.id, input.id);
        assert_eq!(source.name, "a.txt");
        assert_eq!(source.sha256, sha256("甲\n".as_bytes()));
    }
}
