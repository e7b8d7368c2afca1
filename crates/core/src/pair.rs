//! Pairs: segments with their translations, and where those come from.

use crate::article::Origin;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};

/// Where a translation is from, what it depended on, and whether it may be replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Where it is from.
    pub origin: Origin,
    /// What it depended on: for a machine's translation the fingerprint of the request, otherwise the terms in the
    /// sentence.
    pub basis: Fingerprint,
    /// Whether a person has approved it.
    pub approved: bool,
    /// Whether the article has worded the sentence differently since a person translated it.
    pub reworded: bool,
    /// Who made it: index into the makers of its edition's ledger. `None` for people, and where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<u8>,
}

impl Provenance {
    /// Tests whether it is human-approved: no machine changes it.
    pub fn is_final(self) -> bool {
        self.approved || self.origin == Origin::Human
    }
}

/// A source and its translation. Usually one line each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The source: at least one line; more where several sentences have one translation.
    pub source: Vec<String>,
    /// The translation as plain text: none, one, or several lines.
    pub target: Vec<String>,
    /// The lines of the translation as a person wrote them, where they hold inline Markdown (links, emphasis, code);
    /// otherwise none. They go with `target`: whatever replaces that clears this.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markup: Vec<String>,
    /// Where the translation is from; `None` where a person wrote or changed something since the program wrote it.
    pub provenance: Option<Provenance>,
    /// What rules say about the pair. Not read back from editions.
    pub diagnostics: Vec<Diagnostic>,
    /// What people remarked above it, within its block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

impl Pair {
    /// Returns one sentence and its translation; an empty translation is none.
    pub fn new(source: impl Into<String>, target: impl Into<String>) -> Self {
        let target = target.into();
        Self {
            source: vec![source.into()],
            target: if target.is_empty() {
                Vec::new()
            } else {
                vec![target]
            },
            markup: Vec::new(),
            provenance: None,
            diagnostics: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// Tests whether it is human-approved: no machine changes it. A translation that was deleted is not.
    pub fn is_final(&self) -> bool {
        self.provenance
            .map_or(!self.target.is_empty(), Provenance::is_final)
    }

    /// Returns the source as one text.
    pub fn source_text(&self) -> String {
        self.source.concat()
    }

    /// Returns the translation as one text.
    pub fn target_text(&self) -> String {
        self.target.join(" ")
    }
}
