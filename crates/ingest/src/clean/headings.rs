//! Headings inside the text.
//!
//! A line is a heading by its form (short, without an end mark), by its place (between whole paragraphs, with text
//! right below it, below the title) and by its siblings: one that is neither numbered nor one of several, nor clearly set off, stays
//! a paragraph.

use super::dates::dates;
use super::draft::{Draft, DraftLine, Fate};
use super::headline::{is_sentence, is_site_name};
use super::kinds::{is_caption, is_date, is_list_item, is_note};
use super::naming;
use super::patterns::RareWords;
use duizhao_zh::{dictionary, han, names};
use std::sync::LazyLock;

/// Longest heading, in characters: some in the Party press have two clauses.
const LONGEST: usize = 60;

/// Longest heading that has no siblings, in characters.
const LONGEST_ALONE: usize = 24;

/// Fewest 、 of a list, which is not a heading.
const LIST: usize = 3;

/// How the page sets its paragraphs off.
struct Style {
    /// By blank lines.
    blanks: bool,
}

impl Style {
    fn of(draft: &Draft<'_>, body: &[usize]) -> Self {
        let prose = || {
            body.iter()
                .map(|&i| &draft.lines[i])
                .filter(|line| line.is_prose())
        };
        let blanks = prose().filter(|line| line.after_blank).count();
        Self {
            blanks: blanks * 3 > prose().count() * 2,
        }
    }
}

/// Tells which lines are headings, by their index.
pub(super) fn find(draft: &Draft<'_>) -> Vec<bool> {
    let mut body = draft.body();
    let title = draft
        .lines
        .iter()
        .position(|line| line.fate == Fate::Moved("title"));
    body.retain(|&index| title.is_none_or(|title| index > title));
    let style = Style::of(draft, &body);
    let mut is_heading = vec![false; draft.lines.len()];
    let fits = |at: usize| stands_as_heading(draft, &style, &body, at);
    let candidates: Vec<usize> = (0..body.len()).filter(|&at| fits(at)).collect();
    let numbered = |at: usize| is_numbered(draft.lines[body[at]].key());
    let siblings = candidates.iter().filter(|&&at| !numbered(at)).count();
    for at in candidates {
        let alone = siblings < 2 && !numbered(at);
        let above = at.checked_sub(1).map(|before| &draft.lines[body[before]]);
        let follows_text = above.is_some_and(|line| is_text(line));
        if !alone || follows_text && is_short(draft.lines[body[at]].key()) {
            is_heading[body[at]] = true;
        }
    }
    is_heading
}

/// Tests whether a line is short enough for a heading without siblings, and one clause.
fn is_short(key: &str) -> bool {
    key.chars().count() <= LONGEST_ALONE && !key.contains(['，', ',', '；'])
}

/// Tests whether the line at place `at` of the body has the form and the place of a heading.
fn stands_as_heading(draft: &Draft<'_>, style: &Style, body: &[usize], at: usize) -> bool {
    let line = |at: usize| body.get(at).map(|&index| &draft.lines[index]);
    let Some(this) = line(at) else { return false };
    let Some(next) = line(at + 1) else {
        return false;
    };
    if !this.is_open() || !has_form(this.key()) {
        return false;
    }
    let heads = heads_text(next)
        || this.key().ends_with("名单")
        || has_form(next.key()) && line(at + 2).is_some_and(heads_text)
        || is_numbered(next.key()) && !is_numbered(this.key())
        || is_numbered(this.key())
            && is_numbered(next.key())
            && level(this.key()) != level(next.key());
    let above = at.checked_sub(1).and_then(line);
    let follows = above.is_none_or(|above| is_whole(above));
    let set_off = !style.blanks || this.after_blank && next.after_blank;
    heads && follows && set_off
}

/// Tests whether a line can stand right below a heading: text, or a list.
fn heads_text(line: &DraftLine<'_>) -> bool {
    let key = line.key();
    is_text(line) || is_list_item(key) || is_name_list(key) || is_caption(key)
}

fn is_text(line: &DraftLine<'_>) -> bool {
    let key = line.key();
    line.is_prose() || han::ends_sentence(key) && han::count(key) >= 8 || key.ends_with(['：', ':'])
}

/// Tests whether a line ends a paragraph, or is one that needs no end mark.
fn is_whole(line: &DraftLine<'_>) -> bool {
    let key = line.key();
    !line.is_open()
        || han::ends_sentence(key)
        || key.ends_with(['：', ':', '；', '）', ')', '】'])
        || has_form(key)
        || is_list_item(key)
        || is_name_list(key)
        || is_caption(key)
        || is_note(key)
        || is_date(key)
}

/// Returns the kind of numbers of a numbered heading.
fn level(key: &str) -> usize {
    match key.chars().next() {
        Some('（' | '(') => 2,
        Some('第') => 0,
        Some(_) | None => 1,
    }
}

/// Tests whether a line begins like a numbered heading: 一、…, （一）…, 第一章 ….
pub(super) fn is_numbered(key: &str) -> bool {
    let after_number = |text: &str| {
        let rest = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
        (1..=3)
            .contains(&text[..text.len() - rest.len()].chars().count())
            .then_some(rest.chars().next())?
    };
    let mut chars = key.chars();
    match chars.next() {
        Some('（' | '(') => matches!(after_number(chars.as_str()), Some(')' | '）')),
        Some('第') => after_number(chars.as_str()).is_some_and(|c| "章节部编条".contains(c)),
        Some(_) => after_number(key) == Some('、'),
        None => false,
    }
}

/// Tests whether a line begins like the heading of a section that is numbered in a document: 一、…, （一）….
pub(super) fn is_item(key: &str) -> bool {
    is_numbered(key) && !key.starts_with('第')
}

/// Tests whether a line has the form of a heading.
pub(super) fn has_form(key: &str) -> bool {
    if key.len() > LONGEST * 4 {
        return false;
    }
    let dialogue = ["问：", "答：", "问:", "答:", "记者：", "注：", "注:"];
    static CONTACTS: LazyLock<RareWords> = LazyLock::new(|| {
        RareWords::new(&[
            "电话",
            "邮编",
            "地址：",
            "地址:",
            "邮箱",
            "传真",
            "网址",
            "http",
        ])
    });
    let is_bracketed = key.starts_with(['（', '(', '[']) && key.ends_with(['）', ')', ']']);
    let is_quotation = key.starts_with('“') && key.ends_with('”') && key.matches('“').count() == 1;
    let is_title = key.starts_with('《') && key.ends_with('》');
    let is_file_number = key.contains('〔') && key.ends_with('号');
    key.chars().count() <= LONGEST
        && key.chars().filter(|&c| han::is_han(c)).nth(1).is_some()
        && !han::ends_sentence(key)
        && !is_sentence(key)
        && !dialogue.iter().any(|label| key.starts_with(label))
        && !CONTACTS.is_in(key)
        && !(is_bracketed || is_quotation || is_title || is_file_number)
        && key.matches('、').count() < LIST
        && !key.starts_with(['—', '－', '*', '※', '·', '•'])
        && !key.contains('\t')
        && !key.ends_with('>')
        && !key.ends_with("——")
        && !is_site_name(key)
        && !is_label(key)
        && dates(key).is_empty()
        && !is_name_list(key)
        && !are_names(key)
        && !naming::is_author_line(key)
        && !naming::is_byline(key)
        && !naming::is_column_author(key)
        && !is_caption(key)
        && !is_date(key)
}

/// Tests whether a line only says what follows: an editor's note, annexes, copies, comments.
fn is_label(key: &str) -> bool {
    const LABELS: [&str; 12] = [
        "附件",
        "附",
        "附表",
        "抄送",
        "抄报",
        "备注",
        "评论",
        "最新评论",
        "网友评论",
        "相关推荐",
        "作者简介",
        "投稿",
    ];
    let label = key.trim_matches(|c: char| "【】[]（）()：: ".contains(c));
    is_note(key) || LABELS.contains(&label)
}

/// Tests whether a line is a list of names, not all of which differ from words: 赵明东、风笑天.
fn are_names(key: &str) -> bool {
    let mut words = key.split([' ', '、']).filter(|word| !word.is_empty());
    words.clone().count() == 2
        && words
            .clone()
            .any(|word: &str| names::is_person(word) && !dictionary::is_word(word))
        && words.all(|word| (2..=4).contains(&han::count(word)) && word.chars().all(han::is_han))
}

/// Tests whether a line is a list of three or more names, separated by spaces or 、.
fn is_name_list(key: &str) -> bool {
    let list = key.rsplit(['：', ':']).next().unwrap_or(key);
    let words: Vec<&str> = list
        .split([' ', '、'])
        .filter(|word| !word.is_empty())
        .collect();
    words.len() >= 3
        && words.iter().filter(|word| names::is_person(word)).count() * 3 >= words.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::patterns::regex;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    /// What [`is_numbered`] tells, as a pattern.
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部编条])",
        )
    });

    proptest! {
        #[test]
        fn a_number_has_the_pattern(text in "[（(第]?[一十某]{0,4}[、)）章某]?") {
            prop_assert_eq!(is_numbered(&text), NUMBERED.is_match(&text), "{}", text);
        }
    }
}
