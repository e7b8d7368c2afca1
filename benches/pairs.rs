//! Speed of what reads sentences and their translations, on one thread: numbers and names in megabytes of UTF-8 text a
//! second of processor time, the checks of pairs in pairs a second, all rules and each by itself, with the built-in
//! glossary. The best of five runs.
//!
//! The pairs are the lines of the TSV files in the folder that `DUIZHAO_PAIRS` names: source, tab, translation.
#![allow(
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and is no library"
)]

use duizhao_check::{PairContext, RULES, Scope, Selection, pair};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_zh::{names, numbers};
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

fn main() {
    let pairs = pairs();
    if pairs.is_empty() {
        println!("no pairs: name a folder of TSV files in DUIZHAO_PAIRS");
        return;
    }
    let chinese = || pairs.iter().map(|(source, _)| source.as_str());
    let english = || pairs.iter().map(|(_, target)| target.as_str());
    report_reading("numbers, Chinese", chinese, |text| {
        numbers::expressions(text).len()
    });
    report_reading("numbers, English", english, |text| {
        numbers::reading::figures(text).len()
    });
    report_reading("names", chinese, |text| names::people(text).len());
    report_checks(&pairs);
}

/// Reads the pairs of all files in order.
fn pairs() -> Vec<(String, String)> {
    let Some(folder) = std::env::var_os("DUIZHAO_PAIRS") else {
        return Vec::new();
    };
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let mut pairs = Vec::new();
    for file in files.into_iter().flatten() {
        if file.path().extension().is_some_and(|kind| kind == "tsv") {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            let cells = text.lines().filter_map(|line| line.split_once('\t'));
            pairs.extend(cells.map(|(source, target)| (source.to_owned(), target.to_owned())));
        }
    }
    pairs
}

fn report_reading<'a, T: Iterator<Item = &'a str>>(
    name: &str,
    texts: impl Fn() -> T,
    read: impl Fn(&str) -> usize,
) {
    let bytes: usize = texts().map(str::len).sum();
    let seconds = best(|| texts().map(|text| read(black_box(text))).sum());
    println!("{name:17} {:6.1} MB/s", bytes as f64 / 1e6 / seconds);
}

fn report_checks(pairs: &[(String, String)]) {
    let termbase = Termbase::new(Glossary::built_in().expect("the built-in glossary is sound"));
    let selection = Selection::default();
    let contexts = || {
        pairs
            .iter()
            .map(|(source, target)| PairContext::new(source, target, &termbase))
    };
    let seconds = best(|| {
        contexts()
            .map(|context| pair(&context, &selection).len())
            .sum()
    });
    println!(
        "all rules         {:8.0} pairs/s",
        pairs.len() as f64 / seconds
    );
    for rule in &RULES {
        let (Scope::Pair(check) | Scope::Translation(check)) = rule.scope else {
            continue;
        };
        let run = |context: PairContext<'_>| {
            let mut found = Vec::new();
            check(&context, &mut found);
            found.len()
        };
        let seconds = best(|| contexts().map(run).sum());
        println!(
            "  {:15} {:8.2} µs",
            rule.code,
            seconds * 1e6 / pairs.len() as f64
        );
    }
}

/// Returns how long the shortest of five runs takes, after one that is not timed.
fn best(run: impl Fn() -> usize) -> f64 {
    black_box(run());
    let timed = || {
        let start = seconds();
        black_box(run());
        seconds() - start
    };
    (0..5).map(|_| timed()).fold(f64::INFINITY, f64::min)
}

/// Returns the processor time of the thread, where the system tells it, and the time of day elsewhere: other processes
/// do not count.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let used = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used = used.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    used.map_or_else(
        || START.elapsed().as_secs_f64(),
        |nanoseconds| nanoseconds / 1e9,
    )
}
