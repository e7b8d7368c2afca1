//! Names in conversion: surnames that are no other character's simplified form (余, 范), and characters that simplified
//! script keeps in names (王丙乾, 畢昇).

use super::lexicon;
use crate::{han, names};

/// Surnames that simplified script shares with the simplified form of another character.
pub(super) const SURNAMES: &str = "余咸游涂后丑于范郁";

/// Those that are so often other words that only what stands before them can tell.
const STRICT_SURNAMES: &str = "后丑于";

/// Characters that are no name's, but for these two surnames, unless a word has them.
const RARE_SURNAMES: &str = "范郁";

/// Characters that simplified script keeps in given names, though it simplifies them in words.
pub(super) const KEPT: &str = "乾昇汎甯陞";

/// Words after a name besides those of [`names::speaks`].
const AFTER_NAME: [&str; 26] = [
    "奖", "故居", "纪念", "先生", "女士", "的", "等", "在", "将", "曾", "出任", "担任", "当选",
    "任", "会见", "和", "与", "及", "文集", "诗", "小说", "逝世", "简历", "被", "报道", "摄",
];

/// Tests whether the character of [`SURNAMES`] at byte `at` of `text` is a surname, which traditional script has too.
pub(super) fn keeps_surname(text: &str, at: usize, c: char) -> bool {
    if RARE_SURNAMES.contains(c) {
        return !lexicon::covers(text, at);
    }
    let strict = STRICT_SURNAMES.contains(c);
    is_name_start(&text[..at], strict) && name_end(text, at).is_some()
}

/// Tests whether the character of [`KEPT`] at byte `at` of `text` is part of a name.
pub(super) fn keeps_given(text: &str, at: usize, c: char) -> bool {
    let end = at + c.len_utf8();
    let mut starts = text[..at].char_indices().rev().take(2);
    starts.any(|(start, _)| {
        is_name_start(&text[..start], false)
            && name_end(text, start).is_some_and(|last| last >= end)
    })
}

/// Tests whether the phrase `start..end` is the given name of a person: 陈发根.
pub(super) fn ends_name(text: &str, start: usize, end: usize) -> bool {
    let surname = text[..start].char_indices().next_back();
    surname
        .is_some_and(|(at, _)| is_name_start(&text[..at], false) && name_end(text, at) == Some(end))
}

/// Words for people that stand before a name, besides posts and roles.
const CALLINGS: [&str; 14] = [
    "支书", "学者", "作家", "院士", "诗人", "导演", "演员", "画家", "教练", "选手", "烈士", "英雄",
    "队员", "翻译",
];

/// Characters that begin a time or a place after 于, 后 and 丑, not a given name.
const NO_GIVEN: &str = "会今昨明前当本上下这那年月日事人来期世备果各全第";

/// Tests whether a name may begin after `before`: at the start, after a mark, after a post or a role.
fn is_name_start(before: &str, strict: bool) -> bool {
    let tail: Vec<char> = before.chars().rev().take(4).collect();
    let tail: String = tail.into_iter().rev().map(lexicon::simple).collect();
    let is_called = CALLINGS.iter().any(|calling| tail.ends_with(calling));
    if is_called || names::ends_in_post(&tail) || names::ends_in_role(&tail) || tail.ends_with('、')
    {
        return true;
    }
    !strict && !tail.ends_with(|c: char| han::is_han(c) || c.is_alphanumeric())
}

/// Returns the end of the person's name at byte `at`: a surname, one or two characters that make no word with it, and
/// what follows names.
fn name_end(text: &str, at: usize) -> Option<usize> {
    let window: Vec<(usize, char)> = text[at..].char_indices().take(8).collect();
    let simple: Vec<char> = window.iter().map(|&(_, c)| lexicon::simple(c)).collect();
    let first: String = simple.first()?.to_string();
    if names::surname(&first).is_none() && !SURNAMES.contains(&first) {
        return None;
    }
    [3, 2].into_iter().find_map(|length| {
        let name = simple.get(..length)?;
        let after: String = simple[length..].iter().collect();
        let is_given = name[1..].iter().all(|&c| names::is_given(c));
        let given = &name[1..];
        let is_doubtful = STRICT_SURNAMES.contains(name[0]);
        let makes_word = lexicon::is_word(name)
            || lexicon::is_word(&name[..2])
            || (is_doubtful && NO_GIVEN.contains(given[0]))
            || (length == 3
                && lexicon::is_general(given)
                && (is_doubtful || !follows(&after, true)));
        let end = at + window[length - 1].0 + window[length - 1].1.len_utf8();
        let is_whole = at == 0 && end == text.len();
        let is_certain =
            length == 3 || is_whole || names::speaks(&after) || is_name_start(&text[..at], true);
        (is_given && !makes_word && is_certain && follows(&after, length == 2)).then_some(end)
    })
}

/// Tests whether `after` can follow a name; `strict` takes only marks and words that follow names alone.
fn follows(after: &str, strict: bool) -> bool {
    !after.starts_with(|c: char| han::is_han(c) || c.is_alphanumeric())
        || names::speaks(after)
        || (!strict && AFTER_NAME.iter().any(|word| after.starts_with(word)))
}
