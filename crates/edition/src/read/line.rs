//! What a line of an edition is.

use crate::ledger;
use crate::markup::ends_escaping;
use crate::write::{FINDING, NONE, TABLE_COLUMNS};
use duizhao_core::article::BlockKind;

/// How a comment begins.
pub(super) const COMMENT: &str = "<!--";

/// What stands before the first sentence of a block, in the forms that people and formatters give it.
const MARKS: [&str; 2] = ["**¶**", "__¶__"];

/// Returns what stands after the mark of a block's first sentence.
pub(super) fn after_mark(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = MARKS.iter().find_map(|mark| line.strip_prefix(mark))?;
    Some(rest.trim_start())
}

/// Returns what stands in a line that is emphasis as a whole: text never begins with a bare asterisk or underscore.
pub(crate) fn emphasis(line: &str) -> Option<&str> {
    let line = line.trim_end();
    ['*', '_'].into_iter().find_map(|sign| {
        let inside = line.strip_prefix(sign)?.strip_suffix(sign)?;
        (!inside.is_empty()).then_some(inside)
    })
}

/// Returns the kind that a comment gives to the next block.
pub(super) fn kind_comment(line: &str) -> Option<BlockKind> {
    let name = line.trim().strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    BlockKind::from_name(name)
}

/// Tests whether a line begins a comment that is none of the program's.
pub(super) fn is_comment(line: &str) -> bool {
    line.starts_with(COMMENT)
        && !line.starts_with(FINDING)
        && !line.starts_with(ledger::START)
        && line.trim_end() != NONE
        && kind_comment(line).is_none()
}

/// Returns a person's comment from within a line, so that on a line of its own it is not taken for one of the program's.
pub(super) fn as_remark(comment: &str) -> String {
    if is_comment(comment) {
        comment.to_owned()
    } else {
        comment.replacen(COMMENT, "<!-- ", 1)
    }
}

/// Returns in which of these lines, of which the first begins a comment, it ends: before another one begins.
pub(super) fn comment_end(lines: &[&str]) -> Option<usize> {
    for (i, line) in lines.iter().enumerate() {
        let begins_another = i > 0 && line.contains(COMMENT);
        if begins_another {
            // So that many that do not end are looked through once.
            return None;
        }
        if line.contains(ledger::END) {
            return Some(i);
        }
    }
    None
}

/// Tests whether a line that begins with a comment has text after it.
pub(super) fn has_text_after(line: &str) -> bool {
    line.split_once(ledger::END)
        .is_some_and(|(_, rest)| !rest.trim().is_empty() && !rest.trim().starts_with(COMMENT))
}

/// Returns where in a line a person's comment stands, in bytes: not the sign for no translation, nor what is escaped.
pub(super) fn comment_in(text: &str) -> Option<(usize, usize)> {
    let is_real =
        |start: &usize| !ends_escaping(&text[..*start]) && !text[*start..].starts_with(NONE);
    let mut starts = text.match_indices(COMMENT).map(|(start, _)| start);
    let start = starts.find(is_real)?;
    let end = start + text[start..].find(ledger::END)? + ledger::END.len();
    Some((start, end))
}

/// Returns a line without the backslash that joins the next one to it: an odd number of them at its end.
pub(super) fn continued(text: &str) -> (&str, bool) {
    let text = text.trim_end();
    if ends_escaping(text) {
        (&text[..text.len() - 1], true)
    } else {
        (text, false)
    }
}

/// Returns the signs before a heading of whatever level, with the space after them (CommonMark 0.31, section 4.2).
pub(super) fn heading_prefix(line: &str) -> Option<&str> {
    let signs = line.len() - line.trim_start_matches('#').len();
    ((1..=6).contains(&signs) && line[signs..].starts_with(' ')).then(|| &line[..=signs])
}

/// Returns the text of a line of the block or of the quote, or `None` where that side ends.
pub(super) fn side_line<'l>(line: &'l str, quote: &str, prefix: &str) -> Option<&'l str> {
    if line.trim().is_empty() {
        return None;
    }
    let inner = match quote {
        "" if line.starts_with('>') || line.starts_with(FINDING) => return None,
        "" => line,
        _ => line.strip_prefix('>')?.trim_start(),
    };
    if inner.trim() == NONE || prefix.is_empty() {
        return Some(inner);
    }
    match quote {
        "" => after_hashes(inner, prefix.trim_end()),
        // A translation of a heading need not be one.
        _ => {
            let hashes = inner.len() - inner.trim_start_matches('#').len();
            after_hashes(inner, &inner[..hashes]).or(Some(inner))
        }
    }
}

/// Returns what stands after the signs of a heading.
fn after_hashes<'l>(line: &'l str, hashes: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(hashes)?;
    (rest.is_empty() || rest.starts_with(' ')).then_some(rest)
}

/// Tests whether a line is the head of a table of ours.
pub(super) fn is_table_head(line: &str) -> bool {
    line.starts_with('|') && cells(line) == [[TABLE_COLUMNS[0]], [TABLE_COLUMNS[1]]]
}

/// Tests whether a line separates a table's head from its rows, however wide the columns are.
pub(super) fn is_table_rule(line: &str) -> bool {
    line.starts_with('|')
        && line.contains('-')
        && line.trim_end().chars().all(|c| "|-: ".contains(c))
}

/// Most bytes between the angle brackets of a break that people would write.
const LONGEST_BREAK: usize = 8;

/// Returns the lines of a cell: what stands between `<br>`, however it is written.
fn breaks(text: &str) -> Vec<&str> {
    let (mut lines, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(start) = text[at..].find('<').map(|start| at + start) {
        at = start + 1;
        let near = text.as_bytes()[at..]
            .iter()
            .take(LONGEST_BREAK)
            .position(|&byte| byte == b'>');
        let Some(end) = near.map(|end| at + end) else {
            continue;
        };
        let tag = text[at..end].trim_end().trim_end_matches('/').trim_end();
        if tag.eq_ignore_ascii_case("br") && !ends_escaping(&text[..start]) {
            lines.push(&text[from..start]);
            (from, at) = (end + 1, end + 1);
        }
    }
    lines.push(&text[from..]);
    lines
}

/// Returns the lines of each cell of a row, in Markdown: bars that are not escaped separate cells, `<br>` lines.
pub(super) fn cells(line: &str) -> Vec<Vec<String>> {
    let inner = line.trim().strip_prefix('|').unwrap_or(line);
    let inner = inner
        .strip_suffix('|')
        .filter(|rest| !ends_escaping(rest))
        .unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in inner.chars() {
        let cell = cells.len() - 1;
        match c {
            '|' if !is_escaped => cells.push(String::new()),
            // A bar in a cell is escaped whatever it stands in (GFM 0.29, section 4.10).
            '|' => drop(cells[cell].pop().map(|_| cells[cell].push('|'))),
            c => cells[cell].push(c),
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    let cells = cells.iter().map(|cell| match cell.trim() {
        NONE | "" => Vec::new(),
        text => breaks(text)
            .iter()
            .map(|line| line.trim().to_owned())
            .collect(),
    });
    cells.collect()
}
