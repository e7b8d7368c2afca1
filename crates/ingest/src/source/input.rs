//! Inputs: files, folders and the standard input, one at a time.

use super::SourceError;
use crate::read::{DocumentId, RawDocument, ReadOptions, has_reader, read};
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
        let bytes = if self.id.is_stdin() {
            self.read_limited(std::io::stdin().lock(), options.max_bytes)?
        } else {
            self.read_file(options.max_bytes)?
        };
        let documents = read(&self.id.file, &bytes, options)?;
        let source = |document: RawDocument| {
            let id = self.part(document.part.clone()).id;
            Source {
                name: id.name(),
                sha256: match id.part {
                    Some(_) => sha256(document.text().as_bytes()),
                    None => sha256(&bytes),
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

/// An iterator over the inputs of a batch: files as given, the files below folders that a reader has the extension of,
/// in the order of their names, `-` as the standard input.
///
/// Only the names of the current folder and its parents are in memory, never the whole batch. A folder
/// that cannot be listed is an error item, and the iterator goes on with the rest.
pub struct Inputs {
    known: std::vec::IntoIter<Input>,
    roots: std::vec::IntoIter<PathBuf>,
    walk: Option<(PathBuf, walkdir::IntoIter)>,
    skipped: Skipped,
}

/// The files below the folders of a batch that no reader has the extension of; hidden files do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// How many there are.
    pub count: usize,
    /// The first of them, at most [`Skipped::MOST_NAMED`].
    pub first: Vec<PathBuf>,
}

impl Skipped {
    /// Most files that are named: a folder of pictures does not fill the memory.
    pub const MOST_NAMED: usize = 100;

    fn add(&mut self, path: PathBuf) {
        self.count += 1;
        if self.first.len() < Self::MOST_NAMED {
            self.first.push(path);
        }
    }
}

impl Inputs {
    /// Lists the inputs at and below `roots`.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        Self {
            known: Vec::new().into_iter(),
            roots: roots.into_iter(),
            walk: None,
            skipped: Skipped::default(),
        }
    }

    /// Wraps a list of inputs.
    pub fn known(inputs: Vec<Input>) -> Self {
        Self {
            known: inputs.into_iter(),
            ..Self::new(Vec::new())
        }
    }

    /// Returns what was skipped so far in the folders.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// Returns the next input in the folder that is being walked.
    fn walked(&mut self) -> Option<Result<Input, SourceError>> {
        let (root, walk) = self.walk.as_mut()?;
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    let cause = error.into();
                    return Some(Err(SourceError::Io { path, cause }));
                }
            };
            if !entry.file_type().is_file() {
                continue;
            }
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let path = entry.into_path();
            if has_reader(&path) {
                let stem = path.strip_prefix(&*root).unwrap_or(&path);
                let stem = stem.with_extension("");
                let id = DocumentId::new(path);
                return Some(Ok(Input { id, stem }));
            }
            if !is_hidden {
                self.skipped.add(path);
            }
        }
        None
    }
}

impl Iterator for Inputs {
    type Item = Result<Input, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(input) = self.known.next() {
            return Some(Ok(input));
        }
        loop {
            if let Some(input) = self.walked() {
                return Some(input);
            }
            let root = self.roots.next()?;
            let id = DocumentId::new(root);
            if id.is_stdin() || !id.file.is_dir() {
                let stem = match id.file.file_stem() {
                    Some(stem) if !id.is_stdin() => PathBuf::from(stem),
                    Some(_) | None => PathBuf::from("stdin"),
                };
                return Some(Ok(Input { id, stem }));
            }
            let walk = walkdir::WalkDir::new(&id.file)
                .follow_links(true)
                .sort_by_file_name()
                .into_iter();
            self.walk = Some((id.file, walk));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_folder_gives_what_is_read_and_names_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["a.txt", "b/c.TXT", "b/d.pdf", ".hidden", "e"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let mut inputs = Inputs::new(vec![folder.path().to_owned()]);
        let stems: Vec<PathBuf> = inputs.by_ref().map(|input| input.unwrap().stem).collect();
        assert_eq!(stems, [Path::new("a"), Path::new("b/c")]);
        let skipped = ["b/d.pdf", "e"].map(|name| folder.path().join(name));
        assert_eq!(inputs.skipped().first, skipped);
        assert_eq!(inputs.skipped().count, 2);
    }

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
