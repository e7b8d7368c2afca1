//! The ready-made trie of words, places and phrases, looked up where it lies.

use super::node::{NO_NAME, Node, PHRASE, PLACE, WORD, code};

/// The nodes; the root is the first.
static NODES: &[[u8; 8]] = include_bytes!(concat!(env!("OUT_DIR"), "/words.trie"))
    .as_chunks()
    .0;
/// Characters of words beyond the basic plane.
static BEYOND: &str = include_str!(concat!(env!("OUT_DIR"), "/words_beyond.txt"));
/// For each gloss, its first byte in 32 bits, its length in 16, the letter of the word's part of speech, and a byte 0.
static PLACES_OF_GLOSSES: &[[u8; 8]] = include_bytes!(concat!(env!("OUT_DIR"), "/words.idx"))
    .as_chunks()
    .0;
static GLOSSES: &str = include_str!(concat!(env!("OUT_DIR"), "/words.txt"));

/// What the dictionary says of a text in simplified script.
#[derive(Debug, Clone, Copy)]
pub struct DictionaryMatch(Node);

impl DictionaryMatch {
    /// Tests for a general word.
    #[inline]
    pub fn is_word(self) -> bool {
        self.0.marks() & WORD != 0
    }

    /// Tests for the name of a place.
    #[inline]
    pub fn is_place(self) -> bool {
        self.0.marks() & PLACE != 0
    }

    /// Tests for a general word or the name of a place.
    #[inline]
    pub fn is_word_or_place(self) -> bool {
        self.0.marks() & (WORD | PLACE) != 0
    }

    /// Tests for a phrase of the dictionary of conversion from simplified script.
    pub(crate) fn is_phrase(self) -> bool {
        self.0.marks() & PHRASE != 0
    }

    /// Tests for a word that looks like a surname and a given name and is none.
    pub(crate) fn is_no_name(self) -> bool {
        self.0.marks() & NO_NAME != 0
    }

    /// Returns the English of a place or a word, a place first; empty for particles, and for what is neither.
    pub fn gloss(self) -> &'static str {
        self.row()
            .map_or("", |(start, length, _)| &GLOSSES[start..start + length])
    }

    /// Returns the letter of a word's part of speech, as in the list of words; `None` for a place.
    #[inline]
    pub fn pos(self) -> Option<char> {
        let (_, _, pos) = self.row()?;
        (pos != 0).then_some(char::from(pos))
    }

    /// Returns where the gloss stands, its length, and the letter of the part of speech.
    #[inline]
    fn row(self) -> Option<(usize, usize, u8)> {
        let number = self.0.gloss().checked_sub(1)?;
        let [a, b, c, d, e, f, pos, _] = *PLACES_OF_GLOSSES.get(number)?;
        let start = u32::from_le_bytes([a, b, c, d]) as usize;
        Some((start, usize::from(u16::from_le_bytes([e, f])), pos))
    }
}

/// A walk down the trie.
#[derive(Clone, Copy)]
struct TrieWalk {
    node: Node,
    place: usize,
}

impl TrieWalk {
    /// Begins at the root.
    fn new() -> Self {
        Self {
            node: node(0),
            place: 0,
        }
    }

    /// Goes on by a character; `None` if no word does.
    #[inline]
    fn next(self, c: char) -> Option<Self> {
        let place = self.node.child(code(c, BEYOND)?);
        let node = node(place);
        (node.parent() == self.place).then_some(Self { node, place })
    }

    /// Returns what ends here.
    #[inline]
    fn found(self) -> Option<DictionaryMatch> {
        (self.node.marks() != 0).then_some(DictionaryMatch(self.node))
    }
}

/// Returns the node at a place.
#[inline]
fn node(place: usize) -> Node {
    NODES
        .get(place)
        .map_or(Node::NONE, |bytes| Node(u64::from_le_bytes(*bytes)))
}

/// Returns what the dictionary says of a text as a whole; `None` if it is in no list.
#[inline]
pub(super) fn of(text: impl Iterator<Item = char>) -> Option<DictionaryMatch> {
    let mut walk = TrieWalk::new();
    for c in text {
        walk = walk.next(c)?;
    }
    walk.found()
}

/// Finds all that some characters begin with, the shortest first: its length in characters, and what it is.
#[inline]
pub(super) fn beginnings(chars: &[char]) -> impl Iterator<Item = (usize, DictionaryMatch)> {
    let mut walk = TrieWalk::new();
    let walks = chars.iter().map_while(move |&c| {
        walk = walk.next(c)?;
        Some(walk)
    });
    let lengths = (1..).zip(walks);
    lengths.filter_map(|(length, walk)| Some((length, walk.found()?)))
}

/// Returns what ends at any node.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = DictionaryMatch> {
    let nodes = (0..NODES.len()).map(node);
    let ends = nodes.filter(|node| node.0 != Node::NONE.0 && node.marks() != 0);
    ends.map(DictionaryMatch)
}
