//! The words that the dictionaries know, for telling where words begin and end in either script.

use super::table::{ST, TS};
use crate::dictionary;

/// Longest word that is looked for around a character, in characters.
const LONGEST: usize = 4;

/// Returns the simplified form of a character.
pub(crate) fn simple(c: char) -> char {
    TS.character(c).unwrap_or(c)
}

/// Lists the characters that have a simplified form.
pub(crate) fn with_simple_form() -> impl Iterator<Item = char> {
    let rules = TS.rules().into_iter();
    rules.filter_map(|(source, _)| {
        let mut chars = source.chars();
        let first = chars.next()?;
        chars.next().is_none().then_some(first)
    })
}

fn simplified(text: &[char]) -> String {
    text.iter().map(|&c| simple(c)).collect()
}

/// Tests whether a text is a phrase of the dictionary of conversion.
pub(super) fn is_phrase(text: &[char]) -> bool {
    text.len() > 1 && ST.get(&simplified(text)).is_some()
}

/// Lists the phrases of the dictionary of conversion from simplified script.
#[cfg(test)]
pub(crate) fn simplified_phrases() -> Vec<String> {
    let rules = ST.rules().into_iter();
    rules.map(|(source, _)| source.to_owned()).collect()
}

/// Tests whether a text is a general word or a place.
pub(super) fn is_general(text: &[char]) -> bool {
    let simple = simplified(text);
    dictionary::is_word(&simple) || dictionary::gloss(&simple).is_some()
}

/// Tests whether a text is a word of either kind.
pub(super) fn is_word(text: &[char]) -> bool {
    is_phrase(text) || is_general(text)
}

/// Tests whether a word of two to four characters has the character at byte `at` of `text`.
pub(super) fn covers(text: &str, at: usize) -> bool {
    let before: Vec<char> = text[..at].chars().rev().take(LONGEST - 1).collect();
    let mut window: Vec<char> = before.into_iter().rev().collect();
    let place = window.len();
    window.extend(text[at..].chars().take(LONGEST));
    (0..=place).any(|from| {
        (place.max(from + 1)..window.len())
            .any(|last| last - from < LONGEST && is_word(&window[from..=last]))
    })
}
