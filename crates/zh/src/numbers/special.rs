//! Expressions of a fixed form: ordinals, round estimates, scores.

use super::english::{ordinal, ordinal_word};
use super::table::Table;
use super::units::{money, unit};
use super::{Count, Decimal, NumberKind, NumberMatch, articles, numeral, range_mark, skip, starts};
use std::sync::LazyLock;

pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    fixed(chars, i)
        .or_else(|| ordinals(chars, i))
        .or_else(|| score(chars, i))
        .or_else(|| formula(chars, i))
}

/// Round estimates and other fixed words; a counted noun follows those that end in `of`.
static FIXED: [(&str, &str); 51] = [
    ("一二三线", "first-, second- and third-tier"),
    ("一二线", "first- and second-tier"),
    ("二三线", "second- and third-tier"),
    ("三四线", "third- and fourth-tier"),
    ("四五线", "fourth- and fifth-tier"),
    ("一二类", "first- and second-class"),
    ("二三类", "second- and third-class"),
    ("十四运会", "14th National Games"),
    ("十五运会", "15th National Games"),
    ("成千上万的", "thousands upon thousands of"),
    ("成千上万", "thousands upon thousands of"),
    ("成百上千的", "hundreds upon hundreds of"),
    ("成百上千", "hundreds upon hundreds of"),
    ("数以百万计的", "millions of"),
    ("数以百万计", "millions of"),
    ("数以千万计的", "tens of millions of"),
    ("数以千万计", "tens of millions of"),
    ("数以亿计的", "hundreds of millions of"),
    ("数以亿计", "hundreds of millions of"),
    ("数以万计的", "tens of thousands of"),
    ("数以万计", "tens of thousands of"),
    ("数以千计的", "thousands of"),
    ("数以千计", "thousands of"),
    ("数以百计的", "hundreds of"),
    ("数以百计", "hundreds of"),
    ("翻了一番多", "more than doubled"),
    ("翻一番多", "more than doubled"),
    ("翻了一番", "doubled"),
    ("翻一番", "doubled"),
    ("翻了两番", "quadrupled"),
    ("翻两番", "quadrupled"),
    ("翻了三番", "increased eightfold"),
    ("翻三番", "increased eightfold"),
    ("翻番", "doubled"),
    ("一年半载", "a year or so"),
    ("一年半", "a year and a half"),
    ("半年多", "more than half a year"),
    ("半年", "half a year"),
    ("半个多世纪", "more than half a century"),
    ("半个世纪", "half a century"),
    ("半个多月", "more than half a month"),
    ("半个月", "half a month"),
    ("半个多小时", "more than half an hour"),
    ("半个小时", "half an hour"),
    ("半小时", "half an hour"),
    ("一刻钟", "15 minutes"),
    ("三刻钟", "45 minutes"),
    ("一半以上", "more than half"),
    ("半数以上", "more than half"),
    ("一大半", "more than half"),
    ("一半", "half"),
];

/// Half after a bound: 过半, 近半数.
static HALF: [(&str, &str); 9] = [
    ("超过半数", "more than half"),
    ("超半数", "more than half"),
    ("过半数", "more than half"),
    ("近半数", "nearly half"),
    ("逾半数", "more than half"),
    ("过半", "more than half"),
    ("逾半", "more than half"),
    ("近半", "nearly half"),
    ("半数", "half"),
];

static MANY: [(&str, &str); 13] = [
    ("十万亿", "tens of trillions of"),
    ("万亿", "trillions of"),
    ("千亿", "hundreds of billions of"),
    ("百亿", "tens of billions of"),
    ("十亿", "billions of"),
    ("千万", "tens of millions of"),
    ("百万", "millions of"),
    ("十万", "hundreds of thousands of"),
    ("十", "dozens of"),
    ("百", "hundreds of"),
    ("千", "thousands of"),
    ("万", "tens of thousands of"),
    ("亿", "hundreds of millions of"),
];

static FIXED_TABLE: LazyLock<Table<&str>> = LazyLock::new(|| Table::new(&FIXED));
static HALF_TABLE: LazyLock<Table<&str>> = LazyLock::new(|| Table::new(&HALF));
static MANY_TABLE: LazyLock<Table<&str>> = LazyLock::new(|| Table::new(&MANY));

fn fixed(chars: &[char], i: usize) -> Option<NumberMatch> {
    if let Some((length, english)) = FIXED_TABLE.at(chars, i) {
        let count = if english.ends_with(" of") {
            Count::Many
        } else {
            Count::None
        };
        return Some(NumberMatch::new(i + length, *english, count));
    }
    if let Some((length, english)) = HALF_TABLE.at(chars, i) {
        let is_longer = chars
            .get(i + length)
            .is_some_and(|c| "年月天小个价导岛径边空路百英".contains(*c));
        return (!is_longer)
            .then(|| NumberMatch::new(i + length, *english, Count::None).of(NumberKind::Part));
    }
    match chars[i] {
        '好' if starts(chars, i, "好几") => many(chars, i + 1),
        '数' | '几' => many(chars, i),
        _ => None,
    }
}

/// Reads 数十公里, 几百, 几十亿元, 数倍, 几个.
fn many(chars: &[char], i: usize) -> Option<NumberMatch> {
    let previous = i.checked_sub(1).map(|j| chars[j]);
    // 十几, and 人数百万: 数 ends a word.
    let ends_word = match chars[i] {
        '数' => "人次指系参函分奇偶倍总岁户天件票少",
        _ => "十百千万第",
    };
    if previous.is_some_and(|c| ends_word.contains(c)) && !is_persons(chars, i) {
        return None;
    }
    if starts(chars, i + 1, "十年") && !starts(chars, i + 1, "十年代") {
        return Some(NumberMatch::new(i + 3, "decades", Count::None).of(NumberKind::Measure));
    }
    if let Some((length, english)) = MANY_TABLE.at(chars, i + 1) {
        // 数百姓, 几千瓦: the unit begins another word.
        let end = i + 1 + length;
        if numeral::is_part_of_word(chars, end - 1, 1) {
            return None;
        }
        let end = skip(chars, end, &['个', '多', '余']);
        return Some(many_of(chars, end, english));
    }
    let rest = i + 1;
    for (word, english) in [
        ("倍", "several times"),
        ("个百分点", "several percentage points"),
        ("成", "tens of percent"),
    ] {
        if starts(chars, rest, word)
            && !chars
                .get(rest + 1)
                .is_some_and(|c| "增员功为立果了".contains(*c))
        {
            let end = rest + word.chars().count();
            return Some(NumberMatch::new(end, english, Count::None));
        }
    }
    let several = starts(chars, i, "几个") && !starts(chars, i, "几个人");
    several.then(|| NumberMatch::new(i + 2, "several", Count::Many))
}

/// Tests for a round number of years after a person: 嫌疑人数十年来, but not 人数百万.
fn is_persons(chars: &[char], i: usize) -> bool {
    i > 0 && chars[i - 1] == '人' && matches!(chars.get(i + 2), Some('年' | '天' | '次'))
}

/// Reads the currency or the unit after a round estimate.
fn many_of(chars: &[char], end: usize, english: &str) -> NumberMatch {
    if let Some((length, name)) = money(chars, end) {
        let name = match name {
            "$" => "U.S. dollars",
            "HK$" => "Hong Kong dollars",
            "A$" => "Australian dollars",
            "C$" => "Canadian dollars",
            "S$" => "Singapore dollars",
            "NZ$" => "New Zealand dollars",
            "NT$" => "New Taiwan dollars",
            "€" => "euros",
            "£" => "pounds",
            name => name,
        };
        let english = format!("{english} {name}");
        return NumberMatch::new(end + length, english, Count::None).of(NumberKind::Money);
    }
    match unit(chars, end) {
        Some((length, (_, "th anniversary"))) => NumberMatch::new(
            end + length,
            format!("{english} anniversaries"),
            Count::None,
        ),
        Some((length, (_, unit))) => {
            NumberMatch::new(end + length, format!("{english} {unit}"), Count::Many)
                .of(NumberKind::Measure)
        }
        None => NumberMatch::new(end, english, Count::Many),
    }
}

/// Reads 第十四, 第3次, 第22条, 第三章, 第1—3条.
fn ordinals(chars: &[char], i: usize) -> Option<NumberMatch> {
    if chars[i] != '第' {
        return None;
    }
    if let Some(articles) = articles::read(chars, i) {
        return Some(articles);
    }
    let numeral = numeral::exact(chars, i + 1)?;
    let n = numeral.value.as_whole()?;
    let (english, optional) = match numeral.style {
        numeral::NumeralStyle::Arabic => (ordinal(n), &['个', '次'][..]),
        numeral::NumeralStyle::Chinese => (ordinal_word(n), &['个'][..]),
    };
    // 第一至第三, 第3—5名.
    if let Some((mark, next)) = range_mark(chars, numeral.end)
        && let Some(last) = numeral::exact(chars, skip(chars, next, &['第']))
        && last.style == numeral.style
        && let Some(m) = last.value.as_whole().filter(|&m| m > n)
    {
        let last_english = match last.style {
            numeral::NumeralStyle::Arabic => ordinal(m),
            numeral::NumeralStyle::Chinese => ordinal_word(m),
        };
        let end = skip(chars, last.end, optional);
        let english = format!("{english}{mark}{last_english}");
        return Some(NumberMatch::new(end, english, Count::Many).of(NumberKind::Ordinal));
    }
    // 第793号: a decree, a resolution.
    if chars.get(numeral.end) == Some(&'号') && !starts(chars, numeral.end, "号召") {
        let english = format!("No. {n}");
        return Some(
            NumberMatch::new(numeral.end + 1, english, Count::None).of(NumberKind::Ordinal),
        );
    }
    let end = skip(chars, numeral.end, optional);
    Some(NumberMatch::new(end, english, Count::One).of(NumberKind::Ordinal))
}

/// Reads the Arabic digits at `i`; `None` if there are none.
fn digits(chars: &[char], i: usize) -> Option<(Decimal, usize)> {
    if !chars.get(i)?.is_ascii_digit() {
        return None;
    }
    numeral::digits(chars, i)
}

/// Reads a score or a ratio: 3比1, 3:1, 三比一.
fn score(chars: &[char], i: usize) -> Option<NumberMatch> {
    if let (Some(first), Some('比'), Some(second)) = (
        numeral::digit_at(chars, i),
        chars.get(i + 1),
        numeral::digit_at(chars, i + 2),
    ) && !chars[i].is_ascii_digit()
        && chars[i] != '一'
        && !chars
            .get(i + 3)
            .is_some_and(|&c| super::traps::is_measure(c) || numeral::digit(c).is_some())
    {
        let english = format!("{first}-{second}");
        return Some(NumberMatch::new(i + 3, english, Count::None));
    }
    let (first, end) = digits(chars, i)?;
    let mark = chars.get(end)?;
    let (second, end) = digits(chars, end + 1)?;
    let english = match mark {
        '比' => format!("{first}-{second}"),
        ':' | '∶' => format!("{first}:{second}"),
        _ => return None,
    };
    Some(NumberMatch::new(end, english, Count::None))
}

/// Reads 1+10.
fn formula(chars: &[char], i: usize) -> Option<NumberMatch> {
    let (first, end) = digits(chars, i)?;
    if chars.get(end) == Some(&'+')
        && let Some((second, end)) = digits(chars, end + 1)
    {
        let english = format!("{first}+{second}");
        return Some(NumberMatch::new(end, english, Count::None));
    }
    None
}
