//! General words and place names with their English: `glossary/words.csv` and `glossary/places.csv`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

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
    rows(include_str!("../../../glossary/words.csv")).filter_map(|row| match row[..] {
        [word, pos, gloss] => Some(DictionaryEntry { word, pos, gloss }),
        _ => None,
    })
}

/// Lists the built-in place names with their English, in the order of their file.
pub fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(include_str!("../../../glossary/places.csv")).filter_map(|row| match row[..] {
        [name, english] => Some((name, english)),
        _ => None,
    })
}

/// Tests whether a text in simplified script is one of the built-in words.
pub fn is_word(text: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| words().map(|entry| entry.word).collect());
    WORDS.contains(text)
}

/// Tests whether a text in simplified script is a built-in word or the name of a place.
pub(crate) fn is_word_or_place(text: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let words = words().map(|entry| entry.word);
        words.chain(places().map(|(name, _)| name)).collect()
    });
    KNOWN.contains(text)
}

/// Returns the English of a place or word in simplified script; a place wins over a word.
///
/// `None` means that the text is neither, or a particle.
pub fn gloss(text: &str) -> Option<String> {
    static GLOSSES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        words()
            .map(|entry| (entry.word, entry.gloss))
            .chain(places())
            .collect()
    });
    GLOSSES
        .get(text)
        .filter(|gloss| !gloss.is_empty())
        .map(|gloss| (*gloss).to_owned())
}

/// Splits a built-in list into the cells of its rows, without the header and without quotation marks.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(cells)
}

/// Splits a line into its cells. The built-in lists have no quotation marks inside cells.
fn cells(line: &'static str) -> Vec<&'static str> {
    let mut cells = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        if let Some(quoted) = text.strip_prefix('"')
            && let Some((cell, after)) = quoted.split_once('"')
        {
            cells.push(cell);
            rest = after.strip_prefix(',');
        } else if let Some((cell, after)) = text.split_once(',') {
            cells.push(cell);
            rest = Some(after);
        } else {
            cells.push(text);
            rest = None;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_as_csv_reads_it() {
        for text in [
            include_str!("../../../glossary/words.csv"),
            include_str!("../../../glossary/places.csv"),
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
    fn glosses_come_from_both_lists() {
        assert_eq!(gloss("固原").as_deref(), Some("Guyuan"));
        assert_eq!(gloss("一世").as_deref(), Some("lifetime"));
        assert_eq!(gloss("的"), None);
        assert_eq!(gloss("没有这样的词"), None);
    }
}
