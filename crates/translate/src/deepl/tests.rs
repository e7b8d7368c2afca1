use super::super::served::{KEY, Served, answer, settings};
use super::super::testing::{asked, asked_in};
use super::super::{ArticleContext, Ask, ErrorClass};
use super::*;
use futures_util::future::join_all;
use proptest::prelude::*;
use wiremock::ResponseTemplate;

/// What the glossary of [`asked`] comes to.
const ENTRIES: &str =
    "党中央\tCPC Central Committee\n疫情\tepidemic\n黨中央\tCPC Central Committee";

/// An answer with these translations, each billed with ten characters.
fn translated(texts: &[&str]) -> ResponseTemplate {
    let texts = texts.iter().map(
        |text| json!({ "detected_source_language": "ZH", "text": text, "billed_characters": 10 }),
    );
    answer(200, json!({ "translations": texts.collect::<Vec<_>>() }))
}

fn backend(served: &Served, settings: &str) -> DeepL {
    DeepL::new(&served.service("deepl", settings)).unwrap()
}

/// Texts that came back, in order.
fn texts(reply: Result<Vec<Translation>, BackendError>) -> Vec<String> {
    reply.unwrap().into_iter().map(Result::unwrap).collect()
}

#[test]
fn a_request_is_what_deepl_describes() {
    let served = Served::start();
    served.on("POST", "/v2/translate", translated(&["First.", "Second."]));
    let backend = backend(
        &served,
        "glossary = false\nmodel_type = 'quality_optimized'\nformality = 'prefer_more'",
    );
    asked_in(
        &["标题", "第一句。", "第二句。", "新的一段。"],
        &[None, Some(0), Some(0), Some(1)],
        |request| {
            let asks = [Ask::new(1), Ask::new(2)];
            let document = ArticleContext {
                title: Some("标题"),
                ..request.document
            };
            let request = Request {
                document,
                asks: &asks,
                ..request
            };
            assert_eq!(
                texts(served.run(backend.translate(request))),
                ["First.", "Second."]
            );
            assert_eq!(
                request.meter.read(),
                Usage {
                    characters: 20,
                    ..Usage::default()
                }
            );
        },
    );
    let expected = json!({
        "text": ["第一句。", "第二句。"],
        "source_lang": "ZH",
        "target_lang": "EN-US",
        "context": "标题\n第一句。第二句。\n新的一段。",
        "model_type": "quality_optimized",
        "formality": "prefer_more",
        "show_billed_characters": true,
        "split_sentences": "0",
        "preserve_formatting": true,
    });
    assert_eq!(served.posted("/v2/translate"), [expected]);
    let request = &served.requests("POST", "/v2/translate")[0];
    assert_eq!(
        request.headers["authorization"],
        format!("DeepL-Auth-Key {KEY}")
    );
    assert_eq!(request.headers["content-type"], "application/json");
}

#[test]
fn a_sentence_alone_has_no_context_and_unbilled_characters_are_counted_as_sent() {
    let served = Served::start();
    served.on(
        "POST",
        "/v2/translate",
        answer(200, json!({ "translations": [{ "text": "Hello." }] })),
    );
    let backend = backend(&served, "glossary = false\ntarget_lang = 'EN-GB'");
    asked(&["你好。"], |request| {
        assert_eq!(texts(served.run(backend.translate(request))), ["Hello."]);
        assert_eq!(request.meter.read().characters, 3);
    });
    let body = &served.posted("/v2/translate")[0];
    assert_eq!(
        (body.get("context"), &body["target_lang"]),
        (None, &json!("EN-GB"))
    );
}

#[test]
fn a_glossary_is_made_once_for_all_requests_and_named_by_its_entries() {
    let served = Served::start();
    served.on(
        "GET",
        "/v2/glossaries",
        answer(
            200,
            json!({ "glossaries": [{ "glossary_id": "other", "name": "x" }] }),
        ),
    );
    let made = answer(
        201,
        json!({ "glossary_id": "g-1", "name": "any", "ready": true }),
    );
    served.on(
        "POST",
        "/v2/glossaries",
        made.set_delay(std::time::Duration::from_millis(100)),
    );
    served.on(
        "POST",
        "/v2/translate",
        translated(&["The CPC Central Committee."]),
    );
    let backend = backend(&served, "");
    asked(&["党中央。"], |request| {
        let replies = served.run(join_all((0..32).map(|_| backend.translate(request))));
        assert!(
            replies
                .into_iter()
                .all(|reply| texts(reply) == ["The CPC Central Committee."])
        );
    });
    let body = json!({
        "name": "duizhao-e44cbfc6eb947d67",
        "source_lang": "zh",
        "target_lang": "en",
        "entries": ENTRIES,
        "entries_format": "tsv",
    });
    assert_eq!(served.posted("/v2/glossaries"), [body]);
    assert_eq!(served.requests("GET", "/v2/glossaries").len(), 1);
    assert!(
        served
            .posted("/v2/translate")
            .iter()
            .all(|body| body["glossary_id"] == "g-1")
    );
}

#[test]
fn a_glossary_that_is_there_is_used_once_it_is_ready() {
    let served = Served::start();
    let there =
        |ready| json!({ "glossary_id": "g-9", "name": "duizhao-e44cbfc6eb947d67", "ready": ready });
    let answers = std::sync::atomic::AtomicBool::new(false);
    served.on("GET", "/v2/glossaries", move |_: &wiremock::Request| {
        let ready = answers.swap(true, std::sync::atomic::Ordering::Relaxed);
        answer(200, json!({ "glossaries": [there(ready)] }))
    });
    served.on("POST", "/v2/translate", translated(&["Yes."]));
    let backend = backend(&served, "");
    asked(&["是。"], |request| {
        let first = served.run(backend.translate(request)).unwrap_err();
        assert_eq!(
            (first.class, first.what.as_str()),
            (ErrorClass::Passing, "the new glossary is not ready")
        );
        assert_eq!(texts(served.run(backend.translate(request))), ["Yes."]);
    });
    assert!(served.posted("/v2/glossaries").is_empty());
    assert_eq!(served.posted("/v2/translate")[0]["glossary_id"], "g-9");
}

#[track_caller]
fn check_glossary_refused(status: u16, class: ErrorClass, hint: &str) {
    let served = Served::start();
    served.on(
        "GET",
        "/v2/glossaries",
        answer(200, json!({ "glossaries": [] })),
    );
    served.on(
        "POST",
        "/v2/glossaries",
        answer(status, json!({ "message": "Too many glossaries" })),
    );
    let backend = backend(&served, "");
    let error = asked(&["是。"], |request| {
        served.run(backend.translate(request)).unwrap_err()
    });
    assert_eq!(error.class, class);
    assert!(
        error.what.contains("Too many glossaries") && error.hint.contains(hint),
        "{error}"
    );
    assert!(!error.may_be_billed && served.posted("/v2/translate").is_empty());
}

#[test]
fn a_glossary_that_is_refused_stops_the_run_and_says_the_way_out() {
    check_glossary_refused(456, ErrorClass::Final, "`glossary = false`");
    check_glossary_refused(400, ErrorClass::Final, "`glossary = false`");
    check_glossary_refused(413, ErrorClass::Final, "`glossary = false`");
    check_glossary_refused(403, ErrorClass::Final, "check the key");
    check_glossary_refused(429, ErrorClass::Busy(None), "busy");
    check_glossary_refused(503, ErrorClass::Busy(None), "busy");
}

#[track_caller]
fn check_refused(status: u16, body: Value, class: ErrorClass, what: &str) {
    let served = Served::start();
    served.on("POST", "/v2/translate", answer(status, body));
    let backend = backend(&served, "glossary = false");
    let error = asked(&["是。", "不。"], |request| {
        served.run(backend.translate(request)).unwrap_err()
    });
    assert_eq!((error.class, error.what.as_str()), (class, what));
    assert_eq!(error.may_be_billed, status == 200);
}

#[test]
fn what_is_no_answer_is_an_error() {
    check_refused(
        456,
        json!({ "message": "Quota exceeded" }),
        ErrorClass::Final,
        "HTTP 456 unknown status: Quota exceeded",
    );
    check_refused(
        403,
        json!({ "message": "no" }),
        ErrorClass::Final,
        "HTTP 403 Forbidden: no",
    );
    check_refused(
        413,
        json!({}),
        ErrorClass::TooLong,
        "HTTP 413 Payload Too Large: {}",
    );
    check_refused(
        429,
        json!({}),
        ErrorClass::Busy(None),
        "HTTP 429 Too Many Requests: {}",
    );
    check_refused(
        529,
        json!({}),
        ErrorClass::Busy(None),
        "HTTP 529 unknown status: {}",
    );
    let one = json!({ "translations": [{ "text": "Yes." }] });
    check_refused(
        200,
        one,
        ErrorClass::Split,
        "1 translation came for 2 sentences",
    );
    check_refused(
        200,
        json!({ "message": "?" }),
        ErrorClass::Split,
        "the reply holds no translations",
    );
}

#[test]
fn an_account_is_told_in_a_line() {
    let served = Served::start();
    served.on(
        "GET",
        "/v2/usage",
        answer(
            200,
            json!({ "character_count": 12345, "character_limit": 500_000 }),
        ),
    );
    let line = served.run(backend(&served, "").account()).unwrap();
    assert_eq!(line.as_deref(), Some("12,345 of 500,000 characters used"));
    let paid = AccountUsage {
        character_count: 5_947_223,
        character_limit: UNLIMITED,
    };
    assert_eq!(paid.line(), "5,947,223 characters used");
    assert_eq!([0, 999, 1000].map(grouped), ["0", "999", "1,000"]);
}

#[track_caller]
fn check_settings(text: &str, expected: &str) {
    let served = Served::start();
    let error = DeepL::new(&served.service("deepl", text)).err().unwrap();
    assert!(
        format!("{} {}", error.place, error.what).contains(expected),
        "{error}"
    );
}

#[test]
fn settings_that_deepl_would_refuse_are_found_before_anything_is_sent() {
    check_settings("formality = 'more'", "English has no formality");
    check_settings("formality = 'polite'", "unknown variant `polite`");
    check_settings("model_type = 'best'", "unknown variant `best`");
    check_settings("target_lang = 'DE'", "unknown variant `DE`");
    let error = DeepL::new(&settings("deepl", "key_env = 'DUIZHAO_NO_SUCH_VARIABLE'"))
        .err()
        .unwrap();
    assert!(
        error.what.contains("`DUIZHAO_NO_SUCH_VARIABLE` is not set"),
        "{error}"
    );
}

#[test]
fn a_key_says_where_it_is_known() {
    assert_eq!(usual_base(&SecretString::from("abc:fx")), FREE);
    assert_eq!(usual_base(&SecretString::from("abc")), PAID);
}

#[test]
fn an_identity_tells_what_translations_depend_on() {
    let served = Served::start();
    let identity = |settings: &str| backend(&served, settings).identity();
    assert_eq!(identity(""), r#"["deepl",null,"EN-US",null,true]"#);
    let other = "glossary = false\ntarget_lang = 'EN-GB'\nmodel_type = 'latency_optimized'";
    assert_eq!(
        identity(other),
        r#"["deepl","latency_optimized","EN-GB",null,false]"#
    );
}

proptest! {
    #[test]
    fn a_body_within_the_limits_is_one_that_deepl_takes(lengths in prop::collection::vec(1..3000_usize, 1..50)) {
        let served = settings("deepl", "base_url = 'http://127.0.0.1:1'\nkey_env = 'PATH'\nglossary = false");
        let backend = DeepL::new(&served).unwrap();
        let sentences: Vec<String> = lengths.iter().map(|&length| "党".repeat(length)).collect();
        let mut taken = 0;
        let texts: Vec<&str> = sentences.iter().map(String::as_str).take_while(|text| {
            taken += text.len() + 3;
            taken <= LIMITS.bytes
        }).collect();
        asked(&texts, |request| {
            let body = backend.body(&request, Some("g".repeat(36))).to_string();
            assert!(body.len() <= 128 << 10, "{}", body.len());
        });
    }
}
