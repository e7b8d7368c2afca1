//! Quantities: a numeral with its bound before (近, 超过) or after it (多, 左右, 以上), and its unit.

use super::english::{figure, ordinal, word_or_figure};
use super::numeral::{self, Numeral, Style};
use super::units::{MONEY, UNITS, unit};
use super::{Count, Decimal, NumberMatch, figure_length, lookup, range_mark, skip, starts, traps};

/// What English prints before an approximate number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberBound {
    Exact,
    About,
    Nearly,
    MoreThan,
    LessThan,
    AtLeast,
    AtMost,
    AsManyAs,
}

const BEFORE: [(&str, NumberBound); 28] = [
    ("超过了", NumberBound::MoreThan),
    ("超过", NumberBound::MoreThan),
    ("超出", NumberBound::MoreThan),
    ("突破", NumberBound::MoreThan),
    ("逾", NumberBound::MoreThan),
    ("超", NumberBound::MoreThan),
    ("高达", NumberBound::AsManyAs),
    ("多达", NumberBound::AsManyAs),
    ("将近", NumberBound::Nearly),
    ("接近", NumberBound::Nearly),
    ("近", NumberBound::Nearly),
    ("大约", NumberBound::About),
    ("约为", NumberBound::About),
    ("约", NumberBound::About),
    ("大概", NumberBound::About),
    ("上下", NumberBound::About),
    ("至少", NumberBound::AtLeast),
    ("不少于", NumberBound::AtLeast),
    ("不低于", NumberBound::AtLeast),
    ("最少", NumberBound::AtLeast),
    ("最多", NumberBound::AtMost),
    ("至多", NumberBound::AtMost),
    ("不超过", NumberBound::AtMost),
    ("不多于", NumberBound::AtMost),
    ("不到", NumberBound::LessThan),
    ("不足", NumberBound::LessThan),
    ("少于", NumberBound::LessThan),
    ("低于", NumberBound::LessThan),
];

const AFTER: [(&str, NumberBound); 6] = [
    ("左右", NumberBound::About),
    ("上下", NumberBound::About),
    ("以上", NumberBound::MoreThan),
    ("以下", NumberBound::LessThan),
    ("以内", NumberBound::AtMost),
    ("之多", NumberBound::AsManyAs),
];

pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    // 签约2亿, 条约: 约 ends a word.
    let before = i.checked_sub(1).map(|j| chars[j]);
    if chars[i] == '约' && before.is_some_and(|c| "签合条公契节制预违守立".contains(c))
    {
        return None;
    }
    let (mut start, mut bound) = match lookup(chars, i, &BEFORE) {
        Some((length, bound)) => (i + length, *bound),
        None => (i, NumberBound::Exact),
    };
    let (length, prefix, suffix) = affixes(chars, start);
    start += length;
    let numeral = numeral::read(chars, start)?;
    let is_bounded = bound != NumberBound::Exact;
    if numeral.style == Style::Chinese && !is_counted(chars, start, &numeral, is_bounded) {
        return None;
    }
    if numeral.more {
        bound = NumberBound::MoreThan;
    }
    if let Some(range) = range(chars, &numeral) {
        let english = format!("{}{prefix}{}", bound.english(false), range.english);
        return Some(NumberMatch { english, ..range });
    }
    let mut quantity = Quantity {
        bound,
        text: spell(&numeral),
        value: numeral.value,
        end: numeral.end,
    };
    let (english, count) = quantity.finish(chars, &numeral)?;
    let bound = quantity.bound.english(count == Count::Many);
    let english = format!("{bound}{prefix}{english}{suffix}");
    Some(NumberMatch::new(quantity.end, english, count))
}

/// Reads what may stand between a bound and its number: its length, and the English before and after the number.
fn affixes(chars: &[char], i: usize) -> (usize, &'static str, &'static str) {
    if starts(chars, i, "人民币") {
        return (3, "", "");
    }
    if starts(chars, i, "零下") {
        return (2, "minus ", "");
    }
    if starts(chars, i, "时速") {
        return (2, "", " per hour");
    }
    let follows_token = i > 0 && chars[i - 1].is_ascii_alphanumeric();
    if chars.get(i) == Some(&'-') && !follows_token {
        return (1, "-", "");
    }
    (0, "", "")
}

impl NumberBound {
    /// Returns the bound in English, with a space after it; `is_plural` if a plural noun follows.
    fn english(self, is_plural: bool) -> &'static str {
        match self {
            Self::Exact => "",
            Self::About => "about ",
            Self::Nearly => "nearly ",
            Self::MoreThan => "more than ",
            Self::LessThan if is_plural => "fewer than ",
            Self::LessThan => "less than ",
            Self::AtLeast => "at least ",
            Self::AtMost => "at most ",
            Self::AsManyAs if is_plural => "as many as ",
            Self::AsManyAs => "as much as ",
        }
    }
}

/// Prints a number without its unit: one to nine written in Chinese as words, and others as figures.
fn spell(numeral: &Numeral) -> String {
    let print = match numeral.style {
        Style::Chinese => word_or_figure,
        Style::Arabic => figure,
    };
    let value = print(numeral.value);
    match numeral.or {
        Some(or) if or.as_whole() == numeral.value.as_whole().map(|n| n + 2) => {
            format!("{value} to {}", print(or))
        }
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
        || lookup(chars, numeral.end, &MONEY).is_some()
        || unit(chars, numeral.end).is_some();
    let percent = next.is_some_and(|c| c == '%' || c == '％');
    // A unit alone (百, 千, 万) needs 余 or 多 after it or a bound before it.
    if length == 1 && matches!(chars[start], '百' | '千' | '万' | '亿') {
        return qualified
            && (measured || next.is_none_or(|c| !crate::han::is_han(c)) || numeral.more);
    }
    if measured || percent || numeral.more || qualified {
        return true;
    }
    if length >= 2 && numeral.value.at_least(10_000) {
        return true;
    }
    // 七八人, 一百二十三万四千五百六十七
    length >= 4
        || (next == Some('人') && numeral.value != Decimal::whole(1))
        || matches!(next, Some('至' | '到' | '—'))
}

/// Reads the rest of a range after its first number: 3000-5000, 15%至20%, 三至五年, 2万至3万.
fn range(chars: &[char], first: &Numeral) -> Option<NumberMatch> {
    let (length, first_unit) = range_unit(chars, first.end);
    let (mark, next) = range_mark(chars, first.end + length)?;
    let second = numeral::read(chars, next).filter(|n| n.style == first.style)?;
    let (length, unit) = range_unit(chars, second.end);
    let end = second.end + length;
    // 5-8%: the sign counts for both ends.
    let first_unit = if unit == "%" { &unit } else { &first_unit };
    let english = format!("{}{first_unit}{mark}{}{unit}", spell(first), spell(&second));
    if length > 0 {
        return Some(NumberMatch::new(end, english, Count::None));
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

/// Reads the unit after one end of a range: its length, and the English to print after the number.
fn range_unit(chars: &[char], i: usize) -> (usize, String) {
    if matches!(chars.get(i), Some('%' | '％')) {
        return (1, "%".to_owned());
    }
    if let Some((length, name)) = lookup(chars, i, &MONEY)
        && name.chars().all(char::is_alphabetic)
    {
        return (length, format!(" {name}"));
    }
    match unit(chars, i) {
        Some((length, many)) => (length, format!(" {many}")),
        None => (0, String::new()),
    }
}

struct Quantity {
    bound: NumberBound,
    text: String,
    value: Decimal,
    end: usize,
}

impl Quantity {
    /// Reads what stands after the numeral, and returns the English of the whole without its bound.
    fn finish(&mut self, chars: &[char], numeral: &Numeral) -> Option<(String, Count)> {
        let is_estimate = numeral.or.is_some() || self.bound != NumberBound::Exact;
        let singular = self.value == Decimal::whole(1) && !is_estimate;
        let whole = self
            .percentage(chars, numeral)
            .or_else(|| self.money(chars))
            .or_else(|| self.months_and_halves(chars))
            .or_else(|| self.label(chars, numeral))
            .or_else(|| self.measure(chars, singular));
        if let Some(english) = whole {
            return Some((english, Count::None));
        }
        if !starts(chars, self.end, "个人") {
            self.end = skip(chars, self.end, &['个']);
        }
        if chars.get(self.end) == Some(&'人') && lookup(chars, self.end + 1, &AFTER).is_some() {
            self.end += 1;
        }
        self.bound_after(chars);
        let count = if singular { Count::One } else { Count::Many };
        Some((self.text.clone(), count))
    }

    /// Reads 6.8%, 3‰, 八成, 七成五.
    fn percentage(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        let sign = match chars.get(self.end)? {
            '%' | '％' => '%',
            '‰' => '‰',
            '成' => return self.tenths(chars, numeral),
            _ => return None,
        };
        self.end += 1;
        self.bound_after(chars);
        Some(format!("{}{sign}", figure(self.value)))
    }

    fn tenths(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        let tenths = self.value.as_whole()?;
        if numeral.style != Style::Chinese || !(1..=9).contains(&tenths) {
            return None;
        }
        let end = self.end + 1;
        self.end = skip(chars, end, &['五']);
        let hundredths = if self.end > end { "5" } else { "0" };
        Some(format!("{tenths}{hundredths}%"))
    }

    /// Reads 6个多月, 两个半小时.
    fn months_and_halves(&mut self, chars: &[char]) -> Option<String> {
        if starts(chars, self.end, "个多月") {
            self.end += 3;
            self.bound = NumberBound::MoreThan;
            return Some(format!("{} months", self.text));
        }
        starts(chars, self.end, "个半小时").then(|| {
            self.end += 4;
            format!("{} and a half hours", self.text)
        })
    }

    /// Reads numbers that name and do not count: 7.0级, 5号, 3号线.
    fn label(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        if numeral.style != Style::Arabic {
            return None;
        }
        match chars.get(self.end)? {
            '级' => {
                let start = numeral.end - figure_length(&chars[..numeral.end]);
                let digits = &chars[start..numeral.end];
                if !digits.contains(&'.') {
                    return None;
                }
                self.end += 1;
                Some(format!("magnitude {}", digits.iter().collect::<String>()))
            }
            '号' => {
                let is_line = chars.get(self.end + 1) == Some(&'线');
                self.end += if is_line { 2 } else { 1 };
                let label = if is_line { "Line" } else { "No." };
                Some(format!("{label} {}", self.value))
            }
            _ => None,
        }
    }

    /// Reads a unit of measure: 3小时, 120平方公里, 57岁的, 70周年.
    fn measure(&mut self, chars: &[char], singular: bool) -> Option<String> {
        unit(chars, self.end)?;
        let (length, (one, many)) = lookup(chars, self.end, &UNITS)?;
        let name = if singular { one } else { many };
        self.end += length;
        self.bound_after(chars);
        if name.ends_with(" old") && chars.get(self.end) == Some(&'的') {
            return Some(format!("{}-{one}", self.text).replace(' ', "-"));
        }
        match name.strip_prefix("th ") {
            Some(anniversary) => {
                let n = self.value.as_whole()?;
                Some(format!("{} {anniversary}", ordinal(n)))
            }
            None => Some(format!("{} {name}", self.text)),
        }
    }

    fn bound_after(&mut self, chars: &[char]) {
        if self.bound == NumberBound::Exact
            && let Some((length, bound)) = lookup(chars, self.end, &AFTER)
        {
            self.end += length;
            self.bound = *bound;
        }
    }

    /// Reads an amount of money: 600万元, 3亿美元, 3元5角.
    fn money(&mut self, chars: &[char]) -> Option<String> {
        let (length, name) = lookup(chars, self.end, &MONEY)?;
        self.end += length;
        // 3元5角: the smaller coin is a decimal of the larger.
        if *name == "yuan"
            && chars.get(self.end).is_some_and(char::is_ascii_digit)
            && let Some((jiao, end)) = numeral::digits(chars, self.end)
            && chars.get(end) == Some(&'角')
            && let Some(jiao) = Decimal::parse(&format!("0.{jiao}"))
            && let Some(sum) = self.value.plus(jiao)
        {
            self.end = end + 1;
            return Some(format!("{sum} yuan"));
        }
        let is_name = name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        if is_name {
            return Some(format!("{} {name}", self.text));
        }
        if self.text.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(format!("{name}{}", self.text));
        }
        Some(format!("{name}{}", figure(self.value)))
    }
}
