use super::*;
use crate::{Layout, Provenance, read, write};
use duizhao_core::article::{BlockKind, Origin};
use duizhao_core::document::DocumentBlock;
use std::sync::LazyLock;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

/// The lines of an article: blocks parted by slashes, sentences by spaces; the title first, headings with a `#`.
fn lines(article: &str) -> Vec<Segment> {
    let blocks = article.split(" / ").enumerate().flat_map(|(i, block)| {
        let kind = if i == 0 || block.starts_with('#') {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        };
        let segment = move |text| Segment {
            block: i.checked_sub(1),
            kind,
            ..Segment::paragraph(text, Vec::new())
        };
        block
            .trim_start_matches('#')
            .split(' ')
            .filter(|text| !text.is_empty())
            .map(segment)
    });
    let mut segments: Vec<Segment> = blocks.collect();
    let ids = IDENTITY.ids(segments.iter().map(|segment| segment.text.as_str()));
    for (segment, id) in segments.iter_mut().zip(ids) {
        segment.id = id;
    }
    segments
}

/// The edition that comes of a merge when a machine translates what has no translation.
fn made(lines: &[Segment], old: Edition) -> Edition {
    let pair = |slot: Slot| match slot {
        Slot::Own(pair) => Pair {
            provenance: pair.provenance.or((!pair.target.is_empty()).then(human)),
            ..pair
        },
        Slot::Segment(i, Some(pair)) if !pair.target.is_empty() => Pair {
            source: if IDENTITY.hash(&pair.source.concat()) == lines[i].id.hash {
                pair.source
            } else {
                vec![lines[i].text.clone()]
            },
            provenance: pair.provenance.or(Some(human())),
            ..pair
        },
        Slot::Segment(i, old) => {
            let mark = Provenance {
                origin: Origin::Machine,
                ..Provenance::default()
            };
            let old = old.unwrap_or_else(|| Pair::new(lines[i].text.as_str(), ""));
            Pair {
                target: vec![format!("M{}", lines[i].text)],
                provenance: Some(mark),
                ..old
            }
        }
    };
    let (slots, ledger) = reconcile(lines, old, &IDENTITY);
    Edition {
        document: slots.map(pair),
        ledger,
        layout: Some(Layout::Stacked),
        ..Edition::default()
    }
}

fn human() -> Provenance {
    Provenance {
        origin: Origin::Human,
        ..Provenance::default()
    }
}

fn written(lines: &[Segment], old: Edition) -> String {
    write(&made(lines, old), None, &IDENTITY)
}

/// An edition as an article is written, with `!` behind what a person answers for, and remarks in brackets.
fn shown(edition: &Edition) -> String {
    let pair = |pair: &Pair| {
        format!(
            "{}{}",
            pair.source.join("+"),
            if pair.is_final() { "!" } else { "" }
        )
    };
    let block = |block: &DocumentBlock<Pair>| {
        let remarks: String = block
            .remarks
            .iter()
            .map(|remark| format!("[{}] ", &remark[5..remark.len() - 4]))
            .collect();
        let heading = if block.kind == BlockKind::Heading {
            "#"
        } else {
            ""
        };
        format!(
            "{remarks}{heading}{}",
            block.items.iter().map(pair).collect::<Vec<_>>().join(" ")
        )
    };
    let title = edition.document.title.iter().map(pair);
    title
        .chain(edition.document.blocks.iter().map(block))
        .collect::<Vec<_>>()
        .join(" / ")
}

/// What becomes of an article that a person edited the edition of, by replacing some text, and that is another one
/// now. A run after that changes nothing.
#[track_caller]
fn check(before: &str, edits: &[(&str, &str)], after: &str, expected: &str) {
    let mut text = written(&lines(before), Edition::default());
    for (from, to) in edits {
        assert!(text.contains(from), "{from} is not in\n{text}");
        text = text.replacen(from, to, 1);
    }
    let after = lines(after);
    let merged = written(&after, read(&text).expect("the edit pairs"));
    let edition = read(&merged).expect("an edition");
    assert_eq!(shown(&edition), expected, "{merged}");
    assert_eq!(written(&after, edition), merged);
}

const ARTICLE: &str = "题 / 甲 乙 / #丙 / 丁 戊";

/// What becomes of an edit while the article stays as it is.
#[track_caller]
fn edited(edits: &[(&str, &str)], expected: &str) {
    check(ARTICLE, edits, ARTICLE, expected);
}

#[test]
fn what_nobody_edited_is_the_article() {
    edited(&[], ARTICLE);
}

#[test]
fn a_translation_is_edited() {
    edited(&[("M乙", "B")], "题 / 甲 乙! / #丙 / 丁 戊");
    edited(
        &[("**M题**", "# T"), ("M丙", "C")],
        "题! / 甲 乙 / #丙! / 丁 戊",
    );
}

#[test]
fn a_translation_is_emptied() {
    edited(&[("> M乙", ">")], ARTICLE);
    edited(&[("> M乙", "> <!-- none -->")], ARTICLE);
    edited(&[("> **M丙**", ">")], ARTICLE);
    edited(&[("> **M丙**", "> ##")], ARTICLE);
}

#[test]
fn a_source_line_is_edited() {
    edited(&[("\n乙", "\n乙二")], "题 / 甲 乙二! / #丙 / 丁 戊");
}

#[test]
fn a_line_is_split() {
    edited(
        &[("\n乙", "\n乙一\n乙二"), ("M乙", "B1\n> B2")],
        "题 / 甲 乙一! 乙二! / #丙 / 丁 戊",
    );
}

#[test]
fn lines_are_joined() {
    edited(
        &[("甲\n乙", "甲乙"), ("M甲\n> M乙", "A and B")],
        "题 / 甲乙! / #丙 / 丁 戊",
    );
    edited(
        &[("甲\n", "甲\\\n"), ("M甲\n> M乙", "A and B")],
        "题 / 甲+乙! / #丙 / 丁 戊",
    );
}

#[test]
fn a_paragraph_is_moved() {
    let (from, to) = ("甲\n乙\n\n> M甲\n> M乙\n\n", "丁\n戊\n\n> M丁\n> M戊\n\n");
    edited(
        &[(from, ""), (to, &format!("{to}{from}"))],
        "题 / #丙 / 丁 戊 / 甲 乙",
    );
}

#[test]
fn a_pair_is_added() {
    edited(
        &[("\n乙", "\n子\n乙"), ("> M乙", "> S\n> M乙")],
        "题 / 甲 子! 乙 / #丙 / 丁 戊",
    );
    edited(
        &[("## 丙", "子\n\n> S\n\n## 丙")],
        "题 / 甲 乙 / 子! / #丙 / 丁 戊",
    );
    edited(
        &[("## 丙", "子\n\n> <!-- none -->\n\n## 丙")],
        "题 / 甲 乙 / 子 / #丙 / 丁 戊",
    );
}

#[test]
fn a_pair_is_deleted() {
    edited(&[("\n乙", ""), ("\n> M乙", "")], "题 / 甲 / #丙 / 丁 戊");
    edited(&[("甲\n乙\n\n> M甲\n> M乙\n\n", "")], "题 / #丙 / 丁 戊");
    edited(&[("# 题\n\n> **M题**\n", "")], "甲 乙 / #丙 / 丁 戊");
}

#[test]
fn what_a_person_added_and_emptied_stays() {
    let article = lines(ARTICLE);
    let text = written(&article, Edition::default())
        .replace("\n乙", "\n子")
        .replace("M乙", "S");
    let text = written(&article, read(&text).expect("an edition")).replace("> S", ">");
    assert_eq!(
        shown(&read(&written(&article, read(&text).expect("an edition"))).expect("an edition")),
        "题 / 甲 子 / #丙 / 丁 戊"
    );
}

#[test]
fn remarks_stay_where_they_are() {
    let at = |edit: (&str, &str), expected| edited(&[edit], expected);
    at(("\n甲", "\n<!-- x -->\n甲"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
    at(("\n乙", "\n<!-- x -->\n乙"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
    at(
        ("\n乙", "\n<!-- x\ny -->\n乙"),
        "题 / [x\ny] 甲 乙 / #丙 / 丁 戊",
    );
    at(
        ("\n> M乙", "\n> <!-- x\n> y -->\n> M乙"),
        "题 / [x\ny] 甲 乙 / #丙 / 丁 戊",
    );
    at(
        ("\n> M乙", "\n> <!-- x --> M乙"),
        "题 / [x] 甲 乙 / #丙 / 丁 戊",
    );
    at(("\n乙", "\n乙 <!-- x -->"), "题 / [x] 甲 乙 / #丙 / 丁 戊");
    at(
        ("\n\n> M甲", "\n\n<!-- x -->\n\n> M甲"),
        "题 / [x] 甲 乙 / #丙 / 丁 戊",
    );
    at(
        ("\n> M乙", "\n> M乙\n<!-- x -->"),
        "题 / 甲 乙 / [x] #丙 / 丁 戊",
    );
}

#[test]
fn a_new_sentence_comes_in() {
    let after = "题 / 甲 子 乙 / #丙 / 丑 / 丁 戊";
    check(
        ARTICLE,
        &[("M乙", "B")],
        after,
        "题 / 甲 子 乙! / #丙 / 丑 / 丁 戊",
    );
    check(
        ARTICLE,
        &[("\n戊", "\n戊二")],
        after,
        "题 / 甲 子 乙 / #丙 / 丑 / 丁 戊二!",
    );
}

#[test]
fn new_sentences_come_in_wherever_people_moved_the_rest() {
    let (first, last) = ("甲\n乙\n\n> M甲\n> M乙\n\n", "丁\n戊\n\n> M丁\n> M戊\n\n");
    let moved = format!("{last}{first}");
    let edits = [(first, ""), (last, moved.as_str())];
    check(
        ARTICLE,
        &edits,
        "题 / 甲 子 乙 / #丙 / 丁 丑 戊 / 寅",
        "题 / #丙 / 丁 丑 戊 / 寅 / 甲 子 乙",
    );
}

#[test]
fn what_has_left_the_article_goes_unless_a_person_answers_for_it() {
    let after = "题 / 甲 / #丙 / 戊";
    check(ARTICLE, &[], after, after);
    check(
        ARTICLE,
        &[("M乙", "B"), ("M丁", "D")],
        after,
        "题 / 甲 乙! / #丙 / 丁! / 戊",
    );
    check(
        ARTICLE,
        &[("\n戊", "\n戊二")],
        "题 / 甲 / #丙 / 戊",
        "题 / 甲 / #丙 / 戊二!",
    );
}

#[test]
fn what_the_article_says_otherwise_keeps_its_translation() {
    let before = "题 / 一二三四 五六七八 / 九";
    let edits = [("M一二三四", "A"), ("M五六七八", "B")];
    check(
        before,
        &edits,
        "题 / 一二三五 五六七九 / 九",
        "题 / 一二三五! 五六七九! / 九",
    );
    check(
        before,
        &edits,
        "题 / 子丑寅卯 五六七九 / 九",
        "题 / 一二三四! / 子丑寅卯 五六七九! / 九",
    );
}

#[test]
fn nothing_is_lost_where_the_article_is_moved_and_cut() {
    let before = "题 / 甲 一二三四 / 乙 五六七八";
    let edits = [("M一二三四", "A"), ("M五六七八", "B")];
    check(
        before,
        &edits,
        "题 / 乙 / 甲",
        "题 / 乙 五六七八! / 甲 一二三四!",
    );
}

#[test]
fn nothing_comes_into_a_heading() {
    check(
        "题 / #甲 乙 丙 / 丁",
        &[("M乙", "B")],
        "题 / #甲 丙 / 丁",
        "题 / #甲 丙 / 乙! / 丁",
    );
}

#[test]
fn what_was_deleted_stays_deleted() {
    let edits = [("\n乙", ""), ("\n> M乙", "")];
    check(
        ARTICLE,
        &edits,
        "题 / 甲 乙 子 / #丙 / 丁 戊",
        "题 / 甲 子 / #丙 / 丁 戊",
    );
    let article = lines(ARTICLE);
    let mut text = written(&article, Edition::default())
        .replacen("\n乙", "", 1)
        .replacen("\n> M乙", "", 1);
    for _ in 0..3 {
        text = written(&article, read(&text).expect("an edition"));
    }
    assert!(!text.contains('乙'), "{text}");
}

#[test]
fn without_a_ledger_everything_is_a_persons() {
    let text = written(&lines(ARTICLE), Edition::default()).replace("\n乙", "\n乙二乙三");
    let text = text.split("<!-- ledger").next().expect("a part");
    let edition = made(&lines(ARTICLE), read(text).expect("an edition"));
    assert_eq!(shown(&edition), "题! / 甲! 乙二乙三! 乙 / #丙! / 丁! 戊!");
}
