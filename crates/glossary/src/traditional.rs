//! Conversion of terms to traditional script.

use duizhao_zh::script::{Converter, Script};
use std::sync::LazyLock;

/// The converters to traditional script.
pub(super) struct Traditional {
    /// OpenCC's standard, Taiwan's and Hong Kong's.
    pub(super) all: [Converter; 3],
}

static TRADITIONAL: LazyLock<Traditional> = LazyLock::new(|| Traditional {
    all: [Script::Hant, Script::Tw, Script::Hk].map(Converter::new),
});

impl Traditional {
    /// Returns the converters, set up once a process, when they are first asked for.
    pub(super) fn get() -> &'static Self {
        &TRADITIONAL
    }

    /// Returns the converter to the forms that people expect in a row: 群眾, not 羣衆.
    pub(super) fn usual(&self) -> &Converter {
        &self.all[1]
    }
}
