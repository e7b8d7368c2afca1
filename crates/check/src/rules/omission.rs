//! `omission`: a sentence of the source that the translation of several has lost, or a number that a short translation
//! has lost.
//!
//! The sentences of both sides are aligned by their lengths alone, as Gale and Church do ("A program for aligning
//! sentences in bilingual corpora", 1993): one with one, two with one, and so on. Where an alignment that leaves a
//! sentence out is far more likely than every one that does not, it is missing. A pair of one sentence is left to
//! `length`, and so are texts of more than [`MOST_SENTENCES`]. Translators drop numbers rightly (三农, both of them): one
//! counts only where the translation is short as well. Measured on 4,872 pairs that people translated: an alarm
//! on 5 in 1,000, on which two sentences became a much shorter one; of one sentence in three that was deleted, nine in
//! ten are found.

use crate::lengths::{expected, length};
use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;

const CODE: &str = "omission";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a sentence or number of the source that is missing",
    severity: Severity::Warning,
    retry: Some(Severity::Warning),
    scope: Scope::Translation(check),
};

/// Sentences of the longest text that is aligned: the work grows with their square.
const MOST_SENTENCES: usize = 30;
/// By how much an alignment with a gap must be more likely, as a difference of negative logarithms: so much for three
/// sentences, more for each further one that may be the lost one, and more for two, which translators often join and
/// shorten.
const LEAST_GAIN: f64 = 2.0;
const GAIN_BY_SENTENCES: f64 = 2.0;
const LEAST_GAIN_OF_TWO: f64 = 3.5;
/// Below which deviation from the usual length a missing number was left out: one in 14 of the translations that people
/// made.
const SHORT: f64 = -3.0;
/// Variance of a translation's length, in characters for each that is expected.
const VARIANCE: f64 = 4.8;
/// How many sentences become how many, and how rare that is, as a negative logarithm: of 750 paragraphs that people
/// translated.
const BEADS: [(usize, usize, f64); 6] = [
    (1, 1, 0.11),
    (1, 2, 2.5),
    (2, 1, 3.5),
    (2, 2, 5.0),
    (1, 3, 5.0),
    (3, 1, 6.0),
];

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (source, target) = (context.source, context.target);
    let deviation = context.deviation();
    if target.is_empty() || deviation > 0.0 {
        return;
    }
    if deviation < SHORT {
        for &missing in &context.numbers().missing {
            let message = format!("`{}` is missing in the translation", missing.of(source));
            found.push(Diagnostic::new(CODE, Severity::Warning, message).at_source(missing));
        }
    }
    // Most texts have no end mark but their last.
    if ENDS
        .find(source)
        .is_none_or(|at| !source[at..].contains(han::is_han))
    {
        return;
    }
    let sentences = chinese_sentences(source);
    if !(2..=MOST_SENTENCES).contains(&sentences.len()) {
        return;
    }
    let translations = english_sentences(target);
    if translations.len() > MOST_SENTENCES {
        return;
    }
    let own: Vec<f64> = sentences
        .iter()
        .map(|span| expected(span.of(source)))
        .collect();
    let other: Vec<f64> = translations
        .iter()
        .map(|span| length(span.of(target)))
        .collect();
    if let Some(lost) = lost(&own, &other) {
        let start: String = sentences[lost].of(source).trim().chars().take(12).collect();
        let message = format!(
            "the sentence `{start}…` seems to be missing: {} became {}",
            sentences.len(),
            translations.len()
        );
        let diagnostic = Diagnostic::new(CODE, Severity::Warning, message);
        found.push(diagnostic.at_source(sentences[lost]));
    }
}

/// The cheapest way to align the beginnings of two texts.
#[derive(Clone, Copy)]
struct Path {
    cost: f64,
    /// The sentence that it leaves out.
    lost: Option<usize>,
}

/// Returns the sentence that the best alignment leaves out, where it is better by [`LEAST_GAIN`] than the best whole one.
/// Both texts are given by the lengths of their sentences; the work grows with the product of their numbers.
fn lost(own: &[f64], other: &[f64]) -> Option<usize> {
    let none = Path {
        cost: f64::INFINITY,
        lost: None,
    };
    let width = other.len() + 1;
    // The best paths to each point: those that leave nothing out, and those that leave one sentence out.
    let mut best = vec![[none; 2]; (own.len() + 1) * width];
    best[0][0].cost = 0.0;
    for i in 0..=own.len() {
        for j in 0..=other.len() {
            let here = best[i * width + j];
            for (sentences, translations, rarity) in BEADS {
                let (to_i, to_j) = (i + sentences, j + translations);
                if to_i > own.len() || to_j > other.len() {
                    continue;
                }
                let step = rarity + strangeness(&own[i..to_i], &other[j..to_j]);
                for (path, to) in here.iter().zip(&mut best[to_i * width + to_j]) {
                    if path.cost + step < to.cost {
                        to.cost = path.cost + step;
                        to.lost = path.lost;
                    }
                }
            }
            if i < own.len() && here[0].cost < best[(i + 1) * width + j][1].cost {
                best[(i + 1) * width + j][1] = Path {
                    cost: here[0].cost,
                    lost: Some(i),
                };
            }
        }
    }
    let [whole, gapped] = *best.last()?;
    // Sentences that fit in no way at all are no evidence.
    let least = if own.len() == 2 {
        LEAST_GAIN_OF_TWO
    } else {
        LEAST_GAIN + GAIN_BY_SENTENCES * (own.len() as f64 / 3.0).ln()
    };
    (gapped.cost + least < whole.cost.min(60.0))
        .then_some(gapped.lost)
        .flatten()
}

/// Returns how little the length of a translation fits, as a negative logarithm.
fn strangeness(own: &[f64], other: &[f64]) -> f64 {
    let (expected, length): (f64, f64) = (own.iter().sum(), other.iter().sum());
    (length - expected).powi(2) / (2.0 * VARIANCE * (expected + 1.0))
}

/// What ends a Chinese sentence, or is as good as its end.
const ENDS: PlaneSet = PlaneSet::of("。！？!?；;");

/// Cuts a Chinese text after its end marks and semicolons; parts without Chinese characters are none.
fn chinese_sentences(text: &str) -> Vec<Span> {
    let is_end = |c: char| ENDS.contains(c);
    let closes = |c: char| han::is_closing(c) || c == '"';
    let mut spans = Vec::new();
    let (mut start, mut was_end) = (0, false);
    for (at, c) in text.char_indices() {
        if was_end && !is_end(c) && !closes(c) {
            spans.push(Span::new(start, at));
            start = at;
        }
        was_end = is_end(c) || was_end && closes(c);
    }
    spans.push(Span::new(start, text.len()));
    spans.retain(|span| span.of(text).contains(han::is_han));
    spans
}

/// Cuts an English text at white space after its end marks and semicolons.
fn english_sentences(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut start, mut was_end) = (0, false);
    for (at, c) in text.char_indices() {
        if was_end && c.is_whitespace() {
            spans.push(Span::new(start, at));
            start = at;
        }
        let is_end = match c {
            '!' | '?' | ';' => true,
            '.' => !is_abbreviated(&text[..at]),
            _ => false,
        };
        was_end = is_end || was_end && matches!(c, '"' | '\'' | ')' | '”' | '’');
    }
    spans.push(Span::new(start, text.len()));
    spans.retain(|span| span.of(text).contains(char::is_alphanumeric));
    spans
}

/// Tests whether a full stop after `before` ends an abbreviation: a title, or a single letter (U.S.).
fn is_abbreviated(before: &str) -> bool {
    let start = before.rfind(|c: char| !c.is_ascii_alphabetic());
    let word = &before[start.map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    })..];
    word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase())
        || matches!(
            word,
            "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Jr" | "Sr" | "No" | "Inc" | "Co" | "vs"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(own: &[f64], other: &[f64], expected: Option<usize>) {
        assert_eq!(lost(own, other), expected);
    }

    #[test]
    fn a_lost_sentence_is_found_by_the_lengths() {
        check(&[100.0, 60.0, 120.0], &[100.0, 60.0, 120.0], None);
        check(&[100.0, 60.0, 120.0], &[102.0, 118.0], Some(1));
        check(&[100.0, 60.0, 120.0], &[160.0, 120.0], None);
        check(&[100.0, 60.0, 120.0], &[50.0, 50.0, 60.0, 120.0], None);
        check(&[200.0, 150.0], &[200.0], Some(1));
    }

    #[test]
    fn sentences_are_cut_after_their_marks() {
        let english = "Mr. Li of the U.S. said: “Go.” He went; I stayed";
        let cut = english_sentences(english);
        let cut: Vec<&str> = cut.iter().map(|span| span.of(english).trim()).collect();
        assert_eq!(
            cut,
            ["Mr. Li of the U.S. said: “Go.”", "He went;", "I stayed"]
        );
        let chinese = "他说：“走。”我来；她去！！";
        let cut = chinese_sentences(chinese);
        let cut: Vec<&str> = cut.iter().map(|span| span.of(chinese)).collect();
        assert_eq!(cut, ["他说：“走。”", "我来；", "她去！！"]);
    }
}
