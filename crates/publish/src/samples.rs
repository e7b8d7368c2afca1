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
