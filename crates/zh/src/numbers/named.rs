//! Numerals that name: days (五一, 九一八), generations (00后), sectors of the economy (第三产业).

use super::{Count, NumberKind, NumberMatch, numeral, starts};

/// Reads the name at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    if !(is_numeral(chars[i]) || matches!(chars[i], '双' | '“')) {
        return None;
    }
    let (end, english) = generation(chars, i)
        .or_else(|| sector(chars, i))
        .or_else(|| five_year_plan(chars, i))
        .or_else(|| day(chars, i))?;
    Some(NumberMatch::new(end, english, Count::None).of(NumberKind::Name))
}

/// Days that are named by their numerals, month first.
const DAYS: [(&str, &str); 22] = [
    ("九一八", "September 18"),
    ("九·一八", "September 18"),
    ("一二·九", "December 9"),
    ("一二九", "December 9"),
    ("一·二八", "January 28"),
    ("一二八", "January 28"),
    ("八·一三", "August 13"),
    ("八一三", "August 13"),
    ("七·七", "July 7"),
    ("七七", "July 7"),
    ("五·卅", "May 30"),
    ("五卅", "May 30"),
    ("五·四", "May Fourth"),
    ("五四", "May Fourth"),
    ("五·一", "May Day"),
    ("五一", "May Day"),
    ("六一", "June 1"),
    ("七·一", "July 1"),
    ("七一", "July 1"),
    ("八·一", "August 1"),
    ("八一", "August 1"),
    ("双十一", "Double 11"),
];

/// Days whose names are numbers, too, and the words after them that tell.
const DAYS_BEFORE: [(&str, &str, &[&str]); 4] = [
    (
        "十一",
        "National Day",
        &[
            "国庆",
            "黄金周",
            "假期",
            "长假",
            "小长假",
            "期间",
            "前夕",
            "出游",
            "旅游",
        ],
    ),
    ("三八", "March 8", &["国际", "妇女", "节", "红旗"]),
    ("二七", "February 7", &["大罢工", "惨案"]),
    ("双十二", "Double 12", &["购物", "促销", "电商", "大促"]),
];

/// Characters after a day that make a proper name of it: 八一路, 五一广场, 八一队.
const PROPER: &str = "路街村镇乡队中小大公农钢水湖桥厂矿广电女男礼";

fn day(chars: &[char], i: usize) -> Option<(usize, String)> {
    // 周五一名: the weekday takes the numeral.
    if i > 0 && (is_numeral(chars[i - 1]) || "周期拜".contains(chars[i - 1])) {
        return None;
    }
    for (name, english, after) in DAYS_BEFORE {
        let end = i + name.chars().count();
        let quoted = i > 0
            && matches!(
                (chars[i - 1], chars.get(end)),
                ('“', Some('”')) | ('"', Some('"'))
            );
        if starts(chars, i, name) && (quoted || after.iter().any(|word| starts(chars, end, word))) {
            return Some((end, english.to_owned()));
        }
    }
    let (name, english) = DAYS.iter().find(|(name, _)| starts(chars, i, name))?;
    let end = i + name.chars().count();
    let next = chars.get(end).copied();
    let is_event = !next.is_some_and(|c| {
        is_numeral(c) || c == '年' || c == '月' || c == '点' || PROPER.contains(c)
    }) || starts(chars, end, "大罢工")
        || starts(chars, end, "小长假");
    is_event.then(|| (end, (*english).to_owned()))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || numeral::digit(c).is_some()
        || matches!(c, '十' | '百' | '千' | '万' | '亿' | '第')
}

/// Reads 00后, 90后, 95后, 九零后: who was born in a decade.
fn generation(chars: &[char], i: usize) -> Option<(usize, String)> {
    if i > 0 && is_numeral(chars[i - 1]) || chars.get(i + 2) != Some(&'后') {
        return None;
    }
    let tens = numeral::digit_at(chars, i)?;
    let ones = numeral::digit_at(chars, i + 1)?;
    let next = chars.get(i + 3).copied();
    if next.is_some_and(|c| "续来方勤期备面台果者天卫退来".contains(c)) {
        return None;
    }
    let century = match tens {
        0 | 1 => 2000,
        5..=9 => 1900,
        _ => return None,
    };
    let year = century + tens * 10 + ones;
    match ones {
        0 => Some((i + 3, format!("born in the {year}s"))),
        5 => Some((i + 3, format!("born after {year}"))),
        _ => None,
    }
}

/// Reads 十四五, “九五”计划: five-year plans.
fn five_year_plan(chars: &[char], i: usize) -> Option<(usize, String)> {
    if i > 0 && is_numeral(chars[i - 1]) {
        return None;
    }
    let is_tens = chars[i] == '十';
    let ones = chars
        .get(i + 1)
        .and_then(|&c| numeral::digit(c))
        .filter(|n| (1..=9).contains(n));
    let (n, end) = match (is_tens, ones) {
        (true, Some(ones)) if chars.get(i + 2) == Some(&'五') => (10 + ones, i + 3),
        (true, Some(5)) => (10, i + 2),
        (false, Some(5)) => (numeral::digit(chars[i]).filter(|n| *n > 0)?, i + 2),
        _ => return None,
    };
    let quoted = i > 0
        && matches!(
            (chars[i - 1], chars.get(end)),
            ('“', Some('”')) | ('「', Some('」')) | ('"', Some('"'))
        );
    let words = [
        "规划", "计划", "时期", "期间", "以来", "末", "开局", "收官", "目标", "建设", "发展",
    ];
    let named = words.iter().any(|word| starts(chars, end, word));
    let next = chars.get(end).copied();
    let counts = next
        .is_some_and(|c| super::traps::is_measure(c) || is_numeral(c) || "人元多余".contains(c));
    if !(quoted || named || (n > 10 && !counts)) {
        return None;
    }
    let is_plan = ["规划", "计划"].iter().any(|word| starts(chars, end, word));
    let english = format!("{} Five-Year Plan", super::english::ordinal(n));
    Some((end + if is_plan { 2 } else { 0 }, english))
}

/// Reads 第一产业, 一二三产业, 二、三产业, 三产.
fn sector(chars: &[char], i: usize) -> Option<(usize, String)> {
    const SECTORS: [&str; 3] = ["primary", "secondary", "tertiary"];
    let mut at = i + usize::from(chars[i] == '第');
    let mut sectors = Vec::new();
    while let Some(n) = chars
        .get(at)
        .and_then(|&c| numeral::digit(c))
        .filter(|n| (1..=3).contains(n))
    {
        if chars[at] == '两' || sectors.last().is_some_and(|last| n <= *last) {
            return None;
        }
        sectors.push(n);
        at += 1;
        let joined = matches!(chars.get(at), Some('、' | '和' | '与'))
            && chars
                .get(at + 1)
                .is_some_and(|&c| matches!(c, '二' | '三' | '第'));
        if joined {
            at += 1 + usize::from(chars.get(at + 1) == Some(&'第'));
        }
    }
    let last = *sectors.last()?;
    if last != sectors.first()? + sectors.len() as i128 - 1 && sectors.len() > 1 {
        return None;
    }
    at += usize::from(chars.get(at) == Some(&'次'));
    let whole = starts(chars, at, "产业");
    let short = starts(chars, at, "产")
        && (sectors.len() > 1
            || ["增加值", "增速", "融合", "结构", "占比", "比重", "，", "、"]
                .iter()
                .any(|w| starts(chars, at + 1, w)))
        && !chars
            .get(at + 1)
            .is_some_and(|c| "量品生出区地后妇假".contains(*c));
    if !(whole || short) {
        return None;
    }
    let names: Vec<&str> = sectors.iter().map(|&n| SECTORS[n as usize - 1]).collect();
    let english = match names[..] {
        [one] => format!("{one} industry"),
        [one, two] => format!("{one} and {two} industries"),
        _ => "primary, secondary and tertiary industries".to_owned(),
    };
    Some((at + if whole { 2 } else { 1 }, english))
}
