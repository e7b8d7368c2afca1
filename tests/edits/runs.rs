//! A hundred runs after the edits, each another one.

use crate::kinds::{KINDS, edited};
use crate::project::Row;
use duizhao::script::{Converter, Script};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// What a chat service answers: `english` says what becomes of each sentence of a request.
pub(crate) fn answer(request: &Request, english: impl Fn(&Value) -> String) -> ResponseTemplate {
    let body: Value = serde_json::from_slice(&request.body).expect("a request is JSON");
    let message = body["messages"][1]["content"].as_str().expect("a message");
    let message: Value = serde_json::from_str(message).expect("the message is JSON");
    let sentences = message["sentences"].as_array().expect("sentences");
    let answered = sentences.iter().map(|item| {
        let id = item["id"].as_str().expect("an id").to_owned();
        (id, json!(english(item)))
    });
    let content = Value::Object(answered.collect()).to_string();
    ResponseTemplate::new(200).set_body_json(json!({
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": content } }],
        "usage": { "prompt_tokens": 100, "completion_tokens": 10 }
    }))
}

/// A chat service that says something else every time.
pub(crate) async fn changing() -> MockServer {
    let (server, round) = (MockServer::start().await, AtomicUsize::new(0));
    let respond = move |request: &Request| {
        let round = round.fetch_add(1, Ordering::SeqCst);
        answer(request, |item| {
            let text = item["text"].as_str().expect("a text");
            let number: String = text.chars().filter(char::is_ascii_digit).collect();
            format!("The server says {round} of number {number}.")
        })
    };
    Mock::given(method("POST"))
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

/// The settings of a project with that service, which is asked where a run names it.
pub(crate) fn settings(server: &MockServer) -> String {
    format!(
        "[backend.chat]\nkind = 'openai'\nmodel = 'm'\nbase_url = '{}'\nretries = 1\nbackoff = 0.01\n",
        server.uri()
    )
}

/// Rows in simplified characters.
fn simplified(rows: &[Row], hans: &Converter) -> Vec<Row> {
    let source = |row: &Row| {
        row.source
            .iter()
            .map(|text| hans.convert(text).into_owned())
            .collect()
    };
    rows.iter()
        .map(|row| {
            Row {
                source: source(row),
                ..row.clone()
            }
            .lasting()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_runs_keep_what_people_wrote() {
    runs_keep_what_people_wrote(20_200_219).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_other_runs_keep_what_people_wrote() {
    runs_keep_what_people_wrote(20_200_301).await;
}

/// Fifty runs over some of the articles each.
async fn runs_keep_what_people_wrote(seed: u64) {
    let server = changing().await;
    let (project, expected) = edited(&settings(&server));
    project.write(
        "a.csv",
        "source_hans,target,status\n党组织,Party body,confirmed\n县委,county committee,confirmed\n",
    );
    project.write(
        "b.csv",
        "source_hans,target,status\n党组织,Party organ,choice\n群众,the masses,choice\n",
    );
    let hans = Converter::new(Script::Hans);
    let mut random = fastrand::Rng::with_seed(seed);
    let inputs: Vec<String> = (0..KINDS.len()).map(|i| format!("in/{i}.txt")).collect();
    for run in 0..50 {
        if random.u8(..5) == 0 {
            std::fs::remove_dir_all(project.path().join(".duizhao"))
                .expect("the memory is deleted");
        }
        let glossary: &[&str] = random
            .choice([&[][..], &["-g", "a.csv"], &["-g", "b.csv"]])
            .expect("one of them");
        let (mut args, mut some) = (vec![], (0..KINDS.len()).collect::<Vec<_>>());
        if run == 0 {
            args.extend(["translate", "in", "--quiet"]);
        } else if random.u8(..5) == 0 {
            args.push("adopt");
        } else {
            some = random.choose_multiple(some, 6);
            args.extend(["translate", "--quiet"]);
            args.extend(some.iter().map(|i| inputs[*i].as_str()));
            args.extend([
                "--jobs",
                random.choice(["1", "2", "8"]).expect("one of them"),
            ]);
            args.extend([
                "--script",
                random
                    .choice(["hans", "hans", "hant", "tw", "hk"])
                    .expect("one of them"),
            ]);
            args.extend([
                "--layout",
                random
                    .choice(["interleaved", "stacked", "table"])
                    .expect("one of them"),
            ]);
            args.extend([
                "--backend",
                random.choice(["mock", "chat"]).expect("one of them"),
            ]);
            args.extend(Some("--anew").filter(|_| random.u8(..4) == 0));
        }
        args.extend(glossary);
        project.ok(&args);
        for i in some {
            let rows = simplified(&project.rows(&i.to_string()), &hans);
            let text = || project.edition(&i.to_string());
            assert_eq!(
                rows,
                expected[i],
                "{} after run {run}, {args:?}:\n{}",
                KINDS[i].name,
                text()
            );
        }
    }
}
