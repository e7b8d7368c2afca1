//! Language codes: which language a code names, and which of several variants is the best.

use super::ImportOptions;
use duizhao_glossary::exchange::{is_english, script_of};

/// A language that units have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitLanguage {
    /// Chinese, in whatever script.
    Chinese,
    /// English.
    English,
}

/// Returns the language of a code such as `zh`, `ZH-CN`, `zh_Hans` or `en-GB`; `None` if it is another one.
pub(super) fn language(code: &str) -> Option<UnitLanguage> {
    let code = folded(code);
    if is_english(&code) {
        return Some(UnitLanguage::English);
    }
    script_of(&code).map(|_| UnitLanguage::Chinese)
}

/// Rates how well a variant suits, the best 0: the one asked for, then for Chinese simplified script.
pub(super) fn rank(language: UnitLanguage, code: &str, options: &ImportOptions) -> u8 {
    let asked = match language {
        UnitLanguage::Chinese => &options.chinese,
        UnitLanguage::English => &options.english,
    };
    let code = folded(code);
    match asked.as_deref().map(folded) {
        Some(asked) if asked == code => 0,
        Some(asked) if code.starts_with(&format!("{asked}-")) => 1,
        Some(asked)
            if language == UnitLanguage::Chinese && script_of(&asked) == script_of(&code) =>
        {
            2
        }
        None if script_of(&code) == Some(true) => 2,
        Some(_) | None => 3,
    }
}

/// Returns a code in lower case with hyphens.
fn folded(code: &str) -> String {
    code.trim().to_ascii_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_sorts_are_known() {
        for code in [
            "zh",
            "zh-CN",
            "ZH-CN",
            "zh_Hans",
            "zh-Hans-CN",
            "zh-TW",
            "ZH_hk",
            "cmn",
            "zho",
        ] {
            assert_eq!(language(code), Some(UnitLanguage::Chinese), "{code}");
        }
        for code in ["en", "EN-US", "en-GB", "en_us", "eng"] {
            assert_eq!(language(code), Some(UnitLanguage::English), "{code}");
        }
        for code in ["", "fr", "x-default", "enx", "*all*"] {
            assert_eq!(language(code), None, "{code}");
        }
    }

    #[test]
    fn simplified_script_comes_first_unless_another_is_asked_for() {
        let rank = |code, asked: Option<&str>| {
            let options = ImportOptions {
                chinese: asked.map(str::to_owned),
                ..ImportOptions::default()
            };
            rank(UnitLanguage::Chinese, code, &options)
        };
        assert!(rank("zh-CN", None) < rank("zh-TW", None));
        assert!(rank("zh-CHS", None) < rank("zh-CHT", None));
        assert!(rank("zh-TW", Some("zh-Hant")) < rank("zh-CN", Some("zh-Hant")));
        assert!(rank("ZH_TW", Some("zh-tw")) < rank("zh-Hant", Some("zh-tw")));
    }
}
