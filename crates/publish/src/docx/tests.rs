use super::*;
use crate::markup::is_shown;
use crate::samples::{HOSTILE, corpus};
use duizhao_core::article::BlockKind;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::document::DocumentBlock;
use duizhao_core::pair::Pair;
use duizhao_edition::{Edition, FrontMatter};
use duizhao_zh::identity::Identity;
use proptest::prelude::*;
use quick_xml::events::Event;
use std::io::Read;
use std::sync::LazyLock;
use zip::ZipArchive;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| corpus(std::env::temp_dir().as_path(), &[]));

fn sample() -> Article {
    let edition = duizhao_edition::read(include_str!("../chapter/sample.md")).unwrap();
    Article::new("sample".to_owned(), edition, &IDENTITY)
}

/// Returns the texts of the paragraphs of a part; it must be well-formed.
#[track_caller]
fn paragraphs(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut lines = Vec::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                depth += 1;
                if start.name().as_ref() == "w:p" {
                    lines.push(String::new());
                }
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) => {
                if let Some(line) = lines.last_mut() {
                    line.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                let text = match reference.as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "#39" => "'",
                    other => panic!("&{other};"),
                };
                if let Some(line) = lines.last_mut() {
                    line.push_str(text);
                }
            }
            Event::Eof => break,
            Event::Empty(_) | Event::Decl(_) => {}
            other => panic!("{other:?} in {xml}"),
        }
    }
    assert_eq!(depth, 0);
    lines
}

#[test]
fn a_document_is_a_table_of_pairs() {
    let article = sample();
    let body = Document::of(&article, &CORPUS).body();
    insta::assert_snapshot!(
        body.replace("<w:p>", "\n<w:p>")
            .replace("<w:tr>", "\n<w:tr>")
    );
}

#[test]
fn every_part_is_there_and_the_same_article_gives_the_same_bytes() {
    let article = sample();
    let bytes = package(&article, &CORPUS).unwrap();
    assert_eq!(bytes, package(&article, &CORPUS).unwrap());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut types = String::new();
    archive
        .by_name("[Content_Types].xml")
        .unwrap()
        .read_to_string(&mut types)
        .unwrap();
    for part in types.split("PartName=\"/").skip(1) {
        let name = part.split('"').next().unwrap();
        let mut xml = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut xml)
            .unwrap();
        paragraphs(&xml);
    }
}

#[test]
fn findings_are_comments() {
    let mut article = sample();
    let finding = Diagnostic::new("term", Severity::Warning, "`a` & <b>");
    article.document.blocks[1].items[0].findings = vec![finding];
    let document = Document::of(&article, &CORPUS);
    assert_eq!(paragraphs(&document.comments()), ["term: `a` & <b>"]);
    assert_eq!(document.body().matches("w:id=\"0\"").count(), 3);
}

#[test]
fn links_have_relationships() {
    let article = sample();
    let document = Document::of(&article, &CORPUS);
    let relationships = document.relationships();
    assert!(
        relationships
            .contains("Target=\"https://example.org/law?a=1&amp;b=2\" TargetMode=\"External\"")
    );
    for link in document.body().split("<w:hyperlink r:id=\"").skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(relationships.contains(&format!("Id=\"{id}\"")), "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_back(texts in prop::collection::vec(HOSTILE, 5), has_markup in any::<bool>()) {
        let [title, source, target, url, note] = &texts[..] else { unreachable!() };
        let mut front = FrontMatter::default();
        for (key, value) in [("url", url), ("author", title), ("tags", note)] {
            front.set(key, value);
        }
        let mut pair = Pair::new(source, target);
        if has_markup {
            pair.markup = vec![target.clone()];
        }
        let document = duizhao_core::document::Document {
            title: Some(Pair::new(title, target)),
            blocks: vec![DocumentBlock::new(BlockKind::Paragraph, vec![pair])],
            closing: vec![format!("[^1]: {note}")],
            ..Default::default()
        };
        let edition = Edition { front, document, ..Edition::default() };
        let article = Article::new("a".to_owned(), edition, &IDENTITY);
        let document = Document::of(&article, &CORPUS);
        paragraphs(&properties(&article, &CORPUS));
        paragraphs(&document.relationships());
        let lines = paragraphs(&document.body());
        let plain = |text: &str| text.chars().filter(|&c| is_shown(c)).collect::<String>();
        prop_assert!(lines.contains(&plain(title)) && lines.contains(&plain(source)));
        prop_assert!(has_markup || lines.contains(&plain(target)));
    }
}
