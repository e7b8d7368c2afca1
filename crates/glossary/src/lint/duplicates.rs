//! `duplicate`: one source stands once in a file, unless its rows have different contexts.

use super::{Column, Findings};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (i, entry) in findings.entries.iter().enumerate() {
        let Some(first) = seen.insert((entry.file, entry.term.key()), i) else {
            continue;
        };
        let (first, file) = (&findings.entries[first], &findings.files[entry.file]);
        let line = findings.place(first, Column::SourceHans).line;
        let same = first.term == entry.term;
        let mut message = format!("`{}` stands in line {line} already", entry.term.source_hans);
        let mut severity = Severity::Warning;
        if !same {
            let target = &first.term.target;
            message += &format!(", as `{target}`: keep one, or give them contexts");
            severity = Severity::Error;
        }
        let mut diagnostic = findings.at(entry, Column::SourceHans, "duplicate", severity, message);
        diagnostic.fix = same.then(|| file.sheet.remove(entry.row));
        found.push(diagnostic);
    }
    findings.found.extend(found);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fixed};

    #[test]
    fn a_source_stands_once() {
        let text = "source_hans,target,context\n党委,Party committee,\n党委,Party committee,\n党委,committee,\n党委,x,县\n";
        check(
            text,
            &[
                "3:1 warning duplicate: `党委` stands in line 2 already",
                "4:1 error duplicate: `党委` stands in line 3 already, as `Party committee`: keep one, or give them contexts",
            ],
        );
        check_fixed(text, &text.replacen("党委,Party committee,\n", "", 1));
    }
}
