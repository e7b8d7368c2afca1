//! Text that the page prints twice: its title next to every picture, its lead above the text, captions.

use super::draft::Draft;
use duizhao_zh::han;
use std::cell::LazyCell;
use std::collections::HashSet;

/// Shortest line that counts as a copy, in characters without punctuation.
const SHORTEST: usize = 8;

/// How many lines after a lead are compared with it.
const LEAD_REACH: usize = 6;

pub(super) fn run(draft: &mut Draft<'_>) {
    // A text without furniture is no page: what it says twice, it says twice.
    if draft.has_furniture() {
        remove_title_copies(draft);
        remove_lead(draft);
        remove_copies(draft);
    }
}

fn remove_title_copies(draft: &mut Draft<'_>) {
    let Some(title) = draft.title.clone() else {
        return;
    };
    let title = han::bare(&draft.simplify(&title));
    if title.chars().count() < 4 {
        return;
    }
    for index in draft.body() {
        let line = &draft.lines[index];
        if line.is_prose() || !may_hold(line.key(), &title) {
            continue;
        }
        let bare = han::bare(line.key());
        let rest = bare
            .strip_prefix(title.as_str())
            .or_else(|| bare.strip_suffix(title.as_str()));
        if rest.is_some_and(|rest| {
            rest.is_empty() || (rest.chars().count() <= 12 && super::naming::is_medium(rest))
        }) {
            draft.remove(index);
        }
    }
}

/// Tests whether the bare text of a line may begin or end with a bare title: its first or its last character does.
fn may_hold(key: &str, title: &str) -> bool {
    let bare = |c: &char| han::is_bare(*c);
    let first = key.chars().find(bare).map(han::half_width);
    let last = key.chars().rev().find(bare).map(han::half_width);
    title.chars().next() == first || title.chars().next_back() == last
}

/// Removes a lead, perhaps cut short by dots, that a later paragraph repeats word for word.
fn remove_lead(draft: &mut Draft<'_>) {
    let body = draft.body();
    let Some(first) = body
        .iter()
        .position(|&i| draft.lines[i].is_prose() || is_cut_short(draft.lines[i].key()))
    else {
        return;
    };
    let key = draft.lines[body[first]].key();
    let words = without_label(key);
    let lead = LazyCell::new(|| han::bare(words));
    let shortest = if is_cut_short(key) {
        SHORTEST
    } else {
        SHORTEST * 2
    };
    // A cheap check first: the opening words, up to the first mark.
    let opening: String = words
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .take(8)
        .collect();
    let mut later = body[first + 1..].iter().take(LEAD_REACH);
    let is_repeated = later.any(|&index| {
        let key = draft.lines[index].key();
        key.contains(&opening) && han::bare(key).contains(lead.as_str())
    });
    if is_repeated && lead.chars().count() >= shortest {
        draft.remove(body[first]);
    }
}

fn is_cut_short(key: &str) -> bool {
    key.ends_with("...") || key.ends_with('…')
}

/// Removes the label of a lead (摘要：, 导读：).
fn without_label(key: &str) -> &str {
    const LABELS: [&str; 8] = [
        "内容摘要",
        "内容提要",
        "摘要",
        "导读",
        "导语",
        "核心提示",
        "提要",
        "核心阅读",
    ];
    let key = key.trim_start_matches(['【', '[', '「']);
    let rest = LABELS
        .iter()
        .find_map(|label| key.strip_prefix(label))
        .unwrap_or(key);
    rest.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Fewest Chinese characters of a copy that stands away from the line it repeats: the rows of a table and the refrain of
/// a song are shorter.
const LONG: usize = 40;

/// Removes later copies of a line, and labels of a removed lead. Among the text, a copy is a long one, or it follows the
/// line it repeats.
fn remove_copies(draft: &mut Draft<'_>) {
    let mut seen = HashSet::new();
    let mut last = None;
    let body = draft.body();
    // A line has as many Chinese characters as its copies: few lines go on from there.
    let mut counts: Vec<usize> = body.iter().map(|&i| draft.lines[i].han()).collect();
    counts.sort_unstable();
    for index in body {
        let key = draft.lines[index].key();
        if matches!(
            key.trim_matches(|c: char| !han::is_han(c)),
            "摘要" | "导读" | "核心提示" | "内容提要"
        ) && key.chars().count() <= 6
        {
            draft.remove(index);
            continue;
        }
        let as_many = counts.partition_point(|&count| count < draft.lines[index].han());
        if counts.get(as_many) != counts.get(as_many + 1) {
            last = None;
            continue;
        }
        let (length, hash) = fingerprint(key);
        let is_copy = length >= SHORTEST && !seen.insert((length, hash));
        if is_copy && (length >= LONG || last == Some(hash)) {
            draft.remove(index);
        } else {
            last = Some(hash);
        }
    }
}

/// Returns the length and the FNV-1a hash (64 bits) of a line without punctuation and spaces, by which copies are
/// recognized.
fn fingerprint(key: &str) -> (usize, u64) {
    let mut length = 0;
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for c in key.chars() {
        if han::is_bare(c) {
            length += 1;
            hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
        }
    }
    (length, hash)
}
