//! Files that hold several articles, from the file to the editions of its parts.

use duizhao_core::segment::Segment;
use duizhao_engine::{ArticleReport, Batch, Engine, Options, Progress, Project};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_ingest::read::{DocumentId, RawDocument, ReadOptions, Reader};
use duizhao_ingest::source::Input;
use duizhao_memory::{Store, VolatileMemory};
use duizhao_translate::Closure;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A reader of files in which a line of `%%` and a name begins an article.
const READERS: &[Reader] = &[Reader {
    name: "separated articles",
    extensions: &["two"],
    accepts: |_, head| head.text.starts_with("%%"),
    read: |_, bytes, _| {
        let text = String::from_utf8_lossy(bytes);
        let parts = text.split("%%").skip(1).map(|part| {
            let (name, text) = part.split_once('\n').unwrap_or((part, ""));
            Ok(RawDocument {
                part: Some(name.to_owned()),
                ..RawDocument::of_text(text)
            })
        });
        Ok(parts.collect())
    },
}];

const TWO: &str = "%%a\n某县推进防控工作\n\n县委高度重视这项工作并作出部署。\n%%b\n某市推进复工工作\n\n市委高度重视这项工作并作出部署。\n";

/// A folder with a file of two articles, and what is translated of it.
struct Folder {
    folder: tempfile::TempDir,
    store: Arc<VolatileMemory>,
    asked: Arc<AtomicUsize>,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("what the test sets up");
        std::fs::create_dir(folder.path().join("articles")).expect("what the test sets up");
        let (store, asked) = Default::default();
        let this = Self {
            folder,
            store,
            asked,
        };
        this.write("articles/book.two", TWO);
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("what the test sets up");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("what the test sets up")
    }

    fn input(&self) -> Input {
        Input {
            id: DocumentId::new(self.path("articles/book.two")),
            stem: "book".into(),
        }
    }

    /// Translates the file; returns the editions from which lines of people were taken over first, the reports, and how
    /// many sentences the backend was asked for.
    async fn run(&self) -> (Vec<PathBuf>, Vec<ArticleReport>, usize) {
        let asked = Arc::clone(&self.asked);
        let backend = Closure::new("x", move |segment: &Segment| {
            let n = asked.fetch_add(1, Ordering::Relaxed);
            Ok(format!("Sentence {n} of {} bytes.", segment.text.len()))
        });
        let options = Options {
            reading: ReadOptions {
                readers: READERS,
                ..ReadOptions::default()
            },
            ..Options::default()
        };
        let store: Arc<dyn Store> = self.store.clone();
        let termbase = Termbase::new(Glossary::default());
        let engine = Engine::new(termbase, Box::new(backend), Some(store), options);
        let project = Project::find(self.folder.path(), None).expect("what the test sets up");
        let project = project.with_output(Some(&self.path("output")));
        let mut batch = Batch::new(engine, project)
            .await
            .expect("what the test sets up");
        let mut adopted = Vec::new();
        let inputs = std::iter::once(self.input());
        let each = |edition: &Path, _| adopted.push(edition.to_owned());
        batch
            .adopt_edits(inputs, each)
            .await
            .expect("what the test sets up");
        let (before, mut reports) = (self.asked.load(Ordering::Relaxed), Vec::new());
        let inputs = std::iter::once(Ok(self.input()));
        let batch = Arc::new(batch);
        let progress = Progress::default();
        let run = batch.run(inputs, &progress, |report| reports.push(report));
        assert_eq!(run.await, 0);
        let asked = self.asked.load(Ordering::Relaxed) - before;
        (adopted, reports, asked)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_of_a_file_has_its_edition() {
    let folder = Folder::new();
    let (_, reports, asked) = folder.run().await;
    assert_eq!(asked, 4);
    for (report, part) in reports.iter().zip(["a", "b"]) {
        assert!(report.error.is_none(), "{:?}", report.error);
        let name = format!("articles/book.two#{part}");
        assert_eq!(report.input, folder.path(&name));
        let edition = format!("output/book/{part}.md");
        assert_eq!(report.edition, Some(folder.path(&edition)));
        let text = folder.read(&edition);
        assert!(
            text.contains(&format!("source_file: \"book.two#{part}\"")),
            "{text}"
        );
    }
    assert_eq!(reports.len(), 2);
    assert!(!folder.path("output/book.md").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_one_part_touches_no_other() {
    let folder = Folder::new();
    folder.run().await;
    let (_, reports, asked) = folder.run().await;
    assert_eq!(asked, 0);
    assert!(
        reports
            .iter()
            .all(|report| !report.is_new && report.error.is_none())
    );
    let edited = folder
        .read("output/book/a.md")
        .replace("Sentence 1", "My sentence");
    folder.write("output/book/a.md", &edited);
    folder.write(
        "articles/book.two",
        &format!("{TWO}\n全市共有十个党组织。\n"),
    );
    let (adopted, reports, asked) = folder.run().await;
    assert_eq!(adopted, [folder.path("output/book/a.md")]);
    assert_eq!(asked, 1);
    assert!(folder.read("output/book/a.md").contains("My sentence"));
    assert!(
        folder
            .read("output/book/b.md")
            .contains("全市共有十个党组织。")
    );
    let (_, again, asked) = folder.run().await;
    assert_eq!((reports.len(), again.len(), asked), (2, 2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_reader_accepts_is_an_error_of_its_file() {
    let folder = Folder::new();
    folder.write("articles/book.two", "正文。\n");
    let (_, reports, _) = folder.run().await;
    let error = reports[0]
        .error
        .as_ref()
        .expect("what the test sets up")
        .to_string();
    assert!(
        error.ends_with("book.two: byte 0: not text (an unknown format)"),
        "{error}"
    );
}
