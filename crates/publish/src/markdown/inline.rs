//! Lines of Markdown that mean the same to every program.

use crate::Article;
use crate::markup::{Inline, Mark, is_shown, parsed};
use duizhao_edition::escape::escape;

/// Returns a line that shows exactly this text, without the characters that are not shown: see [`crate::markup`].
///
/// What [`escape`] leaves for CommonMark is escaped for others: braces (shortcodes, attributes), `%%` and `==` (comments
/// and highlights), and `#` before a word (tags).
pub(super) fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|&c| is_shown(c)).collect();
    let line = escape(text.replace('\n', " ").trim());
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let is_special = match c {
            '{' | '}' => true,
            '%' | '=' => before == c || next == Some(c),
            '#' => next.is_some_and(|next| !next.is_whitespace()),
            _ => false,
        };
        if is_special {
            out.push('\\');
        }
        out.push(c);
        before = c;
        // A backslash and a reference keep what follows them.
        if c == '\\' {
            out.extend(chars.next());
            before = ' ';
        } else if c == '&' {
            out.extend(std::iter::from_fn(|| chars.next_if(|c| *c != ';')));
        }
    }
    out
}

/// The footnotes that people wrote in an article, numbered as they are referred to.
pub(super) struct Footnotes<'a> {
    article: &'a Article,
    labels: Vec<String>,
}

impl<'a> Footnotes<'a> {
    pub(super) fn new(article: &'a Article) -> Self {
        Self {
            article,
            labels: Vec::new(),
        }
    }

    /// Returns inline Markdown as Markdown that means the same everywhere, with links to pages and mail alone. Where that
    /// cannot be written without a change, it is the text that it shows.
    pub(super) fn inline(&mut self, markup: &str, shown: &str) -> String {
        let parts = parsed(markup);
        let written = self.written(&parts);
        let numbered: Vec<Inline> = parts.into_iter().map(|part| self.numbered(part)).collect();
        if parsed(&written) == merged(numbered) {
            written
        } else {
            escaped(shown)
        }
    }

    fn written(&mut self, parts: &[Inline]) -> String {
        let mut out = String::new();
        for part in parts {
            match part {
                Inline::Text(text) => out += &spaced(text),
                Inline::Code(text) => out += &code(text),
                Inline::Start(Mark::Link(_)) => out.push('['),
                Inline::End(Mark::Link(to)) => out += &format!("](<{to}>)"),
                Inline::Start(mark) | Inline::End(mark) => out += sign(mark),
                Inline::Footnote(label) => match self.number(label) {
                    Some(number) => out += &format!("[^{number}]"),
                    None => out += &escaped(&format!("[^{label}]")),
                },
            }
        }
        out
    }

    /// Returns the part with the number of its footnote; as text where there is no such note.
    fn numbered(&mut self, part: Inline) -> Inline {
        match part {
            Inline::Footnote(label) => match self.number(&label) {
                Some(number) => Inline::Footnote(number.to_string()),
                None => Inline::Text(format!("[^{label}]")),
            },
            other => other,
        }
    }

    fn number(&mut self, label: &str) -> Option<usize> {
        if let Some(at) = self.labels.iter().position(|known| known == label) {
            return Some(at + 1);
        }
        let mut footnotes = self.article.footnotes.iter();
        footnotes.find(|note| note.label == label)?;
        self.labels.push(label.to_owned());
        Some(self.labels.len())
    }

    /// Returns the notes that the text refers to, to stand at its end.
    pub(super) fn definitions(&mut self) -> String {
        let mut out = String::new();
        let mut done = 0;
        // A note may refer to another.
        while let Some(label) = self.labels.get(done).cloned() {
            done += 1;
            let mut footnotes = self.article.footnotes.iter();
            let note = footnotes.find(|note| note.label == label);
            let markup = note.map_or("", |note| note.markup.as_str());
            let text = self.inline(markup, markup);
            out += &format!("\n[^{done}]: {text}\n");
        }
        out
    }
}

/// Joins texts that stand side by side.
fn merged(parts: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for part in parts {
        match (out.last_mut(), part) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, part) => out.push(part),
        }
    }
    out
}

/// Escapes text between marks: the spaces at its ends stay.
fn spaced(text: &str) -> String {
    let inner = text.trim_matches(' ');
    if inner.is_empty() {
        return text.to_owned();
    }
    let start = text.len() - text.trim_start_matches(' ').len();
    let end = start + inner.len();
    format!("{}{}{}", &text[..start], escaped(inner), &text[end..])
}

/// Returns a code span, or text where there is what would end it or run in it.
fn code(text: &str) -> String {
    if text.contains(['`', '|', '{', '}', '%', '<']) || text.trim() != text || text.is_empty() {
        escaped(text)
    } else {
        format!("`{text}`")
    }
}

const fn sign(mark: &Mark) -> &'static str {
    match mark {
        Mark::Emphasis => "*",
        Mark::Strong => "**",
        Mark::Deleted => "~~",
        Mark::Link(_) => "",
    }
}
