//! Bounds of a number: the words before it (近, 超过) and after it (左右, 以上).

use super::starts;
use super::table::Table;
use std::sync::LazyLock;

/// What a number is of the exact value: its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberBound {
    Exact,
    About,
    Nearly,
    MoreThan,
    LessThan,
    AtLeast,
    AtMost,
    AsManyAs,
}

static BEFORE: [(&str, NumberBound); 41] = [
    ("超过了", NumberBound::MoreThan),
    ("超过", NumberBound::MoreThan),
    ("超出", NumberBound::MoreThan),
    ("突破了", NumberBound::MoreThan),
    ("突破", NumberBound::MoreThan),
    ("高于", NumberBound::MoreThan),
    ("大于", NumberBound::MoreThan),
    ("多于", NumberBound::MoreThan),
    ("逾", NumberBound::MoreThan),
    ("超", NumberBound::MoreThan),
    ("高达", NumberBound::AsManyAs),
    ("多达", NumberBound::AsManyAs),
    ("将近", NumberBound::Nearly),
    ("接近", NumberBound::Nearly),
    ("近", NumberBound::Nearly),
    ("大约", NumberBound::About),
    ("约为", NumberBound::About),
    ("约", NumberBound::About),
    ("大概", NumberBound::About),
    ("至少", NumberBound::AtLeast),
    ("起码", NumberBound::AtLeast),
    ("不少于", NumberBound::AtLeast),
    ("不低于", NumberBound::AtLeast),
    ("不小于", NumberBound::AtLeast),
    ("不下于", NumberBound::AtLeast),
    ("不下", NumberBound::AtLeast),
    ("最少", NumberBound::AtLeast),
    ("最多", NumberBound::AtMost),
    ("至多", NumberBound::AtMost),
    ("不超过", NumberBound::AtMost),
    ("不超", NumberBound::AtMost),
    ("不多于", NumberBound::AtMost),
    ("不高于", NumberBound::AtMost),
    ("不大于", NumberBound::AtMost),
    ("不到", NumberBound::LessThan),
    ("不足", NumberBound::LessThan),
    ("不满", NumberBound::LessThan),
    ("未满", NumberBound::LessThan),
    ("少于", NumberBound::LessThan),
    ("小于", NumberBound::LessThan),
    ("低于", NumberBound::LessThan),
];

static AFTER: [(&str, NumberBound); 13] = [
    ("左右", NumberBound::About),
    ("上下", NumberBound::About),
    ("及以上", NumberBound::AtLeast),
    ("或以上", NumberBound::AtLeast),
    ("及以下", NumberBound::AtMost),
    ("以上", NumberBound::MoreThan),
    ("以下", NumberBound::LessThan),
    ("以内", NumberBound::AtMost),
    ("之内", NumberBound::AtMost),
    ("之多", NumberBound::AsManyAs),
    ("有余", NumberBound::MoreThan),
    ("开外", NumberBound::MoreThan),
    ("出头", NumberBound::MoreThan),
];

static BEFORE_TABLE: LazyLock<Table<NumberBound>> = LazyLock::new(|| Table::new(&BEFORE));
static AFTER_TABLE: LazyLock<Table<NumberBound>> = LazyLock::new(|| Table::new(&AFTER));

/// Reads the bound before a number at `i`: its length, and what it says; of length 0 if there is none.
///
/// `None` means that the word at `i` ends another: 签约2亿, 附近三个.
pub(super) fn before(chars: &[char], i: usize) -> Option<(usize, NumberBound)> {
    let previous = i.checked_sub(1).map(|j| chars[j]);
    let ends_word = match chars[i] {
        '约' => "签合条公契节制预违守立邀缔大爽失赴履特纽",
        '近' => "附最新临亲就远靠邻逼贴走相迫",
        '不' => "想看听得等找用达料收做碰遇感买见赶差",
        _ => "",
    };
    if previous.is_some_and(|c| ends_word.contains(c)) {
        return None;
    }
    if let Some((length, bound)) = BEFORE_TABLE.at(chars, i) {
        // 突破一批, 突破两项: what is broken through is no number.
        let is_verb = chars[i] == '突'
            && matches!(chars.get(i + length), Some('一' | '两'))
            && !chars
                .get(i + length + 1)
                .is_some_and(|c| "十百千万亿".contains(*c));
        if is_verb {
            return None;
        }
        // 赶超三家, 中超五轮.
        let is_suffix = length == 1 && chars[i] == '超';
        if is_suffix && previous.is_some_and(|c| "赶高反英中欧意德法".contains(c)) {
            return None;
        }
        return Some((length, *bound));
    }
    let is_round = chars
        .get(i + 1)
        .is_some_and(|&c| matches!(c, '百' | '千' | '万' | '亿' | '萬' | '億'))
        && super::traps::at(chars, i + 1).is_none();
    match chars[i] {
        // 上百, 上千亿: about as many; 以上 says something else.
        '上' if is_round && !previous.is_some_and(|c| "以网线登爬加早晚".contains(c)) => {
            Some((1, NumberBound::About))
        }
        // 过百, 破亿.
        '过' | '破' if is_round && !previous.is_some_and(|c| "通经不路穿度越超".contains(c)) => {
            Some((1, NumberBound::MoreThan))
        }
        '上' | '过' | '破' => None,
        _ => Some((0, NumberBound::Exact)),
    }
}

/// Reads the bound after a number, at `i`: its length, and what it says.
pub(super) fn after(chars: &[char], i: usize) -> Option<(usize, NumberBound)> {
    // 以上海为例, 以下面的.
    if ["以上海", "以上述", "以下列", "以下面", "以内地", "以内蒙"]
        .iter()
        .any(|word| starts(chars, i, word))
    {
        return None;
    }
    AFTER_TABLE
        .at(chars, i)
        .map(|(length, bound)| (length, *bound))
}

impl NumberBound {
    /// Returns the bound in English, with a space after it; `is_plural` if a plural noun follows.
    pub(super) fn english(self, is_plural: bool) -> &'static str {
        match self {
            Self::Exact => "",
            Self::About => "about ",
            Self::Nearly => "nearly ",
            Self::MoreThan => "more than ",
            Self::LessThan if is_plural => "fewer than ",
            Self::LessThan => "less than ",
            Self::AtLeast => "at least ",
            Self::AtMost => "at most ",
            Self::AsManyAs if is_plural => "as many as ",
            Self::AsManyAs => "as much as ",
        }
    }
}
