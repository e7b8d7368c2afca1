//! Phrases are found however they are inflected, and other words are not.

use super::*;
use proptest::prelude::*;

fn holds(text: &str, phrase: &str, fold: Fold) -> bool {
    EnglishText::new(text, fold).holds(&Phrase::new(phrase, fold))
}

fn stem(word: &str) -> String {
    let mut stem = String::new();
    Fold::Inflection.push(word, &mut stem);
    stem
}

#[track_caller]
fn found(phrase: &str, text: &str) {
    assert!(
        holds(text, phrase, Fold::Inflection),
        "`{phrase}` is not found in `{text}`"
    );
}

#[track_caller]
fn absent(phrase: &str, text: &str) {
    assert!(
        !holds(text, phrase, Fold::Inflection),
        "`{phrase}` is found in `{text}`"
    );
}

#[test]
fn a_phrase_that_leaves_words_open_is_not_literal() {
    assert_eq!(
        ["Party's work", "subscribe", "3.5 percent"].map(is_literal),
        [true; 3]
    );
    assert_eq!(
        [
            "risk one's life",
            "use … as a lever",
            "ask sb. for ...",
            "one"
        ]
        .map(is_literal),
        [false, false, false, true]
    );
}

#[test]
fn inflection_and_spelling_do_not_matter() {
    found("Party committee", "The Party committees' secretaries");
    found(
        "promote Party building",
        "by promoting the Party's building",
    );
    found("shake off poverty", "They shook off poverty.");
    found("carry out", "carried out; carrying out");
    found("mobilise the masses", "Mobilizing the masses");
    found("labour union", "a labor union");
    found("Organization Department", "the organisation department");
    found("policy", "policies");
    found("plan", "planned");
    found(
        "lift … out of poverty",
        "lifted 800 million people out of poverty",
    );
    found("do one's duty", "doing their duty");
}

#[test]
fn every_inflection_has_one_stem() {
    for forms in [
        "call calls called calling",
        "add adds added adding",
        "agree agrees agreed agreeing",
        "proceed proceeds proceeded proceeding",
        "use uses used using",
        "hour hours",
        "rise rises rising rose risen",
        "plan plans planned planning",
        "carry carries carried carrying",
        "pass passes passed passing",
        "organise organises organised organising organize organizes organized organizing",
        "labour labours labor",
        "child children",
        "promote promotes promoted promoting",
        "fulfil fulfill fulfilled fulfilling",
        "see sees seen seeing",
    ] {
        let stems: Vec<_> = forms.split_whitespace().map(stem).collect();
        assert!(
            stems.iter().all(|stem| *stem == stems[0]),
            "{forms}: {stems:?}"
        );
    }
}

#[test]
fn other_words_are_not_found() {
    absent("Party", "parting");
    absent("off poverty", "poverty off");
    absent("CPC Central Committee", "CPC committee, central");
    absent("lift … poverty", "lift a b c d e f g h poverty");
    absent("…", "anything");
}

#[test]
fn case_can_matter() {
    let holds = |text: &str, phrase: &str| holds(text, phrase, Fold::Number);
    let found = ["party", "WHO", "Party", "who"].map(|phrase| holds("the party's WHO", phrase));
    assert_eq!(found, [true, true, false, false]);
    assert!(holds("many SOEs", "SOE"));
}

#[test]
fn a_bracket_may_be_left_out() {
    assert_eq!(variants("Communist Party of China (CPC)").len(), 3);
    assert_eq!(
        variants("frontier (Ningxia)"),
        ["frontier (Ningxia)", "frontier"]
    );
}

#[test]
fn irregular_forms_are_listed_once() {
    let mut forms = super::irregular::IRREGULAR.map(|(form, _)| form);
    forms.sort_unstable();
    assert!(forms.windows(2).all(|pair| pair[0] < pair[1]));
}

proptest! {
    #[test]
    fn a_text_holds_each_of_its_runs_of_words(text in "[a-zA-Z'’& -]{1,40}", from in 0usize..6, len in 1usize..4) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let run = words.iter().skip(from).take(len).copied().collect::<Vec<_>>().join(" ");
        let has_words = !super::phrase::EnglishWords::new(&run, Fold::Inflection).is_empty();
        let placeholder = run.contains("one");
        for fold in [Fold::Inflection, Fold::Case, Fold::Number] {
            prop_assert!(placeholder || holds(&text, &run, fold) == has_words, "{:?} in {:?}", run, text);
        }
    }

    #[test]
    fn spans_are_inside(text in "\\PC{0,40}", phrase in "\\PC{0,10}") {
        for span in EnglishText::new(&text, Fold::Inflection).find(&Phrase::new(&phrase, Fold::Inflection)) {
            prop_assert!(!span.of(&text).is_empty());
        }
    }
}
