//! A site is the same whether it is made at once or edit by edit.

use super::{PUBLISHER, state_path};
use crate::folder::Folder;
use crate::samples;
use duizhao_core::pair::Pair;
use duizhao_edition::Edition;
use duizhao_glossary::{Glossary, Termbase};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// An article of a test: its day, or none, and its sentences.
type Draft = (u8, Vec<(u8, u8)>);

const ZH: [&str; 4] = ["县委开会。", "县委书记王伟说。", "县委和县委。", "他来了。"];
const EN: [&str; 4] = [
    "The county Party committee met.",
    "The committee said.",
    "Wang Wei came.",
    "",
];

fn drafts() -> impl Strategy<Value = BTreeMap<String, Draft>> {
    let sentences = proptest::collection::vec((0..4_u8, 0..4_u8), 1..4);
    proptest::collection::btree_map("[a-e]", (0..6_u8, sentences), 1..6)
}

fn edition((day, sentences): &Draft) -> Edition {
    let date = format!("2020-0{day}-01");
    let front = [
        ("date", date.as_str()),
        ("source", "人民日报"),
        ("tags", "[a, b]"),
    ];
    let front = if *day == 0 { &front[1..] } else { &front };
    let pair = |&(zh, en): &(u8, u8)| Pair::new(ZH[usize::from(zh)], EN[usize::from(en)]);
    let title = pair(&sentences[0]);
    samples::edition(front, title, vec![sentences.iter().map(pair).collect()])
}

/// Publishes drafts from a folder, as if they were written at `moment`, and returns how many files were written.
fn publish(
    drafts: &BTreeMap<String, Draft>,
    moment: u64,
    at: &Path,
    cache: Option<&Path>,
) -> usize {
    let editions = at.join("editions");
    let drafts: Vec<(&str, Edition)> = drafts
        .iter()
        .map(|(name, draft)| (name.as_str(), edition(draft)))
        .collect();
    let old: BTreeMap<_, _> = drafts
        .iter()
        .map(|(name, _)| {
            (
                *name,
                std::fs::read(editions.join(format!("{name}.md"))).ok(),
            )
        })
        .collect();
    let mut corpus = samples::corpus(&editions, &drafts);
    for file in &corpus.files {
        // What is as it was has the time that it had.
        let is_new = old[file.name.as_str()] != std::fs::read(&file.path).ok();
        let seconds = if is_new { moment } else { 1 };
        File::options()
            .write(true)
            .open(&file.path)
            .unwrap()
            .set_modified(UNIX_EPOCH + Duration::from_secs(seconds))
            .unwrap();
    }
    corpus.settings.base_url = "https://example.org/".to_owned();
    corpus.cache = cache.map(Path::to_owned);
    let folder = Folder::open(&at.join("site")).unwrap();
    let published = (PUBLISHER.publish)(&corpus, &folder).unwrap();
    assert_eq!(
        (published.articles, published.failed.len()),
        (drafts.len(), 0)
    );
    folder.finish().unwrap().written
}

/// Returns every file of a site with its contents.
fn files(at: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![at.join("site")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(at)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".duizhao-published") {
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn edits_and_one_run_make_the_same_site(versions in proptest::collection::vec(drafts(), 1..4)) {
        let (step_by_step, at_once) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let cache = step_by_step.path().join("cache");
        for (moment, version) in (2..).zip(&versions) {
            publish(version, moment, step_by_step.path(), Some(&cache));
        }
        let last = versions.last().unwrap();
        publish(last, 2, at_once.path(), None);
        let (one, other) = (files(step_by_step.path()), files(at_once.path()));
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        prop_assert_eq!(names(&one), names(&other));
        for (name, contents) in &one {
            prop_assert!(contents == &other[name], "{}", name);
        }
        prop_assert_eq!(publish(last, 9, step_by_step.path(), Some(&cache)), 0);
    }
}

#[test]
fn a_killed_run_and_a_lost_database_are_made_good() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let mut drafts = BTreeMap::from([
        ("a".to_owned(), (1, vec![(0, 0)])),
        ("b".to_owned(), (2, vec![(1, 1)])),
    ]);
    publish(&drafts, 2, folder.path(), Some(&cache));
    drafts.insert("a".to_owned(), (1, vec![(2, 0), (3, 3)]));
    publish(&drafts, 3, folder.path(), Some(&cache));
    let whole = files(folder.path());
    // Pages that a killed run did not reach.
    for name in whole
        .keys()
        .filter(|name| name.contains("terms/") || name.contains("articles/a"))
    {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    publish(&drafts, 4, folder.path(), Some(&cache));
    assert!(files(folder.path()) == whole);
    let database = {
        let site = Folder::open(&folder.path().join("site")).unwrap();
        state_path(&cache, &site, "db")
    };
    std::fs::write(&database, "no database").unwrap();
    assert_eq!(publish(&drafts, 5, folder.path(), Some(&cache)), 0);
}

#[test]
fn a_changed_note_is_on_the_pages_of_its_term() {
    let at = tempfile::tempdir().unwrap();
    let drafts = [("a", edition(&(1, vec![(0, 0)])))];
    let pages = |note: &str| {
        let mut corpus = samples::corpus(&at.path().join("editions"), &drafts);
        let mut glossary = Glossary::default();
        let terms = format!("source_hans,target,note\n县委,committee,{note}\n");
        glossary.add_text("terms.csv".as_ref(), &terms).unwrap();
        corpus.termbase = Termbase::new(glossary);
        corpus.cache = Some(at.path().join("cache"));
        let folder = Folder::open(&at.path().join("site")).unwrap();
        (PUBLISHER.publish)(&corpus, &folder).unwrap();
        folder.finish().unwrap();
        let pages = files(at.path()).into_values();
        pages
            .filter(|page| String::from_utf8_lossy(page).contains(note))
            .count()
    };
    // The page and the card of the term.
    assert_eq!((pages("former advice"), pages("later advice")), (2, 2));
}
