//! Shared by the tests of the sources.

use super::background::Background;
use super::sentence::AnalysedSentence;
use super::{Find, SuggestionKind};
use crate::Glossary;
use duizhao_zh::script::{Converter, Script};

/// Returns what a source finds in a sentence, without known terms.
pub(super) fn find_in(
    find: fn(&AnalysedSentence, &mut Vec<Find>),
    text: &str,
) -> Vec<(String, SuggestionKind)> {
    let simplify = Converter::new(Script::Hans);
    let matcher = Glossary::default().matcher();
    let sentence = AnalysedSentence::new(text, &simplify, &matcher, &mut Background::default());
    let mut finds = Vec::new();
    find(&sentence, &mut finds);
    finds
        .iter()
        .map(|find| (sentence.text(find.start, find.end), find.kind))
        .collect()
}

/// Checks that a source finds these and no others.
#[track_caller]
pub(super) fn check(
    find: fn(&AnalysedSentence, &mut Vec<Find>),
    text: &str,
    expected: &[(&str, SuggestionKind)],
) {
    let found = find_in(find, text);
    assert_eq!(
        found
            .iter()
            .map(|(text, kind)| (text.as_str(), *kind))
            .collect::<Vec<_>>(),
        expected
    );
}
