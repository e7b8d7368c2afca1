//! The progress of a batch, on stderr: a bar on a terminal, a line now and then elsewhere, nothing if quiet.

use super::{counted, print};
use duizhao_core::diagnostic::Hinted;
use duizhao_engine::Progress;
use duizhao_ingest::source::Inputs;
use duizhao_translate::{Prices, Service, Step};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(30);

pub(super) struct Display {
    shown: Shown,
    prices: Prices,
    currency: String,
    start: Instant,
    state: Mutex<DisplayState>,
}

enum Shown {
    Bar(ProgressBar),
    Lines,
    Quiet,
}

/// How far the run is.
struct DisplayState {
    /// Articles that are done, and all that there are.
    articles: [usize; 2],
    /// Sentences of articles that are done.
    finished: usize,
    /// What came back from the backend.
    steps: Step,
    /// When a line was written.
    last: Instant,
}

impl Display {
    /// Makes the display of a run with this backend, whose notices and replies it shows from now on. The inputs are
    /// counted first, without being read.
    pub(super) fn new(
        inputs: &dyn Fn() -> Inputs,
        quiet: bool,
        service: &mut Service,
    ) -> Arc<Self> {
        let total = if quiet { 0 } else { inputs().count() };
        let shown = if quiet {
            Shown::Quiet
        } else if std::io::stderr().is_terminal() {
            let style =
                ProgressStyle::with_template("{bar:20} {pos}/{len} articles, {msg}, {eta} left")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
            Shown::Bar(ProgressBar::new(total as u64).with_style(style))
        } else {
            Shown::Lines
        };
        let display = Arc::new(Self {
            shown,
            prices: service.common.prices,
            currency: service.common.currency.clone().unwrap_or_default(),
            start: Instant::now(),
            state: Mutex::new(DisplayState {
                articles: [0, total],
                finished: 0,
                steps: Step::default(),
                last: Instant::now(),
            }),
        });
        if !quiet {
            let shown = Arc::clone(&display);
            service.notice = Some(Arc::new(move |line: &str| shown.note(line)));
            let shown = Arc::clone(&display);
            service.watch = Some(Arc::new(move |step| shown.reply(step)));
        }
        display
    }

    fn state(&self) -> MutexGuard<'_, DisplayState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more article as done.
    pub(super) fn step(&self, articles: usize, progress: &Progress) {
        let mut state = self.state();
        state.finished = progress.sentences.load(Ordering::Relaxed);
        // A file can hold several articles.
        state.articles = [articles, state.articles[1].max(articles)];
        if let Shown::Bar(bar) = &self.shown {
            bar.set_length(state.articles[1] as u64);
            bar.inc(1);
        }
        self.show(&mut state);
    }

    /// Counts what came back from the backend.
    fn reply(&self, step: Step) {
        let mut state = self.state();
        state.steps += step;
        self.show(&mut state);
    }

    fn show(&self, state: &mut DisplayState) {
        match &self.shown {
            Shown::Bar(bar) => bar.set_message(self.told(state)),
            Shown::Lines if state.last.elapsed() >= EVERY => {
                state.last = Instant::now();
                let [articles, total] = state.articles;
                let told = self.told(state);
                print::note(format_args!(
                    "{articles} of {}, {told}",
                    counted(total, "article")
                ));
            }
            Shown::Lines | Shown::Quiet => {}
        }
    }

    /// Says what has come back, what that cost, and what all will cost if the rest is like it.
    fn told(&self, state: &DisplayState) -> String {
        let Step {
            done,
            again,
            failed,
            used,
        } = state.steps;
        let sentences = done.max(state.finished);
        let mut told = counted(sentences, "sentence");
        for (count, what) in [(again, "asked again"), (failed, "failed")] {
            if count > 0 {
                told.push_str(&format!(", {count} {what}"));
            }
        }
        if used.tokens() > 0 {
            told.push_str(&format!(", {}", counted(used.tokens(), "token")));
        }
        let cost = self.prices.cost(&used);
        if cost > 0.0 {
            told.push_str(&format!(", {cost:.4} {}", self.currency));
            let [articles, total] = state.articles;
            if articles > 0 && articles < total {
                let all = cost * total as f64 / articles as f64;
                told.push_str(&format!(" of about {all:.2}"));
            }
        }
        let rate = sentences as f64 / self.start.elapsed().as_secs_f64().max(0.001);
        let told = told.trim_end();
        format!("{told}, {rate:.1} a second")
    }

    /// Writes an error line without spoiling the bar.
    pub(super) fn error(&self, error: &dyn Hinted) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| print::error(error)),
            Shown::Lines | Shown::Quiet => print::error(error),
        }
    }

    /// Writes a remark without spoiling the bar; none if quiet.
    pub(super) fn note(&self, text: &str) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| print::note(text)),
            Shown::Lines => print::note(text),
            Shown::Quiet => {}
        }
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_translate::Usage;
    use std::path::Path;

    #[test]
    fn what_is_told_are_sentences_and_money() {
        let settings = "input_price = 2.0\noutput_price = 2.0\ncurrency = 'EUR'";
        let table = settings.parse().unwrap();
        let mut service = Service::new("x", &table, Path::new("duizhao.toml")).unwrap();
        let display = Display::new(&|| Inputs::new(Vec::new()), true, &mut service);
        let mut state = display.state();
        state.articles = [1, 4];
        state.steps += Step {
            done: 7,
            again: 2,
            failed: 1,
            used: Usage {
                input_tokens: 9_000,
                output_tokens: 1_000,
                ..Usage::default()
            },
        };
        let told = display.told(&state);
        let expected =
            "7 sentences, 2 asked again, 1 failed, 10000 tokens, 0.0200 EUR of about 0.08, ";
        assert!(told.starts_with(expected), "{told}");
    }
}
