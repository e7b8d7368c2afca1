//! Taking over another project's memory.

use super::replies::insert_terms;
use super::units::UnitRow;
use super::{Memory, StoreError, TermUse};
use rusqlite::Transaction;
use std::path::Path;

impl Memory {
    /// Takes over the units of another memory that are not there, and returns how many.
    pub fn merge(&self, other: &Path) -> Result<usize, StoreError> {
        let is_same = std::fs::canonicalize(other)
            .is_ok_and(|o| std::fs::canonicalize(self.path()).is_ok_and(|p| o == p));
        if is_same {
            return Err(StoreError::Same {
                path: other.to_owned(),
            });
        }
        let whose = other.display().to_string();
        let other = Self::open_to_read(other)?.ok_or_else(|| StoreError::Missing {
            path: other.to_owned(),
        })?;
        let terms = other.read(|reader| {
            let mut statement = reader.prepare("SELECT key, source, target FROM terms")?;
            let terms = statement.query_map([], |row| {
                Ok(TermUse {
                    key: row.get::<_, i64>(0)?.cast_unsigned(),
                    source: row.get(1)?,
                    target: row.get(2)?,
                })
            })?;
            terms.collect::<Result<Vec<_>, _>>()
        })?;
        self.write_now(move |transaction| insert_terms(transaction, &terms))?;
        let (mut new, mut after) = (0, 0);
        loop {
            let page = other.page(after)?;
            let Some((last, _)) = page.last() else {
                self.update_index()?;
                return Ok(new);
            };
            after = *last;
            let page: Vec<UnitRow> = page
                .into_iter()
                .map(|(_, entry)| entry.of_another(&whose))
                .collect();
            new += self.write_now(move |transaction| insert_all(transaction, &page))?;
        }
    }
}

/// Inserts units, and returns how many were not there.
fn insert_all(transaction: &Transaction<'_>, page: &[UnitRow]) -> rusqlite::Result<usize> {
    let mut new = 0;
    for entry in page {
        new += usize::from(entry.insert(transaction)?);
    }
    Ok(new)
}
