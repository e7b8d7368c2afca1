//! What a rule looks at.

use crate::lengths;
use crate::terms::{Adherence, TermCheck};
use duizhao_core::article::{Origin, Span};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::document::Document;
use duizhao_core::pair::Pair;
use duizhao_core::segment::{Hit, Segment};
use duizhao_glossary::Termbase;
use duizhao_zh::numbers::{self, NumberComparison};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Why a backend has not translated a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub what: String,
    /// What to do, where something certain can be said.
    pub hint: Option<String>,
}

/// How a sentence whose translation was taken is similar to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Similarity {
    /// They differ in their numbers, and those of this one were put in.
    Numbers {
        /// The sentence that the translation was made for.
        source: String,
    },
    /// They differ in their words.
    Words {
        /// The sentence that the translation was made for.
        source: String,
        /// How much of them is the same, in per cent.
        percent: u32,
    },
}

/// What only the engine knows about a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairFacts {
    /// Whether the target is a gloss, word by word, and no translation.
    pub is_gloss: bool,
    /// Why the backend has not translated it, where it was asked.
    pub failure: Option<Failure>,
    /// The terms that changed since a person wrote the translation, those whose names are known; `None` where none did.
    pub changed_terms: Option<BTreeSet<String>>,
    /// Whether the article has worded the sentence differently since a person translated it.
    pub reworded: bool,
    /// Whether the pair is a person's own, and the article has a sentence much like it beside it.
    pub doubled: bool,
    /// Where the memory has the translation of just this sentence from: `None` within for another edition of the project,
    /// otherwise who made it in an imported memory.
    pub exact: Option<Option<Origin>>,
    /// What the translation was made for, where that was another sentence.
    pub similar: Option<Similarity>,
}

/// One pair as rules see it.
pub struct PairContext<'a> {
    /// The source, as one text.
    pub source: &'a str,
    /// The translation, as one text; empty where there is none.
    pub target: &'a str,
    /// Places where the source lost text, in bytes of it.
    pub damage: &'a [Span],
    /// The terms.
    pub termbase: &'a Termbase,
    /// What only the engine knows.
    pub facts: PairFacts,
    /// Every place of the source where a term stands, where that is known.
    all_hits: Option<&'a [Hit]>,
    terms: OnceCell<TermCheck>,
    numbers: OnceCell<NumberComparison>,
    deviation: OnceCell<f64>,
    words: OnceCell<Vec<&'a str>>,
}

impl<'a> PairContext<'a> {
    /// Returns the context of two texts.
    pub fn new(source: &'a str, target: &'a str, termbase: &'a Termbase) -> Self {
        Self {
            source,
            target,
            damage: &[],
            termbase,
            facts: PairFacts::default(),
            all_hits: None,
            terms: OnceCell::new(),
            numbers: OnceCell::new(),
            deviation: OnceCell::new(),
            words: OnceCell::new(),
        }
    }

    /// Returns the context of a segment and its translation. A segment whose hits are all known is not searched again.
    pub fn of_segment(segment: &'a Segment, target: &'a str, termbase: &'a Termbase) -> Self {
        let none: Option<&[Hit]> = segment.hits.is_empty().then_some(&[]);
        Self {
            damage: &segment.damage,
            all_hits: segment.all_hits.as_deref().or(none),
            ..Self::new(&segment.text, target, termbase)
        }
    }

    /// Adds what only the engine knows.
    #[must_use]
    pub fn with(self, facts: PairFacts) -> Self {
        Self { facts, ..self }
    }

    /// Returns how many terms the translation must have, and how many of those it has.
    pub fn adherence(&self) -> Adherence {
        self.terms().adherence()
    }

    /// Returns the terms that the translation must have; the search runs once.
    pub(crate) fn terms(&self) -> &TermCheck {
        self.terms.get_or_init(|| {
            if self.target.is_empty() {
                return TermCheck::default();
            }
            TermCheck::new(self.source, self.target, &self.all_hits(), self.termbase)
        })
    }

    /// Returns every place of the source where a term stands; it is searched unless that is known.
    pub(crate) fn all_hits(&self) -> Cow<'a, [Hit]> {
        match self.all_hits {
            Some(all) => all.into(),
            None => self.termbase.matcher().all(self.source).into(),
        }
    }

    /// Returns how the numbers of both sides differ; they are read once.
    pub(crate) fn numbers(&self) -> &NumberComparison {
        let compare = || numbers::compare(self.source, self.target);
        self.numbers.get_or_init(compare)
    }

    /// Returns the words of the translation, with the marks on them: what white space separates.
    pub(crate) fn words(&self) -> &[&'a str] {
        let words = || self.target.split_ascii_whitespace().collect();
        self.words.get_or_init(words)
    }

    /// Returns where a part of the translation stands in it.
    pub(crate) fn span_of(&self, part: &str) -> Span {
        let start = part.as_ptr().addr() - self.target.as_ptr().addr();
        Span::new(start, start + part.len())
    }

    /// Returns by how much the length of the translation deviates from the usual one; see [`lengths::deviation`].
    pub(crate) fn deviation(&self) -> f64 {
        let deviation = || lengths::deviation(self.source, self.target);
        *self.deviation.get_or_init(deviation)
    }

    /// Returns a diagnostic about the whole source.
    pub(crate) fn whole(
        &self,
        code: &'static str,
        severity: Severity,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, severity, message).at_source(Span::new(0, self.source.len()))
    }
}

/// The pairs of one edition as rules see them.
pub struct DocumentContext<'a> {
    /// The pairs, with what was found in each by itself.
    pub document: &'a Document<Pair>,
    /// The terms.
    pub termbase: &'a Termbase,
}
