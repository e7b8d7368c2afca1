//! The index file: written whole, read whole, brought up to date edition by edition.
//!
//! First line: `duizhao-editions 1`. Then for each edition one line of JSON and, each in a line, its sentences.

use duizhao_core::output;
use duizhao_edition::{self as edition, Seal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

const HEADER: &str = "duizhao-editions 1";

/// What the index knows of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The file, as found below the folder of editions.
    pub path: PathBuf,
    /// Its size in bytes when it was read.
    size: u64,
    /// Its time of change when it was read, in nanoseconds since 1970.
    modified: u128,
    /// Whether a person has edited it since the program wrote it.
    pub edited: bool,
    /// The line of the file in which each sentence stands, from 1.
    lines: Vec<usize>,
    /// Where its first sentence begins in the text of all, in bytes.
    #[serde(skip)]
    start: usize,
}

/// One source sentence of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence<'a> {
    /// The edition it stands in.
    pub edition: &'a Entry,
    /// The line of the file, from 1.
    pub line: usize,
    /// The text.
    pub text: &'a str,
}

/// An edition that could not be indexed, and why.
#[derive(Debug)]
pub struct Unread {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, with its line if there is one.
    pub message: String,
}

/// Why there is no index.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder of editions cannot be listed.
    #[error("{path}: cannot be listed: {cause}\nhint: name the folder of editions with `--output`", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

/// Every source sentence of a folder of editions.
#[derive(Debug, Default)]
pub struct Concordance {
    /// The sentences, each with a line end.
    text: String,
    /// The editions, by path.
    editions: Vec<Entry>,
}

impl Concordance {
    /// The editions of `folder` and the folders below it, by way of the index file, which is made or brought up to
    /// date. Also the files that begin like editions and cannot be read.
    ///
    /// An index that is damaged or of another version counts as none.
    pub fn of(folder: &Path, index: &Path) -> Result<(Self, Vec<Unread>), IndexError> {
        let old = std::fs::read_to_string(index)
            .ok()
            .and_then(|text| Self::parse(&text))
            .unwrap_or_default();
        let known: BTreeMap<&Path, &Entry> = old
            .editions
            .iter()
            .map(|entry| (entry.path.as_path(), entry))
            .collect();
        let files = files(folder)?;
        let same = |(entry, file): (&Entry, &(PathBuf, u64, u128))| {
            entry.path == file.0 && entry.size == file.1 && entry.modified == file.2
        };
        if files.len() == old.editions.len() && old.editions.iter().zip(&files).all(same) {
            return Ok((old, Vec::new()));
        }
        let (mut new, mut unread) = (Self::default(), Vec::new());
        let mut changed = false;
        for (path, size, modified) in files {
            match known.get(path.as_path()) {
                Some(entry) if entry.size == size && entry.modified == modified => {
                    new.copy(&old, entry)
                }
                _ => match Entry::read(path.clone(), size, modified) {
                    Ok(Some((entry, sentences))) => {
                        changed = true;
                        new.push(entry, &sentences);
                    }
                    Ok(None) => {}
                    Err(message) => unread.push(Unread { path, message }),
                },
            }
        }
        if changed || new.editions.len() != old.editions.len() {
            // The index spares time, no more: where it cannot be written, the next run reads the editions again.
            let _ = new.save(index);
        }
        Ok((new, unread))
    }

    /// The editions, by path.
    pub fn editions(&self) -> &[Entry] {
        &self.editions
    }

    /// Every sentence, in the order of the editions.
    pub fn sentences(&self) -> impl Iterator<Item = Sentence<'_>> {
        self.editions.iter().flat_map(|edition| {
            let texts = self.text[edition.start..].lines();
            texts
                .zip(&edition.lines)
                .map(move |(text, &line)| Sentence {
                    edition,
                    line,
                    text,
                })
        })
    }

    fn push(&mut self, mut entry: Entry, sentences: &[String]) {
        entry.start = self.text.len();
        for sentence in sentences {
            self.text.push_str(sentence);
            self.text.push('\n');
        }
        self.editions.push(entry);
    }

    fn copy(&mut self, old: &Self, entry: &Entry) {
        let text = &old.text[entry.start..];
        let end = text
            .match_indices('\n')
            .nth(entry.lines.len().wrapping_sub(1))
            .map_or(0, |(end, _)| end + 1);
        let start = self.text.len();
        self.text.push_str(&text[..end]);
        self.editions.push(Entry {
            start,
            ..entry.clone()
        });
    }

    fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix(HEADER)?.strip_prefix('\n')?;
        let mut all = Self::default();
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n')?;
            let mut entry: Entry = serde_json::from_str(line).ok()?;
            entry.start = all.text.len();
            let end = match entry.lines.len() {
                0 => 0,
                count => after.match_indices('\n').nth(count - 1)?.0 + 1,
            };
            all.text.push_str(&after[..end]);
            all.editions.push(entry);
            rest = &after[end..];
        }
        Some(all)
    }

    fn save(&self, path: &Path) -> std::io::Result<()> {
        let mut out = format!("{HEADER}\n");
        for (i, entry) in self.editions.iter().enumerate() {
            let end = self
                .editions
                .get(i + 1)
                .map_or(self.text.len(), |next| next.start);
            out.push_str(&serde_json::to_string(entry).map_err(std::io::Error::other)?);
            out.push('\n');
            out.push_str(&self.text[entry.start..end]);
        }
        output::replace(path, out.as_bytes())
    }
}

impl Entry {
    /// The entry of an edition and its sentences; `None` for a file that is no edition.
    fn read(
        path: PathBuf,
        size: u64,
        modified: u128,
    ) -> Result<Option<(Self, Vec<String>)>, String> {
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
        if !edition::is_edition(&text) {
            return Ok(None);
        }
        let (edition, starts) = edition::read_with_lines(&text)
            .map_err(|error| format!("{}:{error}", path.display()))?;
        let (mut sentences, mut lines) = (Vec::new(), Vec::new());
        for (pair, start) in edition.pairs().zip(starts) {
            for (i, source) in pair.source.iter().enumerate() {
                sentences.push(source.replace(['\n', '\r'], " "));
                lines.push(start + i);
            }
        }
        let edited = edition::seal(&text) == Seal::Broken;
        Ok(Some((
            Self {
                path,
                size,
                modified,
                edited,
                lines,
                start: 0,
            },
            sentences,
        )))
    }

    /// How many sentences the edition has.
    pub fn sentences(&self) -> usize {
        self.lines.len()
    }
}

/// The Markdown files of a folder, by path, with size and time of change.
fn files(folder: &Path) -> Result<Vec<(PathBuf, u64, u128)>, IndexError> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| IndexError::Folder {
            path: error.path().unwrap_or(folder).to_owned(),
            cause: error
                .into_io_error()
                .unwrap_or_else(|| std::io::Error::other("a loop of links")),
        })?;
        if entry.file_type().is_file()
            && entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "md")
            && let Ok(meta) = entry.metadata()
        {
            let modified = meta
                .modified()
                .ok()
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            files.push((
                entry.into_path(),
                meta.len(),
                modified.map_or(0, |time| time.as_nanos()),
            ));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDITION: &str = "---\nduizhao: 1\n---\n\n# 县委决定\n\n> # x\n\n甲党委说。\n乙县委说。\\\n丙说。\n\n> x\n> y\n";

    fn said(concordance: &Concordance) -> Vec<(String, usize, String)> {
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        concordance
            .sentences()
            .map(|s| (name(&s.edition.path), s.line, s.text.to_owned()))
            .collect()
    }

    #[test]
    fn the_index_follows_the_editions() {
        let folder = tempfile::tempdir().unwrap();
        let (editions, index) = (
            folder.path().join("output"),
            folder.path().join(".duizhao/x.index"),
        );
        std::fs::create_dir(&editions).unwrap();
        std::fs::write(editions.join("a.md"), EDITION).unwrap();
        std::fs::write(editions.join("readme.md"), "# 说明\n").unwrap();
        std::fs::write(editions.join("bad.md"), "---\nduizhao: 1\n---\n\n甲\n").unwrap();
        let (first, unread) = Concordance::of(&editions, &index).unwrap();
        let expected = [
            ("县委决定", 5),
            ("甲党委说。", 9),
            ("乙县委说。", 10),
            ("丙说。", 11),
        ]
        .map(|(text, line)| ("a.md".to_owned(), line, text.to_owned()));
        assert_eq!(said(&first), expected);
        assert!(
            unread.len() == 1
                && unread[0]
                    .message
                    .contains("bad.md:5:1: a block without its translation")
        );
        assert!(first.editions()[0].edited);

        let (again, _) = Concordance::of(&editions, &index).unwrap();
        assert_eq!(said(&again), expected);
        std::fs::write(
            editions.join("b.md"),
            EDITION.replace("甲党委说。", "丁党委说了。"),
        )
        .unwrap();
        std::fs::remove_file(editions.join("a.md")).unwrap();
        let (after, _) = Concordance::of(&editions, &index).unwrap();
        assert_eq!(
            said(&after)[1],
            ("b.md".to_owned(), 9, "丁党委说了。".to_owned())
        );
        assert_eq!(after.editions().len(), 1);

        std::fs::write(&index, "duizhao-editions 1\n{broken\n").unwrap();
        assert_eq!(
            said(&Concordance::of(&editions, &index).unwrap().0),
            said(&after)
        );
    }
}
