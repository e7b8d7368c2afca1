//! What the tests of the sources share.

use super::background::Background;
use super::sentence::Sentence;
use super::{Find, Kind};
use crate::Glossary;
use duizhao_zh::script::{Converter, Script};

/// What a source finds in a sentence, without known terms.
pub(super) fn find_in(find: fn(&Sentence, &mut Vec<Find>), text: &str) -> Vec<(String, Kind)> {
    let simplify = Converter::new(Script::Hans).unwrap();
    let matcher = Glossary::default().matcher().unwrap();
    let sentence = Sentence::new(text, &simplify, &matcher, &mut Background::default());
    let mut finds = Vec::new();
    find(&sentence, &mut finds);
    finds
        .iter()
        .map(|find| (sentence.text(find.start, find.end), find.kind))
        .collect()
}

/// Checks that a source finds these and no others.
#[track_caller]
pub(super) fn check(find: fn(&Sentence, &mut Vec<Find>), text: &str, expected: &[(&str, Kind)]) {
    let found = find_in(find, text);
    assert_eq!(
        found
            .iter()
            .map(|(text, kind)| (text.as_str(), *kind))
            .collect::<Vec<_>>(),
        expected
    );
}
