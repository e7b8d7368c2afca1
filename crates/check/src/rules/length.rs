//! `length`: the translation is far shorter or longer than its source lets expect: something was left out, or added.
//!
//! Lengths are compared with those of translations that people made (see `lengths`). Only what is a large part of
//! the text is found. Measured on 4,872 pairs that people translated: an alarm on 4 in 1,000; of sentences whose second
//! half was deleted, more than half are found.

use crate::lengths::{expected, length};
use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::han;

const CODE: &str = "length";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a translation too short or too long for its source",
    severity: Severity::Warning,
    retry: Some(Severity::Warning),
    scope: Scope::Translation(check),
};

/// Below which deviation a translation is too short: one in 300 of those that people made.
const SHORT: f64 = -5.9;
/// Above which deviation it is too long: one in 1,000.
const LONG: f64 = 14.0;

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (source, target) = (context.source, context.target);
    if target.is_empty() || !source.contains(han::is_han) {
        return;
    }
    let deviation = context.deviation();
    let what = if deviation < SHORT {
        "short"
    } else if deviation > LONG {
        "long"
    } else {
        return;
    };
    let message = format!(
        "the translation is very {what}: {} characters, and about {:.0} are usual",
        length(target),
        expected(source)
    );
    let diagnostic = context.whole(CODE, Severity::Warning, message);
    found.push(diagnostic.at_target(Span::new(0, target.len())));
}
