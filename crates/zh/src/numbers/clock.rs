//! Times of day.

use super::calendar::{between, whole};
use super::table::Table;
use super::{numeral, skip, starts};
use std::sync::LazyLock;

/// A part of the day, which tells a.m. from p.m.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartOfDay {
    Morning,
    Noon,
    Afternoon,
    /// From the evening to after midnight.
    Night,
}

static PARTS_OF_DAY: [(&str, PartOfDay); 17] = [
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
    ("夜里", PartOfDay::Night),
    ("夜间", PartOfDay::Night),
    ("午夜", PartOfDay::Night),
    ("早", PartOfDay::Morning),
    ("晚", PartOfDay::Night),
];

static PARTS_TABLE: LazyLock<Table<PartOfDay>> = LazyLock::new(|| Table::new(&PARTS_OF_DAY));

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

/// Reads 5:30, 上午9时30分, 15时, 下午3点半, 八点一刻.
pub(super) fn read(chars: &[char], i: usize) -> Option<(usize, String)> {
    if let Some(before) = before_the_hour(chars, i) {
        return Some(before);
    }
    let part = PARTS_TABLE.at(chars, i);
    let start = i + part.map_or(0, |(length, _)| length);
    let (hour, end) = between(chars, start, 2, 0, 24)?;
    let half = part.map(|(_, part)| part.half(hour));
    match chars.get(end)? {
        ':' => digital_clock(chars, end, hour, half),
        '时' => clock_in_words(chars, end + 1, hour, half),
        '点' if half.is_some() || is_after_hour(chars, end + 1) => {
            clock_in_words(chars, end + 1, hour, half)
        }
        _ => None,
    }
}

/// Reads 差一刻八点, 差5分9点.
fn before_the_hour(chars: &[char], i: usize) -> Option<(usize, String)> {
    if chars.get(i) != Some(&'差') {
        return None;
    }
    let (minutes, end) = quarter(chars, i + 1).or_else(|| sixtieth(chars, i + 1, '分'))?;
    let (hour, end) = between(chars, end, 2, 1, 24)?;
    (chars.get(end) == Some(&'点')).then(|| (end + 1, spoken(hour - 1, 60 - minutes, None, None)))
}

/// Tests whether what stands at `i`, after 点, makes an hour of the number before it.
fn is_after_hour(chars: &[char], i: usize) -> bool {
    let next = chars.get(i).copied();
    next.is_some_and(|c| matches!(c, '半' | '整' | '钟' | '许') || c.is_ascii_digit())
        || starts(chars, i, "左右")
        || quarter(chars, i).is_some()
        || sixtieth(chars, i, '分').is_some()
}

/// Reads 一刻, 三刻 and 零五 after 点: the minutes.
fn quarter(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let quarters = numeral::digit_at(chars, i)?;
    let is_quarter = matches!(quarters, 1 | 3) && chars.get(i + 1) == Some(&'刻');
    (is_quarter && !starts(chars, i + 1, "刻钟")).then_some((quarters * 15, i + 2))
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
    if let Some((minute, end)) = quarter(chars, i) {
        return Some((end, spoken(hour, minute, None, half)));
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
    // 八点零五分: a zero may stand first.
    let (n, end) = whole(chars, skip(chars, i, &['零', '〇']), 2)?;
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
