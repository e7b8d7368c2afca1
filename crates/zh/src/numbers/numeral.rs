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
    (digit(first).is_some() || unit(first).is_some())
        .then(|| chinese(chars, i))
        .flatten()
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
    while scale >= 10_000 && chars.get(end).is_some_and(char::is_ascii_digit) {
        let Some((part, after)) = digits(chars, end) else {
            break;
        };
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
    Some(Numeral {
        value,
        or: None,
        end,
        style: Style::Arabic,
        more,
    })
}

/// The product of the units at `i` (万亿, 百万), 1 if there is none.
fn multipliers(chars: &[char], i: usize) -> (i128, usize) {
    let mut product = 1_i128;
    let mut end = i;
    while let Some(by) = chars.get(end).copied().and_then(unit) {
        // 千克, 千瓦, 百分点: the unit belongs to the word behind it.
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

/// A numeral in Chinese characters: sections of up to four places, each with its 万 or 亿.
///
/// `None` for what is no numeral and for what is larger than [`Decimal`] holds.
fn chinese(chars: &[char], i: usize) -> Option<Numeral> {
    let mut sum = Sum::default();
    let (mut end, mut more) = (i, false);
    while let Some(&c) = chars.get(end) {
        if let Some(value) = digit(c) {
            sum.digit(value, end == i + 1)?;
        } else if let Some(by) = unit(c) {
            if !sum.unit(by, end == i)? {
                break;
            }
        } else {
            if is_more(c) || (c == '几' && end > i && unit(chars[end - 1]).is_some()) {
                more = true;
                end += 1;
                // 九千多万: the rest stands before the unit.
                if let Some(by) = chars
                    .get(end)
                    .copied()
                    .and_then(unit)
                    .filter(|&by| by >= 10_000)
                {
                    sum.unit(by, false)?;
                    end += 1;
                }
            }
            break;
        }
        end += 1;
    }
    let elliptic = !more && end >= i + 3 && unit(chars[end - 2]).is_some();
    let (value, mut upper) = sum.value(elliptic)?;
    let mut number = Decimal::whole(value);
    // 三点五, 一点二万
    if !more && upper.is_none() && chars.get(end) == Some(&'点') {
        let fraction: String = chars[end + 1..]
            .iter()
            .map_while(|&c| digit(c))
            .map(|d| d.to_string())
            .collect();
        let after = end + 1 + fraction.len();
        let clock = matches!(chars.get(after), Some('分' | '十'));
        if !fraction.is_empty() && !clock {
            let (by, next) = multipliers(chars, after);
            number = Decimal::parse(&format!("{value}.{fraction}"))?.times(by)?;
            (end, upper) = (next, None);
        }
    }
    (end > i).then_some(Numeral {
        value: number,
        or: upper.map(Decimal::whole),
        end,
        style: Style::Chinese,
        more,
    })
}

/// A Chinese numeral while it is being read.
struct Sum {
    /// Finished sections, with their 万 and 亿.
    total: i128,
    /// The section at work: what its 十, 百 and 千 count.
    section: i128,
    /// A digit that no unit has followed yet.
    current: Option<i128>,
    /// The upper of two neighbours while it is a digit: 七八.
    or_digit: Option<i128>,
    /// The upper of two neighbours with its unit: 五六十.
    or_section: Option<i128>,
    last_unit: i128,
}

impl Default for Sum {
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

impl Sum {
    /// Takes a digit; `None` if it cannot stand here. 三五 is an estimate only as the `second` character.
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

    /// Takes a unit; `Some(false)` if it counts nothing, `None` if the numeral grows too large.
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
        let scaled = |part: i128| {
            if by > 10_000 {
                (self.total + part).checked_mul(by)
            } else {
                Some(self.total + part * by)
            }
        };
        // 一万亿: what is there so far is counted in 亿.
        let (total, upper) = (scaled(part)?, high.map(scaled));
        let upper = upper.map_or(Some(None), |upper| upper.map(Some))?;
        *self = Self {
            total,
            section: 0,
            current: None,
            or_digit: None,
            or_section: upper,
            last_unit: by,
        };
        (total < LARGEST).then_some(true)
    }

    /// The value, and the upper one of an estimate. Where the last digit is `elliptic`, it counts the next
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

/// What no numeral reaches: a hundred million times 万亿.
const LARGEST: i128 = 10_i128.pow(20);

/// A year in digits one by one: 二〇二〇, 一九四九.
pub(super) fn year(chars: &[char], i: usize) -> Option<(i128, usize)> {
    let digits: Vec<i128> = chars[i..]
        .iter()
        .take(5)
        .map_while(|&c| digit(c).filter(|_| c != '两'))
        .collect();
    let year = digits.iter().fold(0, |year, digit| year * 10 + digit);
    (digits.len() == 4 && (1000..=2999).contains(&year)).then_some((year, i + 4))
}
