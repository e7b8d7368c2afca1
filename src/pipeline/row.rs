//! What became of one article.

use super::ArticleError;
use crate::backend::Usage;
use crate::check::Verdict;
use crate::edition::Edition;
use crate::glossary::Override;
use std::ops::AddAssign;
use std::path::PathBuf;
use std::time::Duration;

/// How well terms were obeyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adherence {
    /// Terms that translations were to have.
    pub asked: usize,
    /// Those that they have.
    pub obeyed: usize,
}

impl Adherence {
    pub(super) fn add(&mut self, verdict: &Verdict) {
        *self += Self { asked: verdict.asked, obeyed: verdict.obeyed };
    }

    /// In per cent; `None` where no term was asked for.
    pub fn percent(&self) -> Option<f64> {
        (self.asked > 0).then(|| self.obeyed as f64 * 100.0 / self.asked as f64)
    }
}

impl AddAssign for Adherence {
    fn add_assign(&mut self, other: Self) {
        self.asked += other.asked;
        self.obeyed += other.obeyed;
    }
}

/// What became of one article, or of a dry run, what would become of it.
#[derive(Debug, Default)]
pub struct Row {
    /// The input.
    pub input: PathBuf,
    /// The edition, if there is one.
    pub edition: Option<PathBuf>,
    /// Sentences, the title included.
    pub sentences: usize,
    /// Sentences without a translation.
    pub failed: usize,
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

    /// Counts what an edition holds.
    pub(super) fn count(&mut self, edition: &Edition) {
        self.sentences = edition.pairs().count();
        for finding in edition.pairs().flat_map(|pair| &pair.findings) {
            self.findings[finding.severity as usize] += 1;
        }
    }
}
