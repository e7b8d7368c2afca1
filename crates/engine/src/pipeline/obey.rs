//! Terms obeyed: a sentence whose translation breaks the glossary is asked for once more, with what was wrong.

use duizhao_check::violations;
use duizhao_translate::{Ask, Backend, Meter, Reply, Request, Usage, Wrapper};

/// Asks again for translations that miss a confirmed term or use a forbidden form.
///
/// The second translation is taken where it breaks less; what still fails is left for the check to find.
pub struct Obey {
    inner: Box<dyn Backend>,
}

impl Obey {
    /// Around a backend that can be told what was wrong.
    pub fn new(inner: Box<dyn Backend>) -> Self {
        Self { inner }
    }
}

impl Wrapper for Obey {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let mut translations = self.inner.translate(request).await?;
            let wrong: Vec<(usize, Vec<String>)> = request
                .segments()
                .zip(&translations)
                .map(|(sentence, text)| {
                    text.as_ref().map_or_else(
                        |_| vec![],
                        |text| violations(sentence, text, request.document.termbase),
                    )
                })
                .enumerate()
                .filter(|(_, violations)| !violations.is_empty())
                .collect();
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
            let second = self
                .inner
                .translate(Request {
                    asks: &asks,
                    meter: &meter,
                    ..request
                })
                .await;
            // A sentence is known once, however often it is asked for.
            request.meter.add(Usage {
                known: 0,
                ..meter.read()
            });
            // A run that stops here has the first translations all the same.
            let Ok(second) = second else {
                return Ok(translations);
            };
            for ((i, before), text) in wrong.iter().zip(second) {
                let source = &request.document.segments[request.asks[*i].sentence];
                if text.as_ref().is_ok_and(|text| {
                    violations(source, text, request.document.termbase).len() < before.len()
                }) {
                    translations[*i] = text;
                }
            }
            Ok(translations)
        })
    }
}
