//! ZIP archives, unpacked with limits: what an archive says of itself may be wrong, and it may be made to fill a memory.

use super::Head;
use crate::source::SourceError;
use duizhao_formats::xml::{Form, Parts, XmlError};
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// Most files in an archive; a book of a thousand chapters has some thousands with its pictures.
const MOST_ENTRIES: usize = 20_000;

/// Most bytes that an archive unpacks to, of what is read in it. The text of the longest novels has 10 MB.
pub(super) const MOST_UNPACKED: u64 = 128 * 1024 * 1024;

/// Most bytes that a byte of a packed file may unpack to: text packs to a tenth, mark-up of Word to a thirtieth, and what
/// is made to fill a memory to a thousandth.
const MOST_RATIO: u64 = 200;

/// Bytes to which a file may unpack whatever its ratio.
const SMALL: u64 = 1024 * 1024;

/// Longest element that is read as a whole, in bytes.
const LONGEST_ELEMENT: usize = 32 * 1024 * 1024;

const HINT: &str = "the file is damaged or not complete; download, copy or export it again";

const HOSTILE: &str =
    "no document or book needs this; do not open the file if you do not know who made it";

/// An archive that is being read.
pub(super) struct Archive<'a> {
    path: &'a Path,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// How many more bytes may be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub(super) fn open(path: &'a Path, bytes: &'a [u8]) -> Result<Self, SourceError> {
        let zip = ZipArchive::new(Cursor::new(bytes));
        let zip = zip.map_err(|error| damaged(path, "", &error))?;
        if zip.len() > MOST_ENTRIES {
            let message = format!(
                "{} files in the archive are more than the limit of {MOST_ENTRIES}",
                zip.len()
            );
            return Err(malformed(path, "", message, HOSTILE));
        }
        Ok(Self {
            path,
            zip,
            left: MOST_UNPACKED,
        })
    }

    /// Unpacks a file; `None` where there is none of the name.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let path = self.path;
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(path, name, &error)),
        };
        let most = SMALL.max(entry.compressed_size().saturating_mul(MOST_RATIO));
        let limit = most.min(self.left);
        let mut bytes = Vec::new();
        let read = entry.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| damaged(path, name, &error))?;
        let size = bytes.len() as u64;
        if size > limit {
            let message = if limit == most {
                format!("unpacks to more than {MOST_RATIO} times its size")
            } else {
                format!("the archive unpacks to more than {MOST_UNPACKED} bytes")
            };
            return Err(malformed(path, name, message, HOSTILE));
        }
        self.left -= size;
        Ok(Some(bytes))
    }

    /// Unpacks a file of XML as text: UTF-8, or UTF-16 with its mark, or what its declaration says.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, SourceError> {
        let Some(bytes) = self.bytes(name)? else {
            return Ok(None);
        };
        let declared = duizhao_formats::xml::declared(&bytes);
        let decoded = duizhao_formats::charset::decode(&bytes, declared);
        let decoded = decoded.or_else(|_| duizhao_formats::charset::decode(&bytes, None));
        match decoded {
            Ok((text, _)) => Ok(Some(text)),
            Err(error) => {
                let message = format!(
                    "byte {} cannot be decoded as {}",
                    error.offset, error.charset
                );
                Err(malformed(self.path, name, message, HINT))
            }
        }
    }

    /// Reads a file of XML, and gives its parts to `each`. Returns whether it is there.
    pub(super) fn xml(
        &mut self,
        name: &str,
        root: &str,
        entries: &[&str],
        mut each: impl FnMut(duizhao_formats::xml::Part),
    ) -> Result<bool, SourceError> {
        let Some(text) = self.text(name)? else {
            return Ok(false);
        };
        let form = Form {
            root,
            entries,
            most_bytes: LONGEST_ELEMENT,
            unindents: false,
        };
        let mut parts = Parts::new(text.as_bytes(), form);
        loop {
            match parts.next_part() {
                Ok(Some(part)) => each(part),
                Ok(None) => return Ok(true),
                Err(XmlError::Wrong { at, message, .. }) => {
                    let place = format!("{name}:{}:{}", at.line, at.column);
                    return Err(malformed(self.path, &place, message, HINT));
                }
                Err(XmlError::Input { cause, .. }) => return Err(damaged(self.path, name, &cause)),
            }
        }
    }

    /// Says that a file is missing without which there is nothing to read.
    pub(super) fn missing(&self, name: &str) -> SourceError {
        malformed(self.path, "", format!("there is no `{name}` in it"), HINT)
    }
}

/// Says what is wrong with an archive, or with a place in it.
pub(super) fn malformed(
    path: &Path,
    place: &str,
    message: impl Into<String>,
    hint: &'static str,
) -> SourceError {
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(" {place}:")
    };
    SourceError::Malformed {
        path: path.to_owned(),
        place,
        message: message.into(),
        hint,
    }
}

fn damaged(path: &Path, place: &str, error: &dyn std::fmt::Display) -> SourceError {
    malformed(
        path,
        place,
        format!("the archive cannot be unpacked: {error}"),
        HINT,
    )
}

/// Tests whether the beginning of an archive is that of a book or a document of Word: what these have among the first files.
pub(super) fn is_text(head: &[u8]) -> bool {
    let has = |mark: &[u8]| head.windows(mark.len()).any(|window| window == mark);
    head.starts_with(SIGNATURE)
        && (has(b"mimetypeapplication/epub+zip") || (has(b"[Content_Types].xml") && has(b"word/")))
}

/// How archives begin.
const SIGNATURE: &[u8] = b"PK\x03\x04";

/// Tests whether a file is an archive with a file of a name in it, or, where it is not complete, has one of these extensions.
pub(super) fn holds(path: &Path, head: &Head<'_>, names: &[&str], extensions: &[&str]) -> bool {
    if !head.bytes.starts_with(SIGNATURE) {
        return false;
    }
    match ZipArchive::new(Cursor::new(head.bytes)) {
        Ok(zip) => names.iter().any(|name| zip.index_for_name(name).is_some()),
        Err(_) => {
            let extension = path.extension().unwrap_or_default();
            extensions
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        }
    }
}
