//! The saved index: which units hold which pairs of characters, in a file beside the memory.
//!
//! It is derived: every candidate that it names is looked up in the memory, and units that are newer than it are gone
//! through. So it may lag behind, be missing or be of no use, and what is found stays the same. It is written by whoever
//! finds that some thousands of units are not in it.
//!
//! | module | owns |
//! |---|---|
//! | `file` | the file: its tables, what is wrong with it, and a new one in its place |
//! | `build` | chunks of units, and whether they are those of the memory |
//! | `ask` | reading the lists of a question |

mod ask;
mod build;
mod file;
#[cfg(test)]
mod tests;

pub(super) use ask::Holding;

use crate::fuzzy::{MOST_UNITS, Question, RecentSentences, best, weights};
use ask::PairLists;
use build::Chunk;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How large things get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Units that need not be in the index.
    pub(super) recent: i64,
    /// Units of a chunk.
    pub(super) chunk: i64,
}

/// Going through the recent units takes a millisecond or two.
const LIMITS: Limits = Limits {
    recent: 4096,
    chunk: MOST_UNITS,
};

/// Which units are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All.
    All,
    /// Those that people wrote or imported.
    Written,
}

/// The index of a memory.
#[derive(Debug)]
pub(super) struct SavedIndex {
    path: PathBuf,
    limits: Limits,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// `None` until it is used, and after an error.
    connection: Option<Connection>,
    /// Set where it cannot be had.
    is_given_up: bool,
    /// The chunks that were found to be of this memory.
    fitting: Vec<Chunk>,
    /// The sentences of written units after the last chunk.
    recent: RecentSentences,
    /// The last unit of the last chunk before them.
    recent_after: i64,
}

/// What went wrong.
#[derive(Debug)]
enum Trouble {
    /// With the memory.
    Memory(rusqlite::Error),
    /// With the index.
    Index(rusqlite::Error),
    /// It is not the index of this memory, or does not read as it was written.
    Unfit,
}

impl SavedIndex {
    /// Returns the index of the memory in a file; nothing is opened yet.
    pub(super) fn of(memory: &Path) -> Self {
        Self {
            path: file::path_of(memory),
            limits: LIMITS,
            state: Mutex::default(),
        }
    }

    /// Has the same index with other limits.
    #[cfg(test)]
    pub(super) fn with_limits(memory: &Path, limits: Limits) -> Self {
        Self {
            limits,
            ..Self::of(memory)
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts new units into the index if they are more than some thousands. Linear in them.
    pub(super) fn update(&self, memory: &Connection) -> rusqlite::Result<()> {
        let mut state = self.state();
        self.with(&mut state, memory, Scope::All, |_, _| Ok(()))?;
        Ok(())
    }

    /// Returns the ids of the units that share most with a question, the best first.
    pub(super) fn sharing(
        &self,
        memory: &Connection,
        question: &Question,
        scope: Scope,
    ) -> rusqlite::Result<Vec<i64>> {
        let mut state = self.state();
        let read = |index: &Connection, chunks: &[Chunk]| {
            ask::lists(index, chunks, question.keys(), scope)
        };
        let lists = self.with(&mut state, memory, scope, read)?;
        let lists = lists.unwrap_or_default();
        let of_all;
        let recent = match scope {
            Scope::Written => {
                state.remember(memory, lists.through)?;
                &state.recent
            }
            Scope::All => {
                let mut recent = RecentSentences::default();
                build::each_recent(memory, scope, lists.through, |id, text| {
                    recent.add(id, text)
                })?;
                of_all = recent;
                &of_all
            }
        };
        Ok(most_sharing(question, &lists, recent))
    }

    /// Finds the units that may hold a text; `None` where the index cannot say.
    pub(super) fn holding(
        &self,
        memory: &Connection,
        text: &str,
    ) -> rusqlite::Result<Option<Holding>> {
        let mut state = self.state();
        let holding = self.with(&mut state, memory, Scope::All, |index, chunks| {
            ask::holding(index, chunks, text)
        })?;
        Ok(holding.flatten())
    }

    /// Lets go of a file in which SQLite finds something wrong. Linear in it.
    pub(super) fn verify(&self) {
        let mut state = self.state();
        if self.path.exists() && file::open(&self.path).is_ok_and(|index| !file::is_sound(&index)) {
            state.connection = None;
            state.is_given_up = file::reset(&self.path).is_err();
        }
    }

    /// Calls `read` with the index, brought up to date where that can be, and its chunks. `None` if there is none: none is
    /// made for a few units. One that is damaged or of another memory is made again.
    fn with<T>(
        &self,
        state: &mut State,
        memory: &Connection,
        scope: Scope,
        read: impl Fn(&Connection, &[Chunk]) -> Result<T, Trouble>,
    ) -> rusqlite::Result<Option<T>> {
        for is_first in [true, false] {
            let is_there = state.connection.is_some() || self.path.exists();
            if state.is_given_up || !is_there && !build::is_behind(memory, scope, 0, self.limits)? {
                return Ok(None);
            }
            match state.try_with(self, memory, scope, &read) {
                Ok(read) => return Ok(Some(read)),
                Err(Trouble::Memory(error)) => return Err(error),
                Err(Trouble::Unfit) if is_first => {}
                Err(Trouble::Index(error)) if is_first && file::is_damage(&error) => {}
                Err(Trouble::Index(_) | Trouble::Unfit) => state.is_given_up = true,
            }
            state.connection = None;
            state.fitting.clear();
            if !state.is_given_up {
                state.is_given_up = file::reset(&self.path).is_err();
            }
        }
        Ok(None)
    }
}

impl State {
    fn try_with<T>(
        &mut self,
        saved: &SavedIndex,
        memory: &Connection,
        scope: Scope,
        read: impl Fn(&Connection, &[Chunk]) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let index = match &mut self.connection {
            Some(index) => index,
            none => none.insert(file::open(&saved.path).map_err(Trouble::Index)?),
        };
        build::check(index, memory, &mut self.fitting)?;
        let through = self.fitting.last().map_or(0, |chunk| chunk.last);
        if build::is_behind(memory, scope, through, saved.limits).map_err(Trouble::Memory)? {
            match build::update(index, memory, saved.limits) {
                // Somebody else writes it, or nobody may: what is not in it is gone through.
                Err(Trouble::Index(error)) if !file::is_damage(&error) => {}
                result => result?,
            }
            build::check(index, memory, &mut self.fitting)?;
        }
        let snapshot = index.transaction().map_err(Trouble::Index)?;
        // Another process may have written it meanwhile.
        let chunks = build::chunks(&snapshot).map_err(Trouble::Index)?;
        read(&snapshot, &chunks)
    }

    /// Reads what was written after the last chunk and since it was read last.
    fn remember(&mut self, memory: &Connection, after: i64) -> rusqlite::Result<()> {
        if self.recent_after != after {
            self.recent = RecentSentences::default();
            self.recent_after = after;
        }
        let recent = &mut self.recent;
        let latest = recent.latest().unwrap_or(after);
        build::each_recent(memory, Scope::Written, latest, |id, text| {
            recent.add(id, text);
        })
    }
}

/// Returns the ids of the units that share most with a question.
fn most_sharing(question: &Question, lists: &PairLists, recent: &RecentSentences) -> Vec<i64> {
    let mut places = vec![0; question.keys().len()];
    lists.count(&mut places);
    let shared = recent.shared(question, &mut places);
    let weights = weights(&places, lists.units + recent.len());
    let mut sums = recent.sums(&shared, &weights);
    lists.sums(&weights, &mut sums);
    best(&mut sums);
    sums.into_iter().map(|(_, id)| id).collect()
}
