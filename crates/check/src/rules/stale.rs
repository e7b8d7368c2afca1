//! `stale`: a person's translation of what is no longer there: the article has worded the sentence differently since, or
//! the glossary has changed a term in it.
//!
//! A changed term is a note where the translation has the terms of today, and a warning where it has not.

use crate::{PairContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeSet;

const CODE: &str = "stale";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "the sentence or its terms changed since a person translated it",
    severity: Severity::Warning,
    retry: None,
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let facts = &context.facts;
    if facts.doubled {
        let message = "the article has a sentence much like this one beside it: delete one, or change this one";
        found.push(context.whole(CODE, Severity::Warning, message));
    } else if facts.reworded {
        let message = "the article has worded this differently since a person translated it";
        found.push(context.whole(CODE, Severity::Warning, message));
    }
    if let Some(changed) = &facts.changed_terms {
        let severity = if context.terms().is_clean() {
            Severity::Note
        } else {
            Severity::Warning
        };
        let message = format!(
            "the glossary has changed {} since a person wrote this",
            names(changed)
        );
        found.push(context.whole(CODE, severity, message));
    }
}

fn names(terms: &BTreeSet<String>) -> String {
    if terms.is_empty() {
        return "a term here".to_owned();
    }
    let names: Vec<String> = terms.iter().map(|source| format!("`{source}`")).collect();
    names.join(", ")
}
