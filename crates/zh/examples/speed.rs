//! Speed of the readers of numbers and names on one thread: megabytes of UTF-8 text a second of processor time, the best
//! of five runs.
//!
//! `cargo run --release -p duizhao-zh --example speed -- CHINESE ENGLISH`, two text files.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use duizhao_zh::{names, numbers};
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

const MEGABYTE: usize = 1_000_000;

fn main() -> std::io::Result<()> {
    let mut files = std::env::args().skip(1);
    let mut text = || std::fs::read_to_string(files.next().unwrap_or_default());
    let (chinese, english) = (text()?, text()?);
    report("numbers, Chinese", &chinese, |line| {
        numbers::expressions(line).len()
    });
    report("numbers, English", &english, |line| {
        numbers::reading::figures(line).len()
    });
    report("names", &chinese, |line| names::people(line).len());
    Ok(())
}

/// Prints how fast `read` reads the lines of `text`, and how much it finds.
fn report(name: &str, text: &str, read: impl Fn(&str) -> usize) {
    let rounds = 5 * MEGABYTE / text.len().max(1) + 1;
    let run = || {
        text.lines()
            .map(|line| read(black_box(line)))
            .sum::<usize>()
    };
    let found = run();
    let seconds = (0..5)
        .map(|_| {
            let start = seconds();
            for _ in 0..rounds {
                black_box(run());
            }
            seconds() - start
        })
        .fold(f64::INFINITY, f64::min);
    let megabytes = (rounds * text.len()) as f64 / MEGABYTE as f64;
    println!("{name:17} {:6.1} MB/s  {found} found", megabytes / seconds);
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
