//! The mock's words: our own list, place names, and a reader's CC-CEDICT file if there is one.

use duizhao_core::diagnostic::Hinted;
use duizhao_zh::dictionary::{self, DictionaryMatch};
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

/// A word: where its one English gloss is, and what the word is.
#[derive(Debug, Clone, Copy)]
pub(super) struct LexiconEntry<'l> {
    pub(super) gloss: WordGloss<'l>,
    pub(super) class: WordClass,
}

/// The gloss of a word, which is looked up when it is needed.
#[derive(Debug, Clone, Copy)]
pub(super) enum WordGloss<'l> {
    /// That of a built-in word.
    BuiltIn(DictionaryMatch),
    /// That of an added word.
    Added(&'l str),
}

impl<'l> WordGloss<'l> {
    /// Returns the gloss; empty for particles.
    pub(super) fn text(self) -> &'l str {
        match self {
            Self::BuiltIn(found) => found.gloss(),
            Self::Added(gloss) => gloss,
        }
    }
}

impl LexiconEntry<'static> {
    /// Returns the entry of a word or a place of the built-in lists.
    fn built_in(found: DictionaryMatch) -> Self {
        Self {
            gloss: WordGloss::BuiltIn(found),
            class: found.pos().map_or(WordClass::Place, class),
        }
    }
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

/// Words by their simplified form: `glossary/words.csv` and `glossary/places.csv`, which come with the program, and what is
/// added.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    added: HashMap<String, (String, WordClass)>,
    /// Length of the longest added word that begins with a character, in characters.
    longest: HashMap<char, usize>,
}

impl Lexicon {
    /// Returns the lists that come with the program. Nothing is read.
    pub fn built_in() -> Self {
        Self::default()
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
                && self.get(word).is_none()
            {
                self.insert(word, gloss, class);
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, word: &str) -> Option<LexiconEntry<'_>> {
        let built_in = dictionary::find(word).filter(|found| found.is_word_or_place());
        built_in
            .map(LexiconEntry::built_in)
            .or_else(|| self.added(word))
    }

    /// Visits the words that `text` begins with, of which `chars` are the characters: the length of each in characters, and
    /// its entry, the shortest first.
    pub(super) fn visit_beginnings<'l>(
        &'l self,
        chars: &[char],
        text: &str,
        mut visit: impl FnMut(usize, LexiconEntry<'l>),
    ) {
        let mut added = self.added_beginnings(text).peekable();
        for (length, found) in dictionary::beginnings(chars) {
            while let Some((length, entry)) = added.next_if(|(other, _)| *other < length) {
                visit(length, entry);
            }
            visit(length, LexiconEntry::built_in(found));
        }
        added.for_each(|(length, entry)| visit(length, entry));
    }

    /// Finds the added words that a text begins with, the shortest first.
    fn added_beginnings(&self, text: &str) -> impl Iterator<Item = (usize, LexiconEntry<'_>)> {
        let text = if self.added.is_empty() { "" } else { text };
        let first = text.chars().next();
        let longest = first.and_then(|first| self.longest.get(&first));
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
        let ends = (1..).zip(ends).take(longest.copied().unwrap_or_default());
        ends.filter_map(|(length, end)| Some((length, self.added(&text[..end])?)))
    }

    fn added(&self, word: &str) -> Option<LexiconEntry<'_>> {
        let (gloss, class) = self.added.get(word)?;
        Some(LexiconEntry {
            gloss: WordGloss::Added(gloss),
            class: *class,
        })
    }

    fn insert(&mut self, word: &str, gloss: String, class: WordClass) {
        if let Some(first) = word.chars().next() {
            let longest = self.longest.entry(first).or_default();
            *longest = (*longest).max(word.chars().count());
        }
        self.added.insert(word.to_owned(), (gloss, class));
    }
}

fn class(pos: char) -> WordClass {
    match pos {
        'n' => WordClass::Noun,
        'q' => WordClass::Measure,
        'u' | 'p' | 'c' | 'd' | 'r' | 'f' => WordClass::Function,
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
        assert_eq!(lexicon.get("固原").unwrap().gloss.text(), "Guyuan");
        assert_eq!(lexicon.get("的").unwrap().gloss.text(), "");
    }

    #[test]
    fn added_words_stand_among_the_built_in_ones() {
        let mut lexicon = Lexicon::built_in();
        for word in ["中国人民解放", "中国人"] {
            lexicon.insert(word, word.to_uppercase(), WordClass::Noun);
        }
        let text = "中国人民解放军";
        let chars: Vec<char> = text.chars().collect();
        let mut found = Vec::new();
        lexicon.visit_beginnings(&chars, text, |length, _| found.push(length));
        let each = (1..=chars.len()).filter(|&length| {
            let word: String = chars[..length].iter().collect();
            lexicon.get(&word).is_some()
        });
        assert_eq!(found, each.collect::<Vec<_>>());
        assert!(found.contains(&3) && found.contains(&6) && found.len() > 3);
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
