//! Translation backends: the trait, its implementations, and the wrappers that make them safe to pay for.
//!
//! A backend translates some sentences of one article by one request. What every service needs is a wrapper of the
//! same trait, so that no backend does it itself. From the outside in:
//!
//! ```text
//! AsItIs   leaves sentences without Chinese as they are
//! Known    answers from the memory what was translated before
//! Batcher  splits an article into requests, and a request without a usable reply down to one sentence
//! Keep     writes each reply to disk as it arrives
//! Inspect  rejects replies that are no translation
//! Retry    retries temporary errors, within the run's budget
//! Throttle limits concurrent requests, and halves the limit when the service is busy
//! Paced    limits requests and tokens a minute; one pause for all
//! Budget   stops the run before a request that could exceed a limit; counts what was used
//! (the service)
//! ```
//!
//! Around all of them, the engine retranslates once what breaks the glossary.
//!
//! A service that answers in batches, hours later and for less, is asked by [`BatchJobs`] instead.
//!
//! To add a backend, write its file with a [`BackendKind`] and list that in [`KINDS`]. The services over HTTP are the
//! feature `http`, on by default.

#[cfg(feature = "http")]
mod batches;
#[cfg(feature = "http")]
mod chat;
mod closure;
mod command;
#[cfg(feature = "http")]
mod deepl;
mod error;
#[cfg(feature = "http")]
mod http;
mod kind;
#[cfg(feature = "http")]
mod libretranslate;
mod meter;
mod mock;
#[cfg(feature = "http")]
mod native;
#[cfg(feature = "http")]
mod openai;
mod refusal;
#[cfg(test)]
#[cfg(feature = "http")]
mod served;
mod settings;
mod stop;
#[cfg(test)]
mod testing;
mod wire;
mod wrapper;

#[cfg(feature = "http")]
pub use batches::{BatchJobReport, BatchJobState, BatchJobs, batch_jobs};
pub use closure::Closure;
pub use error::{BackendError, ErrorClass};
pub use kind::{BackendKind, KINDS, Setup, open};
pub use meter::{Meter, Prices, Usage};
pub use mock::{Lexicon, LexiconError, Mock};
pub use settings::{COMMON_KEYS, Mend, Service, SetupError, Step, Trace, Watch};
pub use stop::Stop;
#[cfg(feature = "http")]
pub use wire::transport::shown_address;
pub use wrapper::Caps;
pub use wrapper::Wrapper;

pub use duizhao_core::segment::Segment;
use duizhao_glossary::{TermList, Termbase, terms_of};
use duizhao_memory::{Dependencies, Fingerprint};
use futures_util::future::BoxFuture;
use serde::Serialize;
use wire::tokens;

/// A translation that people made or brought of a sentence like one of the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The index of the article's sentence.
    pub sentence: usize,
    /// The sentence that is like it.
    pub source: String,
    /// Its translation.
    pub target: String,
}

/// An article as backends see it: what to translate, and what stands around it.
#[derive(Clone, Copy)]
pub struct ArticleContext<'a> {
    /// The name of its file.
    pub name: &'a str,
    /// Its title, if it has one; also the first sentence.
    pub title: Option<&'a str>,
    /// All its segments, in reading order, the title first.
    pub segments: &'a [Segment],
    /// The glossary that hits index into.
    pub termbase: &'a Termbase,
    /// Translations of sentences like those asked for.
    pub examples: &'a [Example],
}

/// A sentence that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// Its index in the document.
    pub sentence: usize,
    /// What was wrong with the last translation of it; empty when it is asked for the first time.
    pub violations: &'a [String],
}

impl Ask<'static> {
    /// A sentence that is asked for the first time.
    pub fn new(sentence: usize) -> Self {
        Self {
            sentence,
            violations: &[],
        }
    }
}

/// What a backend is asked: some sentences of one article.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The article.
    pub document: ArticleContext<'a>,
    /// The sentences to translate, in reading order; the answer has one item for each.
    pub asks: &'a [Ask<'a>],
    /// Where to count what is used.
    pub meter: &'a Meter,
}

impl<'a> Request<'a> {
    /// The sentences asked for, in order.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = &'a Segment> + use<'a> {
        let segments = self.document.segments;
        self.asks.iter().map(|ask| &segments[ask.sentence])
    }

    /// Characters of the sentences asked for.
    pub fn characters(&self) -> u64 {
        self.segments()
            .map(|sentence| sentence.text.chars().count() as u64)
            .sum()
    }

    /// What the answer to an ask depends on, as a hash; `identity` is that of the backend.
    pub fn fingerprint(&self, ask: &Ask<'_>, backend: &dyn Backend, identity: &str) -> Fingerprint {
        self.dependencies(ask, backend.tells_terms(ask), identity)
    }

    /// What the translation of a sentence depends on that comes of asking for it, and again where it breaks the glossary:
    /// its terms also where the service is told them only then.
    pub fn basis(&self, sentence: usize, backend: &dyn Backend, identity: &str) -> Fingerprint {
        let ask = Ask::new(sentence);
        self.dependencies(
            &ask,
            backend.tells_terms(&ask) || backend.can_correct(),
            identity,
        )
    }

    fn dependencies(&self, ask: &Ask<'_>, with_terms: bool, identity: &str) -> Fingerprint {
        let sentence = &self.document.segments[ask.sentence];
        Dependencies {
            source: &sentence.text,
            kind: sentence.kind,
            damaged: sentence.damaged().collect(),
            identity,
            terms: if with_terms {
                terms_of(sentence, self.terms())
            } else {
                Vec::new()
            },
            violations: ask.violations,
        }
        .fingerprint()
    }

    /// The terms of the glossary.
    pub fn terms(&self) -> &'a TermList {
        self.document.termbase.glossary.terms()
    }
}

/// Why one sentence has no translation, in words for the person who runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// What happened.
    pub what: String,
    /// How to fix it, where that is known.
    pub hint: Option<String>,
}

impl Failure {
    /// Makes the failure of a reply that is no translation.
    fn bad(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
        }
    }
}

impl From<BackendError> for Failure {
    fn from(error: BackendError) -> Self {
        Self {
            what: error.what,
            hint: Some(error.hint),
        }
    }
}

/// A sentence's translation, or why there is none.
pub type Translation = Result<String, Failure>;

/// A reply on its way: one translation for each sentence asked for, in order.
pub type Reply<'a> = BoxFuture<'a, Result<Vec<Translation>, BackendError>>;

/// The state of an account on its way: a line to print, or `None` where the service has none.
pub type Account<'a> = BoxFuture<'a, Result<Option<String>, BackendError>>;

/// How much one request may hold, and how many may be on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Sentences in one request, at least 1.
    pub sentences: usize,
    /// Bytes of sentences in one request, as JSON.
    pub bytes: usize,
    /// Estimated tokens of sentences in one request.
    pub tokens: u64,
    /// Requests at once, at least 1.
    pub concurrency: usize,
}

impl Limits {
    /// No limits, and one request at a time.
    pub const NONE: Self = Self {
        sentences: usize::MAX,
        bytes: usize::MAX,
        tokens: u64::MAX,
        concurrency: 1,
    };
}

/// What a request is expected to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimate {
    /// What it is likely to use.
    pub usage: Usage,
    /// What it uses at worst.
    pub worst: Usage,
}

impl Estimate {
    /// Estimates for a service that counts characters: they are known beforehand.
    pub fn of_characters(request: &Request<'_>) -> Self {
        let usage = Usage {
            requests: 1,
            characters: request.characters(),
            ..Usage::default()
        };
        Self {
            usage,
            worst: usage,
        }
    }

    /// Estimates for a service that counts tokens and is sent all of `sent`; `overhead` is added to the tokens of what
    /// is sent and of what comes back.
    pub fn of_tokens(request: &Request<'_>, sent: &[&str], overhead: u64) -> Self {
        let usage = |tokens: fn(&str) -> u64, english: fn(&str) -> u64| Usage {
            input_tokens: sent.iter().map(|text| tokens(text)).sum::<u64>() + overhead,
            output_tokens: request
                .segments()
                .map(|sentence| english(&sentence.text))
                .sum::<u64>()
                + overhead,
            ..Self::of_characters(request).usage
        };
        Self {
            usage: usage(tokens::estimate, tokens::of_english),
            worst: usage(tokens::at_most, tokens::of_english_at_most),
        }
    }
}

impl std::ops::AddAssign for Estimate {
    fn add_assign(&mut self, other: Self) {
        self.usage += other.usage;
        self.worst += other.worst;
    }
}

/// A translator of sentences.
pub trait Backend: Send + Sync {
    /// Returns the name for settings, reports and front matter.
    fn name(&self) -> &str;

    /// Returns the model that it asks for; `None` where it has but one.
    fn model(&self) -> Option<&str> {
        None
    }

    /// Tests whether it gives a word-for-word gloss, never to be taken for a translation.
    fn is_gloss(&self) -> bool {
        false
    }

    /// Tests whether it can correct a translation when it is sent what was wrong with the first; where not, a second
    /// request would only be paid for twice.
    fn can_correct(&self) -> bool {
        !self.is_gloss()
    }

    /// Tests whether the terms of a sentence are sent with it, so that its translation depends on them.
    fn tells_terms(&self, _: &Ask<'_>) -> bool {
        true
    }

    /// Tests whether examples are sent. They help the service, and no translation depends on them: new examples are no
    /// reason to retranslate.
    fn shows_examples(&self) -> bool {
        false
    }

    /// Names what its translations depend on besides the sentence and its terms: service, model, prompt, style. Two
    /// backends with the same identity give the same translations.
    fn identity(&self) -> String;

    /// Returns how much one request may hold, and how many may be on their way.
    fn limits(&self) -> Limits {
        Limits::NONE
    }

    /// Estimates what a request would use, without sending it; by default, the characters asked for.
    fn estimate(&self, request: Request<'_>) -> Estimate {
        Estimate::of_characters(&request)
    }

    /// Translates the sentences of one request; exactly one translation or failure a sentence, in order.
    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a>;

    /// Asks the service how much of the account is used up.
    fn account(&self) -> Account<'_> {
        Box::pin(async { Ok(None) })
    }
}
