//! The meaning of a status that is no success, judged with the body: services disagree about statuses.
//!
//! The words are those of other people's servers, which have no better code; each table holds what was seen.
//!
//! Sources: RFC 9110; the errors that OpenAI, Azure, DeepSeek, DashScope, Zhipu, Moonshot, Volcengine, Gemini, Groq,
//! vLLM, llama.cpp, Ollama, LiteLLM, LM Studio, DeepL and LibreTranslate document or were seen to give.

use super::retry_after::{in_text, retry_after};
use crate::ErrorClass;
use reqwest::header::HeaderMap;
use std::time::Duration;

/// Words by which a service says that money or a long-term quota is used up.
const MONEY: [&str; 13] = [
    "insufficient_quota",
    "exceeded_current_quota",
    "insufficient balance",
    "insufficient_user_quota",
    "insufficient credit",
    "arrearage",
    "overdue",
    "billing_hard_limit",
    "billing hard limit",
    "\"code\":\"1113\"",
    "\"code\":\"1304\"",
    "\"code\":\"1308\"",
    "access_terminated",
];

/// Words by which some say the same, and Gemini that a minute's quota is used up: then it names a wait.
const QUOTA: &str = "exceeded your current quota";

/// Words by which a service says with status 400 that the key or the model is wrong.
const ADDRESS: [&str; 6] = [
    "invalid model name",
    "api key not valid",
    "invalid api key",
    "api_key_invalid",
    "model not exist",
    "model_not_found",
];

/// Words by which a service says that it does not take a request of this form.
const FORMAT: [&str; 7] = [
    "response_format",
    "json_schema",
    "json_object",
    "structured output",
    "json mode",
    "unsupportedparams",
    TEMPERATURE,
];

/// Words by which a service says that the request is too long. Waiting does not help, whatever the status.
const LENGTH: [&str; 18] = [
    "context_length_exceeded",
    "maximum context length",
    "context window",
    "contextwindowexceeded",
    "exceed_context_size",
    "available context size",
    "range of input length",
    "exceeded model token limit",
    "reduce the length",
    "model's context length",
    "prompt is too long",
    "prompt too long",
    "input token count",
    "tokens_too_long",
    "characters_too_long",
    "request too large",
    "exceeds text limit",
    "max_tokens must be",
];

/// Words by which a service says that it does not want this text.
const CONTENT: [&str; 15] = [
    "content exists risk",
    "data_inspection_failed",
    "datainspectionfailed",
    "inappropriate content",
    "\"code\":\"1301\"",
    "high risk",
    "sensitivecontent",
    "sensitive_words",
    "textriskdetection",
    "content_filter",
    "content management policy",
    "content_policy",
    "contentfilter",
    "for safety reasons",
    "prohibited_content",
];

/// A word by which a service says that it takes no temperature, as the reasoning models of OpenAI do.
const TEMPERATURE: &str = "temperature";

/// Tests whether a service's message says that it takes no temperature.
pub(crate) fn refuses_temperature(message: &str) -> bool {
    message.contains(TEMPERATURE)
}

/// Tells what a reply with this status, body and headers means, and the hint for it.
pub(crate) fn meaning(status: u16, body: &str, headers: &HeaderMap) -> (ErrorClass, &'static str) {
    let said = body.to_lowercase().replace(": \"", ":\"");
    let wait = retry_after(headers).or_else(|| in_text(&said));
    by_words(status, &said, wait).unwrap_or_else(|| by_status(status, wait, headers))
}

/// Judges by the words of a body in lower case; `None` where they say nothing.
fn by_words(status: u16, said: &str, wait: Option<Duration>) -> Option<(ErrorClass, &'static str)> {
    let about_request = matches!(status, 400 | 403 | 413 | 422 | 429 | 500);
    let used_up = any_in(&MONEY, said) || (said.contains(QUOTA) && wait.is_none());
    Some(match status {
        400 | 403 | 429 if used_up => (
            ErrorClass::Final,
            "the account's quota or credit is used up; raise it and run again: what came back is kept",
        ),
        400 if any_in(&ADDRESS, said) => (
            ErrorClass::Final,
            "check the key and the model in the backend's settings",
        ),
        _ if about_request && any_in(&LENGTH, said) => (
            ErrorClass::Split,
            "the sentence is too long for the model; choose one with a longer context",
        ),
        _ if about_request && any_in(&CONTENT, said) => (
            ErrorClass::Refused,
            "the service refuses this text; translate it by hand, or with another backend",
        ),
        400 | 422 | 500 if any_in(&FORMAT, said) => (
            ErrorClass::Unsupported,
            "the service takes no structured output",
        ),
        _ => return None,
    })
}

fn any_in(words: &[&str], said: &str) -> bool {
    words.iter().any(|word| said.contains(word))
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
        402 | 456 => (
            ErrorClass::Final,
            "the account's quota is used up; raise it and run again: what came back is kept",
        ),
        401 | 403 => (
            ErrorClass::Final,
            "check the key: `key_env` or `key_file` in the backend's settings",
        ),
        404 | 405 => (
            ErrorClass::Final,
            "check the address and the model in the backend's settings",
        ),
        413 => (
            ErrorClass::Split,
            "the sentence is too long for the service",
        ),
        429 | 503 | 529 => (
            ErrorClass::Busy(wait),
            "the service is busy; lower `concurrency` or `requests_per_minute`",
        ),
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
        408 | 409 | 425 | 499 | 500..=599 => (
            ErrorClass::Passing,
            "the service has trouble; run again later: what came back is kept",
        ),
        400 | 422 => (
            ErrorClass::Split,
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
        check(413, "", ErrorClass::Split);
        check(500, "", ErrorClass::Passing);
        check(529, "", ErrorClass::Busy(None));
        check(429, "", ErrorClass::Busy(None));
        check(400, "", ErrorClass::Split);
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
            ErrorClass::Split,
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
            ErrorClass::Split,
        );
        check(
            400,
            "This model's maximum context length is 8192 tokens",
            ErrorClass::Split,
        );
        check(
            400,
            "'response_format' of type 'json_schema' is not supported",
            ErrorClass::Unsupported,
        );
        check(500, "Unsupported: json_schema", ErrorClass::Unsupported);
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
