//! A JSON service that the settings describe: where the sentences go into the request, and where the answers are in
//! the reply.

mod template;
#[cfg(test)]
mod tests;

use super::error::miscounted;
use super::refusal::REFUSES;
use super::settings::{Service, SetupError};
use super::wire::payload;
use super::wire::status::{self, Meaning};
use super::wire::transport::{Auth, Http, address, encoded};
use super::{
    Ask, Backend, BackendError, BackendKind, ErrorClass, Estimate, Limits, Reply, Request,
    Translation, Usage,
};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use template::{BodyTemplate, Placeholder, PlaceholderValues, TextTemplate};

/// The kind, as settings name it.
pub(super) static KIND: BackendKind = BackendKind {
    name: "http",
    about: "any JSON service, described by a request with placeholders and pointers into its reply",
    keys: &[
        "url",
        "method",
        "headers",
        "body",
        "answers",
        "answer",
        "finish",
        "error",
        "input_tokens",
        "output_tokens",
        "characters",
    ],
    offline: false,
    open: |service| Ok(Box::new(Described::new(service)?)),
    open_batches: None,
};

/// Limits where the settings do not say.
const LIMITS: Limits = Limits {
    sentences: 16,
    bytes: 1 << 20,
    tokens: u64::MAX,
    concurrency: 4,
};

#[derive(Default, Deserialize)]
#[serde(default)]
struct HttpSettings {
    url: String,
    method: Option<String>,
    headers: BTreeMap<String, String>,
    body: Option<toml::Value>,
    #[serde(flatten)]
    pointers: Pointers,
}

/// Where things stand in a reply, as JSON pointers (RFC 6901).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pointers {
    /// The list of answers; with `{{text}}`, the answer itself.
    answers: String,
    /// The text within an answer.
    answer: String,
    /// Why the answer ended.
    finish: Option<String>,
    /// What is there only where the reply is an error.
    error: Option<String>,
    input_tokens: Option<String>,
    output_tokens: Option<String>,
    characters: Option<String>,
}

/// A service that the settings describe.
struct Described {
    name: String,
    http: Http,
    method: Method,
    template: RequestTemplate,
    pointers: Pointers,
    limits: Limits,
    /// What its translations depend on.
    identity: String,
}

impl Described {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let settings: HttpSettings = service.own()?;
        let body = settings.body.clone().map(json);
        let template = RequestTemplate::new(service, &settings, body.as_ref())?;
        settings.pointers.check(service)?;
        let method = settings.method.as_deref().unwrap_or("POST").to_uppercase();
        let key = template.key(service)?;
        let usual = service.limits(LIMITS);
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(service, &settings.url, key, &Auth::None)?,
            method: Method::from_bytes(method.as_bytes())
                .map_err(|_| service.wrong("method", "it is no method"))?,
            limits: if template.has(Placeholder::Text) {
                Limits {
                    sentences: 1,
                    ..usual
                }
            } else {
                usual
            },
            // Headers may hold secrets: of them only a hash.
            identity: json!([
                "http",
                method,
                settings.url,
                duizhao_core::hex::encode(&Sha256::digest(json!(settings.headers).to_string())),
                body,
                settings.pointers.answers,
                settings.pointers.answer,
            ])
            .to_string(),
            template,
            pointers: settings.pointers,
        })
    }

    fn values<'a>(&'a self, request: &Request<'a>) -> PlaceholderValues<'a> {
        let texts: Vec<&str> = request
            .segments()
            .map(|sentence| sentence.text.as_str())
            .collect();
        PlaceholderValues {
            text: texts.first().copied().unwrap_or_default(),
            title: request.document.title.unwrap_or_default(),
            key: self.http.key().map_or("", |key| key.expose_secret()),
            texts,
            terms: payload::terms(request),
            terms_text: payload::terms_text(request, true).join("\n"),
        }
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let values = self.values(&request);
        let filled = (self.template.url(&values), self.template.headers(&values));
        let (Some(url), Ok(headers)) = filled else {
            return Err(BackendError::mismatch(
                &self.name,
                "an address or a header cannot hold this text",
            ));
        };
        let body = self.template.body.as_ref().map(|body| body.fill(&values));
        let answer = self
            .http
            .send(self.method.clone(), url, &headers, body.as_ref())
            .await?;
        let json = self.http.json(&answer).map_err(rejected)?;
        if self.pointers.is_error(&json) {
            return Err(rejected(self.http.refused(&answer, &answer.text())));
        }
        request
            .meter
            .add(self.pointers.counted(&json, self.estimate(request).usage));
        if let Some((class, what, hint)) = self.pointers.end(&json) {
            return Err(BackendError::new(&self.name, class, what, hint).billed());
        }
        let asked = (!self.template.has(Placeholder::Text)).then_some(request.asks.len());
        self.pointers
            .texts(&json, asked)
            .map_err(|what| BackendError::mismatch(&self.name, what))
    }
}

impl Backend for Described {
    fn name(&self) -> &str {
        &self.name
    }

    fn tells_terms(&self, _: &Ask<'_>) -> bool {
        self.template.has_terms()
    }

    /// Returns false: a described request has no placeholder for what was wrong.
    fn can_correct(&self) -> bool {
        false
    }

    fn identity(&self) -> String {
        self.identity.clone()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let values = self.values(&request);
        // The body as a whole, and the sentence where it stands elsewhere; services that count tokens take them there.
        let body = self
            .template
            .body
            .as_ref()
            .map(|body| body.fill(&values).to_string())
            .unwrap_or_default();
        let sentence = if self.template.has_texts() {
            ""
        } else {
            values.text
        };
        Estimate::of_tokens(&request, &[&body, sentence], 0)
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.ask(request))
    }
}

/// A request with placeholders.
struct RequestTemplate {
    url: TextTemplate,
    headers: Vec<(HeaderName, TextTemplate)>,
    body: Option<BodyTemplate>,
}

impl RequestTemplate {
    fn new(
        service: &Service,
        settings: &HttpSettings,
        body: Option<&Value>,
    ) -> Result<Self, SetupError> {
        let wrong = |key: &'static str| move |what: String| service.wrong(key, &what);
        let template = Self {
            url: TextTemplate::new(&settings.url).map_err(wrong("url"))?,
            headers: settings
                .headers
                .iter()
                .map(|(name, value)| {
                    let known = HeaderName::try_from(name)
                        .map_err(|_| format!("`{name}` is no name of a header"))?;
                    Ok((known, TextTemplate::new(value)?))
                })
                .collect::<Result<_, String>>()
                .map_err(wrong("headers"))?,
            body: body
                .map(BodyTemplate::new)
                .transpose()
                .map_err(wrong("body"))?,
        };
        let fits = template.headers(&PlaceholderValues::default());
        fits.map_err(|_| service.wrong("headers", "one holds characters that no header takes"))?;
        match address(&settings.url) {
            None if settings.url.is_empty() => return Err(service.wrong("url", "it is missing")),
            None => return Err(service.wrong("url", "it is no http or https address")),
            // The key and the text go to one host.
            Some(url) if url.host_str().is_some_and(|host| host.contains('{')) => {
                return Err(service.wrong("url", "its host cannot hold a placeholder"));
            }
            Some(_) => {}
        }
        match (template.has(Placeholder::Text), template.has_texts()) {
            (true, true) => {
                Err(service.wrong("body", "`{{text}}` and `{{texts}}` do not go together"))
            }
            (false, false) => Err(service.wrong(
                "body",
                "no `{{texts}}` or `{{text}}` says where sentences go",
            )),
            (true, false) | (false, true) => Ok(template),
        }
    }

    /// Returns the key, if there is a placeholder for it; an error if there is one without the other.
    fn key(&self, service: &Service) -> Result<Option<SecretString>, SetupError> {
        let key = service.key(None)?;
        match (&key, self.has(Placeholder::Key)) {
            (None, true) => {
                Err(service.wrong("key_env", "`{{key}}` is used, but no key is configured"))
            }
            (Some(_), false) => Err(service.wrong(
                "headers",
                "a key is configured, but `{{key}}` is not in `headers`, `url` or `body`",
            )),
            (Some(key), true) => {
                let values = PlaceholderValues {
                    key: key.expose_secret(),
                    ..PlaceholderValues::default()
                };
                let what = "the key holds characters that no header takes";
                self.headers(&values)
                    .map_err(|_| service.wrong("key_env", what))?;
                Ok(Some(key.clone()))
            }
            (None, false) => Ok(None),
        }
    }

    fn has(&self, place: Placeholder) -> bool {
        let mut patterns = self
            .headers
            .iter()
            .map(|(_, value)| value)
            .chain([&self.url]);
        patterns.any(|pattern| pattern.has(place))
            || self.body.as_ref().is_some_and(|body| body.has(place))
    }

    fn has_texts(&self) -> bool {
        self.body.as_ref().is_some_and(BodyTemplate::has_texts)
    }

    fn has_terms(&self) -> bool {
        self.body.as_ref().is_some_and(BodyTemplate::has_terms)
    }

    fn url(&self, values: &PlaceholderValues<'_>) -> Option<Url> {
        address(&self.url.fill(values, encoded))
    }

    fn headers(
        &self,
        values: &PlaceholderValues<'_>,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, reqwest::header::InvalidHeaderValue> {
        let headers = self.headers.iter().map(|(name, value)| {
            let mut filled = HeaderValue::from_bytes(value.fill(values, str::to_owned).as_bytes())?;
            filled.set_sensitive(value.has(Placeholder::Key));
            Ok((name.clone(), filled))
        });
        headers.collect()
    }
}

impl Pointers {
    fn check(&self, service: &Service) -> Result<(), SetupError> {
        let all = [
            ("answers", Some(&self.answers)),
            ("answer", Some(&self.answer)),
            ("finish", self.finish.as_ref()),
            ("error", self.error.as_ref()),
            ("input_tokens", self.input_tokens.as_ref()),
            ("output_tokens", self.output_tokens.as_ref()),
            ("characters", self.characters.as_ref()),
        ];
        for (key, pointer) in all {
            if pointer.is_some_and(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
                return Err(
                    service.wrong(key, "a pointer begins with a slash: `/data/translations`")
                );
            }
        }
        Ok(())
    }

    /// Tests whether a reply is an error: something is where errors are, and is no way to say that there is none.
    fn is_error(&self, reply: &Value) -> bool {
        let Some(found) = self.error.as_ref().and_then(|at| reply.pointer(at)) else {
            return false;
        };
        match found {
            Value::Null | Value::Bool(false) => false,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !["", "0"].contains(&text.as_str()),
            Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
        }
    }

    /// Says what it means that an answer did not end of itself; `None` where it did, or nothing is known of it.
    fn end(&self, reply: &Value) -> Option<(ErrorClass, &'static str, &'static str)> {
        let reason = reply.pointer(self.finish.as_ref()?)?.as_str()?;
        Some(match status::end(reason)? {
            Meaning::Length => (
                ErrorClass::TooLong,
                "the answer was cut off for its length",
                "raise the limit of an answer in `body`, or lower `max_sentences`",
            ),
            Meaning::Content => (
                ErrorClass::Refused,
                "the service's filter stopped the answer",
                REFUSES,
            ),
            Meaning::Money
            | Meaning::Key
            | Meaning::Model
            | Meaning::Form
            | Meaning::Busy
            | Meaning::Trouble => (
                ErrorClass::Passing,
                "the service broke the answer off",
                "run again later",
            ),
        })
    }

    /// Reads what a reply says that it used; what was expected where it does not say.
    fn counted(&self, reply: &Value, expected: Usage) -> Usage {
        Usage {
            input_tokens: count(reply, &self.input_tokens).unwrap_or(expected.input_tokens),
            output_tokens: count(reply, &self.output_tokens).unwrap_or(expected.output_tokens),
            characters: count(reply, &self.characters).unwrap_or(expected.characters),
            ..Usage::default()
        }
    }

    /// Reads the answers in a reply: as many as were asked for, or the only one.
    fn texts(&self, reply: &Value, asked: Option<usize>) -> Result<Vec<Translation>, String> {
        let found = reply.pointer(&self.answers);
        let items: Vec<&Value> = match (asked, found) {
            (None, Some(item)) => vec![item],
            (Some(_), Some(Value::Array(items))) => items.iter().collect(),
            (Some(_), Some(_)) => {
                return Err(format!(
                    "what is at `{}` in the reply is no list",
                    self.answers
                ));
            }
            (_, None) => return Err(format!("the reply has nothing at `{}`", self.answers)),
        };
        miscounted(items.len(), asked.unwrap_or(1))?;
        let texts = items
            .iter()
            .map(|item| item.pointer(&self.answer)?.as_str());
        let translations = texts.map(|text| Some(Ok(text?.to_owned())));
        translations
            .collect::<Option<_>>()
            .ok_or_else(|| match asked {
                Some(_) => format!(
                    "an answer has no text at `{}/…{}`",
                    self.answers, self.answer
                ),
                None => format!("the reply has no text at `{}{}`", self.answers, self.answer),
            })
    }
}

/// Returns the error of a request whose form the service does not take: there is no simpler one.
fn rejected(error: BackendError) -> BackendError {
    let class = match error.class {
        ErrorClass::Unsupported => ErrorClass::Rejected,
        class => class,
    };
    BackendError { class, ..error }
}

fn count(reply: &Value, pointer: &Option<String>) -> Option<u64> {
    reply.pointer(pointer.as_ref()?)?.as_u64()
}

/// Converts a value of the settings to JSON; dates become strings.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name, json(value)))
                .collect(),
        ),
    }
}
