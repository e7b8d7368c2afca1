//! Transcribed names without an interpunct: 克林顿, 米尔济约耶夫.

use super::characters::FOREIGN;
use super::likelihood::weight_of_characters;
use super::people::NameText;
use super::words::{begins_with_title, is_no_name};
use super::{ends_in_post, ends_in_role, speaks, surname};
use crate::dictionary;

/// The longest run of transcribed characters that is looked at.
const LONGEST: usize = 9;

/// The least weight of a run of two characters, and of a longer one, in halves.
const LEAST_OF_TWO: i32 = 10;
const LEAST: i32 = 9;

/// Tests whether a name without an interpunct is transcribed as a whole, and no surname with a usual given name: 巴内特,
/// but not 谢金林.
pub(super) fn is_transcribed(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let weights: Vec<i32> = chars.iter().map(|&c| FOREIGN.of(c)).collect();
    let weight: i32 = weights.iter().map(|own| own * 2 - 1).sum();
    weights.iter().all(|&own| own >= -1)
        && weight >= least(chars.len())
        && !surname(name).is_some_and(|(surname, _)| {
            chars.len() > 2 && weight_of_characters(&chars, surname.chars().count()) >= 0
        })
}

/// Returns the least weight of a run of so many characters.
fn least(length: usize) -> i32 {
    if length == 2 { LEAST_OF_TWO } else { LEAST }
}

/// Finds the runs of characters that transcribe a name, as ranges of characters, in order. Linear.
pub(super) fn runs(text: &NameText<'_>) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < text.chars.len() {
        let Some(end) = longest(text, at, |_| false) else {
            at += 1;
            continue;
        };
        if end > at + 2 && ends_in_post(text.before(at)) && !begins_word(text, at) {
            let stops = |at: usize| begins_word(text, at);
            let end = longest(text, at, stops).unwrap_or(end);
            runs.push((at, end));
            at = end;
        } else if let Some(length) = place(text, at) {
            at += length;
        } else if FOREIGN.of(text.chars[at]) > 0
            && !begins_word(text, at)
            && let Some(end) = longest(text, at, |at| {
                begins_word(text, at) || place(text, at).is_some()
            })
        {
            runs.push((at, end));
            at = end;
        } else {
            at += 1;
        }
    }
    runs
}

/// Returns where the likeliest transcribed name that begins at `at` ends, before a character at which it `stops`.
fn longest(text: &NameText<'_>, at: usize, stops: impl Fn(usize) -> bool) -> Option<usize> {
    if FOREIGN.of(text.chars[at]) < 0 {
        return None;
    }
    let mut weight = 0;
    let mut best = (0, at);
    for end in at..(at + LONGEST).min(text.chars.len()) {
        let own = FOREIGN.of(text.chars[end]);
        if own < -1 || end > at && stops(end) {
            break;
        }
        weight += own * 2 - 1;
        best = best.max((weight, end + 1));
    }
    let (weight, end) = best;
    // 里赫曾表示
    let is_adverb = end > at + 2 && text.chars[end - 1] == '曾' && text.is_han(end);
    let end = end - usize::from(is_adverb);
    (end > at + 1 && weight >= least(end - at)).then_some(end)
}

/// Returns the length of the place at `at`, in characters.
fn place(text: &NameText<'_>, at: usize) -> Option<usize> {
    let found = dictionary::beginnings(&text.chars[at..]).take_while(|(length, _)| *length <= 6);
    let places =
        found.filter(|(length, found)| *length > 1 && found.is_place() && !found.is_word());
    places.last().map(|(length, _)| length)
}

/// Tests whether a word begins at `at`.
fn begins_word(text: &NameText<'_>, at: usize) -> bool {
    let chars = &text.chars[at..];
    let found = dictionary::listed_beginnings(chars).take_while(|(length, _)| *length <= 4);
    let mut words =
        found.filter(|(length, found)| *length > 1 && (found.is_word() || found.is_phrase()));
    words.any(|(length, _)| chars[..length].iter().any(|&c| FOREIGN.of(c) <= 0))
}

/// Characters and words after a transcribed name that is one of a place.
const PLACES: [&str; 30] = [
    "市", "州", "省", "镇", "村", "岛", "港", "河", "湖", "山", "海", "区", "县", "大学", "湾",
    "峡", "机场", "地区", "族", "语", "人", "国", "城", "洲", "公司", "集团", "方", "教", "队",
    "角",
];

/// Titles that stand after a transcribed name: 塞迪略总统.
const TITLES: [&str; 12] = [
    "总统", "总理", "首相", "国王", "主席", "外长", "议长", "大使", "夫妇", "女士", "先生", "夫人",
];

impl NameText<'_> {
    /// Tests whether a run is a person by what stands beside it: 总统塞迪略, 塞迪略总统, 塞迪略表示.
    pub(super) fn is_foreign_person(&self, (start, end): (usize, usize)) -> bool {
        let (before, after) = (self.before(start), self.after(end));
        if is_no_name(self.slice(start, end)) || PLACES.iter().any(|word| after.starts_with(word)) {
            return false;
        }
        let titled =
            TITLES.iter().any(|title| after.starts_with(title)) || begins_with_title(after);
        let called = ends_in_post(before) || ends_in_role(before);
        called || end - start > 2 && (titled || speaks(after))
    }
}
