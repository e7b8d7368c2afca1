//! Settings: `duizhao.toml` under what flags and the environment say, over the defaults.

use duizhao_check::{RULES, RuleSettings};
use duizhao_core::diagnostic::{Hinted, Location, Severity};
use duizhao_edition::Layout;
use duizhao_publish::PublishSettings;
use duizhao_translate::{BackendKind, COMMON_KEYS, Service, SetupError};
use duizhao_zh::script::{Script, ScriptEngine};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The name of the settings file.
pub const FILE_NAME: &str = "duizhao.toml";

/// The settings file; `None` where it does not say.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The settings file; empty where there is none.
    #[serde(skip)]
    pub file: PathBuf,
    /// Folders of articles: an edition keeps the folders that its article has below one of them.
    pub articles: Vec<PathBuf>,
    /// Folder for editions.
    pub output: Option<PathBuf>,
    /// Script of the editions' Chinese.
    #[serde(deserialize_with = "script")]
    pub script: ScriptConfig,
    /// Layout of editions.
    pub layout: Option<Layout>,
    /// Articles worked on at once; 0 for one a processor.
    pub jobs: Option<usize>,
    /// Largest input, in bytes.
    pub max_bytes: Option<u64>,
    /// Character set of the inputs.
    pub charset: Option<String>,
    /// The glossary.
    pub glossary: GlossaryConfig,
    /// How articles are cleaned.
    pub clean: CleanConfig,
    /// The translation memory.
    pub memory: MemoryConfig,
    /// Which rules run.
    pub check: RuleSettings,
    /// What is published.
    pub publish: PublishSettings,
    /// The translation backend.
    pub backend: BackendConfig,
}

/// The table `[script]`, or the name alone: `script = "tw"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ScriptConfig {
    /// Which script it is.
    pub name: Option<Script>,
    /// What converts to it.
    pub engine: ScriptEngine,
}

/// Reads a script's name alone, or its table.
fn script<'de, D: Deserializer<'de>>(value: D) -> Result<ScriptConfig, D::Error> {
    struct NameOrTable;

    impl<'de> Visitor<'de> for NameOrTable {
        type Value = ScriptConfig;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the name of a script or its table")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<ScriptConfig, E> {
            Ok(ScriptConfig {
                name: Some(Script::deserialize(name.into_deserializer())?),
                ..ScriptConfig::default()
            })
        }

        fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<ScriptConfig, A::Error> {
            ScriptConfig::deserialize(MapAccessDeserializer::new(table))
        }
    }

    value.deserialize_any(NameOrTable)
}

/// The table `[glossary]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GlossaryConfig {
    /// Whether the glossary that comes with the program is the first layer.
    pub built_in: Option<bool>,
    /// Further files, later over earlier.
    pub files: Vec<PathBuf>,
}

/// The table `[clean]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CleanConfig {
    /// Names of the passes that are left out.
    pub disable: Vec<String>,
    /// The tables `[clean.sites."HOST"]`, for the pages of a site.
    pub sites: BTreeMap<String, SiteConfig>,
}

/// A table `[clean.sites."HOST"]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteConfig {
    /// Names of the passes that are left out on pages of the site.
    pub disable: Vec<String>,
}

/// The table `[memory]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct MemoryConfig {
    /// From which similarity a translation of another sentence is taken.
    pub fuzzy: Option<f64>,
    /// Translations of like sentences that a backend is shown for each sentence.
    pub examples: Option<usize>,
}

/// The table `[backend]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct BackendConfig {
    /// Which backend translates.
    pub name: Option<String>,
    /// The tables `[backend.NAME]`, one a backend.
    #[serde(flatten)]
    pub services: BTreeMap<String, toml::Table>,
}

/// Every key there is, with its tables, apart from those of single backends.
const KEYS: [&str; 39] = [
    "articles",
    "output",
    "script",
    "script.name",
    "script.engine",
    "layout",
    "jobs",
    "max_bytes",
    "charset",
    "clean",
    "clean.disable",
    SITES,
    "glossary",
    "glossary.built_in",
    "glossary.files",
    "memory",
    "memory.fuzzy",
    "memory.examples",
    "check",
    "check.ignore",
    PER_FILE_IGNORES,
    SEVERITY,
    "check.deny",
    "check.baseline",
    "publish",
    "publish.name",
    "publish.base_url",
    "publish.licence",
    "publish.disclaimer",
    "publish.contact",
    "publish.language",
    "publish.marks",
    "publish.findings",
    "publish.theme",
    "publish.markdown",
    "publish.markdown.front_matter",
    "publish.markdown.layout",
    "backend",
    "backend.name",
];

/// The table whose keys are hosts.
const SITES: &str = "clean.sites";

/// The table whose keys are patterns.
const PER_FILE_IGNORES: &str = "check.per-file-ignores";

/// The table whose keys are rules.
const SEVERITY: &str = "check.severity";

/// Why the settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Something in the file is wrong.
    #[error("{location}: {message}")]
    Wrong {
        /// Where.
        location: Location,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

impl Hinted for ConfigError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Read { .. } => "`duizhao init` writes a settings file",
            Self::Wrong { hint, .. } => hint,
        };
        Some(hint.to_owned())
    }
}

impl Config {
    /// Reads a settings file. Paths in it are taken from the file's folder.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Read {
            path: path.to_owned(),
            cause,
        })?;
        let mut config = Self::parse(path, &text)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let paths = config.articles.iter_mut().chain(&mut config.output);
        for path in paths
            .chain(&mut config.glossary.files)
            .chain(&mut config.check.baseline)
            .chain(&mut config.publish.theme)
        {
            *path = folder.join(&*path);
        }
        config.file = path.to_owned();
        Ok(config)
    }

    /// Returns the backend of that name: its table, or a kind that needs none.
    pub fn service(&self, name: &str) -> Result<Service, SetupError> {
        match self.backend.services.get(name) {
            Some(table) => Service::new(name, table, &self.file),
            None if BackendKind::named(name).is_some() => {
                Service::new(name, &toml::Table::new(), &self.file)
            }
            None => Err(SetupError {
                place: format!("backend `{name}`"),
                what: "it is neither configured nor a kind of backend".to_owned(),
                hint: format!(
                    "add [backend.{name}] to {FILE_NAME}; `duizhao backends` lists what there is"
                ),
            }),
        }
    }

    /// Reads settings from text; `path` names it in messages.
    ///
    /// A key that does not exist is an error with its place and the nearest one that does.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let table = DeTable::parse(text).map_err(|error| not_toml(path, text, &error))?;
        let table = table.get_ref();
        match unknown_key(table, "", &KEYS).or_else(|| unknown_rule(table)) {
            Some(unknown) => Err(ConfigError::Wrong {
                location: location(path, text, &unknown.span),
                message: format!("unknown {} `{}`", unknown.noun, unknown.name),
                hint: unknown.hint(),
            }),
            None => toml::from_str(text).map_err(|error| not_toml(path, text, &error)),
        }
    }
}

/// Returns the error for settings that are no TOML, or have a value of the wrong type.
fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let message = error.message().lines().next().unwrap_or("not TOML");
    ConfigError::Wrong {
        location: location(path, text, &error.span().unwrap_or_default()),
        message: message.to_owned(),
        hint: "`duizhao init` writes a settings file with every key explained".to_owned(),
    }
}

fn location(path: &Path, text: &str, span: &Range<usize>) -> Location {
    let before = text.get(..span.start).unwrap_or(text);
    Location::after(path, before.as_bytes())
}

/// A name that does not exist.
struct Unknown {
    span: Range<usize>,
    /// What it would be the name of.
    noun: &'static str,
    /// A key has its tables before it.
    name: String,
    /// The names that exist there.
    names: Vec<String>,
}

impl Unknown {
    /// Returns what to do about it.
    fn hint(&self) -> String {
        let noun = self.noun;
        let last = self.name.rsplit('.').next().unwrap_or_default();
        if self.name.starts_with("backend.")
            && ["key", "api_key", "apikey", "token"].contains(&last)
        {
            return "keys do not belong into settings; name a file with `key_file`, or a variable with `key_env`"
                .to_owned();
        }
        match nearest(&self.name, &self.names) {
            Some(nearest) => format!("the nearest {noun} is `{nearest}`"),
            None => {
                let names: Vec<String> =
                    self.names.iter().map(|name| format!("`{name}`")).collect();
                format!("the {noun}s are {}", names.join(", "))
            }
        }
    }
}

/// Finds the first key that does not exist, with its table.
fn unknown_key(table: &DeTable<'_>, prefix: &str, keys: &[&str]) -> Option<Unknown> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name = format!("{prefix}{}", key.get_ref());
        let inner = value.get_ref().as_table();
        let unknown = match inner {
            Some(inner) if prefix == "backend." => unknown_service_key(inner, &name, key.get_ref()),
            Some(_) if [PER_FILE_IGNORES, SEVERITY, SITES].contains(&&*name) => None,
            Some(inner) if keys.contains(&name.as_str()) => {
                unknown_key(inner, &format!("{name}."), keys)
            }
            None if keys.contains(&name.as_str()) => None,
            Some(_) | None => Some(Unknown {
                span: key.span(),
                noun: "key",
                name,
                names: keys.iter().map(|key| (*key).to_owned()).collect(),
            }),
        };
        if unknown.is_some() {
            return unknown;
        }
    }
    None
}

/// Finds the first code in the table `[check]` that no rule has. Values of the wrong type are left to the reader.
fn unknown_rule(table: &DeTable<'_>) -> Option<Unknown> {
    let check = table.get("check")?.get_ref().as_table()?;
    let per_file = check.get("per-file-ignores");
    let per_file = per_file.and_then(|table| table.get_ref().as_table());
    let lists = check.get("ignore").into_iter();
    let lists = lists.chain(per_file.into_iter().flat_map(|table| table.values()));
    let mut codes: Vec<_> = lists.flat_map(texts).collect();
    let weighed = check
        .get("severity")
        .and_then(|table| table.get_ref().as_table());
    let weighed = weighed.into_iter().flat_map(|table| table.keys());
    codes.extend(weighed.map(|key| (key.span(), key.get_ref().as_ref())));
    let denied = check.get("deny").into_iter().flat_map(texts);
    codes.extend(denied.filter(|(_, name)| Severity::from_name(name).is_none()));
    codes.retain(|(_, code)| RULES.iter().all(|rule| rule.code != *code));
    codes.sort_by_key(|(span, _)| span.start);
    let (span, code) = codes.into_iter().next()?;
    Some(Unknown {
        span,
        noun: "rule",
        name: code.to_owned(),
        names: RULES.iter().map(|rule| rule.code.to_owned()).collect(),
    })
}

/// Returns the texts of a list, with their places.
fn texts<'a>(list: &'a Spanned<DeValue<'_>>) -> impl Iterator<Item = (Range<usize>, &'a str)> {
    let values = list.get_ref().as_array().into_iter().flatten();
    values.filter_map(|value| Some((value.span(), value.get_ref().as_str()?)))
}

/// Finds the first key of a backend's table that neither all backends nor its kind have. Of a kind that does not exist, no key
/// is known to be wrong; that there is none is said when it is set up.
fn unknown_service_key(table: &DeTable<'_>, prefix: &str, name: &str) -> Option<Unknown> {
    let named = table
        .iter()
        .find(|(key, _)| key.get_ref() == "kind")
        .and_then(|(_, value)| value.get_ref().as_str());
    let own = BackendKind::named(named.unwrap_or(name)).map(|kind| kind.keys);
    let keys: Vec<&str> = COMMON_KEYS
        .into_iter()
        .chain(own?.iter().copied())
        .collect();
    let key = table
        .keys()
        .filter(|key| !keys.contains(&key.get_ref().as_ref()))
        .min_by_key(|key| key.span().start)?;
    Some(Unknown {
        span: key.span(),
        noun: "key",
        name: format!("{prefix}.{}", key.get_ref()),
        names: keys.iter().map(|key| format!("{prefix}.{key}")).collect(),
    })
}

/// Returns the name most similar to a mistyped one, if any is: by its last part, then by the whole.
fn nearest<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    names
        .iter()
        .map(|other| (similarity(name, other), other.as_str()))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

fn similarity(one: &str, other: &str) -> f64 {
    let of_last = strsim::jaro_winkler(last_part(one), last_part(other));
    of_last.max(strsim::jaro_winkler(one, other))
}

fn last_part(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = Config::parse(Path::new("duizhao.toml"), text).unwrap_err();
        let hint = error.hint().unwrap();
        assert_eq!(format!("{error}\nhint: {hint}"), expected);
    }

    #[test]
    fn sites_have_passes_of_their_own() {
        let text = "[clean]\ndisable = [\"wraps\"]\nsites.\"a.cn\".disable = [\"menus\"]\n";
        let config = Config::parse(Path::new("duizhao.toml"), text).unwrap();
        assert_eq!(config.clean.sites["a.cn"].disable, ["menus"]);
        let text = "[clean.sites.\"a.cn\"]\ndisabled = []\n";
        assert!(Config::parse(Path::new("duizhao.toml"), text).is_err());
    }

    #[test]
    fn unknown_rules_name_their_place_and_the_nearest() {
        check(
            "[check]\nignore = [\"fuzzy\", \"terms\"]\n",
            "duizhao.toml:2:20: unknown rule `terms`\nhint: the nearest rule is `term`",
        );
        check(
            "[check.per-file-ignores]\n\"2019/*.md\" = [\"stael\"]\n",
            "duizhao.toml:2:16: unknown rule `stael`\nhint: the nearest rule is `stale`",
        );
        check(
            "[check]\nignore = [\"tern\"]\ndeny = [\"note\", \"fuzy\"]\n[check.severity]\nmemry = \"note\"\n",
            "duizhao.toml:2:11: unknown rule `tern`\nhint: the nearest rule is `term`",
        );
        check(
            "[check]\ndeny = [\"note\", \"fuzzy\"]\n[check.severity]\nfuzzy = \"note\"\nmemry = \"note\"\n",
            "duizhao.toml:5:1: unknown rule `memry`\nhint: the nearest rule is `memory`",
        );
        check(
            "[check]\nignored = []\n",
            "duizhao.toml:2:1: unknown key `check.ignored`\nhint: the nearest key is `check.ignore`",
        );
    }

    #[test]
    fn unknown_keys_name_their_place_and_the_nearest() {
        check(
            "# 设置\noutptu = \"x\"\n",
            "duizhao.toml:2:1: unknown key `outptu`\nhint: the nearest key is `output`",
        );
        check(
            "[glossary]\nfile = [\"x\"]\n",
            "duizhao.toml:2:1: unknown key `glossary.file`\nhint: the nearest key is `glossary.files`",
        );
        check(
            "[backend.mock]\ndictionnary = \"x\"\n",
            "duizhao.toml:2:1: unknown key `backend.mock.dictionnary`\nhint: the nearest key is `backend.mock.dictionary`",
        );
    }

    #[test]
    fn values_of_the_wrong_kind_name_their_place() {
        let error = Config::parse(Path::new("duizhao.toml"), "jobs = \"many\"\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("duizhao.toml:1:8: invalid type: string"),
            "{error}"
        );
        let error = Config::parse(Path::new("duizhao.toml"), "a = [\n")
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("duizhao.toml:"), "{error}");
    }

    #[test]
    fn a_script_is_a_name_or_a_table() {
        let script = |text: &str| Config::parse(Path::new("duizhao.toml"), text).map(|c| c.script);
        let table = script("[script]\nname = \"hk\"\nengine = \"opencc\"\n").unwrap();
        assert_eq!(table.name, Some(Script::Hk));
        assert_eq!(table.engine, ScriptEngine::Opencc);
        let name = script("script = \"hk\"\n").unwrap();
        assert_eq!(
            (name.name, name.engine),
            (Some(Script::Hk), ScriptEngine::Embedded)
        );
        assert_eq!(script("").unwrap(), ScriptConfig::default());
        for (text, message) in [
            (
                "script = \"latin\"\n",
                "duizhao.toml:1:10: unknown variant `latin`",
            ),
            (
                "[script]\nengine = \"icu\"\n",
                "duizhao.toml:2:10: unknown variant `icu`",
            ),
            (
                "[script]\nengin = \"icu\"\n",
                "duizhao.toml:2:1: unknown key `script.engin`",
            ),
            (
                "script = 3\n",
                "duizhao.toml:1:10: invalid type: integer `3`, expected the name of a script or its table",
            ),
        ] {
            let error = script(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn every_key_is_read() {
        let text = "output = \"o\"\nscript = \"tw\"\nlayout = \"table\"\njobs = 3\nmax_bytes = 9\ncharset = \"big5\"\n[glossary]\nbuilt_in = false\nfiles = [\"g.csv\"]\n[check]\nignore = [\"fuzzy\"]\ndeny = [\"note\"]\nbaseline = \"k.json\"\n[check.severity]\nterm = \"note\"\n[check.per-file-ignores]\n\"2019/*.md\" = [\"term\"]\n[backend]\nname = \"mock\"\n[backend.mock]\ndictionary = \"d\"\n";
        let config = Config::parse(Path::new("duizhao.toml"), text).unwrap();
        assert_eq!(config.script.name, Some(Script::Tw));
        assert_eq!(config.layout, Some(Layout::Table));
        assert!(!config.check.selection(Path::new("2019/a.md")).has("term"));
        assert_eq!(config.check.severity["term"], Severity::Note);
        assert_eq!(config.check.deny, ["note"]);
        assert_eq!(config.check.baseline, Some(PathBuf::from("k.json")));
        assert_eq!(config.glossary.files, [PathBuf::from("g.csv")]);
        assert_eq!(
            config.backend.services["mock"]["dictionary"].as_str(),
            Some("d")
        );
    }
}
