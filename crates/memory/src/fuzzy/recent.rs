//! Sentences that are in no saved index, kept in memory with their pairs and gone through for each question.

use super::fold::{folded, pairs};
use super::question::{Question, best, weights};

/// Sentences by number: 4 bytes a character, and some 40 nanoseconds a sentence and question.
#[derive(Debug, Default)]
pub(crate) struct RecentSentences {
    ids: Vec<i64>,
    /// Where the pairs of each sentence end.
    ends: Vec<usize>,
    /// The keys of the pairs of each, each once.
    keys: Vec<u32>,
}

/// The pairs of a question that the recent sentences share: the number of the sentence here, and which pair.
pub(crate) type SharedPairs = Vec<(u32, u16)>;

impl RecentSentences {
    /// Adds a sentence.
    pub(crate) fn add(&mut self, id: i64, text: &str) {
        let start = self.keys.len();
        self.keys.extend(pairs(&folded(text)));
        self.keys[start..].sort_unstable();
        let mut kept = start;
        for i in start..self.keys.len() {
            if kept == start || self.keys[kept - 1] != self.keys[i] {
                self.keys[kept] = self.keys[i];
                kept += 1;
            }
        }
        self.keys.truncate(kept);
        self.ids.push(id);
        self.ends.push(kept);
    }

    /// Returns the highest id: sentences are added in the order of their ids.
    pub(crate) fn latest(&self) -> Option<i64> {
        self.ids.last().copied()
    }

    /// Counts the sentences.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Finds the pairs that sentences share with a question, and adds how many hold each to `places`.
    pub(crate) fn shared(&self, question: &Question, places: &mut [usize]) -> SharedPairs {
        let mut shared = SharedPairs::new();
        let mut start = 0;
        for (sentence, &end) in (0_u32..).zip(&self.ends) {
            for &key in &self.keys[start..end] {
                if let Some(position) = question.position(key) {
                    places[position] += 1;
                    shared.push((sentence, position as u16));
                }
            }
            start = end;
        }
        shared
    }

    /// Returns the ids of the sentences that share most with a question, the best first, where there are no others.
    pub(crate) fn sharing(&self, question: &Question) -> Vec<i64> {
        let mut places = vec![0; question.keys().len()];
        let shared = self.shared(question, &mut places);
        let sums = self.sums(&shared, &weights(&places, self.len()));
        sums.into_iter().map(|(_, id)| id).collect()
    }

    /// Returns the ids of the sentences whose shared pairs weigh most, with the sums of the weights.
    pub(crate) fn sums(&self, shared: &SharedPairs, weights: &[u16]) -> Vec<(u16, i64)> {
        let mut sums: Vec<(u16, i64)> = Vec::new();
        for of_one in shared.chunk_by(|a, b| a.0 == b.0) {
            let weights = of_one.iter().map(|&(_, pair)| weights[usize::from(pair)]);
            let sum = weights.fold(0, u16::saturating_add);
            if sum > 0 {
                sums.push((sum, self.ids[of_one[0].0 as usize]));
            }
        }
        best(&mut sums);
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Returns the numbers of the sentences that share most with a query, the best first.
    fn sharing(known: &[&str], query: &str) -> Vec<i64> {
        let mut recent = RecentSentences::default();
        (0..).zip(known).for_each(|(id, text)| recent.add(id, text));
        recent.sharing(&Question::new(query))
    }

    #[test]
    fn what_shares_most_comes_first() {
        assert_eq!(sharing(&["甲乙丙", "丁戊", "甲乙己"], "甲乙丙"), [0, 2]);
        assert_eq!(sharing(&["甲乙丙", "丁戊", "甲乙己"], "甲乙己"), [2, 0]);
        assert_eq!(sharing(&["甲", "乙", ""], "乙"), [1]);
        assert!(sharing(&[], "乙").is_empty() && sharing(&["乙"], "").is_empty());
        let known = ["无关", "防控", "疫情防控", "疫情防控一线", "工作"];
        let mut best = sharing(&known, "疫情防控工作");
        best.truncate(2);
        best.sort_unstable();
        assert_eq!(best, [2, 3]);
    }

    proptest! {
        #[test]
        fn all_that_share_a_pair_are_found(known in proptest::collection::vec("[甲乙丙丁]{0,6}", 0..200), query in "[甲乙丙丁]{0,6}") {
            let all: Vec<&str> = known.iter().map(String::as_str).collect();
            let found = sharing(&all, &query);
            let wanted: Vec<u32> = pairs(&folded(&query)).collect();
            for (i, text) in (0..).zip(&all) {
                if pairs(&folded(text)).any(|pair| wanted.contains(&pair)) {
                    prop_assert!(found.contains(&i));
                }
            }
        }
    }
}
