//! Sentences travel with ids and are matched by them, never by their place.

use crate::{BackendError, Translation};
use std::ops::Range;

/// Returns the id of the sentence at `index` of a request.
pub(crate) fn id(index: usize) -> String {
    format!("s{}", index + 1)
}

/// Tests whether a text is an id, of any request.
#[cfg(feature = "http")]
pub(crate) fn is_id(text: &str) -> bool {
    number(text).is_some()
}

/// Parses the number of an id, also as models write it: `1`, `S1`, `[s1]`.
pub(crate) fn number(id: &str) -> Option<usize> {
    let bare = id.trim_matches([' ', '[', ']', '*']);
    let digits = bare.strip_prefix(['s', 'S']).unwrap_or(bare);
    // The parser takes a sign, an id has none.
    if digits.starts_with('+') {
        return None;
    }
    digits.parse().ok()
}

/// Splits a line into the id at its start, as `[s1]` or `s1:`, and the text after it.
pub(crate) fn mark(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['*', '-', ' ']);
    let bare = line.strip_prefix('[').unwrap_or(line);
    let digits = bare.strip_prefix('s')?;
    let end = 1 + digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let text = bare[end..].trim_start_matches([']', '*', ':', ' ']);
    (end > 1 && bare[end..].starts_with([']', ':'])).then_some((&bare[..end], text))
}

/// A translation with the id that it came with.
pub(crate) type KeyedTranslation = (String, Translation);

/// Returns the translations of the sentences whose ids are those of `range`, in order, from answers in any order.
///
/// Every id must be there once and no other: where one is missing, doubled or unknown, the others cannot be trusted
/// either, since a service that merges sentences leaves ids out. What has no id but another name is skipped.
pub(crate) fn by_id(
    backend: &str,
    range: Range<usize>,
    answers: Vec<KeyedTranslation>,
) -> Result<Vec<Translation>, BackendError> {
    let mut translations: Vec<Option<Translation>> = vec![None; range.len()];
    let mut doubled = Vec::new();
    let mut unknown = Vec::new();
    for (id, answer) in answers {
        let Some(number) = number(&id) else { continue };
        let index = number.checked_sub(range.start + 1);
        match index.and_then(|index| translations.get_mut(index)) {
            Some(place @ None) => *place = Some(answer),
            Some(Some(_)) => doubled.push(id),
            None => unknown.push(id),
        }
    }
    let missing: Vec<String> = range
        .clone()
        .zip(&translations)
        .filter(|(_, translation)| translation.is_none())
        .map(|(i, _)| id(i))
        .collect();
    let faults: Vec<String> = [
        ("missing", missing),
        ("doubled", doubled),
        ("unknown", unknown),
    ]
    .into_iter()
    .filter(|(_, ids)| !ids.is_empty())
    .map(|(what, ids)| format!("{what} {}", shown(&ids)))
    .collect();
    if faults.is_empty() {
        return Ok(translations.into_iter().flatten().collect());
    }
    let what = format!(
        "the answers do not fit the sentences: {}",
        faults.join(", ")
    );
    Err(BackendError::mismatch(backend, what))
}

/// Joins the first few ids, each made short and safe to print.
fn shown(ids: &[String]) -> String {
    let mut first: Vec<String> = ids.iter().take(5).map(|id| printable(id)).collect();
    if ids.len() > 5 {
        first.push("…".to_owned());
    }
    first.join(" ")
}

fn printable(id: &str) -> String {
    id.chars().take(20).filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answers(ids: &[&str]) -> Vec<KeyedTranslation> {
        ids.iter()
            .map(|id| ((*id).to_owned(), Ok(format!("of {id}"))))
            .collect()
    }

    #[track_caller]
    fn check(asked: usize, ids: &[&str], expected: &str) {
        let error = by_id("x", 0..asked, answers(ids)).unwrap_err();
        assert_eq!(
            error.what,
            format!("the answers do not fit the sentences: {expected}")
        );
    }

    #[test]
    fn ids_that_do_not_fit_are_named() {
        check(2, &["s1"], "missing s2");
        check(1, &["s1", "s1"], "doubled s1");
        check(1, &["s1", "s9", "x"], "unknown s9");
        check(2, &["S1", "1"], "missing s2, doubled 1");
        check(2, &["s0", "s1"], "missing s2, unknown s0");
    }

    #[test]
    fn ids_of_another_request_are_unknown() {
        let error = by_id("x", 2..4, answers(&["s3", "s1"])).unwrap_err();
        assert_eq!(
            error.what,
            "the answers do not fit the sentences: missing s4, unknown s1"
        );
        assert_eq!(
            by_id("x", 2..3, answers(&["s3"])).unwrap(),
            [Ok("of s3".to_owned())]
        );
    }

    #[test]
    fn ids_are_read_as_models_write_them() {
        let translations = by_id("x", 0..4, answers(&["note", "[s3]", "S2", " 1 ", "s4"])).unwrap();
        let texts: Vec<String> = translations.into_iter().map(Result::unwrap).collect();
        assert_eq!(texts, ["of  1 ", "of S2", "of [s3]", "of s4"]);
    }

    proptest! {
        #[test]
        fn any_order_gives_each_sentence_its_own(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
            let ids: Vec<String> = order.iter().map(|&i| id(i)).collect();
            let answers = answers(&ids.iter().map(String::as_str).collect::<Vec<_>>());
            let translations = by_id("x", 0..9, answers).unwrap();
            for (i, translation) in translations.into_iter().enumerate() {
                prop_assert_eq!(translation.unwrap(), format!("of {}", id(i)));
            }
        }
    }
}
