//! The memory at work: what is sent, and what is not.

use crate::server::{answer, asked_texts, ok, requests, server, table};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::process::Command;
use wiremock::MockServer;

/// What a server was asked: sentences, and examples that it was shown.
type Log = Arc<Mutex<Vec<(String, Value)>>>;

/// A server that translates `第n…` as `No. n …`, and logs what it is asked.
async fn logging() -> (MockServer, Log) {
    let log = Log::default();
    let kept = Arc::clone(&log);
    let server = server(move |_, body| {
        let asked = asked_texts(body);
        let message: Value = serde_json::from_slice::<Value>(body).expect("JSON");
        let message = message["messages"][1]["content"]
            .as_str()
            .expect("text")
            .to_owned();
        let message: Value = serde_json::from_str(&message).expect("JSON");
        let mut log = kept.lock().expect("not poisoned");
        log.extend(
            asked
                .iter()
                .map(|(_, text)| (text.clone(), message["examples"].clone())),
        );
        let english = |text: &str| {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let terms = if text.contains("红旗") {
                "The Red Flag says so."
            } else {
                "This is what it says there."
            };
            format!("Number {digits} of them. {terms}")
        };
        ok(answer(
            &asked
                .into_iter()
                .map(|(id, text)| (id, english(&text)))
                .collect::<Vec<_>>(),
        ))
    })
    .await;
    (server, log)
}

fn sent(log: &Log) -> Vec<String> {
    let mut sent: Vec<String> = log
        .lock()
        .expect("not poisoned")
        .drain(..)
        .map(|(text, _)| text)
        .collect();
    sent.sort();
    sent
}

/// A project of these articles, each a title and a paragraph.
fn project(server: &MockServer, articles: &[(&str, &str)], settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let head = format!(
        "[glossary]\nbuilt_in = false\nfiles = ['terms.csv']\n{settings}[backend]\nname = 'chat'\n[backend.chat]\n"
    );
    write(
        folder.path(),
        "duizhao.toml",
        &format!("{head}{}", table(&server.uri(), "")),
    );
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target\n红旗,Red Flag\n",
    );
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    for (name, text) in articles {
        write(
            folder.path(),
            &format!("in/{name}.txt"),
            &format!("{name}篇文章的标题在这里\n\n{text}\n"),
        );
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file");
}

fn edition(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(format!("output/{name}.md"))).expect("an edition")
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = edition(folder, name);
    assert!(text.contains(from), "{text}");
    write(
        folder,
        &format!("output/{name}.md"),
        &text.replacen(from, to, 1),
    );
}

async fn duizhao(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("duizhao"));
    let output = command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .await
        .expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

const ONE: &str =
    "第1句说的是疫情防控工作的进展。第2句说的是红旗下的工作进展。第3句说的是复工复产的进展。";
const TWO: &str = "第1句说的是疫情防控工作的进展。第4句说的是脱贫攻坚工作的进展。";

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_of_two_articles_is_sent_once() {
    let (server, log) = logging().await;
    let folder = project(&server, &[("甲", ONE), ("乙", TWO)], "");
    assert_eq!(
        duizhao(folder.path(), &["translate", "in", "-q"]).await.0,
        Some(0)
    );
    let sent = sent(&log);
    assert_eq!(sent.len(), 6, "{sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_term_sends_the_sentences_that_hold_it_and_no_other() {
    let (server, log) = logging().await;
    let folder = project(&server, &[("甲", ONE), ("乙", TWO)], "");
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    sent(&log);
    let time = |name: &str| {
        std::fs::metadata(folder.path().join(format!("output/{name}.md")))
            .expect("a file")
            .modified()
    };
    let before = time("乙").expect("a time");
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target,note\n红旗,Red Flag,a note\n",
    );
    assert_eq!(
        duizhao(folder.path(), &["translate", "in", "-q"]).await.0,
        Some(0)
    );
    assert_eq!(sent(&log), Vec::<String>::new(), "a note costs nothing");
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target\n红旗,red flag of China\n",
    );
    for command in ["status", "translate"] {
        let dry: &[&str] = if command == "translate" {
            &["translate", "in", "--dry-run"]
        } else {
            &["status"]
        };
        let (_, out, _) = duizhao(folder.path(), dry).await;
        assert!(out.contains("stale by 红旗"), "{out}");
    }
    assert_eq!(requests(&server).await, 2);
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    let again = sent(&log);
    assert!(
        !again.is_empty() && again.iter().all(|text| text.starts_with("第2句")),
        "{again:?}"
    );
    assert_eq!(time("乙").expect("a time"), before);
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target\n红旗,Red Flag\n",
    );
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    assert_eq!(
        sent(&log),
        Vec::<String>::new(),
        "what was paid for once is known"
    );
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target\n红旗,Red Flag\n红旗下,under the Red Flag\n",
    );
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    assert!(
        sent(&log).iter().all(|text| text.starts_with("第2句")),
        "a longer term wins there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_wrote_serves_other_articles() {
    let (server, log) = logging().await;
    let folder = project(&server, &[("甲", ONE)], "");
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    sent(&log);
    edit(
        folder.path(),
        "甲",
        "> Number 1 of them. This is what it says there.",
        "> A person says so of number 1, and how far it is.",
    );
    write(
        folder.path(),
        "in/乙.txt",
        &format!("乙篇文章的标题在这里\n\n{TWO}\n"),
    );
    let (code, out, err) = duizhao(folder.path(), &["translate", "in"]).await;
    assert_eq!(code, Some(0), "{err}");
    assert!(
        err.contains("output/甲.md: 1 line that people wrote is kept")
            && out.contains("reviewed: 1 of 7"),
        "{out}"
    );
    let sent = sent(&log);
    assert_eq!(
        sent,
        ["乙篇文章的标题在这里", "第4句说的是脱贫攻坚工作的进展。"]
    );
    assert!(
        edition(folder.path(), "乙")
            .contains("> A person says so of number 1, and how far it is.\n")
            && edition(folder.path(), "乙").contains("finding: memory note: ")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_line_stays_when_a_term_changes_and_says_so() {
    let (server, log) = logging().await;
    let folder = project(&server, &[("甲", ONE)], "");
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    edit(
        folder.path(),
        "甲",
        "> Number 2 of them. The Red Flag says so.",
        "> Under the Red Flag, a person says so.",
    );
    assert_eq!(duizhao(folder.path(), &["adopt", "-q"]).await.0, Some(0));
    sent(&log);
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target\n红旗,red banner\n",
    );
    for _ in 0..2 {
        assert_eq!(
            duizhao(folder.path(), &["translate", "in", "-q"]).await.0,
            Some(0),
            "a finding on a person's line fails no run"
        );
        let text = edition(folder.path(), "甲");
        assert!(
            text.contains("> Under the Red Flag, a person says so."),
            "{text}"
        );
        assert!(
            text.contains(
                "says so.\n\n<!-- finding: stale warning: the glossary has changed `红旗`"
            ),
            "{text}"
        );
    }
    assert_eq!(sent(&log), Vec::<String>::new());
    duizhao(
        folder.path(),
        &["adopt", "output/甲.md", "--review", "done", "-q"],
    )
    .await;
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    let text = edition(folder.path(), "甲");
    assert!(
        !text.contains("finding: stale")
            && text.contains("\nreviewed: 4/4\n")
            && text.contains("\nreview: done\n"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn memories_of_others_are_used_and_shown() {
    let (server, log) = logging().await;
    let article = "第1句说的是疫情防控工作的进展。全县有1300名党员投入疫情防控工作。全县的党员都投入了疫情防控工作。";
    let folder = project(&server, &[("甲", article)], "[memory]\nfuzzy = 0.9\n");
    let counted = "全县有2400名党员投入疫情防控工作。\tThe county has 2,400 Party members in epidemic control.";
    write(
        folder.path(),
        "theirs.tsv",
        &format!("第1句说的是疫情防控工作的进展。\tSentence 1 is brought.\n{counted}\n"),
    );
    let (code, out, err) = duizhao(folder.path(), &["memory", "import", "theirs.tsv"]).await;
    assert_eq!(
        (code, out.as_str()),
        (Some(0), "theirs.tsv: 2 units, 2 of them new\n"),
        "{err}"
    );
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    let text = edition(folder.path(), "甲");
    assert!(text.contains("> Sentence 1 is brought.\n"), "{text}");
    assert!(
        text.contains("> The county has 1,300 Party members in epidemic control.\n"),
        "{text}"
    );
    assert!(
        text.contains("epidemic control.\n\n<!-- finding: fuzzy note: from the memory, with other numbers put in"),
        "{text}"
    );
    let asked = log.lock().expect("not poisoned").clone();
    let like = asked
        .iter()
        .find(|(text, _)| text.starts_with("全县的"))
        .expect("it is asked for");
    assert!(
        like.1.to_string().contains("The county has 2,400"),
        "{asked:?}"
    );
    assert!(
        asked
            .iter()
            .all(|(text, _)| !text.starts_with("第1句") && !text.starts_with("全县有"))
    );
    let (_, out, _) = duizhao(
        folder.path(),
        &["memory", "search", "全县有7名党员投入疫情防控工作。"],
    )
    .await;
    assert!(
        out.contains("masked 100%")
            && out.contains("with these numbers: The county has 7 Party members"),
        "{out}"
    );
    let (_, out, _) = duizhao(folder.path(), &["memory", "search", "BROUGHT"]).await;
    assert!(
        out.starts_with("contains (memory") && out.contains("Sentence 1 is brought."),
        "{out}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_memory_that_is_lost_or_damaged_costs_nothing() {
    let (server, log) = logging().await;
    let folder = project(&server, &[("甲", ONE), ("乙", TWO)], "");
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    edit(
        folder.path(),
        "甲",
        "> Number 3 of them. This is what it says there.",
        "> A person says so.",
    );
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    let (one, two) = (edition(folder.path(), "甲"), edition(folder.path(), "乙"));
    sent(&log);
    std::fs::remove_dir_all(folder.path().join(".duizhao")).expect("it is there");
    let (_, _, err) = duizhao(folder.path(), &["translate", "in"]).await;
    assert!(
        err.contains("a new memory: ") && err.contains("from 2 editions in output"),
        "{err}"
    );
    write(
        folder.path(),
        ".duizhao/memory.db",
        "this is no database, whatever it is called, and long enough",
    );
    let (code, _, err) = duizhao(folder.path(), &["translate", "in"]).await;
    assert_eq!(code, Some(0), "{err}");
    assert!(
        err.contains("the memory was damaged (")
            && err.contains("is now .duizhao/memory.db.damaged"),
        "{err}"
    );
    assert_eq!(sent(&log), Vec::<String>::new());
    assert_eq!(
        (edition(folder.path(), "甲"), edition(folder.path(), "乙")),
        (one, two)
    );
    let (code, out, _) = duizhao(folder.path(), &["memory", "verify"]).await;
    assert_eq!(
        (code, out.as_str()),
        (Some(0), ".duizhao/memory.db: sound\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_pair_is_refused_before_anything_is_sent() {
    let (server, log) = logging().await;
    let folder = project(&server, &[("甲", ONE), ("乙", TWO)], "");
    let stacked = ["translate", "in", "-q", "--layout", "stacked"];
    duizhao(folder.path(), &stacked).await;
    sent(&log);
    edit(
        folder.path(),
        "甲",
        "> Number 1 of them. This is what it says there.\n",
        "",
    );
    let broken = edition(folder.path(), "甲");
    write(
        folder.path(),
        "terms.csv",
        "source_hans,target\n红旗,red banner\n",
    );
    for command in [&["translate", "in"][..], &["adopt"]] {
        let (code, _, err) = duizhao(folder.path(), command).await;
        assert_eq!(code, Some(3));
        assert!(
            err.contains("output/甲.md:")
                && err.contains("2 lines of translation for 3 lines above\nhint: "),
            "{err}"
        );
        assert_eq!(edition(folder.path(), "甲"), broken);
    }
    assert_eq!(sent(&log), Vec::<String>::new());
}

/// Something that somebody does while the server is asked for a sentence.
type Meanwhile = Arc<Mutex<Option<(&'static str, Box<dyn FnOnce() + Send>)>>>;

/// A server that is asked for one article after the other, with something that happens meanwhile.
async fn interrupted(articles: &[(&str, &str)]) -> (TempDir, Meanwhile, Log) {
    let (meanwhile, log) = (Meanwhile::default(), Log::default());
    let (happens, kept) = (Arc::clone(&meanwhile), Arc::clone(&log));
    let server = server(move |_, body| {
        let asked = asked_texts(body);
        let mut happens = happens.lock().expect("not poisoned");
        if happens
            .as_ref()
            .is_some_and(|(start, _)| asked.iter().any(|(_, text)| text.starts_with(start)))
        {
            let (_, act) = happens.take().expect("it is there");
            act();
        }
        kept.lock()
            .expect("not poisoned")
            .extend(asked.iter().map(|(_, text)| (text.clone(), Value::Null)));
        ok(answer(
            &asked
                .into_iter()
                .map(|(id, _)| (id, "This is what it says there.".to_owned()))
                .collect::<Vec<_>>(),
        ))
    })
    .await;
    let folder = project(&server, articles, "");
    let settings = std::fs::read_to_string(folder.path().join("duizhao.toml")).expect("settings");
    let settings = settings.replace("[backend.chat]\n", "[backend.chat]\nconcurrency = 1\n");
    write(
        folder.path(),
        "duizhao.toml",
        &format!("jobs = 1\n{settings}"),
    );
    // The server lives as long as the test.
    std::mem::forget(server);
    (folder, meanwhile, log)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_saves_during_a_run_is_kept_for_good() {
    let (folder, meanwhile, log) = interrupted(&[("一", ONE), ("二", TWO)]).await;
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    write(
        folder.path(),
        "in/一.txt",
        &format!("一篇文章的标题在这里\n\n{ONE}第9句是新来的一句。\n"),
    );
    let path = folder.path().to_owned();
    let act = move || {
        edit(
            &path,
            "二",
            "> This is what it says there.",
            "> A person says so.",
        )
    };
    *meanwhile.lock().expect("not poisoned") = Some(("第9句", Box::new(act)));
    let (_, _, err) = duizhao(folder.path(), &["translate", "in", "-q"]).await;
    assert_eq!(err, "");
    assert!(edition(folder.path(), "二").contains("> A person says so."));
    std::fs::remove_file(folder.path().join("output/二.md")).expect("it is there");
    sent(&log);
    let (_, _, err) = duizhao(folder.path(), &["translate", "in", "-q"]).await;
    assert_eq!(err, "");
    assert!(
        edition(folder.path(), "二").contains("> A person says so."),
        "{}",
        edition(folder.path(), "二")
    );
    assert_eq!(sent(&log), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_glossary_that_is_saved_during_a_run_counts_in_the_next() {
    let (folder, meanwhile, log) = interrupted(&[("一", ONE)]).await;
    let path = folder.path().to_owned();
    let act = move || {
        write(
            &path,
            "in/一.terms.csv",
            "source_hans,target\n疫情,outbreak\n",
        )
    };
    *meanwhile.lock().expect("not poisoned") = Some(("第1句", Box::new(act)));
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    sent(&log);
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    assert!(sent(&log).contains(&"第1句说的是疫情防控工作的进展。".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_takes_back_is_not_taken_over_any_longer() {
    let (server, _) = logging().await;
    let folder = project(&server, &[("甲", ONE)], "");
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    edit(
        folder.path(),
        "甲",
        "> Number 1 of them. This is what it says there.",
        "> Wrong.",
    );
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    edit(folder.path(), "甲", "> Wrong.", "> <!-- none -->");
    write(
        folder.path(),
        "in/乙.txt",
        &format!("乙篇文章的标题在这里\n\n{TWO}\n"),
    );
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    for name in ["甲", "乙"] {
        let text = edition(folder.path(), name);
        assert!(
            !text.contains("Wrong") && text.contains("> Number 1 of them."),
            "{text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_translations_like_one_a_persons_latest_counts() {
    let (server, _) = logging().await;
    let folder = project(&server, &[("甲", "全县有1300名党员投入疫情防控工作。")], "");
    let unit = |english: &str, origin: &str| {
        format!(
            "{{\"zh\":\"全县有2400名党员投入疫情防控工作。\",\"en\":\"{english}\",\"origin\":\"{origin}\"}}\n"
        )
    };
    let units = [
        ("Old: 2,400 members.", "memory"),
        ("Person's: 2,400 members.", "human"),
        ("Newer: 2,400 members.", "memory"),
    ];
    write(
        folder.path(),
        "theirs.jsonl",
        &units
            .map(|(english, origin)| unit(english, origin))
            .concat(),
    );
    let (code, out, err) = duizhao(folder.path(), &["memory", "import", "theirs.jsonl"]).await;
    assert_eq!(
        (code, out.as_str()),
        (Some(0), "theirs.jsonl: 3 units, 3 of them new\n"),
        "{err}"
    );
    duizhao(folder.path(), &["translate", "in", "-q", "--fuzzy", "0.9"]).await;
    let text = edition(folder.path(), "甲");
    assert!(
        text.contains("> Person's: 1,300 members.") || text.contains("> Person’s: 1,300 members."),
        "{text}"
    );
    let (_, out, _) = duizhao(
        folder.path(),
        &["memory", "search", "全县有7名党员投入疫情防控工作。"],
    )
    .await;
    assert!(
        out.contains("with these numbers: Person's: 7 members."),
        "{out}"
    );
    write(
        folder.path(),
        "copied.tsv",
        "会议强调党的领导。\t会议强调党的领导。\n“党”字怎么写\tHow “党” is written\n",
    );
    let (code, out, err) = duizhao(folder.path(), &["memory", "import", "copied.tsv"]).await;
    assert!(
        code == Some(3) && out.contains("1 unit, 1 of them new"),
        "{out}"
    );
    assert!(
        err.contains("left out 1 unit: their English is Chinese"),
        "{err}"
    );
    let merge = ["memory", "merge", ".duizhao/memory.db"];
    let (code, _, err) = duizhao(folder.path(), &merge).await;
    assert!(
        code == Some(1) && err.contains("the project's own memory"),
        "{code:?} {err}"
    );
    duizhao(folder.path(), &["memory", "export", "-o", "own.tmx"]).await;
    let (_, out, err) = duizhao(folder.path(), &["memory", "import", "own.tmx"]).await;
    assert!(out.contains(" 0 of them new"), "{out} {err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_send_no_sentence_twice() {
    let log = Log::default();
    let kept = Arc::clone(&log);
    let server = server(move |_, body| {
        let asked = asked_texts(body);
        let mut log = kept.lock().expect("not poisoned");
        log.extend(asked.iter().map(|(_, text)| (text.clone(), Value::Null)));
        // One answer for different sentences would be asked for again.
        let english = |(id, text): (String, String)| {
            let name: String = text
                .chars()
                .filter_map(|c| char::from_u32(u32::from('a') + u32::from(c) % 26))
                .collect();
            (id, format!("The Red Flag says so, by the name of {name}."))
        };
        let answers: Vec<_> = asked.into_iter().map(english).collect();
        ok(answer(&answers)).set_delay(std::time::Duration::from_millis(200))
    })
    .await;
    let folder = project(&server, &[("甲", ONE), ("乙", TWO)], "");
    let runs = tokio::join!(
        duizhao(folder.path(), &["translate", "in", "-q"]),
        duizhao(folder.path(), &["translate", "in", "-q"]),
    );
    assert_eq!((runs.0.0, runs.1.0), (Some(0), Some(0)), "{runs:?}");
    let mut sent = sent(&log);
    assert_eq!(sent.len(), 6, "{sent:?}");
    sent.dedup();
    assert_eq!(sent.len(), 6, "{sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_memory_whose_tables_do_not_fit_is_never_moved() {
    let (server, _) = logging().await;
    let folder = project(&server, &[("甲", ONE)], "");
    duizhao(folder.path(), &["translate", "in", "-q"]).await;
    let database = folder.path().join(".duizhao/memory.db");
    let connection = rusqlite::Connection::open(&database).expect("a database");
    connection
        .execute_batch("ALTER TABLE units RENAME COLUMN target TO english")
        .expect("it is renamed");
    drop(connection);
    let before = std::fs::read(&database).expect("a file");
    for command in [
        ["memory", "import", "x.tmx"],
        ["memory", "verify", "-q"],
        ["memory", "stats", "-q"],
    ] {
        write(folder.path(), "x.tmx", "");
        let (code, _, err) = duizhao(folder.path(), &command).await;
        assert_eq!(code, Some(1), "{command:?}: {err}");
        assert!(
            err.contains("memory.db: its tables are not those of this version of duizhao: it has no `units.target`")
                && err.contains("hint: update duizhao"),
            "{command:?}: {err}"
        );
    }
    let (_, _, err) = duizhao(folder.path(), &["translate", "in"]).await;
    assert!(err.contains("hint: update duizhao"), "{err}");
    assert_eq!(std::fs::read(&database).expect("a file"), before);
    let names = std::fs::read_dir(folder.path().join(".duizhao")).expect("a folder");
    let moved = names
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .any(|name| name.contains("damaged"));
    assert!(!moved, "it is not moved");
}
