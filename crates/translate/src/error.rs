//! Why a request has no usable reply, and what the run does then.

use duizhao_core::counted;
use duizhao_core::diagnostic::Hinted;
use duizhao_memory::StoreError;
use std::time::Duration;

/// What follows from an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The error is temporary: the same request may succeed later, or its parts may.
    Passing,
    /// No reply came in time: a smaller request may have one.
    Slow,
    /// No service was reached.
    Unreachable,
    /// The service is busy: all requests wait, as long as it says if it says so.
    Busy(Option<Duration>),
    /// This request cannot succeed as a whole, but its parts may.
    Split,
    /// The request, or its answer, is too long: a smaller one may not be.
    TooLong,
    /// The answer is in no form that can be read: that of a single sentence may be.
    Unreadable,
    /// The service takes the request for wrong, because of its text or of its settings: which, only other requests show.
    Rejected,
    /// The service does not want some of this text; the rest may pass.
    Refused,
    /// The service does not take this form of request, but may take a simpler one.
    Unsupported,
    /// No request can succeed: the run stops.
    Final,
    /// The run is stopping, and the request was not sent.
    Stopped,
    /// The request is in a batch that has not been answered yet.
    UnderWay,
}

impl ErrorClass {
    /// Tests whether no further request of the run is sent.
    pub fn stops_the_run(self) -> bool {
        matches!(self, Self::Final | Self::Stopped)
    }
}

/// Why a request has no usable reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{backend}: {what}")]
pub struct BackendError {
    /// The backend's name.
    pub backend: String,
    /// What follows.
    pub class: ErrorClass,
    /// What happened, with the status if there was one.
    pub what: String,
    /// How to fix it.
    pub hint: String,
    /// Whether the service may charge for it although the reply was lost.
    pub may_be_billed: bool,
}

impl BackendError {
    /// Makes an error that nothing is charged for.
    pub fn new(
        backend: &str,
        class: ErrorClass,
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

    /// Makes the error for a reply that does not answer what was asked.
    pub fn mismatch(backend: &str, what: impl Into<String>) -> Self {
        Self::new(
            backend,
            ErrorClass::Split,
            what,
            "run again; if it stays so, choose another model or backend",
        )
        .billed()
    }

    /// Makes this the error of a request that all others wait for: where a smaller request could succeed, the run
    /// stops, and nothing is charged.
    #[cfg(feature = "http")]
    pub(super) fn of_setup(self) -> Self {
        let class = match self.class {
            ErrorClass::Split
            | ErrorClass::TooLong
            | ErrorClass::Unreadable
            | ErrorClass::Rejected
            | ErrorClass::Refused
            | ErrorClass::Unsupported
            | ErrorClass::Final => ErrorClass::Final,
            ErrorClass::Passing
            | ErrorClass::Slow
            | ErrorClass::Unreachable
            | ErrorClass::Busy(_)
            | ErrorClass::Stopped
            | ErrorClass::UnderWay => self.class,
        };
        Self {
            class,
            may_be_billed: false,
            ..self
        }
    }

    /// Marks that the service may charge for the request.
    pub fn billed(mut self) -> Self {
        self.may_be_billed = true;
        self
    }
}

impl Hinted for BackendError {
    fn hint(&self) -> Option<String> {
        Some(self.hint.clone())
    }
}

/// A memory that cannot be used stops the run: what is paid for could not be kept, or would be paid for again.
impl From<StoreError> for BackendError {
    fn from(error: StoreError) -> Self {
        Self::new(
            "memory",
            ErrorClass::Final,
            error.to_string(),
            error.hint().unwrap_or_default(),
        )
    }
}

/// Checks that as many translations came as were asked for; the error says how many came.
pub(crate) fn miscounted(came: usize, asked: usize) -> Result<(), String> {
    if came == asked {
        Ok(())
    } else {
        Err(format!(
            "{} came for {}",
            counted(came, "translation"),
            counted(asked, "sentence")
        ))
    }
}

/// Shortens what a service said to one line of at most `most` characters and an ellipsis.
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
