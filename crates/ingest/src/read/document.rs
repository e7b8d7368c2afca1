//! What readers make of files: documents of raw blocks.

use duizhao_core::article::{BlockKind, Metadata, Span};
use std::fmt;
use std::path::PathBuf;

/// Which document: its file, and which of the documents in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DocumentId {
    /// Path of the file; `-` for the standard input.
    pub file: PathBuf,
    /// The document's name in its file, which can be the name of a file; `None` where the file is the document.
    pub part: Option<String>,
}

impl DocumentId {
    /// Returns the id of a file that is one document.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            part: None,
        }
    }

    /// Tests whether it is from the standard input.
    pub fn is_stdin(&self) -> bool {
        self.file.as_os_str() == "-"
    }

    /// Tests whether it is a page, by its address.
    pub fn is_address(&self) -> bool {
        crate::source::is_address(&self.file)
    }

    /// Tests whether it is in a file: neither the standard input nor a page of the web.
    pub fn is_file(&self) -> bool {
        !self.is_stdin() && !self.is_address()
    }

    /// Returns the path as reports show it: that of the file, and after `#` the part.
    pub fn shown(&self) -> PathBuf {
        let mut shown = self.file.clone().into_os_string();
        if let Some(part) = &self.part {
            shown.push("#");
            shown.push(part);
        }
        PathBuf::from(shown)
    }

    /// Returns the file's name without its folder, and after `#` the part; the whole address of a page, and `stdin` for the
    /// standard input.
    pub fn name(&self) -> String {
        let name = match self.file.file_name() {
            Some(_) if self.is_address() => self.file.to_string_lossy(),
            Some(name) if !self.is_stdin() => name.to_string_lossy(),
            Some(_) | None => "stdin".into(),
        };
        match &self.part {
            Some(part) => format!("{name}#{part}"),
            None => name.into_owned(),
        }
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shown().display())
    }
}

/// A document as its file has it, before it is cleaned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDocument {
    /// Which document of its file; `None` where the file is the document.
    pub part: Option<String>,
    /// The title, where the format says which text it is.
    pub title: Option<String>,
    /// What the format says about the document.
    pub meta: Metadata,
    /// The text, in reading order.
    pub blocks: Vec<RawBlock>,
    /// Where the text goes on, if this is only one page of it: the address as the page has it.
    pub goes_on: Option<String>,
}

impl RawDocument {
    /// Returns the lines of the blocks, at the lines where they stand; there is a blank line for each that is no block.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = 1;
        for block in &self.blocks {
            while line < block.place.line {
                text.push('\n');
                line += 1;
            }
            text.push_str(&block.text);
        }
        text
    }
}

/// A part of a document that its format sets apart: a line of a text, a paragraph of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawBlock {
    /// The text: one line, not blank.
    pub text: String,
    /// What it is, where the format says so.
    pub hint: Option<BlockKind>,
    /// The links in it, in their order.
    pub links: Vec<Link>,
    /// Where it stands.
    pub place: BlockPlace,
}

/// A link in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text that is the link.
    pub span: Span,
    /// Where it leads, as the file has it.
    pub target: String,
}

/// Where a block stands in its file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockPlace {
    /// The line, from 1.
    pub line: usize,
    /// Whether a blank line stands before it, or the format sets it off just so. Lines of which nothing sets one off from
    /// the next can be one paragraph that is wrapped.
    pub after_blank: bool,
}
