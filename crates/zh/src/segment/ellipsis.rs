//! Sentence ends at an ellipsis.

use crate::han;

/// Words that join a new sentence to what was said before it.
const CONNECTIVES: &str =
    "但是 可是 然而 不过 不過 所以 因此 于是 於是 而且 如果 虽然 雖然 因为 因為 当 當 但 可 而";

/// Fewest Chinese characters of a clause before the ellipsis; what is shorter is hesitation: 我……我不知道.
const SHORTEST_CLAUSE: usize = 4;

/// Longest stretch of text before an ellipsis that is looked at, in bytes.
const WINDOW: usize = 240;

/// Tests whether a sentence ends at the ellipsis between `before` and `after`: a clause that is no list stands before
/// it, and a new subject follows.
pub(super) fn ends_sentence(before: &str, after: &str) -> bool {
    let after = after.trim_start();
    let after = CONNECTIVES
        .split_ascii_whitespace()
        .find_map(|word| after.strip_prefix(word))
        .unwrap_or(after);
    han::begins_subject(after) && is_clause(before)
}

/// Tests whether the last clause of `before` is one, and not the end of a list.
fn is_clause(before: &str) -> bool {
    let from = before.len().saturating_sub(WINDOW);
    let from = (from..=before.len()).find(|&at| before.is_char_boundary(at));
    let before = &before[from.unwrap_or(before.len())..];
    let clause = before
        .rfind([
            '，', ',', '。', '！', '？', '；', '：', '…', '“', '「', '\n',
        ])
        .map_or(before, |at| &before[at..]);
    han::count(clause) >= SHORTEST_CLAUSE && !clause.contains('、')
}
