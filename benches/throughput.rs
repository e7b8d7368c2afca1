//! Speed and memory of the stages on one thread, compared with other libraries on the same data in the same run.
//!
//! `cargo bench` prints megabytes a second of UTF-8 text (the best of five runs), and the peak memory of
//! the process after a small and after a large batch. The data are the sample articles, repeated; the
//! editions are written to the folder for temporary files, each synced to disk as always.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and is no library"
)]

use duizhao::backend::{Backend, Estimate, Lexicon, Meter, Mock, Reply, Request};
use duizhao::clean::Cleaner;
use duizhao::edition::{self, Layout};
use duizhao::engine::{Batch, Engine, Options, Progress, Project};
use duizhao::glossary::{Glossary, Termbase};
use duizhao::read::ReadOptions;
use duizhao::script::Script;
use duizhao::segment::segment;
use duizhao::source::{Inputs, Source};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const MEGABYTE: usize = 1_000_000;
const BATCH: usize = 50 * MEGABYTE;

/// A backend that returns each sentence as it is: the text path without the dictionary's gloss.
struct Echo;

impl Backend for Echo {
    fn name(&self) -> &str {
        "echo"
    }

    fn is_gloss(&self) -> bool {
        true
    }

    fn identity(&self) -> String {
        "echo".to_owned()
    }

    fn estimate(&self, _: Request<'_>) -> Estimate {
        Estimate::default()
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        let sentences = request
            .segments()
            .map(|sentence| Ok(sentence.text.to_owned()))
            .collect();
        Box::pin(std::future::ready(Ok(sentences)))
    }
}

/// Returns megabytes per second: the best of `runs`.
fn rate(bytes: usize, runs: usize, mut work: impl FnMut()) -> f64 {
    let seconds = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    let best = (0..runs).map(seconds).fold(f64::INFINITY, f64::min);
    bytes as f64 / MEGABYTE as f64 / best
}

fn row(what: &str, rate: f64) {
    println!("{what:<52} {rate:>8.1} MB/s");
}

/// Returns the peak resident memory of this process in megabytes, if the system reports it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<usize>()
        .ok()
        .map(|kilobytes| kilobytes / 1024)
}

fn main() {
    // Cargo also builds benchmarks for tests; they have nothing to measure there.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let articles: Vec<String> = Inputs::new(vec!["tests/articles".into()])
        .map(|input| {
            let path = input.expect("a sample article").id.file;
            std::fs::read_to_string(path).expect("a sample article")
        })
        .collect();
    stages(&articles);
    batches(&articles);
}

fn stages(articles: &[String]) {
    let repeat = |texts: &[String]| -> Vec<String> {
        let bytes: usize = texts.iter().map(String::len).sum();
        texts
            .iter()
            .cloned()
            .cycle()
            .take(texts.len() * (10 * MEGABYTE / bytes))
            .collect()
    };
    let raw = repeat(articles);
    let bytes: usize = raw.iter().map(String::len).sum();
    let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
    row(
        "clean",
        rate(bytes, 5, || {
            raw.iter()
                .for_each(|text| drop(black_box(cleaner.clean_text(text))))
        }),
    );

    let blocks: Vec<String> = articles
        .iter()
        .flat_map(|text| cleaner.clean_text(text).article.blocks)
        .map(|block| block.text)
        .collect();
    let blocks = repeat(&blocks);
    let bytes: usize = blocks.iter().map(String::len).sum();
    row(
        "segment",
        rate(bytes, 5, || {
            blocks
                .iter()
                .for_each(|text| drop(black_box(segment(text))))
        }),
    );
    let icu = icu_segmenter::SentenceSegmenter::new(
        icu_segmenter::options::SentenceBreakInvariantOptions::default(),
    );
    let count = |text: &String| assert!(black_box(icu.segment_str(text).count()) > 0);
    row(
        "  beside it: icu_segmenter (UAX #29)",
        rate(bytes, 5, || blocks.iter().for_each(count)),
    );

    let glossary = Glossary::built_in().expect("the built-in glossary");
    let matcher = glossary.matcher();
    row(
        "match",
        rate(bytes, 5, || {
            blocks
                .iter()
                .for_each(|text| drop(black_box(matcher.hits(text))))
        }),
    );
    let patterns = glossary
        .terms()
        .iter()
        .flat_map(|term| [&term.source_hans, &term.source_hant]);
    let other = aho_corasick::AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(patterns)
        .expect("an automaton");
    let count = |text: &String| assert!(black_box(other.find_iter(text).count()) <= text.len());
    row(
        "  beside it: aho-corasick",
        rate(bytes, 5, || blocks.iter().for_each(count)),
    );
}

fn batches(articles: &[String]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let small = fill(&folder.path().join("small"), articles, BATCH / 10);
    let large = fill(&folder.path().join("large"), articles, BATCH);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let echo = engine(Box::new(Echo));
    row(
        "in memory: clean + segment + match + format",
        rate(large, 1, || in_memory(&runtime, &echo, articles, large)),
    );
    let batch = |engine: Engine| {
        let project = Project::find(folder.path(), None).expect("a project");
        let output = folder.path().join("output").join(engine.backend.name());
        let project = project.with_output(Some(&output));
        Arc::new(
            runtime
                .block_on(Batch::new(engine, project))
                .expect("no store"),
        )
    };
    let run = |batch: &Arc<Batch>, name: &str| {
        let inputs = Inputs::new(vec![folder.path().join(name)]);
        runtime.block_on(batch.run(
            inputs.map(|input| Ok(input.expect("an input"))),
            &Progress::default(),
            |report| assert!(report.error.is_none()),
        ));
    };
    let echo = batch(echo);
    row(
        "5 MB of files to editions",
        rate(small, 1, || run(&echo, "small")),
    );
    let after_small = peak();
    row(
        "50 MB of files to editions",
        rate(large, 1, || run(&echo, "large")),
    );
    if let (Some(small), Some(large)) = (after_small, peak()) {
        println!("peak memory: {small} MB after 5 MB of articles, {large} MB after 50 MB more");
    }
    let mock = batch(engine(Box::new(Mock::new(Lexicon::built_in()))));
    row(
        "5 MB of files to editions with the mock's gloss",
        rate(small, 1, || run(&mock, "small")),
    );
}

/// Runs the text path without the file system.
fn in_memory(
    runtime: &tokio::runtime::Runtime,
    engine: &Engine,
    articles: &[String],
    bytes: usize,
) {
    let identity = duizhao_zh::identity::Identity::new();
    let mut done = 0;
    for text in articles.iter().cycle() {
        let source = Source::of_text("a.txt", text);
        let made = runtime
            .block_on(engine.translate(&source, &Meter::default()))
            .expect("an edition");
        black_box(edition::write(&made.edition, None, &identity));
        done += text.len();
        if done >= bytes {
            return;
        }
    }
}

/// Fills a folder with articles of a total size in bytes, and returns how many there are.
fn fill(folder: &Path, articles: &[String], bytes: usize) -> usize {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut written = 0;
    for (i, text) in articles.iter().cycle().enumerate() {
        if written >= bytes {
            break;
        }
        std::fs::write(folder.join(format!("{i:06}.txt")), text).expect("a file");
        written += text.len();
    }
    written
}

fn engine(backend: Box<dyn Backend>) -> Engine {
    let glossary = Glossary::built_in().expect("the built-in glossary");
    let options = Options {
        default_layout: Some(Layout::Stacked),
        overwrite: true,
        reading: ReadOptions {
            max_bytes: u64::MAX,
            ..ReadOptions::default()
        },
        ..Options::default()
    };
    let termbase = Termbase::new(glossary);
    Engine::new(termbase, backend, None, options)
}
