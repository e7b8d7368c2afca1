//! What lists, term pages and name pages need to know of an article.

use super::state::TouchedPages;
use crate::article::{Article, Sentence, SentenceState, TermUse};
use crate::markup;
use duizhao_core::article::Span;
use duizhao_glossary::Termbase;
use duizhao_zh::names;
use duizhao_zh::script::Converter;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What lists say of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ArticleRow {
    /// Its path below the folder of editions.
    pub(super) name: String,
    /// The name of its page.
    pub(super) slug: String,
    /// Its title in Chinese.
    pub(super) zh: String,
    /// Its title in English; empty where there is none.
    pub(super) en: String,
    /// The language of the Chinese, as HTML names it.
    pub(super) lang: String,
    /// Its day; empty where it is not known.
    pub(super) date: String,
    /// The medium that it is from; empty where it is not known.
    pub(super) source: String,
    /// Its tags.
    pub(super) tags: Vec<String>,
    /// The state of the sentence that is trusted least.
    pub(super) state: String,
    /// Human-approved sentences.
    pub(super) reviewed: usize,
    /// Sentences in all.
    pub(super) sentences: usize,
    /// Its address on the web; empty where it is not known.
    pub(super) url: String,
    /// Places of terms in it.
    pub(super) terms: usize,
}

/// A sentence in the concordance of a term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ConcordanceLine {
    /// Its address in its article.
    pub(super) anchor: String,
    /// The Chinese.
    pub(super) zh: String,
    /// The English; empty where there is none.
    pub(super) en: String,
    /// The name of its state.
    pub(super) state: String,
}

/// A place of a term in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SentenceUse {
    /// The sentence, from 0 for the title.
    pub(super) sentence: usize,
    /// Where the term stands in the Chinese.
    pub(super) source: Span,
    /// The index of its rendering, and where that stands in the English.
    pub(super) rendering: Option<(usize, Span)>,
    /// Whether the English is a gloss.
    pub(super) is_gloss: bool,
}

/// What an article says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonUse {
    /// The person's name in English.
    pub(super) english: String,
    /// Sentences with the name.
    pub(super) count: usize,
    /// The first of them.
    pub(super) anchor: String,
}

/// What other pages need to know of the sentences of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Analysis {
    /// The sentences, in reading order.
    pub(super) sentences: Vec<ConcordanceLine>,
    /// The places of each term, by index in the glossary.
    pub(super) uses: BTreeMap<usize, Vec<SentenceUse>>,
    /// The people, by name in simplified script.
    pub(super) people: BTreeMap<String, PersonUse>,
}

impl ArticleRow {
    /// Returns what lists say of an article.
    pub(super) fn of(article: &Article) -> Self {
        let field = |key| article.front.get(key).unwrap_or_default().to_owned();
        Self {
            name: article.name.clone(),
            slug: article.slug.clone(),
            zh: article.title().to_owned(),
            en: article.title_en().unwrap_or_default().to_owned(),
            lang: article.language().to_owned(),
            date: article.date().unwrap_or_default().to_owned(),
            source: field("source"),
            tags: article.tags().map(str::to_owned).collect(),
            state: article.state().name().to_owned(),
            reviewed: article.reviewed(),
            sentences: article.sentences().count(),
            url: markup::link(&field("url")).unwrap_or_default(),
            terms: 0,
        }
    }
}

impl ArticleRow {
    /// Returns what the pages of terms and people say of the article.
    pub(super) fn told(&self) -> [&str; 6] {
        [
            &self.slug,
            &self.zh,
            &self.en,
            &self.lang,
            &self.date,
            &self.source,
        ]
        .map(String::as_str)
    }
}

impl Analysis {
    /// Returns what an article says, with the terms of each sentence in `uses`.
    pub(super) fn of(article: &Article, uses: &[Vec<TermUse>], simplify: &Converter) -> Self {
        let mut analysis = Self::default();
        for (position, (sentence, uses)) in article.sentences().zip(uses).enumerate() {
            for one in uses {
                analysis
                    .uses
                    .entry(one.term)
                    .or_default()
                    .push(SentenceUse {
                        sentence: position,
                        source: one.source,
                        rendering: one.rendering,
                        is_gloss: sentence.state == SentenceState::Gloss,
                    });
            }
            analysis.add_people(sentence, simplify);
            analysis.sentences.push(ConcordanceLine {
                anchor: sentence.anchor(),
                zh: sentence.source.clone(),
                en: sentence.target.clone(),
                state: sentence.state.name().to_owned(),
            });
        }
        analysis
    }

    /// Counts the people of a sentence, those with their whole names.
    fn add_people(&mut self, sentence: &Sentence, simplify: &Converter) {
        let text = simplify.convert(&sentence.source);
        let mut seen = BTreeSet::new();
        for person in names::people(&text) {
            let name = person.span.of(&text);
            if name.chars().count() < 2 || !seen.insert(name.to_owned()) {
                continue;
            }
            let known = self
                .people
                .entry(name.to_owned())
                .or_insert_with(|| PersonUse {
                    english: person.english.clone(),
                    count: 0,
                    anchor: sentence.anchor(),
                });
            known.count += 1;
        }
    }

    /// Returns the pages that differ between this and what the article said before.
    pub(super) fn touched(&self, old: &Self) -> TouchedPages {
        let mut touched = TouchedPages::default();
        let line = |analysis: &'_ Self, at: usize| analysis.sentences.get(at).cloned();
        for term in self.uses.keys().chain(old.uses.keys()) {
            let (now, before) = (self.uses.get(term), old.uses.get(term));
            let places = now.into_iter().chain(before).flatten();
            let mut lines = places.map(|place| place.sentence);
            if now != before || lines.any(|at| line(self, at) != line(old, at)) {
                touched.terms.insert(*term);
            }
        }
        for name in self.people.keys().chain(old.people.keys()) {
            if self.people.get(name) != old.people.get(name) {
                touched.people.insert(name.clone());
            }
        }
        touched
    }
}

/// Returns the terms of each sentence of an article.
pub(super) fn uses(article: &Article, termbase: &Termbase) -> Vec<Vec<TermUse>> {
    article
        .sentences()
        .map(|sentence| sentence.terms(termbase))
        .collect()
}
