use super::record::{FIELDS, records};
use super::units::{about, units};
use crate::samples::{approved, corpus, edition, five_states, human, made};
use crate::{Corpus, Filter, Folder, SentenceState, by_name};
use duizhao_core::article::Origin;
use duizhao_core::pair::Pair;
use duizhao_edition::Edition;
use duizhao_formats::xml::is_allowed;
use duizhao_memory::Unit;
use duizhao_memory::exchange::{self, ImportOptions};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The files of a publication, by name.
type Files = BTreeMap<String, String>;

/// Publishes a target and returns its files, without the journal.
fn files(corpus: &Corpus, target: &str) -> Files {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::open(place.path()).unwrap();
    (by_name(target).unwrap().publish)(corpus, &folder).unwrap();
    folder.finish().unwrap();
    let mut files = Files::new();
    collect(place.path(), place.path(), &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_string_lossy();
        if path.is_dir() {
            collect(root, &path, files);
        } else if !name.starts_with('.') {
            files.insert(name.into_owned(), std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Two articles: one with a translation of each state, one in traditional script of which little is known.
fn small(folder: &Path) -> Corpus {
    let first = vec![human("縣委說：“好。”", "The committee said: \"Good.\"")];
    let second = vec![made(
        Origin::Machine,
        "=1+1\u{1}",
        "-1 <b>&amp;</b>\u{202e}",
    )];
    let other = edition(&[("script", "hant")], human("題", "T"), vec![first, second]);
    let mut corpus = corpus(folder, &[("2020/a", five_states()), ("b & c", other)]);
    corpus.settings.licence = "CC-BY-4.0".into();
    corpus.settings.base_url = "https://example.org/".into();
    corpus
}

fn shown(target: &str) -> String {
    let place = tempfile::tempdir().unwrap();
    let files = files(&small(place.path()), target).into_iter();
    let files = files.map(|(name, text)| format!("==> {name} <==\n{text}"));
    files.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_target_has_what_is_known() {
    for target in ["jsonl", "tmx", "xliff", "tsv"] {
        insta::assert_snapshot!(target, shown(target));
    }
}

#[test]
fn the_fields_of_a_row_are_those_of_the_card() {
    let place = tempfile::tempdir().unwrap();
    let corpus = small(place.path());
    let article = corpus.read(&corpus.files[0]).unwrap();
    for record in records(&corpus, &article) {
        let row = serde_json::to_string(&record).unwrap();
        let at = |name: &str| row.find(&format!("\"{name}\":")).expect(name);
        assert!(
            FIELDS
                .windows(2)
                .all(|two| at(two[0].name) < at(two[1].name))
        );
        let row: Value = serde_json::from_str(&row).unwrap();
        assert_eq!(row.as_object().unwrap().len(), FIELDS.len());
    }
}

#[test]
fn an_id_stays_when_the_article_changes_elsewhere_and_in_either_script() {
    let place = tempfile::tempdir().unwrap();
    let ids = |pairs: &[&str]| -> Vec<String> {
        let pairs = pairs.iter().map(|source| human(source, "P")).collect();
        let one = edition(&[], human("题", "T"), vec![pairs]);
        let corpus = corpus(place.path(), &[("a", one)]);
        let article = corpus.read(&corpus.files[0]).unwrap();
        let rows = records(&corpus, &article);
        rows.into_iter().map(|row| row.id).collect()
    };
    let before = ids(&["县委书记。", "一样。", "一样。"]);
    let after = ids(&["新的。", "一样。", "縣委書記。", "一样。"]);
    assert_eq!(
        [&before[0], &before[1], &before[2], &before[3]],
        [&after[0], &after[3], &after[2], &after[4]]
    );
    let mut all = after.clone();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), after.len());
}

#[test]
fn where_nothing_is_left_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    let gloss = edition(
        &[("origin", "gloss")],
        made(Origin::Gloss, "题", "topic"),
        vec![vec![human("一。", "")]],
    );
    let corpus = corpus(place.path(), &[("a", gloss)]);
    for target in ["jsonl", "tmx", "xliff", "tsv"] {
        assert!(files(&corpus, target).is_empty(), "{target}");
    }
}

/// Returns the units of a file that the memory can import.
fn imported(format: &str, text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut each = |unit| {
        units.push(unit);
        Ok(())
    };
    let format = exchange::by_name(format).unwrap();
    let options = ImportOptions::default();
    format
        .read(Path::new("t"), &mut text.as_bytes(), &options, &mut each)
        .unwrap();
    units
}

#[test]
fn a_memory_that_imports_tmx_or_xliff_has_the_same_units() {
    let place = tempfile::tempdir().unwrap();
    let corpus = small(place.path());
    let mut expected: Vec<Unit> = Vec::new();
    let made = |article| units(&article, &about(&corpus, &article));
    corpus
        .each_translation(made, |made| {
            expected.extend(made.into_iter().map(|(unit, _)| unit));
            Ok(())
        })
        .unwrap();
    assert!(expected.iter().any(|unit| unit.note.is_some()));
    let xliff: Vec<String> = files(&corpus, "xliff").into_values().collect();
    let read: Vec<Unit> = xliff
        .iter()
        .flat_map(|text| imported("xliff", text))
        .collect();
    assert_eq!(read, expected);
    for unit in &mut expected {
        // XML has no place for it.
        unit.source = unit.source.replace('\u{1}', "");
    }
    assert_eq!(
        imported("tmx", &files(&corpus, "tmx")["pairs.tmx"]),
        expected
    );
}

#[test]
fn a_long_word_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let (source, target) = ("字".repeat(10_000), "word".repeat(2_500));
    let front = [
        ("source", &*source),
        ("url", &*target),
        ("date", "2020-02-19"),
    ];
    let pair = || made(Origin::Machine, &source, &target);
    let corpus = corpus(
        place.path(),
        &[("a", edition(&front, pair(), vec![vec![pair()]]))],
    );
    let expected = vec![(source.clone(), target.clone()); 2];
    assert_eq!(rows(&files(&corpus, "jsonl")["data/2020.jsonl"]), expected);
    for target in ["tmx", "tsv", "xliff"] {
        let files = files(&corpus, target);
        let text = files
            .iter()
            .find(|(name, _)| *name != "README.md")
            .unwrap()
            .1;
        assert_eq!(sides(imported(target, text)), expected, "{target}");
    }
}

/// Text with what formats trip over.
fn any_text() -> impl Strategy<Value = String> {
    let hostile = vec![
        "\"",
        "'",
        "\t",
        "<",
        "&",
        ">",
        "]]>",
        "&amp;",
        "&#xD800;",
        "<script>alert(1)</script>",
        "=",
        "+1",
        "-",
        "@",
        "\u{1}",
        "\0",
        "\u{1b}[31m",
        "\u{7f}",
        "\u{202e}",
        "\\n",
        "\\",
        "\u{3000}",
        "e\u{301}",
        "\u{feff}x",
        "\u{ffff}",
        "{}",
        "<a0>",
        "#",
        "../",
        "🚩",
        "العربية",
        "| a |",
        "**b**",
        "---",
        "> ",
    ];
    let piece = prop_oneof![
        4 => "[党委書記a-zA-Z ]{1,4}".prop_map(String::from),
        1 => prop::sample::select(hostile).prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn any_pair() -> impl Strategy<Value = Pair> {
    let origin = prop::sample::select(Origin::ALL.to_vec());
    (any_text(), any_text(), origin, any::<bool>()).prop_map(
        |(source, target, origin, is_approved)| {
            let (source, target) = (format!("党{source}"), format!("P{target}"));
            match origin {
                Origin::Human => human(&source, &target),
                _ if is_approved => approved(made(origin, &source, &target)),
                _ => made(origin, &source, &target),
            }
        },
    )
}

fn any_edition() -> impl Strategy<Value = Edition> {
    let pairs = proptest::collection::vec(any_pair(), 1..4);
    (
        any_pair(),
        proptest::collection::vec(pairs, 1..3),
        any_text(),
        any_text(),
    )
        .prop_map(|(title, blocks, source, url)| {
            let front = [
                ("date", "2020-02-19"),
                ("source", &*source),
                ("url", &*url),
                ("origin", "machine"),
            ];
            edition(&front, title, blocks)
        })
}

/// Chinese and English.
type Sides = (String, String);

/// Returns the pairs that data must have of an edition.
fn expected(corpus: &Corpus) -> Vec<Sides> {
    let article = corpus.read(&corpus.files[0]).unwrap();
    let taken = article.sentences().filter(|one| one.state.is_translation());
    taken
        .map(|one| (one.source.clone(), one.target.clone()))
        .collect()
}

fn sides(units: Vec<Unit>) -> Vec<Sides> {
    let units = units.into_iter();
    units.map(|unit| (unit.source, unit.target)).collect()
}

/// Returns the pairs of the rows of JSON lines.
fn rows(text: &str) -> Vec<Sides> {
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.map(|row| (text(&row, "zh"), text(&row, "en")))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_and_no_gloss_is_there(one in any_edition()) {
        let place = tempfile::tempdir().unwrap();
        let corpus = corpus(place.path(), &[("a", one)]);
        let expected = expected(&corpus);
        if expected.is_empty() {
            return Ok(());
        }
        let jsonl = files(&corpus, "jsonl");
        prop_assert_eq!(rows(&jsonl["data/2020.jsonl"]), expected.clone());
        let trimmed: Vec<Sides> = expected
            .iter()
            .map(|(source, target)| (source.trim().to_owned(), target.trim().to_owned()))
            .collect();
        prop_assert_eq!(sides(imported("tsv", &files(&corpus, "tsv")["pairs.tsv"])), trimmed.clone());
        let xliff = files(&corpus, "xliff");
        prop_assert_eq!(sides(imported("xliff", xliff.values().next().unwrap())), trimmed.clone());
        let fit = |text: String| text.chars().filter(|&c| is_allowed(c)).collect::<String>().trim().to_owned();
        let fitting: Vec<Sides> = trimmed.into_iter().map(|(source, target)| (fit(source), fit(target))).collect();
        prop_assert_eq!(sides(imported("tmx", &files(&corpus, "tmx")["pairs.tmx"])), fitting);
    }

    #[test]
    fn filters_hold_in_every_target(one in any_edition(), reviewed: bool, state in prop::sample::select(SentenceState::ALL.to_vec())) {
        let place = tempfile::tempdir().unwrap();
        let mut corpus = corpus(place.path(), &[("a", one)]);
        corpus.filter = Filter { reviewed, states: vec![state], ..Filter::default() };
        let article = corpus.read(&corpus.files[0]).unwrap();
        let takes = |found: SentenceState| found == state && found.is_translation() && (!reviewed || found.is_reviewed());
        let count = article.sentences().filter(|one| takes(one.state)).count();
        let jsonl = files(&corpus, "jsonl");
        prop_assert_eq!(jsonl.get("data/2020.jsonl").map_or(0, |text| rows(text).len()), count);
        let tmx = files(&corpus, "tmx");
        prop_assert_eq!(tmx.get("pairs.tmx").map_or(0, |text| imported("tmx", text).len()), count);
        let xliff = files(&corpus, "xliff");
        prop_assert_eq!(xliff.values().map(|text| imported("xliff", text).len()).sum::<usize>(), count);
        let tsv = files(&corpus, "tsv");
        prop_assert_eq!(tsv.get("pairs.tsv").map_or(0, |text| imported("tsv", text).len()), count);
    }
}
