//! An article as a chapter of a book or a page: HTML that is XML too.
//!
//! Each block has its Chinese, and its English below; every run says its language. Above the text stands what it is
//! (where it has glosses, or translations by machines that nobody reviewed), below it the notes of its terms and the
//! footnotes of people. All text is escaped, and links go only to `http`, `https` and `mailto` addresses: see
//! [`markup`](crate::markup).

mod notes;
mod tally;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use tally::Tally;
pub(crate) use words::Words;

use crate::markup::{self, escape};
use crate::{Article, Corpus, PublishSettings, Sentence, SentenceState};
use duizhao_core::article::BlockKind;
use duizhao_core::document::DocumentBlock;
use notes::{Notes, TermNotes};

/// What a chapter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A book, in XHTML with the words of EPUB.
    Book,
    /// A page of HTML.
    Page,
}

impl Form {
    /// Returns the attributes of an element's language.
    pub(crate) fn language(self, tag: &str) -> String {
        match self {
            Self::Book => format!(" lang=\"{tag}\" xml:lang=\"{tag}\""),
            Self::Page => format!(" lang=\"{tag}\""),
        }
    }

    /// Returns the attribute of an element's language in XML that is no HTML.
    pub(crate) fn xml_language(tag: &str) -> String {
        format!(" xml:lang=\"{tag}\"")
    }

    /// Returns the attributes of what an element is, as EPUB and as ARIA name it.
    fn kind(self, epub: &str, role: &str) -> String {
        match self {
            Self::Book => format!(" epub:type=\"{epub}\" role=\"{role}\""),
            Self::Page => format!(" role=\"{role}\""),
        }
    }
}

/// Returns an article as HTML: header, banner, text and notes.
pub(crate) fn chapter(article: &Article, corpus: &Corpus, form: Form) -> String {
    let words = Words::of(corpus.settings.language);
    let tally = Tally::of(article);
    let mut text = ChapterText {
        corpus,
        words,
        form,
        main: tally.main(),
        chinese: form.language(article.language()),
        english: form.language("en"),
        notes: Notes::new(article, corpus, form),
        html: String::new(),
    };
    text.header(article);
    if let Some(banner) = words.banner(&tally) {
        let language = form.language(words.language);
        text.html += &format!("<p class=\"banner\"{language}>{}</p>\n", escape(&banner));
    }
    text.blocks(&article.document.blocks);
    let notes = text.notes.section(words);
    text.html + &notes
}

/// A chapter that is being written.
struct ChapterText<'a> {
    corpus: &'a Corpus,
    words: &'static Words,
    form: Form,
    /// The state of most sentences: only others are marked.
    main: SentenceState,
    /// The attributes of Chinese and of English.
    chinese: String,
    english: String,
    notes: Notes<'a>,
    html: String,
}

impl ChapterText<'_> {
    fn header(&mut self, article: &Article) {
        self.html += "<header>\n";
        if let Some(title) = &article.document.title {
            let (chinese, english) = self.both(std::slice::from_ref(title));
            self.heading("h1", &chinese, &english);
        } else {
            let english = article.title_en().map(escape).unwrap_or_default();
            self.heading("h1", &escape(article.title()), &english);
        }
        let about = about(article, self.words, self.form);
        if !about.is_empty() {
            self.html += &format!("<p class=\"about\">{about}</p>\n");
        }
        self.html += "</header>\n";
        self.findings(article.document.title.as_slice());
    }

    fn heading(&mut self, element: &str, chinese: &str, english: &str) {
        let language = &self.chinese;
        self.html += &format!("<{element}><span class=\"zh\"{language}>{chinese}</span>");
        if !english.is_empty() {
            let language = &self.english;
            self.html += &format!(" <span class=\"en\"{language}>{english}</span>");
        }
        self.html += &format!("</{element}>\n");
    }

    fn blocks(&mut self, blocks: &[DocumentBlock<Sentence>]) {
        let mut is_in_list = false;
        for block in blocks {
            let is_item = block.kind == BlockKind::ListItem;
            if is_item != is_in_list {
                self.html += if is_item { "<ul>\n" } else { "</ul>\n" };
                is_in_list = is_item;
            }
            self.block(block);
        }
        self.html += if is_in_list { "</ul>\n" } else { "" };
    }

    fn block(&mut self, block: &DocumentBlock<Sentence>) {
        let (chinese, english) = self.both(&block.items);
        let element = match block.kind {
            BlockKind::Heading => {
                self.heading("h2", &chinese, &english);
                return self.findings(&block.items);
            }
            BlockKind::ListItem => "li",
            BlockKind::Paragraph | BlockKind::Caption | BlockKind::Note | BlockKind::Byline => {
                "div"
            }
        };
        let kind = block.kind.name().replace('_', "-");
        let (zh, en) = (&self.chinese, &self.english);
        self.html +=
            &format!("<{element} class=\"pair {kind}\">\n<p class=\"zh\"{zh}>{chinese}</p>\n");
        self.html += &format!("<p class=\"en\"{en}>{english}</p>\n");
        self.findings(&block.items);
        self.html += &format!("</{element}>\n");
    }

    /// Returns the Chinese and the English of a block.
    fn both(&mut self, sentences: &[Sentence]) -> (String, String) {
        let terms = sentences.iter().map(|sentence| self.notes.terms(sentence));
        let terms: Vec<TermNotes> = terms.collect();
        let (mut chinese, mut english) = (String::new(), Vec::new());
        for (sentence, terms) in sentences.iter().zip(&terms) {
            let text = self.notes.noted(&sentence.source, sentence, &terms.source);
            chinese += &format!("<span id=\"{}\">{text}</span>", sentence.anchor());
        }
        for (sentence, terms) in sentences.iter().zip(&terms) {
            english.push(self.english_of(sentence, terms));
        }
        (chinese, english.join(" "))
    }

    fn english_of(&mut self, sentence: &Sentence, terms: &TermNotes) -> String {
        if sentence.state == SentenceState::Missing {
            let language = self.form.language(self.words.language);
            let missing = self.words.no_translation;
            return format!("<span class=\"missing\"{language}>{missing}</span>");
        }
        let mut html = match &sentence.markup {
            Some(markup) => {
                let notes = &mut self.notes;
                markup::html(&markup::parsed(markup), |label| notes.footnote(label))
            }
            None => self.notes.noted(&sentence.target, sentence, &terms.target),
        };
        if self.corpus.settings.marks && sentence.state != self.main {
            let (mark, meaning) = self.words.mark(sentence.state);
            html += &format!(" <abbr class=\"mark\" title=\"{meaning}\">{mark}</abbr>");
        }
        html
    }

    /// Writes what the checks find in the sentences of a block, where that is to be shown.
    fn findings(&mut self, sentences: &[Sentence]) {
        let found = sentences.iter().flat_map(|sentence| &sentence.findings);
        if !self.corpus.settings.findings || found.clone().next().is_none() {
            return;
        }
        let (english, label) = (&self.english, self.words.findings);
        self.html +=
            &format!("<div class=\"findings\" role=\"note\" aria-label=\"{label}\"{english}>\n");
        for finding in found {
            let (severity, code) = (finding.severity.name(), finding.code);
            let message = escape(&finding.message);
            self.html += &format!("<p class=\"{severity}\"><b>{code}</b> {message}</p>\n");
        }
        self.html += "</div>\n";
    }
}

/// Returns where an article is from, as HTML.
pub(crate) fn about(article: &Article, words: &Words, form: Form) -> String {
    let chinese = form.language(article.language());
    let mut parts = Vec::new();
    if let Some(date) = article.date() {
        parts.push(format!("<time datetime=\"{date}\">{date}</time>"));
    }
    let field = |name| article.front.get(name).filter(|text| !text.is_empty());
    let address = field("url").and_then(markup::link);
    let is_linked_elsewhere = field("source").is_none();
    for name in ["source", "column", "file_number", "author"] {
        if let Some(text) = field(name) {
            let text = escape(text);
            parts.push(match &address {
                Some(to) if name == "source" => {
                    format!("<a href=\"{}\"{chinese}>{text}</a>", escape(to))
                }
                Some(_) | None => format!("<span{chinese}>{text}</span>"),
            });
        }
    }
    if let Some(editor) = field("editor") {
        let editor = escape(editor);
        let language = form.language(words.language);
        parts.push(format!(
            "<span{language}>{}<span{chinese}>{editor}</span></span>",
            words.editor
        ));
    }
    if let Some(to) = address.filter(|_| is_linked_elsewhere) {
        let to = escape(&to);
        parts.push(format!("<a href=\"{to}\">{to}</a>"));
    }
    parts.join(" · ")
}

/// Returns text as HTML in which the addresses of pages are links.
pub(crate) fn linked(text: &str) -> String {
    let mut html = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let start = word.find("http").unwrap_or(word.len());
        let (before, address) = word.split_at(start);
        let end = address.find(|c: char| !c.is_ascii_graphic());
        let address_alone =
            address[..end.unwrap_or(address.len())].trim_end_matches(['.', ',', ';', ':', ')']);
        let (address, after) = address.split_at(address_alone.len());
        html += &escape(before);
        match markup::link(address) {
            Some(to) => html += &format!("<a href=\"{}\">{}</a>", escape(&to), escape(address)),
            None => html += &escape(address),
        }
        html += &escape(after);
    }
    html
}

/// Returns what the publication says to its readers, a line each: what they must know, the licence, and how to reach the
/// publisher.
pub(crate) fn conditions(settings: &PublishSettings, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    if !settings.disclaimer.is_empty() {
        lines.push(linked(&settings.disclaimer));
    }
    if !settings.licence.is_empty() {
        lines.push(format!("{}{}", words.licence, licence(&settings.licence)));
    }
    if !settings.contact.is_empty() {
        lines.push(format!("{}{}", words.contact, contact(&settings.contact)));
    }
    lines
}

/// Returns a licence as HTML: an SPDX identifier links to its text.
fn licence(licence: &str) -> String {
    let is_identifier = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+');
    if !licence.contains('-') || !licence.chars().all(is_identifier) {
        return linked(licence);
    }
    format!("<a href=\"https://spdx.org/licenses/{licence}.html\">{licence}</a>")
}

/// Returns an address for mail or a page as a link, without the scheme of mail; other text as it is.
fn contact(contact: &str) -> String {
    let is_bare_mail = contact.contains('@') && !contact.contains([':', ' ']);
    let address = if is_bare_mail {
        markup::link(&format!("mailto:{contact}"))
    } else {
        markup::link(contact)
    };
    let shown = escape(contact.strip_prefix("mailto:").unwrap_or(contact));
    match address {
        Some(to) => format!("<a href=\"{}\">{shown}</a>", escape(&to)),
        None => shown,
    }
}
