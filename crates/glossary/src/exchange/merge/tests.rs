//! Tests of merging.

use super::super::super::Status;
use super::super::samples::any_terms;
use super::join::replaced;
use super::*;
use proptest::prelude::*;
use std::path::Path;

const TEXT: &str = "# 注\r\nsource_hans,target,note\r\n党委,Party committee,\"a, b\"\r\n\r\n县委,county committee,";

fn file(text: &str) -> TermFile {
    TermFile::parse(Path::new("t.csv"), text.to_owned()).unwrap()
}

fn place(line: usize) -> Location {
    Location::new("new.tbx", line, 1)
}

fn term(source: &str, target: &str) -> Term {
    Term {
        source_hans: source.into(),
        target: target.into(),
        ..Term::default()
    }
}

fn merged(terms: &[Term], rule: Conflict) -> Merged {
    let terms: Vec<(Term, Location)> = terms
        .iter()
        .enumerate()
        .map(|(i, term)| (term.clone(), place(i + 1)))
        .collect();
    merge(&file(TEXT), &terms, rule, |_, _, _| unreachable!()).unwrap()
}

#[test]
fn new_terms_stand_below_and_the_rest_keeps_its_bytes() {
    let merged = merged(
        &[
            term("市委", "city committee"),
            term("区委", "x"),
            term("党委", "Party committee"),
        ],
        Conflict::Keep,
    );
    assert_eq!(
        merged.text,
        format!("{TEXT}\r\n市委,city committee,\r\n区委,x,\r\n")
    );
    assert_eq!(
        merged.report.lines(),
        ["2 added, 1 unchanged, 0 replaced, 0 kept as they were, 0 both kept"]
    );
}

#[test]
fn an_open_row_is_filled_under_every_rule() {
    let open = file("source_hans,target,note\n市委,,suggested\n");
    let terms = [(term("市委", "city committee"), place(1))];
    let merged = merge(&open, &terms, Conflict::Keep, |_, _, _| unreachable!()).unwrap();
    assert!(merged.text.ends_with("\n市委,city committee,suggested\n"));
    assert_eq!(
        merged
            .report
            .count(|outcome| *outcome == MergeOutcome::Added),
        1
    );
}

#[test]
fn each_rule_does_as_it_says() {
    let other = Term {
        citation: "c".into(),
        status: Status::Confirmed,
        note: "n".into(),
        ..term("党委", "the Party committee")
    };
    assert_eq!(
        merged(std::slice::from_ref(&other), Conflict::Keep).text,
        TEXT
    );
    let replaced = merged(std::slice::from_ref(&other), Conflict::Replace);
    assert!(
        replaced
            .text
            .contains("\r\n党委,the Party committee,n,c,confirmed\r\n\r\n县委,county committee,,,"),
        "{}",
        replaced.text
    );
    assert_eq!(
        replaced.report.lines()[1],
        "new.tbx:1:1: `党委` was `Party committee; a, b; choice`"
    );
    let both = merged(std::slice::from_ref(&other), Conflict::Both);
    assert!(
        both.text
            .contains("\r\n党委,Party committee,\"a, b; n\",the Party committee,c\r\n"),
        "{}",
        both.text
    );
    let asked = |decision| {
        merge(
            &file(TEXT),
            &[(other.clone(), place(1))],
            Conflict::Ask,
            |_, _, _| decision,
        )
        .unwrap()
        .text
    };
    assert_eq!(
        [
            asked(Decision::Keep),
            asked(Decision::Replace),
            asked(Decision::Both)
        ],
        [TEXT.to_owned(), replaced.text, both.text]
    );
}

#[test]
fn a_cell_that_grows_too_long_stops_at_its_term() {
    let note = |c: &str| Term {
        note: c.repeat(40_000),
        ..term("党委", "Party committee")
    };
    let terms = [(note("x"), place(1)), (note("y"), place(2))];
    let error = merge(
        &file(TEXT),
        &terms,
        Conflict::Both,
        |_, _, _| unreachable!(),
    )
    .unwrap_err()
    .to_string();
    assert!(
        error.starts_with("new.tbx:2:1: `note` of `党委` would have more than 65536 bytes"),
        "{error}"
    );
}

#[test]
fn contradictions_stand_in_the_note() {
    let old = Term {
        forbidden: vec!["wrong".into()],
        source_hant: "黨委".into(),
        ..term("党委", "right")
    };
    let new = Term {
        forbidden: vec!["right".into()],
        source_hant: "黨諉".into(),
        ..term("党委", "wrong")
    };
    let both = joined(&old, &new);
    assert_eq!(
        both.note,
        "elsewhere right: wrong; elsewhere wrong: right; elsewhere written: 黨諉"
    );
    assert_eq!(
        (&both.forbidden, both.alternatives.len()),
        (&old.forbidden, 0)
    );
}

#[test]
fn another_rendering_takes_its_citation_along() {
    let old = Term {
        citation: "seen".into(),
        status: Status::Confirmed,
        ..term("党", "a")
    };
    let new = replaced(&old, &term("党", "b"));
    assert_eq!((new.citation.as_str(), new.status), ("", Status::Choice));
    assert_eq!(
        replaced(
            &old,
            &Term {
                note: "n".into(),
                ..term("党", "a")
            }
        )
        .status,
        Status::Confirmed
    );
}

proptest! {
    #[test]
    fn no_term_is_lost(old in any_terms(), new in any_terms(), rule in prop::sample::select(vec![Conflict::Keep, Conflict::Replace, Conflict::Both])) {
        let start = file(&(Column::header() + "\n"));
        let with_places = |terms: &[Term]| terms.iter().map(|term| (term.clone(), place(1))).collect::<Vec<_>>();
        let never = |_: &Term, _: &Term, _: &Location| unreachable!();
        let before = merge(&start, &with_places(&old), Conflict::Replace, never).unwrap();
        let after = merge(&file(&before.text), &with_places(&new), rule, never).unwrap();
        prop_assert_eq!(after.report.outcomes.len(), new.len());
        let terms: Vec<Term> = file(&after.text).terms().unwrap().into_iter().map(|(term, _)| term).collect();
        for (term, (_, _, outcome)) in new.iter().zip(&after.report.outcomes) {
            let of_source = || terms.iter().find(|other| other.source_hans == term.source_hans);
            let held = terms.iter().find(|other| other.key() == term.key()).or_else(of_source).unwrap();
            let everything = format!("{held:?}");
            if matches!(outcome, MergeOutcome::Both | MergeOutcome::Added) && rule == Conflict::Both {
                // A rendering with a separator in it is two in a list.
                let holds = |text: &str| everything.contains(format!("{text:?}").trim_matches('"'));
                let within = |text: &str| text.split(" | ").all(|part| part.is_empty() || holds(part));
                prop_assert!(term.renderings().chain(term.forbidden.iter().map(String::as_str)).all(within), "{:?} in {}", term, everything);
                prop_assert!(within(&term.note) && within(&term.citation) && within(&term.source_hant));
            }
        }
        let again = merge(&file(&after.text), &with_places(&old), Conflict::Keep, never).unwrap();
        prop_assert_eq!(again.text, after.text);
    }
}
