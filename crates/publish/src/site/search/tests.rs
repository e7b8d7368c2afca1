//! The index is right, and an update makes the same as a new one.

use super::directory::Directory;
use super::groups::Groups;
use super::list::List;
use super::shard::Shard;
use super::{SearchArticle, SearchBuilder, SearchSentence, files, frequent};
use crate::{Folder, FolderChanges};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const HAN: [char; 6] = ['党', '黨', '国', '家', '人', '民'];
const WORDS: [&str; 5] = ["party", "Parties", "work", "reform", "2020"];

type Corpus = BTreeMap<String, SearchArticle>;

fn text() -> impl Strategy<Value = SearchSentence> {
    let zh = proptest::collection::vec(proptest::sample::select(&HAN[..]), 0..6);
    let en = proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..4);
    (zh, en, 0_u32..1000).prop_map(|(zh, en, id)| SearchSentence {
        id: format!("s{id}"),
        zh: zh.into_iter().collect(),
        en: en.join(" "),
    })
}

prop_compose! {
    fn article()(sentences in proptest::collection::vec(text(), 1..5), month in 1..13, year in 2018..2021, titled: bool) -> SearchArticle {
        let mut ids = BTreeSet::new();
        let sentences: Vec<SearchSentence> = sentences.into_iter().filter(|one| ids.insert(one.id.clone())).collect();
        SearchArticle {
            zh: sentences[0].zh.clone(),
            date: if month == 12 { String::new() } else { format!("{year}-{month:02}-03") },
            titled,
            sentences,
            ..SearchArticle::default()
        }
    }
}

fn corpus(count: std::ops::Range<usize>) -> impl Strategy<Value = Corpus> {
    proptest::collection::btree_map("[a-z]{3}", article(), count).prop_map(|mut corpus| {
        for (slug, article) in &mut corpus {
            article.slug.clone_from(slug);
        }
        corpus
    })
}

/// Publishes; articles that are as they were in `past` are said to be unchanged.
fn publish(corpus: &Corpus, past: &Corpus, site: &Path, state: &Path) -> FolderChanges {
    let folder = Folder::open(site).unwrap();
    let differs = |slug: &String| corpus[slug] != *past.get(slug).unwrap_or(&corpus[slug]);
    let slugs = corpus.keys().map(|slug| (slug.as_str(), differs(slug)));
    let builder = SearchBuilder::open(&folder, state, slugs).unwrap();
    for article in corpus.values() {
        if builder.needs(&article.slug) {
            builder.add(article).unwrap();
        }
    }
    builder.finish().unwrap();
    folder.finish().unwrap()
}

/// Returns every file with its contents.
fn contents(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![site.join(files::FOLDER)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(site).unwrap();
                all.insert(name.display().to_string(), std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// What a browser reads: the files of a site.
struct Site {
    folder: Folder,
    directory: Directory,
}

impl Site {
    fn open(site: &Path) -> Self {
        let folder = Folder::open(site).unwrap();
        let directory = files::read(&folder, files::DIRECTORY, Directory::decode).unwrap();
        Self { folder, directory }
    }

    /// Returns the sentences that have a token, as slugs and ids.
    fn find(&self, token: &str) -> BTreeSet<(String, String)> {
        let name = files::shard(self.directory.shard(token));
        let shard = files::read(&self.folder, &name, Shard::decode).unwrap();
        let Some(places) = shard.0.get(token) else {
            return BTreeSet::new();
        };
        let groups = Groups::new(&self.directory);
        let mut found = BTreeSet::new();
        for place in frequent::read(token, places, &groups, &self.folder).unwrap() {
            let name = files::article(place.article);
            let article = files::read(&self.folder, &name, SearchArticle::decode).unwrap();
            let mut numbers = article.numbers().into_iter();
            let at = numbers.position(|number| number == place.sentence).unwrap();
            found.insert((article.slug.clone(), article.sentences[at].id.clone()));
        }
        found
    }
}

/// Returns the sentences that a test is true of, as slugs and ids.
fn reference(
    corpus: &Corpus,
    test: impl Fn(&SearchSentence) -> bool,
) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (slug, article) in corpus {
        let sentences = article.sentences.iter().filter(|sentence| test(sentence));
        found.extend(sentences.map(|sentence| (slug.clone(), sentence.id.clone())));
    }
    found
}

fn words(sentence: &SearchSentence) -> impl Iterator<Item = String> {
    let words = sentence.en.split(' ').map(str::to_lowercase);
    words.map(|word| word.replace("parties", "party"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_stands_in_the_texts_is_found(corpus in corpus(1..80)) {
        let (site, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        publish(&corpus, &Corpus::new(), site.path(), state.path());
        let site = Site::open(site.path());
        for (one, other) in HAN.iter().flat_map(|one| HAN.map(|other| (*one, other))) {
            let token = String::from_iter([one, other]);
            let expected = reference(&corpus, |one| one.zh.replace('黨', "党").contains(&token));
            prop_assert_eq!(site.find(&token), expected, "{}", token);
        }
        for word in ["party", "work", "reform", "2020", "parties", "wor"] {
            let expected = reference(&corpus, |one| words(one).any(|other| other == word));
            prop_assert_eq!(site.find(word), expected, "{}", word);
        }
        let list = files::list(site.directory.list("wo"));
        let list = files::read(&site.folder, &list, List::decode).unwrap();
        prop_assert_eq!(list.0.contains_key("work"), !site.find("work").is_empty());
    }

    #[test]
    fn an_update_makes_what_a_new_index_is(
        past in corpus(150..250),
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), article()), 0..3),
        gone in proptest::collection::vec(any::<proptest::sample::Index>(), 0..2),
        come in corpus(0..2),
    ) {
        let (site, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        publish(&past, &Corpus::new(), site.path(), state.path());
        let mut now = past.clone();
        for (index, article) in edits {
            let slug = index.get(&Vec::from_iter(past.keys())).to_string();
            now.insert(slug.clone(), SearchArticle { slug, ..article });
        }
        for index in gone {
            now.remove(*index.get(&Vec::from_iter(past.keys())));
        }
        now.extend(come);
        let changes = publish(&now, &past, site.path(), state.path());
        let (new, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        publish(&now, &Corpus::new(), new.path(), state.path());
        prop_assert!(changes.foreign.is_empty());
        let (updated, new) = (contents(site.path()), contents(new.path()));
        prop_assert_eq!(Vec::from_iter(updated.keys()), Vec::from_iter(new.keys()));
        for (name, bytes) in &updated {
            prop_assert_eq!(bytes, &new[name], "{}", name);
        }
    }
}

fn made_up(count: usize) -> Corpus {
    let mut corpus = Corpus::new();
    for n in 0..count {
        let sentence = SearchSentence {
            id: format!("s{n}"),
            zh: format!("第{n}个党组织"),
            en: format!("Party organization {n}"),
        };
        let slug = format!("article-{n}");
        let article = SearchArticle {
            slug: slug.clone(),
            date: "2020-02-19".to_owned(),
            sentences: vec![sentence],
            ..SearchArticle::default()
        };
        corpus.insert(slug, article);
    }
    corpus
}

#[test]
fn an_edit_reads_one_article_and_writes_few_files() {
    let (site, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let past = made_up(400);
    let first = publish(&past, &Corpus::new(), site.path(), state.path());
    let mut now = past.clone();
    let edited = now.get_mut("article-7").unwrap();
    edited.sentences[0].en = "Party organisation 7".to_owned();
    let folder = Folder::open(site.path()).unwrap();
    let slugs = now.keys().map(|slug| (slug.as_str(), slug == "article-7"));
    let builder = SearchBuilder::open(&folder, state.path(), slugs).unwrap();
    let needed: Vec<&String> = now.keys().filter(|slug| builder.needs(slug)).collect();
    assert_eq!(needed, ["article-7"]);
    builder.add(&now["article-7"]).unwrap();
    builder.finish().unwrap();
    let changes = folder.finish().unwrap();
    assert!(changes.written < 8 && changes.removed == 0, "{changes:?}");
    let same = |changes: &FolderChanges| changes.written + changes.unchanged;
    assert_eq!(same(&changes), same(&first));
    let again = publish(&now, &now, site.path(), state.path());
    assert_eq!((again.written, again.removed), (0, 0));
}

#[test]
fn an_article_with_another_date_is_in_another_group() {
    let (site, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut past = made_up(200);
    past.get_mut("article-8").unwrap().date = "2019-05-04".to_owned();
    publish(&past, &Corpus::new(), site.path(), state.path());
    let mut now = past.clone();
    now.get_mut("article-7").unwrap().date = "2019-02-19".to_owned();
    publish(&now, &past, site.path(), state.path());
    let (new, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(&now, &Corpus::new(), new.path(), state.path());
    assert!(contents(site.path()) == contents(new.path()));
}

#[test]
fn a_file_that_is_gone_is_written_again() {
    let (site, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let corpus = made_up(100);
    publish(&corpus, &Corpus::new(), site.path(), state.path());
    let before = contents(site.path());
    let number = *Site::open(site.path())
        .directory
        .months
        .keys()
        .next()
        .unwrap();
    for file in [files::shard(3), files::article(number)] {
        std::fs::remove_file(site.path().join(file)).unwrap();
        publish(&corpus, &corpus, site.path(), state.path());
        assert!(contents(site.path()) == before);
    }
}

#[test]
fn a_run_that_ended_early_is_made_good() {
    let (site, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let past = made_up(100);
    publish(&past, &Corpus::new(), site.path(), state.path());
    let mut now = past.clone();
    now.get_mut("article-7").unwrap().sentences[0].zh = "新".to_owned();
    let folder = Folder::open(site.path()).unwrap();
    let slugs = now.keys().map(|slug| (slug.as_str(), slug == "article-7"));
    let builder = SearchBuilder::open(&folder, state.path(), slugs).unwrap();
    builder.add(&now["article-7"]).unwrap();
    drop(builder);
    drop(folder);
    publish(&now, &now, site.path(), state.path());
    let found = Site::open(site.path()).find("新");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_year_with_many_articles_is_divided_by_months() {
    let mut directory = Directory::of(3000);
    let months = (0..3000).map(|number| (number, 2020 * 12 + number % 12));
    directory.months = months.collect();
    directory.months.insert(3000, 2021 * 12);
    directory.months.insert(3001, 0);
    let groups = Groups::new(&directory);
    let all: Vec<_> = groups.all().collect();
    assert_eq!(
        all,
        [
            (0, 0),
            (2020, 0),
            (2020, 1),
            (2020, 2),
            (2020, 3),
            (2021, 0)
        ]
    );
    let of = [0, 3, 11, 3000, 3001, 3002].map(|number| groups.of(number));
    let expected = [(2020, 0), (2020, 1), (2020, 3), (2021, 0), (0, 0)].map(Some);
    assert_eq!((&of[..5], of[5]), (&expected[..], None));
}
