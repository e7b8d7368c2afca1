//! Corrections: a sentence whose translation breaks the glossary is sent once more, with what was wrong.

use duizhao_check::violations;
use duizhao_translate::{Ask, Backend, Meter, Reply, Request, Usage, Wrapper};

/// Sends translations back that miss a confirmed term or use a forbidden form.
///
/// The second translation is taken where it breaks less; what is still wrong is left for the checks to report.
pub struct Correct {
    inner: Box<dyn Backend>,
}

impl Correct {
    /// Wraps a backend that can be told what was wrong.
    pub fn new(inner: Box<dyn Backend>) -> Self {
        Self { inner }
    }
}

impl Wrapper for Correct {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let mut translations = self.inner.translate(request).await?;
            let mut wrong = Vec::new();
            for (i, (segment, text)) in request.segments().zip(&translations).enumerate() {
                if let Ok(text) = text {
                    let found = violations(segment, text, request.document.termbase);
                    if !found.is_empty() {
                        wrong.push((i, found));
                    }
                }
            }
            if wrong.is_empty() {
                return Ok(translations);
            }
            let asks: Vec<Ask<'_>> = wrong
                .iter()
                .map(|(i, violations)| Ask {
                    sentence: request.asks[*i].sentence,
                    violations,
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
            for ((i, before), text) in wrong.iter().zip(second) {
                let segment = &request.document.segments[request.asks[*i].sentence];
                let is_better = text.as_ref().is_ok_and(|text| {
                    violations(segment, text, request.document.termbase).len() < before.len()
                });
                if is_better {
                    translations[*i] = text;
                }
            }
            Ok(translations)
        })
    }
}
