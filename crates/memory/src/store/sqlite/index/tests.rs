//! What the index promises: whatever happens to it, what is found is what is found without it.

use super::{Limits, SavedIndex, file};
use crate::fuzzy::Mask;
use crate::store::sqlite::{FILE_NAME, Memory};
use crate::{Adoption, Fingerprint, Maker, Pruned, Replies, Reply, Similar, Store, Unit};
use duizhao_core::article::Origin;
use proptest::prelude::*;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

const SMALL: Limits = Limits {
    recent: 3,
    chunk: 16,
};

/// So that there is never an index.
const NONE: Limits = Limits {
    recent: i64::MAX,
    chunk: 16,
};

const EDITIONS: [&str; 2] = ["a.md", "b.md"];

fn open(folder: &Path, limits: Limits) -> Memory {
    let path = folder.join(FILE_NAME);
    let (mut memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    memory.index = Arc::new(SavedIndex::with_limits(&path, limits));
    memory
}

fn wait<T>(answer: crate::Answer<'_, T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(answer).unwrap()
}

fn unit(source: &str, origin: Origin) -> Unit {
    Unit {
        source: source.to_owned(),
        target: format!("Translated: {}", source.replace('党', "Party")),
        origin,
        ..Unit::default()
    }
}

/// A sentence of few clauses, so that many are alike.
fn sentence(number: usize) -> String {
    const CLAUSES: [&str; 5] = [
        "党委加强领导",
        "增长5%",
        "群众积极参与",
        "拨款37万元",
        "企业复工",
    ];
    let clauses: Vec<&str> = (0..3)
        .map(|place| CLAUSES[number / 5_usize.pow(place) % 5])
        .collect();
    format!("{}。", clauses.join("，"))
}

fn adoption(source: &str) -> Adoption {
    Adoption {
        source: source.to_owned(),
        target: format!("By hand: {source}"),
        basis: Fingerprint::of_texts(["t"]),
        terms: None,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Import(Vec<usize>),
    Adopt(usize, Vec<usize>),
    Disown(usize),
    Record(Vec<usize>),
    Prune,
    /// What is asked may write the index.
    Ask(usize),
    Update,
    /// The file is lost.
    Lose,
}

fn any_step() -> impl Strategy<Value = Step> {
    let some = || proptest::collection::vec(0..125_usize, 1..9);
    prop_oneof![
        4 => some().prop_map(Step::Import),
        2 => (0..2_usize, some()).prop_map(|(edition, some)| Step::Adopt(edition, some)),
        1 => (0..2_usize).prop_map(Step::Disown),
        3 => some().prop_map(Step::Record),
        1 => Just(Step::Prune),
        3 => (0..125_usize).prop_map(Step::Ask),
        2 => Just(Step::Update),
        1 => Just(Step::Lose),
    ]
}

fn record(memory: &Memory, sentences: &[usize]) {
    let replies = sentences.iter().map(|number| Reply {
        fingerprint: Fingerprint::of_texts([&*sentence(*number)]),
        source: sentence(*number),
        target: format!("machine {number}"),
        terms: Vec::new(),
        article: "a.txt".to_owned(),
        position: 0,
    });
    let maker = Maker {
        backend: "b".to_owned(),
        ..Maker::default()
    };
    wait(memory.record(Replies {
        maker,
        replies: replies.collect(),
        requests: 1,
        ..Replies::default()
    }));
}

fn done(memory: &Memory, step: &Step) {
    let all = |some: &[usize]| {
        some.iter()
            .map(|number| sentence(*number))
            .collect::<Vec<_>>()
    };
    match step {
        Step::Import(some) => {
            let units = all(some).into_iter();
            wait(memory.import(units.map(|source| unit(&source, Origin::Memory)).collect()));
        }
        Step::Adopt(edition, some) => {
            let lines = all(some).iter().map(|source| adoption(source)).collect();
            wait(memory.adopt(EDITIONS[*edition].to_owned(), lines, Vec::new()));
        }
        Step::Disown(edition) => wait(memory.disown(EDITIONS[*edition].to_owned())),
        Step::Record(some) => record(memory, some),
        Step::Prune => {
            let backend = Some("b".to_owned());
            let pruned = Pruned {
                backend,
                ..Pruned::default()
            };
            memory.prune(&pruned).unwrap();
        }
        Step::Ask(number) => drop(asked(memory, &sentence(*number))),
        Step::Update => memory.update_index().unwrap(),
        Step::Lose => drop(std::fs::remove_file(file::path_of(memory.path()))),
    }
}

/// Returns what is found for a text, in all ways of asking.
fn asked(memory: &Memory, text: &str) -> (Vec<Similar>, Vec<Similar>, Vec<Unit>) {
    (
        wait(memory.similar(vec![text.to_owned()], 9, 0.1)).remove(0),
        nearest(memory, text),
        memory.containing(text, 9).unwrap(),
    )
}

fn nearest(memory: &Memory, text: &str) -> Vec<Similar> {
    let found = memory.nearest(text, (9, 0.1), Mask::default());
    found.unwrap()
}

const TEXTS: [&str; 12] = [
    "党委加强领导，群众积极参与。",
    "增长6%，拨款500万元。",
    "党委加强领导，增长5%，企业复工。",
    "群众积极",
    "增长",
    "5%",
    "党",
    "party委加强",
    "TRANSLATED: party",
    "by HAND",
    "machine 7",
    "没有",
];

#[track_caller]
fn assert_alike(one: &Memory, other: &Memory) {
    for text in TEXTS {
        assert_eq!(asked(one, text), asked(other, text), "{text}");
    }
}

/// Returns the chunks of the index of a folder.
fn chunks(folder: &Path) -> Vec<(i64, i64)> {
    let index = Connection::open(file::path_of(&folder.join(FILE_NAME))).unwrap();
    let mut statement = index
        .prepare("SELECT first, last FROM chunks ORDER BY first")
        .unwrap();
    let chunks = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    chunks.unwrap().map(Result::unwrap).collect()
}

fn import(memory: &Memory, sentences: impl IntoIterator<Item = usize>) {
    let units = sentences
        .into_iter()
        .map(|number| unit(&sentence(number), Origin::Memory));
    wait(memory.import(units.collect()));
}

/// Returns a folder with a memory of a hundred units and its index.
fn filled() -> (tempfile::TempDir, Memory) {
    let folder = tempfile::tempdir().unwrap();
    let memory = open(folder.path(), SMALL);
    import(&memory, 0..100);
    memory.update_index().unwrap();
    assert_eq!(chunks(folder.path()).len(), 7);
    (folder, memory)
}

#[test]
fn small_chunks_become_larger_ones() {
    let folder = tempfile::tempdir().unwrap();
    let memory = open(folder.path(), SMALL);
    for first in (0..100).step_by(4) {
        import(&memory, first..first + 4);
        memory.update_index().unwrap();
        let chunks = chunks(folder.path());
        let spans: Vec<i64> = chunks
            .iter()
            .map(|(first, last)| last - first + 1)
            .collect();
        assert_eq!(spans.iter().sum::<i64>(), first as i64 + 4);
        assert!(chunks.len() <= first / 8 + 2 && spans.iter().all(|span| *span <= 16));
    }
}

#[test]
fn a_few_units_need_no_index() {
    let folder = tempfile::tempdir().unwrap();
    let memory = open(folder.path(), SMALL);
    import(&memory, 0..3);
    memory.update_index().unwrap();
    asked(&memory, "党委加强领导");
    assert!(!file::path_of(memory.path()).exists());
}

#[test]
fn an_index_that_is_of_no_use_is_made_again() {
    let damages: [fn(&Path); 6] = [
        |path| std::fs::remove_file(path).unwrap(),
        |path| std::fs::write(path, vec![7; 20_000]).unwrap(),
        |path| std::fs::write(path, b"").unwrap(),
        |path| {
            let bytes = std::fs::read(path).unwrap();
            std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        },
        |path| {
            let index = Connection::open(path).unwrap();
            index
                .execute_batch("PRAGMA user_version = 99; DROP TABLE lists")
                .unwrap();
        },
        |path| {
            let index = Connection::open(path).unwrap();
            index
                .execute_batch("UPDATE lists SET lists = x'07ff'")
                .unwrap();
        },
    ];
    for damage in damages {
        let (folder, memory) = filled();
        let plain = open(folder.path(), NONE);
        drop(memory);
        std::fs::copy(file::path_of(plain.path()), folder.path().join("kept")).unwrap();
        std::fs::remove_file(file::path_of(plain.path())).unwrap();
        let expected = TEXTS.map(|text| asked(&plain, text));
        std::fs::rename(folder.path().join("kept"), file::path_of(plain.path())).unwrap();
        damage(&file::path_of(plain.path()));
        let again = open(folder.path(), SMALL);
        assert_eq!(TEXTS.map(|text| asked(&again, text)), expected);
        assert_eq!(chunks(folder.path()).len(), 7);
    }
}

#[test]
fn an_index_that_is_damaged_while_it_is_used_is_made_again() {
    let (folder, memory) = filled();
    let expected = TEXTS.map(|text| asked(&memory, text));
    let path = file::path_of(memory.path());
    std::fs::write(
        &path,
        vec![7; std::fs::metadata(&path).unwrap().len() as usize],
    )
    .unwrap();
    assert_eq!(TEXTS.map(|text| asked(&memory, text)), expected);
    assert_eq!(chunks(folder.path()).len(), 7);
}

#[test]
fn the_index_of_another_memory_is_made_again() {
    let (folder, memory) = filled();
    drop(memory);
    std::fs::remove_file(folder.path().join(FILE_NAME)).unwrap();
    let memory = open(folder.path(), SMALL);
    import(&memory, (0..120).rev());
    let found = asked(&memory, &sentence(17));
    assert!(found.0[0].score == 1.0 && found.0.len() > 5);
    assert_eq!(chunks(folder.path()).len(), 8);
}

#[test]
fn where_there_can_be_no_index_all_is_found_without() {
    let folder = tempfile::tempdir().unwrap();
    let memory = open(folder.path(), SMALL);
    std::fs::create_dir(file::path_of(memory.path())).unwrap();
    import(&memory, 0..100);
    memory.update_index().unwrap();
    assert_alike(&memory, &open(folder.path(), NONE));
}

#[test]
fn what_verifying_finds_damaged_is_made_again() {
    let (folder, memory) = filled();
    let path = file::path_of(memory.path());
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[4096 * 3..end].fill(9);
    std::fs::write(&path, bytes).unwrap();
    assert!(memory.verify().unwrap().is_empty());
    memory.update_index().unwrap();
    assert_eq!(chunks(folder.path()).len(), 7);
    std::fs::remove_file(&path).unwrap();
    assert_alike(&memory, &open(folder.path(), NONE));
}

#[test]
fn several_handles_may_write_and_ask_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let handles: Vec<Memory> = (0..3).map(|_| open(folder.path(), SMALL)).collect();
    std::thread::scope(|scope| {
        for (i, memory) in handles.iter().enumerate() {
            scope.spawn(move || {
                for first in (i * 40..i * 40 + 40).step_by(5) {
                    import(memory, first..first + 5);
                    asked(memory, &sentence(first));
                }
            });
        }
    });
    let expected = TEXTS.map(|text| asked(&handles[0], text));
    drop(handles);
    std::fs::remove_file(file::path_of(&folder.path().join(FILE_NAME))).unwrap();
    let again = open(folder.path(), SMALL);
    assert_eq!(TEXTS.map(|text| asked(&again, text)), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn an_index_that_is_kept_finds_what_a_new_one_finds(steps in proptest::collection::vec(any_step(), 1..24)) {
        let folder = tempfile::tempdir().unwrap();
        let kept = open(folder.path(), SMALL);
        steps.iter().for_each(|step| done(&kept, step));
        let found = TEXTS.map(|text| asked(&kept, text));
        drop(kept);
        let _ = std::fs::remove_file(file::path_of(&folder.path().join(FILE_NAME)));
        // Neither is anything else found without one.
        prop_assert_eq!(&TEXTS.map(|text| asked(&open(folder.path(), NONE), text)), &found);
        prop_assert_eq!(&TEXTS.map(|text| asked(&open(folder.path(), SMALL), text)), &found);
    }

    #[test]
    fn a_damaged_index_is_no_error(places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let (folder, memory) = filled();
        drop(memory);
        let path = file::path_of(&folder.path().join(FILE_NAME));
        let mut bytes = std::fs::read(&path).unwrap();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        std::fs::write(&path, bytes).unwrap();
        let memory = open(folder.path(), SMALL);
        TEXTS.iter().for_each(|text| drop(asked(&memory, text)));
        memory.update_index().unwrap();
    }
}
