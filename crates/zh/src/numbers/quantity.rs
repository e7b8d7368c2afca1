//! Quantities: a numeral with its bound before (近, 超过) or after it (多, 左右, 以上), and its unit.

use super::bounds::{self, NumberBound};
use super::english::{figure, ordinal, with_zeros, word_or_figure};
use super::numeral::{self, Numeral, Remainder, Style};
use super::units::{money, unit};
use super::{
    Count, Decimal, NumberKind, NumberMatch, calendar, figure_length, parts, range, skip, starts,
    traps,
};

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
    if numeral.style == Style::Chinese && !is_counted(chars, start, &numeral, is_bounded) {
        return None;
    }
    let bound = match numeral.remainder {
        Remainder::None => bound,
        Remainder::More => NumberBound::MoreThan,
        Remainder::About => NumberBound::About,
    };
    if affix.prefix != "-"
        && let Some(range) = range::read(chars, start, &numeral)
    {
        let english = format!("{}{}{}", bound.english(false), affix.prefix, range.english);
        return Some(NumberMatch { english, ..range });
    }
    let mut quantity = Quantity {
        bound,
        text: spell(&numeral),
        value: numeral.value,
        end: numeral.end,
        is_temperature: starts(chars, start.saturating_sub(2), "零下")
            || starts(chars, start.saturating_sub(2), "零上"),
    };
    let (english, count, kind) = quantity.finish(chars, &numeral);
    let bound = quantity.bound.english(count == Count::Many);
    let suffix = if english.ends_with(affix.suffix) {
        ""
    } else {
        affix.suffix
    };
    let english = format!("{bound}{}{english}{suffix}", affix.prefix);
    Some(NumberMatch::new(quantity.end, english, count).of(kind))
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
struct Affix {
    length: usize,
    /// The English before the number.
    prefix: &'static str,
    /// The English after the number.
    suffix: &'static str,
}

impl Affix {
    fn read(chars: &[char], i: usize) -> Self {
        const AFFIXES: [(&str, (&str, &str)); 11] = [
            ("人民币", ("", "")),
            ("零下", ("minus ", "")),
            ("零上", ("", "")),
            ("时速", ("", " per hour")),
            ("US$", ("$", "")),
            ("HK$", ("HK$", "")),
            ("¥", ("", " yuan")),
            ("￥", ("", " yuan")),
            ("$", ("$", "")),
            ("€", ("€", "")),
            ("£", ("£", "")),
        ];
        let (length, prefix, suffix) = match super::lookup(chars, i, &AFFIXES) {
            Some((length, (prefix, suffix))) => (length, *prefix, *suffix),
            None if is_sign(chars, i) => (1, "-", ""),
            None => (0, "", ""),
        };
        Self {
            length,
            prefix,
            suffix,
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
                || "为达至到是约降长跌低了于和从减下即幅".contains(c)
        }),
        _ => false,
    }
}

/// Prints a number without its unit: one to nine written in Chinese as words, and others as figures.
pub(super) fn spell(numeral: &Numeral) -> String {
    let print = match numeral.style {
        Style::Chinese => word_or_figure,
        Style::Arabic => figure,
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

struct Quantity {
    bound: NumberBound,
    text: String,
    value: Decimal,
    end: usize,
    is_temperature: bool,
}

impl Quantity {
    /// Reads what stands after the numeral, and returns the English of the whole without its bound.
    fn finish(&mut self, chars: &[char], numeral: &Numeral) -> (String, Count, NumberKind) {
        let is_estimate = numeral.or.is_some() || self.bound != NumberBound::Exact;
        let is_one = self.value == Decimal::whole(1) && numeral.or.is_none();
        let singular = is_one && !is_estimate;
        if let Some(english) = self.percentage(chars, numeral) {
            return (english, Count::None, NumberKind::Part);
        }
        if let Some(english) = self.money(chars, numeral) {
            return (english, Count::None, NumberKind::Money);
        }
        if let Some(english) = self.label(chars, numeral) {
            return (english, Count::None, NumberKind::Identifier);
        }
        let measure = self
            .months_and_halves(chars)
            .or_else(|| self.degrees(chars, numeral))
            .or_else(|| self.measure(chars, numeral, is_one));
        if let Some(english) = measure {
            return (english, Count::None, NumberKind::Measure);
        }
        if !starts(chars, self.end, "个人") {
            self.end = skip(chars, self.end, &['个']);
        }
        if chars.get(self.end) == Some(&'人') && bounds::after(chars, self.end + 1).is_some() {
            self.end += 1;
        }
        self.bound_after(chars);
        let count = if singular { Count::One } else { Count::Many };
        (self.text.clone(), count, NumberKind::Count)
    }

    /// Reads 6.8%, 5.0%, 3‰.
    fn percentage(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        let sign = parts::sign(chars, self.end)?;
        self.end += 1;
        self.bound_after(chars);
        Some(format!("{}{sign}", parts::before_sign(numeral)))
    }

    /// Reads 6个多月, 两个半小时, 3年半.
    fn months_and_halves(&mut self, chars: &[char]) -> Option<String> {
        for (words, unit) in [
            ("个多月", "months"),
            ("个多小时", "hours"),
            ("个多星期", "weeks"),
            ("个来月", "months"),
        ] {
            if starts(chars, self.end, words) {
                self.end += words.chars().count();
                self.bound = if words.contains('来') {
                    NumberBound::About
                } else {
                    NumberBound::MoreThan
                };
                let is_one = self.value == Decimal::whole(1);
                let unit = if is_one {
                    &unit[..unit.len() - 1]
                } else {
                    unit
                };
                return Some(format!("{} {unit}", self.text));
            }
        }
        for (words, unit) in [
            ("个半小时", "hours"),
            ("个半月", "months"),
            ("个半钟头", "hours"),
            ("个半世纪", "centuries"),
            ("年半", "years"),
            ("天半", "days"),
            ("倍半", "times"),
        ] {
            let end = self.end + words.chars().count();
            let is_word = chars
                .get(end)
                .is_some_and(|c| "数价径导岛夜天载百".contains(*c));
            if starts(chars, self.end, words) && !is_word {
                self.end = end;
                return Some(format!("{} and a half {unit}", self.text));
            }
        }
        None
    }

    /// Reads 零下五度, 38度, but not 三度访华.
    fn degrees(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        if chars.get(self.end) != Some(&'度') || starts(chars, self.end, "度电") {
            return None;
        }
        let next = chars.get(self.end + 1);
        let ends = next.is_none_or(|c| !crate::han::is_han(*c))
            || bounds::after(chars, self.end + 1).is_some();
        if !(self.is_temperature || numeral.style == Style::Arabic || ends) {
            return None;
        }
        self.end += 1;
        self.bound_after(chars);
        let noun = if self.value == Decimal::whole(1) {
            "degree"
        } else {
            "degrees"
        };
        Some(format!("{} {noun}", self.text))
    }

    /// Reads numbers that name and do not count: 7.0级, 5号, 3号线, 一号文件.
    fn label(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        if !numeral.is_exact() {
            return None;
        }
        match chars.get(self.end)? {
            '级' if numeral.style == Style::Arabic => {
                let start = numeral.end - figure_length(&chars[..numeral.end]);
                let digits = &chars[start..numeral.end];
                if !digits.contains(&'.') {
                    return None;
                }
                self.end += 1;
                Some(format!("magnitude {}", digits.iter().collect::<String>()))
            }
            '号' if chars.get(self.end + 1) != Some(&'人') => {
                if let Some(day) = self.day(chars) {
                    return Some(day);
                }
                let is_line = chars.get(self.end + 1) == Some(&'线');
                self.end += if is_line { 2 } else { 1 };
                let label = if is_line { "Line" } else { "No." };
                let number = match numeral.style {
                    Style::Arabic if self.value.as_whole().is_some_and(|n| n < 1_000_000) => {
                        let start = numeral.end - figure_length(&chars[..numeral.end]);
                        let digits = &chars[start..numeral.end];
                        if chars[..start].ends_with(&[',']) {
                            self.value.to_string()
                        } else {
                            digits.iter().collect()
                        }
                    }
                    Style::Arabic | Style::Chinese => self.value.to_string(),
                };
                Some(format!("{label} {number}"))
            }
            _ => None,
        }
    }

    /// Reads 三号下午, 一号至: a day of the month and no number of a house.
    fn day(&mut self, chars: &[char]) -> Option<String> {
        const AFTER: [&str; 30] = [
            "上午", "下午", "中午", "晚", "凌晨", "清晨", "傍晚", "早", "起", "在", "与", "同",
            "说", "至", "到", "前", "对", "就", "宣布", "举行", "表示", "抵达", "出席", "会见",
            "签署", "视察", "发布", "开始", "投票", "承认",
        ];
        let day = self.value.as_whole().filter(|day| (1..=31).contains(day))?;
        let is_day = AFTER.iter().any(|word| starts(chars, self.end + 1, word));
        is_day.then(|| {
            self.end += 1;
            format!("the {}", ordinal(day))
        })
    }

    /// Reads a unit of measure: 3小时, 120平方公里, 57岁的, 70周年, 八旬老人.
    fn measure(&mut self, chars: &[char], numeral: &Numeral, singular: bool) -> Option<String> {
        let (length, (one, many)) = unit(chars, self.end)?;
        if chars[self.end] == '旬' {
            return self.decade_of_life(numeral);
        }
        let name = if singular { one } else { many };
        self.end += length;
        if name.ends_with(" old") && starts(chars, self.end, "多") {
            self.end += 1;
            self.bound = NumberBound::MoreThan;
        }
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

    /// Reads 八旬: ten years each.
    fn decade_of_life(&mut self, numeral: &Numeral) -> Option<String> {
        let tens = numeral.value.as_whole().filter(|n| (3..=10).contains(n))?;
        self.end += 1;
        Some(format!("{} years old", tens * 10))
    }

    fn bound_after(&mut self, chars: &[char]) {
        if self.bound == NumberBound::Exact
            && let Some((length, bound)) = bounds::after(chars, self.end)
        {
            self.end += length;
            self.bound = bound;
        }
    }

    /// Reads an amount of money: 600万元, 3亿美元, 3元5角, 3块5.
    fn money(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        if let Some(english) = self.in_kuai(chars) {
            return Some(english);
        }
        let (length, name) = money(chars, self.end)?;
        self.end += length;
        if name == "yuan"
            && let Some(sum) = self.with_coins(chars)
        {
            self.value = sum;
            return Some(format!("{sum} yuan"));
        }
        // 多元: 三元多.
        if name == "yuan" && chars.get(self.end) == Some(&'多') && !starts(chars, self.end, "多样")
        {
            self.end += 1;
            self.bound = NumberBound::MoreThan;
        }
        self.bound_after(chars);
        let is_name = name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        if is_name {
            return Some(format!("{} {name}", self.text));
        }
        Some(match numeral.or {
            Some(or) => format!("{name}{} to {name}{}", figure(numeral.value), figure(or)),
            None if numeral.zeros > 0 => format!("{name}{}", with_zeros(numeral)),
            None => format!("{name}{}", figure(self.value)),
        })
    }

    /// Reads 3块5, 三块五毛.
    fn in_kuai(&mut self, chars: &[char]) -> Option<String> {
        if chars.get(self.end) != Some(&'块') {
            return None;
        }
        let tenth = numeral::digit_at(chars, self.end + 1)?;
        let end = self.end + 2;
        let counts = chars
            .get(end)
            .is_some_and(|&c| traps::is_measure(c) && c != '毛');
        if counts || numeral::digit_at(chars, end).is_some() {
            return None;
        }
        self.end = skip(chars, end, &['毛']);
        self.value = self.value.plus(Decimal::parse(&format!("0.{tenth}"))?)?;
        Some(format!("{} yuan", self.value))
    }

    /// Reads the coins after 元: 3元5角2分.
    fn with_coins(&mut self, chars: &[char]) -> Option<Decimal> {
        let jiao = numeral::digit_at(chars, self.end)?;
        let mut sum = match chars.get(self.end + 1)? {
            '角' | '毛' => self.value.plus(Decimal::parse(&format!("0.{jiao}"))?)?,
            '分' => self.value.plus(Decimal::parse(&format!("0.0{jiao}"))?)?,
            _ => return None,
        };
        let is_jiao = chars[self.end + 1] != '分';
        self.end += 2;
        if is_jiao
            && let Some(fen) = numeral::digit_at(chars, self.end)
            && chars.get(self.end + 1) == Some(&'分')
        {
            sum = sum.plus(Decimal::parse(&format!("0.0{fen}"))?)?;
            self.end += 2;
        }
        Some(sum)
    }
}
