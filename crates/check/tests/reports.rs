//! The three reports of the same diagnostics.

use duizhao_check::RULES;
use duizhao_check::report::{RuleSummary, Totals, jsonl, sarif, text};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Edit, Location, Severity};
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

#[test]
fn text_has_the_place_the_weight_and_the_help() {
    let lines: Vec<String> = diagnostics().iter().map(text).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn json_lines_have_spans_in_characters() {
    let lines: Vec<String> = diagnostics()
        .iter()
        .map(|diagnostic| jsonl(diagnostic, SOURCE, TARGET))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    let first: Value = serde_json::from_str(&lines[0]).expect("JSON");
    let part = |text: &str, span: &Value| {
        let at = |end: usize| span[end].as_u64().expect("a number") as usize;
        text.chars().take(at(1)).skip(at(0)).collect::<String>()
    };
    assert_eq!(part(SOURCE, &first["source_span"]), "党中央");
    assert_eq!(part(TARGET, &first["target_span"]), "Party center");
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
