//! What a server takes, as far as is known: found out by what it refuses, and held for the rest of the run.

use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Names of the field that limits an answer; the first is the usual one, the second that of OpenAI's newer models.
const CAPS: [&str; 2] = ["max_tokens", "max_completion_tokens"];

/// Words by which a server says that it answers only by event streams.
const STREAM: [&str; 3] = ["non-streaming", "stream mode", "stream parameter"];

/// The fields that a server takes.
pub(super) struct Taken {
    /// The number of the field that limits an answer; past the last for none.
    cap: AtomicU8,
    temperature: AtomicBool,
    stop: AtomicBool,
    /// Whether it answers only by event streams.
    streams: AtomicBool,
}

impl Taken {
    /// Supposes that a server takes everything; `is_openai` if it is OpenAI's own.
    pub(super) fn new(is_openai: bool) -> Self {
        Self {
            cap: u8::from(is_openai).into(),
            temperature: true.into(),
            stop: true.into(),
            streams: false.into(),
        }
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

    /// Leaves out of the next request the field of `sent` that the server does not take, as it said; returns whether it
    /// named one.
    pub(super) fn simplify(&self, sent: &Value, said: &str) -> bool {
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
        } else if STREAM.iter().any(|words| said.contains(words)) && !self.streams() {
            self.streams.store(true, Ordering::Relaxed);
        } else {
            return false;
        }
        true
    }
}
