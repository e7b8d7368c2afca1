//! The lines of a page, as a reader sees them.

use super::tag::{Tag, Trait};
use super::tree::{Content, Tree};
use crate::read::assemble::CELL_GAP;
use crate::read::{Link, is_blank};
use duizhao_core::article::Span;
use duizhao_zh::han;

/// A line of a page: the text between two places where a block or a `br` begins a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The text: white space collapsed as browsers do, not blank, trimmed.
    pub(super) text: String,
    /// The links in it.
    pub(super) links: Vec<Link>,
    /// What it is in.
    pub(super) form: LineForm,
    /// The innermost block that holds it: an element of the tree.
    pub(super) node: usize,
    /// Where it begins: a text of the tree. Lines are in the order of these.
    pub(super) at: usize,
    /// Whether it is in a `nav` or a `footer`.
    pub(super) framed: bool,
    /// Whether only a `br` sets it off from the line before.
    pub(super) after_br: bool,
    /// Whether a picture stands right above it, in the same paragraph, or it is set as captions are.
    pub(super) under_picture: bool,
    /// Whether all of it is in bold type.
    pub(super) bold: bool,
    /// How many Chinese characters it has.
    pub(super) han: usize,
    /// How many of them are in links.
    pub(super) linked: usize,
}

/// What a line is in, as the markup says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum LineForm {
    /// Nothing that tells.
    #[default]
    Plain,
    /// `h1`
    Title,
    /// `h2` to `h6`
    Heading,
    /// `li`, `dt`, `dd`
    Item,
    /// A row of a table; a tab stands between its cells.
    Row,
    /// `figcaption`, `caption`
    Caption,
    /// `blockquote`
    Quote,
}

/// Returns the lines of a page in its order.
///
/// What is not shown is left out, pictures and forms too. `visibility` counts for nothing: pages hide their text until
/// a script has run. `hidden` says whether to show what the page does not display at first.
pub(super) fn lines(tree: &Tree, hidden: bool) -> Vec<Line> {
    let mut flow = Flow {
        tree,
        lines: Vec::new(),
        line: Line::default(),
        at: 0,
        bold: 0,
        gap: Gap::Start,
        breaks: 0,
        picture: None,
        open: Vec::new(),
        row: None,
    };
    let mut node = 0;
    while node < tree.nodes.len() {
        flow.leave(node);
        node = flow.enter(node, hidden);
    }
    flow.leave(node);
    flow.finish_line(false);
    flow.lines
}

/// What stands between the text so far and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// The beginning of a line.
    Start,
    /// Nothing.
    None,
    /// White space.
    Space,
    /// White space with a line break in it.
    Break,
}

struct Flow<'a> {
    tree: &'a Tree,
    lines: Vec<Line>,
    line: Line,
    /// The text that is being read.
    at: usize,
    /// Bytes of the line that are in bold type.
    bold: usize,
    gap: Gap,
    /// How many `br` stand between the last line and this one; blocks count as two.
    breaks: usize,
    /// The innermost block of a picture that stands after the last line.
    picture: Option<usize>,
    /// The open elements that matter: blocks, and `pre` text.
    open: Vec<usize>,
    /// The row of a table that is being joined to one line.
    row: Option<usize>,
}

impl Flow<'_> {
    /// Leaves the elements that end before a node.
    fn leave(&mut self, node: usize) {
        while let Some(&open) = self.open.last()
            && self.tree.nodes[open].end <= node
        {
            self.finish_line(false);
            if self.row == Some(open) {
                self.row = None;
            }
            self.open.pop();
        }
    }

    /// Reads a node, and returns the next to read.
    fn enter(&mut self, node: usize, hidden: bool) -> usize {
        let next = node + 1;
        let end = self.tree.nodes[node].end;
        match &self.tree.nodes[node].content {
            Content::Text { text, link, bold } => {
                self.at = node;
                self.paragraphs(self.tree.text(*text), *link, *bold);
                next
            }
            Content::Element(tag, _) => {
                let is_hidden = !hidden && is_hidden(self.tree, node);
                if is_unseen(*tag) || is_hidden || is_empty_float(self.tree, node) {
                    return end;
                }
                if *tag == Tag::Picture && self.line.text.is_empty() {
                    self.picture = self.open.last().copied();
                }
                if *tag == Tag::Br {
                    self.line_break();
                }
                if tag.has(Trait::Block) {
                    self.begin_block(node, *tag);
                }
                next
            }
        }
    }

    fn begin_block(&mut self, node: usize, tag: Tag) {
        if self.row.is_some() {
            if tag == Tag::Td && !self.line.text.is_empty() {
                self.line.text.push_str(CELL_GAP);
                self.gap = Gap::Start;
            } else if self.gap != Gap::Start {
                self.gap = Gap::Space;
            }
            return;
        }
        self.finish_line(false);
        self.open.push(node);
        if tag == Tag::Tr && is_data_row(self.tree, node) {
            self.row = Some(node);
        }
    }

    fn line_break(&mut self) {
        if self.row.is_none() {
            self.finish_line(true);
        } else if self.gap != Gap::Start {
            self.gap = Gap::Space;
        }
    }

    /// Adds a text; where line breaks count, each begins a line.
    fn paragraphs(&mut self, text: &str, link: Option<Span>, bold: bool) {
        if self.row.is_some() || !self.is_preformatted() {
            return self.text(text, link, bold);
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.finish_line(true);
            }
            self.text(line, link, bold);
        }
    }

    fn text(&mut self, text: &str, link: Option<Span>, bold: bool) {
        let start = self.line.text.len();
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' | '\u{c}' => {
                    if self.gap != Gap::Start {
                        let is_break = c == '\n' || self.gap == Gap::Break;
                        self.gap = if is_break { Gap::Break } else { Gap::Space };
                    }
                }
                _ => self.push(c),
            }
        }
        let added = &self.line.text[start..];
        if bold {
            self.bold += added.trim().len();
        }
        let han = han::count(added);
        self.line.han += han;
        if let Some(target) = link {
            self.line.linked += han;
            self.add_link(start, target);
        }
    }

    fn push(&mut self, c: char) {
        let last = self.line.text.chars().next_back();
        match self.gap {
            Gap::Start | Gap::None => {}
            Gap::Space => self.line.text.push(' '),
            // Browsers set no blank where a line of Chinese goes on in the next.
            Gap::Break if last.is_some_and(is_wide) && is_wide(c) => {}
            Gap::Break => self.line.text.push(' '),
        }
        if self.line.text.is_empty() {
            self.line.at = self.at;
        }
        self.gap = Gap::None;
        self.line.text.push(c);
    }

    fn add_link(&mut self, start: usize, target: Span) {
        let text = &self.line.text[start..];
        let start = start + (text.len() - text.trim_start().len());
        let end = self.line.text.len();
        if start >= end {
            return;
        }
        let target = self.tree.text(target);
        if let Some(last) = self.line.links.last_mut()
            && last.target == target
            && self.line.text[last.span.end..start].trim().is_empty()
        {
            last.span.end = end;
            return;
        }
        self.line.links.push(Link {
            span: Span::new(start, end),
            target: target.to_owned(),
        });
    }

    fn is_preformatted(&self) -> bool {
        self.open
            .iter()
            .any(|&node: &usize| self.tree.tag(node) == Some(Tag::Pre))
    }

    /// Ends the line; `soft` where only a `br` does.
    fn finish_line(&mut self, soft: bool) {
        self.gap = Gap::Start;
        let breaks = if soft { 1 } else { 2 };
        let bold = std::mem::take(&mut self.bold);
        let mut line = std::mem::take(&mut self.line);
        let kept = line.text.trim_end_matches(is_blank).len();
        if kept == 0 {
            self.breaks += breaks;
            return;
        }
        line.text.truncate(kept);
        for link in &mut line.links {
            link.span.end = link.span.end.min(kept);
        }
        line.links.retain(|link| link.span.start < link.span.end);
        line.after_br = self.breaks == 1;
        line.bold = bold * 10 >= line.text.len() * 9;
        line.node = self.open.last().copied().unwrap_or(0);
        line.under_picture = self.picture.take().is_some_and(|block| {
            block == line.node && self.tree.tag(block) == Some(Tag::P)
                || is_set_as_caption(self.tree, line.node)
        });
        line.form = self.form();
        line.framed = self
            .open
            .iter()
            .any(|&node: &usize| self.tree.tag(node) == Some(Tag::Frame));
        self.breaks = breaks;
        self.lines.push(line);
    }

    fn form(&self) -> LineForm {
        if self.row.is_some() {
            return LineForm::Row;
        }
        for &node in self.open.iter().rev() {
            match self.tree.tag(node) {
                Some(Tag::H1) => return LineForm::Title,
                Some(Tag::Heading) => return LineForm::Heading,
                Some(Tag::Li | Tag::Dd) => return LineForm::Item,
                Some(Tag::Caption) => return LineForm::Caption,
                Some(Tag::Quote) => return LineForm::Quote,
                Some(Tag::Td | Tag::Table) => return LineForm::Plain,
                Some(_) | None => {}
            }
        }
        LineForm::Plain
    }
}

/// Tests whether a character is one between which a line can break, as Chinese ones.
fn is_wide(c: char) -> bool {
    han::is_han(c)
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Tests whether a block is set as captions are: in the middle, or of a class named for pictures.
fn is_set_as_caption(tree: &Tree, node: usize) -> bool {
    const SIGNS: [&str; 7] = ["center", "descr", "caption", "pic", "img", "photo", "intro"];
    ["class", "style", "align"].iter().any(|name| {
        tree.attribute(node, name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            SIGNS.iter().any(|sign| value.contains(sign))
        })
    })
}

/// Tests whether the text in an element is not for readers.
fn is_unseen(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Script | Tag::Unseen | Tag::Title | Tag::Select | Tag::Button | Tag::Option
    )
}

/// Tests whether a page does not display an element, as far as the element says so itself.
fn is_hidden(tree: &Tree, node: usize) -> bool {
    if tree.attribute(node, "hidden").is_some() {
        return true;
    }
    tree.attribute(node, "style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        style.to_ascii_lowercase().contains("display:none")
    })
}

/// Tests whether an element stands beside the text and has none of its own: the text goes on around it.
fn is_empty_float(tree: &Tree, node: usize) -> bool {
    let align = tree.attribute(node, "align").unwrap_or_default();
    let style = tree.attribute(node, "style").unwrap_or_default();
    let floats = ["left", "right"]
        .iter()
        .any(|side| align.eq_ignore_ascii_case(side))
        || style.contains("float");
    floats
        && tree.tag(node).is_some_and(|tag| tag.has(Trait::Block))
        && !(node + 1..tree.nodes[node].end).any(|node: usize| match &tree.nodes[node].content {
            Content::Text { text, .. } => {
                let parent = tree.tag(tree.nodes[node].parent);
                !parent.is_some_and(is_unseen) && !tree.text(*text).trim().is_empty()
            }
            Content::Element(..) => false,
        })
}

/// Longest cell of a row that is data, in bytes: longer ones are text that is laid out in a table.
const LONGEST_CELL: usize = 300;

/// Tests whether a row of a table is data: two or more cells with text, each short, and without blocks in blocks.
fn is_data_row(tree: &Tree, row: usize) -> bool {
    let mut cells = 0;
    let mut length = 0;
    let mut blocks = 0;
    for node in row + 1..tree.nodes[row].end {
        match &tree.nodes[node].content {
            Content::Element(Tag::Table | Tag::List | Tag::H1 | Tag::Heading | Tag::Form, _) => {
                return false;
            }
            Content::Element(Tag::Td, _) => {
                cells += usize::from(length > 0);
                (length, blocks) = (0, 0);
            }
            Content::Element(Tag::P | Tag::Div, _) => blocks += 1,
            Content::Text { text, .. } => {
                length += tree.text(*text).trim().len();
            }
            Content::Element(..) => {}
        }
        if length > LONGEST_CELL || (blocks > 2 && length > 0) {
            return false;
        }
    }
    cells + usize::from(length > 0) >= 2
}
