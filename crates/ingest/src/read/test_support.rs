//! Documents as tests write them.

use super::RawDocument;
use duizhao_core::article::BlockKind;

/// Returns the blocks of a document, each as the initial of its kind and its text.
pub(super) fn shown(document: &RawDocument) -> Vec<String> {
    let blocks = document.blocks.iter();
    blocks
        .map(|block| {
            let kind = match block.hint {
                Some(BlockKind::Heading) => "h",
                Some(BlockKind::Paragraph) => "p",
                Some(BlockKind::Caption) => "c",
                Some(BlockKind::Note) => "n",
                Some(BlockKind::Byline) => "b",
                Some(BlockKind::ListItem) => "i",
                None => "?",
            };
            format!("{kind} {}", block.text)
        })
        .collect()
}
