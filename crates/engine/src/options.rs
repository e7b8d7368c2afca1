//! How articles are to be translated.

use duizhao_edition::Layout;
use duizhao_ingest::clean::DisabledPasses;
use duizhao_ingest::read::ReadOptions;
use duizhao_zh::script::{Script, ScriptEngine};

/// How articles are to be translated.
#[derive(Debug, Clone)]
pub struct Options {
    /// Script of the Chinese; `None` for each edition's own, and `default_script` for new ones.
    pub script: Option<Script>,
    /// Script of new editions.
    pub default_script: Script,
    /// What converts articles to it.
    pub script_engine: ScriptEngine,
    /// Cleaning passes that are left out, by their names.
    pub disabled_passes: DisabledPasses,
    /// Layout of editions; `None` for each edition's own, and `default_layout` for new ones.
    pub layout: Option<Layout>,
    /// Layout of new editions.
    pub default_layout: Option<Layout>,
    /// Articles worked on at once, at least 1.
    pub jobs: usize,
    /// How inputs are read.
    pub reading: ReadOptions,
    /// Whether an edition is replaced by what the article and the backend say, also what people wrote in it.
    pub overwrite: bool,
    /// Whether machines are asked again for what they have translated.
    pub retranslate: bool,
    /// Whether a gloss may replace what a machine translated.
    pub replace_with_gloss: bool,
    /// From which similarity the translation of another sentence is taken; `None` for never.
    pub fuzzy: Option<f64>,
    /// Translations of similar sentences that a backend is shown for each sentence, at most.
    pub examples: usize,
    /// Whether only to say what would be done: nothing is sent or written.
    pub plan: Option<Planning>,
}

/// What a plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planning {
    /// What each sentence is.
    Statuses,
    /// Also what the requests would use.
    Estimate,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            script: None,
            default_script: Script::Hans,
            script_engine: ScriptEngine::Embedded,
            disabled_passes: DisabledPasses::default(),
            layout: None,
            default_layout: None,
            jobs: 1,
            reading: ReadOptions::default(),
            overwrite: false,
            retranslate: false,
            replace_with_gloss: false,
            fuzzy: None,
            examples: 2,
            plan: None,
        }
    }
}
