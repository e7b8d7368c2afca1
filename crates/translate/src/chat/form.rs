//! The forms in which answers are asked for.

use crate::wire::ids::id;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How an answer is asked for, from the strictest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// By a JSON schema that names every id.
    Schema,
    /// As any JSON object.
    Json,
    /// As lines with a mark.
    Text,
    /// As the bare translation of one sentence.
    Single,
}

impl Form {
    /// All forms, each at its number.
    pub(crate) const ALL: [Self; 4] = [Self::Schema, Self::Json, Self::Text, Self::Single];

    /// Returns what the instructions say of the answer's form.
    pub(crate) const fn instruction(self) -> &'static str {
        match self {
            Self::Schema | Self::Json => {
                "Reply with nothing but a JSON object: every `id` a key, its translation the value."
            }
            Self::Text => {
                "Reply with one line for each item: its `id` in square brackets, a space, its translation; and nothing else."
            }
            Self::Single => "Reply with the translation alone.",
        }
    }

    /// Tests whether the answer is JSON.
    pub(crate) const fn is_json(self) -> bool {
        matches!(self, Self::Schema | Self::Json)
    }

    /// Returns the field `response_format` of a request for so many sentences; `None` where it has none.
    pub(crate) fn response_format(self, asked: usize) -> Option<Value> {
        match self {
            Self::Schema => {
                let schema =
                    json!({ "name": "translations", "strict": true, "schema": schema(asked) });
                Some(json!({ "type": "json_schema", "json_schema": schema }))
            }
            Self::Json => Some(json!({ "type": "json_object" })),
            Self::Text | Self::Single => None,
        }
    }
}

/// Makes a schema with every id as a key of its own: what models take for granted of lists, such as their length, is
/// not in the portable part of JSON Schema.
pub(crate) fn schema(asked: usize) -> Value {
    let ids: Vec<String> = (0..asked).map(id).collect();
    let properties: Map<String, Value> = ids
        .iter()
        .map(|id| (id.clone(), json!({ "type": "string" })))
        .collect();
    json!({ "type": "object", "properties": properties, "required": ids, "additionalProperties": false })
}
