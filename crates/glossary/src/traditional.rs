//! Conversion of terms to traditional script.

use super::GlossaryError;
use duizhao_zh::script::{Converter, Script};
use std::sync::LazyLock;

/// The converters to traditional script.
pub(super) struct Traditional {
    /// OpenCC's standard, Taiwan's and Hong Kong's.
    pub(super) all: [Converter; 3],
}

static TRADITIONAL: LazyLock<Result<Traditional, String>> = LazyLock::new(|| {
    Ok(Traditional {
        all: [
            converter(Script::Hant)?,
            converter(Script::Tw)?,
            converter(Script::Hk)?,
        ],
    })
});

fn converter(script: Script) -> Result<Converter, String> {
    Converter::new(script).map_err(|error| error.to_string())
}

impl Traditional {
    /// Returns the converters, set up once a process, when they are first asked for.
    pub(super) fn get() -> Result<&'static Self, GlossaryError> {
        TRADITIONAL
            .as_ref()
            .map_err(|error| GlossaryError::Matcher(error.clone()))
    }

    /// Returns the converter to the forms that people expect in a row: 群眾, not 羣衆.
    pub(super) fn usual(&self) -> &Converter {
        &self.all[1]
    }
}
