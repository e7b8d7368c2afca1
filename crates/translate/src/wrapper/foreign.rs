//! Sentences without Chinese stay as they are.

use super::Wrapper;
use crate::{Ask, Backend, Estimate, Reply, Request, Translation};
use duizhao_zh::han;

/// Leaves sentences without Chinese as they are, without asking for them.
pub(super) struct AsItIs {
    pub(super) inner: Box<dyn Backend>,
}

/// Returns what stands for a sentence without Chinese: itself, with single spaces.
pub(crate) fn as_it_is(text: &str) -> Option<String> {
    han::is_foreign(text).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns the asks for sentences with Chinese.
fn chinese<'a>(request: &Request<'a>) -> Vec<Ask<'a>> {
    let asks = request.asks.iter();
    asks.filter(|ask| !han::is_foreign(&request.document.segments[ask.sentence].text))
        .copied()
        .collect()
}

impl Wrapper for AsItIs {
    fn inner(&self) -> &dyn Backend {
        &*self.inner
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let asks = chinese(&request);
        if asks.is_empty() {
            return Estimate::default();
        }
        self.inner.estimate(Request {
            asks: &asks,
            ..request
        })
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(async move {
            let asks = chinese(&request);
            let mut replies = Vec::new().into_iter();
            if !asks.is_empty() {
                let request = Request {
                    asks: &asks,
                    ..request
                };
                replies = self.inner.translate(request).await?.into_iter();
            }
            let translations = request
                .segments()
                .map(|segment| match as_it_is(&segment.text) {
                    Some(text) => Ok(text),
                    None => replies.next().expect("a reply for each sentence"),
                });
            Ok(translations.collect::<Vec<Translation>>())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Closure;
    use crate::testing::{asked, reply};

    fn backend() -> AsItIs {
        let inner = Closure::new("test", |segment| {
            assert!(
                !han::is_foreign(&segment.text),
                "asked for {}",
                segment.text
            );
            Ok(segment.text.to_uppercase())
        });
        AsItIs {
            inner: Box::new(inner),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_sentences_with_chinese_are_asked_for() {
        let texts = ["a会议", "The meeting was held.", "b会议"];
        let expected = ["A会议", "The meeting was held.", "B会议"].map(|text| Ok(text.to_owned()));
        assert_eq!(reply(&backend(), &texts).unwrap(), expected);
        let expected = [Ok("One.".to_owned())];
        assert_eq!(reply(&backend(), &["One."]).unwrap(), expected);
    }

    #[test]
    fn what_is_not_asked_for_costs_nothing() {
        let estimate =
            |texts: &[&str]| asked(texts, |request| Backend::estimate(&backend(), request));
        assert_eq!(estimate(&["One."]), Estimate::default());
        assert_eq!(estimate(&["会议", "One."]), estimate(&["会议"]));
    }
}
