//! A site to read in a browser, from a server or a folder: static, nothing loaded from elsewhere.
//!
//! | module | owns |
//! |---|---|
//! | `theme` | templates, styles, words of the interface; those of the publisher over ours |
//! | `analysis` | what lists and the pages of terms and names need to know of an article |
//! | `state` | what is known of articles from earlier runs |
//! | `article_page`, `citation`, `characters` | the page of an article |
//! | `lists`, `paging`, `chart` | lists of articles |
//! | `summaries` | which of these pages are as they were |
//! | `terms`, `people`, `indices` | the pages of terms and people, and what leads to them |
//! | `feed` | the Atom feed and the sitemap |
//! | [`search`], `search_page` | search in the browser, and its page |
//! | `html` | texts as HTML |
//!
//! # What a run does
//!
//! 1. Every file is stamped. Those that are new or changed are read for what lists say of them: [`ArticleRow`]. All rows,
//!    the newest first, are the [`Listing`].
//! 2. The pages of articles that are new or changed, and of those whose neighbours are, are written, on all processors. What
//!    they say becomes known in one transaction, and from the difference to what they said before follow the pages of
//!    terms and people that change: the [`PageScope`].
//! 3. Those are written, then lists and feed. A run that is killed is taken up by the next one, which writes all of the
//!    latter again.
//!
//! The work is linear in the articles that changed and the sentences of the terms they touch, and for each article there
//! is a look at its file's stamp. Memory holds the rows, and a few articles for each processor. The same editions, glossary,
//! settings and theme give the same bytes, whatever was there before.

mod analysis;
mod article_page;
mod characters;
mod chart;
mod citation;
mod feed;
mod html;
mod indices;
mod lists;
mod paging;
mod people;
mod search;
mod search_page;
mod state;
mod summaries;
mod terms;
#[cfg(test)]
mod tests;
mod theme;

use crate::corpus::{Corpus, EditionFile};
use crate::error::PublishError;
use crate::folder::Folder;
use crate::parallel;
use crate::slug::of_term;
use crate::{Published, Publisher};
use analysis::{Analysis, ArticleRow};
use article_page::{Neighbour, PageNeighbours};
use characters::Characters;
use chart::Timeline;
use duizhao_core::hash::Texts;
use duizhao_core::hex;
use duizhao_zh::script::{Converter, Script};
use minijinja::value::merge_maps;
use minijinja::{Value, context};
use search::SearchBuilder;
use state::{KnownArticle, SiteState, TouchedPages};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;
use summaries::Summaries;
use theme::Theme;

/// A static site.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "site",
    about: "a site to read in a browser: articles, terms, names, search, feed",
    publish,
};

/// What all pages are made with.
struct Site<'a> {
    corpus: &'a Corpus,
    theme: Theme,
    /// What every page is told.
    common: Value,
    /// The name of each term's page, by index.
    slugs: Vec<String>,
    characters: OnceLock<Characters>,
    simplify: Converter,
}

/// The articles, the newest first.
struct Listing {
    rows: Vec<ArticleRow>,
    /// The number of each in the state.
    numbers: Vec<i64>,
    /// The place of each by that number.
    by_number: BTreeMap<i64, usize>,
}

/// Which pages of terms and people follow from what changed.
enum PageScope {
    /// All.
    All,
    /// These.
    Some {
        touched: TouchedPages,
        /// The place of the oldest article that changed; `None` where one went or has another date, so that all may have
        /// moved.
        oldest: Option<usize>,
    },
}

impl PageScope {
    /// Returns the terms; `None` for all.
    fn terms(&self) -> Option<&BTreeSet<usize>> {
        match self {
            Self::All => None,
            Self::Some { touched, .. } => Some(&touched.terms),
        }
    }

    fn has_person(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some { touched, .. } => touched.people.contains(name),
        }
    }

    /// Tests whether an article, by its place, is older than all that changed.
    fn is_older(&self, at: usize) -> bool {
        match self {
            Self::All | Self::Some { oldest: None, .. } => false,
            Self::Some {
                oldest: Some(oldest),
                ..
            } => at > *oldest,
        }
    }
}

impl<'a> Site<'a> {
    fn new(corpus: &'a Corpus, theme: Theme) -> Self {
        let terms = corpus.termbase.glossary.terms().iter();
        let slugs = terms
            .map(|term| of_term(&term.source_hans, &term.key().to_string()))
            .collect();
        let settings = &corpus.settings;
        let licence = (!settings.licence.is_empty()).then_some(&settings.licence);
        let contact = crate::markup::link(&settings.contact);
        let common = context! {
            lang => theme.language,
            t => &theme.strings,
            site => context! {
                name => &settings.name,
                disclaimer => &settings.disclaimer,
                licence => licence,
                contact => contact,
                marks => &settings.marks,
                search => true,
            },
        };
        Self {
            corpus,
            theme,
            common,
            slugs,
            characters: OnceLock::new(),
            simplify: Converter::new(Script::Hans),
        }
    }

    /// Returns the tables of characters, made when an article is the first to need them.
    fn characters(&self) -> &Characters {
        self.characters.get_or_init(Characters::new)
    }

    /// Fills in a template; `root` is the way from the page to the first one.
    fn render(&self, template: &str, root: &str, page: Value) -> Result<String, PublishError> {
        let context = merge_maps([context!(root => root), page, self.common.clone()]);
        self.theme.render(template, &context)
    }

    /// Returns the address of a page; empty where the site has none.
    fn address(&self, file: &str) -> String {
        match self.corpus.settings.base_url.trim_end_matches('/') {
            "" => String::new(),
            base => format!("{base}/{file}"),
        }
    }

    /// Returns what all pages depend on besides the editions.
    fn key(&self) -> String {
        let mut texts = Texts::default();
        texts.part(env!("CARGO_PKG_VERSION"));
        texts.part(&self.theme.sources);
        texts.part(&format!("{:?}", self.corpus.settings));
        texts.part(&format!("{:?}", self.corpus.filter));
        texts.part(&format!("{:?}", self.corpus.rules));
        let glossary = &self.corpus.termbase.glossary;
        texts.part(&format!("{:016x}", glossary.key()));
        for term in glossary.terms() {
            // Pages say more of a term than translations depend on.
            texts.list([term.note.as_str(), &term.citation]);
            texts.list(term.tags.iter().map(String::as_str));
        }
        hex::encode(&texts.hash().to_be_bytes())
    }
}

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let site = Site::new(corpus, Theme::load(&corpus.settings)?);
    let temporary;
    let cache = match &corpus.cache {
        Some(cache) => cache.as_path(),
        // Without a place for it, nothing is known of earlier runs.
        None => {
            let made = tempfile::tempdir();
            temporary = made.map_err(|cause| PublishError::write(folder.path(), cause))?;
            temporary.path()
        }
    };
    let state = SiteState::open(&state_path(cache, folder, "db"), &site.key())?;
    let known = state.articles()?;
    let mut published = Published::default();
    let found = site.rows(&known, &mut published)?;
    let mut files: Vec<(&EditionFile, ArticleRow, String)> = found;
    files.sort_by(|(_, a, _), (_, b, _)| (&b.date, &a.name).cmp(&(&a.date, &b.name)));
    published.articles = files.len();
    published.sentences = files.iter().map(|(_, row, _)| row.sentences).sum();

    let is_whole = !state.is_settled()?;
    let search = search_page::open(folder, &state_path(cache, folder, "search"), &known, &files)?;
    let (scope, listing) =
        site.write_articles(folder, &state, (&known, &search), files, is_whole)?;
    search.finish()?;
    site.write_search_page(folder)?;
    for (name, bytes) in &site.theme.assets {
        folder.write(&format!("assets/{name}"), bytes)?;
    }
    let summaries = Summaries::open(folder, &state)?;
    summaries.write("assets/characters.js", &(), || {
        Ok(site.characters().script())
    })?;
    let terms = terms::write(&site, (folder, &summaries), &state, &listing, &scope)?;
    people::write(&site, (&summaries, &terms), &state, &listing, &scope)?;
    let rows: Vec<&ArticleRow> = listing.rows.iter().collect();
    let mut over_time = Timeline::default();
    rows.iter()
        .for_each(|row| over_time.add(&row.date, row.terms));
    lists::write(&site, &summaries, &rows, (terms.len(), &over_time))?;
    feed::write_feed(&site, folder, &rows)?;
    feed::write_sitemap(&site, folder, &rows)?;
    summaries.finish(&state)?;
    state.settle()?;
    Ok(published)
}

/// Returns where it is kept what is known of the articles that are published into a folder.
fn state_path(cache: &std::path::Path, folder: &Folder, extension: &str) -> PathBuf {
    let mut texts = Texts::default();
    let path = std::fs::canonicalize(folder.path());
    let path = path.unwrap_or_else(|_| folder.path().to_owned());
    texts.part(&path.to_string_lossy());
    cache.join(format!(
        "site-{}.{extension}",
        hex::encode(&texts.hash().to_be_bytes())
    ))
}

impl<'a> Site<'a> {
    /// Returns what lists say of each edition, with its stamp: as it is known, or as its file says.
    fn rows(
        &self,
        known: &BTreeMap<String, KnownArticle>,
        published: &mut Published,
    ) -> Result<Vec<(&'a EditionFile, ArticleRow, String)>, PublishError> {
        let corpus = self.corpus;
        let read = |file: &'a EditionFile| {
            let stamp = file.stamp()?;
            if let Some(known) = known.get(&file.name).filter(|known| known.stamp == stamp) {
                return Ok(Some((file, known.row.clone(), stamp)));
            }
            let article = corpus.read_for_filter(file)?;
            let is_taken = corpus.filter.takes_whole(&article);
            Ok(is_taken.then(|| (file, ArticleRow::of(&article), stamp)))
        };
        let mut rows = Vec::with_capacity(corpus.files.len());
        parallel::in_order(corpus.files.iter(), read, |result| {
            match result {
                Ok(row) => rows.extend(row),
                Err(error) => published.failed.push(error),
            }
            Ok::<_, PublishError>(())
        })?;
        Ok(rows)
    }

    /// Writes the pages of articles that are not as they were, and returns which other pages follow from that.
    fn write_articles(
        &self,
        folder: &Folder,
        state: &SiteState,
        (known, search): (&BTreeMap<String, KnownArticle>, &SearchBuilder<'_>),
        files: Vec<(&EditionFile, ArticleRow, String)>,
        is_whole: bool,
    ) -> Result<(PageScope, Listing), PublishError> {
        let mut rows: Vec<ArticleRow> = files.iter().map(|(_, row, _)| row.clone()).collect();
        let mut stale: Vec<Stale<'_>> = Vec::new();
        for (at, (file, _, stamp)) in files.iter().enumerate() {
            let neighbours = neighbours(&rows, at);
            let links = serde_json::to_string(&neighbours).expect("texts are JSON");
            let old = known.get(&file.name);
            let is_known = old.is_some_and(|old| old.stamp == *stamp && old.links == links);
            let slug = &rows[at].slug;
            if !(is_known && !search.needs(slug) && folder.keep(&page_file(slug))) {
                stale.push((at, *file, stamp.clone(), neighbours, links));
            }
        }
        let mut touched = TouchedPages::default();
        let mut oldest = Some(0);
        state.change(|changes| {
            let names: BTreeSet<&str> = files
                .iter()
                .map(|(file, _, _)| file.name.as_str())
                .collect();
            for name in known.keys().filter(|name| !names.contains(name.as_str())) {
                touched.add(changes.remove(name)?);
                oldest = None;
            }
            let work = |stale| {
                let (at, file, stamp, neighbours, links): Stale<'_> = stale;
                let row = &files[at].1;
                let made = self.write_article((folder, search), file, row, &neighbours)?;
                Ok::<_, PublishError>((at, file, stamp, links, made))
            };
            parallel::in_order(stale.into_iter(), work, |made| {
                let (at, file, stamp, links, (row, analysis)) = made?;
                rows[at] = row.clone();
                let old = known.get(&file.name);
                let is_moved = old.is_none_or(|old| old.row.date != row.date);
                if old.is_some() && is_moved {
                    oldest = None;
                }
                let now = KnownArticle { stamp, row, links };
                let changed = changes.put(&file.name, &now, &analysis)?;
                let is_listed_otherwise = old.is_none_or(|old| old.row.told() != now.row.told());
                if is_listed_otherwise {
                    // What the pages of its terms and people say of the article is no longer so.
                    touched.terms.extend(analysis.uses.keys());
                    touched.people.extend(analysis.people.keys().cloned());
                }
                if is_listed_otherwise || changed != TouchedPages::default() {
                    oldest = oldest.map(|oldest| oldest.max(at));
                }
                touched.add(changed);
                Ok::<_, PublishError>(())
            })
        })?;
        let by_name = state.numbers()?;
        let numbers: Vec<i64> = rows.iter().map(|row| by_name[&row.name]).collect();
        let by_number = numbers.iter().enumerate().map(|(at, number)| (*number, at));
        let listing = Listing {
            by_number: by_number.collect(),
            numbers,
            rows,
        };
        let scope = if is_whole {
            PageScope::All
        } else {
            PageScope::Some { touched, oldest }
        };
        Ok((scope, listing))
    }

    /// Writes the page of an article, and returns what other pages need to know of it.
    fn write_article(
        &self,
        (folder, search): (&Folder, &SearchBuilder<'_>),
        file: &EditionFile,
        row: &ArticleRow,
        neighbours: &PageNeighbours,
    ) -> Result<(ArticleRow, Analysis), PublishError> {
        let article = self.corpus.read(file)?;
        let uses = analysis::uses(&article, &self.corpus.termbase);
        let mut row = row.clone();
        row.terms = uses.iter().map(Vec::len).sum();
        let page = article_page::page(self, &article, &row, &uses, neighbours)?;
        folder.write(&page_file(&row.slug), page.as_bytes())?;
        if search.needs(&row.slug) {
            search.add(&search_page::searched(&article, &row))?;
        }
        Ok((row, Analysis::of(&article, &uses, &self.simplify)))
    }
}

/// An article whose page is to be written: its place, file and stamp, its neighbours, and these as they are kept.
type Stale<'a> = (usize, &'a EditionFile, String, PageNeighbours, String);

fn page_file(slug: &str) -> String {
    format!("articles/{slug}.html")
}

/// Returns the neighbours of an article by date.
fn neighbours(rows: &[ArticleRow], at: usize) -> PageNeighbours {
    let neighbour = |row: &ArticleRow| Neighbour {
        slug: row.slug.clone(),
        zh: row.zh.clone(),
        en: row.en.clone(),
    };
    PageNeighbours {
        prev: rows.get(at + 1).map(neighbour),
        next: at.checked_sub(1).map(|at| neighbour(&rows[at])),
    }
}

impl TouchedPages {
    fn add(&mut self, other: Self) {
        self.terms.extend(other.terms);
        self.people.extend(other.people);
    }
}
