//! `spaces`: none doubled, none of another kind, none inside Chinese, none before a mark; lists separated by ` | `.

use super::{CHINESE, Column, ENGLISH, Findings};
use crate::load::{SEPARATOR, list};
use duizhao_core::diagnostic::Severity;

/// Columns whose cells are lists.
const LISTS: [Column; 4] = [
    Column::Tag,
    Column::Alternatives,
    Column::Forbidden,
    Column::Context,
];

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let columns = CHINESE
            .into_iter()
            .chain(ENGLISH)
            .chain([Column::Tag, Column::Context]);
        let mut found = Vec::new();
        for column in columns {
            let cell = all.cell(entry, column);
            let clean = clean(&cell, column);
            if clean != cell {
                let message = format!(
                    "stray spaces or separators in `{}`: `{cell}`",
                    column.name()
                );
                let mut diagnostic = all.at(entry, column, "spaces", Severity::Warning, message);
                diagnostic.fix = all.set(entry, column, &clean);
                found.push(diagnostic);
            }
        }
        found
    });
}

/// Returns the cell as it should be.
fn clean(cell: &str, column: Column) -> String {
    if LISTS.contains(&column) {
        let separated = cell.split('|').collect::<Vec<_>>().join(SEPARATOR);
        let items: Vec<String> = list(&separated)
            .iter()
            .map(|item| words(item, column))
            .collect();
        return items.join(SEPARATOR);
    }
    words(cell, column)
}

fn words(text: &str, column: Column) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\t'))
        .filter(|w| !w.is_empty())
        .collect();
    if CHINESE.contains(&column) {
        return chinese(&words);
    }
    let joined = words.join(" ");
    // A line break or a tab is for `control` to say.
    [" ,", " ;", " )", "( "]
        .iter()
        .fold(joined, |text, stray| text.replace(stray, stray.trim()))
}

/// Joins the words of a Chinese text: a space stays only between Latin words.
fn chinese(words: &[&str]) -> String {
    words.iter().fold(String::new(), |text, word| {
        let is_between_latin = text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && word.starts_with(|c: char| c.is_ascii_alphanumeric());
        text + if is_between_latin { " " } else { "" } + word
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fixed};

    #[test]
    fn spaces_are_where_they_belong() {
        let text = "source_hans,target,alternatives\n党 委,Party  committee ( x ),a|b |  c\n世卫 WHO Europe 组织,Party\u{a0}x,\n";
        check(
            text,
            &[
                "2:1 warning spaces: stray spaces or separators in `source_hans`: `党 委`",
                "2:5 warning spaces: stray spaces or separators in `target`: `Party  committee ( x )`",
                "2:28 warning spaces: stray spaces or separators in `alternatives`: `a|b |  c`",
                "3:1 warning spaces: stray spaces or separators in `source_hans`: `世卫 WHO Europe 组织`",
                "3:18 warning spaces: stray spaces or separators in `target`: `Party\u{a0}x`",
            ],
        );
        check_fixed(
            text,
            "source_hans,target,alternatives\n党委,Party committee (x),a | b | c\n世卫WHO Europe组织,Party x,\n",
        );
    }
}
