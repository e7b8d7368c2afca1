//! What backends answered.

use crate::Fingerprint;
use duizhao_glossary::Term;
use serde::{Deserialize, Serialize};

/// Who translated: what units of one kind have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maker {
    /// The backend's name.
    pub backend: String,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// All that its translations depend on besides the sentence and its terms.
    pub identity: Fingerprint,
}

/// A term as a translation knew it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TermUse {
    /// A hash of its source and all its English, right and wrong.
    pub key: u64,
    /// Its source.
    pub source: String,
    /// Its preferred English.
    pub target: String,
}

impl TermUse {
    /// Returns the terms as they are now, by hash, each once.
    pub fn all(terms: &[&Term]) -> Vec<Self> {
        let mut uses: Vec<Self> = terms
            .iter()
            .map(|term| Self {
                key: crate::fingerprint_of_terms(&[term]).number(),
                source: term.source_hans.clone(),
                target: term.target.clone(),
            })
            .collect();
        uses.sort_unstable();
        uses.dedup();
        uses
    }
}

/// A translation that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What it depends on.
    pub fingerprint: Fingerprint,
    /// The sentence.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// The terms that the service was told.
    pub terms: Vec<TermUse>,
    /// The article's file.
    pub article: String,
    /// The sentence's index in the article.
    pub position: usize,
}

/// What requests were expected to use, and what they used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Tokens as estimated, sent and received.
    pub estimated_tokens: u64,
    /// Tokens as the service counted them.
    pub counted_tokens: u64,
}

impl Accuracy {
    /// Returns what was estimated, in per cent of what was counted; `None` where nothing was counted.
    pub fn percent(&self) -> Option<f64> {
        (self.counted_tokens > 0)
            .then(|| self.estimated_tokens as f64 * 100.0 / self.counted_tokens as f64)
    }
}

/// What came back of one request, and what it used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replies {
    /// Who translated.
    pub maker: Maker,
    /// The translations.
    pub replies: Vec<Reply>,
    /// Requests sent for it; none where an edition said it, and then its terms are not known.
    pub requests: u64,
    /// Tokens sent, the cached ones included.
    pub input_tokens: u64,
    /// Tokens of them that the service had in its cache.
    pub cached_tokens: u64,
    /// Tokens received.
    pub output_tokens: u64,
    /// Characters that the service counts.
    pub characters: u64,
    /// How good the estimate was, where that is known.
    pub accuracy: Option<Accuracy>,
}
