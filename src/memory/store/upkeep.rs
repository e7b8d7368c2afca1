//! Going through everything that the memory holds.

use super::replies::{insert_terms, maker_id};
use super::{Maker, Memory, MemoryError, TermUse, key, origin, schema};
use crate::article::Origin;
use crate::memory::{Fingerprint, Unit};
use rusqlite::{Row, ToSql, Transaction, params};
use std::path::Path;
use std::sync::mpsc::channel;

/// What units have in common, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Where they came from.
    pub origin: Origin,
    /// The backend, where a machine made them.
    pub backend: Option<String>,
    /// Its model, if it has several.
    pub model: Option<String>,
    /// How many there are.
    pub units: u64,
    /// Characters of Chinese.
    pub characters: u64,
}

/// What is to be taken out of a memory. Only machine translations ever are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Those of this backend.
    pub backend: Option<String>,
    /// Those made before this time, in seconds since 1970.
    pub before: Option<i64>,
    /// Whether to say only how many there are.
    pub dry_run: bool,
}

const UNITS: &str = "SELECT units.id, source, target, origin, backend, model, article, position, at, note, \
     fingerprint, terms, basis, identity FROM units LEFT JOIN makers ON makers.id = maker";

/// A unit with all that the memory knows of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    unit: Unit,
    fingerprint: Option<i64>,
    terms: Option<Vec<u8>>,
    basis: Option<i64>,
    identity: Option<i64>,
}

impl Entry {
    /// A unit of which nothing more is known.
    pub(super) fn of(unit: Unit) -> Self {
        Self { unit, ..Self::default() }
    }

    /// The same unit in another memory: what a person wrote in an edition there is not of the edition of that name here.
    fn of_another(mut self, whose: &str) -> Self {
        if self.unit.origin == Origin::Human {
            self.unit.article = Some(format!("{whose}: {}", self.unit.article.unwrap_or_default()));
        }
        self
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (fingerprint, terms) = (row.get("fingerprint")?, row.get("terms")?);
        Ok(Self { unit: unit(row)?, fingerprint, terms, basis: row.get("basis")?, identity: row.get("identity")? })
    }

    /// Inserts it unless there is one like it, and says whether there was none.
    pub(super) fn insert(&self, transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
        let Self { unit, fingerprint, terms, basis, identity } = self;
        let (source, target, origin) = (unit.source.trim(), unit.target.trim(), unit.origin.name());
        const LIKE: &str = "SELECT 1 FROM units WHERE key = ?1 AND source = ?2 AND target = ?3 AND origin = ?4 \
             AND article IS ?5 AND fingerprint IS ?6";
        let key = key(source);
        let like = params![key, source, target, origin, unit.article, fingerprint];
        if transaction.prepare_cached(LIKE)?.exists(like)? {
            return Ok(false);
        }
        let maker = match &unit.backend {
            Some(backend) => {
                let identity = Fingerprint::from_number(identity.unwrap_or_default().cast_unsigned());
                let maker = Maker { backend: backend.clone(), model: unit.model.clone(), identity };
                Some(maker_id(transaction, &maker)?)
            }
            None => None,
        };
        const SQL: &str = "INSERT INTO units (key, fingerprint, source, target, origin, maker, terms, basis, article, \
             position, at, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let position = unit.position.and_then(|position| i64::try_from(position).ok());
        transaction.prepare_cached(SQL)?.execute(params![
            key,
            fingerprint,
            source,
            target,
            origin,
            maker,
            terms,
            basis,
            unit.article,
            position,
            unit.at,
            unit.note
        ])?;
        Ok(true)
    }
}

impl Memory {
    /// Gives every unit to `each`, oldest first, until it returns an error.
    pub fn each_unit<E: From<MemoryError>>(&self, mut each: impl FnMut(Unit) -> Result<(), E>) -> Result<(), E> {
        let mut after = 0;
        loop {
            // Page by page, so that whoever takes long to use a unit holds up nobody who writes.
            let page = self.page(after)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = *last;
            page.into_iter().try_for_each(|(_, entry)| each(entry.unit))?;
        }
    }

    fn page(&self, after: i64) -> Result<Vec<(i64, Entry)>, MemoryError> {
        let sql = format!("{UNITS} WHERE units.id > ?1 ORDER BY units.id LIMIT 5000");
        self.read(|reader| {
            let mut statement = reader.prepare_cached(&sql)?;
            statement.query_map([after], |row| Ok((row.get(0)?, Entry::read(row)?)))?.collect()
        })
    }

    /// The units whose Chinese or English holds a text, the latest first: upper and lower case are the same.
    pub fn containing(&self, text: &str, most: usize) -> Result<Vec<Unit>, MemoryError> {
        let sql = format!(
            "{UNITS} WHERE source LIKE ?1 ESCAPE '\\' OR target LIKE ?1 ESCAPE '\\' \
             ORDER BY origin = 'human' DESC, units.id DESC LIMIT ?2"
        );
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let values: [&dyn ToSql; 2] = [&format!("%{escaped}%"), &most];
        self.units(&sql, &values)
    }

    /// The unit of a number that [`Memory::each_source`] gave.
    pub fn unit(&self, id: i64) -> Result<Option<Unit>, MemoryError> {
        let units = self.units(&format!("{UNITS} WHERE units.id = ?1"), &[&id])?;
        Ok(units.into_iter().next())
    }

    fn units(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<Unit>, MemoryError> {
        self.read(|reader| reader.prepare_cached(sql)?.query_map(values, unit)?.collect())
    }

    /// Gives number and source of every unit to `each`, oldest first; only of those that no machine made, if `written`.
    pub fn each_source(&self, written: bool, mut each: impl FnMut(i64, &str)) -> Result<(), MemoryError> {
        let only = if written { "WHERE origin <> 'machine'" } else { "" };
        self.read(|reader| {
            let mut statement = reader.prepare(&format!("SELECT id, source FROM units {only} ORDER BY id"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                each(row.get(0)?, row.get_ref(1)?.as_str()?);
            }
            Ok(())
        })
    }

    /// How many units of which kind there are, the most trusted kinds first.
    pub fn stats(&self) -> Result<Vec<Stats>, MemoryError> {
        const SQL: &str = "SELECT origin, backend, model, count(*) AS units, sum(length(source)) AS characters FROM units \
             LEFT JOIN makers ON makers.id = maker GROUP BY origin, backend, model";
        let count = |row: &Row<'_>, column| row.get::<_, i64>(column).map(i64::unsigned_abs);
        let mut stats: Vec<Stats> = self.read(|reader| {
            let read = |row: &Row<'_>| {
                Ok(Stats {
                    origin: origin(row, "origin")?,
                    backend: row.get("backend")?,
                    model: model(row)?,
                    units: count(row, "units")?,
                    characters: count(row, "characters")?,
                })
            };
            reader.prepare_cached(SQL)?.query_map([], read)?.collect()
        })?;
        stats.sort_by(|a, b| (a.origin, &a.backend, &a.model).cmp(&(b.origin, &b.backend, &b.model)));
        Ok(stats)
    }

    /// Takes machine translations out and returns how many: those that a later one with the same fingerprint replaces,
    /// and those that are asked for.
    pub fn prune(&self, what: &Pruned) -> Result<u64, MemoryError> {
        const REPLACED: &str = "origin = 'machine' AND EXISTS (SELECT 1 FROM units AS later \
             WHERE later.fingerprint = units.fingerprint AND later.id > units.id)";
        const ASKED: &str = "origin = 'machine' AND (?1 IS NOT NULL OR ?2 IS NOT NULL) AND (?2 IS NULL OR at < ?2) \
             AND (?1 IS NULL OR maker IN (SELECT id FROM makers WHERE backend = ?1))";
        let condition = format!("({REPLACED}) OR ({ASKED})");
        let (backend, before) = (what.backend.clone(), what.before);
        let count = format!("SELECT count(*) FROM units WHERE {condition}");
        let counted = self
            .read(|reader| reader.query_row(&count, rusqlite::params![backend, before], |row| row.get::<_, i64>(0)))?;
        if !what.dry_run && counted > 0 {
            let delete = format!("DELETE FROM units WHERE {condition}");
            self.write_now(Box::new(move |transaction| {
                transaction.execute(&delete, rusqlite::params![backend, before]).map(drop)
            }))?;
        }
        Ok(counted.unsigned_abs())
    }

    /// What is wrong with the file; nothing where it is sound. A damaged file is marked, and the next run that writes
    /// moves it aside. Linear in the file.
    pub fn verify(&self) -> Result<Vec<String>, MemoryError> {
        let faults = self.read(schema::faults)?;
        if let Some(first) = faults.first() {
            self.mark(&MemoryError { damaged: true, ..MemoryError::new(&self.path, first, "") });
        }
        Ok(faults)
    }

    /// Takes over the units of another memory that are not there, and returns how many.
    pub fn merge(&self, other: &Path) -> Result<usize, MemoryError> {
        let whose = other.display().to_string();
        let nothing = || MemoryError::new(other, "no such file", "name the `memory.db` of another project");
        let other = Self::open_to_read(other)?.ok_or_else(nothing)?;
        let terms = other.read(|reader| {
            let mut statement = reader.prepare("SELECT key, source, target FROM terms")?;
            let term = |row: &Row<'_>| {
                Ok(TermUse { key: row.get::<_, i64>(0)?.cast_unsigned(), source: row.get(1)?, target: row.get(2)? })
            };
            statement.query_map([], term)?.collect::<Result<Vec<_>, _>>()
        })?;
        self.write_now(Box::new(move |transaction| insert_terms(transaction, &terms)))?;
        let (mut new, mut after) = (0, 0);
        loop {
            let page = other.page(after)?;
            let Some((last, _)) = page.last() else { return Ok(new) };
            after = *last;
            let (sender, inserted) = channel();
            let page: Vec<(i64, Entry)> = page.into_iter().map(|(id, entry)| (id, entry.of_another(&whose))).collect();
            self.write_now(Box::new(move |transaction| {
                let new = page.iter().map(|(_, entry)| entry.insert(transaction)).collect::<Result<Vec<_>, _>>()?;
                // Whoever waits is still there.
                let _ = sender.send(new.into_iter().filter(|new| *new).count());
                Ok(())
            }))?;
            new += inserted.try_iter().last().unwrap_or(0);
        }
    }
}

fn unit(row: &Row<'_>) -> rusqlite::Result<Unit> {
    let position: Option<i64> = row.get("position")?;
    Ok(Unit {
        source: row.get("source")?,
        target: row.get("target")?,
        origin: origin(row, "origin")?,
        backend: row.get("backend")?,
        model: model(row)?,
        article: row.get("article")?,
        position: position.map(i64::unsigned_abs),
        at: row.get("at")?,
        note: row.get("note")?,
    })
}

fn model(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    Ok(row.get::<_, Option<String>>("model")?.filter(|model| !model.is_empty()))
}
