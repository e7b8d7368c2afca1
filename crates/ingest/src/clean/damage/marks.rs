//! Lost characters and words: replacement characters, boxes, censored words, empty marks, torn glosses.

use crate::clean::patterns::{is_blank, regex};
use duizhao_core::article::Span;
use duizhao_zh::han;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The kinds that a pattern can tell; the excerpt is the group.
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    let han = r"[\u4e00-\u9fff]";
    let patterns = [
        // What a decoder could not read.
        r"(\u{fffd}+)".to_owned(),
        // A character that the font or the character set lacks.
        format!(r"{han}([□■〓]+){han}"),
        // What decoding UTF-8 as GBK, or unset memory, leaves.
        r"((?:锟斤拷|烫烫烫|屯屯屯)+)".to_owned(),
        // Quotations, titles and asides with nothing in them.
        r"(《\s*》|〈\s*〉|“\s*”|‘\s*’|「\s*」|『\s*』|【\s*】|（\s*）|[\u4e00-\u9fff]\(\s*\))"
            .to_owned(),
        // A reading without its opening bracket, 知?jiǎng), or without its closing one.
        format!(r"((?:{han}|\?)\?*{SYLLABLE}[)）])|({han}[(（]{SYLLABLE}[?？]*){han}"),
    ];
    regex(&patterns.join("|"))
});

/// A syllable of pinyin with its tone mark.
const SYLLABLE: &str = "[a-z]{0,4}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,3}";

/// Finds the places, not in order, given where [`suspects`] stand, among others. Linear.
pub(super) fn lost_marks(text: &str, suspects: &[usize]) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut has_mark, mut has_star, mut has_question) = (false, false, false);
    for &at in suspects {
        let (before, after) = text.split_at(at);
        match after.chars().next() {
            Some('*') => has_star = true,
            Some('?') => has_question = true,
            Some(c) => has_mark = has_mark || may_be_mark(before, c),
            None => {}
        }
    }
    if has_mark {
        find_marks(text, &mut found);
    }
    if has_star {
        found.extend(censored(text));
    }
    if has_question {
        found.extend(lost_question_marks(text));
    }
    found
}

/// Finds the places that [`MARKS`] tells.
fn find_marks(text: &str, found: &mut Vec<Span>) {
    let mut at = 0;
    while let Some(captures) = MARKS.captures_at(text, at) {
        let Some(place) = captures.iter().skip(1).flatten().next() else {
            break;
        };
        let (start, end) = (place.start(), place.end());
        at = end;
        if is_credit(&text[..start]) {
            continue;
        }
        // A whole gloss, 棪（yǎn）, has both brackets.
        if place.as_str().ends_with([')', '）']) && text[..start].ends_with(['(', '（']) {
            continue;
        }
        found.push(Span::new(start, end_of_garble(text, place.as_str(), end)));
    }
}

/// Lists the suspects: characters of which a place has one.
pub(super) fn suspects() -> impl Iterator<Item = char> {
    ('\0'..='\u{ffff}').filter(|&c| opening(c).is_some() || is_sign(c) || matches!(c, '*' | '?'))
}

/// Tests whether a place of [`MARKS`] may have a character after a text: a sign, or a mark with nothing in it.
fn may_be_mark(before: &str, c: char) -> bool {
    match opening(c) {
        Some(open) => before.trim_end_matches(is_blank).ends_with(open),
        None => is_sign(c),
    }
}

/// Returns the mark that opens what another closes.
fn opening(closing: char) -> Option<char> {
    Some(match closing {
        '》' => '《',
        '〉' => '〈',
        '”' => '“',
        '’' => '‘',
        '」' => '「',
        '』' => '『',
        '】' => '【',
        '）' => '（',
        ')' => '(',
        _ => return None,
    })
}

/// Tests whether a character is what is left of lost ones, or part of a torn gloss.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{fffd}' | '□' | '■' | '〓' | '锟' | '烫' | '屯') || is_toned(c)
}

fn is_toned(c: char) -> bool {
    matches!(c, 'à'..='ü' | 'ā'..='ǜ')
}

/// Tests whether a box after `before` is the mark of an author: 本报记者□王强.
fn is_credit(before: &str) -> bool {
    ["记者", "文", "员", "图", "者", "编辑"]
        .iter()
        .any(|word| before.ends_with(word))
}

/// Returns the end of what a torn gloss garbled after it: 刂饕侣劽襟w, up to the last rare character or letter of the
/// clause.
fn end_of_garble(text: &str, place: &str, end: usize) -> usize {
    /// Longest garbled stretch, in characters.
    const LONGEST: usize = 12;
    if !place.contains(is_toned) {
        return end;
    }
    text[end..]
        .char_indices()
        .take(LONGEST)
        .take_while(|(_, c)| han::is_han(*c) || c.is_ascii_alphabetic() || *c == '?')
        .filter(|(_, c)| !super::super::glosses::is_common(*c))
        .last()
        .map_or(end, |(at, c)| end + at + c.len_utf8())
}

/// Finds stars for censored words: 中国***的. Stars in pairs are emphasis, and a line of stars is a rule.
fn censored(text: &str) -> Vec<Span> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('*') {
        let start = at + found;
        let end = text.len() - text[start..].trim_start_matches('*').len();
        runs.push(Span::new(start, end));
        at = end;
    }
    let mut of_length: HashMap<usize, usize> = HashMap::new();
    for run in &runs {
        *of_length.entry(run.end - run.start).or_default() += 1;
    }
    let is_pair = |run: &Span| of_length[&(run.end - run.start)].is_multiple_of(2);
    let beside_han = |run: &Span| {
        text[..run.start].ends_with(han::is_han) || text[run.end..].starts_with(han::is_han)
    };
    let inside = |run: &Span| run.start > 0 && run.end - run.start >= 2;
    runs.iter()
        .filter(|run| inside(run) && beside_han(run) && (run.end - run.start > 3 || !is_pair(run)))
        .copied()
        .collect()
}

/// Finds the `?` that stand for a lost character or blank.
fn lost_question_marks(text: &str) -> impl Iterator<Item = Span> {
    let full_width = text.contains(['，', '。', '：', '、']);
    text.match_indices('?')
        .filter(move |&(at, _)| full_width && han::is_lost_character(text, at))
        .map(|(at, _)| Span::new(at, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let places = text.char_indices().map(|(at, _)| at);
        let mut spans = lost_marks(text, &places.collect::<Vec<_>>());
        spans.sort_by_key(|span| span.start);
        let found: Vec<&str> = spans.into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lost_characters_are_named() {
        check("党的\u{fffd}\u{fffd}精神", &["\u{fffd}\u{fffd}"]);
        check("朱□基出席会议", &["□"]);
        check("会议指出锟斤拷锟斤拷", &["锟斤拷锟斤拷"]);
        check("他写了《》和“”两篇", &["《》", "“”"]);
        check("萨达姆?侯赛因，昨日", &["?"]);
        check("新华社郑州12月9日电? 题：丰收", &["?"]);
        check("向中国***的优秀党员", &["***"]);
    }

    #[test]
    fn torn_glosses_are_named_with_what_they_garbled() {
        check("在当?shù)刂饕侣劽襟w公布", &["当?shù)刂饕侣劽襟w"]);
        check("知?jiǎng)挪荩", &["知?jiǎng)挪荩"]);
    }

    #[test]
    fn whole_text_has_no_lost_marks() {
        for text in [
            "棪（yǎn）树和厼(ěr)",
            "本报记者□王强",
            "□ 王强",
            "**加强**党的领导",
            "你去不去?我，不去",
            "真的吗? 我不信，他说。",
            "café)的，",
            "* * *",
            "世卫组织(WHO)和（CPC）",
        ] {
            check(text, &[]);
        }
    }
}
