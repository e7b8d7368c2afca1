//! Gemini's `POST /v1beta/models/MODEL:generateContent`.

use super::{Answer, Form, Protocol, Sent, Usage, count};
use crate::wire::ids::id;
use crate::wire::status::{Meaning, end};
use serde_json::{Map, Value, json};

/// The kinds of harm whose filters can be set.
const HARMS: [&str; 4] = [
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
];

pub(super) const PROTOCOL: Protocol = Protocol {
    base_url: "https://generativelanguage.googleapis.com/v1beta",
    key_env: "GEMINI_API_KEY",
    key_header: "x-goog-api-key",
    headers: &[],
    path: |model| format!("models/{model}:generateContent"),
    body,
    answer,
    used,
};

fn body(sent: &Sent<'_>) -> Value {
    let mut config = Map::new();
    if let Some(temperature) = sent.temperature {
        config.insert("temperature".to_owned(), temperature.into());
    }
    if let Some(most) = sent.most_tokens {
        config.insert("maxOutputTokens".to_owned(), most.into());
    }
    if sent.form.is_json() {
        config.insert("responseMimeType".to_owned(), "application/json".into());
    }
    if sent.form == Form::Schema {
        config.insert("responseSchema".to_owned(), schema(sent.asked));
    }
    let mut body = json!({
        "systemInstruction": { "parts": [{ "text": sent.instructions }] },
        "contents": [{ "role": "user", "parts": [{ "text": sent.message }] }],
        "generationConfig": config,
    });
    if let Some(threshold) = sent.safety {
        let settings = HARMS.map(|harm| json!({ "category": harm, "threshold": threshold }));
        body["safetySettings"] = settings.to_vec().into();
    }
    body
}

/// Makes a schema with every id as a key of its own.
fn schema(asked: usize) -> Value {
    let ids: Vec<String> = (0..asked).map(id).collect();
    let properties: Map<String, Value> = ids
        .iter()
        .map(|id| (id.clone(), json!({ "type": "STRING" })))
        .collect();
    json!({ "type": "OBJECT", "properties": properties, "required": ids, "propertyOrdering": ids })
}

fn answer(reply: &Value) -> Option<Answer> {
    let blocked = reply.pointer("/promptFeedback/blockReason");
    let Some(candidate) = reply.pointer("/candidates/0") else {
        return blocked.map(|_| Answer {
            text: String::new(),
            end: Some(Meaning::Content),
            thought: false,
        });
    };
    let parts = candidate
        .pointer("/content/parts")
        .and_then(Value::as_array);
    let texts = parts.into_iter().flatten();
    let texts = texts.filter(|part| part["thought"].as_bool() != Some(true));
    Some(Answer {
        text: texts.filter_map(|part| part["text"].as_str()).collect(),
        end: candidate["finishReason"].as_str().and_then(end),
        thought: count(reply, "/usageMetadata/thoughtsTokenCount") > 0,
    })
}

/// Reads the tokens: thoughts are paid for as a part of the answer.
fn used(reply: &Value) -> Usage {
    let of = |name: &str| count(reply, &format!("/usageMetadata/{name}"));
    let input_tokens = of("promptTokenCount");
    let output_tokens = of("candidatesTokenCount") + of("thoughtsTokenCount");
    Usage {
        counted: u64::from(input_tokens + output_tokens > 0),
        input_tokens,
        cached_tokens: of("cachedContentTokenCount").min(input_tokens),
        output_tokens,
        ..Usage::default()
    }
}
