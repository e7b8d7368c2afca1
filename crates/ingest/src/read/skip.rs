//! Which files below a folder are articles.

use super::{Head, archive, foreign::foreign, has_reader, html, markdown, mhtml};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Why a file below a folder is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// It is an edition of this program.
    Edition,
    /// It is of a format that is not read.
    Foreign {
        /// What it is.
        what: &'static str,
        /// What to do to have it read.
        fix: Option<&'static str>,
    },
    /// Nothing says that it is an article: neither its name nor how it begins.
    Name,
}

/// How much of a file is looked at, in bytes.
const HEAD: u64 = 4096;

/// Returns why a file below a folder is no input; `None` for those that are. The name of an article has an extension of a
/// reader; a page, a book or a document of Word under another name is recognized by how it begins.
pub(crate) fn skip_reason(path: &Path) -> Option<SkipReason> {
    let is_named = has_reader(path);
    if is_named && !markdown::is_named(path) {
        return None;
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut bytes));
    // What cannot be read is said when it is read.
    if is_named && read.is_err() {
        return None;
    }
    let head = Head::new(&bytes);
    if markdown::is_edition(&head.text) {
        return Some(SkipReason::Edition);
    }
    let accepts = |reader: &super::Reader| (reader.accepts)(path, &head);
    let is_article = accepts(&html::READER) || accepts(&mhtml::READER) || archive::is_text(&bytes);
    if is_named || is_article {
        return None;
    }
    match foreign(&head) {
        Some(found) => Some(SkipReason::Foreign {
            what: found.what,
            fix: found.fix,
        }),
        None => Some(SkipReason::Name),
    }
}
