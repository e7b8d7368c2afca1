//! Blocks as they stand in a file, and which of them go on with the one above.

use crate::{Layout, Pair};
use duizhao_core::document::DocumentBlock;

/// How some blocks of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
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
pub(super) struct Piece {
    pub(super) form: Form,
    /// One block, but of a table several.
    pub(super) blocks: Vec<DocumentBlock<Pair>>,
    /// What people remarked above it or within.
    pub(super) remarks: Vec<String>,
}

/// Returns how pieces are laid out; `None` where nothing shows it.
pub(super) fn layout(pieces: &[Piece]) -> Option<Layout> {
    if pieces.iter().any(|piece| piece.form == Form::Table) {
        Some(Layout::Table)
    } else if has_marks(pieces) {
        Some(Layout::Interleaved)
    } else {
        let mut forms = pieces.iter().map(|piece| piece.form);
        let is_stacked = forms.any(|form| matches!(form, Form::Text { .. }));
        is_stacked.then_some(Layout::Stacked)
    }
}

fn has_marks(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece.form {
        Form::Text { is_marked, .. } => is_marked,
        Form::Heading | Form::Table => false,
    })
}

/// Returns the blocks of all pieces. Where first sentences are marked, a piece without a mark goes on with the block
/// above, unless that is a heading or a table.
pub(super) fn folded(pieces: Vec<Piece>) -> Vec<DocumentBlock<Pair>> {
    let has_marks = has_marks(&pieces);
    let mut blocks: Vec<DocumentBlock<Pair>> = Vec::new();
    let mut after_text = false;
    for piece in pieces {
        let (is_text, goes_on) = match piece.form {
            Form::Heading | Form::Table => (false, false),
            Form::Text { is_marked, goes_on } => (true, goes_on && !is_marked),
        };
        let joins = has_marks && after_text && goes_on;
        after_text = is_text;
        if let Some(above) = blocks.last_mut()
            && joins
        {
            let mut items = piece.blocks.into_iter().flat_map(|block| block.items);
            let first = items.next().map(|pair| Pair {
                remarks: piece.remarks,
                ..pair
            });
            above.items.extend(first.into_iter().chain(items));
            continue;
        }
        let from = blocks.len();
        blocks.extend(piece.blocks);
        if let Some(first) = blocks.get_mut(from) {
            first.remarks.splice(0..0, piece.remarks);
        }
    }
    blocks
}
