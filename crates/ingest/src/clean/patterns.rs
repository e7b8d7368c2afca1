//! Sets of patterns of which few lines can have any.

use regex::Regex;

/// Patterns, each gated by words, of which a line must have one: most lines have none of them, and no pattern is tried.
pub(super) struct Patterns {
    /// Finds whether a line has a word of any pattern.
    any: Regex,
    gated: Vec<(Vec<&'static str>, Regex)>,
}

impl Patterns {
    /// Compiles patterns, each with its words, separated by `|`.
    pub(super) fn new(patterns: &[(&'static str, &str)]) -> Self {
        let words: Vec<&str> = patterns.iter().map(|(words, _)| *words).collect();
        Self {
            any: compile(&words.join("|")),
            gated: patterns
                .iter()
                .map(|(words, pattern)| (words.split('|').collect(), compile(pattern)))
                .collect(),
        }
    }

    /// Tests whether a line has a word of a pattern, and the pattern.
    pub(super) fn is_match(&self, key: &str) -> bool {
        self.any.is_match(key)
            && self.gated.iter().any(|(words, pattern)| {
                words.iter().any(|word| key.contains(word)) && pattern.is_match(key)
            })
    }
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is well formed")
}
