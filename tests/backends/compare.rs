//! `duizhao backends compare` with services that are paid for.

use crate::cli::outcome;
use crate::server::{ok, requests, right, server, table};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;
use wiremock::{MockServer, ResponseTemplate};

/// A project with one article and two services; the second one's settings are given.
fn project(first: &MockServer, second: &MockServer, settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    let prices = "input_price = 1.0\noutput_price = 2.0\ncurrency = 'USD'\n";
    let first = table(&first.uri(), prices);
    let second = table(&second.uri(), settings);
    write(
        "duizhao.toml",
        &format!("[glossary]\nbuilt_in = false\n[backend.one]\n{first}[backend.two]\n{second}"),
    );
    let sentences: String = (1..9)
        .map(|n| format!("第{n}句说的是疫情防控工作取得的进展。"))
        .collect();
    write(
        "a.txt",
        &format!("第9篇说的是疫情防控工作\n\n{sentences}\n"),
    );
    let pair =
        |n| format!("第{n}句说的是疫情防控工作取得的进展。\tSentence {n} is about progress.\n");
    write("a.tsv", &(1..9).map(pair).collect::<String>());
    folder
}

async fn compared(folder: &Path, args: &[&str]) -> (Option<i32>, Value, String) {
    let fixed = ["backends", "compare", "--format", "json", "--quiet"];
    let (code, out, said) = outcome(folder, &[&fixed, args].concat()).await;
    (code, serde_json::from_str(&out).unwrap_or_default(), said)
}

fn translated(report: &Value) -> [u64; 2] {
    [0, 1].map(|at| {
        report["backends"][at]["translated"]
            .as_u64()
            .expect("a number")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_fails_is_a_row_and_what_was_paid_for_is_kept() {
    let good = server(|_, body| ok(right(body))).await;
    let refused = server(|_, _| {
        ResponseTemplate::new(401).set_body_string(r#"{"error":{"message":"wrong key"}}"#)
    })
    .await;
    let folder = project(&good, &refused, "");
    let args = ["two", "one", "a.txt", "--sample", "4"];
    let (code, report, _) = compared(folder.path(), &args).await;
    assert_eq!((code, translated(&report)), (Some(3), [0, 4]));
    assert_eq!(
        (report["sample"].as_u64(), report["of"].as_u64()),
        (Some(4), Some(9))
    );
    let error = report["backends"][0]["error"]["what"].as_str();
    assert!(error.expect("a reason").contains("wrong key"), "{report}");
    // Each reply says 100 tokens in and 10 out.
    let one = &report["backends"][1];
    assert_eq!(
        (one["requests"].as_u64(), one["cost"].as_f64()),
        (Some(1), Some(120e-6))
    );
    assert_eq!(one["cost_per_1000"].as_f64(), Some(30e-3));
    assert!(!folder.path().join("output").exists());

    let (_, report, _) = compared(folder.path(), &["one", "mock", "a.txt", "--sample", "4"]).await;
    let one = &report["backends"][0];
    assert_eq!(
        (one["known"].as_u64(), one["requests"].as_u64()),
        (Some(4), Some(0))
    );
    let args = [
        "translate",
        "a.txt",
        "--backend",
        "one",
        "--quiet",
        "--format",
        "json",
    ];
    let (code, out, _) = outcome(folder.path(), &args).await;
    let sum: Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
    assert_eq!(
        (code, sum["known"].as_u64(), requests(&good).await),
        (Some(0), Some(4), 3)
    );
    let args = ["one", "a.txt", "--sample", "4", "--retranslate"];
    compared(folder.path(), &args).await;
    assert_eq!(requests(&good).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_for_each_service() {
    let one = server(|_, body| ok(right(body))).await;
    let two = server(|_, body| ok(right(body))).await;
    let folder = project(&one, &two, "max_sentences = 2\n");
    let args = ["one", "two", "a.tsv", "--max-requests", "2"];
    let (code, report, _) = compared(folder.path(), &args).await;
    assert_eq!((code, translated(&report)), (Some(3), [8, 0]));
    assert_eq!((requests(&one).await, requests(&two).await), (2, 2));
    assert_eq!(report["references"].as_u64(), Some(8));
    assert!(report["backends"][0]["chrf"].as_f64() > report["backends"][1]["chrf"].as_f64());
    let said = report["backends"][1]["error"]["what"]
        .as_str()
        .expect("a reason");
    assert!(said.contains("`--max-requests`"), "{said}");

    let (code, _, said) = compared(folder.path(), &["two", "a.tsv", "--max-cost", "1"]).await;
    assert!(
        code == Some(1) && said.contains("`--max-cost` needs prices"),
        "{said}"
    );
    let (code, _, said) = compared(folder.path(), &["two", "b.tsv"]).await;
    assert!(
        code == Some(2) && said.contains("neither a backend nor a file"),
        "{said}"
    );
    assert_eq!(requests(&two).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_markdown_to_keep() {
    let one = server(|_, body| ok(right(body))).await;
    let folder = project(&one, &one, "");
    let args = [
        "backends", "compare", "one", "a.tsv", "--sample", "1", "--format", "markdown", "--quiet",
    ];
    let (code, out, _) = outcome(folder.path(), &args).await;
    assert_eq!(code, Some(0));
    assert!(
        out.contains("| backend | model | translated | chrF | errors | warnings | notes | requests | tokens | cost | cost of 1,000 | seconds |\n| --- |"),
        "{out}"
    );
    assert!(
        out.contains("1 of 8 sentences; a person's translation of 1."),
        "{out}"
    );
    assert!(
        out.contains("## 1. a.tsv:5\n\n第5句说的是疫情防控工作取得的进展。\n"),
        "{out}"
    );
    assert!(
        out.contains("| person | Sentence 5 is about progress. |  |  |\n"),
        "{out}"
    );
    assert!(
        out.contains(
            "| one | Sentence 5 is about progress in preventing and controlling the epidemic. | "
        ),
        "{out}"
    );
}
