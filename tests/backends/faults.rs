//! The table of faults, a test a row.

use crate::server::{
    answer, asked, chat, english, ok, raw, requests, right, run, run_with, send_json, server,
    service,
};
use duizhao::backend::Setup;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use wiremock::ResponseTemplate;

fn status(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
}

/// The right answers, put into another shape by `change`.
fn changed(body: &[u8], change: impl Fn(&mut Vec<(String, String)>)) -> Value {
    let mut answers: Vec<(String, String)> = asked(body)
        .into_iter()
        .map(|(id, n)| (id, english(n)))
        .collect();
    change(&mut answers);
    answer(&answers)
}

#[tokio::test]
async fn connection_refused() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let run = run(&address, "", 4).await;
    run.failed("cannot connect to http://127.0.0.1");
    assert_eq!(run.usage.requests, 3);
}

#[tokio::test]
async fn a_reply_that_is_cut_off_by_a_reset_is_asked_for_again() {
    let (address, count) = raw(|n, mut stream| async move {
        if n == 0 {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"choices\"")
                .await?;
            // Closing with a linger of zero resets the connection.
            stream.set_zero_linger()?;
            return Ok(());
        }
        send_json(
            stream,
            &answer(
                &(1..=4)
                    .map(|n| (format!("s{n}"), english(n)))
                    .collect::<Vec<_>>(),
            ),
        )
        .await
    })
    .await;
    let run = run(&address, "", 4).await;
    run.is_right();
    assert_eq!((count.load(Ordering::SeqCst), run.usage.requests), (2, 2));
}

#[tokio::test]
async fn a_slow_trickle_ends_with_the_timeout() {
    let (address, count) = raw(|_, mut stream| async move {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            .await?;
        loop {
            stream.write_all(b" ").await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let run = run(&address, "timeout = 0.2", 4).await;
    run.was_stopped(&["the reply did not come in time", "hint: raise `timeout`"]);
    // Four twice, two, one: nothing larger is sent again.
    assert_eq!(count.load(Ordering::SeqCst), 4);
    assert!(
        run.usage.input_tokens > 0,
        "what may be charged for is counted"
    );
}

#[tokio::test]
async fn a_timeout_is_tried_again() {
    let server = server(|n, body| match n {
        0 => ok(right(body)).set_delay(Duration::from_secs(5)),
        _ => ok(right(body)),
    })
    .await;
    run(&server.uri(), "timeout = 0.3", 4).await.is_right();
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn a_busy_service_is_given_the_seconds_it_asks_for() {
    let server = server(|n, body| match n {
        0 => status(429).insert_header("retry-after", "1"),
        _ => ok(right(body)),
    })
    .await;
    let start = Instant::now();
    run(&server.uri(), "", 4).await.is_right();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn a_busy_service_is_given_until_the_date_it_names() {
    let date = std::time::SystemTime::now() + Duration::from_secs(3);
    let date = httpdate::fmt_http_date(date);
    let server = server(move |n, body| match n {
        0 => status(429).insert_header("retry-after", date.as_str()),
        _ => ok(right(body)),
    })
    .await;
    let start = Instant::now();
    run(&server.uri(), "", 4).await.is_right();
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "a date has no parts of a second"
    );
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn a_busy_service_without_a_date_is_asked_again_and_then_given_up() {
    let server = server(|_, _| status(429)).await;
    let run = run(&server.uri(), "", 4).await;
    run.failed("HTTP 429 Too Many Requests, at 3 attempts");
    assert_eq!(requests(&server).await, 3);
    assert_eq!(run.usage.input_tokens, 0, "nothing is charged for");
}

#[tokio::test]
async fn a_service_that_asks_for_too_long_a_wait_stops_the_run() {
    let server = server(|_, _| status(429).insert_header("retry-after", "3600")).await;
    let run = run(&server.uri(), "", 4).await;
    run.was_stopped(&[
        "chat: HTTP 429",
        "it asks to wait 3600 s",
        "hint: run again after that",
    ]);
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn trouble_passes() {
    let server = server(|n, body| match n {
        0 => status(500),
        1 => status(503),
        _ => ok(right(body)),
    })
    .await;
    run(&server.uri(), "", 4).await.is_right();
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn a_wrong_key_costs_one_request() {
    let server = server(|_, _| {
        status(401).set_body_json(json!({ "error": { "message": "Incorrect API key" } }))
    })
    .await;
    let run = run(&server.uri(), "max_sentences = 1", 40).await;
    run.was_stopped(&[
        "chat: HTTP 401 Unauthorized: Incorrect API key",
        "hint: check the key: `key_env`",
    ]);
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_quota_that_is_used_up_costs_one_request() {
    let server = server(|_, _| status(456)).await;
    let run = run(&server.uri(), "max_sentences = 1", 40).await;
    run.was_stopped(&["chat: HTTP 456", "hint: the account's quota is used up"]);
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_429_that_speaks_of_money_is_not_tried_again() {
    let body = json!({ "error": { "message": "You exceeded your current quota", "code": "insufficient_quota" } });
    let server = server(move |_, _| status(429).set_body_json(body.clone())).await;
    run(&server.uri(), "", 4).await.was_stopped(&[
        "HTTP 429",
        "exceeded your current quota",
        "hint: the account's quota",
    ]);
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn replies_that_are_not_json_stop_the_run() {
    let server = server(|_, _| status(200).set_body_string("{choices: nothing}")).await;
    let run = run(&server.uri(), "", 4).await;
    run.was_stopped(&[
        "HTTP 200, but the reply is not JSON",
        "it says so of every request",
        "hint: check the address",
    ]);
    // Four, two twos, one.
    assert_eq!(requests(&server).await, 4);
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_in_parts() {
    let server = server(|_, body| {
        let whole = right(body);
        let content = whole["choices"][0]["message"]["content"]
            .as_str()
            .expect("content");
        match asked(body).len() {
            1 | 2 => ok(whole),
            _ => ok(chat(&content[..content.len() / 2], "stop")),
        }
    })
    .await;
    run(&server.uri(), "", 4).await.is_right();
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn an_answer_cut_off_for_its_length_is_asked_for_in_parts() {
    let server = server(|_, body| match asked(body).len() {
        1 => ok(right(body)),
        _ => ok(chat("{\"s1\": \"Sent", "length")),
    })
    .await;
    run(&server.uri(), "", 4).await.is_right();
    // Four, two, four ones: none of two is sent after the first.
    assert_eq!(requests(&server).await, 6);
}

#[tokio::test]
async fn too_few_and_too_many_answers_never_move_to_a_neighbour() {
    let server = server(|n, body| match n {
        0 => ok(changed(body, |answers| answers.truncate(3))),
        1 => ok(changed(body, |answers| {
            answers.push(("s9".to_owned(), "One more sentence.".to_owned()))
        })),
        _ => ok(right(body)),
    })
    .await;
    run(&server.uri(), "", 4).await.is_right();
    // Four; two, two ones, two.
    assert_eq!(requests(&server).await, 5);
}

#[tokio::test]
async fn swapped_ids_give_each_sentence_its_own() {
    let server = server(|_, body| ok(changed(body, |answers| answers.reverse()))).await;
    run(&server.uri(), "", 4).await.is_right();
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn doubled_ids_are_not_trusted() {
    let server = server(|n, body| match n {
        0 => ok(changed(body, |answers| answers[1].0 = "s1".to_owned())),
        _ => ok(right(body)),
    })
    .await;
    run(&server.uri(), "", 4).await.is_right();
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn an_empty_answer_may_stand_in_a_neighbour() {
    let server = server(|_, body| match asked(body).len() {
        1 => ok(right(body)),
        _ => ok(changed(body, |answers| {
            let moved = std::mem::take(&mut answers[1].1);
            answers[0].1.push_str(&moved);
        })),
    })
    .await;
    run(&server.uri(), "", 4).await.is_right();
    assert_eq!(requests(&server).await, 7);
}

#[tokio::test]
async fn chinese_that_comes_back_is_no_translation() {
    let server = server(|_, body| {
        let (alone, sources) = (asked(body).len() == 1, crate::server::sentences(4));
        ok(changed(body, |answers| {
            // The third sentence is never translated, the first only when asked for alone.
            for (n, _) in [(1, !alone), (3, true)]
                .into_iter()
                .filter(|(_, echoed)| *echoed)
            {
                let answer = answers.iter_mut().find(|(_, text)| *text == english(n));
                answer
                    .into_iter()
                    .for_each(|(_, text)| text.clone_from(&sources[n - 1]));
            }
        }))
    })
    .await;
    let run = run(&server.uri(), "", 4).await;
    // All four; the two bad ones; each of them, as both are bad again.
    let why = "the Chinese came back untranslated";
    assert_eq!(run.texts(), [Ok(()), Ok(()), Err(why), Ok(())]);
    assert_eq!(requests(&server).await, 4);
}

#[tokio::test]
async fn a_web_page_is_no_answer() {
    let page = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head></html>";
    let server =
        server(move |n, _| status(if n == 0 { 502 } else { 200 }).set_body_string(page)).await;
    let run = run(&server.uri(), "max_sentences = 1", 1).await;
    run.failed("HTTP 200, but a web page came instead of JSON: Sign in to the network");
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn a_reply_of_100_mb_is_not_read_to_its_end() {
    let (address, count) = raw(|_, mut stream| async move {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")
            .await?;
        let part = vec![b'['; 1 << 16];
        for _ in 0..100_000_000 / part.len() {
            stream.write_all(&part).await?;
        }
        Ok(())
    })
    .await;
    let run = run(&address, "", 2).await;
    run.failed("HTTP 200: the reply is larger than 8 MB");
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_gzip_bomb_is_not_unpacked_to_its_end() {
    let mut packed = Vec::new();
    let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::best());
    let zeros = vec![b' '; 1 << 20];
    (0..100).for_each(|_| encoder.write_all(&zeros).expect("memory takes it"));
    encoder.finish().expect("memory takes it");
    let server = server(move |_, _| {
        ResponseTemplate::new(200)
            .insert_header("content-encoding", "gzip")
            .set_body_bytes(packed.clone())
    })
    .await;
    let run = run(&server.uri(), "", 1).await;
    run.failed("HTTP 200: the reply is larger than 8 MB");
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = server(|_, _| status(307).insert_header("location", "/again?key=secret")).await;
    let run = run(&server.uri(), "", 4).await;
    run.was_stopped(&[
        "chat: HTTP 307 Temporary Redirect, to /again",
        "hint: redirects are not followed",
    ]);
    assert_eq!(requests(&server).await, 1);
}

#[tokio::test]
async fn a_text_that_the_service_refuses_fails_alone() {
    let refusal = json!({ "error": { "message": "Content Exists Risk" } });
    let server = server(
        move |_, body| match asked(body).iter().any(|(_, n)| *n == 2) {
            true => status(400).set_body_json(refusal.clone()),
            false => ok(right(body)),
        },
    )
    .await;
    let run = run(&server.uri(), "", 4).await;
    let why = "HTTP 400 Bad Request: Content Exists Risk";
    assert_eq!(run.texts(), [Ok(()), Err(why), Ok(()), Ok(())]);
    // Four; one and two; three and four; one; two.
    assert_eq!(requests(&server).await, 5);
}

#[tokio::test]
async fn a_server_without_structured_output_is_asked_more_simply() {
    let server = server(|_, body| {
        let request: Value = serde_json::from_slice(body).expect("JSON");
        match request["response_format"]["type"].as_str() {
            Some("json_schema") => status(400).set_body_string("json_schema is unavailable now"),
            Some(_) => status(500).set_body_string("response_format is not supported"),
            None => {
                let lines: Vec<String> = asked(body)
                    .iter()
                    .map(|(id, n)| format!("[{id}] {}", english(*n)))
                    .collect();
                ok(chat(
                    &format!("Here you are:\n{}", lines.join("\n")),
                    "stop",
                ))
            }
        }
    })
    .await;
    run(&server.uri(), "", 8).await.is_right();
    // The first is asked three times, the second in the way that was found.
    assert_eq!(requests(&server).await, 4);
}

#[tokio::test]
async fn a_model_that_takes_no_temperature_is_asked_without() {
    let server = server(|_, body| {
        let request: Value = serde_json::from_slice(body).expect("JSON");
        match request.get("temperature") {
            Some(_) => status(400).set_body_string(
                "Unsupported value: 'temperature' does not support 0 with this model.",
            ),
            None => ok(right(body)),
        }
    })
    .await;
    run(&server.uri(), "", 8).await.is_right();
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn a_prompt_that_the_server_cut_off_is_noticed() {
    let server = server(|_, body| {
        let mut reply = right(body);
        reply["usage"]["prompt_tokens"] = 600.into();
        ok(reply)
    })
    .await;
    let long = "style = '''".to_owned() + &"Write as the house style says. ".repeat(400) + "'''";
    run(&server.uri(), &long, 1)
        .await
        .failed("it cut the prompt off");
}

/// The sentence of a request for one bare translation, by its number; `None` for any other request.
fn bare(body: &[u8]) -> Option<usize> {
    let request: Value = serde_json::from_slice(body).expect("JSON");
    let message = request["messages"][1]["content"].as_str().expect("a text");
    let is_bare = request.get("response_format").is_none() && request["stop"] == json!(["\n"]);
    (is_bare && !message.contains('{')).then(|| crate::server::number(message))
}

#[tokio::test]
async fn a_small_model_is_asked_for_one_bare_translation_at_a_time() {
    let server = server(|_, body| ok(chat(&english(bare(body).expect("bare")), "stop"))).await;
    run(&server.uri(), "form = 'single'", 4).await.is_right();
    assert_eq!(requests(&server).await, 4);
}

#[tokio::test]
async fn a_model_that_keeps_no_form_is_asked_for_bare_translations_and_that_is_said() {
    let server = server(|_, body| match bare(body) {
        Some(n) => ok(chat(&format!("{}\n", english(n)), "stop")),
        None => ok(chat("sentences: s1, s2, s3, and so on, and on", "stop")),
    })
    .await;
    let said = Arc::new(Mutex::new(Vec::new()));
    let mut service = service(&server.uri(), "max_sentences = 8");
    let lines = Arc::clone(&said);
    service.notice = Some(Arc::new(move |line: &str| {
        lines.lock().expect("not poisoned").push(line.to_owned())
    }));
    run_with(&service, Setup::default(), 8).await.is_right();
    assert_eq!(requests(&server).await, 8 + 3);
    let said = said.lock().expect("not poisoned").join("\n");
    assert!(said.contains("`form = \"single\"`"), "{said}");
}

#[tokio::test]
async fn a_model_that_thinks_at_length_is_not_limited() {
    let server = server(|_, body| {
        let request: Value = serde_json::from_slice(body).expect("JSON");
        if request.get("max_tokens").is_none() {
            return ok(right(body));
        }
        let mut reply = chat("", "length");
        reply["choices"][0]["message"]["reasoning_content"] = "Let me think.".into();
        ok(reply)
    })
    .await;
    run(&server.uri(), "", 8).await.is_right();
    assert_eq!(requests(&server).await, 3);
}

#[tokio::test]
async fn an_answer_that_repeats_what_the_model_was_told_is_none() {
    let told = "Keep every number, in figures.";
    let prompt = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(prompt.path(), format!("Translate. {told}\n{{{{output}}}}")).expect("a file");
    let server = server(move |_, body| {
        ok(changed(body, |answers| {
            let second = answers.iter_mut().filter(|(_, text)| *text == english(2));
            second.for_each(|(_, text)| told.clone_into(text));
        }))
    })
    .await;
    let settings = format!("prompt = '{}'", prompt.path().display());
    let run = run(&server.uri(), &settings, 4).await;
    let why = "the answer repeats the instructions";
    assert_eq!(run.texts(), [Ok(()), Err(why), Ok(()), Ok(())]);
    assert_eq!(requests(&server).await, 2);
}

#[tokio::test]
async fn a_timeout_makes_requests_smaller() {
    let server = server(|_, body| match asked(body).len() {
        0..=2 => ok(right(body)),
        _ => ok(right(body)).set_delay(Duration::from_secs(5)),
    })
    .await;
    let settings = "timeout = 0.4\nmax_sentences = 4";
    run(&server.uri(), settings, 8).await.is_right();
    // Four twice, the other four, which were waiting, and then two at a time.
    assert_eq!(requests(&server).await, 2 + 1 + 4);
}
