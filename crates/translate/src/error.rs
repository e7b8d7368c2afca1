//! Why a request has no usable reply, and what follows from it.

use duizhao_memory::MemoryError;
use std::time::Duration;

/// What follows from an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The same request may succeed later; if it does not, its parts may.
    Passing,
    /// No service was reached.
    Unreachable,
    /// The service is busy: all requests wait, as long as it says if it says so.
    Busy(Option<Duration>),
    /// This request cannot succeed as a whole, but its parts may.
    Split,
    /// The service does not want some of this text; the rest may pass.
    Refused,
    /// The service does not take this form of request, but may take a simpler one.
    Unsupported,
    /// No request can succeed: the run stops.
    Final,
    /// The run is stopping, and the request was not sent.
    Stopped,
}

impl Class {
    /// Whether no further request of the run is sent.
    pub fn stops_the_run(self) -> bool {
        matches!(self, Self::Final | Self::Stopped)
    }
}

/// Why a request has no usable reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{backend}: {what}\nhint: {hint}")]
pub struct BackendError {
    /// The backend's name.
    pub backend: String,
    /// What follows.
    pub class: Class,
    /// What happened, with the status if there was one.
    pub what: String,
    /// The way out.
    pub hint: String,
    /// Whether the service may charge for it although the reply was lost.
    pub may_be_billed: bool,
}

impl BackendError {
    /// An error that nothing is charged for.
    pub fn new(
        backend: &str,
        class: Class,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            backend: backend.to_owned(),
            class,
            what: what.into(),
            hint: hint.into(),
            may_be_billed: false,
        }
    }

    /// The error for a reply that does not answer what was asked.
    pub fn mismatch(backend: &str, what: impl Into<String>) -> Self {
        Self::new(
            backend,
            Class::Split,
            what,
            "run again; if it stays so, choose another model or backend",
        )
        .billed()
    }

    /// The same error of a request that all others wait for: what a smaller request would mend stops the run, and
    /// nothing is charged.
    pub(super) fn of_setup(self) -> Self {
        let class = match self.class {
            Class::Split | Class::Refused | Class::Unsupported | Class::Final => Class::Final,
            Class::Passing | Class::Unreachable | Class::Busy(_) | Class::Stopped => self.class,
        };
        Self {
            class,
            may_be_billed: false,
            ..self
        }
    }

    /// The same error, where the service may charge for the request.
    pub fn billed(mut self) -> Self {
        self.may_be_billed = true;
        self
    }
}

/// A memory that cannot be used stops the run: what is paid for could not be kept, or would be paid for again.
impl From<MemoryError> for BackendError {
    fn from(error: MemoryError) -> Self {
        Self::new(
            "memory",
            Class::Final,
            format!("{}: {}", error.path.display(), error.what),
            error.hint,
        )
    }
}

/// What is wrong with a reply that has too few or too many translations; nothing if it has as many as were asked for.
pub(crate) fn miscounted(came: usize, asked: usize) -> Result<(), String> {
    if came == asked {
        Ok(())
    } else {
        Err(format!("{came} translations came for {asked} sentences"))
    }
}

/// What a service said, on one line of at most `most` characters and an ellipsis.
pub(super) fn short(said: &str, most: usize) -> String {
    let line = said
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(char::is_control, "");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
