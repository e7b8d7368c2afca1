//! Blocks from pieces of text, as formats with mark-up have them.

use super::{BlockPlace, Link, RawBlock, is_blank};
use duizhao_core::article::{BlockKind, Span};

/// What stands between the cells of a table's row.
pub(super) const CELL_GAP: &str = "\t";

impl RawBlock {
    /// Returns a block of a text without the white space around it; the links follow the text. Breaks of lines in it become
    /// blanks.
    pub(super) fn trimmed(
        text: &str,
        hint: Option<BlockKind>,
        links: Vec<Link>,
        place: BlockPlace,
    ) -> Self {
        let start = text.len() - text.trim_start_matches(is_blank).len();
        let text = text[start..].trim_end_matches(is_blank);
        let inside = |at: usize| at.saturating_sub(start).min(text.len());
        let moved = |link: Link| Link {
            span: Span::new(inside(link.span.start), inside(link.span.end)),
            ..link
        };
        let links = links.into_iter().map(moved);
        let is_break = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        Self {
            text: text
                .chars()
                .map(|c| if is_break(c) { ' ' } else { c })
                .collect(),
            hint,
            links: links.filter(|link| !link.span.is_empty()).collect(),
            place,
        }
    }
}

/// Tests whether a blank stands between two lines that are joined: between Latin words, but not where one of the lines ends or
/// begins with a Chinese character or mark.
pub(super) fn needs_blank(before: &str, after: &str) -> bool {
    let is_latin = |c: char| c.is_ascii_graphic() || (c.is_alphabetic() && c < '\u{2000}');
    before.ends_with(is_latin) && after.starts_with(is_latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_stand_between_latin_words_alone() {
        assert!(needs_blank("the", "news") && needs_blank("5%", "of") && needs_blank("é", "a"));
        assert!(!needs_blank("改革", "开放") && !needs_blank("GDP", "增长"));
        assert!(!needs_blank("“", "a") && !needs_blank("a ", "b") && !needs_blank("", "b"));
    }

    #[test]
    fn links_follow_their_text() {
        let link = |start, end| Link {
            span: Span::new(start, end),
            target: "x".to_owned(),
        };
        let links = vec![link(3, 6), link(0, 3), link(6, 10)];
        let block = RawBlock::trimmed("\u{3000}党\n委 ", None, links, BlockPlace::default());
        // A break of one byte becomes a blank of one byte.
        assert_eq!(block.text, "党 委");
        let spans: Vec<&str> = block.links.iter().map(|l| l.span.of(&block.text)).collect();
        assert_eq!(spans, ["党", " 委"]);
    }
}
