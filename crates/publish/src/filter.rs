//! What is left out of a publication.

use crate::article::{Article, Sentence, SentenceState};
use duizhao_core::diagnostic::Severity;

/// What is left out. The default leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only human-approved sentences.
    pub reviewed: bool,
    /// Only sentences in these states; all where it is empty.
    pub states: Vec<SentenceState>,
    /// Only sentences in which the checks find neither a warning nor an error.
    pub no_findings: bool,
    /// Only articles of this day, `YYYY-MM-DD`, and later.
    pub since: Option<String>,
    /// Only articles of this day, `YYYY-MM-DD`, and earlier.
    pub until: Option<String>,
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

    /// Tests whether an article is published, its sentences apart. One without a date is of no day.
    pub fn takes_article(&self, article: &Article) -> bool {
        let date = article.date();
        let is_of = |day: &Option<String>, takes: fn(&str, &str) -> bool| match day {
            Some(day) => date.is_some_and(|date| takes(date, day)),
            None => true,
        };
        let is_in_time = is_of(&self.since, |date, day| date >= day)
            && is_of(&self.until, |date, day| date <= day);
        let mut tags = article.tags();
        is_in_time
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

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_zh::identity::Identity;

    #[test]
    fn articles_are_taken_by_day() {
        let article = |front: &str| {
            let text = format!("---\nduizhao: 1\n{front}---\n\n一。\n\n> One.\n");
            let edition = duizhao_edition::read(&text).unwrap();
            Article::new("a".to_owned(), edition, &Identity::new())
        };
        let (dated, undated) = (article("date: 2020-02-19\n"), article(""));
        let takes = |since: Option<&str>, until: Option<&str>| {
            let filter = Filter {
                since: since.map(str::to_owned),
                until: until.map(str::to_owned),
                ..Filter::default()
            };
            (filter.takes_article(&dated), filter.takes_article(&undated))
        };
        assert_eq!(takes(None, None), (true, true));
        assert_eq!(takes(Some("2020-02-19"), Some("2020-02-19")), (true, false));
        assert_eq!(takes(Some("2020-02-20"), None), (false, false));
        assert_eq!(takes(None, Some("2020-02-18")), (false, false));
    }
}
