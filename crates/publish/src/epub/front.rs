//! What stands before the text: cover and contents.

use super::entry::Entry;
use super::{Book, Page};
use crate::chapter::Form;
use crate::markup::escape;
use unicode_width::UnicodeWidthChar;

/// From how many chapters on the contents have a heading for each month.
pub(super) const MONTHS_FROM: usize = 40;

impl Book<'_> {
    /// Returns the cover: an image of text, for the shelves of readers. Its fonts are those of the reader.
    pub(super) fn cover_image(&self) -> String {
        let name = &self.corpus.settings.name;
        let (title, language, below) = match self.only() {
            Some(entry) => (
                &entry.title,
                entry.language,
                entry.title_en.as_deref().unwrap_or(name),
            ),
            None => (name, "und", ""),
        };
        let mut text = String::new();
        let mut y = 420;
        for line in wrapped(title, 9) {
            y += 130;
            text += &line_of(&line, y, 104, language, "bold");
        }
        y += 60;
        for line in wrapped(below, 16) {
            y += 76;
            text += &line_of(&line, y, 60, "en", "normal");
        }
        let articles = match self.only() {
            Some(_) => String::new(),
            None => self.words.articles(self.entries.len()),
        };
        for (line, y) in [(articles, 1560), (self.period(), 1640)] {
            text += &line_of(&line, y, 48, self.words.language, "normal");
        }
        let title = escape(title);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 1800\" width=\"1200\" height=\"1800\" role=\"img\" aria-label=\"{title}\">
<title>{title}</title>
<rect width=\"1200\" height=\"1800\" fill=\"#fbf7ec\"/>
<rect x=\"0\" y=\"0\" width=\"1200\" height=\"300\" fill=\"#8a1c1c\"/>
<rect x=\"110\" y=\"1460\" width=\"980\" height=\"4\" fill=\"#8a1c1c\"/>
<text x=\"110\" y=\"200\" font-family=\"serif\" font-size=\"120\" fill=\"#fbf7ec\" xml:lang=\"zh-Hans\">中 <tspan font-size=\"96\">En</tspan></text>
{text}</svg>
"
        )
    }

    /// Returns the page of the cover.
    pub(super) fn cover(&self) -> String {
        let title = self.title();
        let page = Page {
            title,
            language: self.words.language,
            body: "cover",
            top: "",
        };
        let alternative = escape(title);
        page.write(&format!(
            "<section class=\"cover\" epub:type=\"cover\">\n<img role=\"doc-cover\" src=\"cover.svg\" alt=\"{alternative}\"/>\n</section>\n"
        ))
    }

    /// Returns the page of the contents.
    pub(super) fn contents(&self) -> String {
        let words = self.words;
        let list = if self.entries.len() < MONTHS_FROM {
            self.entries.iter().map(item).collect()
        } else {
            self.by_month()
        };
        let (title, colophon, cover) = (words.contents, words.colophon, words.cover);
        let first = self.entries.first().map_or_else(String::new, Entry::path);
        let page = Page {
            title,
            language: words.language,
            body: "frontmatter",
            top: "",
        };
        page.write(&format!(
            "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\">
<h1>{title}</h1>
<ol>
{list}<li><a href=\"colophon.xhtml\">{colophon}</a></li>
</ol>
</nav>
<nav epub:type=\"landmarks\" hidden=\"hidden\">
<ol>
<li><a epub:type=\"cover\" href=\"cover.xhtml\">{cover}</a></li>
<li><a epub:type=\"toc\" href=\"nav.xhtml\">{title}</a></li>
<li><a epub:type=\"bodymatter\" href=\"{first}\">{}</a></li>
<li><a epub:type=\"colophon\" href=\"colophon.xhtml\">{colophon}</a></li>
</ol>
</nav>
",
            words.text
        ))
    }

    fn by_month(&self) -> String {
        let mut list = String::new();
        let month = |entry: &Entry| entry.date.as_ref().map(|date| date[..7].to_owned());
        for entries in self.entries.chunk_by(|a, b| month(a) == month(b)) {
            let month = month(&entries[0]);
            let month = month.as_deref().unwrap_or(self.words.undated);
            list += &format!("<li><span>{month}</span>\n<ol>\n");
            list.extend(entries.iter().map(item));
            list += "</ol>\n</li>\n";
        }
        list
    }

    /// Returns the title of the book.
    pub(super) fn title(&self) -> &str {
        let only = self.only().map(|entry| entry.title.as_str());
        only.unwrap_or(&self.corpus.settings.name)
    }

    /// Returns the day or the days of the articles; empty where none has a day.
    pub(super) fn period(&self) -> String {
        match self.days() {
            Some((first, last)) if first == last => first.to_owned(),
            Some((first, last)) => format!("{first} – {last}"),
            None => String::new(),
        }
    }
}

fn item(entry: &Entry) -> String {
    format!(
        "<li><a href=\"{}\">{}</a></li>\n",
        entry.path(),
        entry.titles()
    )
}

fn line_of(line: &str, y: usize, size: usize, language: &str, weight: &str) -> String {
    let (line, language) = (escape(line), Form::xml_language(language));
    format!(
        "<text x=\"110\" y=\"{y}\" font-family=\"serif\" font-size=\"{size}\" font-weight=\"{weight}\" fill=\"#1b1b1b\"{language}>{line}</text>\n"
    )
}

/// Most lines of a title on the cover.
const MOST_LINES: usize = 6;

/// Returns text in lines of at most so many Chinese characters, of which letters take half. English is broken between
/// words; what does not fit ends in an ellipsis.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let most = 2 * most;
    let mut lines = vec![String::new()];
    let mut width = 0;
    for word in words(text) {
        let length: usize = word.chars().map(columns).sum();
        let line = lines.last_mut().expect("there is one");
        if width + word.trim_end().chars().map(columns).sum::<usize>() <= most {
            line.push_str(word);
            width += length;
            continue;
        }
        lines.push(String::new());
        width = 0;
        for c in word.chars() {
            if width + columns(c) > most {
                lines.push(String::new());
                width = 0;
            }
            lines.last_mut().expect("there is one").push(c);
            width += columns(c);
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        lines[MOST_LINES - 1].push('…');
    }
    lines
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Cuts a text where a line may break: after each wide character, and after spaces.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|c: char| c == ' ' || columns(c) == 2)
}
