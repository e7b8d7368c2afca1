//! A list of units of a chunk.
//!
//! It is ascending, as differences in bytes of seven bits: some 1.3 bytes a unit. One that would be longer than a bit for
//! each unit is that: 8,192 bytes, which no other is.

use super::question::best;

/// Most units of a chunk: they are numbered in 16 bits.
pub(crate) const MOST_UNITS: i64 = 1 << 16;
/// Bytes of a list of a bit for each unit.
pub(super) const BITMAP: usize = MOST_UNITS as usize / 8;
/// Candidates that are looked up rather than looked for in a further list of this many bytes for each.
const BYTES_A_CANDIDATE: usize = 1000;

/// Counts the units of a list.
pub(crate) fn count(list: &[u8]) -> usize {
    if list.len() == BITMAP {
        return list.iter().map(|byte| byte.count_ones() as usize).sum();
    }
    list.iter().filter(|&&byte| byte < 0x80).count()
}

/// Calls `with` for the number of each unit of a list, in order.
fn each_number(list: &[u8], mut with: impl FnMut(u16)) {
    if list.len() == BITMAP {
        for (i, &byte) in list.iter().enumerate() {
            let mut bits = byte;
            while bits != 0 {
                with((i * 8) as u16 + bits.trailing_zeros() as u16);
                bits &= bits - 1;
            }
        }
        return;
    }
    let mut last = 0_u32;
    let mut number = 0_u32;
    let mut shift = 0_u32;
    for &byte in list {
        number |= u32::from(byte & 0x7f) << (shift & 31);
        shift += 7;
        if byte < 0x80 {
            last = last.wrapping_add(number);
            (number, shift) = (0, 0);
            with(last.wrapping_sub(1) as u16);
        }
    }
}

/// Returns the numbers of the units of a list, in order.
pub(super) fn numbers(list: &[u8]) -> Vec<u16> {
    let mut numbers = Vec::new();
    each_number(list, |number| numbers.push(number));
    numbers
}

/// Returns the numbers that are in all of some lists, and, where they are few, perhaps others too, in order.
pub(crate) fn common(lists: &[Vec<u8>]) -> Vec<u16> {
    let mut lists: Vec<&Vec<u8>> = lists.iter().collect();
    lists.sort_by_key(|list| list.len());
    let Some((shortest, others)) = lists.split_first() else {
        return Vec::new();
    };
    let mut common = numbers(shortest);
    for list in others {
        if list.len() > common.len() * BYTES_A_CANDIDATE {
            break;
        }
        if list.len() == BITMAP {
            common.retain(|number| list[usize::from(number / 8)] >> (number % 8) & 1 == 1);
            continue;
        }
        let mut kept = 0;
        let mut at = 0;
        each_number(list, |number| {
            while at < common.len() && common[at] < number {
                at += 1;
            }
            if common.get(at) == Some(&number) {
                common[kept] = number;
                kept += 1;
                at += 1;
            }
        });
        common.truncate(kept);
    }
    common
}

/// The sums of the weights of pairs that the units of a chunk share with a question.
#[derive(Debug)]
pub(crate) struct Sums {
    sums: Vec<u16>,
    touched: Vec<u16>,
}

impl Sums {
    pub(crate) fn new() -> Self {
        Self {
            sums: vec![0; MOST_UNITS as usize],
            touched: Vec::new(),
        }
    }

    /// Adds a weight for each unit of a list.
    pub(crate) fn add(&mut self, list: &[u8], weight: u16) {
        let Self { sums, touched } = self;
        each_number(list, |number| {
            let sum = &mut sums[usize::from(number)];
            if *sum == 0 {
                touched.push(number);
            }
            *sum = sum.saturating_add(weight);
        });
    }

    /// Moves the best sums to others, with the ids of their units, and is empty again.
    pub(crate) fn take_best(&mut self, first: i64, into: &mut Vec<(u16, i64)>) {
        let sums = &mut self.sums;
        let ids = self.touched.drain(..).map(|number| {
            let sum = std::mem::take(&mut sums[usize::from(number)]);
            (sum, first + i64::from(number))
        });
        let mut found: Vec<(u16, i64)> = ids.collect();
        best(&mut found);
        into.append(&mut found);
    }
}

/// Counts the bytes that a number takes.
pub(super) fn width(number: u32) -> u32 {
    (number | 1).ilog2() / 7 + 1
}

/// Writes a number, seven bits a byte, the lowest first, the eighth set in all but the last. Returns the place after
/// it.
pub(super) fn write(bytes: &mut [u8], at: u32, mut number: u32) -> u32 {
    let mut place = at as usize;
    while number >= 0x80 {
        bytes[place] = number as u8 | 0x80;
        number >>= 7;
        place += 1;
    }
    bytes[place] = number as u8;
    place as u32 + 1
}

pub(super) fn push_number(bytes: &mut Vec<u8>, number: u32) {
    let at = bytes.len();
    bytes.resize(at + width(number) as usize, 0);
    write(bytes, at as u32, number);
}

/// Reads a number, and returns what comes after it.
pub(super) fn read_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0_u32;
    for (i, &byte) in bytes.iter().enumerate().take(5) {
        number |= u32::from(byte & 0x7f) << (7 * i);
        if byte < 0x80 {
            return Some((number, &bytes[i + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(differences in proptest::collection::vec(1_u32..1000, 0..50)) {
            let mut bytes = vec![0; 200];
            let end = differences.iter().fold(0, |at, &number| write(&mut bytes, at, number));
            prop_assert_eq!(end, differences.iter().map(|&number| width(number)).sum::<u32>());
            let mut last = 0;
            let expected: Vec<u16> = differences.iter().map(|number| { last += number; last as u16 - 1 }).collect();
            prop_assert_eq!(numbers(&bytes[..end as usize]), expected);
        }

        #[test]
        fn what_is_common_is_in_all(a in proptest::collection::btree_set(0..40_u16, 0..20), b in proptest::collection::btree_set(0..40_u16, 0..20)) {
            let list = |numbers: &std::collections::BTreeSet<u16>| {
                let mut last = 0;
                let mut bytes = Vec::new();
                for number in numbers {
                    push_number(&mut bytes, u32::from(*number) + 1 - last);
                    last = u32::from(*number) + 1;
                }
                bytes
            };
            let bits = |numbers: &std::collections::BTreeSet<u16>| {
                let mut bytes = vec![0; BITMAP];
                numbers.iter().for_each(|n| bytes[usize::from(n / 8)] |= 1 << (n % 8));
                bytes
            };
            let both: Vec<u16> = a.intersection(&b).copied().collect();
            prop_assert_eq!(&common(&[list(&a), list(&b)]), &both);
            prop_assert_eq!(numbers(&bits(&a)), numbers(&list(&a)));
            prop_assert_eq!(count(&bits(&a)), a.len());
            let found = common(&[list(&a), bits(&b)]);
            prop_assert!(both.iter().all(|number| found.contains(number)));
        }
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(number in any::<u32>()) {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            prop_assert_eq!(read_number(&bytes), Some((number, &[][..])));
        }
    }
}
