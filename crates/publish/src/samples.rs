//! Editions for tests.

use crate::corpus::{Corpus, EditionFile};
use crate::{Filter, PublishSettings};
use duizhao_check::RuleSettings;
use duizhao_core::article::{BlockKind, Origin};
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::pair::{Pair, Provenance};
use duizhao_edition::{Edition, FrontMatter, write};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_zh::identity::Identity;
use std::path::Path;

/// Returns a corpus of editions with these names, written into a folder; it has one term.
pub(crate) fn corpus(folder: &Path, editions: &[(&str, Edition)]) -> Corpus {
    let mut files = Vec::new();
    for (name, edition) in editions {
        let path = folder.join(format!("{name}.md"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, write(edition, None, &Identity::new())).unwrap();
        files.push(EditionFile::new(path, folder, format!("output/{name}.md")));
    }
    let mut glossary = Glossary::default();
    let terms = "source_hans,target,alternatives\n县委,county Party committee,committee\n";
    glossary.add_text("terms.csv".as_ref(), terms).unwrap();
    Corpus::new(
        files,
        Termbase::new(glossary),
        RuleSettings::default(),
        PublishSettings::default(),
        Filter::default(),
    )
}

/// Returns an edition of a title and paragraphs.
pub(crate) fn edition(front: &[(&str, &str)], title: Pair, blocks: Vec<Vec<Pair>>) -> Edition {
    let mut fields = FrontMatter::default();
    for (key, value) in front {
        fields.set(key, *value);
    }
    let blocks = blocks
        .into_iter()
        .map(|pairs| DocumentBlock::new(BlockKind::Paragraph, pairs));
    let mut edition = Edition {
        front: fields,
        document: Document {
            title: Some(title),
            blocks: blocks.collect(),
            ..Document::default()
        },
        ..Edition::default()
    };
    let maker = edition.ledger.maker("deepl", Some("next"));
    for pair in edition.pairs_mut() {
        if let Some(known) = &mut pair.provenance
            && known.origin == Origin::Machine
        {
            known.maker = maker;
        }
    }
    edition
}

/// Returns a pair that a person wrote.
pub(crate) fn human(source: &str, target: &str) -> Pair {
    Pair::new(source, target)
}

/// Returns a pair of another origin.
pub(crate) fn made(origin: Origin, source: &str, target: &str) -> Pair {
    let provenance = Some(Provenance {
        origin,
        ..Provenance::default()
    });
    Pair {
        provenance,
        ..Pair::new(source, target)
    }
}

/// Returns the pair, approved by a person.
pub(crate) fn approved(mut pair: Pair) -> Pair {
    if let Some(known) = &mut pair.provenance {
        known.approved = true;
    }
    pair
}

/// Returns an edition with a pair of each state, in which the checks find something.
pub(crate) fn five_states() -> Edition {
    let front = [
        ("title", "县委开会。"),
        ("title_en", "The committee meets."),
        ("date", "2020-02-19 08:15"),
        ("source", "新华社"),
        ("url", "https://example.org/1?a=1&b=2"),
        ("script", "hans"),
        ("origin", "machine"),
    ];
    let first = vec![
        human("一。", "One."),
        approved(made(Origin::Machine, "二。", "Two & <b>two</b>.")),
        made(Origin::Gloss, "三。", "three"),
    ];
    let second = vec![made(Origin::Memory, "四。", "Four."), human("五。", "")];
    let title = made(Origin::Machine, "县委开会。", "The committee meets.");
    edition(&front, title, vec![first, second])
}

/// A pattern of texts that try to be markup, to run, to hide or to break out.
pub(crate) const HOSTILE: &str = "(\\PC|[<>&\"'*_`\\[\\]()!|{}#\\\\/:;=.\u{0}\u{1b}\u{85}\u{202e}\u{2066}\u{feff}\u{ffff}]|<script>alert\\(1\\)</script>|<img src=x onerror=alert\\(1\\)>|\" onclick=\"alert\\(1\\)|javascript:alert\\(1\\)|\\]\\(javascript:x\\)|\\[a\\]\\(https://a\\.b\\)|https?://a\\.b/\\?c=1&d|mailto:a@b\\.c|</template>|</p>|-->|<!--|\\]\\]>|<\\?xml|\\.\\./|\\[\\^1\\]|县委|2020-02-30){0,12}";

/// Reads XML, with nothing in it but elements and attributes that publishers write, and returns its text. Other elements
/// and attributes, and links to elsewhere than pages, mail and the publication itself, are failures.
#[track_caller]
pub(crate) fn xml_text(xml: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}: {xml}"))
        {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                assert!(ELEMENTS.contains(&name.as_str()), "<{name}> in {xml}");
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.as_ref();
                    assert!(ATTRIBUTES.contains(&key), "{key} in {xml}");
                    if key == "href" || key == "src" {
                        let to = attribute
                            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                            .unwrap();
                        let is_safe = ["http://", "https://", "mailto:", "#"]
                            .iter()
                            .any(|start| to.starts_with(start));
                        assert!(is_safe || !to.contains(':'), "{to} in {xml}");
                    }
                }
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => text.push_str(match reference.as_ref() {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "#39" => "'",
                other => panic!("&{other}; in {xml}"),
            }),
            Event::Eof => return text,
            Event::End(_) | Event::Decl(_) | Event::DocType(_) => {}
            other => panic!("{other:?} in {xml}"),
        }
    }
}

const ELEMENTS: [&str; 35] = [
    "a", "abbr", "aside", "b", "body", "br", "cite", "code", "del", "div", "em", "footer", "h1",
    "h2", "head", "header", "html", "i", "img", "li", "link", "main", "meta", "nav", "ol", "p",
    "section", "span", "strong", "style", "sup", "time", "title", "ul", "x",
];
const ATTRIBUTES: [&str; 21] = [
    "alt",
    "aria-label",
    "charset",
    "class",
    "content",
    "datetime",
    "epub:type",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "rel",
    "role",
    "src",
    "title",
    "type",
    "xml:lang",
    "xmlns",
    "xmlns:epub",
];
