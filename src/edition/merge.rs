//! An article that is read again, and the edition that people worked in since: what goes where.
//!
//! As long as nobody changed which pairs there are, the article says so, and each pair of the edition is found by its
//! Chinese. Once a person has edited the Chinese, split, joined, moved, added or deleted pairs, the edition says so from
//! then on; of the article only sentences that were never in the edition come in, behind the one that they follow.
//!
//! Nothing that a person answers for is ever left out. Where the article has lost its sentence, it goes to the one that
//! stands in its place if they are much alike, and otherwise stays where it was.

use super::{Edition, FrontMatter, Ledger, Mark, Pair, PairBlock};
use crate::article::BlockKind;
use std::collections::{HashMap, VecDeque};

/// From which likeness a sentence counts as a new wording of another: 1 is the same.
const ALIKE: f64 = 0.6;

/// How many sentences before and behind where one would stand its new wording is looked for.
const MOST_APART: usize = 64;

/// Most bytes of a sentence that is compared.
const MOST_COMPARED: usize = 6000;

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
        self.title.iter().chain(self.blocks.iter().flat_map(|block| &block.slots))
    }

    /// Every place, to be changed.
    pub fn slots_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.title.iter_mut().chain(self.blocks.iter_mut().flat_map(|block| &mut block.slots))
    }

    /// The same with what `each` makes of each place, in reading order; its first error ends it.
    pub fn try_map<U, E>(self, mut each: impl FnMut(T) -> Result<U, E>) -> Result<Merged<U>, E> {
        let title = self.title.map(&mut each).transpose()?;
        let block = |SlotBlock { kind, slots, remarks }| {
            let slots = slots.into_iter().map(&mut each).collect::<Result<_, _>>()?;
            Ok(SlotBlock { kind, slots, remarks })
        };
        let blocks = self.blocks.into_iter().map(block).collect::<Result<_, _>>()?;
        Ok(Merged { title, blocks, opening: self.opening, closing: self.closing, ledger: self.ledger })
    }
}

impl Merged {
    fn empty(opening: Vec<String>, ledger: Ledger) -> Self {
        Self { title: None, blocks: Vec::new(), opening, closing: Vec::new(), ledger }
    }
}

impl Merged<Pair> {
    /// The edition, still without its front matter.
    pub fn edition(self) -> Edition {
        let block = |SlotBlock { kind, slots, remarks }| PairBlock { kind, pairs: slots, remarks };
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
    let mut merged = if old.ledger.own_structure { by_edition(lines, old) } else { by_article(lines, old) };
    if merged.title.is_none() {
        // Without a title, what stood above it stands above what comes first.
        let opening = std::mem::take(&mut merged.opening);
        let first = merged.blocks.first_mut().map_or(&mut merged.closing, |block| &mut block.remarks);
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
        lines.iter().enumerate().for_each(|(i, line)| by_text.entry(line.text).or_default().push_back(i));
        Self { left: by_text, taken: HashMap::new() }
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
        let [text] = &pair.source[..] else { return None };
        self.taken.get(text.as_str()).copied()
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
    let is_open = |slot: &Option<Pair>| slot.as_ref().is_some_and(|pair| !pair.is_final());
    let mut slots: Vec<Option<Pair>> = vec![None; lines.len()];
    // What lost its sentence, with the sentence that the pair before it has.
    let mut lost: Vec<(Option<usize>, Pair)> = Vec::new();
    let mut merged = Merged::empty(old.opening, old.ledger);
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
                None if pair.is_final() => match untaken.taken(&pair).filter(|&line| is_open(&slots[line])) {
                    // The article has it once now, and a person's translation comes before a machine's.
                    Some(line) => slots[line] = Some(pair),
                    None => lost.push((last, pair)),
                },
                None => {}
            }
        }
    }
    merged.closing = pending.into_iter().chain(old.closing).collect();
    // Without a ledger, nobody knows whether the article or a person put a sentence otherwise.
    let mut lost = if merged.ledger.is_there { reworded(lines, &mut slots, lost) } else { lost };
    // The article may have moved what they stood behind.
    lost.sort_by_key(|(after, _)| *after);
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
    let held: Vec<bool> = slots.iter().map(Option::is_some).collect();
    // Pairs that lost their sentences between the same two neighbours, and the free sentences there.
    for group in lost.chunk_by(|a, b| a.0 == b.0) {
        let start = group[0].0.map_or(0, |after| after + 1);
        let free = held[start..].iter().take_while(|held| !**held).count();
        for (i, (after, pair)) in group.iter().enumerate() {
            // Both are in order, so only what stands about as far along is looked at.
            let middle = start + i * free / group.len();
            let near = middle.saturating_sub(MOST_APART).max(start)..(middle + MOST_APART).min(start + free);
            let source = pair.source.concat();
            let open = near.filter(|&line| slots[line].is_none());
            let best = open.filter_map(|line| Some((rewording(&source, lines[line].text)?, line)));
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
    lines: &[Line<'_>],
    slots: Vec<Option<Pair>>,
    lost: Vec<(Option<usize>, Pair)>,
    mut remarks: HashMap<usize, Vec<String>>,
    merged: &mut Merged,
) {
    let mut lost = lost.into_iter().peekable();
    let mut current = None;
    let mut orphans = Vec::new();
    let mut behind = |line: Option<usize>| {
        std::iter::from_fn(|| lost.next_if(|(after, _)| *after == line)).map(|(_, pair)| pair).collect::<Vec<_>>()
    };
    orphans.extend(behind(None));
    settle(&mut orphans, merged);
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
        orphans.extend(behind(Some(i)));
        // Nothing comes into a heading.
        let in_heading =
            line.kind == BlockKind::Heading && lines.get(i + 1).is_some_and(|next| next.block == line.block);
        if !in_heading {
            settle(&mut orphans, merged);
        }
    }
}

/// Puts pairs without a sentence into the last block, or behind it if it is a heading.
fn settle(orphans: &mut Vec<Pair>, merged: &mut Merged) {
    for pair in orphans.drain(..) {
        match merged.blocks.last_mut() {
            Some(block) if block.kind != BlockKind::Heading => block.slots.push(Slot::Own(pair)),
            Some(_) | None => merged.blocks.push(SlotBlock {
                kind: BlockKind::Paragraph,
                slots: vec![Slot::Own(pair)],
                remarks: Vec::new(),
            }),
        }
    }
}

/// The edition says what there is.
fn by_edition(lines: &[Line<'_>], old: Edition) -> Merged {
    let mut untaken = Untaken::of(lines);
    // Where each sentence of the article stands; `None` for the title's place.
    let mut places: HashMap<usize, Option<(usize, usize)>> = HashMap::new();
    let mut merged = Merged { closing: old.closing, ..Merged::empty(old.opening, old.ledger) };
    let mut slot = |pair: Pair, place: Option<(usize, usize)>| -> Option<Slot> {
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
        // What stands as a machine wrote it goes with its sentence.
        pair.mark.is_none_or(Mark::is_final).then_some(Slot::Own(pair))
    };
    merged.title = old.title.and_then(|pair| slot(pair, None));
    let mut pending = Vec::new();
    for block in old.blocks {
        let at = merged.blocks.len();
        let mut slots = Vec::new();
        for pair in block.pairs {
            let place = Some((at, slots.len()));
            slots.extend(slot(pair, place));
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
        } else if merged.ledger.is_gone(line.text) || merged.ledger.knows(line.text) {
            // Known and without a place: the edition has one of several like it.
            merged.ledger.let_go(line.text);
        } else if line.block.is_none() && merged.title.is_none() {
            merged.title = Some(Slot::Sentence(i, None));
        } else {
            new.push((last, i));
        }
    }
    // From the end, so that places before stay where they are; people may have moved them.
    new.sort_by_key(|(place, _)| *place);
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
    // Nothing comes into a heading.
    let in_heading = |&(block, _): &(usize, usize)| merged.blocks[block].kind == BlockKind::Heading;
    let same = place.filter(|place| !in_heading(place)).and_then(block_at);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Origin;
    use crate::edition::{Layout, read, write};

    /// The lines of an article: blocks parted by slashes, sentences by spaces; the title first, headings with a `#`.
    fn lines(article: &str) -> Vec<Line<'_>> {
        let blocks = article.split(" / ").enumerate().flat_map(|(i, block)| {
            let kind = if i == 0 || block.starts_with('#') { BlockKind::Heading } else { BlockKind::Paragraph };
            let line = move |text| Line { block: i.checked_sub(1), kind, text };
            block.trim_start_matches('#').split(' ').filter(|text| !text.is_empty()).map(line)
        });
        blocks.collect()
    }

    /// The edition that comes of a merge when a machine translates what has no translation.
    fn made(lines: &[Line<'_>], merged: Merged) -> Edition {
        let pair = |slot: Slot| match slot {
            Slot::Own(pair) => Pair { mark: pair.mark.or((!pair.target.is_empty()).then(human)), ..pair },
            Slot::Sentence(i, Some(pair)) if !pair.target.is_empty() => {
                Pair { source: vec![lines[i].text.into()], mark: pair.mark.or(Some(human())), ..pair }
            }
            Slot::Sentence(i, _) => {
                let mark = Mark { origin: Origin::Machine, ..Mark::default() };
                Pair { mark: Some(mark), ..Pair::new(lines[i].text, format!("M{}", lines[i].text)) }
            }
        };
        let block = |block: SlotBlock| PairBlock {
            kind: block.kind,
            pairs: block.slots.into_iter().map(pair).collect(),
            remarks: block.remarks,
        };
        Edition {
            title: merged.title.map(pair),
            blocks: merged.blocks.into_iter().map(block).collect(),
            opening: merged.opening,
            closing: merged.closing,
            ledger: merged.ledger,
            ..Edition::default()
        }
    }

    fn human() -> Mark {
        Mark { origin: Origin::Human, ..Mark::default() }
    }

    fn written(lines: &[Line<'_>], old: Edition) -> String {
        write(&made(lines, merge(lines, old)), Layout::Stacked, None)
    }

    /// An edition as an article is written, with `!` behind what a person answers for, and remarks in brackets.
    fn shown(edition: &Edition) -> String {
        let pair = |pair: &Pair| format!("{}{}", pair.source.join("+"), if pair.is_final() { "!" } else { "" });
        let block = |block: &PairBlock| {
            let remarks: String =
                block.remarks.iter().map(|remark| format!("[{}] ", &remark[5..remark.len() - 4])).collect();
            let heading = if block.kind == BlockKind::Heading { "#" } else { "" };
            format!("{remarks}{heading}{}", block.pairs.iter().map(pair).collect::<Vec<_>>().join(" "))
        };
        let title = edition.title.iter().map(pair);
        title.chain(edition.blocks.iter().map(block)).collect::<Vec<_>>().join(" / ")
    }

    /// What becomes of an article that a person edited the edition of, by replacing some text, and that is another one
    /// now. A run after that changes nothing.
    #[track_caller]
    fn check(before: &str, edits: &[(&str, &str)], after: &str, expected: &str) {
        let mut text = written(&lines(before), Edition::default());
        for (from, to) in edits {
            assert!(text.contains(from), "{from} is not in\n{text}");
            text = text.replacen(from, to, 1);
        }
        let after = lines(after);
        let merged = written(&after, read(&text).expect("the edit pairs"));
        let edition = read(&merged).expect("an edition");
        assert_eq!(shown(&edition), expected, "{merged}");
        assert_eq!(written(&after, edition), merged);
    }

    const ARTICLE: &str = "题 / 甲 乙 / #丙 / 丁 戊";

    /// What becomes of an edit while the article stays as it is.
    #[track_caller]
    fn edited(edits: &[(&str, &str)], expected: &str) {
        check(ARTICLE, edits, ARTICLE, expected);
    }

    #[test]
    fn what_nobody_edited_is_the_article() {
        edited(&[], ARTICLE);
    }

    #[test]
    fn a_translation_is_edited() {
        edited(&[("M乙", "B")], "题 / 甲 乙! / #丙 / 丁 戊");
        edited(&[("# M题", "# T"), ("M丙", "C")], "题! / 甲 乙 / #丙! / 丁 戊");
    }

    #[test]
    fn a_translation_is_emptied() {
        edited(&[("> M乙", ">")], ARTICLE);
        edited(&[("> M乙", "> <!-- none -->")], ARTICLE);
        edited(&[("> ## M丙", ">")], ARTICLE);
        edited(&[("> ## M丙", "> ##")], ARTICLE);
    }

    #[test]
    fn a_source_line_is_edited() {
        edited(&[("\n乙", "\n乙二")], "题 / 甲 乙二! / #丙 / 丁 戊");
    }

    #[test]
    fn a_line_is_split() {
        edited(&[("\n乙", "\n乙一\n乙二"), ("M乙", "B1\n> B2")], "题 / 甲 乙一! 乙二! / #丙 / 丁 戊");
    }

    #[test]
    fn lines_are_joined() {
        edited(&[("甲\n乙", "甲乙"), ("M甲\n> M乙", "A and B")], "题 / 甲乙! / #丙 / 丁 戊");
        edited(&[("甲\n", "甲\\\n"), ("M甲\n> M乙", "A and B")], "题 / 甲+乙! / #丙 / 丁 戊");
    }

    #[test]
    fn a_paragraph_is_moved() {
        let (from, to) = ("甲\n乙\n\n> M甲\n> M乙\n\n", "丁\n戊\n\n> M丁\n> M戊\n\n");
        edited(&[(from, ""), (to, &format!("{to}{from}"))], "题 / #丙 / 丁 戊 / 甲 乙");
    }

    #[test]
    fn a_pair_is_added() {
        edited(&[("\n乙", "\n子\n乙"), ("> M乙", "> S\n> M乙")], "题 / 甲 子! 乙 / #丙 / 丁 戊");
        edited(&[("## 丙", "子\n\n> S\n\n## 丙")], "题 / 甲 乙 / 子! / #丙 / 丁 戊");
        edited(&[("## 丙", "子\n\n> <!-- none -->\n\n## 丙")], "题 / 甲 乙 / 子 / #丙 / 丁 戊");
    }

    #[test]
    fn a_pair_is_deleted() {
        edited(&[("\n乙", ""), ("\n> M乙", "")], "题 / 甲 / #丙 / 丁 戊");
        edited(&[("甲\n乙\n\n> M甲\n> M乙\n\n", "")], "题 / #丙 / 丁 戊");
        edited(&[("# 题\n\n> # M题\n", "")], "甲 乙 / #丙 / 丁 戊");
    }

    #[test]
    fn what_a_person_added_and_emptied_stays() {
        let article = lines(ARTICLE);
        let text = written(&article, Edition::default()).replace("\n乙", "\n子").replace("M乙", "S");
        let text = written(&article, read(&text).expect("an edition")).replace("> S", ">");
        assert_eq!(
            shown(&read(&written(&article, read(&text).expect("an edition"))).expect("an edition")),
            "题 / 甲 子 / #丙 / 丁 戊"
        );
    }

    #[test]
    fn remarks_stay_where_they_are() {
        let at = |edit: (&str, &str), expected| edited(&[edit], expected);
        at(("\n甲", "\n<!-- x -->\n甲"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
        at(("\n乙", "\n<!-- x -->\n乙"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
        at(("\n乙", "\n<!-- x\ny -->\n乙"), "题 / [x\ny] 甲 乙 / #丙 / 丁 戊");
        at(("\n> M乙", "\n> <!-- x\n> y -->\n> M乙"), "题 / [x\ny] 甲 乙 / #丙 / 丁 戊");
        at(("\n> M乙", "\n> <!-- x --> M乙"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
        at(("\n乙", "\n乙 <!-- x -->"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
        at(("\n\n> M甲", "\n\n<!-- x -->\n\n> M甲"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
        at(("\n> M乙", "\n> M乙\n<!-- x -->"), "题 / 甲 乙 / [x] #丙 / 丁 戊");
    }

    #[test]
    fn a_new_sentence_comes_in() {
        let after = "题 / 甲 子 乙 / #丙 / 丑 / 丁 戊";
        check(ARTICLE, &[("M乙", "B")], after, "题 / 甲 子 乙! / #丙 / 丑 / 丁 戊");
        check(ARTICLE, &[("\n戊", "\n戊二")], after, "题 / 甲 子 乙 / #丙 / 丑 / 丁 戊二!");
    }

    #[test]
    fn new_sentences_come_in_wherever_people_moved_the_rest() {
        let (first, last) = ("甲\n乙\n\n> M甲\n> M乙\n\n", "丁\n戊\n\n> M丁\n> M戊\n\n");
        let moved = format!("{last}{first}");
        let edits = [(first, ""), (last, moved.as_str())];
        check(ARTICLE, &edits, "题 / 甲 子 乙 / #丙 / 丁 丑 戊 / 寅", "题 / #丙 / 丁 丑 戊 / 寅 / 甲 子 乙");
    }

    #[test]
    fn what_has_left_the_article_goes_unless_a_person_answers_for_it() {
        let after = "题 / 甲 / #丙 / 戊";
        check(ARTICLE, &[], after, after);
        check(ARTICLE, &[("M乙", "B"), ("M丁", "D")], after, "题 / 甲 乙! / #丙 / 丁! / 戊");
        check(ARTICLE, &[("\n戊", "\n戊二")], "题 / 甲 / #丙 / 戊", "题 / 甲 / #丙 / 戊二!");
    }

    #[test]
    fn what_the_article_says_otherwise_keeps_its_translation() {
        let before = "题 / 一二三四 五六七八 / 九";
        let edits = [("M一二三四", "A"), ("M五六七八", "B")];
        check(before, &edits, "题 / 一二三五 五六七九 / 九", "题 / 一二三五! 五六七九! / 九");
        check(before, &edits, "题 / 子丑寅卯 五六七九 / 九", "题 / 一二三四! / 子丑寅卯 五六七九! / 九");
    }

    #[test]
    fn nothing_is_lost_where_the_article_is_moved_and_cut() {
        let before = "题 / 甲 一二三四 / 乙 五六七八";
        let edits = [("M一二三四", "A"), ("M五六七八", "B")];
        check(before, &edits, "题 / 乙 / 甲", "题 / 乙 五六七八! / 甲 一二三四!");
    }

    #[test]
    fn nothing_comes_into_a_heading() {
        check("题 / #甲 乙 丙 / 丁", &[("M乙", "B")], "题 / #甲 丙 / 丁", "题 / #甲 丙 / 乙! / 丁");
    }

    #[test]
    fn what_was_deleted_stays_deleted() {
        let edits = [("\n乙", ""), ("\n> M乙", "")];
        check(ARTICLE, &edits, "题 / 甲 乙 子 / #丙 / 丁 戊", "题 / 甲 子 / #丙 / 丁 戊");
        let article = lines(ARTICLE);
        let mut text = written(&article, Edition::default()).replacen("\n乙", "", 1).replacen("\n> M乙", "", 1);
        for _ in 0..3 {
            text = written(&article, read(&text).expect("an edition"));
        }
        assert!(!text.contains('乙'), "{text}");
    }

    #[test]
    fn without_a_ledger_everything_is_a_persons() {
        let text = written(&lines(ARTICLE), Edition::default()).replace("\n乙", "\n乙二乙三");
        let text = text.split("<!-- ledger").next().expect("a part");
        let edition = made(&lines(ARTICLE), merge(&lines(ARTICLE), read(text).expect("an edition")));
        assert_eq!(shown(&edition), "题! / 甲! 乙二乙三! 乙 / #丙! / 丁! 戊!");
    }
}
