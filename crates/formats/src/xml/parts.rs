//! Reading files of any size, entry by entry: only one entry is in memory at a time.

use super::element::{Element, Node};
use super::input::{Position, TooLong, XmlInput};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{self, BufRead};

/// Deepest nesting of elements; no format of terms or translations needs a quarter of it.
const MOST_DEPTH: usize = 64;

/// Most attributes of an element that are read; the formats have at most twenty.
const MOST_ATTRIBUTES: usize = 32;

const HINT: &str = "the file is not well-formed XML; export it again, or open it in an XML editor";

/// The expected form of a file.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Name of the root element.
    pub root: &'a str,
    /// Names of the elements that are read as trees.
    pub entries: &'a [&'a str],
    /// Longest entry, in bytes, and longest tag, comment or declaration outside of entries.
    pub most_bytes: usize,
    /// Whether white space with a line break in it is read as one space.
    pub unindents: bool,
}

/// A part of a file.
#[derive(Debug)]
pub enum Part {
    /// The beginning of an element outside of entries.
    Open(Element),
    /// An entry.
    Entry(Element),
}

/// Why a file cannot be read, and where.
#[derive(Debug)]
pub enum XmlError {
    /// The file is not well-formed, or not of the expected form.
    Wrong {
        /// Where.
        at: Position,
        /// What is wrong.
        message: String,
        /// Suggested fix.
        hint: &'static str,
    },
    /// The input failed.
    Input {
        /// Position after the last byte read.
        at: Position,
        /// The error of the input.
        cause: io::Error,
    },
}

impl XmlError {
    fn wrong(at: Position, message: impl Into<String>, hint: &'static str) -> Self {
        Self::Wrong {
            at,
            message: message.into(),
            hint,
        }
    }
}

/// A reader of the parts of a UTF-8 file, in order. Linear in the file.
#[derive(Debug)]
pub struct Parts<'a, R> {
    reader: Reader<XmlInput<R>>,
    form: Form<'a>,
    buffer: Vec<u8>,
    /// The entry being read and the elements open in it.
    open: Vec<Element>,
    depth: usize,
    rooted: bool,
}

impl<'a, R: BufRead> Parts<'a, R> {
    /// Creates a reader at the beginning of a file.
    pub fn new(bytes: R, form: Form<'a>) -> Self {
        let mut reader = Reader::from_reader(XmlInput::new(bytes));
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            form,
            buffer: Vec::new(),
            open: Vec::new(),
            depth: 0,
            rooted: false,
        }
    }

    /// Reads the next part; `None` at the end of a well-formed file. Must not be called again after an error.
    pub fn next_part(&mut self) -> Result<Option<Part>, XmlError> {
        loop {
            if self.open.is_empty() {
                self.between_entries()?;
            }
            let at = self.here();
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            let part = match self.reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return self.end().map(|()| None),
                Ok(event) => self.event(event, at)?,
                Err(error) => return Err(self.failure(error, at)),
            };
            self.buffer = buffer;
            if part.is_some() {
                return Ok(part);
            }
        }
    }

    fn here(&self) -> Position {
        self.reader.get_ref().here
    }

    /// Skips text outside of entries, of any length, and sets the limit for the next entry.
    fn between_entries(&mut self) -> Result<(), XmlError> {
        self.reader.get_mut().allowance = usize::MAX;
        while self.rooted {
            let mut stream = self.reader.stream();
            let buffer = match stream.fill_buf() {
                Ok([]) => break,
                Ok(buffer) => buffer,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => {
                    let at = self.here();
                    return Err(XmlError::Input { at, cause });
                }
            };
            let tag = memchr::memchr(b'<', buffer);
            let amount = tag.unwrap_or(buffer.len());
            stream.consume(amount);
            if tag.is_some() {
                break;
            }
        }
        self.reader.get_mut().allowance = self.form.most_bytes;
        Ok(())
    }

    /// Tells the causes of a parser's error apart: too long an entry, an input that failed, or malformed XML.
    fn failure(&self, error: quick_xml::Error, at: Position) -> XmlError {
        let quick_xml::Error::Io(cause) = error else {
            return XmlError::wrong(at, error.to_string(), HINT);
        };
        if !cause.get_ref().is_some_and(|cause| cause.is::<TooLong>()) {
            let cause = io::Error::new(cause.kind(), cause.to_string());
            let at = self.here();
            return XmlError::Input { at, cause };
        }
        let most = self.form.most_bytes;
        match self.open.first() {
            Some(entry) => XmlError::wrong(
                entry.at,
                format!("an entry of over {most} bytes"),
                "split it into several entries",
            ),
            None => XmlError::wrong(at, format!("a tag or comment of over {most} bytes"), HINT),
        }
    }

    fn event(&mut self, event: Event<'_>, at: Position) -> Result<Option<Part>, XmlError> {
        match event {
            Event::Start(start) | Event::Empty(start) => return self.start(&start, at),
            Event::End(_) => return Ok(self.close()),
            Event::Text(text) if self.form.unindents => {
                self.text(unindented(&text.xml10_content()))
            }
            Event::Text(text) => self.text(text.xml10_content().into_owned()),
            Event::CData(text) => self.text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => self.reference(&reference, at)?,
            Event::DocType(doctype) => without_entities(&doctype.into_inner(), at)?,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(None)
    }

    fn start(&mut self, start: &BytesStart<'_>, at: Position) -> Result<Option<Part>, XmlError> {
        let name = start.local_name().as_ref().to_owned();
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let message = format!("elements nested deeper than {MOST_DEPTH}");
            return Err(XmlError::wrong(
                at,
                message,
                "no file of this kind needs it",
            ));
        }
        let root = self.form.root;
        if !self.rooted && name != root {
            let message = format!("the root is `{name}`, and `{root}` was expected");
            return Err(XmlError::wrong(at, message, "name the format of the file"));
        }
        self.rooted = true;
        let is_entry = self.form.entries.contains(&name.as_str());
        let element = Element {
            name,
            at,
            attributes: attributes(start, at)?,
            nodes: Vec::new(),
        };
        if !is_entry && self.open.is_empty() {
            return Ok(Some(Part::Open(element)));
        }
        self.open.push(element);
        Ok(None)
    }

    fn close(&mut self) -> Option<Part> {
        self.depth = self.depth.saturating_sub(1);
        let element = self.open.pop()?;
        let Some(parent) = self.open.last_mut() else {
            return Some(Part::Entry(element));
        };
        parent.nodes.push(Node::Element(element));
        None
    }

    fn text(&mut self, text: String) {
        let Some(element) = self.open.last_mut() else {
            return;
        };
        match element.nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(&text),
            Some(Node::Element(_)) | None => element.nodes.push(Node::Text(text)),
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>, at: Position) -> Result<(), XmlError> {
        let name = reference.xml10_content();
        let resolved = match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(c.to_string()),
            Ok(None) => quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
            Err(_) => None,
        };
        let Some(text) = resolved else {
            let message = format!("unknown entity `&{name};`");
            return Err(XmlError::wrong(at, message, "write the character itself"));
        };
        self.text(text);
        Ok(())
    }

    fn end(&self) -> Result<(), XmlError> {
        if !self.rooted {
            let message = format!("there is no element `{}`", self.form.root);
            return Err(XmlError::wrong(Position::START, message, HINT));
        }
        if self.depth > 0 {
            let message = "the file ends inside an element";
            return Err(XmlError::wrong(self.here(), message, HINT));
        }
        Ok(())
    }
}

fn attributes(start: &BytesStart<'_>, at: Position) -> Result<Vec<(String, String)>, XmlError> {
    let mut attributes = Vec::new();
    // Without the check for duplicates, which compares every pair.
    for attribute in start.attributes().with_checks(false).take(MOST_ATTRIBUTES) {
        let attribute = attribute
            .map_err(quick_xml::Error::from)
            .and_then(|attribute| name_and_value(&attribute))
            .map_err(|error| XmlError::wrong(at, error.to_string(), HINT))?;
        attributes.push(attribute);
    }
    Ok(attributes)
}

fn name_and_value(attribute: &Attribute<'_>) -> Result<(String, String), quick_xml::Error> {
    let name: String = attribute.key.local_name().as_ref().to_owned();
    let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
    Ok((name, value.into_owned()))
}

fn without_entities(doctype: &str, at: Position) -> Result<(), XmlError> {
    if !doctype.contains("<!ENTITY") {
        return Ok(());
    }
    Err(XmlError::wrong(
        at,
        "the file declares an entity, and none is read",
        "remove the entity declarations from the `DOCTYPE`",
    ))
}

/// Removes the indentation of lines: white space with a line break in it becomes one space. Line breaks that are
/// part of the text are written as character references, which are resolved elsewhere.
fn unindented(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(SPACE) {
        out.push_str(&rest[..start]);
        let after = rest[start..].trim_start_matches(SPACE);
        let space = &rest[start..rest.len() - after.len()];
        let breaks = space.contains(['\n', '\r']);
        out.push_str(if breaks { " " } else { space });
        rest = after;
    }
    out + rest
}

/// White space in XML (section 2.3).
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Result<Vec<String>, String> {
        let form = Form {
            root: "r",
            entries: &["e"],
            most_bytes: 4096,
            unindents: true,
        };
        let mut parts = Parts::new(text.as_bytes(), form);
        let mut found = Vec::new();
        loop {
            match parts.next_part() {
                Ok(Some(Part::Entry(element))) => {
                    found.push(format!(
                        "{}:{} {}",
                        element.at.line,
                        element.at.column,
                        element.text()
                    ));
                }
                Ok(Some(Part::Open(_))) => {}
                Ok(None) => return Ok(found),
                Err(XmlError::Wrong { at, message, .. }) => {
                    return Err(format!("{}:{}: {message}", at.line, at.column));
                }
                Err(XmlError::Input { cause, .. }) => return Err(cause.to_string()),
            }
        }
    }

    #[test]
    fn entries_have_text_and_position() {
        let text = "<?xml version='1.0'?><!DOCTYPE r SYSTEM 'x.dtd'>\n<x:r>\n  <e>a <b>&lt;党&#10;</b>\n   c</e>\n<e/></x:r>";
        assert_eq!(texts(text).unwrap(), ["3:3 a <党\n c", "5:1 "]);
        let junk = "x".repeat(100_000);
        assert_eq!(
            texts(&format!("<r><b>{junk}</b><e>a</e>{junk}</r>\n")).unwrap(),
            ["1:100011 a"]
        );
    }

    #[track_caller]
    fn fails(text: &str, expected: &str) {
        let error = texts(text).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn malformed_xml_is_an_error_with_its_position() {
        fails(
            "<!DOCTYPE r [\n<!ENTITY a 'b'>]><r/>",
            "1:1: the file declares an entity",
        );
        fails(
            "<!DOCTYPE r [\n<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><r/>",
            "1:1: the file declares an entity",
        );
        fails("<r>\n<e>&a;</e></r>", "2:4: unknown entity `&a;`");
        fails("<r><e>&#0;</e></r>", "1:7: unknown entity `&#0;`");
        fails("<r><e>&#xD800;</e></r>", "1:7: unknown entity `&#xD800;`");
        fails("<s/>", "1:1: the root is `s`, and `r` was expected");
        fails("", "1:1: there is no element `r`");
        fails("<r><e>", "1:7: the file ends inside an element");
        fails("<r><e></r>", "1:7: ");
        fails("<r><e a='&b;'/></r>", "1:4: ");
        fails(&"<r>".repeat(100), "1:193: elements nested deeper than 64");
        fails(
            &format!("<r><e>{}", "<a></a>".repeat(700)),
            "1:4: an entry of over 4096 bytes",
        );
        fails(
            &format!("<r><e>{}</e></r>", "a".repeat(5000)),
            "1:4: an entry of over 4096 bytes",
        );
        fails(
            &format!("<r><!-- {} --></r>", "a".repeat(5000)),
            "1:4: a tag or comment of over 4096 bytes",
        );
    }
}
