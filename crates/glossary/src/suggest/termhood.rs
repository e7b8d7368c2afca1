//! Measures of how much a text looks like the glossary's terms.

use crate::Glossary;
use duizhao_zh::han::bare;
use std::collections::{HashMap, HashSet};

/// The glossary's terms, without marks, and how those in simplified script begin, end and go on.
#[derive(Debug, Default)]
pub(super) struct Termhood {
    terms: HashSet<String>,
    beginnings: HashMap<[char; 2], u32>,
    endings: HashMap<[char; 2], u32>,
    pairs: HashSet<(char, char)>,
}

impl Termhood {
    /// Learns from the terms of a glossary.
    pub(super) fn new(glossary: &Glossary) -> Self {
        let mut termhood = Self::default();
        for term in glossary.terms().heads() {
            termhood.learn(bare(term.source_hans));
            if term.source_hant != term.source_hans {
                termhood.terms.insert(bare(term.source_hant));
            }
        }
        termhood
    }

    fn learn(&mut self, term: String) {
        let chars: Vec<char> = term.chars().collect();
        if chars.len() > 2
            && let (Some(first), Some(last)) = (chars.first_chunk(), chars.last_chunk())
        {
            *self.beginnings.entry(*first).or_default() += 1;
            *self.endings.entry(*last).or_default() += 1;
        }
        self.pairs
            .extend(chars.windows(2).map(|pair| (pair[0], pair[1])));
        self.terms.insert(term);
    }

    /// Tests whether a text is a term in either script, marks aside.
    pub(super) fn is_term(&self, text: &str) -> bool {
        self.terms.contains(&bare(text))
    }

    /// Returns how usual the first two characters are as a term's first two: the logarithm of one more than their
    /// count.
    pub(super) fn beginning(&self, chars: &[char]) -> f64 {
        logarithm(&self.beginnings, chars.first_chunk())
    }

    /// Returns how usual the last two characters are as a term's last two, as for the first.
    pub(super) fn ending(&self, chars: &[char]) -> f64 {
        logarithm(&self.endings, chars.last_chunk())
    }

    /// Returns the share of the pairs of neighbouring characters that some term has, 0 to 1.
    pub(super) fn pairs(&self, chars: &[char]) -> f64 {
        let known = chars
            .windows(2)
            .filter(|pair| self.pairs.contains(&(pair[0], pair[1])))
            .count();
        known as f64 / (chars.len().max(2) - 1) as f64
    }
}

fn logarithm(counts: &HashMap<[char; 2], u32>, key: Option<&[char; 2]>) -> f64 {
    let count = key.and_then(|key| counts.get(key)).copied();
    f64::from(count.unwrap_or(0)).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_text_is_like_the_terms_it_shares_parts_with() {
        let mut glossary = Glossary::default();
        let text = "source_hans,target\n县水利局,x\n市水利局,x\n水利工程,x\n";
        glossary.add_text(Path::new("t.csv"), text).unwrap();
        let termhood = Termhood::new(&glossary);
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert!(termhood.ending(&chars("省林业局")) < termhood.ending(&chars("区利局")));
        assert!(termhood.beginning(&chars("水利设施")) > 0.0);
        assert!((termhood.pairs(&chars("水利局")) - 1.0).abs() < 1e-9);
        assert!(
            termhood.pairs(&chars("")).abs() < 1e-9 && termhood.ending(&chars("局")).abs() < 1e-9
        );
    }
}
