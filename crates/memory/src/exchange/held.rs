//! Units as every format can hold them.

use super::super::Unit;
use duizhao_formats::xml::is_allowed;
use duizhao_zh::han::{is_han, is_punctuation};

/// Longest unit, in bytes of all its texts. No sentence is a tenth of it.
pub(super) const MOST_UNIT_BYTES: usize = 64 * 1024;

/// Puts each text of a unit but the note on one line, and removes white space around them; a text that is empty is
/// none. What was held once stays as it is.
pub(super) fn held(unit: Unit) -> Unit {
    Unit {
        source: one_line(unit.source),
        target: one_line(unit.target),
        backend: non_empty(unit.backend),
        model: non_empty(unit.model),
        article: non_empty(unit.article),
        note: unit.note.map(lines).filter(|note| !note.is_empty()),
        ..unit
    }
}

fn non_empty(text: Option<String>) -> Option<String> {
    text.map(one_line).filter(|text| !text.is_empty())
}

/// Tests whether there is nothing to read in a text.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || !is_allowed(c))
}

/// Counts the bytes of all texts.
pub(super) fn length(unit: &Unit) -> usize {
    let options = [&unit.backend, &unit.model, &unit.article, &unit.note];
    let options: usize = options.into_iter().flatten().map(String::len).sum();
    unit.source.len() + unit.target.len() + options
}

/// Tests for what ends a line, by Unicode (UAX 14: BK, CR, LF, NL).
fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Puts a text on one line: a line break is nothing between two Chinese characters, else a space.
fn one_line(text: String) -> String {
    let trimmed = text.trim();
    if !trimmed.contains(is_break) {
        return if trimmed.len() == text.len() {
            text
        } else {
            trimmed.to_owned()
        };
    }
    let mut out = String::with_capacity(trimmed.len());
    let mut rest = trimmed;
    while let Some(start) = rest.find(char::is_whitespace) {
        let end = rest[start..]
            .find(|c: char| !c.is_whitespace())
            .map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start]);
        let space = &rest[start..end];
        rest = &rest[end..];
        if !space.contains(is_break) {
            out.push_str(space);
        } else if !(out.ends_with(is_chinese) && rest.starts_with(is_chinese)) {
            out.push(' ');
        }
    }
    out + rest
}

fn is_chinese(c: char) -> bool {
    is_han(c) || is_punctuation(c)
}

/// Gives a text one kind of line break.
fn lines(text: String) -> String {
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_unit;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_on_one_line() {
        let check = |text: &str, expected: &str| assert_eq!(one_line(text.to_owned()), expected);
        check(" 党 委\n", "党 委");
        check("党\r\n  委，\n会", "党委，会");
        check("the\n Party\u{2028}党  a", "the Party 党  a");
    }

    proptest! {
        #[test]
        fn what_was_held_stays(unit in any_unit()) {
            let once = held(unit);
            prop_assert_eq!(held(once.clone()), once.clone());
            prop_assert!(!once.source.contains(is_break) && !once.target.contains(is_break));
        }
    }
}
