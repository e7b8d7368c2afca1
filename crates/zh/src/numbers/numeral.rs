//! Numerals: Arabic, Chinese, and the mixture of both found in the press (1.8万, 2亿5000万).

use super::count_digits;
use super::decimal::Decimal;

/// How a numeral is written.
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
    /// The upper of two neighbors given as an estimate: 十五六 is 15 or 16.
    pub(super) or: Option<Decimal>,
    pub(super) end: usize,
    pub(super) style: Style,
    /// Whether 多, 余 or 几 stands inside or after it: more than the value.
    pub(super) more: bool,
}

/// Returns the value of a Chinese digit, everyday or formal.
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

/// Returns the value of a Chinese unit.
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

/// Reads the longest numeral at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<Numeral> {
    let first = *chars.get(i)?;
    if first.is_ascii_digit() {
        return arabic(chars, i);
    }
    digit(first).or(unit(first))?;
    chinese(chars, i)
}

/// Reads the longest numeral at `i`, unless it is an estimate.
pub(super) fn exact(chars: &[char], i: usize) -> Option<Numeral> {
    read(chars, i).filter(|numeral| !numeral.more && numeral.or.is_none())
}

/// Reads the Arabic digits at `i`, without units: `1,187`, `37.1`.
pub(super) fn digits(chars: &[char], i: usize) -> Option<(Decimal, usize)> {
    let length = count_digits(chars, i);
    let mut end = i + length;
    if length <= 3 {
        while chars.get(end) == Some(&',') && count_digits(chars, end + 1) == 3 {
            end += 4;
        }
    }
    if chars.get(end) == Some(&'.') {
        let decimals = count_digits(chars, end + 1);
        end += if decimals > 0 { 1 + decimals } else { 0 };
    }
    let text: String = chars[i..end].iter().collect();
    Decimal::parse(&text).map(|value| (value, end))
}

fn arabic(chars: &[char], i: usize) -> Option<Numeral> {
    let (mut value, mut end) = digits(chars, i)?;
    let (multiplied, next) = multipliers(chars, end);
    let mut more = false;
    // 30多万: 多 stands before the unit.
    if multiplied == 1 && chars.get(end).copied().is_some_and(is_more) {
        let (late, next) = multipliers(chars, end + 1);
        if late > 1 {
            return Some(Numeral {
                value: value.times(late)?,
                or: None,
                end: next,
                style: Style::Arabic,
                more: true,
            });
        }
    }
    value = value.times(multiplied)?;
    end = next;
    let mut scale = multiplied;
    // 2亿5000万, 1万3千, 1亿2345万6789: smaller parts follow.
    while scale >= 10_000
        && chars.get(end).is_some_and(char::is_ascii_digit)
        && let Some((part, after)) = digits(chars, end)
    {
        let (by, next) = multipliers(chars, after);
        let fills = by > 1 || (after - end) as u32 == scale.ilog10();
        if by >= scale || !fills || part.as_whole().is_none() {
            break;
        }
        value = value.plus(part.times(by)?)?;
        end = next;
        scale = by;
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
    Some(Numeral {
        value,
        or: None,
        end,
        style: Style::Arabic,
        more,
    })
}

/// Multiplies the units at `i` (万亿, 百万), 1 if there are none, and returns where they end.
fn multipliers(chars: &[char], i: usize) -> (i128, usize) {
    let mut product = 1_i128;
    let mut end = i;
    while let Some(by) = chars.get(end).copied().and_then(unit) {
        // 千克, 千瓦, 百分点: the unit belongs to the word after it.
        if matches!(
            (chars[end], chars.get(end + 1)),
            ('千', Some('克' | '瓦' | '米' | '帕')) | ('百', Some('分'))
        ) {
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

/// Reads a numeral in Chinese characters: sections of up to four digits, each with its 万 or 亿.
///
/// `None` means that there is no numeral, or one larger than a [`Decimal`].
fn chinese(chars: &[char], i: usize) -> Option<Numeral> {
    let mut parser = NumeralParser::default();
    let mut end = i;
    let mut more = false;
    while let Some(&c) = chars.get(end) {
        if let Some(value) = digit(c) {
            parser.digit(value, end == i + 1)?;
        } else if let Some(by) = unit(c) {
            if !parser.unit(by, end == i)? {
                break;
            }
        } else {
            more = is_more(c) || (c == '几' && end > i && unit(chars[end - 1]).is_some());
            break;
        }
        end += 1;
    }
    if more {
        end += 1;
        // 九千多万: 多 stands before the unit.
        if let Some(by) = chars.get(end).copied().and_then(unit)
            && by >= 10_000
        {
            parser.unit(by, false)?;
            end += 1;
        }
    }
    let elliptic = !more && end >= i + 3 && unit(chars[end - 2]).is_some();
    let (value, upper) = parser.value(elliptic)?;
    let mut number = Decimal::whole(value);
    if !more
        && upper.is_none()
        && let Some((fraction, after)) = fraction(chars, end)
    {
        let (by, next) = multipliers(chars, after);
        number = Decimal::parse(&format!("{value}.{fraction}"))?.times(by)?;
        end = next;
    }
    (end > i).then_some(Numeral {
        value: number,
        or: upper.map(Decimal::whole),
        end,
        style: Style::Chinese,
        more,
    })
}

/// Reads the digits after a decimal point at `i` (三点五, 一点二万); `None` for a time of day.
fn fraction(chars: &[char], i: usize) -> Option<(String, usize)> {
    if chars.get(i) != Some(&'点') {
        return None;
    }
    let digits: String = chars[i + 1..]
        .iter()
        .map_while(|&c| digit(c))
        .map(|digit| digit.to_string())
        .collect();
    let end = i + 1 + digits.len();
    let is_time = matches!(chars.get(end), Some('分' | '十'));
    (!digits.is_empty() && !is_time).then_some((digits, end))
}

/// Adds up a Chinese numeral.
struct NumeralParser {
    /// Finished sections, with their 万 and 亿.
    total: i128,
    /// The current section, with its 十, 百 and 千.
    section: i128,
    /// A digit without a unit so far.
    current: Option<i128>,
    /// The upper of two neighbors without a unit so far: 七八.
    or_digit: Option<i128>,
    /// The upper of two neighbors with its unit: 五六十.
    or_section: Option<i128>,
    last_unit: i128,
}

impl Default for NumeralParser {
    fn default() -> Self {
        Self {
            total: 0,
            section: 0,
            current: None,
            or_digit: None,
            or_section: None,
            last_unit: 10,
        }
    }
}

impl NumeralParser {
    /// Adds a digit; `None` if it cannot stand here. 三五 is an estimate only as the `second` character.
    fn digit(&mut self, value: i128, second: bool) -> Option<()> {
        match self.current {
            Some(0) | None => self.current = Some(value),
            Some(before)
                if self.or_digit.is_none()
                    && (value == before + 1 || (second && (before, value) == (3, 5))) =>
            {
                self.or_digit = Some(value);
            }
            Some(_) => return None,
        }
        Some(())
    }

    /// Adds a unit; `Some(false)` if there is nothing before it, `None` if the numeral becomes too large.
    fn unit(&mut self, by: i128, first: bool) -> Option<bool> {
        self.last_unit = by;
        if by < 10_000 {
            if let Some(high) = self.or_digit.take() {
                self.or_section = Some(self.section + high * by);
            }
            self.section += self.current.take().unwrap_or(1) * by;
            return Some(true);
        }
        let part = self.section
            + self
                .current
                .unwrap_or(i128::from(self.section == 0 && first));
        if part == 0 && self.total == 0 {
            return Some(false);
        }
        let high = self
            .or_section
            .or(self.or_digit.map(|or| self.section + or));
        let total = self.with_section(part, by)?;
        let or_section = match high {
            Some(high) => Some(self.with_section(high, by)?),
            None => None,
        };
        *self = Self {
            total,
            section: 0,
            current: None,
            or_digit: None,
            or_section,
            last_unit: by,
        };
        (total < LARGEST).then_some(true)
    }

    /// Adds a section to the total. 亿 multiplies everything before it: 一万亿.
    fn with_section(&self, section: i128, by: i128) -> Option<i128> {
        if by > 10_000 {
            (self.total + section).checked_mul(by)
        } else {
            Some(self.total + section * by)
        }
    }

    /// Returns the value, and the upper value of an estimate. An `elliptic` last digit counts the next
    /// smaller unit: 三万五.
    fn value(&self, elliptic: bool) -> Option<(i128, Option<i128>)> {
        let tail = self.current.unwrap_or(0);
        let elliptic = elliptic && tail > 0 && self.last_unit >= 100 && self.or_digit.is_none();
        let value = self.total
            + self.section
            + if elliptic {
                tail * self.last_unit / 10
            } else {
                tail
            };
        let upper = self
            .or_digit
            .map(|or| self.total + self.section + or)
            .or(self.or_section);
        (value < LARGEST).then_some((value, upper.filter(|&upper| upper > value)))
    }
}

/// Limit of numerals: a hundred million times 万亿.
const LARGEST: i128 = 10_i128.pow(20);

/// Reads a year written digit by digit: 二〇二〇, 一九四九.
pub(super) fn year(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let digits: Vec<i128> = chars[i..]
        .iter()
        .take(5)
        .take_while(|&&c| c != '两')
        .map_while(|&c| digit(c))
        .collect();
    let year = digits.iter().fold(0, |year, digit| year * 10 + digit);
    (digits.len() == 4 && (1000..=2999).contains(&year)).then_some((year, i + 4))
}
