//! The structure of the article: each pair of the file goes to its sentence.

use super::rewording::reworded;
use super::{Extra, Place, Segments, Slot, weave};
use crate::{Ledger, Pair};
use duizhao_core::article::BlockKind;
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::segment::Segment;
use duizhao_zh::identity::Identity;
use std::collections::HashMap;

/// A human-approved pair that lost its sentence.
#[derive(Debug, Clone)]
pub(super) struct Lost {
    /// The segment of the pair before it.
    pub(super) after: Option<usize>,
    /// Its block in the file; `None` for the title.
    block: Option<usize>,
    /// Whether the pair before it is of the same block.
    joins: bool,
    /// The kind of its block.
    kind: BlockKind,
    pub(super) pair: Pair,
}

/// The pairs of a file, as they go to the sentences of the article.
struct Assigned<'a> {
    segments: Segments<'a>,
    /// What becomes of each segment, where the file has it.
    slots: Vec<Option<Slot>>,
    lost: Vec<Lost>,
    /// The segment that a pair was given to last, and the block of that pair.
    last: Option<(usize, Option<usize>)>,
    /// Remarks above what is not there.
    pending: Vec<String>,
    /// Remarks above blocks of the article.
    remarks: HashMap<usize, Vec<String>>,
}

/// Returns the places of an edition that is as the article is.
pub(super) fn slots(
    segments: &[Segment],
    document: Document<Pair>,
    ledger: &Ledger,
    identity: &Identity,
) -> Document<Slot> {
    let mut assigned = Assigned {
        segments: Segments::new(segments),
        slots: vec![None; segments.len()],
        lost: Vec::new(),
        last: None,
        pending: Vec::new(),
        remarks: HashMap::new(),
    };
    if let Some(title) = document.title {
        assigned.assign(title, None, BlockKind::Paragraph, ledger, identity);
    }
    for (i, block) in document.blocks.into_iter().enumerate() {
        assigned.pending.extend(block.remarks);
        for pair in block.items {
            assigned.assign(pair, Some(i), block.kind, ledger, identity);
        }
    }
    let Assigned {
        segments,
        mut slots,
        lost,
        mut pending,
        remarks,
        ..
    } = assigned;
    // Without a ledger, nothing says whether the article or a person worded a sentence differently.
    let lost = if ledger.is_there {
        reworded(&segments, &mut slots, lost, identity)
    } else {
        lost
    };
    pending.extend(document.closing);
    let (mut new, places) = structured(segments.all, slots, remarks);
    (new.opening, new.closing) = (document.opening, pending);
    weave(
        &mut new,
        lost.into_iter().map(|lost| lost.extra(&places)).collect(),
    );
    new
}

impl Assigned<'_> {
    /// Gives a pair of the file to its sentence.
    fn assign(
        &mut self,
        mut pair: Pair,
        block: Option<usize>,
        kind: BlockKind,
        ledger: &Ledger,
        identity: &Identity,
    ) {
        let sentence = match &pair.source[..] {
            [sentence] => Some(identity.hash(sentence)),
            _ => None,
        };
        if let Some(segment) = sentence.and_then(|sentence| self.segments.take(sentence)) {
            self.last = Some((segment, block));
            if let Some(block) = self.segments.all[segment].block {
                self.remarks
                    .entry(block)
                    .or_default()
                    .append(&mut self.pending);
            }
            let pair = self.segments.settled(segment, pair, ledger);
            self.slots[segment] = Some(Slot::Segment(segment, Some(pair)));
            return;
        }
        if !pair.is_final() {
            self.pending.append(&mut pair.remarks);
            return;
        }
        let twin = sentence.and_then(|sentence| self.segments.taken.get(&sentence).copied());
        match twin.filter(|&twin| is_open(&self.slots[twin])) {
            // The article has it once now, and a person's translation comes before a machine's.
            Some(twin) => {
                let pair = self.segments.settled(twin, pair, ledger);
                self.slots[twin] = Some(Slot::Segment(twin, Some(pair)));
            }
            None => self.lost.push(Lost {
                after: self.last.map(|(segment, _)| segment),
                block,
                joins: self.last.is_some_and(|(_, last)| last == block),
                kind,
                pair,
            }),
        }
    }
}

/// Tests whether a segment has a pair that no person approved.
fn is_open(slot: &Option<Slot>) -> bool {
    match slot {
        Some(Slot::Segment(_, Some(pair))) => !pair.is_final(),
        Some(Slot::Segment(_, None) | Slot::Own(_)) | None => false,
    }
}

impl Lost {
    fn extra(self, places: &HashMap<usize, Place>) -> Extra {
        Extra {
            after: self.after.and_then(|segment| places.get(&segment).copied()),
            block: self.block,
            joins: self.joins,
            // What stood in a heading beside others is no heading by itself.
            kind: if self.joins && self.kind == BlockKind::Heading {
                BlockKind::Paragraph
            } else {
                self.kind
            },
            slot: Slot::Own(self.pair),
        }
    }
}

/// Returns the blocks of an article, and where each of its segments stands in them; not the title.
fn structured(
    segments: &[Segment],
    slots: Vec<Option<Slot>>,
    mut remarks: HashMap<usize, Vec<String>>,
) -> (Document<Slot>, HashMap<usize, Place>) {
    let (mut document, mut places, mut last) = (Document::default(), HashMap::new(), None);
    for (i, (segment, slot)) in segments.iter().zip(slots).enumerate() {
        let slot = slot.unwrap_or(Slot::Segment(i, None));
        let Some(block) = segment.block else {
            document.title = Some(slot);
            continue;
        };
        if last != Some(block) {
            last = Some(block);
            document.blocks.push(DocumentBlock {
                remarks: remarks.remove(&block).unwrap_or_default(),
                ..DocumentBlock::new(segment.kind, Vec::new())
            });
        }
        let at = document.blocks.len() - 1;
        let items = &mut document.blocks[at].items;
        places.insert(i, (at, items.len()));
        items.push(slot);
    }
    (document, places)
}
