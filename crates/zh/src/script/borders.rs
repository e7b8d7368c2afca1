//! Where a phrase of the dictionary must not match: across a word border (養老金|發放 has no 金髮) and in a name (陳發根
//! has no 髮根).
//!
//! The engine takes the longest phrase from the left. A phrase that changes nothing is harmless wherever it matches; one
//! that writes a character otherwise than the character alone is looked at with the words around it, and stays only if
//! the way through them with the fewest words has it.

use super::table::{ConversionTable, ST, ST_TRIGGERS, TS, TS_TRIGGERS};
use super::{lexicon, names};
use crate::char_set::CharSet;
use crate::han;
use duizhao_core::article::Span;

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

/// The word borders of one direction.
pub(super) struct Borders {
    /// The characters that a doubtful phrase needs: a lookup here is much cheaper than a search.
    triggers: CharSet,
    table: &'static ConversionTable,
}

impl Borders {
    /// Creates the borders of conversions to simplified or to traditional script.
    pub(super) fn new(simplifies: bool) -> Self {
        let (table, triggers) = if simplifies {
            (&TS, TS_TRIGGERS)
        } else {
            (&ST, ST_TRIGGERS)
        };
        Self {
            triggers: CharSet::new(triggers.chars()),
            table,
        }
    }

    /// Lists the doubtful phrases in a text: leftmost, the longest at each place, without overlaps.
    fn doubtful<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> {
        let mut free = 0;
        text.char_indices().filter_map(move |(at, _)| {
            let rule = (at >= free)
                .then(|| self.table.doubtful(&text[at..]))
                .flatten()?;
            free = at + rule.length;
            Some(Span::new(at, free))
        })
    }

    /// Returns where no phrase may match across, in bytes and in order.
    pub(super) fn of(&self, text: &str) -> Vec<usize> {
        let mut borders = Vec::new();
        if !self.triggers.touches(text) {
            return borders;
        }
        for Span { start, end } in self.doubtful(text) {
            let first = text[start..].chars().next().map_or(0, char::len_utf8);
            if text[start..end].chars().count() > LONGEST_DOUBTFUL {
                continue;
            }
            if names::ends_name(text, start, end) {
                borders.push(start + first);
            } else {
                borders.extend(self.inside(text, start, end));
            }
        }
        borders
    }

    /// Returns the word borders inside the phrase `start..end`, if it is none.
    fn inside(&self, text: &str, start: usize, end: usize) -> Vec<usize> {
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
        let path = self.cheapest(&chars);
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
    fn cheapest(&self, chars: &[char]) -> Vec<usize> {
        let mut best: Vec<(u32, usize)> = vec![(0, 0)];
        for end in 1..=chars.len() {
            let ways = (end.saturating_sub(LONGEST_WORD)..end).filter_map(|start| {
                let cost = self.cost(&chars[start..end])?;
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
    fn cost(&self, word: &[char]) -> Option<u32> {
        if let [c] = word {
            return Some(if FUNCTIONS.contains(*c) {
                FUNCTION
            } else {
                CHARACTER
            });
        }
        if lexicon::is_general(word) {
            return Some(WORD);
        }
        let text: String = word.iter().collect();
        if self.table.get(&text).is_some_and(|rule| rule.is_doubtful) {
            return Some(PHRASE);
        }
        lexicon::is_phrase(word).then_some(WORD)
    }
}
