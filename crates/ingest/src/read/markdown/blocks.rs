//! The blocks of a Markdown text.

use crate::read::assemble::{CELL_GAP, HeadingBlock, needs_blank};
use crate::read::{BlockPlace, Link, RawBlock, html, is_blank};
use duizhao_core::article::{BlockKind, Span};
use duizhao_zh::han;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The extensions that are read: those of GitHub and Obsidian that change what is text.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_WIKILINKS);

/// Longest underlined heading, in characters: under a longer text, a line of dashes was meant as a rule.
const LONGEST_UNDERLINED: usize = 60;

/// Fewest Chinese characters of a picture's description that is a caption.
const SHORTEST_CAPTION: usize = 4;

/// What editors write as the description of a picture that has none.
const NO_CAPTIONS: [&str; 6] = [
    "图片描述",
    "插入图片描述",
    "在这里插入图片描述",
    "输入图片说明",
    "这里写图片描述",
    "图片加载失败",
];

/// The blocks of a text, and which of them are headings.
pub(super) struct Blocks {
    pub(super) blocks: Vec<RawBlock>,
    pub(super) headings: Vec<HeadingBlock>,
}

/// Reads a text that stands below `above` lines.
pub(super) fn blocks(text: &str, above: usize) -> Blocks {
    let mut builder = BlockBuilder::new(text, above);
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        builder.event(event, range);
    }
    builder.flush(Some(BlockKind::Paragraph));
    Blocks {
        blocks: builder.blocks,
        headings: builder.headings,
    }
}

struct BlockBuilder<'a> {
    source: &'a str,
    /// Line and offset up to which lines are counted.
    counted: (usize, usize),
    blocks: Vec<RawBlock>,
    headings: Vec<HeadingBlock>,
    /// The text of the block that is being read, where it begins, and the links in it.
    text: String,
    start: Option<usize>,
    links: Vec<Link>,
    /// The link that is being read: where it begins in the text, and where it leads.
    link: Option<(usize, String)>,
    /// Whether a line has just ended inside the block.
    broke: bool,
    /// The number of a list item, or the mark of a footnote, that the next text begins with.
    mark: Option<String>,
    is_item: bool,
    /// How many spans of strong emphasis are open, and whether there was text outside of them.
    strong: usize,
    is_plain: bool,
    /// How many pictures are open, and the description of the outermost.
    pictures: usize,
    alt: String,
    captions: Vec<(usize, String)>,
    is_code: bool,
    html: String,
}

impl<'a> BlockBuilder<'a> {
    fn new(source: &'a str, above: usize) -> Self {
        Self {
            source,
            counted: (above + 1, 0),
            blocks: Vec::new(),
            headings: Vec::new(),
            text: String::new(),
            start: None,
            links: Vec::new(),
            link: None,
            broke: false,
            mark: None,
            is_item: false,
            strong: 0,
            is_plain: false,
            pictures: 0,
            alt: String::new(),
            captions: Vec::new(),
            is_code: false,
            html: String::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let at = range.start;
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag, range),
            Event::Text(text) if self.is_code => self.code_lines(&text, at),
            Event::Text(text) | Event::Code(text) => self.push(&text, at),
            Event::FootnoteReference(label) => self.push(&format!("[{label}]"), at),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) if is_line_end(&html) => self.end_line(),
            Event::SoftBreak => self.broke = true,
            Event::HardBreak => self.end_line(),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text, at),
            Event::InlineHtml(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Item => {
                self.flush(Some(BlockKind::ListItem));
                self.is_item = true;
                self.mark = number(&self.source[range]);
            }
            Tag::FootnoteDefinition(label) => self.mark = Some(format!("[{label}] ")),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.flush_paragraph();
                self.is_code = true;
            }
            Tag::Link { dest_url, .. } => self.link = Some((self.text.len(), dest_url.to_string())),
            Tag::Image { title, .. } => {
                self.pictures += 1;
                if self.pictures == 1 && !title.is_empty() {
                    self.captions.push((range.start, title.to_string()));
                }
            }
            Tag::Strong => self.strong += 1,
            // One `~` is no mark of deletion to most: 5~10人.
            Tag::Strikethrough if !self.source[range.clone()].starts_with("~~") => {
                self.push("~", range.start);
            }
            Tag::TableCell if !self.text.is_empty() => self.text.push_str(CELL_GAP),
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Table(_)
            | Tag::HtmlBlock => self.flush_paragraph(),
            Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Emphasis
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn close(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(level) => self.heading(level as usize, range),
            TagEnd::Item => {
                self.flush_paragraph();
                (self.is_item, self.mark) = (false, None);
            }
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::HtmlBlock => self.html_lines(range.start),
            TagEnd::Link => {
                if let Some((start, target)) = self.link.take() {
                    let span = Span::new(start, self.text.len());
                    self.links.push(Link { span, target });
                }
            }
            TagEnd::Image => {
                self.pictures = self.pictures.saturating_sub(1);
                let alt = std::mem::take(&mut self.alt);
                self.captions.push((range.start, alt));
            }
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Strikethrough if !self.source[range.clone()].starts_with("~~") => {
                self.push("~", range.start);
            }
            TagEnd::TableHead | TagEnd::TableRow => self.flush(Some(BlockKind::Paragraph)),
            TagEnd::Paragraph | TagEnd::FootnoteDefinition => self.flush_paragraph(),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Table
            | TagEnd::TableCell
            | TagEnd::Emphasis
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Adds text of the block that is being read.
    fn push(&mut self, text: &str, at: usize) {
        if self.pictures > 0 {
            self.alt.push_str(text);
            return;
        }
        if std::mem::take(&mut self.broke) {
            // The indent of a paragraph: its author left no blank lines.
            if text.starts_with('\u{3000}') {
                self.flush_paragraph();
            } else if needs_blank(&self.text, text) {
                self.text.push(' ');
            }
        }
        self.start.get_or_insert(at);
        if let Some(mark) = self.mark.take() {
            self.text.push_str(&mark);
        }
        self.is_plain |= self.strong == 0 && !text.chars().all(is_blank);
        self.text.push_str(text);
    }

    /// Ends a line that its author set off from the next one.
    fn end_line(&mut self) {
        if self.pictures == 0 {
            self.flush_paragraph();
        }
    }

    /// Ends a block that is an item of a list where one is open, else a paragraph; one that is emphasised as a whole may
    /// be a heading.
    fn flush_paragraph(&mut self) {
        let hint = if self.start.is_none() {
            None
        } else if std::mem::take(&mut self.is_item) {
            Some(BlockKind::ListItem)
        } else if self.is_plain {
            Some(BlockKind::Paragraph)
        } else {
            None
        };
        self.flush(hint);
    }

    /// Ends a heading. A sentence over a line of dashes is none.
    fn heading(&mut self, level: usize, range: Range<usize>) {
        let is_underlined = !self.source[range].trim_start().starts_with('#');
        let is_text =
            han::ends_sentence(self.text.trim()) || self.text.chars().count() > LONGEST_UNDERLINED;
        if is_underlined && is_text {
            return self.flush(Some(BlockKind::Paragraph));
        }
        let block = self.blocks.len();
        self.flush(Some(BlockKind::Heading));
        let heading = self.blocks.get(block);
        if heading.is_some_and(|block| block.hint == Some(BlockKind::Heading)) {
            self.headings.push(HeadingBlock { block, level });
        }
    }

    /// Adds the block that was being read, and the captions of the pictures in it.
    fn flush(&mut self, hint: Option<BlockKind>) {
        let text = std::mem::take(&mut self.text);
        let links = std::mem::take(&mut self.links);
        let start = self.start.take();
        (self.broke, self.is_plain, self.link) = (false, false, None);
        if let Some(at) = start
            && text.chars().any(char::is_alphanumeric)
        {
            let place = self.place(at);
            self.blocks
                .push(RawBlock::trimmed(&text, hint, links, place));
        }
        for (at, caption) in std::mem::take(&mut self.captions) {
            if is_caption(&caption) {
                let place = self.place(at);
                let hint = Some(BlockKind::Caption);
                let block = RawBlock::trimmed(&caption, hint, Vec::new(), place);
                self.blocks.push(block);
            }
        }
    }

    fn code_lines(&mut self, text: &str, at: usize) {
        let mut offset = at;
        for line in text.split_inclusive('\n') {
            self.push(line.trim(), offset);
            self.flush(Some(BlockKind::Paragraph));
            offset += line.len();
        }
    }

    fn html_lines(&mut self, at: usize) {
        let html = std::mem::take(&mut self.html);
        let place = self.place(at);
        let shown = html::shown(&html).into_iter();
        self.blocks
            .extend(shown.map(|block| RawBlock { place, ..block }));
    }

    /// Returns the place of a block that begins at an offset of the source.
    fn place(&mut self, at: usize) -> BlockPlace {
        let (line, counted) = self.counted;
        // Captions stand inside the block that they follow.
        if let Some(between) = self.source.get(counted..at) {
            self.counted = (line + between.matches('\n').count(), at);
        }
        BlockPlace {
            line: self.counted.0,
            after_blank: true,
        }
    }
}

/// Returns the number that an item of a list begins with, and the blank after it.
fn number(item: &str) -> Option<String> {
    let digits = item.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &item[..item.len() - digits.len()];
    let sign = digits.chars().next().filter(|c| matches!(c, '.' | ')'))?;
    (!number.is_empty()).then(|| format!("{number}{sign} "))
}

fn is_line_end(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
    name.is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

fn is_caption(text: &str) -> bool {
    let text = text.trim();
    han::count(text) >= SHORTEST_CAPTION && !NO_CAPTIONS.contains(&text)
}
