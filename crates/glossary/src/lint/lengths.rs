//! `long`: cells too long for a term: they will not be found in running text, or not fit where terms are sent.

use super::{Column, Findings};
use crate::load::list;
use duizhao_core::diagnostic::Severity;

/// The most that a cell, or an item of a list, should hold, in characters. Sources: the longest of the built-in
/// glossary have 29 characters. Renderings: DeepL takes 1,024 bytes a term; what a reader takes for one is far less.
/// Notes and citations: a screen of text.
const MOST: [(Column, usize); 7] = [
    (Column::SourceHans, 40),
    (Column::SourceHant, 40),
    (Column::Target, 200),
    (Column::Alternatives, 200),
    (Column::Forbidden, 200),
    (Column::Note, 600),
    (Column::Citation, 600),
];

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let mut found = Vec::new();
        for (column, most) in MOST {
            let cell = all.cell(entry, column);
            let lengths = list(&cell).into_iter().map(|item| item.chars().count());
            let length = lengths.max().unwrap_or(0);
            if length > most {
                let name = column.name();
                let message = format!("{length} characters in `{name}`, where {most} are much");
                found.push(all.at(entry, column, "long", Severity::Warning, message));
            }
        }
        found
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn long_cells_are_named() {
        check(
            &format!(
                "source_hans,target\n党{},{}\n",
                "委".repeat(40),
                "x".repeat(201)
            ),
            &[
                "2:1 warning long: 41 characters in `source_hans`, where 40 are much",
                "2:43 warning long: 201 characters in `target`, where 200 are much",
            ],
        );
    }
}
