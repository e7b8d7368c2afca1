//! Editions whose structure is the article's: each pair is found by its Chinese.

use super::{Slot, Untaken};
use crate::{Edition, Ledger, Pair};
use duizhao_core::article::BlockKind;
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::segment::Segment;
use std::collections::HashMap;

/// From which likeness a sentence counts as a new wording of another: 1 is the same.
const ALIKE: f64 = 0.6;

/// How many sentences before and behind where one would stand its new wording is looked for.
const MOST_APART: usize = 64;

/// Most bytes of a sentence that is compared.
const MOST_COMPARED: usize = 6000;

/// The article says what there is.
pub(super) fn by_article(lines: &[Segment], old: Edition) -> (Document<Slot>, Ledger) {
    let (old, ledger) = (old.document, old.ledger);
    let mut untaken = Untaken::of(lines);
    let block_of = |line: usize| lines[line].block;
    let is_open = |slot: &Option<Pair>| slot.as_ref().is_some_and(|pair| !pair.is_final());
    let mut slots: Vec<Option<Pair>> = vec![None; lines.len()];
    // What lost its sentence, with the sentence that the pair before it has.
    let mut lost: Vec<(Option<usize>, Pair)> = Vec::new();
    let mut merged = Document {
        opening: old.opening,
        ..Document::default()
    };
    let mut remarks: HashMap<usize, Vec<String>> = HashMap::new();
    let (mut last, mut pending) = (None, Vec::new());
    let title = old.title.into_iter().map(|pair| (Vec::new(), vec![pair]));
    for (block_remarks, pairs) in title.chain(
        old.blocks
            .into_iter()
            .map(|block| (block.remarks, block.items)),
    ) {
        pending.extend(block_remarks);
        for pair in pairs {
            match untaken.take_pair(&pair) {
                Some(line) => {
                    last = Some(line);
                    if let Some(block) = block_of(line).filter(|_| !pending.is_empty()) {
                        remarks.entry(block).or_default().append(&mut pending);
                    }
                    slots[line] = Some(pair);
                }
                None if pair.is_final() => {
                    match untaken.taken(&pair).filter(|&line| is_open(&slots[line])) {
                        // The article has it once now, and a person's translation comes before a machine's.
                        Some(line) => slots[line] = Some(pair),
                        None => lost.push((last, pair)),
                    }
                }
                None => {}
            }
        }
    }
    merged.closing = pending.into_iter().chain(old.closing).collect();
    // Without a ledger, nobody knows whether the article or a person put a sentence otherwise.
    let mut lost = if ledger.is_there {
        reworded(lines, &mut slots, lost)
    } else {
        lost
    };
    // The article may have moved what they stood behind.
    lost.sort_by_key(|(after, _)| *after);
    place(lines, slots, lost, remarks, &mut merged);
    (merged, ledger)
}

/// Gives pairs that lost their sentences to those that stand in their place, and returns the rest.
fn reworded(
    lines: &[Segment],
    slots: &mut [Option<Pair>],
    lost: Vec<(Option<usize>, Pair)>,
) -> Vec<(Option<usize>, Pair)> {
    let mut rest = Vec::new();
    let held: Vec<bool> = slots.iter().map(Option::is_some).collect();
    // Pairs that lost their sentences between the same two neighbours, and the free sentences there.
    for group in lost.chunk_by(|a, b| a.0 == b.0) {
        let start = group[0].0.map_or(0, |after| after + 1);
        let free = held[start..].iter().take_while(|held| !**held).count();
        for (i, (after, pair)) in group.iter().enumerate() {
            // Both are in order, so only what stands about as far along is looked at.
            let middle = start + i * free / group.len();
            let near = middle.saturating_sub(MOST_APART).max(start)
                ..(middle + MOST_APART).min(start + free);
            let source = pair.source.concat();
            let open = near.filter(|&line| slots[line].is_none());
            let best = open.filter_map(|line| Some((rewording(&source, &lines[line].text)?, line)));
            match best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) {
                Some((_, line)) => slots[line] = Some(pair.clone()),
                None => rest.push((*after, pair.clone())),
            }
        }
    }
    rest
}

/// How like two sentences are, if one can be a new wording of the other: from 0.6, which is much alike, to 1.
pub fn rewording(one: &str, other: &str) -> Option<f64> {
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    // In bytes, of which a Chinese character has three: what is so much longer or so long is no new wording, and
    // comparing takes time by the product of both lengths.
    if (short as f64) < ALIKE * long as f64 || long > MOST_COMPARED {
        return None;
    }
    Some(strsim::normalized_levenshtein(one, other)).filter(|likeness| *likeness >= ALIKE)
}

/// Puts the sentences into their blocks, and pairs without a sentence behind those that they stood behind.
fn place(
    lines: &[Segment],
    slots: Vec<Option<Pair>>,
    lost: Vec<(Option<usize>, Pair)>,
    mut remarks: HashMap<usize, Vec<String>>,
    merged: &mut Document<Slot>,
) {
    let mut lost = lost.into_iter().peekable();
    let mut current = None;
    let mut orphans = Vec::new();
    let mut behind = |line: Option<usize>| {
        std::iter::from_fn(|| lost.next_if(|(after, _)| *after == line))
            .map(|(_, pair)| pair)
            .collect::<Vec<_>>()
    };
    orphans.extend(behind(None));
    settle(&mut orphans, merged);
    for (i, (line, pair)) in lines.iter().zip(slots).enumerate() {
        match line.block {
            None => merged.title = Some(Slot::Segment(i, pair)),
            Some(block) => {
                if current != Some(block) {
                    current = Some(block);
                    let remarks = remarks.remove(&block).unwrap_or_default();
                    merged.blocks.push(DocumentBlock {
                        kind: line.kind,
                        items: Vec::new(),
                        remarks,
                    });
                }
                if let Some(block) = merged.blocks.last_mut() {
                    block.items.push(Slot::Segment(i, pair));
                }
            }
        }
        orphans.extend(behind(Some(i)));
        // Nothing comes into a heading.
        let in_heading = line.kind == BlockKind::Heading
            && lines
                .get(i + 1)
                .is_some_and(|next| next.block == line.block);
        if !in_heading {
            settle(&mut orphans, merged);
        }
    }
}

/// Puts pairs without a sentence into the last block, or behind it if it is a heading.
fn settle(orphans: &mut Vec<Pair>, merged: &mut Document<Slot>) {
    for pair in orphans.drain(..) {
        match merged.blocks.last_mut() {
            Some(block) if block.kind != BlockKind::Heading => block.items.push(Slot::Own(pair)),
            Some(_) | None => merged.blocks.push(DocumentBlock {
                kind: BlockKind::Paragraph,
                items: vec![Slot::Own(pair)],
                remarks: Vec::new(),
            }),
        }
    }
}
