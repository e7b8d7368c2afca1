//! Which lines of a page are its article.

use super::flow::{Line, LineForm};
use super::line::{
    SHORTEST_PROSE, has_date, is_control, is_credit, is_index_row, is_linked, is_prose,
};
use super::page_lines::PageLines;
use super::stretch::{Stretch, worth};
use super::tag::Tag;
use super::title::Headline;
use super::tree::Tree;

/// Most lines between the headline and the text.
const MOST_HEAD: usize = 30;
/// In how many lines below the text its editors are named.
const MOST_TAIL: usize = 12;
/// Fewest Chinese characters of a subtitle.
const SHORTEST_SUBTITLE: usize = 6;
/// Fewest Chinese characters of an introduction.
const SHORTEST_LEAD: usize = 20;

/// Returns the numbers of the lines that are the article, in their order, without the headline.
pub(super) fn article(tree: &Tree, lines: &[Line], headline: Option<Headline>) -> Vec<usize> {
    let page = PageLines {
        tree,
        lines,
        headline,
    };
    let stretches = page.stretches();
    let Some(main) = page.main(&stretches) else {
        return Vec::new();
    };
    page.kept(main, &stretches)
}

impl PageLines<'_> {
    /// Returns the lines that are kept when `main` is the article or most of it.
    fn kept(&self, main: Stretch, stretches: &[Stretch]) -> Vec<usize> {
        let inside = self.inside(main);
        let mut start = match self.headline {
            Some(_) => main.start.max(inside.0),
            None => main.start,
        };
        let rows = |line: &Line| line.form == LineForm::Row;
        let mut end = main.end.min(inside.1);
        if self.lines[end..main.end]
            .iter()
            .filter(|line| rows(line))
            .count()
            * 2
            > main.end - end
        {
            end = main.end;
        }
        for stretch in stretches {
            if stretch.start >= inside.0 && stretch.end <= inside.1 {
                start = start.min(stretch.start);
                end = end.max(stretch.end);
            }
        }
        while start > inside.0 && !self.lines[start - 1].is_fence() {
            start -= 1;
        }
        while end < inside.1 && !self.lines[end].is_fence() {
            end += 1;
        }
        let mut kept = Vec::new();
        if let Some(headline) = self.headline {
            let above = headline.start.saturating_sub(MOST_HEAD)..headline.start;
            kept.extend(above.filter(|&index| is_index_row(&self.lines[index])));
            if headline.start >= start && headline.end <= end {
                start = headline.end;
            }
            let head = headline.end..start;
            if head.len() <= MOST_HEAD {
                kept.extend(head.filter(|&index| self.belongs_to_head(index, headline)));
            }
        }
        kept.extend((start..end).filter(|&index| self.belongs_to_text(index)));
        let tail = end..(end + MOST_TAIL).min(self.lines.len());
        kept.extend(tail.filter(|&index| is_credit(&self.lines[index])));
        kept
    }

    /// Tests whether a line among those of the text belongs to it. A paragraph that is a link does where running text stands
    /// before and after it; a link between pages, or an advertisement, is not set like a paragraph.
    fn belongs_to_text(&self, index: usize) -> bool {
        let line = &self.lines[index];
        if !line.framed && !is_linked(line) || is_credit(line) {
            return true;
        }
        let is_paragraph = |index: usize| self.tree.tag(self.lines[index].node) == Some(Tag::P);
        let parent = |index: usize| self.tree.nodes[self.lines[index].node].parent;
        let is_text_beside = |beside: usize| {
            self.lines.get(beside).is_some_and(is_prose)
                && !is_linked(&self.lines[beside])
                && is_paragraph(beside)
                && parent(beside) == parent(index)
        };
        is_paragraph(index)
            && line.han >= 4
            && is_text_beside(index.wrapping_sub(1))
            && (is_text_beside(index + 1) || line.text.ends_with('。'))
    }

    /// Tests whether a line between the headline and the text belongs to the article: a subtitle, a date, a source, an
    /// introduction, but no button.
    fn belongs_to_head(&self, index: usize, headline: Headline) -> bool {
        let line = &self.lines[index];
        // The name of the source is often a link.
        let is_link = is_linked(line) && is_credit(line) && !line.framed;
        if line.is_fence() && !has_date(&line.text) && !is_link {
            return false;
        }
        if has_date(&line.text) || is_credit(line) {
            return true;
        }
        if is_control(line) {
            return false;
        }
        let beside_date = [index.wrapping_sub(1), index + 1]
            .iter()
            .filter_map(|&beside| self.lines.get(beside))
            .any(|line| has_date(&line.text));
        let names_medium = beside_date && line.han == line.text.chars().count() && line.han <= 12;
        let parent = |index: usize| self.tree.nodes[self.lines[index].node].parent;
        let under_headline = (headline.end..=index).all(|index| {
            parent(index) == parent(headline.start) && self.lines[index].han >= SHORTEST_SUBTITLE
        });
        let is_verse = line.han >= 4 && line.text.ends_with(['。', '，', '！', '？', '；']);
        names_medium || under_headline || is_verse || (is_prose(line) && line.han >= SHORTEST_LEAD)
    }

    /// Returns the lines of the element that holds most of a stretch: the one around its paragraphs, or, where each of them
    /// has its own, the one around these. Where the text is spread over several, as over sections, these are the lines of the
    /// stretch.
    fn inside(&self, stretch: Stretch) -> (usize, usize) {
        let all: i64 = (stretch.start..stretch.end)
            .map(|index| worth(&self.lines[index]).max(0))
            .sum();
        let (holder, sum) = self.heaviest(stretch, |index| self.parent_block(index));
        let (start, end) = self.range(holder);
        let is_one_paragraph = end - start == 1 && all - sum >= SHORTEST_PROSE as i64;
        if sum * 10 >= all * 6 && !is_one_paragraph {
            return (start, end);
        }
        let (holder, sum) = self.heaviest(stretch, |index| self.holder(index));
        if sum * 10 >= all * 6 {
            self.range(holder)
        } else {
            (stretch.start, stretch.end)
        }
    }
}
