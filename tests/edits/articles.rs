//! Articles and glossaries that change after people edited the editions.

use crate::kinds::article;
use crate::project::{Project, Row};
use crate::runs::{changing, settings};

/// What a person wrote of each row's Chinese, in order: its number among the rows of before, or the text.
fn texts(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            format!(
                "{}{}",
                row.source.join("+"),
                if row.human { "!" } else { "" }
            )
        })
        .collect()
}

/// An article, what a person edits, what the article becomes, and the Chinese of the edition then.
#[track_caller]
fn check(edit: impl Fn(&str) -> String, change: impl Fn(&str) -> String, expected: &[&str]) {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&[]);
    project.edit("a", edit);
    project.write("in/a.txt", &change(&article(1)));
    project.translate(&[]);
    assert_eq!(
        texts(&project.rows("a")),
        expected,
        "{}",
        project.edition("a")
    );
    let before = project.edition("a");
    project.translate(&["--anew"]);
    assert_eq!(project.edition("a"), before);
    std::fs::remove_dir_all(project.path().join(".duizhao")).expect("the memory is deleted");
    project.translate(&[]);
    assert_eq!(project.edition("a"), before);
}

const TITLE: &str = "第1县推进防控工作";
const HEADING: &str = "一、第1县加强领导";
const LAST: &str = "第1县的群众生活得到保障。";

fn my_english(text: &str) -> String {
    let line = text
        .lines()
        .filter(|line| line.starts_with("> "))
        .nth(2)
        .expect("a line");
    text.replacen(line, "> Mine.", 1)
}

fn my_chinese(text: &str) -> String {
    text.replacen("第1县委高度重视。", "县委特别重视。", 1)
}

#[test]
fn a_sentence_comes_in() {
    let change = |text: &str| text.replacen("第1县的党员", "新来的一句。第1县的党员", 1);
    let rows = |second| {
        [
            "第1县共有18个党组织。",
            second,
            HEADING,
            "第1县的党组织行动。",
            "新来的一句。",
            "第1县的党员冲锋在前。",
            LAST,
        ]
    };
    check(
        my_english,
        change,
        &[&[TITLE][..], &rows("第1县委高度重视。!")].concat(),
    );
    check(
        my_chinese,
        change,
        &[&[TITLE][..], &rows("县委特别重视。!")].concat(),
    );
}

#[test]
fn a_sentence_goes() {
    let change = |text: &str| text.replacen("第1县委高度重视。", "", 1);
    let rest = [
        HEADING,
        "第1县的党组织行动。",
        "第1县的党员冲锋在前。",
        LAST,
    ];
    let start = [TITLE, "第1县共有18个党组织。"];
    check(
        my_english,
        change,
        &[&start[..], &["第1县委高度重视。!"], &rest].concat(),
    );
    check(
        my_chinese,
        change,
        &[&start[..], &["县委特别重视。!"], &rest].concat(),
    );
}

#[test]
fn a_sentence_is_put_otherwise() {
    let change = |text: &str| text.replacen("高度重视", "很重视", 1);
    let rest = [
        HEADING,
        "第1县的党组织行动。",
        "第1县的党员冲锋在前。",
        LAST,
    ];
    let start = [TITLE, "第1县共有18个党组织。"];
    check(
        my_english,
        change,
        &[&start[..], &["第1县委很重视。!"], &rest].concat(),
    );
    // Whoever put it otherwise did not say of the new sentence that it is the same.
    check(
        my_chinese,
        change,
        &[&start[..], &["第1县委很重视。", "县委特别重视。!"], &rest].concat(),
    );
}

#[test]
fn paragraphs_are_moved() {
    let change = |text: &str| {
        let mut blocks: Vec<&str> = text.trim_end().split("\n\n").collect();
        blocks[1..].rotate_left(1);
        blocks.join("\n\n")
    };
    let second = ["第1县共有18个党组织。", "第1县委高度重视。!"];
    let rest = [
        HEADING,
        "第1县的党组织行动。",
        "第1县的党员冲锋在前。",
        LAST,
    ];
    check(my_english, change, &[&[TITLE][..], &rest, &second].concat());
    check(
        my_chinese,
        change,
        &[
            TITLE,
            second[0],
            "县委特别重视。!",
            rest[0],
            rest[1],
            rest[2],
            rest[3],
        ],
    );
}

#[test]
fn a_reworded_sentence_is_told_until_a_person_looks() {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&[]);
    project.edit("a", my_english);
    project.write("in/a.txt", &article(1).replacen("高度重视", "很重视", 1));
    const STALE: &str = "<!-- finding: stale warning line 2: the article has worded this differently since a person translated it -->";
    for _ in 0..2 {
        project.translate(&["--anew"]);
        assert!(
            project.edition("a").contains(STALE),
            "{}",
            project.edition("a")
        );
    }
    project.ok(&["adopt"]);
    project.translate(&["--anew"]);
    assert!(
        project.edition("a").contains(STALE),
        "{}",
        project.edition("a")
    );
    project.edit("a", |text| text.replacen("Mine.", "Mine again.", 1));
    project.translate(&[]);
    assert!(
        !project.edition("a").contains("stale"),
        "{}",
        project.edition("a")
    );
}

#[test]
fn a_term_that_changed_is_told() {
    for edit in [my_english as fn(&str) -> String, my_chinese] {
        let project = Project::new("");
        let terms =
            |english: &str| format!("source_hans,target,status\n县委,{english},confirmed\n");
        project.write("in/a.txt", &article(1));
        project.write("t.csv", &terms("county committee"));
        project.translate(&["-g", "t.csv"]);
        project.edit("a", edit);
        project.translate(&["-g", "t.csv"]);
        let before = project.rows("a");
        assert!(
            before[2].human && !project.edition("a").contains("finding: stale"),
            "{}",
            project.edition("a")
        );
        project.write("t.csv", &terms("county council"));
        const STALE: &str = "finding: stale warning line 2: the glossary has changed `县委` since a person wrote this";
        for _ in 0..2 {
            project.translate(&["-g", "t.csv", "--anew"]);
            assert!(
                project.edition("a").contains(STALE),
                "{}",
                project.edition("a")
            );
            assert_eq!(project.rows("a")[2], before[2]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_changes_only_what_nobody_edited() {
    let server = changing().await;
    let project = Project::new(&settings(&server));
    project.write("in/a.txt", &article(1));
    project.translate(&["--backend", "chat"]);
    let first = project.rows("a");
    project.edit("a", my_english);
    project.ok(&["adopt"]);
    project.translate(&["--backend", "chat"]);
    let rows = project.rows("a");
    assert_eq!(rows[2].target, ["Mine."]);
    assert!(
        (0..7).filter(|i| *i != 2).all(|i| rows[i] == first[i]),
        "{rows:?}"
    );
    project.translate(&["--backend", "chat", "--anew"]);
    let rows = project.rows("a");
    assert_eq!(rows[2].target, ["Mine."]);
    assert!(
        (0..7)
            .filter(|i| *i != 2)
            .all(|i| rows[i].target != first[i].target),
        "{rows:?}"
    );
    project.ok(&["adopt", "--review", "done", "output/a.md"]);
    let text = project.edition("a");
    project.translate(&["--backend", "mock", "--anew"]);
    let lines = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with('>'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&project.edition("a")), lines(&text));
    assert!(
        project
            .rows("a")
            .iter()
            .all(|row| row.human && row.remarks.is_empty())
    );
}

#[test]
fn of_a_sentence_that_stood_twice_a_persons_translation_stays() {
    let project = Project::new("");
    let twice = article(1).replacen("第1县的群众", "第1县委高度重视。第1县的群众", 1);
    project.write("in/a.txt", &twice);
    project.translate(&[]);
    project.edit("a", |text| {
        let lines: Vec<&str> = text.lines().collect();
        let at = lines
            .iter()
            .rposition(|line| line.starts_with("> "))
            .expect("a line")
            - 1;
        let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        lines[at] = "> Mine.".to_owned();
        lines.join("\n")
    });
    project.write("in/a.txt", &article(1));
    project.translate(&[]);
    let rows = project.rows("a");
    let of_it: Vec<&Row> = rows
        .iter()
        .filter(|row| row.source == ["第1县委高度重视。"])
        .collect();
    assert!(
        of_it.len() == 1 && of_it[0].human && of_it[0].target == ["Mine."],
        "{}",
        project.edition("a")
    );
}

#[test]
fn a_new_wording_beside_a_persons_own_line_is_said() {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&[]);
    // Without the last paragraph, the edition says what there is.
    project.edit("a", |text| {
        my_english(text).replacen(&format!("\n\n{LAST}"), "", 1)
    });
    project.edit("a", |text| {
        let end = text.find("\n\n<!-- ledger").expect("a ledger");
        let quote = text[..end].rfind("\n\n> ").expect("a quote");
        format!("{}{}", &text[..quote], &text[end..])
    });
    project.translate(&[]);
    for _ in 0..2 {
        project.write(
            "in/a.txt",
            &article(1).replacen("第1县委高度重视", "第1县委特别重视", 1),
        );
        project.translate(&[]);
        let text = project.edition("a");
        assert!(
            text.contains("> Mine.") && text.contains("第1县委特别重视。"),
            "{text}"
        );
        assert!(
            text.contains("the article has a sentence much like this one beside it"),
            "{text}"
        );
    }
    // The one that came in is deleted, and stays away.
    project.edit("a", |text| {
        let lines: Vec<&str> = text.lines().collect();
        let at = lines
            .iter()
            .position(|line| *line == "第1县委特别重视。")
            .expect("a line");
        let quote = lines
            .iter()
            .position(|line| *line == "> Mine.")
            .expect("a line");
        let beside = if lines[at + 1] == "第1县委高度重视。" {
            quote - 1
        } else {
            quote + 1
        };
        let left = lines
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at && *i != beside)
            .map(|(_, line)| *line);
        left.collect::<Vec<_>>().join("\n")
    });
    project.translate(&[]);
    let text = project.edition("a");
    assert!(
        text.contains("> Mine.") && !text.contains("特别重视") && !text.contains("much like"),
        "{text}"
    );
}

#[test]
fn nothing_comes_into_a_heading_of_ones_own() {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&[]);
    project.edit("a", |text| {
        let first = "第1县共有18个党组织。\n";
        let quote = text
            .find(first)
            .and_then(|at| text[at..].find("\n\n> ").map(|quote| at + quote))
            .expect("a quote");
        let line = text[quote + 2..].lines().next().expect("a line").to_owned();
        let heading = format!("## {first}\n> ## {}\n\n", &line[2..]);
        text.replacen(&format!("\n\n{line}\n"), "\n\n", 1)
            .replacen(first, &heading, 1)
    });
    project.translate(&[]);
    project.write(
        "in/a.txt",
        &article(1).replacen("18个党组织。", "18个党组织。新来的一句。", 1),
    );
    project.translate(&[]);
    let text = project.edition("a");
    assert!(
        text.contains("\n## 第1县共有18个党组织。\n") && text.contains("\n新来的一句。\n"),
        "{text}"
    );
}
