//! What a book remembers of each chapter.

use crate::chapter::{Form, Words, about};
use crate::markup::escape;
use crate::{Article, Corpus};
use std::cmp::Ordering;

/// A chapter in the contents and among the sources. In order: by day, those without one last, then by title and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The day, `YYYY-MM-DD`.
    pub(super) date: Option<String>,
    pub(super) title: String,
    pub(super) title_en: Option<String>,
    /// The name of the article.
    pub(super) name: String,
    pub(super) slug: String,
    /// The language of the Chinese.
    pub(super) language: &'static str,
    pub(super) author: Option<String>,
    /// Where it is from, as HTML; empty where that is not known.
    pub(super) source: String,
}

impl Entry {
    pub(super) fn of(article: &Article, corpus: &Corpus) -> Self {
        let words = Words::of(corpus.settings.language);
        let mut source = about(article, words, Form::Book);
        let retrieved = article.front.get("retrieved");
        if let Some(day) = retrieved.and_then(|moment| moment.get(..10)) {
            let separator = if source.is_empty() { "" } else { " · " };
            source += &format!("{separator}{}{}", words.retrieved, escape(day));
        }
        Self {
            date: article.date().map(str::to_owned),
            title: article.title().to_owned(),
            title_en: article.title_en().map(str::to_owned),
            name: article.name.clone(),
            slug: article.slug.clone(),
            language: article.language(),
            author: article.front.get("author").map(str::to_owned),
            source,
        }
    }

    /// Returns the path of the chapter from the folder of the package.
    pub(super) fn path(&self) -> String {
        format!("text/{}.xhtml", self.slug)
    }

    /// Returns the title in both languages, as HTML.
    pub(super) fn titles(&self) -> String {
        let language = Form::Book.language(self.language);
        let mut html = format!(
            "<span class=\"zh\"{language}>{}</span>",
            escape(&self.title)
        );
        if let Some(english) = &self.title_en {
            let language = Form::Book.language("en");
            html += &format!(" <span class=\"en\"{language}>{}</span>", escape(english));
        }
        html
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |entry: &Self| (entry.date.is_none(), entry.date.clone());
        key(self)
            .cmp(&key(other))
            .then_with(|| self.title.cmp(&other.title))
            .then_with(|| self.name.cmp(&other.name))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
