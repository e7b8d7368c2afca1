//! What all editions of a run depend on besides their articles.

use crate::engine::Engine;
use duizhao_core::hash::Texts;
use duizhao_edition::{Edition, Layout};
use duizhao_memory::StoreError;

/// Step of what the program makes of an article, besides its version: it grows when the same article and settings give
/// another edition.
const STEP: &str = "3";

/// What all editions of a run depend on besides their articles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    /// A hash of the settings and the program's version.
    pub(crate) settings: u64,
    /// That of the glossary.
    pub(crate) glossary: u64,
    /// The number of the latest unit that a person wrote or imported.
    pub(crate) written: i64,
}

impl Keys {
    /// Returns the keys of a run.
    pub(crate) async fn of(engine: &Engine) -> Result<Self, StoreError> {
        let written = match &engine.store {
            Some(store) => store.progress().await?.written,
            None => 0,
        };
        let options = &engine.options;
        let charset = options.reading.charset.map(|charset| charset.to_string());
        let fuzzy = options.fuzzy.map(|fuzzy| fuzzy.to_string());
        let mut texts = Texts::default();
        texts.list([
            env!("CARGO_PKG_VERSION"),
            STEP,
            options.script_engine.name(),
            &format!("{:?}", options.disabled_passes),
            &charset.unwrap_or_default(),
            &fuzzy.unwrap_or_default(),
            &engine.rules.key(),
            engine.backend.name(),
            engine.backend.model().unwrap_or_default(),
            engine.backend_identity(),
        ]);
        Ok(Self {
            settings: texts.hash(),
            glossary: engine.termbase.glossary.key(),
            written,
        })
    }

    /// Returns the script and layout of an edition as they are kept with its stamps.
    pub(crate) fn form(&self, edition: &Edition) -> String {
        let script = edition.front.get("script").unwrap_or_default();
        form(script, edition.layout)
    }
}

/// Returns the mark of a script and a layout.
fn form(script: &str, layout: Option<Layout>) -> String {
    format!(" {script} {layout:?}")
}

/// Tests whether an edition whose article's stamp is `kept` still is of the script and layout that are asked for;
/// `now` is the article's stamp of now.
pub(crate) fn is_same_form(kept: &str, now: &str, engine: &Engine) -> bool {
    let Some(kept) = kept.strip_prefix(now) else {
        return false;
    };
    let mut parts = kept.split(' ').skip(1);
    let (script, layout) = (parts.next(), parts.next());
    let script_is_same = engine
        .options
        .script
        .is_none_or(|asked| script == Some(asked.to_string().as_str()));
    let layout_is_same = engine
        .options
        .layout
        .is_none_or(|asked| layout == Some(format!("{:?}", Some(asked)).as_str()));
    script_is_same && layout_is_same
}
