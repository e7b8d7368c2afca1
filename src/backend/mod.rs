//! Translation backends: the trait, and the offline mock that is the default.
//!
//! To add a backend, write its file and name it in [`Kind`].

mod mock;

pub use mock::{Lexicon, LexiconError, Mock};

use crate::article::BlockKind;
use crate::glossary::{Hit, Term};
use std::future::Future;
use std::pin::Pin;

/// One sentence to translate.
#[derive(Debug, Clone, Copy)]
pub struct Sentence<'a> {
    /// The text.
    pub text: &'a str,
    /// The kind of its block.
    pub kind: BlockKind,
    /// The glossary terms in it.
    pub hits: &'a [Hit],
}

/// What a backend is asked: the sentences of one article, with what it needs to know of them.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The sentences, in reading order; the answer has one item for each.
    pub sentences: &'a [Sentence<'a>],
    /// The glossary that hits index into.
    pub terms: &'a [Term],
}

/// Why a backend gave no translation.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// The answer does not fit the question.
    #[error("{backend}: {got} answers to {asked} sentences\nhint: run again; if it stays so, choose another backend")]
    Mismatch {
        /// The backend's name.
        backend: String,
        /// Sentences sent.
        asked: usize,
        /// Answers that came.
        got: usize,
    },
}

/// What translating comes to: one translation a sentence, in order, once the waiting is over.
pub type Reply<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>, BackendError>> + Send + 'a>>;

/// A translator of sentences.
pub trait Backend: Send + Sync {
    /// The name for settings, reports and front matter.
    fn name(&self) -> &str;

    /// Whether what it gives is a word-for-word gloss, never to be taken for a translation.
    fn is_gloss(&self) -> bool;

    /// Translates the sentences of one request; exactly one translation a sentence, in order.
    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a>;
}

/// The backends that settings can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The offline gloss.
    #[default]
    Mock,
}

impl Kind {
    /// Every backend.
    pub const ALL: [Self; 1] = [Self::Mock];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mock => "mock",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| format!("unknown backend `{name}`; use `mock`"))
    }
}
