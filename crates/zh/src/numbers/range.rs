//! Ranges of quantities: 3000-5000, 15%至20%, 三至五年, 2万至3万, -5℃至3℃.

use super::numeral::{self, Numeral};
use super::quantity::spell;
use super::units::{money, unit};
use super::{Count, NumberKind, NumberMatch, parts, range_mark, skip, starts};

/// Reads the rest of a range after its first number, which begins at `start`.
pub(super) fn read(chars: &[char], start: usize, first: &Numeral) -> Option<NumberMatch> {
    let first_unit = RangeUnit::read(chars, first.end);
    let (mark, next) = range_mark(chars, first.end + first_unit.length)?;
    let sign_length = usize::from(chars.get(next) == Some(&'-') || chars.get(next) == Some(&'负'));
    let below = if starts(chars, next, "零下") {
        2
    } else {
        sign_length
    };
    let above = if starts(chars, next, "零上") { 2 } else { 0 };
    let second = numeral::read(chars, next + below + above).filter(|n| n.style == first.style)?;
    let second_unit = RangeUnit::read(chars, second.end);
    let end = second.end + second_unit.length;
    if second_unit.length == 0
        && (is_code(chars, start, first.end) || is_code(chars, next, second.end))
    {
        return None;
    }
    let sign = match below {
        0 => "",
        1 => "-",
        _ => "minus ",
    };
    // 上调0.6个百分点至1%: a change, and what it leads to.
    if first_unit.after.ends_with(" points") && second_unit.after == "%" {
        return None;
    }
    let english = format!(
        "{}{mark}{sign}{}",
        first_unit.or(&second_unit).print(&spell(first)),
        second_unit.print(&spell(&second))
    );
    if second_unit.length > 0 {
        return Some(NumberMatch::new(end, english, Count::None).of(second_unit.kind));
    }
    // 10-1 and other falling pairs are not ranges.
    if let (Some(a), Some(b)) = (first.value.as_whole(), second.value.as_whole())
        && b <= a
    {
        return None;
    }
    let end = skip(chars, end, &['个']);
    Some(NumberMatch::new(end, english, Count::Many))
}

/// Tests whether the figure at `start..end` is part of a code: 010-12345678, 007.
fn is_code(chars: &[char], start: usize, end: usize) -> bool {
    let figure = &chars[start..end];
    figure.len() > 1 && figure[0] == '0' && figure[1].is_ascii_digit()
        || figure.len() >= 7 && figure.iter().all(char::is_ascii_digit)
}

/// The unit of one end of a range.
struct RangeUnit {
    length: usize,
    /// The sign before the number: `$`.
    before: &'static str,
    /// The sign or the name after it.
    after: String,
    kind: NumberKind,
}

impl RangeUnit {
    fn read(chars: &[char], i: usize) -> Self {
        let none = Self {
            length: 0,
            before: "",
            after: String::new(),
            kind: NumberKind::Count,
        };
        if let Some(sign) = parts::sign(chars, i) {
            return Self {
                length: 1,
                after: sign.to_string(),
                kind: NumberKind::Part,
                ..none
            };
        }
        if let Some((length, name)) = money(chars, i) {
            let is_name = name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
            let kind = NumberKind::Money;
            return if is_name {
                let after = format!(" {name}");
                Self {
                    length,
                    after,
                    kind,
                    ..none
                }
            } else {
                Self {
                    length,
                    before: name,
                    kind,
                    ..none
                }
            };
        }
        match unit(chars, i) {
            Some((length, (_, many))) => Self {
                length,
                after: format!(" {many}"),
                kind: NumberKind::Measure,
                ..none
            },
            None if chars.get(i) == Some(&'度') => Self {
                length: 1,
                after: " degrees".to_owned(),
                kind: NumberKind::Measure,
                ..none
            },
            None => none,
        }
    }

    /// Returns the unit of the first end: signs count for both ends (5-8%, 3亿至5亿美元).
    fn or<'u>(&'u self, second: &'u Self) -> &'u Self {
        let is_sign = second.after == "%" || second.after == "‰" || !second.before.is_empty();
        if self.length == 0 && is_sign {
            second
        } else {
            self
        }
    }

    fn print(&self, number: &str) -> String {
        format!("{}{number}{}", self.before, self.after)
    }
}
