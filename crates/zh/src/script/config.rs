//! The names of scripts and of engine configurations.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ScriptError;

/// Names the script that text is converted to.
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
    /// Every script, in the order help texts show them.
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

    /// Returns the engine configuration that writes this script; `None` means no conversion.
    pub fn config(self) -> Option<Config> {
        match self {
            Script::Hans => Some(Config::T2s),
            Script::Hant => Some(Config::S2t),
            Script::Tw => Some(Config::S2tw),
            Script::Hk => Some(Config::S2hk),
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

macro_rules! configs {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// Names a conversion of OpenCC 1.4, by the name of its configuration file.
        ///
        /// A [`Script`] needs four of them; the others are here to measure an engine on
        /// OpenCC's own test cases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Config {
            $(#[doc = concat!("OpenCC's `", $name, "`.")] $variant,)*
        }

        impl Config {
            /// Every configuration, by name.
            pub const ALL: &[Config] = &[$(Config::$variant),*];

            /// Returns OpenCC's name for it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Config::$variant => $name,)*
                }
            }
        }
    };
}

configs! {
    Hk2s "hk2s", Hk2sp "hk2sp", Hk2t "hk2t", Jp2t "jp2t",
    S2hk "s2hk", S2hkp "s2hkp", S2t "s2t", S2tw "s2tw", S2twp "s2twp",
    T2hk "t2hk", T2jp "t2jp", T2s "t2s", T2tw "t2tw",
    Tw2s "tw2s", Tw2sp "tw2sp", Tw2t "tw2t",
}

impl Config {
    /// Returns the script whose exceptions it takes: the target script where it converts
    /// characters alone. `None`, for the regional vocabularies and for steps between traditional
    /// forms, means that no exception applies.
    pub(super) fn target(self) -> Option<Script> {
        match self {
            Config::T2s | Config::Tw2s | Config::Hk2s => Some(Script::Hans),
            Config::S2t => Some(Script::Hant),
            Config::S2tw => Some(Script::Tw),
            Config::S2hk => Some(Script::Hk),
            Config::Hk2sp
            | Config::Hk2t
            | Config::Jp2t
            | Config::S2hkp
            | Config::S2twp
            | Config::T2hk
            | Config::T2jp
            | Config::T2tw
            | Config::Tw2sp
            | Config::Tw2t => None,
        }
    }
}
