//! `same-translation`: one text stands as the translation of different sentences of an edition.
//!
//! A model that answers the same to everything. Translations of up to three words, and sources that are alike (more than
//! half of their characters), may rightly have the same. Linear in the pairs, but for sources that share a translation.

use crate::{DocumentContext, Rule, Scope, is_gloss};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Location, Severity};
use duizhao_zh::han;
use std::collections::{HashMap, HashSet};

const CODE: &str = "same-translation";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "one translation for different sentences",
    severity: Severity::Error,
    retry: None,
    scope: Scope::Document(check),
};

/// Words of the longest translation that different sentences may have.
const FEW_WORDS: usize = 3;

fn check(context: &DocumentContext<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<String, (usize, String)> = HashMap::new();
    for (pair, number) in context.document.items().zip(1..) {
        let target = pair.target_text();
        if is_gloss(pair) || target.split_whitespace().nth(FEW_WORDS).is_none() {
            continue;
        }
        let source = pair.source_text();
        let Some((other, like)) = first.get(&target) else {
            first.insert(target, (number, source));
            continue;
        };
        if is_like(&source, like) {
            continue;
        }
        let message = format!("pair {other} has the same translation for another sentence");
        let diagnostic = Diagnostic::new(CODE, Severity::Error, message)
            .at_source(Span::new(0, source.len()))
            .at_target(Span::new(0, target.len()));
        found.push(diagnostic.at(Location {
            pair: Some(number),
            ..Location::default()
        }));
    }
}

/// Tests whether two sentences share more than half of their Chinese characters.
fn is_like(a: &str, b: &str) -> bool {
    let characters =
        |text: &str| -> HashSet<char> { text.chars().filter(|&c| han::is_han(c)).collect() };
    let (a, b) = (characters(a), characters(b));
    a.intersection(&b).count() * 2 >= a.len().max(b.len())
}
