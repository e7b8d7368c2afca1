use super::*;
use crate::samples::{HOSTILE, xml_text};
use crate::{Filter, PublishSettings};
use duizhao_check::RuleSettings;
use duizhao_core::article::Origin;
use duizhao_core::document::Document;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_edition::{Edition, FrontMatter};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_zh::identity::Identity;
use proptest::prelude::*;
use std::sync::LazyLock;

static IDENTITY: LazyLock<Identity> = LazyLock::new(Identity::new);

fn corpus(settings: PublishSettings) -> Corpus {
    let mut glossary = Glossary::default();
    let terms = "source_hans,target,note,citation\n县委,county Party committee,\"See <b> & https://example.org/a?b=1&c=2.\",\n书记,secretary,,Xinhua\n振兴,revitalization,Not “revival”.,\n好,good,,\n";
    glossary.add_text("terms.csv".as_ref(), terms).unwrap();
    let (terms, rules) = (Termbase::new(glossary), RuleSettings::default());
    Corpus::new(Vec::new(), terms, rules, settings, Filter::default())
}

fn sample() -> Article {
    let edition = duizhao_edition::read(include_str!("sample.md")).unwrap();
    Article::new("sample".to_owned(), edition, &IDENTITY)
}

#[test]
fn a_chapter_of_a_book() {
    let corpus = corpus(PublishSettings::default());
    insta::assert_snapshot!(chapter(&sample(), &corpus, Form::Book));
}

/// Returns an article of one block, its pairs of these origins.
fn of_origins(origins: &[Origin]) -> Article {
    let pair = |origin: &Origin| Pair {
        provenance: Some(Provenance {
            origin: *origin,
            ..Provenance::default()
        }),
        ..Pair::new("一。", "One.")
    };
    let pairs = origins.iter().map(pair).collect();
    let document = Document {
        blocks: vec![DocumentBlock::new(BlockKind::Paragraph, pairs)],
        ..Document::default()
    };
    let edition = Edition {
        document,
        ..Edition::default()
    };
    Article::new("a".to_owned(), edition, &IDENTITY)
}

#[test]
fn readers_are_told_what_is_no_reviewed_translation() {
    use Origin::{Gloss, Human, Machine};
    let words = Words::of(crate::Interface::En);
    let banner = |origins: &[Origin]| words.banner(&Tally::of(&of_origins(origins)));
    assert_eq!(banner(&[Human, Human]), None);
    assert!(
        banner(&[Gloss, Gloss])
            .unwrap()
            .starts_with("Gloss, not a translation")
    );
    assert!(
        banner(&[Machine])
            .unwrap()
            .starts_with("Machine translation")
    );
    assert_eq!(
        banner(&[Human, Machine, Gloss]).unwrap(),
        "Of 3 sentences: 1 gloss, word by word; 1 machine translation, not reviewed."
    );
}

#[test]
fn sentences_unlike_most_are_marked() {
    use Origin::{Human, Machine};
    let marked = |origins: &[Origin], marks| {
        let settings = PublishSettings {
            marks,
            ..PublishSettings::default()
        };
        let html = chapter(&of_origins(origins), &corpus(settings), Form::Page);
        html.matches("<abbr").count()
    };
    assert_eq!(marked(&[Human, Human, Machine], true), 1);
    assert_eq!(marked(&[Human, Human, Machine], false), 0);
    assert_eq!(marked(&[Machine, Machine], true), 0);
}

#[test]
fn findings_are_shown_if_asked_for() {
    let settings = PublishSettings {
        findings: true,
        ..PublishSettings::default()
    };
    let mut article = sample();
    let first = article.document.items_mut().next().unwrap();
    let message = "a <b>";
    first.findings = vec![duizhao_core::diagnostic::Diagnostic::new(
        "term",
        duizhao_core::diagnostic::Severity::Warning,
        message,
    )];
    let html = chapter(&article, &corpus(settings), Form::Page);
    assert!(
        html.contains("<p class=\"warning\"><b>term</b> a &lt;b&gt;</p>"),
        "{html}"
    );
}

/// Corpora with and without terms: references to notes stand within the text.
static CORPORA: LazyLock<(Corpus, Corpus)> = LazyLock::new(|| {
    let with_terms = corpus(PublishSettings::default());
    let mut without = corpus(PublishSettings::default());
    without.termbase = Termbase::new(Glossary::default());
    (with_terms, without)
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_back_and_nothing_executes(
        texts in prop::collection::vec(HOSTILE, 8),
        has_markup in any::<bool>(),
    ) {
        let [title, title_en, source, target, name, url, author, note] = &texts[..] else { unreachable!() };
        let mut front = FrontMatter::default();
        for (key, value) in [("date", name), ("source", name), ("url", url), ("author", author), ("script", name)] {
            front.set(key, value);
        }
        let mut pair = Pair::new(source, target);
        if has_markup {
            pair.markup = vec![target.clone()];
        }
        let document = Document {
            title: Some(Pair::new(title, title_en)),
            blocks: vec![DocumentBlock::new(BlockKind::Paragraph, vec![pair])],
            closing: vec![format!("[^1]: {note}")],
            ..Document::default()
        };
        let edition = Edition { front, document, ..Edition::default() };
        let article = Article::new("a".to_owned(), edition, &IDENTITY);
        let (with_terms, without) = &*CORPORA;
        xml_text(&format!("<x>{}</x>", chapter(&article, with_terms, Form::Book)));
        for form in [Form::Book, Form::Page] {
            let html = chapter(&article, without, form);
            let shown = xml_text(&format!("<x>{html}</x>"));
            let plain = [title, source].map(|text| text.chars().filter(|&c| markup::is_shown(c)).collect::<String>());
            for text in plain {
                prop_assert!(shown.contains(&text), "{:?}\n{:?}", text, shown);
            }
            if !has_markup {
                let target: String = target.chars().filter(|&c| markup::is_shown(c)).collect();
                prop_assert!(shown.contains(&target));
            }
        }
    }

    #[test]
    fn links_are_made_of_addresses_alone(text in HOSTILE) {
        let html = linked(&text);
        let shown: String = text.chars().filter(|&c| markup::is_shown(c)).collect();
        prop_assert_eq!(xml_text(&format!("<x>{html}</x>")), shown);
        xml_text(&format!("<x>{}{}</x>", contact(&text), licence(&text)));
    }
}
