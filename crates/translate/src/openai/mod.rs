//! Any OpenAI-compatible chat endpoint: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp, vLLM.
//!
//! Sentences are sent with ids in JSON. Answers come back by JSON schema where the server takes one; a server that
//! refuses it is asked for JSON, then for marked lines, for the rest of the run.

mod batches;
mod taken;

use super::chat::{self, Answer, Chat, ChatSettings, Form};
use super::settings::{Service, SetupError};
use super::wire::status::{Meaning, end};
use super::wire::transport::{Auth, Http, HttpReply, is_loopback, message};
use super::{
    Backend, BackendError, BackendKind, ErrorClass, Estimate, Limits, Reply, Request, Translation,
    Usage,
};
pub(crate) use batches::is_id;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use taken::Taken;

/// The kind, as settings name it.
pub(super) static KIND: BackendKind = BackendKind {
    name: "openai",
    about: "any OpenAI-compatible chat service: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp",
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
    open: |service| Ok(Box::new(OpenAi::new(service)?)),
    open_batches: Some(|service| Ok(Box::new(OpenAi::new(service)?))),
};

const BASE_URL: &str = "https://api.openai.com/v1";

/// Fields of the request that `extra` cannot change.
const SET: [&str; 4] = ["model", "messages", "response_format", "stream"];

/// Prompts of this many tokens fit every server's context; a longer one that was counted as less than half of its
/// estimate was cut off by the server, as Ollama does without a word.
const SURELY_FITS: u64 = 512;

/// A count of tokens above this is a mistake of the server.
const MOST_TOKENS: f64 = 1e9;

#[derive(Deserialize)]
#[serde(default)]
struct OpenAiSettings {
    base_url: String,
    model: String,
    temperature: Option<f64>,
    extra: Map<String, Value>,
    #[serde(flatten)]
    chat: ChatSettings,
}

impl Default for OpenAiSettings {
    fn default() -> Self {
        Self {
            base_url: BASE_URL.to_owned(),
            model: String::new(),
            temperature: Some(0.0),
            extra: Map::new(),
            chat: ChatSettings::default(),
        }
    }
}

/// An OpenAI-compatible chat endpoint.
struct OpenAi {
    name: String,
    http: Http,
    settings: OpenAiSettings,
    chat: Chat,
    limits: Limits,
    taken: Taken,
}

impl OpenAi {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let settings: OpenAiSettings = service.own()?;
        if settings.model.is_empty() {
            return Err(service.wrong("model", "it is missing"));
        }
        if let Some(key) = SET.iter().find(|key| settings.extra.contains_key(**key)) {
            return Err(service.wrong("extra", &format!("`{key}` is the program's to set")));
        }
        let is_openai = settings.base_url == BASE_URL;
        let mut usual = chat::LIMITS;
        if is_loopback(&settings.base_url) {
            // A model on this machine answers one request at a time; others would wait in its queue.
            usual.concurrency = 1;
        }
        Ok(Self {
            name: service.name.clone(),
            chat: Chat::new(service, &settings.chat)?,
            http: Http::new(
                service,
                &settings.base_url,
                service.key(is_openai.then_some("OPENAI_API_KEY"))?,
                &Auth::Scheme("Bearer"),
            )?,
            limits: service.limits(usual),
            taken: Taken::new(is_openai),
            settings,
        })
    }

    fn body(&self, request: &Request<'_>, form: Form) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "messages": [
                { "role": "system", "content": self.chat.instructions(form) },
                { "role": "user", "content": self.chat.message(request, form) },
            ],
        });
        if let Some(temperature) = self.settings.temperature
            && self.taken.temperature()
        {
            body["temperature"] = temperature.into();
        }
        if let Some(cap) = self.taken.cap() {
            body[cap] = self.chat.most_tokens(request).into();
        }
        if form == Form::Single && self.taken.stop() {
            body["stop"] = json!(["\n"]);
        }
        if self.taken.streams() {
            body["stream"] = true.into();
            body["stream_options"] = json!({ "include_usage": true });
        }
        if let Some(format) = form.response_format(request.asks.len()) {
            body["response_format"] = format;
        }
        for (key, value) in &self.settings.extra {
            body[key] = value.clone();
        }
        body
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let form = self.chat.form(&request);
        let body = self.body(&request, form);
        let url = self.http.url("chat/completions");
        let reply = self.http.send(Method::POST, url, &[], Some(&body)).await?;
        self.read_reply(&request, &reply, &body, form)
    }

    /// Returns the translations in the reply to a request that was sent as `body`.
    fn read_reply(
        &self,
        request: &Request<'_>,
        reply: &HttpReply,
        body: &Value,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError> {
        let json = self.http.json(reply);
        let json = json.map_err(|error| self.refused(error, body, form, &reply.text()))?;
        let used = used(&json);
        request.meter.add(used);
        let translations = self.translations(request, &json, form);
        let translations = translations.map_err(|error| {
            // Some services send errors with status 200, also beside a reply.
            if has_error(&json) {
                self.error_in(&json, reply, body, form)
            } else {
                error
            }
        })?;
        self.check_all_read(*request, used.input_tokens)?;
        Ok(translations)
    }

    /// Makes the error of a reply that is one with status 200.
    fn error_in(&self, json: &Value, reply: &HttpReply, body: &Value, form: Form) -> BackendError {
        let said = json.to_string();
        self.refused(self.http.refused(reply, &said), body, form, &said)
    }

    /// Makes the error of a refused request, and the next request simpler where that is what the server wants; else
    /// names the setting that it complains of.
    fn refused(&self, error: BackendError, sent: &Value, form: Form, said: &str) -> BackendError {
        let said = message(said);
        let class = match error.class {
            ErrorClass::Unsupported if self.taken.simplify(sent, &said) => ErrorClass::Unsupported,
            ErrorClass::Unsupported if form.is_json() => {
                self.chat.step_down(form);
                ErrorClass::Unsupported
            }
            // Nothing can be left out.
            ErrorClass::Unsupported => ErrorClass::Rejected,
            class => class,
        };
        let field = named_field(&said).filter(|_| class == ErrorClass::Rejected);
        let hint = match field {
            Some(field) => format!(
                "set `{field}` under `extra` in its settings as the service wants it, or take it out there"
            ),
            None => error.hint,
        };
        BackendError {
            class,
            hint,
            ..error
        }
    }

    /// Returns the translations in a reply.
    fn translations(
        &self,
        request: &Request<'_>,
        json: &Value,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError> {
        let answer = answer(json).ok_or_else(|| {
            let error = BackendError::mismatch(&self.name, "the reply holds no answer");
            match json["choices"] {
                // An empty list is how some say that they refuse.
                Value::Array(_) => error,
                _ => BackendError {
                    class: ErrorClass::Passing,
                    ..error
                },
            }
        })?;
        let translations = self.chat.translations(request, &answer, form);
        translations.map_err(|error| {
            let mut class = error.class;
            if answer.is_cut_in_thought() && self.taken.cap().is_some() {
                // The limit is that of a translation, not that of thoughts about it.
                self.taken.uncap();
                class = ErrorClass::Unsupported;
            } else if answer.text.trim().is_empty() && form == Form::Single && self.taken.stop() {
                // It may have begun with the sequence that stops it.
                self.taken.do_not_stop();
                class = ErrorClass::Unsupported;
            }
            BackendError { class, ..error }
        })
    }

    /// Checks that the server read the whole prompt.
    fn check_all_read(&self, request: Request<'_>, read: u64) -> Result<(), BackendError> {
        if read < SURELY_FITS {
            return Ok(());
        }
        let expected = self.estimate(request).usage.input_tokens;
        if read * 2 >= expected {
            return Ok(());
        }
        let what =
            format!("the server read {read} tokens of about {expected}: it cut the prompt off");
        let hint =
            "raise the server's context length (`num_ctx` in Ollama), or lower `max_sentences`";
        Err(BackendError::new(&self.name, ErrorClass::TooLong, what, hint).billed())
    }
}

/// Tests whether a reply holds an error, by itself or in its choice.
fn has_error(json: &Value) -> bool {
    let places = ["/error", "/choices/0/error"];
    let mut errors = places.iter().filter_map(|place| json.pointer(place));
    errors.any(|error| !error.is_null())
}

/// Returns the first choice of a reply.
fn answer(json: &Value) -> Option<Answer> {
    let choice = json.pointer("/choices/0")?;
    let message = &choice["message"];
    let has = |field: &str| message[field].as_str().is_some_and(|text| !text.is_empty());
    let text = text(&message["content"]);
    let reason = choice["finish_reason"].as_str();
    let refused = has("refusal").then_some(Meaning::Content);
    Some(Answer {
        end: refused.or_else(|| reason.and_then(end)),
        thought: has("reasoning_content") || has("reasoning") || text.contains("<think>"),
        text,
    })
}

/// Finds the field of a request that a service complains of: the first word of its message that is written as one.
fn named_field(said: &str) -> Option<&str> {
    let words = said.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let mut fields = words.filter(|word| {
        let letters = word.trim_matches('_');
        letters.contains('_')
            && letters
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
    });
    fields.next()
}

/// Returns the text of a message's content: a text, or a list of parts with texts.
fn text(content: &Value) -> String {
    match content {
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        content => content.as_str().unwrap_or_default().to_owned(),
    }
}

/// Where a reply counts the tokens that came from a cache; the second is DeepSeek's, the third Moonshot's.
const CACHED_TOKENS: [&str; 3] = [
    "/usage/prompt_tokens_details/cached_tokens",
    "/usage/prompt_cache_hit_tokens",
    "/usage/cached_tokens",
];

/// Reads the tokens as the service counts them; each field may be missing.
fn used(json: &Value) -> Usage {
    let input_tokens = count(json, "/usage/prompt_tokens").unwrap_or(0);
    let output_tokens = count(json, "/usage/completion_tokens").unwrap_or(0);
    let cached = CACHED_TOKENS.iter().find_map(|place| count(json, place));
    Usage {
        counted: u64::from(input_tokens + output_tokens > 0),
        input_tokens,
        cached_tokens: cached.unwrap_or(0).min(input_tokens),
        output_tokens,
        ..Usage::default()
    }
}

/// Reads a count of tokens; `None` where it is no sensible one.
fn count(json: &Value, place: &str) -> Option<u64> {
    let count = json.pointer(place)?.as_f64()?;
    (0.0..=MOST_TOKENS).contains(&count).then_some(count as u64)
}

impl Backend for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Option<&str> {
        Some(&self.settings.model)
    }

    fn shows_examples(&self) -> bool {
        true
    }

    /// Tests whether more than one bare sentence is sent.
    fn can_correct(&self) -> bool {
        !self.chat.is_single()
    }

    fn identity(&self) -> String {
        let OpenAiSettings {
            base_url,
            model,
            temperature,
            extra,
            ..
        } = &self.settings;
        let [prompt, style] = self.chat.identity();
        let base_url = base_url.trim_end_matches('/');
        json!(["openai", base_url, model, prompt, style, temperature, extra]).to_string()
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
