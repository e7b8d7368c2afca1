//! `term`: a glossary term stands in the source, and none of its renderings in the translation.
//!
//! A term is asked for once a sentence, however often it stands there, and only where both ways of choosing among
//! overlapping terms agree on it (银川市|市委 is one or the other). A confirmed term is an error, a choice a warning; an
//! optional one is not asked for.

use crate::terms::severity;
use crate::{PairContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "term";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a term that is not rendered as the glossary has it",
    severity: Severity::Error,
    retry: Some(Severity::Error),
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    for hit in context.terms().missed() {
        let term = &context.termbase.glossary.terms()[hit.term];
        let message = format!(
            "`{}` is not rendered as `{}`",
            term.source_hans, term.target
        );
        found.push(Diagnostic::new(CODE, severity(term), message).at_source(hit.span));
    }
}
