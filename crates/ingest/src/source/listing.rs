//! Listing inputs: files, folders, patterns, addresses and the standard input, one at a time.

use super::{Input, SourceError, address};
use crate::read::{DocumentId, SkipReason, skip_reason};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An iterator over the inputs of a batch: files as given, the files below folders that are articles, in the order of their
/// names, those that match a pattern, addresses, and `-` as the standard input.
///
/// Only the names of the current folder and its parents are in memory, never the whole batch. A folder
/// that cannot be listed is an error item, and the iterator goes on with the rest.
pub struct Inputs {
    known: std::vec::IntoIter<Input>,
    roots: std::vec::IntoIter<PathBuf>,
    /// The pattern that is being matched, and the folder before its first wildcard.
    pattern: Option<(PathBuf, glob::Paths)>,
    /// The folder that is being walked, after the one from which the names of editions go.
    walk: Option<(PathBuf, Walk)>,
    skipped: Skipped,
}

/// The files and folders below a folder that are shown.
type Walk = walkdir::FilterEntry<walkdir::IntoIter, fn(&walkdir::DirEntry) -> bool>;

/// The files below the folders of a batch that are not read, by the reason; hidden files do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// The files of each reason.
    pub reasons: BTreeMap<SkipReason, SkippedFiles>,
}

/// Files that are not read for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkippedFiles {
    /// How many there are.
    pub count: usize,
    /// The first of them, at most [`SkippedFiles::MOST_NAMED`].
    pub first: Vec<PathBuf>,
}

impl SkippedFiles {
    /// Most files that are named: a folder of pictures fills neither the memory nor a screen.
    pub const MOST_NAMED: usize = 3;
}

impl Skipped {
    fn add(&mut self, reason: SkipReason, path: PathBuf) {
        let files = self.reasons.entry(reason).or_default();
        files.count += 1;
        if files.first.len() < SkippedFiles::MOST_NAMED {
            files.first.push(path);
        }
    }
}

impl Inputs {
    /// Lists the inputs at and below `roots`.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        Self {
            known: Vec::new().into_iter(),
            roots: roots.into_iter(),
            pattern: None,
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
        let (base, walk) = self.walk.as_mut()?;
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(base).to_owned();
                    let cause = error.into();
                    return Some(Err(SourceError::Io { path, cause }));
                }
            };
            if !entry.file_type().is_file() || is_glossary(entry.path()) {
                continue;
            }
            let path = entry.into_path();
            match skip_reason(&path) {
                None => return Some(Ok(file(path, base))),
                Some(reason) => self.skipped.add(reason, path),
            }
        }
        self.walk = None;
        None
    }

    /// Begins with a path that was given, or that matches a pattern; returns its input unless it is a folder.
    fn begin(&mut self, path: PathBuf, base: &Path) -> Option<Input> {
        if path.is_dir() {
            let walk = walkdir::WalkDir::new(&path).follow_links(true);
            let base = if base.as_os_str().is_empty() {
                path
            } else {
                base.to_owned()
            };
            let walk = walk.sort_by_file_name().into_iter();
            self.walk = Some((base, walk.filter_entry(is_shown)));
            return None;
        }
        Some(file(path, base))
    }

    /// Returns the next path that matches the pattern.
    fn matched(&mut self) -> Option<Result<Input, SourceError>> {
        loop {
            let (base, paths) = self.pattern.as_mut()?;
            let base = base.clone();
            match paths.next() {
                None => self.pattern = None,
                Some(Err(error)) => {
                    let path = error.path().to_owned();
                    let cause = error.into();
                    return Some(Err(SourceError::Io { path, cause }));
                }
                Some(Ok(path)) => match self.begin(path, &base) {
                    Some(input) => return Some(Ok(input)),
                    None => return self.walked(),
                },
            }
        }
    }

    /// Begins with something that was given: a path, a pattern, an address, or `-`.
    fn given(&mut self, root: PathBuf) -> Option<Result<Input, SourceError>> {
        let id = DocumentId::new(root);
        if id.is_stdin() || id.is_address() {
            let stem = if id.is_stdin() {
                PathBuf::from("stdin")
            } else {
                address::stem(&id.file)
            };
            return Some(Ok(Input { id, stem }));
        }
        if !is_pattern(&id.file) {
            return self.begin(id.file, Path::new("")).map(Ok);
        }
        match matches(&id.file) {
            Ok(pattern) => self.pattern = Some(pattern),
            Err(error) => return Some(Err(error)),
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
            if let Some(input) = self.matched() {
                return Some(input);
            }
            if self.walk.is_some() || self.pattern.is_some() {
                continue;
            }
            let root = self.roots.next()?;
            if let Some(input) = self.given(root) {
                return Some(input);
            }
        }
    }
}

/// Returns the input for a file; its edition keeps the folders below `base`.
fn file(path: PathBuf, base: &Path) -> Input {
    let below = match path.strip_prefix(base) {
        Ok(below) if !base.as_os_str().is_empty() => below.with_extension(""),
        Ok(_) | Err(_) => PathBuf::from(path.file_stem().unwrap_or_default()),
    };
    Input {
        stem: below,
        id: DocumentId::new(path),
    }
}

/// Tests whether a file or folder below a folder is one that its owner sees: its name begins with no dot, and it is no mark
/// that Word leaves beside an open document.
fn is_shown(entry: &walkdir::DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    entry.depth() == 0 || !(name.starts_with(b".") || name.starts_with(b"~$"))
}

/// Tests whether a file is the glossary of the article beside it.
fn is_glossary(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b".terms.csv")
}

/// Tests whether a path that was given is a pattern: it has a wildcard, and there is no such file.
fn is_pattern(path: &Path) -> bool {
    has_wildcard(path) && std::fs::symlink_metadata(path).is_err()
}

fn has_wildcard(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes.iter().any(|byte| matches!(byte, b'*' | b'?' | b'['))
}

/// Returns the paths that match a pattern, after the folder before its first wildcard. At least one matches.
fn matches(pattern: &Path) -> Result<(PathBuf, glob::Paths), SourceError> {
    let base: PathBuf = pattern
        .components()
        .take_while(|part| !has_wildcard(Path::new(part)))
        .collect();
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::default()
    };
    let path = || pattern.to_owned();
    let text = pattern
        .to_str()
        .ok_or_else(|| SourceError::NoMatch { path: path() })?;
    let paths = || glob::glob_with(text, options);
    let found = paths().map_err(|_| SourceError::NoMatch { path: path() })?;
    if found.peekable().peek().is_none() {
        return Err(SourceError::NoMatch { path: path() });
    }
    let paths = paths().map_err(|_| SourceError::NoMatch { path: path() })?;
    Ok((base, paths))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with files of these names, with a text in each.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn stems(inputs: &mut Inputs) -> Vec<PathBuf> {
        inputs.map(|input| input.unwrap().stem).collect()
    }

    #[test]
    fn a_folder_gives_what_is_read_and_names_the_rest() {
        let folder = folder(&[
            ("a.txt", "x"),
            ("a.terms.csv", "x"),
            ("b/c.TXT", "x"),
            ("b/d.pdf", "%PDF-1.7"),
            ("b/page.aspx", "<!DOCTYPE html><html><body>"),
            ("b/~$e.docx", "x"),
            (".git/x.txt", "x"),
            (".hidden.txt", "x"),
            ("e", "x"),
            ("post.md", "# 题"),
            ("z.md", "---\nduizhao: 1\n---\n"),
        ]);
        let mut inputs = Inputs::new(vec![folder.path().to_owned()]);
        let expected = ["a", "b/c", "b/page", "post"].map(PathBuf::from);
        assert_eq!(stems(&mut inputs), expected);
        let skipped: Vec<(PathBuf, usize)> = inputs
            .skipped()
            .reasons
            .values()
            .map(|files| (files.first[0].clone(), files.count))
            .collect();
        let names = ["z.md", "b/d.pdf", "e"].map(|name| (folder.path().join(name), 1));
        assert_eq!(skipped, names);
    }

    #[test]
    fn patterns_give_the_files_that_match() {
        let folder = folder(&[
            ("in/1/a.txt", "x"),
            ("in/1/b.html", "x"),
            ("in/2/a.txt", "x"),
            ("in/2/.a.txt", "x"),
            ("in/[x].txt", "x"),
        ]);
        let given = |pattern: &str| Inputs::new(vec![folder.path().join(pattern)]);
        let expected = ["1/a", "2/a"].map(PathBuf::from);
        assert_eq!(stems(&mut given("in/*/*.txt")), expected);
        assert_eq!(
            stems(&mut given("in/[12]")),
            ["1/a", "1/b", "2/a"].map(PathBuf::from)
        );
        assert_eq!(stems(&mut given("in/**/b.*")), [PathBuf::from("1/b")]);
        assert_eq!(stems(&mut given("in/[x].txt")), [PathBuf::from("[x]")]);
        let error = given("in/*.doc").next().unwrap().unwrap_err();
        assert!(
            error.to_string().ends_with("in/*.doc: no file matches"),
            "{error}"
        );
    }

    #[test]
    fn addresses_and_the_standard_input_are_inputs() {
        let roots = ["-", "https://a.cn/x/1.html?y=*"].map(PathBuf::from);
        let mut inputs = Inputs::new(roots.to_vec());
        let expected = ["stdin", "a.cn/x/1-y"].map(PathBuf::from);
        assert_eq!(stems(&mut inputs), expected);
    }
}
