//! What the model is told: a template for the instructions, and the sentences as data.

use super::Rung;
use crate::backend::Request;
use crate::backend::wire::payload;
use serde_json::Value;

/// The instructions that come with the program.
pub(super) const BUILT_IN: &str = include_str!("prompt.md");

/// What a template may leave open.
const PLACES: [&str; 2] = ["style", "output"];

/// Instructions with places left open, as `{{style}}`.
pub(super) struct Template(String);

impl Template {
    /// Checks a template: it must say where `{{output}}` goes, and leave open nothing else but `{{style}}`.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or("`{{` without `}}`")?;
            if !PLACES.contains(&name) {
                return Err(format!("unknown place `{{{{{name}}}}}`; there are `{{{{style}}}}` and `{{{{output}}}}`"));
            }
            rest = after;
        }
        match text.contains("{{output}}") {
            true => Ok(Self(text.to_owned())),
            false => Err("`{{output}}` is missing, where the form of the answer is told".to_owned()),
        }
    }

    /// The text, as fingerprints have it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// The instructions.
    pub(super) fn fill(&self, style: &str, rung: Rung) -> String {
        self.0.replace("{{style}}", style).replace("{{output}}", rung.told()).trim().to_owned()
    }
}

/// The sentences asked for, with their terms and what stands around them, as JSON.
pub(super) fn message(request: &Request<'_>) -> String {
    let mut message = payload::surroundings(request);
    let sentences = request.sentences().zip(request.asks).enumerate();
    let sentences = sentences.map(|(i, (sentence, ask))| payload::item(i, sentence, ask.violations));
    message.insert("sentences".to_owned(), sentences.collect::<Vec<_>>().into());
    Value::Object(message).to_string()
}
