//! Amounts of money.

use super::{Quantity, figure, with_zeros};
use crate::numbers::bounds::NumberBound;
use crate::numbers::numeral::{self, Numeral};
use crate::numbers::units::money;
use crate::numbers::{Decimal, skip, starts, traps};

impl Quantity {
    /// Reads an amount of money: 600万元, 3亿美元, 3元5角, 3块5.
    pub(super) fn money(&mut self, chars: &[char], numeral: &Numeral) -> Option<String> {
        if let Some(english) = self.in_kuai(chars) {
            return Some(english);
        }
        let (length, name) = self.currency(chars)?;
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

    /// Returns the length of the currency after the number, and its sign or name: the one before the number, if there is
    /// one (新台币3980元).
    fn currency(&self, chars: &[char]) -> Option<(usize, &'static str)> {
        let found = money(chars, self.end);
        let Some(before) = self.currency else {
            return found;
        };
        let counts = chars.get(self.end).is_some_and(|&c| traps::is_measure(c));
        match found {
            Some((length, "yuan" | "$")) => Some((length, before)),
            Some(_) => found,
            None => (!counts).then_some((0, before)),
        }
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
