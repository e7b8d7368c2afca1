//! Conversion between simplified and traditional Chinese.
//!
//! A [`Converter`] is an engine and a table of exceptions (`exceptions.tsv`). The [`ScriptEngine`] is
//! the embedded one unless another is asked for; the cargo feature `opencc-rust` adds the reference
//! OpenCC library. The exceptions are applied before either one: a listed word is converted as listed,
//! and only the text around it reaches the engine.

mod borders;
mod change_set;
mod config;
mod converter;
mod detect;
mod embedded;
mod engine;
mod exceptions;
mod lexicon;
mod names;
#[cfg(feature = "opencc-rust")]
mod opencc;
mod particle;
mod rule;
mod table;

pub use config::{Conversion, Script};
pub use converter::Converter;
pub use detect::{Detector, ScriptEvidence};
pub use engine::ScriptEngine;
#[cfg(test)]
pub(crate) use lexicon::simplified_phrases;
pub(crate) use lexicon::{simple, with_simple_form};

use duizhao_core::diagnostic::Hinted;

/// Why a script is unknown or its converter cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// No script of [`Script::ALL`] has this name.
    #[error("unknown script `{0}`")]
    UnknownScript(String),
    /// This build has no engine [`ScriptEngine::Opencc`].
    #[error("this build of duizhao has no script engine `opencc`")]
    NotBuiltIn,
    /// The reference library cannot open its configuration.
    #[error("cannot open the opencc configuration `{path}`: {reason}")]
    Library {
        /// Path of the configuration.
        path: String,
        /// The error of the library.
        reason: String,
    },
}

impl Hinted for ScriptError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::UnknownScript(_) => "use `hans`, `hant`, `tw`, `hk` or `keep`",
            Self::Library { .. } => "set `DUIZHAO_OPENCC_DATA` to the folder that holds it",
            Self::NotBuiltIn => "build it with the cargo feature `opencc-rust`, or use `embedded`",
        };
        Some(hint.to_owned())
    }
}
