//! What became of one article.

use super::{ArticleError, Made, Tally};
use duizhao_check::Adherence;
use duizhao_glossary::Override;
use duizhao_translate::Usage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// What became of one article, or of a dry run, what would become of it.
#[derive(Debug, Default)]
pub struct Row {
    /// The input.
    pub input: PathBuf,
    /// The edition, if there is one.
    pub edition: Option<PathBuf>,
    /// Whether the edition was written: it was not there just so.
    pub is_new: bool,
    /// Sentences, the title included.
    pub sentences: usize,
    /// Sentences without a translation.
    pub failed: usize,
    /// What became of each sentence.
    pub tally: Tally,
    /// Terms whose change made sentences be translated again, or would.
    pub stale: BTreeSet<String>,
    /// Sentences that a person answers for.
    pub reviewed: usize,
    /// Glossary terms found.
    pub terms: usize,
    /// How many of them the translations have.
    pub adherence: Adherence,
    /// Findings of each severity: notes, warnings, errors.
    pub findings: [usize; 3],
    /// What was used, or would be.
    pub usage: Usage,
    /// Terms that the article's own glossary file gives differently.
    pub overrides: Vec<Override>,
    /// Time taken.
    pub elapsed: Duration,
    /// Why there is no edition.
    pub error: Option<ArticleError>,
}

impl Row {
    /// Whether somebody has to look at the article: it failed, or has a warning or an error.
    pub fn needs_attention(&self) -> bool {
        self.error.is_some() || self.findings[1..].iter().any(|&count| count > 0)
    }

    /// Counts what an edition holds and what it took.
    pub(super) fn count(&mut self, made: &Made) {
        self.sentences = made.edition.pairs().count();
        self.reviewed = made.edition.reviewed();
        (self.terms, self.failed, self.adherence) = (made.terms, made.failed, made.adherence);
        (self.tally, self.stale) = (made.tally, made.stale.clone());
        for finding in made.edition.pairs().flat_map(|pair| &pair.diagnostics) {
            self.findings[finding.severity as usize] += 1;
        }
    }
}

/// What the memory keeps of a row, for runs that need not look at the article again.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Summary {
    sentences: usize,
    pub(super) failed: usize,
    reviewed: usize,
    pub(super) terms: usize,
    asked: usize,
    obeyed: usize,
    findings: [usize; 3],
    /// Pairs that machines do not touch.
    human: usize,
}

impl Summary {
    pub(super) fn of(row: &Row) -> Self {
        let Adherence { asked, obeyed } = row.adherence;
        let Row {
            sentences,
            failed,
            reviewed,
            terms,
            findings,
            ..
        } = *row;
        Self {
            sentences,
            failed,
            reviewed,
            terms,
            asked,
            obeyed,
            findings,
            human: row.tally.human,
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("numbers are always JSON")
    }

    /// The row of an article whose edition stays as it is.
    pub(super) fn fill(self, row: &mut Row) {
        let Self {
            sentences,
            failed,
            reviewed,
            terms,
            asked,
            obeyed,
            findings,
            human,
        } = self;
        (row.sentences, row.failed, row.reviewed, row.terms) = (sentences, failed, reviewed, terms);
        (row.adherence, row.findings) = (Adherence { asked, obeyed }, findings);
        let unchanged = sentences.saturating_sub(human + failed);
        row.tally = Tally {
            human,
            unchanged,
            failed,
            ..Tally::default()
        };
        row.usage.known = unchanged as u64;
    }
}
