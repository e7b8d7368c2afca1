//! `shadowed`: a term that can never match: an earlier one is written alike in every script, its source holds the
//! end of a sentence, or it avoids what it needs.

use super::{Column, Entry, Findings};
use crate::{Context, Term};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::han;
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings<'_>) {
    let mut found: Vec<Diagnostic> = Vec::new();
    // The first term of each written form, with its context.
    let mut first = HashMap::new();
    for entry in &findings.entries {
        if let Some(why) = never(entry) {
            found.push(findings.at(entry, Column::SourceHans, "shadowed", Severity::Error, why));
        }
        let term = &entry.term;
        let forms: Vec<(String, &Context)> = [&term.source_hans, &term.source_hant]
            .into_iter()
            .filter(|source| !source.is_empty())
            .map(|source| (folded(source), &term.context))
            .collect();
        let others = forms.iter().map(|form| {
            let other: Option<&&Entry<'_>> = first.get(form);
            other.copied().filter(|other| !is_same(&other.term, term))
        });
        if let Some(Some(other)) = others.reduce(|a, b| a.and(b)) {
            let place = findings.place(other, Column::SourceHans);
            let message = format!(
                "`{}` is written like `{}` in {place}, which wins",
                term.source_hans, other.term.source_hans
            );
            found.push(findings.at(
                entry,
                Column::SourceHans,
                "shadowed",
                Severity::Error,
                message,
            ));
        }
        for form in forms {
            first.entry(form).or_insert(entry);
        }
    }
    findings.found.extend(found);
}

/// Returns a source as it is compared with others: its characters' plain forms, in lower case.
fn folded(source: &str) -> String {
    let folded: String = source.chars().map(han::plain).collect();
    folded.to_lowercase()
}

/// Tests whether two rows give one term, or terms told apart by case; one in the wrong script is for `script` to say.
fn is_same(a: &Term, b: &Term) -> bool {
    let by_case = a.case_sensitive || b.case_sensitive;
    a.source_hans == b.source_hans || a.source_hant == b.source_hans || by_case
}

fn never(entry: &Entry<'_>) -> Option<String> {
    let (source, context) = (&entry.term.source_hans, &entry.term.context);
    // ！ and ？ may stand inside a title or a slogan.
    if source.contains(['。', '\n', '\r']) {
        return Some(format!(
            "`{source}` holds the end of a sentence, and terms are looked for in sentences"
        ));
    }
    let avoided = context
        .avoid
        .iter()
        .find(|word| source.contains(*word) || context.need.contains(word));
    avoided.map(|word| format!("`{source}` is never found: its context rules `{word}` out"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn terms_that_cannot_match_are_named() {
        check(
            "source_hans,source_hant,target,context\nＡ股,,A-share,\nA股,,share,\n好。党,好。黨,a,\n机关,機關,b,!机关 | x\n",
            &[
                "2:1 warning width: full-width `Ａ` in `source_hans`",
                "3:1 error shadowed: `A股` is written like `Ａ股` in t.csv:2:1, which wins",
                "4:1 error shadowed: `好。党` holds the end of a sentence, and terms are looked for in sentences",
                "5:1 error shadowed: `机关` is never found: its context rules `机关` out",
            ],
        );
    }
}
