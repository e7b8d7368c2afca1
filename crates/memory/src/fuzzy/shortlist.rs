//! Choosing the sentences worth a closer look out of many that are read once: for a single question, for which building
//! an index would take longer than looking.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Sentences that share most pairs of characters with one.
pub struct Shortlist {
    /// The pairs in the sentence that is looked for, with how often they stand in it.
    pairs: HashMap<(char, char), u32>,
    most: usize,
    /// The best so far: how many pairs they share, and their ids.
    best: BinaryHeap<Reverse<(u32, Reverse<i64>)>>,
}

impl Shortlist {
    /// Begins a list of at most `most` sentences for this one.
    pub fn new(source: &str, most: usize) -> Self {
        let mut pairs = HashMap::new();
        for pair in pairs_of(source) {
            *pairs.entry(pair).or_default() += 1;
        }
        Self {
            pairs,
            most,
            best: BinaryHeap::new(),
        }
    }

    /// Adds a sentence if it is among the best so far. Linear in it.
    pub fn offer(&mut self, id: i64, source: &str) {
        let shared = u32::try_from(
            pairs_of(source)
                .filter(|pair| self.pairs.contains_key(pair))
                .count(),
        );
        let shared = shared.unwrap_or(u32::MAX).min(self.pairs.values().sum());
        if shared == 0 && !self.pairs.is_empty() {
            return;
        }
        self.best.push(Reverse((shared, Reverse(id))));
        if self.best.len() > self.most {
            self.best.pop();
        }
    }

    /// Returns the ids of the sentences that share most, in order of their ids.
    pub fn ids(self) -> Vec<i64> {
        let mut ids: Vec<i64> = self
            .best
            .into_iter()
            .map(|Reverse((_, Reverse(id)))| id)
            .collect();
        ids.sort_unstable();
        ids
    }
}

fn pairs_of(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().zip(text.chars().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn those_that_share_most_stay() {
        let mut list = Shortlist::new("疫情防控工作", 2);
        ["无关", "防控", "疫情防控", "疫情防控一线", "工作"]
            .iter()
            .zip(0..)
            .for_each(|(text, id)| list.offer(id, text));
        assert_eq!(list.ids(), [2, 3]);
    }

    proptest! {
        #[test]
        fn the_sentence_itself_is_never_crowded_out(source in "[一二三四]{2,8}", others in proptest::collection::vec("[一二三四]{1,8}", 0..20)) {
            let mut list = Shortlist::new(&source, 1);
            list.offer(0, &source);
            others.iter().zip(1..).for_each(|(text, id)| list.offer(id, text));
            prop_assert_eq!(list.ids().len(), 1);
        }
    }
}
