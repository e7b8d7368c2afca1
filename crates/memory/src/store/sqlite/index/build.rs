//! Chunks of units: putting them into the index, and telling whether they are those of the memory.

use super::{Limits, Scope, Trouble};
use crate::fuzzy::{ChunkLists, IndexedUnit, ListOf, MOST_UNITS};
use crate::store::sqlite::find;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

/// Units of a chunk by which it is known.
const SAMPLES: usize = 16;
/// Bits of the number of a row that are its number in its chunk.
const ROW_BITS: u32 = 12;

/// Units by number, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Chunk {
    fn span(self) -> i64 {
        self.last - self.first + 1
    }

    /// Returns the number of one of its rows.
    pub(super) fn row(self, number: u32) -> i64 {
        self.first << ROW_BITS | i64::from(number)
    }

    /// Returns the numbers of all of its rows: from the first of them to the last.
    fn rows(self) -> [i64; 2] {
        [self.row(0), self.row((1 << ROW_BITS) - 1)]
    }
}

/// Lists the chunks in order.
pub(super) fn chunks(index: &Connection) -> rusqlite::Result<Vec<Chunk>> {
    let mut statement = index.prepare_cached("SELECT first, last FROM chunks ORDER BY first")?;
    let chunks = statement.query_map([], |row| {
        Ok(Chunk {
            first: row.get(0)?,
            last: row.get(1)?,
        })
    })?;
    chunks.collect()
}

/// Tests whether more than some thousands of units come after the last one in the index.
pub(super) fn is_behind(
    memory: &Connection,
    scope: Scope,
    last: i64,
    limits: Limits,
) -> rusqlite::Result<bool> {
    let after = after(scope);
    let latest = format!("SELECT max(id) FROM units WHERE {after}");
    let latest: Option<i64> = memory
        .prepare_cached(&latest)?
        .query_row([last], |row| row.get(0))?;
    if latest.is_none_or(|latest| latest - last <= limits.recent) {
        return Ok(false);
    }
    // Numbers may be missing.
    let sql = format!(
        "SELECT 1 FROM units WHERE {after} LIMIT 1 OFFSET {}",
        limits.recent
    );
    memory.prepare_cached(&sql)?.exists([last])
}

/// Gives number and Chinese of each unit after a number to `each`, in order.
pub(super) fn each_recent(
    memory: &Connection,
    scope: Scope,
    last: i64,
    mut each: impl FnMut(i64, &str),
) -> rusqlite::Result<()> {
    let sql = format!(
        "SELECT id, source FROM units WHERE {} ORDER BY id",
        after(scope)
    );
    let mut statement = memory.prepare_cached(&sql)?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        each(row.get(0)?, row.get_ref(1)?.as_str()?);
    }
    Ok(())
}

fn after(scope: Scope) -> &'static str {
    match scope {
        Scope::All => "id > ?1",
        Scope::Written => "origin <> 'machine' AND id > ?1",
    }
}

/// Makes sure that the chunks are those of the memory, and that most of their units are still there. `fitting` has those that
/// are known to be.
pub(super) fn check(
    index: &Connection,
    memory: &Connection,
    fitting: &mut Vec<Chunk>,
) -> Result<(), Trouble> {
    let found = chunks(index).map_err(Trouble::Index)?;
    for chunk in found.iter().filter(|chunk| !fitting.contains(chunk)) {
        let samples: Option<Vec<u8>> = find(
            index,
            "SELECT samples FROM chunks WHERE first = ?1 AND last = ?2",
            [chunk.first, chunk.last],
            |row| row.get(0),
        )
        .map_err(Trouble::Index)?;
        // Another process may have put it into a larger one.
        if let Some(samples) = samples
            && !are_there(memory, &samples).map_err(Trouble::Memory)?
        {
            return Err(Trouble::Unfit);
        }
    }
    let are_in_order = found.windows(2).all(|two| two[0].last < two[1].first);
    let have_a_size = found
        .iter()
        .all(|chunk| (1..=MOST_UNITS).contains(&chunk.span()));
    if !are_in_order || !have_a_size {
        return Err(Trouble::Unfit);
    }
    *fitting = found;
    Ok(())
}

/// Tests whether half of some units or more are in the memory, and none of them is another one.
fn are_there(memory: &Connection, samples: &[u8]) -> rusqlite::Result<bool> {
    let (pairs, rest) = samples.as_chunks::<16>();
    let mut missing = 0;
    for pair in pairs {
        let number = |at: usize| i64::from_le_bytes(std::array::from_fn(|i| pair[at + i]));
        let sql = "SELECT key FROM units WHERE id = ?1";
        match find(memory, sql, [number(0)], |row| row.get::<_, i64>(0))? {
            Some(key) if key == number(8) => {}
            Some(_) => return Ok(false),
            None => missing += 1,
        }
    }
    Ok(rest.is_empty() && !pairs.is_empty() && missing * 2 <= pairs.len())
}

/// Puts all new units into the index, chunk by chunk, each in a transaction of its own: processes that do this at once
/// share the work.
pub(super) fn update(
    index: &mut Connection,
    memory: &Connection,
    limits: Limits,
) -> Result<(), Trouble> {
    loop {
        let transaction = index
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Trouble::Index)?;
        let chunks = chunks(&transaction).map_err(Trouble::Index)?;
        let Some((chunk, replaced)) = next(memory, &chunks, limits).map_err(Trouble::Memory)?
        else {
            return Ok(());
        };
        for chunk in replaced {
            delete(&transaction, *chunk).map_err(Trouble::Index)?;
        }
        insert(&transaction, memory, chunk)?;
        transaction.commit().map_err(Trouble::Index)?;
    }
}

/// Returns the next chunk to be made, and those that it takes the place of; `None` where all units are in one. Small
/// chunks become larger ones, so that they stay few, and a unit is put into some five of them at most.
fn next<'c>(
    memory: &Connection,
    chunks: &'c [Chunk],
    limits: Limits,
) -> rusqlite::Result<Option<(Chunk, &'c [Chunk])>> {
    const SQL: &str = "SELECT min(id), max(id) FROM (SELECT min(id) AS id FROM units WHERE id > ?1 \
         UNION ALL SELECT max(id) FROM units WHERE id > ?1)";
    let through = chunks.last().map_or(0, |chunk| chunk.last);
    let ends = memory.prepare_cached(SQL)?.query_row([through], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    let (Some(mut first), Some(latest)) = ends else {
        return Ok(None);
    };
    let last = latest.min(first + limits.chunk - 1);
    let mut kept = chunks.len();
    while let Some(chunk) = chunks[..kept].last()
        && chunk.span() <= 2 * (last - first + 1)
        && last - chunk.first < limits.chunk
    {
        first = chunk.first;
        kept -= 1;
    }
    Ok(Some((Chunk { first, last }, &chunks[kept..])))
}

fn delete(index: &Transaction<'_>, chunk: Chunk) -> rusqlite::Result<()> {
    index
        .prepare_cached("DELETE FROM lists WHERE id BETWEEN ?1 AND ?2")?
        .execute(chunk.rows())?;
    index
        .prepare_cached("DELETE FROM chunks WHERE first = ?1")?
        .execute([chunk.first])
        .map(drop)
}

/// Reads the units of a chunk twice, and inserts their lists. The memory is in a transaction: both passes see the same.
fn insert(index: &Transaction<'_>, memory: &Connection, chunk: Chunk) -> Result<(), Trouble> {
    let mut keys = Vec::new();
    let mut lists = ChunkLists::new();
    let measured = each_unit(memory, chunk, |key, unit| {
        keys.push((chunk.first + i64::from(unit.number), key));
        lists.measure(unit);
    });
    measured.map_err(Trouble::Memory)?;
    lists.measured();
    each_unit(memory, chunk, |_, unit| lists.write(unit)).map_err(Trouble::Memory)?;
    insert_rows(index, chunk, &lists, &samples(&keys)).map_err(Trouble::Index)
}

fn insert_rows(
    index: &Transaction<'_>,
    chunk: Chunk,
    lists: &ChunkLists,
    samples: &[u8],
) -> rusqlite::Result<()> {
    let mut statement = index.prepare_cached("INSERT INTO lists (id, lists) VALUES (?1, ?2)")?;
    lists.rows(|number, row| statement.execute(params![chunk.row(number), row]).map(drop))?;
    index
        .prepare_cached("INSERT INTO chunks (first, last, samples) VALUES (?1, ?2, ?3)")?
        .execute(params![chunk.first, chunk.last, samples])
        .map(drop)
}

/// Gives key and texts of each unit of a chunk to `each`, in order.
fn each_unit(
    memory: &Connection,
    chunk: Chunk,
    mut each: impl FnMut(i64, IndexedUnit<'_>),
) -> rusqlite::Result<()> {
    const SQL: &str =
        "SELECT id, key, origin, source, target FROM units WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    let mut statement = memory.prepare_cached(SQL)?;
    let mut rows = statement.query([chunk.first, chunk.last])?;
    while let Some(row) = rows.next()? {
        let unit = IndexedUnit {
            number: (row.get::<_, i64>(0)? - chunk.first) as u16,
            of: match row.get_ref(2)?.as_str()? {
                "human" => ListOf::Human,
                "machine" => ListOf::Machine,
                _ => ListOf::Memory,
            },
            source: row.get_ref(3)?.as_str()?,
            target: row.get_ref(4)?.as_str()?,
        };
        each(row.get(1)?, unit);
    }
    Ok(())
}

/// Writes numbers and keys of some units, the last among them.
fn samples(units: &[(i64, i64)]) -> Vec<u8> {
    let step = units.len().div_ceil(SAMPLES).max(1);
    let some = units.iter().rev().step_by(step);
    some.flat_map(|(id, key)| [id.to_le_bytes(), key.to_le_bytes()])
        .flatten()
        .collect()
}
