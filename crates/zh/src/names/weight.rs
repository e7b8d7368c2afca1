//! How certain a name is by what stands beside it.

use super::people::{FUNCTION_SURNAMES, NameText};
use super::words::goes_on;
use super::{foreign, is_given, is_usual_given, minority, speaks};
use crate::char_set::PlaneSet;
use crate::dictionary;

/// Surnames that often begin words: only usual given names follow them.
static WORDLIKE_SURNAMES: PlaneSet =
    PlaneSet::of("包白官华欧贺解员段沙石米车巴边景毛牛马花叶江海河山水云风雨雷春夏秋冬");

/// What follows a name and describes the person.
const DESCRIPTIONS: [&str; 13] = [
    "（男",
    "（女",
    "（左",
    "（右",
    "（中",
    "（记者",
    "（19",
    "，男，",
    "，女，",
    " 男",
    " 女",
    "\u{3000}男",
    "\u{3000}女",
];

/// Forms of address after a name.
const ADDRESSES: [&str; 6] = ["同志", "先生", "女士", "将军", "院士", "烈士"];

/// Given names that are words, too.
const GIVEN_WORDS: [&str; 26] = [
    "建国", "建军", "国庆", "国强", "志强", "和平", "光明", "卫东", "爱国", "建设", "援朝", "胜利",
    "解放", "文明", "长江", "长征", "红军", "小红", "小明", "国平", "宝龙", "保兴", "志愿", "永远",
    "长青", "青松",
];

impl NameText<'_> {
    /// Weighs a name after a post.
    pub(super) fn score_called(
        &self,
        at: usize,
        first: usize,
        end: usize,
        mostly_word: bool,
    ) -> i32 {
        let given = self.slice(first, end);
        let after = self.after(end);
        let is_word = self.is_word(first, end);
        let closed = !self.is_han(end) || speaks(after);
        let usual = self.is_usual(at, first, end);
        // 部长江航务: the post's last character belongs to the next word.
        let split = at > 0
            && dictionary::gloss(self.slice(at - 1, at + 1)).is_some()
            && !((closed || goes_on(after)) && end - first == 2);
        let needs_usual = !(closed || end - first == 2 && goes_on(after))
            || end - first == 1 && !speaks(after)
            || WORDLIKE_SURNAMES.contains(self.chars[at]);
        if split || (needs_usual && !usual) {
            return 0;
        }
        let goes_on_plainly = goes_on(after) && !after.starts_with('的');
        let is_alone = at > 0 && self.chars[at - 1].is_whitespace() && !self.is_han(end);
        // 相依为命 is none.
        let goes_on_surely = goes_on_plainly && !after.starts_with(['为', '和', '与', '等']);
        let is_told = speaks(after) || is_alone || goes_on_surely && !self.word_at(at);
        let is_single = end - first == 1 && !(usual && is_told);
        // 纪委书记和俊生通报: a word after it, and none across.
        let is_firm = usual && self.word_at(end) && !self.word_at(at) && !self.crosses(end);
        if mostly_word && (is_single || is_word || !(closed || goes_on_plainly || is_firm)) {
            return 0;
        }
        let mut score = 0;
        if closed {
            score += 3;
        } else if goes_on(after) || !after.starts_with(is_given) {
            score += 2;
        } else if self.word_at(end) || usual && !is_word && self.is_apart(at, end) {
            score += 1;
        }
        if self.crosses(end) {
            score -= 2;
        }
        if is_word && !is_usual_given(given) {
            score -= 2;
        }
        // A given name of two characters is the more usual one.
        score * 2 + i32::from(score > 0 && end - first == 2)
    }

    /// Tests whether what stands at `end` may tell the name before it: a verb, a description, a form of address.
    pub(super) fn is_followed(&self, end: usize) -> bool {
        let after = self.after(end);
        let mut words = DESCRIPTIONS.iter().chain(&ADDRESSES);
        speaks(after) || words.any(|word| after.starts_with(word))
    }

    /// Weighs a name without a post before it.
    pub(super) fn score_followed(
        &self,
        at: usize,
        first: usize,
        end: usize,
        starts: bool,
        mostly_word: bool,
    ) -> i32 {
        let given = self.slice(first, end);
        let after = self.after(end);
        let is_word = self.is_word(first, end);
        let described = DESCRIPTIONS.iter().any(|mark| after.starts_with(mark));
        let addressed = ADDRESSES.iter().any(|word| after.starts_with(word));
        let usual = self.is_usual(at, first, end);
        if !(described || addressed || speaks(after))
            || is_word
            || !(usual || described || addressed)
        {
            return 0;
        }
        let previous_joins =
            at > 0 && "由与和对向请让被的在为给据随、".contains(self.chars[at - 1]);
        if mostly_word && !(starts && is_usual_given(given) && end - first == 2) {
            return 0;
        }
        let fits = starts || (previous_joins && is_usual_given(given));
        let single = end - first == 1 && !(starts && is_usual_given(given));
        if !fits || single || (self.word_at(at) && !described && !is_usual_given(given)) {
            return 0;
        }
        3 + i32::from(end - first == 2)
    }

    /// Tests whether a given name is rather a word.
    fn is_word(&self, first: usize, end: usize) -> bool {
        let given = self.slice(first, end);
        end - first == 2 && dictionary::is_word(given) && !GIVEN_WORDS.contains(&given)
    }

    /// Tests whether a given name is usual, or the whole name a transcribed one.
    fn is_usual(&self, at: usize, first: usize, end: usize) -> bool {
        is_usual_given(self.slice(first, end)) || foreign::is_transcribed(self.slice(at, end))
    }

    /// Tests whether no word and no longer name reaches into `at..end`: 老党员张富清深藏功名, but not 蓬佩奥.
    fn is_apart(&self, at: usize, end: usize) -> bool {
        let surname = self.chars[at];
        let is_mostly_word =
            FUNCTION_SURNAMES.contains(surname) || WORDLIKE_SURNAMES.contains(surname);
        let goes_on = self.chars.get(end).is_some_and(|&next| {
            minority::is_transcription(next) || is_usual_given(next.encode_utf8(&mut [0; 4]))
        });
        !(is_mostly_word || goes_on || self.word_at(at))
    }

    /// Tests whether a word of two characters or more begins at `at`.
    pub(super) fn word_at(&self, at: usize) -> bool {
        let found = dictionary::beginnings(&self.chars[at.min(self.chars.len())..]);
        let mut found = found.take_while(|(length, _)| *length <= 4);
        found.any(|(length, found)| length > 1 && found.is_word())
    }

    /// Tests whether the last character of a name makes a word with the next one.
    fn crosses(&self, end: usize) -> bool {
        end < self.chars.len() && dictionary::is_word(self.slice(end - 1, end + 1))
    }
}
