//! The embedded engine: opencc-fmmseg, whose dictionaries come with the crate.
//!
//! That crate writes some characters otherwise than OpenCC does (着 as 著, 里 as 裡). The table
//! `embedded.tsv` sets them right, character by character; it was made by comparing both
//! engines on the words of OpenCC's dictionaries.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use opencc_fmmseg::{DictionaryMaxlength, OpenCC, OpenccConfig};

use super::change_set::ChangeSet;
use super::{Config, ScriptError};

/// Tab-separated: configurations (comma-separated), source character, what the crate writes for
/// it, what OpenCC writes for it. `#` starts a comment line.
const TABLE: &str = include_str!("embedded.tsv");

/// The rows of the table for one configuration.
struct Repairs {
    /// The source characters: a look here is much cheaper than one in the map.
    sources: ChangeSet,
    /// What a source character and the crate's character for it should have been.
    written: HashMap<(char, char), char>,
}

pub(super) struct Engine {
    shared: Arc<Shared>,
    config: Config,
    repairs: Repairs,
}

/// The dictionaries, read once per process and shared by all converters.
struct Shared {
    library: OpenCC,
    simplifying: Vec<(Box<[char]>, Box<str>)>,
}

impl Engine {
    /// Returns the conversion with the crate's deviations from OpenCC repaired.
    pub(super) fn new(config: Config) -> Result<Self, ScriptError> {
        Ok(Engine {
            repairs: Repairs::of(config),
            ..Engine::bare(config)?
        })
    }

    /// Returns the crate's own conversion.
    pub(super) fn bare(config: Config) -> Result<Self, ScriptError> {
        Ok(Engine {
            shared: shared()?,
            config,
            repairs: Repairs::none(),
        })
    }

    /// Returns the characters this conversion could change.
    ///
    /// Exact for `t2s`; other configurations count all Han characters.
    pub(super) fn changes(&self) -> ChangeSet {
        if self.config != Config::T2s {
            return ChangeSet::all_han();
        }
        let mut set = ChangeSet::empty();
        for (source, target) in &self.shared.simplifying {
            set.insert_rule(source, &self.repairs.apply(source.iter().copied(), target));
        }
        set
    }

    /// Converts text that holds no exception.
    pub(super) fn convert(&self, text: &str) -> String {
        let config = library_config(self.config);
        let converted = self.shared.library.convert_with_config(text, config, false);
        if !self.repairs.sources.touches(text) {
            return converted;
        }
        // No entry of the repaired configurations changes the number of characters.
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

    fn of(config: Config) -> Self {
        let mut repairs = Repairs::none();
        for line in TABLE
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (configs, characters) = line.split_once('\t').expect("two or more columns");
            if configs.split(',').any(|name| name == config.name()) {
                let mut characters = characters.chars().filter(|c| *c != '\t');
                let mut next = || characters.next().expect("embedded.tsv has four columns");
                let (source, crates, opencc) = (next(), next(), next());
                repairs.sources.insert(source);
                repairs.written.insert((source, crates), opencc);
            }
        }
        repairs
    }

    /// Returns `converted` with the repairs made; `source` is what it was converted from.
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

fn library_config(config: Config) -> OpenccConfig {
    match config {
        Config::Hk2s => OpenccConfig::Hk2s,
        Config::Hk2sp => OpenccConfig::Hk2sp,
        Config::Hk2t => OpenccConfig::Hk2t,
        Config::Jp2t => OpenccConfig::Jp2t,
        Config::S2hk => OpenccConfig::S2hk,
        Config::S2hkp => OpenccConfig::S2hkp,
        Config::S2t => OpenccConfig::S2t,
        Config::S2tw => OpenccConfig::S2tw,
        Config::S2twp => OpenccConfig::S2twp,
        Config::T2hk => OpenccConfig::T2hk,
        Config::T2jp => OpenccConfig::T2jp,
        Config::T2s => OpenccConfig::T2s,
        Config::T2tw => OpenccConfig::T2tw,
        Config::Tw2s => OpenccConfig::Tw2s,
        Config::Tw2sp => OpenccConfig::Tw2sp,
        Config::Tw2t => OpenccConfig::Tw2t,
    }
}
