//! Traditional script as terms are written in it.

use super::GlossaryError;
use duizhao_zh::script::{Converter, Script};
use std::sync::LazyLock;

/// The converters to traditional script.
pub(super) struct Traditional {
    /// OpenCC's standard, Taiwan's and Hong Kong's.
    pub(super) all: [Converter; 3],
}

static TRADITIONAL: LazyLock<Result<Traditional, String>> = LazyLock::new(|| {
    let converter = |script| Converter::new(script).map_err(|error| error.to_string());
    Ok(Traditional {
        all: [
            converter(Script::Hant)?,
            converter(Script::Tw)?,
            converter(Script::Hk)?,
        ],
    })
});

impl Traditional {
    /// The converters, set up once a process, when they are first asked for.
    pub(super) fn get() -> Result<&'static Self, GlossaryError> {
        TRADITIONAL
            .as_ref()
            .map_err(|error| GlossaryError::Matcher(error.clone()))
    }

    /// The forms that people expect in a row: 群眾, not 羣衆.
    pub(super) fn usual(&self) -> &Converter {
        &self.all[1]
    }
}
