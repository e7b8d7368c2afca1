//! The store's promises.

use super::*;
use duizhao_core::diagnostic::Hinted;
use proptest::prelude::*;

fn fingerprint(text: &str) -> Fingerprint {
    Fingerprint::of_texts([text])
}

fn reply(source: &str, target: &str) -> Reply {
    Reply {
        fingerprint: fingerprint(source),
        source: source.to_owned(),
        target: target.to_owned(),
        terms: vec![TermUse {
            key: 7,
            source: "党委".to_owned(),
            target: "Party committee".to_owned(),
        }],
        article: "a.txt".to_owned(),
        position: 3,
    }
}

fn keep(memory: &Memory, replies: Vec<Reply>, accuracy: Option<Accuracy>) {
    let maker = Maker {
        backend: "b".to_owned(),
        model: Some("m".to_owned()),
        identity: fingerprint("identity"),
    };
    let kept = Replies {
        maker,
        replies,
        requests: 1,
        accuracy,
        ..Replies::default()
    };
    wait(memory.record(kept)).unwrap();
}

/// Waits for an answer of the store.
fn wait<T>(answer: Answer<'_, T>) -> Result<T, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(answer)
}

/// Looks a sentence up for an edition, under the terms of [`adoption`].
fn candidates(memory: &Memory, source: &str, edition: &str) -> Candidates {
    let maker = Maker {
        backend: "b".to_owned(),
        model: Some("m".to_owned()),
        identity: fingerprint("identity"),
    };
    let query = crate::Query {
        text: source.to_owned(),
        basis: fingerprint("t"),
        request: Some(fingerprint(source.trim())),
    };
    let lookup = Lookup {
        edition: edition.to_owned(),
        maker: Some(maker),
        queries: vec![query],
    };
    wait(memory.lookup(lookup)).unwrap().remove(0)
}

fn known(memory: &Memory, source: &str) -> Option<String> {
    candidates(memory, source, "").machine
}

/// Claims a sentence; replies up to the number `after` do not count.
fn claim(memory: &Memory, request: &str, source: &str, after: i64) -> Claim {
    let claims = Claims {
        lease: std::time::Duration::from_secs(60),
        after,
        wanted: vec![crate::Wanted {
            fingerprint: fingerprint(request),
            source: source.to_owned(),
        }],
    };
    wait(memory.claim(claims)).unwrap().remove(0)
}

fn adopt(memory: &Memory, edition: &str, lines: Vec<Adoption>, open: &[&str]) {
    let open = open.iter().map(|source| (*source).to_owned()).collect();
    wait(memory.adopt(edition.to_owned(), lines, open)).unwrap();
}

fn adoption(source: &str, target: &str) -> Adoption {
    Adoption {
        source: source.to_owned(),
        target: target.to_owned(),
        basis: fingerprint("t"),
        terms: Some(Vec::new()),
    }
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".duizhao").join(FILE_NAME);
    (folder, path)
}

fn units(memory: &Memory) -> Vec<(String, String)> {
    let mut units = Vec::new();
    let each = |unit: Unit| {
        units.push((unit.source, unit.target));
        Ok::<_, StoreError>(())
    };
    memory.each_unit(each).unwrap();
    units
}

#[test]
fn what_was_kept_is_there_again() {
    let (_folder, path) = folder();
    let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
    assert_eq!(found, Found::Nothing);
    keep(
        &memory,
        vec![reply("一", "one"), reply("二", "two \"2\"")],
        None,
    );
    keep(
        &memory,
        vec![reply("一", "One")],
        Some(Accuracy {
            estimated_tokens: 10,
            counted_tokens: 12,
        }),
    );
    let (other, found) = Memory::open(&path, |_| Ok(())).unwrap();
    assert_eq!(found, Found::Sound);
    for memory in [memory, other, Memory::open_to_read(&path).unwrap().unwrap()] {
        assert_eq!(known(&memory, "一").as_deref(), Some("One"));
        assert_eq!(known(&memory, "二").as_deref(), Some("two \"2\""));
        assert_eq!(known(&memory, "三"), None);
        assert_eq!(
            wait(memory.accuracy("b".to_owned())).unwrap(),
            Accuracy {
                estimated_tokens: 10,
                counted_tokens: 12
            }
        );
        let told = candidates(&memory, "一", "").told.unwrap();
        assert_eq!((told[0].key, told[0].source.as_str()), (7, "党委"));
    }
}

#[test]
fn a_fingerprint_alone_is_not_enough() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    keep(&memory, vec![reply("一", "one")], None);
    assert_eq!(claim(&memory, "一", "二", 0), Claim::Claimed);
    assert_eq!(
        claim(&memory, "一", " 一\n", 0),
        Claim::Known("one".to_owned())
    );
}

#[test]
fn what_is_forgotten_comes_again() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    keep(&memory, vec![reply("一", "one")], None);
    let after = wait(memory.progress()).unwrap().latest;
    assert_eq!(claim(&memory, "一", "一", after), Claim::Claimed);
    keep(&memory, vec![reply("一", "uno")], None);
    assert_eq!(
        claim(&memory, "一", "一", after),
        Claim::Known("uno".to_owned())
    );
    assert_eq!(memory.prune(&Pruned::default()).unwrap(), 1);
    assert_eq!(units(&memory), [("一".to_owned(), "uno".to_owned())]);
}

#[test]
fn an_edition_has_one_word_on_a_sentence() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    let both = || vec![adoption("一", "one"), adoption("二", "two")];
    adopt(&memory, "a.md", both(), &[]);
    adopt(&memory, "b.md", vec![adoption("一", "uno")], &[]);
    let serial = || wait(memory.progress()).unwrap().written;
    let before = serial();
    adopt(&memory, "a.md", both(), &[]);
    assert_eq!(serial(), before, "nothing is new");
    adopt(&memory, "a.md", vec![adoption("一", "One")], &[]);
    let written = |but: &str| candidates(&memory, "一", but).human;
    assert_eq!(written("").as_deref(), Some("One"));
    assert_eq!(written("a.md").as_deref(), Some("uno"));
    let news = wait(memory.news(before)).unwrap();
    let keys: Vec<i64> = news.iter().map(|news| news.key).collect();
    assert_eq!(keys, [sentence_key("一")]);
    assert_eq!(candidates(&memory, "二", "").human.as_deref(), Some("two"));
    adopt(&memory, "a.md", Vec::new(), &["二"]);
    assert_eq!(
        candidates(&memory, "二", "").human,
        None,
        "no person wrote it any longer"
    );
    wait(memory.disown("a.md".to_owned())).unwrap();
    assert_eq!(units(&memory), [("一".to_owned(), "uno".to_owned())]);
}

#[test]
fn units_of_others_are_taken_once() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    let unit = |source: &str, origin| Unit {
        source: source.to_owned(),
        target: "x".to_owned(),
        origin,
        ..Unit::default()
    };
    let all = || {
        vec![
            unit("一", Origin::Human),
            unit("二", Origin::Machine),
            unit("三", Origin::Gloss),
            unit(" ", Origin::Human),
        ]
    };
    assert_eq!(wait(memory.import(all())).unwrap(), 2);
    assert_eq!(wait(memory.import(all())).unwrap(), 0);
    let origins: Vec<Origin> = memory
        .stats()
        .unwrap()
        .iter()
        .map(|stats| stats.origin)
        .collect();
    assert_eq!(origins, [Origin::Human, Origin::Memory]);
}

#[test]
fn a_merged_memory_knows_what_both_knew() {
    let ((_one, one), (_two, two)) = (folder(), folder());
    let (memory, _) = Memory::open(&one, |_| Ok(())).unwrap();
    let (other, _) = Memory::open(&two, |_| Ok(())).unwrap();
    keep(&memory, vec![reply("一", "one")], None);
    keep(&other, vec![reply("一", "one"), reply("二", "two")], None);
    adopt(&other, "b.md", vec![adoption("三", "three")], &[]);
    assert_eq!(memory.merge(&two).unwrap(), 2);
    assert_eq!(memory.merge(&two).unwrap(), 0);
    assert_eq!(known(&memory, "二").as_deref(), Some("two"));
    let human = candidates(&memory, "三", "").human;
    assert_eq!(human.as_deref(), Some("three"), "under the same terms");
}

#[test]
fn text_is_searched_as_it_stands() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    keep(
        &memory,
        vec![reply("涨了5%", "up 5%"), reply("涨了50", "Up 50_x")],
        None,
    );
    let found = |text: &str| memory.containing(text, 9).unwrap().len();
    assert_eq!(
        [
            found("5%"),
            found("涨了"),
            found("UP"),
            found("_"),
            found("\\"),
            found("%")
        ],
        [1, 2, 2, 1, 0, 1]
    );
}

#[test]
fn a_later_version_is_left_alone() {
    let (_folder, path) = folder();
    drop(Memory::open(&path, |_| Ok(())).unwrap());
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = Memory::open(&path, |_| Ok(())).unwrap_err();
    assert!(
        error.to_string().contains("the memory is of version 99"),
        "{error}"
    );
    assert!(path.exists());
}

/// Opens a memory as a command that writes does and as one that reads, and gives the error of both.
fn refused(path: &Path) -> StoreError {
    let before = std::fs::read(path).unwrap();
    let error = Memory::open(path, |_| Ok(())).unwrap_err();
    assert_eq!(Memory::open_to_read(path).unwrap_err(), error);
    assert_eq!(std::fs::read(path).unwrap(), before, "it was left as it is");
    let names = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_repair = |name: &String| name.contains("damaged") || name.contains("new");
    assert_eq!(names.filter(is_repair).count(), 0, "nothing is repaired");
    error
}

#[test]
fn a_file_of_other_tables_is_left_alone_and_said_to_need_another_version() {
    for (other, what) in [
        (
            "PRAGMA user_version = 0",
            "it has `claims.fingerprint` and no version",
        ),
        ("DROP TABLE units", "it has no `units.article`"),
        (
            "ALTER TABLE units DROP COLUMN note",
            "it has no `units.note`",
        ),
        (
            "ALTER TABLE units RENAME COLUMN target TO english",
            "it has no `units.target`",
        ),
        ("DROP INDEX units_key", "it has no `units_key`"),
    ] {
        let (_folder, path) = folder();
        drop(Memory::open(&path, |_| Ok(())).unwrap());
        Connection::open(&path)
            .unwrap()
            .execute_batch(other)
            .unwrap();
        let error = refused(&path);
        let expected = StoreError::Schema {
            path,
            what: what.to_owned(),
        };
        assert_eq!(error, expected, "{other}");
        assert!(
            error
                .hint()
                .is_some_and(|hint| hint.starts_with("update duizhao")),
            "{}",
            error.hint().unwrap_or_default()
        );
    }
}

/// Data as version 1 kept it.
const VERSION_1: &str = "
    PRAGMA user_version = 1;
    INSERT INTO makers VALUES (1, 'b', 'm', 5);
    INSERT INTO requests VALUES (1, 1, 100, 1, 10, 0, 10, 0, 10, 12);
    INSERT INTO terms VALUES (7, '党委', 'Party committee');
    INSERT INTO units (id, key, fingerprint, source, target, origin, maker, request, terms, article, position, at)
        VALUES (1, :key, :fingerprint, '一', 'one', 'machine', 1, 1, x'0700000000000000', 'a.txt', 3, 100);
    INSERT INTO units (id, key, source, target, origin, basis, article, at)
        VALUES (2, :key, '一', 'uno', 'human', :basis, 'a.md', 100);
    INSERT INTO glossaries VALUES (9, 'source_hans,target');
    INSERT INTO articles VALUES ('a.md', 'in/a.txt', '1 2 -', 3, 9, 2,
        '{\"sentences\":4,\"failed\":1,\"reviewed\":2,\"terms\":5,\"asked\":6,\"obeyed\":7,\"findings\":[8,9,10],\"human\":3}',
        'machine');
    INSERT INTO articles VALUES ('b.md', 'in/b.txt', '1 2 -', 3, 9, 2, 'no JSON', '');
";

#[test]
fn a_file_of_version_1_is_brought_up_to_date() {
    let (_folder, path) = folder();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let old = Connection::open(&path).unwrap();
    old.execute_batch(schema::STEPS[0]).unwrap();
    let data = VERSION_1
        .replace(":key", &sentence_key("一").to_string())
        .replace(
            ":fingerprint",
            &fingerprint("一").number().cast_signed().to_string(),
        )
        .replace(
            ":basis",
            &fingerprint("t").number().cast_signed().to_string(),
        );
    old.execute_batch(&data).unwrap();
    drop(old);
    let version = StoreError::Version {
        path: path.clone(),
        version: 1,
        known: 2,
    };
    assert_eq!(Memory::open_to_read(&path).unwrap_err(), version);

    let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
    assert_eq!((found, memory.verify().unwrap().len()), (Found::Sound, 0));
    let query = crate::Query {
        text: "一".to_owned(),
        basis: fingerprint("t"),
        request: Some(fingerprint("一")),
    };
    let maker = Maker {
        backend: "b".to_owned(),
        model: None,
        identity: Fingerprint::from_number(5),
    };
    let lookup = Lookup {
        edition: String::new(),
        maker: Some(maker),
        queries: vec![query],
    };
    let known = wait(Store::lookup(&memory, lookup)).unwrap().remove(0);
    assert_eq!(known.human.as_deref(), Some("uno"));
    assert_eq!(known.machine.as_deref(), Some("one"));
    assert_eq!(known.told.unwrap()[0].source, "党委");
    let accuracy = wait(memory.accuracy("b".to_owned())).unwrap();
    assert_eq!(accuracy.counted_tokens, 12);
    assert!(wait(memory.glossary(9)).unwrap().is_some());
    let summary = crate::Summary {
        sentences: 4,
        failed: 1,
        reviewed: 2,
        human: 3,
        terms: 5,
        asked: 6,
        obeyed: 7,
        notes: 8,
        warnings: 9,
        errors: 10,
        edited: false,
    };
    let state = |name: &str, summary| DocumentState {
        edition: format!("{name}.md"),
        input: format!("in/{name}.txt"),
        stamps: crate::Stamps::default(),
        settings: 3,
        glossary: 9,
        serial: 2,
        summary,
    };
    assert_eq!(
        wait(Store::documents(&memory)).unwrap(),
        [state("a", summary), state("b", crate::Summary::default())]
    );
}

#[test]
fn a_file_whose_tables_do_not_fit_is_not_brought_up_to_date() {
    let (_folder, path) = folder();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let old = Connection::open(&path).unwrap();
    old.execute_batch(schema::STEPS[0]).unwrap();
    old.execute_batch(
        "PRAGMA user_version = 1; ALTER TABLE articles RENAME COLUMN input TO source",
    )
    .unwrap();
    drop(old);
    let expected = StoreError::Schema {
        path: path.clone(),
        what: "it has no `articles.input`".to_owned(),
    };
    assert_eq!(refused(&path), expected);
}

#[test]
fn tables_that_change_under_a_program_are_no_damage() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("ALTER TABLE units RENAME COLUMN note TO remark")
        .unwrap();
    assert!(matches!(memory.verify(), Err(StoreError::Schema { .. })));
    assert!(salvage::marked(&path).is_none());
}

#[test]
fn a_header_that_no_database_has_is_damage() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    keep(&memory, vec![reply("一", "one")], None);
    drop(memory);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[44..48].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    let (_, found) = Memory::open(&path, |_| Ok(())).unwrap();
    assert!(matches!(found, Found::Damaged { .. }), "{found:?}");
}

#[test]
fn what_is_no_memory_is_moved_aside() {
    let (_folder, path) = folder();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    for n in 1..3 {
        std::fs::write(&path, "no database, but long enough to be looked at as one").unwrap();
        let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
        let Found::Damaged {
            moved_to, units, ..
        } = found
        else {
            panic!("{found:?}")
        };
        assert_eq!(units, 0);
        assert_eq!(moved_to.exists(), n > 0);
        keep(&memory, vec![reply("一", "one")], None);
        drop(memory);
    }
    assert_eq!(
        std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
        3
    );
}

#[test]
fn what_does_not_read_as_it_was_written_is_found_and_mended() {
    let (_folder, path) = folder();
    for damage in [
        "target = CAST(x'e58578' AS TEXT) WHERE source = '二'",
        "key = 7 WHERE source = '一'",
    ] {
        let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
        keep(&memory, vec![reply("一", "one"), reply("二", "two")], None);
        assert_eq!(memory.verify().unwrap(), Vec::<String>::new());
        drop(memory);
        Connection::open(&path)
            .unwrap()
            .execute(&format!("UPDATE units SET {damage}"), [])
            .unwrap();
        let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
        assert_eq!(found, Found::Sound);
        assert!(memory.verify().is_err() || !memory.verify().unwrap().is_empty());
        drop(memory);
        let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
        assert!(
            matches!(found, Found::Damaged { .. }) && memory.verify().unwrap().is_empty(),
            "{found:?}"
        );
        assert_eq!(known(&memory, "一").as_deref(), Some("one"));
    }
}

#[test]
fn replies_are_read_of_a_file_without_their_makers() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    keep(&memory, vec![reply("一", "one")], None);
    drop(memory);
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM makers; DELETE FROM requests;")
        .unwrap();
    drop(connection);
    salvage::mark(&path, "a test says so");
    let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
    assert!(
        matches!(found, Found::Damaged { units: 1, .. }),
        "{found:?}"
    );
    assert_eq!(known(&memory, "一").as_deref(), Some("one"));
}

#[test]
fn what_lies_between_two_damaged_places_is_read() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    let text = |n: usize| format!("第{n}句{}", "话".repeat(200));
    keep(
        &memory,
        (0..300).map(|n| reply(&text(n), "one")).collect(),
        None,
    );
    drop(memory);
    let bytes = std::fs::read(&path).unwrap();
    let page_of = |n: usize| {
        let place = bytes
            .windows(text(n).len())
            .position(|window| window == text(n).as_bytes())
            .unwrap();
        place / 4096 * 4096
    };
    let mut damaged = bytes.clone();
    [page_of(100), page_of(200)]
        .into_iter()
        .for_each(|page| damaged[page..page + 4096].fill(0xa5));
    std::fs::write(&path, &damaged).unwrap();
    salvage::mark(&path, "a test says so");
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    let kept = [0, 50, 150, 250, 299].map(|n| known(&memory, &text(n)).is_some());
    assert_eq!((kept, known(&memory, &text(100))), ([true; 5], None));
}

#[test]
fn a_repair_that_was_broken_off_goes_on_from_the_copy() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    keep(&memory, vec![reply("一", "one")], None);
    drop(memory);
    salvage::mark(&path, "a test says so");
    let marked = salvage::marked(&path).unwrap();
    let copy = salvage::copy_aside(&path, &marked).unwrap();
    // As far as a run came that had begun to take the old file away.
    std::fs::write(&path, "half").unwrap();
    let (memory, found) = Memory::open(&path, |_| Ok(())).unwrap();
    let expected = Found::Damaged {
        moved_to: copy,
        units: 1,
        what: "a test says so".to_owned(),
    };
    assert_eq!(
        (found, known(&memory, "一").as_deref()),
        (expected, Some("one"))
    );
    assert!(salvage::marked(&path).is_none());
}

#[test]
fn claims_of_a_process_that_is_gone_are_taken_over() {
    let (_folder, path) = folder();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    let owner_file = salvage::beside(&path, ".owner-0000000000000007");
    let lock = std::fs::File::create(&owner_file).unwrap();
    lock.lock().unwrap();
    let until = i64::MAX;
    let claimed = fingerprint("一").number().cast_signed();
    Connection::open(&path)
        .unwrap()
        .execute("INSERT INTO claims VALUES (?1, 7, ?2)", [claimed, until])
        .unwrap();
    let claim = || claim(&memory, "一", "一", 0);
    assert!(matches!(claim(), Claim::Held(_)));
    // As the system does when a process ends, however it ends.
    drop(lock);
    assert_eq!(claim(), Claim::Claimed);
    assert!(!owner_file.exists());
    drop(memory);
    // One that was left, and one that is there.
    let other = salvage::beside(&path, ".owner-0000000000000009");
    let lock = std::fs::File::create(&other).unwrap();
    lock.lock().unwrap();
    std::fs::write(&owner_file, "").unwrap();
    let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
    assert!(!owner_file.exists() && other.exists());
    drop((memory, lock));
    drop(Memory::open(&path, |_| Ok(())).unwrap());
    let left: Vec<_> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, [FILE_NAME], "an owner takes its file away");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn of_a_damaged_file_what_can_be_read_is_taken_over(places in proptest::collection::vec(any::<prop::sample::Index>(), 1..4)) {
        let (_folder, path) = folder();
        let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
        let text = |n: usize| format!("第{n}句{}", "话".repeat(200));
        keep(&memory, (0..300).map(|n| reply(&text(n), &format!("sentence {n}"))).collect(), None);
        drop(memory);
        let mut bytes = std::fs::read(&path).unwrap();
        for place in places {
            let page = place.index(bytes.len() / 4096);
            bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        }
        std::fs::write(&path, &bytes).unwrap();
        // Whatever is damaged, opening works in the end, and what is found is right.
        if let Ok((memory, _)) = Memory::open(&path, |_| Ok(())) {
            let _ = memory.verify();
        }
        let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
        prop_assert_eq!(memory.verify().unwrap(), Vec::<String>::new());
        for n in 0..300 {
            let (found, right) = (known(&memory, &text(n)), format!("sentence {n}"));
            prop_assert!(found.is_none_or(|target| target == right));
        }
    }
}
