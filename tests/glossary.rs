//! The glossary's upkeep as its users meet it.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

/// Prepares the program in a folder of its own, without settings from the environment.
fn duizhao(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("duizhao").expect("the program is built");
    command.current_dir(folder).args(args);
    for name in ["DUIZHAO_CONFIG", "DUIZHAO_OUTPUT", "VISUAL", "EDITOR"] {
        command.env_remove(name);
    }
    outcome(&mut command)
}

fn outcome(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().expect("an exit code"),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Runs a command that must succeed, and returns its output.
#[track_caller]
fn ok(folder: &Path, args: &[&str]) -> String {
    let (code, out, errors) = duizhao(folder, args);
    assert_eq!((code, errors.as_str()), (0, ""), "{args:?}");
    out
}

/// Runs a command that must fail, and returns the first line of its error.
#[track_caller]
fn fails(folder: &Path, args: &[&str]) -> String {
    let (code, _, errors) = duizhao(folder, args);
    assert!(code == 1 || code == 2, "{args:?} ended with {code}");
    errors.lines().next().unwrap_or_default().to_owned()
}

const TERMS: &str = "# 本项目的术语\r\nsource_hans,source_hant,target,tag,note\r\n\r\n党委,黨委,Party committee,org,\"a, b\"\r\n# 县级\r\n县委,縣委,county committee,org,\r\n";

/// Creates a project with two articles, one glossary file and no built-in glossary.
fn project() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, text).expect("the file is written");
    };
    write(
        "duizhao.toml",
        "[glossary]\nbuilt_in = false\nfiles = [\"terms.csv\"]\n",
    );
    write("terms.csv", TERMS);
    write(
        "articles/a.txt",
        "县委抓防控\n2020-03-01 来源：某日报\n\n县委部署防控工作。各级党委负责。县党委会议召开。\n",
    );
    write(
        "articles/b.txt",
        "春耕生产开始\n2020-03-02 来源：某日报\n\n农民下地干活。党委书记到村里看望大家。\n",
    );
    dir
}

fn terms(dir: &TempDir) -> String {
    std::fs::read_to_string(dir.path().join("terms.csv")).expect("the glossary")
}

#[test]
fn one_change_is_one_changed_line() {
    let dir = project();
    ok(
        dir.path(),
        &[
            "glossary",
            "edit",
            "县委",
            "--target",
            "CPC county committee",
        ],
    );
    assert_eq!(
        terms(&dir),
        TERMS.replace(",county committee,", ",CPC county committee,")
    );
    ok(
        dir.path(),
        &[
            "glossary",
            "add",
            "市委",
            "CPC municipal committee",
            "--tag",
            "org",
        ],
    );
    let added = "市委,市委,CPC municipal committee,org,\r\n";
    assert_eq!(
        terms(&dir),
        TERMS.replace(",county committee,", ",CPC county committee,") + added
    );
    ok(dir.path(), &["glossary", "remove", "市委"]);
    ok(dir.path(), &["glossary", "rename", "縣委", "县委会"]);
    ok(dir.path(), &["glossary", "rename", "县委会", "县委"]);
    ok(
        dir.path(),
        &["glossary", "edit", "县委", "--target", "county committee"],
    );
    assert_eq!(terms(&dir), TERMS);
}

#[test]
fn what_is_kept_of_a_glossary_is_used_only_while_it_is_true() {
    let dir = project();
    let found = || {
        let mut command = Command::cargo_bin("duizhao").expect("the program is built");
        command
            .current_dir(dir.path())
            .env("DUIZHAO_CACHE", dir.path().join("cache"))
            .args(["glossary", "match", "articles/a.txt"]);
        outcome(&mut command).1
    };
    let kept = || std::fs::read_dir(dir.path().join("cache")).map_or(0, Iterator::count);
    let first = found();
    assert!(kept() > 0 && first.contains("county committee"), "{first}");
    assert_eq!(found(), first);
    for file in std::fs::read_dir(dir.path().join("cache")).unwrap() {
        std::fs::write(file.unwrap().path(), "damaged").unwrap();
    }
    assert_eq!(found(), first);
    let terms = TERMS.replace("county committee", "county Party committee");
    std::fs::write(dir.path().join("terms.csv"), terms).unwrap();
    let changed = first.replace("county committee", "county Party committee");
    assert_eq!(found(), changed);
}

#[test]
fn a_term_is_changed_in_an_editor() {
    let dir = project();
    let mut command = Command::cargo_bin("duizhao").expect("the program is built");
    command
        .current_dir(dir.path())
        .args(["glossary", "edit", "党委"])
        .env_remove("VISUAL");
    command.env("EDITOR", "sed -i s/^target:.*/target:Party_committee/");
    assert_eq!(outcome(&mut command).0, 0);
    assert_eq!(
        terms(&dir),
        TERMS.replace("Party committee", "Party_committee")
    );
    assert_eq!(
        fails(dir.path(), &["glossary", "edit", "党委"]),
        "error: no editor"
    );
}

#[test]
fn changes_that_cannot_be_made_say_why() {
    let dir = project();
    let fails = |args: &[&str]| fails(dir.path(), &[&["glossary"], args].concat());
    assert_eq!(
        fails(&["add", "县委", "x"]),
        "error: terms.csv:6:1: `县委` is there already"
    );
    assert_eq!(
        fails(&["add", "县委", ""]),
        "error: target: must not be empty"
    );
    assert_eq!(
        fails(&["edit", "乡委", "--target", "x"]),
        "error: `乡委` is not in the glossary"
    );
    assert_eq!(
        fails(&["edit", "县委", "--status", "sure"]),
        "error: status: unknown status `sure`"
    );
    assert_eq!(
        fails(&["rename", "县委", "党委"]),
        "error: terms.csv:4:1: `党委` is there already"
    );
    assert_eq!(
        fails(&["show", "县伟"]),
        "error: `县伟` is not in the glossary"
    );
    let built_in = fails(&["edit", "党员", "--target", "x", "--file", "none.csv"]);
    assert!(
        built_in.starts_with("error: none.csv: cannot be read"),
        "{built_in}"
    );
    assert_eq!(terms(&dir), TERMS);
}

#[test]
fn a_bad_file_is_linted_and_mended() {
    let dir = project();
    let bad = include_str!("glossary/bad.csv");
    std::fs::write(dir.path().join("bad.csv"), bad).expect("the file is written");
    let (code, out, _) = duizhao(dir.path(), &["glossary", "lint", "bad.csv"]);
    assert_eq!(code, 3);
    insta::assert_snapshot!("lint", out);
    let sarif = ["glossary", "lint", "bad.csv", "--format", "sarif"];
    let (code, log, _) = duizhao(dir.path(), &sarif);
    let log: serde_json::Value = serde_json::from_str(&log).expect("JSON");
    let run = &log["runs"][0];
    let first = &run["results"][0];
    assert_eq!((code, &log["version"]), (3, &"2.1.0".into()));
    assert_eq!(run["results"].as_array().map(Vec::len), Some(27));
    assert_eq!(
        run["tool"]["driver"]["rules"].as_array().map(Vec::len),
        Some(17)
    );
    let place = &first["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "bad.csv");
    assert_eq!(place["region"]["startLine"], 3);
    assert!(first["fixes"][0]["artifactChanges"][0]["replacements"].is_array());
    let (code, out, _) = duizhao(dir.path(), &["glossary", "lint", "--fix", "bad.csv"]);
    assert_eq!(code, 3);
    insta::assert_snapshot!("lint_fixed", out);
    insta::assert_snapshot!(
        "mended",
        std::fs::read_to_string(dir.path().join("bad.csv")).expect("the file")
    );
    for rule in duizhao::glossary::lint::RULES
        .iter()
        .filter(|rule| rule.code != "override")
    {
        let (_, out, _) = duizhao(dir.path(), &["glossary", "lint", "--rules"]);
        assert!(out.contains(rule.code));
        let found =
            std::fs::read_to_string("tests/snapshots/glossary__lint.snap").expect("the snapshot");
        assert!(
            found.contains(&format!("[{}]", rule.code)),
            "no row of bad.csv shows `{}`",
            rule.code
        );
    }
}

#[test]
fn files_that_are_no_glossary_are_refused_with_their_place() {
    let dir = project();
    let fails = |bytes: &[u8]| {
        std::fs::write(dir.path().join("bad.csv"), bytes).expect("the file is written");
        fails(dir.path(), &["glossary", "list", "-g", "bad.csv"])
    };
    assert_eq!(
        fails(b"source_hans,target\n\xb5\xb3,Party\n"),
        "error: bad.csv:2:1: these bytes are not UTF-8"
    );
    assert_eq!(
        fails("source_hans,target\n党,Party,x\n".as_bytes()),
        "error: bad.csv:2:9: 3 cells where the header has 2"
    );
    assert_eq!(
        fails(b"source_hans,target,target\n"),
        "error: bad.csv:1:20: column `target` stands twice"
    );
    let huge = [
        b"source_hans,target\na,\"".as_slice(),
        &vec![b'x'; 1_000_000],
    ]
    .concat();
    assert_eq!(
        fails(&huge),
        "error: bad.csv:2:3: this quotation mark is never closed"
    );
    let huge = [b"source_hans,target\na,".as_slice(), &vec![b'x'; 1_000_000]].concat();
    assert_eq!(
        fails(&huge),
        "error: bad.csv:2:3: a cell of 1000000 bytes, and at most 65536 fit"
    );
    let file = std::fs::File::create(dir.path().join("bad.csv")).expect("the file is made");
    file.set_len(100_000_000).expect("the file is long");
    let error = self::fails(dir.path(), &["glossary", "list", "-g", "bad.csv"]);
    assert_eq!(
        error,
        "error: bad.csv: more than 67108864 bytes, the most that a glossary has"
    );
}

#[test]
fn hits_are_shown_with_what_they_hide_and_straddle() {
    let dir = project();
    let path = dir.path().join("terms.csv");
    std::fs::write(
        path,
        "source_hans,target\n银川市,Yinchuan\n市委,city committee\n党中央,CPC Central Committee\n中央,central\n",
    )
    .expect("the file is written");
    std::fs::write(dir.path().join("x.txt"), "银川市委和党中央。\n５个市委\n")
        .expect("the file is written");
    insta::assert_snapshot!("match", ok(dir.path(), &["glossary", "match", "x.txt"]));
    insta::assert_snapshot!(
        "match_jsonl",
        ok(
            dir.path(),
            &["glossary", "match", "x.txt", "--format", "jsonl"]
        )
    );
}

#[test]
fn terms_are_listed_shown_searched_and_counted() {
    let dir = project();
    ok(dir.path(), &["translate", "articles", "-q"]);
    let shown = |args: &[&str]| ok(dir.path(), &[&["glossary"], args].concat());
    insta::assert_snapshot!("list", shown(&["list", "--tag", "org"]));
    insta::assert_snapshot!("show", shown(&["show", "党委"]));
    insta::assert_snapshot!(
        "show_jsonl",
        shown(&["show", "黨委", "-n", "1", "--format", "jsonl"])
    );
    insta::assert_snapshot!(
        "search",
        shown(&["search", "縣"]) + &shown(&["search", "PARTY"])
    );
    insta::assert_snapshot!("stats", shown(&["stats", "articles", "--unused"]));
    assert_eq!(shown(&["search", "nothing"]), "");
}

#[test]
fn a_change_touches_exactly_the_sentences_that_hold_the_term() {
    let dir = project();
    ok(dir.path(), &["translate", "articles", "-q"]);
    std::fs::copy(dir.path().join("terms.csv"), dir.path().join("old.csv")).expect("a copy");
    ok(
        dir.path(),
        &["glossary", "edit", "党委", "--target", "CPC committee"],
    );
    ok(
        dir.path(),
        &["glossary", "add", "县党委", "county Party committee"],
    );
    // 县党委 now hides 党委 in one sentence, which is touched for both.
    insta::assert_snapshot!(
        "impact",
        ok(dir.path(), &["glossary", "impact", "old.csv", "terms.csv"])
    );
    insta::assert_snapshot!(
        "diff",
        ok(dir.path(), &["glossary", "diff", "old.csv", "terms.csv"])
    );
    // A note costs nothing.
    std::fs::copy(dir.path().join("terms.csv"), dir.path().join("old.csv")).expect("a copy");
    ok(dir.path(), &["glossary", "edit", "党委", "--note", "new"]);
    let out = ok(
        dir.path(),
        &[
            "glossary",
            "impact",
            "old.csv",
            "terms.csv",
            "--format",
            "jsonl",
        ],
    );
    assert_eq!(
        out,
        "{\"terms\":0,\"sentences\":0,\"editions\":0,\"characters\":0,\"sentences_in_edited_editions\":0}\n"
    );
}

#[test]
fn impact_compares_with_git_and_knows_edited_editions() {
    let dir = project();
    ok(dir.path(), &["translate", "articles", "-q"]);
    let git = |args: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(dir.path())
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
            .args(args);
        assert!(git.output().expect("git runs").status.success(), "{args:?}");
    };
    assert!(fails(dir.path(), &["glossary", "impact"]).starts_with("error: git rev-parse"));
    git(&["init", "-q"]);
    assert!(
        fails(dir.path(), &["glossary", "impact"])
            .starts_with("error: git knows no revision `HEAD` in")
    );
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    ok(
        dir.path(),
        &["glossary", "edit", "党委", "--target", "CPC committee"],
    );
    let edition = dir.path().join("output/b.md");
    let text = std::fs::read_to_string(&edition).expect("an edition");
    std::fs::write(
        &edition,
        text.replace("\n\n<!-- ledger", " (seen)\n\n<!-- ledger"),
    )
    .expect("an edit");
    let out = ok(dir.path(), &["glossary", "impact", "--format", "jsonl"]);
    let sum = out.lines().last().expect("the sum");
    let expected = "{\"terms\":1,\"sentences\":3,\"editions\":2,";
    assert!(
        sum.starts_with(expected) && sum.ends_with("\"sentences_in_edited_editions\":1}"),
        "{out}"
    );
}

#[test]
fn an_article_can_have_terms_of_its_own() {
    let dir = project();
    std::fs::write(
        dir.path().join("articles/a.terms.csv"),
        "source_hans,target\n县委,Guandu County Committee\n",
    )
    .expect("the file is written");
    let (code, _, errors) = duizhao(dir.path(), &["translate", "articles"]);
    assert_eq!(
        (code, errors.as_str()),
        (
            0,
            "articles/a.terms.csv:2:1: `县委` replaces terms.csv:6:1\n"
        )
    );
    let edition = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("an edition");
    assert!(edition("output/a.md").contains("Guandu County Committee"));
    assert!(!edition("output/b.md").contains("Guandu"));
    std::fs::write(
        dir.path().join("articles/a.terms.csv"),
        "source_hans\n县委\n",
    )
    .expect("the file is written");
    let (code, _, errors) = duizhao(dir.path(), &["translate", "articles", "-q", "--overwrite"]);
    assert_eq!(code, 3);
    assert!(
        errors.starts_with("error: articles/a.terms.csv:1:1: no column `target`"),
        "{errors}"
    );
}

#[test]
fn a_run_says_what_is_wrong_with_the_glossary() {
    let dir = project();
    std::fs::write(
        dir.path().join("terms.csv"),
        "source_hans,target\n党委,Party  committee\n",
    )
    .expect("the file");
    let (code, _, errors) = duizhao(dir.path(), &["translate", "articles"]);
    assert_eq!(code, 0);
    assert_eq!(
        errors,
        "terms.csv:2:4: warning[spaces]: stray spaces or separators in `target`: `Party  committee`\n"
    );
}

#[test]
fn terms_go_out_and_come_back() {
    let dir = project();
    let glossary = |args: &[&str]| ok(dir.path(), &[&["glossary"], args].concat());
    for (format, file) in [
        ("json", "t.json"),
        ("tbx", "t.tbx"),
        ("martif", "t2.tbx"),
        ("xlsx", "t.xlsx"),
        ("csv", "t.csv"),
    ] {
        glossary(&["export", "--to", format, "-o", file]);
        glossary(&["import", file, "--file", &format!("{format}.csv")]);
        glossary(&["diff", "terms.csv", &format!("{format}.csv")]);
        let out = glossary(&["diff", "terms.csv", &format!("{format}.csv")]);
        assert_eq!(
            out, "different: 0 terms, 0 of them in what translations depend on\n",
            "{format}"
        );
    }
    let (code, out, errors) = duizhao(dir.path(), &["glossary", "export", "--to", "deepl"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "党委\tParty committee\n县委\tcounty committee\n")
    );
    insta::assert_snapshot!("export_losses", errors);
    insta::assert_snapshot!("formats", glossary(&["export", "--formats"]));
}

#[test]
fn an_import_never_loses_a_row() {
    let dir = project();
    let import = |rule: &str| {
        std::fs::write(dir.path().join("terms.csv"), TERMS).expect("the glossary");
        let foreign = "中文;English;备注\n党委;Party Committee;c\n市委;city committee;=1+1\n县委;county committee;\n";
        std::fs::write(dir.path().join("foreign.csv"), foreign).expect("the file");
        let (code, out, errors) = duizhao(
            dir.path(),
            &["glossary", "import", "foreign.csv", "--on-conflict", rule],
        );
        format!("exit {code}\n{out}{errors}{}", terms(&dir))
    };
    insta::assert_snapshot!("import", ["keep", "replace", "both"].map(import).join("\n"));
    let ask = fails(
        dir.path(),
        &["glossary", "import", "foreign.csv", "--on-conflict", "ask"],
    );
    assert_eq!(ask, "error: `--on-conflict ask` needs a terminal");
}

#[test]
fn hostile_files_are_refused() {
    let dir = project();
    let import = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).expect("the file");
        fails(dir.path(), &["glossary", "import", name])
    };
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE tbx [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>\n<tbx type=\"TBX-Basic\" style=\"dca\">&b;</tbx>\n";
    let external = "<?xml version=\"1.0\"?>\n<!DOCTYPE martif [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<martif type=\"TBX\">&x;</martif>\n";
    let said = [
        ("bomb.tbx", bomb),
        ("external.tbx", external),
        ("broken.tbx", "<tbx><text>"),
        ("broken.json", "[{]"),
    ]
    .map(|(name, text)| import(name, text));
    insta::assert_snapshot!("hostile", said.join("\n"));
    std::fs::write(dir.path().join("bad.xlsx"), b"PK\x03\x04nothing").expect("the file");
    let error = fails(dir.path(), &["glossary", "import", "bad.xlsx"]);
    assert!(error.starts_with("error: bad.xlsx: "), "{error}");
    assert_eq!(terms(&dir), TERMS);
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_neutral() {
    let dir = project();
    ok(
        dir.path(),
        &[
            "glossary",
            "edit",
            "党委",
            "--note",
            "=HYPERLINK(\"http://example.org\")",
        ],
    );
    let out = ok(dir.path(), &["glossary", "export"]);
    assert!(out.contains("\"'=HYPERLINK("), "{out}");
    std::fs::write(dir.path().join("out.csv"), out).expect("the file");
    let report = ok(dir.path(), &["glossary", "import", "out.csv"]);
    assert!(report.contains("0 added, 2 unchanged"), "{report}");
}

#[test]
fn many_writers_lose_no_row() {
    let dir = project();
    std::thread::scope(|scope| {
        for i in 0..8 {
            let dir = dir.path();
            scope.spawn(move || {
                ok(
                    dir,
                    &[
                        "glossary",
                        "add",
                        &format!("第{i}区"),
                        &format!("district {i}"),
                    ],
                )
            });
        }
    });
    assert!(
        (0..8).all(|i| terms(&dir).contains(&format!("第{i}区,"))),
        "{}",
        terms(&dir)
    );
}

#[test]
fn what_cannot_be_looked_at_is_no_silence() {
    let dir = project();
    std::fs::copy(dir.path().join("terms.csv"), dir.path().join("old.csv")).expect("a copy");
    let error = fails(dir.path(), &["glossary", "impact", "old.csv", "terms.csv"]);
    assert!(
        error.starts_with("error: output: cannot be listed"),
        "{error}"
    );
    ok(dir.path(), &["translate", "articles", "-q"]);
    std::fs::write(
        dir.path().join("output/bad.md"),
        "---\nduizhao: 1\n---\n\n甲\n",
    )
    .expect("a bad edition");
    let (code, _, errors) = duizhao(dir.path(), &["glossary", "impact", "old.csv", "terms.csv"]);
    assert!(
        code == 3 && errors.starts_with("error: output/bad.md:5:1: "),
        "{code} {errors}"
    );
}

#[test]
fn suggestions_become_rows() {
    let dir = project();
    std::fs::write(
        dir.path().join("x.txt"),
        "县委推行“红橙评议”做法。“红橙评议”让大家受益。\n",
    )
    .expect("the file");
    let shown = ok(dir.path(), &["glossary", "suggest", "x.txt", "-n", "1"]);
    assert!(
        shown.contains("红橙评议") && shown.contains("hóng chéng píng yì"),
        "{shown}"
    );
    ok(dir.path(), &["glossary", "suggest", "x.txt", "--add", "1"]);
    let rows = terms(&dir);
    assert!(
        rows.contains("红橙评议,紅橙評議,,quotation,suggested; met 2 times"),
        "{rows}"
    );
    let hits = ok(dir.path(), &["glossary", "match", "x.txt"]);
    assert!(!hits.contains("红橙评议"), "{hits}");
    let error = fails(
        dir.path(),
        &["glossary", "suggest", "x.txt", "--add", "1,99"],
    );
    assert!(
        error.starts_with("error: `99` names no suggestion"),
        "{error}"
    );
}

#[test]
fn suggestions_have_the_english_of_the_memory() {
    let dir = project();
    let file = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).expect("the file");
    };
    file("x.txt", "县委推行“红橙评议”做法。“红橙评议”让大家受益。\n");
    file(
        "m.tsv",
        "source\ttarget\n县委推行红橙评议。\tThe county introduced the Red-Orange Review.\n\
         红橙评议有用。\tThe Red-Orange Review is useful.\n大家受益。\tAll benefit.\n",
    );
    ok(dir.path(), &["memory", "import", "m.tsv"]);
    let shown = ok(dir.path(), &["glossary", "suggest", "x.txt", "-n", "1"]);
    let english = "English in the memory: Red-Orange Review (2 of 2 pairs): \
                   The county introduced the Red-Orange Review.";
    assert!(shown.contains(english), "{shown}");
}

#[test]
fn what_excel_adds_to_a_file_is_no_term() {
    let dir = project();
    std::fs::write(
        dir.path().join("e.csv"),
        "\u{feff}sep=;\r\n中文;English\r\n市委;city committee\r\n;\r\n",
    )
    .expect("the file");
    let out = ok(dir.path(), &["glossary", "import", "e.csv"]);
    assert!(out.starts_with("1 added, 0 unchanged"), "{out}");
}

#[test]
fn an_import_says_what_it_cannot_take() {
    let dir = project();
    let import = |name: &str, text: &str, more: &[&str]| {
        std::fs::write(dir.path().join(name), text).expect("the file");
        let args = [&["glossary", "import", name], more].concat();
        duizhao(dir.path(), &args)
    };
    let (code, _, errors) = import("a.csv", "中文,英文\n市委,\n区委,district committee\n", &[]);
    let note = "a.csv:2:1: left out: `target` is empty\n";
    assert_eq!((code, errors.as_str()), (3, note));
    let (code, _, errors) = import("b.csv", "中文,英文\n市委,\n", &[]);
    assert_eq!(code, 1);
    assert!(
        errors.contains("error: b.csv: no term could be taken\n"),
        "{errors}"
    );
    let (code, _, errors) = import("c.csv", "市委,区委\n", &[]);
    assert_eq!(code, 1, "{errors}");
    let letters = [
        "--column",
        "B=target",
        "--column",
        "A=source_hans",
        "--column",
        "C=note",
    ];
    let (code, out, errors) = import("d.csv", "乡镇党委,township committee,of a town\n", &letters);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    let rows = terms(&dir);
    assert!(
        rows.contains("乡镇党委,,township committee,,of a town"),
        "{rows}"
    );
    assert_eq!(import("e.xls", "中文\t英文\n县长\tcounty head\n", &[]).0, 0);
}

#[test]
fn an_open_row_is_no_term() {
    let dir = project();
    let open = TERMS.to_owned() + "市委,,,,\n";
    std::fs::write(dir.path().join("terms.csv"), &open).expect("the glossary");
    std::fs::write(dir.path().join("x.txt"), "市委开会。\n").expect("the file");
    let out = ok(dir.path(), &["glossary", "match", "x.txt"]);
    assert!(!out.contains("市委"), "{out}");
    let out = ok(dir.path(), &["glossary", "lint"]);
    assert!(out.contains("note[open]: `市委` has no English"), "{out}");
    ok(
        dir.path(),
        &["glossary", "edit", "市委", "--target", "city committee"],
    );
    let out = ok(dir.path(), &["glossary", "match", "x.txt"]);
    assert!(out.contains("市委"), "{out}");
}
