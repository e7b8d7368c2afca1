//! Pinyin that an annotating program injected after characters: 復(fù)工, 国(guo)(guo)务院, 會(huì )議.
//!
//! An author glosses a rare character now and then (棪（yǎn）树). A program glosses common characters, and does so all
//! over a page. So a gloss, a reading that agrees with the characters before it, counts as injected if its character is
//! the traditional form of a common one, or if it is common and the page glosses many common characters. Common means
//! GB 2312 level 1: the 3,755 most frequent characters. Other brackets, as in (WHO) and 朱(金容)基, are no glosses.

use super::draft::Draft;
use duizhao_zh::char_set::PlaneSet;
use pinyin::ToPinyinMulti;
use std::ops::Range;
use std::sync::LazyLock;

/// Fewest glosses of common characters on a page whose glosses are injected.
const SYSTEMATIC: usize = 3;

/// Longest gloss, in characters: three syllables with their tone marks, or one with blanks and symbols around it.
const LONGEST_GLOSS: usize = 20;

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut lines: Vec<(usize, Vec<(Sign, Gloss)>)> = Vec::new();
    for index in (0..draft.lines.len()).filter(|&index| draft.is_needed(index)) {
        let found = signed_glosses(draft, &draft.lines[index].text);
        if !found.is_empty() {
            lines.push((index, found));
        }
    }
    let common = lines
        .iter()
        .flat_map(|(_, glosses)| glosses)
        .filter(|(sign, _)| *sign != Sign::Rare);
    let is_systematic = common.count() >= SYSTEMATIC;
    for (index, glosses) in lines {
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
            draft.replace(index, kept);
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
        let simple = draft.simplify(&character.to_string()).chars().next();
        let simple = simple.unwrap_or(character);
        match (is_common(simple), simple != character) {
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

static OPEN_BRACKETS: PlaneSet = PlaneSet::of("(（");

/// Finds the brackets with a reading of the characters before them.
fn glosses(text: &str) -> Vec<Gloss> {
    let mut found: Vec<Gloss> = Vec::new();
    let mut glossed = 0;
    for open in OPEN_BRACKETS.places(text) {
        if found.last().is_some_and(|gloss| open < gloss.range.end) {
            continue;
        }
        let bracket = if text[open..].starts_with('(') {
            "("
        } else {
            "（"
        };
        let start = text[..open].trim_end_matches(' ').len();
        // Some pages gloss a character twice: 民(min)(min).
        let again = found.last().is_some_and(|gloss| gloss.range.end == open);
        if !again {
            glossed = start;
        }
        let inside = &text[open + bracket.len()..];
        let close = inside
            .char_indices()
            .take(LONGEST_GLOSS + 1)
            .find(|&(_, c)| c == ')' || c == '）');
        if let Some((length, close)) = close
            && let Some(character) = text[..glossed].chars().next_back()
            && reads(&text[..glossed], &inside[..length])
        {
            let end = open + bracket.len() + length + close.len_utf8();
            let start = if again { open } else { start };
            found.push(Gloss {
                character,
                range: start..end,
            });
        }
    }
    found
}

/// Tests whether `gloss` has a reading of the last character of `before`, or of several, a syllable for each. Tones,
/// blanks and symbols do not count.
fn reads(before: &str, gloss: &str) -> bool {
    let whole = gloss.chars().filter(|c| !is_filler(*c));
    if before
        .chars()
        .next_back()
        .is_some_and(|c| is_reading(c, whole))
    {
        return true;
    }
    let mut syllables = gloss
        .split(is_filler)
        .filter(|syllable| !syllable.is_empty())
        .rev()
        .zip(before.chars().rev())
        .peekable();
    gloss
        .split(is_filler)
        .filter(|part| !part.is_empty())
        .count()
        > 1
        && syllables.peek().is_some()
        && syllables.all(|(syllable, character)| is_reading(character, syllable.chars()))
}

/// Tests whether a character inside a gloss is no part of the reading: a blank, a symbol, the number of a tone.
fn is_filler(c: char) -> bool {
    !c.is_alphabetic()
}

/// Tests whether `syllable` is a reading of `character`, tones aside.
fn is_reading(character: char, syllable: impl Iterator<Item = char> + Clone) -> bool {
    let plain = syllable.map(plain_letter);
    character.to_pinyin_multi().is_some_and(|readings| {
        let mut readings = readings.into_iter();
        readings.any(|reading| {
            let spelt = reading.plain().chars();
            let spelt = spelt.map(|c| if c == 'ü' { 'v' } else { c });
            spelt.map(Some).eq(plain.clone())
        })
    })
}

/// Returns a letter of pinyin without its tone mark, with `v` for ü; `None` if it is none.
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
pub(super) fn is_common(character: char) -> bool {
    static COMMON: LazyLock<PlaneSet> = LazyLock::new(|| {
        let rows = 0xb0..=0xd7;
        let codes: Vec<u8> = rows
            .flat_map(|row| (0xa1..=0xfe).flat_map(move |cell| [row, cell]))
            .collect();
        let (text, _, _) = encoding_rs::GBK.decode(&codes);
        PlaneSet::of(&text)
    });
    COMMON.contains(character)
}

#[cfg(test)]
mod tests {
    use super::super::Cleaner;
    use super::*;
    use duizhao_zh::script::Script;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = glosses(text);
        let found: Vec<&str> = found.iter().map(|g| &text[g.range.clone()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_gloss_is_a_reading_of_the_characters_before_it() {
        check("復(fù)工", &["(fù)"]);
        check("棪（yǎn）树", &["（yǎn）"]);
        check("中（zhong）", &["（zhong）"]);
        check(
            "國(guo)(guo)務院(yuan)(yuan)",
            &["(guo)", "(guo)", "(yuan)", "(yuan)"],
        );
        check(
            "會(huì )黨 (dǎng)組( zǔ ·)",
            &["(huì )", " (dǎng)", "( zǔ ·)"],
        );
        check("会(hui4)议", &["(hui4)"]);
        check("復工(fù gōng)復產", &["(fù gōng)"]);
        check("旅（lǚ）游、女(nü)", &["（lǚ）", "(nü)"]);
    }

    #[test]
    fn other_brackets_are_no_glosses() {
        for text in [
            "COD(化学需氧量)和复(abc)工",
            "工业(OK)和法(FA)",
            "世界卫生组织(WHO)与中国共产党(CPC)",
            "朱(金容)基",
            "李强(Li Qiang)",
            "会议()",
            "会( )议",
            "北京(beijing市)",
            "(fù)",
        ] {
            check(text, &[]);
        }
    }

    #[track_caller]
    fn cleaned(text: &str, expected: &str) {
        let cleaner = Cleaner::new(Script::Hans).unwrap();
        let blocks = cleaner.clean_text(text).article.blocks;
        let found: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(found, [expected], "{text}");
    }

    #[test]
    fn injected_glosses_go_on_pages_of_either_script() {
        cleaned(
            "国(guo)(guo)务院(yuan)(yuan)总理李强(qiang)在会上强调，要扎实做好各项工作，推动经济持续向好。",
            "国务院总理李强在会上强调，要扎实做好各项工作，推动经济持续向好。",
        );
        cleaned(
            "省人大常委會(huì )黨組召開(kāi)擴大會(huì )議，傳達學習全國兩會精神，研究貫徹落實的措施。",
            "省人大常委会党组召开扩大会议，传达学习全国两会精神，研究贯彻落实的措施。",
        );
    }

    #[test]
    fn brackets_within_a_gloss_are_part_of_it() {
        let glosses = glosses("復(fù)(復(fù)工");
        let found: Vec<Range<usize>> = glosses.into_iter().map(|gloss| gloss.range).collect();
        assert_eq!(found, [3..8, 8..17]);
    }

    #[test]
    fn the_glosses_of_an_author_stay() {
        let text =
            "村里的棪（yǎn）树和行（háng）业协会的会长都记得，世卫组织（WHO）的专家曾经来过这里。";
        cleaned(text, text);
    }

    #[test]
    fn common_characters_are_those_of_level_1() {
        for c in '\0'..='\u{ffff}' {
            let text = c.to_string();
            let (bytes, _, failed) = encoding_rs::GBK.encode(&text);
            let is_level_1 = !failed
                && bytes.len() == 2
                && (0xb0..=0xd7).contains(&bytes[0])
                && bytes[1] >= 0xa1;
            assert_eq!(is_common(c), is_level_1, "{c:?}");
        }
    }

    #[test]
    fn common_characters_are_the_most_frequent() {
        assert!(is_common('复') && is_common('钾'));
        assert!(!is_common('棪') && !is_common('勠') && !is_common('A'));
    }
}
