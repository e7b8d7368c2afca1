//! Text as Markdown that shows exactly that text, and back.
//!
//! ASCII punctuation that could begin markup gets a backslash (CommonMark 0.31, section 2.4). White
//! space and characters that are not seen become numeric character references (section 2.5), so that
//! an editor shows them and nothing hides; so does the point of `www.`, which some viewers make a link. [`unescape`] of [`escape`] is the text again.

use std::fmt::Write as _;

/// Escapes one line of text for a paragraph, a heading, a block quote or a table cell.
///
/// The result has no line break, holds no markup, begins and ends with something visible unless empty,
/// and does not end in an odd number of backslashes.
///
/// Linear: what needs no escape is copied in runs.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| !is_plain(c)) {
        let (before, rest) = (&text[..at], &text[at..]);
        let escaped = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' | '@' => true,
            // Only at the start of a line these begin a heading, a list, a rule or a definition.
            '#' | '+' | '=' => at == 0,
            '-' => at == 0 || before.ends_with('-'),
            '.' | ')' => is_list_number(before),
            '!' => rest.starts_with("!["),
            // A bare address would become a link on some viewers.
            ':' => at == 0 || rest.starts_with("://"),
            _ => false,
        };
        let edge = at == 0 || rest.len() == 1 || before.ends_with(' ');
        let address = c == '.'
            && before.len() >= 3
            && before.is_char_boundary(before.len() - 3)
            && before[before.len() - 3..].eq_ignore_ascii_case("www");
        // A tab between the cells of a row shows as a gap, and editors keep it.
        let is_gap = c == '\t'
            && !edge
            && !before.ends_with('\t')
            && !rest[1..].starts_with(char::is_whitespace);
        let is_hidden = hides(c) && !is_gap;
        let changes = address || escaped || c == '&' || is_hidden || (c == ' ' && edge);
        if !changes {
            continue;
        }
        out.push_str(&text[from..at]);
        match c {
            _ if escaped => out.extend(['\\', c]),
            '&' => out.push_str("&amp;"),
            _ => {
                let _ = write!(out, "&#x{:X};", u32::from(c));
            }
        }
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
    out
}

/// Characters that are themselves anywhere: most of Chinese and English text.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
        || c.is_ascii_alphanumeric()
        || matches!(c, '，' | '。' | '、' | '“' | '”' | ',')
}

/// Tests whether a `.` or `)` after `before` would begin a list: up to nine digits and nothing else
/// (CommonMark 0.31, section 5.2).
fn is_list_number(before: &str) -> bool {
    (1..=9).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit())
}

/// Tests whether a character is not seen, looks like a space, or changes the direction of what follows
/// (Unicode 16: general categories Cc, Cf, Zl, Zp and Zs, the fillers, and private or unassigned tags).
pub(super) fn hides(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns the text that a line of Markdown shows, as far as [`escape`] writes it and people edit it: backslash
/// escapes and character references are read, anything else is itself.
pub fn unescape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = escaped(rest)
            .or_else(|| reference(rest))
            .unwrap_or_else(|| (rest.chars().next().unwrap_or('\\'), 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Reads a backslash escape: the character and its length in bytes.
fn escaped(text: &str) -> Option<(char, usize)> {
    let c = text.strip_prefix('\\')?.chars().next()?;
    c.is_ascii_punctuation().then_some((c, 2))
}

/// Reads a character reference: the character and its length in bytes.
fn reference(text: &str) -> Option<(char, usize)> {
    // Those of XML, and those that people type for signs that their keyboards lack (HTML, section 13.5).
    const NAMED: [(&str, char); 18] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", '\u{a0}'),
        ("&mdash;", '—'),
        ("&ndash;", '–'),
        ("&hellip;", '…'),
        ("&ldquo;", '“'),
        ("&rdquo;", '”'),
        ("&lsquo;", '‘'),
        ("&rsquo;", '’'),
        ("&middot;", '·'),
        ("&times;", '×'),
        ("&deg;", '°'),
        ("&eacute;", 'é'),
        ("&uuml;", 'ü'),
    ];
    if let Some((name, c)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*c, name.len()));
    }
    duizhao_core::reference::numeric(text)
}

/// Returns text for the inside of an HTML comment: it cannot end the comment.
pub(super) fn comment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| is_plain(c) || !hides(c)) {
        match c {
            '-' if out.ends_with('-') => out.push_str(" -"),
            '<' => out.push('‹'),
            '>' => out.push('›'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    /// What a viewer shows of a paragraph, or `None` if there is more than text.
    fn shown(markdown: &str) -> Option<String> {
        let mut text = String::new();
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(t) => text.push_str(&t),
                Event::Start(pulldown_cmark::Tag::Paragraph)
                | Event::End(pulldown_cmark::TagEnd::Paragraph) => {}
                _ => return None,
            }
        }
        Some(text)
    }

    #[track_caller]
    fn check(text: &str) {
        let escaped = escape(text);
        assert_eq!(unescape(&escaped), text, "{escaped}");
        assert_eq!(shown(&escaped).as_deref(), Some(text), "{escaped}");
    }

    #[test]
    fn hostile_text_shows_as_itself() {
        for text in [
            "a|b",
            "<script>alert(1)</script>",
            "--> <!-- x",
            "# 一",
            "> 一",
            "- 一",
            "1. 一",
            "12) 一",
            "---",
            "```",
            "`a`",
            "[x](javascript:alert(1))",
            "![x](y)",
            "**粗**",
            "_a_",
            "\\",
            "\\\\",
            "a\\",
            "&amp;",
            "&#x41;",
            "~~a~~",
            "$x$",
            "=== ",
            "+ 1",
            ": a",
            "https://example.org",
            "a@b.org",
            "\u{202e}abc",
            "\u{3000}一",
            "a\u{200b}b",
            " a ",
            "a  b",
            "[^1]: x",
            "| a | b |",
            "\t一",
            "一\t二\t三",
            "一\t\t二\t",
            "一 \t 二",
            "^x^",
            "***",
            "* a",
            "\u{2028}x",
            "!\\[x]",
        ] {
            check(text);
        }
    }

    #[test]
    fn a_comment_cannot_be_ended() {
        assert!(!comment("--> x ---> -->").contains("--"));
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "\\PC{0,30}|[\\\\`*_\\[\\]<>|~$^&#=+:.()!@ 0-9a-z一二。\\t\\u{202e}\\u{3000}-]{0,30}") {
            let escaped = escape(&text);
            prop_assert_eq!(unescape(&escaped), text.clone());
            prop_assert!(!escaped.contains('\n'));
            if !text.is_empty() {
                prop_assert_eq!(shown(&escaped), Some(text), "{}", escaped);
            }
        }
    }
}
