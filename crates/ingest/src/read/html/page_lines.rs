//! The lines of a page with the elements that they stand in.

use super::flow::{Line, LineForm};
use super::line::has_date;
use super::stretch::{Stretch, worth};
use super::tag::Trait;
use super::title::Headline;
use super::tree::Tree;
use std::collections::HashMap;

/// What it costs to go on in another part of the page, for each level of blocks between.
const LEVEL: i64 = 5;
/// Most that going on in another part of the page costs.
const MOST_LEVELS: i64 = 30;
/// In how many lines below a headline its date stands.
const DATED_WITHIN: usize = 6;

/// The lines of a page, and the headline that they have.
pub(super) struct PageLines<'a> {
    pub(super) tree: &'a Tree,
    pub(super) lines: &'a [Line],
    pub(super) headline: Option<Headline>,
}

impl PageLines<'_> {
    /// Tests whether a line is the headline of another article: an `h1` that is not among the paragraphs of this one, with a
    /// date below it. Sections of an article can have an `h1` each.
    pub(super) fn begins_another(&self, index: usize) -> bool {
        self.lines[index].form == LineForm::Title
            && self.headline.is_none_or(|headline| headline.start != index)
            && self.crossing(index) > 0
            && self.lines[index + 1..]
                .iter()
                .take(DATED_WITHIN)
                .any(|line| has_date(&line.text))
    }

    /// Returns what it costs to go on from the line before to a line.
    pub(super) fn crossing(&self, index: usize) -> i64 {
        let levels = self.levels(self.lines[index - 1].node, self.lines[index].node);
        (LEVEL * (levels - 1)).clamp(0, MOST_LEVELS)
    }

    /// Counts the blocks that are left or entered on the way from one element to another, whichever are more.
    pub(super) fn levels(&self, mut from: usize, mut to: usize) -> i64 {
        let (mut left, mut entered) = (0, 0);
        while from != to {
            let (up, count) = if from > to {
                (&mut from, &mut left)
            } else {
                (&mut to, &mut entered)
            };
            let tag = self.tree.tag(*up);
            *count += i64::from(tag.is_some_and(|tag| tag.has(Trait::Block)));
            *up = self.tree.nodes[*up].parent;
        }
        left.max(entered)
    }

    /// Tests whether two elements have the same name and class, and so have those around them; one of the inner ones has a
    /// class.
    pub(super) fn is_alike(&self, one: usize, other: usize) -> bool {
        let make = |node: usize| (self.tree.tag(node), self.tree.attribute(node, "class"));
        let around = |node: usize| self.tree.nodes[node].parent;
        let (one_around, other_around) = (around(one), around(other));
        make(one) == make(other)
            && make(one_around) == make(other_around)
            && make(around(one_around)) == make(around(other_around))
            && (make(one).1.is_some() || make(one_around).1.is_some())
    }

    /// Returns the element that holds most of a stretch, of those that `holder` says its lines are in, and what these count
    /// for.
    pub(super) fn heaviest(
        &self,
        stretch: Stretch,
        holder: impl Fn(usize) -> usize,
    ) -> (usize, i64) {
        let mut sums: HashMap<usize, i64> = HashMap::new();
        let mut best = (0, 0);
        for index in stretch.start..stretch.end {
            let holder = holder(index);
            let sum = sums.entry(holder).or_default();
            *sum += worth(&self.lines[index]).max(0);
            if *sum > best.1 {
                best = (holder, *sum);
            }
        }
        best
    }

    /// Returns the element that holds the paragraph of a line.
    pub(super) fn parent_block(&self, index: usize) -> usize {
        let node = self.lines[index].node;
        match self.tree.tag(node) {
            Some(tag) if tag.is_paragraph() => self.tree.nodes[node].parent,
            Some(_) | None => node,
        }
    }

    /// Returns the innermost element that holds a line and others.
    pub(super) fn holder(&self, index: usize) -> usize {
        let mut node = self.parent_block(index);
        loop {
            let end = self.tree.nodes[node].end;
            let alone = (index == 0 || self.lines[index - 1].at < node)
                && self.lines.get(index + 1).is_none_or(|line| line.at >= end);
            if node == 0 || !alone {
                return node;
            }
            node = self.tree.nodes[node].parent;
        }
    }

    /// Returns the lines in an element.
    pub(super) fn range(&self, node: usize) -> (usize, usize) {
        let end = self.tree.nodes[node].end;
        (
            self.lines.partition_point(|line| line.at < node),
            self.lines.partition_point(|line| line.at < end),
        )
    }
}
