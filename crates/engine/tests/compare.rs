//! Backends side by side, on sentences of editions, articles and files of pairs.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use duizhao_check::RuleSettings;
use duizhao_engine::{
    BackendResult, Contender, Options, Project, Sample, SampleError, Sampler, compare,
};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_translate::{BackendError, Closure, ErrorClass, Prices, Segment, Stop};
use std::path::Path;
use tempfile::TempDir;

const EDITION: &str = "---\nduizhao: 1\nsource_file: a.txt\n---\n\n# 县委开会\n\n> **County Party committee meets**\n\n\
    **¶** 县委1月28日召开会议。\n\n> The county Party committee met on January 28.\n\n全县有1.8万人。\n\n> <!-- none -->\n\nIn English.\n\n> In English.\n";

fn termbase() -> Termbase {
    let mut glossary = Glossary::default();
    let rows = "source_hans,target,status\n县委,county Party committee,confirmed\n";
    glossary.add_text(Path::new("t.csv"), rows).unwrap();
    Termbase::new(glossary)
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

async fn sampled(folder: &TempDir, file: Option<&str>, size: usize) -> Result<Sample, SampleError> {
    let project = Project::find(folder.path(), None).unwrap();
    let mut project = project.with_output(Some(&folder.path().join("output")));
    project.config.articles = vec![folder.path().join("articles")];
    let (termbase, options) = (termbase(), Options::default());
    let sampler = Sampler {
        project: &project,
        store: None,
        termbase: &termbase,
        options: &options,
        size,
    };
    match file {
        Some(file) => sampler.file(&folder.path().join(file)).await,
        None => sampler.project().await,
    }
}

/// The chosen sentences, each with what a person wrote for it.
fn shown(sample: &Sample) -> Vec<(&str, &str)> {
    let sentences = sample.sentences();
    let shown = sentences.map(|(article, one)| {
        let source = article.segments[one.index].text.as_str();
        (source, one.reference.as_deref().unwrap_or_default())
    });
    shown.collect()
}

fn contender(translate: fn(&Segment) -> Result<String, String>) -> Contender {
    Contender {
        name: "x".to_owned(),
        backend: Box::new(Closure::new("x", translate)),
        prices: Prices::default(),
        currency: None,
        stop: Stop::default(),
    }
}

async fn compared(
    sample: &Sample,
    translate: fn(&Segment) -> Result<String, String>,
) -> BackendResult {
    compare(
        sample,
        &contender(translate),
        &termbase(),
        &RuleSettings::default(),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_wrote_in_editions_comes_first() {
    let article = "标题说的是疫情\n\n第一句说的是疫情防控。第二句说的也是疫情防控。\n";
    let folder = project(&[("output/b.md", EDITION), ("articles/c.txt", article)]);
    let all = sampled(&folder, None, 30).await.unwrap();
    let title = ("县委开会", "County Party committee meets");
    let first = (
        "县委1月28日召开会议。",
        "The county Party committee met on January 28.",
    );
    assert_eq!(shown(&all), [title, first, ("全县有1.8万人。", "")]);
    assert_eq!((all.all, all.articles[0].name.as_str()), (3, "a.txt"));
    let places: Vec<usize> = all.sentences().map(|(_, one)| one.location.line).collect();
    assert_eq!(places, [6, 10, 14]);
    let two = sampled(&folder, Some("output/b.md"), 2).await.unwrap();
    assert_eq!(shown(&two), [title, first]);
    let dump =
        "{\"id\": \"1\", \"title\": \"标题说的是疫情\", \"text\": \"第一句说的是疫情防控。\"}\n";
    std::fs::write(folder.path().join("d.jsonl"), dump).unwrap();
    let of_dump = sampled(&folder, Some("d.jsonl"), 2).await.unwrap();
    assert_eq!(of_dump.all, 2);
    std::fs::remove_dir_all(folder.path().join("output")).unwrap();
    let articles = sampled(&folder, None, 2).await.unwrap();
    let expected = [("标题说的是疫情", ""), ("第二句说的也是疫情防控。", "")];
    assert_eq!((shown(&articles), articles.all), (expected.to_vec(), 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_are_sampled_over_the_whole_file() {
    let pairs: String = (1..=9)
        .map(|n| format!("第{n}句。\tSentence {n}.\n"))
        .collect();
    let folder = project(&[("a.tsv", &format!("{pairs}Only English.\tx\n"))]);
    let sample = sampled(&folder, Some("a.tsv"), 3).await.unwrap();
    let expected = [2, 5, 8].map(|n| (format!("第{n}句。"), format!("Sentence {n}.")));
    let expected = expected
        .each_ref()
        .map(|(zh, en)| (zh.as_str(), en.as_str()));
    assert_eq!((shown(&sample), sample.all), (expected.to_vec(), 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_compare_is_an_error() {
    let folder = project(&[
        ("a.tsv", "English.\tx\n"),
        ("bad.md", "---\nduizhao: 1\n---\n\n> x\n"),
    ]);
    let of = async |file| {
        sampled(&folder, Some(file), 3)
            .await
            .err()
            .unwrap()
            .to_string()
    };
    assert!(of("a.tsv").await.contains("no Chinese"));
    assert!(of("bad.md").await.contains("bad.md"));
    assert!(of("none.txt").await.contains("none.txt"));
    let empty = sampled(&folder, None, 3).await.err().unwrap().to_string();
    assert_eq!(empty, "no sentences to compare");
}

#[tokio::test(flavor = "multi_thread")]
async fn translations_are_judged_by_rules_and_by_what_people_wrote() {
    let folder = project(&[("b.md", EDITION)]);
    let sample = sampled(&folder, Some("b.md"), 30).await.unwrap();
    let person = compared(&sample, |segment| {
        Ok(match segment.text.as_str() {
            "县委开会" => "County Party committee meets",
            "全县有1.8万人。" => "The county has 18,000 people.",
            _ => "The county Party committee met on January 28.",
        }
        .to_owned())
    });
    let person = person.await;
    assert_eq!(
        (person.chrf, person.translated, person.failed),
        (Some(100.0), 3, 0)
    );
    assert_eq!((person.adherence.asked, person.adherence.obeyed), (2, 2));
    assert_eq!(person.findings.all(), 0);
    let wrong = compared(&sample, |_| Ok("The county met on January 29.".to_owned()));
    let wrong = wrong.await;
    let codes: Vec<Vec<&str>> = wrong
        .translations
        .iter()
        .map(|one| one.findings.iter().map(|found| found.code).collect())
        .collect();
    assert!(
        codes[1].contains(&"term") && codes[1].contains(&"number"),
        "{codes:?}"
    );
    assert_eq!(wrong.adherence.obeyed, 0);
    assert!(
        wrong.chrf.is_some_and(|chrf| chrf > 10.0 && chrf < 80.0),
        "{:?}",
        wrong.chrf
    );
    assert_eq!(wrong.translations[2].chrf, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_translated_counts_as_nothing_and_is_said() {
    let folder = project(&[("b.md", EDITION)]);
    let sample = sampled(&folder, Some("b.md"), 30).await.unwrap();
    let failing = contender(|_| Err("no".to_owned()));
    let error = BackendError::new("failing", ErrorClass::Final, "the key is wrong", "set it");
    failing.stop.stop(error);
    let result = compare(&sample, &failing, &termbase(), &RuleSettings::default()).await;
    assert_eq!(
        (result.translated, result.failed, result.chrf),
        (0, 3, Some(0.0))
    );
    assert_eq!(result.error.unwrap().what, "the key is wrong");
    assert_eq!(result.translations[0].failure.as_ref().unwrap().what, "no");
}
