//! Numerals in Chinese characters.

use super::{
    Numeral, NumeralStyle, Remainder, digit, is_part_of_word, is_trillions, more, multipliers,
    remainder, tens, unit,
};
use crate::numbers::Decimal;

/// Reads a numeral in Chinese characters: sections of up to four digits, each with its 万 or 亿.
///
/// `None` means that there is no numeral, or one larger than a [`Decimal`].
pub(super) fn chinese(chars: &[char], i: usize) -> Option<Numeral> {
    let mut parser = NumeralParser::default();
    let mut end = i;
    let mut several = false;
    while let Some(&c) = chars.get(end) {
        if is_tael(chars, end, i) {
            break;
        }
        if let Some(value) = digit(c) {
            parser.digit(value, end == i + 1)?;
        } else if let Some(value) = tens(c)
            && end == i
        {
            parser.section = [value; 2];
            parser.last_unit = 10;
        } else if let Some(by) = unit_at(chars, end, i) {
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
    let mut numeral = Numeral::exact(Decimal::whole(0), end, NumeralStyle::Chinese);
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

/// Tests whether 两 at `i`, after the start of a numeral, is the unit of weight: 八百万两, but not 三万两千.
fn is_tael(chars: &[char], i: usize, start: usize) -> bool {
    let is_digit = matches!(chars.get(i + 1), Some('百' | '千' | '万' | '三' | '亿'));
    chars[i] == '两' && i > start && unit(chars[i - 1]).is_some() && !is_digit
}

/// Returns the value of the unit at `i` in the numeral that begins at `start`.
fn unit_at(chars: &[char], i: usize, start: usize) -> Option<i128> {
    let trillions = chars[i] == '兆' && i > start && is_trillions(chars, i);
    if trillions {
        Some(1_000_000_000_000)
    } else {
        unit(chars[i])
    }
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
        // 四万万: a hundred million each.
        if self.section[1] == 0 && current.is_none() && by == 10_000 && self.total[1] > 0 {
            self.total = self.total.map(|total| total * by);
            return Some(self.total[1] < LARGEST);
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
    // 三兆二千亿: the larger unit stands before. 二万八千万 is 28,000 times 10,000.
    let multiplies = by > 10_000 && total < 1_000_000_000_000;
    let is_repeated = by == 10_000 && section > 0 && (1..100_000_000).contains(&total);
    if multiplies || is_repeated {
        (total + section).checked_mul(by)
    } else {
        section.checked_mul(by)?.checked_add(total)
    }
}

/// Limit of numerals: a hundred million times 万亿.
const LARGEST: i128 = 10_i128.pow(20);
