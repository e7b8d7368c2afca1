//! Conversion between simplified and traditional Chinese.
//!
//! A [`Converter`] is an engine and a table of exceptions (`exceptions.tsv`). The engine is embedded
//! by default; the cargo feature `opencc-rust` replaces it by the reference OpenCC library. The
//! exceptions are applied before either one: a listed word is converted as listed, and only the text
//! around it reaches the engine.

mod change_set;
mod config;
mod converter;
#[cfg(not(feature = "opencc-rust"))]
mod embedded;
mod exceptions;
#[cfg(feature = "opencc-rust")]
mod reference;

pub use config::{Conversion, Script};
pub use converter::Converter;

/// Name of the engine of this build: `embedded`, or `reference` with the cargo feature `opencc-rust`.
pub const ENGINE: &str = if cfg!(feature = "opencc-rust") {
    "reference"
} else {
    "embedded"
};

/// Why a script is unknown or its converter cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// No script of [`Script::ALL`] has this name.
    #[error("unknown script `{0}`\nhint: use `hans`, `hant`, `tw`, `hk` or `keep`")]
    UnknownScript(String),
    /// The embedded dictionary cannot be read: a fault of the build.
    #[error("cannot read the embedded dictionary: {0}")]
    Dictionary(String),
    /// The reference library cannot open its configuration.
    #[error(
        "cannot open the opencc configuration `{path}`: {reason}\n\
         hint: set `DUIZHAO_OPENCC_DATA` to the folder that holds it"
    )]
    Library {
        /// Path of the configuration.
        path: String,
        /// The error of the library.
        reason: String,
    },
}
