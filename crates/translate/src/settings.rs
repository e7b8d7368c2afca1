//! The settings of one service: the keys that all kinds share, and those of its own kind.

use super::{Limits, Prices, Usage};
use duizhao_core::diagnostic::Hinted;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The keys that every service knows.
pub const COMMON_KEYS: [&str; 21] = [
    "kind",
    "key_env",
    "key_file",
    "concurrency",
    "requests_per_minute",
    "tokens_per_minute",
    "timeout",
    "retries",
    "retry_budget",
    "backoff",
    "mend",
    "max_sentences",
    "max_bytes",
    "max_tokens",
    "ca_file",
    "input_price",
    "cached_price",
    "output_price",
    "character_price",
    "batch_price",
    "currency",
];

/// What a request costs in a batch, as a part of its price, where the settings do not say: half, as OpenAI ("Batch API")
/// and Anthropic ("Batch processing") publish.
const BATCH_PRICE: f64 = 0.5;

/// Most requests at once: each has a connection, and systems allow about as many open files.
const MOST_AT_ONCE: usize = 1024;

/// Receives a line for each request and reply, without keys.
pub type Trace = Arc<dyn Fn(&str) + Send + Sync>;

/// What a reply came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Sentences with a translation, from a reply or the memory.
    pub done: usize,
    /// Sentences that are asked for once more, or were.
    pub again: usize,
    /// Sentences without a translation.
    pub failed: usize,
    /// What it used.
    pub used: Usage,
}

impl AddAssign for Step {
    fn add_assign(&mut self, other: Self) {
        self.done += other.done;
        self.again += other.again;
        self.failed += other.failed;
        self.used += other.used;
    }
}

/// Receives what each reply came to.
pub type Watch = Arc<dyn Fn(Step) + Send + Sync>;

/// The table of one service, `[backend.NAME]`.
#[derive(Clone)]
pub struct Service {
    /// Its name in the settings.
    pub name: String,
    /// The name of its kind.
    pub kind: String,
    /// What it shares with other services.
    pub common: Common,
    /// The kind's own keys.
    own: toml::Table,
    /// The settings file, for messages, and for paths in it.
    file: PathBuf,
    /// Receives what is sent and what comes back.
    pub trace: Option<Trace>,
    /// Receives a line for each long wait.
    pub notice: Option<Trace>,
    /// Receives what each reply came to.
    pub watch: Option<Watch>,
    /// Whether nothing is sent, so that no key is needed.
    pub plan: bool,
}

/// What all services share; `None` where the settings do not say.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Common {
    /// The environment variable that holds the key.
    pub key_env: Option<String>,
    /// The file that holds the key.
    pub key_file: Option<PathBuf>,
    /// Requests at once.
    pub concurrency: Option<usize>,
    /// Requests in a minute.
    pub requests_per_minute: Option<u64>,
    /// Tokens in a minute, sent and received.
    pub tokens_per_minute: Option<u64>,
    /// Seconds for a whole reply.
    pub timeout: Option<f64>,
    /// Attempts after the first, for one request.
    pub retries: Option<u32>,
    /// Attempts after the first, for the whole run.
    pub retry_budget: Option<u32>,
    /// Seconds before the second attempt.
    pub backoff: Option<f64>,
    /// Whether a translation that breaks a rule is asked for once more.
    pub mend: Option<Mend>,
    /// Sentences in one request.
    pub max_sentences: Option<usize>,
    /// Bytes of sentences in one request.
    pub max_bytes: Option<usize>,
    /// Estimated tokens of sentences in one request.
    pub max_tokens: Option<u64>,
    /// Further certificate authorities to trust, as PEM.
    pub ca_file: Option<PathBuf>,
    /// What a request costs in a batch, as a part of its price.
    pub batch_price: Option<f64>,
    /// The currency of the prices, for reports.
    pub currency: Option<String>,
    /// What a million costs.
    #[serde(flatten)]
    pub prices: Prices,
}

/// How often a translation that breaks a rule is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mend {
    /// It is not.
    Never,
    /// Once, with what was wrong.
    Once,
}

/// Why a backend cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {what}")]
pub struct SetupError {
    /// File, table and key.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// How to fix it.
    pub hint: String,
}

impl Hinted for SetupError {
    fn hint(&self) -> Option<String> {
        Some(self.hint.clone())
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Parses a table. `file` is the settings file, from whose folder relative paths are resolved. The kind is the
    /// table's name where the table does not say.
    pub fn new(name: &str, table: &toml::Table, file: &Path) -> Result<Self, SetupError> {
        let kind = table
            .get("kind")
            .and_then(toml::Value::as_str)
            .unwrap_or(name)
            .to_owned();
        let (common, own): (toml::Table, toml::Table) = table
            .clone()
            .into_iter()
            .partition(|(key, _)| COMMON_KEYS.contains(&key.as_str()));
        let mut service = Self {
            name: name.to_owned(),
            kind,
            common: Common::default(),
            own,
            file: file.to_owned(),
            trace: None,
            notice: None,
            watch: None,
            plan: false,
        };
        if table.get("kind").is_some_and(|kind| !kind.is_str()) {
            return Err(service.wrong("kind", "it is no text"));
        }
        service.common = service.typed(common)?;
        service.check_numbers()?;
        Ok(service)
    }

    /// Tests whether prices, times and counts are numbers to calculate with.
    fn check_numbers(&self) -> Result<(), SetupError> {
        let Common {
            timeout,
            backoff,
            prices,
            concurrency,
            requests_per_minute,
            tokens_per_minute,
            max_sentences,
            max_bytes,
            max_tokens,
            batch_price,
            ..
        } = self.common;
        let counts = [
            ("concurrency", concurrency.map(|count| count as u64)),
            ("requests_per_minute", requests_per_minute),
            ("tokens_per_minute", tokens_per_minute),
            ("max_sentences", max_sentences.map(|count| count as u64)),
            ("max_bytes", max_bytes.map(|count| count as u64)),
            ("max_tokens", max_tokens),
        ];
        if let Some((key, _)) = counts.iter().find(|(_, count)| *count == Some(0)) {
            return Err(self.wrong(key, "it must be at least 1"));
        }
        if concurrency.is_some_and(|count| count > MOST_AT_ONCE) {
            return Err(self.wrong("concurrency", &format!("it must be at most {MOST_AT_ONCE}")));
        }
        let numbers = [
            ("timeout", timeout),
            ("backoff", backoff),
            ("input_price", prices.input_price),
            ("cached_price", prices.cached_price),
            ("output_price", prices.output_price),
            ("character_price", prices.character_price),
            ("batch_price", batch_price),
        ];
        for (key, number) in numbers {
            if number.is_some_and(|number| Duration::try_from_secs_f64(number).is_err()) {
                return Err(self.wrong(key, "it must be a number, and not below zero"));
            }
        }
        if timeout == Some(0.0) {
            return Err(self.wrong("timeout", "no reply comes in no time"));
        }
        Ok(())
    }

    /// Parses the kind's own settings.
    pub(super) fn own<T: DeserializeOwned>(&self) -> Result<T, SetupError> {
        self.typed(self.own.clone())
    }

    fn typed<T: DeserializeOwned>(&self, table: toml::Table) -> Result<T, SetupError> {
        table
            .try_into()
            .map_err(|error: toml::de::Error| SetupError {
                place: self.place(),
                what: error
                    .to_string()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
                hint: "`duizhao init` writes a settings file with every key explained".to_owned(),
            })
    }

    fn place(&self) -> String {
        let file = if self.file.as_os_str().is_empty() {
            "duizhao.toml".into()
        } else {
            self.file.display().to_string()
        };
        format!("{file}: [backend.{}]", self.name)
    }

    /// Makes the error for a setting that is wrong.
    pub(super) fn wrong(&self, key: &str, what: &str) -> SetupError {
        SetupError {
            place: format!("{} {key}", self.place()),
            what: what.to_owned(),
            hint: format!(
                "set `{key}` under [backend.{}] in the settings file",
                self.name
            ),
        }
    }

    /// Resolves a path of the settings from the settings file's folder.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        self.file.parent().unwrap_or(Path::new("")).join(path)
    }

    /// Returns the service at the prices of batches.
    #[must_use]
    pub fn at_batch_prices(mut self) -> Self {
        let part = self.common.batch_price.unwrap_or(BATCH_PRICE);
        self.common.prices = self.common.prices.times(part);
        self
    }

    /// Returns the time for a whole reply.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs_f64(self.common.timeout.unwrap_or(120.0))
    }

    /// Returns the time before the second attempt.
    pub(super) fn backoff(&self) -> Duration {
        Duration::from_secs_f64(self.common.backoff.unwrap_or(0.5))
    }

    /// Returns the limits of the settings, and of the kind where they do not say.
    pub(super) fn limits(&self, usual: Limits) -> Limits {
        Limits {
            sentences: self.common.max_sentences.unwrap_or(usual.sentences),
            bytes: self.common.max_bytes.unwrap_or(usual.bytes),
            tokens: self.common.max_tokens.unwrap_or(usual.tokens),
            concurrency: self.common.concurrency.unwrap_or(usual.concurrency),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(settings: &str) -> Result<Service, SetupError> {
        Service::new(
            "x",
            &toml::from_str(settings).unwrap(),
            Path::new("duizhao.toml"),
        )
    }

    #[track_caller]
    fn check(settings: &str, expected: &str) {
        let error = service(settings).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        check(
            "timeout = -1.0",
            "duizhao.toml: [backend.x] timeout: it must be a number",
        );
        check(
            "input_price = nan",
            "duizhao.toml: [backend.x] input_price: it must be a number",
        );
        check(
            "concurrency = 0",
            "duizhao.toml: [backend.x] concurrency: it must be at least 1",
        );
        check(
            "concurrency = 4096",
            "duizhao.toml: [backend.x] concurrency: it must be at most 1024",
        );
        check(
            "timeout = 0.0",
            "duizhao.toml: [backend.x] timeout: no reply comes",
        );
        check(
            "retries = 'many'",
            "duizhao.toml: [backend.x]: invalid type",
        );
        check("kind = 3", "duizhao.toml: [backend.x] kind: it is no text");
    }

    #[test]
    fn every_common_key_is_read() {
        let all = Common {
            key_env: Some(String::new()),
            key_file: Some(PathBuf::new()),
            concurrency: Some(1),
            requests_per_minute: Some(1),
            tokens_per_minute: Some(1),
            timeout: Some(1.0),
            retries: Some(1),
            retry_budget: Some(1),
            backoff: Some(1.0),
            mend: Some(Mend::Once),
            max_sentences: Some(1),
            max_bytes: Some(1),
            max_tokens: Some(1),
            ca_file: Some(PathBuf::new()),
            batch_price: Some(1.0),
            currency: Some(String::new()),
            prices: Prices {
                input_price: Some(1.0),
                cached_price: Some(1.0),
                output_price: Some(1.0),
                character_price: Some(1.0),
            },
        };
        let text = |key: &str| match key {
            "kind" | "key_env" | "key_file" | "ca_file" | "currency" => format!("{key} = ''\n"),
            key if key.ends_with("price") || key == "timeout" || key == "backoff" => {
                format!("{key} = 1.0\n")
            }
            "mend" => "mend = 'once'\n".to_owned(),
            key => format!("{key} = 1\n"),
        };
        let settings: String = COMMON_KEYS.iter().map(|key| text(key)).collect();
        assert_eq!(service(&settings).unwrap().common, all);
    }
}
