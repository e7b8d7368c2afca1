use super::*;
use crate::{Layout, Seal, read, seal, write};
use duizhao_core::article::Origin;
use duizhao_core::document::DocumentBlock;
use duizhao_core::segment::SegmentId;
use std::sync::LazyLock;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

/// Editions with a ledger of the first form.
const FIRST: [&str; 2] = [
    include_str!("../../tests/first/stacked.md"),
    include_str!("../../tests/first/table.md"),
];

/// A segment of a text.
fn segment(text: &str) -> Segment {
    Segment {
        id: SegmentId {
            hash: IDENTITY.hash(text),
            occurrence: 0,
        },
        ..Segment::paragraph(text, Vec::new())
    }
}

fn machine() -> Provenance {
    Provenance {
        origin: Origin::Machine,
        ..Provenance::default()
    }
}

/// A written edition of one pair.
fn written(mark: Provenance) -> String {
    let title = Some(Pair {
        provenance: Some(mark),
        ..Pair::new("题", "Title")
    });
    let document = Document {
        title,
        ..Document::default()
    };
    let mut edition = Edition {
        document,
        ..Edition::default()
    };
    edition.front.set("date", "2020-02-19");
    let made = edition.front.clone();
    edition.ledger.remember_front(&made);
    edition.ledger.let_go(&segment("去"));
    write(&edition, Some("Notice."), &IDENTITY)
}

#[track_caller]
fn marked(text: &str, expected: Option<Provenance>, is_restructured: bool) {
    let edition = read(text).expect("an edition");
    let mark = edition
        .document
        .title
        .as_ref()
        .and_then(|title| title.provenance);
    assert_eq!(
        (mark, edition.ledger.is_restructured()),
        (expected, is_restructured),
        "{text}"
    );
}

#[test]
fn a_pair_that_stands_has_its_mark() {
    let all = Provenance {
        approved: true,
        reworded: true,
        basis: Fingerprint::of_texts(["x"]),
        ..machine()
    };
    for mark in [machine(), all] {
        marked(&written(mark), Some(mark), false);
    }
}

#[test]
fn an_edited_translation_is_a_persons() {
    marked(
        &written(machine()).replace("Title", "Headline"),
        None,
        false,
    );
}

#[test]
fn edited_chinese_is_a_structure_of_ones_own() {
    marked(&written(machine()).replace("# 题", "# 标题"), None, true);
}

#[test]
fn other_markdown_for_the_same_text_is_no_edit() {
    marked(
        &written(machine()).replace("> **Title**", ">#  T&#x69;tle  "),
        Some(machine()),
        false,
    );
    marked(
        &written(machine()).replace('\n', "\r\n"),
        Some(machine()),
        false,
    );
}

#[test]
fn an_entry_counts_once() {
    let text = written(machine()).replacen("*Notice.*", "题\n\n> Title", 1);
    let edition = read(&text).expect("an edition");
    assert_eq!(
        edition
            .pairs()
            .map(|pair| pair.provenance)
            .collect::<Vec<_>>(),
        [Some(machine()), None]
    );
}

#[test]
fn what_is_gone_and_what_is_own_is_remembered() {
    let edition = read(&written(machine())).expect("an edition");
    assert!(edition.ledger.is_gone(&segment("去")) && !edition.ledger.is_gone(&segment("题")));
    assert!(
        !edition.ledger.is_own_field("date", "2020-02-19")
            && edition.ledger.is_own_field("date", "2020")
    );
}

#[test]
fn the_programs_notice_is_no_remark() {
    let remarks = |text: &str| read(text).expect("an edition").document.closing;
    assert_eq!(remarks(&written(machine())), [""; 0]);
    assert_eq!(
        remarks(&written(machine()).replace("*Notice.*", "*Mine.*")),
        ["*Mine.*"]
    );
    let bare = "---\nduizhao: 1\n---\n\n*Machine translation by x, not reviewed.*\n\n*Mine.*\n";
    assert_eq!(remarks(bare), ["*Mine.*"]);
}

#[test]
fn an_entry_may_be_joined_to_the_end() {
    marked(
        &written(machine()).replace("\n-->", " -->"),
        Some(machine()),
        false,
    );
}

/// A written edition of some pairs of a paragraph.
fn pairs(pairs: Vec<Pair>, ledger: Ledger) -> String {
    let mut edition = Edition {
        ledger,
        ..Edition::default()
    };
    edition.document.blocks = vec![DocumentBlock::new(BlockKind::Paragraph, pairs)];
    edition.front.set("origin", "machine");
    write(&edition, None, &IDENTITY)
}

fn by(maker: Option<u8>, text: &str) -> Pair {
    Pair {
        provenance: Some(Provenance { maker, ..machine() }),
        ..Pair::new(text, format!("M{text}"))
    }
}

#[test]
fn makers_are_remembered_as_long_as_they_are_needed() {
    let mut ledger = Ledger::default();
    let odd = ("my --> own", Some("a&b c\\d"));
    let gone = ledger.maker("mock", None);
    let [one, two] = [odd, ("openai", None)].map(|(name, model)| ledger.maker(name, model));
    assert_eq!(
        (gone, one, two, ledger.maker("openai", None)),
        (Some(0), Some(1), Some(2), two)
    );
    let text = pairs(vec![by(two, "甲"), by(one, "乙"), by(None, "丙")], ledger);
    let edition = read(&text).expect("an edition");
    let makers: Vec<_> = edition
        .pairs()
        .map(|pair| edition.ledger.maker_of(pair))
        .map(|maker| maker.map(|maker| (maker.backend.as_str(), maker.model.as_deref())))
        .collect();
    let odd = ("my - -› own", Some("a&b c\\d"));
    assert_eq!(makers, [Some(("openai", None)), Some(odd), None], "{text}");
    assert!(!text.contains("mock"), "{text}");
}

#[test]
fn there_are_no_more_makers_than_a_byte_numbers() {
    let mut ledger = Ledger::default();
    let numbers = (0..300).map(|i| ledger.maker(&i.to_string(), None));
    assert_eq!(
        numbers.flatten().collect::<Vec<_>>(),
        (0..255).collect::<Vec<_>>()
    );
}

#[test]
fn a_line_holds_about_a_hundred_sentences() {
    let all: Vec<Pair> = (0..1000).map(|i| by(None, &format!("第{i}句。"))).collect();
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("pairs "));
        lines.map(str::to_owned).collect()
    };
    let before = lines(&pairs(all.clone(), Ledger::default()));
    assert!((5..=20).contains(&before.len()), "{}", before.len());
    let mut longer = all;
    longer.insert(500, by(None, "新来的一句。"));
    let after = lines(&pairs(longer, Ledger::default()));
    let new = after.iter().filter(|line| !before.contains(line)).count();
    assert!(new <= 2, "{new} lines are new");
}

#[test]
fn a_ledger_of_which_a_part_is_lost_is_none() {
    let text = pairs(
        (0..9).map(|i| by(None, &i.to_string())).collect(),
        Ledger::default(),
    );
    let line = text
        .lines()
        .find(|line| line.starts_with("pairs "))
        .expect("a line");
    for cut in ["", &line[..line.len() - 32], "pairs x"] {
        let edition = read(&text.replace(line, cut)).expect("an edition");
        assert!(
            !edition.ledger.is_there && edition.has_lost_ledger(),
            "{cut}"
        );
    }
    let edition = read(&text.replace(" 0\n", " 0 \n")).expect("an edition");
    assert!(edition.ledger.is_there && !edition.has_lost_ledger());
}

#[test]
fn both_sides_of_a_conflict_are_read() {
    let text = pairs(vec![by(None, "甲"), by(None, "乙")], Ledger::default());
    let line = text
        .lines()
        .find(|line| line.starts_with("pairs "))
        .expect("a line");
    let other = pairs(vec![by(None, "甲"), by(None, "丙")], Ledger::default());
    let other = other
        .lines()
        .find(|line| line.starts_with("pairs "))
        .expect("a line");
    let both = format!("<<<<<<< ours\n{line}\n=======\n{other}\n>>>>>>> theirs");
    let edition = read(&text.replace(line, &both)).expect("an edition");
    assert!(edition.ledger.is_there && edition.ledger.is_restructured());
    assert!(
        edition
            .pairs()
            .all(|pair| pair.provenance == Some(machine()))
    );
}

#[test]
fn the_first_form_is_read() {
    for (text, layout) in FIRST.into_iter().zip([Layout::Stacked, Layout::Table]) {
        assert_eq!(seal(text), Seal::Whole);
        let edition = read(text).expect("an edition");
        assert_eq!(edition.layout, Some(layout));
        assert!(edition.ledger.is_there && !edition.ledger.is_restructured());
        assert_eq!(
            (
                edition.document.opening.len(),
                edition.document.closing.len()
            ),
            (0, 0)
        );
        let bases = ["f6b625bca4da03c5", "122a5a90de76a2f4", "d4e506502a36de63"];
        let bases = bases.map(|basis| Fingerprint::from_hex(basis).expect("a basis"));
        let gloss = |basis| Provenance {
            origin: Origin::Gloss,
            basis,
            maker: Some(0),
            ..Provenance::default()
        };
        let found: Vec<_> = edition.pairs().filter_map(|pair| pair.provenance).collect();
        assert_eq!(found, bases.map(gloss));
        assert_eq!(edition.ledger.makers()[0].backend, "mock");
        let edition = read(&text.replace("全县共有", "全县有")).expect("an edition");
        assert!(edition.ledger.is_restructured());
        let gone = segment("疫情发生以来，全县共有1.8万个党组织、30多万名党员奋战在疫情防控一线。");
        assert!(edition.ledger.is_gone(&gone));
        let own = read(&text.replace("structure article 646a1c56", "structure own\ngone 0ae08f33"));
        assert!(own.expect("an edition").ledger.is_restructured());
    }
}

#[test]
fn the_first_form_becomes_the_second() {
    for text in FIRST {
        let edition = read(text).expect("an edition");
        let again = read(&write(&edition, None, &IDENTITY)).expect("an edition");
        assert_eq!(again.document, edition.document);
        assert_eq!(again.ledger.makers, edition.ledger.makers);
        assert!(!again.ledger.is_restructured());
    }
}

#[test]
fn another_script_is_no_other_sentence() {
    let text = pairs(
        vec![by(None, "标志着什么。"), by(None, "乙")],
        Ledger::default(),
    );
    let cut = text.replace("**¶** 标志着什么。\n\n> M标志着什么。\n\n", "**¶** ");
    let edition = read(&cut).expect("an edition");
    assert!(edition.ledger.is_restructured());
    assert_eq!(IDENTITY.folded("標誌著什麼。"), "标志着什么。");
    assert!(edition.ledger.is_gone(&segment("標誌著什麼。")));
}
