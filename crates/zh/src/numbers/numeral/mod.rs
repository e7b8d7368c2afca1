//! Numerals: Arabic, Chinese, and the mixture of both found in the press (1.8万, 2亿5000万).

mod chinese;

use super::count_digits;
use super::decimal::Decimal;
use crate::char_set::CharSet;
use chinese::chinese;
use std::sync::LazyLock;

/// How a numeral is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumeralStyle {
    /// With Arabic digits.
    Arabic,
    /// In Chinese characters.
    Chinese,
}

/// What 多, 余, 来 or 几 in or after a numeral says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remainder {
    /// Nothing: the value is exact.
    None,
    /// More than the value: 30多万, 百余, 十几.
    More,
    /// About the value: 十来, 百把.
    About,
}

/// A numeral and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numeral {
    pub(super) value: Decimal,
    /// The upper end of an estimate of two digits: 十五六 is 15 or 16, 三五千 is 3,000 to 5,000.
    pub(super) or: Option<Decimal>,
    pub(super) end: usize,
    pub(super) style: NumeralStyle,
    pub(super) remainder: Remainder,
    /// How many zeros end the decimals as written: 5.0 has one. They are data, and are printed.
    pub(super) zeros: usize,
    /// Whether the last digit counts the next smaller unit: 三万五, 13万2.
    pub(super) elliptic: bool,
}

impl Numeral {
    fn exact(value: Decimal, end: usize, style: NumeralStyle) -> Self {
        Self {
            value,
            or: None,
            end,
            style,
            remainder: Remainder::None,
            zeros: 0,
            elliptic: false,
        }
    }

    /// Tests whether the value is exact: no estimate, nothing left over.
    pub(super) fn is_exact(&self) -> bool {
        self.remainder == Remainder::None && self.or.is_none()
    }
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

/// Tests whether `c` is a digit of the forms in which sums are written out; some are words as well: 内陆, 队伍.
fn is_formal(c: char) -> bool {
    matches!(
        c,
        '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖'
    )
}

/// Tests whether `c` may follow a formal digit.
fn follows_formal(c: char) -> bool {
    is_formal(c) || "拾佰仟百千万亿元圆角分零".contains(c)
}

/// Returns the value of the single digit at `i`, in figures or in Chinese.
pub(super) fn digit_at(chars: &[char], i: usize) -> Option<i128> {
    let &c = chars.get(i)?;
    c.to_digit(10).map(i128::from).or_else(|| digit(c))
}

/// Returns the value of a character that stands for several tens: 廿, 卅, 卌.
fn tens(c: char) -> Option<i128> {
    Some(match c {
        '廿' => 20,
        '卅' => 30,
        '卌' => 40,
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
    if is_formal(first) && !chars.get(i + 1).is_some_and(|&c| follows_formal(c)) {
        return None;
    }
    digit(first).or(unit(first)).or(tens(first))?;
    chinese(chars, i)
}

/// Returns the first character after the run of digits and numerals at `i`: a cheap look at what the numeral is.
pub(super) fn after_run(chars: &[char], i: usize) -> Option<char> {
    static PARTS: LazyLock<CharSet> = LazyLock::new(|| {
        let chinese = "〇零○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅卌兆";
        CharSet::new(chinese.chars().chain("0123456789.,".chars()))
    });
    let parts = &*PARTS;
    chars
        .get(i..)?
        .iter()
        .copied()
        .find(|&c| !parts.contains(c))
}

/// Reads the longest numeral at `i`, unless it is an estimate.
pub(super) fn exact(chars: &[char], i: usize) -> Option<Numeral> {
    read(chars, i).filter(Numeral::is_exact)
}

/// Reads the Arabic digits at `i`, without units: `1,187`, `37.1`.
pub(super) fn digits(chars: &[char], i: usize) -> Option<(Decimal, usize)> {
    let length = count_digits(chars, i);
    let mut end = i + length;
    if length <= 3 {
        while chars.get(end) == Some(&',')
            && count_digits(chars, end + 1) == 3
            && chars.get(i) != Some(&'0')
        {
            end += 4;
        }
    }
    if chars.get(end) == Some(&'.') {
        let decimals = count_digits(chars, end + 1);
        end += if decimals > 0 { 1 + decimals } else { 0 };
    }
    Decimal::of_digits(chars[i..end].iter().copied()).map(|value| (value, end))
}

/// Counts the zeros that end the decimals in `figure`.
fn zeros(figure: &[char]) -> usize {
    if !figure.contains(&'.') {
        return 0;
    }
    figure.iter().rev().take_while(|&&c| c == '0').count()
}

fn arabic(chars: &[char], i: usize) -> Option<Numeral> {
    let (value, figure_end) = digits(chars, i)?;
    let (by, end) = multipliers(chars, figure_end);
    let mut numeral = Numeral::exact(value.times(by)?, end, NumeralStyle::Arabic);
    if by == 1 {
        numeral.zeros = zeros(&chars[i..end]);
        more(chars, numeral)
    } else {
        more(chars, smaller_parts(chars, numeral, by)?)
    }
}

/// Adds the smaller parts after a part in units of `scale`: 2亿5000万, 1万3千, 1亿2345万6789, 13万2.
fn smaller_parts(chars: &[char], mut numeral: Numeral, mut scale: i128) -> Option<Numeral> {
    while scale >= 1_000
        && chars.get(numeral.end).is_some_and(char::is_ascii_digit)
        && let Some((part, after)) = digits(chars, numeral.end)
        && part.as_whole().is_some()
    {
        let length = after - numeral.end;
        let (by, next) = multipliers(chars, after);
        let fills = scale >= 10_000 && (by > 1 || length == 3 || length as u32 == scale.ilog10());
        // 4千8吨 would be two numbers; 13万2元 is one.
        let counts = scale < 10_000 && chars.get(next).copied().is_some_and(crate::han::is_han);
        let elliptic = by == 1 && length == 1 && part != Decimal::whole(0) && !counts;
        if by >= scale || !(fills || elliptic) || ends_elsewhere(chars, next) {
            break;
        }
        let by = if elliptic { scale / 10 } else { by };
        numeral.value = numeral.value.plus(part.times(by)?)?;
        numeral.elliptic = elliptic;
        numeral.end = next;
        scale = by;
        if elliptic {
            break;
        }
    }
    Some(numeral)
}

/// Tests whether digits that end at `i` are part of another expression: a decimal, a date, a range, a percentage.
fn ends_elsewhere(chars: &[char], i: usize) -> bool {
    matches!(
        chars.get(i),
        Some('.' | '%' | '％' | '‰' | '月' | '日' | '-' | '/' | ':' | '号')
    )
}

/// Reads 多, 余 or 来 after a numeral, and the units after it: 30多万.
fn more(chars: &[char], mut numeral: Numeral) -> Option<Numeral> {
    let Some(remainder) = remainder(chars, numeral.end) else {
        return Some(numeral);
    };
    numeral.remainder = remainder;
    let (by, end) = multipliers(chars, numeral.end + 1);
    numeral.value = numeral.value.times(by)?;
    numeral.or = match numeral.or {
        Some(or) => Some(or.times(by)?),
        None => None,
    };
    numeral.end = end;
    Some(numeral)
}

/// Returns what the character at `i`, after a numeral, says about it.
fn remainder(chars: &[char], i: usize) -> Option<Remainder> {
    let next = chars.get(i + 1).copied();
    match chars.get(i)? {
        // 多 and 余 begin words too: 3多样, 百余杭.
        '多' if next.is_some_and(|c| "样少边方数极党渠媒".contains(c)) => None,
        '余' if next.is_some_and(|c| "杭姚干额".contains(c)) => None,
        c if is_more(*c) => Some(Remainder::More),
        '来' | '把' if next.is_some_and(is_counting) && i > 0 && unit(chars[i - 1]).is_some() => {
            Some(Remainder::About)
        }
        _ => None,
    }
}

/// Tests whether `c` counts after 来: 十来个, 二十来岁, 百来万.
fn is_counting(c: char) -> bool {
    super::traps::is_measure(c) && !matches!(c, '场' | '道' | '路' | '点' | '自')
        || matches!(c, '万' | '亿' | '人' | '块')
}

/// Multiplies the units at `i` (万亿, 百万, 兆), 1 if there are none, and returns where they end.
///
/// A smaller unit never follows a larger one: 600万百姓.
fn multipliers(chars: &[char], i: usize) -> (i128, usize) {
    let mut product = 1_i128;
    let mut last = 0;
    let mut end = i;
    while let Some(by) = chars.get(end).copied().and_then(multiplier) {
        if by < last || is_part_of_word(chars, end, product) || product >= 10_i128.pow(16) {
            break;
        }
        product *= by;
        last = by;
        end += 1;
    }
    (product, end)
}

/// Returns the value of a unit after Arabic digits; 十 is none (2030十年).
fn multiplier(c: char) -> Option<i128> {
    if c == '兆' {
        return Some(1_000_000_000_000);
    }
    unit(c).filter(|&by| by > 10)
}

/// Tests whether the unit at `i` belongs to the word after it (千克, 千瓦, 百分点, 兆瓦, 百姓).
pub(super) fn is_part_of_word(chars: &[char], i: usize, product: i128) -> bool {
    let next = chars.get(i + 1).copied();
    match chars[i] {
        '千' => next.is_some_and(|c| "克瓦米帕伏赫焦卡字比".contains(c)),
        '百' => next.is_some_and(|c| "分帕姓货".contains(c)),
        '兆' => !is_trillions(chars, i),
        '万' => next == Some('安') && product == 1,
        _ => false,
    }
}

/// Longest smaller part that is looked through after 兆, in characters.
const LONGEST_PART: usize = 8;

/// Tests whether 兆 at `i` is 10¹², as in Taiwan and Japan, and not mega: money or a smaller part follows.
fn is_trillions(chars: &[char], i: usize) -> bool {
    let rest = chars[i + 1..].iter().take(LONGEST_PART);
    let digits = rest
        .take_while(|&&c| c.is_ascii_digit() || digit(c).is_some() || "十百千".contains(c))
        .count();
    let next = i + 1 + digits;
    if digits > 0 {
        return matches!(chars.get(next), Some('亿' | '万'));
    }
    matches!(chars.get(next), Some('元' | '亿' | '余' | '多'))
        || super::units::money(chars, next).is_some()
}

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
