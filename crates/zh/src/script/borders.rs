//! Where a phrase of the dictionary must not match: across a word border (養老金|發放 has no 金髮) and in a name (陳發根
//! has no 髮根).
//!
//! The engine takes the longest phrase from the left. A phrase that changes nothing is harmless wherever it matches; one
//! that writes a character otherwise than the character alone is looked at with the words around it, and stays only if
//! the way through them with the fewest words has it.

use super::change_set::ChangeSet;
use super::embedded::{Entries, Lexicon};
use super::names;
use crate::han;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use std::collections::HashMap;

/// Characters on either side of a phrase that are looked at.
const CONTEXT: usize = 5;

/// Longest word, in characters.
const LONGEST_WORD: usize = 5;

/// Longest phrase that can match across a border by chance, in characters.
const LONGEST_DOUBTFUL: usize = 3;

/// Costs of a word of the dictionary, of a phrase that only matters for conversion, of a function word, and of another
/// character: the way with the fewest words wins, and of two ways the one without a doubtful phrase.
const WORD: u32 = 100;
const PHRASE: u32 = 115;
const FUNCTION: u32 = 100;
const CHARACTER: u32 = 120;

/// Words of one character that often stand between others.
const FUNCTIONS: &str = "的了和与與及在是对對为為从從向于於以由被把将將也都就不要有会會能可上下中";

pub(super) struct Borders {
    /// The characters that a doubtful phrase needs: a lookup here is much cheaper than a search.
    triggers: ChangeSet,
    doubtful: CharwiseDoubleArrayAhoCorasick<u32>,
}

impl Borders {
    /// Creates the borders of a conversion from its rules, given what single characters become.
    pub(super) fn new(alone: &HashMap<char, char>, entries: &Entries) -> Self {
        let mut triggers = ChangeSet::empty();
        let mut phrases: Vec<String> = Vec::new();
        for (source, target) in entries {
            let differs = |(c, written): &(&char, char)| *alone.get(c).unwrap_or(c) != *written;
            let mut others = source.iter().zip(target.chars()).filter(differs).peekable();
            if source.len() > 1 && others.peek().is_some() {
                others.for_each(|(c, _)| triggers.insert(*c));
                phrases.push(source.iter().collect());
            }
        }
        let doubtful = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build(phrases)
            .expect("the phrases of a dictionary are unique");
        Self { triggers, doubtful }
    }

    /// Tests whether a phrase that could match across a border may be in `text`.
    pub(super) fn concern(&self, text: &str) -> bool {
        self.triggers.touches(text) && self.doubtful.leftmost_find_iter(text).next().is_some()
    }

    /// Returns where no phrase may match across, in bytes and in order.
    pub(super) fn of(&self, text: &str, lexicon: &Lexicon) -> Vec<usize> {
        let mut borders = Vec::new();
        for found in self.doubtful.leftmost_find_iter(text) {
            let (start, end) = (found.start(), found.end());
            let first = text[start..].chars().next().map_or(0, char::len_utf8);
            if text[start..end].chars().count() > LONGEST_DOUBTFUL {
                continue;
            }
            if names::ends_name(lexicon, text, start, end) {
                borders.push(start + first);
            } else {
                borders.extend(self.inside(lexicon, text, start, end));
            }
        }
        borders
    }

    /// Returns the word borders inside the phrase `start..end`, if it is none.
    fn inside(&self, lexicon: &Lexicon, text: &str, start: usize, end: usize) -> Vec<usize> {
        let before = text[..start].char_indices().rev().take(CONTEXT);
        let from = before
            .take_while(|(_, c)| han::is_han(*c))
            .last()
            .map_or(start, |(at, _)| at);
        let after = text[end..].char_indices().take(CONTEXT);
        let to = after
            .take_while(|(_, c)| han::is_han(*c))
            .last()
            .map_or(end, |(at, c)| end + at + c.len_utf8());
        let chars: Vec<char> = text[from..to].chars().collect();
        let phrase = text[from..start].chars().count()..text[from..end].chars().count();
        let path = self.cheapest(lexicon, &chars);
        if path.contains(&phrase.start)
            && path.contains(&phrase.end)
            && !path.iter().any(|at| phrase.start < *at && *at < phrase.end)
        {
            return Vec::new();
        }
        let inside = path
            .into_iter()
            .filter(|at| phrase.start < *at && *at < phrase.end);
        inside
            .map(|at| from + chars[..at].iter().map(|c| c.len_utf8()).sum::<usize>())
            .collect()
    }

    /// Returns the borders of the cheapest way through `chars`, with both ends.
    fn cheapest(&self, lexicon: &Lexicon, chars: &[char]) -> Vec<usize> {
        let mut best: Vec<(u32, usize)> = vec![(0, 0)];
        for end in 1..=chars.len() {
            let ways = (end.saturating_sub(LONGEST_WORD)..end).filter_map(|start| {
                let cost = self.cost(lexicon, &chars[start..end])?;
                Some((best[start].0 + cost, start))
            });
            // Of equal ways, the one whose last word is the shortest: the earlier words are longer.
            best.push(
                ways.min_by_key(|&(cost, start)| (cost, std::cmp::Reverse(start)))
                    .unwrap_or((u32::MAX / 2, end - 1)),
            );
        }
        let mut path = vec![chars.len()];
        while let Some(&last) = path.last()
            && last > 0
        {
            path.push(best[last].1);
        }
        path.reverse();
        path
    }

    /// Returns the cost of a word; `None` if it is none.
    fn cost(&self, lexicon: &Lexicon, word: &[char]) -> Option<u32> {
        if let [c] = word {
            return Some(if FUNCTIONS.contains(*c) {
                FUNCTION
            } else {
                CHARACTER
            });
        }
        if lexicon.is_general(word) {
            return Some(WORD);
        }
        let text: String = word.iter().collect();
        let whole = |found: daachorse::Match<u32>| found.end() - found.start() == text.len();
        if self.doubtful.leftmost_find_iter(&text).any(whole) {
            return Some(PHRASE);
        }
        lexicon.is_phrase(word).then_some(WORD)
    }
}
