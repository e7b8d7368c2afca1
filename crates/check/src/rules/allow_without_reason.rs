//! `allow-without-reason`: a comment that allows a diagnostic and does not say why; it allows nothing.

use crate::allow::{Allowance, numbered_remarks};
use crate::{DocumentContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "allow-without-reason";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a comment that allows a diagnostic without a reason",
    severity: Severity::Warning,
    retry: None,
    scope: Scope::Document(check),
};

fn check(context: &DocumentContext<'_>, found: &mut Vec<Diagnostic>) {
    for (pair, remark) in numbered_remarks(context.document) {
        let Some(allowance) = Allowance::parse(remark) else {
            continue;
        };
        let (code, message) = if allowance.code.is_empty() {
            let message = "a comment that allows something without its code".to_owned();
            ("CODE", message)
        } else {
            let message = format!("`{}` is allowed without a reason", allowance.code);
            (allowance.code, message)
        };
        if allowance.reason.is_empty() {
            let hint = format!("write `<!-- duizhao: allow {code} REASON -->`");
            let mut diagnostic = Diagnostic::new(CODE, Severity::Warning, message).suggest(hint);
            diagnostic.location.pair = Some(pair);
            found.push(diagnostic);
        }
    }
}
