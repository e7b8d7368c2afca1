//! `output/` holds the editions of the sample articles as the program writes them now.
//!
//! After an intended change, write them again: `cargo run --release -- translate tests/articles --overwrite`.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the name and contents of every file of a folder.
fn folder(path: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|entry| {
            let entry = entry.expect("the folder can be listed");
            let text = std::fs::read_to_string(entry.path()).expect("an edition is text");
            (
                entry.file_name().to_string_lossy().into_owned(),
                text.replace("\r\n", "\n"),
            )
        })
        .collect()
}

fn translated(jobs: &str, extra: &[&str]) -> BTreeMap<String, String> {
    let output = tempfile::tempdir().expect("a temporary folder");
    Command::cargo_bin("duizhao")
        .expect("the program is built")
        .args(["translate", "--quiet", "--jobs", jobs, "--output"])
        .arg(output.path())
        .args(extra)
        .arg("tests/articles")
        .assert()
        .success();
    folder(output.path())
}

#[test]
fn output_holds_what_the_program_writes_now() {
    let now = translated("2", &[]);
    let kept = folder(Path::new("output"));
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        now.keys().collect::<Vec<_>>()
    );
    for (name, text) in &now {
        assert!(
            kept[name] == *text,
            "output/{name} is not what the program writes now; see the head of tests/editions.rs"
        );
    }
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    assert_eq!(translated("1", &[]), translated("8", &[]));
    assert_eq!(
        translated("1", &["--layout", "table"]),
        translated("8", &["--layout", "table"])
    );
}

#[test]
fn every_sentence_is_there_once_and_pairs() {
    let cleaner =
        duizhao::clean::Cleaner::new(duizhao::script::Script::Hans).expect("the engine starts");
    for (name, text) in folder(Path::new("output")) {
        let edition =
            duizhao::edition::read(&text).unwrap_or_else(|error| panic!("output/{name}:{error}"));
        let source =
            std::fs::read_to_string(format!("tests/articles/{}", name.replace(".md", ".txt")))
                .expect("its article");
        let article = cleaner.clean_text(&source).article;
        let sentences: Vec<&str> = article
            .blocks
            .iter()
            .flat_map(|block| duizhao::segment::sentences(&block.text))
            .map(str::trim)
            .collect();
        let paired: Vec<&str> = edition
            .document
            .blocks
            .iter()
            .flat_map(|block| &block.items)
            .map(|pair| pair.source[0].as_str())
            .collect();
        assert_eq!(paired, sentences, "{name}");
        assert!(
            edition
                .document
                .blocks
                .iter()
                .flat_map(|block| &block.items)
                .all(|pair| pair.target.len() == 1),
            "{name}"
        );
    }
}

#[test]
fn the_readme_shows_an_edition_that_is() {
    let readme = include_str!("../README.md").replace("\r\n", "\n");
    let excerpt = readme
        .split("```markdown\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("an excerpt");
    assert!(
        folder(Path::new("output"))
            .values()
            .any(|edition| edition.contains(excerpt.trim())),
        "{excerpt}"
    );
}
