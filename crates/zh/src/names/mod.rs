//! Names of people: recognizing them, and their English spelling.
//!
//! [`people`] and [`find`] are the one recognizer. A name is certain by what stands beside it (a post before, a verb of speech
//! after, names around it in a list), by its interpunct, or because the person is known.

mod characters;
mod foreign;
mod found;
mod given;
mod likelihood;
mod list;
mod minority;
mod people;
mod weight;
mod words;

pub use found::{FoundNames, Person, PossibleName, certain_english, find, people};
pub use words::{ends_in_post, ends_in_role, speaks};

use crate::char_set::CharSet;
use crate::han;
use duizhao_core::article::Span;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Surnames and their spelling, from `glossary/surnames.csv`.
static SURNAMES: LazyLock<Surnames> =
    LazyLock::new(|| Surnames::new(rows(include_str!("../../../../glossary/surnames.csv"))));

/// The rarest surnames.
static RAREST: LazyLock<Surnames> = LazyLock::new(|| Surnames::new(RARE_SURNAMES.into_iter()));

/// Persons whose English is not their pinyin, or who are known without any sign beside the name: `glossary/people.csv`.
static KNOWN: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../../../../glossary/people.csv")).collect());

/// Foreign names and parts of names as their bearers spell them: `glossary/foreign_names.csv`.
static FOREIGN_NAMES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../../../../glossary/foreign_names.csv")).collect());

/// Reads a list of two columns with a header.
fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = list.lines().skip(1);
    lines.filter_map(|line| line.split_once(','))
}

/// Surnames so rare, and so frequent as words, that only a post before and a verb after tell them: 书记是志强说.
const RARE_SURNAMES: [(&str, &str); 11] = [
    ("信", "Xin"),
    ("是", "Shi"),
    ("有", "You"),
    ("还", "Huan"),
    ("过", "Guo"),
    ("如", "Ru"),
    ("但", "Dan"),
    ("能", "Nai"),
    ("水", "Shui"),
    ("斯", "Si"),
    ("老", "Lao"),
];

/// Returns the surname at the start of `text` (simplified script) and its English spelling; a compound surname (欧阳)
/// wins over a single one.
pub fn surname(text: &str) -> Option<(&str, &'static str)> {
    let first = text.chars().next()?;
    let (surname, reading) = SURNAMES.at(first, text)?;
    Some((&text[..surname.len()], reading))
}

/// Surnames, found by their first character.
struct Surnames {
    firsts: CharSet,
    /// Surnames and their spelling, by their first character; a longer one before what it begins with.
    rows: Vec<(char, &'static str, &'static str)>,
}

impl Surnames {
    fn new(surnames: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let rows =
            surnames.filter_map(|(name, reading)| Some((name.chars().next()?, name, reading)));
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable_by_key(|&(first, name, _)| (first, std::cmp::Reverse(name.len()), name));
        let firsts = CharSet::new(rows.iter().map(|(first, ..)| *first));
        Self { firsts, rows }
    }

    /// Returns the longest surname at the start of a text with a first character, and its spelling.
    fn at(&self, first: char, text: &str) -> Option<(&'static str, &'static str)> {
        if !self.firsts.contains(first) {
            return None;
        }
        let from = self.rows.partition_point(|(other, ..)| *other < first);
        let rows = self.rows[from..].iter();
        rows.take_while(|(other, ..)| *other == first)
            .find(|(_, name, _)| text.starts_with(name))
            .map(|&(_, name, reading)| (name, reading))
    }
}

/// Tests whether a word is the spelling of a surname, in any case: `Li`, `Ouyang`.
pub fn is_spelled_surname(word: &str) -> bool {
    const LONGEST: usize = 12;
    static SPELLED: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| {
        let readings = SURNAMES.rows.iter().map(|(.., reading)| reading);
        let lower = readings.map(|reading| reading.to_lowercase());
        lower.map(String::into_bytes).collect()
    });
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return false;
    };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    SPELLED.contains(&*lower)
}

/// Tests whether a surname may begin with a character.
fn may_be_surname(first: char) -> bool {
    SURNAMES.firsts.contains(first) || RAREST.firsts.contains(first)
}

/// Returns the rare surname at the start of `text`, and its English spelling.
fn rare_surname(text: &str) -> Option<(&'static str, &'static str)> {
    RAREST.at(text.chars().next()?, text)
}

/// Spells a person's name as English prints it: a known person's own spelling, the surname first in others.
pub fn english(name: &str) -> String {
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let listed = KNOWN.get(bare.as_str());
    if let Some(english) = listed.or_else(|| FOREIGN_NAMES.get(bare.as_str())) {
        return (*english).to_owned();
    }
    if let Some(english) = minority::english(&bare) {
        return english;
    }
    if foreign::is_transcribed(&bare) {
        return crate::pinyin::name(&bare);
    }
    crate::pinyin::person(&bare)
}

/// Spells a surname and a given name in pinyin; `None` if `text` begins with no surname.
pub(crate) fn spelled_surname(text: &str) -> Option<(&str, &'static str)> {
    surname(text).or_else(|| rare_surname(text))
}

/// Tests whether the whole of `text` has the form of a person's name: a surname and one or two characters.
pub fn is_person(text: &str) -> bool {
    surname(text).is_some_and(|(surname, _)| {
        let given = &text[surname.len()..];
        matches!(given.chars().count(), 1 | 2) && given.chars().all(han::is_han)
    })
}

/// Characters that do not occur in given names.
const NO_NAME: &str = "的了是在和与或等及也都就还又很最被把让给对向从到以为不没这那我你他她它们说个名位条项者地得着过吗呢吧啊只可称并且而但其已";

/// Tests whether a character can occur in a given name.
pub fn is_given(c: char) -> bool {
    static NONE: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(NO_NAME.chars()));
    han::is_han(c) && !NONE.contains(c)
}

/// Tests whether all of `name` are characters that given names usually have.
pub fn is_usual_given(name: &str) -> bool {
    static USUAL: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(given::USUAL.chars()));
    !name.is_empty() && name.chars().all(|c| USUAL.contains(c))
}

/// Finds the names in `text` (simplified script) that are certain, as [`people`] does, without surnames that stand
/// before a post (习主席).
///
/// The spans are in bytes, in order, without overlaps. Linear.
pub fn called(text: &str) -> Vec<Span> {
    found::certain(text)
        .into_iter()
        .filter(|span| span.of(text).chars().count() > 1)
        .collect()
}

#[cfg(test)]
mod tests;
