//! What people wrote, and what came with memories of others.

use super::replies::{blob, insert_terms, keys};
use super::upkeep::Entry;
use super::{Memory, MemoryError, TermUse, key, now, origin};
use crate::article::Origin;
use crate::glossary::Term;
use crate::memory::fingerprint::one_line;
use crate::memory::{Fingerprint, Unit};
use rusqlite::{Transaction, params};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// The terms that a person's translation was made under.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Basis {
    /// A hash of them all, as [`Fingerprint::of_terms`] makes it.
    pub fingerprint: Fingerprint,
    /// The terms.
    pub terms: Vec<TermUse>,
}

impl Basis {
    /// The terms that hold now.
    pub fn of(terms: &[&Term]) -> Self {
        Self { fingerprint: Fingerprint::of_terms(terms), terms: TermUse::all(terms) }
    }
}

/// A translation that a person answers for, to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adoption {
    /// The sentence.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// What it depended on, as [`Fingerprint::of_terms`] makes it.
    pub basis: Fingerprint,
    /// The terms of that, where they are known.
    pub terms: Option<Vec<TermUse>>,
}

/// A translation that no machine made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The translation.
    pub target: String,
    /// [`Origin::Human`], or [`Origin::Memory`] for what came with the memory of others.
    pub origin: Origin,
    /// What [`Basis::fingerprint`] was when it was kept; `None` where it is not known.
    pub basis: Option<Fingerprint>,
}

impl Memory {
    /// Keeps what a person wrote in one edition: its sentences with their translations, and the terms of each. What the
    /// edition said before of the same sentences is replaced; other sentences stay.
    ///
    /// # Panics
    ///
    /// If it is called from a task of a runtime: it waits for the disk.
    pub fn adopt(&self, edition: &str, lines: Vec<Adoption>) -> Result<(), MemoryError> {
        let edition = edition.to_owned();
        self.write_now(Box::new(move |transaction| {
            let by_source: BTreeSet<Cow<'_, str>> = lines.iter().map(|line| one_line(&line.source)).collect();
            for source in by_source {
                let of_source: Vec<&Adoption> = lines.iter().filter(|line| one_line(&line.source) == source).collect();
                let known = known(transaction, &edition, &source)?;
                for known in &known {
                    if of_source.iter().all(|line| line.target != known.target) {
                        delete(transaction, known.id)?;
                    }
                }
                for line in of_source {
                    let is_known = |known: &&Known| known.target == line.target;
                    match known.iter().find(is_known) {
                        Some(known) if known.basis == Some(line.basis) || line.terms.is_none() => {}
                        // What stands under other terms now is news to other editions.
                        Some(known) => {
                            delete(transaction, known.id)?;
                            insert_human(transaction, &edition, &source, line)?;
                        }
                        None => insert_human(transaction, &edition, &source, line)?,
                    }
                }
            }
            Ok(())
        }))
    }

    /// Forgets what was kept of an edition: somebody wants it replaced.
    pub fn disown(&self, edition: &str) -> Result<(), MemoryError> {
        let edition = edition.to_owned();
        self.write_now(Box::new(move |transaction| {
            const SQL: &str = "DELETE FROM units WHERE article = ?1 AND origin = 'human'";
            transaction.prepare_cached(SQL)?.execute([&edition]).map(drop)
        }))
    }

    /// What is known of exactly this sentence that no machine made, but for what stands in one edition: what people
    /// wrote first, and of either the latest first.
    pub fn written(&self, source: &str, but: &str) -> Result<Vec<Written>, MemoryError> {
        const SQL: &str = "SELECT source, target, origin, basis FROM units WHERE key = ?1 AND origin <> 'machine' \
             AND (origin <> 'human' OR article IS NOT ?2) ORDER BY origin = 'human' DESC, id DESC";
        let source = one_line(source);
        self.read(|reader| {
            let mut statement = reader.prepare_cached(SQL)?;
            let rows = statement.query_map(params![key(&source), but], |row| {
                let basis: Option<i64> = row.get("basis")?;
                let basis = basis.map(|basis| Fingerprint::from_number(basis.cast_unsigned()));
                let known: String = row.get("source")?;
                Ok((known, Written { target: row.get("target")?, origin: origin(row, "origin")?, basis }))
            })?;
            let rows = rows.filter_map(|row| {
                row.map(|(known, written)| (one_line(&known) == source).then_some(written)).transpose()
            });
            rows.collect()
        })
    }

    /// The terms that a person's translation in an edition was made under, by hash.
    pub fn terms_of(&self, edition: &str, source: &str) -> Result<Option<Vec<u64>>, MemoryError> {
        const SQL: &str = "SELECT terms FROM units WHERE key = ?1 AND article = ?2 AND origin = 'human' \
             AND terms IS NOT NULL ORDER BY id DESC LIMIT 1";
        let row =
            self.read(|reader| super::find(reader, SQL, params![key(source), edition], |row| row.get::<_, Vec<u8>>(0)));
        Ok(row?.map(|terms| keys(&terms)))
    }

    /// The keys of all sentences that people translated.
    pub fn human_sentences(&self) -> Result<HashSet<i64>, MemoryError> {
        const SQL: &str = "SELECT key FROM units WHERE origin = 'human'";
        self.read(|reader| reader.prepare_cached(SQL)?.query_map([], |row| row.get(0))?.collect())
    }

    /// Whether anything came with a memory of others.
    pub fn holds_brought(&self) -> Result<bool, MemoryError> {
        const SQL: &str = "SELECT 1 FROM units WHERE origin <> 'machine' AND basis IS NULL LIMIT 1";
        self.read(|reader| reader.prepare_cached(SQL)?.exists([]))
    }

    /// Grows with everything that people write or bring.
    pub fn serial(&self) -> Result<i64, MemoryError> {
        const SQL: &str = "SELECT coalesce(max(id), 0) FROM units WHERE origin <> 'machine'";
        self.read(|reader| reader.query_row(SQL, [], |row| row.get(0)))
    }

    /// Gives every sentence that people wrote or brought since a serial to `each`.
    pub fn written_since(&self, serial: i64, mut each: impl FnMut(&str)) -> Result<(), MemoryError> {
        const SQL: &str = "SELECT source FROM units WHERE origin <> 'machine' AND id > ?1";
        self.read(|reader| {
            let mut statement = reader.prepare_cached(SQL)?;
            let mut rows = statement.query([serial])?;
            while let Some(row) = rows.next()? {
                each(row.get_ref(0)?.as_str()?);
            }
            Ok(())
        })
    }

    /// Keeps units of others, as they are. Returns how many were new.
    ///
    /// # Panics
    ///
    /// As [`Memory::adopt`].
    pub fn import(&self, units: Vec<Unit>) -> Result<usize, MemoryError> {
        let (sender, new) = std::sync::mpsc::channel();
        self.write_now(Box::new(move |transaction| {
            let mut count = 0;
            for unit in &units {
                count += usize::from(insert_unit(transaction, unit)?);
            }
            // Whoever waits is still there.
            let _ = sender.send(count);
            Ok(())
        }))?;
        Ok(new.try_iter().last().unwrap_or(0))
    }
}

/// A translation by a person of a sentence in an edition.
struct Known {
    id: i64,
    target: String,
    basis: Option<Fingerprint>,
}

/// The translations by people of a sentence in an edition.
fn known(transaction: &Transaction<'_>, edition: &str, source: &str) -> rusqlite::Result<Vec<Known>> {
    const SQL: &str =
        "SELECT id, target, basis FROM units WHERE key = ?1 AND source = ?2 AND article = ?3 AND origin = 'human'";
    let mut statement = transaction.prepare_cached(SQL)?;
    let rows = statement.query_map(params![key(source), source, edition], |row| {
        let basis: Option<i64> = row.get(2)?;
        let basis = basis.map(|basis| Fingerprint::from_number(basis.cast_unsigned()));
        Ok(Known { id: row.get(0)?, target: row.get(1)?, basis })
    })?;
    rows.collect()
}

fn delete(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    transaction.prepare_cached("DELETE FROM units WHERE id = ?1")?.execute([id]).map(drop)
}

fn insert_human(transaction: &Transaction<'_>, edition: &str, source: &str, line: &Adoption) -> rusqlite::Result<()> {
    insert_terms(transaction, line.terms.as_deref().unwrap_or_default())?;
    const SQL: &str = "INSERT INTO units (key, source, target, origin, terms, basis, article, at) \
         VALUES (?1, ?2, ?3, 'human', ?4, ?5, ?6, ?7)";
    let (terms, basis) = (line.terms.as_deref().map(blob), line.basis.number().cast_signed());
    transaction
        .prepare_cached(SQL)?
        .execute(params![key(source), source, line.target, terms, basis, edition, now()])
        .map(drop)
}

/// Inserts a unit of others unless there is one like it. What a machine made elsewhere is of another's memory here.
fn insert_unit(transaction: &Transaction<'_>, unit: &Unit) -> rusqlite::Result<bool> {
    let origin = if unit.origin == Origin::Human { Origin::Human } else { Origin::Memory };
    // A gloss is no translation.
    let is_none = unit.origin == Origin::Gloss || unit.source.trim().is_empty() || unit.target.trim().is_empty();
    Ok(!is_none && Entry::of(Unit { origin, ..unit.clone() }).insert(transaction)?)
}
