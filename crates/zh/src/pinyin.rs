//! Pinyin: with tones for words, without them for searching, capitalized for names.

use crate::han;
use crate::names;
use ::pinyin::{ToPinyin, ToPinyinMulti};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The usual reading in names of characters with several readings, from `glossary/readings.csv`.
static NAME_READINGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    include_str!("../../../glossary/readings.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(character, reading)| Some((character.chars().next()?, reading)))
        .collect()
});

/// Characters with another reading after certain characters: the former, the latter, and the reading there.
///
/// Chosen by hand from the standard dictionaries: the ones frequent in political text.
const READINGS_IN_CONTEXT: [(&str, &str, &str); 6] = [
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

/// Writes a text of either script in pinyin with tones and a space between syllables: `dǎng wěi shū jì`.
///
/// Anything but Chinese characters stays as it is. A character with several readings gets its usual one, unless the
/// character before it decides (部长, 首都).
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

/// Returns the reading of `c` after `before`, with its tone; `None` if it is not a Chinese character.
fn reading(before: &str, c: char) -> Option<&'static str> {
    for (characters, previous, reading) in READINGS_IN_CONTEXT {
        if characters.contains(c) && before.ends_with(|last| previous.contains(last)) {
            return Some(reading);
        }
    }
    c.to_pinyin().map(|reading| reading.with_tone())
}

/// Returns the reading of each character of a text in simplified script, with its tone but without the changes of speech
/// (不 is bù everywhere); `None` for one that is no Chinese character.
///
/// Where a word of `glossary/readings_words.csv` stands, the longest at each place, its characters have their readings in
/// it; all others have their usual ones. Linear.
pub fn readings(text: &str) -> Vec<Option<&'static str>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut readings = Vec::with_capacity(chars.len());
    while readings.len() < chars.len() {
        let at = readings.len();
        let (start, c) = chars[at];
        match word_at(text, &chars[at..]) {
            Some(word) => readings.extend(word.iter().copied().map(Some)),
            None => readings.push(reading(&text[..start], c)),
        }
    }
    readings
}

/// Words in which a character is not read as usual: the reading of each of their characters.
static WORD_READINGS: LazyLock<HashMap<&str, Vec<&'static str>>> = LazyLock::new(|| {
    let rows = word_rows();
    rows.map(|(word, readings)| (word, readings.split(' ').collect()))
        .collect()
});

/// Returns the words with their readings, in the order of their file.
fn word_rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = include_str!("../../../glossary/readings_words.csv")
        .lines()
        .skip(1);
    rows.filter_map(|row| row.split_once(','))
}

/// Lengths of those words, in characters, the longest first, by their first characters.
static WORD_LENGTHS: LazyLock<HashMap<char, Vec<usize>>> = LazyLock::new(|| {
    let mut lengths: HashMap<char, Vec<usize>> = HashMap::new();
    for (word, _) in word_rows() {
        if let Some(first) = word.chars().next() {
            add_length(lengths.entry(first).or_default(), word.chars().count());
        }
    }
    lengths
});

/// Adds a length to a list that is in order, the longest first, where it is not there.
fn add_length(lengths: &mut Vec<usize>, length: usize) {
    if let Err(at) = lengths.binary_search_by(|other| length.cmp(other)) {
        lengths.insert(at, length);
    }
}

/// Returns the readings of the longest listed word that some characters begin with.
fn word_at(text: &str, chars: &[(usize, char)]) -> Option<&'static [&'static str]> {
    let lengths = WORD_LENGTHS.get(&chars.first()?.1)?;
    lengths.iter().find_map(|&length| {
        if length > chars.len() {
            return None;
        }
        let end = chars.get(length).map_or(text.len(), |(end, _)| *end);
        let word = WORD_READINGS.get(&text[chars[0].0..end])?;
        Some(word.as_slice())
    })
}

/// Writes a text in lower-case pinyin without tones and spaces, as one types it on a keyboard, for searching:
/// `dangweishuji`, `lvse` with `v` for ü.
///
/// Letters and digits stay, letters without their tones; other characters are left out.
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

/// Removes the tone from a letter of pinyin; ü becomes `v`.
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

/// Writes a word in pinyin with tones, its syllables joined: lùlì, xī’ān with an apostrophe before a vowel.
pub fn with_tones(word: &str) -> String {
    join(word.chars().map(|c| {
        let reading = c.to_pinyin().map(|reading| reading.with_tone());
        reading.map_or_else(|| code_point(c).into(), Cow::Borrowed)
    }))
}

/// Characters of names with another reading beside certain characters: the former, what it stands before, what it stands
/// after, and the reading there.
const NAME_READINGS_IN_CONTEXT: [(char, &str, &str, &str); 3] = [
    ('朝', "晖霞旭曦暾露", "", "zhao"),
    ('茜', "", "露南茜", "xi"),
    ('重', "", "任德厚自", "zhong"),
];

/// Spells a given name or a place name: joined and capitalized, Minggui, Xi'an.
pub fn name(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let syllables = chars
        .iter()
        .enumerate()
        .map(|(at, &c)| name_syllable(c, &chars[..at], &chars[at + 1..]));
    capitalized(&join(syllables))
}

/// Reads a character of a name between two others.
fn name_syllable(c: char, before: &[char], after: &[char]) -> Cow<'static, str> {
    let in_context = NAME_READINGS_IN_CONTEXT
        .iter()
        .find(|(other, next, last, _)| {
            *other == c
                && (after.first().is_some_and(|&c| next.contains(c))
                    || before.last().is_some_and(|&c| last.contains(c)))
        });
    if let Some((_, _, _, reading)) = in_context {
        return Cow::Borrowed(*reading);
    }
    let reading = NAME_READINGS.get(&c);
    reading.map_or_else(|| plain(c), |reading| Cow::Borrowed(*reading))
}

/// Spells a person's name as English prints Chinese names, the surname first.
pub fn person(text: &str) -> String {
    match names::spelled_surname(text) {
        Some((surname, reading)) => format!("{reading} {}", name(&text[surname.len()..])),
        None => name(text),
    }
}

fn plain(c: char) -> Cow<'static, str> {
    let Some(readings) = c.to_pinyin_multi() else {
        return code_point(c).into();
    };
    let reading = readings.get(0).plain();
    if !reading.contains(['v', 'ü']) {
        return reading.into();
    }
    // The crate writes ü as v; the official romanization of names writes yu after l and n.
    let umlaut = if reading.starts_with(['l', 'n']) {
        "yu"
    } else {
        "u"
    };
    reading.replace(['v', 'ü'], umlaut).into()
}

/// Names a character without a reading by its code point.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Tests whether letters in lower case spell a Chinese text by any of its characters' readings: zhaohui and chaohui for
/// 朝晖.
pub fn is_spelling(letters: &str, text: &str) -> bool {
    let mut rests = vec![letters];
    for c in text.chars() {
        let readings = c.to_pinyin_multi().into_iter().flatten();
        rests = readings
            .flat_map(|reading| {
                rests
                    .iter()
                    .filter_map(move |rest| rest.strip_prefix(reading.plain()))
            })
            .collect();
    }
    rests.contains(&"")
}

/// Initials of syllables; the empty one is left out.
const INITIALS: [&str; 23] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r",
    "z", "c", "s", "y", "w",
];

/// Finals of syllables.
const FINALS: [&str; 35] = [
    "iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uai", "uan", "ai", "an",
    "ao", "ei", "en", "er", "ia", "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "ve", "a",
    "e", "i", "o", "u", "v", "ü",
];

/// Tests whether a word is made of syllables without tones, in any case: `Huiyi`, `wenjian`. Initials and finals are
/// combined freely, so that a few words of English pass (`women`, `made`).
///
/// Linear in the word: one position is tried once.
pub fn is_syllables(word: &str) -> bool {
    let word = word.to_lowercase();
    let mut reached = vec![false; word.len() + 1];
    reached[0] = true;
    for at in 0..word.len() {
        if !reached[at] || !word.is_char_boundary(at) {
            continue;
        }
        let initials = INITIALS
            .iter()
            .filter(|initial| word[at..].starts_with(**initial));
        for after in initials.map(|initial| at + initial.len()).chain([at]) {
            for found in FINALS
                .iter()
                .filter(|found| word[after..].starts_with(**found))
            {
                reached[after + found.len()] = true;
            }
        }
    }
    reached[word.len()] && !word.is_empty()
}

/// Joins syllables, with an apostrophe before a vowel.
fn join(syllables: impl Iterator<Item = Cow<'static, str>>) -> String {
    const VOWELS: [char; 15] = [
        'a', 'e', 'o', 'ā', 'á', 'ǎ', 'à', 'ē', 'é', 'ě', 'è', 'ō', 'ó', 'ǒ', 'ò',
    ];
    syllables.fold(String::new(), |mut word, syllable| {
        if syllable.starts_with(VOWELS) && !word.is_empty() {
            word.push('\'');
        }
        word + &syllable
    })
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().collect::<String>() + chars.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_as_in_their_words() {
        for row in include_str!("readings.tsv").lines() {
            let (text, expected) = row.split_once('\t').expect("a sentence and its readings");
            let found: Vec<&str> = readings(text).into_iter().flatten().collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn every_word_has_a_reading_for_each_character() {
        for (word, readings) in word_rows() {
            assert_eq!(word.chars().count(), readings.split(' ').count(), "{word}");
            assert!(word.chars().all(han::is_han), "{word}");
        }
    }

    #[test]
    fn names_and_words() {
        assert_eq!(person("海明贵"), "Hai Minggui");
        assert_eq!(person("单田芳"), "Shan Tianfang");
        assert_eq!(person("吕玉兰"), "Lyu Yulan");
        assert_eq!(name("长冈"), "Changgang");
        assert_eq!(person("李朝霞"), "Li Zhaoxia");
        assert_eq!(person("赵朴初"), "Zhao Puchu");
        assert_eq!(person("朴永日"), "Piao Yongri");
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
