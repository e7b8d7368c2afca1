//! `width`: letters and digits are half-width everywhere, and so are the marks of English.

use super::{CHINESE, ENGLISH, Findings};
use duizhao_core::diagnostic::Severity;
use duizhao_zh::han;

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let mut found = Vec::new();
        for column in CHINESE.into_iter().chain(ENGLISH) {
            let cell = all.cell(entry, column);
            let narrow: fn(char) -> char = if ENGLISH.contains(&column) {
                english
            } else {
                han::half_width
            };
            if let Some(wide) = cell.chars().find(|&c| narrow(c) != c) {
                let message = format!("full-width `{wide}` in `{}`", column.name());
                let mut diagnostic = all.at(entry, column, "width", Severity::Warning, message);
                diagnostic.fix =
                    all.set(entry, column, &cell.chars().map(narrow).collect::<String>());
                found.push(diagnostic);
            }
        }
        found
    });
}

/// Returns the half-width form of the whole block U+FF01 to U+FF5E, and of the ideographic space.
fn english(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fixed};

    #[test]
    fn letters_are_half_width() {
        let text = "source_hans,target\n５G网络,5G network（x）\n党（委）,x\n";
        check(
            text,
            &[
                "2:1 warning width: full-width `５` in `source_hans`",
                "2:6 warning width: full-width `（` in `target`",
            ],
        );
        check_fixed(
            text,
            "source_hans,target\n5G网络,5G network(x)\n党（委）,x\n",
        );
    }
}
