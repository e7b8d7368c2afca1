//! What stands after a numeral: its unit, its sign, what it labels.

use super::Quantity;
use crate::numbers::bounds::{self, NumberBound};
use crate::numbers::english::ordinal;
use crate::numbers::numeral::{self, Numeral, NumeralStyle};
use crate::numbers::traps::is_measure;
use crate::numbers::units::{money, unit};
use crate::numbers::{Count, Decimal, NumberKind, duration, figure_length, parts, skip, starts};

impl Quantity {
    /// Reads what stands after the numeral, and returns the English of the whole without its bound.
    pub(super) fn finish(
        &mut self,
        chars: &[char],
        numeral: &Numeral,
    ) -> (String, Count, NumberKind) {
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
            .with_decimals_after(chars, numeral)
            .or_else(|| self.duration(chars, numeral))
            .or_else(|| self.months_and_halves(chars))
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

    /// Reads 1米75, 一米八二, 37度8: decimals after the unit.
    fn with_decimals_after(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        let (unit, most) = match chars.get(self.end)? {
            '米' => ("meters", 2),
            '度' => ("degrees", 1),
            _ => return None,
        };
        let start = self.end + 1;
        let digits: String = chars[start..]
            .iter()
            .map_while(|&c| c.to_digit(10).map(i128::from).or_else(|| numeral::digit(c)))
            .take(3)
            .map(|digit| digit.to_string())
            .collect();
        let end = start + digits.len();
        let goes_on = chars
            .get(end)
            .is_some_and(|&c| is_measure(c) && c != '大' || "十百千万.%多余来至到-".contains(c))
            || unit_at(chars, end);
        let fits = numeral.is_exact() && numeral.zeros == 0 && (1..=most).contains(&digits.len());
        let whole = numeral.value.as_whole()?;
        if goes_on || !fits {
            return None;
        }
        self.end = end;
        self.bound_after(chars);
        Some(format!("{whole}.{digits} {unit}"))
    }

    /// Reads 4小时18分, 9秒83.
    fn duration(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        let (end, english) = duration::read(chars, numeral)?;
        self.end = end;
        self.bound_after(chars);
        Some(english)
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
            ("周半", "weeks"),
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
        let arc = minutes_of_arc(chars, self.end + 1);
        if !(self.is_temperature || numeral.style == NumeralStyle::Arabic || ends || arc.is_some())
        {
            return None;
        }
        self.end += 1;
        if let Some((minutes, end)) = arc {
            self.end = end;
            return Some(format!("{} degrees {minutes}", self.text));
        }
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
            // 分三期建设 counts them.
            '期' if follows(chars, self.end + 1, &PHASES)
                && !matches!(chars[..numeral.end], [.., '分' | '共', _]) =>
            {
                self.end += 1;
                Some(format!("Phase {}", self.value))
            }
            '级' if follows(chars, self.end + 1, &LEVELS) => {
                self.end += 1;
                Some(format!("Level {}", self.value))
            }
            '级' if follows(chars, self.end + 1, &WINDS) => {
                self.end += 1;
                Some(format!("force {}", self.value))
            }
            '级' if numeral.style == NumeralStyle::Arabic => {
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
                    NumeralStyle::Arabic
                        if self.value.as_whole().is_some_and(|n| n < 1_000_000) =>
                    {
                        let start = numeral.end - figure_length(&chars[..numeral.end]);
                        let digits = &chars[start..numeral.end];
                        if chars[..start].ends_with(&[',']) {
                            self.value.to_string()
                        } else {
                            digits.iter().collect()
                        }
                    }
                    NumeralStyle::Arabic | NumeralStyle::Chinese => self.value.to_string(),
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
        // 四百五十兆: an old word for millions, and no megabytes.
        if chars[self.end] == '兆' && numeral.style == NumeralStyle::Chinese {
            return None;
        }
        if chars[self.end] == '旬' {
            return self.decade_of_life(numeral);
        }
        let name = if singular { one } else { many };
        self.end += length;
        if self.has_more(chars, name) {
            self.end += 1;
            self.bound = NumberBound::MoreThan;
        }
        self.bound_after(chars);
        if name.ends_with(" old")
            && self.bound == NumberBound::Exact
            && chars.get(self.end) == Some(&'的')
        {
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

    /// Tests for 多 after a unit: 57岁多, 三年多, 一倍多.
    fn has_more(&self, chars: &[char], name: &str) -> bool {
        const BEGUN: &str = "样少边方数极党渠媒层个位家名项元云晴";
        let next = chars.get(self.end + 1).copied();
        chars.get(self.end) == Some(&'多')
            && !name.starts_with("th ")
            && !next.is_some_and(|c| BEGUN.contains(c))
    }

    /// Reads 八旬: ten years each.
    fn decade_of_life(&mut self, numeral: &Numeral) -> Option<String> {
        let tens = numeral.value.as_whole().filter(|n| (3..=10).contains(n))?;
        self.end += 1;
        Some(format!("{} years old", tens * 10))
    }

    pub(super) fn bound_after(&mut self, chars: &[char]) {
        if self.bound == NumberBound::Exact
            && let Some((length, bound)) = bounds::after(chars, self.end)
        {
            self.end += length;
            self.bound = bound;
        }
    }
}

/// Tests whether a unit stands at `i`.
fn unit_at(chars: &[char], i: usize) -> bool {
    unit(chars, i).is_some() || money(chars, i).is_some()
}

/// What is built in phases: 二期工程.
const PHASES: [&str; 6] = ["工程", "项目", "建设", "改造", "扩建", "施工"];

/// What has levels: 三级应急响应.
const LEVELS: [&str; 3] = ["应急", "响应", "预警"];

/// Winds, which have a force: 九级大风.
const WINDS: [&str; 6] = ["大风", "台风", "阵风", "强风", "风力", "狂风"];

/// Tests whether one of `words` stands at `i`.
fn follows(chars: &[char], i: usize, words: &[&str]) -> bool {
    words.iter().any(|word| starts(chars, i, word))
}

/// Reads minutes and seconds of arc after degrees, at `i`: 30度15分, 30度15分20秒.
fn minutes_of_arc(chars: &[char], i: usize) -> Option<(String, usize)> {
    let minutes = numeral::exact(chars, i).filter(|n| chars.get(n.end) == Some(&'分'))?;
    let end = minutes.end + 1;
    if chars.get(end).is_some_and(|c| "之钟".contains(*c)) {
        return None;
    }
    let text = format!("{} minutes", minutes.value);
    let seconds = numeral::exact(chars, end).filter(|n| chars.get(n.end) == Some(&'秒'));
    Some(match seconds {
        Some(seconds) => (format!("{text} {} seconds", seconds.value), seconds.end + 1),
        None => (text, end),
    })
}
