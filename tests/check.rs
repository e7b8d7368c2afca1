//! `duizhao check` as its users meet it.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

/// Runs the program, and returns exit code, stdout and stderr.
fn duizhao(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("duizhao").expect("the program is built");
    command.current_dir(folder).args(args);
    for name in ["DUIZHAO_CONFIG", "DUIZHAO_OUTPUT", "DUIZHAO_BACKEND"] {
        command.env_remove(name);
    }
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("an exit code");
    (code, text(&output.stdout), text(&output.stderr))
}

const EDITION: &str = "---\nduizhao: 1\n---\n\n# 县委开会\n\n> # County Party committee meets\n\n会议在县委召开。\n人民币（CNY）。\n\n> It met in the party center.\n> <!-- none -->\n";

/// Creates a project with an edition that breaks the glossary, in a folder below the one for editions.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, text).expect("the file is written");
    };
    write(
        "duizhao.toml",
        "[glossary]\nbuilt_in = false\nfiles = [\"terms.csv\"]\n",
    );
    write(
        "terms.csv",
        "source_hans,target,forbidden,status\n县委,county Party committee,party center,confirmed\n",
    );
    write("output/2019/第 1 篇.md", EDITION);
    write("output/notes.md", "# no edition\n");
    folder
}

#[test]
fn findings_are_printed_in_each_format() {
    let folder = project();
    let (code, out, errors) = duizhao(folder.path(), &["check"]);
    insta::assert_snapshot!("text", format!("{out}{errors}"));
    assert_eq!(code, 3);
    let (code, out, errors) = duizhao(folder.path(), &["check", "--format", "jsonl"]);
    insta::assert_snapshot!("jsonl", out);
    assert_eq!((code, errors.as_str()), (3, ""));
    let (code, out, errors) = duizhao(folder.path(), &["check", "--format", "sarif"]);
    assert_eq!((code, errors.as_str()), (3, ""));
    let log: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    let place = &results[0]["locations"][0]["physicalLocation"];
    let uri = "output/2019/%E7%AC%AC%201%20%E7%AF%87.md";
    assert_eq!(place["artifactLocation"]["uri"], uri);
    assert_eq!(place["region"]["startLine"], 9);
    let (code, out, errors) = duizhao(folder.path(), &["check", "--format", "junit"]);
    assert_eq!((code, errors.as_str()), (3, ""));
    assert_eq!(out.matches("<failure ").count(), 3, "{out}");
    let (code, out, errors) = duizhao(folder.path(), &["check", "--format", "html"]);
    assert_eq!((code, errors.as_str()), (3, ""));
    assert_eq!(out.matches("<li class=").count(), 3, "{out}");
}

#[test]
fn what_fails_a_check_is_named() {
    let folder = project();
    let check = |args: &[&str]| duizhao(folder.path(), &[&["check", "-q"][..], args].concat()).0;
    assert_eq!(check(&["--deny", "error"]), 3);
    let without_errors = ["--ignore", "term", "--ignore", "forbidden"];
    assert_eq!(check(&without_errors), 3);
    let deny = |names: &[&str]| {
        let flags = names.iter().flat_map(|name| ["--deny", name]);
        check(&flags.chain(without_errors).collect::<Vec<_>>())
    };
    assert_eq!((deny(&["error"]), deny(&["note"])), (0, 3));
    assert_eq!((deny(&["fuzzy"]), deny(&["fuzzy", "backend"])), (0, 3));
    let (code, _, errors) = duizhao(folder.path(), &["check", "--deny", "erorr"]);
    assert!(code == 2 && errors.contains("'erorr'"), "{errors}");
}

#[test]
fn rules_are_left_out_by_flag_setting_and_comment() {
    let folder = project();
    let all = [
        "--ignore",
        "term",
        "--ignore",
        "forbidden",
        "--ignore",
        "backend",
    ];
    let (code, out, errors) = duizhao(folder.path(), &[&["check"][..], &all].concat());
    let summary = "1 edition: 0 errors, 0 warnings, 0 notes\n";
    assert_eq!((code, out.as_str(), errors.as_str()), (0, "", summary));
    let settings = "[glossary]\nbuilt_in = false\nfiles = [\"terms.csv\"]\n[check]\nignore = [\"backend\"]\n[check.per-file-ignores]\n\"output/2019/*\" = [\"term\"]\n";
    std::fs::write(folder.path().join("duizhao.toml"), settings).expect("settings");
    let (code, out, _) = duizhao(folder.path(), &["check"]);
    assert_eq!((code, out.matches("[forbidden]").count()), (3, 1));
    assert!(
        !out.contains("[term]") && !out.contains("[backend]"),
        "{out}"
    );
    let allowed = EDITION.replace(
        "会议在",
        "<!-- duizhao: allow forbidden quoted as it was said -->\n\n会议在",
    );
    std::fs::write(folder.path().join("output/2019/第 1 篇.md"), allowed).expect("the edition");
    let (code, out, _) = duizhao(folder.path(), &["check", "output/2019"]);
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn rules_are_listed_and_wrong_names_refused() {
    let folder = project();
    let (code, out, _) = duizhao(folder.path(), &["check", "--rules"]);
    assert_eq!(code, 0);
    for rule in duizhao::check::RULES {
        let line = format!(
            "{:<20}  {:<7}  {}\n",
            rule.code,
            rule.severity.name(),
            rule.summary
        );
        assert!(out.contains(&line), "{out}");
    }
    let (code, _, errors) = duizhao(folder.path(), &["check", "--ignore", "terms"]);
    assert!(code == 2 && errors.contains("'terms'"), "{errors}");
}

#[test]
fn an_edition_that_does_not_pair_is_a_finding_in_each_format() {
    let folder = project();
    let path = folder.path().join("output/2019/第 1 篇.md");
    std::fs::write(path, EDITION.replace("> <!-- none -->\n", "")).expect("the edition");
    let (code, out, errors) = duizhao(folder.path(), &["check"]);
    let message = "1 line of translation for 2 lines above";
    let help = "pair them line by line; end a line with `\\` to join the next one to it";
    assert_eq!(
        (code, out, errors.as_str()),
        (
            3,
            format!("output/2019/第 1 篇.md:12:1: error[unpaired]: {message}\n  = help: {help}\n"),
            "1 edition: 1 error, 0 warnings, 0 notes\n"
        )
    );
    let (code, out, errors) = duizhao(folder.path(), &["check", "--format", "jsonl"]);
    let line: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, errors.as_str()), (3, ""));
    assert_eq!(
        (&line["check"], &line["pair"]),
        (&"unpaired".into(), &serde_json::Value::Null)
    );
    let (_, out, _) = duizhao(folder.path(), &["check", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"]),
        (&"unpaired".into(), &0.into())
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 12);
}

#[test]
fn what_cannot_be_read_is_an_error_and_stops_no_other() {
    let folder = project();
    let (code, out, errors) = duizhao(folder.path(), &["check", "no.md", "output", "-q"]);
    assert_eq!((code, out.lines().count()), (3, 4), "{out}");
    assert!(
        errors.starts_with("error: no.md: cannot be read: ") && errors.contains("\nhint: check "),
        "{errors}"
    );
    let (code, out, errors) = duizhao(folder.path(), &["check", "output/notes.md"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        errors.starts_with("error: output/notes.md: this is no edition\nhint: name a file that `duizhao translate` wrote, or "),
        "{errors}"
    );
    std::fs::remove_dir_all(folder.path().join("output/2019")).expect("it was there");
    let (code, _, errors) = duizhao(folder.path(), &["check"]);
    assert_eq!(
        (code, errors.lines().next()),
        (1, Some("error: no editions or pairs found"))
    );
}

/// What `check --format jsonl` says of a file, in a folder without a project: pair and check of each line.
#[track_caller]
fn check_pairs(name: &str, text: &str, expected: &[(u64, &str)]) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), text).expect("the file is written");
    let (code, out, errors) = duizhao(folder.path(), &["check", "--format", "jsonl", name]);
    let mut found = Vec::new();
    for line in out.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line["file"], name);
        let check = line["check"].as_str().expect("a code").to_owned();
        found.push((line["pair"].as_u64().expect("a number"), check));
    }
    let found: Vec<(u64, &str)> = found.iter().map(|(pair, code)| (*pair, &**code)).collect();
    assert_eq!((found.as_slice(), code), (expected, 3), "{errors}");
    let files = std::fs::read_dir(folder.path())
        .expect("the folder")
        .count();
    assert_eq!(files, 1, "nothing is written");
}

#[test]
fn files_of_pairs_are_checked_in_every_format() {
    check_pairs(
        "a.tsv",
        "党\tParty\n党中央\t\"The capital\n“县委”\t\"county\" seat\n",
        &[(2, "term"), (3, "term")],
    );
    check_pairs(
        "a.jsonl",
        "{\"zh\": \"党中央\", \"en\": \"The capital\"}\n",
        &[(1, "term")],
    );
    check_pairs(
        "a.tmx",
        "<tmx version=\"1.4\"><header/><body><tu><tuv xml:lang=\"en\"><seg>The capital</seg></tuv><tuv xml:lang=\"zh\"><seg>党中央</seg></tuv></tu></body></tmx>",
        &[(1, "term")],
    );
    check_pairs(
        "a.xml",
        "<xliff version=\"2.0\" srcLang=\"zh\" trgLang=\"en\"><file id=\"1\"><unit id=\"1\"><segment><source>党</source><target>Party</target></segment><segment><source>党中央</source><target>The capital</target></segment></unit></file></xliff>",
        &[(2, "term")],
    );
}

#[test]
fn pairs_and_editions_are_checked_together() {
    let folder = project();
    let table = "县委\tcounty Party committee\n\n县委\t\n县委\tcounty\n";
    std::fs::write(folder.path().join("a.tsv"), table).expect("the file is written");
    let (code, out, errors) = duizhao(folder.path(), &["check", "a.tsv", "output"]);
    let first = "a.tsv:3: error[backend]: not translated: the file has no English for it\na.tsv:4: error[term]: `县委` is not rendered as `county Party committee`\n";
    assert!(out.starts_with(first), "{out}");
    let expected = "1 edition, 3 pairs: 4 errors, 1 warning, 0 notes\n";
    assert_eq!((code, errors.as_str()), (3, expected));
    let settings = "[glossary]\nbuilt_in = false\nfiles = [\"terms.csv\"]\n[check.per-file-ignores]\n\"*.tsv\" = [\"term\"]\n";
    std::fs::write(folder.path().join("duizhao.toml"), settings).expect("settings");
    let (code, out, _) = duizhao(folder.path(), &["check", "a.tsv"]);
    assert_eq!((code, out.lines().count()), (3, 1), "{out}");
    let lines = "{\"zh\": \"好\", \"en\": \"Good\"}\n{\"zh\": \"好\", \"en\": \"\n{\"zh\": \"县委\", \"en\": \"x\"}\n";
    std::fs::write(folder.path().join("a.jsonl"), lines).expect("the file is written");
    let (code, out, errors) = duizhao(folder.path(), &["check", "a.jsonl"]);
    assert!(out.starts_with("a.jsonl:3: error[term]"), "{out}");
    let left_out = "error: a.jsonl:2:19: 1 line is no JSON object and was left out\n";
    assert!(code == 3 && errors.starts_with(left_out), "{errors}");
}

#[test]
fn findings_of_a_baseline_are_not_reported() {
    let folder = project();
    let check = |args: &[&str]| duizhao(folder.path(), &[&["check"][..], args].concat());
    let (code, out, errors) = check(&["--write-baseline", "known.json"]);
    let written = (0, "", "known.json: 3 findings\n");
    assert_eq!((code, out.as_str(), errors.as_str()), written);
    let (code, out, errors) = check(&["--baseline", "known.json"]);
    let clean = "1 edition: 0 errors, 0 warnings, 0 notes\n";
    assert_eq!((code, out.as_str(), errors.as_str()), (0, "", clean));

    // A line above moves the pairs; one translation is another now, and one is there.
    let changed = EDITION
        .replace("会议在", "新的一句。\n会议在")
        .replace("> It met in the", "> A new line.\n> They met in the")
        .replace("> <!-- none -->", "> The renminbi.");
    std::fs::write(folder.path().join("output/2019/第 1 篇.md"), changed).expect("the edition");
    let (code, out, errors) = check(&["--baseline", "known.json", "--ignore", "term"]);
    assert_eq!((code, out.matches("[forbidden]").count()), (3, 1), "{out}");
    let gone = "known.json: no longer found: 2 findings; `--write-baseline` takes them out\n";
    assert!(errors.ends_with(gone), "{errors}");

    std::fs::write(folder.path().join("known.json"), "{\n  no\n}").expect("the file is written");
    let (code, out, errors) = check(&["--baseline", "known.json"]);
    assert_eq!((code, out.as_str()), (1, ""));
    let wrong = "error: known.json:2:3: key must be a string\nhint: `duizhao check --write-baseline FILE` writes it\n";
    assert_eq!(errors, wrong);
    let (code, _, errors) = check(&["--baseline", "none.json"]);
    assert!(
        code == 1 && errors.contains("none.json: cannot be read"),
        "{errors}"
    );
}

#[test]
fn settings_say_what_fails_what_is_known_and_what_rules_weigh() {
    let folder = project();
    let settings = |check: &str| {
        let text =
            format!("[glossary]\nbuilt_in = false\nfiles = [\"terms.csv\"]\n[check]\n{check}\n");
        std::fs::write(folder.path().join("duizhao.toml"), text).expect("settings");
    };
    let check = |args: &[&str]| duizhao(folder.path(), &[&["check"][..], args].concat());
    settings("severity = { term = \"note\", forbidden = \"note\" }\ndeny = [\"error\"]");
    let (code, out, errors) = check(&[]);
    assert_eq!((code, out.matches(": note[").count()), (0, 2), "{out}");
    assert_eq!(errors, "1 edition: 0 errors, 1 warning, 2 notes\n");
    assert_eq!(
        check(&["--deny", "warning"]).0,
        3,
        "a flag goes before settings"
    );
    settings("baseline = \"known.json\"");
    let (code, _, errors) = check(&["output"]);
    assert!(
        code == 1 && errors.contains("known.json: cannot be read"),
        "{errors}"
    );
    assert_eq!(check(&["--write-baseline", "known.json"]).0, 0);
    let (code, out, _) = duizhao(&folder.path().join("output"), &["check", "2019"]);
    assert_eq!((code, out.as_str()), (0, ""));
}

#[test]
fn one_rule_runs_alone() {
    let folder = project();
    let args = ["check", "--only", "term", "--only", "backend"];
    let (code, out, _) = duizhao(folder.path(), &args);
    assert_eq!((code, out.lines().count()), (3, 2), "{out}");
    assert!(out.contains("[term]") && out.contains("[backend]"), "{out}");
}
