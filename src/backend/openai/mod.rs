//! Any OpenAI-compatible chat endpoint: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp, vLLM.
//!
//! Sentences travel with ids in JSON. Answers come back by JSON schema where the server takes one; a server that refuses
//! it is asked for JSON, then for marked lines, and remembered.

mod prompt;
mod reply;

use super::settings::{Service, SetupError};
use super::wire::ids::{by_id, id};
use super::wire::transport::{Answer, Auth, Http};
use super::{Backend, BackendError, Class, Estimate, Kind, Limits, Reply, Request, Translation, Usage};
use prompt::Template;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};

/// The kind, as settings name it.
pub(super) static KIND: Kind = Kind {
    name: "openai",
    about: "any OpenAI-compatible chat service: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp",
    keys: &["base_url", "model", "prompt", "style", "temperature", "output", "extra"],
    offline: false,
    open: |service| Ok(Box::new(OpenAi::new(service)?)),
};

const BASE_URL: &str = "https://api.openai.com/v1";

/// How the English is to sound where the settings do not say.
const STYLE: &str = "Write American English.";

/// Limits where the settings do not say: a reply of this length comes within a minute, and what it repeats of the
/// instructions is a small part.
const LIMITS: Limits = Limits { sentences: 24, bytes: 1 << 20, tokens: 1500, concurrency: 8 };

/// Prompts of this many tokens fit every server's context; a longer one that was counted as less than half of its
/// estimate was cut off by the server, as Ollama does without a word.
const SURELY_FITS: u64 = 512;

/// The tokens of an answer besides its translations, for each of them.
const ANSWER_OVERHEAD: u64 = 8;

#[derive(Deserialize)]
#[serde(default)]
struct Settings {
    base_url: String,
    model: String,
    prompt: Option<PathBuf>,
    style: String,
    temperature: Option<f64>,
    output: Rung,
    extra: Map<String, Value>,
}

impl Default for Settings {
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
                "Answer with one JSON object that has every `id` as a key and its translation as the value, and nothing else: {\"s1\": \"…\", \"s2\": \"…\"}"
            }
            Self::Text => {
                "Answer with one line for each item, which begins with its `id` in square brackets, and nothing else:\n[s1] …\n[s2] …"
            }
        }
    }
}

/// An OpenAI-compatible chat endpoint.
struct OpenAi {
    name: String,
    http: Http,
    settings: Settings,
    template: Template,
    limits: Limits,
    /// Index of the rung that the server takes, as far as is known.
    rung: AtomicU8,
}

impl OpenAi {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let settings: Settings = service.own()?;
        if settings.model.is_empty() {
            return Err(service.wrong("model", "it is missing"));
        }
        let text = settings.prompt.as_deref().map(|path| service.read("prompt", path)).transpose()?;
        let template = Template::new(text.as_deref().unwrap_or(prompt::BUILT_IN));
        let usual = (settings.base_url == BASE_URL).then_some("OPENAI_API_KEY");
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(service, &settings.base_url, service.key(usual)?, &Auth::Scheme("Bearer"))?,
            template: template.map_err(|what| service.wrong("prompt", &what))?,
            limits: service.limits(LIMITS),
            rung: AtomicU8::new(settings.output as u8),
            settings,
        })
    }

    fn rung(&self) -> Rung {
        Rung::ALL[usize::from(self.rung.load(Ordering::Relaxed))]
    }

    /// Steps down after the server refused a rung, unless another request has; an error on the lowest one.
    fn step_down(&self, from: Rung, error: BackendError) -> BackendError {
        let class = if from == Rung::Text { Class::Split } else { Class::Unsupported };
        let next = (from as u8 + 1).min(Rung::Text as u8);
        // If it fails, another request has stepped down already.
        let _ = self.rung.compare_exchange(from as u8, next, Ordering::Relaxed, Ordering::Relaxed);
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
        if let Some(temperature) = self.settings.temperature {
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
        let answer = self.http.send(Method::POST, self.http.url("chat/completions"), &[], Some(&body)).await?;
        let json = self.http.json(&answer).map_err(|error| match error.class {
            Class::Unsupported => self.step_down(rung, error),
            _ => error,
        })?;
        let reply = ChatReply::deserialize(&json).unwrap_or_default();
        let used = reply.usage.unwrap_or_default().read();
        request.meter.add(used);
        let content = self.content(&json, reply.choices, &answer)?;
        let expected = self.estimate(request).usage.input_tokens;
        if used.input_tokens >= SURELY_FITS && used.input_tokens * 2 < expected {
            let what =
                format!("the server read {} tokens of about {expected}: it cut the prompt off", used.input_tokens);
            let hint = "raise the server's context length (`num_ctx` in Ollama), or lower `max_sentences`";
            return Err(BackendError::new(&self.name, Class::Split, what, hint));
        }
        let asked = request.asks.len();
        match (reply::answers(&content), reply::only_answer(&content)) {
            (Some(answers), _) => {
                by_id(&self.name, asked, answers.into_iter().map(|(id, text)| (id, Ok(text))).collect())
            }
            (None, Some(text)) if asked == 1 => Ok(vec![Ok(text)]),
            (None, _) => Err(BackendError::mismatch(&self.name, "the answer is not in the form that was asked for")),
        }
    }

    /// The text of the first choice, if the model ended it of itself.
    fn content(&self, json: &Value, choices: Vec<Choice>, answer: &Answer) -> Result<String, BackendError> {
        let error = |class, what: &str, hint: &str| Err(BackendError::new(&self.name, class, what, hint));
        let Some(choice) = choices.into_iter().next() else {
            // Some services send errors with status 200.
            return Err(match json.get("error") {
                Some(_) => self.http.refused(400, answer),
                None => BackendError::mismatch(&self.name, "the reply holds no answer"),
            });
        };
        let refuses = "the model refuses this text; translate it by hand, or with another backend";
        match choice.finish_reason.as_deref().map(str::to_lowercase).as_deref() {
            None | Some("stop" | "eos" | "end_turn") => {}
            Some("length" | "max_tokens" | "model_context_window_exceeded") => {
                let hint = "raise `max_tokens` under `extra`, or choose a model with longer answers";
                return error(Class::Split, "the model's answer was cut off for its length", hint);
            }
            Some("insufficient_system_resource") => {
                return error(Class::Passing, "the service ran out of resources", "run again later");
            }
            Some("content_filter" | "safety" | "recitation" | "blocklist" | "prohibited_content" | "spii") => {
                return error(Class::Split, "the service's filter stopped the answer", refuses);
            }
            Some(other) => {
                let what = format!("the model ended with `{}`", other.chars().take(40).collect::<String>());
                return error(Class::Split, &what, "choose another model");
            }
        }
        if choice.message.refusal.is_some_and(|refusal| !refusal.is_empty()) {
            return error(Class::Split, "the model refused to answer", refuses);
        }
        match choice.message.content {
            Some(content) if !content.trim().is_empty() => Ok(content),
            Some(_) | None => Err(BackendError::mismatch(&self.name, "the model's answer is empty")),
        }
    }
}

impl Backend for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Option<&str> {
        Some(&self.settings.model)
    }

    fn identity(&self) -> String {
        let Settings { model, style, temperature, extra, .. } = &self.settings;
        let prompt = crate::hex::encode(&Sha256::digest(self.template.text()));
        json!(["openai", model, prompt, style, temperature, extra]).to_string()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let rung = self.rung();
        let (told, message) = (self.template.fill(&self.settings.style, rung), prompt::message(&request));
        Estimate::of_tokens(&request, &[&told, &message], ANSWER_OVERHEAD * request.asks.len() as u64)
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.ask(request))
    }
}

/// A schema with every id as a key of its own: what models take for granted of lists, such as their length, is not
/// in the portable part of JSON Schema.
fn schema(asked: usize) -> Value {
    let ids: Vec<String> = (0..asked).map(id).collect();
    let properties: Map<String, Value> = ids.iter().map(|id| (id.clone(), json!({ "type": "string" }))).collect();
    let schema = json!({ "type": "object", "properties": properties, "required": ids, "additionalProperties": false });
    json!({ "type": "json_schema", "json_schema": { "name": "translations", "strict": true, "schema": schema } })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ChatReply {
    choices: Vec<Choice>,
    usage: Option<Counted>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

/// Tokens as services count them; each field may be missing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Counted {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    prompt_tokens_details: Option<Details>,
    /// DeepSeek's name for what was in the cache.
    prompt_cache_hit_tokens: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    cached_tokens: Option<u64>,
}

impl Counted {
    fn read(self) -> Usage {
        let cached = self.prompt_tokens_details.and_then(|details| details.cached_tokens);
        let input_tokens = self.prompt_tokens.unwrap_or(0);
        Usage {
            input_tokens,
            cached_tokens: cached.or(self.prompt_cache_hit_tokens).unwrap_or(0).min(input_tokens),
            output_tokens: self.completion_tokens.unwrap_or(0),
            ..Usage::default()
        }
    }
}
