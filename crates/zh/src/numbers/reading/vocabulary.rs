//! The words that the reader knows. All others are alike to it, and cost one look.

use super::bounds::{BOUNDS, BOUNDS_AFTER};
use super::traps::{self, TRAPS, Trap};
use super::{units, words};
use crate::numbers::MONTHS;
use std::sync::LazyLock;

/// A word that the reader knows.
#[derive(Clone, Copy, Default)]
pub(super) struct Word {
    /// In lower case.
    pub(super) form: &'static str,
    /// Whether an expression may begin with it.
    pub(super) begins: bool,
    /// The phrases without a number that may begin with it.
    pub(super) traps: &'static [Trap],
}

/// Words of more bytes than this are not known.
const LONGEST: usize = 16;
/// Slots of the table: a power of two, several times as many as words.
const SLOTS: usize = 4096;

/// The words by their bytes, in an open table.
struct Vocabulary {
    /// The index of a word, from 1; 0 in a free slot. Small, since most words of a text are looked for in vain.
    slots: Vec<u16>,
    words: Vec<(u128, Word)>,
}

impl Vocabulary {
    fn new() -> Self {
        let mut vocabulary = Self {
            slots: vec![0; SLOTS],
            words: vec![(0, Word::default())],
        };
        for form in followers() {
            vocabulary.add(form);
        }
        for form in words::beginners() {
            vocabulary.add(form).begins = true;
        }
        for (form, traps) in traps::by_first_word() {
            vocabulary.add(form).traps = traps;
        }
        vocabulary
    }

    /// Adds a word, and returns what is known of it.
    fn add(&mut self, form: &'static str) -> &mut Word {
        // Words are ASCII and short; the test of the table sees to it.
        let key = key(form).unwrap_or(1);
        let slot = self.slot(key);
        if self.slots[slot] == 0 {
            self.slots[slot] = self.words.len() as u16;
            let word = Word {
                form,
                ..Word::default()
            };
            self.words.push((key, word));
        }
        &mut self.words[usize::from(self.slots[slot])].1
    }

    /// Returns the slot that holds `key`, or the free one for it.
    fn slot(&self, key: u128) -> usize {
        let mixed = ((key >> 64) as u64 ^ key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut slot = (mixed >> 52) as usize;
        while self.slots[slot] != 0 && self.words[usize::from(self.slots[slot])].0 != key {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }
}

/// Packs a word in lower case; `None` if it is too long, or has other letters than English ones.
fn key(text: &str) -> Option<u128> {
    if text.len() > LONGEST + 2 {
        return None;
    }
    let mut key = 0_u128;
    let mut length = 0;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'A'..=b'Z' => byte | 0x20,
            0..128 => byte,
            // A curly apostrophe is a straight one.
            0xe2 if bytes.next() == Some(0x80) && bytes.next() == Some(0x99) => b'\'',
            _ => return None,
        };
        key = key << 8 | u128::from(byte);
        length += 1;
    }
    (length <= LONGEST).then_some(key)
}

/// Returns the known word that `text` is, whatever its case.
pub(super) fn find(text: &str) -> Option<Word> {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::new);
    let vocabulary = &*VOCABULARY;
    let word = vocabulary.slots[vocabulary.slot(key(text)?)];
    (word != 0).then(|| vocabulary.words[usize::from(word)].1)
}

/// Returns the month, from 1, that a capitalized word names, whole or cut short.
pub(super) fn month(word: &str) -> Option<i128> {
    let word = word.trim_end_matches('.');
    let is_short = matches!(word.len(), 3 | 4) && word != "Mayo";
    let at = MONTHS.iter().position(|month| {
        *month == word || (is_short && month.len() > word.len() && month.starts_with(word))
    })?;
    i128::try_from(at + 1).ok()
}

/// Other words that stand beside numbers.
const BESIDE: [&str; 136] = [
    "percent",
    "pct",
    "per",
    "percentage",
    "basis",
    "points",
    "square",
    "sq",
    "cubic",
    "nautical",
    "metric",
    "us",
    "u.s",
    "hong",
    "kong",
    "hk",
    "nt",
    "new",
    "taiwan",
    "australian",
    "canadian",
    "singapore",
    "american",
    "a",
    "c",
    "s",
    "nz",
    "au",
    "ca",
    "working",
    "trading",
    "fold",
    "old",
    "celsius",
    "fahrenheit",
    "zero",
    "to",
    "or",
    "and",
    "of",
    "in",
    "out",
    "every",
    "each",
    "upon",
    "quarter",
    "quarters",
    "half",
    "past",
    "o'clock",
    "am",
    "pm",
    "a.m",
    "p.m",
    "bc",
    "b.c",
    "bce",
    "ad",
    "a.d",
    "st",
    "nd",
    "rd",
    "th",
    "s",
    "through",
    "between",
    "from",
    "mid",
    "early",
    "late",
    "since",
    "last",
    "next",
    "this",
    "that",
    "these",
    "by",
    "until",
    "till",
    "for",
    "before",
    "after",
    "during",
    "first",
    "consecutive",
    "his",
    "her",
    "their",
    "my",
    "our",
    "your",
    "its",
    "several",
    "few",
    "many",
    "couple",
    "no",
    "any",
    "which",
    "the",
    "another",
    "loved",
    "own",
    "who",
    "whose",
    "can",
    "cannot",
    "could",
    "should",
    "must",
    "may",
    "might",
    "would",
    "is",
    "was",
    "has",
    "had",
    "does",
    "did",
    "needs",
    "day",
    "people",
    "more",
    "less",
    "as",
    "on",
    "what",
    "those",
    "it",
    "compared",
    "down",
    "up",
    "with",
    "fiscal",
    "over",
    "coming",
];

/// Lists the words that stand beside numbers.
fn followers() -> impl Iterator<Item = &'static str> {
    let bounds = BOUNDS.iter().chain(&BOUNDS_AFTER);
    let bounds = bounds.flat_map(|(words, _)| words.iter().copied());
    let traps = TRAPS.iter().flat_map(|trap| trap.split(' '));
    let traps = traps.map(|word| word.trim_start_matches('^'));
    BESIDE
        .into_iter()
        .chain(bounds)
        .chain(units::names())
        .chain(traps)
}
