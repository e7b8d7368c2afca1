//! What became of articles, in numbers.

use crate::error::ArticleError;
use duizhao_check::Adherence;
use duizhao_check::report::Totals;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_glossary::Override;
use duizhao_memory::Summary;
use duizhao_translate::Usage;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::ops::AddAssign;
use std::path::PathBuf;
use std::time::Duration;

/// How many segments there are of each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Statuses {
    /// Human-approved: no machine changes them.
    pub human: usize,
    /// As they were.
    pub unchanged: usize,
    /// In the memory.
    pub known: usize,
    /// Translated under other terms.
    pub stale: usize,
    /// Never translated, or by another backend.
    pub new: usize,
    /// Sent before without success.
    pub failed: usize,
}

impl Statuses {
    /// Returns how many are to be sent.
    pub fn to_send(&self) -> usize {
        self.stale + self.new + self.failed
    }

    /// Returns how many need no backend.
    pub fn settled(&self) -> usize {
        self.human + self.unchanged + self.known
    }
}

impl AddAssign for Statuses {
    fn add_assign(&mut self, other: Self) {
        self.human += other.human;
        self.unchanged += other.unchanged;
        self.known += other.known;
        self.stale += other.stale;
        self.new += other.new;
        self.failed += other.failed;
    }
}

/// What became of some articles, or in a plan, what would become of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Sentences, the title included.
    pub sentences: usize,
    /// Sentences without a translation.
    pub failed: usize,
    /// Human-approved sentences.
    pub reviewed: usize,
    /// What became of each sentence.
    #[serde(rename = "tally")]
    pub statuses: Statuses,
    /// Translations that a gloss would have replaced, and that stay.
    pub kept: usize,
    /// Glossary terms found.
    pub terms: usize,
    /// How many of the terms asked for the translations have.
    #[serde(flatten)]
    pub adherence: Adherence,
    /// Diagnostics of each severity; on a human-approved sentence each counts as a note.
    #[serde(flatten)]
    pub findings: Totals,
    /// What was used, or would be.
    #[serde(flatten)]
    pub usage: Usage,
    /// Time taken.
    #[serde(rename = "seconds", serialize_with = "seconds")]
    pub elapsed: Duration,
}

fn seconds<S: Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(elapsed.as_secs_f64())
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.sentences += other.sentences;
        self.failed += other.failed;
        self.reviewed += other.reviewed;
        self.statuses += other.statuses;
        self.kept += other.kept;
        self.terms += other.terms;
        self.adherence += other.adherence;
        self.findings += other.findings;
        self.usage += other.usage;
        self.elapsed += other.elapsed;
    }
}

impl Counts {
    /// Returns what the store keeps of it.
    pub(crate) fn summary(&self, edited: bool) -> Summary {
        let Totals {
            notes,
            warnings,
            errors,
        } = self.findings;
        Summary {
            sentences: narrow(self.sentences),
            failed: narrow(self.failed),
            reviewed: narrow(self.reviewed),
            human: narrow(self.statuses.human),
            terms: narrow(self.terms),
            asked: narrow(self.adherence.asked),
            obeyed: narrow(self.adherence.obeyed),
            notes: narrow(notes),
            warnings: narrow(warnings),
            errors: narrow(errors),
            edited,
        }
    }

    /// Returns the counts of an article whose edition stays as it is.
    pub(crate) fn unchanged(summary: &Summary) -> Self {
        let sentences = wide(summary.sentences);
        let (human, failed) = (wide(summary.human), wide(summary.failed));
        let unchanged = sentences.saturating_sub(human + failed);
        Self {
            sentences,
            failed,
            reviewed: wide(summary.reviewed),
            statuses: Statuses {
                human,
                unchanged,
                failed,
                ..Statuses::default()
            },
            terms: wide(summary.terms),
            adherence: Adherence {
                asked: wide(summary.asked),
                obeyed: wide(summary.obeyed),
            },
            findings: Totals {
                notes: wide(summary.notes),
                warnings: wide(summary.warnings),
                errors: wide(summary.errors),
            },
            usage: Usage {
                known: unchanged as u64,
                ..Usage::default()
            },
            ..Self::default()
        }
    }
}

impl Counts {
    /// Counts what sending would take.
    pub(crate) fn plan(&mut self, statuses: crate::Statuses) {
        self.statuses = statuses;
        self.sentences = statuses.settled() + statuses.to_send();
        self.usage.known += (statuses.unchanged + statuses.known) as u64;
    }
}

fn narrow(count: usize) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

fn wide(count: u32) -> usize {
    count.try_into().unwrap_or(usize::MAX)
}

/// What became of one article.
#[derive(Debug, Default)]
pub struct ArticleReport {
    /// The article's file.
    pub input: PathBuf,
    /// The edition, if there is one.
    pub edition: Option<PathBuf>,
    /// Whether the edition was written: it was not there just so.
    pub is_new: bool,
    /// The numbers.
    pub counts: Counts,
    /// A key of the text, which articles with the same text have in common; `None` where the article was not read.
    pub body: Option<u64>,
    /// Terms whose change makes sentences be translated again.
    pub stale: BTreeSet<String>,
    /// What rules say of the edition, with the place in its file; empty for one that stays as it is.
    pub diagnostics: Vec<Diagnostic>,
    /// Lines that cleaning removed between the first and the last of the article; 0 for an edition that stays as it is.
    pub removed: usize,
    /// What quotation and title marks set off in an edition that was made, and no term covers; once for each place.
    pub unknown: Vec<String>,
    /// Where the text goes on, if the article is only one page of it.
    pub goes_on: Option<String>,
    /// Terms that the article's own glossary file gives differently.
    pub overrides: Vec<Override>,
    /// Whether it has sentences in a batch that has no answer yet, so that its edition stays as it is.
    pub under_way: bool,
    /// Why there is no edition.
    pub error: Option<ArticleError>,
}

impl ArticleReport {
    /// Tests whether a person has to look at the article: it failed, or has a warning or an error.
    pub fn needs_attention(&self) -> bool {
        self.error.is_some() || !self.counts.findings.is_clean()
    }
}
