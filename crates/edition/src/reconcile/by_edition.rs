//! Editions whose structure is a person's: of the article only sentences that were never in the edition come in.

use super::{Slot, Untaken};
use crate::{Edition, Ledger, Pair, Provenance};
use duizhao_core::article::BlockKind;
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::segment::Segment;
use std::collections::HashMap;

/// The edition says what there is.
pub(super) fn by_edition(lines: &[Segment], old: Edition) -> (Document<Slot>, Ledger) {
    let (old, mut ledger) = (old.document, old.ledger);
    let mut untaken = Untaken::of(lines);
    // Where each sentence of the article stands; `None` for the title's place.
    let mut places: HashMap<usize, Option<(usize, usize)>> = HashMap::new();
    let mut merged = Document {
        opening: old.opening,
        closing: old.closing,
        ..Document::default()
    };
    let mut slot = |pair: Pair, place: Option<(usize, usize)>| -> Option<Slot> {
        if let Some(line) = untaken.take_pair(&pair) {
            places.insert(line, place);
            return Some(Slot::Segment(line, Some(pair)));
        }
        // Of a pair that joins several lines, each may be a sentence of the article.
        if pair.source.len() > 1 {
            pair.source
                .iter()
                .filter_map(|text| untaken.take(text))
                .for_each(|line| {
                    places.insert(line, place);
                });
        }
        // What stands as a machine wrote it goes with its sentence.
        pair.provenance
            .is_none_or(Provenance::is_final)
            .then_some(Slot::Own(pair))
    };
    merged.title = old.title.and_then(|pair| slot(pair, None));
    let mut pending = Vec::new();
    for block in old.blocks {
        let at = merged.blocks.len();
        let mut slots = Vec::new();
        for pair in block.items {
            let place = Some((at, slots.len()));
            slots.extend(slot(pair, place));
        }
        pending.extend(block.remarks);
        if !slots.is_empty() {
            merged.blocks.push(DocumentBlock {
                kind: block.kind,
                items: slots,
                remarks: std::mem::take(&mut pending),
            });
        }
    }
    pending.append(&mut merged.closing);
    merged.closing = pending;
    come_in(lines, &places, &mut merged, &mut ledger);
    (merged, ledger)
}

/// Puts the sentences that were never in the edition where the article has them.
fn come_in(
    lines: &[Segment],
    places: &HashMap<usize, Option<(usize, usize)>>,
    merged: &mut Document<Slot>,
    ledger: &mut Ledger,
) {
    // Behind which place of the edition each new sentence comes: block and slot, or the start.
    let mut new: Vec<(Option<(usize, usize)>, usize)> = Vec::new();
    let mut last = None;
    for (i, line) in lines.iter().enumerate() {
        if let Some(place) = places.get(&i) {
            last = place.or(last);
        } else if ledger.is_gone(&line.text) || ledger.knows(&line.text) {
            // Known and without a place: the edition has one of several like it.
            ledger.let_go(&line.text);
        } else if line.block.is_none() && merged.title.is_none() {
            merged.title = Some(Slot::Segment(i, None));
        } else {
            new.push((last, i));
        }
    }
    // From the end, so that places before stay where they are; people may have moved them.
    new.sort_by_key(|(place, _)| *place);
    let mut behind = new.as_slice();
    while let Some(&(place, _)) = behind.last() {
        let start = behind
            .iter()
            .rposition(|(other, _)| *other != place)
            .map_or(0, |at| at + 1);
        insert(lines, &behind[start..], place, merged);
        behind = &behind[..start];
    }
}

/// Inserts new sentences behind one place: those of its block into it, others as blocks of their own.
fn insert(
    lines: &[Segment],
    new: &[(Option<(usize, usize)>, usize)],
    place: Option<(usize, usize)>,
    merged: &mut Document<Slot>,
) {
    let block_at = |(block, slot): (usize, usize)| match merged.blocks[block].items[slot] {
        Slot::Segment(line, _) => lines[line].block,
        Slot::Own(_) => None,
    };
    // Nothing comes into a heading.
    let in_heading = |&(block, _): &(usize, usize)| merged.blocks[block].kind == BlockKind::Heading;
    let same = place.filter(|place| !in_heading(place)).and_then(block_at);
    let joins = |line: usize| same.is_some() && lines[line].block == same;
    let count = new.iter().take_while(|(_, line)| joins(*line)).count();
    let (into, apart) = new.split_at(count);
    let slots = |new: &[(Option<(usize, usize)>, usize)]| {
        new.iter()
            .map(|(_, line)| Slot::Segment(*line, None))
            .collect::<Vec<_>>()
    };
    let at = match place {
        Some((block, slot)) => {
            let rest = merged.blocks[block].items.split_off(slot + 1);
            merged.blocks[block].items.extend(slots(into));
            merged.blocks[block].items.extend(rest);
            block + 1
        }
        None => 0,
    };
    let blocks = apart
        .chunk_by(|a, b| lines[a.1].block == lines[b.1].block)
        .map(|block| DocumentBlock {
            kind: lines[block[0].1].kind,
            items: slots(block),
            remarks: Vec::new(),
        });
    let blocks: Vec<DocumentBlock<Slot>> = blocks.collect();
    merged.blocks.splice(at..at, blocks);
}
