//! Pinyin: with tones for words, without them for searching, capitalised for names.

use crate::han;
use crate::names;
use ::pinyin::{ToPinyin, ToPinyinMulti};
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

/// Characters that are read in another way behind certain characters: they, those, and the reading there.
///
/// Ours, from the standard dictionaries: what is frequent in political text.
const READ_OTHERWISE: [(&str, &str, &str); 6] = [
    (
        "长長",
        "部局省市县縣区區乡鄉镇鎮村校院员員察厅廳处處科司州盟旗组組队隊班团團会會首增成家社站所厂廠",
        "zhǎng",
    ),
    ("调調", "强強单單基论論抽", "diào"),
    ("都", "首京古国國", "dū"),
    ("行", "银銀央商同", "háng"),
    ("给給", "供补補", "jǐ"),
    ("乐樂", "音", "yuè"),
];

/// A text in pinyin with tones, a space between syllables: `dǎng wěi shū jì`. What is no Chinese character stays
/// as it is. In either script; a character with several readings has its usual one, but for those that the
/// character before them decides (部长, 首都).
pub fn with_spaces(text: &str) -> String {
    let mut line = String::new();
    let mut before_han = false;
    for (at, c) in text.char_indices() {
        let is_han = han::is_han(c);
        if !line.is_empty() && (is_han || before_han) && !line.ends_with(' ') {
            line.push(' ');
        }
        match reading(&text[..at], c) {
            Some(reading) => line.push_str(reading),
            None => line.push(c),
        }
        before_han = is_han;
    }
    line
}

/// The reading of `c` behind `before`, with its tone.
fn reading(before: &str, c: char) -> Option<&'static str> {
    let fits = |behind: &str| before.ends_with(|last| behind.contains(last));
    let otherwise = READ_OTHERWISE
        .iter()
        .find(|(these, behind, _)| these.contains(c) && fits(behind));
    otherwise
        .map(|(_, _, reading)| *reading)
        .or_else(|| c.to_pinyin().map(|reading| reading.with_tone()))
}

/// A text in pinyin without tones and spaces, in small letters, to be searched as one types it on a keyboard:
/// `dangweishuji`, `lvse` with `v` for ü. Letters, without their tones, and digits stay; other signs are left out.
pub fn toneless(text: &str) -> String {
    let mut line = String::new();
    for (at, c) in text.char_indices() {
        match reading(&text[..at], c) {
            Some(reading) => line.extend(reading.chars().map(without_tone)),
            None => line.extend(
                han::half_width(c)
                    .to_lowercase()
                    .filter(|c| c.is_alphanumeric())
                    .map(without_tone),
            ),
        }
    }
    line
}

/// A letter of pinyin without its tone; ü is `v`.
fn without_tone(letter: char) -> char {
    const LETTERS: [(char, &str); 8] = [
        ('a', "āáǎà"),
        ('e', "ēéěè"),
        ('i', "īíǐì"),
        ('o', "ōóǒò"),
        ('u', "ūúǔù"),
        ('v', "ǖǘǚǜü"),
        ('m', "ḿ"),
        ('n', "ńňǹ"),
    ];
    LETTERS
        .iter()
        .find(|(_, toned)| toned.contains(letter))
        .map_or(letter, |(plain, _)| *plain)
}

/// A word in pinyin with tones, its syllables joined: lùlì, xī’ān with an apostrophe before a vowel.
pub fn with_tones(word: &str) -> String {
    join(word.chars().map(|c| {
        c.to_pinyin()
            .map_or_else(|| code_point(c), |p| p.with_tone().to_owned())
    }))
}

/// The part of a name that is no surname, joined and capitalised: Minggui, Xi'an.
pub fn name(text: &str) -> String {
    capitalised(&join(text.chars().map(|c| {
        NAME_READINGS
            .get(&c)
            .map_or_else(|| plain(c), |r| (*r).to_owned())
    })))
}

/// A person: surname first, as English prints Chinese names.
pub fn person(text: &str) -> String {
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
            if r.starts_with(['l', 'n']) {
                r.replace(['v', 'ü'], "yu")
            } else {
                r.replace(['v', 'ü'], "u")
            }
        },
    )
}

/// A character without a reading stays findable by its code point.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

fn join(syllables: impl Iterator<Item = String>) -> String {
    syllables.fold(String::new(), |mut word, syllable| {
        let vowel = syllable
            .chars()
            .next()
            .is_some_and(|c| "aeoāáǎàēéěèōóǒò".contains(c));
        if vowel && !word.is_empty() {
            word.push('\'');
        }
        word + &syllable
    })
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
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

    #[test]
    fn terms_read_with_tones_and_without() {
        assert_eq!(with_spaces("县委书记"), "xiàn wěi shū jì");
        assert_eq!(with_spaces("副部長和部长"), "fù bù zhǎng hé bù zhǎng");
        assert_eq!(with_spaces("“1+3”模式"), "“1+3” mó shì");
        assert_eq!(toneless("“1+3”绿色发展"), "13lvsefazhan");
        assert_eq!(toneless("检察长，Ａ"), "jianchazhanga");
    }
}
