//! `forbidden`: the translation has a rendering of a term that the glossary forbids.
//!
//! A forbidden rendering counts only where its term stands in the source, and not inside a right rendering of any term
//! of the sentence. Of several places in the translation the first is named.

use crate::terms::severity;
use crate::{PairContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "forbidden";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a rendering of a term that the glossary forbids",
    severity: Severity::Error,
    retry: Some(Severity::Warning),
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    for breach in context.terms().breaches() {
        let term = &context.termbase.glossary.terms()[breach.hit.term];
        let message = format!(
            "`{}` must not be rendered as `{}` but as `{}`",
            term.source_hans, term.forbidden[breach.forbidden], term.target
        );
        let diagnostic = Diagnostic::new(CODE, severity(term), message)
            .at_source(breach.hit.span)
            .at_target(breach.target)
            .suggest(format!("write `{}`", term.target));
        found.push(diagnostic);
    }
}
