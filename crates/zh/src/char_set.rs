//! Sets of characters.

/// A set of characters: a bit for each of the basic plane, so that a test there costs one look.
pub(crate) struct CharSet {
    plane: Box<[u64; 1024]>,
    /// The others, in order.
    beyond: Vec<char>,
}

impl CharSet {
    /// Returns the set of some characters.
    pub(crate) fn new(chars: impl IntoIterator<Item = char>) -> Self {
        let mut set = Self {
            plane: Box::new([0; 1024]),
            beyond: Vec::new(),
        };
        chars.into_iter().for_each(|c| set.insert(c));
        set
    }

    /// Adds a character.
    pub(crate) fn insert(&mut self, c: char) {
        let code = c as usize;
        if let Some(word) = self.plane.get_mut(code / 64) {
            *word |= 1 << (code % 64);
        } else if let Err(at) = self.beyond.binary_search(&c) {
            self.beyond.insert(at, c);
        }
    }

    /// Tests whether `c` is in the set.
    pub(crate) fn contains(&self, c: char) -> bool {
        let code = c as usize;
        match self.plane.get(code / 64) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => self.beyond.binary_search(&c).is_ok(),
        }
    }

    /// Tests whether `text` has any character of the set.
    pub(crate) fn touches(&self, text: &str) -> bool {
        text.chars().any(|c| self.contains(c))
    }
}
