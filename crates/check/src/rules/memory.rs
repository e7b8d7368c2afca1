//! `memory`: translations that the memory has for just this sentence: a person's line in another edition, or a unit that
//! was imported. They are right as often as their sources are; the note says where to look.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Origin;
use duizhao_core::diagnostic::{Diagnostic, Severity};

const CODE: &str = "memory";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "a translation that the memory has for this sentence",
    severity: Severity::Note,
    retry: None,
    scope: Scope::Pair(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let Some(origin) = context.facts.exact else {
        return;
    };
    let message = match origin {
        None => "from the memory: a person's line in another edition",
        Some(Origin::Human) => "from an imported memory, where a person wrote it",
        Some(Origin::Machine) => "from an imported memory, where a machine made it",
        Some(Origin::Memory | Origin::Gloss) => {
            "from an imported memory, which does not say who wrote it"
        }
    };
    found.push(context.whole(CODE, Severity::Note, message));
}
