//! Tests of the backend `http`.

use super::super::testing::{asked, reply, service};
use super::*;
use std::path::Path;
use std::sync::{Arc, Mutex};
use wiremock::matchers::{any, body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, Request as Sent, ResponseTemplate};

const KEY: &str = "sk/one \"two\"+three";

/// A service with further settings, and with the key if they have a place for it.
fn described(settings: &str) -> Result<Described, SetupError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), KEY).unwrap();
    let key = if settings.contains("{{key}}") {
        "key_file = \"key\"\n"
    } else {
        ""
    };
    Described::new(&service(
        &format!("kind = \"http\"\n{key}{settings}"),
        folder.path(),
    ))
}

/// A server that answers everything with `status` and `body`.
async fn answering(status: u16, body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(&server)
        .await;
    server
}

#[track_caller]
fn wrong(settings: &str, key: &str, expected: &str) {
    let error = described(settings).err().expect("an error");
    let place = error.place.rsplit(' ').next().unwrap();
    assert_eq!((place, error.what.as_str()), (key, expected), "{settings}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_sentences_goes_out_as_described_and_comes_back() {
    let server = MockServer::start().await;
    let body = json!({
        "q": ["党中央", "二"],
        "options": { "title": "", "formality": 1, "glossary": [
            { "zh": "党中央", "en": "CPC Central Committee", "never": ["Party center"] }
        ]},
    });
    Mock::given(method("PUT"))
        .and(path("/v1/translate"))
        .and(header("authorization", format!("Bearer {KEY}")))
        .and(header("x-tenant", "news"))
        .and(header("content-type", "application/json"))
        .and(body_json(body))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "data": { "translations": [{ "out": { "text": "One." } }, { "out": { "text": "Two." } }] },
            "usage": { "in": 11, "out": 7, "chars": 4 },
        })))
        .expect(1)
        .mount(&server)
        .await;
    let settings = format!(
        r#"
        url = "{}/v1/translate"
        method = "put"
        headers = {{ Authorization = "Bearer {{{{key}}}}", X-Tenant = "news" }}
        body = {{ q = "{{{{texts}}}}", options = {{ title = "{{{{title}}}}", formality = 1, glossary = "{{{{terms}}}}" }} }}
        answers = "/data/translations"
        answer = "/out/text"
        input_tokens = "/usage/in"
        output_tokens = "/usage/out"
        characters = "/usage/chars"
        "#,
        server.uri()
    );
    let backend = described(&settings).unwrap();
    tokio::task::block_in_place(|| {
        asked(&["党中央", "二"], |request| {
            let reply = tokio::runtime::Handle::current()
                .block_on(backend.translate(request))
                .unwrap();
            assert_eq!(reply, [Ok("One.".to_owned()), Ok("Two.".to_owned())]);
            let used = Usage {
                input_tokens: 11,
                output_tokens: 7,
                characters: 4,
                ..Usage::default()
            };
            assert_eq!(request.meter.read(), used);
        });
    });
    assert_eq!(backend.limits().sentences, 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_strings_may_be_the_whole_reply() {
    let server = answering(200, json!(["One.", "Two."])).await;
    let backend = described(&format!(
        "url = \"{}\"\nbody = \"{{{{texts}}}}\"",
        server.uri()
    ))
    .unwrap();
    assert_eq!(
        reply(&backend, &["一", "二"]).unwrap(),
        [Ok("One.".to_owned()), Ok("Two.".to_owned())]
    );
    let sent: Vec<Sent> = server.received_requests().await.unwrap();
    assert_eq!(
        (sent[0].method.as_str(), sent[0].body.as_slice()),
        ("POST", r#"["一","二"]"#.as_bytes())
    );
    assert!(!sent[0].headers.contains_key("authorization"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sentence_a_request_goes_into_strings_and_the_address() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/zh/en"))
        .and(query_param("q", "一 & 二?#"))
        .and(query_param("key", KEY))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({ "reply": { "text": "One & two?#" } })),
        )
        .expect(1)
        .mount(&server)
        .await;
    let settings = format!(
        "url = \"{}/zh/en?q={{{{text}}}}&key={{{{key}}}}\"\nmethod = \"GET\"\nanswers = \"/reply/text\"\nmax_sentences = 9",
        server.uri()
    );
    let backend = described(&settings).unwrap();
    assert_eq!(backend.limits().sentences, 1);
    assert_eq!(
        reply(&backend, &["一 & 二?#"]).unwrap(),
        [Ok("One & two?#".to_owned())]
    );
    let sent = server.received_requests().await.unwrap();
    assert!(sent[0].body.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_does_not_fit_is_a_mismatch() {
    let reply_to = async |place: &str, body: Value| {
        let server = answering(200, body).await;
        let settings = format!(
            "url = \"{}\"\nbody = [\"{place}\"]\nanswers = \"/out\"\nanswer = \"/en\"",
            server.uri()
        );
        let texts: &[&str] = if place == "{{text}}" {
            &["一"]
        } else {
            &["一", "二"]
        };
        let error = reply(&described(&settings).unwrap(), texts).unwrap_err();
        assert_eq!(error.class, ErrorClass::Split);
        error.what
    };
    let list = "{{texts}}";
    assert_eq!(
        reply_to(list, json!({ "error": "no" })).await,
        "the reply has nothing at `/out`"
    );
    assert_eq!(
        reply_to(list, json!({ "out": {} })).await,
        "what is at `/out` in the reply is no list"
    );
    let one = json!({ "out": [{ "en": "One." }] });
    assert_eq!(
        reply_to(list, one).await,
        "1 translation came for 2 sentences"
    );
    let half = json!({ "out": [{ "en": "One." }, { "en": null }] });
    assert_eq!(
        reply_to(list, half).await,
        "an answer has no text at `/out/…/en`"
    );
    assert_eq!(
        reply_to("{{text}}", json!({ "out": ["One."] })).await,
        "the reply has no text at `/out/en`"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_does_not_count_is_counted_as_expected_even_if_its_reply_is_lost() {
    let server = answering(200, json!({})).await;
    let settings = format!(
        "url = \"{}\"\nbody = \"{{{{texts}}}}\"\nanswers = \"/x\"",
        server.uri()
    );
    let backend = described(&settings).unwrap();
    tokio::task::block_in_place(|| {
        asked(&["一二", "三"], |request| {
            tokio::runtime::Handle::current()
                .block_on(backend.translate(request))
                .unwrap_err();
            let used = request.meter.read();
            assert_eq!(
                (used.characters, used.tokens() > 0, used.requests),
                (3, true, 0)
            );
        });
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_in_no_error_and_no_trace() {
    // A server that repeats all it got, as some do in errors.
    let server = MockServer::start().await;
    let repeat = |sent: &Sent| {
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        let message = format!(
            "{} bad key {} in {}",
            "x".repeat(285),
            body["key"].as_str().unwrap(),
            sent.url.path()
        );
        ResponseTemplate::new(401).set_body_json(json!({ "error": message }))
    };
    Mock::given(any()).respond_with(repeat).mount(&server).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), KEY).unwrap();
    let lines = Arc::new(Mutex::new(String::new()));
    let shown = |address: &str, class: ErrorClass| {
        let settings = format!(
            "kind = \"http\"\nkey_file = \"key\"\nurl = \"{address}/{{{{key}}}}?k={{{{key}}}}\"\n\
             headers = {{ X-Key = \"{{{{key}}}}\" }}\nbody = {{ q = \"{{{{texts}}}}\", key = \"{{{{key}}}}\" }}"
        );
        let mut service = service(&settings, folder.path());
        let seen = Arc::clone(&lines);
        service.trace = Some(Arc::new(move |line: &str| {
            seen.lock().unwrap().push_str(line)
        }));
        let backend = Described::new(&service).unwrap();
        let error = reply(&backend, &["一"]).unwrap_err();
        assert_eq!(error.class, class);
        format!("{error} {} {}", lines.lock().unwrap(), backend.identity())
    };
    // Nothing listens at port 1.
    for shown in [
        shown(&server.uri(), ErrorClass::Final),
        shown("http://127.0.0.1:1", ErrorClass::Unreachable),
    ] {
        assert!(shown.contains("[key]"), "{shown}");
        for part in ["sk/one", "sk%2Fone", "three"] {
            assert!(!shown.contains(part), "{part} in {shown}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_structured_output_is_not_asked_for_ever() {
    let server = answering(400, json!({ "error": "json mode is not supported" })).await;
    let backend = described(&format!(
        "url = \"{}\"\nbody = \"{{{{texts}}}}\"",
        server.uri()
    ))
    .unwrap();
    assert_eq!(
        reply(&backend, &["一"]).unwrap_err().class,
        ErrorClass::Rejected
    );
}

#[test]
fn settings_that_cannot_work_are_named() {
    const URL: &str = "url = \"https://example.com/\"\n";
    let and = |more: &str| format!("{URL}{more}");
    wrong("body = \"{{texts}}\"", "url", "it is missing");
    wrong(
        "url = \"ftp://x\"\nbody = \"{{texts}}\"",
        "url",
        "it is no http or https address",
    );
    wrong(
        "url = \"https://{{text}}.example.com/\"",
        "url",
        "its host cannot hold a placeholder",
    );
    wrong(
        URL,
        "body",
        "no `{{texts}}` or `{{text}}` says where sentences go",
    );
    wrong(
        &and("body = [\"{{texts}}\", \"{{text}}\"]"),
        "body",
        "`{{text}}` and `{{texts}}` do not go together",
    );
    let there =
        "there are `{{text}}`, `{{title}}`, `{{key}}`, `{{terms_text}}`, `{{texts}}`, `{{terms}}`";
    let unknown = format!("unknown placeholder `{{{{sentence}}}}`; {there}");
    wrong(&and("body = { q = [\"{{sentence}}\"] }"), "body", &unknown);
    wrong(
        &and("headers = { X = \"{{sentence}}\" }"),
        "headers",
        &unknown,
    );
    wrong("url = \"https://x/{{sentence}}\"", "url", &unknown);
    wrong(
        &and("headers = { \"a b\" = \"\" }"),
        "headers",
        "`a b` is no name of a header",
    );
    wrong(
        &and("headers = { X = \"a\\nb\" }"),
        "headers",
        "one holds characters that no header takes",
    );
    wrong(
        &and("body = \"{{texts}}\"\nmethod = \"A B\""),
        "method",
        "it is no method",
    );
    let slash = "a pointer begins with a slash: `/data/translations`";
    wrong(
        &and("body = \"{{texts}}\"\nanswers = \"data.x\""),
        "answers",
        slash,
    );
    wrong(
        &and("body = \"{{texts}}\"\ncharacters = \"chars\""),
        "characters",
        slash,
    );
}

#[test]
fn a_key_and_its_place_need_each_other() {
    let without = "kind = \"http\"\nurl = \"https://x/{{key}}\"\nbody = \"{{texts}}\"";
    let error = Described::new(&service(without, Path::new("")))
        .err()
        .unwrap();
    assert_eq!(error.what, "`{{key}}` is used, but no key is configured");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("k"), "secret").unwrap();
    let unused = "kind = \"http\"\nkey_file = \"k\"\nurl = \"https://x/\"\nbody = \"{{texts}}\"";
    let error = Described::new(&service(unused, folder.path()))
        .err()
        .unwrap();
    assert_eq!(
        error.what,
        "a key is configured, but `{{key}}` is not in `headers`, `url` or `body`"
    );
}

#[test]
fn the_identity_is_what_translations_depend_on() {
    let identity = |settings: &str| {
        described(&format!("url = \"https://x/\"\n{settings}"))
            .unwrap()
            .identity()
    };
    let one = identity("body = { q = \"{{texts}}\", at = 2020-01-28, k = \"{{key}}\" }");
    assert!(
        one.contains(r#""https://x/""#)
            && one.contains(r#"{"at":"2020-01-28","k":"{{key}}","q":"{{texts}}"}"#),
        "{one}"
    );
    assert_ne!(
        one,
        identity("body = { q = \"{{texts}}\", at = 2020-01-29, k = \"{{key}}\" }")
    );
    let headed = |value: &str| {
        identity(&format!(
            "body = \"{{{{texts}}}}\"\nheaders = {{ X-Model = \"{value}\" }}"
        ))
    };
    assert_ne!(headed("small"), headed("large"));
    assert!(
        !headed("small").contains("small"),
        "headers may hold secrets"
    );
}

async fn check_reply(body: Value, expected: Result<&str, (ErrorClass, &str)>) {
    let server = answering(200, body).await;
    let settings = format!(
        "url = '{}'\nbody = {{ q = 'Terms: {{{{terms_text}}}}. {{{{text}}}}' }}\nanswer = '/text'\nfinish = '/end'\nerror = '/code'",
        server.uri()
    );
    let backend = described(&settings).unwrap();
    assert!(backend.tells_terms(&Ask::new(0)));
    let found = reply(&backend, &["党中央"]);
    let found = found.as_ref().map(|texts| texts[0].as_deref().unwrap());
    let found = found.map_err(|error| (error.class, error.what.as_str()));
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_ended_early_or_is_an_error_is_told_apart() {
    check_reply(
        json!({ "text": "One.", "end": "stop", "code": 0 }),
        Ok("One."),
    )
    .await;
    check_reply(
        json!({ "text": "On", "end": "max_tokens" }),
        Err((ErrorClass::TooLong, "the answer was cut off for its length")),
    )
    .await;
    check_reply(
        json!({ "text": "", "end": "SAFETY" }),
        Err((
            ErrorClass::Refused,
            "the service's filter stopped the answer",
        )),
    )
    .await;
    check_reply(
        json!({ "code": 429, "message": "slow down" }),
        Err((ErrorClass::Busy(None), "HTTP 200 OK: slow down")),
    )
    .await;
}
