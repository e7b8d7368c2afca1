//! What is remembered of the index that the last run made.

use super::directory::Directory;
use super::files;
use crate::{Folder, PublishError};
use duizhao_core::{hex, output};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file in the folder of the state.
const FILE: &str = "search.txt";

/// The index of the last run.
pub(super) struct Past {
    pub(super) directory: Directory,
    /// The number of every article, by its slug.
    pub(super) numbers: BTreeMap<String, u32>,
}

impl Past {
    /// Returns the month of an article that has the same number as now; `None` where the index does not have it there.
    pub(super) fn month(&self, slug: &str, number: u32) -> Option<u32> {
        let is_there = self.numbers.get(slug) == Some(&number);
        self.directory
            .months
            .get(&number)
            .copied()
            .filter(|_| is_there)
    }
}

/// Takes what is known of the index in a folder: until it is put back, none is known, so that a run which ends before
/// leaves nothing that the next one would believe. `None` where there is no index, not the one that was remembered, or not
/// all of it.
pub(super) fn take(state: &Path, folder: &Folder) -> Result<Option<Past>, PublishError> {
    let path = path(state);
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Ok(None);
    };
    std::fs::remove_file(&path).map_err(|cause| PublishError::write(&path, cause))?;
    let Ok(bytes) = std::fs::read(folder.path().join(files::DIRECTORY)) else {
        return Ok(None);
    };
    let mut lines = text.lines();
    let is_known = folder.has(files::DIRECTORY) && folder.has_all(files::FOLDER);
    let is_same = is_known && lines.next() == Some(&hash(&bytes));
    let Some(directory) = Directory::decode(&bytes).filter(|_| is_same) else {
        return Ok(None);
    };
    let slugs: Vec<&str> = lines.collect();
    let numbers = super::slots::assign(&slugs, 0);
    let names = slugs.into_iter().map(str::to_owned);
    Ok(Some(Past {
        directory,
        numbers: names.zip(numbers).collect(),
    }))
}

/// Remembers an index by its directory and all articles.
pub(super) fn put<'s>(
    state: &Path,
    directory: &[u8],
    slugs: impl Iterator<Item = &'s String>,
) -> Result<(), PublishError> {
    let mut text = hash(directory);
    for slug in slugs {
        text.push('\n');
        text.push_str(slug);
    }
    let path = path(state);
    output::replace(&path, text.as_bytes()).map_err(|cause| PublishError::write(&path, cause))
}

fn path(state: &Path) -> PathBuf {
    state.join(FILE)
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(&duizhao_core::hash::sha256(bytes))
}
