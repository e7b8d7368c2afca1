//! `damage`: places where the source itself lost text before we got it.
//!
//! The places are those that cleaning the article found; an edition alone does not have them.

use crate::{PairContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "damage";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a place where the source lost text",
    severity: Severity::Note,
    retry: None,
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    for &span in context.damage {
        let message = format!("the source lost text here: {}", span.of(context.source));
        found.push(Diagnostic::new(CODE, Severity::Note, message).at_source(span));
    }
}
