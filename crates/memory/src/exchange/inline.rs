//! Reading segments with inline elements, of TMX and XLIFF, as plain text.
//!
//! | element | what becomes of it |
//! |---|---|
//! | `hi`, `g`, `pc`, `mrk` | their text is the segment's |
//! | `bpt`, `ept`, `it`, `ut`, `bx`, `ex`, `sc`, `ec`, `sm`, `em` | codes of formatting: dropped |
//! | `ph`, `x` | codes of things: dropped, and a space keeps the words beside them apart |
//! | `sub` | text inside a code, such as a footnote's: kept, with a space on either side |
//! | `cp` | the character it names |
//!
//! Where a dropped code had a space before and after it, one is left.

use duizhao_formats::xml::{Element, Node};
use duizhao_zh::han::is_han;
use regex::Regex;
use std::sync::LazyLock;

/// The tags that OmegaT writes into the text of its memories: `<a0>`, `</a0>`, `<br1/>`.
static OMEGAT_TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"</?[a-zA-Z]{1,16}[0-9]{1,6}/?>").expect("the pattern is sound"));

/// Returns the text of a segment. With `omegat`, tags that OmegaT writes as text are codes too.
pub(super) fn text(segment: &Element, omegat: bool) -> String {
    let mut flat = Flat {
        text: String::new(),
        gap: InlineGap::None,
        omegat,
    };
    flat.nodes(segment);
    flat.text
}

/// What was dropped since the last text, the strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum InlineGap {
    None,
    /// A code that may stand inside a word.
    Code,
    /// A code that separates words.
    Thing,
    /// The border of a text within the text.
    Border,
}

struct Flat {
    text: String,
    gap: InlineGap,
    omegat: bool,
}

impl Flat {
    fn nodes(&mut self, element: &Element) {
        for node in &element.nodes {
            match node {
                Node::Element(element) => self.element(element),
                Node::Text(text) if self.omegat => self.tagged(text),
                Node::Text(text) => self.push(text),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        match &*element.name {
            "bpt" | "ept" | "it" | "ut" | "bx" | "ex" | "sc" | "ec" | "sm" | "em" => {
                self.code(element, InlineGap::Code)
            }
            "ph" | "x" => self.code(element, InlineGap::Thing),
            "sub" => self.sub(element),
            // A tracked deletion that is not yet accepted (Trados Studio).
            "mrk" if element.attribute("mtype") == Some("x-sdl-deleted") => {}
            "cp" => self.push(&character(element).map(String::from).unwrap_or_default()),
            _ => self.nodes(element),
        }
    }

    /// Drops a code, but for the texts in it.
    fn code(&mut self, element: &Element, gap: InlineGap) {
        self.gap = self.gap.max(gap);
        for child in element.children() {
            match &*child.name {
                "sub" => self.sub(child),
                _ => self.code(child, gap),
            }
        }
    }

    fn sub(&mut self, element: &Element) {
        self.gap = InlineGap::Border;
        self.nodes(element);
        self.gap = InlineGap::Border;
    }

    fn tagged(&mut self, text: &str) {
        let mut at = 0;
        for tag in OMEGAT_TAG.find_iter(text) {
            self.push(&text[at..tag.start()]);
            self.gap = self.gap.max(if tag.as_str().ends_with("/>") {
                InlineGap::Thing
            } else {
                InlineGap::Code
            });
            at = tag.end();
        }
        self.push(&text[at..]);
    }

    fn push(&mut self, text: &str) {
        let Some(after) = text.chars().next() else {
            return;
        };
        let Some(before) = self.text.chars().next_back() else {
            self.text.push_str(text);
            return;
        };
        let text = match self.gap {
            InlineGap::Code | InlineGap::Thing | InlineGap::Border if before == ' ' => {
                text.strip_prefix(' ').unwrap_or(text)
            }
            InlineGap::Thing if is_letter(before) && is_letter(after) => {
                self.text.push(' ');
                text
            }
            InlineGap::Border if is_dark(before) && is_letter(after) => {
                self.text.push(' ');
                text
            }
            InlineGap::None | InlineGap::Code | InlineGap::Thing | InlineGap::Border => text,
        };
        self.text.push_str(text);
        self.gap = InlineGap::None;
    }
}

/// Tests for a letter or digit that is not Chinese.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

/// Tests for a character that is neither white space nor Chinese.
fn is_dark(c: char) -> bool {
    !c.is_whitespace() && !is_han(c)
}

/// Returns the character of XLIFF's `cp`; `None` if its number is of none.
fn character(element: &Element) -> Option<char> {
    char::from_u32(u32::from_str_radix(element.attribute("hex")?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_formats::xml::{Form, Part, Parts};

    #[track_caller]
    fn check(segment: &str, expected: &str) {
        let xml = format!("<r><seg>{segment}</seg></r>");
        let form = Form {
            root: "r",
            entries: &["seg"],
            most_bytes: 1000,
            unindents: false,
        };
        let mut parts = Parts::new(xml.as_bytes(), form);
        loop {
            if let Some(Part::Entry(element)) = parts.next_part().unwrap() {
                assert_eq!(text(&element, true), expected);
                return;
            }
        }
    }

    #[test]
    fn codes_go_and_text_stays() {
        check(
            "<bpt i='1'>&lt;b&gt;</bpt>党委<ept i='1'>&lt;/b&gt;</ept>书记",
            "党委书记",
        );
        check(
            "the <hi>Party <hi>secretary</hi></hi> said",
            "the Party secretary said",
        );
        check("un<bpt i='1'/>believ<ept i='1'/>able", "unbelievable");
        check(
            "one<ph x='1'>&lt;br/&gt;</ph>two, 第一<ph/>第二",
            "one two, 第一第二",
        );
        check(
            "one <ph/> two <it pos='begin'>{\\b</it> three",
            "one two three",
        );
        check(
            "big<ph>{\\fn <sub>A note.</sub>}</ph> elephants",
            "big A note. elephants",
        );
        check("<g id='1'>a<x id='2'/></g><mrk mtype='term'>b</mrk>", "a b");
        check(
            "a <mrk mtype='x-sdl-deleted'>b </mrk><mrk mtype='x-sdl-added'>c</mrk>",
            "a c",
        );
        check("a<cp hex='0001'/><cp hex='D800'/>b", "a\u{1}b");
        check("<![CDATA[a < b]]> &amp; c", "a < b & c");
    }

    #[test]
    fn tags_that_omegat_writes_as_text_go_too() {
        check("&lt;a0&gt;党委&lt;/a0&gt;：a&lt;br1/&gt;b", "党委：a b");
        check("a &lt; b1 &gt; c", "a < b1 > c");
    }
}
