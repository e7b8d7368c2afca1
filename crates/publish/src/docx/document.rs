//! The text of a document: title, table, notes, and what the publication says of itself.

use super::runs::{Targets, chinese, inline, run};
use crate::chapter::{Tally, Words};
use crate::markup::{self, escape};
use crate::{Article, Corpus, Sentence, SentenceState};
use duizhao_core::article::BlockKind;
use duizhao_core::document::DocumentBlock;

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// A4 in portrait with margins of 2 cm, and the number of the page, in twentieths of a point.
const PAGE: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#;

/// The parts that every document has, by their relationships.
const PARTS: [(&str, &str, &str); 4] = [
    ("rId1", "styles", "styles.xml"),
    ("rId2", "settings", "settings.xml"),
    ("rId3", "footer", "footer.xml"),
    ("rId4", "comments", "comments.xml"),
];

/// The width of the text, and of the column that says where the English is from.
const WIDTH: usize = 9638;
const MARK_WIDTH: usize = 624;

/// A document that is being written.
pub(super) struct Document<'a> {
    words: &'static Words,
    marks: bool,
    xml: String,
    targets: DocumentTargets<'a>,
    /// Comments as XML, by their numbers.
    comments: Vec<String>,
}

struct DocumentTargets<'a> {
    article: &'a Article,
    /// Addresses, by the numbers of their relationships.
    links: Vec<String>,
    /// Labels of footnotes, by their numbers.
    labels: Vec<String>,
}

impl Targets for DocumentTargets<'_> {
    fn link(&mut self, address: &str) -> String {
        let known = self.links.iter().position(|link| link == address);
        let number = known.unwrap_or_else(|| {
            self.links.push(address.to_owned());
            self.links.len() - 1
        });
        format!("rId{}", PARTS.len() + 1 + number)
    }

    fn footnote(&mut self, label: &str) -> String {
        let known = self.labels.iter().position(|known| known == label);
        if let Some(at) = known {
            return (at + 1).to_string();
        }
        if !self
            .article
            .footnotes
            .iter()
            .any(|note| note.label == label)
        {
            return label.to_owned();
        }
        self.labels.push(label.to_owned());
        self.labels.len().to_string()
    }
}

impl<'a> Document<'a> {
    pub(super) fn of(article: &'a Article, corpus: &Corpus) -> Self {
        let mut document = Self {
            words: Words::of(corpus.settings.language),
            marks: corpus.settings.marks,
            xml: String::new(),
            targets: DocumentTargets {
                article,
                links: Vec::new(),
                labels: Vec::new(),
            },
            comments: Vec::new(),
        };
        document.head(article);
        document.table(&article.document.blocks);
        document.notes();
        document.imprint(corpus);
        document
    }

    /// Returns `word/document.xml`.
    pub(super) fn body(&self) -> String {
        let xml = &self.xml;
        format!("<w:document {NAMESPACES}><w:body>{xml}{PAGE}</w:body></w:document>")
    }

    /// Returns `word/comments.xml`.
    pub(super) fn comments(&self) -> String {
        let comments = self.comments.concat();
        format!("<w:comments {NAMESPACES}>{comments}</w:comments>")
    }

    /// Returns `word/_rels/document.xml.rels`.
    pub(super) fn relationships(&self) -> String {
        const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut xml = String::from(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
        );
        for (id, kind, part) in PARTS {
            xml += &format!("<Relationship Id=\"{id}\" Type=\"{TYPE}/{kind}\" Target=\"{part}\"/>");
        }
        for (address, number) in self.targets.links.iter().zip(PARTS.len() + 1..) {
            let address = escape(address);
            xml += &format!(
                "<Relationship Id=\"rId{number}\" Type=\"{TYPE}/hyperlink\" Target=\"{address}\" TargetMode=\"External\"/>"
            );
        }
        xml + "</Relationships>"
    }

    fn paragraph(&mut self, style: &str, runs: &str) {
        self.xml += &paragraph(style, runs);
    }

    fn head(&mut self, article: &Article) {
        let title = article.document.title.as_ref();
        self.paragraph("Title", &chinese(article.title()));
        let english = title.map(|title| self.english(title));
        let english = english.unwrap_or_else(|| run(article.title_en().unwrap_or_default(), ""));
        if !english.is_empty() {
            self.paragraph("Subtitle", &english);
        }
        let fields = ["date", "source", "author", "editor"];
        let fields = fields
            .into_iter()
            .filter_map(|name| article.front.get(name));
        let fields: Vec<&str> = fields.filter(|field| !field.is_empty()).collect();
        let mut about = chinese(&fields.join(" · "));
        if let Some(to) = article.front.get("url").and_then(markup::link) {
            about += &run(if about.is_empty() { "" } else { " · " }, "");
            about += &self.link(&to, &to);
        }
        if !about.is_empty() {
            self.paragraph("About", &about);
        }
        if let Some(banner) = self.words.banner(&Tally::of(article)) {
            self.paragraph("Banner", &run(&banner, ""));
        }
    }

    fn link(&mut self, to: &str, shown: &str) -> String {
        let id = self.targets.link(to);
        let shown = run(shown, "<w:rStyle w:val=\"Hyperlink\"/>");
        format!("<w:hyperlink r:id=\"{id}\">{shown}</w:hyperlink>")
    }

    /// Returns the widths of the columns.
    fn columns(&self) -> Vec<usize> {
        if self.marks {
            let half = (WIDTH - MARK_WIDTH) / 2;
            vec![half, half, MARK_WIDTH]
        } else {
            vec![WIDTH / 2, WIDTH / 2]
        }
    }

    fn table(&mut self, blocks: &[DocumentBlock<Sentence>]) {
        if blocks.is_empty() {
            return;
        }
        let columns = self.columns();
        self.xml += "<w:tbl><w:tblPr><w:tblStyle w:val=\"Pairs\"/>";
        self.xml += &format!(
            "<w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
            columns.iter().sum::<usize>()
        );
        for width in columns {
            self.xml += &format!("<w:gridCol w:w=\"{width}\"/>");
        }
        self.xml += "</w:tblGrid>";
        let head = [
            paragraph("Head", &chinese("中文")),
            paragraph("Head", &run("English", "")),
            paragraph("Head", ""),
        ];
        self.row(&head, true, "<w:tblHeader/>");
        for block in blocks {
            self.block(block);
        }
        self.xml += "</w:tbl>";
        // Word wants a paragraph below a table.
        self.paragraph("About", "");
    }

    /// Adds a row; where it begins a block, a line stands above it.
    fn row(&mut self, cells: &[String; 3], begins: bool, properties: &str) {
        let properties = match properties {
            "" => String::new(),
            properties => format!("<w:trPr>{properties}</w:trPr>"),
        };
        self.xml += &format!("<w:tr>{properties}");
        let border = if begins {
            "<w:tcBorders><w:top w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"A6A6A6\"/></w:tcBorders>"
        } else {
            ""
        };
        for (cell, width) in cells.iter().zip(self.columns()) {
            self.xml += &format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{border}</w:tcPr>{cell}</w:tc>"
            );
        }
        self.xml += "</w:tr>";
    }

    fn block(&mut self, block: &DocumentBlock<Sentence>) {
        if block.kind == BlockKind::Heading {
            return self.heading(&block.items);
        }
        for (sentence, index) in block.items.iter().zip(0..) {
            let source = paragraph("Chinese", &chinese(&sentence.source));
            let target = self.english(sentence);
            let (mark, _) = self.words.mark(sentence.state);
            let cells = [
                source,
                paragraph("English", &target),
                paragraph("Mark", &run(mark, "")),
            ];
            self.row(&cells, index == 0, "");
        }
    }

    /// Adds a heading in both languages across the columns.
    fn heading(&mut self, sentences: &[Sentence]) {
        let source: String = sentences
            .iter()
            .map(|sentence| sentence.source.as_str())
            .collect();
        let targets = sentences.iter().map(|sentence| self.english(sentence));
        let target = targets.collect::<Vec<_>>().join(&run(" ", ""));
        let columns = self.columns();
        let (width, span) = (columns.iter().sum::<usize>(), columns.len());
        let (source, target) = (
            paragraph("Heading1", &chinese(&source)),
            paragraph("Heading2", &target),
        );
        self.xml += &format!(
            "<w:tr><w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:gridSpan w:val=\"{span}\"/></w:tcPr>{source}{target}</w:tc></w:tr>"
        );
    }

    /// Returns the English of a sentence as runs, with what the checks find as comments; nothing where it has none, so that
    /// an editor can write it there.
    fn english(&mut self, sentence: &Sentence) -> String {
        let is_missing = sentence.state == SentenceState::Missing;
        let mut out = match &sentence.markup {
            None if is_missing => String::new(),
            Some(markup) => inline(&markup::parsed(markup), &mut self.targets),
            None => run(&sentence.target, ""),
        };
        for finding in &sentence.findings {
            let id = self.comments.len();
            let (code, message) = (finding.code, &finding.message);
            let text = paragraph("Comment", &run(&format!("{code}: {message}"), ""));
            self.comments.push(format!(
                "<w:comment w:id=\"{id}\" w:author=\"duizhao\" w:initials=\"d\">{text}</w:comment>"
            ));
            out = format!(
                "<w:commentRangeStart w:id=\"{id}\"/>{out}<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:commentReference w:id=\"{id}\"/></w:r>"
            );
        }
        out
    }

    /// Adds the footnotes that people wrote and the text refers to.
    fn notes(&mut self) {
        let mut done = 0;
        while let Some(label) = self.targets.labels.get(done) {
            let mut footnotes = self.targets.article.footnotes.iter();
            let note = footnotes.find(|note| note.label == *label);
            done += 1;
            let Some(note) = note else { continue };
            let parts = markup::parsed(&note.markup);
            let text = run(&format!("{done}. "), "") + &inline(&parts, &mut self.targets);
            self.paragraph("Note", &text);
        }
    }

    /// Adds what the publication says of itself.
    fn imprint(&mut self, corpus: &Corpus) {
        let settings = &corpus.settings;
        let mut lines = vec![settings.name.clone(), settings.disclaimer.clone()];
        for (label, text) in [
            (self.words.licence, &settings.licence),
            (self.words.contact, &settings.contact),
        ] {
            if !text.is_empty() {
                lines.push(format!("{label}{text}"));
            }
        }
        for line in lines.iter().filter(|line| !line.is_empty()) {
            self.paragraph("About", &run(line, ""));
        }
    }
}

fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>")
}
