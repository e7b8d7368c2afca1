//! What there is in all.

use super::record::{has_problem, said};
use crate::{Article, SentenceState};
use std::collections::BTreeMap;

/// How many names a tally tells apart; what comes after them counts as others.
const MOST_NAMES: usize = 1000;

/// What there is in some articles. Two parts can be added.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// The first and the last day of publication that is known.
    pub(super) days: Option<(String, String)>,
    /// Articles without a day.
    pub(super) undated: usize,
    /// Pairs by the origin of the translation.
    pub(super) states: BTreeMap<SentenceState, usize>,
    /// Articles and pairs by script.
    pub(super) languages: Tally,
    /// By the year of publication, as files and splits are called.
    pub(super) years: Tally,
    /// By who published the articles.
    pub(super) sources: Tally,
    /// Pairs by the machine that made the translation.
    pub(super) makers: Tally,
    /// What the checks find, by rule.
    pub(super) findings: BTreeMap<&'static str, usize>,
    /// Pairs in which they find a warning or an error.
    pub(super) problems: usize,
    /// Characters of the Chinese.
    pub(super) characters: usize,
    /// Words of the English.
    pub(super) words: usize,
}

/// Articles and pairs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) articles: usize,
    pub(super) pairs: usize,
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.articles += other.articles;
        self.pairs += other.pairs;
    }
}

/// Amounts by name. Holds [`MOST_NAMES`] names at most.
#[derive(Debug, Default)]
pub(super) struct Tally {
    names: BTreeMap<String, Amount>,
    others: Amount,
}

impl Tally {
    fn add(&mut self, name: &str, amount: Amount) {
        if let Some(known) = self.names.get_mut(name) {
            *known += amount;
        } else if self.names.len() < MOST_NAMES {
            self.names.insert(name.to_owned(), amount);
        } else {
            self.others += amount;
        }
    }

    fn merge(&mut self, other: Self) {
        for (name, amount) in other.names {
            self.add(&name, amount);
        }
        self.others += other.others;
    }

    /// Returns every name that is told apart, sorted.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, Amount)> {
        let names = self.names.iter();
        names.map(|(name, amount)| (name.as_str(), *amount))
    }

    /// Returns the `most` names with the most pairs, the largest first, and what all others have together.
    pub(super) fn largest(&self, most: usize) -> (Vec<(&str, Amount)>, Amount) {
        let mut names: Vec<(&str, Amount)> = self.names().collect();
        names.sort_by_key(|(_, amount)| std::cmp::Reverse(amount.pairs));
        let mut others = self.others;
        for (_, amount) in names.drain(most.min(names.len())..) {
            others += amount;
        }
        (names, others)
    }
}

impl Counts {
    /// Counts an article.
    pub(super) fn of(article: &Article) -> Self {
        let mut counts = Self::default();
        let pairs = article.sentences().count();
        let amount = Amount { articles: 1, pairs };
        if let Some(day) = article.date() {
            counts.days = Some((day.to_owned(), day.to_owned()));
        } else {
            counts.undated = 1;
        }
        counts.years.add(&split(article), amount);
        counts.languages.add(article.language(), amount);
        if let Some(source) = said(article, "source") {
            counts.sources.add(source, amount);
        }
        for sentence in article.sentences() {
            *counts.states.entry(sentence.state).or_default() += 1;
            if let Some(maker) = &sentence.maker {
                let one = Amount {
                    articles: 0,
                    pairs: 1,
                };
                counts.makers.add(&maker.to_string(), one);
            }
            for found in &sentence.findings {
                *counts.findings.entry(found.code).or_default() += 1;
            }
            counts.problems += usize::from(has_problem(sentence));
            counts.characters += sentence.source.chars().count();
            counts.words += sentence.target.split_whitespace().count();
        }
        counts
    }

    /// Adds what there is in other articles.
    pub(super) fn merge(&mut self, other: Self) {
        self.days = match (self.days.take(), other.days) {
            (Some((first, last)), Some((early, late))) => Some((first.min(early), last.max(late))),
            (days, None) | (None, days) => days,
        };
        self.undated += other.undated;
        for (state, count) in other.states {
            *self.states.entry(state).or_default() += count;
        }
        for (code, count) in other.findings {
            *self.findings.entry(code).or_default() += count;
        }
        self.languages.merge(other.languages);
        self.years.merge(other.years);
        self.sources.merge(other.sources);
        self.makers.merge(other.makers);
        self.problems += other.problems;
        self.characters += other.characters;
        self.words += other.words;
    }
}

/// Returns the name of the file and the split in which an article is: its year, or `undated` where it has none or one that
/// no newspaper has. There are few.
pub(super) fn split(article: &Article) -> String {
    let year = article.date().and_then(|date| date.get(..4));
    let year = year.filter(|year| ("1800".."2200").contains(year));
    year.unwrap_or("undated").to_owned()
}
