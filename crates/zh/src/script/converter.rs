//! The converter: exceptions first, the engine for the rest.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

#[cfg(not(feature = "opencc-rust"))]
use super::embedded::Engine;
use super::exceptions::Exceptions;
#[cfg(feature = "opencc-rust")]
use super::reference::Engine;
use super::{Config, Script, ScriptError, change_set::ChangeSet};

/// Where text may be cut without cutting a word.
const STRETCH_ENDS: [char; 2] = ['\n', '。'];

/// Converts text to one script.
///
/// Cloning is cheap and clones share their data; it can be used from many threads at once.
/// Text is converted in stretches that end with a line end or a full stop 。, each on its own:
/// no dictionary word holds either. The time taken grows with the length of the text.
#[derive(Clone)]
pub struct Converter {
    /// `None` leaves text as it is.
    rules: Option<Arc<Rules>>,
}

struct Rules {
    config: Config,
    engine: Engine,
    exceptions: Exceptions,
    changes: ChangeSet,
}

impl Converter {
    /// Makes the converter to `script`; [`Script::Keep`] never fails and needs no data.
    pub fn new(script: Script) -> Result<Self, ScriptError> {
        script
            .config()
            .map_or(Ok(Converter { rules: None }), Converter::with_config)
    }

    /// Makes the converter for any configuration of OpenCC, with our tables where they apply.
    pub fn with_config(config: Config) -> Result<Self, ScriptError> {
        Self::from_parts(
            config,
            Engine::new(config)?,
            Exceptions::of(config.target()),
        )
    }

    /// Makes the engine's own conversion without any table of ours, to measure engines by.
    pub fn bare(config: Config) -> Result<Self, ScriptError> {
        Self::from_parts(config, Engine::bare(config)?, Exceptions::of(None))
    }

    fn from_parts(
        config: Config,
        engine: Engine,
        exceptions: Exceptions,
    ) -> Result<Self, ScriptError> {
        let mut changes = engine.changes();
        exceptions.mark(&mut changes);
        Ok(Converter {
            rules: Some(Arc::new(Rules {
                config,
                engine,
                exceptions,
                changes,
            })),
        })
    }

    /// Converts `text`; what comes out unchanged is returned borrowed.
    ///
    /// Never fails and never panics on any input: what no dictionary knows, such as ASCII, NUL
    /// or emoji, stays as it is. To [`Script::Hans`] with the embedded engine, a stretch that
    /// holds no character the conversion could change costs one look at each character.
    pub fn convert<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.rules
            .as_deref()
            .map_or(Cow::Borrowed(text), |rules| rules.convert(text))
    }
}

impl fmt::Debug for Converter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.rules.as_deref().map(|rules| rules.config);
        f.debug_struct("Converter")
            .field("config", &config)
            .finish()
    }
}

impl Rules {
    fn convert<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut converted: Option<String> = None;
        let mut start = 0;
        for stretch in text.split_inclusive(STRETCH_ENDS) {
            let new = self.convert_stretch(stretch);
            if converted.is_none() && new != stretch {
                let mut head = String::with_capacity(text.len() + text.len() / 16);
                head.push_str(&text[..start]);
                converted = Some(head);
            }
            if let Some(out) = &mut converted {
                out.push_str(&new);
            }
            start += stretch.len();
        }
        converted.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    fn convert_stretch<'a>(&self, stretch: &'a str) -> Cow<'a, str> {
        if !self.changes.touches(stretch) {
            return Cow::Borrowed(stretch);
        }
        let mut out = String::with_capacity(stretch.len());
        let (mut piece, mut at) = (0, 0);
        while let Some(c) = stretch[at..].chars().next() {
            if let Some(exception) = self.exceptions.at_start(c, &stretch[at..]) {
                self.push_piece(&stretch[piece..at], &mut out);
                out.push_str(exception.target);
                at += exception.source.len();
                piece = at;
            } else {
                at += c.len_utf8();
            }
        }
        self.push_piece(&stretch[piece..], &mut out);
        Cow::Owned(out)
    }

    /// Appends `piece`, which holds no exception, as the engine writes it.
    fn push_piece(&self, piece: &str, out: &mut String) {
        if self.changes.touches(piece) {
            out.push_str(&self.engine.convert(piece));
        } else {
            out.push_str(piece);
        }
    }
}
