//! The command line with a backend that is paid for: what it says, what it keeps, how it stops and goes on.

use crate::server::{answer, asked, english, number, ok, requests, right, server, table};
use duizhao::memory::{FILE_NAME, Memory, StoreError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use wiremock::{MockServer, ResponseTemplate};

/// A project with articles of eight sentences each, four a request where that is the limit, whose backend is a server; the articles' titles are sentences too.
fn project(server: &MockServer, articles: usize, settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let head = "[glossary]\nbuilt_in = false\n[backend]\nname = 'chat'\n[backend.chat]\n";
    write(
        "duizhao.toml",
        &format!("{head}{}", table(&server.uri(), settings)),
    );
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    for article in 0..articles {
        let sentence =
            |n: usize| format!("第{}句说的是疫情防控工作取得的进展。", article * 100 + n);
        let paragraph = |range: std::ops::Range<usize>| range.map(sentence).collect::<String>();
        let title = format!("第{}篇文章说的是疫情防控工作", article * 100);
        write(
            &format!("in/{article}.txt"),
            &format!("{title}\n\n{}\n\n{}\n", paragraph(1..4), paragraph(4..8)),
        );
    }
    folder
}

pub(crate) fn duizhao(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("duizhao"));
    command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.kill_on_drop(true);
    command
}

pub(crate) async fn outcome(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = duizhao(folder, args)
        .output()
        .await
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// The last line of a JSON report.
pub(crate) fn sum(out: &str) -> Value {
    serde_json::from_str(out.lines().last().expect("a line")).expect("JSON")
}

pub(crate) fn edition(folder: &Path, article: usize) -> String {
    std::fs::read_to_string(folder.join(format!("output/{article}.md"))).expect("an edition")
}

const JSON: [&str; 5] = ["translate", "in", "--quiet", "--format", "json"];

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_it_takes_and_sends_nothing() {
    let server = server(|_, body| ok(right(body))).await;
    let folder = project(
        &server,
        2,
        "input_price = 1.0\noutput_price = 2.0\ncurrency = 'USD'\n",
    );
    let (code, out, _) = outcome(folder.path(), &["translate", "in", "--dry-run"]).await;
    assert_eq!((code, requests(&server).await), (Some(0), 0));
    assert!(!folder.path().join("output").exists());
    assert!(
        out.contains("to send: 16 sentences of 296 characters in 4 requests, about "),
        "{out}"
    );
    assert!(
        out.contains("would cost: 0.00") && out.contains(" USD"),
        "{out}"
    );
    assert_eq!(
        outcome(folder.path(), &["translate", "in", "--quiet"])
            .await
            .0,
        Some(0)
    );
    let (_, out, _) = outcome(folder.path(), &["translate", "in", "--dry-run"]).await;
    assert!(
        out.contains("to send: 0 sentences of 0 characters in 0 requests"),
        "{out}"
    );
    assert!(out.contains("estimates for this backend so far: "), "{out}");
    assert_eq!(requests(&server).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_used_is_reported_and_adds_up() {
    let server = server(|_, body| ok(right(body))).await;
    let folder = project(&server, 3, "input_price = 1.0\noutput_price = 2.0\n");
    let (code, out, _) = outcome(folder.path(), &JSON).await;
    assert_eq!(code, Some(0));
    let sum = sum(&out);
    let rows: Vec<Value> = out
        .lines()
        .take(3)
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    for key in [
        "sentences",
        "requests",
        "input_tokens",
        "output_tokens",
        "characters",
    ] {
        let added: u64 = rows
            .iter()
            .map(|row| row[key].as_u64().expect("a number"))
            .sum();
        assert_eq!(sum[key], added, "{key}");
    }
    // Each reply says 100 tokens in and 10 out.
    assert_eq!(
        (sum["requests"].as_u64(), sum["input_tokens"].as_u64()),
        (Some(6), Some(600))
    );
    let cost = sum["cost"].as_f64().expect("a number");
    assert!((cost - (600.0 + 2.0 * 60.0) / 1e6).abs() < 1e-9, "{cost}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_that_fails_is_a_row_of_the_edition_and_tried_again_by_the_next_run() {
    let broken = Arc::new(Mutex::new(true));
    let server = server({
        let broken = Arc::clone(&broken);
        move |_, body| match *broken.lock().expect("not poisoned")
            && asked(body).iter().any(|(_, n)| *n == 3)
        {
            true => ResponseTemplate::new(400).set_body_string("Content Exists Risk"),
            false => ok(right(body)),
        }
    })
    .await;
    let folder = project(&server, 1, "");
    let (code, out, _) = outcome(folder.path(), &["translate", "in", "--quiet"]).await;
    assert_eq!(code, Some(3));
    assert!(
        out.contains("not translated: 1 sentence; run again"),
        "{out}"
    );
    let text = edition(folder.path(), 0);
    let finding = "> <!-- none -->\n\n<!-- finding: backend error: not translated: HTTP 400 Bad Request: Content Exists Risk -->";
    assert!(text.contains(finding), "{text}");
    assert!(
        text.contains(&english(2)) && text.contains(&english(4)),
        "{text}"
    );
    *broken.lock().expect("not poisoned") = false;
    let before = requests(&server).await;
    let (code, _, _) = outcome(folder.path(), &["translate", "in", "--quiet"]).await;
    assert_eq!((code, requests(&server).await - before), (Some(0), 1));
    let text = edition(folder.path(), 0);
    assert!(
        text.contains(&english(3)) && !text.contains("finding"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_finding_of_a_run_is_in_the_report_and_in_the_edition() {
    // The title and two sentences are refused; all others lack a term.
    let server = server(
        |_, body| match asked(body).iter().any(|(_, n)| [0, 2, 6].contains(n)) {
            true => ResponseTemplate::new(400).set_body_string("Content Exists Risk"),
            false => ok(right(body)),
        },
    )
    .await;
    for layout in ["interleaved", "stacked", "table"] {
        let folder = project(&server, 1, "");
        let terms = "source_hans,target,status\n疫情防控,epidemic prevention,confirmed\n";
        std::fs::write(folder.path().join("t.csv"), terms).expect("a glossary");
        let args = [&JSON[..], &["--layout", layout, "--glossary", "t.csv"]].concat();
        let (code, out, _) = outcome(folder.path(), &args).await;
        assert_eq!(code, Some(3));
        let sum = sum(&out);
        let reported: u64 = ["notes", "warnings", "errors"]
            .iter()
            .map(|kind| sum[kind].as_u64().expect("a number"))
            .sum();
        let text = edition(folder.path(), 0);
        let written = text.matches("<!-- finding: ").count() as u64;
        assert_eq!(
            (written, sum["failed_sentences"].as_u64()),
            (reported, Some(3))
        );
        assert!(reported > 3, "{text}");
        let title = text.split_once("# 第0篇").map(|(_, rest)| rest);
        let below = title.and_then(|rest| rest.split_once("not translated"));
        assert!(
            below.is_some_and(|(above, _)| !above.contains('¶')),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_stops_cleanly_and_the_next_run_goes_on() {
    let server = server(|_, body| ok(right(body))).await;
    let folder = project(&server, 4, "concurrency = 1\n");
    let (code, out, err) = outcome(
        folder.path(),
        &[&JSON[..], &["--max-requests", "5"]].concat(),
    )
    .await;
    assert_eq!((code, requests(&server).await), (Some(1), 5));
    assert_eq!(
        err,
        "error: chat: the next request could exceed `--max-requests`\nhint: run again with a higher `--max-requests`: what came back is kept\n"
    );
    assert!(
        out.contains("not finished: chat: the next request could exceed"),
        "{out}"
    );
    let begun = out.lines().count() as u64 - 1;
    assert_eq!(sum(&out)["not_begun"].as_u64(), Some(4 - begun));
    let (code, out, _) = outcome(folder.path(), &JSON).await;
    assert_eq!((code, requests(&server).await), (Some(0), 8));
    assert_eq!(sum(&out)["requests"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_translation_that_breaks_a_term_is_asked_for_once_more_with_what_was_wrong() {
    let server = server(|_, body| {
        let text = String::from_utf8_lossy(body).into_owned();
        let about = if text.contains("is not rendered as") {
            "epidemic prevention"
        } else {
            "fighting the disease"
        };
        let english = |n: usize| format!("Sentence {n} is about the progress of {about}.");
        ok(answer(
            &asked(body)
                .into_iter()
                .map(|(id, n)| (id, english(n)))
                .collect::<Vec<_>>(),
        ))
    })
    .await;
    let folder = project(&server, 1, "max_sentences = 1\n");
    let terms = "source_hans,target,status\n疫情防控,epidemic prevention,confirmed\n";
    std::fs::write(folder.path().join("t.csv"), terms).expect("a glossary");
    let (code, out, _) = outcome(
        folder.path(),
        &[&JSON[..], &["--glossary", "t.csv"]].concat(),
    )
    .await;
    let sum = sum(&out);
    assert_eq!(
        (
            code,
            sum["terms_asked"].as_u64(),
            sum["terms_obeyed"].as_u64()
        ),
        (Some(0), Some(8), Some(8))
    );
    assert_eq!(requests(&server).await, 16);
    let bodies = server.received_requests().await.expect("requests");
    let again = bodies.iter().filter(|request| {
        String::from_utf8_lossy(&request.body)
            .contains(r#"\"wrong\":[\"`疫情防控` is not rendered as `epidemic prevention`\"]"#)
    });
    assert_eq!(again.count(), 8);
    // What was mended is known too.
    assert_eq!(
        outcome(
            folder.path(),
            &[&JSON[..], &["--glossary", "t.csv"]].concat()
        )
        .await
        .0,
        Some(0)
    );
    assert_eq!(requests(&server).await, 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_sent_and_never_shown() {
    let key = "sk-very-secret-0123456789";
    let server = server(|_, body| match asked(body)[0].1 {
        0 => ok(right(body)),
        // A server that tells what it was given.
        _ => ResponseTemplate::new(401)
            .set_body_string("{\"error\": {\"message\": \"bad key sk-very-secret-0123456789\"}}"),
    })
    .await;
    let folder = project(&server, 1, "max_sentences = 1\nkey_file = 'the.key'\n");
    std::fs::write(folder.path().join("the.key"), format!("{key}\n")).expect("a key");
    let (code, out, err) = outcome(folder.path(), &["translate", "in", "--debug"]).await;
    assert_eq!(code, Some(1));
    assert!(
        err.contains("POST http://127.0.0.1") && err.contains("bad key [key]"),
        "{err}"
    );
    let sent = server.received_requests().await.expect("requests");
    assert_eq!(sent[0].headers["authorization"], format!("Bearer {key}"));
    std::fs::remove_file(folder.path().join("the.key")).expect("the key was there");
    let mut written = out + &err;
    for entry in walkdir::WalkDir::new(folder.path())
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
    {
        written += &String::from_utf8_lossy(&std::fs::read(entry.path()).expect("a file"));
    }
    assert!(!written.contains(key));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_wait_is_told() {
    let server =
        server(|_, _| ResponseTemplate::new(429).insert_header("retry-after", "100")).await;
    let folder = project(&server, 1, "");
    let mut child = duizhao(folder.path(), &["translate", "in"])
        .spawn()
        .expect("the program runs");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
    let line = tokio::time::timeout(Duration::from_secs(30), lines.next_line())
        .await
        .expect("it says so in time");
    assert_eq!(
        line.expect("text").as_deref(),
        Some("chat is busy: the run waits 100 s")
    );
    child.kill().await.expect("it can be killed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_told() {
    let server = server(|_, body| ok(right(body))).await;
    let folder = project(
        &server,
        1,
        "base_url = 'http://127.0.0.1:1/v1'\nbackoff = 0.01\n",
    );
    let (code, _, err) = outcome(folder.path(), &["translate", "in"]).await;
    assert_eq!(code, Some(1));
    let (told, rest) = err.split_once('\n').expect("lines");
    assert!(
        told.starts_with("chat: cannot connect to http://127.0.0.1:1/v1: "),
        "{err}"
    );
    assert!(
        told.ends_with("; trying again") && rest.starts_with("error: "),
        "{err}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_lets_requests_come_back_and_says_how_to_go_on() {
    let server = server(|_, body| ok(right(body)).set_delay(Duration::from_millis(300))).await;
    let folder = project(&server, 2, "max_sentences = 1\nconcurrency = 2\n");
    let child = duizhao(folder.path(), &["translate", "in"])
        .spawn()
        .expect("the program runs");
    let id = child.id().expect("it runs").to_string();
    let sent = async {
        while requests(&server).await < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), sent)
        .await
        .expect("it sends");
    let killed = Command::new("kill")
        .args(["-INT", &id])
        .status()
        .await
        .expect("kill runs");
    assert!(killed.success());
    let Output { status, stderr, .. } = child.wait_with_output().await.expect("it ends");
    let err = String::from_utf8_lossy(&stderr);
    assert_eq!(status.code(), Some(130), "{err}");
    assert!(err.contains("interrupt again to stop at once"), "{err}");
    assert!(
        err.contains("interrupted\nhint: run the same command again to go on"),
        "{err}"
    );
    let sent = requests(&server).await;
    let (code, out, _) = outcome(folder.path(), &JSON).await;
    assert_eq!(
        (code, sum(&out)["known"].as_u64()),
        (Some(0), Some(sent as u64))
    );
    assert_eq!(requests(&server).await, 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_sends_again_only_what_was_on_its_way() {
    let sent: Arc<Mutex<BTreeMap<usize, usize>>> = Arc::default();
    let server = server({
        let sent = Arc::clone(&sent);
        move |_, body| {
            let mut sent = sent.lock().expect("not poisoned");
            asked(body)
                .iter()
                .for_each(|(_, n)| *sent.entry(*n).or_default() += 1);
            ok(right(body)).set_delay(Duration::from_millis(40))
        }
    })
    .await;
    let folder = project(&server, 6, "max_sentences = 1\nconcurrency = 3\n");
    let times = || sent.lock().expect("not poisoned").clone();
    // For each sentence whose reply was kept when a run was killed: how often it had been sent by then.
    let mut kept: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kills = 0;
    loop {
        let before = requests(&server).await;
        let mut child = duizhao(folder.path(), &["translate", "in", "--quiet"])
            .spawn()
            .expect("the program runs");
        let moment = async {
            while requests(&server).await == before
                && child.try_wait().expect("it can be asked").is_none()
            {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            tokio::time::timeout(Duration::from_millis(fastrand::u64(0..400)), child.wait()).await
        };
        match tokio::time::timeout(Duration::from_secs(60), moment)
            .await
            .expect("it goes on")
        {
            Ok(status) => {
                assert_eq!(status.expect("it ends").code(), Some(0));
                break;
            }
            Err(_) => child.kill().await.expect("it can be killed"),
        }
        let (sent, logged) = (times(), logged(folder.path()));
        let on_their_way = sent
            .keys()
            .filter(|sentence| !logged.contains(sentence))
            .count();
        kills += 1;
        assert!(
            on_their_way <= 3 * kills,
            "{on_their_way} sentences were sent and not kept at {kills} kills"
        );
        kept.extend(
            logged
                .into_iter()
                .map(|sentence| (sentence, sent[&sentence])),
        );
    }
    let sent = times();
    kept.iter().for_each(|(sentence, times)| {
        assert_eq!(sent[sentence], *times, "sentence {sentence} was known")
    });
    assert_eq!(sent.len(), 48);
    (0..6).for_each(|article| {
        assert!(edition(folder.path(), article).contains(&english(article * 100 + 7)))
    });
}

/// The sentences whose translations are in the memory, by their numbers.
fn logged(folder: &Path) -> Vec<usize> {
    let memory = Memory::open_to_read(&folder.join(".duizhao").join(FILE_NAME));
    let Ok(Some(memory)) = memory else {
        return Vec::new();
    };
    let mut sentences = Vec::new();
    memory
        .each_unit(|unit| {
            sentences.push(number(&unit.source));
            Ok::<_, StoreError>(())
        })
        .expect("the memory is sound");
    sentences
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_needs_no_key() {
    let server = server(|_, body| ok(right(body))).await;
    for key in ["key_env = 'DUIZHAO_NO_SUCH_KEY'\n", "key_file = 'no.key'\n"] {
        let folder = project(&server, 1, key);
        for args in [&["translate", "in", "--dry-run"][..], &["status", "in"]] {
            let (code, _, err) = outcome(folder.path(), args).await;
            assert_eq!((code, err.as_str()), (Some(0), ""), "{key}{args:?}");
        }
        let (code, _, err) = outcome(folder.path(), &["translate", "in"]).await;
        assert!(code == Some(1) && err.contains("key"), "{err}");
    }
    assert_eq!(requests(&server).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn glosses_replace_translations_only_when_asked() {
    let server = server(|_, body| ok(right(body))).await;
    let folder = project(&server, 1, "");
    let settings = folder.path().join("duizhao.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, text.replace("name = 'chat'\n", "")).expect("settings");
    let (code, out, _) = outcome(folder.path(), &["translate", "in", "--backend", "chat"]).await;
    assert_eq!(code, Some(0));
    assert!(!out.contains("gloss"), "{out}");
    let translated = edition(folder.path(), 0);
    let (code, out, _) = outcome(folder.path(), &["translate", "in"]).await;
    assert_eq!(code, Some(0));
    assert!(
        out.contains("8 translations stayed, because this backend only makes glosses; `--replace-with-gloss` would replace them\n"),
        "{out}"
    );
    assert_eq!(edition(folder.path(), 0), translated);
    let (_, out, _) = outcome(folder.path(), &["status"]).await;
    assert!(
        out.contains("made by\n") && out.contains("  chat (m)\n"),
        "{out}"
    );
    let (code, _, _) = outcome(folder.path(), &["translate", "in", "--replace-with-gloss"]).await;
    assert_eq!(code, Some(0));
    assert!(edition(folder.path(), 0).contains("Gloss, not a translation"));
    let (_, out, _) = outcome(folder.path(), &["status"]).await;
    assert!(out.contains("  mock\n"), "{out}");
}
