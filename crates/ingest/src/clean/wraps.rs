//! Paragraphs that were broken into lines of one width, as in mails and old text files.

use super::draft::{Draft, Fate};
use duizhao_zh::han;
use unicode_width::UnicodeWidthStr;

/// Shortest width of a wrapped line, in columns of a terminal (a Chinese character takes two).
const NARROWEST: usize = 30;

/// How much a wrapped line may fall short of the widest, in columns: one word or one mark that would
/// not fit.
const RAGGED: usize = 6;

pub(super) fn run(draft: &mut Draft<'_>) {
    let width = join_wrapped(draft);
    join_pairs(draft, width);
}

/// Joins paragraphs of three lines and more, which show by themselves that they are wrapped, and
/// returns the width they were wrapped to, or 0.
fn join_wrapped(draft: &mut Draft<'_>) -> usize {
    let (mut start, mut width) = (0, 0);
    while start < draft.lines.len() {
        let end = (start + 1..draft.lines.len())
            .find(|&i| draft.lines[i].after_blank)
            .unwrap_or(draft.lines.len());
        let found = if end - start >= 3 {
            wrapped(draft, start, end)
        } else {
            Vec::new()
        };
        for (first, last) in found {
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
        let (line, next) = (&draft.lines[first], &draft.lines[first + 1]);
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

/// The wrapped paragraphs among the lines `start..end`, which no blank line parts, as inclusive ranges.
fn wrapped(draft: &Draft<'_>, start: usize, end: usize) -> Vec<(usize, usize)> {
    let widths: Vec<usize> = draft.lines[start..end]
        .iter()
        .map(|line| line.text.width())
        .collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let full = |i: usize| widths[i - start] + RAGGED > widest;
    let mut found = Vec::new();
    let mut first = start;
    while first + 2 < end {
        let run = (first..end).take_while(|&i| full(i)).count();
        let last = first + run;
        let broken = (first..last)
            .filter(|&i| breaks_a_sentence(&draft.lines[i].text))
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

/// Whether a line stops in the middle of a sentence: in a character or a mark that ends nothing.
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
