//! `inconsistent`: in one edition, one sentence has two translations, or one term two renderings.
//!
//! The finding stands at the later one, with the number of the earlier. Renderings of a term that the glossary allows are a note: a
//! second mention may well be shorter. Pairs of different editions are not compared. Linear in the pairs.

use crate::{DocumentContext, Rule, Scope, is_gloss};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Location, Severity};
use duizhao_core::pair::Pair;
use duizhao_glossary::{Termbase, leftmost_longest};
use duizhao_zh::english::EnglishText;
use std::collections::{BTreeMap, HashMap};

const CODE: &str = "inconsistent";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "one sentence or term in two renderings",
    severity: Severity::Warning,
    retry: None,
    scope: Scope::Document(check),
};

fn check(context: &DocumentContext<'_>, found: &mut Vec<Diagnostic>) {
    let translated = || {
        let numbered = context.document.items().zip(1..);
        numbered.filter(|(pair, _)| !is_gloss(pair) && !pair.target.is_empty())
    };
    let mut sentences: HashMap<String, (usize, String)> = HashMap::new();
    let mut terms: BTreeMap<usize, Vec<(usize, &Pair, Span)>> = BTreeMap::new();
    for (pair, number) in translated() {
        let (source, target) = (pair.source_text(), pair.target_text());
        let whole = Span::new(0, source.len());
        for hit in leftmost_longest(context.termbase.matcher().all(&source)) {
            let places = terms.entry(hit.term).or_default();
            if places.last().is_none_or(|(last, ..)| *last != number) {
                places.push((number, pair, hit.span));
            }
        }
        match sentences.get(&source) {
            Some((other, earlier)) if *earlier != target => {
                let message = format!("pair {other} translates the same sentence as `{earlier}`");
                found.push(diagnostic(Severity::Warning, message, number, whole));
            }
            Some(_) => {}
            None => {
                sentences.insert(source, (number, target));
            }
        }
    }
    for (term, places) in terms.into_iter().filter(|(_, places)| places.len() > 1) {
        found.extend(varied(context.termbase, term, &places));
    }
}

/// Returns where a term first has another rendering than in the first of its places.
fn varied(termbase: &Termbase, term: usize, places: &[(usize, &Pair, Span)]) -> Option<Diagnostic> {
    let wording = termbase.wording(term);
    let entry = &termbase.glossary.terms()[term];
    if entry.alternatives.is_empty() {
        return None;
    }
    let mut first: Option<(usize, usize)> = None;
    for (number, pair, span) in places {
        let text = EnglishText::new(&pair.target_text(), wording.fold);
        let variant = wording
            .right
            .iter()
            .position(|rendering| text.holds(rendering));
        let Some(rendering) = variant.map(|variant| wording.rendering[variant]) else {
            continue;
        };
        match first {
            None => first = Some((*number, rendering)),
            Some((other, earlier)) if earlier != rendering => {
                let name = |rendering: usize| entry.renderings().nth(rendering).unwrap_or_default();
                let message = format!(
                    "`{}` is `{}` here and `{}` in pair {other}",
                    entry.source_hans,
                    name(rendering),
                    name(earlier)
                );
                return Some(diagnostic(Severity::Note, message, *number, *span));
            }
            Some(_) => {}
        }
    }
    None
}

fn diagnostic(severity: Severity, message: String, pair: usize, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::new(CODE, severity, message).at_source(span);
    diagnostic.at(Location {
        pair: Some(pair),
        ..Location::default()
    })
}
