//! The title of a page.

use super::content::is_linked;
use super::flow::{Form, Line};
use super::tag::Tag;
use super::tree::Tree;
use duizhao_zh::han;

/// The lines that print the title: from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Returns what the head of a page says the title is, the most telling first.
pub(super) fn named(tree: &Tree) -> Vec<String> {
    let mut titles = Vec::new();
    for node in tree.elements(Tag::Meta) {
        let name = tree
            .attribute(node, "property")
            .or_else(|| tree.attribute(node, "name"));
        if let Some(name) = name
            && matches!(
                name.to_ascii_lowercase().as_str(),
                "og:title" | "articletitle" | "twitter:title"
            )
            && let Some(content) = tree.attribute(node, "content")
        {
            titles.push(content.trim().to_owned());
        }
    }
    if let Some(node) = tree.elements(Tag::Title).next() {
        titles.push(tree.inner_text(node).trim().to_owned());
    }
    titles
}

/// Most lines of a headline.
const MOST_LINES: usize = 5;

/// Returns the lines that print the title: the head of the page names it, whole or with the site's name after it.
pub(super) fn headline(lines: &[Line], named: &[String]) -> Option<Headline> {
    let named: Vec<String> = named.iter().map(|title| han::bare(title)).collect();
    let mut best: Option<(Headline, usize)> = None;
    for start in 0..lines.len() {
        let mut joined = String::new();
        for end in start + 1..=(start + MOST_LINES).min(lines.len()) {
            let line = &lines[end - 1];
            if line.text.len() > 400 || (is_linked(line) && line.form != Form::Title) {
                break;
            }
            joined.push_str(&han::bare(&line.text));
            if joined.is_empty() || !named.iter().any(|title| title.starts_with(&joined)) {
                break;
            }
            let length = joined.chars().count();
            let score = length * 2 + usize::from(line.form == Form::Title);
            if length >= 4 && best.is_none_or(|(_, known)| score > known) {
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
        let joined: String = lines.iter().map(|line| han::bare(&line.text)).collect();
        let title = named.iter().find_map(|named| {
            let cut = cut_after(named, &joined)?;
            ends_title(&named[cut..]).then_some(&named[..cut])
        });
        match lines {
            [line] if title.is_some() || line.form == Form::Title => Some(line.text.clone()),
            _ => title.map(str::to_owned),
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

/// Tests whether a title can end before the rest of what the head of a page says: the name of the site follows, or nothing.
fn ends_title(rest: &str) -> bool {
    const SEPARATORS: [char; 19] = [
        '_', '-', '—', '–', '|', '｜', '丨', '·', ':', '：', '(', '（', '[', '【', '<', '>', '»',
        '/', ' ',
    ];
    rest.is_empty() || rest.starts_with(SEPARATORS) || rest.starts_with(['\n', '\u{3000}'])
}
