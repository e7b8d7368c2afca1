//! Corrections: a sentence whose translation breaks a rule is sent once more, with what was wrong.

use duizhao_check::{Assessment, assess};
use duizhao_translate::{Ask, Backend, Meter, Reply, Request, Trace, Translation, Usage, Wrapper};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Second translations in a row that are no better, after which none is asked for any more in this run.
const MOST_FRUITLESS: usize = 10;

/// Sends translations back in which a rule that asks once more finds something.
///
/// Both translations are compared by all rules on pairs, and the second is taken where it is better. One that repeats
/// what it was told is none. What is still wrong is left for the checks to report. Where second translations never are
/// better, they are not asked for any more, and a line says so.
pub struct Correct {
    inner: Box<dyn Backend>,
    /// Second translations since the last one that was better.
    fruitless: AtomicUsize,
    /// Receives which translation was taken.
    trace: Option<Trace>,
    /// Receives that no more are asked for.
    notice: Option<Trace>,
}

impl Correct {
    /// Wraps a backend that can be told what was wrong.
    pub fn new(inner: Box<dyn Backend>, trace: Option<Trace>, notice: Option<Trace>) -> Self {
        Self {
            inner,
            fruitless: AtomicUsize::new(0),
            trace,
            notice,
        }
    }

    /// Tests whether second translations are still asked for: a backend may turn in mid-run to a form of answers in which
    /// it cannot be told what was wrong.
    fn asks_again(&self) -> bool {
        self.inner.can_correct() && self.fruitless.load(Ordering::Relaxed) < MOST_FRUITLESS
    }

    /// Counts a second translation, and says when they were of no use too often.
    fn count(&self, is_better: bool) {
        if is_better {
            self.fruitless.store(0, Ordering::Relaxed);
            return;
        }
        let count = self.fruitless.fetch_add(1, Ordering::Relaxed) + 1;
        if count == MOST_FRUITLESS
            && let Some(notice) = &self.notice
        {
            notice(&format!(
                "{count} second translations in a row were no better than the first: no more are asked for in this run \
                 (`mend = \"never\"` asks for none)"
            ));
        }
    }

    fn tell(&self, source: &str, first: &Assessment, second: &Assessment, is_better: bool) {
        if let Some(trace) = &self.trace {
            let taken = if is_better { "second" } else { "first" };
            let (first, second) = (first.totals, second.totals);
            trace(&format!(
                "asked again: {source}: {}+{} errors and warnings, then {}+{}: the {taken} translation is taken",
                first.errors, first.warnings, second.errors, second.warnings
            ));
        }
    }
}

impl Wrapper for Correct {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let mut translations = self.inner.translate(request).await?;
            let wrong = wrong(&request, &translations);
            if wrong.is_empty() || !self.asks_again() {
                return Ok(translations);
            }
            let asks: Vec<Ask<'_>> = wrong
                .iter()
                .map(|(i, first)| Ask {
                    sentence: request.asks[*i].sentence,
                    violations: &first.violations,
                })
                .collect();
            let meter = Meter::default();
            let second = self.inner.translate(Request {
                asks: &asks,
                meter: &meter,
                ..request
            });
            let second = second.await;
            // A sentence is known once, however often it is sent.
            let used = meter.read();
            request.meter.add(Usage { known: 0, ..used });
            // A run that stops here has the first translations all the same.
            let Ok(second) = second else {
                return Ok(translations);
            };
            for ((i, first), text) in wrong.iter().zip(second) {
                let segment = &request.document.segments[request.asks[*i].sentence];
                let Ok(text) = text else { continue };
                let assessment = assess(segment, &text, request.document.termbase);
                let is_better =
                    assessment.is_better_than(first) && !repeats(&text, &first.violations);
                self.count(is_better);
                self.tell(&segment.text, first, &assessment, is_better);
                if is_better {
                    translations[*i] = Ok(text);
                }
            }
            Ok(translations)
        })
    }
}

/// Returns the translations to be sent back, each by its index in the request.
fn wrong(request: &Request<'_>, translations: &[Translation]) -> Vec<(usize, Assessment)> {
    let translated = request.segments().zip(translations).enumerate();
    translated
        .filter_map(|(i, (segment, text))| {
            let text = text.as_ref().ok()?;
            let assessment = assess(segment, text, request.document.termbase);
            (!assessment.violations.is_empty()).then_some((i, assessment))
        })
        .collect()
}

/// Tests whether a translation repeats what the backend was told, whatever the marks.
fn repeats(text: &str, told: &[String]) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let text = bare(text);
    told.iter().any(|message| text.contains(&bare(message)))
}
