//! Exact decimals.

/// A decimal number, `units / 10^scale`, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

/// Most decimals; prices and rates in the press have four.
const MAX_SCALE: u32 = 9;
/// Largest magnitude: far beyond 万亿 and far below an overflow in the arithmetic here.
const LIMIT: i128 = 10_i128.pow(24);

impl Decimal {
    /// Creates a whole number.
    pub const fn whole(units: i128) -> Self {
        Self { units, scale: 0 }
    }

    /// Parses ASCII digits with at most one point, thousands commas allowed; `None` if there are no digits,
    /// or too many.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of_digits(text.chars())
    }

    /// Reads digits like [`parse`](Self::parse), without a text of them.
    pub(super) fn of_digits(chars: impl Iterator<Item = char>) -> Option<Self> {
        let mut units = 0_i128;
        let mut digits = 0_u32;
        let mut point = None;
        for c in chars {
            match (c, c.to_digit(10)) {
                (_, Some(digit)) => {
                    units = units * 10 + i128::from(digit);
                    digits += 1;
                    if units >= LIMIT {
                        return None;
                    }
                }
                (',', None) if point.is_none() => {}
                ('.', None) if point.is_none() => point = Some(digits),
                _ => return None,
            }
        }
        let scale = digits - point.unwrap_or(digits);
        (digits > 0 && scale <= MAX_SCALE).then(|| Self { units, scale }.reduced())
    }

    /// Returns `self × by`; `None` from 10²⁴ up.
    pub fn times(self, by: i128) -> Option<Self> {
        let scale = self.scale;
        let units = self.units.checked_mul(by)?;
        if units.abs() >= LIMIT * LIMIT.isqrt() {
            return None;
        }
        let product = Self { units, scale }.reduced();
        (product.units.abs() < LIMIT).then_some(product)
    }

    /// Returns `self + other`; `None` from 10²⁴ up.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        (units.abs() < LIMIT).then_some(Self { units, scale }.reduced())
    }

    /// Returns the value if it is a whole number.
    pub fn as_whole(self) -> Option<i128> {
        (self.scale == 0).then_some(self.units)
    }

    /// Prints `self / 10^power` as digits, without trailing zeros, with thousands commas.
    pub fn shifted(self, power: u32) -> String {
        self.divided(power).to_string()
    }

    /// Counts the decimals that [`shifted`](Self::shifted) prints.
    pub fn decimals_shifted(self, power: u32) -> u32 {
        self.divided(power).scale
    }

    fn divided(self, power: u32) -> Self {
        Self {
            units: self.units,
            scale: self.scale + power,
        }
        .reduced()
    }

    /// Tests whether the number is at least `bound`.
    pub fn at_least(self, bound: i128) -> bool {
        10_i128
            .checked_pow(self.scale)
            .and_then(|p| p.checked_mul(bound))
            .is_some_and(|b| self.units >= b)
    }

    /// Tests whether the number is smaller than `other`; `false` where the two are too far apart to compare.
    pub fn is_less(self, other: Self) -> bool {
        let scale = self.scale.max(other.scale);
        match (self.at_scale(scale), other.at_scale(scale)) {
            (Some(a), Some(b)) => a < b,
            _ => false,
        }
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        self.units
            .checked_mul(10_i128.checked_pow(scale - self.scale)?)
    }

    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl std::fmt::Display for Decimal {
    /// Prints digits, with thousands commas from 1,000 up.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let power = 10_i128.pow(self.scale);
        let whole = (self.units / power).abs().to_string();
        let first = (whole.len() + 2) % 3 + 1;
        let groups: Vec<&str> = std::iter::once(&whole[..first])
            .chain((first..whole.len()).step_by(3).map(|i| &whole[i..i + 3]))
            .collect();
        let sign = if self.units < 0 { "-" } else { "" };
        write!(f, "{sign}{}", groups.join(","))?;
        if self.scale > 0 {
            write!(
                f,
                ".{:0width$}",
                (self.units % power).abs(),
                width = self.scale as usize
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_are_exact() {
        let d = |text| Decimal::parse(text).unwrap();
        assert_eq!(d("37.1").times(10_000).unwrap().to_string(), "371,000");
        assert_eq!(d("1,187").to_string(), "1,187");
        assert_eq!(d("101.3567").to_string(), "101.3567");
        assert_eq!(d("0.05").to_string(), "0.05");
        assert_eq!(
            d("1013567").times(100_000_000).unwrap().shifted(12),
            "101.3567"
        );
        assert!(Decimal::parse("").is_none() && Decimal::parse("1.2.3").is_none());
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(units in 0i128..1_000_000_000_000, scale in 0u32..6) {
            let number = Decimal { units, scale }.reduced();
            prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
        }
    }
}
