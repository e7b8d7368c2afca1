//! Runs our own table of conversions, and the promises of `Converter`, on every engine of this build.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use duizhao::diagnostic::Hinted;
use duizhao::script::{Converter, Script, ScriptEngine};
use proptest::prelude::*;

const TABLE: &str = include_str!("script/cases.tsv");

static CONVERTERS: LazyLock<HashMap<(ScriptEngine, Script), Converter>> = LazyLock::new(|| {
    let made = engines().flat_map(|engine| {
        Script::ALL.map(|script| {
            let converter = Converter::with_engine(engine, script).unwrap();
            ((engine, script), converter)
        })
    });
    made.collect()
});

/// The engines of this build.
fn engines() -> impl Iterator<Item = ScriptEngine> {
    ScriptEngine::ALL
        .into_iter()
        .filter(|engine| engine.is_built_in())
}

/// A row of the table; `reference` is what the engine `opencc` gives where it differs.
struct Case {
    script: Script,
    input: &'static str,
    expected: &'static str,
    reference: Option<&'static str>,
}

fn cases() -> impl Iterator<Item = Case> {
    let rows = TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!([3, 5].contains(&cells.len()), "columns of `{line}`");
        Case {
            script: cells[0].parse().unwrap(),
            input: cells[1],
            expected: cells[2],
            reference: cells.get(3).copied(),
        }
    })
}

fn convert(engine: ScriptEngine, script: Script, text: &str) -> Cow<'_, str> {
    CONVERTERS[&(engine, script)].convert(text)
}

#[test]
fn table_holds() {
    let mut wrong = String::new();
    for (engine, case) in engines().flat_map(|engine| cases().map(move |case| (engine, case))) {
        let expected = match (engine, case.reference) {
            (ScriptEngine::Opencc, Some(reference)) => reference,
            (ScriptEngine::Embedded, Some(_)) | (_, None) => case.expected,
        };
        let got = convert(engine, case.script, case.input);
        if got != expected {
            wrong += &format!(
                "{engine}, {} {}\n  want {expected}\n  got  {got}\n",
                case.script, case.input
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn hans_of_hans_is_itself() {
    for (engine, case) in engines().flat_map(|engine| cases().map(move |case| (engine, case))) {
        let hans = convert(engine, Script::Hans, case.input).into_owned();
        assert_eq!(
            convert(engine, Script::Hans, &hans),
            hans,
            "from `{}` by {engine}",
            case.input
        );
    }
}

#[test]
fn unchanged_text_is_borrowed() {
    for engine in engines() {
        for text in ["", "党员干部", "著名的乾坤\n瞭望塔\n", "plain\0text 😀"] {
            let hans = convert(engine, Script::Hans, text);
            assert!(matches!(hans, Cow::Borrowed(_)), "`{text}` was copied");
            assert_eq!(hans, text);
        }
    }
}

#[test]
fn line_ends_stay() {
    let text = "黨員\r\n\n干部\n群眾";
    for engine in engines() {
        assert_eq!(convert(engine, Script::Hans, text), "党员\r\n\n干部\n群众");
    }
}

#[test]
fn converter_is_shared_between_threads() {
    for engine in engines() {
        let converter = CONVERTERS[&(engine, Script::Hans)].clone();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(converter.convert("覆蓋鄉鎮"), "覆盖乡镇"));
            }
        });
    }
}

#[test]
fn the_settings_choose_the_engine() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "標題\n\n黨員幹部。\n").unwrap();
    let clean = |engine: ScriptEngine| {
        let settings = format!("[script]\nengine = \"{engine}\"\n");
        std::fs::write(folder.path().join("duizhao.toml"), settings).unwrap();
        let output = assert_cmd::Command::cargo_bin("duizhao")
            .unwrap()
            .args(["clean", "a.txt"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    for engine in ScriptEngine::ALL {
        let (code, text) = clean(engine);
        if engine.is_built_in() {
            assert_eq!(code, Some(0), "{text}");
            assert!(text.contains("党员干部"), "{text}");
        } else {
            assert_eq!(code, Some(1), "{text}");
            assert!(text.contains("cargo feature `opencc-rust`"), "{text}");
        }
    }
}

#[test]
fn names_read_back() {
    for script in Script::ALL {
        assert_eq!(script.to_string().parse::<Script>().unwrap(), script);
        let json = serde_json::to_string(&script).unwrap();
        assert_eq!(json, format!("\"{script}\""));
        assert_eq!(serde_json::from_str::<Script>(&json).unwrap(), script);
    }
    let error = "latin".parse::<Script>().unwrap_err();
    assert_eq!(error.to_string(), "unknown script `latin`");
    assert!(error.hint().is_some());
}

fn any_engine() -> impl Strategy<Value = ScriptEngine> {
    prop::sample::select(engines().collect::<Vec<_>>())
}

fn any_script() -> impl Strategy<Value = Script> {
    prop::sample::select(Script::ALL.to_vec())
}

/// Generates text of the table's words and of characters that could confuse an engine.
fn mixed_text() -> impl Strategy<Value = String> {
    let words: Vec<&str> = cases().map(|case| case.input).collect();
    let odd = vec![
        "\0",
        "😀",
        "\n",
        "。",
        "\u{FEFF}",
        "\u{20000}",
        "e\u{301}",
        "，",
        " ",
        "a1",
    ];
    let piece = prop_oneof![prop::sample::select(words), prop::sample::select(odd)];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn keep_is_identity(engine in any_engine(), text in any::<String>()) {
        prop_assert!(matches!(convert(engine, Script::Keep, &text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn ascii_is_untouched(engine in any_engine(), script in any_script(), text in "[ -~\\t\\n]*") {
        prop_assert!(matches!(convert(engine, script, &text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn any_text_converts(engine in any_engine(), script in any_script(), text in any::<String>()) {
        convert(engine, script, &text);
    }

    #[test]
    fn hans_is_idempotent(engine in any_engine(), text in mixed_text()) {
        let hans = convert(engine, Script::Hans, &text).into_owned();
        prop_assert_eq!(convert(engine, Script::Hans, &hans), hans.as_str());
    }

    #[test]
    fn whole_is_its_stretches(engine in any_engine(), script in any_script(), text in mixed_text()) {
        let stretches = text.split_inclusive(['\n', '。']);
        let apart: String = stretches.map(|stretch| convert(engine, script, stretch)).collect();
        prop_assert_eq!(convert(engine, script, &text), apart);
    }

    /// Tests that the check of single characters skips only text that the engine leaves unchanged.
    #[test]
    fn nothing_is_let_through_wrongly(engine in any_engine(), text in mixed_text()) {
        let hans = convert(engine, Script::Hans, &text);
        // A stretch that is sure to reach the engine, with the same words after it.
        let forced = format!("黨，{}", text.replace(['\n', '。'], "，"));
        let expected = format!("党，{}", hans.replace(['\n', '。'], "，"));
        prop_assert_eq!(convert(engine, Script::Hans, &forced), expected);
    }
}
