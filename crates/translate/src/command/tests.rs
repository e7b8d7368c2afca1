//! Tests of the backend `command`, with programs of the shell.

use super::super::testing::{asked, reply, service};
use super::*;
use crate::{ArticleContext, Ask, Failure, Segment};

/// The start of every script: `answer TEXT` answers the line in `$line`.
const ANSWER: &str = r#"
    answer() { id=${line#*\"id\":\"}; id=${id%%\"*}; printf '{"id":"%s","en":"%s %s"}\n' "$id" "$1" "$id"; }
    echo started >> starts
"#;

struct Scripted {
    folder: tempfile::TempDir,
    program: Program,
}

/// A program that is a shell script, with further settings.
fn scripted(script: &str, settings: &str) -> Scripted {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("script"), format!("{ANSWER}{script}")).unwrap();
    let settings = format!("kind = \"command\"\nprogram = [\"sh\", \"script\"]\n{settings}");
    let program = Program::new(&service(&settings, folder.path())).unwrap();
    Scripted { folder, program }
}

impl Scripted {
    #[track_caller]
    fn check(&self, texts: &[&str], expected: &[&str]) {
        let translations = reply(&self.program, texts).unwrap();
        assert_eq!(
            translations,
            expected
                .iter()
                .map(|text| Ok((*text).to_owned()))
                .collect::<Vec<_>>()
        );
    }

    #[track_caller]
    fn fails(&self, texts: &[&str], class: ErrorClass, what: &str) {
        let error = reply(&self.program, texts).unwrap_err();
        assert_eq!((error.class, error.what.as_str()), (class, what), "{error}");
    }

    fn starts(&self) -> usize {
        std::fs::read_to_string(self.folder.path().join("starts"))
            .unwrap()
            .lines()
            .count()
    }
}

/// Answers each line as it comes.
const FAITHFUL: &str = "while IFS= read -r line; do answer en; done";

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_kept_and_its_ids_go_on() {
    let faithful = scripted(FAITHFUL, "");
    faithful.check(&["一", "二"], &["en s1", "en s2"]);
    faithful.check(&["三"], &["en s3"]);
    assert_eq!(faithful.starts(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_come_in_any_order() {
    let backwards = r#"read -r a; read -r b; line=$b; answer en; echo; line=$a; answer en; cat"#;
    scripted(backwards, "").check(&["一", "二"], &["en s1", "en s2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_do_not_fit_are_an_error() {
    let fails = |script: &str, what: &str| {
        let what = format!("the answers do not fit the sentences: {what}");
        scripted(script, "").fails(&["一", "二"], ErrorClass::Split, &what);
    };
    fails(
        "read -r line; answer a; answer b; cat",
        "missing s2, doubled s1",
    );
    fails(
        r#"read -r line; answer a; echo '{"id":"x","en":"b"}'; cat"#,
        "missing s2",
    );
    let all = "read -r line; answer a; cat > /dev/null";
    let what = "the answers do not fit the sentences: missing s2";
    scripted(all, "per_request = true").fails(&["一", "二"], ErrorClass::Split, what);
    let all = "while read -r next; do line=$next; answer a; done; answer b";
    let what = "the answers do not fit the sentences: doubled s2";
    scripted(all, "per_request = true").fails(&["一", "二"], ErrorClass::Split, what);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_an_earlier_request_is_not_taken_for_a_later_one() {
    let twice = scripted(
        "while IFS= read -r line; do answer en; answer late; done",
        "",
    );
    twice.check(&["一"], &["en s1"]);
    twice.fails(
        &["二"],
        ErrorClass::Split,
        "the answers do not fit the sentences: missing s2, unknown s1",
    );
    twice.check(&["三"], &["en s1"]);
    assert_eq!(twice.starts(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_of_one_sentence() {
    let script = r#"read -r line; printf '%s\n' '{"id":"s1","error":"no\nvoice"}'; read -r line; answer en; cat"#;
    let translations = reply(&scripted(script, "").program, &["一", "二"]).unwrap();
    assert_eq!(
        translations,
        [Err(Failure::bad("no voice")), Ok("en s2".to_owned())]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dies_is_named_with_its_last_words_and_started_again() {
    let script = "read -r line; answer en; [ -e died ] && exec cat; echo loading >&2; echo 'out of memory' >&2; \
                  echo >&2; touch died; exit 3";
    let mortal = scripted(script, "");
    mortal.fails(
        &["一", "二"],
        ErrorClass::Passing,
        "the program ended (exit status: 3): out of memory",
    );
    mortal.check(&["一"], &["en s1"]);
    let cut = r#"read -r line; printf '{"id":"s1","en":"ha'; kill -9 $$"#;
    scripted(cut, "").fails(
        &["一"],
        ErrorClass::Passing,
        "the program ended (signal: 9 (SIGKILL))",
    );
    let unable = "while read -r line; do answer en; done; exit 1";
    scripted(unable, "per_request = true").fails(
        &["一"],
        ErrorClass::Passing,
        "the program ended (exit status: 1)",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ends_after_its_answers_is_started_again() {
    let brief = scripted("read -r line; answer en", "");
    brief.check(&["一"], &["en s1"]);
    while brief.program.idle().iter_mut().any(Process::is_ready) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    brief.check(&["二"], &["en s1"]);
    assert_eq!(brief.starts(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_is_not_waited_for_and_meets_no_other_request() {
    let script = "read -r line; if [ -e slow ]; then answer fresh; cat; else touch slow; \
                  while echo x >> beats; do sleep 0.05; done; fi";
    let late = scripted(script, "timeout = 2.0");
    late.fails(
        &["一"],
        ErrorClass::Slow,
        "not every sentence was answered in 2 s",
    );
    late.check(&["二"], &["fresh s1"]);
    let beats = || {
        std::fs::read(late.folder.path().join("beats"))
            .unwrap()
            .len()
    };
    let before = beats();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(beats(), before, "the late process was killed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_no_answer_is_shown() {
    let chatty = format!("read -r line; echo 'Loading {}'; cat", "x".repeat(90));
    let what = format!("a line is no answer: `Loading {}…`", "x".repeat(72));
    scripted(&chatty, "").fails(&["一"], ErrorClass::Split, &what);
    let what = "a line is no answer: `done`";
    scripted("cat > /dev/null; printf done", "per_request = true").fails(
        &["一"],
        ErrorClass::Split,
        what,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_an_end_is_not_read_to_it() {
    let endless = scripted("read -r line; exec tr '\\0' x < /dev/zero", "");
    endless.fails(
        &["一"],
        ErrorClass::Split,
        "a line of its output has no end",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_may_write_more_than_pipes_hold() {
    let texts = vec!["一二三"; 5000];
    let long = format!(
        "while IFS= read -r line; do answer {}; done",
        "x".repeat(200)
    );
    let expected: Vec<String> = (1..=5000)
        .map(|i| format!("{} s{i}", "x".repeat(200)))
        .collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    scripted(&long, "").check(&texts, &expected);
    scripted(&long, "per_request = true").check(&texts, &expected);
    // Deaf to its input, which does not fit the pipe.
    scripted("exec sleep 60", "timeout = 0.5").fails(
        &texts,
        ErrorClass::Slow,
        "not every sentence was answered in 0.5 s",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_answers_what_it_has_not_read_is_not_kept() {
    let texts = vec!["党中央决定打赢疫情防控人民战争。"; 2000];
    let script = "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); line=\\\"id\\\":\\\"s$i\\\"; answer en; done; exec sleep 60";
    let hasty = scripted(script, "");
    reply(&hasty.program, &texts).unwrap();
    assert!(!hasty.program.idle().iter_mut().any(Process::is_ready));
}

#[tokio::test(flavor = "multi_thread")]
async fn per_request_a_program_may_read_all_before_it_answers() {
    let script =
        "all=$(cat); printf '%s\\n' \"$all\" | while IFS= read -r line; do answer en; done";
    let patient = scripted(script, "per_request = true");
    patient.check(&["一", "二"], &["en s1", "en s2"]);
    patient.check(&["三"], &["en s1"]);
    assert_eq!(patient.starts(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_once_have_processes_of_their_own() {
    let script = "while read -r line; do while [ $(wc -l < starts) -lt 2 ]; do sleep 0.05; done; answer en; done";
    let both = scripted(script, "concurrency = 2");
    std::thread::scope(|scope| {
        let runtime = tokio::runtime::Handle::current();
        for _ in 0..2 {
            let (runtime, both) = (runtime.clone(), &both);
            scope.spawn(move || {
                asked(&["一"], |request| {
                    runtime.block_on(both.program.translate(request)).unwrap()
                });
            });
        }
    });
    assert_eq!((both.starts(), both.program.idle().len()), (2, 2));
}

#[test]
fn a_kept_process_may_outlive_its_runtime() {
    let faithful = scripted(FAITHFUL, "");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async { faithful.check(&["一"], &["en s1"]) });
    drop(runtime);
    assert_eq!(faithful.program.idle().len(), 1);
    drop(faithful);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_with_a_slash_stands_in_the_folder_of_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bin")).unwrap();
    std::os::unix::fs::symlink("/bin/sh", folder.path().join("bin/own")).unwrap();
    std::fs::write(folder.path().join("script"), format!("{ANSWER}{FAITHFUL}")).unwrap();
    let settings = "kind = \"command\"\nprogram = [\"bin/own\", \"script\"]";
    let program = Program::new(&service(settings, folder.path())).unwrap();
    assert_eq!(reply(&program, &["一"]).unwrap(), [Ok("en s1".to_owned())]);
    assert_eq!(program.identity(), r#"["command",["bin/own","script"]]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_reads_and_writes_can_be_watched() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut watched = scripted(
        "echo hello >&2; cat > /dev/null; echo bye",
        "per_request = true",
    );
    watched.program.watcher.trace = Some(std::sync::Arc::new(move |line: &str| {
        drop(sender.send(line.to_owned()))
    }));
    watched.fails(&["一"], ErrorClass::Split, "a line is no answer: `bye`");
    let mut lines: Vec<String> = (0..3)
        .map(|_| receiver.recv_timeout(Duration::from_secs(9)).unwrap())
        .collect();
    lines.sort();
    let expected = [
        "test stderr: hello",
        r#"test stdin: {"id":"s1","text":"一"}"#,
        "test stdout: bye",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn characters_are_counted_even_when_the_answer_is_lost() {
    let deaf = scripted("exit 1", "");
    asked(&["一二", "三"], |request| {
        let reply = deaf.program.translate(request);
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(reply))
            .unwrap_err();
        assert_eq!(
            request.meter.read(),
            Usage {
                characters: 3,
                ..Usage::default()
            }
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_not_there_stops_the_run() {
    let settings = "kind = \"command\"\nprogram = [\"duizhao-no-such-program\"]";
    let error = reply(
        &Program::new(&service(settings, Path::new(""))).unwrap(),
        &["一"],
    )
    .unwrap_err();
    assert_eq!(error.class, ErrorClass::Final);
    assert!(
        error
            .what
            .starts_with("cannot start `duizhao-no-such-program`: "),
        "{error}"
    );
}

#[test]
fn the_program_is_an_array_of_strings() {
    let array =
        "it is an array of strings, the program and its arguments: [\"python3\", \"translate.py\"]";
    let wrong = |setting: &str, expected: &str| {
        let service = service(&format!("kind = \"command\"\n{setting}"), Path::new(""));
        assert_eq!(
            Program::new(&service).err().unwrap().what,
            expected,
            "{setting}"
        );
    };
    wrong("", "it is missing");
    wrong("program = \"python3 translate.py\"", array);
    wrong("program = []", array);
    wrong("program = [\"\"]", array);
    wrong("program = [\"x\", 1]", array);
}

#[test]
fn a_line_tells_what_is_known_of_its_sentence() {
    asked(&["标题", "党中央", "疫情", "三", "四"], |request| {
        let mut segments: Vec<Segment> = request.document.segments.to_vec();
        segments[1].kind = duizhao_core::article::BlockKind::Heading;
        let document = ArticleContext {
            title: Some("标题"),
            segments: &segments,
            ..request.document
        };
        let violations = ["too short".to_owned()];
        let asks = [
            Ask::new(0),
            Ask {
                sentence: 1,
                violations: &violations,
            },
        ];
        let lines = lines(
            &Request {
                document,
                asks: &asks,
                ..request
            },
            &(6..8),
        );
        let expected = [
            json!({ "id": "s7", "text": "标题", "after": ["党中央", "疫情"] }),
            json!({
                "id": "s8", "kind": "heading", "title": "标题", "text": "党中央", "after": ["疫情", "三"],
                "terms": [{ "zh": "党中央", "en": "CPC Central Committee", "never": ["Party center"] }],
                "wrong": ["too short"],
            }),
        ];
        assert_eq!(lines, expected.map(|line| format!("{line}\n")).concat());
    });
}

#[test]
fn what_a_program_says_that_it_is_changes_its_translations() {
    let script = "[ \"$1\" != --version ] || { cat model; exit; }";
    let identity = |model: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("script"), script).unwrap();
        std::fs::write(folder.path().join("model"), model).unwrap();
        let settings =
            "kind = \"command\"\nprogram = [\"sh\", \"script\"]\nversion = [\"--version\"]";
        Program::new(&service(settings, folder.path())).map(|program| program.identity())
    };
    let expected = r#"["command",["sh","script"],"model 2"]"#;
    assert_eq!(identity("model 2\n").unwrap(), expected);
    assert_eq!(
        identity("").unwrap_err().what,
        "the program printed nothing"
    );
}
