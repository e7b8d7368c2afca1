//! Inline Markdown that a person writes in a translation: links, emphasis, strong, code, footnotes.
//!
//! The lines stay as they are; memory, checks and exports get the text that they show.

use super::escape::unescape;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What stands before the text for the parser, so that nothing in it begins a block.
const LEAD: &str = "x ";

/// Returns the text that the lines of a translation show, line by line; `None` where they hold no inline markup as
/// CommonMark sees it, with strikethrough, footnotes and bare addresses.
pub(super) fn plain(lines: &[String]) -> Option<Vec<String>> {
    if !lines.iter().any(|line| may_hold(line)) {
        return None;
    }
    let (text, has_markup) = parsed(lines);
    if !has_markup && !lines.iter().any(|line| has_address(line)) {
        return None;
    }
    let mut plain = Vec::with_capacity(lines.len());
    for line in text.split('\n') {
        plain.push(line.strip_prefix(LEAD).unwrap_or(line).trim().to_owned());
    }
    if plain.len() == lines.len() {
        Some(plain)
    } else {
        // A break within code is none.
        Some(lines.iter().map(|line| unescape(line)).collect())
    }
}

/// Tests whether a line has a sign of markup, or an address: a quick look before parsing.
fn may_hold(line: &str) -> bool {
    line.contains(['*', '_', '`', '[', '<', '~']) || has_address(line)
}

/// Tests whether a line has an address that some viewers make a link: one that the program writes is escaped.
fn has_address(line: &str) -> bool {
    let schemes = line.match_indices("://");
    let mut starts = schemes.chain(line.match_indices("www."));
    starts.any(|(at, _)| !line[..at].ends_with('\\'))
}

/// Returns the text of some lines, a line feed for each break between them, and whether there is markup.
fn parsed(lines: &[String]) -> (String, bool) {
    let mut markdown = String::new();
    for (i, line) in lines.iter().enumerate() {
        markdown.push_str(if i == 0 { "" } else { "\\\n" });
        markdown.push_str(LEAD);
        markdown.push_str(line);
    }
    // A reference counts wherever its note stands.
    let notes = footnote_labels(&markdown).into_iter();
    let notes: String = notes.map(|label| format!("\n\n[^{label}]: x")).collect();
    markdown.push_str(&notes);
    let (mut text, mut has_markup) = (String::new(), false);
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(&markdown, options) {
        match event {
            Event::End(TagEnd::Paragraph) => break,
            Event::Text(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::Code(part) => {
                text.push_str(&part);
                has_markup = true;
            }
            Event::HardBreak => text.push('\n'),
            Event::SoftBreak => text.push(' '),
            Event::FootnoteReference(_) => has_markup = true,
            Event::Start(tag) => has_markup |= tag != Tag::Paragraph,
            // Others are no part of a paragraph, or off.
            _ => {}
        }
    }
    (text, has_markup)
}

/// Returns the labels of the footnotes that a text refers to, each once, in order.
pub fn footnote_labels(text: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    for (at, sign) in text.match_indices("[^") {
        let rest = &text[at + sign.len()..];
        if let Some((label, _)) = rest.split_once(']')
            && !label.is_empty()
            && !label.contains(char::is_whitespace)
            && !labels.contains(&label)
        {
            labels.push(label);
        }
    }
    labels
}

/// Tests whether a line is the text of a footnote, which people put between blocks: `[^1]: …`.
pub(super) fn is_footnote(line: &str) -> bool {
    let label = line.strip_prefix("[^").and_then(|l| l.split_once("]:"));
    label.is_some_and(|(label, _)| !label.is_empty() && !label.contains([' ', '[', ']']))
}

/// What is around a strong text.
const STRONG: [&str; 2] = ["**", "__"];

/// Returns a line as strong text, as the translations of headings are; as it is where it has strong text of its own.
pub(super) fn strong(line: &str) -> String {
    if STRONG.iter().any(|sign| bare(line, sign)) {
        line.to_owned()
    } else {
        format!("**{line}**")
    }
}

/// Returns what is in a line that is strong as a whole; any other line is itself.
pub(super) fn without_strong(line: &str) -> &str {
    for sign in STRONG {
        let inner = line.strip_prefix(sign).and_then(|l| l.strip_suffix(sign));
        if let Some(inner) = inner
            && !bare(inner, sign)
            && !ends_escaping(inner)
        {
            return inner;
        }
    }
    line
}

/// Tests whether a sign stands in a line without a backslash before it.
fn bare(line: &str, sign: &str) -> bool {
    line.match_indices(sign)
        .any(|(at, _)| !ends_escaping(&line[..at]))
}

/// Tests whether a text ends in an odd number of backslashes: what follows is escaped.
pub(super) fn ends_escaping(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::escape::escape;
    use proptest::prelude::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        let plain = plain(&[line.to_owned()]).map(|lines| lines.join("\n"));
        assert_eq!(plain.as_deref(), expected, "{line}");
    }

    #[test]
    fn markup_is_told_from_text() {
        check("the *new* **era**", Some("the new era"));
        check("see [the law](https://a.b/c \"x\")", Some("see the law"));
        check("`a|b` and ~~c~~", Some("a|b and c"));
        check("noted[^1] and [^n-2].", Some("noted and ."));
        check("<https://a.b>", Some("https://a.b"));
        check("at https://a.b", Some("at https://a.b"));
        check("1. *a* & b_c &amp; \\*d\\*", Some("1. a & b_c & *d*"));
        for text in [
            "a * b",
            "2 * 3 *",
            "a_b_c",
            "[x]",
            "a <b",
            "\\*a\\*",
            "<b>a</b>",
            "https\\://a.b",
            "[^1",
            "1. a",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn markup_may_go_on_in_the_next_line() {
        let lines = ["**a".to_owned(), "- b** c".to_owned()];
        assert_eq!(
            plain(&lines),
            Some(vec!["a".to_owned(), "- b c".to_owned()])
        );
        let lines = ["`a".to_owned(), "b`".to_owned()];
        assert_eq!(plain(&lines).map(|lines| lines.len()), Some(2));
    }

    #[test]
    fn a_heading_is_strong_once() {
        for (line, strong_line) in [
            ("a", "**a**"),
            ("*a* b", "***a* b**"),
            ("a\\*\\*", "**a\\*\\***"),
            ("a **b**", "a **b**"),
            ("__a__ b", "__a__ b"),
            ("**a** b **c**", "**a** b **c**"),
        ] {
            assert_eq!(strong(line), strong_line);
            assert_eq!(without_strong(strong_line), line);
        }
        assert_eq!(without_strong("__a__"), "a");
        assert_eq!(without_strong("**a\\**"), "**a\\**");
        assert_eq!(without_strong("****"), "");
    }

    #[test]
    fn footnotes_are_told() {
        assert!(is_footnote("[^1]: a note") && is_footnote("[^n]:"));
        for line in ["[^1] a", "[^]: x", "[a]: x", "\\[^a]: x", "a [^b]: c"] {
            assert!(!is_footnote(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_the_program_writes_holds_no_markup(text in "\\PC{0,30}|[\\\\`*_\\[\\]<>|~$^&#=+:/w.()!@ 0-9a-z一二。-]{0,30}") {
            prop_assert_eq!(plain(&[escape(text.trim())]), None);
            let text = escape(&text);
            let strong = strong(&text);
            prop_assert_eq!(without_strong(&strong), text);
        }
    }
}
