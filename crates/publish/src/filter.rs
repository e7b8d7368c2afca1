//! What is left out of a publication.

use crate::article::{Article, Sentence, SentenceState};
use duizhao_core::diagnostic::Severity;

/// What is left out. The default leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only sentences that people answer for.
    pub reviewed: bool,
    /// Only sentences in these states; all where it is empty.
    pub states: Vec<SentenceState>,
    /// Only sentences in which the checks find neither a warning nor an error.
    pub no_findings: bool,
    /// Only articles of this day, `YYYY-MM-DD`, and later.
    pub since: Option<String>,
    /// Only articles with one of these tags; all where it is empty.
    pub tags: Vec<String>,
}

impl Filter {
    /// Tests whether it asks for what the checks find.
    pub fn needs_findings(&self) -> bool {
        self.no_findings
    }

    /// Tests whether it says something of sentences.
    pub fn is_of_sentences(&self) -> bool {
        self.reviewed || self.no_findings || !self.states.is_empty()
    }

    /// Tests whether an article is published, its sentences apart. One without a date is older than any day.
    pub fn takes_article(&self, article: &Article) -> bool {
        let is_recent = match &self.since {
            Some(since) => article.date().is_some_and(|date| date >= since.as_str()),
            None => true,
        };
        let mut tags = article.tags();
        is_recent
            && (self.tags.is_empty() || tags.any(|tag| self.tags.iter().any(|one| one == tag)))
    }

    /// Tests whether a sentence is published.
    pub fn takes(&self, sentence: &Sentence) -> bool {
        let is_found = |severity| severity != Severity::Note;
        let mut found = sentence.findings.iter().map(|found| found.severity);
        (!self.reviewed || sentence.state.is_reviewed())
            && (self.states.is_empty() || self.states.contains(&sentence.state))
            && !(self.no_findings && found.any(is_found))
    }

    /// Tests whether a page of a whole article may be published: none of its sentences is left out.
    pub fn takes_whole(&self, article: &Article) -> bool {
        self.takes_article(article)
            && (!self.is_of_sentences() || article.sentences().all(|one| self.takes(one)))
    }
}
