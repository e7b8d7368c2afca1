//! `forbidden`: a forbidden form is not inside a right one of the same row, nor another term's preferred English.

use super::{Column, Findings};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::english::{EnglishText, Fold, Phrase};
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings<'_>) {
    inside(findings);
    elsewhere(findings);
}

fn inside(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let term = &entry.term;
        let fold = if term.case_sensitive {
            Fold::Number
        } else {
            Fold::Case
        };
        let rights: Vec<(&str, EnglishText)> = term
            .renderings()
            .map(|right| (right, EnglishText::new(right, fold)))
            .collect();
        let mut found: Vec<Diagnostic> = Vec::new();
        for forbidden in &term.forbidden {
            let phrase = Phrase::new(forbidden, fold);
            if let Some((right, _)) = rights.iter().find(|(_, text)| text.holds(&phrase)) {
                let message =
                    format!("forbidden `{forbidden}` stands in `{right}`, which is right");
                found.push(all.at(
                    entry,
                    Column::Forbidden,
                    "forbidden",
                    Severity::Error,
                    message,
                ));
            }
        }
        found
    });
}

fn elsewhere(findings: &mut Findings<'_>) {
    let preferred: HashMap<String, usize> = findings
        .entries
        .iter()
        .enumerate()
        .map(|(i, entry)| (entry.term.target.to_lowercase(), i))
        .collect();
    findings.each(|all, entry| {
        let mut found: Vec<Diagnostic> = Vec::new();
        for forbidden in &entry.term.forbidden {
            let other = preferred
                .get(&forbidden.to_lowercase())
                .map(|&i| &all.entries[i]);
            let Some(other) =
                other.filter(|other| other.term.source_hans != entry.term.source_hans)
            else {
                continue;
            };
            // What a note tells apart is meant.
            if entry.term.note.contains(&other.term.source_hans)
                || other.term.note.contains(&entry.term.source_hans)
            {
                continue;
            }
            let place = all.place(other, Column::Target);
            let message = format!(
                "forbidden `{forbidden}` is the English of `{}` ({place})",
                other.term.source_hans
            );
            found.push(all.at(
                entry,
                Column::Forbidden,
                "forbidden",
                Severity::Warning,
                message,
            ));
        }
        found
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_forbidden_form_is_wrong_everywhere() {
        check(
            "source_hans,target,forbidden\n脱贫,shake off poverty,off poverty | poverty\n机关,government office,mechanism\n机制,mechanism,\n",
            &[
                "2:22 error forbidden: forbidden `off poverty` stands in `shake off poverty`, which is right",
                "2:22 error forbidden: forbidden `poverty` stands in `shake off poverty`, which is right",
                "3:22 warning forbidden: forbidden `mechanism` is the English of `机制` (t.csv:4:4)",
            ],
        );
    }
}
