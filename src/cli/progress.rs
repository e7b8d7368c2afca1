//! The progress of a batch, on stderr: a bar on a terminal, a line now and then elsewhere, nothing if quiet.

use super::{counted, print};
use duizhao_core::diagnostic::Hinted;
use duizhao_engine::Progress;
use duizhao_ingest::source::Inputs;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(30);

pub(super) enum Display {
    Bar(ProgressBar),
    Lines { start: Instant, last: Instant },
    Quiet,
}

impl Display {
    /// Makes the display for these inputs. For a bar, the inputs are counted first, without being read.
    pub(super) fn new(inputs: impl Fn() -> Inputs, quiet: bool) -> Self {
        if quiet {
            return Self::Quiet;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines {
                start: Instant::now(),
                last: Instant::now(),
            };
        }
        let total = inputs().count() as u64;
        let style =
            ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {msg}, {eta} left")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self::Bar(ProgressBar::new(total).with_style(style))
    }

    /// Counts one more article as done.
    pub(super) fn step(&mut self, articles: usize, progress: &Progress) {
        let sentences = progress.sentences.load(Ordering::Relaxed);
        match self {
            Self::Bar(bar) => {
                // A file can hold several articles.
                bar.set_length(bar.length().unwrap_or_default().max(articles as u64));
                bar.inc(1);
                bar.set_message(format!(
                    "{}, {:.0} a second",
                    counted(sentences, "sentence"),
                    rate(sentences, bar.elapsed())
                ));
            }
            Self::Lines { start, last } if last.elapsed() >= EVERY => {
                *last = Instant::now();
                let rate = rate(sentences, start.elapsed());
                print::note(format_args!(
                    "{}, {}, {rate:.0} a second",
                    counted(articles, "article"),
                    counted(sentences, "sentence")
                ));
            }
            Self::Lines { .. } | Self::Quiet => {}
        }
    }

    /// Writes an error line without spoiling the bar.
    pub(super) fn error(&self, error: &dyn Hinted) {
        match self {
            Self::Bar(bar) => bar.suspend(|| print::error(error)),
            Self::Lines { .. } | Self::Quiet => print::error(error),
        }
    }

    /// Writes a remark without spoiling the bar; none if quiet.
    pub(super) fn note(&self, text: &str) {
        match self {
            Self::Bar(bar) => bar.suspend(|| print::note(text)),
            Self::Lines { .. } => print::note(text),
            Self::Quiet => {}
        }
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn rate(count: usize, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64().max(0.001)
}
