//! Inputs of a batch that have the same text, or the same edition.

use duizhao_core::segment::Segment;
use duizhao_engine::{ArticleReport, Batch, Engine, Options, Progress, Project};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_ingest::source::{Input, Inputs};
use duizhao_memory::{Store, VolatileMemory};
use duizhao_translate::Closure;
use std::path::Path;
use std::sync::Arc;

const TEXT: &str = "某县推进防控工作\n\n县委高度重视这项工作并作出部署。各部门迅速行动起来。\n";

/// The same article, in the other script and under another title.
const SAME: &str =
    "標題不一樣的同一篇文章\n\n縣委高度重視這項工作並作出部署。各部門迅速行動起來。\n";

const RECORDS: &str =
    "{\"id\":\"1\",\"title\":\"某市推进复工工作\",\"text\":\"市委高度重视复工工作并作出部署。\"}\n";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    let above = path.parent().expect("a file has a folder");
    std::fs::create_dir_all(above).expect("what the test sets up");
    std::fs::write(path, text).expect("what the test sets up");
}

fn inputs(folder: &Path, names: &[&str]) -> impl Iterator<Item = Input> {
    let paths = names.iter().map(|name| folder.join(name)).collect();
    Inputs::new(paths).filter_map(Result::ok)
}

/// Translates articles of a folder; returns the reports.
async fn run(
    folder: &Path,
    store: &Arc<VolatileMemory>,
    names: &[&str],
    dedupe: bool,
) -> Vec<ArticleReport> {
    let backend = Closure::new("x", |segment: &Segment| {
        Ok(format!("{} bytes.", segment.text.len()))
    });
    let store: Arc<dyn Store> = store.clone();
    let termbase = Termbase::new(Glossary::default());
    let engine = Engine::new(termbase, Box::new(backend), Some(store), Options::default());
    // From a folder below, so that paths are whole and hold wherever the test runs.
    write(folder, "duizhao.toml", "");
    write(folder, "below/x", "");
    let project = Project::find(&folder.join("below"), None).expect("what the test sets up");
    let project = project.with_output(Some(&folder.join("output")));
    let mut batch = Batch::new(engine, project)
        .await
        .expect("what the test sets up");
    if dedupe {
        let left_out = batch
            .leave_out_duplicates(inputs(folder, names))
            .expect("it is read");
        assert_eq!(left_out.len(), 1);
    }
    let mut reports = Vec::new();
    let (batch, progress) = (Arc::new(batch), Progress::default());
    let run = batch.run(inputs(folder, names).map(Ok), &progress, |report| {
        reports.push(report)
    });
    assert_eq!(run.await, 0);
    reports
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_is_known_in_either_script() {
    let folder = tempfile::tempdir().expect("what the test sets up");
    let folder = folder.path();
    write(folder, "in/a.txt", TEXT);
    write(folder, "in/b.txt", SAME);
    write(
        folder,
        "in/c.txt",
        "某市推进复工工作\n\n市委高度重视复工工作并作出部署。\n",
    );
    let store = Arc::default();
    let reports = run(folder, &store, &["in"], false).await;
    let bodies: Vec<_> = reports.iter().map(|report| report.body).collect();
    assert!(bodies[0].is_some() && bodies[0] == bodies[1] && bodies[0] != bodies[2]);
    let other = Arc::default();
    let reports = run(folder, &other, &["in"], true).await;
    let inputs: Vec<_> = reports.iter().map(|report| report.input.clone()).collect();
    assert_eq!(
        inputs,
        ["in/a.txt", "in/c.txt"].map(|name| folder.join(name))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_say_where_an_article_goes_on() {
    let folder = tempfile::tempdir().expect("what the test sets up");
    let folder = folder.path();
    write(
        folder,
        "in/a.html",
        "<html><body><h1>某县推进防控工作</h1><p>县委高度重视这项工作并作出部署。各部门迅速行动起来，奔赴一线。</p>\
         <p><a href=/a_2.html>下一页</a></p></body></html>",
    );
    let reports = run(folder, &Arc::default(), &["in"], false).await;
    assert_eq!(reports[0].goes_on.as_deref(), Some("/a_2.html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_two_articles_have_one_edition() {
    let folder = tempfile::tempdir().expect("what the test sets up");
    let folder = folder.path();
    write(folder, "in/book.jsonl", RECORDS);
    write(folder, "in/book/1.txt", TEXT);
    let store = Arc::default();
    let reports = run(folder, &store, &["in"], false).await;
    let errors: Vec<String> = reports
        .iter()
        .filter_map(|report| Some(report.error.as_ref()?.to_string()))
        .collect();
    assert_eq!(reports.len(), 2);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].contains("book.jsonl#1: another input of this batch is written to"),
        "{errors:?}"
    );
    // But a file may be named like a book.
    write(folder, "in/book.txt", SAME);
    let reports = run(
        folder,
        &Arc::default(),
        &["in/book.txt", "in/book.jsonl"],
        false,
    )
    .await;
    assert!(reports.iter().all(|report| report.error.is_none()));
    std::fs::remove_file(folder.join("in/book.txt")).expect("it is there");
    // Nor in two runs.
    let reports = run(folder, &store, &["in/book.jsonl"], false).await;
    let error = reports[0]
        .error
        .as_ref()
        .expect("the edition is another's")
        .to_string();
    assert!(
        error.contains("its edition") && error.contains("in/book/1.txt"),
        "{error}"
    );
}
