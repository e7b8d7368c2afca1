//! Text as XML, and what the first bytes of a file say about it.

use crate::charset::Charset;
use quick_xml::Reader;
use quick_xml::events::Event;

/// How much of a file is looked at for its root.
const ROOT_PREFIX: usize = 64 * 1024;

/// Whether XML 1.0 has a place for a character (section 2.2).
pub fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Adds text as XML: line breaks and tabs by number, so that no tool folds them. What XML has no place for is left
/// out and counted.
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

/// The character set of an XML declaration that can be read as ASCII.
pub fn declared(bytes: &[u8]) -> Option<Charset> {
    let line = std::str::from_utf8(
        bytes[..bytes.len().min(200)]
            .split(|&byte| byte == b'>')
            .next()?,
    )
    .ok()?;
    let value = line
        .strip_prefix("<?xml")?
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    // What could be read as ASCII is not UTF-16, whatever it says.
    if label.to_ascii_lowercase().starts_with("utf-16") {
        None
    } else {
        label.parse().ok()
    }
}

/// The root's name, if bytes look like XML: for telling formats apart.
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
