//! Chat services that have a protocol of their own, with features that their OpenAI-compatible endpoints lack:
//! Anthropic's, whose instructions are cached, and Gemini's, whose filters can be set.

mod anthropic;
mod batches;
mod gemini;
#[cfg(test)]
mod tests;

use super::chat::{self, Answer, Chat, ChatSettings, Form};
use super::settings::{Service, SetupError};
use super::wire::transport::{Auth, Http, HttpReply, message};
use super::{
    Backend, BackendError, BackendKind, ErrorClass, Estimate, Limits, Reply, Request, Translation,
    Usage,
};
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

/// Anthropic's kind, as settings name it.
pub(super) static ANTHROPIC: BackendKind = BackendKind {
    name: "anthropic",
    about: "Anthropic's own interface, which caches long instructions",
    keys: &[
        "base_url",
        "model",
        "prompt",
        "style",
        "temperature",
        "form",
        "extra",
    ],
    offline: false,
    open: |service| Ok(Box::new(Native::new(service, &anthropic::PROTOCOL)?)),
    open_batches: Some(|service| Ok(Box::new(Native::new(service, &anthropic::PROTOCOL)?))),
};

/// Gemini's kind, as settings name it.
pub(super) static GEMINI: BackendKind = BackendKind {
    name: "gemini",
    about: "Gemini's own interface, whose filters can be set",
    keys: &[
        "base_url",
        "model",
        "prompt",
        "style",
        "temperature",
        "form",
        "safety",
        "extra",
    ],
    offline: false,
    open: |service| Ok(Box::new(Native::new(service, &gemini::PROTOCOL)?)),
    open_batches: None,
};

/// How a service is spoken to.
struct Protocol {
    base_url: &'static str,
    key_env: &'static str,
    /// The header with the key.
    key_header: &'static str,
    /// Other headers.
    headers: &'static [(&'static str, &'static str)],
    /// Returns the path for a model.
    path: fn(model: &str) -> String,
    /// Writes a request.
    body: fn(&Sent<'_>) -> Value,
    /// Reads the answer in a reply; `None` where it holds none.
    answer: fn(&Value) -> Option<Answer>,
    /// Reads the tokens that a reply counts.
    used: fn(&Value) -> Usage,
}

/// What a request says.
struct Sent<'a> {
    model: &'a str,
    instructions: String,
    message: String,
    form: Form,
    /// Sentences asked for.
    asked: usize,
    temperature: Option<f64>,
    /// The most tokens of the answer; `None` for the model's own limit.
    most_tokens: Option<u64>,
    /// From which probability of harm on a text is blocked.
    safety: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(default)]
struct NativeSettings {
    base_url: Option<String>,
    model: String,
    temperature: Option<f64>,
    safety: Option<String>,
    extra: Map<String, Value>,
    #[serde(flatten)]
    chat: ChatSettings,
}

impl Default for NativeSettings {
    fn default() -> Self {
        Self {
            base_url: None,
            model: String::new(),
            temperature: Some(0.0),
            safety: None,
            extra: Map::new(),
            chat: ChatSettings::default(),
        }
    }
}

/// A chat service with a protocol of its own.
struct Native {
    protocol: &'static Protocol,
    name: String,
    base_url: String,
    http: Http,
    headers: Vec<(HeaderName, HeaderValue)>,
    settings: NativeSettings,
    chat: Chat,
    limits: Limits,
    /// Whether the model takes a temperature, as far as is known.
    tempered: AtomicBool,
    /// Whether the model's own limit of an answer holds, since its thoughts count too.
    uncapped: AtomicBool,
}

impl Native {
    fn new(service: &Service, protocol: &'static Protocol) -> Result<Self, SetupError> {
        let settings: NativeSettings = service.own()?;
        if settings.model.is_empty() {
            return Err(service.wrong("model", "it is missing"));
        }
        let base_url = settings.base_url.as_deref().unwrap_or(protocol.base_url);
        let key = service.key(Some(protocol.key_env))?;
        let mut headers = Vec::new();
        if let Some(key) = &key {
            let mut value = HeaderValue::from_str(key.expose_secret()).map_err(|_| {
                service.wrong("key_env", "the key holds characters that no header takes")
            })?;
            value.set_sensitive(true);
            headers.push((HeaderName::from_static(protocol.key_header), value));
        }
        for (name, value) in protocol.headers {
            headers.push((
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            ));
        }
        Ok(Self {
            protocol,
            name: service.name.clone(),
            base_url: base_url.trim_end_matches('/').to_owned(),
            http: Http::new(service, base_url, key, &Auth::None)?,
            headers,
            chat: Chat::new(service, &settings.chat)?,
            settings,
            limits: service.limits(chat::LIMITS),
            tempered: true.into(),
            uncapped: false.into(),
        })
    }

    fn body(&self, request: &Request<'_>, form: Form) -> Value {
        let is_capped = !self.uncapped.load(Ordering::Relaxed);
        let is_tempered = self.tempered.load(Ordering::Relaxed);
        let mut body = (self.protocol.body)(&Sent {
            model: &self.settings.model,
            instructions: self.chat.instructions(form),
            message: self.chat.message(request, form),
            form,
            asked: request.asks.len(),
            temperature: self.settings.temperature.filter(|_| is_tempered),
            most_tokens: is_capped.then(|| self.chat.most_tokens(request)),
            safety: self.settings.safety.as_deref(),
        });
        self.settings
            .extra
            .iter()
            .for_each(|(key, value)| merge(&mut body[key], value));
        body
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let form = self.chat.form(&request);
        let body = self.body(&request, form);
        let url = self.http.url(&(self.protocol.path)(&self.settings.model));
        let reply = self
            .http
            .send(Method::POST, url, &self.headers, Some(&body))
            .await?;
        self.read_reply(&request, &reply, form)
    }

    /// Returns the translations in the reply to a request that was sent in this form.
    fn read_reply(
        &self,
        request: &Request<'_>,
        reply: &HttpReply,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError> {
        let json = self.http.json(reply);
        let json = json.map_err(|error| self.refused(error, form, &reply.text()))?;
        request.meter.add((self.protocol.used)(&json));
        let answer = (self.protocol.answer)(&json)
            .ok_or_else(|| BackendError::mismatch(&self.name, "the reply holds no answer"))?;
        let translations = self.chat.translations(request, &answer, form);
        translations.map_err(|error| {
            let is_first =
                answer.is_cut_in_thought() && !self.uncapped.swap(true, Ordering::Relaxed);
            let class = if is_first {
                ErrorClass::Unsupported
            } else {
                error.class
            };
            BackendError { class, ..error }
        })
    }

    /// Makes the error of a refused request, and the next request simpler where that is what the service wants.
    fn refused(&self, error: BackendError, form: Form, said: &str) -> BackendError {
        let class = match error.class {
            ErrorClass::Unsupported if message(said).contains("temperature") => {
                self.tempered.store(false, Ordering::Relaxed);
                ErrorClass::Unsupported
            }
            ErrorClass::Unsupported if form.is_json() => {
                self.chat.step_down(form);
                ErrorClass::Unsupported
            }
            ErrorClass::Unsupported => ErrorClass::Rejected,
            class => class,
        };
        BackendError { class, ..error }
    }
}

/// Puts `more` into a value: the fields of an object one by one, anything else as a whole.
fn merge(value: &mut Value, more: &Value) {
    match (value, more) {
        (Value::Object(fields), Value::Object(more)) => {
            for (key, more) in more {
                merge(fields.entry(key.clone()).or_insert(Value::Null), more);
            }
        }
        (value, more) => *value = more.clone(),
    }
}

/// Reads a count of tokens; 0 where there is none.
fn count(json: &Value, place: &str) -> u64 {
    let count = json.pointer(place).and_then(Value::as_u64);
    count.unwrap_or(0)
}

impl Backend for Native {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Option<&str> {
        Some(&self.settings.model)
    }

    fn shows_examples(&self) -> bool {
        true
    }

    fn can_correct(&self) -> bool {
        !self.chat.is_single()
    }

    fn identity(&self) -> String {
        let NativeSettings {
            model,
            temperature,
            extra,
            ..
        } = &self.settings;
        let [prompt, style] = self.chat.identity();
        json!([
            self.protocol.key_env,
            self.base_url,
            model,
            prompt,
            style,
            temperature,
            extra
        ])
        .to_string()
    }

    fn limits(&self) -> Limits {
        self.chat.limits(self.limits)
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        self.chat.estimate(&request)
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        // What the server says may hold the key that it was given.
        Box::pin(async move {
            self.ask(request)
                .await
                .map_err(|error| self.http.blotted(error))
        })
    }
}
