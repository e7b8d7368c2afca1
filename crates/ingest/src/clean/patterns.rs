//! Sets of patterns of which few lines can have any.

use duizhao_zh::char_set::PlaneSet;
use regex::Regex;
use std::sync::OnceLock;

/// Patterns, each gated by words, of which a line must have one: most lines have none of them, and no pattern is tried or
/// even compiled.
pub(super) struct Patterns {
    /// The first characters of words.
    firsts: PlaneSet,
    /// The second ones, and the words that have none.
    seconds: PlaneSet,
    singles: PlaneSet,
    /// By their first character; of those with one, the longest first, which also stands for the words in it.
    words: Vec<GatingWord>,
    gated: Vec<Gated>,
}

/// A word of patterns.
struct GatingWord {
    first: char,
    word: &'static str,
    /// The patterns that the word lets through, a bit for each.
    patterns: u64,
}

/// What is tested where words let a line through.
enum Gated {
    /// A pattern, compiled when it is first needed.
    Pattern(&'static str, OnceLock<Regex>),
    Rule(fn(&str) -> bool),
}

impl Gated {
    fn is_match(&self, key: &str) -> bool {
        match self {
            Self::Pattern(pattern, compiled) => {
                compiled.get_or_init(|| regex(pattern)).is_match(key)
            }
            Self::Rule(holds) => holds(key),
        }
    }
}

/// Words of which few lines have any.
pub(super) struct RareWords {
    /// The first characters of the words.
    firsts: PlaneSet,
    words: &'static [&'static str],
}

impl RareWords {
    /// Takes words of the basic plane.
    pub(super) fn new(words: &'static [&'static str]) -> Self {
        let firsts = words.iter().filter_map(|word| word.chars().next());
        Self {
            firsts: PlaneSet::of(&firsts.collect::<String>()),
            words,
        }
    }

    /// Tests whether a text has any of the words.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.firsts.places(text).any(|at| {
            let rest = &text[at..];
            self.words.iter().any(|word| rest.starts_with(word))
        })
    }
}

/// Tests whether `c` is a blank of the patterns.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{a0}' | '\u{3000}')
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
    /// Takes up to 64 patterns, each with its words, separated by `|`. A word may be in another; none may overlap it in
    /// part, unless both are words of the same patterns.
    pub(super) fn new(patterns: &[(&'static str, &'static str)]) -> Self {
        Self::of(patterns.iter().map(pattern).collect())
    }

    /// Takes patterns as [`Patterns::new`] does, and a rule with its words.
    pub(super) fn with_rule(
        patterns: &[(&'static str, &'static str)],
        words: &'static str,
        rule: fn(&str) -> bool,
    ) -> Self {
        let rule = (words, Gated::Rule(rule));
        Self::of(patterns.iter().map(pattern).chain([rule]).collect())
    }

    fn of(gated: Vec<(&'static str, Gated)>) -> Self {
        let all = gated.iter().flat_map(|(words, _)| words.split('|'));
        let mut words: Vec<GatingWord> = all
            .filter_map(|word| {
                let first = word.chars().next()?;
                let patterns = gates(&gated, word);
                Some(GatingWord {
                    first,
                    word,
                    patterns,
                })
            })
            .collect();
        words.sort_by_key(|word| (word.first, std::cmp::Reverse(word.word.len())));
        words.dedup_by_key(|word| word.word);
        let set = |chars: &mut dyn Iterator<Item = char>| PlaneSet::of(&chars.collect::<String>());
        let single = |word: &&GatingWord| word.word.len() == word.first.len_utf8();
        Self {
            firsts: set(&mut words.iter().map(|word| word.first)),
            seconds: set(&mut words.iter().filter_map(|word| word.word.chars().nth(1))),
            singles: set(&mut words.iter().filter(single).map(|word| word.first)),
            words,
            gated: gated.into_iter().map(|(_, gated)| gated).collect(),
        }
    }

    /// Tests whether a line has a word of a pattern, and the pattern.
    pub(super) fn is_match(&self, key: &str) -> bool {
        let mut tried = 0;
        let mut free = 0;
        self.firsts.places(key).any(|at| {
            if at < free {
                return false;
            }
            let Some(word) = self.word_at(&key[at..]) else {
                return false;
            };
            free = at + word.word.len();
            let fresh = word.patterns & !tried;
            tried |= fresh;
            fresh != 0 && self.any_match(fresh, key)
        })
    }

    /// Returns the longest word with which a text begins.
    fn word_at(&self, text: &str) -> Option<&GatingWord> {
        let mut chars = text.chars();
        let first = chars.next()?;
        let may_go_on = |c| self.seconds.contains(c);
        if !self.singles.contains(first) && !chars.next().is_some_and(may_go_on) {
            return None;
        }
        let start = self.words.partition_point(|word| word.first < first);
        self.words[start..]
            .iter()
            .take_while(|word| word.first == first)
            .find(|word| text.starts_with(word.word))
    }

    /// Tests whether a line has one of some patterns.
    fn any_match(&self, some: u64, key: &str) -> bool {
        let mut gated = self.gated.iter().enumerate();
        gated.any(|(index, gated)| some >> index & 1 == 1 && gated.is_match(key))
    }
}

/// Returns a pattern with its words, to be compiled when it is first needed.
fn pattern(&(words, pattern): &(&'static str, &'static str)) -> (&'static str, Gated) {
    (words, Gated::Pattern(pattern, OnceLock::new()))
}

/// Returns which patterns have a word that is in `word`.
fn gates(gated: &[(&str, Gated)], word: &str) -> u64 {
    let gated = gated.iter().enumerate();
    let of = gated.filter(|(_, (words, _))| words.split('|').any(|own| word.contains(own)));
    of.fold(0, |bits, (index, _)| bits | 1 << index)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_pattern_compiles() {
        for patterns in super::super::notices::all()
            .into_iter()
            .chain([super::super::interface::all(), super::super::prompts::all()])
        {
            for gated in &patterns.gated {
                gated.is_match("");
            }
        }
    }
}
