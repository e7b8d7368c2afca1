//! The English that pairs of sentences have for terms: the words that stand in the English of the sentences with a term,
//! and hardly in others.

use std::collections::{HashMap, HashSet};

/// The English of a term, as pairs have it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedEnglish {
    /// As it stands in the first of these pairs.
    pub text: String,
    /// In how many of the pairs with the term it stands.
    pub count: u32,
    /// How many pairs have the term.
    pub pairs: u32,
    /// How much it belongs to the term, 0 to 1: Dice's coefficient of the pairs with both.
    pub score: f64,
    /// The English of the first of these pairs.
    pub example: String,
}

/// The most words of a rendering.
const MOST_WORDS: usize = 6;

/// The most pairs of a term that are looked at.
const MOST_PAIRS: u32 = 300;

/// The fewest pairs that a rendering stands in, and the least score.
const FEWEST: u32 = 2;
const LEAST: f64 = 0.3;

/// How much a rendering of several words counts more if each but the small ones has a capital.
const CAPITALS: f64 = 1.2;

/// Words that no rendering begins or ends with.
const SMALL: [&str; 34] = [
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "and", "or", "as",
    "that", "this", "which", "is", "are", "was", "were", "be", "been", "has", "have", "had", "it",
    "its", "he", "she", "they", "will", "not",
];

/// What the pairs with one term have.
#[derive(Default)]
struct TermPairs {
    pairs: u32,
    /// In how many pairs each run of words stands, and the first of them.
    runs: HashMap<String, (u32, String, String)>,
}

/// Proposes the English of terms, each given in the forms it is written in; `None` where the pairs do not tell. `each`
/// passes every pair, Chinese first, and is called twice. Linear in the pairs for each term.
pub fn propose<E>(
    terms: &[[&str; 2]],
    mut each: impl FnMut(&mut dyn FnMut(&str, &str)) -> Result<(), E>,
) -> Result<Vec<Option<ProposedEnglish>>, E> {
    let mut found: Vec<TermPairs> = terms.iter().map(|_| TermPairs::default()).collect();
    each(&mut |chinese, english| {
        for (forms, found) in terms.iter().zip(&mut found) {
            if found.pairs < MOST_PAIRS && forms.iter().any(|form| chinese.contains(form)) {
                found.add(english);
            }
        }
    })?;
    let mut totals: HashMap<String, u32> = found
        .iter()
        .flat_map(|found| &found.runs)
        .filter(|(_, (count, _, _))| *count >= FEWEST)
        .map(|(run, _)| (run.clone(), 0))
        .collect();
    each(&mut |_, english| {
        for run in unique_runs(english) {
            if let Some(total) = totals.get_mut(&run.to_lowercase()) {
                *total += 1;
            }
        }
    })?;
    Ok(found.iter().map(|found| found.best(&totals)).collect())
}

impl TermPairs {
    fn add(&mut self, english: &str) {
        self.pairs += 1;
        for run in unique_runs(english) {
            self.runs
                .entry(run.to_lowercase())
                .or_insert_with(|| (0, run.to_owned(), english.to_owned()))
                .0 += 1;
        }
    }

    /// Returns the run that belongs to the term most; of equal ones, the longest, then the first by its letters.
    fn best(&self, totals: &HashMap<String, u32>) -> Option<ProposedEnglish> {
        let proposals = self
            .runs
            .iter()
            .filter_map(|(run, (count, text, example))| {
                let total = *totals.get(run)?;
                let score = 2.0 * f64::from(*count) / f64::from(self.pairs + total);
                (*count >= FEWEST && score >= LEAST).then(|| ProposedEnglish {
                    text: text.clone(),
                    count: *count,
                    pairs: self.pairs,
                    score,
                    example: example.clone(),
                })
            });
        proposals.max_by(|a, b| {
            let worth = |one: &ProposedEnglish| one.score * weight(&one.text);
            worth(a)
                .total_cmp(&worth(b))
                .then(a.text.len().cmp(&b.text.len()))
                .then_with(|| b.text.cmp(&a.text))
        })
    }
}

/// Returns how much a run counts: more if it looks like a name of several words.
fn weight(text: &str) -> f64 {
    let mut words = text.split(' ').filter(|word| !is_small(word));
    let is_name = text.contains(' ') && words.all(|word| word.starts_with(char::is_uppercase));
    if is_name { CAPITALS } else { 1.0 }
}

/// Returns the runs of words of a text, each once: none crosses a mark, begins or ends with a small word.
fn unique_runs(text: &str) -> Vec<&str> {
    let mut seen = HashSet::new();
    let clauses =
        text.split(|c: char| !c.is_alphanumeric() && !matches!(c, ' ' | '-' | '\'' | '’'));
    let mut runs = Vec::new();
    for clause in clauses {
        let words: Vec<(usize, &str)> = words(clause);
        for (first, &(start, word)) in words.iter().enumerate() {
            if is_small(word) {
                continue;
            }
            for &(at, last) in words[first..].iter().take(MOST_WORDS) {
                let run = &clause[start..at + last.len()];
                if !is_small(last) && seen.insert(run.to_lowercase()) {
                    runs.push(run);
                }
            }
        }
    }
    runs
}

/// Returns the words of a clause and where each begins.
fn words(clause: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in clause.split(' ') {
        if !word.is_empty() {
            words.push((at, word));
        }
        at += word.len() + 1;
    }
    words
}

fn is_small(word: &str) -> bool {
    SMALL.iter().any(|small| word.eq_ignore_ascii_case(small))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn proposed(term: &str, pairs: &[(&str, &str)]) -> Option<ProposedEnglish> {
        let each = |take: &mut dyn FnMut(&str, &str)| {
            pairs
                .iter()
                .for_each(|(chinese, english)| take(chinese, english));
            Ok::<(), Infallible>(())
        };
        propose(&[[term, term]], each).unwrap().remove(0)
    }

    const PAIRS: [(&str, &str); 4] = [
        (
            "全市推行河湖长制。",
            "The city introduced the River and Lake Chief System.",
        ),
        (
            "河湖长制取得成效。",
            "The River and Lake Chief System works well.",
        ),
        ("全市召开会议。", "The city held a meeting."),
        ("会议取得成效。", "The meeting works well."),
    ];

    #[test]
    fn the_words_that_go_with_a_term_are_its_english() {
        let found = proposed("河湖长制", &PAIRS).unwrap();
        assert_eq!(found.text, "River and Lake Chief System");
        assert_eq!((found.count, found.pairs), (2, 2));
        assert!((found.score - 1.0).abs() < 1e-9);
        assert_eq!(found.example, PAIRS[0].1);
    }

    #[test]
    fn one_pair_and_none_tell_nothing() {
        assert_eq!(proposed("召开", &PAIRS), None);
        assert_eq!(proposed("林长制", &PAIRS), None);
    }

    proptest! {
        #[test]
        fn a_proposal_stands_in_its_example(
            pairs in proptest::collection::vec(("[甲乙丙]{0,3}", "[a-cA-C the,.-]{0,20}"), 0..8)
        ) {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            if let Some(found) = proposed("甲", &pairs) {
                prop_assert!(found.example.contains(&found.text));
                prop_assert!(found.count <= found.pairs && (0.0..=1.0).contains(&found.score));
            }
        }
    }
}
