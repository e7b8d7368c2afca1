//! The title of a page.

use super::flow::{Line, LineForm};
use super::line::is_linked;
use crate::read::assemble::CELL_GAP;
use duizhao_zh::han;

/// The lines that print the title: from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Longest line of a headline, in bytes.
const LONGEST_LINE: usize = 400;

/// Returns a line without the cells after its first, which have no title in them.
fn first_cell(line: &Line) -> &str {
    line.text.split(CELL_GAP).next().unwrap_or_default()
}

/// Fewest characters of a headline that the head of the page names first.
const SHORTEST: usize = 4;
/// Fewest characters of a headline that the head of the page names after something else: the name of a section is shorter.
const SHORTEST_AFTER: usize = 8;
/// How many parts of a title can be the headline.
const MOST_PARTS: usize = 6;

/// A way to read what the head of a page says: from its beginning, or after the name of a site or a section.
struct Reading<'a> {
    title: &'a str,
    /// Its letters, digits and Chinese characters.
    bare: String,
    /// Fewest characters of a headline.
    shortest: usize,
}

impl<'a> Reading<'a> {
    fn new(title: &'a str, shortest: usize) -> Self {
        Self {
            title,
            bare: han::bare(title),
            shortest,
        }
    }

    /// Tests whether it begins with lines that are joined, of which the last begins at `last`: no line is the name of a section
    /// before it.
    fn begins_with(&self, joined: &str, last: usize) -> bool {
        let is_section = || {
            let cut = cut_after(self.title, &joined[..last]);
            let rest = cut.map_or("", |cut| self.title[cut..].trim_start());
            rest.starts_with(['_', '-', '|', '｜'])
        };
        self.bare.starts_with(joined) && (last == 0 || !is_section())
    }
}

/// Returns the ways to read what the head of a page says.
fn readings(named: &[String]) -> impl Iterator<Item = Reading<'_>> {
    named.iter().flat_map(|title| {
        let parts = title.match_indices(SEPARATORS).take(MOST_PARTS);
        let after = parts.map(|(at, mark)| {
            let rest = title[at + mark.len()..].trim_start();
            Reading::new(rest, SHORTEST_AFTER)
        });
        std::iter::once(Reading::new(title, SHORTEST)).chain(after)
    })
}

/// Fewest Chinese characters of a line of text, below which no headline stands.
const SHORTEST_TEXT: usize = 40;
/// Most lines of a headline.
const MOST_LINES: usize = 5;

/// Returns the lines that print the title: the head of the page names it, whole or with the site's name after it.
pub(super) fn headline(lines: &[Line], named: &[String]) -> Option<Headline> {
    let named: Vec<Reading<'_>> = readings(named).collect();
    // Above the text the last place that prints it is the headline: the path to the page can print it first.
    let text_between = |known: Headline, start: usize| {
        let between = lines.get(known.end..start).unwrap_or_default();
        between.iter().any(|line| line.han >= SHORTEST_TEXT)
    };
    let mut best: Option<(Headline, usize)> = None;
    for start in 0..lines.len() {
        let mut joined = String::new();
        for end in start + 1..=(start + MOST_LINES).min(lines.len()) {
            let line = &lines[end - 1];
            if line.text.len() > LONGEST_LINE || (is_linked(line) && line.form != LineForm::Title) {
                break;
            }
            let printed = joined.len();
            joined.push_str(&han::bare(first_cell(line)));
            let length = joined.chars().count();
            let readings = named
                .iter()
                .filter(|named| named.begins_with(&joined, printed));
            let Some(shortest) = readings.map(|named| named.shortest).min() else {
                break;
            };
            let score = length * 2 + usize::from(line.form == LineForm::Title);
            if length >= shortest
                && best.is_none_or(|(known, known_score): (Headline, usize)| {
                    score > known_score || (score == known_score && !text_between(known, start))
                })
            {
                best = Some((Headline { start, end }, score));
            }
        }
    }
    best.map(|(headline, _)| headline)
}

impl Headline {
    /// Returns the title that the lines print; `None` where the head of the page goes on as if it were longer.
    pub(super) fn title(self, lines: &[Line], named: &[String]) -> Option<String> {
        let lines = &lines[self.start..self.end];
        let joined: String = lines
            .iter()
            .map(|line| han::bare(first_cell(line)))
            .collect();
        let title = readings(named).find_map(|named| {
            let cut = cut_after(named.title, &joined)?;
            ends_title(&named.title[cut..]).then_some(&named.title[..cut])
        });
        match lines {
            [line] if title.is_some() || line.form == LineForm::Title => {
                Some(first_cell(line).to_owned())
            }
            [_, ..] | [] => title.map(str::to_owned),
        }
    }
}

/// Returns where a title ends that begins with these letters, digits and Chinese characters; a mark that closes or ends it
/// belongs to it.
fn cut_after(title: &str, bare: &str) -> Option<usize> {
    if !han::bare(title).starts_with(bare) {
        return None;
    }
    let mut left = bare.chars().count();
    let mut marks = false;
    for (at, c) in title.char_indices() {
        let is_counted = !han::bare(c.encode_utf8(&mut [0; 4])).is_empty();
        if marks && !(han::is_closing(c) || han::is_end_mark(c)) {
            return Some(at);
        }
        left -= usize::from(is_counted && left > 0);
        marks |= left == 0;
    }
    Some(title.len())
}

/// What stands between a title and the names of its section and site.
const SEPARATORS: [char; 19] = [
    '_', '-', '—', '–', '|', '｜', '丨', '·', ':', '：', '(', '（', '[', '【', '<', '>', '»', '/',
    ' ',
];

/// Tests whether a title can end before the rest of what the head of a page says: the name of the site follows, or nothing.
fn ends_title(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(SEPARATORS) || rest.starts_with(['\n', '\u{3000}'])
}

/// Fewest Chinese characters of a title that only the head of a page has.
const SHORTEST_UNSEEN: usize = 6;

/// Returns the title of a page that does not print it: one that the head of the page has twice, once with the site's name after
/// it perhaps.
pub(super) fn agreed(named: &[String]) -> Option<String> {
    let (whole, others) = named.split_last()?;
    others
        .iter()
        .find(|title: &&String| {
            let rest = whole.strip_prefix(title.as_str());
            han::count(title) >= SHORTEST_UNSEEN && rest.is_some_and(ends_title)
        })
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line {
            text: text.to_owned(),
            han: han::count(text),
            ..Line::default()
        }
    }

    /// Checks which of the lines are the headline, and the title where that is sure.
    #[track_caller]
    fn check(
        named: &[&str],
        lines: &[&str],
        expected: Option<(usize, usize)>,
        title: Option<&str>,
    ) {
        let named: Vec<String> = named.iter().map(|&title| title.to_owned()).collect();
        let lines: Vec<Line> = lines.iter().map(|text| line(text)).collect();
        let found = headline(&lines, &named);
        assert_eq!(found.map(|found| (found.start, found.end)), expected);
        let found = found.and_then(|found| found.title(&lines, &named));
        assert_eq!(found.as_deref(), title);
    }

    #[test]
    fn the_line_that_the_page_is_named_for_is_the_headline() {
        check(
            &["国务院部署促进就业_要闻_某网"],
            &["要闻", "国务院部署促进就业", "正文"],
            Some((1, 2)),
            Some("国务院部署促进就业"),
        );
        check(
            &["“两会”召开了！ - 某网"],
            &["“两会”召开了！"],
            Some((0, 1)),
            Some("“两会”召开了！"),
        );
        check(&["某网"], &["国务院部署促进就业"], None, None);
        check(
            &["某网-要闻-国务院部署促进就业"],
            &["要闻", "国务院部署促进就业"],
            Some((1, 2)),
            Some("国务院部署促进就业"),
        );
        check(
            &["国务院部署促进就业政策"],
            &["国务院部署促进就业"],
            Some((0, 1)),
            None,
        );
    }

    #[test]
    fn a_headline_can_have_several_lines() {
        check(
            &["李某在某省调研时强调 彰显特色优势 提高开放水平-某网"],
            &[
                "李某在某省调研时强调",
                "彰显特色优势 提高开放水平",
                "2024-05-09",
            ],
            Some((0, 2)),
            Some("李某在某省调研时强调 彰显特色优势 提高开放水平"),
        );
        check(
            &["关于做好某项工作的通知"],
            &["关于做好某项工作", "的通知"],
            Some((0, 2)),
            Some("关于做好某项工作的通知"),
        );
    }

    #[test]
    fn a_title_that_is_not_printed_needs_two_witnesses() {
        let agreed =
            |named: &[&str]| agreed(&named.iter().map(|&t| t.to_owned()).collect::<Vec<_>>());
        assert_eq!(
            agreed(&["国务院部署促进就业", "国务院部署促进就业_某网"]).as_deref(),
            Some("国务院部署促进就业")
        );
        assert_eq!(agreed(&["国务院部署促进就业", "某网"]), None);
        assert_eq!(agreed(&["国务院部署促进就业_某网"]), None);
        assert_eq!(agreed(&["某网", "某网"]), None);
    }
}
