//! Cases of the recognizer: `tests/names.tsv` holds a text and the names that are certain in it, separated by `|`.

use super::*;

#[test]
fn a_person_is_a_surname_and_a_given_name() {
    assert!(is_person("王润宇") && is_person("欧阳修") && is_person("谢斌"));
    assert!(!is_person("欧阳") && !is_person("组织部长") && !is_person("王"));
    assert_eq!(surname("单田芳"), Some(("单", "Shan")));
}

#[test]
fn names_are_told_by_what_stands_beside_them() {
    let mut wrong = Vec::new();
    for line in include_str!("../../tests/names.tsv").lines() {
        let (text, expected) = line.split_once('\t').unwrap_or((line, ""));
        let found: Vec<String> = people(text)
            .into_iter()
            .map(|person| format!("{}={}", person.span.of(text), person.english))
            .collect();
        let names: Vec<String> = expected
            .split('|')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        if found != names {
            wrong.push(format!("{text}\n  want {names:?}\n  got  {found:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

proptest::proptest! {
    #[test]
    fn spans_come_in_order(text in "[书记者王斌、，李党员说aA·艾力扎西顿珠 　男]{0,30}") {
        let mut end = 0;
        for person in people(&text) {
            proptest::prop_assert!(person.span.start >= end && !person.span.is_empty());
            proptest::prop_assert!(!person.english.is_empty() && !person.english.contains(han::is_han));
            end = person.span.end;
        }
    }
}
