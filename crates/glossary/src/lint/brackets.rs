//! `brackets`: every bracket and quotation mark has its partner.

use super::{CHINESE, ENGLISH, Findings};
use duizhao_core::diagnostic::Severity;

const PAIRS: [(char, char); 9] = [
    ('(', ')'),
    ('[', ']'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('“', '”'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
];

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let mut found = Vec::new();
        for column in CHINESE.into_iter().chain(ENGLISH) {
            if let Some(mark) = unpaired(&all.cell(entry, column)) {
                let message = format!("`{mark}` has no partner");
                found.push(all.at(entry, column, "brackets", Severity::Error, message));
            }
        }
        found
    });
}

/// Returns the first mark without partner. Lists are looked at as a whole: an item never shares a bracket with the next.
fn unpaired(cell: &str) -> Option<char> {
    let mut open = Vec::new();
    for c in cell.chars() {
        if c == '|' && !open.is_empty() {
            return open.pop();
        } else if PAIRS.iter().any(|pair| pair.0 == c) {
            open.push(c);
        } else if let Some(pair) = PAIRS.iter().find(|pair| pair.1 == c)
            && open.pop() != Some(pair.0)
        {
            return Some(c);
        }
    }
    let quotes = cell
        .split(super::super::load::SEPARATOR)
        .any(|item| item.matches('"').count() % 2 == 1);
    open.pop().or(quotes.then_some('"'))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn a_lone_mark_is_named() {
        check(
            "source_hans,target,alternatives\n“五个一”,five ones (of work,\"a \"\"b\"\" | (c | d)\"\n党,Party (x),\"say \"\"x\"\n",
            &[
                "2:7 error brackets: `(` has no partner",
                "2:26 error brackets: `(` has no partner",
                "3:13 error brackets: `\"` has no partner",
            ],
        );
    }
}
