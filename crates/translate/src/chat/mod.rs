//! What chat models have in common, whatever service they are reached by: instructions, the form of answers, and how
//! answers are read.
//!
//! Sentences are sent with ids in JSON. Answers come back by JSON schema where the service takes one; one that refuses
//! it is asked for JSON, then for marked lines. A model whose first answers cannot be read is asked for one sentence at
//! a time, and for its bare translation.

mod answer;
mod form;
mod prompt;
mod repair;
mod reply;

pub(crate) use answer::Answer;
pub(crate) use form::{Form, schema};

use crate::error::BackendError;
use crate::settings::{Service, SetupError};
use crate::wire::tokens;
use crate::{Estimate, Limits, Request, Trace, Translation};
use prompt::PromptTemplate;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Limits where the settings do not say. A reply of this length comes within a minute, and what it repeats of the
/// instructions is a small part.
pub(crate) const LIMITS: Limits = Limits {
    sentences: 24,
    bytes: 1 << 20,
    tokens: 1500,
    concurrency: 8,
};

/// How the English is to sound where the settings do not say.
const STYLE: &str = "Write American English.";

/// The tokens of an answer besides its translations, for each of them.
const ANSWER_OVERHEAD: u64 = 8;

/// Tokens that an answer may have in any case.
const SHORTEST_CAP: u64 = 64;

/// After so many replies that cannot be read, and none that can, sentences are asked for one by one.
const UNREAD: usize = 3;

#[derive(Deserialize)]
#[serde(default)]
pub(crate) struct ChatSettings {
    prompt: Option<PathBuf>,
    style: String,
    form: Form,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self {
            prompt: None,
            style: STYLE.to_owned(),
            form: Form::Schema,
        }
    }
}

/// A conversation with a chat model: how it is asked, and what is known of how it answers.
pub(crate) struct Chat {
    name: String,
    style: String,
    template: PromptTemplate,
    /// The instructions for one sentence alone.
    single: PromptTemplate,
    /// The number of the form that is asked for.
    form: AtomicU8,
    /// Sentences whose answer in JSON could not be read.
    as_text: Mutex<HashSet<String>>,
    /// Replies that could not be read.
    unread: AtomicUsize,
    /// Whether any reply could be read.
    readable: AtomicBool,
    /// Receives what becomes of the form.
    notice: Option<Trace>,
}

impl Chat {
    /// Sets it up by the settings of a service.
    pub(crate) fn new(service: &Service, settings: &ChatSettings) -> Result<Self, SetupError> {
        let [template, single] = match &settings.prompt {
            Some(path) => {
                let text = service.read("prompt", path)?;
                [text.clone(), text]
            }
            None => [prompt::BUILT_IN, prompt::SINGLE].map(str::to_owned),
        };
        let parsed =
            |text: &str| PromptTemplate::new(text).map_err(|what| service.wrong("prompt", &what));
        Ok(Self {
            name: service.name.clone(),
            style: settings.style.clone(),
            template: parsed(&template)?,
            single: parsed(&single)?,
            form: (settings.form as u8).into(),
            as_text: Mutex::default(),
            unread: 0.into(),
            readable: false.into(),
            notice: service.notice.clone(),
        })
    }

    fn as_text(&self) -> MutexGuard<'_, HashSet<String>> {
        self.as_text.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a hash of the instructions, and the style, for fingerprints.
    pub(crate) fn identity(&self) -> [String; 2] {
        let prompt = duizhao_core::hex::encode(&Sha256::digest(self.template.text()));
        [prompt, self.style.clone()]
    }

    /// Tests whether it is asked for one bare sentence at a time.
    pub(crate) fn is_single(&self) -> bool {
        self.form.load(Ordering::Relaxed) == Form::Single as u8
    }

    /// Returns the form in which a request is sent.
    pub(crate) fn form(&self, request: &Request<'_>) -> Form {
        let form = Form::ALL[usize::from(self.form.load(Ordering::Relaxed))];
        let mut segments = request.segments();
        match (segments.len(), segments.next()) {
            (1, Some(only)) if form.is_json() && self.as_text().contains(&only.text) => Form::Text,
            (2.., _) if form == Form::Single => Form::Text,
            _ => form,
        }
    }

    /// Asks for the form after `from`, a JSON one, unless another request has stepped down already.
    pub(crate) fn step_down(&self, from: Form) {
        let _ = self.form.compare_exchange(
            from as u8,
            from as u8 + 1,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
    }

    /// Asks for sentences one by one from now on, and says so.
    fn go_single(&self) {
        self.form.store(Form::Single as u8, Ordering::Relaxed);
        if let Some(notice) = &self.notice {
            notice(&format!(
                "{}: no answer so far can be read; sentences go one by one from now on, as with `form = \"single\"`",
                self.name
            ));
        }
    }

    /// Returns the instructions.
    pub(crate) fn instructions(&self, form: Form) -> String {
        let template = if form == Form::Single {
            &self.single
        } else {
            &self.template
        };
        template.fill(&self.style, form)
    }

    /// Returns the message with the sentences.
    pub(crate) fn message(&self, request: &Request<'_>, form: Form) -> String {
        prompt::message(request, form)
    }

    /// Returns how much a request may hold, where the service's limits are these.
    pub(crate) fn limits(&self, mut limits: Limits) -> Limits {
        if self.is_single() {
            limits.sentences = 1;
        }
        limits
    }

    /// Estimates what a request takes.
    pub(crate) fn estimate(&self, request: &Request<'_>) -> Estimate {
        let form = self.form(request);
        let sent = [self.instructions(form), self.message(request, form)];
        Estimate::of_tokens(
            request,
            &sent.each_ref().map(String::as_str),
            ANSWER_OVERHEAD * request.asks.len() as u64,
        )
    }

    /// Returns the tokens that an answer may have: twice as many as the English of such sentences has at most.
    pub(crate) fn most_tokens(&self, request: &Request<'_>) -> u64 {
        let english = request
            .segments()
            .map(|sentence| tokens::of_english_at_most(&sentence.text) + ANSWER_OVERHEAD);
        english.sum::<u64>() * 2 + SHORTEST_CAP
    }
}
