//! A document at any stage after segmentation: a title and blocks of items, one item a sentence.

use crate::article::BlockKind;
use serde::{Deserialize, Serialize};

/// A block and its items, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentBlock<T> {
    /// What the block is.
    pub kind: BlockKind,
    /// Its items; at least one in an edition.
    pub items: Vec<T>,
    /// What people remarked above it: comments and lines in emphasis, as they stand in the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

impl<T> DocumentBlock<T> {
    /// Returns a block without remarks.
    pub fn new(kind: BlockKind, items: Vec<T>) -> Self {
        Self {
            kind,
            items,
            remarks: Vec::new(),
        }
    }
}

/// A document whose items are segments, slots or pairs, by stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document<T> {
    /// The title; `None` where there is none.
    pub title: Option<T>,
    /// The blocks, in reading order.
    pub blocks: Vec<DocumentBlock<T>>,
    /// What people remarked above the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<String>,
    /// What people remarked below the last block.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closing: Vec<String>,
}

impl<T> Default for Document<T> {
    fn default() -> Self {
        Self {
            title: None,
            blocks: Vec::new(),
            opening: Vec::new(),
            closing: Vec::new(),
        }
    }
}

impl<T> Document<T> {
    /// Returns every item in reading order, the title first.
    pub fn items(&self) -> impl Iterator<Item = &T> {
        let blocks = self.blocks.iter().flat_map(|block| &block.items);
        self.title.iter().chain(blocks)
    }

    /// Returns every item in reading order, to be changed.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut T> {
        let blocks = self.blocks.iter_mut().flat_map(|block| &mut block.items);
        self.title.iter_mut().chain(blocks)
    }

    /// Returns every item with the kind of its block, in reading order; the title counts as a heading.
    pub fn items_with_kinds(&self) -> impl Iterator<Item = (BlockKind, &T)> {
        let title = self.title.iter().map(|item| (BlockKind::Heading, item));
        let blocks = self
            .blocks
            .iter()
            .flat_map(|block| block.items.iter().map(|item| (block.kind, item)));
        title.chain(blocks)
    }

    /// Keeps the items that `keep` holds of, and the blocks that have any.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.title.take_if(|title| !keep(title));
        for block in &mut self.blocks {
            block.items.retain(&keep);
        }
        self.blocks.retain(|block| !block.items.is_empty());
    }

    /// Replaces each item by what `each` makes of it, in reading order; the first error ends it.
    pub fn try_map<U, E>(self, mut each: impl FnMut(T) -> Result<U, E>) -> Result<Document<U>, E> {
        let title = self.title.map(&mut each).transpose()?;
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for block in self.blocks {
            blocks.push(DocumentBlock {
                kind: block.kind,
                items: block
                    .items
                    .into_iter()
                    .map(&mut each)
                    .collect::<Result<_, E>>()?,
                remarks: block.remarks,
            });
        }
        Ok(Document {
            title,
            blocks,
            opening: self.opening,
            closing: self.closing,
        })
    }

    /// Replaces each item by what `each` makes of it, in reading order.
    pub fn map<U>(self, mut each: impl FnMut(T) -> U) -> Document<U> {
        match self.try_map(|item| Ok::<U, std::convert::Infallible>(each(item))) {
            Ok(document) => document,
            Err(never) => match never {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_mapped_in_reading_order() {
        let block = |items| DocumentBlock::new(BlockKind::Paragraph, items);
        let document = Document {
            title: Some(1),
            blocks: vec![block(vec![2, 3]), block(vec![4])],
            ..Document::default()
        };
        let mut seen = Vec::new();
        let doubled = document.map(|n| {
            seen.push(n);
            n * 2
        });
        assert_eq!(seen, [1, 2, 3, 4]);
        assert_eq!(doubled.items().copied().collect::<Vec<_>>(), [2, 4, 6, 8]);
    }
}
