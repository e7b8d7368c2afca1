//! Units as rows: written once each, and gone through.

use super::replies::maker_id;
use super::{Maker, Memory, StoreError, find, origin, sentence_key};
use crate::{Fingerprint, Unit};
use duizhao_core::article::Origin;
use rusqlite::{Connection, Row, Transaction, params};

/// What is read of a unit.
pub(super) const UNITS: &str = "SELECT units.id, source, target, origin, backend, model, article, position, at, note, \
     fingerprint, terms, basis, identity FROM units LEFT JOIN makers ON makers.id = maker";

/// A unit with all that the memory knows of it.
#[derive(Debug, Clone, Default)]
pub(super) struct UnitRow {
    unit: Unit,
    fingerprint: Option<i64>,
    terms: Option<Vec<u8>>,
    basis: Option<i64>,
    identity: Option<i64>,
}

impl UnitRow {
    /// Makes a row of a unit of which nothing more is known.
    pub(super) fn of(unit: Unit) -> Self {
        Self {
            unit,
            ..Self::default()
        }
    }

    /// Returns the same unit in another memory: what a person wrote in an edition there is not of the edition of that name here.
    pub(super) fn of_another(mut self, whose: &str) -> Self {
        if self.unit.origin == Origin::Human {
            self.unit.article = Some(format!(
                "{whose}: {}",
                self.unit.article.unwrap_or_default()
            ));
        }
        self
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (fingerprint, terms) = (row.get("fingerprint")?, row.get("terms")?);
        Ok(Self {
            unit: unit(row)?,
            fingerprint,
            terms,
            basis: row.get("basis")?,
            identity: row.get("identity")?,
        })
    }

    /// Inserts it unless the memory says the same already, in whatever article; returns whether it did.
    pub(super) fn insert(&self, transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
        let Self {
            unit,
            fingerprint,
            terms,
            basis,
            identity,
        } = self;
        let (source, target, origin) = (unit.source.trim(), unit.target.trim(), unit.origin.name());
        if self.is_known(transaction)? {
            return Ok(false);
        }
        let maker = match &unit.backend {
            Some(backend) => {
                let identity =
                    Fingerprint::from_number(identity.unwrap_or_default().cast_unsigned());
                let maker = Maker {
                    backend: backend.clone(),
                    model: unit.model.clone(),
                    identity,
                };
                Some(maker_id(transaction, &maker)?)
            }
            None => None,
        };
        const SQL: &str = "INSERT INTO units (key, fingerprint, source, target, origin, maker, terms, basis, article, \
             position, at, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let position = unit
            .position
            .and_then(|position| i64::try_from(position).ok());
        transaction.prepare_cached(SQL)?.execute(params![
            sentence_key(source),
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

impl UnitRow {
    /// Tests whether there is a unit with this source and target of the same origin; of a machine's, one that depended on the
    /// same.
    pub(super) fn is_known(&self, transaction: &Transaction<'_>) -> rusqlite::Result<bool> {
        let Self {
            unit, fingerprint, ..
        } = self;
        let (source, target) = (unit.source.trim(), unit.target.trim());
        match (unit.origin, fingerprint) {
            (Origin::Machine, Some(fingerprint)) => {
                const SQL: &str =
                    "SELECT 1 FROM units WHERE fingerprint = ?1 AND source = ?2 AND target = ?3";
                transaction
                    .prepare_cached(SQL)?
                    .exists(params![fingerprint, source, target])
            }
            (origin, _) => {
                const SQL: &str = "SELECT 1 FROM units WHERE key = ?1 AND source = ?2 AND target = ?3 AND origin = ?4 LIMIT 1";
                transaction.prepare_cached(SQL)?.exists(params![
                    sentence_key(source),
                    source,
                    target,
                    origin.name()
                ])
            }
        }
    }
}

impl Memory {
    /// Gives every unit to `each`, oldest first, until it returns an error.
    pub fn each_unit<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(Unit) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = 0;
        loop {
            // Page by page, so that a slow reader holds up no writer.
            let page = self.page(after)?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = *last;
            page.into_iter()
                .try_for_each(|(_, entry)| each(entry.unit))?;
        }
    }

    pub(super) fn page(&self, after: i64) -> Result<Vec<(i64, UnitRow)>, StoreError> {
        let sql = format!("{UNITS} WHERE units.id > ?1 ORDER BY units.id LIMIT 5000");
        self.read(|reader| {
            let mut statement = reader.prepare_cached(&sql)?;
            statement
                .query_map([after], |row| Ok((row.get(0)?, UnitRow::read(row)?)))?
                .collect()
        })
    }

    /// Gives key and source of every unit to `each`; an error if any column of any does not read as it was written.
    pub(super) fn each_row(&self, mut each: impl FnMut(i64, &str)) -> Result<(), StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare(&UNITS.replacen("SELECT ", "SELECT key, ", 1))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let entry = UnitRow::read(row)?;
                each(row.get("key")?, &entry.unit.source);
            }
            Ok(())
        })
    }
}

/// Reads a unit.
pub(super) fn unit(row: &Row<'_>) -> rusqlite::Result<Unit> {
    let position: Option<i64> = row.get("position")?;
    Ok(Unit {
        source: row.get("source")?,
        target: row.get("target")?,
        origin: origin(row, "origin")?,
        backend: name(row, "backend")?,
        model: name(row, "model")?,
        article: row.get("article")?,
        position: position.map(i64::unsigned_abs),
        at: row.get("at")?,
        note: row.get("note")?,
    })
}

/// Reads a name in a column; `None` also for an empty one.
pub(super) fn name(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<String>> {
    let name: Option<String> = row.get(column)?;
    Ok(name.filter(|name| !name.is_empty()))
}

/// Returns the unit of a number.
pub(super) fn unit_of(reader: &Connection, id: i64) -> rusqlite::Result<Option<Unit>> {
    find(reader, &format!("{UNITS} WHERE units.id = ?1"), [id], unit)
}
