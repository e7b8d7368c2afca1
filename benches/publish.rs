//! Publishing a site: the whole of it, again when nothing has changed, and after one edit, for growing numbers of articles;
//! beside it the same articles as JSON lines. Wall time on all processors, and files and megabytes written.
//!
//! Articles are made of the sentences of the sample editions, in an order and with numbers of their own (a seed is
//! fixed). `DUIZHAO_ARTICLES` names other numbers of articles: `1000,3000,10000`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark prints, and is no library"
)]

use duizhao_check::RuleSettings;
use duizhao_edition::{escape::escape, read};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_publish::{Corpus, EditionFile, Filter, Folder, PublishSettings, by_name};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

/// Numbers of articles.
const SIZES: [usize; 2] = [100, 300];

/// Sentences of an article.
const SENTENCES: usize = 45;

fn main() {
    let pairs = pairs();
    let sizes = std::env::var("DUIZHAO_ARTICLES").unwrap_or_default();
    let mut sizes: Vec<usize> = sizes
        .split(',')
        .filter_map(|size| size.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes.extend(SIZES);
    }
    println!(
        "{:>8}  {:>9}  {:>9}  {:>9}  {:>9}  {:>8}  {:>6}",
        "articles", "site, s", "again, s", "edit, s", "jsonl, s", "files", "MB"
    );
    for size in sizes {
        report(size, &pairs);
    }
}

/// Returns the sentences of the sample editions.
fn pairs() -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("output");
    for path in duizhao_edition::files(&folder).filter_map(Result::ok) {
        let edition = read(&std::fs::read_to_string(path).unwrap()).unwrap();
        pairs.extend(
            edition
                .pairs()
                .map(|pair| (pair.source_text(), pair.target_text())),
        );
    }
    pairs
}

fn report(size: usize, pairs: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    let editions = folder.path().join("output");
    let mut random = fastrand::Rng::with_seed(7);
    for number in 0..size {
        let path = editions.join(format!("{:04}/{number:06}.md", 2015 + number * 10 / size));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, article(number, pairs, &mut random)).unwrap();
    }
    let site = seconds(|| publish(folder.path(), "site"));
    let again = seconds(|| publish(folder.path(), "site"));
    let edited = duizhao_edition::files(&editions)
        .nth(size / 2)
        .unwrap()
        .unwrap();
    let text = std::fs::read_to_string(&edited).unwrap();
    std::fs::write(&edited, text.replacen("\n> ", "\n> Edited: ", 2)).unwrap();
    let edit = seconds(|| publish(folder.path(), "site"));
    let jsonl = seconds(|| publish(folder.path(), "jsonl"));
    let written = walkdir::WalkDir::new(folder.path().join("published/site"))
        .into_iter()
        .flatten();
    let sizes: Vec<u64> = written
        .filter_map(|file| file.metadata().ok())
        .filter(|one| one.is_file())
        .map(|one| one.len())
        .collect();
    let megabytes = sizes.iter().sum::<u64>() / 1_000_000;
    println!(
        "{size:>8}  {site:>9.2}  {again:>9.2}  {edit:>9.2}  {jsonl:>9.2}  {:>8}  {megabytes:>6}",
        sizes.len()
    );
}

/// Returns an edition that a person translated.
fn article(number: usize, pairs: &[(String, String)], random: &mut fastrand::Rng) -> String {
    let (year, month, day) = (2015 + number % 10, random.u8(1..=12), random.u8(1..=28));
    let mut text = format!(
        "---\nduizhao: 1\ndate: {year}-{month:02}-{day:02}\nsource: 人民日报\n---\n\n# 第{number}次会议召开\n\n> **Meeting no. {number} held**\n"
    );
    for at in 0..SENTENCES {
        let (source, target) = random.choice(pairs).unwrap();
        let mark = if at % 3 == 0 { "**¶** " } else { "" };
        let count = random.u32(2..10_000);
        let (source, target) = (
            escape(&format!("{source}共{count}人。")),
            escape(&format!("{target} {count} people.")),
        );
        write!(text, "\n{mark}{source}\n\n> {target}\n").unwrap();
    }
    text
}

fn publish(folder: &Path, target: &str) {
    let editions = folder.join("output");
    let files = duizhao_edition::files(&editions).filter_map(Result::ok);
    let files = files.map(|path| EditionFile::new(path, &editions, String::new()));
    let termbase = Termbase::new(Glossary::built_in().unwrap());
    let mut corpus = Corpus::new(
        files.collect(),
        termbase,
        RuleSettings::default(),
        PublishSettings::default(),
        Filter::default(),
    );
    corpus.cache = Some(folder.join("cache"));
    let target = by_name(target).unwrap();
    let out = Folder::open(&folder.join("published").join(target.name)).unwrap();
    let published = (target.publish)(&corpus, &out).unwrap();
    assert!(published.failed.is_empty() && published.articles > 0);
    out.finish().unwrap();
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
