//! Ready-made tables of conversion, which the build makes from the dictionaries of opencc-fmmseg.

use fst::Map;
use std::sync::OnceLock;

/// The rules of one step of a conversion: sources, in order and without an own copy, and their targets.
pub(super) struct ConversionTable {
    bytes: &'static [u8],
    targets: &'static str,
    map: OnceLock<Map<&'static [u8]>>,
}

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
            map: OnceLock::new(),
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
        let rule = self.get(c.encode_utf8(&mut [0; 4]))?;
        rule.target.chars().next()
    }

    /// Returns the longest rule with which `text` begins, among those that `accepts` takes.
    pub(super) fn longest(&self, text: &str, accepts: fn(TableRule) -> bool) -> Option<TableRule> {
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
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let rule = self.longest(rest, |_| true);
            match rule {
                Some(rule) => out.push_str(rule.target),
                None => out.push(c),
            }
            rest = &rest[rule.map_or(c.len_utf8(), |rule| rule.length)..];
        }
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
