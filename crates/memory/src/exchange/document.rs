//! Reading XML files of any size, entry by entry.

use super::decode::{Decoded, TextKind};
use super::{ExchangeError, ImportFile, MOST_ENTRY_BYTES};
use duizhao_formats::xml::{Form, Part, Parts, Position};
use std::path::Path;

/// An XML file.
pub(super) struct XmlDocument<'a> {
    path: &'a Path,
    parts: Parts<'a, Decoded<'a>>,
}

impl<'a> XmlDocument<'a> {
    /// Begins a file with this root, to be read by these entries.
    pub(super) fn new(
        path: &'a Path,
        input: ImportFile<'a>,
        root: &'a str,
        entries: &'a [&'a str],
    ) -> Result<Self, ExchangeError> {
        let decoded = Decoded::new(input, TextKind::Xml)
            .map_err(|cause| ExchangeError::input(path, Position::START, cause))?;
        let form = Form {
            root,
            entries,
            most_bytes: MOST_ENTRY_BYTES,
            unindents: false,
        };
        Ok(Self {
            path,
            parts: Parts::new(decoded, form),
        })
    }

    /// Reads the next part; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Part>, ExchangeError> {
        self.parts
            .next_part()
            .map_err(|error| ExchangeError::xml(self.path, error))
    }
}
