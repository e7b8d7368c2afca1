//! An article that is read again, and the edition that people worked in since: what goes where.
//!
//! As long as nobody changed which pairs there are, the article says so, and each pair of the edition is found by its
//! Chinese. Once a person has edited the Chinese, split, joined, moved, added or deleted pairs, the edition says so from
//! then on; of the article only sentences that were never in the edition come in, behind the one that they follow.
//!
//! Nothing that a person answers for is ever left out. Where the article has lost its sentence, it goes to the one that
//! stands in its place if they are much alike, and otherwise stays where it was.
//!
//! | module | owns |
//! |---|---|
//! | `by_article` | editions whose structure is the article's |
//! | `by_edition` | editions whose structure is a person's |

mod by_article;
mod by_edition;
#[cfg(test)]
mod tests;

pub use by_article::rewording;

use super::{Edition, FrontMatter, Ledger, Pair, PairBlock};
use by_article::by_article;
use by_edition::by_edition;
use duizhao_core::article::BlockKind;
use std::collections::{HashMap, VecDeque};

/// A sentence of an article: the title first, then those of the blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Index of its block; `None` for the title.
    pub block: Option<usize>,
    /// The kind of its block.
    pub kind: BlockKind,
    /// The text.
    pub text: &'a str,
}

/// A place of the new edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A sentence of the article, by its index, and the pair that the edition has for it. That pair's Chinese may be
    /// of an earlier wording.
    Sentence(usize, Option<Pair>),
    /// A pair of a person's, which stands for itself.
    Own(Pair),
}

/// A block of the new edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotBlock<T = Slot> {
    /// What the block is.
    pub kind: BlockKind,
    /// Its places, in order.
    pub slots: Vec<T>,
    /// What people remarked above it.
    pub remarks: Vec<String>,
}

/// What the new edition holds: its places, and with other types what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged<T = Slot> {
    /// The title.
    pub title: Option<T>,
    /// The blocks, in order; none is empty.
    pub blocks: Vec<SlotBlock<T>>,
    /// What people remarked above the title.
    pub opening: Vec<String>,
    /// What people remarked below the last block.
    pub closing: Vec<String>,
    /// What the program remembers.
    pub ledger: Ledger,
}

impl<T> Merged<T> {
    /// Every place, in reading order.
    pub fn slots(&self) -> impl Iterator<Item = &T> {
        self.title
            .iter()
            .chain(self.blocks.iter().flat_map(|block| &block.slots))
    }

    /// Every place, to be changed.
    pub fn slots_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.title
            .iter_mut()
            .chain(self.blocks.iter_mut().flat_map(|block| &mut block.slots))
    }

    /// The same with what `each` makes of each place, in reading order; its first error ends it.
    pub fn try_map<U, E>(self, mut each: impl FnMut(T) -> Result<U, E>) -> Result<Merged<U>, E> {
        let title = self.title.map(&mut each).transpose()?;
        let block = |SlotBlock {
                         kind,
                         slots,
                         remarks,
                     }| {
            let slots = slots.into_iter().map(&mut each).collect::<Result<_, _>>()?;
            Ok(SlotBlock {
                kind,
                slots,
                remarks,
            })
        };
        let blocks = self
            .blocks
            .into_iter()
            .map(block)
            .collect::<Result<_, _>>()?;
        Ok(Merged {
            title,
            blocks,
            opening: self.opening,
            closing: self.closing,
            ledger: self.ledger,
        })
    }
}

impl Merged {
    fn empty(opening: Vec<String>, ledger: Ledger) -> Self {
        Self {
            title: None,
            blocks: Vec::new(),
            opening,
            closing: Vec::new(),
            ledger,
        }
    }
}

impl Merged<Pair> {
    /// The edition, still without its front matter.
    pub fn edition(self) -> Edition {
        let block = |SlotBlock {
                         kind,
                         slots,
                         remarks,
                     }| PairBlock {
            kind,
            pairs: slots,
            remarks,
        };
        Edition {
            front: FrontMatter::default(),
            title: self.title,
            blocks: self.blocks.into_iter().map(block).collect(),
            opening: self.opening,
            closing: self.closing,
            ledger: self.ledger,
        }
    }
}

/// Puts an article's sentences and the pairs of its edition together. Linear: a sentence that a
/// person translated and that has gone is compared with a bounded number of others.
pub fn merge(lines: &[Line<'_>], old: Edition) -> Merged {
    let mut merged = if old.ledger.own_structure {
        by_edition(lines, old)
    } else {
        by_article(lines, old)
    };
    if merged.title.is_none() {
        // Without a title, what stood above it stands above what comes first.
        let opening = std::mem::take(&mut merged.opening);
        let first = merged
            .blocks
            .first_mut()
            .map_or(&mut merged.closing, |block| &mut block.remarks);
        first.splice(0..0, opening);
    }
    merged
}

/// Sentences by their text, each to be taken once, in order.
struct Untaken<'a> {
    left: HashMap<&'a str, VecDeque<usize>>,
    /// The one of each text that was taken last.
    taken: HashMap<&'a str, usize>,
}

impl<'a> Untaken<'a> {
    fn of(lines: &[Line<'a>]) -> Self {
        let mut by_text: HashMap<&str, VecDeque<usize>> = HashMap::new();
        lines
            .iter()
            .enumerate()
            .for_each(|(i, line)| by_text.entry(line.text).or_default().push_back(i));
        Self {
            left: by_text,
            taken: HashMap::new(),
        }
    }

    fn take(&mut self, text: &str) -> Option<usize> {
        let (&text, left) = self.left.get_key_value(text)?;
        let line = *left.front()?;
        self.left.get_mut(text)?.pop_front();
        self.taken.insert(text, line);
        Some(line)
    }

    /// The sentence that was taken last for a pair of the same Chinese.
    fn taken(&self, pair: &Pair) -> Option<usize> {
        let [text] = &pair.source[..] else {
            return None;
        };
        self.taken.get(text.as_str()).copied()
    }

    /// Takes the sentence of a pair whose Chinese is one line.
    fn take_pair(&mut self, pair: &Pair) -> Option<usize> {
        let [text] = &pair.source[..] else {
            return None;
        };
        self.take(text)
    }
}
