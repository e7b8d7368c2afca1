//! The engines that convert, chosen by name.

use super::change_set::ChangeSet;
use super::embedded::EmbeddedConversion;
#[cfg(feature = "opencc-rust")]
use super::opencc::OpenccConversion;
use super::{Conversion, ScriptError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An engine that converts scripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScriptEngine {
    /// The engine in every build; it needs no data
    #[default]
    Embedded,
    /// The OpenCC library, in builds with the cargo feature `opencc-rust`
    Opencc,
}

/// One conversion of an engine.
pub(super) trait Convert: Send + Sync {
    /// Returns the characters that the conversion could change.
    fn changes(&self) -> ChangeSet;

    /// Converts text without exceptions.
    fn convert(&self, text: &str) -> String;
}

impl ScriptEngine {
    /// Every engine, also those that this build lacks.
    pub const ALL: [ScriptEngine; 2] = [ScriptEngine::Embedded, ScriptEngine::Opencc];

    /// Returns the lower-case name.
    pub const fn name(self) -> &'static str {
        match self {
            ScriptEngine::Embedded => "embedded",
            ScriptEngine::Opencc => "opencc",
        }
    }

    /// Tests whether this build has the engine.
    pub const fn is_built_in(self) -> bool {
        match self {
            ScriptEngine::Embedded => true,
            ScriptEngine::Opencc => cfg!(feature = "opencc-rust"),
        }
    }

    /// Creates a conversion, with the repairs that the engine needs.
    pub(super) fn load(self, conversion: Conversion) -> Result<Box<dyn Convert>, ScriptError> {
        match self {
            ScriptEngine::Embedded => Ok(Box::new(EmbeddedConversion::new(conversion))),
            ScriptEngine::Opencc => opencc(conversion),
        }
    }

    /// Creates a conversion without repairs.
    pub(super) fn load_bare(self, conversion: Conversion) -> Result<Box<dyn Convert>, ScriptError> {
        match self {
            ScriptEngine::Embedded => Ok(Box::new(EmbeddedConversion::bare(conversion))),
            ScriptEngine::Opencc => opencc(conversion),
        }
    }
}

impl fmt::Display for ScriptEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "opencc-rust")]
fn opencc(conversion: Conversion) -> Result<Box<dyn Convert>, ScriptError> {
    Ok(Box::new(OpenccConversion::new(conversion)?))
}

#[cfg(not(feature = "opencc-rust"))]
fn opencc(_: Conversion) -> Result<Box<dyn Convert>, ScriptError> {
    Err(ScriptError::NotBuiltIn)
}
