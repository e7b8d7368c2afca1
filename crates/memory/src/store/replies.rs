//! What backends answered.

use super::{Memory, MemoryError, find, key, now};
use crate::Fingerprint;
use crate::fingerprint::one_line;
use duizhao_glossary::Term;
use rusqlite::{Transaction, params};
use std::sync::atomic::Ordering;

/// Who translated: what units of one kind have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maker {
    /// The backend's name.
    pub backend: String,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// All that its translations depend on besides the sentence and its terms.
    pub identity: Fingerprint,
}

/// A term as a translation knew it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermUse {
    /// A hash of its source and all its English, right and wrong.
    pub key: u64,
    /// Its source.
    pub source: String,
    /// Its preferred English.
    pub target: String,
}

impl TermUse {
    /// The terms as they are now, by hash, each once.
    pub fn all(terms: &[&Term]) -> Vec<Self> {
        let mut uses: Vec<Self> = terms
            .iter()
            .map(|term| Self {
                key: crate::fingerprint_of_terms(&[term]).number(),
                source: term.source_hans.clone(),
                target: term.target.clone(),
            })
            .collect();
        uses.sort_unstable();
        uses.dedup();
        uses
    }
}

/// A translation that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What it depends on.
    pub fingerprint: Fingerprint,
    /// The sentence.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// The terms that the service was told.
    pub terms: Vec<TermUse>,
    /// The article's file.
    pub article: String,
    /// The sentence's index in the article.
    pub position: usize,
}

/// What requests were expected to use, and what they used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Tokens as estimated, sent and received.
    pub estimated_tokens: u64,
    /// Tokens as the service counted them.
    pub counted_tokens: u64,
}

impl Accuracy {
    /// What was estimated, in per cent of what was counted; `None` where nothing was counted.
    pub fn percent(&self) -> Option<f64> {
        (self.counted_tokens > 0)
            .then(|| self.estimated_tokens as f64 * 100.0 / self.counted_tokens as f64)
    }
}

/// What came back of one request, and what it used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Who translated.
    pub maker: Maker,
    /// The translations.
    pub replies: Vec<Reply>,
    /// Requests sent for it; none where an edition said it, and then its terms are not known.
    pub requests: u64,
    /// Tokens sent, the cached ones included.
    pub input_tokens: u64,
    /// Tokens of them that the service had in its cache.
    pub cached_tokens: u64,
    /// Tokens received.
    pub output_tokens: u64,
    /// Characters that the service counts.
    pub characters: u64,
    /// How good the estimate was, where that is known.
    pub accuracy: Option<Accuracy>,
}

impl Memory {
    /// Keeps what came back. It is on the disk when this is over.
    pub async fn keep(&self, kept: Kept) -> Result<(), MemoryError> {
        let written = self.write(Box::new(move |transaction| insert(transaction, &kept)))?;
        let result = written.await.unwrap_or_else(|_| Err(self.gone()));
        result.inspect_err(|error| self.mark(error))
    }

    /// Keeps what is not there yet of what an edition says that a machine translated, and returns how much that is.
    ///
    /// # Panics
    ///
    /// If it is called from a task of a runtime: it waits for the disk.
    pub fn restore(&self, mut kept: Kept) -> Result<usize, MemoryError> {
        let mut new = Vec::new();
        for reply in kept.replies {
            if !self.holds(reply.fingerprint)? {
                new.push(reply);
            }
        }
        let count = new.len();
        kept.replies = new;
        self.write_now(Box::new(move |transaction| insert(transaction, &kept)))?;
        Ok(count)
    }

    /// The machine translation of a sentence with this fingerprint: the latest.
    pub fn reply(
        &self,
        fingerprint: Fingerprint,
        source: &str,
    ) -> Result<Option<String>, MemoryError> {
        const SQL: &str = "SELECT source, target FROM units WHERE fingerprint = ?1 AND id > ?2 ORDER BY id DESC LIMIT 1";
        let values = (
            fingerprint.number().cast_signed(),
            self.forgotten.load(Ordering::Relaxed),
        );
        let row = self.read(|reader| {
            find(reader, SQL, values, |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
        })?;
        Ok(row
            .filter(|(known, _)| one_line(known) == one_line(source))
            .map(|(_, target)| target))
    }

    /// Whether there is a machine translation with this fingerprint.
    pub fn holds(&self, fingerprint: Fingerprint) -> Result<bool, MemoryError> {
        const SQL: &str = "SELECT 1 FROM units WHERE fingerprint = ?1 AND id > ?2 LIMIT 1";
        let values = (
            fingerprint.number().cast_signed(),
            self.forgotten.load(Ordering::Relaxed),
        );
        self.read(|reader| Ok(find(reader, SQL, values, |_| Ok(()))?.is_some()))
    }

    /// The terms that a machine's latest translation of a sentence was told, by hash, if it came from that
    /// backend, of that identity.
    pub fn terms_told(
        &self,
        source: &str,
        backend: &str,
        identity: Fingerprint,
    ) -> Result<Option<Vec<u64>>, MemoryError> {
        const SQL: &str = "SELECT units.source, terms FROM units JOIN makers ON makers.id = maker \
             WHERE key = ?1 AND fingerprint IS NOT NULL AND identity = ?2 AND backend = ?3 AND terms IS NOT NULL \
             ORDER BY units.id DESC LIMIT 1";
        let values = params![key(source), identity.number().cast_signed(), backend];
        let row = self.read(|reader| {
            find(reader, SQL, values, |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
        })?;
        Ok(row
            .filter(|(known, _)| one_line(known) == one_line(source))
            .map(|(_, terms)| keys(&terms)))
    }

    /// The source of a term that was known once, by its hash.
    pub fn term_source(&self, key: u64) -> Result<Option<String>, MemoryError> {
        const SQL: &str = "SELECT source FROM terms WHERE key = ?1";
        self.read(|reader| find(reader, SQL, [key.cast_signed()], |row| row.get(0)))
    }

    /// How good the estimates for a backend have been so far.
    pub fn accuracy(&self, backend: &str) -> Result<Accuracy, MemoryError> {
        const SQL: &str = "SELECT coalesce(sum(estimated_tokens), 0), coalesce(sum(counted_tokens), 0) \
             FROM requests JOIN makers ON makers.id = maker WHERE backend = ?1";
        let row = |row: &rusqlite::Row<'_>| {
            let count = |i| row.get::<_, i64>(i).map(i64::unsigned_abs);
            Ok(Accuracy {
                estimated_tokens: count(0)?,
                counted_tokens: count(1)?,
            })
        };
        self.read(|reader| Ok(find(reader, SQL, [backend], row)?.unwrap_or_default()))
    }
}

/// Hashes as a column holds them.
pub(super) fn blob(terms: &[TermUse]) -> Vec<u8> {
    terms
        .iter()
        .flat_map(|term| term.key.to_le_bytes())
        .collect()
}

/// What [`blob`] wrote.
pub(super) fn keys(blob: &[u8]) -> Vec<u64> {
    blob.chunks_exact(8)
        .map(|bytes| u64::from_le_bytes(std::array::from_fn(|i| bytes[i])))
        .collect()
}

/// Puts terms where their hashes can be looked up.
pub(super) fn insert_terms(
    transaction: &Transaction<'_>,
    terms: &[TermUse],
) -> rusqlite::Result<()> {
    let mut statement = transaction
        .prepare_cached("INSERT OR IGNORE INTO terms (key, source, target) VALUES (?1, ?2, ?3)")?;
    terms.iter().try_for_each(|term| {
        statement
            .execute(params![term.key.cast_signed(), term.source, term.target])
            .map(drop)
    })
}

/// The number of a maker's row.
pub(super) fn maker_id(transaction: &Transaction<'_>, maker: &Maker) -> rusqlite::Result<i64> {
    let model = maker.model.as_deref().unwrap_or_default();
    let identity = maker.identity.number().cast_signed();
    transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO makers (backend, model, identity) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![maker.backend, model, identity])?;
    transaction
        .prepare_cached(
            "SELECT id FROM makers WHERE backend = ?1 AND model = ?2 AND identity = ?3",
        )?
        .query_row(params![maker.backend, model, identity], |row| row.get(0))
}

fn insert(transaction: &Transaction<'_>, kept: &Kept) -> rusqlite::Result<()> {
    let maker = maker_id(transaction, &kept.maker)?;
    let at = now();
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let mut request = None;
    if kept.requests > 0 {
        transaction
            .prepare_cached(
                "INSERT INTO requests (maker, at, requests, input_tokens, cached_tokens, output_tokens, characters, \
             estimated_tokens, counted_tokens) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                maker,
                at,
                count(kept.requests),
                count(kept.input_tokens),
                count(kept.cached_tokens),
                count(kept.output_tokens),
                count(kept.characters),
                kept.accuracy.map(|accuracy| count(accuracy.estimated_tokens)),
                kept.accuracy.map(|accuracy| count(accuracy.counted_tokens)),
            ])?;
        request = Some(transaction.last_insert_rowid());
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO units (key, fingerprint, source, target, origin, maker, request, terms, article, position, at) \
         VALUES (?1, ?2, ?3, ?4, 'machine', ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    kept.replies.iter().try_for_each(|reply| {
        insert_terms(transaction, &reply.terms)?;
        let position = i64::try_from(reply.position).unwrap_or(i64::MAX);
        let fingerprint = reply.fingerprint.number().cast_signed();
        let (source, target) = (one_line(&reply.source), &reply.target);
        let terms = Some(blob(&reply.terms)).filter(|_| request.is_some());
        statement
            .execute(params![
                key(&source),
                fingerprint,
                source,
                target,
                maker,
                request,
                terms,
                reply.article,
                position,
                at
            ])
            .map(drop)
    })
}
