//! The store that keeps nothing: for tests, and for programs that need no memory beyond a run.

mod similar;
mod state;

use super::claims::{Clock, new_owner, system_clock};
use super::written::by_source;
use super::{
    Accuracy, Adoption, Answer, Candidates, Claim, Claims, Document, DocumentState, Lookup, News,
    Progress, Replies, SegmentRow, Selection, Similar, Store, StoreError,
};
use crate::fuzzy::RecentSentences;
use crate::{Fingerprint, Unit};
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A translation memory that is gone when its last handle is dropped.
pub struct VolatileMemory {
    state: Arc<Mutex<State>>,
    owner: u64,
    clock: Clock,
    /// The sentences that were read for similar ones.
    recent: Arc<Mutex<RecentSentences>>,
}

impl std::fmt::Debug for VolatileMemory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VolatileMemory")
    }
}

impl Default for VolatileMemory {
    fn default() -> Self {
        let new = Self {
            state: Arc::default(),
            owner: new_owner(),
            clock: system_clock(),
            recent: Arc::default(),
        };
        new.state().owners.insert(new.owner);
        new
    }
}

impl Drop for VolatileMemory {
    fn drop(&mut self) {
        let owner = self.owner;
        self.state().owners.remove(&owner);
    }
}

impl VolatileMemory {
    /// Returns another handle of the same memory, with claims of its own.
    pub fn handle(&self) -> Self {
        let other = Self {
            state: Arc::clone(&self.state),
            owner: new_owner(),
            clock: Arc::clone(&self.clock),
            recent: Arc::clone(&self.recent),
        };
        other.state().owners.insert(other.owner);
        other
    }

    /// Has claims go by a clock, in milliseconds since 1970, and not by the system's.
    pub fn with_clock(mut self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns an answer that is there.
fn done<T: Send + 'static>(value: T) -> Answer<'static, T> {
    Box::pin(std::future::ready(Ok(value)))
}

impl Store for VolatileMemory {
    fn lookup(&self, lookup: Lookup) -> Answer<'_, Vec<Candidates>> {
        done(self.state().lookup(&lookup))
    }

    fn similar(&self, texts: Vec<String>, most: usize, from: f64) -> Answer<'_, Vec<Vec<Similar>>> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        done(self.state().similar(&mut recent, &texts, most, from))
    }

    fn claim(&self, claims: Claims) -> Answer<'_, Vec<Claim>> {
        let now = (self.clock)();
        done(self.state().claim(self.owner, now, &claims))
    }

    fn release(&self, fingerprints: Vec<Fingerprint>) -> Answer<'_, ()> {
        self.state().release(self.owner, &fingerprints);
        done(())
    }

    fn record(&self, replies: Replies) -> Answer<'_, ()> {
        self.state().record(replies);
        done(())
    }

    fn restore(&self, replies: Replies) -> Answer<'_, usize> {
        done(self.state().restore(replies))
    }

    fn adopt(&self, edition: String, lines: Vec<Adoption>, open: Vec<String>) -> Answer<'_, ()> {
        self.state().adopt(&edition, &by_source(lines, &open));
        done(())
    }

    fn disown(&self, edition: String) -> Answer<'_, ()> {
        self.state().disown(&edition);
        done(())
    }

    fn import(&self, units: Vec<Unit>) -> Answer<'_, usize> {
        done(self.state().import(&units))
    }

    fn progress(&self) -> Answer<'_, Progress> {
        done(self.state().progress())
    }

    fn news(&self, since: i64) -> Answer<'_, Vec<News>> {
        done(self.state().news(since))
    }

    fn accuracy(&self, backend: String) -> Answer<'_, Accuracy> {
        done(self.state().accuracy(&backend))
    }

    fn document(&self, editions: Vec<String>) -> Answer<'_, Vec<Option<DocumentState>>> {
        let state = self.state();
        let known = editions.iter().map(|edition| state.documents.get(edition));
        done(known.map(|known| Some(known?.0.clone())).collect())
    }

    fn documents(&self) -> Answer<'_, Vec<DocumentState>> {
        let state = self.state();
        done(
            state
                .documents
                .values()
                .map(|known| known.0.clone())
                .collect(),
        )
    }

    fn put_documents(&self, documents: Vec<Document>) -> Answer<'_, ()> {
        self.state().put_documents(documents);
        done(())
    }

    fn remove_documents(&self, editions: Vec<String>) -> Answer<'_, ()> {
        let mut state = self.state();
        for edition in &editions {
            state.documents.remove(edition);
        }
        done(())
    }

    fn visit_segments<'a>(
        &'a self,
        selection: Selection,
        each: &'a mut (dyn FnMut(&str, SegmentRow) + Send),
    ) -> Answer<'a, ()> {
        let selected = self.state().selected(&selection);
        Box::pin(async move {
            for (edition, segment) in selected {
                each(&edition, segment);
            }
            Ok::<_, StoreError>(())
        })
    }

    fn glossary(&self, key: u64) -> Answer<'_, Option<String>> {
        done(self.state().glossaries.get(&key).cloned())
    }

    fn has_glossary(&self, key: u64) -> Answer<'_, bool> {
        done(self.state().glossaries.contains_key(&key))
    }

    fn put_glossary(&self, key: u64, terms: String) -> Answer<'_, ()> {
        self.state().put_glossary(key, terms);
        done(())
    }
}
