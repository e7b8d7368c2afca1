//! What the model is told: a template for the instructions, and the sentences as data.

use super::Rung;
use crate::Request;
use crate::wire::pattern::Pattern;
use crate::wire::payload;
use serde_json::Value;

/// The instructions that come with the program.
pub(super) const BUILT_IN: &str = include_str!("prompt.md");

/// What a template may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PromptPlaceholder {
    /// How the English is to be.
    Style,
    /// The form of the answer.
    Output,
}

/// Instructions with places left open, as `{{style}}`.
pub(super) struct PromptTemplate {
    text: String,
    pattern: Pattern<PromptPlaceholder>,
}

impl PromptTemplate {
    /// Reads a template: it must say where `{{output}}` goes, and leave open nothing else but `{{style}}`.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let place = |name: &str| match name {
            "style" => Ok(PromptPlaceholder::Style),
            "output" => Ok(PromptPlaceholder::Output),
            _ => Err(format!(
                "unknown place `{{{{{name}}}}}`; there are `{{{{style}}}}` and `{{{{output}}}}`"
            )),
        };
        let pattern = Pattern::new(text, place)?;
        if pattern
            .places()
            .all(|place| *place != PromptPlaceholder::Output)
        {
            return Err("`{{output}}` is missing, where the form of the answer is told".to_owned());
        }
        Ok(Self {
            text: text.to_owned(),
            pattern,
        })
    }

    /// The text, as fingerprints have it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The instructions.
    pub(super) fn fill(&self, style: &str, rung: Rung) -> String {
        let value = |place: &PromptPlaceholder| match place {
            PromptPlaceholder::Style => style.to_owned(),
            PromptPlaceholder::Output => rung.told().to_owned(),
        };
        self.pattern.fill(value).trim().to_owned()
    }
}

/// The sentences asked for, with their terms and what stands around them, as JSON.
pub(super) fn message(request: &Request<'_>) -> String {
    let mut message = payload::surroundings(request);
    let sentences = request.segments().zip(request.asks).enumerate();
    let sentences =
        sentences.map(|(i, (sentence, ask))| payload::item(i, sentence, ask.violations));
    message.insert("sentences".to_owned(), sentences.collect::<Vec<_>>().into());
    Value::Object(message).to_string()
}
