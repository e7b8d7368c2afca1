//! The reports of the same diagnostics.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use duizhao_check::report::{
    CheckedFile, FORMATS, ReportSettings, RuleSummary, Totals, by_name, sarif, text,
};
use duizhao_check::{CheckedPair, Deny, RULES};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Edit, Location, Severity};
use duizhao_core::hash::sha256;
use serde_json::Value;

const SOURCE: &str = "在党中央领导下";
const TARGET: &str = "“Under” the Party center";

fn diagnostics() -> Vec<Diagnostic> {
    let of_pair = Location {
        pair: Some(3),
        ..Location::new("output/第1篇.md", 12, 2)
    };
    let message = "`党中央` must not be rendered as `Party center` but as `CPC Central Committee`";
    let forbidden = Diagnostic::new("forbidden", Severity::Error, message)
        .at(of_pair)
        .at_source(Span::new(3, 12))
        .at_target(Span::new(16, 28))
        .suggest("write `CPC Central Committee`");
    let spaces = Diagnostic {
        fix: Some(Edit {
            span: Span::new(20, 24),
            text: "党".to_owned(),
        }),
        ..Diagnostic::new("spaces", Severity::Warning, "stray spaces")
            .at(Location::new("t.csv", 2, 1))
    };
    let whole =
        Diagnostic::new("unreadable", Severity::Note, "not read").at(Location::new("b.csv", 0, 0));
    vec![
        forbidden,
        spaces,
        whole,
        Diagnostic::new("damage", Severity::Note, "no file"),
    ]
}

/// Two files: one with the first diagnostic in a pair and the second in none, and one that cannot be read.
fn report(format: &str) -> String {
    let mut found = diagnostics();
    let second = found.remove(1).at(Location::new("output/第1篇.md", 2, 1));
    let pair = CheckedPair {
        source: SOURCE.to_owned(),
        target: TARGET.to_owned(),
        diagnostics: vec![found.remove(0)],
    };
    let settings = ReportSettings {
        rules: RULES.iter().map(RuleSummary::from).collect(),
        deny: Deny::of(["error"]),
    };
    let mut report = by_name(format).expect("a format").begin(settings);
    let mut out = Vec::new();
    let second = CheckedPair::without_pair(second);
    report.pair(&second, &mut out).expect("written");
    report.pair(&pair, &mut out).expect("written");
    let files = [
        ("output/第1篇.md", 12, None),
        ("a \"&\".tsv", 0, Some("a \"&\".tsv: cannot be <read>")),
        ("clean.tsv", 3, None),
    ];
    for (path, pairs, error) in files {
        let file = CheckedFile {
            path: path.into(),
            pairs,
            error: error.map(str::to_owned),
        };
        report.file(&file, &mut out).expect("written");
    }
    report.end(&mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn formats_are_found_by_their_names() {
    for format in FORMATS {
        assert!(std::ptr::eq(
            by_name(format.name).expect("a format"),
            format
        ));
        assert!(!report(format.name).is_empty());
    }
    assert!(by_name("xml").is_none());
}

#[test]
fn junit_has_a_suite_a_file_and_a_test_a_diagnostic() {
    insta::assert_snapshot!(report("junit"));
}

#[test]
fn html_shows_both_sides_with_marks() {
    let page = report("html");
    let body = page.split_once("<main>").expect("a page").1;
    let body = body.split_once("<script>").expect("a script").0;
    insta::assert_snapshot!(body);
}

/// The policy holds the hashes of the style and the script that the page has, and nothing else is in it that could run.
#[test]
fn html_runs_nothing_but_its_own_script() {
    let page = report("html");
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        assert_eq!(page.matches(&open).count(), 1);
        let text = page
            .split(&open)
            .nth(1)
            .expect("one")
            .split(&close)
            .next()
            .expect("its end");
        let hash = BASE64_STANDARD.encode(sha256(text.as_bytes()));
        assert!(
            page.contains(&format!("{directive} 'sha256-{hash}'")),
            "{element}"
        );
    }
    assert!(page.contains("default-src 'none'"));
    for outside in [
        "src=", "href=", "http:", "https:", "@import", "url(", " style=", " onclick",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn html_escapes_what_texts_hold() {
    let hostile = "<script>alert(1)</script>\" onfocus=\"x";
    let diagnostic = Diagnostic::new("term", Severity::Error, format!("`{hostile}` {hostile}"))
        .at(Location::new(hostile, 1, 1))
        .at_source(Span::new(1, 9))
        .suggest(hostile);
    let pair = CheckedPair {
        source: hostile.to_owned(),
        target: hostile.to_owned(),
        diagnostics: vec![diagnostic],
    };
    let mut report = by_name("html")
        .expect("a format")
        .begin(ReportSettings::default());
    let mut out = Vec::new();
    report.pair(&pair, &mut out).expect("written");
    let file = CheckedFile {
        path: hostile.into(),
        error: Some(hostile.to_owned()),
        ..CheckedFile::default()
    };
    report.file(&file, &mut out).expect("written");
    report.end(&mut out).expect("written");
    let page = String::from_utf8(out).expect("UTF-8");
    assert_eq!(page.matches("<script>").count(), 1, "the page's own");
    assert!(!page.contains("\" onfocus") && page.contains("&lt;/script&gt;&quot; onfocus=&quot;x"));
}

#[test]
fn text_has_the_place_the_weight_and_the_help() {
    let lines: Vec<String> = diagnostics().iter().map(text).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn json_lines_have_spans_in_characters() {
    let lines = report("jsonl");
    insta::assert_snapshot!(lines);
    let second = lines.lines().nth(1).expect("two lines");
    let second: Value = serde_json::from_str(second).expect("JSON");
    let part = |text: &str, span: &Value| {
        let at = |end: usize| span[end].as_u64().expect("a number") as usize;
        text.chars().take(at(1)).skip(at(0)).collect::<String>()
    };
    assert_eq!(part(SOURCE, &second["source_span"]), "党中央");
    assert_eq!(part(TARGET, &second["target_span"]), "Party center");
}

/// What the standard asks of the parts that we write (sections 3.13, 3.14, 3.19, 3.27 to 3.30, 3.49, 3.56).
#[test]
fn sarif_is_as_the_standard_has_it() {
    let rules: Vec<RuleSummary> = RULES.iter().map(RuleSummary::from).collect();
    let log: Value = serde_json::from_str(&sarif(&rules, &diagnostics())).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .expect("a text")
            .ends_with("sarif-schema-2.1.0.json")
    );
    let [run] = &log["runs"].as_array().expect("runs")[..] else {
        panic!("one run");
    };
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "duizhao");
    let described = driver["rules"].as_array().expect("rules");
    assert_eq!(described.len(), RULES.len());
    for rule in described {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string());
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 4);
    for result in results {
        check_result(result, described);
    }
}

#[test]
fn sarif_tells_of_files_that_could_not_be_checked() {
    let log: Value = serde_json::from_str(&report("sarif")).expect("JSON");
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let [told] = &invocation["toolExecutionNotifications"]
        .as_array()
        .expect("a list")[..]
    else {
        panic!("one file");
    };
    assert_eq!(told["message"]["text"], "a \"&\".tsv: cannot be <read>");
}

#[track_caller]
fn check_result(result: &Value, rules: &[Value]) {
    let id = result["ruleId"].as_str().expect("a rule");
    if let Some(index) = result["ruleIndex"].as_u64() {
        assert_eq!(rules[index as usize]["id"], id);
    }
    let level = result["level"].as_str().expect("a level");
    assert!(["none", "note", "warning", "error"].contains(&level));
    assert!(result["message"]["text"].is_string());
    for location in result["locations"].as_array().into_iter().flatten() {
        let place = &location["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.is_ascii() && !uri.contains(' '));
        if let Some(region) = place.get("region") {
            assert!(region["startLine"].as_u64().is_some_and(|line| line > 0));
        }
    }
    for fix in result["fixes"].as_array().into_iter().flatten() {
        let replacement = &fix["artifactChanges"][0]["replacements"][0];
        assert!(replacement["deletedRegion"]["byteOffset"].is_u64());
        assert!(replacement["insertedContent"]["text"].is_string());
    }
}

#[test]
fn sarif_is_shown() {
    let rules: Vec<RuleSummary> = RULES.iter().take(2).map(RuleSummary::from).collect();
    let log = sarif(&rules, &diagnostics());
    insta::assert_snapshot!(log.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
}

#[test]
fn totals_count_in_words() {
    let totals = Totals::of(&diagnostics());
    assert_eq!(totals.to_string(), "1 error, 1 warning, 2 notes");
    assert!(!totals.is_clean() && Totals::default().is_clean());
}
