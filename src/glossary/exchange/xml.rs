//! XML entry by entry: elements as small trees, in bounds, and no entity of the file's own.
//!
//! A `DOCTYPE` is tolerated, since TBX files of version 2 have one, and nothing it names is fetched. An entity
//! declaration is an error, so that nothing can expand; so is any entity but the five of XML and character numbers.

use super::super::GlossaryError;
use super::ReadOptions;
use super::gather::text;
use super::position::Cursor;
use crate::source::Charset;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::path::Path;

/// Deepest nesting of elements; TBX needs ten.
const MOST_DEPTH: usize = 64;

/// Longest entry, in bytes. The largest of public term bases is a hundredth of it.
const MOST_ENTRY_BYTES: usize = 4 * 1024 * 1024;

/// Most attributes of an element that are looked at; TBX has five.
const MOST_ATTRIBUTES: usize = 32;

/// An element, its names without prefixes.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name.
    pub(super) name: String,
    /// Where it begins, in bytes of the text.
    pub(super) at: usize,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute, by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements right below it.
    pub(super) fn children(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// All text in it, without the white space around it.
    pub(super) fn text(&self) -> String {
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

/// The text of an XML file, by the character set that its first line names.
pub(super) fn decoded(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<String, GlossaryError> {
    Ok(text(path, bytes, options.charset.or_else(|| declared(bytes)))?.0)
}

/// The character set of an XML declaration that can be read as ASCII.
fn declared(bytes: &[u8]) -> Option<Charset> {
    let line = std::str::from_utf8(bytes[..bytes.len().min(200)].split(|&byte| byte == b'>').next()?).ok()?;
    let value = line.strip_prefix("<?xml")?.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    // What could be read as ASCII is not UTF-16, whatever it says.
    if label.to_ascii_lowercase().starts_with("utf-16") { None } else { label.parse().ok() }
}

/// The root's name, if bytes look like XML: for telling formats apart.
pub(super) fn root(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(start.local_name().as_ref().to_owned()),
            Event::Eof => return None,
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// Calls `each` for every element named `entry`, in order, with the cursor for its places. The root must be
/// `root`. Linear in the text.
pub(super) fn entries(
    path: &Path,
    text: &str,
    root: &str,
    entry: &str,
    each: impl FnMut(Element, &mut Cursor<'_>) -> Result<(), GlossaryError>,
) -> Result<(), GlossaryError> {
    let mut parser =
        Parser { cursor: Cursor::new(path, text), root, entry, each, open: Vec::new(), depth: 0, rooted: false };
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(at);
                return Err(parser.cursor.error(at, error.to_string(), HINT));
            }
        };
        if matches!(event, Event::Eof) {
            return parser.end(text.len());
        }
        parser.event(event, at)?;
    }
}

const HINT: &str = "the file is not well-formed XML; export it again, or open it in an XML editor";

struct Parser<'a, Each> {
    cursor: Cursor<'a>,
    root: &'a str,
    entry: &'a str,
    each: Each,
    /// The entry being read and the elements open in it.
    open: Vec<Element>,
    depth: usize,
    rooted: bool,
}

impl<Each: FnMut(Element, &mut Cursor<'_>) -> Result<(), GlossaryError>> Parser<'_, Each> {
    fn event(&mut self, event: Event<'_>, at: usize) -> Result<(), GlossaryError> {
        if self.open.first().is_some_and(|entry| at - entry.at > MOST_ENTRY_BYTES) {
            let message = format!("an entry of over {MOST_ENTRY_BYTES} bytes");
            return Err(self.cursor.error(self.open[0].at, message, "part it into several entries"));
        }
        match event {
            Event::Start(start) | Event::Empty(start) => self.start(&start, at),
            Event::End(_) => self.close(),
            Event::Text(text) => self.text(unindented(&text.xml10_content())),
            Event::CData(text) => self.text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => self.reference(&reference, at),
            Event::DocType(doctype) => self.doctype(&doctype.into_inner(), at),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), GlossaryError> {
        let name = start.local_name();
        let name: &str = name.as_ref();
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(self.cursor.error(at, format!("elements nested deeper than {MOST_DEPTH}"), "no term base is"));
        }
        if !self.rooted && name != self.root {
            let message = format!("the root is `{name}`, and `{}` was expected", self.root);
            return Err(self.cursor.error(at, message, "name the format of the file"));
        }
        self.rooted = true;
        if name == self.entry || !self.open.is_empty() {
            let attributes = self.attributes(start, at)?;
            self.open.push(Element { name: name.to_owned(), at, attributes, nodes: Vec::new() });
        }
        Ok(())
    }

    fn attributes(&mut self, start: &BytesStart<'_>, at: usize) -> Result<Vec<(String, String)>, GlossaryError> {
        let mut attributes = Vec::new();
        // Without the check for doubles, which looks at each pair.
        for attribute in start.attributes().with_checks(false).take(MOST_ATTRIBUTES) {
            let value = attribute.map_err(quick_xml::Error::from).and_then(|attribute| {
                let name: String = attribute.key.local_name().as_ref().to_owned();
                Ok((name, attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned()))
            });
            attributes.push(value.map_err(|error| self.cursor.error(at, error.to_string(), HINT))?);
        }
        Ok(attributes)
    }

    fn close(&mut self) -> Result<(), GlossaryError> {
        self.depth = self.depth.saturating_sub(1);
        let Some(element) = self.open.pop() else { return Ok(()) };
        match self.open.last_mut() {
            Some(parent) => parent.nodes.push(Node::Element(element)),
            None => (self.each)(element, &mut self.cursor)?,
        }
        Ok(())
    }

    fn text(&mut self, text: String) -> Result<(), GlossaryError> {
        if let Some(element) = self.open.last_mut() {
            element.nodes.push(Node::Text(text));
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>, at: usize) -> Result<(), GlossaryError> {
        let name = reference.xml10_content();
        let resolved = match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(c.to_string()),
            Ok(None) => quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
            Err(_) => None,
        };
        match resolved {
            Some(text) => self.text(text),
            None => Err(self.cursor.error(at, format!("unknown entity `&{name};`"), "write the character itself")),
        }
    }

    fn doctype(&mut self, doctype: &str, at: usize) -> Result<(), GlossaryError> {
        match doctype.find("<!ENTITY") {
            None => Ok(()),
            Some(_) => {
                let message = "the file declares an entity, and none is read";
                Err(self.cursor.error(at, message, "take the entity declarations out of the `DOCTYPE`"))
            }
        }
    }

    fn end(mut self, at: usize) -> Result<(), GlossaryError> {
        match (self.rooted, self.depth) {
            (true, 0) => Ok(()),
            (true, _) => Err(self.cursor.error(at, "the file ends inside an element", HINT)),
            (false, _) => Err(self.cursor.error(0, format!("there is no element `{}`", self.root), HINT)),
        }
    }
}

/// Text without the indentation of lines: white space with a line break in it is one space. Line breaks that
/// mean something are written as character numbers, which this does not see.
fn unindented(text: &str) -> String {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_space) {
        let end = rest[start..].find(|c| !is_space(c)).map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start]);
        let space = &rest[start..end];
        out.push_str(if space.contains(['\n', '\r']) { " " } else { space });
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        let result = entries(Path::new("t"), text, "r", "e", |element, cursor| {
            found.push(format!("{} {}", cursor.place(element.at), element.text()));
            Ok(())
        });
        result.map(|()| found).map_err(|error| error.to_string().lines().next().unwrap().to_owned())
    }

    #[test]
    fn entries_have_text_and_place() {
        let text =
            "<?xml version='1.0'?><!DOCTYPE r SYSTEM 'x.dtd'>\n<x:r>\n  <e>a <b>&lt;党&#10;</b>\n   c</e>\n<e/></x:r>";
        assert_eq!(texts(text).unwrap(), ["t:3:3 a <党\n c", "t:5:1 "]);
    }

    #[track_caller]
    fn fails(text: &str, expected: &str) {
        let error = texts(text).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn what_is_no_sound_xml_is_an_error_with_its_place() {
        fails("<!DOCTYPE r [\n<!ENTITY a 'b'>]><r/>", "t:1:1: the file declares an entity");
        fails("<r>\n<e>&a;</e></r>", "t:2:4: unknown entity `&a;`");
        fails("<r><e>&#0;</e></r>", "t:1:7: unknown entity `&#0;`");
        fails("<s/>", "t:1:1: the root is `s`, and `r` was expected");
        fails("", "t:1:1: there is no element `r`");
        fails("<r><e>", "t:1:7: the file ends inside an element");
        fails("<r><e></r>", "t:1:7: ");
        fails(&"<r>".repeat(100), "t:1:193: elements nested deeper than 64");
        fails(&format!("<r><e>{}", "<a></a>".repeat(700_000)), "t:1:4: an entry of over 4194304 bytes");
    }

    #[test]
    fn the_declared_character_set_is_used() {
        let text = "<?xml version=\"1.0\" encoding=\"gb2312\"?><r/>";
        assert_eq!(declared(text.as_bytes()).unwrap().to_string(), "gb18030");
        assert!(declared(text.replace("gb2312", "UTF-16").as_bytes()).is_none());
        assert_eq!(root(b"\xef\xbb\xbf<!-- --><m:martif a='b'>").as_deref(), Some("martif"));
    }
}
