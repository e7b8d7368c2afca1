//! The set of characters a conversion could change.

use super::rule;
use crate::char_set::CharSet;

/// Where Han text begins: U+2E80, the first block of CJK radicals. Nothing below it is in any
/// OpenCC dictionary.
const FIRST_HAN: u32 = 0x2E80;

/// A set of characters such that a conversion leaves text without any of them as it is.
///
/// It may have more characters than needed, never fewer.
pub(super) struct ChangeSet {
    chars: CharSet,
    /// Whether it has all characters beyond the basic plane.
    all_beyond: bool,
}

impl ChangeSet {
    /// Returns the empty set.
    pub(super) fn empty() -> Self {
        ChangeSet {
            chars: CharSet::new([]),
            all_beyond: false,
        }
    }

    /// Returns the set for a conversion whose dictionary is unknown: all characters that may be Han.
    pub(super) fn all_han() -> Self {
        let mut set = ChangeSet::empty();
        (FIRST_HAN..0x1_0000)
            .filter_map(char::from_u32)
            .for_each(|c| set.insert(c));
        set.all_beyond = true;
        set
    }

    /// Adds a character.
    pub(super) fn insert(&mut self, c: char) {
        self.chars.insert(c);
    }

    /// Adds the characters of `source` that a rule to `target` replaces, unless one of them is
    /// there already: a text cannot match the rule without them.
    pub(super) fn insert_rule(&mut self, source: &[char], target: &str) {
        let replaced = rule::replaced(source, target);
        if !replaced.iter().any(|c| self.contains(*c)) {
            replaced.into_iter().for_each(|c| self.insert(c));
        }
    }

    /// Tests whether `c` is in the set.
    pub(super) fn contains(&self, c: char) -> bool {
        self.chars.contains(c) || self.all_beyond && c > '\u{ffff}'
    }

    /// Tests whether `text` has any character of the set.
    pub(super) fn touches(&self, text: &str) -> bool {
        self.chars.touches(text) || self.all_beyond && text.chars().any(|c| c > '\u{ffff}')
    }
}
