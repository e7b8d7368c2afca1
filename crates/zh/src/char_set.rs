//! Sets of characters.

/// A set of characters of the basic plane that the compiler makes: a bit for each.
pub struct PlaneSet([u64; 1024]);

impl PlaneSet {
    /// Returns the set of the characters of `text`. In a constant, does not compile if one is beyond the basic plane.
    pub const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut plane = [0; 1024];
        let mut at = 0;
        while at < bytes.len() {
            let (first, length) = match bytes[at] {
                byte @ 0..0x80 => (byte as usize, 1),
                byte @ 0xc0..0xe0 => ((byte & 0x1f) as usize, 2),
                byte @ 0xe0..0xf0 => ((byte & 0xf) as usize, 3),
                _ => panic!("a character is beyond the basic plane"),
            };
            let mut code = first;
            let mut next = 1;
            while next < length {
                code = code << 6 | (bytes[at + next] & 0x3f) as usize;
                next += 1;
            }
            plane[code / 64] |= 1 << (code % 64);
            at += length;
        }
        Self(plane)
    }

    /// Tests whether `c` is in the set.
    #[inline]
    pub const fn contains(&self, c: char) -> bool {
        let code = c as usize;
        code < 0x1_0000 && self.0[code / 64] >> (code % 64) & 1 == 1
    }

    /// Tests whether `text` has any character of the set.
    #[inline]
    pub fn touches(&self, text: &str) -> bool {
        text.chars().any(|c| self.contains(c))
    }
}

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
    #[inline]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_the_plane_has_its_characters_alone() {
        const CHARS: &str = "aé第\u{ffff}";
        const SET: PlaneSet = PlaneSet::of(CHARS);
        for c in '\0'..=char::MAX {
            assert_eq!(SET.contains(c), CHARS.contains(c), "{c:?}");
        }
    }
}
