//! What is asked of the pairs of a sentence: which known sentences share most with it.

use super::fold::{KEYS, folded, pairs};
use std::cmp::Reverse;

/// Characters of a question whose pairs are looked up.
const MOST_PAIRS: usize = 4096;
/// Places of pairs in sentences that are counted for a question, the rarest pairs first: some tenths of a millisecond.
const MOST_PLACES: usize = 200_000;
/// Sentences that share most, of which the rest is worked out.
pub(crate) const MOST_SHARING: usize = 1024;

/// A sentence and the pairs of neighbouring characters in it.
#[derive(Debug)]
pub(crate) struct Question {
    /// The sentence.
    pub(crate) text: String,
    /// The same, folded.
    pub(crate) folded: Vec<u16>,
    /// The keys of its pairs, in order, each once.
    keys: Vec<u32>,
    /// A bit for each key that there can be.
    bits: Vec<u64>,
}

impl Question {
    /// Prepares a question. Of a very long sentence only every so manieth pair is looked up.
    pub(crate) fn new(text: &str) -> Self {
        let folded = folded(text);
        let step = folded.len().div_ceil(MOST_PAIRS).max(1);
        let mut keys: Vec<u32> = pairs(&folded).step_by(step).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut bits = vec![0; KEYS as usize / 64];
        for key in &keys {
            bits[*key as usize / 64] |= 1_u64 << (key % 64);
        }
        Self {
            text: text.to_owned(),
            folded,
            keys,
            bits,
        }
    }

    /// Returns the keys of its pairs, in order, each once.
    pub(crate) fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// Returns which of its pairs a key is.
    pub(crate) fn position(&self, key: u32) -> Option<usize> {
        let bit = self.bits[key as usize / 64] >> (key % 64) & 1;
        (bit == 1)
            .then(|| self.keys.binary_search(&key).ok())
            .flatten()
    }
}

/// Returns what each pair weighs by how many of some sentences hold it: eight times the binary logarithm of how rare it
/// is, and 0 for those that are not counted, since too many hold them.
pub(crate) fn weights(places: &[usize], sentences: usize) -> Vec<u16> {
    let mut order: Vec<usize> = (0..places.len()).filter(|&i| places[i] > 0).collect();
    order.sort_by_key(|&i| places[i]);
    let mut weights = vec![0; places.len()];
    let mut counted = 0_usize;
    for i in order {
        counted = counted.saturating_add(places[i]);
        if counted > MOST_PLACES && counted > places[i] {
            break;
        }
        let rarity = (sentences as f64 * 2.0 / places[i] as f64).max(1.0);
        weights[i] = (rarity.log2() * 8.0) as u16 + 1;
    }
    weights
}

/// Keeps the best of some sums: those of most weight, and of equal ones those with the highest ids, in this order.
pub(crate) fn best(sums: &mut Vec<(u16, i64)>) {
    if sums.len() > MOST_SHARING {
        sums.select_nth_unstable_by_key(MOST_SHARING - 1, |&sum| Reverse(sum));
        sums.truncate(MOST_SHARING);
    }
    sums.sort_unstable_by_key(|&sum| Reverse(sum));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rare_weighs_more_and_what_is_too_frequent_nothing() {
        assert_eq!(weights(&[1, 4, 0], 4), [25, 9, 0]);
        assert_eq!(weights(&[MOST_PLACES, 1], 1 << 20)[0], 0);
        assert!(weights(&[MOST_PLACES * 2], MOST_PLACES * 3)[0] > 0);
    }

    #[test]
    fn the_latest_of_the_best_stay() {
        let mut sums: Vec<(u16, i64)> = (0..2000).map(|id| (1, id)).collect();
        sums.push((2, 3));
        best(&mut sums);
        assert_eq!(
            (sums[0], sums[1], sums.len()),
            ((2, 3), (1, 1999), MOST_SHARING)
        );
    }
}
