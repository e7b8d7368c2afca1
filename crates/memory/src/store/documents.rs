//! Documents as rows: one each, and one a sentence.

use duizhao_core::article::{BlockKind, Span};
use duizhao_core::pair::Provenance;
use std::sync::Arc;

/// What is known of an edition that was written: enough to tell whether it would be written again just so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentState {
    /// The edition, by its path from the project's folder.
    pub edition: String,
    /// The article, by its path from the project's folder; empty where it is not known.
    pub input: String,
    /// The files it depends on.
    pub stamps: Stamps,
    /// A hash of the settings it was made with.
    pub settings: u64,
    /// The key of the glossary it was made with.
    pub glossary: u64,
    /// What [`Progress::written`](super::Progress::written) was.
    pub serial: i64,
    /// What the report says of it.
    pub summary: Summary,
}

/// The files that an edition depends on, as they were. The store compares nothing: what the texts mean is up to the
/// engine. A text is empty where there was no file, or it is to be looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stamps {
    /// The article.
    pub article: String,
    /// The edition itself.
    pub edition: String,
    /// The glossary file of its own that the article has.
    pub glossary: String,
}

/// What the report says of an edition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Sentences, the title included.
    pub sentences: u32,
    /// Sentences without a translation.
    pub failed: u32,
    /// Sentences that a person approved.
    pub reviewed: u32,
    /// Sentences that no machine changes.
    pub human: u32,
    /// Glossary terms found.
    pub terms: u32,
    /// Terms that translations were to have.
    pub asked: u32,
    /// Those that they have.
    pub obeyed: u32,
    /// Findings that are notes.
    pub notes: u32,
    /// Findings that are warnings.
    pub warnings: u32,
    /// Findings that are errors.
    pub errors: u32,
    /// Whether a person has edited the file since the program wrote it.
    pub edited: bool,
}

/// An edition to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What is known of it.
    pub state: DocumentState,
    /// Its segments in order; `None` where they are as they were.
    pub segments: Option<Vec<SegmentRow>>,
}

/// A sentence of a document, with its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRow {
    /// Its place in the document, from 0.
    pub position: usize,
    /// The index of its block; `None` for the title, and for a pair that a person added.
    pub block: Option<usize>,
    /// The kind of its block.
    pub kind: BlockKind,
    /// The sentence.
    pub source: String,
    /// Its translation; `None` where it has none, and where it was not asked for.
    pub target: Option<String>,
    /// Where the translation is from.
    pub provenance: Provenance,
    /// Whether a person added it: it is no sentence of the article.
    pub own: bool,
    /// Places where the source lost text, in bytes of `source`.
    pub damage: Vec<Span>,
    /// The line of the edition's file in which the sentence stands, from 1.
    pub line: usize,
}

/// Says of a sentence whether it is wanted.
pub type TextFilter = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Which segments are visited.
#[derive(Clone, Default)]
pub struct Selection {
    /// Those of these editions; `None` for those of all.
    pub editions: Option<Vec<String>>,
    /// Those whose source this holds of; `None` for all. It is called where the rows are read, so that what is not
    /// wanted costs nothing more.
    pub text: Option<TextFilter>,
    /// Whether translations are wanted too.
    pub targets: bool,
}

impl std::fmt::Debug for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Selection")
            .field("editions", &self.editions)
            .field("targets", &self.targets)
            .finish_non_exhaustive()
    }
}

impl Selection {
    /// Tests whether a sentence is wanted.
    pub(super) fn wants(&self, source: &str) -> bool {
        self.text.as_ref().is_none_or(|wants| wants(source))
    }
}
