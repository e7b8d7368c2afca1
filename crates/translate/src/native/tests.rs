//! Tests of the protocols, by a server on loopback that follows their published descriptions.

use super::*;
use crate::served::{KEY, Served, answer};
use crate::testing::asked;

const CLAUDE: &str = "/v1/messages";
const GEMINI_PATH: &str = "/models/m:generateContent";

fn backend(served: &Served, kind: &str, settings: &str) -> Native {
    let settings = format!("kind = '{kind}'\nmodel = 'm'\n{settings}");
    let protocol = match kind {
        "anthropic" => &anthropic::PROTOCOL,
        _ => &gemini::PROTOCOL,
    };
    Native::new(&served.service(kind, &settings), protocol).unwrap()
}

/// What a backend answers for two sentences, and what it used.
fn translated(
    served: &Served,
    backend: &Native,
) -> (Result<Vec<Translation>, BackendError>, Usage) {
    asked(&["党中央决定。", "二。"], |request| {
        (served.run(backend.translate(request)), request.meter.read())
    })
}

fn claude(text: &str, stop: &str) -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": stop,
        "content": [{ "type": "thinking", "thinking": "…", "signature": "x" }, { "type": "text", "text": text }],
        "usage": { "input_tokens": 10, "cache_creation_input_tokens": 200, "cache_read_input_tokens": 30, "output_tokens": 5 },
    })
}

fn gemini(text: &str, finish: &str) -> Value {
    let parts = json!([{ "text": "thoughts", "thought": true }, { "text": text }]);
    json!({
        "candidates": [{ "content": { "role": "model", "parts": parts }, "finishReason": finish, "index": 0 }],
        "usageMetadata": {
            "promptTokenCount": 100, "cachedContentTokenCount": 60, "candidatesTokenCount": 7, "thoughtsTokenCount": 20,
        },
    })
}

const BOTH: &str = r#"{"s1": "One.", "s2": "Two."}"#;

fn both() -> Vec<Translation> {
    ["One.", "Two."].map(|text| Ok(text.to_owned())).to_vec()
}

#[test]
fn anthropic_is_asked_as_it_wants_and_its_cache_is_counted() {
    let served = Served::start();
    served.on("POST", CLAUDE, answer(200, claude(BOTH, "end_turn")));
    let settings = "extra = { thinking = { type = 'disabled' } }";
    let (reply, used) = translated(&served, &backend(&served, "anthropic", settings));
    assert_eq!(reply.unwrap(), both());
    assert_eq!((used.input_tokens, used.cached_tokens), (240, 30));
    let sent = &served.requests("POST", CLAUDE)[0];
    assert_eq!(sent.headers["x-api-key"], KEY);
    assert_eq!(sent.headers["anthropic-version"], "2023-06-01");
    let body = &served.posted(CLAUDE)[0];
    let system = &body["system"][0];
    assert_eq!(system["cache_control"], json!({ "type": "ephemeral" }));
    assert_eq!(body["thinking"], json!({ "type": "disabled" }));
    assert!(
        body["max_tokens"].as_u64().is_some_and(|most| most < 300),
        "{body}"
    );
    assert!(
        body["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("党中央 = ")
    );
}

#[test]
fn anthropic_answers_by_schema_where_the_model_does_and_nothing_is_cached() {
    let format = |served: &Served, at: usize| served.posted(CLAUDE)[at]["output_config"].clone();
    let served = Served::start();
    served.on("POST", CLAUDE, answer(200, claude(BOTH, "end_turn")));
    let settings = "extra = { output_config = { effort = 'low' } }";
    translated(&served, &backend(&served, "anthropic", settings))
        .0
        .unwrap();
    let sent = format(&served, 0);
    assert_eq!(sent["format"]["type"], "json_schema");
    assert_eq!(sent["format"]["schema"]["required"], json!(["s1", "s2"]));
    assert_eq!(sent["effort"], "low");

    let long = format!("style = '{}'", "Write plainly. ".repeat(500));
    translated(&served, &backend(&served, "anthropic", &long))
        .0
        .unwrap();
    assert_eq!(format(&served, 1), Value::Null);

    let served = Served::start();
    let said = "'m' does not support output format.";
    let error =
        json!({ "type": "error", "error": { "type": "invalid_request_error", "message": said } });
    served.on("POST", CLAUDE, answer(400, error));
    let backend = backend(&served, "anthropic", "");
    let first = translated(&served, &backend).0.unwrap_err();
    assert_eq!(first.class, ErrorClass::Unsupported);
    let _ = translated(&served, &backend);
    assert_eq!(format(&served, 1), Value::Null);
}

#[test]
fn gemini_is_asked_as_it_wants_and_its_filters_are_set() {
    let served = Served::start();
    served.on("POST", GEMINI_PATH, answer(200, gemini(BOTH, "STOP")));
    let settings = "safety = 'BLOCK_NONE'\nextra = { generationConfig = { thinkingConfig = { thinkingBudget = 0 } } }";
    let (reply, used) = translated(&served, &backend(&served, "gemini", settings));
    assert_eq!(reply.unwrap(), both());
    let counts = (used.input_tokens, used.cached_tokens, used.output_tokens);
    assert_eq!(counts, (100, 60, 27));
    assert_eq!(
        served.requests("POST", GEMINI_PATH)[0].headers["x-goog-api-key"],
        KEY
    );
    let body = &served.posted(GEMINI_PATH)[0];
    let config = &body["generationConfig"];
    assert_eq!(config["responseSchema"]["required"], json!(["s1", "s2"]));
    assert_eq!(config["thinkingConfig"]["thinkingBudget"], 0);
    assert_eq!(config["temperature"], 0.0);
    assert_eq!(body["safetySettings"].as_array().unwrap().len(), 4);
    assert_eq!(body["safetySettings"][0]["threshold"], "BLOCK_NONE");
}

#[track_caller]
fn check(kind: &str, status: u16, body: Value, class: ErrorClass, what: &str) {
    let served = Served::start();
    served.on("POST", CLAUDE, answer(status, body.clone()));
    served.on("POST", GEMINI_PATH, answer(status, body));
    let error = translated(&served, &backend(&served, kind, ""))
        .0
        .unwrap_err();
    assert_eq!(error.class, class, "{error}");
    assert!(error.what.contains(what), "{error}");
}

#[test]
fn what_is_no_answer_is_told_apart() {
    let error = |kind: &str, what: &str| json!({ "type": "error", "error": { "type": kind, "message": what } });
    check(
        "anthropic",
        200,
        claude("", "refusal"),
        ErrorClass::Refused,
        "filter",
    );
    check(
        "anthropic",
        200,
        claude("{\"s1\": \"On", "max_tokens"),
        ErrorClass::Unsupported,
        "cut off",
    );
    check(
        "anthropic",
        529,
        error("overloaded_error", "Overloaded"),
        ErrorClass::Busy(None),
        "Overloaded",
    );
    check(
        "anthropic",
        401,
        error("authentication_error", "invalid x-api-key"),
        ErrorClass::Final,
        "x-api-key",
    );
    check(
        "anthropic",
        400,
        error(
            "invalid_request_error",
            "Your credit balance is too low to access the API.",
        ),
        ErrorClass::Final,
        "credit balance",
    );
    check(
        "anthropic",
        400,
        error(
            "invalid_request_error",
            "`temperature` is deprecated for this model.",
        ),
        ErrorClass::Unsupported,
        "temperature",
    );
    let blocked = json!({ "promptFeedback": { "blockReason": "PROHIBITED_CONTENT" } });
    check("gemini", 200, blocked, ErrorClass::Refused, "filter");
    check(
        "gemini",
        200,
        gemini("", "SAFETY"),
        ErrorClass::Refused,
        "filter",
    );
    check("gemini", 200, json!({}), ErrorClass::Split, "no answer");
    let quota = json!({ "error": { "code": 429, "message": "Resource has been exhausted", "status": "RESOURCE_EXHAUSTED" } });
    check("gemini", 429, quota, ErrorClass::Busy(None), "exhausted");
}

#[test]
fn thoughts_lift_the_limit_of_an_answer() {
    let served = Served::start();
    served.on("POST", GEMINI_PATH, answer(200, gemini("", "MAX_TOKENS")));
    let backend = backend(&served, "gemini", "");
    let classes = [(); 2].map(|()| translated(&served, &backend).0.unwrap_err().class);
    assert_eq!(classes, [ErrorClass::Unsupported, ErrorClass::TooLong]);
    let caps = served.posted(GEMINI_PATH);
    let caps = caps
        .iter()
        .map(|body| &body["generationConfig"]["maxOutputTokens"]);
    assert_eq!(caps.map(Value::is_null).collect::<Vec<_>>(), [false, true]);
}
