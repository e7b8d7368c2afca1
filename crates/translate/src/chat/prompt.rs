//! The prompt: a template for the instructions, and the sentences as data.

use super::form::Form;
use crate::Request;
use crate::wire::pattern::Pattern;
use crate::wire::payload;
use duizhao_core::article::BlockKind;
use serde_json::Value;

/// The instructions that come with the program.
pub(super) const BUILT_IN: &str = include_str!("prompt.md");

/// Those for one sentence alone.
pub(super) const SINGLE: &str = include_str!("single.md");

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

/// Characters of the sentence before the first one that are shown.
const BEFORE: usize = 40;

/// Writes the sentences asked for, with their terms and context, as JSON; in the form for one alone, as that sentence
/// below its terms.
pub(super) fn message(request: &Request<'_>, form: Form) -> String {
    if form == Form::Single {
        let sentences = request.segments().map(|sentence| sentence.text.clone());
        let lines = payload::terms_text(request, false).into_iter();
        return lines.chain(sentences).collect::<Vec<_>>().join("\n");
    }
    let mut message = payload::surroundings(request);
    message.remove("after");
    if let Some(Value::Array(before)) = message.remove("before")
        && let Some(Value::String(last)) = before.last()
    {
        message.insert("before".to_owned(), end_of(last, BEFORE).into());
    }
    if message.contains_key("terms") {
        let terms = payload::terms_text(request, true);
        message.insert("terms".to_owned(), terms.into());
    }
    let sentences = request.segments().zip(request.asks).enumerate();
    let sentences = sentences.map(|(i, (sentence, ask))| {
        let mut item = payload::item(i, sentence, ask.violations);
        if sentence.kind != BlockKind::Heading {
            item.remove("kind");
        }
        item
    });
    message.insert("sentences".to_owned(), sentences.collect::<Vec<_>>().into());
    Value::Object(message).to_string()
}

/// Returns the last `most` characters of a text.
fn end_of(text: &str, most: usize) -> &str {
    let start = text.char_indices().rev().nth(most.saturating_sub(1));
    start.map_or(text, |(start, _)| &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::asked;

    #[track_caller]
    fn check(texts: &[&str], form: Form, expected: &str) {
        assert_eq!(asked(texts, |request| message(&request, form)), expected);
    }

    #[test]
    fn a_message_is_short() {
        check(
            &["党中央决定防控疫情。", "疫情来了。"],
            Form::Schema,
            r#"{"sentences":[{"id":"s1","text":"党中央决定防控疫情。"},{"id":"s2","text":"疫情来了。"}],"terms":["党中央 = CPC Central Committee; not Party center","疫情 = epidemic | outbreak"]}"#,
        );
        check(
            &["党中央决定防控疫情。"],
            Form::Single,
            "党中央 = CPC Central Committee\n疫情 = epidemic\n党中央决定防控疫情。",
        );
    }

    #[test]
    fn the_sentence_before_is_shown_by_its_end() {
        assert_eq!(end_of("一二三", 2), "二三");
        assert_eq!(end_of("一二三", 3), "一二三");
        assert_eq!(end_of("一", 3), "一");
    }
}
