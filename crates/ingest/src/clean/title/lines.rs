//! Titles of several lines.

use super::super::draft::{Draft, Fate};
use super::super::headline::{is_headline, is_kicker, is_site_name};
use super::points::{is_repeated, names_account};
use super::{MOST_LINES, text_start};
use duizhao_zh::{dictionary, han};
use std::collections::HashMap;

/// Fewest Chinese characters of a line of a title of several lines.
const SHORTEST_LINE: usize = 8;

/// Fewest Chinese characters of a line above a title that is no name of a section.
const SHORTEST_SECTION: usize = 5;

/// Returns the first and the last line of the title of which line `index` is one.
pub(super) fn whole(
    draft: &Draft<'_>,
    copies: &HashMap<String, usize>,
    index: usize,
) -> (usize, usize) {
    let (first, last) = block(draft, index);
    let complete = is_repeated(copies, draft.lines[index].key());
    // The name of a section may stand above it.
    let top = (first..index)
        .find(|&i| han::count(draft.lines[i].key()) >= SHORTEST_SECTION)
        .unwrap_or(index);
    if last - top < MOST_LINES && !complete && is_set_off(draft, top, last) {
        return (top, last);
    }
    let mut from = index;
    while from > first && index - from < MOST_LINES && continues(draft, first, from) {
        from -= 1;
    }
    let mut to = index;
    while to < last && to - from < MOST_LINES && continues(draft, first, to + 1) {
        to += 1;
    }
    (from, to)
}

/// Returns the first and the last of the headlines around line `index` that nothing separates from it.
fn block(draft: &Draft<'_>, index: usize) -> (usize, usize) {
    let is_part = |i: usize| {
        let line = &draft.lines[i];
        let key = line.key();
        line.is_open()
            && is_headline(key)
            && !is_site_name(key)
            && !is_kicker(key)
            && !names_account(draft, i)
    };
    let mut first = index;
    while first > 0
        && index - first <= MOST_LINES
        && !draft.lines[first].after_blank
        && is_part(first - 1)
    {
        first -= 1;
    }
    let mut last = index;
    let end = text_start(draft);
    while last + 1 < end
        && last - index <= MOST_LINES
        && !draft.lines[last + 1].after_blank
        && is_part(last + 1)
    {
        last += 1;
    }
    (first, last)
}

/// Tests whether a block of lines is a title of several lines: the page begins with it or something sets it off, and
/// each of its lines is long enough.
fn is_set_off(draft: &Draft<'_>, first: usize, last: usize) -> bool {
    let top = &draft.lines[first];
    let begins = top.after_blank
        || first.checked_sub(1).is_none_or(|above| {
            let above = &draft.lines[above];
            matches!(above.fate, Fate::Moved(_) | Fate::Removed("breadcrumbs"))
                || han::count(above.key()) < SHORTEST_SECTION
                    && (first..=last).all(|i| !han::ends_sentence(draft.lines[i].key()))
        });
    begins && (first..=last).all(|i| han::count(draft.lines[i].key()) >= SHORTEST_LINE)
}

/// Tests whether line `index` goes on with the words of the line before it: a bracket is open, the lines of an official
/// document's title are not at its end, or a word begins or ends the line that joins two others.
pub(super) fn continues(draft: &Draft<'_>, first: usize, index: usize) -> bool {
    const JOINING: [char; 9] = ['和', '与', '及', '暨', '的', '、', '等', '，', '》'];
    const JOINED: [char; 13] = [
        '的', '和', '与', '及', '、', '在', '于', '对', '为', '《', '“', '·', '，',
    ];
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let (above, key) = (draft.lines[before].key(), draft.lines[index].key());
    if draft.lines[index].after_blank || !draft.lines[before].is_open() {
        return false;
    }
    let opened: String = draft.lines[first..index]
        .iter()
        .map(|line| line.key())
        .collect();
    let is_open = [('《', '》'), ('“', '”'), ('（', '）'), ('(', ')')]
        .iter()
        .any(|&(open, close)| opened.matches(open).count() > opened.matches(close).count());
    is_open
        || key.starts_with(JOINING) && !is_first_word(key)
        || key.starts_with("关于")
        || above.ends_with(JOINED) && !is_last_word(above)
        || opened.contains("关于")
            && !ends_document(&opened)
            && (first..=index).any(|i| {
                ends_document(draft.lines[i].key())
                    || draft
                        .lines
                        .get(i + 1)
                        .is_some_and(|next| ends_document(next.key()))
            })
}

/// Tests whether the first two characters of a line are a word: 和平, 及时.
fn is_first_word(key: &str) -> bool {
    let end = key.char_indices().nth(2).map_or(key.len(), |(at, _)| at);
    dictionary::is_word(&key[..end])
}

/// Tests whether the last two characters of a line are a word: 行为.
fn is_last_word(key: &str) -> bool {
    let start = key.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    dictionary::is_word(&key[start..])
}

/// Tests whether a title ends in the kind of an official document.
fn ends_document(title: &str) -> bool {
    const KINDS: [&str; 18] = [
        "通知", "通告", "公告", "意见", "决定", "办法", "批复", "规定", "报告", "函", "决议",
        "方案", "规划", "条例", "细则", "命令", "通报", "公报",
    ];
    let title = title.trim_end_matches(['）', ')', '》']);
    KINDS.iter().any(|kind| title.ends_with(kind))
}
