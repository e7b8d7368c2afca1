//! What `duizhao publish` says and leaves behind, by runs of the program.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

const BY_A_PERSON: &str = "---\nduizhao: 1\ndate: 2020-02-19\n---\n\n# 县委开会。\n\n> # The county Party committee meets.\n\n好。\n\n> Good.\n";

const GLOSS: &str = "---\nduizhao: 1\norigin: gloss\n---\n\n好。\n\n> good\n";

/// Returns a project with these editions and no ledger in any.
fn project(editions: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("output")).unwrap();
    for (name, text) in editions {
        std::fs::write(folder.path().join("output").join(name), text).unwrap();
    }
    folder
}

/// Publishes, and returns the exit code, standard output and standard error.
fn publish(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("duizhao"));
    let output = command
        .current_dir(folder)
        .arg("publish")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap();
    (code, text(&output.stdout), text(&output.stderr))
}

#[test]
fn glosses_are_not_published_as_data_and_what_was_there_stays() {
    let folder = project(&[("a.md", BY_A_PERSON)]);
    let (code, out, _) = publish(folder.path(), &["--to", "jsonl"]);
    assert_eq!(code, 0);
    let expected =
        "published/jsonl: 1 article, 2 sentences; 2 files written, 0 unchanged, 0 removed\n";
    assert_eq!(out, expected);
    std::fs::write(folder.path().join("output/a.md"), GLOSS).unwrap();
    let (code, out, errors) = publish(folder.path(), &["--to", "jsonl,tmx"]);
    assert_eq!((code, &*out), (1, ""));
    let reason = "error: nothing to publish: of 1 sentence none has a translation, and a gloss is none\nhint: translate with a \
                  service or write translations into the editions";
    assert!(errors.starts_with(reason), "{errors}");
    let data = std::fs::read_to_string(folder.path().join("published/jsonl/data/2020.jsonl"));
    assert_eq!(data.unwrap().lines().count(), 2);
    assert!(!folder.path().join("published/tmx/pairs.tmx").exists());
}

#[test]
fn what_is_left_out_is_counted_and_what_cannot_be_read_named() {
    let unpaired = "---\nduizhao: 1\n---\n\n好。\n\n> Good.\n> Better.\n";
    let folder = project(&[("a.md", BY_A_PERSON), ("b.md", GLOSS), ("c.md", unpaired)]);
    let (code, out, errors) = publish(folder.path(), &["--to", "tsv"]);
    assert_eq!(code, 3);
    assert!(errors.starts_with("error: output/c.md:7:1: "), "{errors}");
    assert_eq!(errors.matches(":1: ").count(), 1, "{errors}");
    let expected = "published/tsv: 1 article, 2 sentences (1 left out, 1 of them without a translation); 2 files written, 0 \
                    unchanged, 0 removed\n";
    assert_eq!(out, expected);
}

#[test]
fn filters_that_leave_nothing_say_so() {
    let folder = project(&[("a.md", BY_A_PERSON)]);
    let (code, _, errors) = publish(folder.path(), &["--to", "jsonl", "--origin", "machine"]);
    assert_eq!(code, 1);
    let reason = "error: nothing to publish: the filter leaves out 2 sentences\nhint: ";
    assert!(errors.starts_with(reason), "{errors}");
    let (code, _, errors) = publish(folder.path(), &["--to", "xliff", "--since", "2021-01-01"]);
    assert_eq!(code, 1);
    assert!(
        errors.starts_with("error: nothing to publish: no article is taken\nhint: "),
        "{errors}"
    );
}
