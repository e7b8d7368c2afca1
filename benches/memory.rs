//! Fuzzy lookup in a memory of a million units, compared with brute force and SQLite's trigram index on the same data.
//!
//! `cargo bench --bench memory` prints how long importing and indexing take, what they add to memory, how large the files
//! are, how long queries take, and how often the sentence that a query was made from comes first: as it is, with one
//! character changed, with a clause dropped. All on one thread.
//!
//! The known sentences are real ones, from the first columns of the TSV files in the folder that `DUIZHAO_PAIRS` names, else
//! from the sample articles; and sentences made of them, clause by clause, each clause the beginning of one and the end
//! of another, so that whole clauses are seldom shared. With `DUIZHAO_CLAUSES=whole` the clauses stay whole; then
//! hundreds of sentences may hold all that is left of a query, and which of them it was made from is not to be known. Only that one
//! counts as found in either case. `DUIZHAO_SEGMENTS` is the number of sentences, a million unless it is set.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and is no library"
)]

use duizhao::clean::Cleaner;
use duizhao::memory::fuzzy::Mask;
use duizhao::memory::{FILE_NAME, Memory, Store, Unit};
use duizhao::script::Script;
use duizhao::segment::sentences;
use duizhao::source::Inputs;
use fastrand::Rng;
use rapidfuzz::distance::levenshtein;
use rusqlite::Connection;
use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

const SEGMENTS: usize = 1_000_000;
const QUERIES: usize = 2_000;
const QUERIES_OF_OTHERS: usize = 40;
const BREAKS: [char; 3] = ['，', '；', '：'];

/// A query, and the number of the sentence that it was made from.
type Query = (String, usize);

fn main() {
    // Cargo also builds benchmarks for tests; they have nothing to measure there.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let wanted = std::env::var("DUIZHAO_SEGMENTS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(SEGMENTS);
    let mut rng = Rng::with_seed(1);
    let real = real();
    let known = made_of(&real, wanted, &mut rng);
    let chars: usize = known.iter().map(|text| text.chars().count()).sum();
    println!(
        "{} sentences, {} of them real, {:.1} characters each",
        known.len(),
        real.len(),
        per(chars, known.len())
    );
    let kinds = queries(&known, real.len().min(known.len()), &mut rng);

    let before = resident();
    let start = Instant::now();
    let folder = tempfile::tempdir().expect("a folder");
    let memory = imported(folder.path(), &known);
    built("duizhao, imported", start, before);
    let start = Instant::now();
    memory.update_index().expect("an index");
    built("duizhao, indexed", start, before);
    sizes(folder.path());
    for (kind, queries) in &kinds {
        asked(kind, queries, |query| nearest(&memory, query));
    }
    drop(memory);

    println!("\nrapidfuzz, edit distance to every sentence");
    for (kind, queries) in &kinds {
        asked(
            kind,
            &queries[..queries.len().min(QUERIES_OF_OTHERS)],
            |query| brute_force(&known, query),
        );
    }

    let before = resident();
    let start = Instant::now();
    let table = table(&known);
    println!();
    built(
        "SQLite FTS5, trigrams, best ten by bm25, then edit distance",
        start,
        before,
    );
    for (kind, queries) in &kinds {
        asked(
            kind,
            &queries[..queries.len().min(QUERIES_OF_OTHERS)],
            |query| by_trigrams(&table, &known, query),
        );
    }
}

/// Imports sentences into a memory; the translation of each is its number.
fn imported(folder: &Path, known: &[String]) -> Memory {
    let (memory, _) = Memory::open(&folder.join(FILE_NAME), |_| Ok(())).expect("a memory");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let units: Vec<Unit> = known.iter().enumerate().map(unit).collect();
    for some in units.chunks(5000) {
        let imported = memory.import(some.to_vec());
        runtime.block_on(imported).expect("room on the disk");
    }
    memory
}

fn unit((number, source): (usize, &String)) -> Unit {
    Unit {
        source: source.clone(),
        target: number.to_string(),
        ..Unit::default()
    }
}

/// Returns the number of the sentence that is nearest to a query.
fn nearest(memory: &Memory, query: &str) -> Option<usize> {
    let found = memory.nearest(query, (5, 0.0), Mask::default());
    let found = found.expect("a memory that can be read");
    found.first()?.unit.target.parse().ok()
}

/// Prints how large the files are.
fn sizes(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let entry = entry.expect("a file");
        let bytes = entry.metadata().map_or(0, |meta| meta.len());
        println!("  {}: {:.0} MB", entry.path().display(), bytes as f64 / 1e6);
    }
}

/// Collects real sentences without duplicates.
fn real() -> Vec<String> {
    let texts = match std::env::var_os("DUIZHAO_PAIRS") {
        Some(folder) => sources(&folder),
        None => articles(),
    };
    let mut seen = HashSet::new();
    texts
        .into_iter()
        .filter(|text| !text.is_empty() && seen.insert(text.clone()))
        .collect()
}

/// Reads the first columns of the TSV files in a folder.
fn sources(folder: &std::ffi::OsStr) -> Vec<String> {
    let entries = std::fs::read_dir(folder)
        .expect("the folder with pairs")
        .map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "tsv"))
        .collect();
    files.sort();
    let texts = files
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a file of pairs"));
    texts
        .flat_map(|text| text.lines().map(first_column).collect::<Vec<_>>())
        .collect()
}

fn first_column(line: &str) -> String {
    line.split('\t')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Collects the sentences of the cleaned sample articles.
fn articles() -> Vec<String> {
    let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
    Inputs::new(vec!["tests/articles".into()])
        .map(|input| {
            let path = input.expect("a sample article").id.file;
            std::fs::read_to_string(path).expect("a sample article")
        })
        .flat_map(|text| cleaner.clean_text(&text).article.blocks)
        .flat_map(|block| {
            sentences(&block.text)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Fills the real sentences up with ones made of their clauses; all are different.
fn made_of(real: &[String], wanted: usize, rng: &mut Rng) -> Vec<String> {
    let whole = std::env::var("DUIZHAO_CLAUSES").is_ok_and(|value| value == "whole");
    let parts: Vec<Vec<&str>> = real.iter().map(|text| clauses(text)).collect();
    let all: Vec<&str> = parts
        .iter()
        .flatten()
        .copied()
        .filter(|clause| clause.chars().count() > 3)
        .collect();
    let mut known: Vec<String> = real.iter().take(wanted).cloned().collect();
    let mut seen: HashSet<String> = known.iter().cloned().collect();
    while known.len() < wanted {
        // As many clauses as some real sentence has.
        let count = parts[rng.usize(..parts.len())].len();
        let mut text: String = (0..count).map(|_| clause(&all, whole, rng)).collect();
        text.truncate(text.trim_end_matches(BREAKS).len());
        text.push('。');
        if seen.insert(text.clone()) {
            known.push(text);
        }
    }
    known
}

/// Returns a clause, or the beginning of one and the end of another, with a comma.
fn clause(all: &[&str], whole: bool, rng: &mut Rng) -> String {
    let mut one =
        || all[rng.usize(..all.len())].trim_end_matches(|c| BREAKS.contains(&c) || c == '。');
    let a = one();
    let b = one();
    if whole {
        return format!("{a}，");
    }
    let half = |text: &str| {
        text.char_indices()
            .nth(text.chars().count() / 2)
            .map_or(0, |(at, _)| at)
    };
    format!("{}{}，", &a[..half(a)], &b[half(b)..])
}

/// Splits a sentence into clauses, each with its end mark.
fn clauses(text: &str) -> Vec<&str> {
    text.split_inclusive(BREAKS).collect()
}

/// Makes queries of three kinds, half of each from real sentences.
fn queries(known: &[String], real: usize, rng: &mut Rng) -> [(&'static str, Vec<Query>); 3] {
    let mut many = |make: &mut dyn FnMut(&str, &mut Rng) -> Option<String>| {
        let mut found = Vec::new();
        while found.len() < QUERIES {
            let index = if found.len() % 2 == 0 {
                rng.usize(..real)
            } else {
                rng.usize(..known.len())
            };
            found.extend(make(&known[index], rng).map(|query| (query, index)));
        }
        found
    };
    let known: HashSet<&str> = known.iter().map(String::as_str).collect();
    let unknown = |text: String| (!known.contains(text.as_str())).then_some(text);
    [
        ("as it is", many(&mut |text, _| Some(text.to_owned()))),
        (
            "one character changed",
            many(&mut |text, rng| unknown(changed(text, rng))),
        ),
        (
            "a clause dropped",
            many(&mut |text, rng| dropped(text, rng).and_then(unknown)),
        ),
    ]
}

fn changed(text: &str, rng: &mut Rng) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = rng.usize(..chars.len());
    let other = char::from_u32(rng.u32(0x4e00..0x9fa5)).expect("a Chinese character");
    chars[at] = other;
    chars.into_iter().collect()
}

/// Removes one of the three or more clauses of a sentence, or one of two if half of it is left.
fn dropped(text: &str, rng: &mut Rng) -> Option<String> {
    let mut clauses = clauses(text);
    if clauses.len() < 2 {
        return None;
    }
    let two = clauses.len() == 2;
    clauses.remove(rng.usize(..clauses.len()));
    let left = clauses.concat();
    (!two || left.len() * 2 >= text.len()).then_some(left)
}

fn brute_force(known: &[String], query: &str) -> Option<usize> {
    let scorer = levenshtein::BatchComparator::new(query.chars());
    (0..known.len()).min_by_key(|&index| scorer.distance(known[index].chars()))
}

/// Builds a table of the trigrams of the sentences, in memory.
fn table(known: &[String]) -> Connection {
    let mut table = Connection::open_in_memory().expect("a database");
    table
        .execute_batch(
            "CREATE VIRTUAL TABLE known USING fts5(text, tokenize = 'trigram', content = '')",
        )
        .expect("FTS5");
    let all = table.transaction().expect("a transaction");
    let mut insert = all
        .prepare("INSERT INTO known (rowid, text) VALUES (?1, ?2)")
        .expect("a statement");
    for (index, text) in known.iter().enumerate() {
        insert.execute((index as i64, text)).expect("a row");
    }
    drop(insert);
    all.commit().expect("a commit");
    table
}

fn by_trigrams(table: &Connection, known: &[String], query: &str) -> Option<usize> {
    let chars: Vec<char> = query.chars().collect();
    let mut trigrams: Vec<String> = chars
        .windows(3)
        .map(|three| format!("\"{}\"", String::from_iter(three).replace('"', "\"\"")))
        .collect();
    trigrams.sort();
    trigrams.dedup();
    let mut select = table
        .prepare("SELECT rowid FROM known WHERE known MATCH ?1 ORDER BY bm25(known) LIMIT 10")
        .expect("a statement");
    let rows = select
        .query_map([trigrams.join(" OR ")], |row| row.get::<_, i64>(0))
        .expect("rows");
    let scorer = levenshtein::BatchComparator::new(query.chars());
    let found = rows.map(|row| row.expect("a row") as usize);
    found.min_by_key(|&index| (scorer.distance(known[index].chars()), index))
}

/// Runs all queries and prints how long they took and how often the right sentence was first.
fn asked(kind: &str, queries: &[Query], nearest: impl Fn(&str) -> Option<usize>) {
    let mut right = 0;
    let mut times: Vec<f64> = queries
        .iter()
        .map(|(query, index)| {
            let start = Instant::now();
            let found = nearest(query);
            right += usize::from(found == Some(*index));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "  {kind:<22} {:>5} queries: {:>6.2} % first; median {:.2}, p99 {:.2}, max {:.2} ms",
        queries.len(),
        per(right * 100, queries.len()),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn per(sum: usize, count: usize) -> f64 {
    sum as f64 / count as f64
}

fn built(what: &str, start: Instant, before: usize) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what}: built in {seconds:.1} s, {:.0} MB more",
        (resident().saturating_sub(before)) as f64 / 1e3
    );
}

/// Returns the resident memory of this process in kilobytes; 0 if the system does not report it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
