//! Text that the page prints twice: its title beside every picture, its lead above the text, captions.

use super::draft::Draft;
use duizhao_zh::han;
use std::collections::HashSet;

/// Shortest line that counts as a copy, in characters without punctuation; shorter ones may recur.
const SHORTEST: usize = 8;

/// How many lines of the article may stand before the one that a lead repeats.
const LEAD_REACH: usize = 6;

pub(super) fn run(draft: &mut Draft<'_>) {
    remove_title_copies(draft);
    remove_lead(draft);
    remove_copies(draft);
}

fn remove_title_copies(draft: &mut Draft<'_>) {
    let Some(title) = draft.title.clone() else {
        return;
    };
    let title = han::bare(&draft.simplify(&title));
    for index in draft.body() {
        let line = &draft.lines[index];
        if line.is_prose() || title.chars().count() < 4 {
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

/// Takes out a lead that a later paragraph holds word for word, or that is cut short by dots.
fn remove_lead(draft: &mut Draft<'_>) {
    let body = draft.body();
    let Some(first) = body
        .iter()
        .position(|&i| draft.lines[i].is_prose() || is_cut_short(draft.lines[i].key()))
    else {
        return;
    };
    let lead = lead_text(draft.lines[body[first]].key());
    let cut_short = is_cut_short(draft.lines[body[first]].key());
    if lead.chars().count() < if cut_short { SHORTEST } else { SHORTEST * 2 } {
        return;
    }
    let later = &body[first + 1..body.len().min(first + 1 + LEAD_REACH)];
    // A cheap look first: its opening words, up to the first mark.
    let opening: String = lead_words(draft.lines[body[first]].key())
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .take(8)
        .collect();
    let holds = |key: &str| key.contains(&opening) && han::bare(key).contains(&lead);
    if later.iter().any(|&i| holds(draft.lines[i].key())) {
        draft.remove(body[first]);
    }
}

fn is_cut_short(key: &str) -> bool {
    key.ends_with("...") || key.ends_with('…')
}

/// A lead without its label and punctuation.
fn lead_text(key: &str) -> String {
    han::bare(lead_words(key))
}

/// A lead without its label (摘要：, 导读：).
fn lead_words(key: &str) -> &str {
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

/// Takes out the second copy of a line, and of a label that only the removed lead bore.
fn remove_copies(draft: &mut Draft<'_>) {
    let mut seen = HashSet::new();
    for index in draft.body() {
        let key = draft.lines[index].key();
        if matches!(
            key.trim_matches(|c: char| !han::is_han(c)),
            "摘要" | "导读" | "核心提示" | "内容提要"
        ) && key.chars().count() <= 6
        {
            draft.remove(index);
            continue;
        }
        let (length, hash) = fingerprint(key);
        if length >= SHORTEST && !seen.insert((length, hash)) {
            draft.remove(index);
        }
    }
}

/// Length and FNV-1a hash (64 bits) of a line without its punctuation and spaces: what is alike in both
/// is a copy.
fn fingerprint(key: &str) -> (usize, u64) {
    key.chars()
        .filter(|&c| han::is_han(c) || c.is_alphanumeric())
        .fold((0, 0xcbf2_9ce4_8422_2325), |(length, hash), c| {
            (
                length + 1,
                (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3),
            )
        })
}
