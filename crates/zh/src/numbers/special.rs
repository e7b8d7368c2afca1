//! Expressions of a fixed form: percentages in words, fractions, ordinals, round estimates.

use super::english::{fraction, ordinal, ordinal_word};
use super::{Count, Decimal, NumberMatch, lookup, numeral, skip, starts};

pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    fixed(chars, i)
        .or_else(|| ordinals(chars, i))
        .or_else(|| parts(chars, i))
        .or_else(|| score(chars, i))
        .or_else(|| formula(chars, i))
}

/// Round estimates and other fixed words; a counted noun follows those that end in `of`.
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

fn fixed(chars: &[char], i: usize) -> Option<NumberMatch> {
    if let Some((length, english)) = lookup(chars, i, &FIXED) {
        let count = if english.ends_with(" of") {
            Count::Many
        } else {
            Count::None
        };
        return Some(NumberMatch::new(i + length, *english, count));
    }
    if starts(chars, i, "半小时") {
        return Some(NumberMatch::new(i + 3, "half an hour", Count::None));
    }
    if starts(chars, i, "一半") {
        return Some(NumberMatch::new(i + 2, "half", Count::None));
    }
    match chars[i] {
        '上' => up_to(chars, i + 1),
        '好' if starts(chars, i, "好几") => many(chars, i + 1),
        '数' | '几' => many(chars, i),
        _ => None,
    }
}

/// Reads 数十公里, 几百, 几个.
fn many(chars: &[char], i: usize) -> Option<NumberMatch> {
    let longest = MANY
        .iter()
        .filter(|(word, _)| starts(chars, i + 1, word))
        .max_by_key(|(word, _)| word.len());
    if let Some((word, english)) = longest {
        let end = skip(chars, i + 1 + word.chars().count(), &['个']);
        return Some(match super::units::unit(chars, end) {
            Some((length, unit)) => {
                NumberMatch::new(end + length, format!("{english} {unit}"), Count::Many)
            }
            None => NumberMatch::new(end, *english, Count::Many),
        });
    }
    let several = starts(chars, i, "几个") && !starts(chars, i, "几个人");
    several.then(|| NumberMatch::new(i + 2, "several", Count::Many))
}

/// Reads the rest of 上百 and 上万, but not of 上百姓.
fn up_to(chars: &[char], i: usize) -> Option<NumberMatch> {
    let (length, english) = lookup(chars, i, &UP_TO)?;
    let is_word = super::traps::at(chars, i).is_some_and(|word| word > length);
    (!is_word).then(|| NumberMatch::new(i + length, *english, Count::Many))
}

/// Reads 第十四, 第3次, 第22条, 第三章.
fn ordinals(chars: &[char], i: usize) -> Option<NumberMatch> {
    if chars[i] != '第' {
        return None;
    }
    let numeral = numeral::exact(chars, i + 1)?;
    let n = numeral.value.as_whole()?;
    let section = match chars.get(numeral.end) {
        Some('条') => Some("Article"),
        Some('章') => Some("Chapter"),
        Some('款') => Some("Paragraph"),
        _ => None,
    };
    if let Some(name) = section {
        let english = format!("{name} {n}");
        return Some(NumberMatch::new(numeral.end + 1, english, Count::None));
    }
    let (english, optional) = match numeral.style {
        numeral::Style::Arabic => (ordinal(n), &['个', '次'][..]),
        numeral::Style::Chinese => (ordinal_word(n), &['个'][..]),
    };
    let end = skip(chars, numeral.end, optional);
    Some(NumberMatch::new(end, english, Count::One))
}

/// Reads 百分之三十, 百分之三十至四十, 三分之二.
fn parts(chars: &[char], i: usize) -> Option<NumberMatch> {
    if starts(chars, i, "百分之") {
        let (text, end) = percent(chars, i)?;
        if matches!(chars.get(end), Some('至' | '到'))
            && let Some((last, end)) = percent(chars, end + 1)
        {
            return Some(NumberMatch::new(
                end,
                format!("{text} to {last}"),
                Count::None,
            ));
        }
        return Some(NumberMatch::new(end, text, Count::None));
    }
    let whole = numeral::exact(chars, i)?;
    if !starts(chars, whole.end, "分之") {
        return None;
    }
    let part = numeral::read(chars, whole.end + 2)?;
    let english = fraction(part.value.as_whole()?, whole.value.as_whole()?)?;
    let end = if part.more { part.end - 1 } else { part.end };
    Some(NumberMatch::new(end, english, Count::None))
}

/// Reads 百分之 and the number after it.
fn percent(chars: &[char], i: usize) -> Option<(String, usize)> {
    if !starts(chars, i, "百分之") {
        return None;
    }
    if chars.get(i + 3) == Some(&'百') {
        return Some(("100%".to_owned(), i + 4));
    }
    let numeral = numeral::read(chars, i + 3)?;
    let more = if numeral.more { "more than " } else { "" };
    Some((format!("{more}{}%", numeral.value), numeral.end))
}

/// Reads the Arabic digits at `i`; `None` if there are none.
fn digits(chars: &[char], i: usize) -> Option<(Decimal, usize)> {
    if !chars.get(i)?.is_ascii_digit() {
        return None;
    }
    numeral::digits(chars, i)
}

/// Reads a score, a ratio or a fraction: 3比1, 3:1, 2/3.
fn score(chars: &[char], i: usize) -> Option<NumberMatch> {
    let (first, end) = digits(chars, i)?;
    let mark = chars.get(end)?;
    let (second, end) = digits(chars, end + 1)?;
    let english = match mark {
        '比' => format!("{first}-{second}"),
        ':' => format!("{first}:{second}"),
        '/' => {
            let part = first.as_whole()?;
            let whole = second.as_whole()?;
            if part >= whole || whole > 10 {
                return None;
            }
            fraction(part, whole)?
        }
        _ => return None,
    };
    Some(NumberMatch::new(end, english, Count::None))
}

/// Reads 1+10, and numbers that name a service: 12345热线.
fn formula(chars: &[char], i: usize) -> Option<NumberMatch> {
    let (first, end) = digits(chars, i)?;
    if chars.get(end) == Some(&'+')
        && let Some((second, end)) = digits(chars, end + 1)
    {
        let english = format!("{first}+{second}");
        return Some(NumberMatch::new(end, english, Count::None));
    }
    const SERVICES: [&str; 5] = ["热线", "服务热线", "便民热线", "电话", "平台"];
    let plain = chars[i..end].iter().all(char::is_ascii_digit);
    let named = SERVICES
        .iter()
        .any(|word| starts(chars, end, word) || starts(chars, end + 1, word));
    (plain && named && first != Decimal::whole(0))
        .then(|| NumberMatch::new(end, chars[i..end].iter().collect::<String>(), Count::None))
}
