//! How likely characters are a name by themselves: by the characters, and by the words around them.
//!
//! The weights are those of a logistic regression on news in which people had marked the names, in tenths; zero is as
//! likely a name as not.

use super::characters::{FIRST, LAST, SINGLE, SURNAME};
use super::people::{NameText, is_byline};
use super::words::{begins_with_title, goes_on, is_no_name, is_title};
use super::{ends_in_post, ends_in_role, is_usual_given, speaks};
use crate::char_set::PlaneSet;
use crate::dictionary;
use crate::han;

/// What the words around a name can add at most; what is too unlikely without them is not looked at.
const MOST_AROUND: i32 = 25;

/// What words that begin or end beside a name add at most.
const MOST_OF_WORDS: i32 = 10;

/// Characters that end names of places and bodies: 潘家寨, 梅溪镇.
static PLACES: PlaneSet = PlaneSet::of(
    "镇乡村庄寨山寺祠河湖岭桥路街区县市州江海湾岛口店堡营沟坪坝塘府省站院寨港岗集里城门楼家族氏厂公司局所",
);

/// Characters of grammar that are in no likely given name.
static GRAMMAR: PlaneSet = PlaneSet::of(
    "的了是在和与或及也都就还又很最被把让给对到不没这那我你他她它们说个着过吗呢吧啊某",
);

/// Characters of grammar that often follow a name.
static FOLLOWING: PlaneSet = PlaneSet::of(
    "在对将和与同向从为的是于已也被把曾还就都又到说称有让要会能及以给去来走看想自很不没却只便才并则等因即所之先再更带得了",
);

/// Characters of grammar that often stand before a name.
static JOINING: PlaneSet = PlaneSet::of("由与和对向请让被在为给据随同跟及以于经");

impl NameText<'_> {
    /// Weighs that `at..end`, of which the given name begins at `first`, is a name: the logarithm of the odds, in tenths.
    ///
    /// `None` if it cannot be one, or if it is less than `least`.
    pub(super) fn likelihood(
        &self,
        at: usize,
        first: usize,
        end: usize,
        least: i32,
    ) -> Option<i32> {
        let own = weight_of_characters(&self.chars[at..end], first - at);
        if own + MOST_AROUND < least.max(0) {
            return None;
        }
        let known = own + self.weight_of_sides(at, first, end);
        if known + MOST_OF_WORDS < least || !self.can_be_likely(at, first, end) {
            return None;
        }
        let weight = known + self.weight_of_words(at, first, end);
        (weight >= least).then_some(weight)
    }

    /// Tests whether no character is one of grammar, and the whole is neither a word nor a surname with a title.
    fn can_be_likely(&self, at: usize, first: usize, end: usize) -> bool {
        let given = self.slice(first, end);
        !GRAMMAR.touches(given)
            && given.chars().all(han::is_han)
            && !is_title(given)
            && !self.counts(end)
            && !is_no_name(self.slice(at, end))
            && !dictionary::is_word_or_place(self.slice(at, end))
    }

    /// Tests whether `first..end` is a usual given name, and ends no name of a place.
    pub(super) fn is_usual_name(&self, first: usize, end: usize) -> bool {
        is_usual_given(self.slice(first, end)) && !PLACES.contains(self.chars[end - 1])
    }

    /// Weighs the words that the name would cut or that end beside it.
    fn weight_of_words(&self, at: usize, first: usize, end: usize) -> i32 {
        let mut weight = 0;
        let mut add = |holds: bool, points: i32| weight += if holds { points } else { 0 };
        let is_long = end - first == 2;
        add(is_long && self.is_general(first, end), -5);
        add(
            is_long && first - at == 1 && self.is_general(at, at + 2),
            -19,
        );
        add(at > 0 && self.is_general(at - 1, at + 1), -25);
        let left = at > 1 && self.is_general(at - 2, at + 1)
            || at > 0 && self.is_general(at - 1, at + 2)
            || at > 1 && self.is_general(at - 2, at + 2);
        add(left, -33);
        let crosses = self.is_general(end - 1, end + 1);
        add(crosses, if is_long { -28 } else { -23 });
        let right = self.is_general(end - 1, end + 2)
            || is_long && self.is_general(end - 2, end + 1)
            || self.is_general(end - 2, end + 2);
        add(right, -21);
        add(
            self.is_general(at, end + 1) || self.is_general(at, end + 2),
            -4,
        );
        add(
            (2..=4).any(|length| at >= length && self.is_general(at - length, at)),
            3,
        );
        add((2..=4).any(|length| self.is_general(end, end + length)), 7);
        weight
    }

    /// Weighs what stands before the name and after it.
    fn weight_of_sides(&self, at: usize, first: usize, end: usize) -> i32 {
        let before = self.before(at);
        let after = self.after(end);
        let called = ends_in_post(before) || ends_in_role(before);
        let is_apart = at > 0 && self.chars[at - 1].is_whitespace();
        let left = match before.chars().next_back() {
            None => 5,
            Some(_) if is_apart && !called => 5,
            Some(_) if is_byline(before.trim_end_matches(['：', ':'])) => 13,
            Some(_) if called => 4,
            Some('、') => 2,
            Some('的') => -3,
            Some(c) if JOINING.contains(c) => -2,
            Some(c) if han::is_han(c) => -10,
            Some(c) if c.is_alphanumeric() => -12,
            Some(_) => 0,
        };
        let right = match after.chars().next() {
            Some('、') => 3,
            Some('（') => 10,
            Some(c) if !han::is_han(c) => -4,
            None => -4,
            Some(_) if speaks(after) => 4,
            Some(_) if begins_with_title(after) => 3,
            Some(c) if FOLLOWING.contains(c) => 1,
            Some(_) if goes_on(after) => -2,
            Some(_) => -18,
        };
        let single = match after.chars().next() {
            Some(c) if end - first == 1 && han::is_han(c) => -15 * LAST.of(c).max(0),
            _ => 0,
        };
        let framed = if called && speaks(after) { 19 } else { 0 };
        // A storm, a ship, a shop: “杜苏芮”.
        let is_quoted = before.ends_with('“') && after.starts_with('”');
        left + right + single + framed - if is_quoted { 15 } else { 0 }
    }

    /// Tests whether `start..end` is a word, a place, or a phrase of the dictionary of conversion.
    fn is_general(&self, start: usize, end: usize) -> bool {
        end <= self.chars.len() && dictionary::is_listed(&self.chars[start..end])
    }
}

/// Weighs a surname of `length` characters with a given name of one or two.
pub(super) fn weight_of_characters(name: &[char], length: usize) -> i32 {
    let surname = match *name {
        [one, ..] if length == 1 => SURNAME.of(one) * 69 / 10,
        _ => -10,
    };
    let (given, place) = match name[length..] {
        [first, last] => (4 + (FIRST.of(first) * 47 + LAST.of(last) * 65) / 10, -13),
        [single] => (SINGLE.of(single) * 76 / 10 - 8, 8),
        _ => return i32::MIN / 2,
    };
    let ends_as_place = name.last().is_some_and(|&last| PLACES.contains(last));
    surname + given + if ends_as_place { place } else { 0 }
}
