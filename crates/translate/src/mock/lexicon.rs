//! The mock's words: our own list, place names, and a reader's CC-CEDICT file if there is one.

use duizhao_core::diagnostic::Hinted;
use duizhao_zh::dictionary;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a word is, as far as the gloss cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordClass {
    /// A noun of the word list: it can stand in the plural.
    Noun,
    /// A measure word.
    Measure,
    /// A word that carries grammar: particles, prepositions, conjunctions, adverbs, pronouns, …
    Function,
    /// Any other word.
    Other,
    /// A name of a place.
    Place,
}

/// A word and its one English gloss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LexiconEntry {
    pub(super) gloss: Cow<'static, str>,
    pub(super) class: WordClass,
}

/// Why a dictionary could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file is no CC-CEDICT.
    #[error("{path}:{line}:1: not a CC-CEDICT line", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

impl Hinted for LexiconError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => "see `dictionary` in `[backend.mock]`",
            Self::Line { .. } => "a line reads `傳統 传统 [chuan2 tong3] /tradition/`",
        };
        Some(hint.to_owned())
    }
}

/// Words by their simplified form.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    entries: HashMap<Cow<'static, str>, LexiconEntry>,
    /// Length of the longest word that begins with a character, in characters.
    longest: HashMap<char, usize>,
}

impl Lexicon {
    /// Reads the lists that come with the program: `glossary/words.csv` and `glossary/places.csv`.
    pub fn built_in() -> Self {
        let mut lexicon = Self::default();
        for row in dictionary::words() {
            lexicon.insert(row.word.into(), row.gloss.into(), class(row.pos));
        }
        for (name, english) in dictionary::places() {
            lexicon.insert(name.into(), english.into(), WordClass::Place);
        }
        lexicon
    }

    /// Adds the words of a CC-CEDICT file that are not known yet, with the first sense that is one.
    pub fn add_cedict(&mut self, path: &Path) -> Result<(), LexiconError> {
        let text = std::fs::read_to_string(path).map_err(|cause| LexiconError::Io {
            path: path.to_owned(),
            cause,
        })?;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, senses) = cedict_line(line).ok_or_else(|| LexiconError::Line {
                path: path.to_owned(),
                line: index + 1,
            })?;
            if let Some((gloss, class)) = senses.split('/').find_map(sense)
                && !self.entries.contains_key(word)
            {
                self.insert(word.to_owned().into(), gloss.into(), class);
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, word: &str) -> Option<&LexiconEntry> {
        self.entries.get(word)
    }

    /// Returns the length of the longest word that begins with a character, in characters.
    pub(super) fn longest(&self, first: char) -> usize {
        self.longest.get(&first).copied().unwrap_or_default()
    }

    fn insert(&mut self, word: Cow<'static, str>, gloss: Cow<'static, str>, class: WordClass) {
        if let Some(first) = word.chars().next() {
            let longest = self.longest.entry(first).or_default();
            *longest = (*longest).max(word.chars().count());
        }
        self.entries.insert(word, LexiconEntry { gloss, class });
    }
}

fn class(pos: &str) -> WordClass {
    match pos {
        "n" => WordClass::Noun,
        "q" => WordClass::Measure,
        "u" | "p" | "c" | "d" | "r" | "f" => WordClass::Function,
        _ => WordClass::Other,
    }
}

/// Parses the simplified word and the senses of a line.
fn cedict_line(line: &str) -> Option<(&str, &str)> {
    let (words, rest) = line.split_once(" [")?;
    let (_, senses) = rest.split_once("] /")?;
    Some((words.split_once(' ')?.1, senses.strip_suffix('/')?))
}

/// Makes a gloss of a sense: without remarks in brackets and the `to` of a verb; `None` for what is no gloss.
fn sense(text: &str) -> Option<(String, WordClass)> {
    const REMARKS: [&str; 9] = [
        "CL:",
        "variant of",
        "old variant",
        "see ",
        "also written",
        "surname ",
        "used in",
        "abbr. for",
        "(bound form)",
    ];
    if REMARKS.iter().any(|remark| text.starts_with(remark)) {
        return None;
    }
    let mut gloss = String::new();
    let mut depth = 0_i32;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => gloss.push(c),
            _ => {}
        }
    }
    let gloss = gloss
        .split(';')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let (gloss, class) = match gloss.strip_prefix("to ") {
        Some(verb) => (verb.to_owned(), WordClass::Other),
        None => (gloss, WordClass::Noun),
    };
    let latin = !gloss.is_empty() && !gloss.chars().any(duizhao_zh::han::is_han);
    latin.then_some((gloss, class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lists_are_whole() {
        let lexicon = Lexicon::built_in();
        assert!(lexicon.entries.len() > 8_000);
        assert_eq!(lexicon.get("固原").unwrap().gloss, "Guyuan");
        assert_eq!(lexicon.get("的").unwrap().gloss, "");
    }

    #[test]
    fn cedict_senses_become_glosses() {
        assert_eq!(
            sense("to salvage (a ship)"),
            Some(("salvage".into(), WordClass::Other))
        );
        assert_eq!(
            sense("tradition; custom"),
            Some(("tradition".into(), WordClass::Noun))
        );
        assert_eq!(sense("CL:個|个[ge4]"), None);
        assert_eq!(
            cedict_line("傳統 传统 [chuan2 tong3] /tradition/traditional/"),
            Some(("传统", "tradition/traditional"))
        );
        assert_eq!(cedict_line("nonsense"), None);
    }
}
