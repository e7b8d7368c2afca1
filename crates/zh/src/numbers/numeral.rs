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
    pub(super) style: Style,
    pub(super) remainder: Remainder,
    /// How many zeros end the decimals as written: 5.0 has one. They are data, and are printed.
    pub(super) zeros: usize,
    /// Whether the last digit counts the next smaller unit: 三万五, 13万2.
    pub(super) elliptic: bool,
}

impl Numeral {
    fn exact(value: Decimal, end: usize, style: Style) -> Self {
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
    digit(first).or(unit(first)).or(tens(first))?;
    chinese(chars, i)
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
    let text: String = chars[i..end].iter().collect();
    Decimal::parse(&text).map(|value| (value, end))
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
    let mut numeral = Numeral::exact(value.times(by)?, end, Style::Arabic);
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

/// Tests whether 兆 at `i` is 10¹², as in Taiwan and Japan, and not mega: money or a smaller part follows.
fn is_trillions(chars: &[char], i: usize) -> bool {
    let mut next = i + 1;
    let digits = count_digits(chars, next);
    if digits > 0 {
        next += digits;
        return matches!(chars.get(next), Some('亿' | '万' | '億' | '萬'));
    }
    matches!(chars.get(next), Some('元' | '亿' | '余' | '多'))
        || super::lookup(chars, next, &super::units::MONEY).is_some()
}

/// Reads a numeral in Chinese characters: sections of up to four digits, each with its 万 or 亿.
///
/// `None` means that there is no numeral, or one larger than a [`Decimal`].
fn chinese(chars: &[char], i: usize) -> Option<Numeral> {
    let mut parser = NumeralParser::default();
    let mut end = i;
    let mut several = false;
    while let Some(&c) = chars.get(end) {
        if let Some(value) = digit(c) {
            parser.digit(value, end == i + 1)?;
        } else if let Some(value) = tens(c)
            && end == i
        {
            parser.section = [value; 2];
            parser.last_unit = 10;
        } else if let Some(by) = unit(c) {
            if !parser.takes(by, end == i)
                || is_word(chars, end, i)
                || !parser.unit(by, end == i)?
            {
                break;
            }
        } else {
            several = c == '几' && end > i && unit(chars[end - 1]).is_some();
            break;
        }
        end += 1;
    }
    let mut numeral = Numeral::exact(Decimal::whole(0), end, Style::Chinese);
    if several {
        numeral.remainder = Remainder::More;
        numeral.end += 1;
    } else if let Some(remainder) = remainder(chars, end) {
        numeral.remainder = remainder;
        numeral.end += 1;
    }
    if numeral.remainder != Remainder::None
        && let Some(by) = chars.get(numeral.end).copied().and_then(unit)
        && by >= 10_000
    {
        // 九千多万: 多 stands before the unit.
        parser.unit(by, false)?;
        numeral.end += 1;
    }
    let elliptic = numeral.is_exact() && parser.is_elliptic(&chars[i..end]);
    let [low, high] = parser.value(elliptic)?;
    numeral.value = Decimal::whole(low);
    numeral.or = (high > low).then(|| Decimal::whole(high));
    numeral.elliptic = elliptic;
    with_decimals(chars, numeral, low)
}

/// Tests whether the unit at `i` begins a word after the numeral that begins at `start`: 六万百姓, 三百千瓦.
fn is_word(chars: &[char], i: usize, start: usize) -> bool {
    i > start && is_part_of_word(chars, i, 1)
}

/// Reads the decimals after a whole Chinese numeral: 三点五, 一点二万.
fn with_decimals(chars: &[char], mut numeral: Numeral, whole: i128) -> Option<Numeral> {
    if numeral.is_exact()
        && let Some((fraction, after)) = fraction(chars, numeral.end)
    {
        let (by, next) = multipliers(chars, after);
        numeral.value = Decimal::parse(&format!("{whole}.{fraction}"))?.times(by)?;
        numeral.zeros = if by == 1 {
            fraction.len() - fraction.trim_end_matches('0').len()
        } else {
            0
        };
        numeral.end = next;
        numeral.elliptic = false;
        return more(chars, numeral);
    }
    (numeral.end > 0).then_some(numeral)
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
    let is_time = match chars.get(end) {
        Some('十' | '刻') => true,
        Some('分') => !matches!(chars.get(end + 1), Some('之')),
        _ => false,
    };
    (!digits.is_empty() && !is_time).then_some((digits, end))
}

/// Adds up a Chinese numeral, its lower and its upper value: 七八十 is 70 and 80.
#[derive(Default)]
struct NumeralParser {
    /// Finished sections, with their 万 and 亿.
    total: [i128; 2],
    /// The current section, with its 十, 百 and 千.
    section: [i128; 2],
    /// A digit, or two neighbors, without a unit so far.
    current: Option<[i128; 2]>,
    /// The unit read last; 0 if there is none.
    last_unit: i128,
}

impl NumeralParser {
    /// Adds a digit; `None` if it cannot stand here. 三五 is an estimate only as the `second` character.
    fn digit(&mut self, value: i128, second: bool) -> Option<()> {
        match self.current {
            Some([0, 0]) | None => self.current = Some([value; 2]),
            Some([low, high])
                if low == high && (value == low + 1 || (second && (low, value) == (3, 5))) =>
            {
                self.current = Some([low, value]);
            }
            Some(_) => return None,
        }
        Some(())
    }

    /// Tests whether the unit `by` can stand here: a small unit needs a digit before it, unless it comes first
    /// (十五, 百余) or is in 百十.
    fn takes(&self, by: i128, first: bool) -> bool {
        by >= 10_000 || first || self.current.is_some() || (self.last_unit, by) == (100, 10)
    }

    /// Adds a unit; `Some(false)` if there is nothing before it, `None` if the numeral becomes too large.
    fn unit(&mut self, by: i128, first: bool) -> Option<bool> {
        self.last_unit = by;
        let current = self.current.take();
        if by < 10_000 {
            for (section, digit) in self.section.iter_mut().zip(current.unwrap_or([1; 2])) {
                *section += digit * by;
            }
            return Some(true);
        }
        let alone = i128::from(self.section[0] == 0 && first);
        for side in 0..2 {
            let part = self.section[side] + current.map_or(alone, |digits| digits[side]);
            if part == 0 && self.total[side] == 0 {
                return Some(false);
            }
            self.total[side] = with_section(self.total[side], part, by)?;
        }
        self.section = [0; 2];
        (self.total[1] < LARGEST).then_some(true)
    }

    /// Tests whether the last digit or two of `numeral` count the next smaller unit: 三万五, 一万六七.
    fn is_elliptic(&self, numeral: &[char]) -> bool {
        let Some([low, high]) = self.current else {
            return false;
        };
        let tail = if high > low { 2 } else { 1 };
        let before = numeral.len().checked_sub(tail + 1).map(|at| numeral[at]);
        low > 0
            && self.last_unit >= 100
            && numeral.len() > tail + 1
            && before.and_then(unit).is_some()
    }

    /// Returns the lower and the upper value.
    fn value(&self, elliptic: bool) -> Option<[i128; 2]> {
        let by = if elliptic { self.last_unit / 10 } else { 1 };
        let digits = self.current.unwrap_or([0; 2]);
        let values = [0, 1].map(|side| self.total[side] + self.section[side] + digits[side] * by);
        (values[1] < LARGEST).then_some(values)
    }
}

/// Adds a section to a total. 亿 multiplies everything before it: 一万亿.
fn with_section(total: i128, section: i128, by: i128) -> Option<i128> {
    if by > 10_000 {
        (total + section).checked_mul(by)
    } else {
        section.checked_mul(by)?.checked_add(total)
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
