//! Decades, centuries, years B.C. and years of a reign.

use super::calendar::{between, whole};
use super::english::ordinal;
use super::{numeral, range_mark, starts};

/// Reads the expression at `i`: 上世纪八十年代, 20世纪五六十年代, 21世纪, 公元前221年, 80年代, 光绪二十四年.
pub(super) fn read(chars: &[char], i: usize) -> Option<(usize, String)> {
    if starts(chars, i, "公元前") {
        let (year, end) = whole(chars, i + 3, 4)?;
        if starts(chars, end, "世纪") {
            return Some((end + 2, format!("the {} century B.C.", ordinal(year))));
        }
        return (chars.get(end) == Some(&'年')).then(|| (end + 1, format!("{year} B.C.")));
    }
    if starts(chars, i, "公元") {
        let (year, end) = whole(chars, i + 2, 3)?;
        return (chars.get(end) == Some(&'年')).then(|| (end + 1, format!("A.D. {year}")));
    }
    year_of_reign(chars, i)
        .or_else(|| decades(chars, i, 1900))
        .or_else(|| of_century(chars, i))
}

/// Reads a century, and what of it is meant: 20世纪90年代, 上世纪末, 17—18世纪.
fn of_century(chars: &[char], i: usize) -> Option<(usize, String)> {
    let this = starts(chars, i, "本世纪");
    let last = starts(chars, i, "上世纪");
    let (century, end) = if this || last {
        (if this { 21 } else { 20 }, i + 3)
    } else {
        let (century, end) = between(chars, i, 2, 1, 30)?;
        if let Some(two) = two_centuries(chars, century, end) {
            return Some(two);
        }
        starts(chars, end, "世纪").then_some((century, end + 2))?
    };
    let space = usize::from(chars.get(end) == Some(&' '));
    if let Some(decades) = decades(chars, end + space, (century - 1) * 100) {
        return Some(decades);
    }
    if this {
        return None;
    }
    let name = if last {
        "the last century".to_owned()
    } else {
        format!("the {} century", ordinal(century))
    };
    for (word, part) in [
        ("末", "the end of "),
        ("初", "the beginning of "),
        ("中叶", "the middle of "),
        ("中期", "the middle of "),
        ("上半叶", "the first half of "),
        ("下半叶", "the second half of "),
    ] {
        if starts(chars, end, word) {
            return Some((end + word.chars().count(), format!("{part}{name}")));
        }
    }
    Some((end, name))
}

/// Reads the rest of 17—18世纪.
fn two_centuries(chars: &[char], first: i128, end: usize) -> Option<(usize, String)> {
    let (mark, next) = range_mark(chars, end)?;
    let (second, end) = between(chars, next, 2, first + 1, 30)?;
    let english = format!("the {}{mark}{} centuries", ordinal(first), ordinal(second));
    starts(chars, end, "世纪").then_some((end + 2, english))
}

/// Reads one decade or two of the century that begins with the year `century`: 80年代, 六七十年代, 八十至九十年代,
/// 2020年代.
fn decades(chars: &[char], i: usize, century: i128) -> Option<(usize, String)> {
    let (first, second, end) = two_decades(chars, i)?;
    if !starts(chars, end, "年代") {
        return None;
    }
    let year = |decade: i128| match decade {
        // 二十年代 in a century that is named, or the last one.
        10..=90 if decade % 10 == 0 && (decade > 10 || century != 1900) => Some(century + decade),
        1700..=2090 if decade % 10 == 0 => Some(decade),
        _ => None,
    };
    let english = match second {
        Some((mark, second)) => format!("the {}s{mark}{}s", year(first)?, year(second)?),
        None => format!("the {}s", year(first)?),
    };
    let end = end + 2;
    for (word, part) in [
        ("初期", "early "),
        ("末期", "late "),
        ("中期", "mid-"),
        ("初", "early "),
        ("末", "late "),
        ("中叶", "mid-"),
    ] {
        if starts(chars, end, word) {
            let end = end + word.chars().count();
            return Some((end, english.replacen("the ", &format!("the {part}"), 1)));
        }
    }
    Some((end, english))
}

/// A second decade, after what stands between the two in English.
type SecondDecade = Option<(&'static str, i128)>;

/// Reads the numbers of a decade, or of two.
fn two_decades(chars: &[char], i: usize) -> Option<(i128, SecondDecade, usize)> {
    let numeral = numeral::read(chars, i)?;
    let first = numeral.value.as_whole()?;
    if let Some(second) = numeral.or {
        return Some((first, Some((" and ", second.as_whole()?)), numeral.end));
    }
    let (mark, next) = match chars.get(numeral.end)? {
        '、' | '和' => (" and ", numeral.end + 1),
        _ => range_mark(chars, numeral.end).unwrap_or(("", numeral.end)),
    };
    if !mark.is_empty()
        && let Some((second, end)) = between(chars, next, 2, 10, 90)
    {
        return Some((first, Some((mark, second)), end));
    }
    Some((first, None, numeral.end))
}

/// Eras by which years are counted, and the year that is their first.
const ERAS: [(&str, i128); 26] = [
    ("宣统", 1909),
    ("光绪", 1875),
    ("同治", 1862),
    ("咸丰", 1851),
    ("道光", 1821),
    ("嘉庆", 1796),
    ("乾隆", 1736),
    ("雍正", 1723),
    ("康熙", 1662),
    ("顺治", 1644),
    ("崇祯", 1628),
    ("万历", 1573),
    ("嘉靖", 1522),
    ("正德", 1506),
    ("永乐", 1403),
    ("洪武", 1368),
    ("开元", 713),
    ("贞观", 627),
    ("建安", 196),
    ("建武", 25),
    ("令和", 2019),
    ("平成", 1989),
    ("昭和", 1926),
    ("大正", 1912),
    ("明治", 1868),
    ("永徽", 650),
];

/// Longest reign, in years.
const LONGEST_REIGN: i128 = 64;

/// Reads a year after the name of its era: 光绪二十四年.
fn year_of_reign(chars: &[char], i: usize) -> Option<(usize, String)> {
    let start = i.checked_sub(2)?;
    let (_, first) = ERAS.iter().find(|(name, _)| starts(chars, start, name))?;
    let (n, end) = between(chars, i, 2, 1, LONGEST_REIGN)?;
    let english = format!("{} year ({})", ordinal(n), first + n - 1);
    (chars.get(end) == Some(&'年')).then_some((end + 1, english))
}

/// Reads the number of a year of the Republic (民国113年), as years are counted in Taiwan, and returns the year of our
/// era; without the name, only three digits before a month (114年1月13日).
pub(super) fn minguo(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let (n, end) = between(chars, i, 3, 1, 150)?;
    let is_named = i >= 2 && starts(chars, i - 2, "民国");
    let is_dated = n >= 100
        && chars[i].is_ascii_digit()
        && between(chars, end + 1, 2, 1, 12).is_some_and(|(_, end)| chars.get(end) == Some(&'月'));
    (chars.get(end) == Some(&'年') && (is_named || is_dated)).then_some((n + 1911, end))
}
