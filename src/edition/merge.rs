//! An article that is read again, and the edition that people worked in since: what goes where.
//!
//! As long as nobody changed which pairs there are, the article says so, and each pair of the edition is found by its
//! Chinese. Once a person has edited the Chinese, split, joined, moved, added or deleted pairs, the edition says so from
//! then on; of the article only sentences that were never in the edition come in, behind the one that they follow.
//!
//! Nothing that a person answers for is ever left out. Where the article has lost its sentence, it goes to the one that
//! stands in its place if they are much alike, and otherwise stays where it was.

use super::{Edition, Ledger, Mark, Pair};
use crate::article::BlockKind;
use std::collections::{HashMap, VecDeque};

/// From which likeness a sentence counts as a new wording of another: 1 is the same.
const ALIKE: f64 = 0.6;

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
pub struct SlotBlock {
    /// What the block is.
    pub kind: BlockKind,
    /// Its places, in order.
    pub slots: Vec<Slot>,
    /// What people remarked above it.
    pub remarks: Vec<String>,
}

/// What the new edition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The title.
    pub title: Option<Slot>,
    /// The blocks, in order; none is empty.
    pub blocks: Vec<SlotBlock>,
    /// What people remarked above the title.
    pub opening: Vec<String>,
    /// What people remarked below the last block.
    pub closing: Vec<String>,
    /// What the program remembers.
    pub ledger: Ledger,
}

impl Merged {
    /// Every place, in reading order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.title.iter().chain(self.blocks.iter().flat_map(|block| &block.slots))
    }
}

/// Puts an article's sentences and the pairs of its edition together. Linear, but where sentences that a person
/// translated have gone.
pub fn merge(lines: &[Line<'_>], old: Edition) -> Merged {
    if old.ledger.own_structure { by_edition(lines, old) } else { by_article(lines, old) }
}

/// Whether a person answers for a pair.
fn is_final(pair: &Pair) -> bool {
    pair.mark.is_none_or(Mark::is_final) && !(pair.mark.is_none() && pair.target.is_empty())
}

/// Sentences by their text, each to be taken once, in order.
struct Untaken<'a>(HashMap<&'a str, VecDeque<usize>>);

impl<'a> Untaken<'a> {
    fn of(lines: &[Line<'a>]) -> Self {
        let mut by_text: HashMap<&str, VecDeque<usize>> = HashMap::new();
        lines.iter().enumerate().for_each(|(i, line)| by_text.entry(line.text).or_default().push_back(i));
        Self(by_text)
    }

    fn take(&mut self, text: &str) -> Option<usize> {
        self.0.get_mut(text)?.pop_front()
    }

    /// Takes the sentence of a pair whose Chinese is one line.
    fn take_pair(&mut self, pair: &Pair) -> Option<usize> {
        let [text] = &pair.source[..] else { return None };
        self.take(text)
    }
}

/// The article says what there is.
fn by_article(lines: &[Line<'_>], old: Edition) -> Merged {
    let mut untaken = Untaken::of(lines);
    let block_of = |line: usize| lines[line].block;
    let mut slots: Vec<Option<Pair>> = vec![None; lines.len()];
    // What lost its sentence, with the sentence that the pair before it has.
    let mut lost: Vec<(Option<usize>, Pair)> = Vec::new();
    let mut merged = Merged { opening: old.opening, ledger: old.ledger, ..Merged::default() };
    let mut remarks: HashMap<usize, Vec<String>> = HashMap::new();
    let (mut last, mut pending) = (None, Vec::new());
    let title = old.title.into_iter().map(|pair| (Vec::new(), vec![pair]));
    for (block_remarks, pairs) in title.chain(old.blocks.into_iter().map(|block| (block.remarks, block.pairs))) {
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
                None if is_final(&pair) => lost.push((last, pair)),
                None => {}
            }
        }
    }
    merged.closing = pending.into_iter().chain(old.closing).collect();
    let lost = reworded(lines, &mut slots, lost);
    place(lines, slots, lost, remarks, &mut merged);
    merged
}

/// Gives pairs that lost their sentences to those that stand in their place, and returns the rest.
fn reworded(
    lines: &[Line<'_>],
    slots: &mut [Option<Pair>],
    lost: Vec<(Option<usize>, Pair)>,
) -> Vec<(Option<usize>, Pair)> {
    let mut rest = Vec::new();
    for (after, pair) in lost {
        let start = after.map_or(0, |after| after + 1);
        let free = (start..lines.len()).take_while(|&line| slots[line].is_none());
        let source = pair.source.concat();
        let likeness = |line: usize| strsim::normalized_levenshtein(&source, lines[line].text);
        let best = free.map(|line| (likeness(line), line)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        match best.filter(|(likeness, _)| *likeness >= ALIKE) {
            Some((_, line)) => slots[line] = Some(pair),
            None => rest.push((after, pair)),
        }
    }
    rest
}

/// Puts the sentences into their blocks, and pairs without a sentence behind those that they stood behind.
fn place(
    lines: &[Line<'_>],
    slots: Vec<Option<Pair>>,
    lost: Vec<(Option<usize>, Pair)>,
    mut remarks: HashMap<usize, Vec<String>>,
    merged: &mut Merged,
) {
    let mut lost = lost.into_iter().peekable();
    let mut current = None;
    let orphans = |merged: &mut Merged, orphans: Vec<Pair>| {
        for pair in orphans {
            match merged.blocks.last_mut() {
                Some(block) if block.kind != BlockKind::Heading => block.slots.push(Slot::Own(pair)),
                Some(_) | None => merged.blocks.push(own_block(pair)),
            }
        }
    };
    let mut behind = |line: Option<usize>| {
        std::iter::from_fn(|| lost.next_if(|(after, _)| *after == line)).map(|(_, pair)| pair).collect::<Vec<_>>()
    };
    let first = behind(None);
    orphans(merged, first);
    for (i, (line, pair)) in lines.iter().zip(slots).enumerate() {
        match line.block {
            None => merged.title = Some(Slot::Sentence(i, pair)),
            Some(block) => {
                if current != Some(block) {
                    current = Some(block);
                    let remarks = remarks.remove(&block).unwrap_or_default();
                    merged.blocks.push(SlotBlock { kind: line.kind, slots: Vec::new(), remarks });
                }
                if let Some(block) = merged.blocks.last_mut() {
                    block.slots.push(Slot::Sentence(i, pair));
                }
            }
        }
        let here = behind(Some(i));
        orphans(merged, here);
    }
}

fn own_block(pair: Pair) -> SlotBlock {
    SlotBlock { kind: BlockKind::Paragraph, slots: vec![Slot::Own(pair)], remarks: Vec::new() }
}

/// The edition says what there is.
fn by_edition(lines: &[Line<'_>], old: Edition) -> Merged {
    let mut untaken = Untaken::of(lines);
    // Where each sentence of the article stands; `None` for the title's place.
    let mut places: HashMap<usize, Option<(usize, usize)>> = HashMap::new();
    let mut merged = Merged { opening: old.opening, closing: old.closing, ledger: old.ledger, ..Merged::default() };
    let mut slot = |pair: Pair, place: Option<(usize, usize)>, ledger: &Ledger| -> Option<Slot> {
        if let Some(line) = untaken.take_pair(&pair) {
            places.insert(line, place);
            return Some(Slot::Sentence(line, Some(pair)));
        }
        // Of a pair that joins several lines, each may be a sentence of the article.
        if pair.source.len() > 1 {
            pair.source.iter().filter_map(|text| untaken.take(text)).for_each(|line| {
                places.insert(line, place);
            });
        }
        (is_final(&pair) || !ledger.knows(&pair.source)).then_some(Slot::Own(pair))
    };
    merged.title = old.title.and_then(|pair| slot(pair, None, &merged.ledger));
    let mut pending = Vec::new();
    for block in old.blocks {
        let at = merged.blocks.len();
        let mut slots = Vec::new();
        for pair in block.pairs {
            let place = Some((at, slots.len()));
            slots.extend(slot(pair, place, &merged.ledger));
        }
        pending.extend(block.remarks);
        if !slots.is_empty() {
            merged.blocks.push(SlotBlock { kind: block.kind, slots, remarks: std::mem::take(&mut pending) });
        }
    }
    pending.append(&mut merged.closing);
    merged.closing = pending;
    come_in(lines, &places, &mut merged);
    merged
}

/// Puts the sentences that were never in the edition where the article has them.
fn come_in(lines: &[Line<'_>], places: &HashMap<usize, Option<(usize, usize)>>, merged: &mut Merged) {
    // Behind which place of the edition each new sentence comes: block and slot, or the start.
    let mut new: Vec<(Option<(usize, usize)>, usize)> = Vec::new();
    let mut last = None;
    for (i, line) in lines.iter().enumerate() {
        if let Some(place) = places.get(&i) {
            last = place.or(last);
        } else if merged.ledger.is_gone(line.text) || merged.ledger.knows(&[line.text.to_owned()]) {
            merged.ledger.let_go(line.text);
        } else if line.block.is_none() && merged.title.is_none() {
            merged.title = Some(Slot::Sentence(i, None));
        } else {
            new.push((last, i));
        }
    }
    // From the end, so that places before stay where they are.
    let mut behind = new.as_slice();
    while let Some(&(place, _)) = behind.last() {
        let start = behind.iter().rposition(|(other, _)| *other != place).map_or(0, |at| at + 1);
        insert(lines, &behind[start..], place, merged);
        behind = &behind[..start];
    }
}

/// Inserts new sentences behind one place: those of its block into it, others as blocks of their own.
fn insert(
    lines: &[Line<'_>],
    new: &[(Option<(usize, usize)>, usize)],
    place: Option<(usize, usize)>,
    merged: &mut Merged,
) {
    let block_at = |(block, slot): (usize, usize)| match merged.blocks[block].slots[slot] {
        Slot::Sentence(line, _) => lines[line].block,
        Slot::Own(_) => None,
    };
    let same = place.and_then(block_at);
    let joins = |line: usize| same.is_some() && lines[line].block == same;
    let count = new.iter().take_while(|(_, line)| joins(*line)).count();
    let (into, apart) = new.split_at(count);
    let slots = |new: &[(Option<(usize, usize)>, usize)]| {
        new.iter().map(|(_, line)| Slot::Sentence(*line, None)).collect::<Vec<_>>()
    };
    let at = match place {
        Some((block, slot)) => {
            let rest = merged.blocks[block].slots.split_off(slot + 1);
            merged.blocks[block].slots.extend(slots(into));
            merged.blocks[block].slots.extend(rest);
            block + 1
        }
        None => 0,
    };
    let blocks = apart.chunk_by(|a, b| lines[a.1].block == lines[b.1].block).map(|block| SlotBlock {
        kind: lines[block[0].1].kind,
        slots: slots(block),
        remarks: Vec::new(),
    });
    let blocks: Vec<SlotBlock> = blocks.collect();
    merged.blocks.splice(at..at, blocks);
}
