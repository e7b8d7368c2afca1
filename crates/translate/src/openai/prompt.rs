//! The prompt: a template for the instructions, and the sentences as data.

use super::form::Form;
use crate::Request;
use crate::wire::pattern::Pattern;
use crate::wire::payload;
use serde_json::Value;

/// The instructions that come with the program.
pub(super) const BUILT_IN: &str = include_str!("prompt.md");

/// A placeholder of the instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PromptPlaceholder {
    /// How the English is to be.
    Style,
    /// The form of the answer.
    Output,
}

/// Instructions with placeholders, as `{{style}}`.
pub(super) struct PromptTemplate {
    text: String,
    pattern: Pattern<PromptPlaceholder>,
}

impl PromptTemplate {
    /// Parses a template: it must hold `{{output}}`, may hold `{{style}}`, and no other placeholder.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let pattern = Pattern::new(text, placeholder)?;
        if pattern
            .places()
            .all(|place| *place != PromptPlaceholder::Output)
        {
            return Err("`{{output}}` is missing, where the form of the answer goes".to_owned());
        }
        Ok(Self {
            text: text.to_owned(),
            pattern,
        })
    }

    /// Returns the text of the template, for fingerprints.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Fills in the placeholders.
    pub(super) fn fill(&self, style: &str, form: Form) -> String {
        let filled = self.pattern.fill(|placeholder| match placeholder {
            PromptPlaceholder::Style => style.to_owned(),
            PromptPlaceholder::Output => form.instruction().to_owned(),
        });
        filled.trim().to_owned()
    }
}

fn placeholder(name: &str) -> Result<PromptPlaceholder, String> {
    match name {
        "style" => Ok(PromptPlaceholder::Style),
        "output" => Ok(PromptPlaceholder::Output),
        _ => Err(format!(
            "unknown placeholder `{{{{{name}}}}}`; there are `{{{{style}}}}` and `{{{{output}}}}`"
        )),
    }
}

/// Writes the sentences asked for, with their terms and context, as JSON; in the form for one alone, as that sentence
/// below its terms.
pub(super) fn message(request: &Request<'_>, form: Form) -> String {
    if form == Form::Single {
        let sentences = request.segments().map(|sentence| sentence.text.as_str());
        let mut lines = payload::terms_text(request);
        lines.extend(sentences.map(str::to_owned));
        return lines.join("\n");
    }
    let mut message = payload::surroundings(request);
    let sentences = request.segments().zip(request.asks).enumerate();
    let sentences =
        sentences.map(|(i, (sentence, ask))| payload::item(i, sentence, ask.violations));
    message.insert("sentences".to_owned(), sentences.collect::<Vec<_>>().into());
    Value::Object(message).to_string()
}
