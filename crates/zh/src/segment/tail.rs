//! What belongs to a sentence after its end marks: footnote marks, datelines, citations and other asides.

use super::pairs::DelimiterPair;
use crate::han;
use duizhao_core::article::Span;
use std::str::Chars;

/// Longest footnote mark in brackets, in bytes: `[注12]`, `[12-15]`.
const LONGEST_NOTE: usize = 16;

/// Returns the end of what follows the end marks and closing marks up to `closed` and belongs to their sentence:
/// footnote marks (`[1]`, `〔2〕`, ① if `circled_notes`) and asides in round brackets （新华社北京3月8日电）.
///
/// The number of a list, （一）, begins what follows, as does （北京时间）; a credit that ends a line stands alone. `pairs` are the pairs of marks that begin
/// at the end marks or later.
pub(super) fn end_of_tail(
    text: &str,
    closed: usize,
    pairs: &[DelimiterPair],
    circled_notes: bool,
) -> usize {
    let mut pairs = pairs.iter();
    let mut end = closed;
    loop {
        let after = text[end..].trim_start_matches([' ', '\u{3000}']);
        let at = text.len() - after.len();
        let next = match after.chars().next() {
            Some(c) if is_circled(c) && circled_notes => at + c.len_utf8(),
            Some('(' | '（' | '[' | '［' | '〔') => {
                let pair = pairs.find(|pair| pair.span.start >= at);
                match pair {
                    Some(pair)
                        if pair.span.start == at
                            && belongs_before(pair.span.of(text))
                            && !is_credit(text, pair.span) =>
                    {
                        pair.span.end
                    }
                    Some(_) | None => return end,
                }
            }
            Some(_) | None => return end,
        };
        end = text.len() - text[next..].trim_start_matches(han::is_closing).len();
    }
}

/// Tests whether an aside that follows a sentence belongs to it.
fn belongs_before(aside: &str) -> bool {
    let mut inside = aside.chars();
    let open = inside.next();
    inside.next_back();
    let number = is_number(inside.clone());
    if matches!(open, Some('(' | '（')) {
        let inside = inside.as_str().trim();
        let qualifies = inside.ends_with("时间") || inside.ends_with("時間");
        !number && !qualifies && !inside.is_empty()
    } else {
        number && aside.len() <= LONGEST_NOTE && inside.any(|c| c.is_ascii_digit())
    }
}

/// Tests whether an aside is a credit on the last line of an article, which stands alone: （编译/冯雪）.
fn is_credit(text: &str, aside: Span) -> bool {
    let after = text[aside.end..].trim_start_matches([' ', '\u{3000}']);
    (after.is_empty() || after.starts_with('\n')) && aside.of(text).contains(['/', '／'])
}

/// Tests whether the text is a number as lists and footnotes have it: 一, 12, 注3, 2-4, ①, a, iv.
fn is_number(mut inside: Chars<'_>) -> bool {
    let letters = inside.as_str().len() <= 4;
    inside.all(|c| {
        is_circled(c)
            || c.is_ascii_digit()
            || (letters && c.is_ascii_alphabetic())
            || "０１２３４５６７８９〇一二三四五六七八九十百甲乙丙丁注註第其之-–—－,，、 .．"
                .contains(c)
    })
}

/// Tests whether `c` is a number in a circle, ① to ⑳.
fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳')
}

/// Tests whether the circled numbers of `text` are footnote marks, not the numbers of a list.
///
/// They are if one stands at the end of a line, if the first that follows an end mark is not ①, or if there is only
/// one of them. Linear in the text.
pub(super) fn has_circled_notes(text: &str) -> bool {
    let mut first = None;
    let mut count = 0;
    let mut before = '\n';
    for (at, c) in text.char_indices() {
        if is_circled(c) {
            let after = text[at + c.len_utf8()..].trim_start_matches([' ', '\u{3000}']);
            if before != '\n' && (after.is_empty() || after.starts_with('\n')) {
                return true;
            }
            if han::is_end_mark(before) || han::is_closing(before) {
                count += 1;
                first = first.or(Some(c));
            } else if matches!(before, '\n' | '：' | ':' | '；' | ';') {
                return false;
            }
        }
        if !matches!(c, ' ' | '\u{3000}') {
            before = c;
        }
    }
    count == 1 || first.is_some_and(|c| c != '①')
}
