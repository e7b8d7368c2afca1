//! `capitals`: within a tag, one way of writing a name: not `Party committee` in six rows and `Party Committee` in
//! the seventh.
//!
//! Two neighbouring words that several renderings of a tag share are compared; where at least four write them in
//! one way, the single row that writes them in another is named. A rendering whose words are all capitalised is a
//! name and one without capitals is none: only those in between can drift. Rows of other tags may differ.

use super::{Column, Findings};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// How many rows make a custom.
const CUSTOM: usize = 4;

/// Words without a capital within a name.
const SMALL_WORDS: [&str; 10] = [
    "of", "the", "and", "for", "in", "on", "at", "to", "a", "with",
];

pub(super) fn check(findings: &mut Findings<'_>) {
    // For each tag and pair of words in lower case: the ways of writing them, and the rows.
    let mut pairs: BTreeMap<(&str, String), BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (i, entry) in findings.entries.iter().enumerate() {
        for pair in word_pairs(&entry.term.target) {
            let rows = pairs
                .entry((entry.term.tag(), pair.to_lowercase()))
                .or_default()
                .entry(pair)
                .or_default();
            if rows.last() != Some(&i) {
                rows.push(i);
            }
        }
    }
    let mut found: BTreeMap<usize, Diagnostic> = BTreeMap::new();
    for ((tag, _), ways) in &pairs {
        let Some((custom, rows)) = ways.iter().max_by_key(|(_, rows)| rows.len()) else {
            continue;
        };
        for (way, others) in ways {
            if let [row] = others[..]
                && rows.len() >= CUSTOM
                && way != custom
            {
                let message = format!(
                    "`{way}` where {} other rows of `{tag}` have `{custom}`",
                    rows.len()
                );
                let diagnostic = findings.at(
                    &findings.entries[row],
                    Column::Target,
                    "capitals",
                    Severity::Warning,
                    message,
                );
                found.entry(row).or_insert(diagnostic);
            }
        }
    }
    findings.found.extend(found.into_values());
}

/// Returns the neighbouring words of a rendering that has words with and without capitals.
fn word_pairs(target: &str) -> Vec<String> {
    let words: Vec<&str> = target
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .filter(|w| !w.is_empty())
        .collect();
    let (capitals, others): (Vec<&str>, Vec<&str>) = words
        .iter()
        .filter(|word| !SMALL_WORDS.contains(word))
        .partition(|word| word.starts_with(char::is_uppercase));
    if capitals.is_empty() || others.is_empty() {
        return Vec::new();
    }
    words.windows(2).map(|pair| pair.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn the_odd_one_out_is_named() {
        let rows = "甲党委,county Party committee,org\n乙党委,city Party committee,org\n丙党委,village Party committee,org\n丁党委,town Party committee,org\n";
        check(
            &format!(
                "source_hans,target,tag\n{rows}戊党委,school Party Committee,org\n己党委,our Party Committee,media\n庚党委,Party Committee,org\n"
            ),
            &[
                "6:5 warning capitals: `Party Committee` where 4 other rows of `org` have `Party committee`",
            ],
        );
    }
}
