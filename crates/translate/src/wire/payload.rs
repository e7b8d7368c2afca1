//! Sentences as JSON, as models and programs get them: one vocabulary for all backends that can tell more than a text.

use super::ids::id;
use crate::{Example, Request, Segment};
use duizhao_core::article::BlockKind;
use serde_json::{Map, Value, json};

/// Sentences shown before and after the ones to translate.
const CONTEXT: usize = 2;

/// What helps to translate the sentences asked for: `title`, `before`, `after`, `terms` and `examples`, those that there
/// are.
pub(crate) fn surroundings(request: &Request<'_>) -> Map<String, Value> {
    let mut message = Map::new();
    if let Some(title) = request
        .document
        .title
        .filter(|_| request.asks.iter().all(|ask| ask.sentence > 0))
    {
        message.insert("title".to_owned(), title.into());
    }
    let [before, after] = around(request);
    if !before.is_empty() {
        message.insert("before".to_owned(), before.into());
    }
    if !after.is_empty() {
        message.insert("after".to_owned(), after.into());
    }
    let terms = terms(request);
    if !terms.is_empty() {
        message.insert("terms".to_owned(), terms.into());
    }
    let examples = examples(request);
    if !examples.is_empty() {
        message.insert("examples".to_owned(), examples.into());
    }
    message
}

/// The examples for the sentences asked for, each once.
fn examples(request: &Request<'_>) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    let asked = |example: &&Example| {
        request
            .asks
            .iter()
            .any(|ask| ask.sentence == example.sentence)
    };
    let examples = request.document.examples.iter().filter(asked);
    let examples = examples.filter(|example| seen.insert((&example.source, &example.target)));
    examples
        .map(|example| json!({ "zh": example.source, "en": example.target }))
        .collect()
}

/// A sentence: `id` and `text`, and `kind`, `damaged` and `wrong` where they apply.
pub(crate) fn item(index: usize, sentence: &Segment, violations: &[String]) -> Map<String, Value> {
    let mut item = Map::new();
    item.insert("id".to_owned(), id(index).into());
    if sentence.kind != BlockKind::Paragraph {
        item.insert("kind".to_owned(), sentence.kind.name().into());
    }
    item.insert("text".to_owned(), sentence.text.as_str().into());
    if !sentence.damage.is_empty() {
        let places: Vec<&str> = sentence.damaged().collect();
        item.insert("damaged".to_owned(), places.into());
    }
    if !violations.is_empty() {
        item.insert("wrong".to_owned(), violations.into());
    }
    item
}

/// The terms that occur in the sentences asked for, each once, as it is written there, in the order of the text.
pub(crate) fn terms(request: &Request<'_>) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    let hits = request
        .segments()
        .flat_map(|sentence| sentence.hits.iter().map(move |hit| (sentence, hit)));
    let hits = hits.filter(|(_, hit)| seen.insert(hit.term));
    let terms =
        hits.map(|(sentence, hit)| (hit.span.of(&sentence.text), &request.terms()[hit.term]));
    terms
        .map(|(source, term)| {
            let mut entry = json!({ "zh": source, "en": term.target });
            let mut add = |key: &str, value: Value, there: bool| {
                if there {
                    entry[key] = value;
                }
            };
            add(
                "or",
                term.alternatives.clone().into(),
                !term.alternatives.is_empty(),
            );
            add(
                "never",
                term.forbidden.clone().into(),
                !term.forbidden.is_empty(),
            );
            add("note", term.note.clone().into(), !term.note.is_empty());
            entry
        })
        .collect()
}

/// The sentences just before the first one asked for and just after the last one.
fn around<'a>(request: &Request<'a>) -> [Vec<&'a str>; 2] {
    let sentences = request.document.segments;
    let (Some(first), Some(last)) = (request.asks.first(), request.asks.last()) else {
        return [vec![], vec![]];
    };
    // The title is told apart from them.
    let from = usize::from(request.document.title.is_some());
    let texts = |range: std::ops::Range<usize>| {
        sentences
            .get(range)
            .unwrap_or_default()
            .iter()
            .map(|s| s.text.as_str())
            .collect()
    };
    let before = first.sentence.saturating_sub(CONTEXT).max(from)..first.sentence;
    let after = last.sentence + 1..(last.sentence + 1 + CONTEXT).min(sentences.len());
    [texts(before), texts(after)]
}
