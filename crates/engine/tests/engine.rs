//! The engine without a binary, a disk or a network: a store in memory, and backends that do as a test says.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use duizhao_core::article::Origin;
use duizhao_core::diagnostic::Severity;
use duizhao_core::segment::Segment;
use duizhao_engine::{Cause, Engine, Made, Options};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_ingest::source::Source;
use duizhao_memory::{Adoption, Store, Unit, VolatileMemory, fingerprint_of_terms};
use duizhao_translate::{Backend, Closure, Lexicon, Meter, Mock};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const TEXT: &str =
    "某县推进防控工作\n\n县委高度重视这项工作并作出部署。全县共有18个党组织参加了这项工作。\n";
const FIRST: &str = "县委高度重视这项工作并作出部署。";

fn source() -> Source {
    Source::of_text("a.txt", TEXT)
}

/// A backend that answers with the name and counts what it is asked.
fn scripted(name: &str, asked: &Arc<AtomicUsize>) -> Box<dyn Backend> {
    let asked = Arc::clone(asked);
    let prefix = name.to_owned();
    Box::new(Closure::new(name, move |segment| {
        let n = asked.fetch_add(1, Ordering::Relaxed);
        let number: String = segment.text.chars().filter(char::is_ascii_digit).collect();
        let name = "i".repeat(n + 1);
        Ok(format!(
            "By {prefix}: what they did of it, told as {name} {number}."
        ))
    }))
}

fn engine(backend: Box<dyn Backend>, store: &Arc<VolatileMemory>) -> Engine {
    let mut glossary = Glossary::default();
    let rows = "source_hans,target,status\n县委,county Party committee,confirmed\n";
    glossary
        .add_text(Path::new("t.csv"), rows)
        .expect("what the test sets up");
    let store: Arc<dyn Store> = store.clone();
    let termbase = Termbase::new(glossary);
    Engine::new(termbase, backend, Some(store), Options::default())
}

async fn made(engine: &Engine) -> Made {
    engine
        .translate(&source(), &Meter::default())
        .await
        .expect("what the test sets up")
}

fn origins(made: &Made) -> Vec<Origin> {
    let origin =
        |pair: &duizhao_core::pair::Pair| pair.provenance.expect("what the test sets up").origin;
    made.edition.pairs().map(origin).collect()
}

#[tokio::test]
async fn every_segment_is_asked_for_once_and_checked() {
    let (asked, store) = (Arc::default(), Arc::default());
    let made = made(&engine(scripted("x", &asked), &store)).await;
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    assert_eq!(origins(&made), [Origin::Machine; 3]);
    assert_eq!(made.counts.statuses.new, 3);
    let codes: Vec<(&str, Severity)> = made
        .edition
        .pairs()
        .flat_map(|pair| &pair.diagnostics)
        .map(|found| (found.code, found.severity))
        .collect();
    assert_eq!(codes, [("term", Severity::Error)]);
    assert_eq!(made.counts.findings.errors, 1);
}

#[tokio::test]
async fn what_a_person_wrote_elsewhere_comes_first() {
    let (asked, store): (Arc<AtomicUsize>, Arc<VolatileMemory>) = Default::default();
    let engine = engine(scripted("x", &asked), &store);
    let term = &engine.termbase.glossary.terms()[0];
    let line = Adoption {
        source: FIRST.to_owned(),
        target: "The county Party committee made arrangements.".to_owned(),
        basis: fingerprint_of_terms(&[term]),
        terms: None,
    };
    let other = "output/other.md".to_owned();
    store
        .adopt(other, vec![line], Vec::new())
        .await
        .expect("what the test sets up");
    let made = made(&engine).await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    assert_eq!(
        origins(&made),
        [Origin::Machine, Origin::Memory, Origin::Machine]
    );
    let pair = made.edition.pairs().nth(1).expect("what the test sets up");
    assert_eq!(pair.diagnostics[0].code, "memory");
}

#[tokio::test]
async fn an_imported_match_serves_a_gloss_too() {
    let store: Arc<VolatileMemory> = Arc::default();
    let unit = Unit {
        source: FIRST.to_owned(),
        target: "Imported: the county Party committee.".to_owned(),
        origin: Origin::Human,
        ..Unit::default()
    };
    store
        .import(vec![unit])
        .await
        .expect("what the test sets up");
    let mock = Mock::new(Lexicon::built_in());
    let made = made(&engine(Box::new(mock), &store)).await;
    assert_eq!(
        origins(&made),
        [Origin::Gloss, Origin::Memory, Origin::Gloss]
    );
    assert_eq!(made.counts.statuses.known, 1);
}

#[tokio::test]
async fn a_failure_is_a_finding_and_a_failed_article_an_error() {
    let store: Arc<VolatileMemory> = Arc::default();
    let half = Closure::new("half", |segment: &duizhao_core::segment::Segment| {
        if segment.text == FIRST {
            Ok("The county Party committee.".to_owned())
        } else {
            Err("no answer".to_owned())
        }
    });
    let made = made(&engine(Box::new(half), &store)).await;
    assert_eq!(made.counts.failed, 2);
    let last = made.edition.pairs().last().expect("what the test sets up");
    assert_eq!(last.diagnostics[0].message, "not translated: no answer");
    let none = Closure::new("none", |_: &duizhao_core::segment::Segment| {
        Err("no answer".to_owned())
    });
    let failed = engine(Box::new(none), &store)
        .translate(&source(), &Meter::default())
        .await;
    assert!(matches!(failed, Err(Cause::Backend(_))));
}

#[tokio::test]
async fn a_page_without_text_is_an_error() {
    let (asked, store) = (Arc::default(), Arc::default());
    let empty = Source::of_text("a.txt", "首页 > 新闻\n");
    let failed = engine(scripted("x", &asked), &store)
        .translate(&empty, &Meter::default())
        .await;
    assert!(matches!(failed, Err(Cause::NoText)));
}

/// What services answered instead of a translation, and the rule that says so.
const BAD_ANSWERS: [(&str, &str); 13] = [
    ("Комитет провёл заседание в понедельник.", "language"),
    ("Le comité a transmis le document lundi.", "language"),
    ("Huiyi chuanda le wenjian.", "language"),
    ("委員会は月曜日に会合しました。", "untranslated"),
    (
        "会议传达了文件。 The committee met on Monday.",
        "untranslated",
    ),
    (
        "Here is the translation: The committee met on Monday.",
        "leak",
    ),
    ("Translation: The committee met on Monday.", "leak"),
    (
        "The committee met on Monday. (Note: I translated 委员会 freely.)",
        "leak",
    ),
    (
        "The committee met on Monday [Translator's note: county level].",
        "leak",
    ),
    ("[s1] The committee met on Monday.", "leak"),
    (
        "The committee met on Monday.\\n\\nIt decided to act.",
        "form",
    ),
    (
        "The committee&#39;s &quot;plan&quot; is <b>good</b> &amp; new.",
        "form",
    ),
    ("The committee met on Monday，and decided。", "form"),
];

#[tokio::test]
async fn a_bad_answer_is_a_finding() {
    for (answer, code) in BAD_ANSWERS {
        let text = "县里的会议\n\n委员会星期一开会，传达了上级的文件。\n";
        let backend = Closure::new("x", move |_: &Segment| Ok(answer.to_owned()));
        let engine = engine(Box::new(backend), &Arc::default());
        let made = engine
            .translate(&Source::of_text("a.txt", text), &Meter::default())
            .await
            .expect("what the test sets up");
        let pair = made.edition.pairs().nth(1).expect("what the test sets up");
        let is_found = pair.diagnostics.iter().any(|found| found.code == code);
        assert!(is_found, "{answer}: {:?}", pair.diagnostics);
    }
}

#[tokio::test]
async fn one_answer_for_different_sentences_is_a_finding() {
    let text = "县里的会议\n\n委员会星期一开会。春天的田野一片新绿。\n";
    let backend = Closure::new("x", |_: &Segment| {
        Ok("The same sentence for all.".to_owned())
    });
    let engine = engine(Box::new(backend), &Arc::default());
    let made = engine
        .translate(&Source::of_text("a.txt", text), &Meter::default())
        .await
        .expect("what the test sets up");
    let last = made.edition.pairs().last().expect("what the test sets up");
    let codes: Vec<&str> = last.diagnostics.iter().map(|found| found.code).collect();
    assert!(codes.contains(&"same-translation"), "{codes:?}");
}
