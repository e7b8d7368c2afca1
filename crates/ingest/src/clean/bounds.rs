//! The text of the article: where on the page it stands.
//!
//! The lines of a page are given points: sentences have as many as they have characters, lines that are no sentences
//! cost some, signs of the end of an article cost more. The run of lines with the highest sum is the text (maximum
//! subsequence segmentation: Pasternack and Roth, *Extracting article text from the web*, WWW 2009).

use super::dates::dates;
use super::draft::DraftLine;
use super::{controls, fields, related};
use duizhao_zh::han;

/// The first and the last line of the text, each a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// The first line.
    pub(super) first: usize,
    /// The last line.
    pub(super) last: usize,
}

/// Most points of one line: a wall of text outside the article must not outweigh it alone.
const MOST: i64 = 400;

/// Points of a line that is no sentence. Best on pages of news sites and forums: 10 to 30 make little difference.
const OTHER: i64 = -20;

/// Points of a line that only stands outside an article.
const SIGN: i64 = -60;

/// Points of the line that names the editor, after which few articles go on.
const END: i64 = -250;

/// Tests whether a line names the editor below an article: （责编：张某、李某）.
fn is_editor(key: &str) -> bool {
    let key = key.trim_start_matches(['(', '（', '[', '【', ' ']);
    key.len() <= 120
        && ["责编", "责任编辑", "编辑：", "编辑:"]
            .iter()
            .any(|label| key.starts_with(label))
        && !han::ends_sentence(key)
}

/// Finds the text among `lines`; `None` if no line is a sentence. Linear.
pub(super) fn find(lines: &[DraftLine<'_>]) -> Option<Bounds> {
    let mut best = (0, None);
    let mut sum = 0;
    let mut first = 0;
    for (index, line) in lines.iter().enumerate() {
        if sum <= 0 {
            sum = 0;
            first = index;
        }
        sum += points(line);
        if sum > best.0 {
            best = (sum, Some(Bounds { first, last: index }));
        }
    }
    best.1.map(|text| {
        let first = text.first - widened(lines[..text.first].iter().rev());
        Bounds {
            first: first + headlines(&lines[first..=text.last]),
            last: text.last + widened(lines[text.last + 1..].iter()),
        }
    })
}

/// Returns how many of the first lines of a text are a headline that reads like a sentence, and the metadata below it; the
/// name of an account can stand between.
fn headlines(lines: &[DraftLine<'_>]) -> usize {
    let mut open = lines.iter().enumerate().filter(|(_, line)| line.is_body());
    let Some((_, title)) = open.next() else {
        return 0;
    };
    if title.key().contains('。') || title.key().len() > LONGEST_HEADLINE {
        return 0;
    }
    let is_name = |line: &DraftLine<'_>| line.key().chars().count() <= LONGEST_NAME;
    let mut below = open.skip_while(|(at, line)| *at <= 2 && is_name(line) && !is_dated(line));
    match below.next() {
        Some((at, line)) if is_dated(line) => at + 1,
        Some(_) | None => 0,
    }
}

/// Tests whether a line is one of metadata with a day.
fn is_dated(line: &DraftLine<'_>) -> bool {
    let key = line.key();
    let has_day = !dates(key).is_empty() || fields::begins_with_label(key);
    key.len() <= LONGEST_HEADLINE && has_day && !han::ends_sentence(key)
}

/// Longest headline that reads like a sentence, and longest line of metadata below it, in bytes.
const LONGEST_HEADLINE: usize = 240;

/// Longest name of an account, in characters.
const LONGEST_NAME: usize = 12;

/// Most lines between the text and a paragraph that belongs to it: a table of contents, a list, a few headings.
const WIDEST_GAP: usize = 8;

/// Returns how many lines from the end of the text its last paragraph in one direction is, of those that only a few short
/// lines separate, none of which says when the article was published or begins something else.
fn widened<'l>(lines: impl Iterator<Item = &'l DraftLine<'l>>) -> usize {
    let mut found = 0;
    for (at, line) in lines.enumerate() {
        if line.is_prose() && points(line) > 0 {
            found = at + 1;
        } else if at - found >= WIDEST_GAP || separates(line) {
            break;
        }
    }
    found
}

/// Tests whether a line separates the article from something else.
fn separates(line: &DraftLine<'_>) -> bool {
    let key = line.key();
    line.is_notice()
        || is_editor(key)
        || related::opens(key)
        || controls::is_certain_line(key)
        || (key.len() < 200 && (key.contains("来源") || key.contains("20")))
}

fn points(line: &DraftLine<'_>) -> i64 {
    if !line.is_body() {
        return 0;
    }
    let key = line.key();
    if line.is_notice() {
        return SIGN;
    }
    if is_editor(key) {
        return END;
    }
    let length = i64::try_from(line.han()).unwrap_or(MOST).min(MOST);
    if line.is_prose() || (han::ends_sentence(key) && !key.ends_with(['？', '?', '！', '!'])) {
        length
    } else if han::ends_sentence(key) {
        // A cry of a speaker, or the headline of another page.
        0
    } else if length >= 20 && key.matches(['，', '、', ',', '；']).nth(1).is_some() {
        length / 2
    } else {
        OTHER
    }
}
