//! What a server takes, as far as is known: found out by what it refuses, and held for the rest of the run.

use super::form::Form;
use crate::ErrorClass;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Names of the field that limits an answer; the first is the usual one, the second that of OpenAI's newer models.
const CAPS: [&str; 2] = ["max_tokens", "max_completion_tokens"];

/// Words by which a server says that it answers only by event streams.
const STREAM: [&str; 3] = ["non-streaming", "stream mode", "stream parameter"];

/// What a server takes.
pub(super) struct Taken {
    /// The number of the form.
    form: AtomicU8,
    /// The number of the field that limits an answer; past the last for none.
    cap: AtomicU8,
    temperature: AtomicBool,
    stop: AtomicBool,
    /// Whether it answers only by event streams.
    streams: AtomicBool,
}

impl Taken {
    /// Supposes that a server takes everything in this form; `is_openai` if it is OpenAI's own.
    pub(super) fn new(form: Form, is_openai: bool) -> Self {
        Self {
            form: (form as u8).into(),
            cap: u8::from(is_openai).into(),
            temperature: true.into(),
            stop: true.into(),
            streams: false.into(),
        }
    }

    /// Returns the form.
    pub(super) fn form(&self) -> Form {
        Form::ALL[usize::from(self.form.load(Ordering::Relaxed))]
    }

    /// Asks from now on in the last form, sentence by sentence.
    pub(super) fn single(&self) {
        self.form.store(Form::Single as u8, Ordering::Relaxed);
    }

    /// Sends no limit of the answer from now on.
    pub(super) fn uncap(&self) {
        self.cap.store(CAPS.len() as u8, Ordering::Relaxed);
    }

    /// Returns the name of the field that limits an answer; `None` where the server takes none.
    pub(super) fn cap(&self) -> Option<&'static str> {
        CAPS.get(usize::from(self.cap.load(Ordering::Relaxed)))
            .copied()
    }

    /// Tests whether it takes a temperature.
    pub(super) fn temperature(&self) -> bool {
        self.temperature.load(Ordering::Relaxed)
    }

    /// Tests whether it takes a stop sequence.
    pub(super) fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sends no stop sequence from now on.
    pub(super) fn do_not_stop(&self) {
        self.stop.store(false, Ordering::Relaxed);
    }

    /// Tests whether it must be asked for an event stream.
    pub(super) fn streams(&self) -> bool {
        self.streams.load(Ordering::Relaxed)
    }

    /// Makes the next request simpler, since the server does not take one like `sent`, of the form `from`, and says why:
    /// without a field that it names, or in the next form, unless another request has done so. Returns what that means
    /// for this one: where nothing can be left out, it cannot succeed.
    pub(super) fn simplify(&self, sent: &Value, from: Form, said: &str) -> ErrorClass {
        let names = |field: &str| sent.get(field).is_some() && said.contains(field);
        if names("temperature") {
            self.temperature.store(false, Ordering::Relaxed);
        } else if let Some(at) = CAPS.iter().position(|cap| names(cap)) {
            let next = if said.contains(CAPS[1]) {
                at + 1
            } else {
                CAPS.len()
            };
            self.cap.store(next as u8, Ordering::Relaxed);
        } else if names("stop") {
            self.do_not_stop();
        } else if STREAM.iter().any(|words| said.contains(words)) && sent.get("stream").is_none() {
            self.streams.store(true, Ordering::Relaxed);
        } else if from.is_json() {
            // If it fails, another request has stepped down already.
            let _ = self.form.compare_exchange(
                from as u8,
                from as u8 + 1,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
        } else {
            return ErrorClass::Rejected;
        }
        ErrorClass::Unsupported
    }
}
