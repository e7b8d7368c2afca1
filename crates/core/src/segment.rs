//! Segments: the sentences of a document, the unit of translation.

use crate::article::{BlockKind, Span};
use serde::{Deserialize, Serialize};

/// A glossary term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Index of the term in the glossary.
    pub term: usize,
    /// Where it stands, in bytes of the text.
    pub span: Span,
}

/// What a sentence is recognised by, whatever its script, its widths and its place: a hash of the text in simplified
/// characters and half-width forms, and how many sentences of the document with the same hash stand before it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct SegmentId {
    /// Hash of the folded text.
    pub hash: u64,
    /// Sentences with the same hash before this one.
    pub occurrence: u32,
}

/// One sentence of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// What it is recognised by.
    pub id: SegmentId,
    /// Index of its block; `None` for the title.
    pub block: Option<usize>,
    /// The kind of its block; the title counts as a heading.
    pub kind: BlockKind,
    /// Its text: one line, without white space at its ends.
    pub text: String,
    /// The glossary terms in it, in the order of the text.
    pub hits: Vec<Hit>,
    /// Places where the source lost text, in bytes of `text`.
    pub damage: Vec<Span>,
    /// Every place where a term stands, nested and overlapping ones too; `None` where only `hits` were asked for.
    #[serde(skip)]
    pub all_hits: Option<Vec<Hit>>,
}

impl Segment {
    /// Returns a sentence of a first paragraph, with its terms; for callers that have a text and no document.
    pub fn paragraph(text: &str, hits: Vec<Hit>) -> Self {
        Self {
            id: SegmentId::default(),
            block: Some(0),
            kind: BlockKind::Paragraph,
            text: text.to_owned(),
            hits,
            damage: Vec::new(),
            all_hits: None,
        }
    }

    /// Returns the texts of the places where the source lost text.
    pub fn damaged(&self) -> impl Iterator<Item = &str> {
        self.damage.iter().map(|span| span.of(&self.text))
    }

    /// Returns the indices of its terms, each once, in the order of the text.
    pub fn terms(&self) -> Vec<usize> {
        let mut terms = Vec::with_capacity(self.hits.len());
        for hit in &self.hits {
            if !terms.contains(&hit.term) {
                terms.push(hit.term);
            }
        }
        terms
    }
}
