//! `chinese`: a source is Chinese, and its English is not.

use super::{Column, ENGLISH, Findings};
use duizhao_core::diagnostic::Severity;
use duizhao_zh::han;

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let mut found = Vec::new();
        if han::count(&entry.term.source_hans) == 0 {
            let message = format!("no Chinese in `{}`", entry.term.source_hans);
            found.push(all.at(
                entry,
                Column::SourceHans,
                "chinese",
                Severity::Error,
                message,
            ));
        }
        for column in ENGLISH {
            let chinese: String = all
                .cell(entry, column)
                .chars()
                .filter(|&c| han::is_han(c))
                .collect();
            if !chinese.is_empty() {
                let message = format!("Chinese in `{}`: `{chinese}`", column.name());
                found.push(all.at(entry, column, "chinese", Severity::Error, message));
            }
        }
        found
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn languages_are_where_they_belong() {
        check(
            "source_hans,target,forbidden\nGDP,GDP,\n党委,party 委,党\n",
            &[
                "2:1 error chinese: no Chinese in `GDP`",
                "3:4 error chinese: Chinese in `target`: `委`",
                "3:12 error chinese: Chinese in `forbidden`: `党`",
            ],
        );
    }
}
