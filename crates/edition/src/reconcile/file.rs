//! The structure of the file: of the article only sentences are added that were never in it.

use super::{Extra, Place, Segments, Slot, weave};
use crate::{Ledger, Pair, Provenance};
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::segment::Segment;
use duizhao_zh::identity::Identity;
use std::collections::HashMap;

/// The pairs of a file, as they find their sentences in the article.
struct Kept<'a> {
    segments: Segments<'a>,
    /// Where each segment stands that the file has; `None` for the title's place.
    places: HashMap<usize, Option<Place>>,
}

/// Returns the places of an edition that is as a person made it.
pub(super) fn slots(
    segments: &[Segment],
    document: Document<Pair>,
    ledger: &mut Ledger,
    identity: &Identity,
) -> Document<Slot> {
    let mut kept = Kept {
        segments: Segments::new(segments),
        places: HashMap::new(),
    };
    let title = document.title;
    let mut new = Document {
        title: title.and_then(|pair| kept.slot(pair, None, ledger, identity).ok()),
        opening: document.opening,
        ..Document::default()
    };
    let mut pending = Vec::new();
    for block in document.blocks {
        let (at, mut items) = (new.blocks.len(), Vec::new());
        let mut remarks = std::mem::take(&mut pending);
        remarks.extend(block.remarks);
        for mut pair in block.items {
            if items.is_empty() {
                remarks.append(&mut pending);
            } else {
                pair.remarks.splice(0..0, pending.drain(..));
            }
            match kept.slot(pair, Some((at, items.len())), ledger, identity) {
                Ok(slot) => items.push(slot),
                Err(remarks) => pending.extend(remarks),
            }
        }
        if items.is_empty() {
            remarks.append(&mut pending);
            pending = remarks;
            continue;
        }
        new.blocks.push(DocumentBlock {
            kind: block.kind,
            items,
            remarks,
        });
    }
    pending.extend(document.closing);
    new.closing = pending;
    come_in(segments, &kept.places, &mut new, ledger);
    new
}

impl Kept<'_> {
    /// Returns the place of a pair of the file, or the remarks of one that goes with its sentence, as it stands as a
    /// machine wrote it.
    fn slot(
        &mut self,
        pair: Pair,
        place: Option<Place>,
        ledger: &Ledger,
        identity: &Identity,
    ) -> Result<Slot, Vec<String>> {
        if let [sentence] = &pair.source[..]
            && let Some(segment) = self.segments.take(identity.hash(sentence))
        {
            self.places.insert(segment, place);
            let pair = self.segments.settled(segment, pair, ledger);
            return Ok(Slot::Segment(segment, Some(pair)));
        }
        // Of a pair that joins several lines, each may be a sentence of the article.
        if pair.source.len() > 1 {
            for sentence in &pair.source {
                let segment = self.segments.take(identity.hash(sentence));
                self.places.extend(segment.map(|segment| (segment, place)));
            }
        }
        if pair.provenance.is_none_or(Provenance::is_final) {
            Ok(Slot::Own(pair))
        } else {
            Err(pair.remarks)
        }
    }
}

/// Puts the sentences that were never in the file where the article has them.
fn come_in(
    segments: &[Segment],
    places: &HashMap<usize, Option<Place>>,
    new: &mut Document<Slot>,
    ledger: &mut Ledger,
) {
    let mut extras = Vec::new();
    let mut last: Option<Place> = None;
    for (i, segment) in segments.iter().enumerate() {
        if let Some(place) = places.get(&i) {
            last = place.or(last);
        } else if ledger.is_gone(segment) || ledger.knows(segment) {
            // Known and without a place: the file has one of several like it.
            ledger.let_go(segment);
        } else if segment.block.is_none() && new.title.is_none() {
            new.title = Some(Slot::Segment(i, None));
        } else {
            extras.push(Extra {
                after: last,
                block: segment.block,
                joins: segment.block.is_some()
                    && last.and_then(|place| block_at(segments, new, place)) == segment.block,
                kind: segment.kind,
                slot: Slot::Segment(i, None),
            });
        }
    }
    weave(new, extras);
}

/// Returns the article's block of what stands at a place; `None` where that is no sentence of the article.
fn block_at(segments: &[Segment], new: &Document<Slot>, (block, item): Place) -> Option<usize> {
    match new.blocks[block].items[item] {
        Slot::Segment(segment, _) => segments[segment].block,
        Slot::Own(_) => None,
    }
}
