//! Numerals: Arabic, Chinese, and the mixture of both that the press prints (1.8万, 2亿5000万).

use super::decimal::Decimal;

/// How a numeral was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// With Arabic digits.
    Arabic,
    /// In Chinese characters.
    Chinese,
}

/// A numeral and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numeral {
    pub(super) value: Decimal,
    /// The upper value of two neighbours named for an estimate: 十五六 is 15 or 16.
    pub(super) or: Option<Decimal>,
    pub(super) end: usize,
    pub(super) style: Style,
    /// 多, 余 or 几 stood inside or behind it: more than the value.
    pub(super) more: bool,
}

/// The value of a Chinese digit, everyday or formal.
pub(super) fn digit(c: char) -> Option<i128> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' | '兩' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The value of a Chinese unit.
fn unit(c: char) -> Option<i128> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

fn is_more(c: char) -> bool {
    matches!(c, '多' | '余' | '餘')
}

/// The numeral at `i`, the longest there is.
pub(super) fn read(chars: &[char], i: usize) -> Option<Numeral> {
    let first = *chars.get(i)?;
    if first.is_ascii_digit() {
        return arabic(chars, i);
    }
    (digit(first).is_some() || unit(first).is_some()).then(|| chinese(chars, i)).flatten()
}

/// The plain digits at `i`: `1,187`, `37.1`.
pub(super) fn digits(chars: &[char], i: usize) -> Option<(Decimal, usize)> {
    let mut end = i;
    while chars.get(end).is_some_and(char::is_ascii_digit) {
        end += 1;
    }
    let thousands = |at: usize| {
        chars.get(at) == Some(&',')
            && (1..=3).all(|k| chars.get(at + k).is_some_and(char::is_ascii_digit))
            && !chars.get(at + 4).is_some_and(char::is_ascii_digit)
    };
    if end - i <= 3 {
        while thousands(end) {
            end += 4;
        }
    }
    if chars.get(end) == Some(&'.') && chars.get(end + 1).is_some_and(char::is_ascii_digit) {
        end += 1;
        while chars.get(end).is_some_and(char::is_ascii_digit) {
            end += 1;
        }
    }
    let text: String = chars[i..end].iter().collect();
    Decimal::parse(&text).map(|value| (value, end))
}

fn arabic(chars: &[char], i: usize) -> Option<Numeral> {
    let (mut value, mut end) = digits(chars, i)?;
    let (multiplied, next) = multipliers(chars, end);
    let mut more = false;
    // 30多万: the rest stands before the unit.
    if multiplied == 1 && chars.get(end).copied().is_some_and(is_more) {
        let (late, next) = multipliers(chars, end + 1);
        if late > 1 {
            return Some(Numeral { value: value.times(late)?, or: None, end: next, style: Style::Arabic, more: true });
        }
    }
    value = value.times(multiplied)?;
    end = next;
    let mut scale = multiplied;
    // 2亿5000万, 1万3千, 1亿2345万6789: smaller parts follow.
    while scale >= 10_000 && chars.get(end).is_some_and(char::is_ascii_digit) {
        let Some((part, after)) = digits(chars, end) else { break };
        let (by, next) = multipliers(chars, after);
        let fills = by > 1 || (after - end) as u32 == scale.ilog10();
        if by >= scale || !fills || part.as_whole().is_none() {
            break;
        }
        value = value.plus(part.times(by)?)?;
        (end, scale) = (next, by);
    }
    if chars.get(end).copied().is_some_and(is_more) {
        more = true;
        end += 1;
        if let (late, next) = multipliers(chars, end)
            && late > 1
        {
            value = value.times(late)?;
            end = next;
        }
    }
    Some(Numeral { value, or: None, end, style: Style::Arabic, more })
}

/// The product of the units at `i` (万亿, 百万), 1 if there is none.
fn multipliers(chars: &[char], i: usize) -> (i128, usize) {
    let mut product = 1_i128;
    let mut end = i;
    while let Some(by) = chars.get(end).copied().and_then(unit) {
        // 千克, 千瓦, 百分点: the unit belongs to the word behind it.
        if matches!((chars[end], chars.get(end + 1)), ('千', Some('克' | '瓦' | '米' | '帕')) | ('百', Some('分')))
        {
            break;
        }
        product *= by;
        end += 1;
        if product > 10_i128.pow(16) {
            break;
        }
    }
    (product, end)
}

/// A numeral in Chinese characters: sections of up to four places, each with its 万 or 亿.
fn chinese(chars: &[char], i: usize) -> Option<Numeral> {
    let (mut total, mut section, mut current) = (0_i128, 0_i128, None::<i128>);
    let (mut end, mut more, mut last_unit) = (i, false, 10_i128);
    // The upper of two neighbours: still a digit (七八), or with its unit a section (五六十).
    let (mut or, mut or_section) = (None::<i128>, None::<i128>);
    while let Some(&c) = chars.get(end) {
        if let Some(value) = digit(c) {
            match current {
                Some(before) if before != 0 && value == before + 1 && or.is_none() => or = Some(value),
                Some(before) if before == 3 && value == 5 && or.is_none() && end == i + 1 => or = Some(value),
                Some(0) | None => current = Some(value),
                Some(_) => return None,
            }
        } else if let Some(by) = unit(c) {
            if by >= 10_000 {
                let part = section + current.unwrap_or(i128::from(section == 0 && end == i));
                let high = or_section.or(or.map(|or| section + or)).map(|high| total + high * by);
                if part == 0 && total == 0 {
                    break;
                }
                // 一万亿: what is there so far is counted in 亿.
                total = if by > 10_000 { (total + part) * by } else { total + part * by };
                (section, current, or, or_section) = (0, None, None, high);
            } else {
                let by_digit = current.unwrap_or(1);
                if let Some(high) = or.take() {
                    or_section = Some(section + high * by);
                }
                section += by_digit * by;
                current = None;
            }
            last_unit = by;
        } else if is_more(c) || (c == '几' && end > i && unit(chars[end - 1]).is_some()) {
            more = true;
            end += 1;
            if let Some(by) = chars.get(end).copied().and_then(unit).filter(|&by| by >= 10_000) {
                total = (total + section + current.unwrap_or(0)) * by;
                (section, current) = (0, None);
                end += 1;
            }
            break;
        } else {
            break;
        }
        end += 1;
    }
    let tail = current.unwrap_or(0);
    // 三万五: the last digit counts the next smaller unit, unless 零 stands before it.
    let elliptic =
        tail > 0 && last_unit >= 100 && end >= i + 3 && unit(chars[end - 2]).is_some() && !more && or.is_none();
    let value = total + section + if elliptic { tail * last_unit / 10 } else { tail };
    let mut number = Decimal::whole(value);
    let upper = or.map(|or| total + section + or).or(or_section);
    let mut upper = upper.filter(|&upper| upper > value).map(Decimal::whole);
    // 三点五, 一点二万
    if !more && upper.is_none() && chars.get(end) == Some(&'点') {
        let fraction: String = chars[end + 1..].iter().map_while(|&c| digit(c)).map(|d| d.to_string()).collect();
        let after = end + 1 + fraction.len();
        let clock = matches!(chars.get(after), Some('分' | '十'));
        if !fraction.is_empty() && !clock {
            let (by, next) = multipliers(chars, after);
            number = Decimal::parse(&format!("{value}.{fraction}"))?.times(by)?;
            (end, upper) = (next, None);
        }
    }
    (end > i).then_some(Numeral { value: number, or: upper, end, style: Style::Chinese, more })
}

/// A year in digits one by one: 二〇二〇, 一九四九.
pub(super) fn year(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let digits: Vec<i128> = chars[i..].iter().take(5).map_while(|&c| digit(c).filter(|_| c != '两')).collect();
    let year = digits.iter().fold(0, |year, digit| year * 10 + digit);
    (digits.len() == 4 && (1000..=2999).contains(&year)).then_some((year, i + 4))
}
