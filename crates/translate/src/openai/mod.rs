//! Any OpenAI-compatible chat endpoint: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp, vLLM.
//!
//! Sentences travel with ids in JSON. Answers come back by JSON schema where the server takes one; a server that refuses
//! it is asked for JSON, then for marked lines, and remembered.

mod prompt;
mod reply;

use super::error::short;
use super::settings::{Service, SetupError};
use super::wire::ids::{by_id, id};
use super::wire::transport::{Auth, Http, HttpReply};
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

    /// What the instructions say of the answer's form.
    const fn told(self) -> &'static str {
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
        let text = settings
            .prompt
            .as_deref()
            .map(|path| service.read("prompt", path))
            .transpose()?;
        let template = PromptTemplate::new(text.as_deref().unwrap_or(prompt::BUILT_IN));
        let usual = (settings.base_url == BASE_URL).then_some("OPENAI_API_KEY");
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(
                service,
                &settings.base_url,
                service.key(usual)?,
                &Auth::Scheme("Bearer"),
            )?,
            template: template.map_err(|what| service.wrong("prompt", &what))?,
            limits: service.limits(LIMITS),
            rung: AtomicU8::new(settings.output as u8),
            tempered: AtomicBool::new(true),
            settings,
        })
    }

    fn rung(&self) -> Rung {
        Rung::ALL[usize::from(self.rung.load(Ordering::Relaxed))]
    }

    /// Makes the next request simpler if the server does not take this form: without a temperature, or a rung lower,
    /// unless another request has done so. On the lowest rung the error stands for a request that cannot succeed.
    fn simpler(&self, from: Rung, sent: &Value, error: BackendError) -> BackendError {
        if error.class != ErrorClass::Unsupported {
            return error;
        }
        if error.what.contains("temperature") && sent.get("temperature").is_some() {
            self.tempered.store(false, Ordering::Relaxed);
            return error;
        }
        let class = if from == Rung::Text {
            ErrorClass::Split
        } else {
            ErrorClass::Unsupported
        };
        let next = (from as u8 + 1).min(Rung::Text as u8);
        // If it fails, another request has stepped down already.
        let _ = self
            .rung
            .compare_exchange(from as u8, next, Ordering::Relaxed, Ordering::Relaxed);
        BackendError { class, ..error }
    }

    fn body(&self, request: &Request<'_>, rung: Rung) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "messages": [
                { "role": "system", "content": self.template.fill(&self.settings.style, rung) },
                { "role": "user", "content": prompt::message(request) },
            ],
        });
        if let Some(temperature) = self
            .settings
            .temperature
            .filter(|_| self.tempered.load(Ordering::Relaxed))
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
        let answer = self
            .http
            .send(
                Method::POST,
                self.http.url("chat/completions"),
                &[],
                Some(&body),
            )
            .await?;
        let json = self
            .http
            .json(&answer)
            .map_err(|error| self.simpler(rung, &body, error))?;
        let used = used(&json);
        request.meter.add(used);
        let content = self.content(&json, &answer)?;
        self.all_read(request, used.input_tokens)?;
        let asked = request.asks.len();
        // Where another form was asked for, a bare text is rather a remark.
        let bare = reply::only_answer(&content).filter(|_| asked == 1 && rung == Rung::Text);
        match (reply::answers(&content, asked), bare) {
            (Some(answers), _) => by_id(
                &self.name,
                0..asked,
                answers
                    .into_iter()
                    .map(|(id, text)| (id, Ok(text)))
                    .collect(),
            ),
            (None, Some(text)) => Ok(vec![Ok(text)]),
            (None, None) => Err(BackendError::mismatch(
                &self.name,
                "the answer is not in the form that was asked for",
            )),
        }
    }

    /// Makes sure that the server read the whole prompt.
    fn all_read(&self, request: Request<'_>, read: u64) -> Result<(), BackendError> {
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

    /// The text of the first choice, if the model ended it of itself.
    fn content(&self, json: &Value, answer: &HttpReply) -> Result<String, BackendError> {
        let error = |class, what: &str, hint: &str| {
            Err(BackendError::new(&self.name, class, what, hint).billed())
        };
        let Some(choice) = json.pointer("/choices/0") else {
            // Some services send errors with status 200.
            return Err(match json.get("error") {
                Some(_) => self.http.refused(400, answer),
                None => BackendError::mismatch(&self.name, "the reply holds no answer"),
            });
        };
        let refuses = "the model refuses this text; translate it by hand, or with another backend";
        match choice["finish_reason"]
            .as_str()
            .map(str::to_lowercase)
            .as_deref()
        {
            None
            | Some("" | "stop" | "stop_sequence" | "eos" | "eos_token" | "end_turn" | "complete") =>
                {}
            Some("length" | "max_tokens" | "model_context_window_exceeded") => {
                let hint =
                    "raise `max_tokens` under `extra`, or choose a model with longer answers";
                return error(
                    ErrorClass::Split,
                    "the model's answer was cut off for its length",
                    hint,
                );
            }
            Some("insufficient_system_resource") => {
                return error(
                    ErrorClass::Passing,
                    "the service ran out of resources",
                    "run again later",
                );
            }
            Some(
                "content_filter" | "safety" | "recitation" | "blocklist" | "prohibited_content"
                | "spii",
            ) => {
                return error(
                    ErrorClass::Refused,
                    "the service's filter stopped the answer",
                    refuses,
                );
            }
            Some(other) => {
                let what = format!("the model ended with `{}`", short(other, 40));
                return error(ErrorClass::Split, &what, "choose another model");
            }
        }
        if choice["message"]["refusal"]
            .as_str()
            .is_some_and(|refusal| !refusal.is_empty())
        {
            return error(ErrorClass::Refused, "the model refused to answer", refuses);
        }
        let content = text(&choice["message"]["content"]);
        match content.trim().is_empty() {
            false => Ok(content),
            true => Err(BackendError::mismatch(
                &self.name,
                "the model's answer is empty",
            )),
        }
    }
}

/// A message's content: a text, or a list of parts with texts.
fn text(content: &Value) -> String {
    match content {
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        content => content.as_str().unwrap_or_default().to_owned(),
    }
}

/// Tokens as the service counts them; each field may be missing.
fn used(json: &Value) -> Usage {
    let count = |place: &str| {
        let number = json.pointer(place)?;
        let count = number
            .as_f64()
            .filter(|count| (0.0..=MOST_TOKENS).contains(count))?;
        Some(count as u64)
    };
    let input_tokens = count("/usage/prompt_tokens").unwrap_or(0);
    let output_tokens = count("/usage/completion_tokens").unwrap_or(0);
    // The second is DeepSeek's, the third Moonshot's.
    let cached = [
        "prompt_tokens_details/cached_tokens",
        "prompt_cache_hit_tokens",
        "cached_tokens",
    ];
    let cached = cached
        .iter()
        .find_map(|place| count(&format!("/usage/{place}")))
        .unwrap_or(0);
    Usage {
        counted: u64::from(input_tokens + output_tokens > 0),
        input_tokens,
        cached_tokens: cached.min(input_tokens),
        output_tokens,
        ..Usage::default()
    }
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
        let rung = self.rung();
        let (told, message) = (
            self.template.fill(&self.settings.style, rung),
            prompt::message(&request),
        );
        Estimate::of_tokens(
            &request,
            &[&told, &message],
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

/// A schema with every id as a key of its own: what models take for granted of lists, such as their length, is not
/// in the portable part of JSON Schema.
fn schema(asked: usize) -> Value {
    let ids: Vec<String> = (0..asked).map(id).collect();
    let properties: Map<String, Value> = ids
        .iter()
        .map(|id| (id.clone(), json!({ "type": "string" })))
        .collect();
    let schema = json!({ "type": "object", "properties": properties, "required": ids, "additionalProperties": false });
    json!({ "type": "json_schema", "json_schema": { "name": "translations", "strict": true, "schema": schema } })
}
