//! Joining paragraphs that are wrapped into lines of one width, as in mails and old text files.

use super::draft::{Draft, Fate};
use duizhao_zh::han;
use unicode_width::UnicodeWidthStr;

/// Smallest width of wrapped lines, in columns of a terminal (a Chinese character takes two).
const NARROWEST: usize = 30;

/// How much narrower than the widest a wrapped line may be, in columns: one word or one mark that did not fit.
const RAGGED: usize = 6;

pub(super) fn run(draft: &mut Draft<'_>) {
    let width = join_wrapped(draft);
    join_pairs(draft, width);
}

/// Joins wrapped paragraphs of three and more lines, and returns the width to which they were wrapped, or 0 if there
/// are none.
fn join_wrapped(draft: &mut Draft<'_>) -> usize {
    let mut width = 0;
    let mut start = 0;
    while start < draft.lines.len() {
        let end = (start + 1..draft.lines.len())
            .find(|&i| draft.lines[i].after_blank)
            .unwrap_or(draft.lines.len());
        for (first, last) in wrapped(draft, start, end) {
            width = width.max(draft.lines[first].text.width());
            join(draft, first, last);
        }
        start = end;
    }
    width
}

/// Joins paragraphs of two lines on a page that wraps its lines to `width`.
fn join_pairs(draft: &mut Draft<'_>, width: usize) {
    if width == 0 {
        return;
    }
    for first in 0..draft.lines.len().saturating_sub(1) {
        let line = &draft.lines[first];
        let next = &draft.lines[first + 1];
        let full = line.text.width() < width + RAGGED && line.text.width() + RAGGED > width;
        if line.is_open()
            && next.is_open()
            && !next.after_blank
            && full
            && breaks_a_sentence(&line.text)
        {
            join(draft, first, first + 1);
        }
    }
}

/// Finds the wrapped paragraphs among the lines `start..end`, which have no blank lines between them: the first and
/// last line of each.
fn wrapped(draft: &Draft<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    if end - start < 3 {
        return Vec::new();
    }
    let widths: Vec<usize> = draft.lines[start..end]
        .iter()
        .map(|line| line.text.width())
        .collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let mut found = Vec::new();
    let mut first = start;
    while first + 2 < end {
        let run = widths[first - start..]
            .iter()
            .take_while(|&&width| width + RAGGED > widest)
            .count();
        let last = first + run;
        let broken = draft.lines[first..last]
            .iter()
            .filter(|line| breaks_a_sentence(&line.text))
            .count();
        if widest >= NARROWEST && run >= 2 && last < end && broken * 2 > run {
            found.push((first, last));
            first = last + 1;
        } else {
            first += run.max(1);
        }
    }
    found
}

/// Tests whether a line ends in the middle of a sentence: in a character or a mark that ends nothing.
fn breaks_a_sentence(text: &str) -> bool {
    text.ends_with(|c: char| {
        han::is_han(c)
            || c.is_ascii_alphanumeric()
            || matches!(c, '，' | '、' | ',' | '；' | '“' | '《')
    }) && !text.contains("  ")
}

fn join(draft: &mut Draft<'_>, first: usize, last: usize) {
    let mut text = String::new();
    for line in &draft.lines[first..=last] {
        if text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && line.text.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    for line in &mut draft.lines[first + 1..=last] {
        line.fate = Fate::Joined("wraps");
    }
    draft.set_text(first, text);
}
