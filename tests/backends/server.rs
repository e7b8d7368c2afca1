//! Servers on loopback that answer as chat services do, or as none should; and runs against them.

use duizhao::backend::{
    self, ArticleContext, Ask, BackendError, Meter, Request, Segment, Service, Setup, Translation,
    Usage,
};
use duizhao::glossary::{Glossary, Termbase};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

/// Chinese sentences that tell which they are.
pub(crate) fn sentences(count: usize) -> Vec<String> {
    (1..=count)
        .map(|n| format!("第{n}句说的是疫情防控工作取得的进展。"))
        .collect()
}

/// The right translation of such a sentence.
pub(crate) fn english(n: usize) -> String {
    format!("Sentence {n} is about progress in preventing and controlling the epidemic.")
}

/// The number in a sentence.
pub(crate) fn number(text: &str) -> usize {
    text.chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .expect("a number in each sentence")
}

/// Ids and sentences of a chat request, those by their numbers.
pub(crate) fn asked(body: &[u8]) -> Vec<(String, usize)> {
    asked_texts(body)
        .into_iter()
        .map(|(id, text)| (id, number(&text)))
        .collect()
}

/// Ids and sentences of a chat request.
pub(crate) fn asked_texts(body: &[u8]) -> Vec<(String, String)> {
    let body: Value = serde_json::from_slice(body).expect("a request is JSON");
    let message = body["messages"][1]["content"].as_str().expect("a message");
    let message: Value = serde_json::from_str(message).expect("the message is JSON");
    let sentences = message["sentences"].as_array().expect("sentences").clone();
    let text = |item: &Value, key: &str| item[key].as_str().expect("a text").to_owned();
    sentences
        .iter()
        .map(|item| (text(item, "id"), text(item, "text")))
        .collect()
}

/// A chat reply with this content.
pub(crate) fn chat(content: &str, finish_reason: &str) -> Value {
    json!({
        "choices": [{ "index": 0, "finish_reason": finish_reason, "message": { "role": "assistant", "content": content } }],
        "usage": { "prompt_tokens": 100, "completion_tokens": 10 }
    })
}

/// The right reply to a chat request.
pub(crate) fn right(body: &[u8]) -> Value {
    answer(
        &asked(body)
            .into_iter()
            .map(|(id, n)| (id, english(n)))
            .collect::<Vec<_>>(),
    )
}

/// A chat reply with these answers, in their order, doubled ones included.
pub(crate) fn answer(answers: &[(String, String)]) -> Value {
    let fields: Vec<String> = answers
        .iter()
        .map(|(id, text)| format!("{}:{}", json!(id), json!(text)))
        .collect();
    chat(&format!("{{{}}}", fields.join(",")), "stop")
}

pub(crate) fn ok(reply: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(reply)
}

/// Answers by the number of the request, from 0, and its body.
struct Script<F>(F, AtomicUsize);

impl<F: Fn(usize, &[u8]) -> ResponseTemplate + Send + Sync> Respond for Script<F> {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        (self.0)(self.1.fetch_add(1, Ordering::SeqCst), &request.body)
    }
}

/// A server that answers as `respond` says.
pub(crate) async fn server(
    respond: impl Fn(usize, &[u8]) -> ResponseTemplate + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(Script(respond, AtomicUsize::new(0)))
        .mount(&server)
        .await;
    server
}

/// How many requests a server got.
pub(crate) async fn requests(server: &MockServer) -> usize {
    server
        .received_requests()
        .await
        .expect("requests are recorded")
        .len()
}

/// A server below HTTP: `serve` does what it likes with each connection, whose request has been read. Gives its address
/// and the number of connections so far.
pub(crate) async fn raw<F>(
    serve: impl Fn(usize, TcpStream) -> F + Send + 'static,
) -> (String, Arc<AtomicUsize>)
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            if read_request(&mut stream).await.is_err() {
                continue;
            }
            tokio::spawn(serve(counted.fetch_add(1, Ordering::SeqCst), stream));
        }
    });
    (address, count)
}

/// Reads a request to its end.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<()> {
    let (mut read, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut part).await?;
        if length == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        read.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&read).to_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let body = head.lines().find_map(|line| {
            line.strip_prefix("content-length: ")?
                .trim()
                .parse::<usize>()
                .ok()
        });
        if read.len() >= head.len() + 4 + body.unwrap_or(0) {
            return Ok(());
        }
    }
}

/// Sends a whole reply with a body of JSON.
pub(crate) async fn send_json(mut stream: TcpStream, body: &Value) -> std::io::Result<()> {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) result: Result<Vec<Translation>, BackendError>,
    pub(crate) usage: Usage,
    pub(crate) stopped: Option<BackendError>,
}

impl Run {
    /// Each sentence's translation or failure; no translation may stand at another's place.
    #[track_caller]
    pub(crate) fn texts(&self) -> Vec<Result<(), &str>> {
        let translations = self.result.as_ref().expect("an answer for each sentence");
        for (i, translation) in translations.iter().enumerate() {
            assert!(
                translation
                    .as_ref()
                    .map_or(true, |text| *text == english(i + 1)),
                "{translations:?}"
            );
        }
        translations
            .iter()
            .map(|t| {
                t.as_ref()
                    .map(|_| ())
                    .map_err(|failure| failure.what.as_str())
            })
            .collect()
    }

    /// Every sentence has its own translation.
    #[track_caller]
    pub(crate) fn is_right(&self) {
        assert!(self.texts().iter().all(Result::is_ok), "{self:?}");
    }

    /// No sentence has a translation, each for a reason that contains `why`.
    #[track_caller]
    pub(crate) fn failed(&self, why: &str) {
        for text in self.texts() {
            assert!(text.is_err_and(|reason| reason.contains(why)), "{self:?}");
        }
    }

    /// The run was stopped by an error whose message and hint contain all of `parts`.
    #[track_caller]
    pub(crate) fn was_stopped(&self, parts: &[&str]) {
        let error = self.result.as_ref().expect_err("the run stops");
        let error = format!("{error}\nhint: {}", error.hint);
        assert!(self.stopped.is_some(), "{error}");
        parts
            .iter()
            .for_each(|part| assert!(error.contains(part), "{error}"));
    }
}

/// The settings of the tests: little patience, so that they are quick.
const SETTINGS: &str =
    "kind = 'openai'\nmodel = 'm'\nmax_sentences = 4\nretries = 2\nbackoff = 0.01\ntimeout = 5\n";

/// The settings of a service at an address; `settings` win over [`SETTINGS`].
pub(crate) fn table(address: &str, settings: &str) -> toml::Table {
    let mut table: toml::Table = toml::from_str(SETTINGS).expect("settings");
    table.insert("base_url".to_owned(), address.into());
    table.extend(toml::from_str::<toml::Table>(settings).expect("settings"));
    table
}

/// A service at an address.
pub(crate) fn service(address: &str, settings: &str) -> Service {
    Service::new("chat", &table(address, settings), Path::new("duizhao.toml")).expect("a service")
}

/// Translates some sentences.
pub(crate) async fn run(address: &str, settings: &str, count: usize) -> Run {
    run_with(&service(address, settings), Setup::default(), count).await
}

/// Translates some sentences within limits.
pub(crate) async fn run_with(service: &Service, setup: Setup, count: usize) -> Run {
    let backend = backend::open(service, &setup).expect("a backend");
    let termbase = Termbase::new(Glossary::default());
    let texts = sentences(count);
    let segments: Vec<Segment> = texts
        .iter()
        .map(|text| Segment::paragraph(text, Vec::new()))
        .collect();
    let asks: Vec<Ask<'_>> = (0..count)
        .map(|sentence| Ask {
            sentence,
            violations: &[],
        })
        .collect();
    let document = ArticleContext {
        name: "a.txt",
        title: None,
        segments: &segments,
        termbase: &termbase,
        examples: &[],
    };
    let meter = Meter::default();
    let result = backend
        .translate(Request {
            document,
            asks: &asks,
            meter: &meter,
        })
        .await;
    Run {
        result,
        usage: meter.read(),
        stopped: setup.stop.reason(),
    }
}
