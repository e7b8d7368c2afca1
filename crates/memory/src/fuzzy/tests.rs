//! What is found, whatever way it is kept.

use super::cost::{CHARACTER, Costs};
use super::*;
use duizhao_glossary::{Matcher, Term};
use proptest::collection::vec;
use proptest::prelude::*;
use std::convert::Infallible;

/// Sentences in memory; the first of equal ones is the one to be found, and has the highest id.
struct Known<'t> {
    texts: Vec<String>,
    recent: RecentSentences,
    mask: Mask<'t>,
}

/// A match, with the place of the sentence.
type Found = (usize, MatchKind, f64);

impl<'t> Known<'t> {
    fn new(texts: &[impl AsRef<str>], mask: Mask<'t>) -> Self {
        let texts: Vec<String> = texts.iter().map(|text| text.as_ref().to_owned()).collect();
        let mut recent = RecentSentences::default();
        for (i, text) in texts.iter().enumerate().rev() {
            recent.add(-(i as i64), text);
        }
        Self {
            texts,
            recent,
            mask,
        }
    }

    fn nearest(&self, text: &str, most: usize, from: f64) -> Vec<Found> {
        let question = Question::new(text);
        let mut places = vec![0; question.keys().len()];
        let shared = self.recent.shared(&question, &mut places);
        let weights = weights(&places, self.recent.len());
        let sums = self.recent.sums(&shared, &weights);
        let wanted = Wanted {
            text,
            mask: self.mask,
            most,
            from,
        };
        let ids = sums.into_iter().map(|(_, id)| id);
        let Ok(promising) = promising(&question, most, ids, self);
        let Ok(found) = nearest(wanted, &promising, self);
        let found = found.into_iter();
        found
            .map(|found| (-found.id as usize, found.kind, found.score))
            .collect()
    }
}

impl KnownSentences for Known<'_> {
    type Error = Infallible;

    fn sentence(&self, id: i64) -> Result<Option<String>, Infallible> {
        Ok(Some(self.texts[-id as usize].clone()))
    }

    fn preferred(&self, sentence: &str) -> Result<Option<(i64, bool)>, Infallible> {
        let place = self.texts.iter().position(|text| text == sentence);
        Ok(place.map(|place| (-(place as i64), false)))
    }
}

fn index(known: &[impl AsRef<str>]) -> Known<'static> {
    Known::new(known, Mask::default())
}

fn first(known: &[impl AsRef<str>], query: &str) -> Option<Found> {
    index(known).nearest(query, 1, 0.0).first().copied()
}

#[track_caller]
fn check(known: &[&str], query: &str, id: usize, kind: MatchKind, score: f64) {
    let found = first(known, query).expect("something near");
    assert_eq!((found.0, found.1), (id, kind));
    assert!((found.2 - score).abs() < 1e-9, "{}", found.2);
}

#[test]
fn the_same_text_comes_first() {
    check(&["增长5%", "增长6%"], "增长6%", 1, MatchKind::Exact, 1.0);
    check(&["党", ""], "", 1, MatchKind::Exact, 1.0);
    check(
        &["黨的建設", "党的建设"],
        "黨的建設",
        0,
        MatchKind::Exact,
        1.0,
    );
}

#[test]
fn numbers_terms_and_widths_make_no_difference() {
    check(
        &["拨款37.1万元", "拨款额"],
        "拨款500元",
        0,
        MatchKind::Masked,
        1.0,
    );
    check(&["增长5%", "增长60%"], "增长61%", 1, MatchKind::Masked, 1.0);
    check(&["「黨」"], "“黨”", 0, MatchKind::Masked, 1.0);
    let term = |source: &str| Term {
        source_hans: source.to_owned(),
        ..Term::default()
    };
    let matcher = Matcher::new(&[term("党委"), term("政府")]);
    let index = Known::new(&["政府决定"], Mask::with_terms(&matcher));
    assert_eq!(index.nearest("党委决定", 1, 1.0)[0].1, MatchKind::Masked);
}

#[test]
fn one_changed_character_is_nearer_than_anything_else() {
    check(
        &["坚持改革工作", "坚持改革开放"],
        "坚持改草开放",
        1,
        MatchKind::Near,
        1.0 - 1.0 / 6.0,
    );
    check(&["党建", "建党的会"], "党见", 0, MatchKind::Near, 0.5);
    check(&["2019年", "会"], "201某年", 0, MatchKind::Near, 0.8);
}

#[test]
fn a_sentence_with_one_clause_more_is_nearer_than_one_with_another_clause() {
    let query = "各级党委加强领导，群众积极参与。";
    let known = [
        "各级党委加强领导，企业复工。",
        "各级党委加强领导，干部下沉社区一线，群众积极参与。",
    ];
    check(&known, query, 1, MatchKind::Near, 1.0 - 1.8 / 16.0);
}

#[test]
fn of_equal_sentences_the_first_is_found() {
    let found = index(&["党的", "党的", "党的会"]).nearest("党的", 9, 0.0);
    assert_eq!(
        found.iter().map(|found| found.0).collect::<Vec<_>>(),
        [0, 2]
    );
}

#[test]
fn nothing_is_near_nothing() {
    assert_eq!(first(&[] as &[&str], "党"), None);
    assert_eq!(first(&["党"], ""), None);
    assert_eq!(first(&["党"], "会"), None);
    assert!(index(&["党"]).nearest("党", 0, 0.0).is_empty());
}

#[test]
fn very_long_sentences_are_found() {
    let long = "各级党委，加强领导。".repeat(3400);
    let known = [long.as_str(), "各级党委"];
    check(&known, &long, 0, MatchKind::Exact, 1.0);
    let changed = long.replacen("领导。各", "领到。各", 1);
    assert_eq!(first(&known, &changed).map(|found| found.0), Some(0));
    let cut = &long[..long.len() - 30];
    assert!(first(&known, cut).is_some_and(|found| found.0 == 0 && found.2 > 0.99));
}

#[test]
fn crowds_of_like_sentences_hide_none() {
    let known: Vec<String> = (0..20_000)
        .map(|i| format!("第{i}条：{}", ["甲乙丙丁", "丁丙乙甲", "乙甲丁丙"][i % 3]))
        .collect();
    let index = index(&known);
    for i in (0..20_000).step_by(999) {
        assert_eq!(index.nearest(&known[i], 1, 1.0)[0].0, i);
    }
}

const TEXT: &str = "[甲乙丙丁戊己5万，]{0,9}";

fn score(cost: u32, length: usize) -> f64 {
    1.0 - f64::from(cost) / (f64::from(CHARACTER) * length as f64)
}

proptest! {
    #[test]
    fn matches_are_in_order_and_the_same_every_time(known in vec(TEXT, 0..40), query in TEXT, from in 0.0..1.0) {
        let index = index(&known);
        let found = index.nearest(&query, 9, from);
        prop_assert!(found.len() <= 9);
        prop_assert!(found.iter().all(|found| found.2 >= from && found.2 > 0.0 && found.2 <= 1.0));
        prop_assert!(found.windows(2).all(|w| (w[0].1, -w[0].2) <= (w[1].1, -w[1].2)));
        prop_assert!(found.iter().all(|found| (found.2 == 1.0) == (found.1 != MatchKind::Near)));
        prop_assert_eq!(index.nearest(&query, 9, from), found);
    }

    #[test]
    fn each_sentence_finds_itself(known in vec(TEXT, 1..60)) {
        let index = index(&known);
        for text in &known {
            let id = known.iter().position(|other| other == text).unwrap();
            prop_assert_eq!(index.nearest(text, 1, 1.0), [(id, MatchKind::Exact, 1.0)]);
        }
    }

    // Without 丁, a surname: names are masked, and are no edits.
    #[test]
    fn one_edit_finds_what_looking_at_all_finds(known in vec("[甲乙丙壬戊己]{2,7}", 1..80), at in 0..99_usize, edit in 0..3) {
        let mut query: Vec<char> = known[0].chars().collect();
        let at = at % query.len();
        match edit {
            0 => query[at] = '庚',
            1 => query.insert(at, '庚'),
            _ => { query.remove(at); }
        }
        let query: String = query.into_iter().collect();
        let units: Vec<u16> = query.encode_utf16().collect();
        let cost = |text: &String| Costs::new().of(&units, &text.encode_utf16().collect::<Vec<_>>());
        let best = known.iter().map(cost).min().unwrap();
        let id = known.iter().position(|text| cost(text) == best).unwrap();
        let found = first(&known, &query);
        // What costs as much as translating all of it is worth nothing.
        let worth = score(best, units.len()) > 0.0;
        prop_assert_eq!(found.map(|found| found.0), worth.then_some(id));
    }

    #[test]
    fn other_numbers_are_a_full_match(known in vec("[甲乙丙丁]{3,9}", 1..20), a in 2..99_u32, b in 2..99_u32) {
        prop_assume!(a != b);
        let known: Vec<String> = known.iter().map(|text| format!("{text}增长{a}%")).collect();
        let found = first(&known, &known[0].replace(&format!("{a}%"), &format!("{b}%")));
        prop_assert_eq!(found, Some((0, MatchKind::Masked, 1.0)));
    }
}
