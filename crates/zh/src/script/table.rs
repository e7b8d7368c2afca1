//! Ready-made tables of conversion, which the build makes from the dictionaries of opencc-fmmseg.

use super::rule;
use fst::Map;
use std::sync::OnceLock;

/// The rules of one step of a conversion: sources, in order and without an own copy, and their targets.
pub(super) struct ConversionTable {
    bytes: &'static [u8],
    targets: &'static str,
    /// Sources of one character, each with what it becomes, or with U+FFFD if that is not one character.
    characters: &'static str,
    /// The first characters of other sources.
    starts: &'static str,
    /// A bit for the first two characters of each of those, by [`rule::pair_hash`]; a power of two of bytes.
    pairs: &'static [u8],
    /// Characters of which a text that the table changes has one.
    pub(super) changes: &'static str,
    map: OnceLock<Map<&'static [u8]>>,
    plane: OnceLock<Box<[u32]>>,
}

/// What the table has for a character of the basic plane: the character that it becomes, or 0, and these signs.
///
/// A sign that sources of several characters begin with it.
const STARTS: u32 = 1 << 31;

/// A sign that only a search tells what it becomes.
const SEARCHED: u32 = 1 << 30;

/// One rule of a table.
#[derive(Clone, Copy)]
pub(super) struct TableRule {
    /// Length of the source in bytes.
    pub(super) length: usize,
    /// What the source becomes.
    pub(super) target: &'static str,
    /// Tests whether the source is a phrase in which a character becomes something else than it does alone.
    pub(super) is_doubtful: bool,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $table:ident $name:literal;)*) => {
        $($(#[$doc])* pub(super) static $table: ConversionTable = ConversionTable {
            bytes: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".fst")),
            targets: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".txt")),
            characters: include_str!(concat!(env!("OUT_DIR"), "/", $name, "_characters.txt")),
            starts: include_str!(concat!(env!("OUT_DIR"), "/", $name, "_starts.txt")),
            pairs: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "_pairs.bin")),
            changes: include_str!(concat!(env!("OUT_DIR"), "/", $name, "_changes.txt")),
            map: OnceLock::new(),
            plane: OnceLock::new(),
        };)*
    };
}

tables! {
    /// Simplified to traditional.
    ST "st";
    /// Traditional to simplified.
    TS "ts";
    /// Traditional to Taiwan's forms.
    TW "tw";
    /// Traditional to Taiwan's forms and vocabulary.
    TWP "twp";
    /// Traditional to Hong Kong's forms.
    HK "hk";
    /// Traditional to Hong Kong's forms and vocabulary.
    HKP "hkp";
    /// Taiwan's forms to traditional.
    TW_REV "tw_rev";
    /// Taiwan's forms and vocabulary to traditional.
    TWP_REV "twp_rev";
    /// Hong Kong's forms to traditional.
    HK_REV "hk_rev";
    /// Hong Kong's forms and vocabulary to traditional.
    HKP_REV "hkp_rev";
    /// Japan's forms to traditional.
    JP "jp";
    /// Traditional to Japan's forms.
    JP_REV "jp_rev";
}

/// Characters of the doubtful phrases of [`ST`] that become something else there than alone.
pub(super) const ST_TRIGGERS: &str = include_str!(concat!(env!("OUT_DIR"), "/st_triggers.txt"));

/// Characters of the doubtful phrases of [`TS`] that become something else there than alone.
pub(super) const TS_TRIGGERS: &str = include_str!(concat!(env!("OUT_DIR"), "/ts_triggers.txt"));

/// Characters that only traditional script has.
pub(super) const ONLY_TRADITIONAL: &str =
    include_str!(concat!(env!("OUT_DIR"), "/only_traditional.txt"));

/// Characters that only simplified script has.
pub(super) const ONLY_SIMPLIFIED: &str =
    include_str!(concat!(env!("OUT_DIR"), "/only_simplified.txt"));

/// Returns what a table has for a character, given what it has for the basic plane.
fn entry(plane: &[u32], c: char) -> u32 {
    plane.get(c as usize).copied().unwrap_or(STARTS | SEARCHED)
}

impl ConversionTable {
    fn map(&self) -> &Map<&'static [u8]> {
        self.map
            .get_or_init(|| Map::new(self.bytes).expect("the build made the table"))
    }

    fn rule(&self, length: usize, value: u64) -> TableRule {
        let value = value as usize;
        let (place, bytes) = (value >> 16, (value & 0xffff) >> 1);
        TableRule {
            length,
            target: &self.targets[place..place + bytes],
            is_doubtful: value & 1 == 1,
        }
    }

    /// Returns the rule of a source.
    pub(super) fn get(&self, source: &str) -> Option<TableRule> {
        let value = self.map().get(source)?;
        Some(self.rule(source.len(), value))
    }

    /// Returns what a character becomes alone.
    pub(super) fn character(&self, c: char) -> Option<char> {
        match self.entry(c) & !STARTS {
            SEARCHED => self.get(c.encode_utf8(&mut [0; 4]))?.target.chars().next(),
            0 => None,
            code => char::from_u32(code),
        }
    }

    /// Returns what the table has for a character, by [`STARTS`].
    fn entry(&self, c: char) -> u32 {
        entry(self.plane(), c)
    }

    fn plane(&self) -> &[u32] {
        self.plane.get_or_init(|| self.read_plane())
    }

    fn read_plane(&self) -> Box<[u32]> {
        let mut plane = vec![0; 0x1_0000];
        let mut characters = self.characters.chars();
        while let (Some(c), Some(becomes)) = (characters.next(), characters.next()) {
            if let Some(entry) = plane.get_mut(c as usize) {
                *entry = match becomes {
                    char::REPLACEMENT_CHARACTER => SEARCHED,
                    becomes => becomes as u32,
                };
            }
        }
        for c in self.starts.chars() {
            if let Some(entry) = plane.get_mut(c as usize) {
                *entry |= STARTS;
            }
        }
        plane.into_boxed_slice()
    }

    /// Tests whether a source of several characters may begin with `first`, whose entry is given, at the start of `text`.
    fn may_start(&self, entry: u32, first: char, text: &str) -> bool {
        entry & STARTS != 0
            && text[first.len_utf8()..]
                .chars()
                .next()
                .is_some_and(|second| {
                    let place = rule::pair_hash(first, second) as usize % (self.pairs.len() * 8);
                    self.pairs[place / 8] >> (place % 8) & 1 == 1
                })
    }

    /// Returns the longest doubtful rule with which `text` begins.
    pub(super) fn doubtful(&self, text: &str) -> Option<TableRule> {
        let first = text.chars().next()?;
        self.may_start(self.entry(first), first, text)
            .then(|| self.longest(text, |rule| rule.is_doubtful))?
    }

    /// Returns the longest rule with which `text` begins, among those that `accepts` takes.
    fn longest(&self, text: &str, accepts: fn(TableRule) -> bool) -> Option<TableRule> {
        let fst = self.map().as_fst();
        let (mut node, mut value) = (fst.root(), fst::raw::Output::zero());
        let mut longest = None;
        for (at, byte) in text.bytes().enumerate() {
            let Some(next) = node.find_input(byte) else {
                break;
            };
            let transition = node.transition(next);
            value = value.cat(transition.out);
            node = fst.node(transition.addr);
            if node.is_final() {
                let rule = self.rule(at + 1, value.cat(node.final_output()).value());
                longest = Some(rule).filter(|rule| accepts(*rule)).or(longest);
            }
        }
        longest
    }

    /// Converts a text: the longest rule from the left, and what none has as it is.
    pub(super) fn convert(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        let plane = self.plane();
        // What stands from here to the next rule stays.
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let entry = entry(plane, c);
            if entry == 0 || at < from {
                continue;
            }
            let rest = &text[at..];
            let is_searched = entry & SEARCHED != 0 || self.may_start(entry, c, rest);
            let rule = is_searched.then(|| self.longest(rest, |_| true)).flatten();
            if let Some(rule) = rule {
                out.push_str(&text[from..at]);
                out.push_str(rule.target);
                from = at + rule.length;
            } else if let Some(becomes) = char::from_u32(entry & !(STARTS | SEARCHED))
                && becomes != '\0'
            {
                out.push_str(&text[from..at]);
                out.push(becomes);
                from = at + c.len_utf8();
            }
        }
        out.push_str(&text[from..]);
        out
    }

    /// Lists sources and targets, in the order of the sources.
    pub(super) fn rules(&self) -> Vec<(String, &'static str)> {
        let rules = self.map().stream().into_str_vec();
        let rules = rules.expect("sources are UTF-8").into_iter();
        rules
            .map(|(source, value)| (source, self.rule(0, value).target))
            .collect()
    }
}
