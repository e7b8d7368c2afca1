//! Conversion of terms to traditional script.

use duizhao_zh::script::{Conversion, Converter, Script, ScriptEngine};
use std::sync::LazyLock;

/// The converters to traditional script.
pub(super) struct Traditional {
    /// OpenCC's standard, Taiwan's and Hong Kong's.
    pub(super) all: [Converter; 3],
    /// From OpenCC's standard to Taiwan's and Hong Kong's forms.
    regional: [Converter; 2],
}

static TRADITIONAL: LazyLock<Traditional> = LazyLock::new(|| Traditional {
    all: [Script::Hant, Script::Tw, Script::Hk].map(Converter::new),
    regional: [Conversion::T2tw, Conversion::T2hk].map(|conversion| {
        Converter::for_conversion(ScriptEngine::Embedded, conversion)
            .expect("the engine is in every build")
    }),
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

    /// Returns a text in simplified script with its traditional forms, each once.
    pub(super) fn variants(&self, text: &str) -> Vec<String> {
        let standard = self.all[0].convert(text);
        let mut variants = vec![text.to_owned()];
        let regional = self.regional.iter();
        let regional = regional.map(|converter| converter.convert(&standard));
        for form in std::iter::once(standard.clone()).chain(regional) {
            if !variants.iter().any(|variant| *variant == form) {
                variants.push(form.into_owned());
            }
        }
        variants
    }
}
