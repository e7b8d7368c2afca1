//! A node of the ready-made trie of words: the build script packs what `trie.rs` reads.
//!
//! The trie is a double array: the child of a node by a character stands that character's code after the node's base, and
//! names its parent.

/// The mark of a general word.
pub(super) const WORD: u8 = 1;
/// The mark of a place.
pub(super) const PLACE: u8 = 2;
/// The mark of a phrase of the dictionary of conversion from simplified script.
pub(super) const PHRASE: u8 = 4;
/// The mark of a word that looks like a name of a person and is none.
pub(super) const NO_NAME: u8 = 8;

/// How many nodes there is room for: a power of two, so that places go round.
pub(super) const ROOM: usize = 1 << PLACE_BITS;

/// Bits of a parent's place and of a base, and of the marks; the number of the gloss has the 16 above them.
pub(super) const PLACE_BITS: u32 = 17;
pub(super) const MARK_BITS: u32 = 6;

/// A node, in 64 bits: from the lowest, the place of its parent, its base, its marks, the number of its gloss.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node(pub(super) u64);

impl Node {
    /// No node: it is nobody's child, since none has the last place.
    pub(super) const NONE: Self = Self(ROOM as u64 - 1);

    /// Returns the place of the parent.
    #[inline]
    pub(super) fn parent(self) -> usize {
        self.0 as usize % ROOM
    }

    /// Returns the place of the child by the character of a code.
    #[inline]
    pub(super) fn child(self, code: u32) -> usize {
        place((self.0 >> PLACE_BITS) as usize, code)
    }

    /// Returns what ends here, as marks.
    #[inline]
    pub(super) fn marks(self) -> u8 {
        (self.0 >> (2 * PLACE_BITS)) as u8 & ((1 << MARK_BITS) - 1)
    }

    /// Returns the number of the gloss, from one; 0 where nothing ends that has one.
    #[inline]
    pub(super) fn gloss(self) -> usize {
        (self.0 >> (2 * PLACE_BITS + MARK_BITS)) as usize
    }
}

/// Returns where the child of a node with a base stands.
#[inline]
pub(super) fn place(base: usize, code: u32) -> usize {
    (base + code as usize) % ROOM
}

/// The codes of characters beyond the basic plane begin here, where characters for private use are.
const PRIVATE: u32 = 0xe000;

/// Returns the code of a character: its own in the basic plane, and a private one for those in `beyond`, which are few.
/// `None` for others.
#[inline]
pub(super) fn code(c: char, beyond: &str) -> Option<u32> {
    match c {
        '\0'..'\u{e000}' | '\u{f900}'..='\u{ffff}' => Some(u32::from(c)),
        _ => (PRIVATE..)
            .zip(beyond.chars())
            .find_map(|(code, other)| (other == c).then_some(code)),
    }
}
