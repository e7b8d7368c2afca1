//! Text as HTML, and the inline Markdown that people write in translations.
//!
//! What comes out is well-formed as HTML and as XML alike, in elements and in attributes in double quotes. Characters that
//! no reader sees and that harm are left out: those that XML 1.0 does not allow or HTML calls errors (control characters
//! but for tab and line feed, noncharacters), and the bidirectional controls with which a text can be made to show in
//! another order than it is read (embeddings, overrides, isolates: U+202A–U+202E and U+2066–U+2069). Without them,
//! right-to-left words still show as they should, by their letters.

use duizhao_edition::footnote_labels;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::net::Ipv4Addr;

/// A part of a translation with inline Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inline {
    /// Text as it is shown.
    Text(String),
    /// Code as it is shown.
    Code(String),
    /// What follows is marked.
    Start(Mark),
    /// The innermost mark ends.
    End(Mark),
    /// A reference to the footnote of this label.
    Footnote(String),
}

/// How a part of a text is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    Emphasis,
    Strong,
    Deleted,
    /// A link to a page or an address for mail.
    Link(String),
}

impl Mark {
    const fn element(&self) -> &'static str {
        match self {
            Self::Emphasis => "em",
            Self::Strong => "strong",
            Self::Deleted => "del",
            Self::Link(_) => "a",
        }
    }
}

/// What stands before the text for the parser, so that nothing in it begins a block.
const LEAD: &str = "x ";

/// Returns text for the inside of an element or an attribute in quotes, single or double.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_shown(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// Returns inline Markdown as HTML: emphasis, strong, deleted and code as such, links to `http`, `https` and `mailto`
/// addresses, footnotes as their labels, raised. Anything else, such as HTML, images and links elsewhere, is the text that
/// it holds.
pub(crate) fn inline(markup: &str) -> String {
    html(&parsed(markup), |label| {
        format!("<sup>{}</sup>", escape(label))
    })
}

/// Returns parsed Markdown as HTML, with what `footnote` makes of the labels of footnotes.
pub(crate) fn html(parts: &[Inline], mut footnote: impl FnMut(&str) -> String) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Inline::Text(text) => out.push_str(&escape(text)),
            Inline::Code(text) => out.extend(["<code>", &escape(text), "</code>"]),
            Inline::Start(Mark::Link(to)) => out.extend(["<a href=\"", &escape(to), "\">"]),
            Inline::Start(mark) => out.extend(["<", mark.element(), ">"]),
            Inline::End(mark) => out.extend(["</", mark.element(), ">"]),
            Inline::Footnote(label) => out.push_str(&footnote(label)),
        }
    }
    out
}

/// Returns the parts of inline Markdown. Every start has its end, in order; no link stands in another.
pub(crate) fn parsed(markup: &str) -> Vec<Inline> {
    let line = markup.trim().replace(['\n', '\r'], " ");
    if line.is_empty() {
        return Vec::new();
    }
    let mut markdown = format!("{LEAD}{line}");
    // A reference counts wherever its note stands.
    for label in footnote_labels(&line) {
        markdown.push_str(&format!("\n\n[^{label}]: x"));
    }
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut parts = Vec::new();
    let mut open: Vec<Option<Mark>> = Vec::new();
    for event in Parser::new_ext(&markdown, options) {
        match event {
            Event::End(TagEnd::Paragraph) => break,
            Event::Start(Tag::Paragraph) => {}
            Event::Text(text) | Event::InlineHtml(text) => add_text(&mut parts, &text),
            Event::SoftBreak | Event::HardBreak => add_text(&mut parts, " "),
            Event::Code(text) => parts.push(Inline::Code(text.into_string())),
            Event::FootnoteReference(label) => parts.push(Inline::Footnote(label.into_string())),
            Event::Start(tag) => {
                let mark = mark(tag);
                parts.extend(mark.clone().map(Inline::Start));
                open.push(mark);
            }
            Event::End(_) => parts.extend(open.pop().flatten().map(Inline::End)),
            // Others are no part of a paragraph, or off.
            _ => {}
        }
    }
    without_lead(&mut parts);
    parts
}

/// Adds text to what stands before it, where that is text too.
fn add_text(parts: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(before)) = parts.last_mut() {
        before.push_str(text);
    } else {
        parts.push(Inline::Text(text.to_owned()));
    }
}

fn without_lead(parts: &mut Vec<Inline>) {
    if let Some(Inline::Text(first)) = parts.first_mut() {
        *first = first.strip_prefix(LEAD).unwrap_or(first).to_owned();
        if first.is_empty() {
            parts.remove(0);
        }
    }
}

/// Returns how a tag marks what is in it; `None` where that is shown as plain text.
fn mark(tag: Tag<'_>) -> Option<Mark> {
    match tag {
        Tag::Emphasis => Some(Mark::Emphasis),
        Tag::Strong => Some(Mark::Strong),
        Tag::Strikethrough => Some(Mark::Deleted),
        Tag::Link {
            link_type,
            dest_url,
            ..
        } => {
            let is_mail = link_type == pulldown_cmark::LinkType::Email;
            let to = if is_mail {
                format!("mailto:{dest_url}")
            } else {
                dest_url.into_string()
            };
            link(&to).map(Mark::Link)
        }
        // Of images the description is shown.
        _ => None,
    }
}

/// Returns an address that may be linked to, as every reader takes it, with what an address cannot hold written in per
/// cent; `None` where it is no `http`, `https` or `mailto` address, or its host is none.
pub(crate) fn link(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => {
            let rest = rest.strip_prefix("//")?;
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (host, path) = rest.split_at(end);
            is_host(host).then(|| format!("{scheme}://{host}{}", encoded(path)))
        }
        "mailto" => {
            let (name, host) = rest.split_once('@')?;
            let end = host.find('?').unwrap_or(host.len());
            let is_address = !name.is_empty() && is_host(&host[..end]);
            is_address.then(|| format!("{scheme}:{}", encoded(rest)))
        }
        _ => None,
    }
}

/// Tests whether a text is the name or the number of a host, with or without a port.
fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "80"));
    let is_label = |label: &str| {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(is_plain)
    };
    // What ends in a number is read as four of them.
    let ends_in_letters = name
        .rsplit('.')
        .next()
        .is_some_and(|label| label.starts_with(|c: char| c.is_ascii_alphabetic()));
    let is_name = name.len() < 254 && name.split('.').all(is_label) && ends_in_letters;
    (is_name || name.parse::<Ipv4Addr>().is_ok()) && port.parse::<u16>().is_ok()
}

/// Returns the part of an address after the host, with what it cannot hold written in per cent.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut has_fragment = false;
    for (at, c) in text.char_indices() {
        let is_kept = match c {
            '%' => {
                text.as_bytes()[at + 1..]
                    .iter()
                    .take(2)
                    .filter(|b| b.is_ascii_hexdigit())
                    .count()
                    == 2
            }
            '#' => !std::mem::replace(&mut has_fragment, true),
            c => c.is_ascii_alphanumeric() || "-._~:/?@!$&'()*+,;=".contains(c),
        };
        if is_kept {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// Tests whether a character is shown: see the top of the file.
pub(crate) fn is_shown(c: char) -> bool {
    let is_control = c.is_control() && c != '\t' && c != '\n';
    let is_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    !(is_control || is_direction || is_noncharacter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(markup: &str, html: &str) {
        assert_eq!(inline(markup), html, "{markup}");
    }

    #[test]
    fn markdown_of_a_line_is_html() {
        check("the *new* **era**", "the <em>new</em> <strong>era</strong>");
        check("# 1. a & b", "# 1. a &amp; b");
        check(
            "**a** `b<c` ~~d~~",
            "<strong>a</strong> <code>b&lt;c</code> <del>d</del>",
        );
        check(
            "[law](https://a.b/法?x=1&y=2 \"t\")",
            "<a href=\"https://a.b/%E6%B3%95?x=1&amp;y=2\">law</a>",
        );
        check("<a@b.org>", "<a href=\"mailto:a@b.org\">a@b.org</a>");
        check("noted[^1].", "noted<sup>1</sup>.");
        check("- a\nb", "- a b");
    }

    #[test]
    fn nothing_executes() {
        check("[x](javascript:alert(1))", "x");
        check("[x](JaVaScRiPt&colon;alert(1))", "x");
        check("[x](data:text/html,x) [y](//a.b) [z](/a)", "x y z");
        check("[x](https:javascript)", "x");
        check(
            "[x](<https://a.b/\" onclick=alert(1)>)",
            "<a href=\"https://a.b/%22%20onclick=alert(1)\">x</a>",
        );
        check("![*a*](https://a.b/c.png)", "<em>a</em>");
        check(
            "<script>alert(1)</script>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
        );
        check(
            "<img src=x onerror=alert(1)>",
            "&lt;img src=x onerror=alert(1)&gt;",
        );
        check(
            "<!-- x --> </template>",
            "&lt;!-- x --&gt; &lt;/template&gt;",
        );
        check("a\u{202e}b\u{2066}c\0d\u{fffe}", "abcd");
    }

    #[test]
    fn addresses_are_as_every_reader_takes_them() {
        for (address, expected) in [
            ("HTTPS://a.b", Some("https://a.b")),
            (
                "https://a-1.b:8080/法#x#y",
                Some("https://a-1.b:8080/%E6%B3%95#x%23y"),
            ),
            (
                "https://a.b/50%/%2F/[x]|\\",
                Some("https://a.b/50%25/%2F/%5Bx%5D%7C%5C"),
            ),
            ("http://127.0.0.1?a=b", Some("http://127.0.0.1?a=b")),
            (
                "mailto:a.b@c.d?subject=x y",
                Some("mailto:a.b@c.d?subject=x%20y"),
            ),
            ("mailto:a", None),
            ("https://", None),
            ("https:a", None),
            ("https://user@a.b", None),
            ("https://a b.c/", None),
            ("https://1.2.3.4.5", None),
            ("https://a.b:99999/", None),
            ("https://党.cn/", None),
            ("ftp://a.b", None),
            ("a.b", None),
        ] {
            assert_eq!(link(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn text_is_escaped_for_elements_and_attributes() {
        assert_eq!(
            escape("<a b='c' d=\"e\">&"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;"
        );
        assert_eq!(escape("a\u{202e}b\u{0}\u{8}\u{85}c\u{1ffff}\td"), "abc\td");
    }

    /// Returns the text that HTML of ours shows.
    fn text_of(html: &str) -> String {
        let mut text = String::new();
        for part in html.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        }
        let entities = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ];
        entities
            .iter()
            .fold(text, |text, (name, c)| text.replace(name, c))
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "\\PC{0,30}|[<>&\"'a;#x\\u{202e}\\u{0}-]{0,30}") {
            let html = escape(&text);
            let shown: String = text.chars().filter(|&c| is_shown(c)).collect();
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            prop_assert_eq!(text_of(&html), shown);
        }

        #[test]
        fn elements_of_markup_are_ours_and_nest(markup in "(\\PC|[*_`~<>\\[\\]()!^:]|\\*\\*|\\]\\(|javascript:|https://a.b|<b |\\[\\^1\\]){0,30}") {
            let parts = parsed(&markup);
            let mut open = Vec::new();
            for part in &parts {
                match part {
                    Inline::Start(mark) => open.push(mark),
                    Inline::End(mark) => prop_assert_eq!(open.pop(), Some(mark)),
                    Inline::Text(_) | Inline::Code(_) | Inline::Footnote(_) => {}
                }
            }
            prop_assert!(open.is_empty());
            let links = |part: &Inline| matches!(part, Inline::Start(Mark::Link(to)) if !to.starts_with("http") && !to.starts_with("mailto:"));
            prop_assert!(!parts.iter().any(links));
        }

        #[test]
        fn text_that_the_program_wrote_shows_as_itself(text in "\\PC{0,30}") {
            let text = text.trim();
            let shown: String = text.chars().filter(|&c| is_shown(c)).collect();
            prop_assert_eq!(inline(&duizhao_edition::escape::escape(text)), escape(&shown));
        }
    }
}
