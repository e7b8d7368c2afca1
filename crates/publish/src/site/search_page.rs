//! The page of search, and what search reads of an article.

use super::Site;
use super::analysis::ArticleRow;
use super::search::{SearchArticle, SearchBuilder, SearchSentence};
use super::state::KnownArticle;
use crate::article::Article;
use crate::corpus::EditionFile;
use crate::error::PublishError;
use crate::folder::Folder;
use minijinja::context;
use std::collections::BTreeMap;
use std::path::Path;

const FILE: &str = "search.html";

impl Site<'_> {
    /// Writes the page of search.
    pub(super) fn write_search_page(&self, folder: &Folder) -> Result<(), PublishError> {
        let title = self.theme.word("search");
        let page = context! {
            title => format!("{title} · {}", self.corpus.settings.name),
            kind => "website",
            canonical => self.address(FILE),
            section => "search",
        };
        let page = self.render(FILE, "", context!(page => page))?;
        folder.write(FILE, page.as_bytes())
    }
}

/// Begins the index, which is kept in mind in the folder `state` between runs.
pub(super) fn open<'f>(
    folder: &'f Folder,
    state: &Path,
    known: &BTreeMap<String, KnownArticle>,
    files: &[(&EditionFile, ArticleRow, String)],
) -> Result<SearchBuilder<'f>, PublishError> {
    std::fs::create_dir_all(state).map_err(|cause| PublishError::write(state, cause))?;
    let articles = files.iter().map(|(file, row, stamp)| {
        let is_same = known.get(&file.name).is_some_and(|old| old.stamp == *stamp);
        (row.slug.as_str(), !is_same)
    });
    SearchBuilder::open(folder, state, articles)
}

/// Returns what search reads of an article.
pub(super) fn searched(article: &Article, row: &ArticleRow) -> SearchArticle {
    let sentences = article.sentences().map(|sentence| SearchSentence {
        id: sentence.anchor(),
        zh: sentence.source.clone(),
        en: sentence.target.clone(),
    });
    SearchArticle {
        slug: row.slug.clone(),
        lang: row.lang.clone(),
        zh: row.zh.clone(),
        en: row.en.clone(),
        date: row.date.clone(),
        source: row.source.clone(),
        titled: article.document.title.is_some(),
        sentences: sentences.collect(),
    }
}
