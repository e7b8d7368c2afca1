//! The elements and texts of a page, in the order of the page.
//!
//! This is not the tree that a browser builds: links and bold type are marks on texts, no element is moved, and what is
//! nested deeper than [`DEEPEST`] is taken as if it stood there. So a page of any shape is read in linear time, and no
//! walk needs recursion.

use super::tag::{Tag, Trait};
use duizhao_core::article::Span;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as Place, Tokenizer};
use std::convert::Infallible;

/// Deepest nesting of elements. Browsers stop at 512; articles stand 10 to 40 deep.
const DEEPEST: usize = 200;

/// Longest value of an attribute that is kept, in bytes: inline pictures are longer, and nothing needs them.
const LONGEST_VALUE: usize = 4096;

/// Attributes that are kept.
const ATTRIBUTES: [&str; 11] = [
    "align", "class", "content", "hidden", "href", "itemprop", "name", "property", "rel", "style",
    "type",
];

/// A page.
#[derive(Default)]
pub(super) struct Tree {
    /// Elements and texts, each before what it holds.
    pub(super) nodes: Vec<TreeNode>,
    /// All texts and values.
    text: String,
    attributes: Vec<Attribute>,
}

/// An element or a text.
pub(super) struct TreeNode {
    /// The element that holds it; the first node holds itself.
    pub(super) parent: usize,
    /// One past the last node in it.
    pub(super) end: usize,
    /// What it is.
    pub(super) content: Content,
}

/// What a node is.
pub(super) enum Content {
    /// An element, with the places of its attributes.
    Element(Tag, Span),
    /// A text.
    Text {
        /// Its place in the texts of the page.
        text: Span,
        /// Where the link leads that it is in.
        link: Option<Span>,
        /// Whether it is in bold type.
        bold: bool,
    },
}

struct Attribute {
    name: &'static str,
    value: Span,
}

impl Tree {
    /// Reads a page: at least one node, the whole page.
    pub(super) fn of(page: &str) -> Self {
        let mut builder = TreeBuilder::new(page.len());
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Place<()>| {
            builder.take(event);
            None::<Infallible>
        });
        emitter.naively_switch_states(true);
        // The emitter gives nothing back, so that this reads the whole page; a string is read without errors.
        if let Some(Ok(never) | Err(never)) = Tokenizer::new_with_emitter(page, emitter).next() {
            match never {}
        }
        builder.finish()
    }

    /// Returns what stands at a place.
    pub(super) fn text(&self, place: Span) -> &str {
        place.of(&self.text)
    }

    /// Returns the tag of an element; `None` for a text.
    pub(super) fn tag(&self, node: usize) -> Option<Tag> {
        match self.nodes[node].content {
            Content::Element(tag, _) => Some(tag),
            Content::Text { .. } => None,
        }
    }

    /// Returns the value of an attribute, empty where it has none; `None` where it is missing.
    pub(super) fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        let Content::Element(_, attributes) = &self.nodes[node].content else {
            return None;
        };
        self.attributes[attributes.start..attributes.end]
            .iter()
            .find(|attribute| attribute.name == name)
            .map(|attribute| attribute.value.of(&self.text))
    }

    /// Lists the elements with a tag, in the order of the page.
    pub(super) fn elements(&self, tag: Tag) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(move |&node| self.tag(node) == Some(tag))
    }

    /// Returns the whole text below a node, as the page has it.
    pub(super) fn inner_text(&self, node: usize) -> String {
        let mut inner = String::new();
        for node in &self.nodes[node..self.nodes[node].end] {
            if let Content::Text { text, .. } = &node.content {
                inner.push_str(text.of(&self.text));
            }
        }
        inner
    }
}

/// A page that is being read.
struct TreeBuilder {
    tree: Tree,
    /// The elements that are open.
    open: Vec<usize>,
    /// Elements that are open too, but nested too deep.
    deeper: usize,
    /// The link that is open: how many elements were open when it began, and where it leads.
    link: Option<(usize, Span)>,
    /// How many elements were open when each bold part began that is open.
    bold: Vec<usize>,
    starting: Option<Starting>,
}

/// A start tag that is being read.
struct Starting {
    tag: Tag,
    attributes: usize,
    /// The attribute whose value comes next, if it is kept.
    name: Option<&'static str>,
}

impl TreeBuilder {
    fn new(length: usize) -> Self {
        let mut tree = Tree::default();
        tree.text.reserve(length / 2);
        tree.nodes.push(TreeNode {
            parent: 0,
            end: 0,
            content: Content::Element(Tag::Other, Span::new(0, 0)),
        });
        Self {
            tree,
            open: vec![0],
            deeper: 0,
            link: None,
            bold: Vec::new(),
            starting: None,
        }
    }

    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.starting = Some(Starting {
                    tag: Tag::of(name),
                    attributes: self.tree.attributes.len(),
                    name: None,
                });
            }
            CallbackEvent::AttributeName { name } => self.name(name),
            CallbackEvent::AttributeValue { value } => self.value(value),
            CallbackEvent::CloseStartTag { .. } => self.start(),
            CallbackEvent::EndTag { name } => self.end(Tag::of(name)),
            CallbackEvent::String { value } => self.text(value),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    fn name(&mut self, name: &[u8]) {
        let Some(starting) = &mut self.starting else {
            return;
        };
        let own = &self.tree.attributes[starting.attributes..];
        let known = ATTRIBUTES
            .into_iter()
            .find(|known| known.as_bytes() == name)
            .filter(|name| own.iter().all(|attribute| attribute.name != *name));
        starting.name = known;
        if let Some(name) = known {
            let at = self.tree.text.len();
            let value = Span::new(at, at);
            self.tree.attributes.push(Attribute { name, value });
        }
    }

    fn value(&mut self, value: &[u8]) {
        let starting = self.starting.as_mut();
        if starting.and_then(|starting| starting.name.take()).is_some()
            && let Some(attribute) = self.tree.attributes.last_mut()
            && value.len() <= LONGEST_VALUE
        {
            self.tree.text.push_str(&String::from_utf8_lossy(value));
            attribute.value.end = self.tree.text.len();
        }
    }

    fn start(&mut self) {
        let Some(Starting {
            tag, attributes, ..
        }) = self.starting.take()
        else {
            return;
        };
        let attributes = Span::new(attributes, self.tree.attributes.len());
        match tag {
            Tag::A => {
                let href = self.tree.attributes[attributes.start..attributes.end]
                    .iter()
                    .find(|attribute| attribute.name == "href");
                self.link = href.map(|href| (self.open.len(), href.value));
                return;
            }
            Tag::B => {
                self.bold.push(self.open.len());
                return;
            }
            Tag::Ignored => return,
            _ => {}
        }
        self.close_implied(tag);
        let node = self.push(Content::Element(tag, attributes));
        if tag.has(Trait::Void) {
            return;
        }
        if self.open.len() < DEEPEST && self.deeper == 0 {
            self.open.push(node);
        } else {
            self.deeper += 1;
        }
    }

    /// Closes what a start tag closes: a paragraph where a block begins, a list item where the next one does.
    fn close_implied(&mut self, tag: Tag) {
        if self.deeper > 0 {
            return;
        }
        // Advertisements are set in tables within paragraphs.
        if tag.has(Trait::Block) && tag != Tag::Table {
            self.close(Tag::P, |open| matches!(open, Tag::Td | Tag::Table));
        }
        match tag {
            Tag::Li | Tag::Dd => self.close(tag, |open| matches!(open, Tag::List | Tag::Td)),
            Tag::Option => self.close(tag, |open| open == Tag::Select),
            Tag::Td | Tag::Tr => self.close(tag, |open| open == Tag::Table),
            _ => {}
        }
    }

    fn end(&mut self, tag: Tag) {
        self.starting = None;
        match tag {
            Tag::A => self.link = None,
            Tag::B => {
                self.bold.pop();
            }
            Tag::Br => {
                self.push(Content::Element(Tag::Br, Span::new(0, 0)));
            }
            Tag::Ignored => {}
            _ if tag.has(Trait::Void) => {}
            _ if self.deeper > 0 => self.deeper -= 1,
            Tag::Td | Tag::Tr => self.close(tag, |open| open == Tag::Table),
            Tag::Table => self.close(tag, |_| false),
            _ if tag.has(Trait::Block) => self.close(tag, |open| open == Tag::Td),
            _ => self.close(tag, |open| open.has(Trait::Block)),
        }
    }

    /// Closes the innermost open element with a tag, and what is open in it; nothing where a border is nearer.
    fn close(&mut self, tag: Tag, is_border: impl Fn(Tag) -> bool) {
        for at in (1..self.open.len()).rev() {
            match self.tree.tag(self.open[at]) {
                Some(open) if open == tag => return self.close_from(at),
                Some(open) if is_border(open) => return,
                Some(_) | None => {}
            }
        }
    }

    fn close_from(&mut self, at: usize) {
        let end = self.tree.nodes.len();
        for node in self.open.drain(at..) {
            self.tree.nodes[node].end = end;
        }
        self.link = self.link.filter(|(depth, _)| *depth <= at);
        while self.bold.last().is_some_and(|depth| *depth > at) {
            self.bold.pop();
        }
    }

    fn text(&mut self, value: &[u8]) {
        let start = self.tree.text.len();
        self.tree.text.push_str(&String::from_utf8_lossy(value));
        self.push(Content::Text {
            text: Span::new(start, self.tree.text.len()),
            link: self.link.map(|(_, target)| target),
            bold: !self.bold.is_empty(),
        });
    }

    fn push(&mut self, content: Content) -> usize {
        let node = self.tree.nodes.len();
        let parent = self.open.last().copied().unwrap_or(0);
        self.tree.nodes.push(TreeNode {
            parent,
            end: node + 1,
            content,
        });
        node
    }

    fn finish(mut self) -> Tree {
        self.close_from(0);
        self.tree
    }
}
