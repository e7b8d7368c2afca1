//! Terms that an article sets off by marks and the glossary lacks.

use duizhao_core::article::Span;
use duizhao_core::segment::Segment;
use duizhao_glossary::marked;
use duizhao_zh::dictionary;

/// Returns what quotation and title marks set off in some segments, without what terms cover and without ordinary words.
pub(crate) fn unknown(segments: &[Segment]) -> Vec<String> {
    let mut unknown = Vec::new();
    for segment in segments {
        for span in marked(&segment.text) {
            let covered: usize = (segment.hits.iter().map(|hit| hit.span))
                .filter(|hit: &Span| span.start <= hit.start && hit.end <= span.end)
                .map(|hit| hit.end - hit.start)
                .sum();
            let text = span.of(&segment.text);
            if covered < text.len() && dictionary::gloss(text).is_none() {
                unknown.push(text.to_owned());
            }
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_core::segment::Hit;

    #[test]
    fn what_no_term_covers_is_unknown() {
        let text = "推行“红橙评议”和“两山论”，印发《关于修路的意见》。";
        let start = text.find("两山论").unwrap();
        let hit = Hit {
            term: 0,
            span: Span::new(start, start + "两山论".len()),
        };
        let segments = [Segment::paragraph(text, vec![hit])];
        assert_eq!(unknown(&segments), ["红橙评议", "关于修路的意见"]);
    }
}
