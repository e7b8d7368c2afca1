//! Pages as templates: which lines stay, which are made, and how their text looks.

use super::filler::Filler;
use duizhao::article::BlockKind;
use duizhao::clean::{Action, Cleaned};
use duizhao::han;
use duizhao::script::{Converter, Script};
use std::collections::HashMap;

/// A line of a page.
pub(super) enum Line {
    /// Metadata and furniture, with slots.
    Text(String),
    /// The title, and what follows it in the line.
    Title(String),
    /// A heading after its mark: 一、
    Heading(String),
    Prose,
}

impl Line {
    /// Returns about how many bytes it takes; nothing for prose.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 1,
            Self::Title(_) | Self::Heading(_) => 40,
            Self::Prose => 1,
        }
    }
}

/// A page as a template.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) style: Style,
    /// Bytes of a paragraph.
    pub(super) paragraph: usize,
    /// What parts paragraphs.
    pub(super) between: &'static str,
}

impl Page {
    /// Makes a template of a page with prose; `None` for one without.
    pub(super) fn new(text: &str, cleaned: &Cleaned, filler: &Filler) -> Option<Self> {
        let report = &cleaned.report;
        let kind = |line| {
            let mut kept = report.kept.iter().filter(|kept| kept.line == line);
            kept.next()
                .map(|kept| cleaned.article.blocks[kept.block].kind)
        };
        let mut changes = report.changes.iter();
        let title = changes.find(|change| (change.pass, change.action) == ("title", Action::Moved));
        let after_title = |line: &str| Some(line.trim().strip_prefix(&title?.text)?.to_owned());
        let mut lengths = Vec::new();
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            lines.push(match kind(index + 1) {
                Some(BlockKind::Heading) => Line::Heading(mark(line).to_owned()),
                Some(_) if line.len() > 90 && line.contains('。') => {
                    lengths.push(line.len());
                    Line::Prose
                }
                _ => after_title(line).map_or_else(|| Line::Text(filler.slots(line)), Line::Title),
            });
        }
        let paragraph = lengths.iter().sum::<usize>().checked_div(lengths.len())?;
        let gaps = text.lines().filter(|line| line.trim().is_empty()).count();
        Some(Self {
            style: Style::new(text, cleaned),
            paragraph,
            between: if gaps * 3 > lines.len() { "\n\n" } else { "\n" },
            lines,
        })
    }
}

/// Returns the number that a heading begins with.
fn mark(line: &str) -> &str {
    let end = line.find(['、', '）', '.']).map_or(0, |at| {
        at + line[at..].chars().next().map_or(0, char::len_utf8)
    });
    if end <= 16 { &line[..end] } else { "" }
}

/// How the text of a page looks.
pub(super) struct Style {
    /// Into the script of the page, if that is traditional.
    converter: Option<Converter>,
    /// Pinyin in brackets after characters, as damaged pages have it.
    glosses: HashMap<char, String>,
    has_ascii_marks: bool,
    /// Characters that the page has lost.
    lost: Vec<char>,
}

impl Style {
    fn new(text: &str, cleaned: &Cleaned) -> Self {
        let report = &cleaned.report;
        let is_glossed = report
            .repaired
            .get("pinyin_glosses")
            .is_some_and(|&count| count > 5);
        let has_lost = text.contains("月日");
        let lost = "、“”《》0123456789".chars();
        Self {
            converter: report.is_converted.then(|| Converter::new(Script::Tw)),
            glosses: if is_glossed {
                glosses(text)
            } else {
                HashMap::new()
            },
            has_ascii_marks: text.matches(',').count() > text.matches('，').count(),
            lost: lost
                .filter(|c| has_lost && text.matches(*c).count() < 9)
                .collect(),
        }
    }

    /// Makes text in simplified script look like the page's.
    pub(super) fn dress(&self, text: &str) -> String {
        let converted = self
            .converter
            .as_ref()
            .map(|converter| converter.convert(text));
        let mut made = String::with_capacity(text.len() * 2);
        for c in converted.as_deref().unwrap_or(text).chars() {
            if self.lost.contains(&c) {
                continue;
            }
            made.push(if self.has_ascii_marks { ascii(c) } else { c });
            if let Some(gloss) = self.glosses.get(&c) {
                made += gloss;
            }
        }
        made
    }
}

/// Collects the characters of a page that pinyin in brackets follows, with it.
fn glosses(text: &str) -> HashMap<char, String> {
    let mut found = HashMap::new();
    let mut rest = text;
    while let Some(at) = rest.find('(') {
        let before = rest[..at].chars().next_back();
        let end = rest[at..].find(')').map_or(rest.len(), |end| at + end + 1);
        let gloss = &rest[at..end];
        if let Some(c) = before
            && han::is_han(c)
            && gloss.chars().count() <= 8
            && !gloss.chars().any(han::is_han)
        {
            found.insert(c, gloss.to_owned());
        }
        rest = &rest[end..];
    }
    found
}

fn ascii(c: char) -> char {
    match c {
        '，' => ',',
        '：' => ':',
        '；' => ';',
        '（' => '(',
        '）' => ')',
        '！' => '!',
        '？' => '?',
        c => c,
    }
}
