//! `name`: the name of a person is spelled in another way than it should be: letters wrong, or the surname last.
//!
//! The persons are those that `names::people` finds, their spelling the one that the person is known by, otherwise pinyin.
//! Where nothing like the name stands in the translation, nothing is said: it may be `he`, or a spelling of the person's
//! own. Names in traditional script are not looked at.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::{names, pinyin};

const CODE: &str = "name";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "the name of a person that is spelled wrongly",
    severity: Severity::Warning,
    retry: Some(Severity::Warning),
    scope: Scope::Translation(check),
};

/// Letters by which a misspelled given name may differ.
const MOST_EDITS: usize = 2;

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (source, target) = (context.source, context.target);
    if !holds_name(context.words()) {
        return;
    }
    let words = words(context);
    let people = names::people(source);
    for person in &people {
        let Some((surname, given)) = person.english.split_once(' ') else {
            continue;
        };
        let others = people
            .iter()
            .filter(|other| other.english != person.english);
        let others: Vec<&str> = others.map(|other| other.english.as_str()).collect();
        if let Some((span, is_reversed)) = misspelled(&words, surname, given, &others) {
            let last = span.of(target).rsplit(' ').next().unwrap_or_default();
            if is_own_reading(last, person.span.of(source)) {
                continue;
            }
            let (name, english) = (person.span.of(source), &person.english);
            let message = if is_reversed {
                format!("`{name}` is `{english}`, the surname first")
            } else {
                format!("`{name}` is spelled `{english}`")
            };
            let diagnostic = Diagnostic::new(CODE, Severity::Warning, message)
                .at_source(person.span)
                .at_target(span)
                .suggest(format!("write `{english}`"));
            found.push(diagnostic);
        }
    }
}

/// A word of the translation, its letters in lower case.
struct NameWord {
    letters: String,
    span: Span,
}

/// Returns the capitalized words of a translation. Hyphens and apostrophes are no letters: Xi'an, Tsai Ing-wen.
fn words(context: &PairContext<'_>) -> Vec<NameWord> {
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
    let parts = context.target.split(|c: char| !is_part(c));
    parts
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(|word| {
            let word = word.trim_end_matches("'s").trim_end_matches("’s");
            NameWord {
                letters: letters(word),
                span: context.span_of(word),
            }
        })
        .collect()
}

/// Tests whether a surname of Chinese stands beside another capitalized word: finding the persons of a source costs more.
fn holds_name(words: &[&str]) -> bool {
    let is_capitalized = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    let is_surname = |word: &str| {
        names::is_spelled_surname(word.trim_end_matches(|c: char| !c.is_ascii_alphabetic()))
    };
    words.windows(2).any(|pair| {
        is_capitalized(pair[0])
            && is_capitalized(pair[1])
            && (is_surname(pair[0]) || is_surname(pair[1]))
    })
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns where a name stands in a wrong form, and whether it is the right one reversed; `None` where it stands in the
/// right form too, or not at all. What is one of the other names of the sentence is not this one.
fn misspelled(
    words: &[NameWord],
    surname: &str,
    given: &str,
    others: &[&str],
) -> Option<(Span, bool)> {
    let (surname, given) = (letters(surname), letters(given));
    let mut wrong = None;
    for at in 0..words.len().saturating_sub(1) {
        let [first, second] = &words[at..at + 2] else {
            break;
        };
        if first.span.end + 1 != second.span.start {
            continue;
        }
        let span = Span::new(first.span.start, second.span.end);
        // A given name in two words: Li Chun Chang.
        let third = words.get(at + 2).map_or("", |word| word.letters.as_str());
        if first.letters == surname {
            if second.letters == given || format!("{}{third}", second.letters) == given {
                return None;
            }
            let is_other = others
                .iter()
                .any(|other| letters(other) == format!("{surname}{}", second.letters));
            if !is_other && is_near(&second.letters, &given) {
                wrong = wrong.or(Some((span, false)));
            }
        } else if second.letters == surname && first.letters == given && given != surname {
            wrong = Some((span, true));
        }
    }
    wrong
}

/// Tests whether a word spells the end of a Chinese name in one of its readings: 朝晖 is Chaohui or Zhaohui.
fn is_own_reading(word: &str, name: &str) -> bool {
    let word = letters(word);
    name.char_indices()
        .skip(1)
        .any(|(at, _)| pinyin::is_spelling(&word, &name[at..]))
}

/// Tests whether a word may be a given name with letters wrong: most letters are right.
fn is_near(word: &str, given: &str) -> bool {
    let edits = strsim::osa_distance(word, given);
    (1..=MOST_EDITS).contains(&edits) && edits * 3 <= given.len()
}
