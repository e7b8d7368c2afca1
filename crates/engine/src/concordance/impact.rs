//! What a changed glossary touches: the sentences whose terms are not what they were.
//!
//! What an article's own glossary file says is not looked at.

use super::{Concordance, Sentence};
use duizhao_glossary::Comparison;
use std::collections::BTreeSet;

/// A sentence that is touched, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched<'a> {
    /// The sentence.
    pub sentence: Sentence<'a>,
    /// The sources of the terms that are not what they were in this sentence, in order.
    pub terms: BTreeSet<String>,
}

/// The sentences that a change of the glossary touches, in order. Linear in the text.
pub fn touched<'c>(concordance: &'c Concordance, comparison: &Comparison) -> Vec<Touched<'c>> {
    let candidates = concordance
        .sentences()
        .filter(|sentence| comparison.may_touch(sentence.text));
    let touch = |sentence: Sentence<'c>| Touched {
        sentence,
        terms: comparison.changed_in(sentence.text),
    };
    candidates
        .map(touch)
        .filter(|touched| !touched.terms.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::Glossary;
    use proptest::prelude::*;
    use std::path::Path;
    use std::sync::Arc;

    fn glossary(terms: &[(String, u8)]) -> Glossary {
        let mut glossary = Glossary::default();
        let rows: String = terms
            .iter()
            .map(|(source, target)| format!("{source},{target}\n"))
            .collect();
        glossary
            .add_text(Path::new("t.csv"), &format!("source_hans,target\n{rows}"))
            .unwrap();
        glossary
    }

    /// The terms of a sentence, found the slow way: at each place the longest, then on behind it.
    fn found(terms: &Glossary, sentence: &str) -> Vec<(usize, String, String)> {
        let (mut hits, mut at) = (Vec::new(), 0);
        while at < sentence.len() {
            let here = terms
                .terms()
                .iter()
                .filter(|term| sentence[at..].starts_with(&term.source_hans));
            match here.max_by_key(|term| term.source_hans.len()) {
                Some(term) => {
                    hits.push((at, term.source_hans.clone(), term.target.clone()));
                    at += term.source_hans.len();
                }
                None => at += sentence[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        hits
    }

    fn any_glossary() -> impl Strategy<Value = Vec<(String, u8)>> {
        proptest::collection::vec(("[党中央委]{1,3}", 0..3_u8), 0..6)
    }

    proptest! {
        #[test]
        fn exactly_the_sentences_whose_terms_differ_are_touched(
            old in any_glossary(),
            new in any_glossary(),
            sentences in proptest::collection::vec("[党中央委会]{1,8}", 1..6),
        ) {
            let (old, new) = (glossary(&old), glossary(&new));
            let folder = tempfile::tempdir().unwrap();
            let lines = |mark: &str| sentences.iter().map(|s| format!("{mark}{s}\n")).collect::<String>();
            let text = format!("---\nduizhao: 1\n---\n\n{}\n{}", lines(""), lines("> "));
            std::fs::write(folder.path().join("a.md"), text).unwrap();
            let (concordance, unread) = Concordance::of(folder.path(), &folder.path().join("index")).unwrap();
            prop_assert!(unread.is_empty());
            let (old, new) = (Arc::new(old), Arc::new(new));
            let comparison = Comparison::new(Arc::clone(&old), Arc::clone(&new)).unwrap();
            let touched = touched(&concordance, &comparison);
            let touched: Vec<&str> = touched.iter().map(|touched| touched.sentence.text).collect();
            let expected: Vec<&str> =
                sentences.iter().map(String::as_str).filter(|s| found(&old, s) != found(&new, s)).collect();
            prop_assert_eq!(touched, expected);
        }
    }
}
