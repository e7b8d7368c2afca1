//! Pinyin: with tones for words, without them and capitalised for names.

use crate::names;
use pinyin::{ToPinyin, ToPinyinMulti};
use std::collections::HashMap;
use std::sync::LazyLock;

/// `glossary/readings.csv`: the reading usual in names of characters that have several.
static NAME_READINGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    include_str!("../../../glossary/readings.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(character, reading)| Some((character.chars().next()?, reading)))
        .collect()
});

/// A word in pinyin with tones, its syllables joined: lùlì, xī’ān with an apostrophe before a vowel.
pub(super) fn with_tones(word: &str) -> String {
    join(word.chars().map(|c| c.to_pinyin().map_or_else(|| code_point(c), |p| p.with_tone().to_owned())))
}

/// The part of a name that is no surname, joined and capitalised: Minggui, Xi'an.
pub(super) fn name(text: &str) -> String {
    capitalised(&join(text.chars().map(|c| NAME_READINGS.get(&c).map_or_else(|| plain(c), |r| (*r).to_owned()))))
}

/// A person: surname first, as English prints Chinese names.
pub(super) fn person(text: &str) -> String {
    match names::surname(text) {
        Some((surname, reading)) => format!("{reading} {}", name(&text[surname.len()..])),
        None => name(text),
    }
}

fn plain(c: char) -> String {
    // The crate writes ü as v; official romanisation of names writes yu behind l and n.
    let reading = c.to_pinyin_multi().map(|readings| readings.get(0).plain());
    reading.map_or_else(
        || code_point(c),
        |r| {
            if r.starts_with(['l', 'n']) { r.replace(['v', 'ü'], "yu") } else { r.replace(['v', 'ü'], "u") }
        },
    )
}

/// A character without a reading stays findable by its code point.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

fn join(syllables: impl Iterator<Item = String>) -> String {
    syllables.fold(String::new(), |mut word, syllable| {
        let vowel = syllable.chars().next().is_some_and(|c| "aeoāáǎàēéěèōóǒò".contains(c));
        if vowel && !word.is_empty() {
            word.push('\'');
        }
        word + &syllable
    })
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words() {
        assert_eq!(person("海明贵"), "Hai Minggui");
        assert_eq!(person("单田芳"), "Shan Tianfang");
        assert_eq!(person("吕玉兰"), "Lyu Yulan");
        assert_eq!(name("长冈"), "Changgang");
        assert_eq!(name("西安"), "Xi'an");
        assert_eq!(with_tones("勠力"), "lùlì");
    }
}
