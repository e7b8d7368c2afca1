//! Taking over another project's memory.

use super::replies::insert_terms;
use super::units::Entry;
use super::{Memory, MemoryError, TermUse};
use rusqlite::Row;
use std::path::Path;
use std::sync::mpsc::channel;

impl Memory {
    /// Takes over the units of another memory that are not there, and returns how many.
    pub fn merge(&self, other: &Path) -> Result<usize, MemoryError> {
        let is_same = std::fs::canonicalize(other)
            .is_ok_and(|o| std::fs::canonicalize(&self.path).is_ok_and(|p| o == p));
        if is_same {
            return Err(MemoryError::new(
                other,
                "this is the project's own memory",
                "name another project's",
            ));
        }
        let whose = other.display().to_string();
        let nothing = || {
            MemoryError::new(
                other,
                "no such file",
                "name the `memory.db` of another project",
            )
        };
        let other = Self::open_to_read(other)?.ok_or_else(nothing)?;
        let terms = other.read(|reader| {
            let mut statement = reader.prepare("SELECT key, source, target FROM terms")?;
            let term = |row: &Row<'_>| {
                Ok(TermUse {
                    key: row.get::<_, i64>(0)?.cast_unsigned(),
                    source: row.get(1)?,
                    target: row.get(2)?,
                })
            };
            statement
                .query_map([], term)?
                .collect::<Result<Vec<_>, _>>()
        })?;
        self.write_now(Box::new(move |transaction| {
            insert_terms(transaction, &terms)
        }))?;
        let (mut new, mut after) = (0, 0);
        loop {
            let page = other.page(after)?;
            let Some((last, _)) = page.last() else {
                return Ok(new);
            };
            after = *last;
            let (sender, inserted) = channel();
            let page: Vec<(i64, Entry)> = page
                .into_iter()
                .map(|(id, entry)| (id, entry.of_another(&whose)))
                .collect();
            self.write_now(Box::new(move |transaction| {
                let new = page
                    .iter()
                    .map(|(_, entry)| entry.insert(transaction))
                    .collect::<Result<Vec<_>, _>>()?;
                // Whoever waits is still there.
                let _ = sender.send(new.into_iter().filter(|new| *new).count());
                Ok(())
            }))?;
            new += inserted.try_iter().last().unwrap_or(0);
        }
    }
}
