//! `fuzzy`: translations that the memory has for a similar sentence, and not for this one.

use crate::{PairContext, Rule, Scope, Similarity};
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "fuzzy";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a translation that was taken from a similar sentence",
    severity: Severity::Warning,
    retry: None,
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (severity, message) = match &context.facts.similar {
        Some(Similarity::Numbers { source }) => {
            let message = format!("from the memory, with other numbers put in: `{source}`");
            (Severity::Note, message)
        }
        Some(Similarity::Words { source, percent }) => {
            let message = format!("from the memory, where {percent}% is the same: `{source}`");
            (Severity::Warning, message)
        }
        None => return,
    };
    found.push(context.whole(CODE, severity, message));
}
