//! LibreTranslate: translation on a machine of one's own.
//!
//! Text is sent as escaped HTML: what the server does to the ends and the case of plain text is made for other
//! languages (a Chinese full stop after English, capitals throughout where the source has an abbreviation).

mod markup;

use super::error::miscounted;
use super::settings::{Service, SetupError};
use super::wire::transport::{Auth, Http};
use super::{
    ArticleContext, Ask, Backend, BackendError, BackendKind, ErrorClass, Limits, Meter, Reply,
    Request, Translation, Usage,
};
use duizhao_zh::han;
use duizhao_zh::script::{Converter, Script};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// The kind, as settings name it.
pub(super) static KIND: BackendKind = BackendKind {
    name: "libretranslate",
    about: "LibreTranslate, on a machine of your own or as a service",
    keys: &["base_url"],
    offline: false,
    open: |service| Ok(Box::new(LibreTranslate::new(service)?)),
    open_batches: None,
};

/// Where `libretranslate` listens by default.
const BASE_URL: &str = "http://127.0.0.1:5000";

/// The variable for keys, which only some servers ask for.
const KEY_VARIABLE: &str = "LIBRETRANSLATE_API_KEY";

/// Limits where the settings do not say: a machine without a graphics card translates a few sentences a second.
const LIMITS: Limits = Limits {
    sentences: 20,
    bytes: 1 << 20,
    tokens: u64::MAX,
    concurrency: 2,
};

/// Codes for Chinese, the best first: those of version 1.7 and later, and those before.
const SIMPLIFIED: [&str; 4] = ["zh-Hans", "zh", "zh-Hant", "zt"];
const TRADITIONAL: [&str; 4] = ["zh-Hant", "zt", "zh-Hans", "zh"];

const ENGLISH: &str = "en";

/// Chinese characters after which the script of an article is certain; it is detected for each request.
const ENOUGH: usize = 500;

#[derive(Deserialize)]
#[serde(default)]
struct LibreTranslateSettings {
    base_url: String,
}

impl Default for LibreTranslateSettings {
    fn default() -> Self {
        Self {
            base_url: BASE_URL.to_owned(),
        }
    }
}

/// A LibreTranslate server.
struct LibreTranslate {
    name: String,
    http: Http,
    base_url: String,
    limits: Limits,
    /// What the server can translate from, once it was asked.
    sources: OnceCell<ChineseCodes>,
    /// Detects traditional text by what it would change.
    simplifier: Converter,
}

/// The server's codes for Chinese.
#[derive(Debug, PartialEq, Eq)]
struct ChineseCodes {
    simplified: String,
    traditional: String,
}

impl LibreTranslate {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let LibreTranslateSettings { base_url } = service.own()?;
        let simplifier = Converter::new(Script::Hans);
        // The key goes in the body.
        let http = Http::new(
            service,
            &base_url,
            service.key(Some(KEY_VARIABLE))?,
            &Auth::None,
        )?;
        let limits = service.limits(LIMITS);
        Ok(Self {
            name: service.name.clone(),
            http,
            base_url,
            limits,
            sources: OnceCell::new(),
            simplifier,
        })
    }

    /// Asks the server for its languages.
    async fn sources(&self, meter: &Meter) -> Result<ChineseCodes, BackendError> {
        meter.add(Usage {
            requests: 1,
            ..Usage::default()
        });
        let answer = self
            .http
            .send(Method::GET, self.http.url("languages"), &[], None)
            .await;
        let json = answer
            .and_then(|answer| self.http.json(&answer))
            .map_err(BackendError::of_setup)?;
        let languages = Vec::<ServerLanguage>::deserialize(&json).map_err(|_| {
            let hint = "check that `base_url` is a LibreTranslate server's";
            BackendError::new(
                &self.name,
                ErrorClass::Final,
                "the server's list of languages is none",
                hint,
            )
        })?;
        sources(&languages).ok_or_else(|| {
            let codes: Vec<&str> = languages.iter().map(|language| language.code.as_str()).take(60).collect();
            let what = format!("the server translates no Chinese to English; it has: {}", codes.join(", "));
            let hint = "install its models for Chinese and English, and name both if you start it with `--load-only`";
            BackendError::new(&self.name, ErrorClass::Final, what, hint)
        })
    }

    /// Returns the server's code for an article's Chinese.
    async fn source(&self, request: &Request<'_>) -> Result<&str, BackendError> {
        let sources = self
            .sources
            .get_or_try_init(|| self.sources(request.meter))
            .await?;
        let one = sources.simplified == sources.traditional;
        Ok(if !one && self.is_traditional(&request.document) {
            &sources.traditional
        } else {
            &sources.simplified
        })
    }

    /// Tests whether an article is in traditional script: simplifying changes more than a tenth of the characters at its
    /// beginning, and hardly any of simplified text.
    fn is_traditional(&self, document: &ArticleContext<'_>) -> bool {
        let mut changed = 0;
        let mut all = 0;
        for sentence in document.segments {
            let simplified = self.simplifier.convert(&sentence.text);
            let pairs = sentence.text.chars().zip(simplified.chars());
            changed += pairs.filter(|(before, after)| before != after).count();
            all += han::count(&sentence.text);
            if all >= ENOUGH {
                break;
            }
        }
        changed * 10 > all
    }

    fn body(&self, source: &str, sent: &[String]) -> Value {
        let mut body = json!({ "q": sent, "source": source, "target": ENGLISH, "format": "html" });
        if let Some(key) = self.http.key() {
            body["api_key"] = key.expose_secret().into();
        }
        body
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let source = self.source(&request).await?;
        let sent = sent(&request);
        let body = self.body(source, &sent);
        let answer = self
            .http
            .send(Method::POST, self.http.url("translate"), &[], Some(&body))
            .await?;
        let json = self.http.json(&answer)?;
        let LibreTranslateReply { texts } =
            LibreTranslateReply::deserialize(&json).map_err(|_| {
                BackendError::mismatch(&self.name, "the reply holds no list of translations")
            })?;
        miscounted(texts.len(), sent.len())
            .map_err(|what| BackendError::mismatch(&self.name, what))?;
        request.meter.add(Usage {
            characters: request.characters(),
            ..Usage::default()
        });
        let parts = request.segments().zip(&sent).zip(&texts);
        Ok(parts
            .map(|((sentence, sent), text)| Ok(markup::restored(text, sent, &sentence.text)))
            .collect())
    }
}

impl Backend for LibreTranslate {
    fn name(&self) -> &str {
        &self.name
    }

    /// Tests whether a translation broke the glossary: only then are terms marked.
    fn tells_terms(&self, ask: &Ask<'_>) -> bool {
        !ask.violations.is_empty()
    }

    /// Names the server, which does not say what model it has.
    fn identity(&self) -> String {
        json!(["libretranslate", self.base_url.trim_end_matches('/')]).to_string()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.ask(request))
    }
}

/// Writes the sentences as they are sent: unchanged the first time, with their terms in English when a translation
/// broke the glossary.
fn sent(request: &Request<'_>) -> Vec<String> {
    let asks = request.segments().zip(request.asks);
    let html = asks.map(|(sentence, ask)| {
        if ask.violations.is_empty() {
            markup::escaped(&sentence.text)
        } else {
            markup::protected(sentence, request.terms())
        }
    });
    html.collect()
}

/// Finds the codes of a server that translates Chinese to English. Where it has one script, that is taken for both.
fn sources(languages: &[ServerLanguage]) -> Option<ChineseCodes> {
    Some(ChineseCodes {
        simplified: first_known(&SIMPLIFIED, languages)?,
        traditional: first_known(&TRADITIONAL, languages)?,
    })
}

/// Finds the first of `codes` that the server translates to English.
fn first_known(codes: &[&str], languages: &[ServerLanguage]) -> Option<String> {
    let known = codes.iter().find(|code| {
        languages
            .iter()
            .any(|language| language.code == **code && language.has_english())
    });
    known.map(|code| (*code).to_owned())
}

#[derive(Deserialize)]
struct ServerLanguage {
    code: String,
    /// Versions before 1.3 do not say: they translate from each language to each.
    targets: Option<Vec<String>>,
}

impl ServerLanguage {
    fn has_english(&self) -> bool {
        match &self.targets {
            Some(targets) => targets.iter().any(|code| code == ENGLISH),
            None => true,
        }
    }
}

#[derive(Deserialize)]
struct LibreTranslateReply {
    #[serde(rename = "translatedText")]
    texts: Vec<String>,
}

#[cfg(test)]
mod tests;
