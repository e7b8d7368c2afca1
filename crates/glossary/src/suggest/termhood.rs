//! Measures of how much a text looks like the glossary's terms.

use crate::Glossary;
use std::collections::{HashMap, HashSet};

/// How the glossary's terms begin, end and go on, in simplified script.
#[derive(Debug, Default)]
pub(super) struct Termhood {
    beginnings: HashMap<String, u32>,
    endings: HashMap<String, u32>,
    pairs: HashSet<(char, char)>,
}

impl Termhood {
    /// Learns from the terms of a glossary.
    pub(super) fn new(glossary: &Glossary) -> Self {
        let mut termhood = Self::default();
        for term in glossary.terms().heads() {
            let chars: Vec<char> = duizhao_zh::han::bare(term.source_hans).chars().collect();
            if chars.len() > 2 {
                *termhood
                    .beginnings
                    .entry(chars[..2].iter().collect())
                    .or_default() += 1;
                *termhood
                    .endings
                    .entry(chars[chars.len() - 2..].iter().collect())
                    .or_default() += 1;
            }
            termhood
                .pairs
                .extend(chars.windows(2).map(|pair| (pair[0], pair[1])));
        }
        termhood
    }

    /// Returns how usual the first two characters are as a term's first two: the logarithm of one more than their
    /// count.
    pub(super) fn beginning(&self, chars: &[char]) -> f64 {
        logarithm(&self.beginnings, chars.get(..2))
    }

    /// Returns how usual the last two characters are as a term's last two, as for the first.
    pub(super) fn ending(&self, chars: &[char]) -> f64 {
        logarithm(
            &self.endings,
            chars.len().checked_sub(2).map(|from| &chars[from..]),
        )
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

fn logarithm(counts: &HashMap<String, u32>, key: Option<&[char]>) -> f64 {
    let key: String = key.unwrap_or_default().iter().collect();
    f64::from(counts.get(&key).copied().unwrap_or(0)).ln_1p()
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
