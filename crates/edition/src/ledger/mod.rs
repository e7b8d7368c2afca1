//! The ledger: a comment at the end of an edition by which the program tells its lines from a person's.
//!
//! It says in order which pairs the program last wrote, each in 32 characters, about a hundred a line: where the
//! translation came from, who made it, what it depended on, and hashes of the Chinese and the English. A pair that is in
//! it stands as it was written; any other is a person's. So an edition says all of this by itself, wherever it is copied
//! to. Ledgers of the first form, a line of words for each pair, are read too.

mod first;
mod record;
#[cfg(test)]
mod tests;

use super::escape::{comment, unescape};
use super::{Edition, FrontMatter, GLOSS_NOTICE, MACHINE_NOTICE, Pair, Provenance};
use duizhao_core::article::BlockKind;
use duizhao_core::document::Document;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::hash::Texts;
use duizhao_core::segment::Segment;
use duizhao_zh::identity::Identity;
use record::PairRecord;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;

/// How the comment begins.
pub(super) const START: &str = "<!-- ledger:";

/// The first line, for the person who finds it.
const HEAD: &str =
    "<!-- ledger: by this duizhao tells its lines from yours; leave it here as it is";

/// How a comment ends.
pub(super) const END: &str = "-->";

/// A hash of a text as it stands.
type Hash = u32;

/// A backend that made translations of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maker {
    /// Its name.
    pub backend: String,
    /// The model that it used, if it says.
    pub model: Option<String>,
}

impl fmt::Display for Maker {
    /// Writes `backend (model)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.backend)?;
        match &self.model {
            Some(model) => write!(f, " ({model})"),
            None => Ok(()),
        }
    }
}

/// What the ledger says besides the pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Whether there is one, all of it.
    pub is_there: bool,
    /// Whether a person has changed which pairs there are, their order, or their Chinese.
    is_restructured: bool,
    /// Sentences of the article that a person took out or worded differently.
    gone: Sentences,
    /// Every sentence that the program wrote.
    written: Sentences,
    /// The Chinese that people wrote.
    own_chinese: BTreeSet<Hash>,
    /// Who made translations, by the index in their provenance.
    makers: Vec<Maker>,
    /// The fields of the front matter as the program made them.
    front: BTreeMap<String, Hash>,
    /// The notices that the program wrote.
    notices: BTreeSet<Hash>,
}

/// A set of sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sentences {
    /// By what they are recognised by.
    ids: BTreeSet<u64>,
    /// By their spelling: those of ledgers of the first form.
    spelled: BTreeSet<Hash>,
}

impl Sentences {
    fn has(&self, segment: &Segment) -> bool {
        self.ids.contains(&short(segment.id.hash)) || self.spelled.contains(&of(&[&segment.text]))
    }

    fn insert(&mut self, record: &PairRecord) {
        match record.id {
            Some(id) => self.ids.insert(id),
            None => self.spelled.insert(record.source),
        };
    }
}

/// What begins with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Title,
    Block(BlockKind),
}

impl Ledger {
    /// Tests whether a person has changed which blocks and pairs there are, their order, or their Chinese. From then on
    /// the edition says so, and the article adds only what is new.
    pub fn is_restructured(&self) -> bool {
        self.is_restructured
    }

    /// Returns who made translations, by the index in their provenance.
    pub fn makers(&self) -> &[Maker] {
        &self.makers
    }

    /// Returns who made a translation, where it is known.
    pub fn maker_of(&self, pair: &Pair) -> Option<&Maker> {
        self.makers.get(usize::from(pair.provenance?.maker?))
    }

    /// Returns the index of a maker, which comes into the ledger if it is new; `None` if there are too many.
    pub fn maker(&mut self, backend: &str, model: Option<&str>) -> Option<u8> {
        let known = self
            .makers
            .iter()
            .position(|maker: &Maker| maker.backend == backend && maker.model.as_deref() == model);
        let index = known.unwrap_or(self.makers.len());
        let number = u8::try_from(index).ok().filter(|index| *index < u8::MAX)?;
        if known.is_none() {
            self.makers.push(Maker {
                backend: backend.to_owned(),
                model: model.map(str::to_owned),
            });
        }
        Some(number)
    }

    /// Tests whether the program wrote a pair of this sentence.
    pub(super) fn knows(&self, segment: &Segment) -> bool {
        self.written.has(segment)
    }

    /// Tests whether a person took this sentence of the article out.
    pub(super) fn is_gone(&self, segment: &Segment) -> bool {
        self.gone.has(segment)
    }

    /// Remembers that a person took a sentence of the article out.
    pub(super) fn let_go(&mut self, segment: &Segment) {
        self.gone.ids.insert(short(segment.id.hash));
    }

    /// Tests whether the Chinese of a pair is as a person wrote it. Without a ledger, everything is.
    pub(super) fn is_own_chinese(&self, pair: &Pair) -> bool {
        !self.is_there || self.own_chinese.contains(&of(&pair.source))
    }

    /// Remembers what the fields of the front matter are as the program makes them.
    pub fn remember_front(&mut self, front: &FrontMatter) {
        self.front = front
            .fields()
            .map(|(key, value)| (key.to_owned(), of(&[value])))
            .collect();
    }

    /// Tests whether a person changed a field that the program had made, or put it there.
    pub fn is_own_field(&self, key: &str, value: &str) -> bool {
        self.front.get(key) != Some(&of(&[value]))
    }

    /// Tests whether the program wrote a line in emphasis. Without a ledger, its first words say so.
    pub(super) fn is_notice(&self, text: &str) -> bool {
        let is_known = || {
            [GLOSS_NOTICE, MACHINE_NOTICE]
                .iter()
                .any(|n| text.starts_with(n))
        };
        self.notices.contains(&of(&[text])) || (!self.is_there && is_known())
    }
}

/// The ledger of a file, before it is compared with what stands there.
#[derive(Debug, Default)]
pub(super) struct Base {
    /// What it says besides the pairs.
    pub(super) ledger: Ledger,
    /// The pairs that the program last wrote, in order.
    records: Vec<PairRecord>,
    /// How many there are to be; `None` where not even the order is said.
    count: Option<usize>,
    /// In ledgers of the first form, a hash of the structure.
    structure: Option<Hash>,
}

impl Base {
    /// Reads the ledger of an edition's lines; what cannot be read of it is passed over.
    pub(super) fn read(lines: &[&str]) -> Self {
        let (mut base, mut is_inside) = (Self::default(), false);
        for line in lines {
            if line.starts_with(START) {
                (base.ledger.is_there, is_inside) = (true, true);
            } else if is_inside {
                base.line(line);
                is_inside = !line.contains(END);
            }
        }
        base.ledger.is_there &= base.count.is_some_and(|count| base.records.len() >= count);
        base
    }

    fn line(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let ledger = &mut self.ledger;
        match words.next() {
            Some("order") => {
                ledger.is_restructured |= words.next() == Some("own");
                let count = words.next().and_then(|word| word.parse().ok());
                self.count = self.count.max(count);
            }
            Some("pairs") => self.records.extend(words.flat_map(record::decode)),
            Some("maker") => ledger.makers.extend(maker(words)),
            Some("gone") => {
                for word in words {
                    if let Some(id) = hex(word, 10) {
                        ledger.gone.ids.insert(id);
                    } else if let Some(hash) = hex(word, 8) {
                        ledger.gone.spelled.insert(hash as Hash);
                    }
                }
            }
            Some("notice") => {
                let hashes = words.filter_map(|word| hex(word, 8));
                ledger.notices.extend(hashes.map(|hash| hash as Hash));
            }
            Some("front") => ledger.front.extend(words.filter_map(front_field)),
            Some("structure") => {
                self.count = Some(0);
                ledger.is_restructured |= words.next() == Some("own");
                self.structure = words
                    .next()
                    .and_then(|word| hex(word, 8))
                    .map(|h| h as Hash);
            }
            Some(name) => self.records.extend(first::record(name, words)),
            None => {}
        }
    }

    /// Marks the pairs of a document that stand as the program wrote them, and returns the ledger with what a person
    /// has changed since.
    pub(super) fn compare(self, document: &mut Document<Pair>, front: &FrontMatter) -> Ledger {
        let is_restructured = self.is_restructured(document);
        let Self {
            mut ledger,
            records,
            ..
        } = self;
        let there: BTreeSet<Hash> = document.items().map(|pair| of(&pair.source)).collect();
        let known: BTreeSet<Hash> = records.iter().map(|record| record.source).collect();
        let mut marks: HashMap<(Hash, Hash), VecDeque<Option<Provenance>>> = HashMap::new();
        for record in &records {
            let of_text = marks.entry((record.source, record.target)).or_default();
            of_text.push_back(record.provenance);
            ledger.written.insert(record);
            if !there.contains(&record.source) {
                ledger.gone.insert(record);
            }
            if record.is_own {
                ledger.own_chinese.insert(record.source);
            }
        }
        for pair in document.items_mut() {
            let of_text = marks.get_mut(&(of(&pair.source), of(&shown(pair))));
            pair.provenance = of_text.and_then(VecDeque::pop_front).flatten();
        }
        ledger.own_chinese.extend(there.difference(&known));
        ledger.is_restructured |= is_restructured;
        if ledger.makers.is_empty() {
            first::add_maker(&mut ledger, document, front);
        }
        ledger
    }

    /// Tests whether blocks, pairs, their order or the Chinese are other ones than the program wrote.
    fn is_restructured(&self, document: &Document<Pair>) -> bool {
        if let Some(structure) = self.structure {
            return structure != first::structure(document);
        }
        if self.count.is_none_or(|count| count == 0) {
            return false;
        }
        let now = starts(document).map(|(start, pair)| (start, of(&pair.source)));
        !now.eq(self
            .records
            .iter()
            .map(|record| (record.start, record.source)))
    }
}

/// Returns every pair with what begins with it, in reading order.
fn starts(document: &Document<Pair>) -> impl Iterator<Item = (Option<Start>, &Pair)> {
    let title = document.title.iter().map(|pair| (Some(Start::Title), pair));
    let blocks = document.blocks.iter().flat_map(|block| {
        let start = |i| (i == 0).then_some(Start::Block(block.kind));
        let items = block.items.iter().enumerate();
        items.map(move |(i, pair)| (start(i), pair))
    });
    title.chain(blocks)
}

/// Returns the lines of an edition's ledger.
pub(super) fn lines(edition: &Edition, notice: Option<&str>, identity: &Identity) -> Vec<String> {
    let ledger = &edition.ledger;
    let (mut records, mut makers) = (Vec::new(), Vec::new());
    for (start, pair) in starts(&edition.document) {
        let mut record = record_of(pair, start, ledger, identity);
        if let Some(provenance) = &mut record.provenance {
            // Only makers that are still there are numbered.
            provenance.maker = provenance.maker.map(|maker| renumbered(maker, &mut makers));
        }
        records.push(record);
    }
    let order = if ledger.is_restructured {
        "own"
    } else {
        "article"
    };
    let mut lines = vec![HEAD.to_owned(), format!("order {order} {}", records.len())];
    if !ledger.front.is_empty() {
        let field = |(key, hash): (&String, &Hash)| format!(" {key}={hash:08x}");
        lines.push(format!(
            "front{}",
            ledger.front.iter().map(field).collect::<String>()
        ));
    }
    lines.extend(notice.map(|notice| format!("notice {:08x}", of(&[notice]))));
    for index in makers {
        lines.extend(ledger.makers.get(usize::from(index)).map(maker_line));
    }
    let gone = &ledger.gone;
    let gone: String = (gone.ids.iter().map(|id| format!(" {id:010x}")))
        .chain(gone.spelled.iter().map(|hash| format!(" {hash:08x}")))
        .collect();
    if !gone.is_empty() {
        lines.push(format!("gone{gone}"));
    }
    lines.extend(
        record::encode(&records)
            .iter()
            .map(|line| format!("pairs {line}")),
    );
    lines.push(END.to_owned());
    lines
}

fn record_of(
    pair: &Pair,
    start: Option<Start>,
    ledger: &Ledger,
    identity: &Identity,
) -> PairRecord {
    PairRecord {
        id: Some(id_of(&pair.source, identity)),
        source: of(&pair.source),
        target: of(&shown(pair)),
        provenance: pair.provenance,
        start,
        is_own: ledger.is_there && ledger.own_chinese.contains(&of(&pair.source)),
    }
}

/// Returns the index that a maker has in what is written.
fn renumbered(maker: u8, makers: &mut Vec<u8>) -> u8 {
    let at = makers.iter().position(|one| *one == maker);
    at.unwrap_or_else(|| {
        makers.push(maker);
        makers.len() - 1
    }) as u8
}

/// Returns what the Chinese of a pair is recognised by: a sentence by itself, several as a whole.
fn id_of(source: &[String], identity: &Identity) -> u64 {
    if let [sentence] = source {
        return short(identity.hash(sentence));
    }
    let mut texts = Texts::default();
    for sentence in source {
        texts.part(&format!("{:016x}", identity.hash(sentence)));
    }
    short(texts.hash())
}

/// Returns the English of a pair as it stands: with the markup of a person's, if there is any.
fn shown(pair: &Pair) -> Vec<String> {
    if pair.markup.is_empty() {
        pair.target.clone()
    } else {
        pair.markup.iter().map(|line| unescape(line)).collect()
    }
}

fn maker_line(maker: &Maker) -> String {
    let model = maker
        .model
        .as_deref()
        .map(|model| format!(" {}", word(model)));
    format!(
        "maker {}{}",
        word(&maker.backend),
        model.unwrap_or_default()
    )
}

fn maker<'l>(mut words: impl Iterator<Item = &'l str>) -> Option<Maker> {
    Some(Maker {
        backend: unescape(words.next()?),
        model: words.next().map(unescape),
    })
}

/// Returns a text as one word, which cannot end a comment.
fn word(text: &str) -> String {
    let mut out = String::new();
    for c in comment(text).chars() {
        match c {
            '&' | '\\' => out.push_str(&format!("&#x{:X};", u32::from(c))),
            c if c.is_whitespace() => out.push_str(&format!("&#x{:X};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn front_field(word: &str) -> Option<(String, Hash)> {
    let (key, value) = word.split_once('=')?;
    Some((key.to_owned(), hex(value, 8)? as Hash))
}

/// Returns the hash of some lines as they stand.
fn of<T: AsRef<str>>(lines: &[T]) -> Hash {
    let hash = Fingerprint::of_texts(lines.iter().map(AsRef::as_ref));
    (hash.number() >> 32) as Hash
}

/// Returns the first five bytes of a hash.
fn short(hash: u64) -> u64 {
    hash >> 24
}

/// Reads a number of so many hexadecimal digits.
fn hex(word: &str, digits: usize) -> Option<u64> {
    let is_hex = word.len() == digits && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u64::from_str_radix(word, 16).ok())?
}
