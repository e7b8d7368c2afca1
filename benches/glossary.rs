//! The term automaton: 10,000 terms over 20 MB of text, compared with plain aho-corasick in the same run; and the impact of a
//! changed term on 10,000 editions.
//!
//! `cargo bench --bench glossary` prints how long building takes, what it adds to memory, and megabytes a second.
//! The text is varied articles, no two alike (`benches/varied`), cleaned, and searched sentence by sentence, as the pipeline
//! does.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and is no library"
)]

mod varied;

use duizhao::clean::Cleaner;
use duizhao::dictionary;
use duizhao::engine::Project;
use duizhao::engine::concordance::touched;
use duizhao::glossary::{Comparison, Glossary, Matcher, Term, Termbase};
use duizhao::script::{Converter, Script};
use duizhao::segment::sentences;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const TERMS: usize = 10_000;
const BYTES: usize = 20_000_000;
/// Bytes of an article, as many as most sample articles have.
const ARTICLE: usize = 6400;
const EDITIONS: usize = 10_000;

fn main() {
    // Cargo also builds benchmarks for tests; they have nothing to measure there.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let text = text();
    let bytes: usize = text.iter().map(String::len).sum();
    println!(
        "{:.1} MB of text in {} sentences",
        bytes as f64 / 1e6,
        text.len()
    );
    search(
        "terms: the built-in glossary, places, bodies of places, longer words",
        &terms(),
        &text,
        bytes,
    );
    search(
        "words: the built-in glossary and everyday words, a hit in 12 bytes",
        &words(),
        &text,
        bytes,
    );
    impact();
}

/// Measures how long it takes to find the sentences of many editions that a changed rendering affects.
fn impact() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = folder.path().join("output");
    std::fs::create_dir(&output).expect("a folder");
    let editions: Vec<String> = std::fs::read_dir("output")
        .expect("the sample editions")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("an edition"))
        .collect();
    for (i, text) in editions.iter().cycle().take(EDITIONS).enumerate() {
        std::fs::write(output.join(format!("{i:05}.md")), text).expect("an edition");
    }
    let old = Glossary::built_in().expect("the built-in glossary");
    let mut new = old.clone();
    new.add_text(
        "new.csv".as_ref(),
        "source_hans,target\n党支部,Party cell\n",
    )
    .expect("a row");
    let (old, new) = (Termbase::new(old), Arc::new(Termbase::new(new)));
    let project = Project::find(folder.path(), None).expect("a project");
    let project = project.with_output(Some(&output));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let start = Instant::now();
    let comparison = Comparison::new(old, new);
    let touched = runtime.block_on(touched(&project, None, Arc::new(comparison)));
    let (touched, found) = touched.expect("no store");
    assert!(found.unread.is_empty());
    println!(
        "impact on {EDITIONS} editions, read from their files: {:.2} s, {} sentences",
        start.elapsed().as_secs_f64(),
        touched.len()
    );
}

/// Searches for `terms` with our automaton and with aho-corasick.
fn search(what: &str, terms: &[Term], text: &[String], bytes: usize) {
    println!("\n{} {what}", terms.len());
    let before = resident();
    let start = Instant::now();
    let matcher = Matcher::new(terms);
    built("duizhao: all scripts, widths, contexts", start, before);
    let hits = || {
        text.iter()
            .map(|sentence| matcher.hits(sentence).len())
            .sum::<usize>()
    };
    searched("  leftmost-longest", bytes, hits);
    let disjoint = || {
        text.iter()
            .map(|sentence| matcher.disjoint(sentence).len())
            .sum::<usize>()
    };
    searched("  maximum-disjoint", bytes, disjoint);

    let before = resident();
    let start = Instant::now();
    let patterns = terms
        .iter()
        .flat_map(|term| [&term.source_hans, &term.source_hant]);
    let other = aho_corasick::AhoCorasick::builder()
        .match_kind(aho_corasick::MatchKind::LeftmostLongest)
        .build(patterns)
        .expect("an automaton");
    built(
        "aho-corasick: the same strings as they stand",
        start,
        before,
    );
    let hits = || {
        text.iter()
            .map(|sentence| other.find_iter(sentence).collect::<Vec<_>>().len())
            .sum::<usize>()
    };
    searched("  leftmost-longest", bytes, hits);
}

/// Builds a large glossary from the built-in one and names, organizations and words of three characters and more.
fn terms() -> Vec<Term> {
    let places = || dictionary::places().map(|(name, _)| name.to_owned());
    let bodies =
        places().flat_map(|name| ["市委", "县委", "市政府"].map(|body| format!("{name}{body}")));
    let words = dictionary::words()
        .map(|row| row.word.to_owned())
        .filter(|word| word.chars().count() > 2);
    filled(places().chain(words).chain(bodies))
}

/// Builds a large glossary from the built-in one and the most frequent words.
fn words() -> Vec<Term> {
    filled(
        dictionary::words()
            .map(|row| row.word.to_owned())
            .filter(|word| word.chars().count() > 1),
    )
}

fn filled(sources: impl Iterator<Item = String>) -> Vec<Term> {
    let mut terms = Glossary::built_in()
        .expect("the built-in glossary")
        .terms()
        .to_vec();
    let known: std::collections::HashSet<String> =
        terms.iter().map(|term| term.source_hans.clone()).collect();
    let converter = Converter::new(Script::Tw);
    terms.extend(
        sources
            .filter(|source| !known.contains(source))
            .map(|source| Term {
                source_hant: converter.convert(&source).into_owned(),
                source_hans: source,
                target: "x".to_owned(),
                ..Term::default()
            }),
    );
    terms.truncate(TERMS);
    terms
}

/// Returns the sentences of cleaned articles.
fn text() -> Vec<String> {
    let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
    varied::articles(1, ARTICLE)
        .take(BYTES / ARTICLE)
        .flat_map(|text| cleaner.clean_text(&text).article.blocks)
        .flat_map(|block| {
            sentences(&block.text)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn built(what: &str, start: Instant, before: usize) {
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    println!(
        "{what}: built in {milliseconds:.1} ms, {:.1} MB more",
        (resident().saturating_sub(before)) as f64 / 1e3
    );
}

/// Prints the best of five runs.
fn searched(what: &str, bytes: usize, mut work: impl FnMut() -> usize) {
    let mut best = f64::INFINITY;
    let mut hits = 0;
    for _ in 0..5 {
        let start = Instant::now();
        hits = black_box(work());
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{what:<24} {:>8.1} MB/s, {hits} hits",
        bytes as f64 / 1e6 / best
    );
}

/// Returns the resident memory of this process in kilobytes; 0 if the system does not report it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
