//! Makes the index.

use super::directory::Directory;
use super::groups::Groups;
use super::list::{self, List};
use super::postings;
use super::shard::Shard;
use super::spill::{Gathering, Spill};
use super::state;
use super::text::SearchArticle;
use super::update::Update;
use super::{files, forms, frequent, slots};
use crate::{Folder, PublishError, parallel};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An index is updated where at most one in so many articles differs; otherwise it is made from all articles, which is
/// then faster.
const SHARE: usize = 50;

/// Makes the index of a site, or updates the one of the run before. The files are the same either way.
pub(crate) struct SearchBuilder<'f> {
    folder: &'f Folder,
    state: PathBuf,
    /// Every article by its slug.
    articles: BTreeMap<String, Entry>,
    /// The directory, with the articles that stay as they are.
    directory: Mutex<Directory>,
    way: Way,
}

/// What is known of an article before it is added.
struct Entry {
    number: u32,
    /// Whether it must be added.
    is_needed: bool,
}

enum Way {
    Rebuild(Spill),
    Update(Update),
}

impl<'f> SearchBuilder<'f> {
    /// Begins the index of a site in `folder`. `state` is a folder that is kept between runs; without what it holds, the
    /// index is made from all articles. `articles` are the slugs of all, with whether the article may have changed
    /// since the last run; one that is not added after all has no place in the index.
    pub(crate) fn open<'s>(
        folder: &'f Folder,
        state: &Path,
        articles: impl IntoIterator<Item = (&'s str, bool)>,
    ) -> Result<Self, PublishError> {
        let past = state::take(state, folder)?;
        let changed: BTreeMap<&str, bool> = articles.into_iter().collect();
        let mut directory = Directory::of(changed.len());
        let is_divided_as_before = past.as_ref().is_some_and(|past| {
            (past.directory.shard_bits, slots::space(past.numbers.len()))
                == (directory.shard_bits, slots::space(changed.len()))
        });
        let past = past.filter(|_| is_divided_as_before);
        let slugs: Vec<&str> = changed.keys().copied().collect();
        let mut entries = BTreeMap::new();
        for (slug, number) in slugs.iter().zip(slots::assign(&slugs, 0)) {
            let month = past.as_ref().and_then(|past| past.month(slug, number));
            let month = month.filter(|_| !changed[slug] && folder.has(&files::article(number)));
            directory.months.extend(month.map(|month| (number, month)));
            let is_needed = month.is_none();
            entries.insert((*slug).to_owned(), Entry { number, is_needed });
        }
        let update = past.map(|past| Update::new(past.directory, &directory));
        let needed = entries.values().filter(|one| one.is_needed).count();
        let way = match update {
            Some(update) if needed.max(update.gone()) * SHARE <= entries.len() => {
                Way::Update(update)
            }
            Some(_) | None => Way::Rebuild(Spill::new(state, Directory::of(changed.len()))),
        };
        Ok(Self {
            folder,
            state: state.to_owned(),
            articles: entries,
            directory: Mutex::new(directory),
            way,
        })
    }

    /// Tests whether an article must be added: it has changed, or the index does not have it at its place.
    pub(crate) fn needs(&self, slug: &str) -> bool {
        self.articles.get(slug).is_none_or(|one| one.is_needed)
    }

    /// Adds an article that is needed. Threads may add at once.
    pub(crate) fn add(&self, article: &SearchArticle) -> Result<(), PublishError> {
        let number = self.articles[&article.slug].number;
        self.directory().months.insert(number, article.month());
        match &self.way {
            Way::Rebuild(spill) => {
                let added = spill.add(number, article);
                added.map_err(|cause| PublishError::write(&self.state, cause))?;
                self.folder
                    .write(&files::article(number), &article.encode())
            }
            Way::Update(update) => {
                update.add(number, article.clone());
                Ok(())
            }
        }
    }

    fn directory(&self) -> MutexGuard<'_, Directory> {
        let directory = self.directory.lock();
        directory.unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the files that change, and keeps the others.
    pub(crate) fn finish(self) -> Result<(), PublishError> {
        let directory = self.directory().clone();
        let bytes = directory.encode();
        self.folder.write(files::DIRECTORY, &bytes)?;
        self.folder.write(files::FORMS, &forms::encode())?;
        let wrong = |cause| PublishError::write(&self.state, cause);
        let spill = match self.way {
            Way::Rebuild(spill) => Some(spill),
            Way::Update(update) if update.is_possible(&directory) => {
                let obsolete = update.finish(&directory, self.folder)?;
                self.folder.keep_others(files::FOLDER, &obsolete);
                None
            }
            Way::Update(update) => {
                let spill = Spill::new(&self.state, directory.clone());
                for (number, article) in update.into_added() {
                    self.folder
                        .write(&files::article(number), &article.encode())?;
                    spill.add(number, &article).map_err(wrong)?;
                }
                Some(spill)
            }
        };
        if let Some(spill) = spill {
            let kept = self.articles.values().filter(|one| !one.is_needed);
            let kept: Vec<u32> = kept.map(|one| one.number).collect();
            keep(&kept, &spill, self.folder)?;
            write_tokens(&spill.finish().map_err(wrong)?, &directory, self.folder)?;
        }
        state::put(&self.state, &bytes, self.articles.keys())
    }
}

/// Adds the articles that stay as they are, from their files.
fn keep(numbers: &[u32], spill: &Spill, folder: &Folder) -> Result<(), PublishError> {
    let add = |&number: &u32| {
        let name = files::article(number);
        let article = files::read(folder, &name, SearchArticle::decode)?;
        folder.keep(&name);
        let added = spill.add(number, &article);
        added.map_err(|cause| PublishError::write(folder.path(), cause))
    };
    parallel::in_order(numbers.iter(), add, |added| added)
}

/// Writes the files of the tokens, and the lists.
fn write_tokens(
    gathering: &Gathering,
    directory: &Directory,
    folder: &Folder,
) -> Result<(), PublishError> {
    let groups = Groups::new(directory);
    let mut lists = vec![List::default(); 1 << directory.list_bits];
    parallel::in_order(
        0..1 << directory.shard_bits,
        |shard| write_shard(shard, gathering, &groups, folder),
        |classes| {
            for (token, class) in classes? {
                let list = directory.list(&token) as usize;
                lists[list].0.insert(token, class);
            }
            Ok(())
        },
    )?;
    let write = |(number, list): (u32, &List)| folder.write(&files::list(number), &list.encode());
    parallel::in_order((0..).zip(&lists), write, |written| written)
}

/// Writes a shard; returns its tokens with the classes of how many articles have them.
fn write_shard(
    number: u32,
    gathering: &Gathering,
    groups: &Groups,
    folder: &Folder,
) -> Result<Vec<(Box<str>, u8)>, PublishError> {
    let tokens = gathering.shard(number);
    let tokens = tokens.map_err(|cause| PublishError::read(folder.path(), cause))?;
    let mut shard = Shard::default();
    let mut classes = Vec::with_capacity(tokens.len());
    for (token, places) in tokens {
        classes.push((token.clone(), list::class(postings::articles(&places))));
        let places = frequent::write(&token, &places, groups, folder)?;
        shard.0.insert(token, places);
    }
    folder.write(&files::shard(number), &shard.encode())?;
    Ok(classes)
}
