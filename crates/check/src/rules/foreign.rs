//! `foreign`: sentences that are in letters, without any Chinese, and stand as they are: the English lines of a bilingual
//! page. It finds all of them, and says nothing where a person has written something else.

use crate::{PairContext, Rule, Scope};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::han;

const CODE: &str = "foreign";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a sentence without Chinese, left as it is",
    severity: Severity::Note,
    retry: None,
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let is_same = context
        .source
        .split_whitespace()
        .eq(context.target.split_whitespace());
    if is_same && han::is_foreign(context.source) {
        found.push(context.whole(CODE, Severity::Note, "not in Chinese: left as it is"));
    }
}
