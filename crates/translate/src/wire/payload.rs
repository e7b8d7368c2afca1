//! Sentences as JSON, as models and programs get them: one vocabulary for all backends that take more than a text.

use super::ids::id;
use crate::{Request, Segment};
use duizhao_core::article::BlockKind;
use duizhao_glossary::Term;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::ops::Range;

/// Sentences shown before and after the ones to translate.
const CONTEXT: usize = 2;

/// Collects what helps to translate the sentences asked for: `title`, `before`, `after`, `terms` and `examples`, those
/// that there are.
pub(crate) fn surroundings(request: &Request<'_>) -> Map<String, Value> {
    let mut message = Map::new();
    let asks_for_title = request.asks.iter().any(|ask| ask.sentence == 0);
    if let Some(title) = request.document.title
        && !asks_for_title
    {
        message.insert("title".to_owned(), title.into());
    }
    let [before, after] = around(request);
    insert_list(&mut message, "before", before);
    insert_list(&mut message, "after", after);
    insert_list(&mut message, "terms", terms(request));
    insert_list(&mut message, "examples", examples(request));
    message
}

/// Inserts a list, unless it is empty.
fn insert_list<T>(map: &mut Map<String, Value>, key: &str, items: Vec<T>)
where
    Value: From<Vec<T>>,
{
    if !items.is_empty() {
        map.insert(key.to_owned(), items.into());
    }
}

/// Lists the examples for the sentences asked for, each once.
fn examples(request: &Request<'_>) -> Vec<Value> {
    let asked: HashSet<usize> = request.asks.iter().map(|ask| ask.sentence).collect();
    let mut seen = HashSet::new();
    request
        .document
        .examples
        .iter()
        .filter(|example| asked.contains(&example.sentence))
        .filter(|example| seen.insert((&example.source, &example.target)))
        .map(|example| json!({ "zh": example.source, "en": example.target }))
        .collect()
}

/// Describes a sentence: `id` and `text`, and `kind`, `damaged` and `wrong` where they apply.
pub(crate) fn item(index: usize, sentence: &Segment, violations: &[String]) -> Map<String, Value> {
    let mut item = Map::new();
    item.insert("id".to_owned(), id(index).into());
    if sentence.kind != BlockKind::Paragraph {
        item.insert("kind".to_owned(), sentence.kind.name().into());
    }
    item.insert("text".to_owned(), sentence.text.as_str().into());
    let damaged: Vec<&str> = sentence.damaged().collect();
    insert_list(&mut item, "damaged", damaged);
    insert_list(&mut item, "wrong", violations.to_vec());
    item
}

/// Lists the terms that occur in the sentences asked for, as JSON.
pub(crate) fn terms(request: &Request<'_>) -> Vec<Value> {
    let terms = occurring(request).into_iter();
    terms.map(|(source, found)| term(source, found)).collect()
}

/// Lists the terms that occur in the sentences asked for, each once, as it is written there, in the order of the text.
fn occurring<'a>(request: &Request<'a>) -> Vec<(&'a str, &'a Term)> {
    let mut seen = HashSet::new();
    let mut terms = Vec::new();
    let known = request.document.termbase.glossary.terms();
    for sentence in request.segments() {
        for hit in &sentence.hits {
            if seen.insert(hit.term) {
                terms.push((hit.span.of(&sentence.text), &known[hit.term]));
            }
        }
    }
    terms
}

/// Alternatives, and forbidden renderings, that a line for a term has: few are enough to know how it is used.
#[cfg(feature = "http")]
const SHOWN: [usize; 2] = [2, 1];

/// Lists the terms that occur in the sentences asked for as lines of text: `一线 = front line`, and if they are to say
/// `more`, `一线 = front line | frontline; not first line`.
#[cfg(feature = "http")]
pub(crate) fn terms_text(request: &Request<'_>, more: bool) -> Vec<String> {
    let [alternatives, forbidden] = if more { SHOWN } else { [0, 0] };
    let terms = occurring(request);
    let line = |(source, term): &(&str, &Term)| {
        let mut line = format!("{source} = {}", term.target);
        for other in term.alternatives.iter().take(alternatives) {
            line.push_str(&format!(" | {other}"));
        }
        for other in term.forbidden.iter().take(forbidden) {
            line.push_str(&format!("; not {other}"));
        }
        line
    };
    terms.iter().map(line).collect()
}

fn term(source: &str, term: &Term) -> Value {
    let mut entry = Map::new();
    entry.insert("zh".to_owned(), source.into());
    entry.insert("en".to_owned(), term.target.as_str().into());
    insert_list(&mut entry, "or", term.alternatives.clone());
    insert_list(&mut entry, "never", term.forbidden.clone());
    if !term.note.is_empty() {
        entry.insert("note".to_owned(), term.note.as_str().into());
    }
    Value::Object(entry)
}

/// Returns the sentences just before the first one asked for and just after the last one.
fn around<'a>(request: &Request<'a>) -> [Vec<&'a str>; 2] {
    let (Some(first), Some(last)) = (request.asks.first(), request.asks.last()) else {
        return [vec![], vec![]];
    };
    // The title has a field of its own.
    let from = usize::from(request.document.title.is_some());
    let before = first.sentence.saturating_sub(CONTEXT).max(from)..first.sentence;
    let count = request.document.segments.len();
    let after = last.sentence + 1..(last.sentence + 1 + CONTEXT).min(count);
    [texts(request, before), texts(request, after)]
}

fn texts<'a>(request: &Request<'a>, range: Range<usize>) -> Vec<&'a str> {
    let segments = request.document.segments.get(range).unwrap_or_default();
    segments
        .iter()
        .map(|segment| segment.text.as_str())
        .collect()
}
