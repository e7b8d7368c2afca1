//! Measures the engines of this build on OpenCC's own test cases.
//!
//! Set `DUIZHAO_OPENCC_CASES` to OpenCC's `testcases.json` to run it, with `--nocapture` to see
//! the counts.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![allow(clippy::print_stdout, reason = "the counts are what it is run for")]

use std::collections::BTreeMap;

use duizhao::script::{Conversion, Converter, ScriptEngine};
use serde::Deserialize;

#[derive(Deserialize)]
struct Suite {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    input: String,
    expected: BTreeMap<String, String>,
}

/// Expectations met and expectations in all.
type Counts = BTreeMap<Conversion, (usize, usize)>;

/// Turns JSON with `//` comments and trailing commas into plain JSON.
fn plain_json(relaxed: &str) -> String {
    let mut out = String::with_capacity(relaxed.len());
    let mut chars = relaxed.chars().peekable();
    let mut in_string = false;
    let mut comma = false;
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            match c {
                '\\' => out.extend(chars.next()),
                '"' => in_string = false,
                _ => (),
            }
        } else if c == '/' && chars.peek() == Some(&'/') {
            chars.by_ref().find(|c| *c == '\n');
        } else if c == ',' {
            comma = true;
        } else if !c.is_whitespace() {
            if comma && !matches!(c, ']' | '}') {
                out.push(',');
            }
            (comma, in_string) = (false, c == '"');
            out.push(c);
        }
    }
    out
}

fn suite() -> Option<Suite> {
    let Some(path) = std::env::var_os("DUIZHAO_OPENCC_CASES") else {
        println!("skipped: DUIZHAO_OPENCC_CASES is not set");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    Some(serde_json::from_str(&plain_json(&text)).unwrap())
}

/// Counts the cases that the converters of `make` pass, and returns the others as lines to read.
fn measure(
    suite: &Suite,
    make: impl Fn(Conversion) -> Converter,
) -> (Counts, Vec<(Conversion, String)>) {
    let mut counts = Counts::new();
    let mut failures = Vec::new();
    for &conversion in Conversion::ALL {
        let converter = make(conversion);
        for case in &suite.cases {
            let Some(expected) = case.expected.get(conversion.name()) else {
                continue;
            };
            let (met, all) = counts.entry(conversion).or_default();
            *all += 1;
            let got = converter.convert(&case.input);
            if got == *expected {
                *met += 1;
            } else {
                let name = conversion.name();
                let line = format!("{name} {}\n  want {expected}\n  got  {got}", case.id);
                failures.push((conversion, line));
            }
        }
    }
    (counts, failures)
}

fn report(engine: ScriptEngine, label: &str, counts: &Counts) -> usize {
    let (met, all) = counts
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{engine}, {label}: {met} of {all}");
    for (conversion, (met, all)) in counts {
        println!("  {:6} {met:2} of {all:2}", conversion.name());
    }
    met
}

#[test]
fn opencc_cases() {
    let Some(suite) = suite() else { return };
    for engine in ScriptEngine::ALL {
        if engine.is_built_in() {
            measure_engine(&suite, engine);
        }
    }
}

fn measure_engine(suite: &Suite, engine: ScriptEngine) {
    let (bare, _) = measure(suite, |conversion| {
        Converter::bare(engine, conversion).unwrap()
    });
    let (tabled, failures) = measure(suite, |conversion| {
        Converter::for_conversion(engine, conversion).unwrap()
    });
    let met_bare = report(engine, "bare", &bare);
    let met = report(engine, "with our tables", &tabled);
    failures.iter().for_each(|(_, line)| println!("{line}"));

    assert!(met >= met_bare, "our tables lose cases");
    let to_hans = [Conversion::T2s, Conversion::Tw2s, Conversion::Hk2s];
    let wrong: Vec<_> = failures
        .iter()
        .filter(|(conversion, _)| to_hans.contains(conversion))
        .collect();
    assert!(wrong.is_empty(), "to simplified: {wrong:?}");
}

#[test]
fn comments_and_trailing_commas_go() {
    let plain = plain_json("{\"a\": [\"x // , ]\", \"\\\"\",], // note\n\"b\": 1,}");
    assert_eq!(plain, "{\"a\":[\"x // , ]\",\"\\\"\"],\"b\":1}");
}
