//! Dates, times of day, years, decades, centuries, and spans of them.

use super::english::{month, ordinal};
use super::{Count, Reading, numeral, starts};

/// The calendar expression at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<Reading> {
    let reading = era(chars, i)
        .or_else(|| span_of_years(chars, i))
        .or_else(|| span_of_months(chars, i))
        .or_else(|| date(chars, i))
        .or_else(|| clock(chars, i))?;
    Some(Reading::new(reading.0, reading.1, Count::None))
}

type Found = Option<(usize, String)>;

/// A whole number of at most `digits` Arabic digits, or in Chinese, at `i`.
fn whole(chars: &[char], i: usize, digits: usize) -> Option<(i128, usize)> {
    if chars.get(i)?.is_ascii_digit() {
        let end = i + chars[i..].iter().take_while(|c| c.is_ascii_digit()).count();
        let text: String = chars[i..end].iter().collect();
        return (end - i <= digits)
            .then(|| text.parse().ok())
            .flatten()
            .map(|n| (n, end));
    }
    let found = numeral::read(chars, i).filter(|n| !n.more && n.or.is_none())?;
    found.value.as_whole().map(|n| (n, found.end))
}

fn year_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    if chars.get(i)?.is_ascii_digit() {
        return whole(chars, i, 4)
            .filter(|&(year, end)| end - i == 4 && (1000..=2999).contains(&year));
    }
    numeral::year(chars, i)
}

/// A number and the unit behind it.
fn with_unit(chars: &[char], i: usize, units: &[char], most: i128) -> Option<(i128, usize)> {
    let (n, end) = whole(chars, i, 2)?;
    (units.contains(chars.get(end)?) && (1..=most).contains(&n)).then_some((n, end + 1))
}

fn month_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    with_unit(chars, i, &['月'], 12).filter(|&(_, end)| chars.get(end) != Some(&'饼'))
}

fn day_number(chars: &[char], i: usize) -> Option<(i128, usize)> {
    with_unit(chars, i, &['日', '号'], 31)
}

/// 上世纪八十年代, 20世纪90年代, 21世纪, 公元前221年.
fn era(chars: &[char], i: usize) -> Found {
    if starts(chars, i, "公元前") {
        let (year, end) = whole(chars, i + 3, 4)?;
        return (chars.get(end) == Some(&'年')).then(|| (end + 1, format!("{year} B.C.")));
    }
    let (century, end) = if starts(chars, i, "上世纪") {
        (20, i + 3)
    } else {
        let (century, end) = whole(chars, i, 2)?;
        (starts(chars, end, "世纪") && (1..=30).contains(&century)).then_some((century, end + 2))?
    };
    if let Some((decade, after)) =
        whole(chars, end, 2).filter(|&(_, after)| starts(chars, after, "年代"))
    {
        return Some((after + 2, format!("the {}s", (century - 1) * 100 + decade)));
    }
    Some((
        end,
        if starts(chars, i, "上世纪") {
            "the last century".to_owned()
        } else {
            format!("the {} century", ordinal(century))
        },
    ))
}

/// The mark between two ends: what English prints for it, and where it ends.
fn between(chars: &[char], i: usize) -> Option<(&'static str, usize)> {
    match chars.get(i)? {
        '至' | '到' => Some((" to ", i + 1)),
        '-' | '–' | '~' | '～' => Some(("–", i + 1)),
        '—' => Some((
            "–",
            if chars.get(i + 1) == Some(&'—') {
                i + 2
            } else {
                i + 1
            },
        )),
        _ => None,
    }
}

/// 2019-2021年, 2016年至2020年.
fn span_of_years(chars: &[char], i: usize) -> Found {
    let (first, end) = year_number(chars, i)?;
    let end = if chars.get(end) == Some(&'年') {
        end + 1
    } else {
        end
    };
    let (mark, next) = between(chars, end)?;
    let (last, end) = year_number(chars, next)?;
    (chars.get(end) == Some(&'年') && month_number(chars, end + 1).is_none())
        .then(|| (end + 1, format!("{first}{mark}{last}")))
}

/// 1—3月, 1至3月.
fn span_of_months(chars: &[char], i: usize) -> Found {
    let (first, end) = whole(chars, i, 2).filter(|&(n, _)| (1..=12).contains(&n))?;
    let end = if chars.get(end) == Some(&'月') {
        end + 1
    } else {
        end
    };
    let (mark, next) = between(chars, end)?;
    let (last, end) = month_number(chars, next)?;
    day_number(chars, end).is_none().then_some(())?;
    Some((end, format!("{}{mark}{}", month(first)?, month(last)?)))
}

/// A date of any completeness, and a span of days.
fn date(chars: &[char], i: usize) -> Found {
    if let Some(found) = numeric_date(chars, i) {
        return Some(found);
    }
    if let Some((year, end)) =
        year_number(chars, i).filter(|&(_, end)| chars.get(end) == Some(&'年'))
    {
        let end = end + 1;
        if let Some((after, text)) = month_and_day(chars, end, Some(year)) {
            return Some((after, text));
        }
        return Some(
            part_of_year(chars, end, &year.to_string()).unwrap_or((end, year.to_string())),
        );
    }
    if let Some(found) = month_and_day(chars, i, None) {
        return Some(found);
    }
    if let Some(found) = quarters(chars, i) {
        return Some(found);
    }
    let (day, end) = with_unit(chars, i, &['日'], 31)?;
    let arabic = chars[i].is_ascii_digit();
    (arabic
        && !matches!(
            chars.get(end),
            Some('均' | '内' | '游' | '报' | '夜' | '元' | '本')
        ))
    .then(|| (end, format!("the {}", ordinal(day))))
}

/// 2020-01-28, 2020/1/28, 2020.1.28.
fn numeric_date(chars: &[char], i: usize) -> Found {
    let (year, end) = year_number(chars, i).filter(|_| chars[i].is_ascii_digit())?;
    let mark = *chars.get(end).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (m, end) = whole(chars, end + 1, 2)?;
    (chars.get(end) == Some(&mark)).then_some(())?;
    let (day, end) = whole(chars, end + 1, 2).filter(|&(day, _)| (1..=31).contains(&day))?;
    Some((end, format!("{} {day}, {year}", month(m)?)))
}

fn month_and_day(chars: &[char], i: usize, year: Option<i128>) -> Found {
    let (m, end) = month_number(chars, i)?;
    let name = month(m)?;
    let dated = |text: String| match year {
        Some(year) => format!("{text}, {year}"),
        None => text,
    };
    if let Some((day, end)) = day_number(chars, end) {
        return Some(
            span_of_days(chars, end, name, day, year)
                .unwrap_or((end, dated(format!("{name} {day}")))),
        );
    }
    // 9月28至30日: the first day without its 日.
    if let Some((day, after)) = whole(chars, end, 2).filter(|&(n, _)| (1..=31).contains(&n))
        && let Some((mark, next)) = between(chars, after)
        && let Some((last, end)) = day_number(chars, next)
    {
        return Some((end, dated(format!("{name} {day}{mark}{last}"))));
    }
    let of = |text: &str| match year {
        Some(year) => format!("{text} {year}"),
        None => text.to_owned(),
    };
    for (word, form) in [
        ("上旬", "early "),
        ("中旬", "mid-"),
        ("下旬", "late "),
        ("底", "the end of "),
        ("末", "the end of "),
        ("初", "the beginning of "),
    ] {
        if starts(chars, end, word) {
            return Some((end + word.chars().count(), of(&format!("{form}{name}"))));
        }
    }
    let end = if chars.get(end) == Some(&'份') {
        end + 1
    } else {
        end
    };
    Some((end, of(name)))
}

/// The rest of 1月28日至30日 and 9月28日至10月3日.
fn span_of_days(chars: &[char], i: usize, name: &str, day: i128, year: Option<i128>) -> Found {
    let (mark, next) = between(chars, i)?;
    let (end, last) = match month_number(chars, next) {
        Some((m, after)) => day_number(chars, after)
            .and_then(|(day, end)| Some((end, format!("{} {day}", month(m)?))))?,
        None => day_number(chars, next).map(|(day, end)| (end, day.to_string()))?,
    };
    let year = year.map_or(String::new(), |year| format!(", {year}"));
    Some((end, format!("{name} {day}{mark}{last}{year}")))
}

/// 年底, 上半年, 第一季度 behind a year.
fn part_of_year(chars: &[char], i: usize, year: &str) -> Found {
    for (word, form) in [
        ("底", "the end of "),
        ("末", "the end of "),
        ("初", "the beginning of "),
        ("上半年", "the first half of "),
        ("下半年", "the second half of "),
    ] {
        if starts(chars, i, word) {
            return Some((i + word.chars().count(), format!("{form}{year}")));
        }
    }
    quarters(chars, i).map(|(end, text)| (end, format!("{text} of {year}")))
}

/// 第一季度, 三季度, 前三季度, 前8个月.
fn quarters(chars: &[char], i: usize) -> Found {
    let first = chars.get(i)?;
    if *first == '前' {
        let found = numeral::read(chars, i + 1).filter(|n| n.or.is_none() && !n.more)?;
        let count = super::english::word_or_figure(found.value);
        if starts(chars, found.end, "季度") {
            return Some((found.end + 2, format!("the first {count} quarters")));
        }
        let digits: String = if found.style == numeral::Style::Arabic {
            found.value.to_string()
        } else {
            count
        };
        return starts(chars, found.end, "个月")
            .then(|| (found.end + 2, format!("the first {digits} months")));
    }
    let start = if *first == '第' { i + 1 } else { i };
    let (n, end) = whole(chars, start, 1).filter(|&(n, _)| (1..=4).contains(&n))?;
    starts(chars, end, "季度").then(|| {
        (
            end + 2,
            format!("the {} quarter", super::english::ordinal_word(n)),
        )
    })
}

/// What a part of the day says of the hours in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Noon,
    Afternoon,
    /// From the evening over midnight.
    Night,
}

const PARTS: [(&str, Part); 12] = [
    ("凌晨", Part::Morning),
    ("清晨", Part::Morning),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("上午", Part::Morning),
    ("中午", Part::Noon),
    ("下午", Part::Afternoon),
    ("傍晚", Part::Afternoon),
    ("晚上", Part::Night),
    ("晚间", Part::Night),
    ("当晚", Part::Night),
    ("深夜", Part::Night),
];

impl Part {
    /// `a.m.` or `p.m.` for an hour of the twelve; twelve at night is midnight and twelve at noon is noon.
    fn half(self, hour: i128) -> &'static str {
        match self {
            Self::Morning => "a.m.",
            Self::Noon if hour == 11 => "a.m.",
            Self::Night if hour <= 5 || hour == 12 => "a.m.",
            Self::Noon | Self::Afternoon | Self::Night => "p.m.",
        }
    }
}

/// 5:30, 上午9时30分, 15时, 下午3点半.
fn clock(chars: &[char], i: usize) -> Found {
    let part = super::lookup(chars, i, &PARTS);
    let start = i + part.map_or(0, |(length, _)| length);
    let (hour, end) = whole(chars, start, 2).filter(|&(hour, _)| (0..=24).contains(&hour))?;
    let half = part.map(|(_, part)| part.half(hour));
    if chars.get(end) == Some(&':') {
        let (minute, after) =
            whole(chars, end + 1, 2).filter(|&(m, after)| m < 60 && after - end == 3)?;
        let second = (chars.get(after) == Some(&':'))
            .then(|| whole(chars, after + 1, 2))
            .flatten();
        let stop = second.map_or(after, |(_, stop)| stop);
        if chars.get(stop) == Some(&':') {
            return None;
        }
        return Some((stop, spoken(hour, minute, second.map(|(s, _)| s), half)));
    }
    let unit = *chars.get(end)?;
    let told = unit == '时'
        || (unit == '点'
            && (half.is_some()
                || chars
                    .get(end + 1)
                    .is_some_and(|&c| c == '半' || c == '整' || c == '钟' || c.is_ascii_digit())));
    if !told || matches!(chars.get(end + 1), Some('候' | '代' | '期' | '间' | '节')) {
        return None;
    }
    let end = end + 1;
    if chars.get(end) == Some(&'半') {
        return Some((end + 1, spoken(hour, 30, None, half)));
    }
    if let Some((minute, after)) =
        whole(chars, end, 2).filter(|&(m, after)| m < 60 && chars.get(after) == Some(&'分'))
    {
        let second = whole(chars, after + 1, 2)
            .filter(|&(s, stop)| s < 60 && chars.get(stop) == Some(&'秒'));
        let stop = second.map_or(after + 1, |(_, stop)| stop + 1);
        return Some((stop, spoken(hour, minute, second.map(|(s, _)| s), half)));
    }
    let end = if matches!(chars.get(end), Some('整' | '钟' | '许')) {
        end + 1
    } else {
        end
    };
    Some((end, spoken(hour, 0, None, half)))
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
