//! Pinyin that an annotating script injected after characters: 復(fù)工, 鄉(xiāng)村.
//!
//! A writer glosses what readers cannot read: a rare character, now and then (棪（yǎn）树). A script
//! glosses common characters, and traditional forms of them. So a gloss is injected when its character
//! is a traditional form of a common one, or when the page glosses many characters and this one is
//! common. Common means GB 2312 level 1: the 3,755 characters taught first.

use super::draft::Draft;
use duizhao_zh::han;
use pinyin::ToPinyinMulti;
use std::ops::Range;

/// From how many glosses of common traditional forms a page glosses common characters as a rule.
const SYSTEMATIC: usize = 3;

/// Longest syllable with its tone mark, in characters (zhuāng, chuáng, shuāng).
const LONGEST_SYLLABLE: usize = 6;

pub(super) fn run(draft: &mut Draft<'_>) {
    let found: Vec<Vec<(Sign, Gloss)>> = draft
        .lines
        .iter()
        .map(|line| {
            glosses(&line.text)
                .into_iter()
                .map(|gloss| (sign(&gloss, draft), gloss))
                .collect()
        })
        .collect();
    let systematic = found
        .iter()
        .flatten()
        .filter(|(sign, _)| *sign == Sign::CommonTraditional)
        .count()
        >= SYSTEMATIC;
    let injected = |sign: Sign| match sign {
        Sign::CommonTraditional => true,
        Sign::Common => systematic,
        Sign::Rare => false,
    };
    for (index, glosses) in found.into_iter().enumerate() {
        let text = &draft.lines[index].text;
        let mut kept = String::with_capacity(text.len());
        let (mut at, mut count) = (0, 0);
        for (_, gloss) in glosses.iter().filter(|(sign, _)| injected(*sign)) {
            kept.push_str(&text[at..gloss.range.start]);
            at = gloss.range.end;
            count += 1;
        }
        if count > 0 {
            kept.push_str(&text[at..]);
            draft.report.repair("pinyin_glosses", count);
            draft.lines[index].text = kept.into();
        }
    }
}

/// What a glossed character says of who glossed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A traditional form of a common character: no writer glosses it.
    CommonTraditional,
    /// A common character: glossed by a script that glosses everything.
    Common,
    /// A rare character: glossed for readers.
    Rare,
}

struct Gloss {
    character: char,
    /// The bracket and what is in it, in bytes.
    range: Range<usize>,
}

/// Every bracket that holds one reading of the character before it.
fn glosses(text: &str) -> Vec<Gloss> {
    let mut found = Vec::new();
    if !text.as_bytes().contains(&b'(') && !text.contains('（') {
        return found;
    }
    for (open, bracket) in text.char_indices().filter(|&(_, c)| c == '(' || c == '（') {
        // Some pages gloss a character twice: 民(min)(min).
        let doubled = found
            .last()
            .filter(|gloss: &&Gloss| gloss.range.end == open)
            .map(|gloss| gloss.character);
        let before = text[..open].chars().next_back().filter(|&c| han::is_han(c));
        let Some(character) = before.or(doubled) else {
            continue;
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

/// Whether `syllable` is a reading of `character`, tones apart.
fn reads(character: char, syllable: &str) -> bool {
    let plain = without_tone(syllable);
    plain.is_some_and(|plain| {
        character
            .to_pinyin_multi()
            .is_some_and(|readings| readings.into_iter().any(|r| r.plain() == plain))
    })
}

/// `syllable` without tone marks and with `v` for ü, or `None` if it is no Latin syllable.
fn without_tone(syllable: &str) -> Option<String> {
    let fold = |c: char| {
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
    };
    (!syllable.is_empty())
        .then(|| syllable.chars().map(fold).collect())
        .flatten()
}

fn sign(gloss: &Gloss, draft: &Draft<'_>) -> Sign {
    let character = gloss.character.to_string();
    let simple = draft.simplify(&character);
    match (is_common(&simple), *simple != *character) {
        (true, true) => Sign::CommonTraditional,
        (true, false) => Sign::Common,
        (false, _) => Sign::Rare,
    }
}

/// Whether a character is in GB 2312 level 1 (rows 16 to 55, lead bytes B0 to D7).
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
    fn common_characters_are_those_taught_first() {
        assert!(is_common("复") && is_common("钾"));
        assert!(!is_common("棪") && !is_common("勠") && !is_common("A"));
    }
}
