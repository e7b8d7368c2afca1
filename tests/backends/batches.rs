//! `duizhao translate --batch`: whatever happens between submission and answer, nothing is lost or paid for twice.

use crate::cli::{duizhao, edition, outcome, sum};
use crate::server::{answer, english, number, table};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tempfile::TempDir;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// What becomes of a request of a batch, by the numbers of its sentences.
type Fate = fn(&[usize]) -> Item;

enum Item {
    Answered,
    /// The translation of the last sentence is missing.
    Partly,
    Refused(u16, &'static str),
    Expired,
    Cancelled,
}

#[derive(Clone)]
struct Batch {
    id: String,
    name: Option<String>,
    requests: Vec<(String, Value)>,
    /// How it ended.
    end: Option<(&'static str, Fate)>,
}

/// A service that takes batches, as OpenAI's and Anthropic's are published to do.
#[derive(Default)]
struct Service {
    files: HashMap<String, String>,
    batches: Vec<Batch>,
    /// The answer to a submission takes this long, or that to an upload.
    slow: [bool; 2],
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Service>>);

const SLOW: Duration = Duration::from_secs(600);

/// Ids and sentences of a request.
fn sentences(body: &Value) -> Vec<(String, usize)> {
    let messages = body["messages"].as_array().expect("messages");
    let message = messages.last().expect("a message")["content"].as_str();
    let message: Value = serde_json::from_str(message.expect("a text")).expect("JSON");
    let sentences = message["sentences"].as_array().expect("sentences");
    let text = |one: &Value, key: &str| one[key].as_str().expect("a text").to_owned();
    let sentences = sentences.iter();
    sentences
        .map(|one| (text(one, "id"), number(&text(one, "text"))))
        .collect()
}

impl Service {
    fn submit(&mut self, name: Option<String>, requests: Vec<(String, Value)>) -> Batch {
        let batch = Batch {
            id: format!("batch_{}", self.batches.len() + 1),
            name,
            requests,
            end: None,
        };
        self.batches.push(batch.clone());
        batch
    }

    fn batch(&self, id: &str) -> Option<&Batch> {
        self.batches.iter().find(|batch| batch.id == id)
    }
}

impl Batch {
    fn openai(&self) -> Value {
        let (status, done) = match self.end {
            None => ("in_progress", 0),
            Some((status, _)) => (status, self.requests.len()),
        };
        let file = |kind: &str| self.end.map(|_| format!("{kind}-{}", self.id));
        json!({
            "id": self.id, "object": "batch", "endpoint": "/v1/chat/completions", "status": status,
            "created_at": 4_000_000_000_u64, "completion_window": "24h",
            "metadata": { "duizhao": self.name },
            "request_counts": { "total": self.requests.len(), "completed": done, "failed": 0 },
            "output_file_id": file("out"), "error_file_id": file("err"),
            "errors": (status == "failed").then(|| json!({ "data": [{ "code": "x", "message": "too many tokens" }] })),
        })
    }

    fn anthropic(&self) -> Value {
        let total = self.requests.len();
        let (processing, succeeded) = if self.end.is_some() {
            (0, total)
        } else {
            (total, 0)
        };
        json!({
            "id": self.id, "type": "message_batch", "created_at": "2096-01-01T00:00:00.5Z",
            "processing_status": if self.end.is_some() { "ended" } else { "in_progress" },
            "request_counts": { "processing": processing, "succeeded": succeeded, "errored": 0, "canceled": 0, "expired": 0 },
            "results_url": self.end.map(|_| "http://127.0.0.1:1/elsewhere"),
        })
    }

    /// The results, the last request's first.
    fn results(&self) -> impl Iterator<Item = (&str, Item, Value)> {
        let (_, fate) = self.end.expect("it has ended");
        self.requests.iter().rev().map(move |(id, body)| {
            let mut asked = sentences(body);
            let numbers: Vec<usize> = asked.iter().map(|(_, number)| *number).collect();
            let item = fate(&numbers);
            if matches!(item, Item::Partly) {
                asked.last_mut().expect("a sentence").1 = 0;
            }
            let answers: Vec<(String, String)> = asked
                .into_iter()
                .map(|(id, n)| (id, if n == 0 { "！".to_owned() } else { english(n) }))
                .collect();
            (id.as_str(), item, answer(&answers))
        })
    }

    fn openai_results(&self, kind: &str) -> String {
        let mut text = String::new();
        for (id, item, reply) in self.results() {
            let response = |status: u16, body: Value| json!({ "status_code": status, "request_id": "r", "body": body });
            let error = |code: &str| json!({ "code": code, "message": format!("{code}: not done in time") });
            let (file, response, error) = match item {
                Item::Answered | Item::Partly => ("out", response(200, reply), Value::Null),
                Item::Refused(status, said) => (
                    "err",
                    response(status, json!({ "error": { "message": said } })),
                    Value::Null,
                ),
                Item::Expired => ("err", Value::Null, error("batch_expired")),
                Item::Cancelled => ("err", Value::Null, error("batch_cancelled")),
            };
            if file == kind {
                let line =
                    json!({ "id": "x", "custom_id": id, "response": response, "error": error });
                text += &format!("{line}\n");
            }
        }
        text
    }

    fn anthropic_results(&self) -> String {
        let mut text = String::new();
        for (id, item, reply) in self.results() {
            let content = &reply["choices"][0]["message"]["content"];
            let result = match item {
                Item::Answered | Item::Partly => json!({ "type": "succeeded", "message": {
                    "type": "message", "stop_reason": "end_turn", "content": [{ "type": "text", "text": content }],
                    "usage": { "input_tokens": 100, "output_tokens": 10 },
                } }),
                Item::Refused(_, said) => json!({ "type": "errored", "error": {
                    "type": "error", "error": { "type": "invalid_request_error", "message": said },
                } }),
                Item::Expired => json!({ "type": "expired" }),
                Item::Cancelled => json!({ "type": "canceled" }),
            };
            text += &format!("{}\n", json!({ "custom_id": id, "result": result }));
        }
        text
    }
}

/// Reads the lines of the file in an upload.
fn uploaded(body: &str) -> &str {
    let (_, file) = body.split_once("name=\"file\"").expect("a file");
    assert!(body.contains("name=\"purpose\"\r\n\r\nbatch\r\n"), "{body}");
    let (_, lines) = file.split_once("\r\n\r\n").expect("a head");
    lines.split("\r\n--").next().expect("an end")
}

impl Respond for Shared {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut service = self.0.lock().expect("no panic");
        let body = String::from_utf8_lossy(&request.body);
        let json = || serde_json::from_str::<Value>(&body).expect("JSON");
        let ok = |reply: Value| ResponseTemplate::new(200).set_body_json(reply);
        let text = |text: String| ResponseTemplate::new(200).set_body_string(text);
        let none =
            || ResponseTemplate::new(404).set_body_json(json!({ "error": { "message": "none" } }));
        let path: Vec<&str> = request.url.path().trim_matches('/').split('/').collect();
        let is_post = request.method.as_str() == "POST";
        let (reply, slow) = match (is_post, path.as_slice()) {
            (true, ["files"]) => {
                let id = format!("file-{}", service.files.len() + 1);
                service.files.insert(id.clone(), uploaded(&body).to_owned());
                (
                    ok(json!({ "id": id, "object": "file", "purpose": "batch" })),
                    service.slow[1],
                )
            }
            (true, ["batches"]) => {
                let asked = json();
                assert_eq!(asked["completion_window"], "24h");
                let file = asked["input_file_id"].as_str().expect("a file");
                let lines = service.files[file].lines();
                let requests = lines.map(|line| {
                    let line: Value = serde_json::from_str(line).expect("JSON");
                    assert_eq!(
                        (&line["method"], &line["url"]),
                        (&"POST".into(), &"/v1/chat/completions".into())
                    );
                    (
                        line["custom_id"].as_str().expect("an id").to_owned(),
                        line["body"].clone(),
                    )
                });
                let requests = requests.collect();
                let name = asked["metadata"]["duizhao"].as_str().map(str::to_owned);
                (ok(service.submit(name, requests).openai()), service.slow[0])
            }
            (true, ["v1", "messages", "batches"]) => {
                let asked = json();
                let requests = asked["requests"].as_array().expect("requests").iter();
                let requests = requests.map(|one| {
                    let id = one["custom_id"].as_str().expect("an id");
                    assert!(id.len() <= 64, "{id}");
                    (id.to_owned(), one["params"].clone())
                });
                let requests = requests.collect();
                (
                    ok(service.submit(None, requests).anthropic()),
                    service.slow[0],
                )
            }
            (false, ["batches"]) => {
                let all: Vec<Value> = service.batches.iter().rev().map(Batch::openai).collect();
                (
                    ok(json!({ "object": "list", "data": all, "has_more": false })),
                    false,
                )
            }
            (false, ["batches", id]) => (
                service
                    .batch(id)
                    .map_or_else(none, |batch| ok(batch.openai())),
                false,
            ),
            (false, ["files", file, "content"]) => {
                let (kind, id) = file.split_once('-').expect("a name");
                (
                    text(service.batch(id).expect("a batch").openai_results(kind)),
                    false,
                )
            }
            (false, ["v1", "messages", "batches"]) => {
                let all: Vec<Value> = service.batches.iter().rev().map(Batch::anthropic).collect();
                (
                    ok(
                        json!({ "data": all, "has_more": false, "first_id": null, "last_id": null }),
                    ),
                    false,
                )
            }
            (false, ["v1", "messages", "batches", id]) => (
                service
                    .batch(id)
                    .map_or_else(none, |batch| ok(batch.anthropic())),
                false,
            ),
            (false, ["v1", "messages", "batches", id, "results"]) => (
                text(service.batch(id).expect("a batch").anthropic_results()),
                false,
            ),
            (_, path) => panic!("{path:?} is asked for"),
        };
        if slow { reply.set_delay(SLOW) } else { reply }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, Service> {
        self.0.lock().expect("no panic")
    }

    /// Ends the latest batch.
    fn end(&self, status: &'static str, fate: Fate) {
        let mut state = self.state();
        state.batches.last_mut().expect("a batch").end = Some((status, fate));
    }

    /// How many sentences each request of each batch has, the smallest first: articles come in any order.
    fn sizes(&self) -> Vec<Vec<usize>> {
        let state = self.state();
        let batches = state.batches.iter().map(|batch| {
            let requests = batch.requests.iter();
            let mut sizes: Vec<usize> = requests.map(|(_, body)| sentences(body).len()).collect();
            sizes.sort_unstable();
            sizes
        });
        batches.collect()
    }
}

fn all_answered(_: &[usize]) -> Item {
    Item::Answered
}

/// A project with two articles of four sentences, three a request, and the service.
async fn project(kind: &str, settings: &str) -> (TempDir, Shared, MockServer) {
    let service = Shared::default();
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(service.clone())
        .mount(&server)
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    let prices = "max_sentences = 3\ninput_price = 1.0\noutput_price = 2.0\ncurrency = 'USD'\n";
    let table = table(
        &server.uri(),
        &format!("kind = '{kind}'\n{prices}{settings}"),
    );
    write(
        "duizhao.toml",
        &format!("[glossary]\nbuilt_in = false\n[backend]\nname = 'chat'\n[backend.chat]\n{table}"),
    );
    for article in [0, 1] {
        let one = |n: usize| format!("第{}句说的是疫情防控工作取得的进展。", article * 100 + n);
        let title = format!("第{}篇文章说的是疫情防控工作", article * 100 + 50);
        write(
            &format!("in/{article}.txt"),
            &format!("{title}\n\n{}{}\n\n{}\n", one(1), one(2), one(3)),
        );
    }
    (folder, service, server)
}

const BATCH: [&str; 6] = ["translate", "in", "--batch", "--quiet", "--format", "json"];

async fn run(folder: &Path) -> (Option<i32>, Value) {
    let (code, out, said) = outcome(folder, &BATCH).await;
    assert!(!out.is_empty(), "{said}");
    (code, sum(&out))
}

fn ledger(folder: &Path) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(folder.join(".duizhao/batches"));
    let files = files.into_iter().flatten();
    files.map(|file| file.expect("a file").path()).collect()
}

fn states(report: &Value) -> Vec<&str> {
    let batches = report["batches"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    batches
        .iter()
        .map(|batch| batch["state"].as_str().expect("a state"))
        .collect()
}

async fn is_submitted_and_collected(kind: &str) {
    let (folder, service, _server) = project(kind, "").await;
    let (code, report) = run(folder.path()).await;
    assert_eq!((code, states(&report)), (Some(4), vec!["submitted"]));
    assert_eq!(service.sizes(), [[1, 1, 3, 3]]);
    assert!(!folder.path().join("output/0.md").exists());
    let (code, report) = run(folder.path()).await;
    assert_eq!((code, states(&report)), (Some(4), vec!["under_way"]));
    service.end("completed", all_answered);
    let (code, report) = run(folder.path()).await;
    assert_eq!((code, states(&report)), (Some(0), vec!["collected"]));
    // Four replies of 100 tokens and 10, at half the price.
    assert_eq!(
        (&report["input_tokens"], &report["cost"]),
        (&400.into(), &240e-6.into())
    );
    for n in [1, 2, 3] {
        assert!(edition(folder.path(), 1).contains(&english(100 + n)));
    }
    assert!(ledger(folder.path()).is_empty());
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report).len(), service.sizes().len()),
        (Some(0), 0, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_submitted_and_collected() {
    is_submitted_and_collected("openai").await;
    is_submitted_and_collected("anthropic").await;
}

async fn is_not_submitted_twice(kind: &str) {
    let (folder, service, _server) = project(kind, "").await;
    service.state().slow[0] = true;
    let mut killed = duizhao(folder.path(), &BATCH)
        .spawn()
        .expect("the program runs");
    while service.state().batches.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    killed.kill().await.expect("it is killed");
    service.state().slow[0] = false;
    let files = ledger(folder.path());
    let kept: Value =
        serde_json::from_slice(&std::fs::read(&files[0]).expect("a file")).expect("JSON");
    assert_eq!((files.len(), &kept["batch"]), (1, &Value::Null));
    let (code, report) = run(folder.path()).await;
    assert_eq!((code, states(&report)), (Some(4), vec!["under_way"]));
    service.end("completed", all_answered);
    assert_eq!(run(folder.path()).await.0, Some(0));
    assert_eq!(service.sizes().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_at_submission_pays_once() {
    is_not_submitted_twice("openai").await;
    is_not_submitted_twice("anthropic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_never_came_is_submitted_again() {
    let (folder, service, _server) = project("openai", "").await;
    service.state().slow[1] = true;
    let mut killed = duizhao(folder.path(), &BATCH)
        .spawn()
        .expect("the program runs");
    while service.state().files.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    killed.kill().await.expect("it is killed");
    service.state().slow[1] = false;
    // The service may be about to list it.
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report), service.sizes().len()),
        (Some(4), vec!["under_way"], 0)
    );
    let file = ledger(folder.path()).remove(0);
    let mut kept: Value =
        serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
    kept["created"] = 1_700_000_000.into();
    std::fs::write(&file, kept.to_string()).expect("a file");
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report)),
        (Some(4), vec!["lost", "submitted"])
    );
    assert_eq!(service.sizes().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_another_program_is_told_from_ours() {
    let (folder, service, _server) = project("anthropic", "").await;
    assert_eq!(run(folder.path()).await.0, Some(4));
    let file = ledger(folder.path()).remove(0);
    let mut kept: Value =
        serde_json::from_slice(&std::fs::read(&file).expect("a file")).expect("JSON");
    kept["batch"] = Value::Null;
    std::fs::write(&file, kept.to_string()).expect("a file");
    {
        let mut state = service.state();
        let mut other = state.batches[0].clone();
        other.id = "batch_0".to_owned();
        other
            .requests
            .iter_mut()
            .for_each(|(id, _)| id.insert(0, 'x'));
        other.end = Some(("ended", all_answered));
        state.batches.insert(0, other);
    }
    let (code, report) = run(folder.path()).await;
    assert_eq!((code, states(&report)), (Some(4), vec!["under_way"]));
    assert_eq!(report["batches"][0]["batch"], "batch_1");
    service.end("ended", all_answered);
    assert_eq!(
        (run(folder.path()).await.0, service.sizes().len()),
        (Some(0), 2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_answered_is_a_finding_and_submitted_anew() {
    for (kind, status) in [("openai", "expired"), ("anthropic", "ended")] {
        let (folder, service, _server) = project(kind, "").await;
        assert_eq!(run(folder.path()).await.0, Some(4));
        let fate: Fate = |numbers| match numbers {
            [_, _, _] => Item::Answered,
            [3] => Item::Expired,
            _ => Item::Cancelled,
        };
        service.end(status, fate);
        let (code, report) = run(folder.path()).await;
        assert_eq!((code, states(&report)), (Some(3), vec!["collected"]));
        assert_eq!(
            (&report["batches"][0]["failed"], &report["failed_sentences"]),
            (&2.into(), &2.into())
        );
        assert!(edition(folder.path(), 0).contains("<!-- none -->"));
        assert!(
            edition(folder.path(), 0).contains("expired"),
            "{}",
            edition(folder.path(), 0)
        );
        assert_eq!(run(folder.path()).await.0, Some(4));
        assert_eq!(service.sizes()[1], [1, 1]);
        service.end(status, all_answered);
        assert_eq!(run(folder.path()).await.0, Some(0));
        assert!(edition(folder.path(), 1).contains(&english(103)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_used_is_asked_for_again_in_parts() {
    let (folder, service, _server) = project("openai", "").await;
    assert_eq!(run(folder.path()).await.0, Some(4));
    let fate: Fate = |numbers| match numbers {
        [50, 1, 2] => Item::Partly,
        [150, 101, 102] => Item::Refused(500, "our mistake"),
        _ => Item::Answered,
    };
    service.end("completed", fate);
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report)),
        (Some(4), vec!["collected", "submitted"])
    );
    // The one sentence without a translation, and three in halves.
    assert_eq!(service.sizes()[1], [1, 1, 2]);
    service.end("completed", |_| {
        Item::Refused(400, "content_filter: we do not want this")
    });
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report)),
        (Some(4), vec!["collected", "submitted"])
    );
    assert_eq!(service.sizes()[2], [1, 1, 1]);
    assert!(
        edition(folder.path(), 0).contains("content_filter"),
        "{}",
        edition(folder.path(), 0)
    );
    service.end("completed", all_answered);
    assert_eq!(run(folder.path()).await.0, Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_the_service_does_not_take_is_left_out_in_the_next_batch() {
    let (folder, service, _server) = project("openai", "").await;
    assert_eq!(run(folder.path()).await.0, Some(4));
    let said = "Unsupported value: 'temperature' does not support 0";
    assert_eq!(service.state().batches[0].requests[0].1["temperature"], 0.0);
    service.end("completed", |_| {
        Item::Refused(400, "Unsupported value: 'temperature' does not support 0")
    });
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report)),
        (Some(4), vec!["collected", "submitted"]),
        "{said}"
    );
    assert_eq!(service.sizes()[1], [1, 1, 3, 3]);
    assert_eq!(
        service.state().batches[1].requests[0].1["temperature"],
        Value::Null
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_fails_as_a_whole_says_why() {
    let (folder, service, _server) = project("openai", "").await;
    assert_eq!(run(folder.path()).await.0, Some(4));
    service.end("failed", |_| Item::Cancelled);
    service.state().batches[0].requests.clear();
    let (_, out, said) = outcome(folder.path(), &["translate", "in", "--batch", "--quiet"]).await;
    assert!(
        out.contains("collected: batch batch_1: 8 sentences, 8 not translated"),
        "{out}"
    );
    assert!(said.contains("too many tokens"), "{said}");
    service.state().batches.clear();
    assert_eq!(run(folder.path()).await.0, Some(4));
    service.state().batches.clear();
    let (code, report) = run(folder.path()).await;
    assert_eq!(
        (code, states(&report)),
        (Some(4), vec!["lost", "submitted"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_estimates_are_those_of_batches() {
    let (folder, service, _server) = project("openai", "").await;
    let cost = async |args: &[&str]| {
        let args = [&["translate", "in", "--dry-run", "--format", "json"], args].concat();
        let report = sum(&outcome(folder.path(), &args).await.1);
        [&report["cost"], &report["requests"]].map(|one| one.as_f64().expect("a number"))
    };
    let [whole, half] = [cost(&[]).await, cost(&["--batch"]).await];
    assert!(
        (whole[0] - 2.0 * half[0]).abs() < 1e-12 && whole[0] > 0.0,
        "{whole:?} {half:?}"
    );
    assert_eq!([whole[1], half[1]], [4.0, 4.0]);
    let args = [
        "translate",
        "in",
        "--batch",
        "--max-requests",
        "3",
        "--jobs",
        "1",
    ];
    let (code, out, said) = outcome(folder.path(), &args).await;
    assert!(
        code == Some(1) && said.contains("`--max-requests`"),
        "{said}"
    );
    assert!(
        out.contains("submitted: batch batch_1: 7 sentences in 3 requests, about "),
        "{out}"
    );
    assert_eq!(cost(&["--batch"]).await[1], 1.0);
    let (_, _, said) = outcome(folder.path(), &["translate", "in", "--dry-run", "--batch"]).await;
    assert!(said.contains("under way in batches: 7 sentences"), "{said}");
    assert_eq!(service.sizes(), [[1, 3, 3]]);

    for (args, expected) in [
        (
            ["--batch", "--backend", "mock"].as_slice(),
            "the kinds `openai` and `anthropic` have them",
        ),
        (&["--batch", "--retranslate"], "cannot be used with"),
    ] {
        let args = [&["translate", "in"], args].concat();
        let (code, _, said) = outcome(folder.path(), &args).await;
        assert!(code == Some(2) && said.contains(expected), "{said}");
    }
}
