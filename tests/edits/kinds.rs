//! Every kind of edit, and what becomes of it.

use crate::project::{Project, Row};
use duizhao::article::BlockKind;

/// An edit: its name, what a person does to the text, and what becomes of the rows.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) edit: fn(&str) -> String,
    pub(crate) outcome: fn(&mut Vec<Row>),
}

/// The article of a kind: a title, a paragraph of two sentences, a heading, two paragraphs.
pub(crate) fn article(number: usize) -> String {
    format!(
        "第{number}县推进防控工作\n2020-03-01 来源：某日报\n\n第{number}县共有18个党组织。第{number}县委高度重视。\n\n一、第{number}县加强领导\n\n\
         第{number}县的党组织行动。第{number}县的党员冲锋在前。\n\n第{number}县的群众生活得到保障。\n"
    )
}

/// The pieces of an edition's text, parted by blank lines.
fn pieces(text: &str, change: impl Fn(&mut Vec<String>)) -> String {
    let mut pieces: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    change(&mut pieces);
    pieces.join("\n\n")
}

/// In a fresh edition: front matter, title, its translation, notice, then a block and its translation in turn.
const FIRST: usize = 4;

/// The lines of a piece.
fn lines(piece: &mut String, change: impl Fn(&mut Vec<String>)) {
    let mut lines: Vec<String> = piece.lines().map(str::to_owned).collect();
    change(&mut lines);
    *piece = lines.join("\n");
}

fn set(row: &mut Row, target: &str) {
    row.target = vec![target.to_owned()];
    row.human = true;
}

fn own(kind: BlockKind, source: &str, target: &str) -> Row {
    let part = |text: &str| text.split('+').map(str::to_owned).collect();
    Row {
        kind,
        remarks: Vec::new(),
        source: part(source),
        target: part(target),
        markup: Vec::new(),
        human: true,
    }
}

fn remark(row: &mut Row, text: &str) {
    row.remarks.push(text.to_owned());
}

/// The front matter with a line more.
fn with_field(text: &str, field: &str) -> String {
    text.replacen("\nscript:", &format!("\n{field}\nscript:"), 1)
}

const PARAGRAPH: BlockKind = BlockKind::Paragraph;

pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "nothing but a space",
        edit: |text| text.replacen("\n\n#", " \n\n#", 1),
        outcome: |_| {},
    },
    Kind {
        name: "edited translation",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST + 1], |l| l[1] = "> Mine & *yours*.".into())
            })
        },
        outcome: |rows| {
            set(&mut rows[2], "Mine & yours.");
            rows[2].markup = vec!["Mine & *yours*.".into()];
        },
    },
    Kind {
        name: "edited title and heading",
        edit: |text| {
            pieces(text, |p| {
                (p[2], p[FIRST + 3]) = ("> # My title".into(), "> My heading".into())
            })
        },
        outcome: |rows| {
            set(&mut rows[0], "My title");
            set(&mut rows[3], "My heading");
        },
    },
    Kind {
        name: "edited source line",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l[1] = "县委特别重视。".into())
            })
        },
        outcome: |rows| (rows[2].source, rows[2].human) = (vec!["县委特别重视。".into()], true),
    },
    Kind {
        name: "edited source line and translation",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l[1] = "县委特别重视。".into());
                lines(&mut p[FIRST + 1], |l| l[1] = "> Mine.".into());
            })
        },
        outcome: |rows| rows[2] = own(PARAGRAPH, "县委特别重视。", "Mine."),
    },
    Kind {
        name: "split line",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| {
                    drop(l.splice(0..1, ["前半句，".into(), "后半句。".into()]))
                });
                lines(&mut p[FIRST + 1], |l| {
                    drop(l.splice(0..1, ["> First half,".into(), "> second half.".into()]))
                });
            })
        },
        outcome: |rows| {
            let halves = [
                own(PARAGRAPH, "前半句，", "First half,"),
                own(PARAGRAPH, "后半句。", "second half."),
            ];
            rows.splice(1..2, halves);
        },
    },
    Kind {
        name: "merged lines",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| *l = vec![l.concat()]);
                lines(&mut p[FIRST + 1], |l| *l = vec!["> Both.".into()]);
            })
        },
        outcome: |rows| {
            let both = own(
                PARAGRAPH,
                &[&rows[1].source[0][..], &rows[2].source[0]].concat(),
                "Both.",
            );
            rows.splice(1..3, [both]);
        },
    },
    Kind {
        name: "lines joined by a backslash",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l[0].push('\\'));
                lines(&mut p[FIRST + 1], |l| {
                    *l = vec!["> One\\".into(), "> of both.".into()]
                });
            })
        },
        outcome: |rows| {
            let both = own(
                PARAGRAPH,
                &[&rows[1].source[0][..], "+", &rows[2].source[0]].concat(),
                "One+of both.",
            );
            rows.splice(1..3, [both]);
        },
    },
    Kind {
        name: "moved paragraph",
        edit: |text| pieces(text, |p| p[FIRST..FIRST + 6].rotate_left(2)),
        outcome: |rows| rows[1..6].rotate_left(2),
    },
    Kind {
        name: "added pair",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l.insert(1, "外加一句。".into()));
                lines(&mut p[FIRST + 1], |l| l.insert(1, "> One more.".into()));
            })
        },
        outcome: |rows| rows.insert(2, own(PARAGRAPH, "外加一句。", "One more.")),
    },
    Kind {
        name: "added paragraph",
        edit: |text| {
            pieces(text, |p| {
                drop(p.splice(FIRST..FIRST, ["外加一段。".into(), "> A paragraph.".into()]))
            })
        },
        outcome: |rows| rows.insert(1, own(PARAGRAPH, "外加一段。", "A paragraph.")),
    },
    Kind {
        name: "added paragraph without a translation",
        edit: |text| {
            pieces(text, |p| {
                drop(p.splice(
                    FIRST..FIRST,
                    ["外加一段。".into(), "> <!-- none -->".into()],
                ))
            })
        },
        outcome: |rows| {
            let row = Row {
                target: Vec::new(),
                human: false,
                ..own(PARAGRAPH, "外加一段。", "")
            };
            rows.insert(1, row);
        },
    },
    Kind {
        name: "deleted pair",
        edit: |text| {
            pieces(text, |p| {
                (FIRST..FIRST + 2).for_each(|i| lines(&mut p[i], |l| drop(l.remove(1))))
            })
        },
        outcome: |rows| drop(rows.remove(2)),
    },
    Kind {
        name: "deleted paragraph",
        edit: |text| pieces(text, |p| drop(p.drain(FIRST + 4..FIRST + 6))),
        outcome: |rows| drop(rows.drain(4..6)),
    },
    Kind {
        name: "deleted title",
        edit: |text| pieces(text, |p| drop(p.drain(1..3))),
        outcome: |rows| drop(rows.remove(0)),
    },
    Kind {
        name: "comment above a block",
        edit: |text| {
            pieces(text, |p| {
                p.insert(FIRST + 2, "<!-- TN: above\n\nthe heading -->".into())
            })
        },
        outcome: |rows| remark(&mut rows[3], "<!-- TN: above\n\nthe heading -->"),
    },
    Kind {
        name: "comments within a block",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l.insert(1, "<!-- TN: one -->".into()));
                lines(&mut p[FIRST + 1], |l| {
                    l.insert(1, "> <!-- TN: two\n> lines -->".into())
                });
            })
        },
        outcome: |rows| {
            rows[1].remarks = vec!["<!-- TN: one -->".into(), "<!-- TN: two\nlines -->".into()]
        },
    },
    Kind {
        name: "comments at the ends of lines",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l[0].push_str(" <!-- TN: one -->"));
                lines(&mut p[FIRST + 1], |l| l[1].push_str("<!-- TN: two -->"));
            })
        },
        outcome: |rows| {
            rows[1].remarks = vec!["<!-- TN: one -->".into(), "<!-- TN: two -->".into()]
        },
    },
    Kind {
        name: "comment between a block and its translation",
        edit: |text| pieces(text, |p| p.insert(FIRST + 1, "<!-- TN: here -->".into())),
        outcome: |rows| remark(&mut rows[1], "<!-- TN: here -->"),
    },
    Kind {
        name: "comments above the title and at the end",
        edit: |text| {
            pieces(text, |p| {
                p.insert(1, "<!-- TN: top -->".into());
                p.insert(p.len() - 1, "*Translator’s note: end*".into());
            })
        },
        outcome: |rows| {
            remark(&mut rows[0], "<!-- TN: top -->");
            let nothing = Row {
                source: Vec::new(),
                target: Vec::new(),
                human: false,
                ..own(PARAGRAPH, "", "")
            };
            rows.push(Row {
                remarks: vec!["*Translator’s note: end*".into()],
                ..nothing
            });
        },
    },
    Kind {
        name: "line in emphasis",
        edit: |text| pieces(text, |p| p.insert(FIRST, "*A note.*".into())),
        outcome: |rows| remark(&mut rows[1], "*A note.*"),
    },
    Kind {
        name: "changed kind",
        edit: |text| pieces(text, |p| p[FIRST + 6].insert_str(0, "<!-- note -->\n")),
        outcome: |rows| rows[6].kind = BlockKind::Note,
    },
    Kind {
        name: "emptied translations",
        edit: |text| {
            pieces(text, |p| {
                p[FIRST + 1] = "> <!-- none -->\n>".into();
                p[FIRST + 3] = "> ##".into();
            })
        },
        outcome: |_| {},
    },
    Kind {
        name: "line ends, byte order mark and spaces",
        edit: |text| format!("\u{feff}{}", text.replace('\n', "  \r\n")),
        outcome: |_| {},
    },
    Kind {
        name: "line ends and an edit",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST + 1], |l| l[1] = "> Mine.".into())
            })
            .replace('\n', "\r\n")
        },
        outcome: |rows| set(&mut rows[2], "Mine."),
    },
    Kind {
        name: "plain Markdown",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST + 1], |l| {
                    l[0] = ">1. <b> [x](y) #1 | a_b \\* c".into()
                })
            })
        },
        outcome: |rows| {
            set(&mut rows[1], "1. <b> x #1 | a_b * c");
            rows[1].markup = vec!["1. <b> [x](y) #1 | a_b \\* c".into()];
        },
    },
    Kind {
        name: "fields of ones own",
        edit: |text| with_field(text, "tags: [a, 'b']  \nnote: x ---"),
        outcome: |_| {},
    },
    Kind {
        name: "fields first",
        edit: |text| {
            text.replacen("---\n", "---\nreviewer: 李\n", 1).replacen(
                "date: 2020-03-01",
                "date: 2020-03-02",
                1,
            )
        },
        outcome: |_| {},
    },
    Kind {
        name: "review done",
        edit: |text| with_field(text, "review: done"),
        outcome: |rows| rows.iter_mut().for_each(|row| row.human = true),
    },
    Kind {
        name: "review done, as people write it",
        edit: |text| with_field(text, "review: 'Done' # by me"),
        outcome: |rows| rows.iter_mut().for_each(|row| row.human = true),
    },
    Kind {
        name: "review done, with a remark right under the notice",
        edit: |text| {
            with_field(
                &pieces(text, |p| p[3].push_str("\n<!-- TN: check -->")),
                "review: done",
            )
        },
        outcome: |rows| {
            rows.iter_mut().for_each(|row| row.human = true);
            remark(&mut rows[1], "<!-- TN: check -->");
        },
    },
    Kind {
        name: "review done, with no blank lines",
        edit: |text| with_field(&text.replace("\n\n", "\n"), "review: done"),
        outcome: |rows| rows.iter_mut().for_each(|row| row.human = true),
    },
    Kind {
        name: "reformatted: underscores, blank quote lines",
        edit: |text| {
            pieces(text, |p| {
                p[3] = format!("_{}_", p[3].trim_matches('*'));
                lines(&mut p[FIRST + 1], |l| {
                    *l = vec!["> <!-- none -->".into(), ">".into(), "> Mine.".into()]
                });
            })
        },
        outcome: |rows| set(&mut rows[2], "Mine."),
    },
    Kind {
        name: "paragraph above the title",
        edit: |text| {
            pieces(text, |p| {
                drop(p.splice(1..1, ["导语。".into(), "> Lead.".into()]))
            })
        },
        outcome: |rows| rows.insert(1, own(PARAGRAPH, "导语。", "Lead.")),
    },
    Kind {
        name: "headings of other levels",
        edit: |text| {
            pieces(text, |p| {
                (p[FIRST + 2], p[FIRST + 3]) = (
                    format!("#{}", p[FIRST + 2]),
                    format!("> ### {}", p[FIRST + 3][2..].trim_matches('*')),
                );
                p.splice(FIRST..FIRST, ["# 又一个题目".into(), "> # Another".into()]);
            })
        },
        outcome: |rows| rows.insert(1, own(BlockKind::Heading, "又一个题目", "Another")),
    },
    Kind {
        name: "comments like the program's own",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST], |l| l[0].push_str(" <!-- note -->"));
                lines(&mut p[FIRST + 1], |l| {
                    l[1] = "> Mine. <!-- none --><!-- finding: mine -->".into()
                });
            })
        },
        outcome: |rows| {
            set(&mut rows[2], "Mine.");
            rows[1].remarks = vec!["<!--  note -->".into(), "<!--  finding: mine -->".into()];
        },
    },
    Kind {
        name: "a backslash at the end, and signs by name",
        edit: |text| {
            pieces(text, |p| {
                lines(&mut p[FIRST + 1], |l| {
                    l[1] = "> see C&mdash;&#100;:\\".into()
                })
            })
        },
        outcome: |rows| set(&mut rows[2], "see C—d:\\"),
    },
    Kind {
        name: "blank lines above",
        edit: |text| {
            pieces(&format!("\n \n{text}"), |p| {
                lines(&mut p[FIRST + 1], |l| l[1] = "> Mine.".into())
            })
        },
        outcome: |rows| set(&mut rows[2], "Mine."),
    },
    Kind {
        name: "no notice",
        edit: |text| pieces(text, |p| drop(p.remove(3))),
        outcome: |_| {},
    },
    Kind {
        name: "a notice of ones own",
        edit: |text| pieces(text, |p| p[3] = "*Read this with care.*".into()),
        outcome: |rows| remark(&mut rows[1], "*Read this with care.*"),
    },
];

/// A project with an article for each kind, translated and edited, and the rows that each edition is to have.
pub(crate) fn edited(settings: &str) -> (Project, Vec<Vec<Row>>) {
    let project = Project::new(settings);
    for (i, _) in KINDS.iter().enumerate() {
        project.write(&format!("in/{i}.txt"), &article(i));
    }
    project.translate(&[]);
    let rows = KINDS.iter().enumerate().map(|(i, kind)| {
        let name = i.to_string();
        let mut rows = project.rows(&name);
        assert_eq!(rows.len(), 7, "{rows:?}");
        project.edit(&name, kind.edit);
        (kind.outcome)(&mut rows);
        rows.into_iter().map(Row::lasting).collect()
    });
    let rows = rows.collect();
    (project, rows)
}

/// Every edition has its rows.
#[track_caller]
pub(crate) fn check(project: &Project, expected: &[Vec<Row>], after: &str) {
    for (i, expected) in expected.iter().enumerate() {
        let rows: Vec<Row> = project
            .rows(&i.to_string())
            .into_iter()
            .map(Row::lasting)
            .collect();
        assert_eq!(
            &rows,
            expected,
            "{} after {after}:\n{}",
            KINDS[i].name,
            project.edition(&i.to_string())
        );
    }
}

fn editions(project: &Project) -> Vec<String> {
    (0..KINDS.len())
        .map(|i| project.edition(&i.to_string()))
        .collect()
}

#[test]
fn an_edit_is_kept_by_the_next_run() {
    let (project, expected) = edited("");
    project.translate(&[]);
    check(&project, &expected, "a run");
    let text = project.edition(
        &KINDS
            .iter()
            .position(|kind| kind.name == "fields of ones own")
            .unwrap()
            .to_string(),
    );
    assert!(text.contains("\ntags: [a, 'b']\nnote: x ---\n"), "{text}");
    let text = project.edition(
        &KINDS
            .iter()
            .position(|kind| kind.name == "fields first")
            .unwrap()
            .to_string(),
    );
    assert!(
        text.contains("\nreviewer: 李\n") && text.contains("\ndate: 2020-03-02\n"),
        "{text}"
    );
    let before = editions(&project);
    project.translate(&["--anew"]);
    assert_eq!(editions(&project), before);
    std::fs::remove_dir_all(project.path().join(".duizhao")).expect("the memory is deleted");
    project.translate(&[]);
    assert_eq!(editions(&project), before);
    project.translate(&["--layout", "table"]);
    check(&project, &expected, "a run for tables");
    let tables = editions(&project);
    project.translate(&[]);
    assert_eq!(editions(&project), tables, "an edition keeps its layout");
    project.translate(&["--layout", "interleaved"]);
    check(
        &project,
        &expected,
        "a run with each translation below its sentence",
    );
    project.translate(&["--layout", "stacked"]);
    assert_eq!(editions(&project), before);
}

#[test]
fn an_edit_is_taken_over_and_kept() {
    let (project, expected) = edited("");
    project.ok(&["adopt"]);
    let adopted = editions(&project);
    project.ok(&["adopt"]);
    assert_eq!(editions(&project), adopted);
    std::fs::remove_dir_all(project.path().join(".duizhao")).expect("the memory is deleted");
    project.translate(&[]);
    check(&project, &expected, "adopt");
    let before = editions(&project);
    project.translate(&["--anew"]);
    assert_eq!(editions(&project), before);
}

#[test]
fn an_edit_of_a_table_is_kept() {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&["--layout", "table"]);
    let mut expected = project.rows("a");
    project.edit("a", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let first = lines
            .iter()
            .position(|line| line.starts_with("| **¶** 第"))
            .expect("a row");
        lines[first - 2] = "|  中文   | English    |".into();
        lines[first - 1] = "|:-------|------------|".into();
        lines[first] = "| 甲。   | Mine, \\| and<BR />yours. <!-- TN: x --> |".into();
        lines.insert(first + 1, "<!-- TN: between -->".into());
        lines.insert(first + 2, "| 乙。 | |".into());
        lines.insert(first + 4, "<!-- TN: below -->".into());
        lines.join("\n")
    });
    expected[1] = own(PARAGRAPH, "甲。", "Mine, | and+yours.");
    expected[1].remarks = vec!["<!-- TN: x -->".into(), "<!-- TN: between -->".into()];
    remark(&mut expected[3], "<!-- TN: below -->");
    expected.insert(
        2,
        Row {
            target: Vec::new(),
            human: false,
            ..own(PARAGRAPH, "乙。", "")
        },
    );
    for layout in ["table", "stacked", "interleaved", "table"] {
        project.translate(&["--layout", layout]);
        assert_eq!(project.rows("a"), expected, "{}", project.edition("a"));
    }
}

#[test]
fn a_review_is_done_and_open_again() {
    let project = Project::new("");
    project.write("in/a.txt", &article(1));
    project.translate(&[]);
    let before = project.rows("a");
    let reviewed = |project: &Project| project.rows("a").iter().filter(|row| row.human).count();
    project.edit("a", |text| text.replacen("> **", "> **My ", 1));
    project.ok(&["adopt", "--review", "done", "output/a.md"]);
    assert_eq!((reviewed(&project), project.rows("a").len()), (7, 7));
    let text = project.edition("a");
    assert!(
        text.contains("\nreview: done\n")
            && text.contains("\nreviewed: 7/7\n")
            && !text.contains("*Gloss"),
        "{text}"
    );
    project.translate(&["--anew"]);
    assert_eq!(
        (
            reviewed(&project),
            project.edition("a").contains("\nreview: done\n")
        ),
        (7, true)
    );
    assert!(project.rows("a").iter().all(|row| row.remarks.is_empty()));
    project.ok(&["adopt", "--review", "open", "output/a.md"]);
    assert_eq!(reviewed(&project), 1);
    project.translate(&[]);
    let rows = project.rows("a");
    assert!(
        rows[0].human && rows[0].target[0].starts_with("My ") && rows[1..] == before[1..],
        "{rows:?}"
    );
}
