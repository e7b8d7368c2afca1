//! A changed term: what a run makes of the editions that it touches is what a run that knows nothing of them makes.

use crate::project::Project;
use crate::runs::{answer, settings};
use std::path::Path;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request};

const BEFORE: &str = "source_hans,target,status\n党组织,Party body,confirmed\n书记,boss,confirmed\n村,village,optional\n";
const AFTER: &str = "source_hans,target,status\n党组织,Party organ,confirmed\n群众,the crowd,choice\n村,village,optional\n";

/// A chat service that translates a sentence in the same way every time: some of its numbers, and terms that it is told.
async fn steady() -> MockServer {
    let server = MockServer::start().await;
    let respond = |request: &Request| {
        answer(request, |item| {
            let text = item["text"].as_str().expect("a text");
            let numbers = text.split(|c: char| !c.is_ascii_digit());
            let numbers: Vec<&str> = numbers.filter(|number| number.len() < 3).collect();
            let words = "word ".repeat(text.chars().count() / 2);
            let terms = if text.len().is_multiple_of(3) {
                item["terms"].to_string().replace(['"', '{', '}'], "")
            } else {
                String::new()
            };
            format!("A {words}{terms} {}.", numbers.join(" "))
        })
    };
    Mock::given(method("POST"))
        .respond_with(respond)
        .mount(&server)
        .await;
    server
}

fn project(settings: &str) -> Project {
    let project = Project::new(settings);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/articles");
    for sample in std::fs::read_dir(samples).expect("the samples") {
        let path = sample.expect("a sample").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let text = std::fs::read_to_string(&path).expect("a text");
        project.write(&format!("in/{name}"), &text);
    }
    project.write("before.csv", BEFORE);
    project.write("after.csv", AFTER);
    project
}

/// The editions of a project, in the order of their names.
fn editions(project: &Project) -> Vec<(String, String)> {
    let folder = project.path().join("output");
    let mut editions: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("editions")
        .map(|entry| entry.expect("an edition").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a text");
            (name.into_owned(), text)
        })
        .collect();
    editions.sort();
    editions
}

#[track_caller]
fn check(settings: &str, backend: &[&str]) {
    let (changed, new) = (project(settings), project(settings));
    let translate = |project: &Project, glossary: &str| {
        project.translate(&[&["-g", glossary], backend].concat());
    };
    translate(&changed, "before.csv");
    let before = editions(&changed);
    translate(&changed, "after.csv");
    translate(&new, "after.csv");
    let after = editions(&changed);
    assert!(after.len() > 1);
    let touched = before.iter().zip(&after).filter(|(a, b)| a != b);
    assert!(touched.count() > 0, "the change touches nothing");
    assert_eq!(after, editions(&new));
    let status = |project: &Project| project.run(&["status", "-g", "after.csv"]);
    assert_eq!(status(&changed), status(&new));
}

#[test]
fn a_changed_term_leaves_glosses_as_a_new_run_makes_them() {
    check("", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_term_leaves_translations_as_a_new_run_makes_them() {
    let server = steady().await;
    let settings = settings(&server);
    tokio::task::block_in_place(|| check(&settings, &["--backend", "chat"]));
}
