//! Sets of patterns of which few lines can have any.

use regex::Regex;
use std::sync::OnceLock;

/// Patterns, each gated by words, of which a line must have one: most lines have none of them, and no pattern is tried or
/// even compiled.
pub(super) struct Patterns {
    /// Finds the words of all patterns in a line.
    words: Regex,
    gated: Vec<Gated>,
}

/// A pattern and its words.
struct Gated {
    words: Vec<&'static str>,
    pattern: &'static str,
    compiled: OnceLock<Regex>,
}

impl Gated {
    fn is_match(&self, key: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| regex(self.pattern));
        compiled.is_match(key)
    }
}

/// Compiles a pattern of the passes, which are well formed.
///
/// Digits are ASCII's and blanks those that text has once its characters are normalized: the classes of all of Unicode
/// would take three times as long to compile.
pub(super) fn regex(pattern: &str) -> Regex {
    let pattern = pattern
        .replace(r"\d", "[0-9]")
        .replace(r"\s", r"[ \t\n\u{a0}\u{3000}]");
    Regex::new(&pattern).expect("the pattern is well formed")
}

impl Patterns {
    /// Takes patterns, each with its words, separated by `|`. A word may be in another; none may overlap it in part.
    pub(super) fn new(patterns: &[(&'static str, &'static str)]) -> Self {
        let all = patterns.iter().flat_map(|(words, _)| words.split('|'));
        let mut words: Vec<&str> = all.collect();
        // The longest first: it also stands for the words in it.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let gated = |&(words, pattern): &(&'static str, &'static str)| Gated {
            words: words.split('|').collect(),
            pattern,
            compiled: OnceLock::new(),
        };
        Self {
            words: regex(&words.join("|")),
            gated: patterns.iter().map(gated).collect(),
        }
    }

    /// Tests whether a line has a word of a pattern, and the pattern.
    pub(super) fn is_match(&self, key: &str) -> bool {
        self.words.find_iter(key).any(|word| {
            self.gated
                .iter()
                .filter(|gated: &&Gated| gated.words.iter().any(|own| word.as_str().contains(own)))
                .any(|gated| gated.is_match(key))
        })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_compiles() {
        for patterns in super::super::notices::all()
            .into_iter()
            .chain([super::super::interface::all()])
        {
            for gated in &patterns.gated {
                gated.is_match("");
            }
        }
    }
}
