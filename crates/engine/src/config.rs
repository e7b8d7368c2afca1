//! Settings: `duizhao.toml` under what flags and the environment say, over the defaults.

use duizhao_edition::Layout;
use duizhao_translate::{BackendKind, COMMON_KEYS, Service, SetupError};
use duizhao_zh::script::Script;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

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
    pub script: Option<Script>,
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
    /// The translation memory.
    pub memory: MemoryConfig,
    /// The translation backend.
    pub backend: BackendConfig,
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

/// The table `[memory]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct MemoryConfig {
    /// From which likeness a translation of another sentence is taken.
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
const KEYS: [&str; 15] = [
    "articles",
    "output",
    "script",
    "layout",
    "jobs",
    "max_bytes",
    "charset",
    "glossary",
    "glossary.built_in",
    "glossary.files",
    "memory",
    "memory.fuzzy",
    "memory.examples",
    "backend",
    "backend.name",
];

/// Why the settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file system refused.
    #[error("{path}: cannot be read: {cause}\nhint: `duizhao init` writes a settings file", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Something in the file is wrong.
    #[error("{path}:{line}:{column}: {message}\nhint: {hint}", path = path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
        /// The way out.
        hint: String,
    },
}

impl Config {
    /// Reads a settings file. Paths in it are taken from the file's folder.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Io {
            path: path.to_owned(),
            cause,
        })?;
        let mut config = Self::parse(path, &text)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let rebase = |path: &mut PathBuf| *path = folder.join(&*path);
        config.articles.iter_mut().for_each(rebase);
        config.output.iter_mut().for_each(rebase);
        config.glossary.files.iter_mut().for_each(rebase);
        config.file = path.to_owned();
        Ok(config)
    }

    /// The backend of that name: its table, or a kind that needs none.
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
        let wrong = |span: Range<usize>, message: String, hint: String| {
            let (line, column) = position(text, span.start);
            ConfigError::Wrong {
                path: path.to_owned(),
                line,
                column,
                message,
                hint,
            }
        };
        let toml_error = |error: toml::de::Error| {
            let message = error
                .message()
                .lines()
                .next()
                .unwrap_or("not TOML")
                .to_owned();
            wrong(
                error.span().unwrap_or(0..0),
                message,
                "`duizhao init` writes a settings file with every key explained".to_owned(),
            )
        };
        let table = toml::de::DeTable::parse(text).map_err(toml_error)?;
        if let Some(unknown) = unknown_key(table.get_ref(), "", &KEYS) {
            let hint = unknown.hint();
            return Err(wrong(
                unknown.span,
                format!("unknown key `{}`", unknown.name),
                hint,
            ));
        }
        toml::from_str(text).map_err(toml_error)
    }
}

/// A key that does not exist.
struct Unknown {
    span: Range<usize>,
    /// With its tables.
    name: String,
    /// The keys that exist there.
    keys: Vec<String>,
}

impl Unknown {
    /// The way out.
    fn hint(&self) -> String {
        let last = self.name.rsplit('.').next().unwrap_or_default();
        if self.name.starts_with("backend.")
            && ["key", "api_key", "apikey", "token"].contains(&last)
        {
            return "keys do not belong into settings; name a file with `key_file`, or a variable with `key_env`"
                .to_owned();
        }
        match nearest(&self.name, &self.keys) {
            Some(nearest) => format!("the nearest key is `{nearest}`"),
            None => {
                let keys: Vec<String> = self.keys.iter().map(|key| format!("`{key}`")).collect();
                format!("the keys are {}", keys.join(", "))
            }
        }
    }
}

/// The first key that does not exist, with its table.
fn unknown_key(table: &toml::de::DeTable<'_>, prefix: &str, keys: &[&str]) -> Option<Unknown> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter().find_map(|(key, value)| {
        let name = format!("{prefix}{}", key.get_ref());
        let inner = value.get_ref().as_table();
        match inner.filter(|_| prefix == "backend.") {
            Some(inner) => unknown_service_key(inner, &name, key.get_ref()),
            None if keys.contains(&name.as_str()) => {
                inner.and_then(|inner| unknown_key(inner, &format!("{name}."), keys))
            }
            None => {
                let keys = keys.iter().map(|key| (*key).to_owned()).collect();
                Some(Unknown {
                    span: key.span(),
                    name,
                    keys,
                })
            }
        }
    })
}

/// The first key of a backend's table that neither all backends nor its kind have. Of a kind that does not exist, no key
/// is known to be wrong; that there is none is said when it is set up.
fn unknown_service_key(table: &toml::de::DeTable<'_>, prefix: &str, name: &str) -> Option<Unknown> {
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
    let keys = keys.iter().map(|key| format!("{prefix}.{key}")).collect();
    Some(Unknown {
        span: key.span(),
        name: format!("{prefix}.{}", key.get_ref()),
        keys,
    })
}

/// The key most like a mistyped one, if any is like it: by the last part, then by the whole.
fn nearest<'a>(key: &str, keys: &'a [String]) -> Option<&'a str> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |other: &str| {
        strsim::jaro_winkler(&last(key), &last(other)).max(strsim::jaro_winkler(key, other))
    };
    keys.iter()
        .map(|other| (likeness(other), other.as_str()))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, key)| key)
}

/// Line and column of a byte, from 1, the column in characters.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(
            Config::parse(Path::new("duizhao.toml"), text)
                .unwrap_err()
                .to_string(),
            expected
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
    fn every_key_is_read() {
        let text = "output = \"o\"\nscript = \"tw\"\nlayout = \"table\"\njobs = 3\nmax_bytes = 9\ncharset = \"big5\"\n[glossary]\nbuilt_in = false\nfiles = [\"g.csv\"]\n[backend]\nname = \"mock\"\n[backend.mock]\ndictionary = \"d\"\n";
        let config = Config::parse(Path::new("duizhao.toml"), text).unwrap();
        assert_eq!(config.script, Some(Script::Tw));
        assert_eq!(config.layout, Some(Layout::Table));
        assert_eq!(config.glossary.files, [PathBuf::from("g.csv")]);
        assert_eq!(
            config.backend.services["mock"]["dictionary"].as_str(),
            Some("d")
        );
    }
}
