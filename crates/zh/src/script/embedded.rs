//! The embedded engine: opencc-fmmseg, whose dictionaries come with the crate.
//!
//! The crate converts some characters differently from OpenCC (着 to 著, 里 to 裡). The table
//! `embedded.tsv` repairs them, character by character; it was made by comparing both engines on the
//! words of OpenCC's dictionaries.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use opencc_fmmseg::{DictMaxLen, DictionaryMaxlength, OpenCC, OpenccConfig};

use super::borders::Borders;
use super::change_set::ChangeSet;
use super::engine::Convert;
use super::{Conversion, ScriptError};
use crate::dictionary;

/// Tab-separated: conversions (comma-separated), source character, the crate's character for it,
/// OpenCC's character for it. `#` starts a comment line.
const TABLE: &str = include_str!("embedded.tsv");

/// The rows of the table for one conversion.
struct Repairs {
    /// The source characters; a lookup here is much cheaper than one in the map.
    sources: ChangeSet,
    /// OpenCC's character for a source character and the crate's character for it.
    written: HashMap<(char, char), char>,
}

pub(super) struct EmbeddedConversion {
    shared: Arc<Shared>,
    conversion: Conversion,
    repairs: Repairs,
}

/// Rules of a dictionary: single characters first, then phrases, in order.
pub(super) type Entries = Vec<(Box<[char]>, Box<str>)>;

/// The dictionaries, read once per process and shared by all converters.
pub(super) struct Shared {
    library: OpenCC,
    simplifying: Entries,
    traditionalizing: Entries,
    lexicon: OnceLock<Lexicon>,
    /// The borders of conversions to simplified and to traditional script.
    borders: [OnceLock<Borders>; 2],
}

impl EmbeddedConversion {
    /// Creates the conversion with the repairs.
    pub(super) fn new(conversion: Conversion) -> Result<Self, ScriptError> {
        Ok(EmbeddedConversion {
            repairs: Repairs::of(conversion),
            ..EmbeddedConversion::bare(conversion)?
        })
    }

    /// Creates the conversion without repairs.
    pub(super) fn bare(conversion: Conversion) -> Result<Self, ScriptError> {
        Ok(EmbeddedConversion {
            shared: shared()?,
            conversion,
            repairs: Repairs::none(),
        })
    }
}

impl Convert for EmbeddedConversion {
    /// Returns exactly the characters for `t2s`; for other conversions, all Han characters.
    fn changes(&self) -> ChangeSet {
        if self.conversion != Conversion::T2s {
            return ChangeSet::all_han();
        }
        let mut set = ChangeSet::empty();
        for (source, target) in &self.shared.simplifying {
            set.insert_rule(source, &self.repairs.apply(source.iter().copied(), target));
        }
        set
    }

    fn convert(&self, text: &str) -> String {
        let config = library_config(self.conversion);
        let converted = self.shared.library.convert_with_config(text, config, false);
        if !self.repairs.sources.touches(text) {
            return converted;
        }
        // No entry of the repaired conversions changes the number of characters.
        self.repairs.apply(text.chars(), &converted)
    }
}

/// Returns the dictionaries; reads them on the first call.
pub(super) fn shared() -> Result<Arc<Shared>, ScriptError> {
    static SHARED: OnceLock<Arc<Shared>> = OnceLock::new();
    if let Some(shared) = SHARED.get() {
        return Ok(Arc::clone(shared));
    }
    let dictionary =
        DictionaryMaxlength::from_zstd().map_err(|e| ScriptError::Dictionary(e.to_string()))?;
    let simplifying = entries(&[&dictionary.ts_characters, &dictionary.ts_phrases]);
    let traditionalizing = entries(&[&dictionary.st_characters, &dictionary.st_phrases]);
    let mut library = OpenCC::from_dictionary(dictionary);
    library.set_parallel(false);
    Ok(Arc::clone(SHARED.get_or_init(|| {
        Arc::new(Shared {
            library,
            simplifying,
            traditionalizing,
            lexicon: OnceLock::new(),
            borders: Default::default(),
        })
    })))
}

/// Lists the rules of dictionaries. Single characters come first: a phrase then adds only what they do not cover.
fn entries(dictionaries: &[&DictMaxLen]) -> Entries {
    let mut entries: Entries = dictionaries
        .iter()
        .flat_map(|dictionary| dictionary.iter())
        .map(|(source, target)| (source.into(), target.into()))
        .collect();
    entries.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    entries
}

impl Shared {
    /// Returns the characters that only traditional script has.
    pub(super) fn only_traditional(&self) -> ChangeSet {
        only(&self.simplifying)
    }

    /// Returns the characters that only simplified script has.
    pub(super) fn only_simplified(&self) -> ChangeSet {
        only(&self.traditionalizing)
    }

    /// Returns the words that the dictionaries know; collects them on the first call.
    pub(super) fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::of(self))
    }

    /// Returns the word borders of a direction; makes them on the first call.
    pub(super) fn borders(&self, simplifies: bool) -> &Borders {
        self.borders[usize::from(simplifies)].get_or_init(|| {
            let entries = self.entries(simplifies);
            Borders::new(&characters(entries), entries)
        })
    }

    fn entries(&self, simplifies: bool) -> &Entries {
        if simplifies {
            &self.simplifying
        } else {
            &self.traditionalizing
        }
    }
}

/// Returns what single characters become.
fn characters(entries: &Entries) -> HashMap<char, char> {
    entries
        .iter()
        .filter_map(|(source, target)| match source[..] {
            [c] => Some((c, target.chars().next()?)),
            _ => None,
        })
        .collect()
}

/// Returns the characters that a conversion replaces, unless it also writes them.
fn only(entries: &Entries) -> ChangeSet {
    let written: HashSet<char> = entries
        .iter()
        .flat_map(|(_, target)| target.chars())
        .collect();
    let mut set = ChangeSet::empty();
    for (source, target) in entries {
        if let [c] = source[..]
            && !target.contains(c)
            && !written.contains(&c)
        {
            set.insert(c);
        }
    }
    set
}

/// The words that the dictionaries know, for telling where words begin and end in either script.
pub(super) struct Lexicon {
    phrases: HashSet<Box<[char]>>,
    simple: HashMap<char, char>,
}

impl Lexicon {
    /// Collects the words of the dictionaries.
    pub(super) fn of(shared: &Shared) -> Self {
        let phrases = shared.traditionalizing.iter();
        Self {
            phrases: phrases
                .filter(|(source, _)| source.len() > 1)
                .map(|(source, _)| source.clone())
                .collect(),
            simple: characters(&shared.simplifying),
        }
    }

    /// Returns the simplified form of a character.
    pub(super) fn simple(&self, c: char) -> char {
        self.simple.get(&c).copied().unwrap_or(c)
    }

    /// Tests whether a text is a phrase of the dictionary.
    pub(super) fn is_phrase(&self, text: &[char]) -> bool {
        let simple: Vec<char> = text.iter().map(|&c| self.simple(c)).collect();
        self.phrases.contains(&simple[..])
    }

    /// Tests whether a text is a general word or a place.
    pub(super) fn is_general(&self, text: &[char]) -> bool {
        let simple: String = text.iter().map(|&c| self.simple(c)).collect();
        dictionary::is_word(&simple) || dictionary::gloss(&simple).is_some()
    }

    /// Tests whether a text is a word of either kind.
    pub(super) fn is_word(&self, text: &[char]) -> bool {
        self.is_phrase(text) || self.is_general(text)
    }

    /// Tests whether a word of two to four characters has the character at byte `at` of `text`.
    pub(super) fn covers(&self, text: &str, at: usize) -> bool {
        let before: Vec<char> = text[..at].chars().rev().take(3).collect();
        let mut window: Vec<char> = before.into_iter().rev().collect();
        let place = window.len();
        window.extend(text[at..].chars().take(4));
        (0..=place).any(|from| {
            (place.max(from + 1)..window.len())
                .any(|last| last - from < 4 && self.is_word(&window[from..=last]))
        })
    }
}

impl Repairs {
    fn none() -> Self {
        Repairs {
            sources: ChangeSet::empty(),
            written: HashMap::new(),
        }
    }

    fn of(conversion: Conversion) -> Self {
        let mut repairs = Repairs::none();
        for line in TABLE
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (configs, characters) = line.split_once('\t').expect("two or more columns");
            if configs.split(',').any(|name| name == conversion.name()) {
                let characters: Vec<char> = characters.chars().filter(|c| *c != '\t').collect();
                let [source, crates, opencc] = characters[..] else {
                    unreachable!("embedded.tsv has four columns")
                };
                repairs.sources.insert(source);
                repairs.written.insert((source, crates), opencc);
            }
        }
        repairs
    }

    /// Repairs `converted`, which was converted from `source`.
    fn apply(&self, source: impl Iterator<Item = char>, converted: &str) -> String {
        let mut source = source;
        let mut out = String::with_capacity(converted.len());
        for written in converted.chars() {
            let from = source.next().filter(|c| self.sources.contains(*c));
            let repaired = from.and_then(|from| self.written.get(&(from, written)));
            out.push(repaired.copied().unwrap_or(written));
        }
        out
    }
}

fn library_config(conversion: Conversion) -> OpenccConfig {
    match conversion {
        Conversion::Hk2s => OpenccConfig::Hk2s,
        Conversion::Hk2sp => OpenccConfig::Hk2sp,
        Conversion::Hk2t => OpenccConfig::Hk2t,
        Conversion::Jp2t => OpenccConfig::Jp2t,
        Conversion::S2hk => OpenccConfig::S2hk,
        Conversion::S2hkp => OpenccConfig::S2hkp,
        Conversion::S2t => OpenccConfig::S2t,
        Conversion::S2tw => OpenccConfig::S2tw,
        Conversion::S2twp => OpenccConfig::S2twp,
        Conversion::T2hk => OpenccConfig::T2hk,
        Conversion::T2jp => OpenccConfig::T2jp,
        Conversion::T2s => OpenccConfig::T2s,
        Conversion::T2tw => OpenccConfig::T2tw,
        Conversion::Tw2s => OpenccConfig::Tw2s,
        Conversion::Tw2sp => OpenccConfig::Tw2sp,
        Conversion::Tw2t => OpenccConfig::Tw2t,
    }
}
