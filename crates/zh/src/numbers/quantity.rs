//! Quantities: a numeral with what qualifies it before (近, 超过) and behind (多, 左右, 以上), and its unit.

use super::english::{figure, word_or_figure};
use super::numeral::{self, Numeral, Style};
use super::units::{MONEY, UNITS, unit};
use super::{Count, Decimal, Reading, lookup, starts, traps};

/// What English prints before a qualified number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Exact,
    About,
    Nearly,
    MoreThan,
    LessThan,
    AtLeast,
    AtMost,
    AsManyAs,
}

const BEFORE: [(&str, Bound); 28] = [
    ("超过了", Bound::MoreThan),
    ("超过", Bound::MoreThan),
    ("超出", Bound::MoreThan),
    ("突破", Bound::MoreThan),
    ("逾", Bound::MoreThan),
    ("超", Bound::MoreThan),
    ("高达", Bound::AsManyAs),
    ("多达", Bound::AsManyAs),
    ("将近", Bound::Nearly),
    ("接近", Bound::Nearly),
    ("近", Bound::Nearly),
    ("大约", Bound::About),
    ("约为", Bound::About),
    ("约", Bound::About),
    ("大概", Bound::About),
    ("上下", Bound::About),
    ("至少", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("不低于", Bound::AtLeast),
    ("最少", Bound::AtLeast),
    ("最多", Bound::AtMost),
    ("至多", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("不多于", Bound::AtMost),
    ("不到", Bound::LessThan),
    ("不足", Bound::LessThan),
    ("少于", Bound::LessThan),
    ("低于", Bound::LessThan),
];

const BEHIND: [(&str, Bound); 6] = [
    ("左右", Bound::About),
    ("上下", Bound::About),
    ("以上", Bound::MoreThan),
    ("以下", Bound::LessThan),
    ("以内", Bound::AtMost),
    ("之多", Bound::AsManyAs),
];

pub(super) fn read(chars: &[char], i: usize) -> Option<Reading> {
    // 签约2亿, 条约: 约 ends a word.
    let before = i.checked_sub(1).map(|j| chars[j]);
    if chars[i] == '约' && before.is_some_and(|c| "签合条公契节制预违守立".contains(c))
    {
        return None;
    }
    let (skip, bound) =
        lookup(chars, i, &BEFORE).map_or((0, Bound::Exact), |(length, bound)| (length, *bound));
    let mut start = i + skip;
    let (mut prefix, mut suffix) = (String::new(), "");
    if starts(chars, start, "人民币") {
        start += 3;
    } else if starts(chars, start, "零下") {
        start += 2;
        prefix.push_str("minus ");
    } else if starts(chars, start, "时速") {
        start += 2;
        suffix = " per hour";
    } else if chars.get(start) == Some(&'-')
        && !start
            .checked_sub(1)
            .is_some_and(|j| chars[j].is_ascii_alphanumeric())
    {
        start += 1;
        prefix.push('-');
    }
    let first = numeral::read(chars, start)?;
    let qualified = bound != Bound::Exact;
    if first.style == Style::Chinese && !is_counted(chars, start, &first, qualified) {
        return None;
    }
    let mut found = Quantity {
        bound,
        text: spell(&first),
        value: first.value,
        end: first.end,
    };
    if first.more {
        found.bound = Bound::MoreThan;
    }
    if let Some(range) = range(chars, &first) {
        return Some(Reading::new(
            range.0,
            format!("{}{prefix}{}", word(found.bound, false), range.1),
            range.2,
        ));
    }
    let estimate = first.or.is_some() || found.bound != Bound::Exact;
    let (english, count) = found.finish(chars, &first, estimate)?;
    Some(Reading::new(
        found.end,
        format!(
            "{}{prefix}{english}{suffix}",
            word(found.bound, count == Count::Many)
        ),
        count,
    ))
}

/// The bound as English words, with the space behind them.
fn word(bound: Bound, things: bool) -> &'static str {
    match bound {
        Bound::Exact => "",
        Bound::About => "about ",
        Bound::Nearly => "nearly ",
        Bound::MoreThan => "more than ",
        Bound::LessThan if things => "fewer than ",
        Bound::LessThan => "less than ",
        Bound::AtLeast => "at least ",
        Bound::AtMost => "at most ",
        Bound::AsManyAs if things => "as many as ",
        Bound::AsManyAs => "as much as ",
    }
}

/// The number alone: words for one to nine written in Chinese, figures for the rest.
fn spell(numeral: &Numeral) -> String {
    let one = |value: Decimal| match numeral.style {
        Style::Chinese => word_or_figure(value),
        Style::Arabic => figure(value),
    };
    match numeral.or {
        Some(or) if or.as_whole() == numeral.value.as_whole().map(|n| n + 2) => {
            format!("{} to {}", one(numeral.value), one(or))
        }
        Some(or) => format!("{} or {}", one(numeral.value), one(or)),
        None => one(numeral.value),
    }
}

/// Whether a numeral in Chinese characters counts: a measure word or a unit follows, or it is long
/// enough to be nothing else.
fn is_counted(chars: &[char], start: usize, numeral: &Numeral, qualified: bool) -> bool {
    let length = numeral.end - start;
    let next = chars.get(numeral.end).copied();
    let measured = next.is_some_and(traps::is_measure)
        || lookup(chars, numeral.end, &MONEY).is_some()
        || unit(chars, numeral.end).is_some();
    let percent = next.is_some_and(|c| c == '%' || c == '％');
    // A unit alone (百, 千, 万) needs 余 or 多 behind it or a bound before it.
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
    // 七八人, 一百二十三万四千五百六十七: long numerals of digits and units stand by themselves.
    length >= 4
        || (next == Some('人') && numeral.value != Decimal::whole(1))
        || matches!(next, Some('至' | '到' | '—'))
}

/// The rest of a range: 3000-5000, 15%至20%, 三至五年, 2万至3万.
fn range(chars: &[char], first: &Numeral) -> Option<(usize, String, Count)> {
    let mut end = first.end;
    let tail = tail(chars, end);
    end += tail.length;
    let (mark, next) = match chars.get(end)? {
        '至' | '到' => (" to ", end + 1),
        '-' | '–' | '~' | '～' => ("–", end + 1),
        '—' => (
            "–",
            if chars.get(end + 1) == Some(&'—') {
                end + 2
            } else {
                end + 1
            },
        ),
        _ => return None,
    };
    let second = numeral::read(chars, next).filter(|n| n.style == first.style)?;
    let last = self::tail(chars, second.end);
    // 5-8%: the sign counts for both ends. 10-1 and other falling pairs are no range.
    let falls = second
        .value
        .as_whole()
        .zip(first.value.as_whole())
        .is_some_and(|(b, a)| b <= a);
    if falls && last.length == 0 {
        return None;
    }
    let unit = last.english.trim_start_matches(' ');
    let percent = unit == "%";
    let end = second.end + last.length;
    let end = if last.length == 0 && chars.get(end) == Some(&'个') {
        end + 1
    } else {
        end
    };
    let one = |n: &Numeral| spell(n);
    let text = if percent {
        format!("{}%{mark}{}%", one(first), one(&second))
    } else if tail.length > 0 && !tail.english.is_empty() {
        format!(
            "{}{}{mark}{}{}",
            one(first),
            tail.english,
            one(&second),
            last.english
        )
    } else {
        format!("{}{mark}{}{}", one(first), one(&second), last.english)
    };
    let count = if last.length > 0 {
        Count::None
    } else {
        Count::Many
    };
    Some((end, text, count))
}

/// The unit behind one end of a range, as English behind the number.
struct Tail {
    length: usize,
    english: String,
}

fn tail(chars: &[char], i: usize) -> Tail {
    if matches!(chars.get(i), Some('%' | '％')) {
        return Tail {
            length: 1,
            english: "%".to_owned(),
        };
    }
    if let Some((length, name)) =
        lookup(chars, i, &MONEY).filter(|(_, name)| name.chars().all(char::is_alphabetic))
    {
        return Tail {
            length,
            english: format!(" {name}"),
        };
    }
    match unit(chars, i) {
        Some((length, many)) => Tail {
            length,
            english: format!(" {many}"),
        },
        None => Tail {
            length: 0,
            english: String::new(),
        },
    }
}

struct Quantity {
    bound: Bound,
    text: String,
    value: Decimal,
    end: usize,
}

impl Quantity {
    /// Reads what stands behind the numeral, and gives the English of the whole without its bound.
    fn finish(
        &mut self,
        chars: &[char],
        first: &Numeral,
        estimate: bool,
    ) -> Option<(String, Count)> {
        let singular = self.value == Decimal::whole(1) && !estimate;
        let whole = self
            .percentage(chars, first)
            .or_else(|| self.money(chars))
            .or_else(|| self.months_and_halves(chars))
            .or_else(|| self.label(chars, first))
            .or_else(|| self.measure(chars, singular));
        if let Some(english) = whole {
            return Some((english, Count::None));
        }
        if chars.get(self.end) == Some(&'个') && !starts(chars, self.end, "个人") {
            self.end += 1;
        }
        if chars.get(self.end) == Some(&'人') && lookup(chars, self.end + 1, &BEHIND).is_some() {
            self.end += 1;
        }
        self.bound_behind(chars);
        Some((
            self.text.clone(),
            if singular { Count::One } else { Count::Many },
        ))
    }

    /// 6.8%, 3‰, 八成, 七成五.
    fn percentage(&mut self, chars: &[char], first: &Numeral) -> Option<String> {
        let behind = chars.get(self.end).copied()?;
        if matches!(behind, '%' | '％' | '‰') {
            self.end += 1;
            self.bound_behind(chars);
            return Some(format!(
                "{}{}",
                figure(self.value),
                if behind == '％' { '%' } else { behind }
            ));
        }
        let tenths = self.value.as_whole().is_some_and(|n| (1..=9).contains(&n));
        if behind != '成' || first.style != Style::Chinese || !tenths {
            return None;
        }
        let five = chars.get(self.end + 1) == Some(&'五');
        self.end += 1 + usize::from(five);
        Some(format!("{}{}%", self.value, if five { "5" } else { "0" }))
    }

    /// 6个多月, 两个半小时.
    fn months_and_halves(&mut self, chars: &[char]) -> Option<String> {
        if starts(chars, self.end, "个多月") {
            self.end += 3;
            self.bound = Bound::MoreThan;
            return Some(format!("{} months", self.text));
        }
        starts(chars, self.end, "个半小时").then(|| {
            self.end += 4;
            format!("{} and a half hours", self.text)
        })
    }

    /// Numbers that name and do not count: 7.0级, 5号, 3号线.
    fn label(&mut self, chars: &[char], first: &Numeral) -> Option<String> {
        let behind = chars
            .get(self.end)
            .copied()
            .filter(|_| first.style == Style::Arabic)?;
        let start = first.end
            - chars[..first.end]
                .iter()
                .rev()
                .take_while(|c| c.is_ascii_digit() || **c == '.')
                .count();
        let digits = &chars[start..first.end];
        match behind {
            '级' if digits.contains(&'.') => {
                self.end += 1;
                Some(format!("magnitude {}", digits.iter().collect::<String>()))
            }
            '号' => {
                let line = chars.get(self.end + 1) == Some(&'线');
                self.end += 1 + usize::from(line);
                Some(format!(
                    "{} {}",
                    if line { "Line" } else { "No." },
                    self.value
                ))
            }
            _ => None,
        }
    }

    /// A unit of measure: 3小时, 120平方公里, 57岁的, 70周年.
    fn measure(&mut self, chars: &[char], singular: bool) -> Option<String> {
        unit(chars, self.end)?;
        let (length, (one, many)) = lookup(chars, self.end, &UNITS)?;
        let name = if singular { one } else { many };
        self.end += length;
        self.bound_behind(chars);
        if name.ends_with(" old") && chars.get(self.end) == Some(&'的') {
            return Some(format!(
                "{}-{}",
                self.text.replace(' ', "-"),
                one.replace(' ', "-")
            ));
        }
        match name.strip_prefix("th ") {
            Some(anniversary) => self
                .value
                .as_whole()
                .map(|n| format!("{} {anniversary}", super::english::ordinal(n))),
            None => Some(format!("{} {name}", self.text)),
        }
    }

    fn bound_behind(&mut self, chars: &[char]) {
        if let Some((length, bound)) =
            lookup(chars, self.end, &BEHIND).filter(|_| self.bound == Bound::Exact)
        {
            self.end += length;
            self.bound = *bound;
        }
    }

    /// An amount of money: 600万元, 3亿美元, 3元5角.
    fn money(&mut self, chars: &[char]) -> Option<String> {
        let (length, name) = lookup(chars, self.end, &MONEY)?;
        self.end += length;
        // 3元5角: the smaller coin is a decimal of the larger.
        if *name == "yuan"
            && let Some((jiao, end)) = numeral::digits(chars, self.end).filter(|(_, end)| {
                chars.get(*end) == Some(&'角') && chars[self.end].is_ascii_digit()
            })
            && let Some(sum) =
                Decimal::parse(&format!("0.{jiao}")).and_then(|jiao| self.value.plus(jiao))
        {
            self.end = end + 1;
            return Some(format!("{sum} yuan"));
        }
        let text = if self.text.starts_with(|c: char| c.is_ascii_digit()) {
            self.text.clone()
        } else {
            figure(self.value)
        };
        let sign = !name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        Some(if sign {
            format!("{name}{text}")
        } else {
            format!("{} {name}", self.text)
        })
    }
}
