//! What a model's answer comes to.

use super::reply::{self, Content};
use super::{BackendError, Chat, Form, Ordering, Request, Translation, UNREAD};
use crate::refusal::{REFUSES, refuses};
use crate::wire::ids::by_id;
use crate::wire::leak::Instructions;
use crate::wire::status::Meaning;
use crate::{ErrorClass, Failure};

/// The hint for an answer that cannot be read.
const FORM_HINT: &str = "set `form = \"single\"` for a small model, or choose another one; `--debug` shows what it answers";

/// The hint for an answer that was cut off or never began, since the model was thinking.
const THINKS: &str = "turn the model's thinking off or down under `extra`, as its service wants it: `enable_thinking = false`, `reasoning_effort = \"low\"`";

/// What a model answered.
pub(crate) struct Answer {
    /// Its text.
    pub(crate) text: String,
    /// Why it ended, unless it did so of itself.
    pub(crate) end: Option<Meaning>,
    /// Whether the model was thinking.
    pub(crate) thought: bool,
}

impl Answer {
    /// Tests whether the model came to no end of its thoughts within the limit of an answer.
    pub(crate) fn is_cut_in_thought(&self) -> bool {
        self.thought && self.end == Some(Meaning::Length)
    }
}

impl Chat {
    /// Returns the translations in an answer to a request that was sent in this form.
    pub(crate) fn translations(
        &self,
        request: &Request<'_>,
        answer: &Answer,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError> {
        if answer.end == Some(Meaning::Content) {
            let what = "the service's filter stopped the answer, or the model refused it";
            return Err(self.unusable(ErrorClass::Refused, what, REFUSES));
        }
        let asked = request.asks.len();
        let content = match form {
            Form::Single => Content::Some(Vec::new()),
            Form::Schema | Form::Json | Form::Text => reply::read(&answer.text, asked),
        };
        let answers = match (content, answer.end) {
            // A server that holds the model to JSON closes also a text that is cut.
            (_, Some(end @ Meaning::Length)) => return Err(self.cut_off(answer, end)),
            // Whatever else the reason was for which the model ended, nothing is missing.
            (Content::Whole(answers), _) => answers,
            (_, Some(end)) => return Err(self.cut_off(answer, end)),
            (_, None) if answer.text.trim().is_empty() => return Err(self.empty(answer)),
            (Content::Some(answers), None) if asked > 1 || !answers.is_empty() => answers,
            // Where JSON was asked for, a bare text is rather a remark.
            (Content::Unreadable, None) if asked > 1 || form.is_json() => {
                return Err(self.unreadable(request, answer, form));
            }
            (Content::Some(_) | Content::Unreadable, None) => self
                .only(&answer.text)
                .ok_or_else(|| self.unreadable(request, answer, form))?,
        };
        let instructions = Instructions::new(&self.instructions(form));
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

    /// Returns the only answer of a text, with its id.
    fn only(&self, text: &str) -> Option<Vec<(String, String)>> {
        let only = reply::only_answer(text)?;
        (!refuses(&only)).then(|| vec![("s1".to_owned(), only)])
    }

    /// Makes the error for an answer that cannot be read, and asks in another form where that may help.
    fn unreadable(&self, request: &Request<'_>, answer: &Answer, form: Form) -> BackendError {
        if refuses(&answer.text) {
            let what = "the model refused to translate";
            return self.unusable(ErrorClass::Refused, what, REFUSES);
        }
        let what = "the answer is not in the form that was asked for";
        let mut error = self.unusable(ErrorClass::Unreadable, what, FORM_HINT);
        if form != Form::Single
            && !self.readable.load(Ordering::Relaxed)
            && self.unread.fetch_add(1, Ordering::Relaxed) + 1 == UNREAD
        {
            self.go_single();
        }
        if let (1, Some(only)) = (request.asks.len(), request.segments().next())
            && form.is_json()
            && self.as_text().insert(only.text.clone())
        {
            error.class = ErrorClass::Unsupported;
        }
        error
    }

    /// Makes the error for an answer that ended before its time.
    fn cut_off(&self, answer: &Answer, end: Meaning) -> BackendError {
        if end != Meaning::Length {
            let what = "the service broke the answer off";
            return self.unusable(ErrorClass::Passing, what, "run again later");
        }
        let what = "the model's answer was cut off for its length";
        let hint = if answer.thought {
            THINKS
        } else {
            "choose another model, or raise its context length; `--debug` shows what it answers"
        };
        self.unusable(ErrorClass::TooLong, what, hint)
    }

    /// Makes the error for an answer without a text.
    fn empty(&self, answer: &Answer) -> BackendError {
        if answer.thought {
            let what = "the model thought, and gave no answer";
            return self.unusable(ErrorClass::Split, what, THINKS);
        }
        BackendError::mismatch(&self.name, "the model's answer is empty")
    }

    /// Makes the error for an answer that is paid for and cannot be used.
    fn unusable(&self, class: ErrorClass, what: &str, hint: &str) -> BackendError {
        BackendError::new(&self.name, class, what, hint).billed()
    }
}
