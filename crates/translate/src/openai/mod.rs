//! Any OpenAI-compatible chat endpoint: DeepSeek, Qwen, GPT, gateways, Ollama, llama.cpp, vLLM.
//!
//! Sentences are sent with ids in JSON. Answers come back by JSON schema where the server takes one; a server that
//! refuses it is asked for JSON, then for marked lines, for the rest of the run.

mod form;
mod prompt;
mod repair;
mod reply;
mod taken;

use super::refusal::{REFUSES, refuses};
use super::settings::{Service, SetupError};
use super::wire::ids::by_id;
use super::wire::leak::Instructions;
use super::wire::status::{Meaning, end};
use super::wire::tokens;
use super::wire::transport::{Auth, Http, HttpReply, is_loopback, message};
use super::{
    Backend, BackendError, BackendKind, ErrorClass, Estimate, Failure, Limits, Reply, Request,
    Trace, Translation, Usage,
};
use form::Form;
use prompt::PromptTemplate;
use reply::Content;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
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
};

const BASE_URL: &str = "https://api.openai.com/v1";

/// Fields of the request that `extra` cannot change.
const SET: [&str; 4] = ["model", "messages", "response_format", "stream"];

/// How the English is to sound where the settings do not say.
const STYLE: &str = "Write American English.";

/// Limits where the settings do not say. A reply of this length comes within a minute, and what it repeats of the
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

/// Tokens that an answer may have in any case.
const SHORTEST_CAP: u64 = 64;

/// After so many replies that cannot be read, and none that can, sentences are asked for one by one.
const UNREAD: usize = 3;

/// The hint for an answer that cannot be read.
const FORM_HINT: &str = "set `form = \"single\"` for a small model, or choose another one; `--debug` shows what it answers";

/// The hint for an answer that was cut off or never began, since the model was thinking.
const THINKS: &str = "turn the model's thinking off or down under `extra`, as its service wants it: `enable_thinking = false`, `reasoning_effort = \"low\"`";

#[derive(Deserialize)]
#[serde(default)]
struct OpenAiSettings {
    base_url: String,
    model: String,
    prompt: Option<PathBuf>,
    style: String,
    temperature: Option<f64>,
    form: Form,
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
            form: Form::Schema,
            extra: Map::new(),
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
    taken: Taken,
    /// Sentences whose answer in JSON could not be read.
    as_text: Mutex<HashSet<String>>,
    /// Replies that could not be read.
    unread: AtomicUsize,
    /// Whether any reply could be read.
    readable: AtomicBool,
    /// Receives what becomes of the form.
    notice: Option<Trace>,
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
        let is_openai = settings.base_url == BASE_URL;
        let mut usual = LIMITS;
        if is_loopback(&settings.base_url) {
            // A model on this machine answers one request at a time; others would wait in its queue.
            usual.concurrency = 1;
        }
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(
                service,
                &settings.base_url,
                service.key(is_openai.then_some("OPENAI_API_KEY"))?,
                &Auth::Scheme("Bearer"),
            )?,
            template,
            limits: service.limits(usual),
            taken: Taken::new(settings.form, is_openai),
            as_text: Mutex::default(),
            unread: 0.into(),
            readable: false.into(),
            notice: service.notice.clone(),
            settings,
        })
    }

    fn as_text(&self) -> MutexGuard<'_, HashSet<String>> {
        self.as_text.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the form in which a request is sent.
    fn form(&self, request: &Request<'_>) -> Form {
        let form = self.taken.form();
        let mut segments = request.segments();
        match (segments.len(), segments.next()) {
            (1, Some(only)) if form.is_json() && self.as_text().contains(&only.text) => Form::Text,
            (2.., _) if form == Form::Single => Form::Text,
            _ => form,
        }
    }

    fn body(&self, request: &Request<'_>, form: Form) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "messages": [
                { "role": "system", "content": self.template.fill(&self.settings.style, form) },
                { "role": "user", "content": prompt::message(request, form) },
            ],
        });
        if let Some(temperature) = self.settings.temperature
            && self.taken.temperature()
        {
            body["temperature"] = temperature.into();
        }
        if let Some(cap) = self.taken.cap() {
            body[cap] = most_tokens(request).into();
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
        let form = self.form(&request);
        let body = self.body(&request, form);
        let reply = self
            .http
            .send(
                Method::POST,
                self.http.url("chat/completions"),
                &[],
                Some(&body),
            )
            .await?;
        let json = self.http.json(&reply);
        let json = json.map_err(|error| self.refused(error, &body, form, &reply.text()))?;
        let used = used(&json);
        request.meter.add(used);
        let translations = self.translations(&request, &json, form);
        let translations = translations.map_err(|error| {
            // Some services send errors with status 200, also beside a reply.
            if has_error(&json) {
                self.error_in(&json, &reply, &body, form)
            } else {
                error
            }
        })?;
        self.check_all_read(request, used.input_tokens)?;
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
            ErrorClass::Unsupported => self.taken.simplify(sent, form, &said),
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
        let asked = request.asks.len();
        let choice = json.pointer("/choices/0").ok_or_else(|| {
            let what = "the reply holds no answer";
            match json["choices"] {
                // The service had none to give; an empty list is how some say that they refuse.
                Value::Array(_) => BackendError::mismatch(&self.name, what),
                _ => self.unusable(ErrorClass::Passing, what, "run again later"),
            }
        })?;
        let end = choice["finish_reason"].as_str().and_then(end);
        let message = &choice["message"];
        let refusal = message["refusal"].as_str();
        if end == Some(Meaning::Content) || refusal.is_some_and(|refusal| !refusal.is_empty()) {
            let what = "the service's filter stopped the answer, or the model refused it";
            return Err(self.unusable(ErrorClass::Refused, what, REFUSES));
        }
        let content = text(&message["content"]);
        let found = match form {
            Form::Single => match reply::only_answer(&content) {
                Some(text) => Content::Some(vec![("s1".to_owned(), text)]),
                None => Content::Unreadable,
            },
            Form::Schema | Form::Json | Form::Text => reply::read(&content, asked),
        };
        let answers = match (found, end) {
            // Whatever the reason for which the model ended, nothing is missing.
            (Content::Whole(answers), _) => answers,
            (_, Some(_)) => return Err(self.cut_off(choice, end)),
            (Content::Some(answers), None) if asked == 1 && answers.is_empty() => self
                .only(&content)
                .ok_or_else(|| self.unread(request, &content, form))?,
            (Content::Some(answers), None) => answers,
            (Content::Unreadable, None) if content.trim().is_empty() => {
                return Err(self.empty(choice));
            }
            // Where another form was asked for, a bare text is rather a remark.
            (Content::Unreadable, None) if asked == 1 && form == Form::Text => self
                .only(&content)
                .ok_or_else(|| self.unread(request, &content, form))?,
            (Content::Unreadable, None) => return Err(self.unread(request, &content, form)),
        };
        let instructions = Instructions::new(&self.template.fill(&self.settings.style, form));
        let answers = answers.into_iter().map(|(id, text)| {
            let text = if instructions.are_in(&text) {
                Err(Failure::bad("the answer repeats the instructions"))
            } else {
                Ok(text)
            };
            (id, text)
        });
        let translations = by_id(&self.name, 0..asked, answers.collect())?;
        self.readable.store(true, Ordering::Relaxed);
        Ok(translations)
    }

    /// Returns the only answer of a content, with its id.
    fn only(&self, content: &str) -> Option<Vec<(String, String)>> {
        let text = reply::only_answer(content)?;
        (!refuses(&text)).then(|| vec![("s1".to_owned(), text)])
    }

    /// Makes the error for a content that cannot be read, and asks in another form where that may help.
    fn unread(&self, request: &Request<'_>, content: &str, form: Form) -> BackendError {
        if refuses(content) {
            return self.unusable(
                ErrorClass::Refused,
                "the model refused to translate",
                REFUSES,
            );
        }
        let what = "the answer is not in the form that was asked for";
        let mut error = self.unusable(ErrorClass::Unreadable, what, FORM_HINT);
        if form != Form::Single
            && !self.readable.load(Ordering::Relaxed)
            && self.unread.fetch_add(1, Ordering::Relaxed) + 1 == UNREAD
        {
            self.go_single();
        }
        let asked = request.asks.len();
        if let (1, Some(only)) = (asked, request.segments().next())
            && form.is_json()
            && self.as_text().insert(only.text.clone())
        {
            error.class = ErrorClass::Unsupported;
        }
        error
    }

    /// Asks for sentences one by one from now on, and says so.
    fn go_single(&self) {
        self.taken.single();
        if let Some(notice) = &self.notice {
            notice(&format!(
                "{}: no answer so far can be read; sentences go one by one from now on, as with `form = \"single\"`",
                self.name
            ));
        }
    }

    /// Makes the error for an answer that ended before its time.
    fn cut_off(&self, choice: &Value, end: Option<Meaning>) -> BackendError {
        if end != Some(Meaning::Length) {
            let what = "the service broke the answer off";
            return self.unusable(ErrorClass::Passing, what, "run again later");
        }
        let what = "the model's answer was cut off for its length";
        if !thinks(choice) {
            let hint = "choose another model, or raise its context length; `--debug` shows what it answers";
            return self.unusable(ErrorClass::TooLong, what, hint);
        }
        // The limit is that of a translation, not that of thoughts about it.
        let class = match self.taken.cap() {
            Some(_) => ErrorClass::Unsupported,
            None => ErrorClass::TooLong,
        };
        self.taken.uncap();
        self.unusable(class, what, THINKS)
    }

    /// Makes the error for an answer without a text.
    fn empty(&self, choice: &Value) -> BackendError {
        if thinks(choice) {
            let what = "the model thought, and gave no answer";
            return self.unusable(ErrorClass::Split, what, THINKS);
        }
        if self.taken.form() == Form::Single && self.taken.stop() {
            // It began with the sequence that stops it.
            self.taken.do_not_stop();
            let what = "the model's answer is empty";
            return self.unusable(ErrorClass::Unsupported, what, FORM_HINT);
        }
        BackendError::mismatch(&self.name, "the model's answer is empty")
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

    /// Makes the error for an answer that is paid for and cannot be used.
    fn unusable(&self, class: ErrorClass, what: &str, hint: &str) -> BackendError {
        BackendError::new(&self.name, class, what, hint).billed()
    }
}

/// Returns the tokens that an answer may have: twice as many as the English of such sentences has at most.
fn most_tokens(request: &Request<'_>) -> u64 {
    let english = request
        .segments()
        .map(|sentence| tokens::of_english_at_most(&sentence.text) + ANSWER_OVERHEAD);
    english.sum::<u64>() * 2 + SHORTEST_CAP
}

/// Tests whether a reply holds an error, by itself or in its choice.
fn has_error(json: &Value) -> bool {
    let places = ["/error", "/choices/0/error"];
    let mut errors = places.iter().filter_map(|place| json.pointer(place));
    errors.any(|error| !error.is_null())
}

/// Tests whether a model was thinking.
fn thinks(choice: &Value) -> bool {
    let message = &choice["message"];
    ["reasoning_content", "reasoning"]
        .iter()
        .any(|field| message[field].as_str().is_some_and(|text| !text.is_empty()))
        || text(&message["content"]).contains("<think>")
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
        self.taken.form() != Form::Single
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
        let mut limits = self.limits;
        if self.taken.form() == Form::Single {
            limits.sentences = 1;
        }
        limits
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let form = self.form(&request);
        let instructions = self.template.fill(&self.settings.style, form);
        let message = prompt::message(&request, form);
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
