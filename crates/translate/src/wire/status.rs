//! The meaning of an error, judged by its status and its words: services disagree about statuses, and relays put the
//! status of the service behind them into a body of status 200.
//!
//! What services were seen to say stands in `meanings.tsv`, a row for each behaviour: the service, the statuses at which
//! the words count, what they mean, and the words, in lower case. The first row that fits holds. Rows of the service
//! `finish` are about the reason for which a model ended.
//!
//! Sources: RFC 9110; the errors that the named services document or were seen to give.

use super::retry_after::{in_text, retry_after};
use crate::ErrorClass;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::sync::LazyLock;
use std::time::Duration;

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Money, or a long-term quota, is used up.
    Money,
    /// The key is wrong.
    Key,
    /// The service does not have the model.
    Model,
    /// The request is too long. Waiting does not help, whatever the status.
    Length,
    /// The service does not want this text.
    Content,
    /// The service does not take a request of this form.
    Form,
    /// Too many requests came.
    Busy,
    /// It may pass.
    Trouble,
}

struct Row {
    /// `None` for all.
    statuses: Option<Vec<u16>>,
    meaning: Meaning,
    /// Whether it passes where the error names a wait: Gemini says of a minute's quota what others say of a month's.
    unless_a_wait: bool,
    words: &'static str,
}

/// The rows of errors, and those of reasons for which a model ended.
static TABLE: LazyLock<[Vec<Row>; 2]> = LazyLock::new(|| {
    let mut table = [Vec::new(), Vec::new()];
    for line in include_str!("meanings.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [service, statuses, name, words] = cells[..] else {
            panic!("meanings.tsv: `{line}` has not four cells");
        };
        let statuses = (statuses != "*").then(|| {
            let numbers = statuses.split(',').map(str::parse);
            numbers.collect::<Result<_, _>>().expect("a status")
        });
        table[usize::from(service == "finish")].push(Row {
            statuses,
            meaning: named(name),
            unless_a_wait: name == "quota",
            words,
        });
    }
    table
});

fn named(name: &str) -> Meaning {
    match name {
        "money" | "quota" => Meaning::Money,
        "key" => Meaning::Key,
        "model" => Meaning::Model,
        "length" => Meaning::Length,
        "content" => Meaning::Content,
        "form" => Meaning::Form,
        "busy" => Meaning::Busy,
        "trouble" => Meaning::Trouble,
        _ => panic!("meanings.tsv: unknown meaning `{name}`"),
    }
}

/// Says what it means that a model ended for this reason; `None` where it may have ended of itself.
pub(crate) fn end(reason: &str) -> Option<Meaning> {
    let reason = reason.to_lowercase();
    let mut rows = TABLE[1].iter();
    rows.find(|row| reason.contains(row.words))
        .map(|row| row.meaning)
}

/// Tells what a reply with this status, body and headers means, and the hint for it.
pub(crate) fn meaning(status: u16, body: &str, headers: &HeaderMap) -> (ErrorClass, &'static str) {
    let status = real_status(status, body);
    let said = body.to_lowercase().replace(": \"", ":\"");
    let wait = retry_after(headers).or_else(|| in_text(&said));
    match by_words(status, &said, wait) {
        Some(meaning) => followed(meaning, wait),
        None => by_status(status, wait, headers),
    }
}

/// Where services put the status of an error into its body.
const STATUSES: [&str; 7] = [
    "/error/code",
    "/0/error/code",
    "/choices/0/error/code",
    "/error/status",
    "/code",
    "/status",
    "/status_code",
];

/// Returns the status that a body names, where that of the reply says little; an error with status 200 that names none
/// is a bad request.
fn real_status(status: u16, body: &str) -> u16 {
    if !matches!(status, 200..=299 | 400) {
        return status;
    }
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    let named = STATUSES.iter().find_map(|place| {
        let code = match json.pointer(place)? {
            Value::String(text) => text.parse().ok()?,
            code => code.as_u64()?,
        };
        u16::try_from(code)
            .ok()
            .filter(|code| (400..600).contains(code))
    });
    named.unwrap_or(400)
}

/// Judges by the words of a body in lower case; `None` where they say nothing.
fn by_words(status: u16, said: &str, wait: Option<Duration>) -> Option<Meaning> {
    let mut rows = TABLE[0].iter();
    let row = rows.find(|row| {
        let statuses = row.statuses.as_ref();
        statuses.is_none_or(|statuses| statuses.contains(&status))
            && said.contains(row.words)
            && !(row.unless_a_wait && wait.is_some())
    });
    row.map(|row| row.meaning)
}

const MONEY: &str = "the account's quota is used up, or its credit; raise it, or wait until it is renewed, and run again: what came back is kept";
const KEY: &str = "check the key: `key_env` or `key_file` in the backend's settings";
const BUSY: &str = "the service is busy; lower `concurrency` or `requests_per_minute`";
const TROUBLE: &str = "the service has trouble; run again later: what came back is kept";

/// Says what follows from a meaning, with the hint for it.
fn followed(meaning: Meaning, wait: Option<Duration>) -> (ErrorClass, &'static str) {
    match meaning {
        Meaning::Money => (ErrorClass::Final, MONEY),
        Meaning::Key => (ErrorClass::Final, KEY),
        Meaning::Model => (
            ErrorClass::Final,
            "check `model` in the backend's settings: the service does not have it, or not for this key; Ollama must `ollama pull` it first",
        ),
        Meaning::Length => (
            ErrorClass::TooLong,
            "the sentence is too long for the model; choose one with a longer context",
        ),
        Meaning::Content => (
            ErrorClass::Refused,
            "the service refuses this text; translate it by hand, or with another backend",
        ),
        Meaning::Form => (
            ErrorClass::Unsupported,
            "the service does not take this form of request; set `form`, or the field that it names under `extra`",
        ),
        Meaning::Busy => (ErrorClass::Busy(wait), BUSY),
        Meaning::Trouble => (ErrorClass::Passing, TROUBLE),
    }
}

/// Judges by the status alone.
fn by_status(
    status: u16,
    wait: Option<Duration>,
    headers: &HeaderMap,
) -> (ErrorClass, &'static str) {
    match status {
        300..=399 => (
            ErrorClass::Final,
            "redirects are not followed; set the address to where the service is",
        ),
        402 | 456 => (ErrorClass::Final, MONEY),
        401 | 403 => (ErrorClass::Final, KEY),
        404 | 405 => (
            ErrorClass::Final,
            "check the address in the backend's settings; that of a chat service mostly ends in `/v1`",
        ),
        413 => (
            ErrorClass::TooLong,
            "the sentence is too long for the service",
        ),
        429 | 503 | 529 => (ErrorClass::Busy(wait), BUSY),
        501 | 505 => (
            ErrorClass::Final,
            "check the address in the backend's settings",
        ),
        408 | 409 | 425 | 499 | 500..=599
            if headers
                .get("x-should-retry")
                .is_some_and(|value| value == "false") =>
        {
            (ErrorClass::Split, "the service cannot answer this request")
        }
        408 | 409 | 425 | 499 | 500..=599 => (ErrorClass::Passing, TROUBLE),
        400 | 422 => (
            ErrorClass::Rejected,
            "the service takes the request for wrong; `--debug` shows it",
        ),
        _ => (
            ErrorClass::Final,
            "`--debug` shows the request and the reply",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, expected: ErrorClass) {
        assert_eq!(
            meaning(status, body, &HeaderMap::new()).0,
            expected,
            "{status} {body}"
        );
    }

    #[test]
    fn a_status_is_judged_with_its_body() {
        check(401, "", ErrorClass::Final);
        check(403, "", ErrorClass::Final);
        check(404, "", ErrorClass::Final);
        check(456, "", ErrorClass::Final);
        check(307, "", ErrorClass::Final);
        check(413, "", ErrorClass::TooLong);
        check(500, "", ErrorClass::Passing);
        check(529, "", ErrorClass::Busy(None));
        check(429, "", ErrorClass::Busy(None));
        check(400, "", ErrorClass::Rejected);
        check(
            400,
            r#"{"error":{"message":"Content Exists Risk"}}"#,
            ErrorClass::Refused,
        );
        check(400, r#"{"error":{"code": "1301"}}"#, ErrorClass::Refused);
        check(
            400,
            r#"{"error":{"message":"API key not valid. Please pass a valid API key."}}"#,
            ErrorClass::Final,
        );
        check(
            422,
            r#"{"error":"maximum context length","body":{"response_format":{}}}"#,
            ErrorClass::TooLong,
        );
        check(
            402,
            r#"{"error":{"message":"Insufficient Balance"}}"#,
            ErrorClass::Final,
        );
        check(400, r#"{"error":{"code":"Arrearage"}}"#, ErrorClass::Final);
        check(
            429,
            r#"{"error":{"code":"insufficient_quota"}}"#,
            ErrorClass::Final,
        );
        check(
            429,
            "Request too large for gpt-4 on tokens per min (TPM): Limit 6000",
            ErrorClass::TooLong,
        );
        check(
            400,
            "This model's maximum context length is 8192 tokens",
            ErrorClass::TooLong,
        );
        check(
            400,
            "'response_format' of type 'json_schema' is not supported",
            ErrorClass::Unsupported,
        );
        check(500, "Unsupported: json_schema", ErrorClass::Unsupported);
    }

    #[test]
    fn a_status_may_stand_in_the_body() {
        let busy = ErrorClass::Busy(None);
        check(200, r#"{"error":{"message":"slow down","code":429}}"#, busy);
        check(
            200,
            r#"{"error":{"message":"slow down","code":"429"}}"#,
            busy,
        );
        check(
            200,
            r#"{"error":{"message":"?","code":401}}"#,
            ErrorClass::Final,
        );
        check(400, r#"{"code":502,"message":"?"}"#, ErrorClass::Passing);
        check(400, r#"{"code":30001,"message":"?"}"#, ErrorClass::Rejected);
        check(
            200,
            r#"{"choices":[{"error":{"code":502,"message":"?"}}]}"#,
            ErrorClass::Passing,
        );
        // What a status of its own says stands.
        check(401, r#"{"error":{"code":429}}"#, ErrorClass::Final);
    }

    #[test]
    fn no_row_is_hidden_by_an_earlier_one() {
        for (at, row) in TABLE[0].iter().enumerate() {
            let status = row.statuses.as_ref().map_or(400, |all| all[0]);
            let meaning = by_words(status, row.words, None);
            assert_eq!(meaning, Some(row.meaning), "row {at}: {}", row.words);
            assert_eq!(row.words, row.words.to_lowercase());
        }
    }

    #[test]
    fn models_end_of_themselves_unless_they_say_otherwise() {
        for reason in [
            "stop",
            "STOP",
            "eos",
            "unknown",
            "FINISH_REASON_STOP",
            "tool_calls",
        ] {
            assert_eq!(end(reason), None, "{reason}");
        }
        assert_eq!(end("length"), Some(Meaning::Length));
        assert_eq!(end("content_filter: SPII"), Some(Meaning::Content));
        assert_eq!(end("sensitive"), Some(Meaning::Content));
    }

    #[test]
    fn a_wait_may_stand_in_the_body_and_then_a_quota_passes() {
        let busy = |seconds| ErrorClass::Busy(Some(Duration::from_secs_f64(seconds)));
        check(
            429,
            "Rate limit reached. Please try again in 4.5s",
            busy(4.5),
        );
        check(
            429,
            r#"[{"error":{"message":"You exceeded your current quota","details":[{"retryDelay": "37s"}]}}]"#,
            busy(37.0),
        );
    }
}
