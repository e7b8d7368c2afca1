//! Reading the lists of the pairs that are asked for.

use super::build::Chunk;
use super::{Scope, Trouble};
use crate::fuzzy::{ListOf, Sums, TextOf, common, count, folded, inner_pairs, lists_of, row_of};
use rusqlite::{CachedStatement, Connection};

/// Which pair of a question, and the units that hold it.
type PairList = (usize, Vec<u8>);

/// The lists of the pairs of a question.
#[derive(Debug, Default)]
pub(super) struct PairLists {
    /// The first unit of each chunk, and its lists.
    chunks: Vec<(i64, Vec<PairList>)>,
    /// How many units there are, about.
    pub(super) units: usize,
    /// The last unit of the last chunk.
    pub(super) through: i64,
}

impl PairLists {
    /// Adds how many units hold each pair.
    pub(super) fn count(&self, places: &mut [usize]) {
        for (pair, list) in self.chunks.iter().flat_map(|(_, lists)| lists) {
            places[*pair] += count(list);
        }
    }

    /// Adds the ids of the units of each chunk whose shared pairs weigh most, with the sums of the weights.
    pub(super) fn sums(&self, weights: &[u16], into: &mut Vec<(u16, i64)>) {
        let mut sums = Sums::new();
        for (first, lists) in &self.chunks {
            for (pair, list) in lists {
                if weights[*pair] > 0 {
                    sums.add(list, weights[*pair]);
                }
            }
            sums.take_best(*first, into);
        }
    }
}

/// Units that may hold a text.
#[derive(Debug)]
pub(in super::super) struct Holding {
    /// The last unit that the index knows.
    pub(in super::super) through: i64,
    /// Those that people wrote, the latest first.
    pub(in super::super) human: Vec<i64>,
    /// All others, the latest first.
    pub(in super::super) others: Vec<i64>,
}

/// Reads the lists of some pairs.
pub(super) fn lists(
    index: &Connection,
    chunks: &[Chunk],
    keys: &[u32],
    scope: Scope,
) -> Result<PairLists, Trouble> {
    let mut rows = Rows::new(index)?;
    let mut lists = PairLists::default();
    let wanted = match scope {
        Scope::All => &ListOf::ALL[..],
        Scope::Written => &[ListOf::Human, ListOf::Memory],
    };
    for chunk in chunks {
        let mut of_chunk = Vec::new();
        for (pair, &key) in keys.iter().enumerate() {
            let found = rows.lists(*chunk, TextOf::Source, key)?;
            for list in wanted.iter().map(|of| &found[*of as usize]) {
                if !list.is_empty() {
                    of_chunk.push((pair, list.clone()));
                }
            }
        }
        lists.chunks.push((chunk.first, of_chunk));
        lists.units += usize::try_from(chunk.last - chunk.first + 1).unwrap_or_default();
        lists.through = chunk.last;
    }
    Ok(lists)
}

/// Finds the units that hold all pairs of a text, in their Chinese or in their English; `None` if it has none, or if there
/// are no chunks.
pub(super) fn holding(
    index: &Connection,
    chunks: &[Chunk],
    text: &str,
) -> Result<Option<Holding>, Trouble> {
    let mut keys: Vec<u32> = inner_pairs(&folded(text)).collect();
    keys.sort_unstable();
    keys.dedup();
    let Some(last) = chunks.last().filter(|_| !keys.is_empty()) else {
        return Ok(None);
    };
    let mut rows = Rows::new(index)?;
    let mut holding = Holding {
        through: last.last,
        human: Vec::new(),
        others: Vec::new(),
    };
    for chunk in chunks.iter().rev() {
        let mut human = Vec::new();
        let mut others = Vec::new();
        for text in [TextOf::Source, TextOf::Target] {
            let [by_people, imported, by_machines] = in_all(&mut rows, *chunk, text, &keys)?;
            human.extend(by_people);
            others.extend(imported);
            others.extend(by_machines);
        }
        for (numbers, ids) in [(human, &mut holding.human), (others, &mut holding.others)] {
            ids.extend(latest_first(numbers).map(|number| chunk.first + i64::from(number)));
        }
    }
    Ok(Some(holding))
}

fn latest_first(mut numbers: Vec<u16>) -> impl Iterator<Item = u16> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().rev()
}

/// Returns the units of a chunk that hold all of some pairs, for each kind of list.
fn in_all(
    rows: &mut Rows<'_>,
    chunk: Chunk,
    text: TextOf,
    keys: &[u32],
) -> Result<[Vec<u16>; 3], Trouble> {
    let mut lists = [Vec::new(), Vec::new(), Vec::new()];
    let mut may_hold = [true; 3];
    for &key in keys {
        let found = rows.lists(chunk, text, key)?;
        for ((list, all), may_hold) in found.into_iter().zip(&mut lists).zip(&mut may_hold) {
            *may_hold &= !list.is_empty();
            all.push(list);
        }
        if may_hold == [false; 3] {
            break;
        }
    }
    Ok([0, 1, 2].map(|of| {
        if may_hold[of] {
            common(&lists[of])
        } else {
            Vec::new()
        }
    }))
}

/// The rows of the index.
struct Rows<'c>(CachedStatement<'c>);

impl<'c> Rows<'c> {
    fn new(index: &'c Connection) -> Result<Self, Trouble> {
        let statement = index.prepare_cached("SELECT lists FROM lists WHERE id = ?1");
        statement.map(Self).map_err(Trouble::Index)
    }

    /// Reads the lists of a pair.
    fn lists(&mut self, chunk: Chunk, text: TextOf, key: u32) -> Result<[Vec<u8>; 3], Trouble> {
        let number = chunk.row(row_of(text, key));
        let mut rows = self.0.query([number]).map_err(Trouble::Index)?;
        let Some(row) = rows.next().map_err(Trouble::Index)? else {
            return Ok(Default::default());
        };
        let row = row.get_ref(0).map_err(Trouble::Index)?;
        let lists = row.as_blob().ok().and_then(|row| lists_of(row, key));
        lists
            .map(|lists| lists.map(<[u8]>::to_vec))
            .ok_or(Trouble::Unfit)
    }
}
