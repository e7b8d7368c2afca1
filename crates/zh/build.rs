//! Makes the tables of script conversion from the dictionaries of opencc-fmmseg: sorted and ready to look up, so that a
//! process reads nothing when it starts. So is the trie of words; see `build/words.rs`.
//!
//! A table `NAME.fst` maps a source to where its target stands in `NAME.txt`. Three files tell without a look-up what few
//! characters need one for: `NAME_characters.txt`, `NAME_starts.txt` and `NAME_pairs.bin`. See `src/script/table.rs`.

use opencc_fmmseg::{DictMaxLen, DictionaryMaxlength};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::{env, fs};

#[path = "src/script/rule.rs"]
mod rule;
#[path = "build/words.rs"]
mod words;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/script/rule.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/dictionary");
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    let out = Path::new(&out);
    let dictionaries = DictionaryMaxlength::from_zstd().expect("the crate's dictionaries");
    for (name, parts) in tables(&dictionaries) {
        write_table(out, name, &rules(&parts));
    }
    let simplifying = [&dictionaries.ts_phrases, &dictionaries.ts_characters];
    write_only(out, "only_traditional", &rules(&simplifying));
    let traditionalizing = [&dictionaries.st_phrases, &dictionaries.st_characters];
    let traditionalizing = rules(&traditionalizing);
    write_only(out, "only_simplified", &traditionalizing);
    let phrases = traditionalizing.into_keys();
    words::write(out, phrases.filter(|source| only_char(source).is_none()));
}

/// Lists the tables. Where two dictionaries of a table have the same source, the first one's rule holds.
fn tables(d: &DictionaryMaxlength) -> [(&'static str, Vec<&DictMaxLen>); 12] {
    let tw = [&d.tw_variants_phrases, &d.tw_variants];
    let hk = [&d.hk_variants_phrases, &d.hk_variants];
    let tw_rev = [&d.tw_variants_rev_phrases, &d.tw_variants_rev];
    let hk_rev = [&d.hk_variants_rev_phrases, &d.hk_variants_rev];
    let with = |phrases, others: [_; 2]| vec![phrases, others[0], others[1]];
    [
        ("st", vec![&d.st_phrases, &d.st_characters]),
        ("ts", vec![&d.ts_phrases, &d.ts_characters]),
        ("tw", tw.to_vec()),
        ("twp", with(&d.tw_phrases, tw)),
        ("hk", hk.to_vec()),
        ("hkp", with(&d.hk_phrases, hk)),
        ("tw_rev", tw_rev.to_vec()),
        ("twp_rev", with(&d.tw_phrases_rev, tw_rev)),
        ("hk_rev", hk_rev.to_vec()),
        ("hkp_rev", with(&d.hk_phrases_rev, hk_rev)),
        ("jp", vec![&d.jps_phrases, &d.jps_characters]),
        ("jp_rev", vec![&d.jps_characters_rev]),
    ]
}

/// Unites dictionaries.
fn rules(dictionaries: &[&DictMaxLen]) -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    for dictionary in dictionaries {
        for (source, target) in dictionary.iter() {
            let source = source.iter().collect();
            rules.entry(source).or_insert_with(|| target.to_owned());
        }
    }
    rules
}

/// Writes a table. The value of a source is the target's first byte times 2^16, its length in bytes times two, and one
/// if the source is a phrase with a character that becomes something else than it does alone.
///
/// Beside it, the characters that do so, in order, and the files of [`write_beginnings`]
/// and [`write_changes`].
fn write_table(out: &Path, name: &str, rules: &BTreeMap<String, String>) {
    let alone: HashMap<char, char> = rules
        .iter()
        .filter_map(|(source, target)| Some((only_char(source)?, target.chars().next()?)))
        .collect();
    let mut targets = String::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut triggers: BTreeSet<char> = BTreeSet::new();
    let mut map = fst::MapBuilder::memory();
    for (source, target) in rules {
        let place = *places.entry(target).or_insert_with(|| {
            targets.push_str(target);
            targets.len() - target.len()
        });
        let differing = differing(source, target, &alone);
        let value = place << 16 | target.len() << 1 | usize::from(!differing.is_empty());
        map.insert(source, value as u64).expect("rules are sorted");
        triggers.extend(differing);
    }
    let map = map.into_inner().expect("a table in memory");
    write(out, &format!("{name}.fst"), &map);
    write(out, &format!("{name}.txt"), targets.as_bytes());
    let triggers: String = triggers.into_iter().collect();
    write(out, &format!("{name}_triggers.txt"), triggers.as_bytes());
    write_beginnings(out, name, rules);
    write_changes(out, name, rules);
}

/// Writes what tells whether a rule can begin at a place of a text:
///
/// - `NAME_characters.txt`: each source of one character, with the character that it becomes after it, or with U+FFFD if
///   that is not one,
/// - `NAME_starts.txt`: the first characters of the other sources,
/// - `NAME_pairs.bin`: a bit for the first two characters of each, by [`rule::pair_hash`].
fn write_beginnings(out: &Path, name: &str, rules: &BTreeMap<String, String>) {
    let mut characters = String::new();
    let mut starts = BTreeSet::new();
    let mut pairs = BTreeSet::new();
    for (source, target) in rules {
        let mut chars = source.chars();
        let first = chars.next().expect("a source is not empty");
        if let Some(second) = chars.next() {
            starts.insert(first);
            pairs.insert(rule::pair_hash(first, second));
        } else {
            let becomes = only_char(target).unwrap_or(char::REPLACEMENT_CHARACTER);
            characters.extend([first, becomes]);
        }
    }
    let starts: String = starts.into_iter().collect();
    // A power of two, so that the lowest bits of a hash are a place.
    let mut bits = vec![0_u8; pairs.len().next_power_of_two()];
    for hash in pairs {
        let place = hash as usize % (bits.len() * 8);
        bits[place / 8] |= 1 << (place % 8);
    }
    write(
        out,
        &format!("{name}_characters.txt"),
        characters.as_bytes(),
    );
    write(out, &format!("{name}_starts.txt"), starts.as_bytes());
    write(out, &format!("{name}_pairs.bin"), &bits);
}

/// Writes characters of which a text that any rule changes has one. Rules of one character come first: others then add only
/// what those do not cover.
fn write_changes(out: &Path, name: &str, rules: &BTreeMap<String, String>) {
    let (characters, phrases): (Vec<_>, Vec<_>) = rules
        .iter()
        .partition(|(source, _)| only_char(source).is_some());
    let mut changes: BTreeSet<char> = BTreeSet::new();
    for (source, target) in characters.into_iter().chain(phrases) {
        let source: Vec<char> = source.chars().collect();
        let replaced = rule::replaced(&source, target);
        if !replaced.iter().any(|c| changes.contains(c)) {
            changes.extend(replaced);
        }
    }
    let changes: String = changes.into_iter().collect();
    write(out, &format!("{name}_changes.txt"), changes.as_bytes());
}

/// Lists the characters of a phrase that become something else in it than alone.
fn differing(source: &str, target: &str, alone: &HashMap<char, char>) -> Vec<char> {
    if only_char(source).is_some() {
        return Vec::new();
    }
    let pairs = source.chars().zip(target.chars());
    pairs
        .filter(|(c, written)| alone.get(c).unwrap_or(c) != written)
        .map(|(c, _)| c)
        .collect()
}

fn write(out: &Path, name: &str, bytes: &[u8]) {
    fs::write(out.join(name), bytes).expect("a folder to write to");
}

/// Writes the characters that rules replace, unless they also write them.
fn write_only(out: &Path, name: &str, rules: &BTreeMap<String, String>) {
    let written: BTreeSet<char> = rules.values().flat_map(|target| target.chars()).collect();
    let only: String = rules
        .iter()
        .filter(|(_, target)| !target.is_empty())
        .filter_map(|(source, _)| only_char(source))
        .filter(|c| !written.contains(c))
        .collect();
    write(out, &format!("{name}.txt"), only.as_bytes());
}

/// Returns the character of a text that has only one.
fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
