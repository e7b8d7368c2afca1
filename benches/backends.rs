//! Request rate and overhead of the client, compared with a plain loop of the same HTTP library in the same run.
//!
//! `cargo bench --bench backends` starts a chat service in a process of its own that answers after 200 ms and refuses
//! more than 32 requests at once, and has 2,000 sentences translated by it. The ideal time is that of 32 requests on
//! their way at every moment. The processor time is this process's, of one core (Linux only).
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and is no library"
)]

use duizhao::backend::{self, ArticleContext, Ask, Meter, Request, Segment, Service, Setup};
use duizhao::glossary::{Glossary, Termbase};
use duizhao::memory::Memory;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LATENCY: Duration = Duration::from_millis(200);
const AT_ONCE: usize = 32;
const SENTENCES: usize = 2000;
const ENGLISH: &str = "The work of preventing and controlling the epidemic has made progress.";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    match std::env::args().nth(1).as_deref() {
        Some("serve") => runtime.block_on(serve(Duration::from_millis(
            std::env::args()
                .nth(2)
                .and_then(|text| text.parse().ok())
                .expect("milliseconds"),
        ))),
        _ => runtime.block_on(measure()),
    }
}

async fn measure() {
    println!(
        "{:<58}{:>10}{:>10}{:>10}{:>9}",
        "2,000 sentences, 200 ms, 32 at once", "seconds", "ideal", "of ideal", "CPU"
    );
    for at_once in [1, 4] {
        let server = Server::start(LATENCY);
        let ideal = SENTENCES.div_ceil(at_once).div_ceil(AT_ONCE) as f64 * LATENCY.as_secs_f64();
        let (seconds, cpu) = timed(translate(&server.address, at_once, AT_ONCE, SENTENCES)).await;
        row(
            &format!("duizhao, {at_once} sentences a request, with the reply log"),
            seconds,
            ideal,
            cpu,
        );
    }
    let server = Server::start(LATENCY);
    let ideal = SENTENCES.div_ceil(AT_ONCE) as f64 * LATENCY.as_secs_f64();
    let (seconds, cpu) = timed(plain(&server.address, AT_ONCE, SENTENCES)).await;
    row(
        "beside it: a loop of reqwest, 1 sentence a request",
        seconds,
        ideal,
        cpu,
    );

    let server = Server::start(Duration::ZERO);
    let (ours, _) = timed(translate(&server.address, 1, 1, SENTENCES)).await;
    let (theirs, _) = timed(plain(&server.address, 1, SENTENCES)).await;
    let each = |seconds: f64| seconds * 1000.0 / SENTENCES as f64;
    println!(
        "\none after another, no latency: duizhao {:.3} ms a request, a loop of reqwest {:.3} ms",
        each(ours),
        each(theirs)
    );
}

fn row(what: &str, seconds: f64, ideal: f64, cpu: Option<f64>) {
    let cpu = cpu.map_or("?".to_owned(), |cpu| {
        format!("{:.1}%", cpu * 100.0 / seconds)
    });
    println!(
        "{what:<58}{seconds:>10.2}{ideal:>10.2}{:>10.3}{cpu:>9}",
        seconds / ideal
    );
}

/// Measures the seconds of wall clock and processor time that work takes.
async fn timed(work: impl Future<Output = ()>) -> (f64, Option<f64>) {
    let start = Instant::now();
    let cpu = processor();
    work.await;
    (
        start.elapsed().as_secs_f64(),
        processor().zip(cpu).map(|(now, then)| now - then),
    )
}

/// Returns the processor time of this process in seconds, in user and kernel mode; Linux counts hundredths (proc(5)).
fn processor() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<f64> = stat
        .rsplit_once(") ")?
        .1
        .split(' ')
        .filter_map(|field| field.parse().ok())
        .collect();
    // The first field after the name is a letter, so these are fields 14 and 15.
    Some((fields[10] + fields[11]) / 100.0)
}

/// Builds the whole stack of a backend, including its reply log.
async fn translate(address: &str, at_once: usize, concurrency: usize, count: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = format!(
        "kind = 'openai'\nmodel = 'm'\nbase_url = '{address}'\nmax_sentences = {at_once}\nconcurrency = {concurrency}"
    );
    let service = Service::new(
        "chat",
        &toml::from_str(&settings).expect("settings"),
        Path::new("duizhao.toml"),
    );
    let (memory, _) = Memory::open(&folder.path().join("memory.db"), |_| Ok(())).expect("a memory");
    let setup = Setup {
        store: Some(Arc::new(memory)),
        ..Setup::default()
    };
    let backend = backend::open(&service.expect("a service"), &setup).expect("a backend");
    let termbase = Termbase::new(Glossary::default());
    let texts: Vec<String> = (0..count)
        .map(|n| format!("第{n}句说的是疫情防控工作取得的进展。"))
        .collect();
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
    let reply = backend
        .translate(Request {
            document,
            asks: &asks,
            meter: &Meter::default(),
        })
        .await;
    assert!(reply.expect("a reply").iter().all(Result::is_ok));
}

/// Sends the requests as a simple script would.
async fn plain(address: &str, concurrency: usize, count: usize) {
    let client = reqwest::Client::new();
    let ask = |n: usize| {
        let message = json!({ "sentences": [{ "id": "s1", "text": format!("第{n}句说的是疫情防控工作取得的进展。") }] });
        let body = json!({ "model": "m", "messages": [{ "content": "" }, { "content": message.to_string() }] });
        let request = client
            .post(format!("{address}/chat/completions"))
            .json(&body);
        async move {
            let reply: Value = request
                .send()
                .await
                .expect("a reply")
                .json()
                .await
                .expect("JSON");
            assert!(reply["choices"].is_array());
        }
    };
    futures_util::stream::iter((0..count).map(ask))
        .buffer_unordered(concurrency)
        .collect::<Vec<()>>()
        .await;
}

/// The service, in a process of its own.
struct Server {
    process: std::process::Child,
    address: String,
}

impl Server {
    fn start(latency: Duration) -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command
            .args(["serve", &latency.as_millis().to_string()])
            .stdout(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let mut address = String::new();
        let stdout = process.stdout.take().expect("its output");
        BufReader::new(stdout)
            .read_line(&mut address)
            .expect("its address");
        Self {
            process,
            address: address.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn serve(latency: Duration) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("http://{}", listener.local_addr().expect("an address"));
    let busy = Arc::new(AtomicUsize::new(0));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(connection(stream, latency, Arc::clone(&busy)));
    }
}

/// Answers one request after another.
async fn connection(
    mut stream: TcpStream,
    latency: Duration,
    busy: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    // Replies are single small packets; waiting for more would cost 40 ms each.
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    let mut part = vec![0; 1 << 16];
    loop {
        let Some(end) = end_of_request(&read) else {
            let length = stream.read(&mut part).await?;
            if length == 0 {
                return Ok(());
            }
            read.extend_from_slice(&part[..length]);
            continue;
        };
        let request: Vec<u8> = read.drain(..end).collect();
        let allowed = busy.fetch_add(1, Ordering::SeqCst) < AT_ONCE;
        if allowed {
            tokio::time::sleep(latency).await;
        }
        busy.fetch_sub(1, Ordering::SeqCst);
        let (status, body) = if allowed {
            ("200 OK", answer(&request))
        } else {
            ("429 Too Many Requests", Value::Null)
        };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await?;
    }
}

/// Returns where the first request ends; `None` if it is incomplete.
fn end_of_request(read: &[u8]) -> Option<usize> {
    let head = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&read[..head]).to_lowercase();
    let length = text.lines().find_map(|line| {
        line.strip_prefix("content-length: ")?
            .trim()
            .parse::<usize>()
            .ok()
    });
    let end = head + length.unwrap_or(0);
    (read.len() >= end).then_some(end)
}

fn answer(request: &[u8]) -> Value {
    let start = request
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .expect("a head")
        + 4;
    let body: Value = serde_json::from_slice(&request[start..]).expect("JSON");
    let message: Value =
        serde_json::from_str(body["messages"][1]["content"].as_str().expect("text")).expect("JSON");
    let ids = message["sentences"]
        .as_array()
        .expect("sentences")
        .iter()
        .map(|item| item["id"].clone());
    let answers: serde_json::Map<String, Value> = ids
        .enumerate()
        .map(|(i, id)| {
            (
                id.as_str().expect("an id").to_owned(),
                format!("{ENGLISH} {i}").into(),
            )
        })
        .collect();
    let content = Value::Object(answers).to_string();
    json!({ "choices": [{ "finish_reason": "stop", "message": { "content": content } }], "usage": { "prompt_tokens": 500, "completion_tokens": 30 } })
}
