//! `control`: no character hides in a cell: control characters, zero-width and direction marks, private use, and
//! the replacement character that stands for lost bytes.

use super::{Column, Findings};
use duizhao_core::diagnostic::Severity;

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let mut found = Vec::new();
        for column in Column::ALL {
            let cell = all.cell(entry, column);
            // Notes and citations may have lines.
            let lines = matches!(column, Column::Note | Column::Citation);
            let Some(hidden) = cell.chars().find(|&c| is_bad(c, lines)) else {
                continue;
            };
            let message = format!("U+{:04X} in `{}`", u32::from(hidden), column.name());
            let mut diagnostic = all.at(entry, column, "control", Severity::Error, message);
            // What may separate words or stand for a lost character needs a person.
            if cell.chars().all(|c| !is_bad(c, lines) || is_mark(c)) {
                let clean: String = cell.chars().filter(|&c| !is_mark(c)).collect();
                diagnostic.fix = all.set(entry, column, &clean);
            }
            found.push(diagnostic);
        }
        found
    });
}

/// Tests whether a character does not belong in a cell, which may have lines.
fn is_bad(c: char, lines: bool) -> bool {
    (hides(c) || c == '\u{fffd}') && !(lines && matches!(c, '\n' | '\r' | '\t'))
}

/// Tests whether a character cannot be seen, or looks different elsewhere.
pub(super) fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}')
}

/// Tests whether a character is a zero-width or direction mark, which stands for nothing.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fixed};

    #[test]
    fn hidden_characters_are_shown_and_taken_out() {
        check(
            "source_hans,target\n党\u{200b}委,\"Party\ncommittee\"\n",
            &[
                "2:1 error control: U+200B in `source_hans`",
                "2:5 error control: U+000A in `target`",
            ],
        );
        check_fixed(
            "source_hans,target\n党\u{200b}委,x\n",
            "source_hans,target\n党委,x\n",
        );
    }
}
