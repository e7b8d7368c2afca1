//! General words and names of places with their English: `glossary/words.csv` and `glossary/places.csv`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A row of `glossary/words.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The word in simplified script.
    pub word: &'static str,
    /// Its part of speech, in the letters of that file: `n`, `v`, …
    pub pos: &'static str,
    /// One English gloss; empty for particles.
    pub gloss: &'static str,
}

/// Every word that comes with the program, in the order of its file.
pub fn words() -> impl Iterator<Item = Row> {
    rows(include_str!("../../../glossary/words.csv")).filter_map(|row| match row[..] {
        [word, pos, gloss] => Some(Row { word, pos, gloss }),
        _ => None,
    })
}

/// Every name of a place that comes with the program and its English, in the order of its file.
pub fn places() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(include_str!("../../../glossary/places.csv")).filter_map(|row| match row[..] {
        [name, english] => Some((name, english)),
        _ => None,
    })
}

/// Whether a text in simplified script is one of the words.
pub fn is_word(text: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| words().map(|row| row.word).collect());
    WORDS.contains(text)
}

/// The English of a word or a place in simplified script, a place before a word; `None` for what is neither, and
/// for particles.
pub fn gloss(text: &str) -> Option<String> {
    static GLOSSES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        words()
            .map(|row| (row.word, row.gloss))
            .chain(places())
            .collect()
    });
    GLOSSES
        .get(text)
        .filter(|gloss| !gloss.is_empty())
        .map(|gloss| (*gloss).to_owned())
}

/// The cells of the rows of a list that comes with the program, without its header; a cell in quotation marks
/// loses them.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(cells)
}

/// The cells of a line. The lists hold no quotation marks inside cells.
fn cells(line: &'static str) -> Vec<&'static str> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let (cell, behind) = match rest
            .strip_prefix('"')
            .and_then(|quoted| quoted.split_once('"'))
        {
            Some((cell, behind)) => (cell, behind.strip_prefix(',')),
            None => rest
                .split_once(',')
                .map_or((rest, None), |(cell, behind)| (cell, Some(behind))),
        };
        cells.push(cell);
        match behind {
            Some(behind) => rest = behind,
            None => return cells,
        }
    }
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
