//! General words and place names with their English: `glossary/words.csv` and `glossary/places.csv`.

mod node;
mod rows;
mod trie;

pub use trie::DictionaryMatch;

use rows::rows;

/// A row of `glossary/words.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DictionaryEntry {
    /// The word in simplified script.
    pub word: &'static str,
    /// Its part of speech, abbreviated as in the file: `n`, `v`, …
    pub pos: &'static str,
    /// One English gloss; empty for particles.
    pub gloss: &'static str,
}

/// Lists the built-in words, in the order of their file.
pub fn words() -> impl Iterator<Item = DictionaryEntry> {
    rows(include_str!("../../../../glossary/words.csv")).filter_map(|row| match row[..] {
        [word, pos, gloss] => Some(DictionaryEntry { word, pos, gloss }),
        _ => None,
    })
}

/// Lists the built-in place names with their English, in the order of their file.
pub fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(include_str!("../../../../glossary/places.csv")).filter_map(|row| match row[..] {
        [name, english] => Some((name, english)),
        _ => None,
    })
}

/// Returns what the dictionary says of a text in simplified script, phrases and words that are no names included; `None`
/// if it is in no list.
#[inline]
pub fn find(text: &str) -> Option<DictionaryMatch> {
    trie::of(text.chars())
}

/// Tests whether characters in simplified script are a word, a place, a phrase of the dictionary of conversion, or no name.
#[inline]
pub(crate) fn is_listed(chars: &[char]) -> bool {
    trie::of(chars.iter().copied()).is_some()
}

/// Finds all words and places that some characters in simplified script begin with, the shortest first: the length of each
/// in characters, and what it is.
#[inline]
pub fn beginnings(chars: &[char]) -> impl Iterator<Item = (usize, DictionaryMatch)> {
    trie::beginnings(chars).filter(|(_, found)| found.is_word_or_place())
}

/// Finds what else is listed, too: phrases of the dictionary of conversion, and words that are no names.
#[inline]
pub(crate) fn listed_beginnings(chars: &[char]) -> impl Iterator<Item = (usize, DictionaryMatch)> {
    trie::beginnings(chars)
}

/// Tests whether a text in simplified script is one of the built-in words.
pub fn is_word(text: &str) -> bool {
    find(text).is_some_and(DictionaryMatch::is_word)
}

/// Tests whether a text in simplified script is a built-in word or the name of a place.
pub(crate) fn is_word_or_place(text: &str) -> bool {
    find(text).is_some_and(DictionaryMatch::is_word_or_place)
}

/// Returns the English of a place or word in simplified script; a place wins over a word.
///
/// `None` means that the text is neither, or a particle.
pub fn gloss(text: &str) -> Option<&'static str> {
    let gloss = find(text)?.gloss();
    (!gloss.is_empty()).then_some(gloss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::simplified_phrases;
    use proptest::prelude::*;

    #[test]
    fn every_row_is_read_as_csv_reads_it() {
        for text in [
            include_str!("../../../../glossary/words.csv"),
            include_str!("../../../../glossary/places.csv"),
        ] {
            let records = csv::Reader::from_reader(text.as_bytes())
                .into_records()
                .map(Result::unwrap);
            assert!(
                records
                    .map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>())
                    .eq(rows(text))
            );
        }
    }

    #[test]
    fn the_trie_has_what_the_lists_have() {
        for entry in words() {
            let found = find(entry.word).unwrap();
            assert!(found.is_word(), "{}", entry.word);
            assert_eq!(found.pos().map(String::from).as_deref(), Some(entry.pos));
            assert_eq!(found.gloss(), entry.gloss);
        }
        for (name, english) in places() {
            let found = find(name).unwrap();
            assert!(found.is_place(), "{name}");
            assert_eq!((found.pos(), found.gloss()), (None, english));
        }
        let count =
            |mark: fn(DictionaryMatch) -> bool| trie::all().filter(|&word| mark(word)).count();
        assert_eq!(count(DictionaryMatch::is_word), words().count());
        assert_eq!(count(DictionaryMatch::is_place), places().count());
        let mut phrases = simplified_phrases();
        phrases.retain(|phrase| phrase.chars().count() > 1);
        assert_eq!(count(DictionaryMatch::is_phrase), phrases.len());
        assert!(
            phrases
                .iter()
                .all(|phrase| find(phrase).unwrap().is_phrase())
        );
    }

    proptest! {
        #[test]
        fn beginnings_are_what_is_found_of_each_length(text in "[一中国人民共产党市不的·a]{0,8}") {
            let chars: Vec<char> = text.chars().collect();
            let found = beginnings(&chars).map(|(length, word)| (length, word.gloss()));
            let each = (1..=chars.len()).filter_map(|length| {
                let word: String = chars[..length].iter().collect();
                let found = find(&word).filter(|found| found.is_word_or_place())?;
                Some((length, found.gloss()))
            });
            prop_assert!(found.eq(each));
        }
    }

    #[test]
    fn glosses_come_from_both_lists() {
        assert_eq!(gloss("固原"), Some("Guyuan"));
        assert_eq!(gloss("一世"), Some("lifetime"));
        assert_eq!(gloss("的"), None);
        assert_eq!(gloss("没有这样的词"), None);
    }
}
