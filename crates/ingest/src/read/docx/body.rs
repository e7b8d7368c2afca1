//! The text of a document: its paragraphs and tables.

use super::numbering::Numbering;
use super::styles::{Role, Styles, child, property};
use super::{HeadingBlock, Relation};
use crate::read::assemble::{self, CELL_GAP};
use crate::read::{BlockPlace, Link, RawBlock, RawDocument};
use duizhao_core::article::{BlockKind, Span};
use duizhao_formats::xml::{Element, Node};
use std::collections::HashMap;

/// The footnotes and endnotes of a document.
#[derive(Default)]
pub(super) struct NoteTexts {
    /// Their texts, by kind and id.
    texts: HashMap<(String, String), String>,
}

impl NoteTexts {
    /// Adds a note. Those with a type are lines above notes.
    pub(super) fn add(&mut self, note: &Element) {
        if note.attribute("type").is_some_and(|kind| kind != "normal") {
            return;
        }
        if let Some(id) = note.attribute("id") {
            let key = (note.name.clone(), id.to_owned());
            self.texts.insert(key, plain_text(note));
        }
    }
}

/// The text of a document, as far as it is read.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    relations: &'a HashMap<String, Relation>,
    notes: &'a NoteTexts,
    /// The notes that the text refers to, in their order.
    noted: Vec<&'a str>,
    document: RawDocument,
    headings: Vec<HeadingBlock>,
    title: String,
    /// Number of the paragraph.
    line: usize,
}

/// A line of a paragraph that is being read.
#[derive(Default)]
struct Run {
    text: String,
    links: Vec<Link>,
    /// Where the text was broken by its author.
    breaks: Vec<usize>,
    /// Paragraphs of text boxes in it.
    boxes: Vec<RunBox>,
}

/// A text box: the element with its paragraphs.
struct RunBox(Vec<String>);

impl<'a> Body<'a> {
    pub(super) fn new(
        styles: &'a Styles,
        numbering: &'a mut Numbering,
        relations: &'a HashMap<String, Relation>,
        notes: &'a NoteTexts,
    ) -> Self {
        Self {
            styles,
            numbering,
            relations,
            notes,
            noted: Vec::new(),
            document: RawDocument::default(),
            headings: Vec::new(),
            title: String::new(),
            line: 0,
        }
    }

    /// Reads a paragraph or a table.
    pub(super) fn entry(&mut self, element: &Element) {
        if element.name == "tbl" {
            self.table(element);
        } else {
            self.paragraph(element);
        }
    }

    /// Returns the document, with its notes at the end.
    pub(super) fn finish(mut self) -> RawDocument {
        for (index, text) in std::mem::take(&mut self.noted).into_iter().enumerate() {
            if !text.is_empty() {
                self.add(
                    &format!("[{}] {text}", index + 1),
                    Some(BlockKind::Paragraph),
                    Vec::new(),
                );
            }
        }
        if !self.title.is_empty() {
            self.document.title = Some(self.title);
        }
        assemble::take_title(&mut self.document, &self.headings);
        if !self.headings.is_empty() {
            assemble::settle(&mut self.document.blocks);
        }
        self.document
    }

    fn paragraph(&mut self, paragraph: &Element) {
        let properties = child(Some(paragraph), "pPr");
        let role = self.styles.role(properties);
        let list = self.styles.list(properties);
        let mark = list
            .as_ref()
            .map(|(list, level)| self.numbering.mark(list, *level));
        if role == Role::Contents {
            return;
        }
        let mut run = Run::default();
        self.gather(paragraph, &mut run);
        let is_blank = run.text.trim().is_empty();
        if role == Role::Title && self.document.blocks.is_empty() {
            self.title.push_str(run.text.trim());
        } else if !is_blank {
            let hint = match role {
                Role::Heading(level) => {
                    let block = self.document.blocks.len();
                    self.headings.push(HeadingBlock { block, level });
                    Some(BlockKind::Heading)
                }
                Role::Title => Some(BlockKind::Heading),
                Role::Caption => Some(BlockKind::Caption),
                Role::Text | Role::Contents => list.map(|_| BlockKind::ListItem),
            };
            self.lines(
                run.text,
                run.links,
                &run.breaks,
                hint,
                &mark.unwrap_or_default(),
            );
        }
        for RunBox(lines) in run.boxes {
            for line in lines {
                self.add(&line, None, Vec::new());
            }
        }
    }

    /// Adds the lines of a paragraph. A heading is one line.
    fn lines(
        &mut self,
        text: String,
        links: Vec<Link>,
        breaks: &[usize],
        hint: Option<BlockKind>,
        mark: &str,
    ) {
        if breaks.is_empty() || hint == Some(BlockKind::Heading) {
            let links = links
                .into_iter()
                .map(|link: Link| Link {
                    span: Span::new(link.span.start + mark.len(), link.span.end + mark.len()),
                    ..link
                })
                .collect();
            return self.add(&format!("{mark}{text}"), hint, links);
        }
        let mut start = 0;
        let mut mark = mark;
        for &end in breaks.iter().chain([&text.len()]) {
            self.add(&format!("{mark}{}", &text[start..end]), hint, Vec::new());
            (start, mark) = (end, "");
        }
    }

    fn add(&mut self, text: &str, hint: Option<BlockKind>, links: Vec<Link>) {
        self.line += 1;
        if text.chars().any(char::is_alphanumeric) {
            let place = BlockPlace {
                line: self.line,
                after_blank: true,
            };
            self.document
                .blocks
                .push(RawBlock::trimmed(text, hint, links, place));
        }
    }

    /// Adds a row as a block, and the paragraphs of a row with one cell as what they are.
    fn table(&mut self, table: &Element) {
        for row in table.named("tr") {
            if child(child(Some(row), "trPr"), "del").is_some() {
                continue;
            }
            let cells: Vec<&Element> = row.children().filter(|cell| cell.name == "tc").collect();
            if let [cell] = cells[..] {
                for element in cell.children() {
                    if matches!(element.name.as_str(), "p" | "tbl") {
                        self.entry(element);
                    }
                }
                continue;
            }
            let cells: Vec<String> = cells.into_iter().map(|cell| self.cell(cell)).collect();
            let filled: Vec<&str> = cells
                .iter()
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .collect();
            self.add(
                &filled.join(CELL_GAP),
                Some(BlockKind::Paragraph),
                Vec::new(),
            );
        }
    }

    /// Returns the text of a cell in one line.
    fn cell(&mut self, cell: &Element) -> String {
        let mut run = Run::default();
        self.gather(cell, &mut run);
        run.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Adds the text of an element to a line.
    fn gather(&mut self, element: &Element, run: &mut Run) {
        for node in &element.nodes {
            let Node::Element(child) = node else { continue };
            match child.name.as_str() {
                "t" => run.text.push_str(&raw_text(child)),
                "tab" | "ptab" => run.text.push(' '),
                "noBreakHyphen" => run.text.push('-'),
                "br" | "cr"
                    if child
                        .attribute("type")
                        .is_none_or(|kind| kind == "textWrapping") =>
                {
                    run.breaks.push(run.text.len());
                }
                "footnoteReference" | "endnoteReference" => self.note(child, run),
                "hyperlink" => self.hyperlink(child, run),
                "txbxContent" => {
                    let lines = child.named("p").map(plain_text);
                    run.boxes.push(RunBox(lines.collect()));
                }
                "r" if is_hidden(child) => {}
                // Paragraphs of a cell.
                "p" => {
                    self.gather(child, run);
                    run.text.push(' ');
                }
                name if is_skipped(name) => {}
                _ => self.gather(child, run),
            }
        }
    }

    fn hyperlink(&mut self, element: &Element, run: &mut Run) {
        let start = run.text.len();
        self.gather(element, run);
        let relation = element
            .attribute("id")
            .and_then(|id| self.relations.get(id));
        if let Some(relation) = relation {
            let span = Span::new(start, run.text.len());
            let target = relation.target.clone();
            run.links.push(Link { span, target });
        }
    }

    /// Adds the mark of a note, and keeps its text for the end.
    fn note(&mut self, reference: &Element, run: &mut Run) {
        let kind = reference.name.trim_end_matches("Reference").to_owned();
        let id = reference.attribute("id").unwrap_or_default().to_owned();
        if let Some(text) = self.notes.texts.get(&(kind, id)) {
            self.noted.push(text);
            run.text.push_str(&format!("[{}]", self.noted.len()));
        }
    }
}

/// Tests whether an element has no text of the document in it: what was deleted or moved away, codes of fields, the second
/// form of a drawing for old programs, readings above characters, and properties.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "instrText"
            | "delText"
            | "delInstrText"
            | "Fallback"
            | "rt"
            | "pPr"
            | "rPr"
            | "sdtPr"
            | "tblPr"
            | "trPr"
            | "tcPr"
    )
}

/// Tests whether a run is hidden.
fn is_hidden(run: &Element) -> bool {
    let vanish = property(child(Some(run), "rPr"), "vanish");
    vanish.is_some_and(|value| !matches!(value, "0" | "false" | "off"))
}

/// Returns the text of an element with its blanks.
fn raw_text(element: &Element) -> String {
    let texts = element.nodes.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    texts.collect()
}

/// Returns all text of an element in one line: of a note, or a text box.
fn plain_text(element: &Element) -> String {
    fn add(element: &Element, out: &mut String) {
        for child in element.children() {
            match child.name.as_str() {
                "t" => out.push_str(&raw_text(child)),
                "tab" | "br" | "cr" => out.push(' '),
                "r" if is_hidden(child) => {}
                name if is_skipped(name) => {}
                _ => add(child, out),
            }
        }
    }
    let mut text = String::new();
    add(element, &mut text);
    text.trim().to_owned()
}
