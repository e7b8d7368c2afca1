//! `open`: a row without English, as suggestions are added; it is no term until someone writes it.

use super::{Column, Findings};
use duizhao_core::diagnostic::{Diagnostic, Severity};

pub(super) fn check(findings: &mut Findings<'_>) {
    let found: Vec<Diagnostic> = findings
        .open
        .iter()
        .map(|entry| {
            let source = &entry.term.source_hans;
            let message = format!("`{source}` has no English, and is no term until it has");
            findings.at(entry, Column::Target, "open", Severity::Note, message)
        })
        .collect();
    findings.found.extend(found);
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn open_rows_are_notes() {
        check(
            "source_hans,target\n党委,\n县委,county committee\n",
            &["2:4 note open: `党委` has no English, and is no term until it has"],
        );
    }
}
