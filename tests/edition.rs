//! The dialect's promise: what was written is read back, and nothing in a text becomes markup.

use duizhao::article::{BlockKind, Origin};
use duizhao::edition::{
    Edition, FrontMatter, Layout, Ledger, Pair, Provenance, Seal, is_clean, read, read_with_lines,
    seal, write, write_with_lines,
};
use duizhao::memory::Fingerprint;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_zh::identity::Identity;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::sync::LazyLock;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

const LAYOUTS: [Layout; 3] = [Layout::Interleaved, Layout::Stacked, Layout::Table];

/// Generates text that looks like markup, front matter or a comment, or is invisible.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = vec![
        "|",
        "<script>alert(1)</script>",
        "-->",
        "<!--",
        "<!-- none -->",
        "# ",
        "> ",
        "- ",
        "1. ",
        "---",
        "```",
        "[x](javascript:alert(1))",
        "\u{202e}",
        "\u{200b}",
        "\u{3164}",
        "\u{2800}",
        "\u{feff}",
        " ",
        "  ",
        "\\",
        "&amp;",
        "&#x41;",
        "*Gloss*",
        "**",
        "**¶** ",
        "[^1]",
        "[^1]: ",
        "_",
        "<br>",
        "中",
        "文。",
        "a",
        "1",
        "+",
        "=",
        "~",
        "$x$",
        "| --- | --- |",
        "| 中文 | English |",
        "<!-- caption -->",
        "<!-- finding: x -->",
        "\t",
        "\u{a0}",
        "\u{2028}",
        "^",
        "@a.b",
        "https://a.b",
        "!",
        ":",
        "\0",
    ];
    let piece =
        prop_oneof![4 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "\\PC{1,5}"];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

fn pair() -> impl Strategy<Value = Pair> {
    (
        prop::collection::vec(hostile(), 1..3),
        prop::collection::vec(hostile(), 0..3),
    )
        .prop_map(|(source, target)| Pair {
            source,
            target,
            provenance: None,
            ..Pair::new("", "")
        })
}

fn mark() -> impl Strategy<Value = Provenance> {
    (
        prop::sample::select(Origin::ALL.to_vec()),
        any::<bool>(),
        prop::option::of("[a-z]{3}"),
    )
        .prop_map(|(origin, reviewed, basis)| Provenance {
            origin,
            approved: reviewed,
            reworded: false,
            maker: None,
            basis: basis
                .map(|text| Fingerprint::of_texts([text.as_str()]))
                .unwrap_or_default(),
        })
}

/// Generates remarks between blocks.
fn remarks() -> impl Strategy<Value = Vec<String>> {
    let remarks = vec![
        "<!-- TN: 见上文 -->",
        "<!-- two\nlines -->",
        "*Translator's note*",
        "<!---->",
        "<!-- a -- b -->",
    ];
    prop::collection::vec(prop::sample::select(remarks).prop_map(str::to_owned), 0..3)
}

fn edition() -> impl Strategy<Value = Edition> {
    let block = (
        prop::sample::select(BlockKind::ALL.to_vec()),
        prop::collection::vec(pair(), 1..4),
        remarks(),
    )
        .prop_map(|(kind, items, remarks)| DocumentBlock {
            kind,
            items,
            remarks,
        });
    let parts = (
        prop::option::of(pair()),
        prop::collection::vec(block, 0..5),
        hostile(),
        remarks(),
        remarks(),
    );
    (parts, mark()).prop_map(|((title, blocks, value, opening, closing), mark)| {
        let mut front = FrontMatter::default();
        front.set("title", value);
        front.set("script", "hans");
        let opening = if title.is_some() { opening } else { Vec::new() };
        let mut edition = Edition {
            front,
            document: Document {
                title,
                blocks,
                opening,
                closing,
            },
            ..Edition::default()
        };
        edition
            .pairs_mut()
            .for_each(|pair| pair.provenance = Some(mark));
        edition
    })
}

/// Returns the text below the front matter without the strong text that the program writes: the mark of a block's
/// first sentence, and translations of headings.
fn body(markdown: &str) -> String {
    let body = markdown
        .splitn(3, "---\n")
        .nth(2)
        .expect("there is front matter");
    let mut below_heading = false;
    let mut out = String::new();
    for line in body.lines() {
        let quote = line.strip_prefix("> **").filter(|_| below_heading);
        let inner = quote.and_then(|line| {
            let line = line.strip_suffix('\\').unwrap_or(line);
            line.strip_suffix("**")
        });
        below_heading =
            line.starts_with('#') || (below_heading && (line.is_empty() || line.starts_with('>')));
        let line = match inner {
            Some(inner) => format!("> {inner}"),
            None => line.replacen("**¶** ", "", 1),
        };
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// Returns what a viewer shows that is more than text in the blocks the dialect writes.
fn markup(markdown: &str) -> Vec<String> {
    let body = body(markdown);
    let extensions = Options::all()
        - Options::ENABLE_SMART_PUNCTUATION
        - Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let ours = ["<!-- none -->", "<br>"];
    let mut in_ledger = false;
    Parser::new_ext(&body, extensions)
        .filter_map(|event| match event {
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(_)
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::HtmlBlock,
            ) => None,
            Event::Start(tag) => Some(format!("{tag:?}")),
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim();
                let kind = html
                    .strip_prefix("<!-- ")
                    .and_then(|h| h.strip_suffix(" -->"))
                    .is_some_and(|k| BlockKind::from_name(k).is_some());
                let known =
                    kind || ours.contains(&html) || in_ledger || html.starts_with("<!-- ledger:");
                in_ledger = (in_ledger || html.starts_with("<!-- ledger:")) && html != "-->";
                (!known).then(|| html.to_owned())
            }
            Event::Code(code) => Some(code.into_string()),
            Event::Rule
            | Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => Some("rule".into()),
            Event::Text(_) | Event::End(_) | Event::SoftBreak | Event::HardBreak => None,
        })
        .collect()
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(mut edition in edition()) {
        for layout in LAYOUTS {
            edition.layout = Some(layout);
            let (text, lines) = write_with_lines(&edition, Some("Gloss, not a translation."), &IDENTITY);
            for text in [text.clone(), text.replace('\n', "\r\n")] {
                let read = read_with_lines(&text)
                    .map(|(read, lines)| (Edition { ledger: Ledger::default(), layout: edition.layout, ..read }, lines));
                prop_assert_eq!(read, Ok((edition.clone(), lines.clone())), "{}", text);
            }
            prop_assert_eq!(seal(&text), Seal::Whole);
        }
    }

    #[test]
    fn pairs_are_clean_without_a_finding_at_their_block(
        mut edition in edition(),
        found in prop::collection::vec(prop::bool::weighted(0.2), 24),
    ) {
        for (pair, found) in edition.pairs_mut().zip(&found) {
            let note = Diagnostic::new("damage", Severity::Note, "the source lost text");
            pair.diagnostics.extend(found.then_some(note));
        }
        let has_finding = |pairs: &[Pair]| pairs.iter().any(|pair| !pair.diagnostics.is_empty());
        let title = edition.document.title.iter().map(|pair| !has_finding(std::slice::from_ref(pair)));
        let blocks = edition.document.blocks.iter().flat_map(|block| {
            std::iter::repeat_n(!has_finding(&block.items), block.items.len())
        });
        let expected: Vec<bool> = title.chain(blocks).collect();
        for layout in LAYOUTS {
            edition.layout = Some(layout);
            let text = write(&edition, None, &IDENTITY);
            let (read, lines) = read_with_lines(&text).expect("an edition");
            let clean = is_clean(&read, &text, &lines);
            if layout == Layout::Table {
                prop_assert!(clean.iter().zip(&expected).all(|(clean, expected)| *expected || !clean));
            } else {
                prop_assert_eq!(&clean, &expected, "{}", text);
            }
        }
    }

    #[test]
    fn nothing_in_a_text_is_markup(mut edition in edition()) {
        // What people remark is theirs.
        edition.document.blocks.iter_mut().for_each(|block| block.remarks.clear());
        (edition.document.opening, edition.document.closing) = Default::default();
        for layout in LAYOUTS {
            edition.layout = Some(layout);
            let text = write(&edition, None, &IDENTITY);
            prop_assert_eq!(markup(&text), Vec::<String>::new(), "{}", text);
            let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202e}' | '\u{200b}' | '\u{3164}' | '\u{2800}' | '\u{feff}' | '\u{2028}' | '\u{a0}');
            prop_assert!(!text.contains(hidden), "{:?}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", body in "[-#>| *\\\\\na一<!]{0,80}") {
        let _ = read(&text);
        let _ = read(&format!("---\nduizhao: 1\n---\n{body}"));
    }
}

/// Inline Markdown as people write it, and text between.
fn markup_line() -> impl Strategy<Value = String> {
    let pieces = vec![
        "*a*",
        "**b**",
        "__c__",
        "_d_",
        "`e|f`",
        "``g`h``",
        "[i](https://j.k/l_m)",
        "<https://n.o>",
        "~~p~~",
        "q[^1]",
        "![r](s.png)",
        "***t***",
        "u",
        " ",
        ", ",
        "\\*",
        "&amp;",
        "|",
        "1. ",
        "# ",
        "- ",
        "<b>",
        "https://v.w",
        "\\",
        "*",
        "**",
        "`",
        "[",
        "]",
        "_",
        "x\\|y",
        "。",
        "> ",
    ];
    prop::collection::vec(prop::sample::select(pieces), 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_a_person_marks_up_stays(line in markup_line(), is_heading in any::<bool>()) {
        let kind = if is_heading { BlockKind::Heading } else { BlockKind::Note };
        let pairs = vec![Pair::new("一。", "One."), Pair::new("二。", "Two.")];
        let document = Document {
            title: Some(Pair::new("题", "Title")),
            blocks: vec![DocumentBlock::new(kind, pairs)],
            ..Document::default()
        };
        for layout in LAYOUTS {
            let edition = Edition { document: document.clone(), layout: Some(layout), ..Edition::default() };
            let text = write(&edition, None, &IDENTITY);
            let edited = if layout == Layout::Table && !is_heading {
                text.replacen("Two.", &line.replace("\\|", "|").replace('|', "\\|"), 1)
            } else if is_heading {
                text.replacen("> **Two.**", &format!("> {line}"), 1)
            } else {
                text.replacen("Two.", &line, 1)
            };
            let Ok(mut edition) = read(&edited) else { continue };
            let Some(pair) = edition.pairs().nth(2).cloned() else { continue };
            if pair.markup.is_empty() {
                continue;
            }
            for _ in 0..3 {
                for pair in edition.pairs_mut() {
                    let human = Provenance { origin: Origin::Human, ..Provenance::default() };
                    pair.provenance = pair.provenance.or(Some(human));
                }
                let text = write(&edition, None, &IDENTITY);
                edition = read(&text).expect("what is written can be read");
                let now = edition.pairs().nth(2).cloned().unwrap_or_else(|| Pair::new("", ""));
                prop_assert_eq!(&now.markup, &pair.markup, "{}", text);
                prop_assert_eq!(&now.target, &pair.target, "{}", text);
                prop_assert_eq!(now.provenance.map(|p| p.origin), Some(Origin::Human), "{}", text);
            }
        }
    }
}

#[track_caller]
fn refused(body: &str, expected: &str) {
    let error = read(&format!("---\nduizhao: 1\n---\n{body}"))
        .expect_err("the text is refused")
        .to_string();
    assert_eq!(error.lines().next(), Some(expected), "{body}");
}

#[test]
fn what_does_not_pair_is_refused_with_its_line() {
    refused(
        "\n一。\n二。\n\n> One.\n",
        "8:1: 1 line of translation for 2 lines above",
    );
    refused("\n一。\n", "5:1: a block without its translation");
    refused("\n> One.\n", "5:1: a translation without its source");
    refused(
        "\n| 中文 | English |\n| --- | --- |\n| 一 | One | x |\n",
        "7:1: 3 cells in a row of two",
    );
    assert!(
        read("一。\n")
            .expect_err("no front matter")
            .to_string()
            .starts_with("1:1: no front matter")
    );
    assert!(
        read("---\nduizhao: 2\n---\n")
            .expect_err("a later version")
            .to_string()
            .contains("another version")
    );
}

#[test]
fn people_may_write_plain_markdown() {
    let text = "---\nduizhao: 1\nreviewer: 李\n---\n\n# 题\n\n> # Title\n\n一。\\\n二。\n三。\n\n> One & two.\n> Three – 3 > 2.\n";
    let edition = read(text).expect("an edition");
    assert_eq!(edition.front.get("reviewer"), Some("李"));
    assert_eq!(edition.document.blocks[0].items[0].source, ["一。", "二。"]);
    assert_eq!(edition.document.blocks[0].items[0].target, ["One & two."]);
    assert_eq!(
        edition.document.blocks[0].items[1].target,
        ["Three – 3 > 2."]
    );
}

#[test]
fn an_edit_breaks_the_seal() {
    let edition = Edition {
        document: Document {
            title: Some(Pair::new("题", "Title")),
            ..Document::default()
        },
        ..Edition::default()
    };
    let text = write(&edition, None, &IDENTITY);
    assert_eq!(seal(&text), Seal::Whole);
    assert_eq!(seal(&text.replace("Title", "Headline")), Seal::Broken);
    assert_eq!(seal("# a file of somebody else\n"), Seal::Broken);
}
