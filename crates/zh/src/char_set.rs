//! Sets of characters.

/// A set of characters of the basic plane: a bit each, so that a test costs one look.
pub(crate) struct CharSet(Box<[u64; 1024]>);

impl CharSet {
    pub(crate) fn new(chars: impl IntoIterator<Item = char>) -> Self {
        let mut bits = Box::new([0; 1024]);
        for c in chars {
            let code = c as usize;
            if let Some(word) = bits.get_mut(code / 64) {
                *word |= 1 << (code % 64);
            }
        }
        Self(bits)
    }

    /// Tests whether `c` is in the set.
    pub(crate) fn contains(&self, c: char) -> bool {
        let code = c as usize;
        let word = self.0.get(code / 64);
        word.is_some_and(|word| word >> (code % 64) & 1 == 1)
    }
}
