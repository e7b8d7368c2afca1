//! An article that is read again, and the edition that people worked in since: what goes where.
//!
//! One merge of three ordered lists: the pairs that the program last wrote (the ledger says what a person has changed of
//! them), the pairs of the file, and the segments of the article. Pairs and segments of the same sentence find each
//! other by what it is recognised by, whatever its script and widths. One list gives the structure, and what the other
//! has more is woven in, after what it follows there.
//!
//! As long as the file has the pairs that were written, the article gives the structure: new segments stand where the
//! article has them, and of the file only human-approved pairs that lost their sentences. Once a person has edited the
//! Chinese, split, joined, moved, added or deleted pairs, the file gives the structure, and of the article only sentences
//! are added that were never in the file.
//!
//! No human-approved pair is ever left out. Where the article has lost its sentence, it goes to the one that stands in
//! its place if they are much alike, and otherwise stays where it was.
//!
//! | module | owns |
//! |---|---|
//! | `article` | the structure of the article |
//! | `file` | the structure of the file |
//! | `rewording` | sentences that the article has worded differently |

mod article;
mod file;
mod rewording;
#[cfg(test)]
mod tests;

pub use rewording::rewording;

use super::{Edition, Ledger, Pair};
use duizhao_core::article::BlockKind;
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::segment::Segment;
use duizhao_zh::identity::Identity;
use std::collections::{HashMap, VecDeque};
use std::iter::Peekable;
use std::vec::IntoIter;

/// A place of the new edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A segment of the article, by its index, and the pair that the edition has for it. If the Chinese of that pair is
    /// the same sentence, it is what the new edition shows: the segment's text, unless a person spelled it differently.
    /// If it is another sentence, the article has worded it differently since a person translated it.
    Segment(usize, Option<Pair>),
    /// A pair of a person's, which stands for itself.
    Own(Pair),
}

/// Puts an article's segments and the pairs of its edition together; returns the places of the new edition, and what
/// the program is to remember. Linear: a sentence that a person translated and that has gone is compared with a bounded
/// number of others.
///
/// The segments have ids of the same `identity`.
pub fn reconcile(
    segments: &[Segment],
    edition: Edition,
    identity: &Identity,
) -> (Document<Slot>, Ledger) {
    let Edition {
        document,
        mut ledger,
        ..
    } = edition;
    let mut slots = if ledger.is_restructured() {
        file::slots(segments, document, &mut ledger, identity)
    } else {
        article::slots(segments, document, &ledger, identity)
    };
    if slots.title.is_none() {
        // Without a title, what stood above it stands above what comes first.
        let opening = std::mem::take(&mut slots.opening);
        let first = slots
            .blocks
            .first_mut()
            .map_or(&mut slots.closing, |block| &mut block.remarks);
        first.splice(0..0, opening);
    }
    (slots, ledger)
}

/// A place in a document's blocks: the block, and the item of it.
type Place = (usize, usize);

/// What one list has more than the other.
struct Extra {
    /// What it follows in the list that gives the structure; `None` where it comes first.
    after: Option<Place>,
    /// The block that it has in its own list.
    block: Option<usize>,
    /// Whether what it follows is of the same block in that list.
    joins: bool,
    /// The kind of a block that it would begin.
    kind: BlockKind,
    slot: Slot,
}

/// Puts extras, which are in the order of their own list, where they belong: into the block of what they follow, or
/// after it as blocks of their own. Nothing comes into a heading.
fn weave(document: &mut Document<Slot>, mut extras: Vec<Extra>) {
    extras.sort_by_key(|extra| extra.after);
    let mut extras = extras.into_iter().peekable();
    let mut woven = blocks(following(&mut extras, None));
    for (at, mut block) in std::mem::take(&mut document.blocks).into_iter().enumerate() {
        let is_heading = block.kind == BlockKind::Heading;
        let mut below = Vec::new();
        for (item, slot) in std::mem::take(&mut block.items).into_iter().enumerate() {
            block.items.push(slot);
            let mut group = following(&mut extras, Some((at, item)));
            let joining = group.iter().take_while(|extra| extra.joins && !is_heading);
            let rest = group.split_off(joining.count());
            block
                .items
                .extend(group.into_iter().map(|extra| extra.slot));
            below.append(&mut blocks(rest));
        }
        woven.push(block);
        woven.append(&mut below);
    }
    document.blocks = woven;
}

/// Takes the extras that follow a place from the front.
fn following(extras: &mut Peekable<IntoIter<Extra>>, place: Option<Place>) -> Vec<Extra> {
    std::iter::from_fn(|| extras.next_if(|extra| extra.after == place)).collect()
}

/// Returns extras as blocks of their own.
fn blocks(extras: Vec<Extra>) -> Vec<DocumentBlock<Slot>> {
    let mut blocks: Vec<DocumentBlock<Slot>> = Vec::new();
    let mut last = None;
    for extra in extras {
        match blocks.last_mut() {
            Some(block) if last == Some(extra.block) => block.items.push(extra.slot),
            Some(_) | None => blocks.push(DocumentBlock::new(extra.kind, vec![extra.slot])),
        }
        last = Some(extra.block);
    }
    blocks
}

/// The segments of an article, each to be taken once, in order.
struct Segments<'a> {
    all: &'a [Segment],
    left: HashMap<u64, VecDeque<usize>>,
    /// The one of each sentence that was taken last.
    taken: HashMap<u64, usize>,
}

impl<'a> Segments<'a> {
    fn new(all: &'a [Segment]) -> Self {
        let mut left: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for (i, segment) in all.iter().enumerate() {
            left.entry(segment.id.hash).or_default().push_back(i);
        }
        let taken = HashMap::new();
        Self { all, left, taken }
    }

    /// Takes the next segment of a sentence.
    fn take(&mut self, sentence: u64) -> Option<usize> {
        let segment = self.left.get_mut(&sentence)?.pop_front()?;
        self.taken.insert(sentence, segment);
        Some(segment)
    }

    /// Returns the pair as the new edition shows it: with the Chinese of its segment, unless that is a person's.
    fn settled(&self, segment: usize, pair: Pair, ledger: &Ledger) -> Pair {
        let text = &self.all[segment].text;
        if pair.source == [text.as_str()] || ledger.is_own_chinese(&pair) {
            return pair;
        }
        Pair {
            source: vec![text.clone()],
            ..pair
        }
    }
}
