//! The set of characters a conversion could change.

/// The Basic Multilingual Plane in 64-bit words.
const WORDS: usize = 0x1_0000 / 64;

/// Where Han text begins: U+2E80, the first block of CJK radicals. Nothing below it is in any
/// OpenCC dictionary.
const FIRST_HAN: u32 = 0x2E80;

/// A set of characters such that a conversion leaves text without any of them as it is.
///
/// It may have more characters than needed, never fewer.
pub(crate) struct ChangeSet {
    plane: Box<[u64]>,
    beyond: Vec<char>,
    all_beyond: bool,
}

impl ChangeSet {
    /// Returns the empty set.
    pub(crate) fn empty() -> Self {
        ChangeSet {
            plane: vec![0; WORDS].into_boxed_slice(),
            beyond: Vec::new(),
            all_beyond: false,
        }
    }

    /// Returns the set of the characters of a text.
    pub(crate) fn of(characters: &str) -> Self {
        let mut set = ChangeSet::empty();
        characters.chars().for_each(|c| set.insert(c));
        set
    }

    /// Returns the set for a conversion whose dictionary is unknown: all characters that may be Han.
    pub(crate) fn all_han() -> Self {
        let mut set = ChangeSet::empty();
        (FIRST_HAN..0x1_0000)
            .filter_map(char::from_u32)
            .for_each(|c| set.insert(c));
        set.all_beyond = true;
        set
    }

    /// Adds a character.
    pub(crate) fn insert(&mut self, c: char) {
        let code = c as usize;
        match self.plane.get_mut(code / 64) {
            Some(word) => *word |= 1 << (code % 64),
            None => {
                if let Err(at) = self.beyond.binary_search(&c) {
                    self.beyond.insert(at, c);
                }
            }
        }
    }

    /// Adds the characters of `source` that a rule to `target` replaces, unless one of them is
    /// there already: a text cannot match the rule without them.
    pub(crate) fn insert_rule(&mut self, source: &[char], target: &str) {
        let mut target_chars = target.chars();
        let replaced: Vec<char> = source
            .iter()
            .copied()
            .filter(|c| target_chars.next() != Some(*c))
            .collect();
        if !replaced.iter().any(|c| self.contains(*c)) {
            // A target that only appends would leave nothing replaced: take the whole source.
            let appends = replaced.is_empty() && target_chars.next().is_some();
            let added = if appends { source } else { &replaced };
            added.iter().for_each(|c| self.insert(*c));
        }
    }

    /// Tests whether `c` is in the set.
    pub(crate) fn contains(&self, c: char) -> bool {
        let code = c as usize;
        match self.plane.get(code / 64) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => self.all_beyond || self.beyond.binary_search(&c).is_ok(),
        }
    }

    /// Tests whether `text` has any character of the set.
    pub(crate) fn touches(&self, text: &str) -> bool {
        text.chars().any(|c| self.contains(c))
    }
}
