//! Checking editions as they are on the disk, with a store in memory and without one.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use duizhao_check::RuleSettings;
use duizhao_core::article::{BlockKind, Origin, Span};
use duizhao_core::diagnostic::Hinted;
use duizhao_core::document::DocumentBlock;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_edition::{Edition, write};
use duizhao_engine::{EditionChecker, Project};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_memory::{
    Adoption, Document, DocumentState, SegmentRow, Store, TermUse, VolatileMemory,
};
use duizhao_zh::identity::Identity;
use std::path::Path;

/// A folder with a project and one edition, `output/a.md`.
struct Fixture {
    project: Project,
    termbase: Termbase,
    rules: RuleSettings,
    store: Option<VolatileMemory>,
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("what the test sets up");
        std::fs::create_dir(folder.path().join("output")).expect("what the test sets up");
        let mut glossary = Glossary::default();
        let rows = "source_hans,target,status\n县委,county Party committee,confirmed\n";
        glossary
            .add_text(Path::new("t.csv"), rows)
            .expect("what the test sets up");
        Self {
            project: Project::find(folder.path(), None).expect("what the test sets up"),
            termbase: Termbase::new(glossary),
            rules: RuleSettings::default(),
            store: None,
            folder,
        }
    }

    /// Writes the edition, and returns what is said of it, as `line:column pair severity[code]: message`.
    async fn said(&self, text: &str) -> Vec<String> {
        let path = self.folder.path().join("output/a.md");
        std::fs::write(&path, text).expect("what the test sets up");
        let checker = EditionChecker {
            project: &self.project,
            store: self.store.as_ref().map(|store| store as &dyn Store),
            termbase: &self.termbase,
            rules: &self.rules,
        };
        let checked = match checker.check(&path).await {
            Ok(checked) => checked,
            Err(error) => {
                assert!(error.hint().is_some(), "{error}");
                return vec![error.to_string()];
            }
        };
        let mut said = Vec::new();
        for found in checked.pairs.iter().flat_map(|pair| &pair.diagnostics) {
            assert_eq!(found.location.file, path);
            said.push(format!(
                "{}:{} {} {}[{}]: {}",
                found.location.line,
                found.location.column,
                found
                    .location
                    .pair
                    .map_or("-".to_owned(), |pair| pair.to_string()),
                found.severity,
                found.code,
                found.message
            ));
        }
        said
    }
}

const FRONT: &str = "---\nduizhao: 1\n---\n\n";
const MISSED: &str = "error[term]: `县委` is not rendered as `county Party committee`";

#[tokio::test]
async fn places_are_lines_and_columns_of_the_file() {
    let text =
        format!("{FRONT}# 题\n\n> # Title\n\n全县。\n这个*县委*开会。\n\n> All.\n> It met.\n");
    let said = Fixture::new().said(&text).await;
    assert_eq!(said, [format!("10:4 3 {MISSED}")]);
    let said = Fixture::new().said(&text.replace('*', "\\*")).await;
    assert_eq!(said, [format!("10:5 3 {MISSED}")]);
}

#[tokio::test]
async fn comments_and_settings_leave_diagnostics_out() {
    let mut fixture = Fixture::new();
    let edition = |comment: &str| format!("{FRONT}{comment}\n\n县委开会。\n\n> It met.\n");
    let allowed = "<!-- duizhao: allow term a proverb -->";
    assert_eq!(fixture.said(&edition(allowed)).await, [""; 0]);
    let without = "<!-- duizhao: allow term -->";
    assert_eq!(
        fixture.said(&edition(without)).await,
        [
            format!("7:1 1 {MISSED}"),
            "7:1 1 warning[allow-without-reason]: `term` is allowed without a reason".to_owned(),
        ]
    );
    let ignored = ("output/*.md".to_owned(), vec!["term".to_owned()]);
    fixture.rules.per_file_ignores = [ignored].into();
    assert_eq!(fixture.said(&edition("")).await, [""; 0]);
}

#[tokio::test]
async fn what_cannot_be_checked_is_said_with_its_place() {
    let fixture = Fixture::new();
    let said = fixture.said("# 题\n").await;
    assert!(said[0].ends_with("a.md: this is no edition"), "{said:?}");
    let said = fixture
        .said(&format!("{FRONT}一。\n二。\n\n> One.\n"))
        .await;
    let unpaired = "8:1 - error[unpaired]: 1 line of translation for 2 lines above";
    assert_eq!(said, [unpaired]);
}

fn pair(source: &str, target: &str, origin: Origin, basis: Fingerprint) -> Pair {
    Pair {
        provenance: Some(Provenance {
            origin,
            basis,
            ..Provenance::default()
        }),
        ..Pair::new(source, target)
    }
}

#[tokio::test]
async fn the_store_knows_damage_changed_terms_and_failures() {
    let store = VolatileMemory::default();
    let old = Fingerprint::of_texts(["the terms of before"]);
    let stale = pair("县委开会。", "The committee met.", Origin::Human, old);
    let failed = pair("共％。", "", Origin::Machine, Fingerprint::default());
    let mut edition = Edition::default();
    let items = vec![stale.clone(), failed];
    edition.document.blocks = vec![DocumentBlock::new(BlockKind::Paragraph, items)];
    let line = Adoption {
        source: stale.source_text(),
        target: stale.target_text(),
        basis: old,
        terms: Some(vec![TermUse {
            key: 7,
            target: String::new(),
            source: "县委".to_owned(),
        }]),
    };
    let name = "output/a.md".to_owned();
    store
        .adopt(name.clone(), vec![line], Vec::new())
        .await
        .expect("what the test sets up");
    let row = SegmentRow {
        position: 1,
        block: Some(0),
        kind: BlockKind::Paragraph,
        source: "共％。".to_owned(),
        target: None,
        provenance: Provenance::default(),
        own: false,
        damage: vec![Span::new(3, 6)],
        line: 0,
    };
    let document = Document {
        state: DocumentState {
            edition: name,
            ..DocumentState::default()
        },
        segments: Some(vec![row]),
    };
    store
        .put_documents(vec![document])
        .await
        .expect("what the test sets up");
    let fixture = Fixture {
        store: Some(store),
        ..Fixture::new()
    };
    let text = write(&edition, None, &Identity::new());
    let said = fixture.said(&text).await;
    let kinds: Vec<&str> = said
        .iter()
        .map(|line| line.split_once(' ').expect("what the test sets up").1)
        .collect();
    assert_eq!(
        kinds,
        [
            "1 warning[stale]: the glossary has changed `县委` since a person wrote this",
            &format!("1 {MISSED}"),
            "2 error[backend]: not translated: the backend failed in the last run",
            "2 note[damage]: the source lost text here: ％",
        ]
    );
}
