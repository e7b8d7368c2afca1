//! Runs our own table of conversions, and the promises of `Converter`, on the engine built in.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use duizhao::script::{Converter, ENGINE, Script};
use proptest::prelude::*;

const TABLE: &str = include_str!("script/cases.tsv");

static CONVERTERS: LazyLock<HashMap<Script, Converter>> = LazyLock::new(|| {
    let made = Script::ALL.map(|script| (script, Converter::new(script).unwrap()));
    made.into_iter().collect()
});

/// A row of the table; `reference` is what the reference engine gives where it differs.
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

fn convert(script: Script, text: &str) -> Cow<'_, str> {
    CONVERTERS[&script].convert(text)
}

#[test]
fn table_holds() {
    let mut wrong = String::new();
    for case in cases() {
        let expected = match case.reference {
            Some(reference) if ENGINE == "reference" => reference,
            Some(_) | None => case.expected,
        };
        let got = convert(case.script, case.input);
        if got != expected {
            wrong += &format!(
                "{} {}\n  want {expected}\n  got  {got}\n",
                case.script, case.input
            );
        }
    }
    assert!(wrong.is_empty(), "{ENGINE} engine:\n{wrong}");
}

#[test]
fn hans_of_hans_is_itself() {
    for case in cases() {
        let hans = convert(Script::Hans, case.input).into_owned();
        assert_eq!(convert(Script::Hans, &hans), hans, "from `{}`", case.input);
    }
}

#[test]
fn unchanged_text_is_borrowed() {
    for text in ["", "党员干部", "著名的乾坤\n瞭望塔\n", "plain\0text 😀"] {
        let hans = convert(Script::Hans, text);
        assert!(matches!(hans, Cow::Borrowed(_)), "`{text}` was copied");
        assert_eq!(hans, text);
    }
}

#[test]
fn line_ends_stay() {
    let text = "黨員\r\n\n干部\n群眾";
    assert_eq!(convert(Script::Hans, text), "党员\r\n\n干部\n群众");
}

#[test]
fn converter_is_shared_between_threads() {
    let converter = CONVERTERS[&Script::Hans].clone();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(converter.convert("覆蓋鄉鎮"), "覆盖乡镇"));
        }
    });
}

#[test]
fn names_read_back() {
    for script in Script::ALL {
        assert_eq!(script.to_string().parse::<Script>().unwrap(), script);
        let json = serde_json::to_string(&script).unwrap();
        assert_eq!(json, format!("\"{script}\""));
        assert_eq!(serde_json::from_str::<Script>(&json).unwrap(), script);
    }
    let error = "latin".parse::<Script>().unwrap_err().to_string();
    assert!(
        error.starts_with("unknown script `latin`\nhint: "),
        "{error}"
    );
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
    fn keep_is_identity(text in any::<String>()) {
        prop_assert!(matches!(convert(Script::Keep, &text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn ascii_is_untouched(script in any_script(), text in "[ -~\\t\\n]*") {
        prop_assert!(matches!(convert(script, &text), Cow::Borrowed(same) if same == text));
    }

    #[test]
    fn any_text_converts(script in any_script(), text in any::<String>()) {
        convert(script, &text);
    }

    #[test]
    fn hans_is_idempotent(text in mixed_text()) {
        let hans = convert(Script::Hans, &text).into_owned();
        prop_assert_eq!(convert(Script::Hans, &hans), hans.as_str());
    }

    #[test]
    fn whole_is_its_stretches(script in any_script(), text in mixed_text()) {
        let stretches = text.split_inclusive(['\n', '。']);
        let apart: String = stretches.map(|stretch| convert(script, stretch)).collect();
        prop_assert_eq!(convert(script, &text), apart);
    }

    /// Tests that the check of single characters skips only text that the engine leaves unchanged.
    #[test]
    fn nothing_is_let_through_wrongly(text in mixed_text()) {
        let hans = convert(Script::Hans, &text);
        // A stretch that is sure to reach the engine, with the same words after it.
        let forced = format!("黨，{}", text.replace(['\n', '。'], "，"));
        let expected = format!("党，{}", hans.replace(['\n', '。'], "，"));
        prop_assert_eq!(convert(Script::Hans, &forced), expected);
    }
}
