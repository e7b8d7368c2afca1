//! Conversion between simplified and traditional Chinese.
//!
//! A [`Converter`] is an engine plus our own table of exceptions (`exceptions.tsv`). The engine
//! is embedded by default; the cargo feature `opencc-rust` replaces it by the reference OpenCC
//! library. The exceptions are applied in front of either one: a listed word is written as
//! listed, and only the text around it reaches the engine.

mod change_set;
mod config;
mod converter;
#[cfg(not(feature = "opencc-rust"))]
mod embedded;
mod exceptions;
#[cfg(feature = "opencc-rust")]
mod reference;

pub use config::{Config, Script};
pub use converter::Converter;

/// Names the engine this build converts with: `embedded`, or `reference` under the cargo
/// feature `opencc-rust`.
pub const ENGINE: &str = if cfg!(feature = "opencc-rust") {
    "reference"
} else {
    "embedded"
};

/// Says why a script is unknown or its converter cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The name is none of [`Script::ALL`].
    #[error("unknown script `{0}`\nhint: use `hans`, `hant`, `tw`, `hk` or `keep`")]
    UnknownScript(String),
    /// The embedded dictionary cannot be read: the build is broken.
    #[error("cannot read the embedded dictionary: {0}")]
    Dictionary(String),
    /// The reference library cannot open its configuration.
    #[error(
        "cannot open the opencc configuration `{path}`: {reason}\n\
         hint: set `DUIZHAO_OPENCC_DATA` to the folder that holds it"
    )]
    Library {
        /// What was asked of the library.
        path: String,
        /// What it answered.
        reason: String,
    },
}
