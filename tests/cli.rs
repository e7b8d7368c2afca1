//! The command line as its users meet it.

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Prepares the program in a folder of its own, without settings from the environment.
fn duizhao(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("duizhao").expect("the program is built");
    command.current_dir(folder);
    for name in [
        "CONFIG",
        "OUTPUT",
        "SCRIPT",
        "LAYOUT",
        "BACKEND",
        "JOBS",
        "CHARSET",
        "MAX_BYTES",
    ] {
        command.env_remove(format!("DUIZHAO_{name}"));
    }
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(&path, bytes).expect("the file is written");
    path
}

const ARTICLE: &str = "某县推进防控工作\n2020-03-01 来源：某日报\n\n疫情发生以来，全县共有1.8万个党组织、30多万名党员奋战在疫情防控一线。“我们不能退。”县委书记王小明说。\n";

/// Returns exit code, stdout and stderr.
fn outcome(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().expect("an exit code"),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn a_first_translation() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    let (code, _, errors) = outcome(duizhao(dir.path()).args(["translate", "a.txt"]));
    assert_eq!((code, errors.as_str()), (0, ""));
    insta::assert_snapshot!(
        "edition",
        std::fs::read_to_string(dir.path().join("output/a.md")).expect("an edition")
    );
    let (code, ..) = outcome(duizhao(dir.path()).args([
        "translate",
        "--layout",
        "table",
        "-o",
        "table",
        "a.txt",
    ]));
    assert_eq!(code, 0);
    insta::assert_snapshot!(
        "edition_table",
        std::fs::read_to_string(dir.path().join("table/a.md")).expect("an edition")
    );
}

#[test]
fn stages_are_shown() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    let shown = |args: &[&str]| {
        let (code, out, errors) = outcome(duizhao(dir.path()).args(args));
        assert_eq!((code, errors.as_str()), (0, ""), "{args:?}");
        out
    };
    insta::assert_snapshot!("clean", shown(&["clean", "a.txt"]));
    insta::assert_snapshot!("clean_json", shown(&["clean", "--format", "json", "a.txt"]));
    insta::assert_snapshot!("clean_removed", shown(&["clean", "--removed", "a.txt"]));
    insta::assert_snapshot!("segment", shown(&["segment", "a.txt"]));
    insta::assert_snapshot!(
        "segment_jsonl",
        shown(&["segment", "--no-clean", "--format", "jsonl", "a.txt"])
    );
}

#[test]
fn what_cleaning_does_is_shown_line_by_line() {
    let dir = folder();
    write(
        dir.path(),
        "a.txt",
        format!(
            "首页 > 新闻\n{ARTICLE}分享到：微信 微博\n县里的党员干部,一直在一线。\n他们说不退，一直守到最后。\n"
        ),
    );
    let shown = |args: &[&str]| {
        let (code, text, errors) = outcome(duizhao(dir.path()).args(args));
        assert_eq!((code, errors.as_str()), (0, ""), "{args:?}");
        text
    };
    let explained = shown(&["clean", "--explain", "a.txt"]);
    assert!(
        explained.contains("removed     controls: buttons, counters, share bars")
            && explained.contains("    1  removed     breadcrumbs: the way to the page")
            && explained.contains("    2  moved       title: the headline")
            && explained.contains(" (line 3)\n"),
        "{explained}"
    );
    let diff = shown(&["clean", "--diff", "a.txt"]);
    assert!(
        diff.contains("- 县里的党员干部,一直在一线。\n+ 县里的党员干部，一直在一线。\n"),
        "{diff}"
    );
    let stats = shown(&["clean", "--stats", "a.txt", "a.txt"]);
    assert!(
        stats.contains("controls     removed         2         2")
            && stats.ends_with("2 articles\n"),
        "{stats}"
    );
    let kept = shown(&["clean", "--disable", "controls", "a.txt"]);
    assert!(kept.contains("分享到：微信 微博"), "{kept}");
    write(
        dir.path(),
        "duizhao.toml",
        "[clean]\ndisable = [\"controls\"]\n",
    );
    assert_eq!(shown(&["clean", "a.txt"]), kept);
    let (code, _, errors) = outcome(duizhao(dir.path()).args(["clean", "--disable", "x", "a.txt"]));
    assert_eq!(code, 2);
    assert!(
        errors
            .contains("there is no cleaning pass `x` to disable\nhint: the passes are mojibake, "),
        "{errors}"
    );
}

#[test]
fn bad_inputs_are_named_and_the_rest_goes_on() {
    let dir = folder();
    let bad: [(&str, &[u8], &str); 8] = [
        ("empty.txt", b"", "empty.txt: the file is empty"),
        (
            "blank.txt",
            "\u{feff} \n\u{3000}\n".as_bytes(),
            "blank.txt: the file is empty",
        ),
        (
            "binary.txt",
            b"abc\0def",
            "binary.txt: byte 3: not text (a NUL byte)",
        ),
        (
            "report.txt",
            b"%PDF-1.7\n",
            "report.txt: byte 0: not text (a PDF file)",
        ),
        (
            "page.txt",
            b"<!DOCTYPE html><p>x",
            "page.txt: the page has no Chinese text",
        ),
        (
            "broken.txt",
            b"\xe7\x96\xab\xe6\x83\x85\xff\xe7\x96\xab\xe6\x83\x85",
            "broken.txt: byte 6: cannot be decoded as UTF-8 (in 1 place)",
        ),
        (
            "large.txt",
            &[b'x'; 2_000],
            "large.txt: 2000 bytes are more than the limit of 1000",
        ),
        (
            "dirt.txt",
            "分享到：\n打印 关闭\n".as_bytes(),
            "dirt.txt: no article text is left after cleaning",
        ),
    ];
    for (name, bytes, _) in bad {
        write(dir.path(), &format!("in/{name}"), bytes);
    }
    write(dir.path(), "in/good.txt", ARTICLE);
    let (code, out, errors) = outcome(duizhao(dir.path()).args([
        "translate",
        "--max-bytes",
        "1000",
        "in",
        "in/none.txt",
    ]));
    assert_eq!(code, 3, "{errors}");
    for (_, _, message) in bad {
        assert!(
            errors.contains(&format!("error: in/{message}")),
            "{message}\n{errors}"
        );
    }
    assert!(
        errors.contains("error: in/none.txt: cannot be read"),
        "{errors}"
    );
    assert!(
        errors
            .lines()
            .filter(|line| line.starts_with("hint: "))
            .count()
            >= 5,
        "{errors}"
    );
    assert!(out.contains("1 of 10 articles"), "{out}");
    assert_eq!(
        std::fs::read_dir(dir.path().join("output"))
            .expect("editions")
            .count(),
        1
    );
}

#[test]
fn nothing_to_do_is_said() {
    let dir = folder();
    std::fs::create_dir(dir.path().join("in")).expect("a folder");
    for command in ["translate", "clean", "segment"] {
        let (code, _, errors) = outcome(duizhao(dir.path()).args([command, "in"]));
        assert_eq!(
            (code, errors.lines().next()),
            (1, Some("error: no articles found"))
        );
    }
    write(dir.path(), "dirt.txt", "分享到：\n打印 关闭\n");
    let (code, out, errors) = outcome(duizhao(dir.path()).args(["clean", "dirt.txt"]));
    assert_eq!(
        (code, out.as_str(), errors.as_str()),
        (
            3,
            "",
            "error: dirt.txt: no article text is left after cleaning\n"
        )
    );
}

#[test]
fn frequent_terms_without_a_rendering_are_counted() {
    let dir = folder();
    let text = "银川推行“稻渔空间”\n\n　　各村推行“稻渔空间”。“稻渔空间”让农民增收。今年还要推广“稻渔空间”。\n";
    write(dir.path(), "a.txt", text);
    let (code, out, _) = outcome(duizhao(dir.path()).args(["translate", "a.txt"]));
    let said = "1 frequent term without a rendering: run `duizhao glossary suggest a.txt`";
    assert!(code == 0 && out.ends_with(&format!("{said}\n")), "{out}");
    let (_, out, _) = outcome(duizhao(dir.path()).args(["glossary", "suggest", "a.txt"]));
    assert!(out.contains("稻渔空间"), "{out}");
}

#[test]
fn two_inputs_do_not_share_an_edition() {
    let dir = folder();
    write(dir.path(), "a/x.txt", ARTICLE);
    write(dir.path(), "b/x.txt", ARTICLE);
    let (code, _, errors) = outcome(duizhao(dir.path()).args(["translate", "a", "b"]));
    assert_eq!(code, 3);
    assert!(
        errors
            .starts_with("error: b/x.txt: another input of this batch is written to `output/x.md`"),
        "{errors}"
    );
    // An edition's path follows from the article's place in the project, and the settings say which folders it keeps.
    write(dir.path(), "duizhao.toml", "articles = [\".\"]\n");
    let (code, ..) = outcome(duizhao(dir.path()).args(["translate", "a", "b"]));
    assert_eq!(code, 0);
    assert!(dir.path().join("output/a/x.md").exists() && dir.path().join("output/b/x.md").exists());
}

#[test]
fn what_a_person_edited_is_not_overwritten() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    let translate =
        |args: &[&str]| outcome(duizhao(dir.path()).args(["translate", "a.txt"]).args(args));
    let edition = dir.path().join("output/a.md");
    assert_eq!(translate(&[]).0, 0);
    let written = std::fs::metadata(&edition)
        .expect("an edition")
        .modified()
        .expect("a time");
    assert_eq!(translate(&[]).0, 0);
    assert_eq!(
        std::fs::metadata(&edition)
            .expect("an edition")
            .modified()
            .expect("a time"),
        written
    );
    assert_eq!(translate(&["--layout", "table"]).0, 0);
    let read = || std::fs::read_to_string(&edition).expect("an edition");
    std::fs::write(&edition, read().replace("18,000", "some 18,000")).expect("the edit is saved");
    let (code, _, errors) = translate(&[]);
    assert_eq!(
        (code, errors.as_str()),
        (0, "output/a.md: 1 line that people wrote is kept\n")
    );
    assert!(
        read().contains("some 18,000") && read().contains("\nreviewed: 1/"),
        "{}",
        read()
    );
    assert_eq!(translate(&["--overwrite"]).0, 0);
    assert!(!read().contains("some 18,000"));
    let kept = std::fs::read_dir(dir.path().join(".duizhao/replaced"))
        .expect("copies")
        .next()
        .expect("a copy");
    assert!(
        std::fs::read_to_string(kept.expect("a copy").path())
            .expect("a copy")
            .contains("some 18,000")
    );
}

#[test]
fn an_edition_is_no_article_and_no_article_is_overwritten() {
    let dir = folder();
    let article = write(dir.path(), "note.md", ARTICLE);
    let (code, _, errors) =
        outcome(duizhao(dir.path()).args(["translate", "note.md", "-o", ".", "--overwrite"]));
    assert_eq!(code, 1);
    assert!(
        errors.contains("note.md: this is an edition, not an article"),
        "{errors}"
    );
    assert_eq!(
        std::fs::read_to_string(&article).expect("the article"),
        ARTICLE
    );
    assert_eq!(
        outcome(duizhao(dir.path()).args(["translate", "note.md"])).0,
        0
    );
    let (code, _, errors) =
        outcome(duizhao(dir.path()).args(["translate", "output/note.md", "-o", "x"]));
    assert!(
        code == 1 && errors.contains("output/note.md: this is an edition"),
        "{errors}"
    );
}

#[test]
fn names_cannot_steer_the_terminal() {
    let dir = folder();
    write(dir.path(), "in/a\u{1b}[31m.txt", "");
    let (code, out, errors) = outcome(duizhao(dir.path()).args(["translate", "in"]));
    assert_eq!(code, 1);
    assert!(
        !out.contains('\u{1b}') && !errors.contains('\u{1b}'),
        "{out}{errors}"
    );
}

#[test]
fn standard_input_is_an_article() {
    let dir = folder();
    std::fs::create_dir(dir.path().join("-")).expect("a folder of that name");
    let (code, ..) = outcome(
        duizhao(dir.path())
            .args(["translate", "-"])
            .write_stdin(ARTICLE),
    );
    assert_eq!(code, 0);
    assert!(dir.path().join("output/stdin.md").exists());
}

#[test]
fn flags_win_over_the_environment_over_the_file() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    write(
        dir.path(),
        "duizhao.toml",
        "output = \"from-file\"\nscript = \"hant\"\n",
    );
    let run = |env: Option<&str>, args: &[&str]| {
        let mut command = duizhao(dir.path());
        if let Some(value) = env {
            command.env("DUIZHAO_OUTPUT", value);
        }
        assert_eq!(
            outcome(command.args(["translate", "a.txt"]).args(args)).0,
            0
        );
    };
    run(None, &[]);
    run(Some("from-env"), &[]);
    run(Some("from-env"), &["-o", "from-flag"]);
    for name in ["from-file", "from-env", "from-flag"] {
        let text = std::fs::read_to_string(dir.path().join(name).join("a.md")).expect(name);
        assert!(
            text.contains("script: hant") && text.contains("黨組織"),
            "{name}"
        );
    }
}

#[test]
fn wrong_settings_stop_before_anything_is_done() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    write(dir.path(), "duizhao.toml", "# 设置\noutptu = \"x\"\n");
    let (code, _, errors) = outcome(duizhao(dir.path()).args(["translate", "a.txt"]));
    assert_eq!(
        (code, errors.as_str()),
        (
            1,
            "error: duizhao.toml:2:1: unknown key `outptu`\nhint: the nearest key is `output`\n"
        )
    );
    write(dir.path(), "duizhao.toml", "");
    write(
        dir.path(),
        "terms.csv",
        "source_hans,target,status\n党委,Party committee,sure\n",
    );
    let (code, _, errors) =
        outcome(duizhao(dir.path()).args(["translate", "a.txt", "--glossary", "terms.csv"]));
    assert_eq!(code, 1);
    assert!(
        errors.starts_with("error: terms.csv:2:20: unknown status `sure`"),
        "{errors}"
    );
    assert_eq!(
        outcome(duizhao(dir.path()).args(["translate", "a.txt", "--script", "latin"])).0,
        2
    );
    assert_eq!(outcome(duizhao(dir.path()).arg("translate")).0, 2);
    assert!(!dir.path().join("output").exists());
}

#[test]
fn a_glossary_file_changes_the_english() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    write(
        dir.path(),
        "terms.csv",
        "source_hans,target\n县委书记,county party boss\n",
    );
    let (code, ..) = outcome(duizhao(dir.path()).args(["translate", "a.txt", "-g", "terms.csv"]));
    assert_eq!(code, 0);
    let text = std::fs::read_to_string(dir.path().join("output/a.md")).expect("an edition");
    assert!(text.contains("county party boss Wang Xiaoming"), "{text}");
}

#[test]
fn a_readers_dictionary_fills_gaps() {
    let dir = folder();
    write(
        dir.path(),
        "a.txt",
        "标题在此处\n\n人们在疫情防控一线看到了饕餮，大家都觉得这件事情很不可思议，议论纷纷。\n",
    );
    write(
        dir.path(),
        "cedict.u8",
        "# CC-CEDICT\n饕餮 饕餮 [tao1 tie4] /ferocious mythological animal/zoomorphic mask motif/\n",
    );
    write(
        dir.path(),
        "duizhao.toml",
        "[backend.mock]\ndictionary = \"cedict.u8\"\n",
    );
    assert_eq!(
        outcome(duizhao(dir.path()).args(["translate", "a.txt"])).0,
        0
    );
    let text = std::fs::read_to_string(dir.path().join("output/a.md")).expect("an edition");
    assert!(text.contains("ferocious mythological animal"), "{text}");
}

#[test]
fn init_sets_up_a_project_and_overwrites_nothing() {
    let dir = folder();
    let (code, out, _) = outcome(duizhao(dir.path()).args(["init", "p"]));
    assert_eq!(code, 0);
    insta::assert_snapshot!("init", out);
    let settings = dir.path().join("p/duizhao.toml");
    std::fs::write(&settings, "jobs = 1\n").expect("the settings are edited");
    let (code, out, _) = outcome(duizhao(dir.path()).args(["init", "p"]));
    assert_eq!(code, 0);
    assert!(
        out.contains("kept p/duizhao.toml") && !out.contains("made"),
        "{out}"
    );
    assert_eq!(
        std::fs::read_to_string(&settings).expect("settings"),
        "jobs = 1\n"
    );
}

#[test]
fn a_new_projects_settings_work_and_name_every_key() {
    let dir = folder();
    assert_eq!(outcome(duizhao(dir.path()).arg("init")).0, 0);
    let path = dir.path().join("duizhao.toml");
    let text = std::fs::read_to_string(&path).expect("settings");
    let open: String = text
        .lines()
        .map(|line| {
            line.strip_prefix('#')
                .filter(|l| !l.starts_with(' '))
                .unwrap_or(line)
                .to_owned()
                + "\n"
        })
        .collect();
    let config = duizhao::config::Config::parse(&path, &open)
        .expect("every key is valid with the # taken away");
    assert!(
        config.output.is_some() && config.layout.is_some(),
        "{config:?}"
    );
    let has = |key: &str| {
        config
            .backend
            .services
            .values()
            .any(|service| service.contains_key(key))
    };
    let own = duizhao::backend::KINDS.iter().flat_map(|kind| kind.keys);
    let missing: Vec<&str> = own
        .chain(&duizhao::backend::COMMON_KEYS)
        .copied()
        .filter(|key| !has(key))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    write(dir.path(), "articles/a.txt", ARTICLE);
    assert_eq!(
        outcome(duizhao(dir.path()).args(["translate", "articles"])).0,
        0
    );
}

#[test]
fn the_report_is_json_on_request() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    write(dir.path(), "b.txt", "");
    let (code, out, _) =
        outcome(duizhao(dir.path()).args(["translate", "--format", "json", "a.txt", "b.txt"]));
    assert_eq!(code, 3);
    let rows: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(rows[0]["edition"], "output/a.md");
    assert_eq!(rows[0]["sentences"], 3);
    assert_eq!(rows[1]["error"], "b.txt: the file is empty");
    assert_eq!(
        (&rows[2]["articles"], &rows[2]["failed"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn the_command_line_documents_itself() {
    let dir = folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = outcome(duizhao(dir.path()).args(["completions", shell]));
        assert!(code == 0 && out.contains("translate"), "{shell}");
    }
    let (code, out, _) = outcome(duizhao(dir.path()).arg("man"));
    assert!(code == 0 && out.contains(".TH") && out.contains("overwrite"));
    let (code, out, _) = outcome(duizhao(dir.path()).arg("--version"));
    assert_eq!(
        (code, out.trim()),
        (0, concat!("duizhao ", env!("CARGO_PKG_VERSION")))
    );
}

#[test]
fn the_readme_shows_the_help_that_is() {
    let dir = folder();
    let (_, help, _) = outcome(duizhao(dir.path()).arg("--help"));
    let readme = include_str!("../README.md").replace("\r\n", "\n");
    let shown: String = help
        .trim_end()
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    assert!(
        readme.contains(&format!("```text\n{shown}```")),
        "README.md does not show this help:\n{shown}"
    );
}

#[test]
fn init_gives_the_commands_to_type() {
    let dir = folder();
    let (_, out, _) = outcome(duizhao(dir.path()).args(["init", "my project"]));
    let next = "put articles into my project/articles, then type:\n    cd \"my project\"\n    duizhao translate articles\n";
    assert!(out.ends_with(next), "{out}");
    let (_, out, _) = outcome(duizhao(dir.path()).arg("init"));
    let next = "put articles into articles, then type:\n    duizhao translate articles\n";
    assert!(out.ends_with(next), "{out}");
}

#[test]
fn a_run_says_where_to_look_and_what_comes_next() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    let translate =
        |args: &[&str]| outcome(duizhao(dir.path()).args(["translate", "a.txt"]).args(args));
    let (_, out, _) = translate(&[]);
    let guide = "\
1 edition written, 0 unchanged; to read the first, open output/a.md
the English is a gloss, word for word, and no translation; `duizhao backends` says how to set up a translation service
next: correct the English in an edition and run the same command again; your lines stay
";
    assert!(out.ends_with(guide), "{out}");
    let (_, out, _) = translate(&[]);
    assert!(
        out.contains("\n0 editions written, 1 unchanged; to read the first, open output/a.md\n"),
        "{out}"
    );
    assert!(!translate(&["--quiet"]).1.contains("open output/a.md"));
    assert!(!translate(&["--dry-run"]).1.contains("open output/a.md"));
    let (_, out, _) = translate(&["--format", "json"]);
    assert!(
        out.lines().all(|line| line.starts_with('{')) && out.lines().count() == 2,
        "{out}"
    );
    let damaged = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/articles/004_e6f4e23ce9eecad8.txt"
    );
    let (_, out, _) = outcome(duizhao(dir.path()).args(["translate", damaged]));
    assert!(
        out.contains(
            "\nfound: 0 errors, 0 warnings, 12 notes; `duizhao check` shows each with its place\n"
        ),
        "{out}"
    );
}

#[test]
fn one_is_no_plural() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    let shown = |args: &[&str]| {
        let (_, out, errors) = outcome(duizhao(dir.path()).args(args));
        out + &errors
    };
    let texts = [
        shown(&["translate", "a.txt"]),
        shown(&["translate", "a.txt", "--dry-run"]),
        shown(&["status"]),
        shown(&["adopt"]),
        shown(&["glossary", "stats", "a.txt"]),
        shown(&["glossary", "show", "党组织"]),
        shown(&["backends", "test", "mock"]),
    ];
    for text in texts {
        for line in text.lines() {
            let words: Vec<&str> = line
                .split(|c: char| !c.is_alphanumeric() && c != '.')
                .collect();
            let wrong = words
                .windows(2)
                .any(|words| words[0] == "1" && words[1].ends_with('s') && words[1] != "is");
            assert!(!wrong, "{line}");
        }
    }
}

#[test]
fn one_word_names_the_format_of_a_file() {
    let dir = folder();
    write(
        dir.path(),
        "t.x",
        "source_hans,target\n某某组织,Some Body\n",
    );
    write(dir.path(), "terms.csv", "source_hans,target\n");
    let run = |args: &[&str]| outcome(duizhao(dir.path()).args(args));
    let import = [
        "glossary",
        "import",
        "t.x",
        "--file",
        "terms.csv",
        "--format",
        "csv",
    ];
    assert_eq!(run(&import).0, 0);
    let export = ["glossary", "export", "--no-built-in", "-g", "terms.csv"];
    for flag in ["--format", "--to"] {
        let (code, out, _) = run(&[&export[..], &[flag, "json"]].concat());
        assert!(code == 0 && out.contains("Some Body"), "{flag}: {out}");
    }
    write(
        dir.path(),
        "m.x",
        "某某组织成立了。\tSome Body was founded.\n",
    );
    for flag in ["--format", "--from"] {
        let (code, out, errors) = run(&["memory", "import", "m.x", flag, "tsv"]);
        assert_eq!(code, 0, "{flag}: {out}{errors}");
    }
    for flag in ["--format", "--to"] {
        let (code, out, _) = run(&["memory", "export", flag, "jsonl"]);
        assert!(code == 0 && out.contains("Some Body"), "{flag}: {out}");
    }
    let help = ["glossary export", "memory import", "memory export"].map(|command| {
        let args: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        run(&args).1
    });
    for help in help {
        assert!(
            help.contains("--format <FORMAT>")
                && !help.contains("--to ")
                && !help.contains("--from "),
            "{help}"
        );
    }
    for flag in ["--similarity", "--from"] {
        assert_eq!(
            run(&["memory", "search", "组织", flag, "0.5"]).0,
            0,
            "{flag}"
        );
    }
}

#[test]
fn settings_above_hold_in_a_folder_below() {
    let dir = folder();
    let article = write(dir.path(), "articles/2024/z.txt", ARTICLE);
    write(
        dir.path(),
        "duizhao.toml",
        "output = \"editions\"\nscript = \"hant\"\n",
    );
    let below = article.parent().expect("a folder");
    assert_eq!(outcome(duizhao(below).args(["translate", "z.txt"])).0, 0);
    let edition = dir.path().join("editions/2024/z.md");
    let text = std::fs::read_to_string(&edition).expect("an edition");
    assert!(text.contains("script: hant"), "{text}");
    assert!(!below.join("output").exists() && !below.join(".duizhao").exists());
    for input in ["articles", "articles/2024", "articles/2024/z.txt"] {
        let (_, out, _) = outcome(duizhao(dir.path()).args(["translate", input]));
        assert!(
            out.contains("0 editions written, 1 unchanged"),
            "{input}: {out}"
        );
    }
    let files = walkdir::WalkDir::new(dir.path().join("editions"))
        .into_iter()
        .flatten();
    assert_eq!(files.filter(|file| file.file_type().is_file()).count(), 1);
}

#[test]
fn an_edition_whose_article_is_gone_is_named() {
    let dir = folder();
    for name in ["a", "b", "c"] {
        let text = format!("{ARTICLE}{name}地也在推进防控工作。\n");
        write(dir.path(), &format!("articles/{name}.txt"), text);
    }
    let run = |args: &[&str]| outcome(duizhao(dir.path()).args(args));
    let rename = |old: &str, new: &str| {
        let path = |name: &str| dir.path().join("articles").join(name);
        std::fs::rename(path(old), path(new)).expect("it can be renamed");
    };
    assert_eq!(run(&["translate", "articles"]).0, 0);
    rename("a.txt", "new name.txt");
    std::fs::remove_file(dir.path().join("articles/b.txt")).expect("it was there");
    for args in [&["status"][..], &["status", "articles"]] {
        let (code, _, errors) = run(args);
        assert_eq!(code, 0);
        assert_eq!(
            errors,
            "\
output/a.md: its article `articles/a.txt` was renamed to `articles/new name.txt`; `mv output/a.md \"output/new name.md\"` keeps what you wrote, then translate again
output/b.md: its article `articles/b.txt` is gone; delete the edition if you do not need it
"
        );
    }
    // What it says works.
    let path = |name: &str| dir.path().join("output").join(name);
    let text = std::fs::read_to_string(path("a.md")).expect("an edition");
    std::fs::write(path("a.md"), text.replace("18,000", "some 18,000")).expect("it is saved");
    std::fs::rename(path("a.md"), path("new name.md")).expect("it can be renamed");
    std::fs::remove_file(path("b.md")).expect("it was there");
    assert_eq!(run(&["translate", "articles"]).0, 0);
    let text = std::fs::read_to_string(path("new name.md")).expect("an edition");
    assert!(text.contains("some 18,000"), "{text}");
    assert_eq!(run(&["status"]).2, "");
    rename("c.txt", "d.txt");
    assert_eq!(run(&["translate", "articles"]).0, 0);
    assert_eq!(
        run(&["status"]).2,
        "output/c.md: its article `articles/c.txt` was renamed to `articles/d.txt`, whose edition is output/d.md; delete this one if you do not need it\n"
    );
}

#[test]
fn what_is_not_there_cannot_be_adopted() {
    let dir = folder();
    write(dir.path(), "a.txt", ARTICLE);
    let (code, _, errors) = outcome(duizhao(dir.path()).args(["adopt", "nothere.md"]));
    assert_eq!(code, 1);
    assert!(
        errors.starts_with("error: nothere.md: cannot be read: ")
            && errors.contains("\nhint: check the name"),
        "{errors}"
    );
}
