//! chrF: how much of a person's translation a machine's has, and how little else, by their character n-grams.
//!
//! Popović, "chrF: character n-gram F-score for automatic MT evaluation" (WMT 2015), with the parameters that sacreBLEU
//! has as its defaults (`nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no`): n-grams of one to six characters, white space
//! left out, recall weighing twice as much as precision. Precision and recall are averaged over the orders that both
//! sides are long enough for.

use std::collections::HashMap;
use std::ops::AddAssign;

/// Characters of the longest n-grams.
const ORDER: usize = 6;

/// How much recall weighs, as a multiple of precision.
const BETA: f64 = 2.0;

/// The n-grams of some translations and of the persons' translations that they are measured against.
///
/// Several are added up before the score is taken, so that a long sentence weighs more than a short one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chrf([NgramCounts; ORDER]);

/// How many n-grams of one length there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct NgramCounts {
    target: u64,
    reference: u64,
    /// Those of both, each as often as both have it.
    shared: u64,
}

impl Chrf {
    /// Counts the n-grams of a translation and of the one that it is measured against. Linear in both.
    pub fn of(target: &str, reference: &str) -> Self {
        let [target, reference] = [target, reference].map(without_spaces);
        let mut counts = Self::default();
        for (length, counts) in (1..).zip(&mut counts.0) {
            *counts = NgramCounts::of(&target, &reference, length);
        }
        counts
    }

    /// Returns the score, from 0 to 100; 0 where there is nothing to measure.
    pub fn score(&self) -> f64 {
        let orders = self.0.iter();
        let orders = orders.filter(|counts| counts.target > 0 && counts.reference > 0);
        let [mut precision, mut recall, mut count] = [0.0; 3];
        for counts in orders {
            precision += counts.shared as f64 / counts.target as f64;
            recall += counts.shared as f64 / counts.reference as f64;
            count += 1.0;
        }
        if precision + recall == 0.0 {
            return 0.0;
        }
        let [precision, recall] = [precision / count, recall / count];
        let factor = BETA * BETA;
        100.0 * (1.0 + factor) * precision * recall / (factor * precision + recall)
    }
}

impl AddAssign for Chrf {
    fn add_assign(&mut self, other: Self) {
        for (counts, other) in self.0.iter_mut().zip(other.0) {
            counts.target += other.target;
            counts.reference += other.reference;
            counts.shared += other.shared;
        }
    }
}

impl NgramCounts {
    /// Counts the n-grams of a length. Those of a translation do not count where the reference is too short for any.
    fn of(target: &[char], reference: &[char], length: usize) -> Self {
        let mut left: HashMap<&[char], u64> = HashMap::new();
        let mut counts = Self::default();
        for ngram in reference.windows(length) {
            *left.entry(ngram).or_default() += 1;
            counts.reference += 1;
        }
        if counts.reference == 0 {
            return counts;
        }
        for ngram in target.windows(length) {
            counts.target += 1;
            if let Some(left) = left.get_mut(ngram).filter(|left| **left > 0) {
                *left -= 1;
                counts.shared += 1;
            }
        }
        counts
    }
}

fn without_spaces(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores of sacreBLEU 2.6.0 (`CHRF().sentence_score`), with translation and reference.
    const SCORES: &str = include_str!("chrf.tsv");

    fn scores() -> impl Iterator<Item = (f64, &'static str, &'static str)> {
        SCORES.lines().map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[0].parse().unwrap(), fields[1], fields[2])
        })
    }

    #[track_caller]
    fn check(counts: Chrf, expected: f64) {
        let score = counts.score();
        assert!((score - expected).abs() < 1e-6, "{score}, not {expected}");
    }

    #[test]
    fn scores_are_those_of_sacrebleu() {
        for (expected, target, reference) in scores() {
            check(Chrf::of(target, reference), expected);
        }
    }

    #[test]
    fn several_translations_have_one_score() {
        let mut all = Chrf::default();
        let mut two = Chrf::default();
        for (at, (_, target, reference)) in scores().enumerate() {
            all += Chrf::of(target, reference);
            if (2..4).contains(&at) {
                two += Chrf::of(target, reference);
            }
        }
        // `CHRF().corpus_score`, of the same sentences.
        check(all, 55.065188);
        check(two, 57.585061);
        check(Chrf::default(), 0.0);
    }
}
