//! A table from hashes to numbers: those that have a given hash, in order.

use super::hash::spread;

/// Numbers by the hashes they were entered under. A bucket also holds what happens to share it: the caller compares.
///
/// Four bytes an entry, and two to four more for the buckets.
#[derive(Debug)]
pub(super) struct Buckets {
    /// Where each bucket begins; one more than there are buckets, a power of two of them.
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Buckets {
    /// Builds the table of `0..count`, each under all hashes that `hashes` names for it, the same ones at both calls;
    /// some `expected` in all.
    pub(super) fn new(
        count: usize,
        expected: usize,
        mut hashes: impl FnMut(usize, &mut Vec<u64>),
    ) -> Self {
        let buckets = (expected / 2 + 1).next_power_of_two();
        let mut starts = vec![0_u32; buckets + 1];
        each_entry(count, &mut hashes, |hash, _| {
            starts[bucket(hash, buckets) + 1] += 1;
        });
        for i in 0..buckets {
            starts[i + 1] += starts[i];
        }
        let mut entries = vec![0; starts[buckets] as usize];
        // The buckets are filled from their starts on, which ends with each start where the next one was.
        each_entry(count, &mut hashes, |hash, index| {
            let next = &mut starts[bucket(hash, buckets)];
            entries[*next as usize] = index as u32;
            *next += 1;
        });
        starts.rotate_right(1);
        starts[0] = 0;
        Self { starts, entries }
    }

    /// Returns what was entered under `hash`, in ascending order, with entries of other hashes among it.
    pub(super) fn get(&self, hash: u64) -> &[u32] {
        let bucket = bucket(hash, self.starts.len() - 1);
        &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// Calls `with` with each hash of each number.
fn each_entry(
    count: usize,
    hashes: &mut impl FnMut(usize, &mut Vec<u64>),
    mut with: impl FnMut(u64, usize),
) {
    let mut keys = Vec::new();
    for index in 0..count {
        keys.clear();
        hashes(index, &mut keys);
        for &key in &keys {
            with(key, index);
        }
    }
}

fn bucket(hash: u64, buckets: usize) -> usize {
    spread(hash) as usize & (buckets - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_table_holds_nothing() {
        assert!(Buckets::new(0, 0, |_, _| {}).get(7).is_empty());
    }

    proptest! {
        #[test]
        fn everything_is_under_its_hashes(hashes in proptest::collection::vec(proptest::collection::vec(0_u64..99, 0..4), 0..40)) {
            let table = Buckets::new(hashes.len(), 9, |index, keys| keys.extend(&hashes[index]));
            for (index, keys) in hashes.iter().enumerate() {
                prop_assert!(keys.iter().all(|&key| table.get(key).contains(&(index as u32))));
            }
            prop_assert!((0..99).all(|key| table.get(key).is_sorted()));
        }
    }
}
