//! What is wrong with glossary files: one rule a file, each naming the cell and, where it is safe, the suggested fix.
//!
//! To add a rule, write its file and name it in [`RULES`].

mod brackets;
mod capitals;
mod chinese;
mod citations;
mod controls;
mod duplicates;
mod forbidden;
mod lengths;
mod open;
mod overrides;
mod repeats;
mod scripts;
mod shadows;
mod spaces;
mod targets;
mod widths;

use super::traditional::Traditional;
use super::{Column, GlossaryError, Record, Term, TermFile};
use duizhao_core::diagnostic::{Diagnostic, Edit, Location, Severity};
use duizhao_zh::script::{Converter, Script};

/// A rule: what it is called, what it is for, and what it finds.
pub struct LintRule {
    /// The code of its diagnostics.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub summary: &'static str,
    check: fn(&mut Findings<'_>),
}

/// Every rule, in the order in which they run.
pub const RULES: [LintRule; 16] = [
    LintRule {
        code: "open",
        summary: "a row without English, which is no term yet",
        check: open::check,
    },
    LintRule {
        code: "duplicate",
        summary: "one source twice in a file",
        check: duplicates::check,
    },
    LintRule {
        code: "override",
        summary: "a later file replaces a row",
        check: overrides::check,
    },
    LintRule {
        code: "shadowed",
        summary: "a term that can never match",
        check: shadows::check,
    },
    LintRule {
        code: "same-target",
        summary: "the same English for different terms",
        check: targets::check,
    },
    LintRule {
        code: "chinese",
        summary: "a source without Chinese, English with it",
        check: chinese::check,
    },
    LintRule {
        code: "script",
        summary: "columns that do not match under OpenCC",
        check: scripts::check,
    },
    LintRule {
        code: "forbidden",
        summary: "a forbidden form that is right here or there",
        check: forbidden::check,
    },
    LintRule {
        code: "repeat",
        summary: "a rendering given twice in one row",
        check: repeats::check,
    },
    LintRule {
        code: "spaces",
        summary: "stray spaces and separators",
        check: spaces::check,
    },
    LintRule {
        code: "width",
        summary: "full-width letters and marks",
        check: widths::check,
    },
    LintRule {
        code: "control",
        summary: "characters that cannot be seen",
        check: controls::check,
    },
    LintRule {
        code: "brackets",
        summary: "brackets and quotation marks without partner",
        check: brackets::check,
    },
    LintRule {
        code: "capitals",
        summary: "capitals that drift within a tag",
        check: capitals::check,
    },
    LintRule {
        code: "long",
        summary: "cells too long for a term",
        check: lengths::check,
    },
    LintRule {
        code: "citation",
        summary: "confirmed without a citation",
        check: citations::check,
    },
];

/// The code of rows that cannot be read at all.
pub const UNREADABLE: &str = "unreadable";

/// A row that could be read.
struct Entry<'a> {
    file: usize,
    row: &'a Record,
    term: Term,
}

/// What the rules look at, and what they have found.
struct Findings<'a> {
    files: &'a [TermFile],
    entries: Vec<Entry<'a>>,
    /// Rows without English.
    open: Vec<Entry<'a>>,
    traditional: &'static Traditional,
    simplified: Converter,
    found: Vec<Diagnostic>,
}

/// Reports what is wrong with some files, later ones over earlier, in the order of files and places.
///
/// Linear in the terms but for `same-target` and `forbidden`, which look renderings up in a table.
pub fn lint(files: &[TermFile]) -> Result<Vec<Diagnostic>, GlossaryError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let mut findings = Findings {
        files,
        entries: Vec::new(),
        open: Vec::new(),
        traditional: Traditional::get(),
        simplified: Converter::new(Script::Hans),
        found: Vec::new(),
    };
    for (file, terms) in files.iter().enumerate() {
        for row in terms.rows() {
            match terms.term(row) {
                Ok(term) if term.is_open() => findings.open.push(Entry { file, row, term }),
                Ok(term) => findings.entries.push(Entry { file, row, term }),
                Err(error) => findings.unreadable(error),
            }
        }
    }
    for rule in &RULES {
        (rule.check)(&mut findings);
    }
    findings.found.sort_by_key(|found| {
        let place = &found.location;
        let mut files = files.iter();
        let file = files.position(|file| file.sheet.path() == place.file);
        (file, place.line, place.column, found.code)
    });
    Ok(findings.found)
}

/// Returns the text of a file with every safe fix applied; `None` where there is none.
///
/// One fix may uncover another in the same cell, so this goes on until nothing changes, at most ten times.
pub fn fixed(file: &TermFile) -> Result<Option<String>, GlossaryError> {
    let mut text = file.sheet.text().to_owned();
    for _ in 0..10 {
        let now = TermFile::parse(file.sheet.path(), text.clone())?;
        let mut edits: Vec<Edit> = lint(std::slice::from_ref(&now))?
            .into_iter()
            .filter_map(|d| d.fix)
            .collect();
        edits.sort_by_key(|edit| edit.span);
        let mut end = 0;
        edits.retain(|edit| {
            let apart = edit.span.start >= end;
            end = end.max(edit.span.end);
            apart
        });
        let after = now.sheet.edited(edits);
        if after == text {
            break;
        }
        text = after;
    }
    Ok((text != file.sheet.text()).then_some(text))
}

impl<'a> Findings<'a> {
    fn unreadable(&mut self, error: GlossaryError) {
        if let GlossaryError::Row { place, message, .. } = error {
            self.found
                .push(Diagnostic::new(UNREADABLE, Severity::Error, message).at(place));
        }
    }

    /// Adds what each row shows by itself.
    fn each(&mut self, check: impl Fn(&Self, &Entry<'a>) -> Vec<Diagnostic>) {
        let found: Vec<Diagnostic> = self
            .entries
            .iter()
            .flat_map(|entry| check(self, entry))
            .collect();
        self.found.extend(found);
    }

    /// Returns a diagnostic about a row's cell.
    fn at(
        &self,
        entry: &Entry<'_>,
        column: Column,
        code: &'static str,
        severity: Severity,
        message: String,
    ) -> Diagnostic {
        Diagnostic::new(code, severity, message).at(self.place(entry, column))
    }

    fn place(&self, entry: &Entry<'_>, column: Column) -> Location {
        self.files[entry.file].place(entry.row, column)
    }

    /// Returns what a row's cell says; empty where the file does not have the column.
    fn cell(&self, entry: &Entry<'_>, column: Column) -> String {
        let file = &self.files[entry.file];
        file.cell_of(column).map_or_else(String::new, |cell| {
            file.sheet.cell(entry.row, cell).into_owned()
        })
    }

    /// Returns the fix that gives a row's cell another content; `None` where it would make a second row of a source.
    fn set(&self, entry: &Entry<'_>, column: Column, value: &str) -> Option<Edit> {
        let file = &self.files[entry.file];
        let mut others = self.entries.iter().filter(|row| row.file == entry.file);
        if column == Column::SourceHans && others.any(|row| row.term.source_hans == value) {
            return None;
        }
        file.cell_of(column)
            .map(|cell| file.sheet.set(entry.row, cell, value))
    }
}

/// The columns that hold English renderings.
const ENGLISH: [Column; 3] = [Column::Target, Column::Alternatives, Column::Forbidden];

/// The columns that hold Chinese.
const CHINESE: [Column; 2] = [Column::SourceHans, Column::SourceHant];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Checks what lint says of rows with the columns of `header`, as `line:column severity code: message`.
    #[track_caller]
    pub(super) fn check(text: &str, expected: &[&str]) {
        let file = TermFile::parse(Path::new("t.csv"), text.to_owned()).unwrap();
        let said: Vec<String> = lint(&[file])
            .unwrap()
            .iter()
            .map(|d| {
                format!(
                    "{}:{} {} {}: {}",
                    d.location.line,
                    d.location.column,
                    d.severity.name(),
                    d.code,
                    d.message
                )
            })
            .collect();
        assert_eq!(said, expected);
    }

    /// Checks what fixes make of a text.
    #[track_caller]
    pub(super) fn check_fixed(text: &str, expected: &str) {
        let file = TermFile::parse(Path::new("t.csv"), text.to_owned()).unwrap();
        assert_eq!(fixed(&file).unwrap().as_deref(), Some(expected));
    }

    #[test]
    fn rows_that_cannot_be_read_do_not_hide_the_others() {
        check(
            "source_hans,target\n党\n,Party\n县委,county, x\n县,英\n",
            &[
                "2:1 error unreadable: 1 cell where the header has 2",
                "3:1 error unreadable: `source_hans` is empty",
                "4:11 error unreadable: 3 cells where the header has 2",
                "5:3 error chinese: Chinese in `target`: `英`",
            ],
        );
    }

    #[test]
    fn the_built_in_glossary_is_clean() {
        let said: Vec<String> = lint(&[TermFile::built_in().unwrap()])
            .unwrap()
            .iter()
            .map(|d| format!("{}: {}: {}", d.location, d.code, d.message))
            .collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
    }
}
