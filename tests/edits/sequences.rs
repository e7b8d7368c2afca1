//! Any sequence of edits, changes of the article and runs: nothing a person wrote is missing, nothing comes twice.

use duizhao::article::{BlockKind, Origin};
use duizhao::edition::{
    Edition, Layout, Pair, Provenance, Seal, Slot, read, reconcile, seal, write,
};
use duizhao_core::document::DocumentBlock;
use duizhao_core::segment::Segment;
use duizhao_zh::identity::Identity;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

/// What happens between two runs; numbers choose places, modulo how many there are.
#[derive(Debug, Clone, Copy)]
enum Step {
    Translate(usize),
    Source(usize),
    Split(usize),
    Join(usize),
    Move(usize, usize),
    Add(usize),
    AddBlock(usize),
    Delete(usize),
    Empty(usize),
    Remark(usize),
    /// The article gains, loses, rewords or moves something.
    Gain(usize),
    Lose(usize),
    Reword(usize),
    Shift(usize),
    Run(Layout),
}

fn step() -> impl Strategy<Value = Step> {
    let at = || 0..40_usize;
    prop_oneof![
        2 => at().prop_map(Step::Translate),
        1 => at().prop_map(Step::Source),
        1 => at().prop_map(Step::Split),
        1 => at().prop_map(Step::Join),
        1 => (at(), at()).prop_map(|(from, to)| Step::Move(from, to)),
        1 => at().prop_map(Step::Add),
        1 => at().prop_map(Step::AddBlock),
        1 => at().prop_map(Step::Delete),
        1 => at().prop_map(Step::Empty),
        1 => at().prop_map(Step::Remark),
        1 => at().prop_map(Step::Gain),
        1 => at().prop_map(Step::Lose),
        1 => at().prop_map(Step::Reword),
        1 => at().prop_map(Step::Shift),
        5 => prop::sample::select(vec![Layout::Interleaved, Layout::Stacked, Layout::Table]).prop_map(Step::Run),
    ]
}

/// An article and its edition, as the program and people leave them.
struct World {
    article: Vec<(BlockKind, Vec<String>)>,
    text: String,
    /// English and remarks of a person's that must be there.
    own: BTreeSet<String>,
    /// Chinese of a person's that must be there.
    own_chinese: BTreeSet<String>,
    /// Sentences that a person took out.
    gone: BTreeSet<String>,
    count: usize,
    runs: usize,
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            article: Vec::new(),
            text: String::new(),
            own: BTreeSet::new(),
            own_chinese: BTreeSet::new(),
            gone: BTreeSet::new(),
            count: 0,
            runs: 0,
        };
        for (kind, length) in [
            (BlockKind::Heading, 1),
            (BlockKind::Paragraph, 3),
            (BlockKind::Heading, 2),
            (BlockKind::Note, 2),
            (BlockKind::Paragraph, 1),
        ] {
            let sentences = (0..length).map(|_| world.sentence()).collect();
            world.article.push((kind, sentences));
        }
        world.run(Layout::Stacked);
        world
    }

    fn next(&mut self, name: &str) -> String {
        self.count += 1;
        format!("{name}{}。", self.count)
    }

    /// A sentence like no other.
    fn sentence(&mut self) -> String {
        self.next("")
    }

    fn lines(&self) -> Vec<Segment> {
        let blocks = self.article.iter().enumerate();
        let mut segments: Vec<Segment> = blocks
            .flat_map(|(i, (kind, texts))| {
                texts.iter().map(move |text| Segment {
                    block: i.checked_sub(1),
                    kind: *kind,
                    ..Segment::paragraph(text, Vec::new())
                })
            })
            .collect();
        let ids = IDENTITY.ids(segments.iter().map(|segment| segment.text.as_str()));
        for (segment, id) in segments.iter_mut().zip(ids) {
            segment.id = id;
        }
        segments
    }

    /// What the program makes of article and edition; machines say something else each time.
    fn made(&self, layout: Option<Layout>) -> String {
        let old = read(&self.text).unwrap_or_default();
        let lines = self.lines();
        let (slots, ledger) = reconcile(&lines, old, &IDENTITY);
        let edition = Edition {
            document: slots.map(|slot| made(slot, &lines, self.runs)),
            ledger,
            layout,
            ..Edition::default()
        };
        write(&edition, None, &IDENTITY)
    }

    fn run(&mut self, layout: Layout) {
        self.runs += 1;
        self.text = self.made(Some(layout));
    }

    /// Changes the edition as a person does: the ledger stays as the program wrote it.
    fn edit(&mut self, change: impl FnOnce(&mut Edition)) {
        const LEDGER: &str = "<!-- ledger:";
        let mut edition = read(&self.text).expect("an edition");
        change(&mut edition);
        let written = write(&edition, None, &IDENTITY);
        let body = written.split(LEDGER).next().expect("a body");
        let ledger = self.text.split_once(LEDGER).expect("a ledger").1;
        self.text = format!("{body}{LEDGER}{ledger}");
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Run(layout) => self.run(layout),
            Step::Gain(at) => {
                let sentence = self.sentence();
                let block = at % self.article.len();
                if block == 0 {
                    self.article.push((BlockKind::Paragraph, vec![sentence]));
                } else {
                    let texts = &mut self.article[block].1;
                    texts.insert(at % (texts.len() + 1), sentence);
                }
            }
            Step::Lose(at) => {
                let block = at % self.article.len();
                if block > 0 {
                    let texts = &mut self.article[block].1;
                    texts.remove(at % texts.len());
                    self.article.retain(|(_, texts)| !texts.is_empty());
                }
            }
            Step::Reword(at) => {
                let block = at % self.article.len();
                let texts = &mut self.article[block].1;
                let at = at % texts.len();
                texts[at] = format!("又{}", texts[at]);
            }
            Step::Shift(at) => {
                let length = self.article.len() - 1;
                if length > 0 {
                    self.article[1..].rotate_left(at % length);
                }
            }
            Step::AddBlock(at) => {
                let (source, target) = (self.next("文"), self.next("H"));
                self.own.insert(target.clone());
                self.own_chinese.insert(source.clone());
                self.edit(|edition| {
                    let at = at % (edition.document.blocks.len() + 1);
                    edition.document.blocks.insert(
                        at,
                        DocumentBlock::new(BlockKind::Paragraph, vec![Pair::new(source, target)]),
                    );
                });
            }
            Step::Remark(at) => {
                let remark = format!("<!-- {} -->", self.next("R"));
                self.own.insert(remark.clone());
                self.edit(|edition| match edition.document.blocks.len() {
                    0 => edition.document.closing.push(remark),
                    // Above a block, or within it.
                    length => {
                        let block = &mut edition.document.blocks[at % length];
                        let within = block.items.get_mut(at % 3).filter(|_| at % 3 > 0);
                        within
                            .map_or(&mut block.remarks, |pair| &mut pair.remarks)
                            .push(remark);
                    }
                });
            }
            Step::Move(from, to) => self.edit(|edition| {
                let length = edition.document.blocks.len();
                if length > 0 {
                    let block = edition.document.blocks.remove(from % length);
                    edition.document.blocks.insert(to % length, block);
                }
            }),
            Step::Translate(at)
            | Step::Source(at)
            | Step::Split(at)
            | Step::Join(at)
            | Step::Add(at)
            | Step::Delete(at)
            | Step::Empty(at) => self.edit_pair(step, at),
        }
    }

    /// Edits one pair.
    fn edit_pair(&mut self, step: Step, at: usize) {
        let edition = read(&self.text).expect("an edition");
        let places: Vec<(usize, usize)> = edition
            .document
            .blocks
            .iter()
            .enumerate()
            .flat_map(|(b, block)| (0..block.items.len()).map(move |p| (b, p)))
            .collect();
        if places.is_empty() {
            return;
        }
        let (b, p) = places[at % places.len()];
        let pair = edition.document.blocks[b].items[p].clone();
        let new: Vec<String> = (0..4)
            .map(|i| self.next(["文", "文", "H", "H"][i]))
            .collect();
        let one = |source: &str, target: &str| Pair::new(source, target);
        let (old, pairs) = match step {
            Step::Translate(_) => (
                vec![pair.clone()],
                vec![Pair {
                    target: vec![new[2].clone()],
                    ..pair
                }],
            ),
            Step::Source(_) => (
                vec![pair.clone()],
                vec![Pair {
                    source: vec![new[0].clone()],
                    ..pair
                }],
            ),
            Step::Split(_) => (
                vec![pair],
                vec![one(&new[0], &new[2]), one(&new[1], &new[3])],
            ),
            Step::Add(_) => (vec![pair.clone()], vec![pair, one(&new[0], &new[2])]),
            Step::Empty(_) => (
                vec![pair.clone()],
                vec![Pair {
                    target: Vec::new(),
                    ..pair
                }],
            ),
            Step::Join(_) => match edition.document.blocks[b].items.get(p + 1) {
                Some(next) => {
                    let source = [&pair.source[..], &next.source].concat();
                    let both = Pair {
                        source,
                        target: vec![new[2].clone()],
                        ..pair.clone()
                    };
                    (vec![pair, next.clone()], vec![both])
                }
                None => return,
            },
            _ => (vec![pair], vec![]),
        };
        self.forget(&old);
        let kept: Vec<&String> = pairs.iter().flat_map(|pair| &pair.remarks).collect();
        for remark in old.iter().flat_map(|pair| &pair.remarks) {
            if !kept.contains(&remark) {
                self.own.remove(remark);
            }
        }
        self.learn(&old, &pairs, step);
        let length = old.len();
        self.edit(|edition| {
            edition.document.blocks[b]
                .items
                .splice(p..p + length, pairs);
            if edition.document.blocks[b].items.is_empty() {
                let remarks = edition.document.blocks.remove(b).remarks;
                match edition.document.blocks.get_mut(b) {
                    Some(block) => drop(block.remarks.splice(0..0, remarks)),
                    None => drop(edition.document.closing.splice(0..0, remarks)),
                }
            }
        });
    }

    /// What a person took out or wrote over need not be there.
    fn forget(&mut self, pairs: &[Pair]) {
        for text in pairs
            .iter()
            .flat_map(|pair| pair.source.iter().chain(&pair.target))
        {
            self.own.remove(text);
            self.own_chinese.remove(text);
        }
    }

    fn learn(&mut self, old: &[Pair], new: &[Pair], step: Step) {
        let sources: BTreeSet<&String> = new.iter().flat_map(|pair| &pair.source).collect();
        for text in old
            .iter()
            .flat_map(|pair| &pair.source)
            .filter(|text| !sources.contains(text))
        {
            self.gone.insert(text.clone());
        }
        for pair in new {
            // A machine's English is a person's where the person put the Chinese otherwise.
            let theirs = pair
                .target
                .iter()
                .filter(|text| text.starts_with('H') || matches!(step, Step::Source(_)));
            self.own.extend(theirs.cloned());
            let chinese = pair
                .source
                .iter()
                .filter(|text| text.starts_with('文') || pair.source.len() > 1);
            self.own_chinese.extend(chinese.cloned());
        }
    }

    /// The promises, after a run.
    fn check(&self) -> Result<(), TestCaseError> {
        let edition = read(&self.text)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{}", self.text)))?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let remarks = edition
            .document
            .blocks
            .iter()
            .flat_map(|block| {
                block
                    .remarks
                    .iter()
                    .chain(block.items.iter().flat_map(|pair| &pair.remarks))
            })
            .chain(&edition.document.opening)
            .chain(&edition.document.closing);
        let texts = edition
            .pairs()
            .flat_map(|pair| pair.source.iter().chain(&pair.target))
            .chain(remarks);
        texts.for_each(|text| *counts.entry(text.clone()).or_default() += 1);
        for text in self.own.iter().chain(&self.own_chinese) {
            prop_assert_eq!(counts.get(text), Some(&1), "{} in\n{}", text, self.text);
        }
        for line in self.lines() {
            let count = counts.get(&line.text).copied().unwrap_or_default();
            prop_assert!(
                count <= 1,
                "{} comes {} times in\n{}",
                line.text,
                count,
                self.text
            );
            prop_assert!(
                count == 1 || edition.ledger.is_restructured(),
                "{} is missing in\n{}",
                line.text,
                self.text
            );
        }
        for text in &self.gone {
            prop_assert!(
                !counts.contains_key(text),
                "{} came back in\n{}",
                text,
                self.text
            );
        }
        prop_assert_eq!(seal(&self.text), Seal::Whole);
        prop_assert_eq!(
            &self.made(edition.layout),
            &self.text,
            "a second run changes it"
        );
        Ok(())
    }
}

/// The pair of a place: machines translate what has no translation.
fn made(slot: Slot, lines: &[Segment], run: usize) -> Pair {
    let human = Provenance {
        origin: Origin::Human,
        ..Provenance::default()
    };
    match slot {
        Slot::Own(pair) => Pair {
            provenance: pair
                .provenance
                .or((!pair.target.is_empty()).then_some(human)),
            ..pair
        },
        Slot::Segment(i, Some(pair)) if !pair.target.is_empty() => Pair {
            source: if IDENTITY.hash(&pair.source.concat()) == lines[i].id.hash {
                pair.source
            } else {
                vec![lines[i].text.clone()]
            },
            provenance: pair.provenance.or(Some(human)),
            ..pair
        },
        Slot::Segment(i, old) => {
            let mark = Provenance {
                origin: Origin::Machine,
                ..Provenance::default()
            };
            Pair {
                provenance: Some(mark),
                remarks: old.map(|old| old.remarks).unwrap_or_default(),
                ..Pair::new(
                    lines[i].text.as_str(),
                    format!("M{run} of {}", lines[i].text),
                )
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn nothing_is_lost_and_nothing_comes_twice(steps in prop::collection::vec(step(), 1..24)) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
            if matches!(step, Step::Run(_)) {
                world.check()?;
            }
        }
        world.run(Layout::Stacked);
        world.check()?;
    }

    #[test]
    fn an_edition_that_nobody_edited_is_the_article(steps in prop::collection::vec(step(), 1..24)) {
        let mut world = World::new();
        for step in steps {
            if matches!(step, Step::Gain(_) | Step::Lose(_) | Step::Reword(_) | Step::Shift(_) | Step::Run(_)) {
                world.step(step);
            }
        }
        world.run(Layout::Stacked);
        let edition = read(&world.text).expect("an edition");
        prop_assert!(!edition.ledger.is_restructured());
        let title = edition.document.title.iter().map(|pair| (BlockKind::Heading, vec![pair.source.concat()]));
        let blocks = edition.document.blocks.iter().map(|block| {
            (block.kind, block.items.iter().map(|pair| pair.source.concat()).collect::<Vec<_>>())
        });
        prop_assert_eq!(title.chain(blocks).collect::<Vec<_>>(), world.article);
    }
}
