//! Dates, years, decades, centuries, and ranges of them.

use super::english::{month, ordinal, ordinal_word, word_or_figure};
use super::{
    Count, Decimal, NumberKind, NumberMatch, clock, count_digits, era, lunar, numeral, range_mark,
    skip, starts,
};
use crate::char_set::PlaneSet;

/// Reads the calendar expression at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    if !may_begin(chars, i) {
        return None;
    }
    let (end, english) = era::read(chars, i)
        .or_else(|| lunar::day(chars, i))
        .or_else(|| range_of_years(chars, i))
        .or_else(|| range_of_months(chars, i))
        .or_else(|| date(chars, i))
        .or_else(|| about_the_hour(chars, i))?;
    Some(NumberMatch::new(end, english, Count::None).of(NumberKind::Date))
}

/// What may follow the first numeral of a date.
static AFTER_NUMERAL: PlaneSet = PlaneSet::of("年月日号时点:世-–—~～至到、/.和与季 ");

/// Tests whether a date may begin at `i`: what goes on after a numeral excludes most.
fn may_begin(chars: &[char], i: usize) -> bool {
    let begins =
        chars[i].is_ascii_digit() || numeral::digit(chars[i]).is_some() || chars[i] == '十';
    // 2020.1.28: points are part of the run.
    let is_pointed = chars[i].is_ascii_digit() && chars.get(i + 4) == Some(&'.');
    let after = if begins {
        numeral::after_run(chars, i)
    } else {
        None
    };
    !begins || is_pointed || after.is_some_and(|c| AFTER_NUMERAL.contains(c))
}

/// Reads a time of day, and 左右 after it.
fn about_the_hour(chars: &[char], i: usize) -> Option<(usize, String)> {
    let (end, english) = clock::read(chars, i)?;
    if starts(chars, end, "左右") || starts(chars, end, "前后") {
        return Some((end + 2, format!("about {english}")));
    }
    Some((end, english))
}

/// Reads a whole number at `i`, of at most `digits` Arabic digits, or in Chinese, and returns where it ends.
pub(super) fn whole(chars: &[char], i: usize, digits: usize) -> Option<(i128, usize)> {
    if chars.get(i)?.is_ascii_digit() {
        let end = i + count_digits(chars, i);
        if end - i > digits {
            return None;
        }
        let number = Decimal::of_digits(chars[i..end].iter().copied())?;
        return number.as_whole().map(|n| (n, end));
    }
    let numeral = numeral::exact(chars, i)?;
    numeral.value.as_whole().map(|n| (n, numeral.end))
}

/// Reads a whole number like [`whole`] if it is from `least` to `most`.
pub(super) fn between(
    chars: &[char],
    i: usize,
    digits: usize,
    least: i128,
    most: i128,
) -> Option<(i128, usize)> {
    whole(chars, i, digits).filter(|(n, _)| (least..=most).contains(n))
}

fn year_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    if chars.get(i)?.is_ascii_digit() {
        return between(chars, i, 4, 1000, 2999).filter(|&(_, end)| end - i == 4);
    }
    numeral::year(chars, i)
}

/// Reads a number from 1 to `most` with one of `units` after it.
fn with_unit(chars: &[char], i: usize, units: &[char], most: i128) -> Option<(i128, usize)> {
    let (n, end) = between(chars, i, 2, 1, most)?;
    units.contains(chars.get(end)?).then_some((n, end + 1))
}

fn month_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    // 月饼; 限一月内, 一月有余: there months are counted.
    with_unit(chars, i, &['月'], 12).filter(|&(_, end)| {
        !matches!(chars.get(end), Some('饼' | '内' | '余')) && !starts(chars, end, "有余")
    })
}

fn day_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    with_unit(chars, i, &['日', '号'], 31)
}

/// Reads a year of two digits: 七九年, 五六年底, 08年, 97年7月. Neighbors (八九年) count years unless a part of the year
/// follows.
fn short_year(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let tens = numeral::digit_at(chars, i)?;
    let ones = numeral::digit_at(chars, i + 1)?;
    let end = i + 2;
    let follows_digit = i > 0 && numeral::digit_at(chars, i - 1).is_some();
    if chars.get(end) != Some(&'年') || follows_digit || "两百千万".contains(chars[i]) {
        return None;
    }
    let is_dated = ["底", "初", "末", "春", "夏", "秋", "冬"]
        .iter()
        .any(|word| starts(chars, end + 1, word))
        || month_number(chars, end + 1).is_some();
    let is_written =
        !chars[i].is_ascii_digit() && tens > 1 && ones != tens + 1 && (tens, ones) != (3, 5);
    let century = match tens {
        0 => 2000,
        _ if is_dated || is_written => 1900,
        _ => return None,
    };
    let year = century + tens * 10 + ones;
    (century == 2000 && ones > 0 || (1920..2000).contains(&year)).then_some((year, end))
}

/// Reads a range of years: 2019-2021年, 2016年至2020年, 1950-53年.
fn range_of_years(chars: &[char], i: usize) -> Option<(usize, String)> {
    let (first, end) = year_number(chars, i)?;
    let (mark, next) = range_mark(chars, skip(chars, end, &['年']))?;
    if let Some((last, end)) = between(chars, next, 2, first % 100 + 1, 99)
        && end == next + 2
        && mark == "–"
        && chars.get(end) == Some(&'年')
    {
        return Some((end + 1, format!("{first}{mark}{last}")));
    }
    let (last, end) = year_number(chars, next)?;
    (chars.get(end) == Some(&'年') && month_number(chars, end + 1).is_none())
        .then(|| (end + 1, format!("{first}{mark}{last}")))
}

/// Reads a range of months or two of them: 1—3月, 1至3月, 3、4月.
fn range_of_months(chars: &[char], i: usize) -> Option<(usize, String)> {
    // 三四月.
    if let Some(both) = numeral::read(chars, i)
        && let (Some(first), Some(last)) = (both.value.as_whole(), both.or)
        && chars.get(both.end) == Some(&'月')
        && both.end == i + 2
    {
        let end = skip(chars, both.end + 1, &['份']);
        let english = format!("{} and {}", month(first)?, month(last.as_whole()?)?);
        return Some((end, english));
    }
    let (first, end) = between(chars, i, 2, 1, 12)?;
    let end = skip(chars, end, &['月']);
    let (mark, next) = match chars.get(end) {
        Some('、') => (" and ", end + 1),
        _ => range_mark(chars, end)?,
    };
    let (last, end) = month_number(chars, next)?;
    if day_number(chars, end).is_some() {
        return None;
    }
    Some((end, format!("{}{mark}{}", month(first)?, month(last)?)))
}

/// Reads a complete or partial date, or a range of days.
fn date(chars: &[char], i: usize) -> Option<(usize, String)> {
    numeric_date(chars, i)
        .or_else(|| date_with_year(chars, i))
        .or_else(|| month_and_day(chars, i, None))
        .or_else(|| quarters(chars, i))
        .or_else(|| day(chars, i))
}

/// Reads 2020-01-28, 2020/1/28, 2020.1.28.
fn numeric_date(chars: &[char], i: usize) -> Option<(usize, String)> {
    if !chars[i].is_ascii_digit() {
        return None;
    }
    let (year, end) = year_number(chars, i)?;
    let mark = *chars.get(end).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (m, end) = whole(chars, end + 1, 2)?;
    if chars.get(end) != Some(&mark) {
        return None;
    }
    let (day, end) = between(chars, end + 1, 2, 1, 31)?;
    Some((end, format!("{} {day}, {year}", month(m)?)))
}

fn date_with_year(chars: &[char], i: usize) -> Option<(usize, String)> {
    let written = year_number(chars, i).filter(|&(_, end)| chars.get(end) == Some(&'年'));
    let start = i + if starts(chars, i, "公元") { 2 } else { 0 };
    let (year, end) = written
        .or_else(|| era::minguo(chars, i))
        .or_else(|| short_year(chars, i))
        .or_else(|| year_number(chars, start))?;
    if chars.get(end) != Some(&'年') || is_span_of_years(chars, i, year, end + 1) {
        return None;
    }
    let end = end + 1;
    month_and_day(chars, end, Some(year))
        .or_else(|| part_of_year(chars, end, year))
        .or_else(|| Some((end, year.to_string())))
}

/// Tests whether a round number of years counts them: 1000年历史, 距今3000年.
fn is_span_of_years(chars: &[char], i: usize, year: i128, end: usize) -> bool {
    let after = [
        "历史",
        "的历史",
        "文明",
        "的文明",
        "沧桑",
        "以上的历史",
        "古城",
        "古都",
    ];
    let before = [
        "距今", "传承", "绵延", "延续", "跨越", "上下", "过去", "历经",
    ];
    year % 100 == 0
        && (after.iter().any(|word| starts(chars, end, word))
            || before
                .iter()
                .any(|word| i >= 2 && starts(chars, i - 2, word)))
}

/// Reads a day without its month, 28日, but not a word that begins so: 3日均. In Chinese, only where a day is
/// certain: 三日电, 十五日上午.
fn day(chars: &[char], i: usize) -> Option<(usize, String)> {
    if !chars[i].is_ascii_digit() {
        let (day, end) = with_unit(chars, i, &['日'], 31)?;
        let is_day = [
            "电", "讯", "上午", "下午", "晚", "凌晨", "中午", "清晨", "傍晚",
        ]
        .iter()
        .any(|word| starts(chars, end, word));
        return is_day.then(|| (end, format!("the {}", ordinal(day))));
    }
    let (day, end) = with_unit(chars, i, &['日'], 31)?;
    let is_word = matches!(
        chars.get(end),
        Some('均' | '内' | '游' | '报' | '夜' | '元' | '本')
    );
    (!is_word).then(|| (end, format!("the {}", ordinal(day))))
}

fn month_and_day(chars: &[char], i: usize, year: Option<i128>) -> Option<(usize, String)> {
    let (m, end) = month_number(chars, i)?;
    let name = month(m)?;
    let comma_year = year.map_or(String::new(), |year| format!(", {year}"));
    if let Some((day, end)) = day_number(chars, end) {
        let (end, days) =
            range_of_days(chars, end, name, day).unwrap_or_else(|| (end, format!("{name} {day}")));
        return Some((end, days + &comma_year));
    }
    // 9月28至30日: the first day without its 日.
    if let Some((day, after)) = between(chars, end, 2, 1, 31)
        && let Some((mark, next)) = range_mark(chars, after)
        && let Some((last, end)) = day_number(chars, next)
    {
        return Some((end, format!("{name} {day}{mark}{last}{comma_year}")));
    }
    let space_year = year.map_or(String::new(), |year| format!(" {year}"));
    for (word, part) in [
        ("上旬", "early "),
        ("中旬", "mid-"),
        ("下旬", "late "),
        ("底", "the end of "),
        ("末", "the end of "),
        ("初", "the beginning of "),
    ] {
        if starts(chars, end, word) {
            let end = end + word.chars().count();
            return Some((end, format!("{part}{name}{space_year}")));
        }
    }
    Some((skip(chars, end, &['份']), format!("{name}{space_year}")))
}

/// Reads the rest of 1月28日至30日 and 9月28日至10月3日.
fn range_of_days(chars: &[char], i: usize, name: &str, day: i128) -> Option<(usize, String)> {
    let (mark, next) = range_mark(chars, i)?;
    if let Some((m, after)) = month_number(chars, next) {
        let (last, end) = day_number(chars, after)?;
        return Some((end, format!("{name} {day}{mark}{} {last}", month(m)?)));
    }
    let (last, end) = day_number(chars, next)?;
    Some((end, format!("{name} {day}{mark}{last}")))
}

/// Reads 年底, 上半年, 第一季度 after a year.
fn part_of_year(chars: &[char], i: usize, year: i128) -> Option<(usize, String)> {
    for (word, part) in [
        ("底", "the end of "),
        ("末", "the end of "),
        ("初", "the beginning of "),
        ("上半年", "the first half of "),
        ("下半年", "the second half of "),
    ] {
        if starts(chars, i, word) {
            return Some((i + word.chars().count(), format!("{part}{year}")));
        }
    }
    if starts(chars, i, "度") && !starts(chars, i, "度假") && !starts(chars, i, "度过") {
        return Some((i + 1, year.to_string()));
    }
    quarters(chars, i).map(|(end, text)| (end, format!("{text} of {year}")))
}

/// Reads 第一季度, 三季度, 前三季度, 前8个月.
fn quarters(chars: &[char], i: usize) -> Option<(usize, String)> {
    if *chars.get(i)? == '前' {
        return first_quarters_or_months(chars, i + 1);
    }
    for (word, english) in [("上半年", "first"), ("下半年", "second")] {
        if starts(chars, i, word) {
            return Some((i + 3, format!("the {english} half of the year")));
        }
    }
    let start = skip(chars, i, &['第']);
    let (n, end) = match numeral::digit_at(chars, start) {
        // 连续两季度
        Some(n) if (1..=4).contains(&n) && chars[start] != '两' => (n, start + 1),
        _ => return None,
    };
    if starts(chars, end, "季度") {
        return Some((end + 2, format!("the {} quarter", ordinal_word(n))));
    }
    // 二三季度, 一、二季度, 三至四季度.
    let (mark, next) = match chars.get(end)? {
        c if numeral::digit(*c).is_some() => (" and ", end),
        '、' | '和' => (" and ", end + 1),
        _ => range_mark(chars, end)?,
    };
    let (last, end) = between(chars, skip(chars, next, &['第']), 1, n + 1, 4)?;
    let english = format!(
        "the {}{mark}{} quarters",
        ordinal_word(n),
        ordinal_word(last)
    );
    starts(chars, end, "季度").then_some((end + 2, english))
}

fn first_quarters_or_months(chars: &[char], i: usize) -> Option<(usize, String)> {
    let numeral = numeral::exact(chars, i)?;
    let end = numeral.end + 2;
    if starts(chars, numeral.end, "季度") {
        let count = word_or_figure(numeral.value);
        return Some((end, format!("the first {count} quarters")));
    }
    if !starts(chars, numeral.end, "个月") {
        return None;
    }
    let count = match numeral.style {
        numeral::NumeralStyle::Arabic => numeral.value.to_string(),
        numeral::NumeralStyle::Chinese => word_or_figure(numeral.value),
    };
    Some((end, format!("the first {count} months")))
}
