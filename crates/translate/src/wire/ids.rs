//! Sentences travel with ids and are matched by them, never by their place.

use crate::{BackendError, Translation};
use std::ops::Range;

/// The id of the sentence at `index` of a request.
pub(crate) fn id(index: usize) -> String {
    format!("s{}", index + 1)
}

/// Whether a text is an id, of whatever request.
pub(crate) fn is_id(text: &str) -> bool {
    number(text).is_some()
}

/// The number of an id, also as models write it: `1`, `S1`, `[s1]`.
fn number(id: &str) -> Option<usize> {
    let bare = id.trim_matches([' ', '[', ']', '*']);
    let digits = bare.strip_prefix(['s', 'S']).unwrap_or(bare);
    // The parser takes a sign, an id has none.
    digits.parse().ok().filter(|_| !digits.starts_with('+'))
}

/// The translations of a request of `asked` sentences, in order, from answers with ids in any order.
///
/// Every id must be there once and no other: where one is missing, doubled or unknown, the others cannot be trusted
/// either, since a service that merges sentences leaves ids out. What has no id but another name is passed over.
pub(crate) fn by_id(
    backend: &str,
    asked: usize,
    answers: Vec<(String, Translation)>,
) -> Result<Vec<Translation>, BackendError> {
    by_ids(backend, 0..asked, answers)
}

/// As [`by_id`], for sentences whose ids are those of `range`: where ids of requests before it may still come.
pub(crate) fn by_ids(
    backend: &str,
    range: Range<usize>,
    answers: Vec<(String, Translation)>,
) -> Result<Vec<Translation>, BackendError> {
    let mut translations: Vec<Option<Translation>> = vec![None; range.len()];
    let (mut doubled, mut unknown) = (Vec::new(), Vec::new());
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
    match faults.is_empty() {
        true => Ok(translations.into_iter().flatten().collect()),
        false => Err(BackendError::mismatch(
            backend,
            format!(
                "the answers do not fit the sentences: {}",
                faults.join(", ")
            ),
        )),
    }
}

/// The first few ids, made safe to print.
fn shown(ids: &[String]) -> String {
    let short = |id: &String| {
        id.chars()
            .take(20)
            .filter(|c| !c.is_control())
            .collect::<String>()
    };
    let first: Vec<String> = ids.iter().take(5).map(short).collect();
    format!(
        "{}{}",
        first.join(" "),
        if ids.len() > 5 { " …" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answers(ids: &[&str]) -> Vec<(String, Translation)> {
        ids.iter()
            .map(|id| ((*id).to_owned(), Ok(format!("of {id}"))))
            .collect()
    }

    #[track_caller]
    fn check(asked: usize, ids: &[&str], expected: &str) {
        let error = by_id("x", asked, answers(ids)).unwrap_err();
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
        let error = by_ids("x", 2..4, answers(&["s3", "s1"])).unwrap_err();
        assert_eq!(
            error.what,
            "the answers do not fit the sentences: missing s4, unknown s1"
        );
        assert_eq!(
            by_ids("x", 2..3, answers(&["s3"])).unwrap(),
            [Ok("of s3".to_owned())]
        );
    }

    #[test]
    fn ids_are_read_as_models_write_them() {
        let translations = by_id("x", 4, answers(&["note", "[s3]", "S2", " 1 ", "s4"])).unwrap();
        let texts: Vec<String> = translations.into_iter().map(Result::unwrap).collect();
        assert_eq!(texts, ["of  1 ", "of S2", "of [s3]", "of s4"]);
    }

    proptest! {
        #[test]
        fn any_order_gives_each_sentence_its_own(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
            let ids: Vec<String> = order.iter().map(|&i| id(i)).collect();
            let answers = answers(&ids.iter().map(String::as_str).collect::<Vec<_>>());
            let translations = by_id("x", 9, answers).unwrap();
            for (i, translation) in translations.into_iter().enumerate() {
                prop_assert_eq!(translation.unwrap(), format!("of {}", id(i)));
            }
        }
    }
}
