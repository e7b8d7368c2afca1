//! Blocks from pieces of text, as formats with mark-up have them.

use super::{BlockPlace, Link, RawBlock, RawDocument, is_blank};
use crate::error::NoArticle;
use crate::source::SourceError;
use duizhao_core::article::{BlockKind, Span};
use duizhao_zh::han;
use std::path::Path;

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
        let links = links.into_iter().map(|link: Link| Link {
            span: Span::new(inside(link.span.start), inside(link.span.end)),
            ..link
        });
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

/// A block that the mark-up says is a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeadingBlock {
    /// Its index.
    pub(super) block: usize,
    /// Its level, from 1.
    pub(super) level: usize,
}

/// Most lines in which a title is set.
const MOST_TITLE_LINES: usize = 3;

/// Takes the title out of the blocks: the first lines that spell it, if it is known; or else the first heading of the highest
/// level, if it is the only one of it or of the first level, and no running text stands above it.
pub(super) fn take_title(document: &mut RawDocument, headings: &[HeadingBlock]) {
    if let Some(title) = &document.title {
        let lines = title_lines(&document.blocks, &han::bare(title));
        document.blocks.drain(lines);
        return;
    }
    let Some(top) = headings.iter().map(|heading| heading.level).min() else {
        return;
    };
    let mut highest = headings.iter().filter(|heading| heading.level == top);
    let (Some(first), others) = (highest.next(), highest.count()) else {
        return;
    };
    let above = &document.blocks[..first.block];
    if (top == 1 || others == 0)
        && !above
            .iter()
            .any(|block: &RawBlock| han::ends_sentence(&block.text))
    {
        document.title = Some(document.blocks.remove(first.block).text);
    }
}

/// Returns which blocks spell a title, of those above the first sentence.
fn title_lines(blocks: &[RawBlock], title: &str) -> std::ops::Range<usize> {
    let is_text =
        |block: &RawBlock| han::ends_sentence(&block.text) && han::bare(&block.text) != title;
    let end = blocks.iter().position(is_text).unwrap_or(blocks.len());
    for start in 0..end.min(MOST_TITLE_LINES) {
        let mut spelled = String::new();
        for (index, block) in blocks[start..end].iter().take(MOST_TITLE_LINES).enumerate() {
            spelled.push_str(&han::bare(&block.text));
            if spelled == title {
                return start..start + index + 1;
            }
        }
    }
    0..0
}

/// Returns a document if there is Chinese in it.
pub(super) fn chinese(path: &Path, document: RawDocument) -> Result<RawDocument, SourceError> {
    let mut texts = document.blocks.iter().map(|block| block.text.as_str());
    if document.blocks.is_empty() || texts.any(|text| text.contains(han::is_han)) {
        return Ok(document);
    }
    Err(SourceError::NoArticle {
        path: path.to_owned(),
        reason: NoArticle::NoChinese,
    })
}

/// Says of the blocks that are not marked up that they are running text: the document marks its headings.
pub(super) fn settle(blocks: &mut [RawBlock]) {
    for block in blocks {
        block.hint.get_or_insert(BlockKind::Paragraph);
    }
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
