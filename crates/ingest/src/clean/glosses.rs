//! Pinyin that an annotating program injected after characters: 復(fù)工, 鄉(xiāng)村.
//!
//! An author glosses a rare character now and then (棪（yǎn）树). A program glosses common characters and
//! their traditional forms. So a gloss counts as injected if its character is the traditional form of a
//! common one, or if it is common and the page glosses many characters. Common means GB 2312 level 1: the
//! 3,755 most frequent characters.

use super::draft::Draft;
use duizhao_zh::han;
use pinyin::ToPinyinMulti;
use std::ops::Range;

/// Fewest glosses of traditional forms on a page whose glosses of common characters are injected.
const SYSTEMATIC: usize = 3;

/// Longest syllable with its tone mark, in characters (zhuāng, chuáng, shuāng).
const LONGEST_SYLLABLE: usize = 6;

pub(super) fn run(draft: &mut Draft<'_>) {
    let lines: Vec<Vec<(Sign, Gloss)>> = draft
        .lines
        .iter()
        .map(|line| signed_glosses(draft, &line.text))
        .collect();
    let traditional = lines
        .iter()
        .flatten()
        .filter(|(sign, _)| *sign == Sign::CommonTraditional);
    let is_systematic = traditional.count() >= SYSTEMATIC;
    for (index, glosses) in lines.into_iter().enumerate() {
        let text = &draft.lines[index].text;
        let mut kept = String::with_capacity(text.len());
        let mut at = 0;
        let mut count = 0;
        for (sign, gloss) in glosses {
            if sign.is_injected(is_systematic) {
                kept.push_str(&text[at..gloss.range.start]);
                at = gloss.range.end;
                count += 1;
            }
        }
        if count > 0 {
            kept.push_str(&text[at..]);
            draft.report.repair("pinyin_glosses", count);
            draft.lines[index].text = kept.into();
        }
    }
}

/// What a glossed character tells about the origin of the gloss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A traditional form of a common character: authors do not gloss it.
    CommonTraditional,
    /// A common character: glossed by a program that glosses everything.
    Common,
    /// A rare character: glossed for readers.
    Rare,
}

impl Sign {
    fn of(character: char, draft: &Draft<'_>) -> Self {
        let character = character.to_string();
        let simple = draft.simplify(&character);
        match (is_common(&simple), *simple != *character) {
            (true, true) => Self::CommonTraditional,
            (true, false) => Self::Common,
            (false, _) => Self::Rare,
        }
    }

    fn is_injected(self, is_systematic: bool) -> bool {
        match self {
            Self::CommonTraditional => true,
            Self::Common => is_systematic,
            Self::Rare => false,
        }
    }
}

struct Gloss {
    character: char,
    /// The brackets and their contents, in bytes.
    range: Range<usize>,
}

fn signed_glosses(draft: &Draft<'_>, text: &str) -> Vec<(Sign, Gloss)> {
    glosses(text)
        .into_iter()
        .map(|gloss| (Sign::of(gloss.character, draft), gloss))
        .collect()
}

/// Finds the brackets with a reading of the character before them.
fn glosses(text: &str) -> Vec<Gloss> {
    let mut found: Vec<Gloss> = Vec::new();
    if !text.as_bytes().contains(&b'(') && !text.contains('（') {
        return found;
    }
    for (open, bracket) in text.char_indices().filter(|&(_, c)| c == '(' || c == '（') {
        let character = match (text[..open].chars().next_back(), found.last()) {
            (Some(c), _) if han::is_han(c) => c,
            // Some pages gloss a character twice: 民(min)(min).
            (_, Some(gloss)) if gloss.range.end == open => gloss.character,
            _ => continue,
        };
        let inside = &text[open + bracket.len_utf8()..];
        let Some((length, close)) = inside
            .char_indices()
            .take(LONGEST_SYLLABLE + 1)
            .find(|&(_, c)| c == ')' || c == '）')
        else {
            continue;
        };
        if reads(character, &inside[..length]) {
            let end = open + bracket.len_utf8() + length + close.len_utf8();
            found.push(Gloss {
                character,
                range: open..end,
            });
        }
    }
    found
}

/// Tests whether `syllable` is a reading of `character`, tones aside.
fn reads(character: char, syllable: &str) -> bool {
    if let Some(plain) = without_tone(syllable)
        && let Some(readings) = character.to_pinyin_multi()
    {
        return readings.into_iter().any(|reading| reading.plain() == plain);
    }
    false
}

/// Removes tone marks from `syllable`, with `v` for ü; `None` if it is not a syllable of pinyin.
fn without_tone(syllable: &str) -> Option<String> {
    if syllable.is_empty() {
        return None;
    }
    syllable.chars().map(plain_letter).collect()
}

fn plain_letter(c: char) -> Option<char> {
    Some(match c {
        'ā' | 'á' | 'ǎ' | 'à' | 'ă' => 'a',
        'ē' | 'é' | 'ě' | 'è' | 'ĕ' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' | 'ĭ' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' | 'ŏ' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' | 'ŭ' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        'ɡ' => 'g',
        'ɑ' => 'a',
        'a'..='z' => c,
        _ => return None,
    })
}

/// Tests whether a character is in GB 2312 level 1 (rows 16 to 55, lead bytes B0 to D7).
fn is_common(character: &str) -> bool {
    let (bytes, _, failed) = encoding_rs::GBK.encode(character);
    !failed && bytes.len() == 2 && (0xb0..=0xd7).contains(&bytes[0]) && bytes[1] >= 0xa1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gloss_is_a_reading_of_the_character_before_it() {
        let at = |text| {
            glosses(text)
                .iter()
                .map(|g| (g.range.start, g.range.end))
                .collect::<Vec<_>>()
        };
        assert_eq!(at("復(fù)工"), [(3, 8)]);
        assert_eq!(at("棪（yǎn）树"), [(3, 13)]);
        assert_eq!(at("COD(化学需氧量)和复(abc)工，中（zhong）"), [(40, 51)]);
        assert!(at("工业(OK)和法(FA)").is_empty());
    }

    #[test]
    fn common_characters_are_the_most_frequent() {
        assert!(is_common("复") && is_common("钾"));
        assert!(!is_common("棪") && !is_common("勠") && !is_common("A"));
    }
}
