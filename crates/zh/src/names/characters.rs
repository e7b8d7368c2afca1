//! How much characters tell of names: the lists in `characters/`, a weight and its characters a line.

use std::sync::LazyLock;

/// A weight for each character of the basic plane.
pub(super) struct Scale {
    weights: Vec<i8>,
    unlisted: i8,
}

impl Scale {
    fn new(list: &str, unlisted: i8) -> Self {
        let mut weights = vec![unlisted; 0x1_0000];
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (weight, characters) = line.split_once('\t').expect("a weight and characters");
            let weight = weight.parse().expect("a weight");
            for c in characters.chars() {
                weights[c as usize] = weight;
            }
        }
        Self { weights, unlisted }
    }

    /// Returns the weight of a character.
    pub(super) fn of(&self, c: char) -> i32 {
        let weight = self.weights.get(c as usize);
        i32::from(weight.copied().unwrap_or(self.unlisted))
    }
}

/// The logarithm of the odds that a character is a surname.
pub(super) static SURNAME: LazyLock<Scale> =
    LazyLock::new(|| Scale::new(include_str!("characters/surname.txt"), -5));

/// The first of two characters of a given name.
pub(super) static FIRST: LazyLock<Scale> =
    LazyLock::new(|| Scale::new(include_str!("characters/first.txt"), 0));

/// The last of two characters of a given name.
pub(super) static LAST: LazyLock<Scale> =
    LazyLock::new(|| Scale::new(include_str!("characters/last.txt"), 0));

/// A given name of one character.
pub(super) static SINGLE: LazyLock<Scale> =
    LazyLock::new(|| Scale::new(include_str!("characters/single.txt"), 0));

/// The weight of characters that are in no transcribed name.
pub(super) const NOT_FOREIGN: i32 = -9;

/// Transcribed names.
pub(super) static FOREIGN: LazyLock<Scale> =
    LazyLock::new(|| Scale::new(include_str!("characters/foreign.txt"), NOT_FOREIGN as i8));

/// The first two characters of some texts; it may take others for one, rarely.
pub(super) struct Pairs(Vec<u64>);

impl Pairs {
    /// Number of bits, a power of two: some thirty for each name of a list.
    const BITS: usize = 1 << 14;

    /// Collects the first two characters of texts.
    pub(super) fn new(texts: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let mut bits = vec![0; Self::BITS / 64];
        for text in texts {
            let mut chars = text.as_ref().chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                let bit = Self::bit(first, second);
                bits[bit / 64] |= 1 << (bit % 64);
            }
        }
        Self(bits)
    }

    /// Tests whether a text may begin as `chars` do.
    pub(super) fn have(&self, chars: &[char]) -> bool {
        let [first, second, ..] = *chars else {
            return false;
        };
        let bit = Self::bit(first, second);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn bit(first: char, second: char) -> usize {
        let pair = (first as u64) << 21 | second as u64;
        (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 43) as usize % Self::BITS
    }
}
