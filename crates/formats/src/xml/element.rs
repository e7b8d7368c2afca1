//! An XML element as a tree.

use super::Position;

/// An element; names are without namespace prefixes.
#[derive(Debug)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Where its start tag begins.
    pub at: Position,
    /// Names and values, in order.
    pub(super) attributes: Vec<(String, String)>,
    /// Its children, in order.
    pub nodes: Vec<Node>,
}

/// A child of an element.
#[derive(Debug)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Text.
    Text(String),
}

impl Element {
    /// Returns the value of an attribute, by its local name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Lists the child elements, in order.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Lists the child elements of a name, in order.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children().filter(move |child| child.name == name)
    }

    /// Returns all text in the element and its descendants, trimmed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text.trim().to_owned()
    }

    fn add_text(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.add_text(out),
                Node::Text(text) => out.push_str(text),
            }
        }
    }
}
