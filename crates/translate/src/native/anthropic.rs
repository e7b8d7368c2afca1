//! Anthropic's Messages: `POST /v1/messages`.

use super::{Answer, Form, Protocol, Sent, Usage, count};
use crate::chat::schema;
use crate::wire::status::end;
use crate::wire::tokens;
use serde_json::{Value, json};

/// The most tokens of an answer with thoughts, which count too: every model allows as many.
const WITH_THOUGHTS: u64 = 16_384;

pub(super) const PROTOCOL: Protocol = Protocol {
    base_url: "https://api.anthropic.com",
    key_env: "ANTHROPIC_API_KEY",
    key_header: "x-api-key",
    headers: &[("anthropic-version", "2023-06-01")],
    path: |_| "v1/messages".to_owned(),
    body,
    answer,
    used,
};

/// Tokens of instructions from which on the service caches them, for the model that does so the soonest ("Prompt caching").
/// Another schema would have them read again, so that they go without one: models keep to a form that is described.
const CACHED: u64 = 1024;

/// Writes a request. Answers come by JSON schema ("Structured outputs").
fn body(sent: &Sent<'_>) -> Value {
    // The same for all requests of a run: what is long enough is cached, and read for a tenth of the price.
    let instructions = json!({
        "type": "text",
        "text": sent.instructions,
        "cache_control": { "type": "ephemeral" },
    });
    let mut body = json!({
        "model": sent.model,
        "max_tokens": sent.most_tokens.unwrap_or(WITH_THOUGHTS),
        "system": [instructions],
        "messages": [{ "role": "user", "content": sent.message }],
    });
    if let Some(temperature) = sent.temperature {
        body["temperature"] = temperature.into();
    }
    if sent.form == Form::Schema && tokens::estimate(&sent.instructions) < CACHED {
        let format = json!({ "type": "json_schema", "schema": schema(sent.asked) });
        body["output_config"] = json!({ "format": format });
    }
    body
}

fn answer(reply: &Value) -> Option<Answer> {
    let blocks = reply["content"].as_array()?;
    let is = |block: &Value, kind: &str| block["type"].as_str() == Some(kind);
    let texts = blocks.iter().filter(|block| is(block, "text"));
    Some(Answer {
        text: texts.filter_map(|block| block["text"].as_str()).collect(),
        end: reply["stop_reason"].as_str().and_then(end),
        thought: blocks
            .iter()
            .any(|block| is(block, "thinking") || is(block, "redacted_thinking")),
    })
}

/// Reads the tokens; those that were written to the cache or read from it are counted apart.
fn used(reply: &Value) -> Usage {
    let cached_tokens = count(reply, "/usage/cache_read_input_tokens");
    let written = count(reply, "/usage/cache_creation_input_tokens");
    let input_tokens = count(reply, "/usage/input_tokens") + written + cached_tokens;
    let output_tokens = count(reply, "/usage/output_tokens");
    Usage {
        counted: u64::from(input_tokens + output_tokens > 0),
        input_tokens,
        cached_tokens,
        output_tokens,
        ..Usage::default()
    }
}
