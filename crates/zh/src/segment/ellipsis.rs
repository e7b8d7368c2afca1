//! Sentence ends at an ellipsis.

use crate::han;

/// Words that begin a new sentence after an ellipsis: they name whom or what it is about, or ask. Both scripts.
const SUBJECTS: &str = "我 你 您 他 她 它 咱 大家 人们 人們 有人 这时 這時 这里 這裡 这就是 這就是 这是 這是 这个 這個 \
    这位 這位 那时 那時 那是 此时 此時 为什么 為什麼 为何 為何 谁 誰 什么是 什麼是 怎么 怎麼 怎样 怎樣 难道 難道 \
    究竟 到底 如今 今天 昨天 现在 現在 当时 當時 后来 後來";

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
    begins_subject(after) && is_clause(before)
}

/// Tests whether `after` begins with a word that begins a new sentence.
pub(super) fn begins_subject(after: &str) -> bool {
    SUBJECTS
        .split_ascii_whitespace()
        .any(|word| after.starts_with(word))
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
