//! What is read in a sentence once, whatever else the article says: numbers and names.

use duizhao_core::article::Span;
use duizhao_zh::names::{self, PossibleName};
use duizhao_zh::numbers::{self, Expression};
use std::collections::HashSet;

/// The numbers and the names of a sentence, in the order in which they begin.
pub(super) struct SentenceReading {
    pub(super) numbers: Vec<Expression>,
    /// Persons that are certain.
    pub(super) people: Vec<Span>,
    /// What may be a name.
    pub(super) possible: Vec<PossibleName>,
}

impl SentenceReading {
    /// Reads a sentence in simplified script. Linear.
    pub(super) fn new(text: &str) -> Self {
        let names = names::find(text);
        Self {
            numbers: numbers::expressions(text),
            people: names.certain,
            possible: names.possible,
        }
    }
}

/// Persons named in an article, whose bare names are recognized in all its sentences.
#[derive(Default)]
pub(super) struct KnownPeople<'a> {
    names: HashSet<&'a str>,
    /// A bit for each of 1,024 classes of characters that a name begins with.
    firsts: [u64; 16],
}

/// Shortest and longest name that is looked for again, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

impl<'a> KnownPeople<'a> {
    /// Adds a name.
    pub(super) fn insert(&mut self, name: &'a str) {
        if let Some(first) = name.chars().next() {
            let (word, bit) = class(first);
            self.firsts[word] |= bit;
            self.names.insert(name);
        }
    }

    /// Tests whether a text has one of the names elsewhere than where persons are certain, at `certain`: there, a name that
    /// is known changes nothing. Linear.
    pub(super) fn are_beside(&self, certain: &[Span], text: &str) -> bool {
        !self.names.is_empty()
            && text.char_indices().any(|(at, first)| {
                let mut lengths = self.at(first, &text[at..]);
                lengths.any(|length| {
                    let person = certain.binary_search_by_key(&at, |span| span.start);
                    !person.is_ok_and(|person| certain[person].end == at + length)
                })
            })
    }

    /// Finds the names that a text with a first character begins with: their lengths in bytes, the shortest first.
    pub(super) fn at(&self, first: char, text: &str) -> impl Iterator<Item = usize> {
        let (word, bit) = class(first);
        let text = if self.firsts[word] & bit == 0 {
            ""
        } else {
            text
        };
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends = ends.take(*LENGTHS.end()).skip(*LENGTHS.start() - 1);
        ends.filter(|&end| self.names.contains(&text[..end]))
    }
}

/// Returns the class of a character, as the index of a word and a bit of it.
fn class(c: char) -> (usize, u64) {
    let class = u32::from(c) as usize % 1024;
    (class / 64, 1 << (class % 64))
}
