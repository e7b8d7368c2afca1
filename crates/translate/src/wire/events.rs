//! Bodies that are not one JSON value: event streams, which some services send unasked, and JSON with the end of such a
//! stream behind it.

use serde_json::{Value, json};

/// What ends a stream of chat completions.
const DONE: &str = "[DONE]";

/// The reason for which a stream ended that did not say so.
const BROKEN: &str = "error: the stream broke off";

/// Parses a body: one JSON value, or the events of a stream, put together as the reply that they are parts of.
pub(super) fn json(body: &[u8]) -> serde_json::Result<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).or_else(|error| {
        let text = String::from_utf8_lossy(body);
        let mut values = serde_json::Deserializer::from_str(&text).into_iter();
        match values.next() {
            Some(Ok(value)) if events(&text[values.byte_offset()..]).is_some() => Ok(value),
            Some(_) | None => events(&text)
                .and_then(|events| joined(&events))
                .ok_or(error),
        }
    })
}

/// Returns the data of each event (HTML Standard, section 9.2); `None` for any other text.
fn events(text: &str) -> Option<Vec<&str>> {
    let mut data = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match line.split_once(':')? {
            ("data", value) => data.push(value.trim()),
            ("" | "event" | "id" | "retry", _) => {}
            _ => return None,
        }
    }
    Some(data)
}

/// Puts the parts of a chat completion together; `None` where there are none.
fn joined(events: &[&str]) -> Option<Value> {
    let parts: Vec<Value> = events
        .iter()
        .filter_map(|event| serde_json::from_str(event).ok())
        .collect();
    let last = |place: &str| {
        let mut values = parts.iter().rev().filter_map(|part| part.pointer(place));
        values.find(|value| !value.is_null()).cloned()
    };
    let text = |field: &str| -> String {
        let places = ["delta", "message"].map(|of| format!("/choices/0/{of}/{field}"));
        let texts = parts.iter().filter_map(|part| {
            let mut found = places.iter().filter_map(|place| part.pointer(place));
            found.find_map(Value::as_str)
        });
        texts.collect()
    };
    let is_whole = events.contains(&DONE);
    let end = last("/choices/0/finish_reason");
    let end = end.or_else(|| (!is_whole).then(|| BROKEN.into()));
    let error = last("/error").or_else(|| last("/choices/0/error"));
    let mut reply = json!({ "usage": last("/usage"), "error": error });
    if parts.iter().any(|part| part.get("choices").is_some()) {
        let message = json!({
            "content": text("content"),
            "reasoning_content": text("reasoning_content"),
        });
        reply["choices"] = json!([{ "finish_reason": end, "message": message }]);
    }
    (!parts.is_empty()).then_some(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, content: &str, end: Option<&str>) {
        let json = json(body.as_bytes()).unwrap();
        let choice = &json["choices"][0];
        assert_eq!(choice["message"]["content"], content, "{json}");
        assert_eq!(choice["finish_reason"].as_str(), end, "{json}");
    }

    const PART: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"On\"}}]}\n\n";

    #[test]
    fn streams_are_put_together() {
        let rest = "data:{\"choices\":[{\"delta\":{\"content\":\"e.\"},\"finish_reason\":\"stop\"}]}\r\n\r\n";
        let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7}}\n\n";
        let whole = format!(": waiting\n\n{PART}{rest}{usage}data: [DONE]\n\n");
        check(&whole, "One.", Some("stop"));
        assert_eq!(json(whole.as_bytes()).unwrap()["usage"]["prompt_tokens"], 7);
        check(&format!("event: x\n{PART}data: [DONE]"), "On", None);
        check(PART, "On", Some(BROKEN));
    }

    #[test]
    fn json_may_have_the_end_of_a_stream_behind_it() {
        let whole = r#"{"choices":[{"message":{"content":"One."},"finish_reason":"stop"}]}"#;
        check(&format!("\u{feff}{whole}"), "One.", Some("stop"));
        check(
            &format!("{whole}\n\ndata: [DONE]\n\n"),
            "One.",
            Some("stop"),
        );
        assert!(json(format!("{whole} and more").as_bytes()).is_err());
    }

    #[test]
    fn an_error_in_a_stream_is_one() {
        let error = "data: {\"error\":{\"code\":429,\"message\":\"slow down\"}}\n\n";
        let json = json(format!("{PART}{error}").as_bytes()).unwrap();
        assert_eq!(json["error"]["code"], 429);
        assert!(super::json(b"data: [DONE]").is_err());
        assert!(super::json(b"<html>").is_err());
    }
}
