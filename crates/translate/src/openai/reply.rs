//! Reading a model's answer: strictly where the server promises a form, tolerantly where it does not.

use crate::wire::ids::is_id;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Parses the answers with their ids in the content of a reply to `asked` sentences; `None` where there are none.
///
/// What comes before and after (a model's thinking, code fences, courtesies) is skipped. Doubled ids stay doubled.
pub(super) fn answers(content: &str, asked: usize) -> Option<Vec<(String, String)>> {
    let content = without_thinking(content);
    json(content, asked).or_else(|| marked(content))
}

/// Takes the whole content for the one answer, for models that leave the mark out; `None` if it looks like anything
/// else.
pub(super) fn only_answer(content: &str) -> Option<String> {
    let text = without_thinking(content).trim();
    (!text.is_empty() && !text.contains(['{', '}', '[', ']', '`', '\n'])).then(|| text.to_owned())
}

/// Strips the thinking of a reasoning model.
fn without_thinking(content: &str) -> &str {
    content
        .rsplit_once("</think>")
        .map_or(content, |(_, answer)| answer)
}

/// The most places where JSON may begin that are tried.
const PLACES: usize = 32;

/// Finds the last JSON value that has as many answers as were asked for, since a draft or a template may come before
/// it; else the last one with any.
fn json(content: &str, asked: usize) -> Option<Vec<(String, String)>> {
    let mut best: Option<Vec<(String, String)>> = None;
    let mut from = 0;
    for _ in 0..PLACES {
        let Some(at) = content[from..].find(['{', '[']).map(|at| from + at) else {
            break;
        };
        let mut values = serde_json::Deserializer::from_str(&content[at..]).into_iter::<Answers>();
        match values.next() {
            Some(Ok(Answers(answers))) => {
                from = at + values.byte_offset();
                let has_whole = best.as_ref().is_some_and(|best| best.len() == asked);
                if !answers.is_empty() && (answers.len() == asked || !has_whole) {
                    best = Some(answers);
                }
            }
            Some(Err(_)) | None => from = at + 1,
        }
    }
    best
}

/// Parses lines of the form `[s1] text` or `s1: text`; a line without a mark goes on with the one before, up to an empty line.
fn marked(content: &str) -> Option<Vec<(String, String)>> {
    let mut answers: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in content
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("```"))
    {
        if let Some((id, text)) = mark(line) {
            answers.push((id.to_owned(), text.to_owned()));
            open = true;
        } else if line.is_empty() {
            open = false;
        } else if open && let Some((_, text)) = answers.last_mut() {
            text.push(' ');
            text.push_str(line);
        }
    }
    (!answers.is_empty()).then_some(answers)
}

/// Splits a line into the id at its start and the text after it.
fn mark(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['*', '-', ' ']);
    let bare = line.strip_prefix('[').unwrap_or(line);
    let digits = bare.strip_prefix('s')?;
    let end = 1 + digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let text = bare[end..].trim_start_matches([']', '*', ':', ' ']);
    (end > 1 && bare[end..].starts_with([']', ':'])).then_some((&bare[..end], text))
}

/// Answers in any of the forms that models give: an object of id and text; an object around one; a list of objects with
/// an id and a text.
struct Answers(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnswersVisitor)
    }
}

/// A value within an object of answers.
enum Value {
    Text(String),
    Answers(Answers),
    Other,
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Reads a value in place, so that the parser's limit of nesting holds.
struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    /// Takes a number for a text, since an id may be one.
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        AnswersVisitor.visit_map(map).map(Value::Answers)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Value, A::Error> {
        AnswersVisitor.visit_seq(list).map(Value::Answers)
    }
}

struct AnswersVisitor;

impl<'de> Visitor<'de> for AnswersVisitor {
    type Value = Answers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("translations with ids")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
        let mut texts = Vec::new();
        let mut inner = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            match value {
                Value::Text(text) => texts.push((key, text)),
                Value::Answers(answers) => inner.extend(answers.0),
                Value::Other => {}
            }
        }
        // What an object holds besides ids of answers is something else.
        let of_texts = inner.is_empty() || texts.iter().any(|(key, _)| is_id(key));
        Ok(Answers(if of_texts { listed(texts) } else { inner }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Answers, A::Error> {
        let mut all = Vec::new();
        while let Some(value) = list.next_element::<Value>()? {
            if let Value::Answers(answers) = value {
                all.extend(answers.0);
            }
        }
        Ok(Answers(all))
    }
}

/// The names of the field with the translation, the best first.
const TRANSLATION_FIELDS: [&str; 5] = ["en", "english", "translation", "target", "text"];

/// Returns the fields of an object; of one that has an id and a translation, these two as one answer.
fn listed(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let translation = TRANSLATION_FIELDS
        .iter()
        .find_map(|name| field(&fields, name));
    match (field(&fields, "id"), translation) {
        (Some(id), Some(text)) => vec![(id, text)],
        _ => fields,
    }
}

fn field(fields: &[(String, String)], name: &str) -> Option<String> {
    let (_, value) = fields.iter().find(|(key, _)| key == name)?;
    Some(value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(content: &str, expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> = expected
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(
            answers(content, expected.len()).unwrap_or_default(),
            expected,
            "{content}"
        );
    }

    #[test]
    fn every_usual_form_is_read() {
        check(
            r#"{"s1": "One.", "s2": "Two."}"#,
            &[("s1", "One."), ("s2", "Two.")],
        );
        check(
            "Sure!\n```json\n{\"s1\": \"One {1}.\"}\n```\nAnything else?",
            &[("s1", "One {1}.")],
        );
        check(
            "<think>{\"s1\": \"no\"}</think>\n{\"s1\": \"yes\"}",
            &[("s1", "yes")],
        );
        check(r#"{"translations": {"s1": "One."}}"#, &[("s1", "One.")]);
        check(
            r#"{"translations": [{"id": "s1", "en": "One."}, {"id": "s2", "text": "Two."}]}"#,
            &[("s1", "One."), ("s2", "Two.")],
        );
        check(
            r#"[{"id": "s1", "text": "一", "translation": "One."}]"#,
            &[("s1", "One.")],
        );
        check(r#"[{"id": 1, "en": "One."}]"#, &[("1", "One.")]);
        check(
            r#"{"s1": "One.", "meta": {"model": "x"}}"#,
            &[("s1", "One.")],
        );
        check(
            r#"Form: {"s1": "…"}. Answer: {"s1": "One."}"#,
            &[("s1", "One.")],
        );
        check(
            r#"{"s1": "One.", "s2": "Two."} {"done": "all"}"#,
            &[("s1", "One."), ("s2", "Two.")],
        );
        check("**[s1]** One.\ns2: Two.", &[("s1", "One."), ("s2", "Two.")]);
        check(
            "[s1] One,\nand more.\n\n[s2] Two.\n\nAnything else?",
            &[("s1", "One, and more."), ("s2", "Two.")],
        );
    }

    #[test]
    fn doubled_ids_stay_doubled() {
        check(
            r#"{"s1": "One.", "s1": "Two."}"#,
            &[("s1", "One."), ("s1", "Two.")],
        );
    }

    #[test]
    fn what_is_cut_off_or_says_nothing_has_no_answers() {
        check(r#"{"s1": "One.", "s2": "Tw"#, &[]);
        check("I'm sorry.", &[]);
        check(&"[".repeat(100_000), &[]);
        check(
            &format!("{}{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)),
            &[],
        );
        check("", &[]);
        assert_eq!(
            only_answer("Just the text."),
            Some("Just the text.".to_owned())
        );
        assert_eq!(only_answer("{\"s1\": \"cut"), None);
    }

    proptest! {
        #[test]
        fn what_is_asked_for_is_read_back(texts in proptest::collection::vec("\\PC{0,12}", 1..6)) {
            let map: serde_json::Map<String, serde_json::Value> =
                texts.iter().enumerate().map(|(i, text)| (format!("s{}", i + 1), text.clone().into())).collect();
            let mut back = answers(&serde_json::Value::Object(map).to_string(), texts.len()).unwrap();
            back.sort();
            let mut expected: Vec<_> = texts.into_iter().enumerate().map(|(i, t)| (format!("s{}", i + 1), t)).collect();
            expected.sort();
            prop_assert_eq!(back, expected);
        }

        #[test]
        fn no_content_is_taken_amiss(content in "\\PC{0,60}|[\\[\\]{}\"s1:, a\n]{0,40}") {
            let _ = (answers(&content, 1), only_answer(&content));
        }
    }
}
