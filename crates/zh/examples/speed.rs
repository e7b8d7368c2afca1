//! Speed of the readers of numbers and names on one thread: megabytes of UTF-8 text a second, the best of five runs.
//!
//! `cargo run --release -p duizhao-zh --example speed -- CHINESE ENGLISH`, two text files.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use duizhao_zh::{names, numbers};
use std::hint::black_box;
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
            let start = Instant::now();
            for _ in 0..rounds {
                black_box(run());
            }
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    let megabytes = (rounds * text.len()) as f64 / MEGABYTE as f64;
    println!("{name:17} {:6.1} MB/s  {found} found", megabytes / seconds);
}
