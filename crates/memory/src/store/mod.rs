//! The store: every unit ever made, and what a run needs to know of each document.
//!
//! [`Store`] is what the rest of the program uses: a few verbs, each for a batch, one round trip an article. Two
//! implementations answer alike, whatever is asked of them in whatever order: [`VolatileMemory`], for tests and for
//! programs that keep nothing, and, with the feature `sqlite`, `Memory`, a project's file.
//!
//! | a run wants to | verbs |
//! |---|---|
//! | know what changed since the last one | [`documents`](Store::documents), [`progress`](Store::progress), [`news`](Store::news), [`glossary`](Store::glossary) |
//! | find the sentences that a term touches | [`visit_segments`](Store::visit_segments) |
//! | find translations of an article's segments | [`lookup`](Store::lookup), [`similar`](Store::similar) |
//! | pay for each sentence once | [`claim`](Store::claim), [`release`](Store::release), [`record`](Store::record) |
//! | keep what people wrote | [`adopt`](Store::adopt), [`disown`](Store::disown), [`import`](Store::import) |
//! | keep what was made | [`put_documents`](Store::put_documents), [`remove_documents`](Store::remove_documents), [`put_glossary`](Store::put_glossary) |
//!
//! Several processes may use one store at once. The editions are the truth of what people wrote: without the store they
//! say what is needed to make it again.
//!
//! | module | owns |
//! |---|---|
//! | `lookup` | what is asked of a segment, and what the store holds for it |
//! | `replies` | what backends answered |
//! | `claims` | who translates what at the moment |
//! | `written` | what people wrote, and the terms that it was made under |
//! | `documents` | documents as rows: one each, and one a sentence |
//! | `similar` | units by similarity |
//! | `volatile` | the store that keeps nothing |
//! | `sqlite` | the store in a file |

mod claims;
mod documents;
mod error;
mod lookup;
mod replies;
mod similar;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(test)]
mod tests;
mod volatile;
mod written;

pub use claims::{Claim, Claims, Wanted};
pub use documents::{Document, DocumentState, SegmentRow, Selection, Stamps, Summary, TextFilter};
pub use error::StoreError;
pub use lookup::{Candidates, Imported, Lookup, News, Progress, Query};
pub use replies::{Accuracy, Maker, Replies, Reply, TermUse};
pub use similar::Similar;
#[cfg(feature = "sqlite")]
pub use sqlite::{FILE_NAME, Found, Memory, NewMemory, Pruned, Stats};
pub use volatile::VolatileMemory;
pub use written::{Adoption, Basis};

use crate::{Fingerprint, Unit};
use futures_util::future::BoxFuture;

/// What a verb of the store gives, once it is done.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A translation memory, and what each document was made of.
///
/// A verb that writes has its work queued when it is called, in the order of the calls; its answer says that it is done.
/// Whoever does not wait for the answer learns of no error.
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Returns what the store holds for each segment of an article, in their order.
    fn lookup(&self, lookup: Lookup) -> Answer<'_, Vec<Candidates>>;

    /// Returns for each text the units most similar to it, the best first: at most `most` of a score of at least `from`.
    ///
    /// Only what people wrote or imported is among them, so that a run that is interrupted and goes on sees the same.
    fn similar(&self, texts: Vec<String>, most: usize, from: f64) -> Answer<'_, Vec<Vec<Similar>>>;

    /// Claims requests for this handle of the store, so that nobody else sends them; what is known already is returned
    /// instead. A claim of this handle is renewed.
    ///
    /// A claim ends when its reply is recorded, when it is released, when its lease is over, and when the handle that
    /// made it is dropped or its process ends.
    fn claim(&self, claims: Claims) -> Answer<'_, Vec<Claim>>;

    /// Gives claims of this handle up, for example of requests that failed.
    fn release(&self, fingerprints: Vec<Fingerprint>) -> Answer<'_, ()>;

    /// Keeps what came back of a request, and ends the claims on it. It is on the disk when this is done.
    fn record(&self, replies: Replies) -> Answer<'_, ()>;

    /// Keeps those replies whose fingerprints have none yet, and returns how many they are.
    fn restore(&self, replies: Replies) -> Answer<'_, usize>;

    /// Keeps what a person wrote in an edition. What the edition said before of the same sentences is replaced, and of
    /// the sentences in `open`, which no person wrote any longer, deleted; what it said of other sentences stays. It is on
    /// the disk when this is done.
    fn adopt(&self, edition: String, lines: Vec<Adoption>, open: Vec<String>) -> Answer<'_, ()>;

    /// Deletes what people wrote in an edition: it is to be replaced.
    fn disown(&self, edition: String) -> Answer<'_, ()>;

    /// Keeps units of other memories, each once, and returns how many were new. What a machine made elsewhere counts as
    /// imported; glosses and units without text are left out.
    fn import(&self, units: Vec<Unit>) -> Answer<'_, usize>;

    /// Returns how far the store has come.
    fn progress(&self) -> Answer<'_, Progress>;

    /// Returns the sentences that people wrote or imported after `since`, a [`Progress::written`].
    fn news(&self, since: i64) -> Answer<'_, Vec<News>>;

    /// Returns how good the estimates for a backend have been so far.
    fn accuracy(&self, backend: String) -> Answer<'_, Accuracy>;

    /// Returns what is known of some editions, by their names.
    fn document(&self, editions: Vec<String>) -> Answer<'_, Vec<Option<DocumentState>>>;

    /// Returns what is known of every edition, in the order of their names.
    fn documents(&self) -> Answer<'_, Vec<DocumentState>>;

    /// Keeps what is known of editions. It spares work and no more: it is not sure to be on the disk when this is done.
    fn put_documents(&self, documents: Vec<Document>) -> Answer<'_, ()>;

    /// Deletes what is known of editions and their segments.
    fn remove_documents(&self, editions: Vec<String>) -> Answer<'_, ()>;

    /// Gives the segments of documents to `each`, with the name of their edition: the editions in the order of their
    /// names, the segments in that of the document.
    fn visit_segments<'a>(
        &'a self,
        selection: Selection,
        each: &'a mut (dyn FnMut(&str, SegmentRow) + Send),
    ) -> Answer<'a, ()>;

    /// Returns the glossary of a key, as it was kept.
    fn glossary(&self, key: u64) -> Answer<'_, Option<String>>;

    /// Tests whether the glossary of a key is kept.
    fn has_glossary(&self, key: u64) -> Answer<'_, bool>;

    /// Keeps a glossary, and deletes those that no document was made with.
    fn put_glossary(&self, key: u64, terms: String) -> Answer<'_, ()>;
}

/// Returns the number that a sentence is found by: a hash of it on one line.
pub fn sentence_key(sentence: &str) -> i64 {
    Fingerprint::of_texts([&*crate::fingerprint::one_line(sentence)])
        .number()
        .cast_signed()
}

/// Returns the time in seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or(0)
}
