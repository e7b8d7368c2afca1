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
        self.find(text).is_some()
    }

    /// Returns the place of the first character of the set in `text`, in bytes.
    #[inline]
    pub fn find(&self, text: &str) -> Option<usize> {
        find(&self.0, text, |_| false)
    }

    /// Lists the places of the characters of the set in `text`, in bytes and in order.
    #[inline]
    pub fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        places(text, |text| self.find(text))
    }
}

/// Returns the place of the first character of `text` that a set has, in bytes; `beyond` tells those beyond the basic
/// plane.
///
/// The last byte of a character says which bit of a word of the set is its own, and the bytes before it which word: no
/// character need be decoded.
#[inline]
fn find(plane: &[u64; 1024], text: &str, beyond: impl Fn(char) -> bool) -> Option<usize> {
    let has = |word: usize, last: u8| plane[word] >> (last & 0x3f) & 1 == 1;
    let mut rest = text.as_bytes();
    loop {
        while let [first @ 0xe0..0xf0, second, last, after @ ..] = rest {
            let word = usize::from(first & 0xf) << 6 | usize::from(second & 0x3f);
            if has(word, *last) {
                return Some(text.len() - rest.len());
            }
            rest = after;
        }
        let at = text.len() - rest.len();
        let (is_found, after) = match rest {
            [last @ 0..0x80, after @ ..] => (has(usize::from(last >> 6), *last), after),
            [first @ 0..0xe0, last, after @ ..] => (has(usize::from(first & 0x1f), *last), after),
            [_, _, _, _, after @ ..] => (text[at..].starts_with(&beyond), after),
            _ => return None,
        };
        if is_found {
            return Some(at);
        }
        rest = after;
    }
}

/// Lists the places that `find` finds in `text`, each after the one before it.
#[inline]
fn places(text: &str, find: impl Fn(&str) -> Option<usize>) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + find(&text[from..])?;
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        Some(at)
    })
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
        self.find(text).is_some()
    }

    /// Returns the place of the first character of the set in `text`, in bytes.
    #[inline]
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        find(&self.plane, text, |c| self.contains(c))
    }

    /// Lists the places of the characters of the set in `text`, in bytes and in order.
    #[inline]
    pub(crate) fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        places(text, |text| self.find(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_the_characters(text in "[aéü第\u{ffff}\u{10000}\u{20000}]{0,20}\\PC{0,20}") {
            const SET: PlaneSet = PlaneSet::of("aé第\u{ffff}");
            let set = CharSet::new("ü第\u{20000}".chars());
            let places = |takes: &dyn Fn(char) -> bool| -> Vec<usize> {
                let chars = text.char_indices().filter(|(_, c)| takes(*c));
                chars.map(|(at, _)| at).collect()
            };
            prop_assert_eq!(SET.places(&text).collect::<Vec<_>>(), places(&|c| SET.contains(c)));
            prop_assert_eq!(set.places(&text).collect::<Vec<_>>(), places(&|c| set.contains(c)));
            prop_assert_eq!(set.touches(&text), text.chars().any(|c| set.contains(c)));
        }
    }

    #[test]
    fn a_set_of_the_plane_has_its_characters_alone() {
        const CHARS: &str = "aé第\u{ffff}";
        const SET: PlaneSet = PlaneSet::of(CHARS);
        for c in '\0'..=char::MAX {
            assert_eq!(SET.contains(c), CHARS.contains(c), "{c:?}");
        }
    }
}
