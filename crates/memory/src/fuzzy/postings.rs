//! Lists of the units that hold a pair of characters, for a chunk of units.
//!
//! 64 keys of pairs share a row: where a list is not empty, its tag, its length in bytes and the [list](super::list).

use super::fold::{KEYS, folded, inner_pairs, pairs};
use super::list::{BITMAP, push_number, read_number, width, write};

/// Keys of pairs in a row.
const KEYS_PER_ROW: u32 = 64;
/// Rows of one text of the units of a chunk.
const ROWS_PER_TEXT: u32 = KEYS / KEYS_PER_ROW;
/// Rows of a chunk.
pub(crate) const ROWS: u32 = ROWS_PER_TEXT * 2;
/// Bits of a tag that say whose units a list is of.
const BITS_OF: u32 = 2;

/// Whose units a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListOf {
    /// What people wrote.
    Human,
    /// What was imported.
    Memory,
    /// What machines made.
    Machine,
}

impl ListOf {
    /// All there are, in the order of their lists.
    pub(crate) const ALL: [Self; 3] = [Self::Human, Self::Memory, Self::Machine];
}

/// Which text of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextOf {
    /// The Chinese.
    Source,
    /// The English.
    Target,
}

/// A unit as it is indexed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexedUnit<'a> {
    /// Its number in the chunk.
    pub(crate) number: u16,
    pub(crate) of: ListOf,
    pub(crate) source: &'a str,
    pub(crate) target: &'a str,
}

/// A list while it is made.
#[derive(Debug, Clone, Copy, Default)]
struct List {
    /// Its length, then the place where it goes on.
    at: u32,
    /// Its last unit, from 1; [`List::OF_BITS`] if it has a bit for each unit.
    last: u32,
}

impl List {
    const OF_BITS: u32 = u32::MAX;
}

/// The lists of a chunk while they are made: measured first, and then written, in two passes over the same units in
/// ascending order. 6 MB, and what the lists take.
#[derive(Debug)]
pub(crate) struct ChunkLists {
    /// Those of each of [`ListOf::ALL`] together, so that those that are in use are.
    lists: Vec<List>,
    bytes: Vec<u8>,
}

impl ChunkLists {
    /// Begins the first pass.
    pub(crate) fn new() -> Self {
        Self {
            lists: vec![List::default(); ListOf::ALL.len() * LISTS_OF_ONE],
            bytes: Vec::new(),
        }
    }

    /// Measures the places of a unit, in the first pass.
    pub(crate) fn measure(&mut self, unit: IndexedUnit<'_>) {
        let number = u32::from(unit.number) + 1;
        each_list(unit, &mut self.lists, |list| {
            if list.last != number {
                list.at += width(number - list.last);
                list.last = number;
            }
        });
    }

    /// Begins the second pass.
    pub(crate) fn measured(&mut self) {
        let mut end = 0;
        for list in &mut self.lists {
            let is_of_bits = list.at as usize >= BITMAP;
            let length = if is_of_bits { BITMAP as u32 } else { list.at };
            list.at = end;
            list.last = if is_of_bits { List::OF_BITS } else { 0 };
            end += length;
        }
        self.bytes.resize(end as usize, 0);
    }

    /// Writes the places of a unit, in the second pass.
    pub(crate) fn write(&mut self, unit: IndexedUnit<'_>) {
        let number = u32::from(unit.number) + 1;
        let bytes = &mut self.bytes;
        each_list(unit, &mut self.lists, |list| {
            if list.last == List::OF_BITS {
                bytes[list.at as usize + usize::from(unit.number) / 8] |= 1 << (unit.number % 8);
            } else if list.last != number {
                list.at = write(bytes, list.at, number - list.last);
                list.last = number;
            }
        });
    }

    /// Gives the number of each row that is not empty to `each`, and the row.
    pub(crate) fn rows<E>(
        &self,
        mut each: impl FnMut(u32, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut starts = ListOf::ALL.map(|of| match of as usize * LISTS_OF_ONE {
            0 => 0,
            first => self.end(first - 1),
        });
        let mut row = Vec::new();
        for number in 0..ROWS {
            row.clear();
            for key in 0..KEYS_PER_ROW {
                for of in ListOf::ALL {
                    let list = (number * KEYS_PER_ROW + key) as usize;
                    let start = &mut starts[of as usize];
                    let end = self.end(of as usize * LISTS_OF_ONE + list);
                    if end > *start {
                        row.push(tag(key, of));
                        push_number(&mut row, (end - *start) as u32);
                        row.extend_from_slice(&self.bytes[*start..end]);
                        *start = end;
                    }
                }
            }
            if !row.is_empty() {
                each(number, &row)?;
            }
        }
        Ok(())
    }

    /// Returns where a list ends.
    fn end(&self, list: usize) -> usize {
        let List { at, last } = self.lists[list];
        let of_bits = if last == List::OF_BITS { BITMAP } else { 0 };
        at as usize + of_bits
    }
}

/// Lists of one of [`ListOf::ALL`].
const LISTS_OF_ONE: usize = (KEYS * 2) as usize;

/// Calls `with` for each list that a unit is in, perhaps several times.
fn each_list(unit: IndexedUnit<'_>, lists: &mut [List], mut with: impl FnMut(&mut List)) {
    let first = unit.of as usize * LISTS_OF_ONE;
    let lists = &mut lists[first..first + LISTS_OF_ONE];
    for key in pairs(&folded(unit.source)) {
        with(&mut lists[key as usize]);
    }
    for key in inner_pairs(&folded(unit.target)) {
        with(&mut lists[(KEYS + key) as usize]);
    }
}

/// Returns the number of the row in a chunk that has the lists of a pair.
pub(crate) fn row_of(text: TextOf, key: u32) -> u32 {
    let first = match text {
        TextOf::Source => 0,
        TextOf::Target => ROWS_PER_TEXT,
    };
    first + key / KEYS_PER_ROW
}

fn tag(key: u32, of: ListOf) -> u8 {
    ((key % KEYS_PER_ROW) << BITS_OF) as u8 | of as u8
}

/// Returns the lists of a pair in its row, in the order of [`ListOf::ALL`]; `None` if the row is damaged.
pub(crate) fn lists_of(mut row: &[u8], key: u32) -> Option<[&[u8]; 3]> {
    let mut lists = [&[][..]; 3];
    let first = tag(key, ListOf::Human);
    while let Some((&tag, rest)) = row.split_first() {
        let (length, rest) = read_number(rest)?;
        let (list, rest) = rest.split_at_checked(length as usize)?;
        if let Some(place) = tag.checked_sub(first)
            && let Some(found) = lists.get_mut(usize::from(place))
        {
            *found = list;
        }
        row = rest;
    }
    Some(lists)
}

#[cfg(test)]
mod tests {
    use super::super::list::{MOST_UNITS, Sums, count, numbers};
    use super::*;
    use proptest::prelude::*;

    const OF: [ListOf; 3] = ListOf::ALL;

    /// Returns the rows of a chunk of units by people, memories and machines in turn.
    fn rows(texts: &[(String, String)]) -> Vec<(u32, Vec<u8>)> {
        let unit = |(number, (source, target)): (usize, &'_ (String, String))| {
            (number, source.clone(), target.clone())
        };
        let units: Vec<_> = texts.iter().enumerate().map(unit).collect();
        let mut lists = ChunkLists::new();
        let indexed = |number: usize, source, target| IndexedUnit {
            number: number as u16 * 300,
            of: OF[number % 3],
            source,
            target,
        };
        units
            .iter()
            .for_each(|(n, s, t)| lists.measure(indexed(*n, s, t)));
        lists.measured();
        units
            .iter()
            .for_each(|(n, s, t)| lists.write(indexed(*n, s, t)));
        let mut rows = Vec::new();
        let Ok(()) = lists.rows(|number, row| {
            rows.push((number, row.to_vec()));
            Ok::<_, std::convert::Infallible>(())
        });
        rows
    }

    fn found(rows: &[(u32, Vec<u8>)], text: TextOf, key: u32) -> Vec<u16> {
        let row = rows.iter().find(|(number, _)| *number == row_of(text, key));
        let lists = row.map_or([&[][..]; 3], |(_, row)| lists_of(row, key).unwrap());
        let mut all: Vec<u16> = lists.into_iter().flat_map(numbers).collect();
        assert_eq!(all.len(), lists.into_iter().map(count).sum::<usize>());
        all.sort_unstable();
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn a_list_has_the_units_that_hold_its_pair(texts in proptest::collection::vec(("[党委会3]{0,4}", "[a-cA]{0,4}"), 0..200)) {
            let rows = rows(&texts);
            for key in inner_pairs(&folded("党委会党会委党3党")) {
                let holding = texts.iter().enumerate().filter(|(_, (source, _))| pairs(&folded(source)).any(|k| k == key));
                prop_assert_eq!(found(&rows, TextOf::Source, key), holding.map(|(i, _)| i as u16 * 300).collect::<Vec<_>>());
            }
            for key in inner_pairs(&folded("abcacba")) {
                let holding = texts.iter().enumerate().filter(|(_, (_, target))| inner_pairs(&folded(target)).any(|k| k == key));
                prop_assert_eq!(found(&rows, TextOf::Target, key), holding.map(|(i, _)| i as u16 * 300).collect::<Vec<_>>());
            }
        }
    }

    proptest! {
        #[test]
        fn damaged_rows_do_no_harm(row in proptest::collection::vec(any::<u8>(), 0..60), key in 0..KEYS) {
            let lists = lists_of(&row, key).unwrap_or_default();
            let mut sums = Sums::new();
            lists.into_iter().for_each(|list| sums.add(list, 1));
            let mut found = Vec::new();
            sums.take_best(7, &mut found);
            prop_assert!(found.iter().all(|(sum, id)| *sum > 0 && (7..7 + MOST_UNITS).contains(id)));
        }
    }

    #[test]
    fn what_most_units_hold_has_a_bit_for_each() {
        let mut lists = ChunkLists::new();
        let unit = |number| IndexedUnit {
            number,
            of: ListOf::Machine,
            source: if number.is_multiple_of(5) {
                "党委"
            } else {
                "委会委会"
            },
            target: "",
        };
        (0..=u16::MAX).for_each(|number| lists.measure(unit(number)));
        lists.measured();
        (0..=u16::MAX).for_each(|number| lists.write(unit(number)));
        let key = |text| inner_pairs(&folded(text)).next().unwrap();
        let [few, many] = ["党委", "委会"].map(key);
        let mut found = [Vec::new(), Vec::new()];
        let Ok(()) = lists.rows(|number, row| {
            for (key, found) in [few, many].into_iter().zip(&mut found) {
                if number == row_of(TextOf::Source, key) {
                    found.extend_from_slice(lists_of(row, key).unwrap()[ListOf::Machine as usize]);
                }
            }
            Ok::<_, std::convert::Infallible>(())
        });
        assert_eq!(found[1].len(), BITMAP);
        let holds_many = |number: &u16| !number.is_multiple_of(5);
        assert_eq!(
            numbers(&found[0]),
            (0..=u16::MAX).step_by(5).collect::<Vec<_>>()
        );
        assert_eq!(
            numbers(&found[1]),
            (0..=u16::MAX).filter(holds_many).collect::<Vec<_>>()
        );
        assert_eq!(count(&found[1]), numbers(&found[1]).len());
    }
}
