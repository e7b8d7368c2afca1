//! Expressions of a fixed form: percentages in words, fractions, ordinals, round estimates.

use super::english::{fraction, ordinal, ordinal_word};
use super::{Count, Decimal, Reading, lookup, numeral, starts};

pub(super) fn read(chars: &[char], i: usize) -> Option<Reading> {
    fixed(chars, i)
        .or_else(|| ordinals(chars, i))
        .or_else(|| parts(chars, i))
        .or_else(|| score(chars, i))
        .or_else(|| formula(chars, i))
}

/// Round estimates and other fixed words; what is counted follows unless noted.
const FIXED: [(&str, &str); 9] = [
    ("成千上万的", "thousands upon thousands of"),
    ("成千上万", "thousands upon thousands of"),
    ("成百上千的", "hundreds upon hundreds of"),
    ("成百上千", "hundreds upon hundreds of"),
    ("翻一番", "doubled"),
    ("翻了一番", "doubled"),
    ("翻两番", "quadrupled"),
    ("一年半", "a year and a half"),
    ("半年", "half a year"),
];

const MANY: [(&str, &str); 8] = [
    ("十", "dozens of"),
    ("百", "hundreds of"),
    ("千", "thousands of"),
    ("十万", "hundreds of thousands of"),
    ("百万", "millions of"),
    ("千万", "tens of millions of"),
    ("万", "tens of thousands of"),
    ("亿", "hundreds of millions of"),
];

const UP_TO: [(&str, &str); 4] = [
    ("百万", "about a million"),
    ("百", "about a hundred"),
    ("千", "about a thousand"),
    ("万", "about ten thousand"),
];

fn fixed(chars: &[char], i: usize) -> Option<Reading> {
    if let Some((length, english)) = lookup(chars, i, &FIXED) {
        let count = if english.ends_with(" of") {
            Count::Many
        } else {
            Count::None
        };
        return Some(Reading::new(i + length, *english, count));
    }
    if starts(chars, i, "半小时") {
        return Some(Reading::new(i + 3, "half an hour", Count::None));
    }
    if starts(chars, i, "一半") {
        return Some(Reading::new(i + 2, "half", Count::None));
    }
    let start = if starts(chars, i, "好几") { i + 1 } else { i };
    match chars[start] {
        '数' | '几' => {
            let longest = MANY
                .iter()
                .filter(|(word, _)| starts(chars, start + 1, word))
                .max_by_key(|(word, _)| word.len());
            if let Some((word, english)) = longest {
                let end = start + 1 + word.chars().count();
                let end = if chars.get(end) == Some(&'个') {
                    end + 1
                } else {
                    end
                };
                let (end, english) = measured(chars, end, english);
                return Some(Reading::new(end, english, Count::Many));
            }
            let several = chars[start] == '几'
                && starts(chars, start + 1, "个")
                && !starts(chars, start + 1, "个人");
            several.then(|| Reading::new(start + 2, "several", Count::Many))
        }
        '上' => {
            let (length, english) = lookup(chars, i + 1, &UP_TO)?;
            // 上百姓: the unit begins another word.
            let word = super::traps::at(chars, i + 1).is_some_and(|skip| skip > length);
            (!word).then(|| Reading::new(i + 1 + length, *english, Count::Many))
        }
        _ => None,
    }
}

/// 数十公里: an estimate with the unit it measures.
fn measured(chars: &[char], end: usize, english: &str) -> (usize, String) {
    match super::units::unit(chars, end) {
        Some((length, many)) => (end + length, format!("{english} {many}")),
        None => (end, english.to_owned()),
    }
}

/// 第十四, 第3次, 第22条, 第三章.
fn ordinals(chars: &[char], i: usize) -> Option<Reading> {
    (chars[i] == '第').then_some(())?;
    let found = numeral::read(chars, i + 1).filter(|n| n.or.is_none() && !n.more)?;
    let n = found.value.as_whole()?;
    for (unit, name) in [('条', "Article"), ('章', "Chapter"), ('款', "Paragraph")] {
        if chars.get(found.end) == Some(&unit) {
            return Some(Reading::new(
                found.end + 1,
                format!("{name} {n}"),
                Count::None,
            ));
        }
    }
    let arabic = found.style == numeral::Style::Arabic;
    let end = if matches!(chars.get(found.end), Some('个'))
        || (arabic && chars.get(found.end) == Some(&'次'))
    {
        found.end + 1
    } else {
        found.end
    };
    Some(Reading::new(
        end,
        if arabic { ordinal(n) } else { ordinal_word(n) },
        Count::One,
    ))
}

/// 百分之三十, 三分之二, 八成, 七成五.
fn parts(chars: &[char], i: usize) -> Option<Reading> {
    if starts(chars, i, "百分之") {
        let (text, end) = percent(chars, i)?;
        if matches!(chars.get(end), Some('至' | '到'))
            && let Some((last, end)) = percent(chars, end + 1)
        {
            return Some(Reading::new(end, format!("{text} to {last}"), Count::None));
        }
        return Some(Reading::new(end, text, Count::None));
    }
    let found = numeral::read(chars, i).filter(|n| n.or.is_none() && !n.more)?;
    if starts(chars, found.end, "分之") {
        let part = numeral::read(chars, found.end + 2)?;
        let text = fraction(part.value.as_whole()?, found.value.as_whole()?)?;
        let end = if part.more { part.end - 1 } else { part.end };
        return Some(Reading::new(end, text, Count::None));
    }
    None
}

/// 百分之X at `i`.
fn percent(chars: &[char], i: usize) -> Option<(String, usize)> {
    starts(chars, i, "百分之").then_some(())?;
    if chars.get(i + 3) == Some(&'百') {
        return Some(("100%".to_owned(), i + 4));
    }
    let found = numeral::read(chars, i + 3)?;
    let more = if found.more { "more than " } else { "" };
    Some((format!("{more}{}%", found.value), found.end))
}

/// 比分3比1, 2/3.
fn score(chars: &[char], i: usize) -> Option<Reading> {
    let (first, end) = numeral::digits(chars, i).filter(|_| chars[i].is_ascii_digit())?;
    let mark = chars.get(end)?;
    let (second, end) = numeral::digits(chars, end + 1)
        .filter(|_| chars.get(end + 1).is_some_and(char::is_ascii_digit))?;
    let (a, b) = (first.as_whole(), second.as_whole());
    match mark {
        '比' => Some(Reading::new(end, format!("{first}-{second}"), Count::None)),
        ':' => Some(Reading::new(end, format!("{first}:{second}"), Count::None)),
        '/' => (a? < b? && b? <= 10)
            .then(|| fraction(a.unwrap_or(1), b.unwrap_or(2)))
            .flatten()
            .map(|text| Reading::new(end, text, Count::None)),
        _ => None,
    }
}

/// 1+10, and numbers that name a service and not a quantity: 12345热线, 110.
fn formula(chars: &[char], i: usize) -> Option<Reading> {
    let (first, end) = numeral::digits(chars, i).filter(|_| chars[i].is_ascii_digit())?;
    if chars.get(end) == Some(&'+')
        && let Some((second, end)) = chars
            .get(end + 1)
            .filter(|c| c.is_ascii_digit())
            .and_then(|_| numeral::digits(chars, end + 1))
    {
        return Some(Reading::new(end, format!("{first}+{second}"), Count::None));
    }
    const SERVICES: [&str; 5] = ["热线", "服务热线", "便民热线", "电话", "平台"];
    let plain = chars[i..end].iter().all(char::is_ascii_digit);
    let named = SERVICES
        .iter()
        .any(|word| starts(chars, end, word) || starts(chars, end + 1, word));
    (plain && named && first != Decimal::whole(0))
        .then(|| Reading::new(end, chars[i..end].iter().collect::<String>(), Count::None))
}
