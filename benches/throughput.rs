//! Speed of the stages on one thread, compared with other libraries on the same data in the same run.
//!
//! `cargo bench --bench throughput [-- NAME]` prints megabytes of UTF-8 text a second of processor time, where the
//! system tells it (Linux), else of the time of day; only what is written to disk is measured by the time of day. The
//! data are varied articles, no two alike (`benches/varied`). Editions are written to the folder for temporary files, each
//! synced to disk as always.
#![allow(missing_docs, reason = "a benchmark is no library")]

mod processor;
mod varied;

use criterion::{Criterion, SamplingMode, Throughput};
use duizhao::backend::{Backend, Lexicon, Meter, Mock, Reply, Request};
use duizhao::clean::Cleaner;
use duizhao::edition::{self, Edition, Layout};
use duizhao::engine::{Batch, Engine, Options, Progress, Project, segments};
use duizhao::glossary::{Glossary, Termbase};
use duizhao::numbers;
use duizhao::script::{Converter, Script};
use duizhao::segment::segment;
use duizhao::source::{Inputs, Source};
use processor::ProcessorTime;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

type Bench = Criterion<ProcessorTime>;

/// Bytes of an article, as many as most sample articles have.
const ARTICLE: usize = 6400;
/// Articles of a batch: about three megabytes.
const ARTICLES: usize = 400;
/// Articles for what takes a millisecond each.
const FEW: usize = 100;

fn main() {
    // Cargo also builds benchmarks for tests; they have nothing to measure there.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let criterion = Criterion::default().with_measurement(ProcessorTime);
    let criterion = criterion.sample_size(10).without_plots();
    let criterion = criterion.warm_up_time(Duration::from_millis(200));
    let criterion = criterion.measurement_time(Duration::from_secs(1));
    let mut criterion = criterion.configure_from_args();
    let articles: Vec<String> = varied::articles(1, ARTICLE).take(ARTICLES).collect();
    cleaning(&mut criterion, &articles);
    reading(&mut criterion, &articles);
    glossing(&mut criterion, &articles[..FEW]);
    let runtime = runtime(1);
    editions(&mut criterion, &articles[..FEW], &runtime);
    in_memory(&mut criterion, &articles[..FEW], &runtime);
    files(&mut criterion, &articles);
    criterion.final_summary();
}

fn cleaning(bench: &mut Bench, articles: &[String]) {
    let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
    each(bench, "clean", articles, |text| cleaner.clean_text(text));
    let taiwan = Converter::new(Script::Tw);
    let hans: Vec<String> = blocks(articles);
    let traditional = |text: &String| taiwan.convert(text).into_owned();
    let hant: Vec<String> = hans.iter().map(traditional).collect();
    let simplify = Converter::new(Script::Hans);
    let other = opencc_fmmseg::OpenCC::new();
    each(bench, "t2s", &hant, |text| simplify.convert(text).len());
    each(bench, "t2s by opencc-fmmseg", &hant, |text| {
        other.convert(text, "t2s", false)
    });
    each(bench, "s2tw", &hans, |text| taiwan.convert(text).len());
    each(bench, "s2tw by opencc-fmmseg", &hans, |text| {
        other.convert(text, "s2tw", false)
    });
}

fn reading(bench: &mut Bench, articles: &[String]) {
    let blocks = blocks(articles);
    each(bench, "segment", &blocks, segment);
    let icu = icu_segmenter::SentenceSegmenter::new(
        icu_segmenter::options::SentenceBreakInvariantOptions::default(),
    );
    each(bench, "segment by icu_segmenter", &blocks, |text| {
        icu.segment_str(text).count()
    });
    let glossary = Glossary::built_in().expect("the built-in glossary");
    let matcher = glossary.matcher();
    each(bench, "match", &blocks, |text| matcher.hits(text));
    let terms = glossary.terms().iter();
    let other = aho_corasick::AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(terms.flat_map(|term| [&term.source_hans, &term.source_hant]))
        .expect("an automaton");
    each(bench, "match by aho-corasick", &blocks, |text| {
        other.find_iter(text).count()
    });
    each(bench, "numbers", &blocks, numbers::expressions);
}

fn glossing(bench: &mut Bench, articles: &[String]) {
    let mock = Mock::new(Lexicon::built_in());
    let glossary = Glossary::built_in().expect("the built-in glossary");
    let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
    let matcher = glossary.matcher();
    let identity = duizhao_zh::identity::Identity::new();
    let all: Vec<_> = articles
        .iter()
        .map(|text| segments(&cleaner.clean_text(text).article, &matcher, &identity))
        .collect();
    let bytes = all.iter().flatten().map(|segment| segment.text.len()).sum();
    stage(bench, "gloss", bytes, || {
        for segments in &all {
            black_box(mock.gloss(segments.iter(), glossary.terms()));
        }
    });
    let jieba = jieba_rs::Jieba::new();
    stage(bench, "words by jieba-rs", bytes, || {
        for segment in all.iter().flatten() {
            black_box(jieba.cut(&segment.text, true));
        }
    });
}

fn editions(bench: &mut Bench, articles: &[String], runtime: &Runtime) {
    let mock = engine(Box::new(Mock::new(Lexicon::built_in())), 1);
    let identity = duizhao_zh::identity::Identity::new();
    let made = |text: &String| translated(&mock, runtime, text);
    let editions: Vec<Edition> = articles.iter().map(made).collect();
    let write = |edition| edition::write(edition, None, &identity);
    let texts: Vec<String> = editions.iter().map(write).collect();
    let bytes = texts.iter().map(String::len).sum();
    stage(bench, "write editions", bytes, || {
        editions
            .iter()
            .for_each(|edition| drop(black_box(write(edition))));
    });
    each(bench, "read editions", &texts, |text| {
        edition::read(text).expect("an edition")
    });
}

fn in_memory(bench: &mut Bench, articles: &[String], runtime: &Runtime) {
    let identity = duizhao_zh::identity::Identity::new();
    let backends: [(&str, Box<dyn Backend>); 2] = [
        ("whole path in memory, echo", Box::new(Echo)),
        (
            "whole path in memory, gloss",
            Box::new(Mock::new(Lexicon::built_in())),
        ),
    ];
    for (name, backend) in backends {
        let engine = engine(backend, 1);
        each(bench, name, articles, |text| {
            edition::write(&translated(&engine, runtime, text), None, &identity)
        });
    }
}

/// Measures the time of day that files take to synced editions, with two jobs.
fn files(bench: &mut Bench, articles: &[String]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("input");
    std::fs::create_dir(&input).expect("a folder");
    for (number, text) in articles.iter().enumerate() {
        std::fs::write(input.join(format!("{number:06}.txt")), text).expect("a file");
    }
    let runtime = runtime(2);
    let mut group = bench.benchmark_group("stages");
    let bytes: usize = articles.iter().map(String::len).sum();
    group.throughput(Throughput::BytesDecimal(bytes as u64));
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function("files to editions, echo, 2 jobs", |bencher| {
        bencher.iter_custom(|times| {
            let once = |_| {
                // A project of its own: what is there already would not be written again.
                let project = tempfile::tempdir_in(folder.path()).expect("a folder");
                batch(&runtime, project.path(), &input)
            };
            (0..times).map(once).sum()
        });
    });
    group.finish();
}

/// Translates a folder into a new project, and returns how long it took.
fn batch(runtime: &Runtime, folder: &Path, input: &Path) -> Duration {
    let project = Project::find(folder, None).expect("a project");
    let project = project.with_output(Some(&folder.join("output")));
    let batch = runtime.block_on(Batch::new(engine(Box::new(Echo), 2), project));
    let batch = Arc::new(batch.expect("no store"));
    let inputs = Inputs::new(vec![input.to_owned()]).map(|input| Ok(input.expect("an input")));
    let start = Instant::now();
    runtime.block_on(batch.run(inputs, &Progress::default(), |report| {
        assert!(report.error.is_none());
    }));
    start.elapsed()
}

/// Measures work on each of some texts.
fn each<T>(bench: &mut Bench, name: &str, texts: &[String], mut work: impl FnMut(&str) -> T) {
    let bytes = texts.iter().map(String::len).sum();
    stage(bench, name, bytes, || {
        texts.iter().for_each(|text| drop(black_box(work(text))));
    });
}

fn stage(bench: &mut Bench, name: &str, bytes: usize, mut work: impl FnMut()) {
    let mut group = bench.benchmark_group("stages");
    group.throughput(Throughput::BytesDecimal(bytes as u64));
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(name, |bencher| bencher.iter(&mut work));
    group.finish();
}

/// Returns the texts of the blocks of the cleaned articles.
fn blocks(articles: &[String]) -> Vec<String> {
    let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
    let cleaned = articles.iter().map(|text| cleaner.clean_text(text).article);
    let blocks = cleaned.flat_map(|article| article.blocks);
    blocks.map(|block| block.text).collect()
}

fn translated(engine: &Engine, runtime: &Runtime, text: &str) -> Edition {
    let source = Source::of_text("a.txt", text);
    let made = runtime.block_on(engine.translate(&source, &Meter::default()));
    made.expect("an edition").edition
}

fn engine(backend: Box<dyn Backend>, jobs: usize) -> Engine {
    let glossary = Glossary::built_in().expect("the built-in glossary");
    let options = Options {
        default_layout: Some(Layout::Stacked),
        jobs,
        ..Options::default()
    };
    Engine::new(Termbase::new(glossary), backend, None, options)
}

fn runtime(threads: usize) -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(threads).enable_all().build();
    runtime.expect("a runtime")
}

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

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        let segments = request.segments();
        let sentences = segments.map(|segment| Ok(segment.text.clone())).collect();
        Box::pin(std::future::ready(Ok(sentences)))
    }
}
