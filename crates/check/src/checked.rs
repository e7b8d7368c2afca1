//! Pairs that were checked.

use duizhao_core::diagnostic::Diagnostic;

/// A pair with what rules say of it, as reports show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPair {
    /// The source, as one text; empty where the diagnostics are about no pair.
    pub source: String,
    /// The translation, as one text; empty where there is none.
    pub target: String,
    /// What rules say: at least one diagnostic, each with its location.
    pub diagnostics: Vec<Diagnostic>,
}

impl CheckedPair {
    /// Returns a diagnostic that is about no pair.
    pub fn without_pair(diagnostic: Diagnostic) -> Self {
        Self {
            source: String::new(),
            target: String::new(),
            diagnostics: vec![diagnostic],
        }
    }
}
