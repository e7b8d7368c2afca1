//! Quantities: a numeral with its bound before (近, 超过) or after it (多, 左右, 以上), and its unit.

mod measure;
mod money;

use super::bounds::{self, NumberBound};
use super::english::{figure, with_zeros, word_or_figure};
use super::numeral::{self, Numeral, NumeralStyle, Remainder};
use super::table::Table;
use super::units::{money, unit};
use super::{Count, Decimal, NumberKind, NumberMatch, calendar, parts, range, starts, traps};
use std::sync::LazyLock;

pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    let (length, bound) = bounds::before(chars, i)?;
    let start = i + length;
    if length > 0
        && let Some(date) = bounded_date(chars, start, bound)
    {
        return Some(date);
    }
    let affix = Affix::read(chars, start);
    let start = start + affix.length;
    if let Some(part) = part(chars, start, bound, &affix) {
        return Some(part);
    }
    let numeral = numeral::read(chars, start)?;
    let is_bounded = bound != NumberBound::Exact || affix.length > 0;
    if numeral.style == NumeralStyle::Chinese && !is_counted(chars, start, &numeral, is_bounded) {
        return None;
    }
    let bound = match numeral.remainder {
        Remainder::None => bound,
        Remainder::More => NumberBound::MoreThan,
        Remainder::About => NumberBound::About,
    };
    if let Some(range) = ranged(chars, start, &numeral, &affix) {
        let english = format!("{}{}", bound.english(false), range.english);
        return Some(NumberMatch { english, ..range });
    }
    let mut quantity = Quantity {
        bound,
        text: match affix.prefix {
            "-" => figure(numeral.value),
            _ => spell(&numeral),
        },
        value: numeral.value,
        end: numeral.end,
        currency: affix.currency,
        is_temperature: ["零下", "零上"]
            .iter()
            .any(|sign| starts(chars, start.saturating_sub(2), sign)),
    };
    let (english, count, kind) = quantity.finish(chars, &numeral);
    // 人民币一个月: the currency is a word of its own.
    if affix.currency.is_some() && kind != NumberKind::Money {
        return None;
    }
    let counts_things = count == Count::Many && quantity.value.as_whole().is_some();
    let bound = quantity.bound.english(counts_things);
    let suffix = if english.ends_with(affix.suffix) {
        ""
    } else {
        affix.suffix
    };
    let prefix = affix.prefix;
    let english = match prefix {
        "minus " if !bound.is_empty() => format!("{bound}{english}{suffix} below zero"),
        prefix => format!("{bound}{prefix}{english}{suffix}"),
    };
    Some(NumberMatch::new(quantity.end, english, count).of(kind))
}

/// Reads a range of numbers after their affix; a currency goes with money and counts alone.
fn ranged(chars: &[char], start: usize, first: &Numeral, affix: &Affix) -> Option<NumberMatch> {
    if affix.prefix == "-" {
        return None;
    }
    let range = range::read(chars, start, first)?;
    let fits =
        affix.currency.is_none() || matches!(range.kind, NumberKind::Money | NumberKind::Count);
    let english = affix.of_range(range.english);
    fits.then_some(NumberMatch { english, ..range })
}

/// Reads a percentage in words, a fraction or tenths after their bound.
fn part(chars: &[char], i: usize, bound: NumberBound, affix: &Affix) -> Option<NumberMatch> {
    let part = parts::read(chars, i)?;
    let (length, after) = bounds::after(chars, part.end).unwrap_or((0, NumberBound::Exact));
    let bound = if bound == NumberBound::Exact {
        after
    } else {
        bound
    };
    let english = format!("{}{}{}", bound.english(false), affix.prefix, part.english);
    Some(NumberMatch::new(part.end + length, english, Count::None).of(NumberKind::Part))
}

/// Reads a date or time after its bound: 约8时, 高于2015年. A round year counts years: 近2000年.
fn bounded_date(chars: &[char], i: usize, bound: NumberBound) -> Option<NumberMatch> {
    let numeral = numeral::read(chars, i)?;
    let date = calendar::read(chars, i)?;
    let year = numeral.value.as_whole().unwrap_or(0);
    let is_year_alone = date.end == numeral.end + 1 && chars.get(numeral.end) == Some(&'年');
    let is_month_or_day = matches!(chars.get(numeral.end), Some('月' | '日'));
    if is_year_alone && year % 100 == 0 || is_month_or_day {
        return None;
    }
    let english = format!("{}{}", bound.english(false), date.english);
    Some(NumberMatch { english, ..date })
}

/// What stands between a bound and its number.
#[derive(Clone, Copy, Default)]
struct Affix {
    length: usize,
    /// The English before the number.
    prefix: &'static str,
    /// The English after the number.
    suffix: &'static str,
    /// The currency of the number.
    currency: Option<&'static str>,
}

/// Words and signs before a number: the English before and after it.
static AFFIXES: [(&str, (&str, &str)); 3] = [
    ("零下", ("minus ", "")),
    ("零上", ("", "")),
    ("时速", ("", " per hour")),
];

/// Currencies before a number.
static CURRENCIES: [(&str, &str); 15] = [
    ("人民币", "yuan"),
    ("新台币", "NT$"),
    ("台币", "NT$"),
    ("港币", "HK$"),
    ("澳门币", "patacas"),
    ("US$", "$"),
    ("HK$", "HK$"),
    ("NT$", "NT$"),
    ("A$", "A$"),
    ("C$", "C$"),
    ("¥", "yuan"),
    ("￥", "yuan"),
    ("$", "$"),
    ("€", "€"),
    ("£", "£"),
];

static CURRENCY_TABLE: LazyLock<Table<&str>> = LazyLock::new(|| Table::new(&CURRENCIES));
static AFFIX_TABLE: LazyLock<Table<(&str, &str)>> = LazyLock::new(|| Table::new(&AFFIXES));

impl Affix {
    fn read(chars: &[char], i: usize) -> Self {
        if let Some((length, currency)) = CURRENCY_TABLE.at(chars, i) {
            return Self {
                length,
                currency: Some(*currency),
                ..Self::default()
            };
        }
        match AFFIX_TABLE.at(chars, i) {
            Some((length, (prefix, suffix))) => Self {
                length,
                prefix,
                suffix,
                currency: None,
            },
            None if is_sign(chars, i) => Self {
                length: 1,
                prefix: "-",
                ..Self::default()
            },
            None => Self::default(),
        }
    }

    /// Puts the currency of a range whose unit is the plain 元 (新台币3000至5000元) in its place.
    fn of_range(self, english: String) -> String {
        match self.currency {
            Some(currency) if currency != "yuan" => {
                format!("{currency}{}", english.replace(" yuan", ""))
            }
            Some(_) if !english.ends_with("yuan") => format!("{english} yuan"),
            Some(_) | None => format!("{}{english}", self.prefix),
        }
    }
}

/// Tests whether a sign stands at `i`: 负 before a number, `-` that is no hyphen (歼-20).
fn is_sign(chars: &[char], i: usize) -> bool {
    let previous = i.checked_sub(1).map(|j| chars[j]);
    match chars.get(i) {
        Some('负') => !previous.is_some_and(|c| {
            "胜平欺抱担肩自背正".contains(c) || c.is_ascii_digit() || numeral::digit(c).is_some()
        }),
        Some('-' | '−') => previous.is_none_or(|c| {
            !c.is_alphanumeric() && c != ')' && c != '）'
                || "为达至到是约降长跌低了于和从减下即幅在由温".contains(c)
        }),
        _ => false,
    }
}

/// Prints a number without its unit: one to nine written in Chinese as words, and others as figures.
pub(super) fn spell(numeral: &Numeral) -> String {
    let print = match numeral.style {
        NumeralStyle::Chinese => word_or_figure,
        NumeralStyle::Arabic => figure,
    };
    let value = if numeral.zeros > 0 {
        with_zeros(numeral)
    } else {
        print(numeral.value)
    };
    match numeral.or {
        // 三五千: not neighbors.
        Some(or) if numeral.value.times(5) == or.times(3) => format!("{value} to {}", print(or)),
        Some(or) => format!("{value} or {}", print(or)),
        None => value,
    }
}

/// Tests whether a numeral in Chinese characters counts something: a measure word or a unit follows, or it is too
/// long for another word.
fn is_counted(chars: &[char], start: usize, numeral: &Numeral, qualified: bool) -> bool {
    let length = numeral.end - start;
    let next = chars.get(numeral.end).copied();
    let measured = next.is_some_and(traps::is_measure)
        || money(chars, numeral.end).is_some()
        || unit(chars, numeral.end).is_some();
    // A unit alone (百, 千, 万) needs 余 or 多 after it or a bound before it.
    if length == 1 && matches!(chars[start], '百' | '千' | '万' | '亿') {
        return qualified
            && (measured || next.is_none_or(|c| !crate::han::is_han(c)) || next == Some('人'));
    }
    if measured
        || numeral.remainder != Remainder::None
        || qualified
        || numeral.elliptic
        || parts::sign(chars, numeral.end).is_some()
    {
        return true;
    }
    if length >= 2 && numeral.value.at_least(10_000) {
        return true;
    }
    // 七八人, 一百二十三万四千五百六十七
    length >= 4
        || (numeral.or.is_some() && length >= 3)
        || (next == Some('人') && numeral.value != Decimal::whole(1))
        || (next == Some('号') && numeral.or.is_none())
        || matches!(next, Some('至' | '到' | '—'))
            && numeral::read(chars, numeral.end + 1).is_some()
}

/// A numeral, and what is read after it.
struct Quantity {
    bound: NumberBound,
    text: String,
    value: Decimal,
    end: usize,
    /// The currency before the number.
    currency: Option<&'static str>,
    is_temperature: bool,
}
