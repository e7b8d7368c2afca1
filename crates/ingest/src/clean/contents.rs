//! Tables of contents: lines that list the headings of the article.

use super::draft::{Draft, Fate};
use duizhao_zh::han;
use std::collections::HashSet;

pub(super) fn run(draft: &mut Draft<'_>) {
    let openers: Vec<usize> = (0..draft.lines.len())
        .filter(|&i| {
            matches!(draft.lines[i].fate, Fate::Open | Fate::Removed(_))
                && draft.lines[i].key().len() <= 40
                && draft.lines[i].key().contains(['目', '内'])
                && is_opener(draft.lines[i].key())
        })
        .collect();
    // A page has one table of contents, or two; more would be something else.
    for opener in openers.into_iter().take(2) {
        draft.remove(opener);
        let later = repeated_entries(draft, opener + 1);
        let mut listed = HashSet::new();
        for index in opener + 1..draft.lines.len() {
            let line = &draft.lines[index];
            if !line.is_open() {
                continue;
            }
            let entry = entry(line.key());
            if line.is_prose()
                || !(has_leader(line.key()) || (later.contains(&entry) && !listed.contains(&entry)))
            {
                break;
            }
            listed.insert(entry);
            draft.remove(index);
        }
    }
}

/// Collects the entries that occur more than once from line `start`.
fn repeated_entries(draft: &Draft<'_>, start: usize) -> HashSet<String> {
    let mut once = HashSet::new();
    let mut repeated = HashSet::new();
    for line in draft.lines[start..].iter().filter(|line| line.is_open()) {
        let entry = entry(line.key());
        if !once.insert(entry.clone()) {
            repeated.insert(entry);
        }
    }
    repeated
}

fn is_opener(key: &str) -> bool {
    let key = key.replace(' ', "");
    matches!(
        key.trim_matches(|c: char| !han::is_han(c)),
        "目录" | "目次" | "内容提要" | "本文目录"
    )
}

/// Returns a heading as in a table of contents: without page number, edit link and punctuation.
fn entry(key: &str) -> String {
    let key = key.trim_end_matches("编辑本段");
    han::bare(key)
        .trim_matches(|c: char| c.is_ascii_digit())
        .to_owned()
}

/// Tests whether a line ends with dots and a page number.
fn has_leader(key: &str) -> bool {
    let body = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    body.len() < key.len() && (body.ends_with("...") || body.ends_with('…') || body.ends_with("··"))
}
