//! Reading a model's answer: strictly where the server promises a form, tolerantly where it does not.

use super::repair;
use crate::wire::ids::{is_id, mark, number};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Answers with their ids.
type Answers = Vec<(String, String)>;

/// What a model's content holds.
#[derive(Debug, PartialEq)]
pub(super) enum Content {
    /// One JSON value with an answer for each sentence asked for: so it is whole.
    Whole(Answers),
    /// Other answers with ids; none, for a list of as many texts as were asked for.
    Some(Answers),
    /// Anything else.
    Unreadable,
}

/// Reads the content of a reply to `asked` sentences.
///
/// What comes before and after the answers (a model's thinking, code fences, courtesies) is skipped. Doubled ids stay
/// doubled.
pub(super) fn read(content: &str, asked: usize) -> Content {
    let Some(answer) = without_thinking(content) else {
        return Content::Unreadable;
    };
    let strict = [answer, content].map(|text| json(text, asked));
    let repaired = [answer, content].map(repair::object);
    let mut some = None;
    for answers in strict.into_iter().chain(repaired).flatten() {
        if is_whole(&answers, asked) {
            return Content::Whole(without_thoughts(answers));
        }
        let has_id = answers.iter().any(|(id, _)| number(id).is_some());
        some = some.or(has_id.then_some(answers));
    }
    match some.or_else(|| marked(answer)) {
        Some(answers) => Content::Some(without_thoughts(answers)),
        None if is_list(answer, asked) => Content::Some(Vec::new()),
        None => Content::Unreadable,
    }
}

/// Tests whether a content is a list of as many texts as were asked for. Which belongs to which sentence is not said.
fn is_list(content: &str, asked: usize) -> bool {
    let list = serde_json::from_str::<Vec<String>>(unfenced(content));
    list.is_ok_and(|list| list.len() == asked)
}

/// Tests whether there is one answer for each of `asked` sentences, and no other.
fn is_whole(answers: &Answers, asked: usize) -> bool {
    let mut numbers: Vec<Option<usize>> = answers.iter().map(|(id, _)| number(id)).collect();
    numbers.sort_unstable();
    numbers.into_iter().eq((1..=asked).map(Some))
}

/// Takes the whole content for the one answer, for models that leave the id out: a text on one line, alone or in JSON;
/// `None` if it looks like anything else.
pub(super) fn only_answer(content: &str) -> Option<String> {
    let text = unfenced(without_thinking(content)?);
    let only = match serde_json::from_str(text) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Array(items)) => match &items[..] {
            [serde_json::Value::String(text)] => text.clone(),
            _ => return None,
        },
        Ok(_) => return None,
        Err(_) if text.contains(['{', '}', '[', ']', '`']) => return None,
        Err(_) => text.to_owned(),
    };
    (!only.is_empty() && !only.contains('\n')).then_some(only)
}

/// Strips a text of the fence of a code block around it.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix("```")
        .and_then(|text| text.strip_suffix("```"));
    inner.map_or(text, |inner| {
        inner.trim_start_matches(char::is_alphabetic).trim()
    })
}

/// Strips the thinking of a reasoning model; `None` where it has not come to an end.
fn without_thinking(content: &str) -> Option<&str> {
    match content.rsplit_once("</think>") {
        Some((_, answer)) => Some(answer),
        None => (!content.trim_start().starts_with("<think>")).then_some(content),
    }
}

/// Strips the thinking that a model wrote into its answers.
fn without_thoughts(mut answers: Answers) -> Answers {
    for (_, text) in &mut answers {
        if let Some((_, answer)) = text.rsplit_once("</think>") {
            *text = answer.trim().to_owned();
        }
    }
    answers
}

/// The most places where JSON may begin that are tried.
const PLACES: usize = 32;

/// Finds the last JSON value that has as many answers as were asked for, since a draft or a template may come before
/// it; else the last one with any.
fn json(content: &str, asked: usize) -> Option<Answers> {
    let mut best: Option<Answers> = None;
    let mut from = 0;
    for _ in 0..PLACES {
        let Some(at) = content[from..].find(['{', '[']).map(|at| from + at) else {
            break;
        };
        let mut values = serde_json::Deserializer::from_str(&content[at..]).into_iter::<Read>();
        match values.next() {
            Some(Ok(Read(answers))) => {
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
fn marked(content: &str) -> Option<Answers> {
    let mut answers = Answers::new();
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

/// Answers in any of the forms that models give: an object of id and text; an object around one; a list of objects with
/// an id and a text.
struct Read(Answers);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnswersVisitor)
    }
}

/// A value within an object of answers.
enum Value {
    Text(String),
    Answers(Read),
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
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("translations with ids")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
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
        Ok(Read(if of_texts { listed(texts) } else { inner }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Read, A::Error> {
        let mut all = Vec::new();
        while let Some(value) = list.next_element::<Value>()? {
            if let Value::Answers(answers) = value {
                all.extend(answers.0);
            }
        }
        Ok(Read(all))
    }
}

/// The names of the field with the translation, the best first.
const TRANSLATION_FIELDS: [&str; 5] = ["en", "english", "translation", "target", "text"];

/// Returns the fields of an object; of one that has an id and a translation, these two as one answer.
fn listed(fields: Answers) -> Answers {
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
        let answers = match read(content, expected.len()) {
            Content::Whole(answers) | Content::Some(answers) => answers,
            Content::Unreadable => Vec::new(),
        };
        assert_eq!(answers, expected, "{content}");
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
        assert_eq!(read("I'm sorry.", 1), Content::Unreadable);
        assert_eq!(read(r#"["One."]"#, 1), Content::Some(Vec::new()));
    }

    #[test]
    fn thinking_is_no_answer() {
        let whole = Content::Whole(vec![("s1".to_owned(), "yes".to_owned())]);
        assert_eq!(read(r#"{"s1": "<think>no</think>yes"}"#, 1), whole);
        let draft = r#"<think>{"s1": "no"}</think>"#;
        assert_eq!(read(&format!("{draft} {{\"s1\": \"yes\"}}"), 1), whole);
        assert_eq!(read(r#"<think>{"s1": "no"}"#, 1), Content::Unreadable);
    }

    #[test]
    fn an_answer_alone_needs_no_id() {
        for content in [
            "One.",
            "\"One.\"",
            "[\"One.\"]",
            "<think>a</think>\n```\nOne.\n```",
        ] {
            assert_eq!(only_answer(content).as_deref(), Some("One."), "{content}");
        }
        for content in [
            "{\"s1\": \"cut",
            "One.\nTwo.",
            "[\"One.\", \"Two.\"]",
            "<think>One.",
        ] {
            assert_eq!(only_answer(content), None, "{content}");
        }
    }

    proptest! {
        #[test]
        fn what_is_asked_for_is_read_back(texts in proptest::collection::vec("\\PC{0,12}", 1..6)) {
            let map: serde_json::Map<String, serde_json::Value> =
                texts.iter().enumerate().map(|(i, text)| (format!("s{}", i + 1), text.clone().into())).collect();
            let json = serde_json::Value::Object(map).to_string();
            let Content::Whole(mut back) = read(&json, texts.len()) else { panic!("{json}") };
            back.sort();
            let mut expected: Vec<_> = texts.into_iter().enumerate().map(|(i, t)| (format!("s{}", i + 1), t)).collect();
            expected.sort();
            prop_assert_eq!(back, expected);
        }

        #[test]
        fn no_content_is_taken_amiss(content in "\\PC{0,60}|[\\[\\]{}\"s1:, a\n]{0,40}") {
            let _ = (read(&content, 1), only_answer(&content));
        }
    }
}
