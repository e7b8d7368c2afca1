//! The segments of an article: made once, and passed on as they are.

use duizhao_core::article::{Article, BlockKind, Span};
use duizhao_core::segment::{Segment, SegmentId};
use duizhao_glossary::{Matcher, leftmost_longest};
use duizhao_zh::identity::Identity;
use duizhao_zh::segment::segment;

/// Returns the segments of an article, the title first. Linear in the text.
pub fn segments(article: &Article, matcher: &Matcher, identity: &Identity) -> Vec<Segment> {
    let mut segments = Vec::new();
    if let Some(title) = &article.title {
        let whole = Span::new(0, title.len());
        segments.push(one(None, BlockKind::Heading, title, whole, &[], matcher));
    }
    for (index, block) in article.blocks.iter().enumerate() {
        for span in segment(&block.text) {
            let (kind, text) = (block.kind, block.text.as_str());
            segments.push(one(Some(index), kind, text, span, &block.damage, matcher));
        }
    }
    let ids = identity.ids(segments.iter().map(|segment| segment.text.as_str()));
    for (segment, id) in segments.iter_mut().zip(ids) {
        segment.id = id;
    }
    segments
}

/// Returns the segment that stands in a part of a block, without white space at its ends.
fn one(
    block: Option<usize>,
    kind: BlockKind,
    text: &str,
    span: Span,
    damage: &[Span],
    matcher: &Matcher,
) -> Segment {
    let whole = span.of(text);
    let start = span.start + whole.len() - whole.trim_start().len();
    let trimmed = whole.trim();
    let all = matcher.all(trimmed);
    Segment {
        id: SegmentId::default(),
        block,
        kind,
        text: trimmed.to_owned(),
        hits: leftmost_longest(all.iter().copied()),
        damage: within(damage, Span::new(start, start + trimmed.len())),
        all_hits: Some(all),
    }
}

/// Returns the spans that begin in a part, as places of the part's own text.
fn within(spans: &[Span], part: Span) -> Vec<Span> {
    spans
        .iter()
        .filter(|span| (part.start..part.end).contains(&span.start))
        .map(|span| Span::new(span.start - part.start, span.end.min(part.end) - part.start))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_core::article::Block;
    use duizhao_glossary::Glossary;

    #[test]
    fn damage_goes_to_the_segment_that_holds_it() {
        let text = "一句话。 月日，来自银川。";
        let at = text.find("月日").unwrap();
        let block = Block {
            damage: vec![Span::new(at, at + "月日".len())],
            ..Block::new(BlockKind::Paragraph, text)
        };
        let article = Article {
            title: Some("题".to_owned()),
            blocks: vec![block],
            ..Article::default()
        };
        let matcher = Glossary::default().matcher();
        let found = segments(&article, &matcher, &Identity::new());
        let texts: Vec<&str> = found.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(texts, ["题", "一句话。", "月日，来自银川。"]);
        assert_eq!(found[2].damaged().collect::<Vec<_>>(), ["月日"]);
        assert!(found[1].damage.is_empty());
    }
}
