//! Dates, times of day, years, decades, centuries, and ranges of them.

use super::english::{month, ordinal, ordinal_word, word_or_figure};
use super::{Count, NumberMatch, count_digits, numeral, range_mark, skip, starts};

/// Reads the calendar expression at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    let (end, english) = era(chars, i)
        .or_else(|| range_of_years(chars, i))
        .or_else(|| range_of_months(chars, i))
        .or_else(|| date(chars, i))
        .or_else(|| clock(chars, i))?;
    Some(NumberMatch::new(end, english, Count::None))
}

/// Reads a whole number at `i`, of at most `digits` Arabic digits, or in Chinese, and returns where it ends.
fn whole(chars: &[char], i: usize, digits: usize) -> Option<(i128, usize)> {
    if chars.get(i)?.is_ascii_digit() {
        let end = i + count_digits(chars, i);
        if end - i > digits {
            return None;
        }
        let text: String = chars[i..end].iter().collect();
        return text.parse().ok().map(|n| (n, end));
    }
    let numeral = numeral::exact(chars, i)?;
    numeral.value.as_whole().map(|n| (n, numeral.end))
}

/// Reads a whole number like [`whole`] if it is from `least` to `most`.
fn between(
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
    with_unit(chars, i, &['月'], 12).filter(|&(_, end)| chars.get(end) != Some(&'饼'))
}

fn day_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    with_unit(chars, i, &['日', '号'], 31)
}

/// Reads a decade, a century or a year B.C.: 上世纪八十年代, 20世纪90年代, 21世纪, 公元前221年.
fn era(chars: &[char], i: usize) -> Option<(usize, String)> {
    if starts(chars, i, "公元前") {
        let (year, end) = whole(chars, i + 3, 4)?;
        return (chars.get(end) == Some(&'年')).then(|| (end + 1, format!("{year} B.C.")));
    }
    let is_last = starts(chars, i, "上世纪");
    let (century, end) = if is_last {
        (20, i + 3)
    } else {
        let (century, end) = between(chars, i, 2, 1, 30)?;
        starts(chars, end, "世纪").then_some((century, end + 2))?
    };
    if let Some((decade, after)) = whole(chars, end, 2)
        && starts(chars, after, "年代")
    {
        return Some((after + 2, format!("the {}s", (century - 1) * 100 + decade)));
    }
    if is_last {
        return Some((end, "the last century".to_owned()));
    }
    Some((end, format!("the {} century", ordinal(century))))
}

/// Reads a range of years: 2019-2021年, 2016年至2020年.
fn range_of_years(chars: &[char], i: usize) -> Option<(usize, String)> {
    let (first, end) = year_number(chars, i)?;
    let (mark, next) = range_mark(chars, skip(chars, end, &['年']))?;
    let (last, end) = year_number(chars, next)?;
    (chars.get(end) == Some(&'年') && month_number(chars, end + 1).is_none())
        .then(|| (end + 1, format!("{first}{mark}{last}")))
}

/// Reads a range of months: 1—3月, 1至3月.
fn range_of_months(chars: &[char], i: usize) -> Option<(usize, String)> {
    let (first, end) = between(chars, i, 2, 1, 12)?;
    let (mark, next) = range_mark(chars, skip(chars, end, &['月']))?;
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
    let (year, end) = year_number(chars, i)?;
    if chars.get(end) != Some(&'年') {
        return None;
    }
    let end = end + 1;
    month_and_day(chars, end, Some(year))
        .or_else(|| part_of_year(chars, end, year))
        .or_else(|| Some((end, year.to_string())))
}

/// Reads a day without its month, 28日, but not a word that begins so: 3日均.
fn day(chars: &[char], i: usize) -> Option<(usize, String)> {
    if !chars[i].is_ascii_digit() {
        return None;
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
    quarters(chars, i).map(|(end, text)| (end, format!("{text} of {year}")))
}

/// Reads 第一季度, 三季度, 前三季度, 前8个月.
fn quarters(chars: &[char], i: usize) -> Option<(usize, String)> {
    if *chars.get(i)? == '前' {
        return first_quarters_or_months(chars, i + 1);
    }
    let (n, end) = between(chars, skip(chars, i, &['第']), 1, 1, 4)?;
    starts(chars, end, "季度").then(|| (end + 2, format!("the {} quarter", ordinal_word(n))))
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
        numeral::Style::Arabic => numeral.value.to_string(),
        numeral::Style::Chinese => word_or_figure(numeral.value),
    };
    Some((end, format!("the first {count} months")))
}

/// A part of the day, which tells a.m. from p.m.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartOfDay {
    Morning,
    Noon,
    Afternoon,
    /// From the evening to after midnight.
    Night,
}

const PARTS_OF_DAY: [(&str, PartOfDay); 12] = [
    ("凌晨", PartOfDay::Morning),
    ("清晨", PartOfDay::Morning),
    ("早上", PartOfDay::Morning),
    ("早晨", PartOfDay::Morning),
    ("上午", PartOfDay::Morning),
    ("中午", PartOfDay::Noon),
    ("下午", PartOfDay::Afternoon),
    ("傍晚", PartOfDay::Afternoon),
    ("晚上", PartOfDay::Night),
    ("晚间", PartOfDay::Night),
    ("当晚", PartOfDay::Night),
    ("深夜", PartOfDay::Night),
];

impl PartOfDay {
    /// Returns `a.m.` or `p.m.` for an hour from 1 to 12; 12 at night is midnight, and 12 at noon is noon.
    fn half(self, hour: i128) -> &'static str {
        match self {
            Self::Morning => "a.m.",
            Self::Noon if hour == 11 => "a.m.",
            Self::Night if hour <= 5 || hour == 12 => "a.m.",
            Self::Noon | Self::Afternoon | Self::Night => "p.m.",
        }
    }
}

/// Reads 5:30, 上午9时30分, 15时, 下午3点半.
fn clock(chars: &[char], i: usize) -> Option<(usize, String)> {
    let part = super::lookup(chars, i, &PARTS_OF_DAY);
    let start = i + part.map_or(0, |(length, _)| length);
    let (hour, end) = between(chars, start, 2, 0, 24)?;
    let half = part.map(|(_, part)| part.half(hour));
    match chars.get(end)? {
        ':' => digital_clock(chars, end, hour, half),
        '时' => clock_in_words(chars, end + 1, hour, half),
        '点' if half.is_some() || is_after_hour(chars.get(end + 1)) => {
            clock_in_words(chars, end + 1, hour, half)
        }
        _ => None,
    }
}

fn is_after_hour(next: Option<&char>) -> bool {
    next.is_some_and(|c| matches!(c, '半' | '整' | '钟') || c.is_ascii_digit())
}

/// Reads the rest of 5:30 and 5:30:15 from the first colon.
fn digital_clock(
    chars: &[char],
    colon: usize,
    hour: i128,
    half: Option<&str>,
) -> Option<(usize, String)> {
    let (minute, mut end) = whole(chars, colon + 1, 2)?;
    if minute >= 60 || end - colon != 3 {
        return None;
    }
    let mut second = None;
    if chars.get(end) == Some(&':')
        && let Some((value, after)) = whole(chars, end + 1, 2)
    {
        second = Some(value);
        end = after;
    }
    (chars.get(end) != Some(&':')).then(|| (end, spoken(hour, minute, second, half)))
}

/// Reads the rest of 9时30分 and 3点半 after 时 or 点.
fn clock_in_words(
    chars: &[char],
    i: usize,
    hour: i128,
    half: Option<&str>,
) -> Option<(usize, String)> {
    if matches!(chars.get(i), Some('候' | '代' | '期' | '间' | '节')) {
        return None;
    }
    if chars.get(i) == Some(&'半') {
        return Some((i + 1, spoken(hour, 30, None, half)));
    }
    let Some((minute, after)) = sixtieth(chars, i, '分') else {
        return Some((
            skip(chars, i, &['整', '钟', '许']),
            spoken(hour, 0, None, half),
        ));
    };
    let (second, end) = match sixtieth(chars, after, '秒') {
        Some((second, end)) => (Some(second), end),
        None => (None, after),
    };
    Some((end, spoken(hour, minute, second, half)))
}

/// Reads a number of minutes or seconds with its unit.
fn sixtieth(chars: &[char], i: usize, unit: char) -> Option<(i128, usize)> {
    let (n, end) = whole(chars, i, 2)?;
    (n < 60 && chars.get(end) == Some(&unit)).then_some((n, end + 1))
}

fn spoken(hour: i128, minute: i128, second: Option<i128>, half: Option<&str>) -> String {
    let second = second.map_or(String::new(), |s| format!(":{s:02}"));
    match half {
        Some("p.m.") if hour == 12 && minute == 0 => "noon".to_owned(),
        Some("a.m.") if hour == 12 && minute == 0 => "midnight".to_owned(),
        Some(half) if (1..=12).contains(&hour) && minute == 0 && second.is_empty() => {
            format!("{hour} {half}")
        }
        Some(half) if (1..=12).contains(&hour) => format!("{hour}:{minute:02}{second} {half}"),
        _ => format!("{hour}:{minute:02}{second}"),
    }
}
