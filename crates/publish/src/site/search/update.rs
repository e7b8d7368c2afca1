//! Changes an index where a few articles differ.

use super::directory::Directory;
use super::groups::Groups;
use super::list::{self, List};
use super::postings::{self, Place};
use super::shard::Shard;
use super::text::SearchArticle;
use super::{files, frequent};
use crate::{Folder, PublishError, parallel};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The articles that differ.
pub(super) struct Update {
    /// The numbers of those that the index has now and that do not stay as they are.
    gone: Vec<u32>,
    /// The groups of the articles that the index has now.
    groups: Groups,
    /// Those that it gets, by their numbers.
    added: Mutex<BTreeMap<u32, SearchArticle>>,
}

/// How the places of a token differ.
#[derive(Default)]
struct Change {
    gone: BTreeSet<Place>,
    added: BTreeSet<Place>,
}

/// How many articles have a token, before and after.
struct Count {
    token: Box<str>,
    before: usize,
    after: usize,
}

impl Update {
    /// Begins with the directory of the index, and the part of it that stays.
    pub(super) fn new(past: Directory, kept: &Directory) -> Self {
        let groups = Groups::new(&past);
        let numbers = past.months.into_keys();
        Self {
            gone: numbers
                .filter(|number| !kept.months.contains_key(number))
                .collect(),
            groups,
            added: Mutex::default(),
        }
    }

    /// Returns how many articles do not stay.
    pub(super) fn gone(&self) -> usize {
        self.gone.len()
    }

    /// Tests whether the index can be changed to one with this directory: it has the same groups.
    pub(super) fn is_possible(&self, directory: &Directory) -> bool {
        self.groups.are(&Groups::new(directory))
    }

    /// Returns the articles that were added, where the index cannot be changed.
    pub(super) fn into_added(self) -> BTreeMap<u32, SearchArticle> {
        self.added
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an article under its number. Threads may add at once.
    pub(super) fn add(&self, number: u32, article: SearchArticle) {
        lock(&self.added).insert(number, article);
    }

    /// Writes the files that change; returns those that there are no more. The groups are the same.
    pub(super) fn finish(
        self,
        directory: &Directory,
        folder: &Folder,
    ) -> Result<BTreeSet<String>, PublishError> {
        let groups = Groups::new(directory);
        let changes = self.changes(&groups, folder)?;
        let mut shards: BTreeMap<u32, BTreeMap<Box<str>, Change>> = BTreeMap::new();
        for (token, change) in changes {
            let shard = shards.entry(directory.shard(&token)).or_default();
            shard.insert(token, change);
        }
        let mut obsolete = BTreeSet::new();
        let mut lists: BTreeMap<u32, Vec<Count>> = BTreeMap::new();
        parallel::in_order(
            shards.into_iter(),
            |(number, changes)| change_shard(number, changes, (&self.groups, &groups), folder),
            |changed| {
                let changed = changed?;
                obsolete.extend(changed.obsolete);
                for count in changed.counts {
                    let list = lists.entry(directory.list(&count.token)).or_default();
                    list.push(count);
                }
                Ok(())
            },
        )?;
        let change_list = |(number, counts)| change_list(number, counts, folder);
        parallel::in_order(lists.into_iter(), change_list, |written| written)?;
        for (number, article) in &*lock(&self.added) {
            folder.write(&files::article(*number), &article.encode())?;
        }
        obsolete.extend(self.gone.iter().map(|number| files::article(*number)));
        Ok(obsolete)
    }

    /// Returns how the places of tokens differ; only of tokens where they do, or are in another group now.
    fn changes(
        &self,
        groups: &Groups,
        folder: &Folder,
    ) -> Result<BTreeMap<Box<str>, Change>, PublishError> {
        let mut changes: BTreeMap<Box<str>, Change> = BTreeMap::new();
        for &number in &self.gone {
            let article = files::read(folder, &files::article(number), SearchArticle::decode)?;
            for (token, places) in article.places(number) {
                changes.entry(token).or_default().gone.extend(places);
            }
        }
        for (&number, article) in &*lock(&self.added) {
            let stays = self.groups.of(number) == groups.of(number);
            for (token, places) in article.places(number) {
                let change = changes.entry(token).or_default();
                for place in places {
                    if !(stays && change.gone.remove(&place)) {
                        change.added.insert(place);
                    }
                }
            }
        }
        changes.retain(|_, change| !change.gone.is_empty() || !change.added.is_empty());
        Ok(changes)
    }
}

/// What became of a shard.
#[derive(Default)]
struct Changed {
    counts: Vec<Count>,
    /// Files of tokens that there are no more.
    obsolete: BTreeSet<String>,
}

/// Changes a shard. `groups` are those before and after.
fn change_shard(
    number: u32,
    changes: BTreeMap<Box<str>, Change>,
    (old_groups, groups): (&Groups, &Groups),
    folder: &Folder,
) -> Result<Changed, PublishError> {
    let name = files::shard(number);
    let mut shard = files::read(folder, &name, Shard::decode)?;
    let mut changed = Changed::default();
    for (token, change) in changes {
        let mut places = Vec::new();
        let mut obsolete = BTreeSet::new();
        if let Some(old) = shard.0.remove(&token) {
            places = frequent::read(&token, &old, old_groups, folder)?;
            obsolete = frequent::names(&token, &old, old_groups);
        }
        let before = postings::articles(&places);
        places.retain(|place| !change.gone.contains(place));
        places.extend(change.added);
        places.sort_unstable();
        places.dedup();
        let after = postings::articles(&places);
        if after > 0 {
            let new = frequent::write(&token, &places, groups, folder)?;
            for name in frequent::names(&token, &new, groups) {
                obsolete.remove(&name);
            }
            shard.0.insert(token.clone(), new);
        }
        changed.obsolete.extend(obsolete);
        changed.counts.push(Count {
            token,
            before,
            after,
        });
    }
    folder.write(&name, &shard.encode())?;
    Ok(changed)
}

/// Changes a list, if any of the tokens has another class now.
fn change_list(number: u32, counts: Vec<Count>, folder: &Folder) -> Result<(), PublishError> {
    let class = |articles: usize| (articles > 0).then(|| list::class(articles));
    let differs = |count: &Count| class(count.before) != class(count.after);
    if !counts.iter().any(differs) {
        return Ok(());
    }
    let name = files::list(number);
    let mut list = files::read(folder, &name, List::decode)?;
    for count in counts {
        match class(count.after) {
            Some(class) => list.0.insert(count.token, class),
            None => list.0.remove(&count.token),
        };
    }
    folder.write(&name, &list.encode())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
