use super::super::Ask;
use super::super::served::{KEY, Served, answer, settings};
use super::super::testing::asked;
use super::*;
use futures_util::future::join_all;

/// A server with these languages, all of which it translates to English.
fn serving(codes: &[&str]) -> Served {
    let served = Served::start();
    let languages: Vec<Value> = codes
        .iter()
        .map(|code| json!({ "code": code, "name": code, "targets": ["en", code] }))
        .collect();
    served.on("GET", "/languages", answer(200, languages.into()));
    served
}

fn backend(served: &Served) -> LibreTranslate {
    LibreTranslate::new(&served.service_without_key("libretranslate", "")).unwrap()
}

fn translated(texts: &[&str]) -> wiremock::ResponseTemplate {
    answer(200, json!({ "translatedText": texts }))
}

/// Texts that came back, in order.
fn texts(reply: Result<Vec<Translation>, BackendError>) -> Vec<String> {
    reply.unwrap().into_iter().map(Result::unwrap).collect()
}

#[test]
fn sentences_go_escaped_in_one_request_and_languages_are_asked_for_once() {
    let served = serving(&["en", "zh-Hans"]);
    served.on("POST", "/translate", translated(&["A & B.", "\"Yes\""]));
    let backend = LibreTranslate::new(&served.service("libretranslate", "")).unwrap();
    asked(&["甲&乙。", "“是”<"], |request| {
        let replies = served.run(join_all((0..8).map(|_| backend.translate(request))));
        assert!(
            replies
                .into_iter()
                .all(|reply| texts(reply) == ["A & B.", "\"Yes\""])
        );
        assert_eq!(
            request.meter.read(),
            Usage {
                requests: 1,
                characters: 8 * 8,
                ..Usage::default()
            }
        );
    });
    assert_eq!(served.requests("GET", "/languages").len(), 1);
    let expected = json!({ "q": ["甲&amp;乙。", "“是”&lt;"], "source": "zh-Hans", "target": "en", "format": "html", "api_key": KEY });
    assert!(
        served
            .posted("/translate")
            .iter()
            .all(|body| *body == expected)
    );
    assert!(
        served.requests("POST", "/translate")[0]
            .headers
            .get("authorization")
            .is_none()
    );
}

#[test]
fn terms_are_protected_only_where_a_translation_broke_them() {
    let served = serving(&["en", "zh"]);
    served.on(
        "POST",
        "/translate",
        translated(&[
            "one",
            "The<span translate=\"no\">CPC Central Committee</span>said .",
        ]),
    );
    let backend = backend(&served);
    asked(&["疫情。", "党中央说。"], |request| {
        let violations = ["`党中央` is not rendered as `CPC Central Committee`".to_owned()];
        let asks = [
            Ask::new(0),
            Ask {
                sentence: 1,
                violations: &violations,
            },
        ];
        let reply = served.run(backend.translate(Request {
            asks: &asks,
            ..request
        }));
        assert_eq!(texts(reply), ["one", "The CPC Central Committee said ."]);
    });
    let body = &served.posted("/translate")[0];
    let marked = "<span translate=\"no\">CPC Central Committee</span>说。";
    assert_eq!(
        (&body["q"], &body["source"]),
        (&json!(["疫情。", marked]), &json!("zh"))
    );
    assert_eq!(body.get("api_key"), None);
}

#[test]
fn a_translation_depends_on_terms_that_are_told_only_when_it_is_asked_for_again() {
    let served = serving(&["en", "zh"]);
    let backend = backend(&served);
    asked(&["乾隆。", "党中央说。"], |request| {
        let first = |sentence: usize| request.fingerprint(&Ask::new(sentence), &backend, "");
        assert_eq!(
            [0, 1].map(|sentence| request.basis(sentence, &backend, "") == first(sentence)),
            [true, false]
        );
    });
}

#[test]
fn an_article_is_translated_from_its_own_script() {
    let served = serving(&["en", "zh-Hans", "zh-Hant"]);
    served.on("POST", "/translate", translated(&["one", "two"]));
    let backend = backend(&served);
    asked(&["黨中央決定抗擊疫情。", "乾隆"], |request| {
        drop(texts(served.run(backend.translate(request))))
    });
    asked(
        &["党中央决定抗击疫情，研究乾隆。", "是"],
        |request| drop(texts(served.run(backend.translate(request)))),
    );
    let codes: Vec<Value> = served
        .posted("/translate")
        .iter()
        .map(|body| body["source"].clone())
        .collect();
    assert_eq!(codes, ["zh-Hant", "zh-Hans"]);
}

#[track_caller]
fn check_sources(languages: &[(&str, Option<&[&str]>)], expected: Option<[&str; 2]>) {
    let owned = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let languages: Vec<ServerLanguage> = languages
        .iter()
        .map(|(code, targets)| ServerLanguage {
            code: (*code).to_owned(),
            targets: targets.map(owned),
        })
        .collect();
    let expected = expected.map(|[simplified, traditional]| ChineseCodes {
        simplified: simplified.to_owned(),
        traditional: traditional.to_owned(),
    });
    assert_eq!(sources(&languages), expected);
}

#[test]
fn the_best_code_for_each_script_is_taken() {
    check_sources(
        &[("zh-Hans", Some(&["en"])), ("zh-Hant", Some(&["en"]))],
        Some(["zh-Hans", "zh-Hant"]),
    );
    check_sources(&[("zt", None), ("zh", None)], Some(["zh", "zt"]));
    check_sources(
        &[("zh-Hans", Some(&["en"])), ("zh-Hant", Some(&["ja"]))],
        Some(["zh-Hans", "zh-Hans"]),
    );
    check_sources(&[("zt", Some(&["en"]))], Some(["zt", "zt"]));
    check_sources(&[("zh", Some(&["de"])), ("en", Some(&["zh"]))], None);
}

#[test]
fn a_server_without_chinese_stops_the_run() {
    let served = serving(&["en", "es"]);
    let backend = backend(&served);
    let error = asked(&["是。"], |request| {
        served.run(backend.translate(request)).unwrap_err()
    });
    assert_eq!(error.class, ErrorClass::Final);
    assert_eq!(
        error.what,
        "the server translates no Chinese to English; it has: en, es"
    );
    assert!(served.posted("/translate").is_empty());
}

#[test]
fn what_is_no_list_of_languages_stops_the_run() {
    for (status, body) in [
        (200, json!({ "a": 1 })),
        (404, json!({})),
        (400, json!({ "error": "no" })),
    ] {
        let served = Served::start();
        served.on("GET", "/languages", answer(status, body));
        let backend = backend(&served);
        let error = asked(&["是。"], |request| {
            served.run(backend.translate(request)).unwrap_err()
        });
        assert_eq!(error.class, ErrorClass::Final, "{error}");
    }
}

#[track_caller]
fn check_refused(status: u16, body: Value, class: ErrorClass, what: &str) {
    let served = serving(&["zh-Hans"]);
    served.on("POST", "/translate", answer(status, body));
    let backend = backend(&served);
    let error = asked(&["是。", "不。"], |request| {
        served.run(backend.translate(request)).unwrap_err()
    });
    assert_eq!((error.class, error.what.as_str()), (class, what));
}

#[test]
fn what_is_no_answer_is_an_error() {
    let long = "Invalid request: request (6) exceeds text limit (5)";
    check_refused(
        400,
        json!({ "error": long }),
        ErrorClass::TooLong,
        &format!("HTTP 400 Bad Request: {long}"),
    );
    check_refused(
        403,
        json!({ "error": "Invalid API key" }),
        ErrorClass::Final,
        "HTTP 403 Forbidden: Invalid API key",
    );
    let slow = "Slowdown: 8 per 1 minute";
    check_refused(
        429,
        json!({ "error": slow }),
        ErrorClass::Busy(None),
        &format!("HTTP 429 Too Many Requests: {slow}"),
    );
    let none = "the reply holds no list of translations";
    check_refused(
        200,
        json!({ "translatedText": "Yes." }),
        ErrorClass::Split,
        none,
    );
    check_refused(200, json!({ "error": "?" }), ErrorClass::Split, none);
    check_refused(
        200,
        json!({ "translatedText": ["Yes."] }),
        ErrorClass::Split,
        "1 translation came for 2 sentences",
    );
}

#[test]
fn a_key_is_shown_nowhere() {
    let served = serving(&["zh-Hans"]);
    served.on(
        "POST",
        "/translate",
        answer(403, json!({ "error": format!("Invalid API key {KEY}") })),
    );
    let lines = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut service = served.service("libretranslate", "");
    let seen = std::sync::Arc::clone(&lines);
    service.trace = Some(std::sync::Arc::new(move |line: &str| {
        seen.lock().unwrap().push(line.to_owned())
    }));
    let backend = LibreTranslate::new(&service).unwrap();
    let error = asked(&["是。"], |request| {
        served.run(backend.translate(request)).unwrap_err()
    });
    let lines = lines.lock().unwrap().join("\n");
    assert!(lines.contains("[key]") && error.what.contains("[key]"));
    assert!(!lines.contains(KEY) && !error.to_string().contains(KEY));
}

#[test]
fn the_address_is_the_identity() {
    let backend = LibreTranslate::new(&settings("libretranslate", "")).unwrap();
    assert_eq!(
        backend.identity(),
        r#"["libretranslate","http://127.0.0.1:5000"]"#
    );
}
