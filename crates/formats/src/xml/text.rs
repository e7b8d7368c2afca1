//! Escaping text for XML, and what the first bytes of a file say about it.

use crate::charset::Charset;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Length of the prefix that is searched for the root, in bytes.
const ROOT_PREFIX: usize = 64 * 1024;

/// Tests whether XML 1.0 allows a character (section 2.2).
pub fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Appends text as XML and returns how many characters were left out because XML does not allow them.
///
/// Line breaks and tabs become character references, so that no tool folds them.
pub fn escaped(text: &str, out: &mut String) -> usize {
    let mut left_out = 0;
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            c if is_allowed(c) => out.push(c),
            _ => left_out += 1,
        }
    }
    left_out
}

/// Returns the character set of an XML declaration; `None` if there is none that can be read as ASCII.
pub fn declared(bytes: &[u8]) -> Option<Charset> {
    let prefix = &bytes[..bytes.len().min(200)];
    let declaration = prefix.split(|&byte| byte == b'>').next()?;
    let value = std::str::from_utf8(declaration)
        .ok()?
        .strip_prefix("<?xml")?
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    // A declaration that reads as ASCII is not UTF-16, whatever it says.
    if label.to_ascii_lowercase().starts_with("utf-16") {
        None
    } else {
        label.parse().ok()
    }
}

/// Returns the name of the root element, or `None` if the bytes do not look like XML.
pub fn root(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(ROOT_PREFIX)]);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                return Some(start.local_name().as_ref().to_owned());
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_character_set_is_used() {
        let text = "<?xml version=\"1.0\" encoding=\"gb2312\"?><r/>";
        assert_eq!(declared(text.as_bytes()).unwrap().to_string(), "gb18030");
        assert!(declared(text.replace("gb2312", "UTF-16").as_bytes()).is_none());
        assert_eq!(
            root(b"\xef\xbb\xbf<!-- --><m:martif a='b'>").as_deref(),
            Some("martif")
        );
    }

    #[test]
    fn text_becomes_xml_and_what_cannot_is_counted() {
        let mut out = String::new();
        assert_eq!(escaped("a<&>\"\n\t\r\u{1}\u{fffe}\u{85}🚩]]>", &mut out), 2);
        assert_eq!(out, "a&lt;&amp;&gt;\"&#10;&#9;&#13;\u{85}🚩]]&gt;");
    }
}
