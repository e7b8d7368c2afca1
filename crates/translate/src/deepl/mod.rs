//! DeepL: answers keep the order of the texts, and terms are given by a glossary on its server.
//!
//! Each text of a request is translated alone, so the sentences around it are sent as context, which is free.

mod glossary;

use super::error::miscounted;
use super::settings::{Service, SetupError};
use super::wire::transport::{Auth, Http};
use super::{
    Account, Ask, Backend, BackendError, BackendKind, Limits, Reply, Request, Translation, Usage,
};
use glossary::Glossaries;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The kind, as settings name it.
pub(super) static KIND: BackendKind = BackendKind {
    name: "deepl",
    about: "DeepL, with an account for its API, free or paid",
    keys: &[
        "base_url",
        "model_type",
        "formality",
        "glossary",
        "target_lang",
    ],
    offline: false,
    open: |service| Ok(Box::new(DeepL::new(service)?)),
    open_batches: None,
};

/// Where keys of paid accounts are known.
const PAID: &str = "https://api.deepl.com";

/// Where keys of free accounts are known; they end as [`FREE_KEY`] does.
const FREE: &str = "https://api-free.deepl.com";
const FREE_KEY: &str = ":fx";

/// The variable that DeepL's own tools take the key from.
const KEY_VARIABLE: &str = "DEEPL_API_KEY";

/// Limits where the settings do not say. DeepL takes 50 texts and bodies of 128 KiB; what the texts leave of 96 is
/// for the context.
const LIMITS: Limits = Limits {
    sentences: 50,
    bytes: (96 << 10) - CONTEXT_BYTES,
    tokens: u64::MAX,
    concurrency: 4,
};

/// Most bytes of context.
const CONTEXT_BYTES: usize = 16 << 10;

/// Sentences before and after each one that belong to its context.
const AROUND: usize = 2;

/// A character limit that says there is none, as paid accounts have it.
const UNLIMITED: u64 = 1_000_000_000_000;

#[derive(Deserialize)]
#[serde(default)]
struct DeeplSettings {
    base_url: Option<String>,
    model_type: Option<ModelType>,
    formality: Option<Formality>,
    glossary: bool,
    target_lang: EnglishVariety,
}

impl Default for DeeplSettings {
    fn default() -> Self {
        Self {
            base_url: None,
            model_type: None,
            formality: None,
            glossary: true,
            target_lang: EnglishVariety::American,
        }
    }
}

/// Which of its models DeepL is to take.
#[derive(Debug, Clone, Copy, Deserialize)]
enum ModelType {
    #[serde(rename = "quality_optimized")]
    Quality,
    #[serde(rename = "prefer_quality_optimized")]
    PreferQuality,
    #[serde(rename = "latency_optimized")]
    Latency,
}

impl ModelType {
    const fn name(self) -> &'static str {
        match self {
            Self::Quality => "quality_optimized",
            Self::PreferQuality => "prefer_quality_optimized",
            Self::Latency => "latency_optimized",
        }
    }
}

/// How formal the English is: DeepL has no formality for English, and takes it only as a preference.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Formality {
    Default,
    More,
    Less,
    PreferMore,
    PreferLess,
}

impl Formality {
    /// Returns the name, if DeepL takes it for English.
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Default => Some("default"),
            Self::PreferMore => Some("prefer_more"),
            Self::PreferLess => Some("prefer_less"),
            Self::More | Self::Less => None,
        }
    }
}

/// The English that is asked for.
#[derive(Debug, Clone, Copy, Deserialize)]
enum EnglishVariety {
    #[serde(rename = "EN-US", alias = "en-US", alias = "en-us")]
    American,
    #[serde(rename = "EN-GB", alias = "en-GB", alias = "en-gb")]
    British,
}

impl EnglishVariety {
    const fn name(self) -> &'static str {
        match self {
            Self::American => "EN-US",
            Self::British => "EN-GB",
        }
    }
}

/// DeepL's translation of text.
struct DeepL {
    name: String,
    http: Http,
    model: Option<&'static str>,
    formality: Option<&'static str>,
    target: &'static str,
    /// `None` where terms are not sent.
    glossaries: Option<Glossaries>,
    limits: Limits,
}

impl DeepL {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let settings: DeeplSettings = service.own()?;
        let Some(key) = service.key(Some(KEY_VARIABLE))? else {
            let what = format!("there is no key: `{KEY_VARIABLE}` is not set");
            return Err(service.wrong("key_env", &what));
        };
        let formality = settings.formality.and_then(Formality::name);
        if settings.formality.is_some() && formality.is_none() {
            let what = "English has no formality, so DeepL refuses `more` and `less`; leave it out";
            return Err(service.wrong("formality", what));
        }
        let base = settings
            .base_url
            .unwrap_or_else(|| usual_base(&key).to_owned());
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(service, &base, Some(key), &Auth::Scheme("DeepL-Auth-Key"))?,
            model: settings.model_type.map(ModelType::name),
            formality,
            target: settings.target_lang.name(),
            glossaries: settings.glossary.then(Glossaries::default),
            limits: service.limits(LIMITS),
        })
    }

    fn body(&self, request: &Request<'_>, glossary: Option<String>) -> Value {
        let texts: Vec<&str> = request
            .segments()
            .map(|sentence| sentence.text.as_str())
            .collect();
        let mut body = json!({
            "text": texts,
            "source_lang": "ZH",
            "target_lang": self.target,
            "show_billed_characters": true,
            // A text is one sentence, whatever marks stand in it.
            "split_sentences": "0",
            "preserve_formatting": true,
        });
        let optional = [
            ("context", context(request)),
            ("model_type", self.model.map(str::to_owned)),
            ("formality", self.formality.map(str::to_owned)),
            ("glossary_id", glossary),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                body[key] = value.into();
            }
        }
        body
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let glossary = match &self.glossaries {
            Some(glossaries) => glossaries.id(&self.name, &self.http, &request).await?,
            None => None,
        };
        let body = self.body(&request, glossary);
        let answer = self
            .http
            .send(
                Method::POST,
                self.http.url("v2/translate"),
                &[],
                Some(&body),
            )
            .await?;
        let json = self.http.json(&answer)?;
        let DeeplReply { translations } = DeeplReply::deserialize(&json)
            .map_err(|_| BackendError::mismatch(&self.name, "the reply holds no translations"))?;
        miscounted(translations.len(), request.asks.len())
            .map_err(|what| BackendError::mismatch(&self.name, what))?;
        let billed: Option<u64> = translations
            .iter()
            .map(|translated| translated.billed_characters.as_u64())
            .sum();
        let characters = billed.unwrap_or_else(|| request.characters());
        request.meter.add(Usage {
            characters,
            ..Usage::default()
        });
        Ok(translations
            .into_iter()
            .map(|translated| Ok(translated.text))
            .collect())
    }

    async fn used_up(&self) -> Result<Option<String>, BackendError> {
        let answer = self
            .http
            .send(Method::GET, self.http.url("v2/usage"), &[], None)
            .await?;
        let json = self.http.json(&answer)?;
        Ok(AccountUsage::deserialize(&json)
            .ok()
            .map(|counted| counted.line()))
    }
}

impl Backend for DeepL {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Option<&str> {
        self.model
    }

    /// Returns false: DeepL takes no corrections, and translates a sentence the same way each time.
    fn can_correct(&self) -> bool {
        false
    }

    fn tells_terms(&self, _: &Ask<'_>) -> bool {
        self.glossaries.is_some()
    }

    fn identity(&self) -> String {
        json!([
            "deepl",
            self.model,
            self.target,
            self.formality,
            self.glossaries.is_some()
        ])
        .to_string()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.ask(request))
    }

    fn account(&self) -> Account<'_> {
        Box::pin(self.used_up())
    }
}

/// Returns the address of the API that knows the key.
fn usual_base(key: &SecretString) -> &'static str {
    if key.expose_secret().ends_with(FREE_KEY) {
        FREE
    } else {
        PAID
    }
}

/// Joins the title and the sentences around those asked for, themselves included, since each text is translated alone.
/// `None` where there is nothing besides the sentence.
fn context(request: &Request<'_>) -> Option<String> {
    let sentences = request.document.segments;
    let mut near: BTreeSet<usize> = request
        .asks
        .iter()
        .flat_map(|ask| ask.sentence.saturating_sub(AROUND)..=ask.sentence + AROUND)
        .filter(|&index| index < sentences.len())
        .collect();
    // The title is also the first sentence.
    near.extend(request.document.title.is_some().then_some(0));
    if near.len() < 2 {
        return None;
    }
    let mut context = String::new();
    let mut block = None;
    for sentence in near.into_iter().map(|index| &sentences[index]) {
        if context.len() + 1 + sentence.text.len() > CONTEXT_BYTES {
            break;
        }
        if block.is_some_and(|block| block != sentence.block) {
            context.push('\n');
        }
        context.push_str(&sentence.text);
        block = Some(sentence.block);
    }
    (!context.is_empty()).then_some(context)
}

#[derive(Deserialize)]
struct DeeplReply {
    translations: Vec<Translated>,
}

#[derive(Deserialize)]
struct Translated {
    text: String,
    /// Missing where a gateway stands before DeepL; whatever it is, it must not cost the translation.
    #[serde(default)]
    billed_characters: Value,
}

/// What an account has used in its billing period.
#[derive(Deserialize)]
struct AccountUsage {
    character_count: u64,
    character_limit: u64,
}

impl AccountUsage {
    fn line(&self) -> String {
        let used = grouped(self.character_count);
        if self.character_limit < UNLIMITED {
            let limit = grouped(self.character_limit);
            format!("{used} of {limit} characters used")
        } else {
            format!("{used} characters used")
        }
    }
}

/// Writes a number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
