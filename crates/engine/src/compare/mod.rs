//! Backends side by side: the same sentences translated by each, what rules say of it, how near it is to what people
//! wrote, and what it took.
//!
//! | module | owns |
//! |---|---|
//! | [`Sampler`] | which sentences stand for a text |
//! | `texts` | reading the texts that they are from |
//!
//! Nothing is written to editions. Replies go through the same wrappers as in a translation run, so that a store given to
//! the backend keeps them, and a later run takes them from there. No examples are shown, since what people wrote for the
//! sentences is what is measured against.

mod sample;
mod texts;

pub use sample::{Sample, SampleError, SampledArticle, SampledSentence, Sampler};

use duizhao_check::report::Totals;
use duizhao_check::{Adherence, Chrf, PairContext, PairFacts, RuleSettings, Selection};
use duizhao_core::diagnostic::Severity;
use duizhao_core::segment::Segment;
use duizhao_glossary::Termbase;
use duizhao_translate::{
    ArticleContext, Ask, Backend, BackendError, Failure, Meter, Prices, Request, Stop, Translation,
    Usage,
};
use futures_util::future::join_all;
use serde::{Serialize, Serializer};
use std::time::{Duration, Instant};

/// A backend that is compared.
pub struct Contender {
    /// Its name in the settings.
    pub name: String,
    /// Translates.
    pub backend: Box<dyn Backend>,
    /// What it costs.
    pub prices: Prices,
    /// The currency of the prices.
    pub currency: Option<String>,
    /// Its own: a backend that cannot go on stops no other.
    pub stop: Stop,
}

/// What a backend made of a sample, and what it took.
#[derive(Debug, Clone, Serialize)]
pub struct BackendResult {
    /// The backend's name in the settings.
    pub backend: String,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// Whether what it gives is a gloss, and no translation.
    pub is_gloss: bool,
    /// Sentences that it translated.
    pub translated: usize,
    /// Sentences that it did not.
    pub failed: usize,
    /// How near it is to what people wrote, from 0 to 100; a sentence without a translation counts as an empty one. `None`
    /// where nobody wrote any.
    pub chrf: Option<f64>,
    /// What rules say, by severity.
    #[serde(flatten)]
    pub findings: Totals,
    /// How many of the terms asked for it has.
    #[serde(flatten)]
    pub adherence: Adherence,
    /// What it used.
    #[serde(flatten)]
    pub usage: Usage,
    /// What that cost, where the prices are known.
    pub cost: Option<f64>,
    /// What a thousand such sentences cost, where the prices are known: by what was used, or where the memory had every
    /// sentence, by what it would use.
    pub cost_per_1000: Option<f64>,
    /// The currency of both.
    pub currency: Option<String>,
    /// How long it took, with as many requests at once as its settings allow.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub elapsed: Duration,
    /// Why it did not go on.
    pub error: Option<Failure>,
    /// What it made of each sentence, in the order of the sample.
    #[serde(skip)]
    pub translations: Vec<ComparedTranslation>,
}

/// What a backend made of a sentence.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedTranslation {
    /// The translation; `None` where there is none.
    pub target: Option<String>,
    /// Why there is none.
    pub failure: Option<Failure>,
    /// How near it is to what a person wrote, from 0 to 100; `None` where nobody wrote any.
    pub chrf: Option<f64>,
    /// How many of the terms asked for it has.
    #[serde(flatten)]
    pub adherence: Adherence,
    /// What rules say of it.
    pub findings: Vec<ComparedFinding>,
    #[serde(skip)]
    ngrams: Option<Chrf>,
}

/// What a rule says of a translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedFinding {
    /// The code of the rule.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is the matter.
    pub message: String,
}

fn seconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(elapsed.as_secs_f64())
}

/// Has a backend translate a sample, and judges what comes back. Whatever goes wrong is in the result.
pub async fn compare(
    sample: &Sample,
    contender: &Contender,
    termbase: &Termbase,
    rules: &RuleSettings,
) -> BackendResult {
    let meter = Meter::default();
    let start = Instant::now();
    let replies = sample.articles.iter().map(|article| {
        let termbase = article.own_terms.as_ref().unwrap_or(termbase);
        translated(article, &*contender.backend, termbase, &meter)
    });
    let replies = join_all(replies).await;
    let elapsed = start.elapsed();
    let is_gloss = contender.backend.is_gloss();
    let mut translations = Vec::new();
    let mut expected = Usage::default();
    for (article, (replies, would_use)) in sample.articles.iter().zip(replies) {
        let termbase = article.own_terms.as_ref().unwrap_or(termbase);
        expected += would_use;
        for (sentence, reply) in article.sentences.iter().zip(replies) {
            let selection = rules.selection(&sentence.location.file);
            let segment = &article.segments[sentence.index];
            let reference = sentence.reference.as_deref();
            translations.push(match reply {
                Ok(target) => judged(segment, target, is_gloss, reference, termbase, &selection),
                Err(failure) => ComparedTranslation::failed(failure, reference),
            });
        }
    }
    BackendResult {
        elapsed,
        ..BackendResult::of(contender, translations, meter.read(), expected)
    }
}

/// Translates the chosen sentences of an article; says what all of them would use, too.
async fn translated(
    article: &SampledArticle,
    backend: &dyn Backend,
    termbase: &Termbase,
    meter: &Meter,
) -> (Vec<Translation>, Usage) {
    let sentences = article.sentences.iter();
    let asks: Vec<Ask<'_>> = sentences.map(|one| Ask::new(one.index)).collect();
    let request = Request {
        document: ArticleContext {
            name: &article.name,
            title: article.title.as_deref(),
            segments: &article.segments,
            termbase,
            examples: &[],
        },
        asks: &asks,
        meter,
    };
    let expected = backend.estimate(request).usage;
    let replies = match backend.translate(request).await {
        Ok(replies) if replies.len() == asks.len() => replies,
        Ok(_) => {
            let error = BackendError::mismatch(backend.name(), "a translation is missing");
            vec![Err(error.into()); asks.len()]
        }
        Err(error) => vec![Err(error.into()); asks.len()],
    };
    (replies, expected)
}

/// Returns what rules say of a translation, and how near it is to a person's.
fn judged(
    segment: &Segment,
    target: String,
    is_gloss: bool,
    reference: Option<&str>,
    termbase: &Termbase,
    selection: &Selection,
) -> ComparedTranslation {
    let facts = PairFacts {
        is_gloss,
        ..PairFacts::default()
    };
    let context = PairContext::of_segment(segment, &target, termbase).with(facts);
    let findings = duizhao_check::pair(&context, selection).into_iter();
    let findings = findings.map(|found| ComparedFinding {
        code: found.code,
        severity: found.severity,
        message: found.message,
    });
    let (findings, adherence) = (findings.collect(), context.adherence());
    let ngrams = reference.map(|reference| Chrf::of(&target, reference));
    ComparedTranslation {
        failure: None,
        chrf: ngrams.map(|ngrams| ngrams.score()),
        adherence,
        findings,
        ngrams,
        target: Some(target),
    }
}

impl ComparedTranslation {
    fn failed(failure: Failure, reference: Option<&str>) -> Self {
        let ngrams = reference.map(|reference| Chrf::of("", reference));
        Self {
            target: None,
            failure: Some(failure),
            chrf: ngrams.map(|ngrams| ngrams.score()),
            adherence: Adherence::default(),
            findings: Vec::new(),
            ngrams,
        }
    }
}

impl BackendResult {
    /// Adds up what a backend made of a sample; `expected` is what all of it would use.
    fn of(
        contender: &Contender,
        translations: Vec<ComparedTranslation>,
        usage: Usage,
        expected: Usage,
    ) -> Self {
        let mut findings = Totals::default();
        let mut adherence = Adherence::default();
        let mut ngrams: Option<Chrf> = None;
        for one in &translations {
            one.findings
                .iter()
                .for_each(|found| findings.add(found.severity));
            adherence += one.adherence;
            if let Some(counts) = one.ngrams {
                *ngrams.get_or_insert_default() += counts;
            }
        }
        let all = translations.len();
        let translated = translations
            .iter()
            .filter(|one| one.target.is_some())
            .count();
        let prices = contender.prices;
        let cost = |usage: &Usage| prices.are_known().then(|| prices.cost(usage));
        let sent = (all as u64).saturating_sub(usage.known);
        let (used, sentences) = match sent {
            0 => (&expected, all as u64),
            _ => (&usage, sent),
        };
        Self {
            backend: contender.name.clone(),
            model: contender.backend.model().map(str::to_owned),
            is_gloss: contender.backend.is_gloss(),
            translated,
            failed: all - translated,
            chrf: ngrams.map(|ngrams| ngrams.score()),
            findings,
            adherence,
            usage,
            cost: cost(&usage),
            cost_per_1000: cost(used).map(|cost| cost * 1000.0 / sentences.max(1) as f64),
            currency: contender.currency.clone(),
            elapsed: Duration::ZERO,
            error: contender.stop.reason().map(Failure::from),
            translations,
        }
    }
}
