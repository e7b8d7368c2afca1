//! `same-target`: different terms have different English, so that a reader can tell them apart.
//!
//! Terms that are declared to mean the same may share it: one is an abbreviation of the other (中组部 of
//! 中央组织部: its characters stand in the other in order), or the note of one names the other.

use super::{Column, Findings};
use crate::Term;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::HashMap;

/// How many terms with the same English a term is compared with; a bound that keeps the rule linear.
const MOST_COMPARED: usize = 50;

pub(super) fn check(findings: &mut Findings<'_>) {
    let mut by_target: HashMap<String, Vec<usize>> = HashMap::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (i, entry) in findings.entries.iter().enumerate() {
        let others = by_target
            .entry(entry.term.target.to_lowercase())
            .or_default();
        let compared = others.iter().take(MOST_COMPARED);
        let mut compared = compared.map(|&other| &findings.entries[other]);
        if let Some(other) = compared.find(|other| is_stranger(&entry.term, &other.term)) {
            let message = format!(
                "`{}` is also the English of `{}` ({}): tell them apart, or name one in the other's note",
                entry.term.target,
                other.term.source_hans,
                findings.place(other, Column::Target)
            );
            found.push(findings.at(
                entry,
                Column::Target,
                "same-target",
                Severity::Warning,
                message,
            ));
        }
        others.push(i);
    }
    findings.found.extend(found);
}

/// Tests whether nothing says why two terms have one rendering.
fn is_stranger(term: &Term, other: &Term) -> bool {
    !related(&term.source_hans, &other.source_hans)
        && !term.note.contains(&other.source_hans)
        && !other.note.contains(&term.source_hans)
}

/// Tests whether one source abbreviates the other, or is the same in another context.
fn related(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn the_same_english_needs_a_reason() {
        check(
            "source_hans,target,note\n中央组织部,Organization Department,\n中组部,Organization Department,\n组织局,organization department,\n组工办,Organization Department,like 组织局 and 中央组织部 and 中组部\n",
            &[
                "4:5 warning same-target: `organization department` is also the English of `中央组织部` (t.csv:2:7): tell them apart, or name one in the other's note",
            ],
        );
    }
}
