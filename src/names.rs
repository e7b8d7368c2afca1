//! Chinese names of people: which words can be one, and how English prints it.

use crate::han;
use std::collections::HashMap;
use std::sync::LazyLock;

/// `glossary/surnames.csv`: surname and its reading, the more frequent first.
static SURNAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../glossary/surnames.csv").lines().skip(1).filter_map(|line| line.split_once(',')).collect()
});

/// The surname at the start of `text` (simplified script) and its reading as English prints it: a
/// compound surname (欧阳) before a single one.
pub fn surname(text: &str) -> Option<(&str, &'static str)> {
    [2, 1].into_iter().find_map(|length| {
        let end = text.char_indices().nth(length).map_or(text.len(), |(i, _)| i);
        SURNAMES.get(&text[..end]).map(|reading| (&text[..end], *reading))
    })
}

/// Whether the whole of `text` has the shape of a person's name: a surname and one or two characters.
pub fn is_person(text: &str) -> bool {
    surname(text).is_some_and(|(surname, _)| {
        let given = &text[surname.len()..];
        matches!(given.chars().count(), 1 | 2) && given.chars().all(han::is_han)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_surname_and_a_given_name() {
        assert!(is_person("王润宇") && is_person("欧阳修") && is_person("谢斌"));
        assert!(!is_person("欧阳") && !is_person("组织部长") && !is_person("王"));
        assert_eq!(surname("单田芳"), Some(("单", "Shan")));
    }
}
