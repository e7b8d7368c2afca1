//! `backend`: sentences without a translation, and those that could not be translated again.

use crate::{PairContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "backend";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a sentence that was not translated",
    severity: Severity::Error,
    retry: None,
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let Some(failure) = &context.facts.failure else {
        if context.target.is_empty() {
            let message = "a person's line without a translation";
            found.push(context.whole(CODE, Severity::Warning, message));
        }
        return;
    };
    let message = if context.target.is_empty() {
        format!("not translated: {}", failure.what)
    } else {
        format!(
            "not translated again: {}; the translation is from before",
            failure.what
        )
    };
    found.push(Diagnostic {
        suggestion: failure.hint.clone(),
        ..context.whole(CODE, Severity::Error, message)
    });
}
