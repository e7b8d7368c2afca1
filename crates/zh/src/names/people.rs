//! The recognizer: known persons, names told by what stands beside them, names in lists.

use super::characters::Pairs;
use super::words::{begins_with_title, goes_on, is_title};
use super::{
    KNOWN, ends_in_post, ends_in_role, foreign, is_given, is_usual_given, may_be_surname, minority,
    rare_surname, speaks, surname,
};
use crate::char_set::PlaneSet;
use crate::dictionary;
use crate::han;
use duizhao_core::article::Span;
use std::sync::LazyLock;

/// Surnames that are mostly words: only a post before and a word after the name tell them.
pub(super) static FUNCTION_SURNAMES: PlaneSet = PlaneSet::of(
    "曾于连时向经从应和都能相却全安关管员任原有是还过如但水万方文高成同则可者及由自正常多干公为党平路明通古商权师年国金宗后",
);

/// The least likelihood of a name that nothing beside it tells, in tenths: nine of ten are names.
const LIKELY: i32 = 7;

/// Longest name of a known person, in characters.
pub(super) const LONGEST_KNOWN: usize = 7;

/// Particles that stand in given names.
static PARTICLES_IN_NAMES: PlaneSet = PlaneSet::of("向以和其从为可得");

/// Tests whether `text` ends in a word before the names of who made a text.
pub(super) fn is_byline(text: &str) -> bool {
    const LABELS: [&str; 13] = [
        "记者",
        "通讯员",
        "作者",
        "编辑",
        "责编",
        "审核",
        "校对",
        "监制",
        "策划",
        "统筹",
        "制图",
        "撰文",
        "采写",
    ];
    LABELS.iter().any(|label| text.ends_with(label))
}

/// A text in characters, with the names found so far.
pub(super) struct NameText<'t> {
    pub(super) text: &'t str,
    pub(super) chars: Vec<char>,
    offsets: Vec<usize>,
    /// The names found, in order, as ranges of characters.
    pub(super) found: Vec<(usize, usize)>,
    /// The runs of characters that transcribe a name, in order.
    pub(super) runs: Vec<(usize, usize)>,
    /// The surname at each character: its length, and whether it is one of the rarest.
    surnames: Vec<Option<(u8, bool)>>,
}

impl<'t> NameText<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // Most characters have three bytes.
        let mut offsets = Vec::with_capacity(text.len() / 3 + 2);
        let mut chars = Vec::with_capacity(text.len() / 3 + 1);
        for (at, c) in text.char_indices() {
            offsets.push(at);
            chars.push(c);
        }
        offsets.push(text.len());
        let mut text = Self {
            text,
            chars,
            offsets,
            found: Vec::new(),
            runs: Vec::new(),
            surnames: Vec::new(),
        };
        text.runs = foreign::runs(&text);
        text.surnames = (0..text.chars.len())
            .map(|at| text.read_surname(at))
            .collect();
        text
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.offsets[start], self.offsets[end])
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[self.offsets[start]..self.offsets[end.min(self.chars.len())]]
    }

    pub(super) fn before(&self, at: usize) -> &'t str {
        self.text[..self.offsets[at]].trim_end()
    }

    pub(super) fn after(&self, at: usize) -> &'t str {
        &self.text[self.offsets[at]..]
    }

    pub(super) fn is_han(&self, at: usize) -> bool {
        self.chars.get(at).copied().is_some_and(han::is_han)
    }

    /// Adds a name unless one is there already.
    pub(super) fn add(&mut self, start: usize, end: usize) {
        let next = self.found.partition_point(|&(_, other)| other <= start);
        if self.found.get(next).is_none_or(|&(other, _)| other >= end) {
            self.found.insert(next, (start, end));
        }
    }

    /// Reads the name that begins at `at`, and returns where it ends.
    pub(super) fn name_at(&self, at: usize) -> Option<usize> {
        if !self.is_han(at) {
            return None;
        }
        let known = self.known(at);
        if let Some(end) = known.or_else(|| minority::words(&self.chars, at)) {
            return Some(end);
        }
        let run = self.runs.binary_search_by_key(&at, |&(start, _)| start);
        if let Ok(run) = run
            && self.is_foreign_person(self.runs[run])
        {
            return Some(self.runs[run].1);
        }
        let surname = self.surname_length(at)?;
        self.told(at, surname)
            .or_else(|| self.likely(at, surname))
            .or_else(|| self.spaced(at, surname))
            .or_else(|| self.surname_before_title(at, surname))
    }

    /// Finds a person who is known by the bare name.
    pub(super) fn known(&self, at: usize) -> Option<usize> {
        static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(KNOWN.keys().copied()));
        if !PAIRS.have(&self.chars[at..]) {
            return None;
        }
        (at + 2..=(at + LONGEST_KNOWN).min(self.chars.len()))
            .rev()
            .find(|&end| {
                KNOWN.contains_key(self.slice(at, end))
                    && !self.is_word_across(end)
                    && !self.is_in_run(at, end)
                    && !self.goes_further(at, end)
            })
    }

    /// Tests whether a known name of two characters is rather the beginning of one of three: 李强 in 李强国.
    fn goes_further(&self, at: usize, end: usize) -> bool {
        if end != at + 2 || !self.is_han(end) {
            return false;
        }
        let longer = self.likelihood(at, at + 1, end + 1, LIKELY);
        longer.is_some_and(|longer| self.likelihood(at, at + 1, end, longer).is_none())
    }

    /// Tests whether the character before `end` belongs to a word with the next one, as 李强 in 李强调.
    fn is_word_across(&self, end: usize) -> bool {
        end < self.chars.len()
            && !(end + 2 <= self.chars.len() && dictionary::is_word(self.slice(end, end + 2)))
            && matches!(
                self.slice(end - 1, end + 1),
                "强调" | "平均" | "正在" | "希望" | "平等"
            )
    }

    /// Finds a name told by a post before it or a word after it.
    fn told(&self, at: usize, (length, is_rare): (usize, bool)) -> Option<usize> {
        // 作者：向东.
        let before = self.before(at).trim_end_matches(['：', ':']);
        let called = ends_in_post(before) || ends_in_role(before);
        let starts = at == 0 || !self.is_han(at - 1);
        let mostly_word = is_rare || (length == 1 && FUNCTION_SURNAMES.contains(self.chars[at]));
        let first = at + length;
        // 村医刘阿姨.
        if begins_with_title(self.after(first.min(self.chars.len()))) {
            return None;
        }
        // 通讯员高峰）: in a byline, a word is a name, too.
        let byline = is_byline(before) || self.follows_name(at);
        let mut best: Option<(i32, usize)> = None;
        for end in [first + 2, first + 1] {
            // Without a post before it, what follows tells a name.
            if end > self.chars.len() || !(called || byline || self.is_followed(end)) {
                continue;
            }
            let mostly_word = mostly_word && (!byline || self.is_han(end));
            let is_possible = self.is_name(at, first, end)
                || byline && self.is_bylined(first, end)
                || called && !mostly_word && self.is_name_with_particle(at, first, end);
            // 村民曾经靠放牧为生.
            let cuts = end == first + 2 && self.is_han(end) && self.begins_word(at, first + 1);
            if cuts && !speaks(self.after(end)) {
                continue;
            }
            // Nothing but a verb tells the rarest surnames: 候选人有牛犇.
            if !is_possible || is_rare && !byline && !speaks(self.after(end)) {
                continue;
            }
            let score = if called || byline {
                self.score_called(at, first, end, mostly_word)
            } else {
                self.score_followed(at, first, end, starts, mostly_word)
            };
            if score > 0 && best.is_none_or(|(other, _)| score > other) {
                best = Some((score, end));
            }
        }
        best.map(|(_, end)| end)
    }

    /// Finds a name that is likely by itself: 谢金林打算回去.
    fn likely(&self, at: usize, (length, is_rare): (usize, bool)) -> Option<usize> {
        if is_rare {
            return None;
        }
        let first = at + length;
        let ends = [first + 2, first + 1].into_iter();
        let (weight, end) = ends
            .filter(|&end| end <= self.chars.len() && !self.is_in_run(at, end))
            .filter_map(|end| Some((self.likelihood(at, first, end, LIKELY)?, end)))
            .max()?;
        let is_best = || !(at + 1..end).any(|other| self.is_likelier(other, weight));
        is_best().then_some(end)
    }

    /// Tests whether a name that begins at `at` is likelier than `weight`.
    fn is_likelier(&self, at: usize, weight: i32) -> bool {
        let Some((length, false)) = self.surname_length(at) else {
            return false;
        };
        let first = at + length;
        let ends = [first + 2, first + 1].into_iter();
        ends.filter(|&end| end <= self.chars.len())
            .any(|end| self.likelihood(at, first, end, weight + 1).is_some())
    }

    /// Tests whether `at..end` is but a part of a transcribed name.
    pub(super) fn is_in_run(&self, at: usize, end: usize) -> bool {
        let next = self.runs.partition_point(|&(_, to)| to <= at);
        self.runs
            .get(next)
            .is_some_and(|&(from, to)| from < end && (from < at || to > end))
    }

    /// Tests whether a name and a blank stand before `at`, and nothing goes on after the one there: 记者 颜　珂 王云娜.
    fn follows_name(&self, at: usize) -> bool {
        let is_blank = at > 0 && self.chars[at - 1].is_whitespace();
        let before = self.chars[..at].iter().rposition(|c| !c.is_whitespace());
        let ends = self.found.last().map(|&(_, end)| end);
        is_blank && ends.is_some() && before.map(|last| last + 1) == ends
    }

    /// Returns the length of the surname at `at`, and whether it is one of the rarest.
    pub(super) fn surname_length(&self, at: usize) -> Option<(usize, bool)> {
        let (length, is_rare) = self.surnames.get(at).copied().flatten()?;
        Some((usize::from(length), is_rare))
    }

    /// Reads the surname at `at`, as [`Self::surname_length`] returns it.
    fn read_surname(&self, at: usize) -> Option<(u8, bool)> {
        if !may_be_surname(self.chars[at]) {
            return None;
        }
        let text = self.slice(at, at + 4);
        let (surname, is_rare) = match surname(text) {
            Some((surname, _)) => (surname, false),
            None => (rare_surname(text)?.0, true),
        };
        Some((surname.chars().count() as u8, is_rare))
    }

    /// Tests whether `first..end` can be a given name, and the whole is no word.
    pub(super) fn is_name(&self, at: usize, first: usize, end: usize) -> bool {
        let given = self.slice(first, end);
        // 和王书记 is a surname and a post.
        let before_adverb = given.ends_with('曾') && self.is_han(end);
        let before_title =
            end == at + 2 && self.is_mostly_word(at) && begins_with_title(self.after(end));
        given.chars().all(is_given)
            && !before_title
            && !before_adverb
            && !self.is_glossed_or_no_name(at, end)
            && !self.counts(end)
            && !is_title(given)
            && !ends_in_post(given)
            && !ends_in_role(given)
    }

    /// Tests whether a text has a gloss, or looks like a name and is none.
    fn is_glossed_or_no_name(&self, at: usize, end: usize) -> bool {
        let found = dictionary::find(self.slice(at, end));
        found.is_some_and(|found| found.is_no_name() || !found.gloss().is_empty())
    }

    /// Tests whether a surname and the character after it are a word: 曾经, 辛勤.
    fn begins_word(&self, at: usize, end: usize) -> bool {
        let found = dictionary::find(self.slice(at, end));
        found.is_some_and(|found| found.is_word() || found.is_no_name())
    }

    fn is_mostly_word(&self, at: usize) -> bool {
        FUNCTION_SURNAMES.contains(self.chars[at])
    }

    /// Tests whether the character before `end` counts people: 王杰三名同志.
    pub(super) fn counts(&self, end: usize) -> bool {
        "一二两三四五六七八九十几".contains(self.chars[end - 1])
            && self
                .chars
                .get(end)
                .is_some_and(|&c| "名位人个岁".contains(c))
    }

    /// Tests whether `first..end` is a given name with a character that is mostly a particle: 厉以宁, 关向应, 仇和平. The
    /// name must end there.
    pub(super) fn is_name_with_particle(&self, at: usize, first: usize, end: usize) -> bool {
        let given = self.slice(first, end);
        let particles = given
            .chars()
            .filter(|&c| PARTICLES_IN_NAMES.contains(c))
            .count();
        let others = given.chars().filter(|&c| !PARTICLES_IN_NAMES.contains(c));
        let others: String = others.collect();
        let closed = !self.is_han(end) || speaks(self.after(end)) || goes_on(self.after(end));
        // 以黄兴为代表.
        let ends_name = !given.ends_with(['为', '以', '从', '得', '可']);
        particles == 1
            && ends_name
            && closed
            && is_usual_given(&others)
            && dictionary::gloss(self.slice(at, end)).is_none()
    }

    /// Tests whether `first..end` can be a given name at the end of a byline.
    fn is_bylined(&self, first: usize, end: usize) -> bool {
        !self.is_han(end) && is_usual_given(self.slice(first, end))
    }

    /// Finds a name of two characters with a blank, as lists print it: 任　鸿斌, 张  三.
    fn spaced(&self, at: usize, (length, is_rare): (usize, bool)) -> Option<usize> {
        let first = at + length;
        let blank = self.chars[first..]
            .iter()
            .take_while(|c| c.is_whitespace() && **c != '\n')
            .count();
        if blank == 0 || is_rare {
            return None;
        }
        let byline = is_byline(self.before(at).trim_end_matches(['：', ':']));
        let wide = self.chars[first] == '\u{3000}' || blank >= 2 || byline;
        let given = first + blank;
        let end = (given..self.chars.len())
            .find(|&end| !self.is_han(end))
            .unwrap_or(self.chars.len());
        let before = self.before(at);
        let opens = at == 0 || !self.is_han(at - 1) || ends_in_post(before) || ends_in_role(before);
        let fits = wide && opens && matches!(end - given, 1 | 2);
        let name: String = self.chars[at..end]
            .iter()
            .filter(|c| !c.is_whitespace())
            .collect();
        (fits && !dictionary::is_word(&name) && name.chars().skip(length).all(is_given))
            .then_some(end)
    }

    /// Finds a surname before a post: 习主席, 老党员王书记说.
    fn surname_before_title(&self, at: usize, (length, is_rare): (usize, bool)) -> Option<usize> {
        let title = self.after((at + length).min(self.chars.len()));
        if !begins_with_title(title) {
            return None;
        }
        let joins = at == 0
            || !self.is_han(at - 1)
            || "由与和对向请让被的在给据随老见听跟".contains(self.chars[at - 1]);
        let is_word = is_rare
            || (FUNCTION_SURNAMES.contains(self.chars[at])
                && !"万方高安关文金国师".contains(self.chars[at]));
        (joins && !is_word && length == 1 && !self.word_at(at)).then_some(at + 1)
    }
}
