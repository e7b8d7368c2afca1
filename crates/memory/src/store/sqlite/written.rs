//! What people wrote, and what was imported.

use super::replies::{blob, insert_terms};
use super::units::UnitRow;
use super::{Adoption, Fingerprint, Origin, Unit, now, sentence_key};
use crate::store::written::{BySource, KnownLine, changes, imported};
use rusqlite::{Row, Transaction, params};
use std::collections::HashMap;

/// Keeps what a person wrote in an edition, by sentence.
pub(super) fn adopt(
    transaction: &Transaction<'_>,
    edition: &str,
    by_source: &BySource,
) -> rusqlite::Result<()> {
    let known = human_of(transaction, edition)?;
    for (source, lines) in by_source {
        let known = known.get(source).map(Vec::as_slice).unwrap_or_default();
        let (gone, new) = changes(known, lines);
        gone.into_iter()
            .try_for_each(|id| delete(transaction, id))?;
        new.into_iter()
            .try_for_each(|line| insert_human(transaction, edition, source, line))?;
    }
    Ok(())
}

/// Lists what people wrote in an edition, by sentence.
fn human_of(
    transaction: &Transaction<'_>,
    edition: &str,
) -> rusqlite::Result<HashMap<String, Vec<KnownLine>>> {
    const SQL: &str =
        "SELECT id, source, target, basis FROM units WHERE article = ?1 AND origin = 'human'";
    let mut by_source: HashMap<String, Vec<KnownLine>> = HashMap::new();
    let mut statement = transaction.prepare_cached(SQL)?;
    let mut rows = statement.query([edition])?;
    while let Some(row) = rows.next()? {
        let known = KnownLine {
            id: row.get("id")?,
            target: row.get("target")?,
            basis: basis(row)?,
        };
        by_source.entry(row.get("source")?).or_default().push(known);
    }
    Ok(by_source)
}

/// Deletes what people wrote in an edition.
pub(super) fn disown(transaction: &Transaction<'_>, edition: &str) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM units WHERE article = ?1 AND origin = 'human'")?
        .execute([edition])
        .map(drop)
}

/// Inserts units of other memories, and returns how many were new.
pub(super) fn import(transaction: &Transaction<'_>, units: &[Unit]) -> rusqlite::Result<usize> {
    let mut count = 0;
    for unit in units {
        count += usize::from(insert_unit(transaction, unit)?);
    }
    Ok(count)
}

/// Reads what a row says that its translation depended on.
pub(super) fn basis(row: &Row<'_>) -> rusqlite::Result<Option<Fingerprint>> {
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
            sentence_key(source),
            source,
            line.target,
            terms,
            basis,
            edition,
            now()
        ])
        .map(drop)
}

/// Inserts a unit of another memory unless it is known: what this memory's own machines made and comes back is.
fn insert_unit(transaction: &Transaction<'_>, unit: &Unit) -> rusqlite::Result<bool> {
    match imported(unit) {
        None => Ok(false),
        Some(_)
            if unit.origin == Origin::Machine
                && UnitRow::of(unit.clone()).is_known(transaction)? =>
        {
            Ok(false)
        }
        Some(unit) => UnitRow::of(unit).insert(transaction),
    }
}
