//! What every store promises: one suite, which each implementation passes.

use super::*;
use duizhao_core::article::{BlockKind, Origin, Span};
use duizhao_core::pair::Provenance;
use proptest::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(60);

/// Two handles of one store, whose clock a test sets.
pub(super) struct Stores {
    pub(super) handles: [Box<dyn Store>; 2],
    clock: Arc<AtomicI64>,
    /// The folder of its file, if it has one.
    _folder: Option<tempfile::TempDir>,
}

pub(super) fn volatile() -> Stores {
    let clock = Arc::new(AtomicI64::new(1_000_000));
    let time = Arc::clone(&clock);
    let one = VolatileMemory::default().with_clock(move || time.load(Ordering::Relaxed));
    let other = one.handle();
    Stores {
        handles: [Box::new(one), Box::new(other)],
        clock,
        _folder: None,
    }
}

#[cfg(feature = "sqlite")]
pub(super) fn sqlite() -> Stores {
    let clock = Arc::new(AtomicI64::new(1_000_000));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let open = || {
        let (memory, _) = Memory::open(&path, |_| Ok(())).unwrap();
        let time = Arc::clone(&clock);
        Box::new(memory.with_clock(move || time.load(Ordering::Relaxed)))
    };
    Stores {
        handles: [open(), open()],
        clock: Arc::clone(&clock),
        _folder: Some(folder),
    }
}

/// Runs a part of the suite against each implementation.
fn each<F: Future<Output = ()>>(part: impl Fn(Stores) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(part(volatile()));
    #[cfg(feature = "sqlite")]
    runtime.block_on(part(sqlite()));
}

fn fingerprint(text: &str) -> Fingerprint {
    Fingerprint::of_texts([text])
}

fn term(key: u64) -> TermUse {
    TermUse {
        key,
        source: format!("词{key}"),
        target: format!("term {key}"),
    }
}

fn maker(backend: &str) -> Maker {
    Maker {
        backend: backend.to_owned(),
        model: Some("m".to_owned()),
        identity: fingerprint("identity"),
    }
}

fn replies(pairs: &[(&str, &str)]) -> Replies {
    let reply = |(source, target): &(&str, &str)| Reply {
        fingerprint: fingerprint(source.trim()),
        source: (*source).to_owned(),
        target: (*target).to_owned(),
        terms: vec![term(7)],
        article: "a.txt".to_owned(),
        position: 3,
    };
    Replies {
        maker: maker("b"),
        replies: pairs.iter().map(reply).collect(),
        requests: 1,
        ..Replies::default()
    }
}

fn wanted(sources: &[&str]) -> Claims {
    let wanted = |source: &&str| Wanted {
        fingerprint: fingerprint(source.trim()),
        source: (*source).to_owned(),
    };
    Claims {
        lease: LEASE,
        after: 0,
        wanted: sources.iter().map(wanted).collect(),
    }
}

fn line(source: &str, target: &str, basis: &str) -> Adoption {
    Adoption {
        source: source.to_owned(),
        target: target.to_owned(),
        basis: fingerprint(basis),
        terms: Some(vec![term(1)]),
    }
}

fn unit(source: &str, target: &str, origin: Origin) -> Unit {
    Unit {
        source: source.to_owned(),
        target: target.to_owned(),
        origin,
        ..Unit::default()
    }
}

/// Looks one segment up for an edition, under the terms `basis`.
async fn candidates(store: &dyn Store, text: &str, edition: &str, basis: &str) -> Candidates {
    let lookup = Lookup {
        edition: edition.to_owned(),
        maker: Some(maker("b")),
        queries: vec![Query {
            text: text.to_owned(),
            basis: fingerprint(basis),
            request: Some(fingerprint(text.trim())),
        }],
    };
    store.lookup(lookup).await.unwrap().remove(0)
}

#[test]
fn a_segment_finds_what_people_and_machines_made_of_it() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        store.record(replies(&[("一", "one")])).await.unwrap();
        let lines = vec![line("一", "eins", "t"), line("一", "uno", "u")];
        store.adopt("a.md".to_owned(), lines, vec![]).await.unwrap();
        let found = candidates(&*handles[1], " 一\n", "b.md", "t").await;
        let expected = Candidates {
            human: Some("eins".to_owned()),
            machine: Some("one".to_owned()),
            imported: None,
            told: Some(vec![term(7)]),
            under: None,
        };
        assert_eq!(found, expected);
        let own = candidates(store, "一", "a.md", "t").await;
        assert_eq!((own.human, own.under), (None, Some(vec![term(1)])));
        assert_eq!(candidates(store, "一", "b.md", "v").await.human, None);
        assert_eq!(
            candidates(store, "二", "b.md", "t").await,
            Candidates::default()
        );
    });
}

#[test]
fn a_fingerprint_alone_is_not_enough() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        store.record(replies(&[("一", "one")])).await.unwrap();
        let mut other = wanted(&["一"]);
        other.wanted[0].source = "二".to_owned();
        assert_eq!(store.claim(other).await.unwrap(), [Claim::Claimed]);
    });
}

#[test]
fn imported_units_are_ranked_by_who_made_them() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let machine = Unit {
            backend: Some("mt".to_owned()),
            ..unit("一", "machine", Origin::Machine)
        };
        let first = async || candidates(store, "一", "", "t").await.imported.unwrap();
        let gloss = unit("一", "gloss", Origin::Gloss);
        let new = store.import(vec![machine.clone(), gloss, unit(" ", "x", Origin::Human)]);
        assert_eq!(new.await.unwrap(), 1);
        let imported = first().await;
        assert_eq!(
            (imported.origin, imported.backend.as_deref()),
            (Origin::Machine, Some("mt"))
        );
        let unsaid = unit("一", "unsaid", Origin::Memory);
        let new = store.import(vec![unsaid, machine]).await.unwrap();
        assert_eq!((new, first().await.target.as_str()), (1, "unsaid"));
        let human = unit("一", "human", Origin::Human);
        store.import(vec![human]).await.unwrap();
        assert_eq!(first().await.origin, Origin::Human);
    });
}

#[test]
fn a_machine_of_no_name_is_a_machine() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let units = vec![unit("一", "x", Origin::Machine)];
        store.import(units).await.unwrap();
        let imported = candidates(store, "一", "", "t").await.imported.unwrap();
        assert_eq!((imported.origin, imported.backend), (Origin::Machine, None));
    });
}

#[test]
fn what_an_edition_says_replaces_what_it_said() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let adopt = |lines, open| store.adopt("a.md".to_owned(), lines, open);
        let lines = || vec![line("一", "one", "t"), line("二", "two", "t")];
        adopt(lines(), vec![]).await.unwrap();
        let before = store.progress().await.unwrap();
        adopt(lines(), vec![]).await.unwrap();
        assert_eq!(store.progress().await.unwrap(), before, "nothing is new");
        let open = vec!["二".to_owned()];
        adopt(vec![line("一", "One", "t")], open).await.unwrap();
        let human = async |text| candidates(store, text, "", "t").await.human;
        assert_eq!(human("一").await.as_deref(), Some("One"));
        assert_eq!(human("二").await, None);
        let news = store.news(before.written).await.unwrap();
        let keys: Vec<i64> = news.iter().map(|news| news.key).collect();
        assert_eq!(keys, [sentence_key("一")]);
        store.disown("a.md".to_owned()).await.unwrap();
        assert_eq!(human("一").await, None);
    });
}

#[test]
fn only_what_has_no_reply_is_restored() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        store.record(replies(&[("一", "one")])).await.unwrap();
        let said = replies(&[("一", "uno"), ("二", "due")]);
        let said = Replies {
            requests: 0,
            ..said
        };
        assert_eq!(store.restore(said).await.unwrap(), 1);
        let one = candidates(store, "一", "", "t").await;
        let two = candidates(store, "二", "", "t").await;
        assert_eq!(one.machine.as_deref(), Some("one"));
        assert_eq!((two.machine.as_deref(), two.told), (Some("due"), None));
    });
}

#[test]
fn a_request_is_claimed_once_until_its_reply_is_there() {
    each(async |Stores { handles, .. }| {
        let [one, other] = &handles;
        assert_eq!(
            one.claim(wanted(&["一", "二"])).await.unwrap(),
            [Claim::Claimed, Claim::Claimed]
        );
        assert_eq!(
            other.claim(wanted(&["一", "三"])).await.unwrap(),
            [Claim::Held(LEASE), Claim::Claimed]
        );
        one.record(replies(&[("一", "one")])).await.unwrap();
        one.release(vec![fingerprint("二"), fingerprint("三")])
            .await
            .unwrap();
        assert_eq!(
            other.claim(wanted(&["一", "二"])).await.unwrap(),
            [Claim::Known("one".to_owned()), Claim::Claimed]
        );
        assert_eq!(
            one.claim(wanted(&["三"])).await.unwrap(),
            [Claim::Held(LEASE)],
            "nobody releases what is another's"
        );
    });
}

#[test]
fn a_claim_ends_with_its_lease_unless_it_is_renewed() {
    each(async |Stores { handles, clock, .. }| {
        let [one, other] = &handles;
        let pass = |seconds: i64| clock.fetch_add(seconds * 1000, Ordering::Relaxed);
        let claim = async |store: &dyn Store| store.claim(wanted(&["一"])).await.unwrap().remove(0);
        assert_eq!(claim(&**one).await, Claim::Claimed);
        pass(45);
        assert_eq!(claim(&**one).await, Claim::Claimed, "it is renewed");
        pass(45);
        assert_eq!(
            claim(&**other).await,
            Claim::Held(LEASE - Duration::from_secs(45))
        );
        pass(15);
        assert_eq!(claim(&**other).await, Claim::Claimed);
        assert_eq!(claim(&**one).await, Claim::Held(LEASE));
    });
}

#[test]
fn a_claim_ends_with_its_handle() {
    each(
        async |Stores {
                   handles, _folder, ..
               }| {
            let [one, other] = handles;
            one.claim(wanted(&["一"])).await.unwrap();
            assert_eq!(
                other.claim(wanted(&["一"])).await.unwrap(),
                [Claim::Held(LEASE)]
            );
            drop(one);
            assert_eq!(
                other.claim(wanted(&["一"])).await.unwrap(),
                [Claim::Claimed]
            );
        },
    );
}

#[test]
fn a_reply_that_is_too_old_is_not_known() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        store.record(replies(&[("一", "one")])).await.unwrap();
        let again = Claims {
            after: store.progress().await.unwrap().latest,
            ..wanted(&["一"])
        };
        assert_eq!(store.claim(again.clone()).await.unwrap(), [Claim::Claimed]);
        store.record(replies(&[("一", "uno")])).await.unwrap();
        assert_eq!(
            store.claim(again).await.unwrap(),
            [Claim::Known("uno".to_owned())]
        );
    });
}

#[test]
fn units_are_found_by_similarity_as_soon_as_they_are_written() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let targets = async || -> Vec<String> {
            let texts = vec!["今天共有300人参加了会议。".to_owned()];
            let similar = store.similar(texts, 5, 0.5).await.unwrap().remove(0);
            similar
                .into_iter()
                .map(|similar| similar.unit.target)
                .collect()
        };
        assert!(targets().await.is_empty());
        let told = replies(&[("今天共有100人参加了会议。", "machine")]);
        store.record(told).await.unwrap();
        assert!(targets().await.is_empty(), "machines do not count");
        let lines = vec![line("今天共有200人参加了会议。", "human", "t")];
        store.adopt("a.md".to_owned(), lines, vec![]).await.unwrap();
        assert_eq!(targets().await, ["human"]);
        store.disown("a.md".to_owned()).await.unwrap();
        assert!(targets().await.is_empty());
    });
}

fn segment(position: usize, source: &str, target: Option<&str>) -> SegmentRow {
    SegmentRow {
        position,
        block: position.checked_sub(1),
        kind: if position == 0 {
            BlockKind::Heading
        } else {
            BlockKind::Paragraph
        },
        source: source.to_owned(),
        target: target.map(str::to_owned),
        provenance: Provenance {
            origin: Origin::Machine,
            basis: fingerprint(source),
            approved: position == 1,
            reworded: position == 2,
            maker: None,
        },
        own: position == 3,
        damage: vec![Span::new(0, 3); position % 3],
        line: 5 + position,
    }
}

fn document(edition: &str, segments: Option<Vec<SegmentRow>>, glossary: u64) -> Document {
    Document {
        state: DocumentState {
            edition: edition.to_owned(),
            input: "in/a.txt".to_owned(),
            stamps: Stamps {
                article: "1:2".to_owned(),
                edition: "3:4".to_owned(),
                glossary: String::new(),
            },
            settings: u64::MAX,
            glossary,
            serial: 5,
            summary: Summary {
                sentences: 1,
                failed: 2,
                reviewed: 3,
                human: 4,
                terms: 5,
                asked: 6,
                obeyed: 7,
                notes: 8,
                warnings: 9,
                errors: 10,
                edited: true,
            },
        },
        segments,
    }
}

async fn visited(store: &dyn Store, selection: Selection) -> Vec<(String, SegmentRow)> {
    let mut visited = Vec::new();
    let mut each = |edition: &str, segment| visited.push((edition.to_owned(), segment));
    store.visit_segments(selection, &mut each).await.unwrap();
    visited
}

#[test]
fn documents_are_kept_row_by_row() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let segments: Vec<SegmentRow> = (0..4)
            .map(|i| segment(i, &format!("第{i}句"), (i < 3).then_some("x")))
            .collect();
        let b = document("b.md", Some(segments.clone()), 1);
        let a = document("a.md", Some(segments[..1].to_vec()), 2);
        store
            .put_documents(vec![b.clone(), a.clone()])
            .await
            .unwrap();
        let names = ["b.md", "c.md"].map(str::to_owned).to_vec();
        assert_eq!(
            store.document(names).await.unwrap(),
            [Some(b.state.clone()), None]
        );
        assert_eq!(
            store.documents().await.unwrap(),
            [a.state.clone(), b.state.clone()]
        );
        let all = Selection {
            targets: true,
            ..Selection::default()
        };
        let mut expected = vec![("a.md".to_owned(), segments[0].clone())];
        expected.extend(
            segments
                .iter()
                .map(|segment| ("b.md".to_owned(), segment.clone())),
        );
        assert_eq!(visited(store, all.clone()).await, expected);

        // A new state alone leaves the rows; new rows replace all.
        let kept = document("b.md", None, 9);
        store.put_documents(vec![kept.clone()]).await.unwrap();
        assert_eq!(visited(store, all.clone()).await, expected);
        assert_eq!(store.documents().await.unwrap()[1], kept.state);
        let fewer = document("b.md", Some(segments[..2].to_vec()), 9);
        store.put_documents(vec![fewer]).await.unwrap();
        assert_eq!(visited(store, all.clone()).await, expected[..3]);
        store
            .remove_documents(vec!["b.md".to_owned()])
            .await
            .unwrap();
        assert_eq!(visited(store, all).await, expected[..1]);
    });
}

#[test]
fn only_the_segments_that_are_wanted_are_visited() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let segments = vec![segment(0, "党委", Some("x")), segment(1, "会议", Some("y"))];
        let of = |edition| document(edition, Some(segments.clone()), 1);
        store
            .put_documents(vec![of("a.md"), of("b.md"), of("c.md")])
            .await
            .unwrap();
        let selection = Selection {
            editions: Some(["c.md", "d.md", "a.md"].map(str::to_owned).to_vec()),
            text: Some(Arc::new(|text| text.contains("党"))),
            targets: false,
        };
        let found: Vec<_> = visited(store, selection)
            .await
            .into_iter()
            .map(|(edition, segment)| (edition, segment.source, segment.target))
            .collect();
        let expected = ["a.md", "c.md"].map(|name| (name.to_owned(), "党委".to_owned(), None));
        assert_eq!(found, expected);
    });
}

#[test]
fn more_segments_than_a_batch_come_in_order() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let segments = (0..5000).map(|i| segment(i, "句", None)).collect();
        let documents = vec![document("a.md", Some(segments), 1)];
        store.put_documents(documents).await.unwrap();
        let positions: Vec<usize> = visited(store, Selection::default())
            .await
            .into_iter()
            .map(|(_, segment)| segment.position)
            .collect();
        assert_eq!(positions, (0..5000).collect::<Vec<_>>());
    });
}

#[test]
fn glossaries_are_kept_as_long_as_a_document_was_made_with_them() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let glossary = async |key| store.glossary(key).await.unwrap();
        store
            .put_documents(vec![document("a.md", None, 1)])
            .await
            .unwrap();
        for key in [1, 2, u64::MAX] {
            store
                .put_glossary(key, format!("terms {key}"))
                .await
                .unwrap();
        }
        assert_eq!(glossary(1).await.as_deref(), Some("terms 1"));
        assert_eq!(glossary(2).await, None);
        assert!(glossary(u64::MAX).await.is_some());
    });
}

#[test]
fn estimates_are_summed_by_backend() {
    each(async |Stores { handles, .. }| {
        let store = &*handles[0];
        let accuracy = Accuracy {
            estimated_tokens: 10,
            counted_tokens: 12,
        };
        let counted = |requests| Replies {
            requests,
            accuracy: Some(accuracy),
            ..replies(&[])
        };
        store.record(counted(1)).await.unwrap();
        store.record(counted(1)).await.unwrap();
        let sum = store.accuracy("b".to_owned()).await.unwrap();
        assert_eq!((sum.estimated_tokens, sum.counted_tokens), (20, 24));
        let none = store.accuracy("c".to_owned()).await.unwrap();
        assert_eq!(none, Accuracy::default());
    });
}

/// Sentences of the property test; some are the same but for white space.
const TEXTS: [&str; 5] = [
    "一",
    " 一\n",
    "二 三",
    "二  三",
    "今天共有200人参加了会议。",
];
const EDITIONS: [&str; 3] = ["", "a.md", "b.md"];
const BASES: [&str; 2] = ["t", "u"];

/// Something that is asked of a store; texts and the like are indices.
#[derive(Debug, Clone)]
enum Step {
    Record(Vec<(usize, u8)>, u64),
    Restore(Vec<(usize, u8)>),
    Adopt(usize, Vec<(usize, u8, usize, bool)>, Vec<usize>),
    Disown(usize),
    Import(Vec<AnyUnit>),
    Claim(usize, Vec<usize>, bool),
    Release(usize, Vec<usize>),
    Pass(i64),
    Put(usize, Option<Vec<(usize, u8)>>, u64),
    Remove(usize),
    Glossary(u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let text = 0..TEXTS.len();
    let pairs = || proptest::collection::vec((0..TEXTS.len(), 0..3_u8), 0..3);
    let texts = || proptest::collection::vec(0..TEXTS.len(), 0..3);
    let edition = || 1..EDITIONS.len();
    let line = (text.clone(), 0..3_u8, 0..BASES.len(), any::<bool>());
    let origin = proptest::sample::select(Origin::ALL.to_vec());
    let backend = proptest::option::of(0..2_u8);
    let imported = (text, 0..3_u8, origin, backend, 0..EDITIONS.len());
    prop_oneof![
        (pairs(), 0..2_u64).prop_map(|(pairs, requests)| Step::Record(pairs, requests)),
        pairs().prop_map(Step::Restore),
        (edition(), proptest::collection::vec(line, 0..3), texts())
            .prop_map(|(edition, lines, open)| Step::Adopt(edition, lines, open)),
        edition().prop_map(Step::Disown),
        proptest::collection::vec(imported, 0..3).prop_map(Step::Import),
        (0..2_usize, texts(), any::<bool>())
            .prop_map(|(handle, texts, again)| Step::Claim(handle, texts, again)),
        (0..2_usize, texts()).prop_map(|(handle, texts)| Step::Release(handle, texts)),
        (0..80_i64).prop_map(Step::Pass),
        (edition(), proptest::option::of(pairs()), 0..3_u64)
            .prop_map(|(edition, rows, glossary)| Step::Put(edition, rows, glossary)),
        edition().prop_map(Step::Remove),
        (0..4_u64).prop_map(Step::Glossary),
    ]
}

fn pairs(pairs: &[(usize, u8)], requests: u64) -> Replies {
    let targets: Vec<String> = pairs.iter().map(|(_, n)| format!("machine {n}")).collect();
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .zip(&targets)
        .map(|((text, _), target)| (TEXTS[*text], target.as_str()))
        .collect();
    Replies {
        requests,
        ..replies(&pairs)
    }
}

fn texts(indices: &[usize]) -> Vec<&'static str> {
    indices.iter().map(|i| TEXTS[*i]).collect()
}

fn adoptions(lines: &[(usize, u8, usize, bool)]) -> Vec<Adoption> {
    let one = |(text, n, basis, has_terms): &(usize, u8, usize, bool)| {
        let line = line(TEXTS[*text], &format!("human {n}"), BASES[*basis]);
        Adoption {
            terms: line.terms.filter(|_| *has_terms),
            ..line
        }
    };
    lines.iter().map(one).collect()
}

/// Indices of a unit's source, target, backend and article, with its origin.
type AnyUnit = (usize, u8, Origin, Option<u8>, usize);

fn imports(units: &[AnyUnit]) -> Vec<Unit> {
    let one = |(text, n, origin, backend, edition): &AnyUnit| Unit {
        backend: backend.map(|n| format!("b{n}")),
        article: Some(EDITIONS[*edition].to_owned()),
        ..unit(TEXTS[*text], &format!("imported {n}"), *origin)
    };
    units.iter().map(one).collect()
}

fn rows(rows: &[(usize, u8)]) -> Vec<SegmentRow> {
    let row =
        |(i, (text, n)): (usize, &(usize, u8))| segment(i, TEXTS[*text], (*n > 0).then_some("x"));
    rows.iter().enumerate().map(row).collect()
}

/// Does a step, and says what it gave.
async fn done(stores: &Stores, step: &Step) -> String {
    let store = &stores.handles[0];
    let name = |edition: usize| EDITIONS[edition].to_owned();
    match step {
        Step::Record(all, requests) => {
            format!("{:?}", store.record(pairs(all, *requests)).await)
        }
        Step::Restore(all) => format!("{:?}", store.restore(pairs(all, 0)).await),
        Step::Adopt(edition, lines, open) => {
            let open = texts(open).into_iter().map(str::to_owned).collect();
            let adopted = store.adopt(name(*edition), adoptions(lines), open);
            format!("{:?}", adopted.await)
        }
        Step::Disown(edition) => format!("{:?}", store.disown(name(*edition)).await),
        Step::Import(units) => format!("{:?}", store.import(imports(units)).await),
        Step::Claim(handle, indices, again) => {
            let latest = store.progress().await.unwrap().latest;
            let claims = Claims {
                after: if *again { latest } else { 0 },
                ..wanted(&texts(indices))
            };
            format!("{:?}", stores.handles[*handle].claim(claims).await)
        }
        Step::Release(handle, indices) => {
            let texts = texts(indices);
            let fingerprints = texts.iter().map(|text| fingerprint(text.trim()));
            let released = stores.handles[*handle].release(fingerprints.collect());
            format!("{:?}", released.await)
        }
        Step::Pass(seconds) => {
            stores.clock.fetch_add(seconds * 1000, Ordering::Relaxed);
            String::new()
        }
        Step::Put(edition, all, glossary) => {
            let document = document(EDITIONS[*edition], all.as_deref().map(rows), *glossary);
            format!("{:?}", store.put_documents(vec![document]).await)
        }
        Step::Remove(edition) => {
            format!("{:?}", store.remove_documents(vec![name(*edition)]).await)
        }
        Step::Glossary(key) => {
            let put = store.put_glossary(*key, format!("terms {key}"));
            format!("{:?}", put.await)
        }
    }
}

/// Asks all that can be asked of a store without changing it.
async fn seen(store: &dyn Store) -> Vec<String> {
    let mut seen = Vec::new();
    for edition in EDITIONS {
        for basis in BASES {
            for text in TEXTS {
                seen.push(format!(
                    "{:?}",
                    candidates(store, text, edition, basis).await
                ));
            }
        }
    }
    let texts = TEXTS.map(str::to_owned).to_vec();
    let mut similar = store.similar(texts, 3, 0.1).await.unwrap();
    for similar in similar.iter_mut().flatten() {
        similar.unit.at = None;
    }
    let all = Selection {
        targets: true,
        ..Selection::default()
    };
    let mut glossaries = Vec::new();
    for key in 0..4 {
        glossaries.push(store.glossary(key).await.unwrap());
    }
    seen.extend([
        format!("{similar:?}"),
        format!("{:?}", store.progress().await.unwrap()),
        format!("{:?}", store.news(0).await.unwrap()),
        format!("{:?}", store.documents().await.unwrap()),
        format!("{:?}", visited(store, all).await),
        format!("{glossaries:?}"),
    ]);
    seen
}

#[cfg(feature = "sqlite")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn all_implementations_answer_alike(steps in proptest::collection::vec(any_step(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (one, other) = (volatile(), sqlite());
            for step in &steps {
                prop_assert_eq!(done(&one, step).await, done(&other, step).await, "{:?}", step);
            }
            for handle in 0..2 {
                prop_assert_eq!(seen(&*one.handles[handle]).await, seen(&*other.handles[handle]).await);
            }
            Ok(())
        })?;
    }
}
