//! Reading a model's answer: strictly where the server promises a form, tolerantly where it does not.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Answers with their ids, as they stand in the content of a reply; `None` where there are none.
///
/// What comes before and after (a model's thinking, code fences, courtesies) is passed over. Doubled ids stay doubled.
pub(super) fn answers(content: &str) -> Option<Vec<(String, String)>> {
    let content = without_thinking(content);
    json(content).or_else(|| marked(content))
}

/// The whole content as the one answer, for models that leave the id out; `None` if it looks like anything else.
pub(super) fn only_answer(content: &str) -> Option<String> {
    let text = without_thinking(content).trim();
    (!text.is_empty() && !text.contains(['{', '}', '[', ']', '`', '\n'])).then(|| text.to_owned())
}

/// What stands after the thinking of a reasoning model.
fn without_thinking(content: &str) -> &str {
    content.rsplit_once("</think>").map_or(content, |(_, answer)| answer)
}

/// The first JSON value with answers in it.
fn json(content: &str) -> Option<Vec<(String, String)>> {
    let starts = content.char_indices().filter(|(_, c)| matches!(c, '{' | '[')).map(|(at, _)| at).take(8);
    starts.into_iter().find_map(|at| {
        let mut values = serde_json::Deserializer::from_str(&content[at..]).into_iter::<Answers>();
        values.next()?.ok().map(|answers| answers.0).filter(|answers| !answers.is_empty())
    })
}

/// Lines of the form `[s1] text`; a line without a mark goes on with the one before.
fn marked(content: &str) -> Option<Vec<(String, String)>> {
    let mut answers: Vec<(String, String)> = Vec::new();
    for line in content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("```")) {
        let mark = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        match mark.filter(|(id, _)| id.starts_with('s') && id[1..].bytes().all(|b| b.is_ascii_digit())) {
            Some((id, text)) => answers.push((id.to_owned(), text.trim().to_owned())),
            None => {
                if let Some((_, text)) = answers.last_mut() {
                    text.push(' ');
                    text.push_str(line);
                }
            }
        }
    }
    (!answers.is_empty()).then_some(answers)
}

/// Answers in any of the forms that models give: an object of id and text; an object around one; a list of objects with
/// an id and a text.
struct Answers(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Forms)
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
        let raw = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map_or(Self::Other, Self::Text),
            Some(b'{' | b'[') => serde_json::from_str(text).map_or(Self::Other, Self::Answers),
            Some(_) | None => Self::Other,
        })
    }
}

struct Forms;

impl<'de> Visitor<'de> for Forms {
    type Value = Answers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("translations with ids")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
        let (mut texts, mut inner) = (Vec::new(), Vec::new());
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            match value {
                Value::Text(text) => texts.push((key, text)),
                Value::Answers(answers) => inner.extend(answers.0),
                Value::Other => {}
            }
        }
        Ok(Answers(if inner.is_empty() { listed(texts) } else { inner }))
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

/// The fields of an object; of one that has an id and a text, these two as one answer.
fn listed(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let of =
        |names: &[&str]| fields.iter().find(|(key, _)| names.contains(&key.as_str())).map(|(_, value)| value.clone());
    match (of(&["id"]), of(&["en", "translation", "text", "english", "target"])) {
        (Some(id), Some(text)) => vec![(id, text)],
        _ => fields,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(content: &str, expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(answers(content).unwrap_or_default(), expected, "{content}");
    }

    #[test]
    fn every_usual_form_is_read() {
        check(r#"{"s1": "One.", "s2": "Two."}"#, &[("s1", "One."), ("s2", "Two.")]);
        check("Sure!\n```json\n{\"s1\": \"One {1}.\"}\n```\nAnything else?", &[("s1", "One {1}.")]);
        check("<think>{\"s1\": \"no\"}</think>\n{\"s1\": \"yes\"}", &[("s1", "yes")]);
        check(r#"{"translations": {"s1": "One."}}"#, &[("s1", "One.")]);
        check(
            r#"{"translations": [{"id": "s1", "en": "One."}, {"id": "s2", "text": "Two."}]}"#,
            &[("s1", "One."), ("s2", "Two.")],
        );
        check(r#"[{"id": "s1", "zh": "一", "translation": "One."}]"#, &[("s1", "One.")]);
        check("[s1] One,\nand more.\n\n[s2] Two.", &[("s1", "One, and more."), ("s2", "Two.")]);
    }

    #[test]
    fn doubled_ids_stay_doubled() {
        check(r#"{"s1": "One.", "s1": "Two."}"#, &[("s1", "One."), ("s1", "Two.")]);
    }

    #[test]
    fn what_is_cut_off_or_says_nothing_has_no_answers() {
        check(r#"{"s1": "One.", "s2": "Tw"#, &[]);
        check("I'm sorry.", &[]);
        check("", &[]);
        assert_eq!(only_answer("Just the text."), Some("Just the text.".to_owned()));
        assert_eq!(only_answer("{\"s1\": \"cut"), None);
    }

    proptest! {
        #[test]
        fn what_is_asked_for_is_read_back(texts in proptest::collection::vec("\\PC{0,12}", 1..6)) {
            let map: serde_json::Map<String, serde_json::Value> =
                texts.iter().enumerate().map(|(i, text)| (format!("s{}", i + 1), text.clone().into())).collect();
            let mut back = answers(&serde_json::Value::Object(map).to_string()).unwrap();
            back.sort();
            let mut expected: Vec<_> = texts.into_iter().enumerate().map(|(i, t)| (format!("s{}", i + 1), t)).collect();
            expected.sort();
            prop_assert_eq!(back, expected);
        }

        #[test]
        fn no_content_is_taken_amiss(content in "\\PC{0,60}|[\\[\\]{}\"s1:, a\n]{0,40}") {
            let _ = (answers(&content), only_answer(&content));
        }
    }
}
