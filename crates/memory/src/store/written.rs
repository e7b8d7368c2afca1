//! What people wrote, and what came with memories of others.

use super::replies::{blob, insert_terms, keys};
use super::units::Entry;
use super::{Memory, MemoryError, TermUse, key, now, origin};
use crate::fingerprint::one_line;
use crate::{Fingerprint, Unit};
use duizhao_core::article::Origin;
use duizhao_glossary::Term;
use rusqlite::{Row, Transaction, params};
use std::collections::{BTreeMap, HashMap, HashSet};

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
        Self {
            fingerprint: crate::fingerprint_of_terms(terms),
            terms: TermUse::all(terms),
        }
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
    /// edition said before of the same sentences is replaced, and of those in `open`, for which nobody answers any
    /// longer, forgotten; what it said of other sentences stays. Linear in the edition.
    ///
    /// # Panics
    ///
    /// If it is called from a task of a runtime: it waits for the disk.
    pub fn adopt(
        &self,
        edition: &str,
        lines: Vec<Adoption>,
        open: &[String],
    ) -> Result<(), MemoryError> {
        let known = self.human_of(edition)?;
        let mut by_source: BTreeMap<String, Vec<Adoption>> = BTreeMap::new();
        for source in open {
            by_source.entry(one_line(source).into_owned()).or_default();
        }
        for line in lines {
            by_source
                .entry(one_line(&line.source).into_owned())
                .or_default()
                .push(line);
        }
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        for (source, mut lines) in by_source {
            let known = known.get(&source).map(Vec::as_slice).unwrap_or_default();
            let mut seen = HashSet::new();
            lines.retain(|line| seen.insert(line.target.clone()));
            gone.extend(
                known
                    .iter()
                    .filter(|known| lines.iter().all(|line| line.target != known.target))
                    .map(|k| k.id),
            );
            for line in lines {
                match known.iter().find(|known| known.target == line.target) {
                    Some(known) if known.basis == Some(line.basis) || line.terms.is_none() => {
                        continue;
                    }
                    // What stands under other terms now is news to other editions.
                    Some(known) => gone.push(known.id),
                    None => {}
                }
                new.push((source.clone(), line));
            }
        }
        if gone.is_empty() && new.is_empty() {
            return Ok(());
        }
        let edition = edition.to_owned();
        self.write_now(Box::new(move |transaction| {
            gone.iter().try_for_each(|id| delete(transaction, *id))?;
            new.iter()
                .try_for_each(|(source, line)| insert_human(transaction, &edition, source, line))
        }))
    }

    /// What people wrote in an edition, by sentence.
    fn human_of(&self, edition: &str) -> Result<HashMap<String, Vec<Known>>, MemoryError> {
        const SQL: &str =
            "SELECT id, source, target, basis FROM units WHERE article = ?1 AND origin = 'human'";
        let mut by_source: HashMap<String, Vec<Known>> = HashMap::new();
        self.read(|reader| {
            let mut statement = reader.prepare_cached(SQL)?;
            let mut rows = statement.query([edition])?;
            while let Some(row) = rows.next()? {
                let known = Known {
                    id: row.get("id")?,
                    target: row.get("target")?,
                    basis: basis(row)?,
                };
                by_source.entry(row.get("source")?).or_default().push(known);
            }
            Ok(())
        })?;
        Ok(by_source)
    }

    /// Forgets what was kept of an edition: somebody wants it replaced.
    pub fn disown(&self, edition: &str) -> Result<(), MemoryError> {
        let edition = edition.to_owned();
        self.write_now(Box::new(move |transaction| {
            const SQL: &str = "DELETE FROM units WHERE article = ?1 AND origin = 'human'";
            transaction
                .prepare_cached(SQL)?
                .execute([&edition])
                .map(drop)
        }))
    }

    /// What people wrote for exactly this sentence in other editions than one, the latest first, as far as `is_it` says
    /// that it is what is looked for.
    pub fn human(
        &self,
        source: &str,
        but: &str,
        is_it: impl Fn(&Written) -> bool,
    ) -> Result<Option<Written>, MemoryError> {
        const SQL: &str = "SELECT source, target, origin, basis FROM units INDEXED BY units_key \
             WHERE key = ?1 AND origin = 'human' AND article IS NOT ?2 ORDER BY id DESC";
        self.latest(SQL, source, but, is_it)
    }

    /// What came for exactly this sentence with memories of others but for one edition's: what people wrote first, and of
    /// either the latest.
    pub fn brought(&self, source: &str, but: &str) -> Result<Option<Written>, MemoryError> {
        const SQL: &str = "SELECT source, target, origin, basis FROM units INDEXED BY units_key \
             WHERE key = ?1 AND origin = 'memory' AND ?2 IS NOT NULL ORDER BY id DESC";
        match self.human(source, but, |written| written.basis.is_none())? {
            Some(human) => Ok(Some(human)),
            None => self.latest(SQL, source, but, |_| true),
        }
    }

    /// The first unit that a statement finds of a sentence, and that is looked for.
    fn latest(
        &self,
        sql: &str,
        source: &str,
        but: &str,
        is_it: impl Fn(&Written) -> bool,
    ) -> Result<Option<Written>, MemoryError> {
        let source = one_line(source);
        self.read(|reader| {
            let mut statement = reader.prepare_cached(sql)?;
            let mut rows = statement.query(params![key(&source), but])?;
            while let Some(row) = rows.next()? {
                let written = Written {
                    target: row.get("target")?,
                    origin: origin(row, "origin")?,
                    basis: basis(row)?,
                };
                if one_line(row.get_ref("source")?.as_str()?) == source && is_it(&written) {
                    return Ok(Some(written));
                }
            }
            Ok(None)
        })
    }

    /// The terms that a person's translation in an edition was made under, by hash.
    pub fn terms_of(&self, edition: &str, source: &str) -> Result<Option<Vec<u64>>, MemoryError> {
        const SQL: &str = "SELECT terms FROM units WHERE key = ?1 AND article = ?2 AND origin = 'human' \
             AND terms IS NOT NULL ORDER BY id DESC LIMIT 1";
        let row = self.read(|reader| {
            super::find(reader, SQL, params![key(source), edition], |row| {
                row.get::<_, Vec<u8>>(0)
            })
        });
        Ok(row?.map(|terms| keys(&terms)))
    }

    /// The keys of all sentences that people translated.
    pub fn human_sentences(&self) -> Result<HashSet<i64>, MemoryError> {
        const SQL: &str = "SELECT key FROM units WHERE origin = 'human'";
        self.read(|reader| {
            reader
                .prepare_cached(SQL)?
                .query_map([], |row| row.get(0))?
                .collect()
        })
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

    /// Gives the key and the number of every unit that people wrote or brought to `each`, if its number is in a range of
    /// serials: after the first, up to the second.
    pub fn written_between(
        &self,
        from: i64,
        to: i64,
        mut each: impl FnMut(i64, i64),
    ) -> Result<(), MemoryError> {
        const SQL: &str =
            "SELECT key, id FROM units WHERE origin <> 'machine' AND id > ?1 AND id <= ?2";
        self.read(|reader| {
            let mut statement = reader.prepare_cached(SQL)?;
            let mut rows = statement.query([from, to])?;
            while let Some(row) = rows.next()? {
                each(row.get(0)?, row.get(1)?);
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

/// A translation of a sentence that a person wrote in an edition.
struct Known {
    id: i64,
    target: String,
    basis: Option<Fingerprint>,
}

/// What a row says that its translation depended on.
fn basis(row: &Row<'_>) -> rusqlite::Result<Option<Fingerprint>> {
    let basis: Option<i64> = row.get("basis")?;
    Ok(basis.map(|basis| Fingerprint::from_number(basis.cast_unsigned())))
}

fn delete(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM units WHERE id = ?1")?
        .execute([id])
        .map(drop)
}

fn insert_human(
    transaction: &Transaction<'_>,
    edition: &str,
    source: &str,
    line: &Adoption,
) -> rusqlite::Result<()> {
    insert_terms(transaction, line.terms.as_deref().unwrap_or_default())?;
    const SQL: &str = "INSERT INTO units (key, source, target, origin, terms, basis, article, at) \
         VALUES (?1, ?2, ?3, 'human', ?4, ?5, ?6, ?7)";
    let (terms, basis) = (
        line.terms.as_deref().map(blob),
        line.basis.number().cast_signed(),
    );
    transaction
        .prepare_cached(SQL)?
        .execute(params![
            key(source),
            source,
            line.target,
            terms,
            basis,
            edition,
            now()
        ])
        .map(drop)
}

/// Inserts a unit of others unless it is known. What a machine made elsewhere is of another's memory here, but for what
/// this memory's own machines made and comes back.
fn insert_unit(transaction: &Transaction<'_>, unit: &Unit) -> rusqlite::Result<bool> {
    let as_machine = Entry::of(Unit {
        origin: Origin::Machine,
        ..unit.clone()
    });
    // A gloss is no translation.
    let is_none = unit.origin == Origin::Gloss
        || unit.source.trim().is_empty()
        || unit.target.trim().is_empty();
    if is_none || (unit.origin == Origin::Machine && as_machine.is_known(transaction)?) {
        return Ok(false);
    }
    let origin = if unit.origin == Origin::Human {
        Origin::Human
    } else {
        Origin::Memory
    };
    Entry::of(Unit {
        origin,
        ..unit.clone()
    })
    .insert(transaction)
}
