//! Finding the forms that share most pairs of characters with a query.
//!
//! A list for each pair, as differences in bytes of seven bits: some 1.6 bytes for each character of a form. Pairs that
//! are hashed to one list share it; what is found is compared anyway.

use super::hash::spread;
use std::cmp::Reverse;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of lists that are read for a query: the rarest pairs first. Some 30,000 places.
const MOST_BYTES: usize = 48_000;
/// Characters of a query whose pairs are looked up.
const MOST_PAIRS: usize = 4096;
/// Characters of the forms for each list.
const UNITS_PER_LIST: usize = 24;
/// Lists there are at least.
const LEAST_LISTS: usize = 1 << 10;
/// The mark before the first character and after the last, for pairs.
const EDGE: u16 = 0xfdd2;

/// The lists, each ascending.
#[derive(Debug)]
pub(super) struct Postings {
    /// Where each list begins; one more than there are lists, a power of two of them.
    starts: Vec<usize>,
    bytes: Vec<u8>,
    forms: usize,
    /// Sums for the forms, all 0, that no query is using: clearing what was touched is cheaper than asking for new
    /// ones.
    sums: Mutex<Vec<Vec<u16>>>,
}

/// A list while it is made.
#[derive(Clone, Default)]
struct PostingList {
    /// Its length, then the place where it goes on.
    at: usize,
    /// Its last form.
    last: u32,
}

impl Postings {
    /// Builds the lists of `forms` forms with about `units` characters, each as `read` gives it, the same both times.
    ///
    /// Goes over the forms twice, first to measure the lists and then to write them: no memory but theirs is needed.
    pub(super) fn new(
        forms: usize,
        units: usize,
        mut read: impl FnMut(usize, &mut Vec<u16>),
    ) -> Self {
        let count = (units / UNITS_PER_LIST)
            .max(LEAST_LISTS)
            .next_power_of_two();
        let mut lists = vec![PostingList::default(); count];
        each_difference(forms, &mut read, &mut lists, |list, difference| {
            list.at += width(difference);
        });
        let mut starts = vec![0];
        for list in &mut lists {
            let start = starts[starts.len() - 1];
            starts.push(start + list.at);
            *list = PostingList { at: start, last: 0 };
        }
        let mut bytes = vec![0; starts[count]];
        each_difference(forms, &mut read, &mut lists, |list, difference| {
            list.at = write(&mut bytes, list.at, difference);
        });
        Self {
            starts,
            bytes,
            forms,
            sums: Mutex::default(),
        }
    }

    /// Returns the forms that share most with `query`, the best first, and about `most` of them: sums of the weights of
    /// pairs that both hold, rare pairs weighing more. Reads a bounded number of places.
    pub(super) fn sharing(&self, query: &[u16], most: usize) -> Vec<u32> {
        let mut shared = self.sums().pop().unwrap_or_else(|| vec![0; self.forms]);
        let mut touched = Vec::new();
        for list in self.rarest(query) {
            let weight = self.weight(list.len());
            for form in places(list) {
                let sum = &mut shared[form as usize];
                if *sum == 0 {
                    touched.push(form);
                }
                *sum = sum.saturating_add(weight);
            }
        }
        let mut found: Vec<(Reverse<u16>, u32)> = touched
            .into_iter()
            .map(|form| (Reverse(std::mem::take(&mut shared[form as usize])), form))
            .collect();
        self.sums().push(shared);
        if found.len() > most && most > 0 {
            found.select_nth_unstable(most - 1);
        }
        found.truncate(most);
        found.sort_unstable();
        found.into_iter().map(|(_, form)| form).collect()
    }

    fn sums(&self) -> MutexGuard<'_, Vec<Vec<u16>>> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the lists of the query's pairs, the shortest first, as many as may be read; the last one perhaps in
    /// part.
    fn rarest(&self, query: &[u16]) -> Vec<&[u8]> {
        let lists = self.starts.len() - 1;
        let step = query.len().div_ceil(MOST_PAIRS).max(1);
        let mut numbers: Vec<usize> = pairs(query)
            .step_by(step)
            .map(|pair| list(pair, lists))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut found: Vec<&[u8]> = numbers
            .iter()
            .map(|&i| &self.bytes[self.starts[i]..self.starts[i + 1]])
            .collect();
        found.retain(|list| !list.is_empty());
        found.sort_by_key(|list| list.len());
        let mut left = MOST_BYTES;
        found.retain_mut(|list| {
            *list = &list[..list.len().min(left)];
            left -= list.len();
            !list.is_empty()
        });
        found
    }

    /// Returns the weight of a pair by the length of its list: eight times the binary logarithm of how rare it is.
    fn weight(&self, bytes: usize) -> u16 {
        let rarity = (self.forms as f64 * 2.0 / bytes as f64).max(1.0);
        (rarity.log2() * 8.0) as u16 + 1
    }
}

/// Calls `with` for each list of each form, with the difference to the list's form before, which is never 0: forms
/// count from 1.
fn each_difference(
    forms: usize,
    read: &mut impl FnMut(usize, &mut Vec<u16>),
    lists: &mut [PostingList],
    mut with: impl FnMut(&mut PostingList, u32),
) {
    let mut form = Vec::new();
    let count = lists.len();
    for index in 1..=forms as u32 {
        form.clear();
        read(index as usize - 1, &mut form);
        for pair in pairs(&form) {
            let list = &mut lists[list(pair, count)];
            let difference = index - list.last;
            if difference > 0 {
                list.last = index;
                with(list, difference);
            }
        }
    }
}

/// Returns the pairs of neighbours, edges included.
fn pairs(form: &[u16]) -> impl Iterator<Item = u32> {
    let before = std::iter::once(&EDGE).chain(form);
    let after = form.iter().chain(std::iter::once(&EDGE));
    before
        .zip(after)
        .map(|(&a, &b)| u32::from(a) << 16 | u32::from(b))
}

fn list(pair: u32, lists: usize) -> usize {
    spread(pair.into()) as usize & (lists - 1)
}

/// Counts the bytes that a number takes.
fn width(number: u32) -> usize {
    (number | 1).ilog2() as usize / 7 + 1
}

/// Writes a number, seven bits a byte, the lowest first, the eighth set in all but the last. Returns the place after
/// it.
fn write(bytes: &mut [u8], mut at: usize, mut number: u32) -> usize {
    while number >= 0x80 {
        bytes[at] = number as u8 | 0x80;
        number >>= 7;
        at += 1;
    }
    bytes[at] = number as u8;
    at + 1
}

/// Returns the forms of a list; a number that is cut off is left out.
fn places(list: &[u8]) -> impl Iterator<Item = u32> {
    let mut last = 0_u32;
    let mut number = 0_u32;
    let mut shift = 0;
    list.iter().filter_map(move |&byte| {
        number |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 != 0 {
            return None;
        }
        last += number;
        (number, shift) = (0, 0);
        Some(last - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn postings(forms: &[&str]) -> Postings {
        let units = forms.iter().map(|form| form.len()).sum();
        Postings::new(forms.len(), units, |i, out| {
            out.extend(forms[i].encode_utf16())
        })
    }

    #[track_caller]
    fn check(forms: &[&str], query: &str, most: usize, expected: &[u32]) {
        let query: Vec<u16> = query.encode_utf16().collect();
        assert_eq!(postings(forms).sharing(&query, most), expected);
    }

    #[test]
    fn what_shares_most_comes_first() {
        check(&["甲乙丙", "丁戊", "甲乙己"], "甲乙丙", 9, &[0, 2]);
        check(&["甲乙丙", "丁戊", "甲乙己"], "甲乙己", 1, &[2]);
        check(&["甲", "乙", ""], "乙", 9, &[1]);
        check(&[], "乙", 9, &[]);
    }

    proptest! {
        #[test]
        fn all_that_share_a_pair_are_found(forms in proptest::collection::vec("[甲乙丙丁]{0,6}", 0..200), query in "[甲乙丙丁]{0,6}") {
            let all: Vec<&str> = forms.iter().map(String::as_str).collect();
            let query: Vec<u16> = query.encode_utf16().collect();
            let found = postings(&all).sharing(&query, usize::MAX);
            let wanted: Vec<u32> = pairs(&query).collect();
            for (i, form) in all.iter().enumerate() {
                let form: Vec<u16> = form.encode_utf16().collect();
                if pairs(&form).any(|pair| wanted.contains(&pair)) {
                    prop_assert!(found.contains(&(i as u32)));
                }
            }
        }

        #[test]
        fn numbers_come_back(differences in proptest::collection::vec(1_u32..1_000_000, 0..50)) {
            let mut bytes = vec![0; 200];
            let end = differences.iter().fold(0, |at, &number| write(&mut bytes, at, number));
            prop_assert_eq!(end, differences.iter().map(|&number| width(number)).sum::<usize>());
            let mut last = 0;
            let expected: Vec<u32> = differences.iter().map(|number| { last += number; last - 1 }).collect();
            prop_assert_eq!(places(&bytes[..end]).collect::<Vec<_>>(), expected);
        }
    }
}
