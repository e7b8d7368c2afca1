//! The table of what services and models were seen to answer: `modes.tsv` says what each row means.

use crate::server::{Run, asked, chat, english, ok, requests, right, run, server};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// Sentences of a run.
const SENTENCES: usize = 8;

const SETTINGS: &str = "max_sentences = 8\nretries = 3\nbackoff = 0.001";

/// Tests whether a request is one that a row answers.
fn is_meant(when: &str, n: usize, body: &[u8]) -> bool {
    let request: Value = serde_json::from_slice(body).expect("JSON");
    let has = |field: &str| request.get(field).is_some();
    match when.split_once(' ') {
        Some(("first", count)) => n < count.parse().expect("a number"),
        Some(("with", number)) => {
            let number: usize = number.parse().expect("a number");
            asked(body).iter().any(|(_, n)| *n == number)
        }
        Some(("over", count)) => asked(body).len() > count.parse().expect("a number"),
        Some(("no", field)) => !has(field),
        None if when == "always" => true,
        _ => has(when),
    }
}

/// Fills the right answers in.
fn filled(text: &str, body: &[u8]) -> String {
    let answers: Vec<(String, String)> = asked(body)
        .into_iter()
        .map(|(id, n)| (id, english(n)))
        .collect();
    let joined = |each: &dyn Fn(&(String, String)) -> String, with: &str| {
        answers.iter().map(each).collect::<Vec<_>>().join(with)
    };
    let inner = joined(
        &|(id, text)| format!("{}: {}", json!(id), json!(text)),
        ", ",
    );
    let object = format!("{{{inner}}}");
    text.replace("<json>", &object)
        .replace("<inner'>", &inner[1..])
        .replace("<inner>", &inner)
        .replace("<text>", &json!(object).to_string())
        .replace("<wrapped>", &chat(&object, "stop").to_string())
        .replace(
            "<values>",
            &joined(&|(_, text)| json!(text).to_string(), ", "),
        )
        .replace(
            "<lines>",
            &joined(&|(id, text)| format!("[{id}] {text}"), "\n"),
        )
        .replace(
            "<single>",
            &format!(
                "{{{}}}",
                joined(&|(id, text)| format!("'{id}': '{text}'"), ", ")
            ),
        )
}

/// Makes the reply of a row.
fn reply(reply: &str, body: &[u8]) -> ResponseTemplate {
    let (kind, text) = reply.split_once(' ').expect("a kind and a text");
    let lines = |text: &str| filled(&text.replace("\\n", "\n"), body);
    match kind {
        "raw" => {
            let text = filled(text, body).replace("\\n\\n", "\n\n");
            ResponseTemplate::new(200).set_body_string(text)
        }
        "answer" => ok(chat(&lines(text), "stop")),
        _ if kind.starts_with("answer(") => {
            let reason = kind.trim_start_matches("answer(").trim_end_matches(')');
            ok(chat(&lines(text), reason))
        }
        status => {
            let status: u16 = status.parse().expect("a status");
            ResponseTemplate::new(status).set_body_string(text)
        }
    }
}

#[track_caller]
fn check(name: &str, run: &Run, outcome: &str) {
    let (kind, words) = outcome.split_once(' ').unwrap_or((outcome, ""));
    match kind {
        "right" => run.is_right(),
        "stops" => run.was_stopped(&words.split('|').collect::<Vec<_>>()),
        "fails" => {
            for (i, text) in run.texts().iter().enumerate() {
                let is_as_told = match text {
                    Ok(()) => i != 2,
                    Err(why) => i == 2 && why.contains(words),
                };
                assert!(is_as_told, "{name}: {run:?}");
            }
        }
        _ => panic!("{name}: no outcome `{kind}`"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_is_understood() {
    let rows = include_str!("modes.tsv").lines();
    let rows = rows.filter(|line| !line.starts_with('#')).skip(1);
    let mut wrong = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [name, when, answer, outcome, most] = cells[..] else {
            panic!("not five cells: {row}");
        };
        let (when, answer) = (when.to_owned(), answer.to_owned());
        let server = server(move |n, body| {
            if is_meant(&when, n, body) {
                reply(&answer, body)
            } else {
                ok(right(body))
            }
        })
        .await;
        eprintln!("{name}");
        let run = run(&server.uri(), SETTINGS, SENTENCES).await;
        check(name, &run, outcome);
        let sent = requests(&server).await;
        if sent > most.parse().expect("a number") {
            wrong.push(format!("{name}: {sent} requests"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
