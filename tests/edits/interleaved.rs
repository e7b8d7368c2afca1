//! Edits of an edition with each translation below its sentence.

use crate::kinds::article;
use crate::project::{Project, Row};
use duizhao::article::BlockKind;

/// A project with one such edition.
fn project() -> Project {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&["--layout", "interleaved"]);
    project
}

/// The text with its pieces, separated by blank lines, changed: front matter, title, its translation, notice, and then
/// a sentence and its translation in turn.
fn pieces(text: &str, change: impl Fn(&mut Vec<String>)) -> String {
    let mut pieces: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    change(&mut pieces);
    pieces.join("\n\n")
}

/// The place of the second sentence in the text; its translation follows.
const SECOND: usize = 6;

/// The place of the last sentence, a paragraph by itself.
const LAST: usize = 14;

fn own(source: &str, target: &str) -> Row {
    Row {
        kind: BlockKind::Paragraph,
        remarks: Vec::new(),
        source: source.split('+').map(str::to_owned).collect(),
        target: target.split('+').map(str::to_owned).collect(),
        markup: Vec::new(),
        human: true,
    }
}

/// What becomes of an edit, which says of the pieces what it changes and of the rows what comes of it. It stays so
/// whatever runs follow, and in every layout. Returns the text after a run.
#[track_caller]
fn check(edit: impl Fn(&mut Vec<String>), outcome: impl Fn(&mut Vec<Row>)) -> String {
    let project = project();
    let mut expected = project.rows("a");
    assert_eq!(expected.len(), 7);
    project.edit("a", |text| pieces(text, &edit));
    outcome(&mut expected);
    let expected: Vec<Row> = expected.into_iter().map(Row::lasting).collect();
    let rows = || -> Vec<Row> { project.rows("a").into_iter().map(Row::lasting).collect() };
    project.translate(&[]);
    let text = project.edition("a");
    assert_eq!(rows(), expected, "{text}");
    project.translate(&["--anew"]);
    assert_eq!(project.edition("a"), text);
    std::fs::remove_dir_all(project.path().join(".duizhao")).expect("the memory is deleted");
    project.translate(&[]);
    assert_eq!(project.edition("a"), text);
    for layout in ["table", "stacked", "interleaved"] {
        project.translate(&["--layout", layout]);
        let count = rows().iter().map(|row| row.target.len()).sum::<usize>();
        assert_eq!(
            count,
            expected.iter().map(|row| row.target.len()).sum::<usize>()
        );
    }
    text
}

#[test]
fn a_translation_is_edited() {
    let text = check(
        |p| p[SECOND + 1] = "> Mine.".into(),
        |rows| (rows[2].target, rows[2].human) = (vec!["Mine.".into()], true),
    );
    assert!(text.contains("\n第1县委高度重视。\n\n> Mine.\n"), "{text}");
}

#[test]
fn a_pair_is_added_and_goes_on_with_its_paragraph() {
    let text = check(
        |p| drop(p.splice(SECOND..SECOND, ["外加一句。".into(), "> One more.".into()])),
        |rows| rows.insert(2, own("外加一句。", "One more.")),
    );
    assert_eq!(text.matches("**¶**").count(), 3, "{text}");
}

#[test]
fn a_pair_below_a_heading_begins_a_paragraph() {
    let text = check(
        |p| drop(p.splice(10..10, ["外加一段。".into(), "> A paragraph.".into()])),
        |rows| rows.insert(4, own("外加一段。", "A paragraph.")),
    );
    assert!(
        text.contains("**¶** 外加一段。\n") && text.matches("**¶**").count() == 4,
        "{text}"
    );
}

#[test]
fn a_pair_is_deleted() {
    check(
        |p| drop(p.drain(SECOND..SECOND + 2)),
        |rows| drop(rows.remove(2)),
    );
}

#[test]
fn a_pair_is_split() {
    check(
        |p| {
            let halves = ["前半句，", "> First half,", "后半句。", "> second half."];
            p.splice(SECOND..SECOND + 2, halves.map(str::to_owned));
        },
        |rows| {
            let halves = [
                own("前半句，", "First half,"),
                own("后半句。", "second half."),
            ];
            rows.splice(2..3, halves);
        },
    );
}

#[test]
fn pairs_are_joined() {
    check(
        |p| {
            let source = format!("{}\\\n{}", p[SECOND - 2], p[SECOND]);
            p.splice(
                SECOND - 2..SECOND + 2,
                [source, "> One\\\n> of both.".into()],
            );
        },
        |rows| {
            let both = [&rows[1].source[0][..], "+", &rows[2].source[0]].concat();
            rows.splice(1..3, [own(&both, "One+of both.")]);
        },
    );
}

#[test]
fn pairs_change_places() {
    check(
        |p| {
            p[SECOND - 2] = p[SECOND - 2].replacen("**¶** ", "", 1);
            p[SECOND].insert_str(0, "**¶** ");
            p[SECOND - 2..SECOND + 2].rotate_left(2);
        },
        |rows| rows.swap(1, 2),
    );
}

#[test]
fn a_paragraph_is_split_and_another_is_joined() {
    let text = check(|p| p[SECOND].insert_str(0, "**¶**"), |_| {});
    assert!(text.contains("\n**¶** 第1县委高度重视。\n"), "{text}");
    let text = check(|p| p[LAST] = p[LAST].replacen("**¶** ", "", 1), |_| {});
    assert!(text.contains("\n\n第1县的群众"), "{text}");
}

#[test]
fn a_kind_begins_a_block() {
    for mark in ["**¶** ", "", "__¶__"] {
        let text = check(
            |p| p[LAST] = p[LAST].replacen("**¶** ", &format!("<!-- note -->\n{mark}"), 1),
            |rows| rows[6].kind = BlockKind::Note,
        );
        assert!(
            text.contains("\n<!-- note -->\n**¶** 第1县的群众"),
            "{text}"
        );
    }
}

#[test]
fn remarks_stay_where_they_stand() {
    let at_second = |edit: fn(&mut Vec<String>), remark: &str| {
        let text = check(edit, |rows| rows[2].remarks = vec![remark.to_owned()]);
        assert!(text.contains(&format!("\n\n{remark}\n\n第1县委")), "{text}");
    };
    at_second(
        |p| p.insert(SECOND, "<!-- TN: x -->".into()),
        "<!-- TN: x -->",
    );
    at_second(|p| p.insert(SECOND, "*A note.*".into()), "*A note.*");
    at_second(|p| p[SECOND].push_str(" <!-- TN: x -->"), "<!-- TN: x -->");
    at_second(
        |p| p.insert(SECOND + 1, "<!-- TN:\nx -->".into()),
        "<!-- TN:\nx -->",
    );
    at_second(
        |p| p.insert(SECOND, "<!-- duizhao: allow term quoted -->".into()),
        "<!-- duizhao: allow term quoted -->",
    );
    let text = check(
        |p| p.insert(LAST, "<!-- TN: x -->".into()),
        |rows| rows[6].remarks = vec!["<!-- TN: x -->".into()],
    );
    assert!(
        text.contains("\n<!-- TN: x -->\n\n**¶** 第1县的群众"),
        "{text}"
    );
}

#[test]
fn a_remark_of_a_pair_that_goes_stays() {
    let project = project();
    project.edit("a", |text| {
        pieces(text, |p| p.insert(SECOND, "<!-- TN: x -->".into()))
    });
    project.write("in/a.txt", &article(1).replacen("第1县委高度重视。", "", 1));
    project.translate(&[]);
    let text = project.edition("a");
    assert!(
        text.contains("<!-- TN: x -->") && !text.contains("高度重视"),
        "{text}"
    );
}

#[test]
fn markup_and_footnotes_stay() {
    const LINE: &str = "see [the law](https://a.b/c_d), **not** `x|y`[^1]\\.";
    let text = check(
        |p| {
            p[SECOND + 1] = format!("> {LINE}");
            p[2] = "> **My *own* title**".into();
            p[9] = "> A **bold** heading".into();
            p.insert(p.len() - 1, "[^1]: a footnote".into());
        },
        |rows| {
            for (row, target, markup) in [
                (0, "My own title", "My *own* title"),
                (2, "see the law, not x|y.", LINE),
                (3, "A bold heading", "A **bold** heading"),
            ] {
                rows[row].target = vec![target.to_owned()];
                rows[row].markup = vec![markup.to_owned()];
                rows[row].human = true;
            }
            let nothing = Row {
                source: Vec::new(),
                target: Vec::new(),
                human: false,
                ..own("", "")
            };
            rows.push(Row {
                remarks: vec!["[^1]: a footnote".into()],
                ..nothing
            });
        },
    );
    assert!(
        text.contains(&format!("\n> {LINE}\n")) && text.contains("\n[^1]: a footnote\n"),
        "{text}"
    );
}

#[test]
fn a_block_that_begins_inside_another_is_refused() {
    let project = project();
    project.edit("a", |text| {
        pieces(text, |p| {
            let both = format!("{}\n**¶** {}", p[SECOND - 2], p[SECOND]);
            let quotes = format!("{}\n{}", p[SECOND - 1], p[SECOND + 1]);
            p.splice(SECOND - 2..SECOND + 2, [both, quotes]);
        })
    });
    let before = project.edition("a");
    let (code, errors) = project.run(&["translate", "in", "--quiet"]);
    assert!(
        code != 0
            && errors.contains("output/a.md:23:1: a paragraph begins inside a block")
            && errors.contains("hint: put each sentence's translation under it"),
        "{errors}"
    );
    assert_eq!(project.edition("a"), before);
}

#[test]
fn findings_stand_below_their_pair_as_long_as_they_hold() {
    let project = Project::new("");
    let terms = "source_hans,target,status\n县委,county committee,confirmed\n";
    project.write("t.csv", terms);
    project.write("in/a.txt", &article(1));
    let args = ["--layout", "interleaved", "-g", "t.csv"];
    project.translate(&args);
    project.edit("a", |text| {
        pieces(text, |p| {
            p[SECOND + 1] = "> Mine is the first of them.".into()
        })
    });
    const FINDING: &str = "\n> Mine is the first of them.\n\n<!-- finding: term ";
    for _ in 0..2 {
        project.translate(&args);
        let text = project.edition("a");
        assert!(text.contains(FINDING) && !text.contains("line "), "{text}");
        let line = text
            .lines()
            .find(|line| line.contains("finding: term"))
            .expect("a finding");
        project.edit("a", |text| text.replacen(&format!("{line}\n\n"), "", 1));
    }
    project.edit("a", |text| {
        text.replacen("Mine is the first of them.", "The county committee.", 1)
    });
    project.translate(&args);
    assert!(
        !project.edition("a").contains("finding: term"),
        "{}",
        project.edition("a")
    );
}

#[test]
fn people_spell_the_chinese() {
    let project = project();
    project.edit("a", |text| {
        text.replacen("第1县委高度重视。", "第１縣委高度重視。", 1)
    });
    for args in [
        &[][..],
        &["--anew"],
        &["--script", "tw"],
        &["--script", "hans"],
    ] {
        project.translate(args);
        let rows = project.rows("a");
        assert!(rows.len() == 7 && rows[2].human, "{rows:?}");
        assert_eq!(rows[2].source, ["第１縣委高度重視。"], "{args:?}");
        let first = if args.contains(&"tw") {
            "第1縣共有18個黨組織。"
        } else {
            "第1县共有18个党组织。"
        };
        assert_eq!(rows[1].source, [first], "{args:?}");
    }
    project.write(
        "in/a.txt",
        &article(1).replacen("第1县共有18个党组织。", "", 1),
    );
    project.translate(&[]);
    assert_eq!(project.rows("a").len(), 6);
}

#[test]
fn a_script_and_a_layout_stay() {
    let project = project();
    project.translate(&["--script", "hk", "--layout", "table"]);
    let text = project.edition("a");
    project.translate(&["--anew"]);
    assert_eq!(project.edition("a"), text);
}

#[test]
fn without_its_ledger_an_edited_edition_is_refused() {
    let project = project();
    project.edit("a", |text| {
        let text = text.replacen("\n> ", "\n> My ", 1);
        text[..text.find("<!-- ledger").expect("a ledger")].to_owned()
    });
    let before = project.edition("a");
    for args in [&["translate", "in", "--quiet"][..], &["adopt"]] {
        let (code, errors) = project.run(args);
        assert!(
            code != 0 && errors.contains("output/a.md: ") && errors.contains("hint: "),
            "{errors}"
        );
        assert_eq!(project.edition("a"), before);
    }
    project.ok(&["adopt", "--review", "done", "output/a.md"]);
    assert!(project.rows("a").iter().all(|row| row.human));
}

#[test]
fn a_part_of_the_ledger_is_not_enough() {
    let project = project();
    let before = project.edition("a");
    project.edit("a", |text| {
        let lines = text.lines().filter(|line| !line.starts_with("pairs "));
        lines.collect::<Vec<_>>().join("\n")
    });
    let (code, errors) = project.run(&["translate", "in", "--quiet"]);
    assert!(code != 0 && errors.contains("hint: "), "{errors}");
    project.write("output/a.md", &before);
    project.translate(&["--anew"]);
    assert_eq!(project.edition("a"), before);
}
