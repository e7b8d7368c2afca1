//! `override`: a later file gives a term of an earlier one differently, which holds; meant, mostly.

use super::{Column, Entry, Findings};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings<'_>) {
    // The first row of each source, and the file that gives it now.
    let mut seen: HashMap<&str, &Entry<'_>> = HashMap::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for entry in &findings.entries {
        let source = entry.term.source_hans.as_str();
        match seen.get(source) {
            Some(earlier) if earlier.file == entry.file => continue,
            Some(earlier) if earlier.term != entry.term => {
                let place = findings.place(earlier, Column::SourceHans);
                let message = format!("`{source}` replaces {place}, `{}`", earlier.term.target);
                found.push(findings.at(
                    entry,
                    Column::SourceHans,
                    "override",
                    Severity::Note,
                    message,
                ));
            }
            Some(_) | None => {}
        }
        seen.insert(source, entry);
    }
    findings.found.extend(found);
}

#[cfg(test)]
mod tests {
    use crate::{TermFile, lint::lint};
    use std::path::Path;

    #[test]
    fn a_later_file_is_said_to_replace() {
        let file = |name: &str, target: &str| {
            TermFile::parse(
                Path::new(name),
                format!("source_hans,target\n党委,{target}\n"),
            )
            .unwrap()
        };
        let found = lint(&[file("a.csv", "Party committee"), file("b.csv", "committee")]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].code, found[0].location.to_string().as_str()),
            ("override", "b.csv:2:1")
        );
        assert_eq!(
            found[0].message,
            "`党委` replaces a.csv:2:1, `Party committee`"
        );
    }
}
