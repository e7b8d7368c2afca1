//! Dates as pages print them: 2020年02月19日15:24, 2025/9/30 20:23, 二〇二四年五月十三日, 民国113年5月3日.

use crate::clean::patterns::regex;
use duizhao_zh::numbers::MONTHS;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A date in a line, perhaps with a time of day after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateMatch {
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte, the time of day included.
    pub(super) end: usize,
    /// The day, `YYYY-MM-DD`.
    pub(super) iso: String,
}

/// Day forms. Each alternative has its own groups for year, month and day; `era` is the Republic of China's.
const DAY: &str = r"(?:(?P<era>中华民国|民国)\s?)?(?:(?P<y1>\d{2,4})\s?年\s?(?P<m1>\d{1,2})\s?月\s?(?P<d1>\d{1,2})(?:\s?[日号])?|(?P<y2>\d{2,4})\s?-\s?(?P<m2>\d{1,2})\s?-\s?(?P<d2>\d{1,2})|(?P<y3>\d{2,4})\s?/\s?(?P<m3>\d{1,2})\s?/\s?(?P<d3>\d{1,2})|(?P<y4>\d{2,4})\s?\.\s?(?P<m4>\d{1,2})\s?\.\s?(?P<d4>\d{1,2})|(?P<y5>\d{4})\s+(?P<m5>\d{1,2})[/-](?P<d5>\d{1,2})|(?P<y6>[〇○零一二三四五六七八九十百元]{1,6})年(?P<m6>[一二三四五六七八九十]{1,3})月(?P<d6>[一二三四五六七八九十廿卅]{1,3})[日号])|(?P<m7>\d{1,2})/(?P<d7>\d{1,2})/(?P<y7>\d{4})|(?P<m8>[A-Z][a-z]{2,8})\.?\s(?P<d8>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y8>\d{4})|(?P<d9>\d{1,2})\s(?P<m9>[A-Z][a-z]{2,8})\.?,?\s(?P<y9>\d{4})|(?P<y0>(?:19|20)\d{2})(?P<m0>0\d|1[0-2])(?P<d0>[0-3]\d)";

/// The groups of year, month and day of each form.
const FORMS: [[&str; 3]; 10] = [
    ["y0", "m0", "d0"],
    ["y1", "m1", "d1"],
    ["y2", "m2", "d2"],
    ["y3", "m3", "d3"],
    ["y4", "m4", "d4"],
    ["y5", "m5", "d5"],
    ["y6", "m6", "d6"],
    ["y7", "m7", "d7"],
    ["y8", "m8", "d8"],
    ["y9", "m9", "d9"],
];

/// A time of day, and a day of the week, after a day.
const TIME: &str = r"(?:\s-\s|[T\s,，])*(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?[,，\s]*(?:北京时间)?\s*(?:上午|下午|早上|晚上|晚|中午|凌晨|AM|PM)?\s*\d{1,2}\s?(?:[:：]\s?\d{2}(?:\s?[:：]\s?\d{2}(?:\.\d+)?)?|[时点]\d{1,2}分?(?:\d{1,2}秒)?|[时点])(?:\s*(?:AM|PM|am|pm))?(?:Z|\s?[+-]\d{2}:?\d{2})?|\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?";

static DATE: LazyLock<Regex> = LazyLock::new(|| regex(&format!("(?:{DAY})(?:{TIME})?")));

/// A time of day alone, at the start of a text.
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?:上午|下午|晚上)?\s?\d{1,2}[:：时]\d{2}(?:[:：分]\d{2}秒?|分)?(?:\s?(?:AM|PM))?")
});

/// Returns the first day that a text names.
pub(crate) fn first_day(text: &str) -> Option<String> {
    dates(text).into_iter().next().map(|date| date.iso)
}

/// Fewest digits of a day without 月: 07-8-5.
const FEWEST_DIGITS: usize = 4;

/// Finds the dates of a line (simplified script), in order. What has no such month or day is no date.
pub(super) fn dates(key: &str) -> Vec<DateMatch> {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    if digits < FEWEST_DIGITS && !key.contains('月') {
        return Vec::new();
    }
    DATE.captures_iter(key)
        .filter_map(|found| date(key, &found))
        .collect()
}

/// Returns the length of the time of day with which `text` begins, in bytes; 0 if there is none.
pub(super) fn clock(text: &str) -> usize {
    CLOCK.find(text).map_or(0, |found| found.len())
}

fn date(key: &str, found: &Captures<'_>) -> Option<DateMatch> {
    let whole = found.get(0)?;
    let (form, [number, month_text, day_text]) =
        FORMS.iter().enumerate().find_map(|(form, names)| {
            let [year, month, day] = names.map(|name| found.name(name));
            Some((form, [year?.as_str(), month?.as_str(), day?.as_str()]))
        })?;
    let glued =
        key[..whole.start()].ends_with(|c: char| c.is_ascii_digit() || c == '.' && form == 4);
    let compact = form == 0 && key[whole.end()..].starts_with(|c: char| c.is_ascii_digit());
    if glued || compact {
        return None;
    }
    let short = is_labeled(&key[..whole.start()]) && form == 2;
    let year = year(number, found.name("era").is_some(), form).or_else(|| {
        // 发布时间：18-03-08
        (short && number.len() == 2)
            .then(|| number_of(number))?
            .map(|year| 2000 + year)
    })?;
    let month = month(month_text)?;
    let day = number_of(day_text)?;
    // 7/5/2005 is the American order, unless there is no such month.
    let (month, day) = if form == 7 && month > 12 {
        (day, month)
    } else {
        (month, day)
    };
    is_day(year, month, day).then(|| DateMatch {
        start: whole.start(),
        end: whole.end(),
        iso: format!("{year:04}-{month:02}-{day:02}"),
    })
}

/// Tests whether a text before a date says that one follows.
fn is_labeled(before: &str) -> bool {
    let label = before.trim_end_matches([' ', ':', '：']);
    label.len() < before.len() && label.ends_with(['间', '期'])
}

/// Year 1 of the Republic of China is 1912.
const REPUBLIC: u32 = 1911;

/// Reads a year. One of three digits is the Republic's, which Taiwan's pages count without saying so.
fn year(text: &str, era: bool, form: usize) -> Option<u32> {
    let number = number_of(text)?;
    let digits = text.chars().count();
    let republic = era || digits == 3 && (100..200).contains(&number) && form != 6;
    match digits {
        _ if republic => Some(number + REPUBLIC),
        4 => Some(number),
        _ => None,
    }
    .filter(|year| (1900..=2100).contains(year))
}

fn month(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let english = MONTHS.iter().zip(1..).find(|(name, _)| {
        let name = name.to_ascii_lowercase();
        lower.len() >= 3 && name.starts_with(&lower) || lower == "sept" && name == "september"
    });
    english.map(|(_, month)| month).or_else(|| number_of(text))
}

/// Reads a number in ASCII digits, in Chinese digits one by one (二〇二四), or in Chinese words up to 199 (二十八).
fn number_of(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| {
        let at = "〇一二三四五六七八九".chars().position(|d| d == c);
        at.or_else(|| matches!(c, '零' | '○').then_some(0))
            .or_else(|| (c == '元').then_some(1))
            .map(|digit| digit as u32)
    };
    if !text.contains(['十', '百', '廿', '卅']) {
        return text
            .chars()
            .try_fold(0, |number, c| Some(number * 10 + digit(c)?));
    }
    let mut total = 0;
    let mut last = None;
    for c in text.chars() {
        match c {
            '百' => total += last.take().unwrap_or(1) * 100,
            '十' => total += last.take().unwrap_or(1) * 10,
            '廿' => total += 20,
            '卅' => total += 30,
            c => last = Some(digit(c)?),
        }
    }
    Some(total + last.unwrap_or(0))
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn is(text: &str, iso: &str, left: &str) {
        let found = dates(text);
        let first = found.first().unwrap_or_else(|| panic!("{text}"));
        let rest = format!("{}{}", &text[..first.start], &text[first.end..]);
        assert_eq!((first.iso.as_str(), rest.as_str()), (iso, left), "{text}");
    }

    #[test]
    fn every_way_to_write_a_day() {
        is("2020年02月19日15:24", "2020-02-19", "");
        is("2025/9/30 20:23", "2025-09-30", "");
        is("2024.05.13", "2024-05-13", "");
        is("2005.08.2605:39", "2005-08-26", "");
        is("2024 05/09 22:27:02", "2024-05-09", "");
        is("2024-05-13T08:49:00+08:00 人民网", "2024-05-13", " 人民网");
        is("2024-05-13 星期一 08:49", "2024-05-13", "");
        is("2024年5月13日（星期一）", "2024-05-13", "");
        is("2024年5月13日 上午8时30分", "2024-05-13", "");
        is("二〇二四年五月十三日", "2024-05-13", "");
        is("二○二四年十二月三十一日", "2024-12-31", "");
        is("二零一九年十月一日", "2019-10-01", "");
        is("民国113年5月3日", "2024-05-03", "");
        is("中华民国一百一十三年五月三日", "2024-05-03", "");
        is("114年5月3日", "2025-05-03", "");
        is("114/05/03 10:20", "2025-05-03", "");
        is("May 13, 2024", "2024-05-13", "");
        is("13 Sept 2024", "2024-09-13", "");
        is("7/5/2005 9:23:57 PM", "2005-07-05", "");
        is("20240513", "2024-05-13", "");
        is("2024 年 5 月 13 日 08：49", "2024-05-13", "");
        is("2024-05-13来源：新华网", "2024-05-13", "来源：新华网");
        is("发布时间：18-03-0823:16", "2018-03-08", "发布时间：");
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024年4月31日",
            "1.2.3",
            "192.168.1.10",
            "98年5月3日",
            "14-05-13",
            "320240513",
            "202405131",
            "五月三日",
            "2024年5月",
        ] {
            assert_eq!(dates(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn matches_are_in_order_and_on_borders(text in "[0-9年月日:/. -]{0,24}|\\PC{0,24}") {
            let mut last = 0;
            for found in dates(&text) {
                prop_assert!(last <= found.start && found.start < found.end);
                prop_assert!(text.get(found.start..found.end).is_some());
                last = found.end;
            }
        }
    }
}
