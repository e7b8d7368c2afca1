//! The embedded engine: opencc-fmmseg, whose dictionaries come with the crate.
//!
//! The crate converts some characters differently from OpenCC (着 to 著, 里 to 裡). The table
//! `embedded.tsv` repairs them, character by character; it was made by comparing both engines on the
//! words of OpenCC's dictionaries.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use opencc_fmmseg::{DictionaryMaxlength, OpenCC, OpenccConfig};

use super::change_set::ChangeSet;
use super::engine::Convert;
use super::{Conversion, ScriptError};

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

/// The dictionaries, read once per process and shared by all converters.
struct Shared {
    library: OpenCC,
    simplifying: Vec<(Box<[char]>, Box<str>)>,
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

fn shared() -> Result<Arc<Shared>, ScriptError> {
    static SHARED: OnceLock<Arc<Shared>> = OnceLock::new();
    if let Some(shared) = SHARED.get() {
        return Ok(Arc::clone(shared));
    }
    let dictionary =
        DictionaryMaxlength::from_zstd().map_err(|e| ScriptError::Dictionary(e.to_string()))?;
    // Single characters first: a phrase then adds only what they do not cover.
    let mut simplifying: Vec<(Box<[char]>, Box<str>)> = dictionary
        .ts_characters
        .iter()
        .chain(dictionary.ts_phrases.iter())
        .map(|(source, target)| (source.into(), target.into()))
        .collect();
    simplifying.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    let mut library = OpenCC::from_dictionary(dictionary);
    library.set_parallel(false);
    Ok(Arc::clone(SHARED.get_or_init(|| {
        Arc::new(Shared {
            library,
            simplifying,
        })
    })))
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
