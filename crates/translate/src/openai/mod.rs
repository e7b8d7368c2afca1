//! Any OpenAI-compatible chat endpoint: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp, vLLM.
//!
//! Sentences are sent with ids in JSON. Answers come back by JSON schema where the server takes one; a server that
//! refuses it is asked for JSON, then for marked lines, for the rest of the run.

mod prompt;
mod reply;

use super::error::short;
use super::settings::{Service, SetupError};
use super::wire::ids::{by_id, id};
use super::wire::status::refuses_temperature;
use super::wire::transport::{Auth, Http, HttpReply, message};
use super::{
    Backend, BackendError, BackendKind, ErrorClass, Estimate, Limits, Reply, Request, Translation,
    Usage,
};
use prompt::PromptTemplate;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

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
        "output",
        "extra",
    ],
    offline: false,
    open: |service| Ok(Box::new(OpenAi::new(service)?)),
};

/// The hint for a text that a model refuses.
const REFUSES: &str = "the model refuses this text; translate it by hand, or with another backend";

const BASE_URL: &str = "https://api.openai.com/v1";

/// Fields of the request that `extra` cannot change.
const SET: [&str; 4] = ["model", "messages", "response_format", "stream"];

/// How the English is to sound where the settings do not say.
const STYLE: &str = "Write American English.";

/// Limits where the settings do not say: a reply of this length comes within a minute, and what it repeats of the
/// instructions is a small part.
const LIMITS: Limits = Limits {
    sentences: 24,
    bytes: 1 << 20,
    tokens: 1500,
    concurrency: 8,
};

/// Prompts of this many tokens fit every server's context; a longer one that was counted as less than half of its
/// estimate was cut off by the server, as Ollama does without a word.
const SURELY_FITS: u64 = 512;

/// A count of tokens above this is a mistake of the server.
const MOST_TOKENS: f64 = 1e9;

/// The tokens of an answer besides its translations, for each of them.
const ANSWER_OVERHEAD: u64 = 8;

#[derive(Deserialize)]
#[serde(default)]
struct OpenAiSettings {
    base_url: String,
    model: String,
    prompt: Option<PathBuf>,
    style: String,
    temperature: Option<f64>,
    output: Rung,
    extra: Map<String, Value>,
}

impl Default for OpenAiSettings {
    fn default() -> Self {
        Self {
            base_url: BASE_URL.to_owned(),
            model: String::new(),
            prompt: None,
            style: STYLE.to_owned(),
            temperature: Some(0.0),
            output: Rung::Schema,
            extra: Map::new(),
        }
    }
}

/// How an answer is asked for, from the strictest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Rung {
    /// By a JSON schema that names every id.
    Schema,
    /// As any JSON object.
    Json,
    /// As lines with a mark.
    Text,
}

impl Rung {
    const ALL: [Self; 3] = [Self::Schema, Self::Json, Self::Text];

    /// Returns what the instructions say of the answer's form.
    const fn instruction(self) -> &'static str {
        match self {
            Self::Schema | Self::Json => {
                "HttpReply with one JSON object that has every `id` as a key and its translation as the value, and nothing else: {\"s1\": \"…\", \"s2\": \"…\"}"
            }
            Self::Text => {
                "HttpReply with one line for each item, which begins with its `id` in square brackets, and nothing else:\n[s1] …\n[s2] …"
            }
        }
    }
}

/// An OpenAI-compatible chat endpoint.
struct OpenAi {
    name: String,
    http: Http,
    settings: OpenAiSettings,
    template: PromptTemplate,
    limits: Limits,
    /// Index of the rung that the server takes, as far as is known.
    rung: AtomicU8,
    /// Whether the server takes a temperature, as far as is known.
    tempered: AtomicBool,
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
        let text = match &settings.prompt {
            Some(path) => &service.read("prompt", path)?,
            None => prompt::BUILT_IN,
        };
        let template = PromptTemplate::new(text).map_err(|what| service.wrong("prompt", &what))?;
        let usual = (settings.base_url == BASE_URL).then_some("OPENAI_API_KEY");
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(
                service,
                &settings.base_url,
                service.key(usual)?,
                &Auth::Scheme("Bearer"),
            )?,
            template,
            limits: service.limits(LIMITS),
            rung: AtomicU8::new(settings.output as u8),
            tempered: AtomicBool::new(true),
            settings,
        })
    }

    fn rung(&self) -> Rung {
        Rung::ALL[usize::from(self.rung.load(Ordering::Relaxed))]
    }

    /// Makes the next request simpler, since the server does not take this form: without a temperature, or a rung
    /// lower, unless another request has done so. Returns what that means for this one: on the lowest rung it cannot
    /// succeed.
    fn simplify(&self, from: Rung, sent: &Value, reply: &HttpReply) -> ErrorClass {
        if sent.get("temperature").is_some() && refuses_temperature(&message(&reply.text())) {
            self.tempered.store(false, Ordering::Relaxed);
            return ErrorClass::Unsupported;
        }
        if from == Rung::Text {
            return ErrorClass::Split;
        }
        // If it fails, another request has stepped down already.
        let _ = self.rung.compare_exchange(
            from as u8,
            from as u8 + 1,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        ErrorClass::Unsupported
    }

    fn body(&self, request: &Request<'_>, rung: Rung) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "messages": [
                { "role": "system", "content": self.template.fill(&self.settings.style, rung) },
                { "role": "user", "content": prompt::message(request) },
            ],
        });
        if let Some(temperature) = self.settings.temperature
            && self.tempered.load(Ordering::Relaxed)
        {
            body["temperature"] = temperature.into();
        }
        match rung {
            Rung::Schema => body["response_format"] = schema(request.asks.len()),
            Rung::Json => body["response_format"] = json!({ "type": "json_object" }),
            Rung::Text => {}
        }
        for (key, value) in &self.settings.extra {
            body[key] = value.clone();
        }
        body
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let rung = self.rung();
        let body = self.body(&request, rung);
        let reply = self
            .http
            .send(
                Method::POST,
                self.http.url("chat/completions"),
                &[],
                Some(&body),
            )
            .await?;
        let json = self.http.json(&reply).map_err(|error| {
            let class = match error.class {
                ErrorClass::Unsupported => self.simplify(rung, &body, &reply),
                other => other,
            };
            BackendError { class, ..error }
        })?;
        let used = used(&json);
        request.meter.add(used);
        let content = self.content(&json, &reply)?;
        self.check_all_read(request, used.input_tokens)?;
        self.translations(&content, request.asks.len(), rung)
    }

    fn translations(
        &self,
        content: &str,
        asked: usize,
        rung: Rung,
    ) -> Result<Vec<Translation>, BackendError> {
        if let Some(answers) = reply::answers(content, asked) {
            let answers = answers.into_iter().map(|(id, text)| (id, Ok(text)));
            return by_id(&self.name, 0..asked, answers.collect());
        }
        // Where another form was asked for, a bare text is rather a remark.
        if asked == 1
            && rung == Rung::Text
            && let Some(text) = reply::only_answer(content)
        {
            return Ok(vec![Ok(text)]);
        }
        Err(BackendError::mismatch(
            &self.name,
            "the answer is not in the form that was asked for",
        ))
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
        Err(BackendError::new(&self.name, ErrorClass::Split, what, hint).billed())
    }

    /// Returns the text of the first choice, if the model ended it of itself.
    fn content(&self, json: &Value, reply: &HttpReply) -> Result<String, BackendError> {
        let Some(choice) = json.pointer("/choices/0") else {
            // Some services send errors with status 200.
            return Err(match json.get("error") {
                Some(_) => self.http.refused(400, reply),
                None => BackendError::mismatch(&self.name, "the reply holds no answer"),
            });
        };
        self.check_end(choice)?;
        let refusal = choice["message"]["refusal"].as_str();
        if refusal.is_some_and(|refusal| !refusal.is_empty()) {
            let what = "the model refused to answer";
            return Err(self.unusable(ErrorClass::Refused, what, REFUSES));
        }
        let content = text(&choice["message"]["content"]);
        if content.trim().is_empty() {
            let what = "the model's answer is empty";
            return Err(BackendError::mismatch(&self.name, what));
        }
        Ok(content)
    }

    /// Checks that the model ended its answer of itself.
    fn check_end(&self, choice: &Value) -> Result<(), BackendError> {
        let reason = choice["finish_reason"].as_str().map(str::to_lowercase);
        Err(match reason.as_deref() {
            None
            | Some("" | "stop" | "stop_sequence" | "eos" | "eos_token" | "end_turn" | "complete") =>
            {
                return Ok(());
            }
            Some("length" | "max_tokens" | "model_context_window_exceeded") => self.unusable(
                ErrorClass::Split,
                "the model's answer was cut off for its length",
                "raise `max_tokens` under `extra`, or choose a model with longer answers",
            ),
            Some("insufficient_system_resource") => self.unusable(
                ErrorClass::Passing,
                "the service ran out of resources",
                "run again later",
            ),
            Some(
                "content_filter" | "safety" | "recitation" | "blocklist" | "prohibited_content"
                | "spii",
            ) => self.unusable(
                ErrorClass::Refused,
                "the service's filter stopped the answer",
                REFUSES,
            ),
            Some(other) => {
                let what = format!("the model ended with `{}`", short(other, 40));
                self.unusable(ErrorClass::Split, &what, "choose another model")
            }
        })
    }

    /// Makes the error for an answer that is paid for and cannot be used.
    fn unusable(&self, class: ErrorClass, what: &str, hint: &str) -> BackendError {
        BackendError::new(&self.name, class, what, hint).billed()
    }
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

    fn identity(&self) -> String {
        let OpenAiSettings {
            base_url,
            model,
            style,
            temperature,
            extra,
            ..
        } = &self.settings;
        let prompt = duizhao_core::hex::encode(&Sha256::digest(self.template.text()));
        json!([
            "openai",
            base_url.trim_end_matches('/'),
            model,
            prompt,
            style,
            temperature,
            extra
        ])
        .to_string()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let instructions = self.template.fill(&self.settings.style, self.rung());
        let message = prompt::message(&request);
        Estimate::of_tokens(
            &request,
            &[&instructions, &message],
            ANSWER_OVERHEAD * request.asks.len() as u64,
        )
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

/// Makes a schema with every id as a key of its own: what models take for granted of lists, such as their length, is
/// not in the portable part of JSON Schema.
fn schema(asked: usize) -> Value {
    let ids: Vec<String> = (0..asked).map(id).collect();
    let properties: Map<String, Value> = ids
        .iter()
        .map(|id| (id.clone(), json!({ "type": "string" })))
        .collect();
    let schema = json!({ "type": "object", "properties": properties, "required": ids, "additionalProperties": false });
    json!({ "type": "json_schema", "json_schema": { "name": "translations", "strict": true, "schema": schema } })
}
