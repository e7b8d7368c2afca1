//! The names of scripts and of OpenCC's conversions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ScriptError;

/// The script that text is converted to.
///
/// Serde, [`fmt::Display`] and [`FromStr`] use the same lower-case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Script {
    /// Simplified Chinese (OpenCC's `t2s`)
    Hans,
    /// Traditional Chinese in OpenCC's own standard (`s2t`): 爲, 衆, 羣, 裏
    Hant,
    /// Traditional Chinese as written in Taiwan (`s2tw`): 為, 眾, 群, 裡
    Tw,
    /// Traditional Chinese as written in Hong Kong (`s2hk`): 為, 眾, 羣, 裏
    Hk,
    /// The text as it is
    Keep,
}

impl Script {
    /// Every script, in the order of help texts.
    pub const ALL: [Script; 5] = [
        Script::Hans,
        Script::Hant,
        Script::Tw,
        Script::Hk,
        Script::Keep,
    ];

    /// Returns the lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Script::Hans => "hans",
            Script::Hant => "hant",
            Script::Tw => "tw",
            Script::Hk => "hk",
            Script::Keep => "keep",
        }
    }

    /// Returns the conversion to this script; `None` for [`Script::Keep`].
    pub fn conversion(self) -> Option<Conversion> {
        match self {
            Script::Hans => Some(Conversion::T2s),
            Script::Hant => Some(Conversion::S2t),
            Script::Tw => Some(Conversion::S2tw),
            Script::Hk => Some(Conversion::S2hk),
            Script::Keep => None,
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(name: &str) -> Result<Self, ScriptError> {
        Script::ALL
            .into_iter()
            .find(|script| script.name() == name)
            .ok_or_else(|| ScriptError::UnknownScript(name.to_owned()))
    }
}

macro_rules! conversions {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// A conversion of OpenCC 1.4, by the name of its configuration file.
        ///
        /// Scripts need four of them; the others measure an engine on OpenCC's own test cases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Conversion {
            $(#[doc = concat!("OpenCC's `", $name, "`.")] $variant,)*
        }

        impl Conversion {
            /// Every conversion, by name.
            pub const ALL: &[Conversion] = &[$(Conversion::$variant),*];

            /// Returns OpenCC's name for it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Conversion::$variant => $name,)*
                }
            }
        }
    };
}

conversions! {
    Hk2s "hk2s", Hk2sp "hk2sp", Hk2t "hk2t", Jp2t "jp2t",
    S2hk "s2hk", S2hkp "s2hkp", S2t "s2t", S2tw "s2tw", S2twp "s2twp",
    T2hk "t2hk", T2jp "t2jp", T2s "t2s", T2tw "t2tw",
    Tw2s "tw2s", Tw2sp "tw2sp", Tw2t "tw2t",
}

impl Conversion {
    /// Returns the script whose exceptions apply: the target script of a conversion of characters. `None`, for
    /// regional vocabularies and for conversions between traditional forms, means that no exception applies.
    pub(super) fn target(self) -> Option<Script> {
        match self {
            Conversion::T2s | Conversion::Tw2s | Conversion::Hk2s => Some(Script::Hans),
            Conversion::S2t => Some(Script::Hant),
            Conversion::S2tw => Some(Script::Tw),
            Conversion::S2hk => Some(Script::Hk),
            Conversion::Hk2sp
            | Conversion::Hk2t
            | Conversion::Jp2t
            | Conversion::S2hkp
            | Conversion::S2twp
            | Conversion::T2hk
            | Conversion::T2jp
            | Conversion::T2tw
            | Conversion::Tw2sp
            | Conversion::Tw2t => None,
        }
    }
}
