//! Pages that are made of many articles, and made again only when what they are made of is not what it was.

use super::state::SiteState;
use crate::error::PublishError;
use crate::folder::Folder;
use duizhao_core::hash::Hasher;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The folder, and what such pages of it were made of.
pub(super) struct Summaries<'a> {
    pub(super) folder: &'a Folder,
    /// Hashes of what pages were made of in the run before, by file.
    before: BTreeMap<String, i64>,
    now: RefCell<BTreeMap<String, i64>>,
}

impl<'a> Summaries<'a> {
    /// Returns the pages of a folder.
    pub(super) fn open(folder: &'a Folder, state: &SiteState) -> Result<Self, PublishError> {
        Ok(Self {
            folder,
            before: state.inputs()?,
            now: RefCell::default(),
        })
    }

    /// Writes a page, or keeps it where it is made of the same `input` as before: all that it says, apart from what no
    /// run changes without starting over.
    pub(super) fn write(
        &self,
        file: &str,
        input: &impl Serialize,
        page: impl FnOnce() -> Result<String, PublishError>,
    ) -> Result<(), PublishError> {
        let mut hasher = Hasher::default();
        serde_json::to_writer(&mut hasher, input).expect("texts and numbers are JSON");
        let hash = hasher.finish().cast_signed();
        self.now.borrow_mut().insert(file.to_owned(), hash);
        if self.before.get(file) == Some(&hash) && self.folder.keep(file) {
            return Ok(());
        }
        self.folder.write(file, page()?.as_bytes())
    }

    /// Remembers what the pages were made of.
    pub(super) fn finish(self, state: &SiteState) -> Result<(), PublishError> {
        let now = self.now.into_inner();
        if now == self.before {
            return Ok(());
        }
        state.put_inputs(&now)
    }
}
