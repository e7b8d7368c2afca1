//! Blocks as they stand in a file, and which of them go on with the one above.

use crate::{Layout, Pair};
use duizhao_core::document::DocumentBlock;

/// How some blocks of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Heading,
    Table,
    /// Lines and a quote.
    Text {
        /// Whether it has the mark of a block's first sentence.
        is_marked: bool,
        /// Whether nothing says that a block begins: no kind, no title and no notice above.
        goes_on: bool,
    },
}

/// What stands in one piece in a file: a heading, a table, or lines with the quote below them.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) shape: Shape,
    /// One block, but of a table several.
    pub(super) blocks: Vec<DocumentBlock<Pair>>,
    /// What people remarked above it or within.
    pub(super) remarks: Vec<String>,
}

/// Returns how groups are laid out; `None` where nothing shows it.
pub(super) fn layout(groups: &[Group]) -> Option<Layout> {
    let is_text = |shape: Shape| matches!(shape, Shape::Text { .. });
    if groups.iter().any(|group| group.shape == Shape::Table) {
        Some(Layout::Table)
    } else if has_marks(groups) {
        Some(Layout::Interleaved)
    } else {
        let is_stacked = groups.iter().any(|group| is_text(group.shape));
        is_stacked.then_some(Layout::Stacked)
    }
}

fn has_marks(groups: &[Group]) -> bool {
    let is_marked = |shape| {
        matches!(
            shape,
            Shape::Text {
                is_marked: true,
                ..
            }
        )
    };
    groups.iter().any(|group| is_marked(group.shape))
}

/// Returns the blocks of all groups. Where first sentences are marked, a group without a mark goes on with the block
/// above, unless that is a heading or a table.
pub(super) fn folded(groups: Vec<Group>) -> Vec<DocumentBlock<Pair>> {
    let has_marks = has_marks(&groups);
    let mut blocks: Vec<DocumentBlock<Pair>> = Vec::new();
    let mut after_text = false;
    for group in groups {
        let (is_text, goes_on) = match group.shape {
            Shape::Heading | Shape::Table => (false, false),
            Shape::Text { is_marked, goes_on } => (true, goes_on && !is_marked),
        };
        let above = blocks
            .last_mut()
            .filter(|_| has_marks && after_text && goes_on);
        after_text = is_text;
        if let Some(above) = above {
            let mut items = group.blocks.into_iter().flat_map(|block| block.items);
            let first = items.next().map(|pair| Pair {
                remarks: group.remarks,
                ..pair
            });
            above.items.extend(first.into_iter().chain(items));
            continue;
        }
        let from = blocks.len();
        blocks.extend(group.blocks);
        if let Some(first) = blocks.get_mut(from) {
            first.remarks.splice(0..0, group.remarks);
        }
    }
    blocks
}
