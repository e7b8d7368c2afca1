//! The engine `opencc`: the OpenCC C++ library through the crate opencc-rust.
//!
//! The configuration files and dictionaries are searched for in the folder that the environment
//! variable `DUIZHAO_OPENCC_DATA` names, or else in the library's own data folder.
//! `install-opencc.sh` builds such a folder for a library older than 1.4.

use std::path::PathBuf;

use opencc_rust::OpenCC;

use super::change_set::ChangeSet;
use super::engine::Convert;
use super::{Conversion, ScriptError};

/// Environment variable for the folder of configuration files and dictionaries.
const DATA_VARIABLE: &str = "DUIZHAO_OPENCC_DATA";

pub(super) struct OpenccConversion {
    library: OpenCC,
}

impl OpenccConversion {
    /// Opens the configuration of a conversion.
    pub(super) fn new(conversion: Conversion) -> Result<Self, ScriptError> {
        let file = format!("{}.json", conversion.name());
        let path = match std::env::var_os(DATA_VARIABLE) {
            Some(folder) => PathBuf::from(folder).join(file),
            None => PathBuf::from(file),
        };
        let library = OpenCC::new(&path).map_err(|e| ScriptError::Library {
            path: path.display().to_string(),
            reason: e.to_string(),
        })?;
        Ok(Self { library })
    }

    // The library takes C strings, so NUL must not reach it.
    fn convert_part(&self, part: &str) -> String {
        self.library
            .convert(part)
            .expect("an open opencc converts any utf-8 without nul")
    }
}

impl Convert for OpenccConversion {
    /// Returns all Han characters: the library does not expose its dictionaries.
    fn changes(&self) -> ChangeSet {
        ChangeSet::all_han()
    }

    fn convert(&self, text: &str) -> String {
        let parts: Vec<String> = text
            .split('\0')
            .map(|part| self.convert_part(part))
            .collect();
        parts.join("\0")
    }
}
