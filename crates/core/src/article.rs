//! The words every stage shares: articles, their blocks, places in them, and how much a remark weighs.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A half-open range of bytes, `start..end`, on `char` boundaries of the text it points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Builds a span; `start <= end` is the caller's promise.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Where a translation came from.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A person wrote it.
    Human,
    /// It came from a translation memory.
    #[default]
    Memory,
    /// A backend made it.
    Machine,
    /// The offline mock made it: words in Chinese order, never a translation.
    Gloss,
}

impl Origin {
    /// Every origin, the most trusted first.
    pub const ALL: [Self; 4] = [Self::Human, Self::Memory, Self::Machine, Self::Gloss];

    /// The name in editions and exchanged memories.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Memory => "memory",
            Self::Machine => "machine",
            Self::Gloss => "gloss",
        }
    }

    /// The origin of that name, or `None`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

/// What a block is in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading inside the article; the article's title is not a block.
    Heading,
    /// Running text.
    Paragraph,
    /// The line under or over a picture.
    Caption,
    /// An editor's note (编者按).
    Note,
    /// Who wrote the article, as the article prints it.
    Byline,
    /// One item of a numbered or bulleted list.
    ListItem,
}

impl BlockKind {
    /// Every kind, in the order of the design.
    pub const ALL: [Self; 6] = [
        Self::Heading,
        Self::Paragraph,
        Self::Caption,
        Self::Note,
        Self::Byline,
        Self::ListItem,
    ];

    /// The name used in JSON and in the edition's kind comments.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::Caption => "caption",
            Self::Note => "note",
            Self::Byline => "byline",
            Self::ListItem => "list_item",
        }
    }

    /// The kind of that name, or `None`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for BlockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One block of cleaned text; it holds no line break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// Its text.
    pub text: String,
    /// Places where the source itself had lost text before we got it, in bytes of `text`.
    #[serde(skip)]
    pub damage: Vec<Span>,
}

impl Block {
    /// Returns a block without damage.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            damage: Vec::new(),
        }
    }
}

/// What a page says about its article; `None` where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Day of publication, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The medium the text is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Authors, as the page prints them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Responsible editors, as the page prints them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editor: Option<String>,
    /// The column or section in which it appeared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The file number of an official document: 国发〔2024〕7号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_number: Option<String>,
    /// The address of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When the page was fetched, in UTC, as RFC 3339 has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
}

impl Metadata {
    /// Returns the fields that the page says, with their names in JSON and front matter, in the order of both.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("date", &self.date),
            ("source", &self.source),
            ("author", &self.author),
            ("editor", &self.editor),
            ("column", &self.column),
            ("file_number", &self.file_number),
            ("url", &self.url),
            ("retrieved", &self.retrieved),
        ];
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

/// One article after cleaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The title, if one was found.
    pub title: Option<String>,
    /// What the page says about the article.
    pub meta: Metadata,
    /// The text, in reading order.
    pub blocks: Vec<Block>,
}

impl Article {
    /// Returns the excerpts of the blocks where the source had lost text, in reading order.
    pub fn damage(&self) -> Vec<&str> {
        self.blocks
            .iter()
            .flat_map(|block| block.damage.iter().map(|span| span.of(&block.text)))
            .collect()
    }
}
