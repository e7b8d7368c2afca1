//! Days of the lunar calendar.

use super::calendar::between;
use super::english::ordinal_word;
use super::{skip, starts};

/// Reads a day of the lunar calendar: 正月十五, 农历八月十五, 大年初一, 腊月廿三.
pub(super) fn day(chars: &[char], i: usize) -> Option<(usize, String)> {
    let named = ["农历", "阴历", "旧历"]
        .into_iter()
        .find(|name| starts(chars, i, name))
        .map_or(0, |name| name.chars().count());
    let at = i + named;
    let (month, end) = match chars.get(at)? {
        '正' => (1, at + 1),
        '冬' => (11, at + 1),
        '腊' => (12, at + 1),
        '大' if starts(chars, at, "大年初") => (1, at + 1),
        c if c.is_ascii_digit() => return None,
        _ => between(chars, at, 2, 1, 12)?,
    };
    let is_new_year = starts(chars, at, "大年");
    if !(is_new_year || chars.get(end) == Some(&'月')) {
        return None;
    }
    let start = end + 1;
    let early = chars.get(start) == Some(&'初');
    let (day, end) = between(chars, start + usize::from(early), 0, 1, 30)?;
    let is_solar = matches!(chars.get(end), Some('日' | '号' | '至' | '到' | '、')) && !early;
    let counts = chars
        .get(end)
        .is_some_and(|&c| super::traps::is_measure(c) && c != '日');
    if is_solar && named == 0 || counts || (early && day > 10) {
        return None;
    }
    let end = skip(chars, end, &['日']);
    let english = format!(
        "the {} day of the {} lunar month",
        ordinal_word(day),
        ordinal_word(month)
    );
    Some((end, english))
}
