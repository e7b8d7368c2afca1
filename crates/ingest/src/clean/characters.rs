//! Normalizing characters: entities, invisible characters, radicals, full-width letters and digits, unusual and repeated
//! spaces.

use super::draft::Draft;
use super::radicals;
use crate::read::is_invisible;
use duizhao_core::reference;
use duizhao_zh::han;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let text = &draft.lines[index].text;
        if !draft.is_needed(index) || !text.contains("  ") && text.chars().all(is_plain) {
            continue;
        }
        let (decoded, entities) = decode_entities(text);
        let invisible = decoded.chars().filter(|&c| is_invisible(c)).count();
        let wide = decoded.chars().filter(|&c| han::half_width(c) != c).count();
        let variants = decoded
            .chars()
            .filter(|&c| radicals::ideograph(c) != c)
            .count();
        let text = single_spaced(&decoded);
        draft.report.repair("entities", entities);
        draft.report.repair("invisible_characters", invisible);
        draft.report.repair("full_width", wide);
        draft.report.repair("radicals", variants);
        if text.is_empty() {
            draft.remove(index);
        }
        draft.replace(index, text);
    }
}

/// What the ideographic blank of old GBK pages (A3A0) becomes.
const BLANK: char = '\u{e5e5}';

/// Tests whether this pass changes a character, or what stands around it.
pub(super) fn is_changed(c: char) -> bool {
    c == ' ' || !is_plain(c)
}

/// Tests whether this pass leaves a character as it is, unless it is one of several spaces.
fn is_plain(c: char) -> bool {
    matches!(c, ' ' | '\u{4e00}'..='\u{9fff}')
        || (!radicals::is_variant(c)
            && c != '&'
            && c != '<'
            && c != BLANK
            && !c.is_whitespace()
            && !is_invisible(c)
            && han::half_width(c) == c)
}

/// Turns spaces of every kind into one space, removes invisible characters, and makes letters half-width.
///
/// Runs of several spaces and ideographic spaces become two spaces, so that later passes see the columns of a metadata
/// line; the punctuation pass makes them one. A run with a tab becomes a tab, which stands between the cells of a table.
fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = 0;
    let mut tab = false;
    let mut chars = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .map(|c| if c == BLANK { '\u{3000}' } else { c })
        .map(|c| han::half_width(radicals::ideograph(c)))
        .peekable();
    while let Some(c) = chars.next() {
        // １．２万: the point between digits is as wide as they are.
        let c = if c == '．'
            && out.ends_with(|c: char| c.is_ascii_digit())
            && chars.peek().is_some_and(char::is_ascii_digit)
        {
            '.'
        } else {
            c
        };
        if c.is_whitespace() {
            gap += if c == '\u{3000}' { 2 } else { 1 };
            tab |= c == '\t';
            continue;
        }
        if gap > 0 && !out.is_empty() {
            out.push_str(if tab {
                "\t"
            } else if gap > 1 {
                "  "
            } else {
                " "
            });
        }
        (gap, tab) = (0, false);
        out.push(c);
    }
    out
}

/// Entities found in the text of Chinese pages (HTML 4.01, section 24), and tags that extractors leave in it.
const ENTITIES: [(&str, &str); 26] = [
    ("&nbsp;", " "),
    ("&ensp;", " "),
    ("&emsp;", " "),
    ("&thinsp;", " "),
    ("&ldquo;", "“"),
    ("&rdquo;", "”"),
    ("&lsquo;", "‘"),
    ("&rsquo;", "’"),
    ("&middot;", "·"),
    ("&mdash;", "—"),
    ("&ndash;", "–"),
    ("&hellip;", "…"),
    ("&times;", "×"),
    ("&laquo;", "«"),
    ("&raquo;", "»"),
    ("&quot;", "\""),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
    ("<br>", " "),
    ("<br/>", " "),
    ("<br />", " "),
    ("<p>", ""),
    ("</p>", ""),
    ("<strong>", ""),
    ("</strong>", ""),
];

fn decode_entities(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut count = 0;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length =
            if let Some((name, value)) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
                out.push_str(value);
                count += 1;
                name.len()
            } else if let Some((c, length)) = reference::numeric(rest) {
                out.push(c);
                count += 1;
                length
            } else {
                out.push_str(&rest[..1]);
                1
            };
        rest = &rest[length..];
    }
    out.push_str(rest);
    (out, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_become_characters() {
        assert_eq!(
            decode_entities("&ldquo;好&rdquo;&#8212;&#x4e2d;&amp;lt; a < b & c"),
            ("“好”—中&lt; a < b & c".into(), 5)
        );
    }

    #[test]
    fn spaces_of_every_kind_become_one_or_two() {
        assert_eq!(
            single_spaced("\u{3000}\u{3000}站出来\u{a0}顶上去\t好\u{200b}的"),
            "站出来 顶上去\t好的"
        );
    }
}
