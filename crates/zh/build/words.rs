//! Makes the trie of words and their glosses from the built-in lists and the phrases of conversion, so that a process
//! reads nothing when it starts and looks a word up where it lies; see `src/dictionary/trie.rs`.

#[path = "../src/dictionary/node.rs"]
#[allow(dead_code, reason = "the crate reads what is packed here")]
mod node;
#[path = "../src/dictionary/rows.rs"]
mod rows;

use node::{MARK_BITS, Node, PLACE_BITS, ROOM};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const WORDS: &str = "../../glossary/words.csv";
const PLACES: &str = "../../glossary/places.csv";
const NO_NAMES: &str = "src/names/words/no_names.txt";

/// Writes the trie `words.trie` and the characters in it beyond the basic plane `words_beyond.txt`, the places of glosses
/// `words.idx`, and the glosses `words.txt`.
pub(crate) fn write(out: &Path, phrases: impl Iterator<Item = String>) {
    for list in [WORDS, PLACES, NO_NAMES] {
        println!("cargo::rerun-if-changed={list}");
    }
    let mut trie = Trie::default();
    let mut glosses = Glosses::default();
    let read = |list| fs::read_to_string(list).expect("a built-in list");
    for cells in rows::rows(&read(WORDS)) {
        if let [word, pos, gloss] = cells[..] {
            trie.mark(word, node::WORD, glosses.add(pos, gloss));
        }
    }
    // A place wins over a word.
    for cells in rows::rows(&read(PLACES)) {
        if let [name, english] = cells[..] {
            trie.mark(name, node::PLACE, glosses.add("", english));
        }
    }
    for word in read(NO_NAMES).lines().filter(|line| !line.starts_with('#')) {
        trie.mark(word, node::NO_NAME, 0);
    }
    for phrase in phrases {
        let beyond = phrase.chars().filter(|c| *c > '\u{ffff}');
        trie.beyond.extend(beyond);
        trie.mark(&phrase, node::PHRASE, 0);
    }
    let write =
        |name, bytes: &[u8]| fs::write(out.join(name), bytes).expect("a folder to write to");
    let beyond: String = trie.beyond.iter().collect();
    write("words_beyond.txt", beyond.as_bytes());
    write("words.trie", &trie.packed(&beyond));
    write("words.idx", &glosses.places);
    write("words.txt", glosses.text.as_bytes());
}

/// Glosses in one text, and where each stands: its first byte in 32 bits, its length in 16, the letter of the word's part
/// of speech, and a byte that is 0.
#[derive(Default)]
struct Glosses {
    text: String,
    places: Vec<u8>,
}

impl Glosses {
    /// Adds a gloss and returns its number, from one.
    fn add(&mut self, pos: &str, gloss: &str) -> usize {
        let length = u16::try_from(gloss.len()).expect("a short gloss");
        self.places.extend((self.text.len() as u32).to_le_bytes());
        self.places.extend(length.to_le_bytes());
        self.places.extend([pos.bytes().next().unwrap_or(0), 0]);
        self.text.push_str(gloss);
        self.places.len() / 8
    }
}

/// A trie that is being made. The first node is the root.
struct Trie {
    children: Vec<BTreeMap<char, usize>>,
    /// Marks and gloss of each node.
    ends: Vec<(u8, usize)>,
    /// Characters beyond the basic plane.
    beyond: BTreeSet<char>,
}

impl Default for Trie {
    fn default() -> Self {
        Self {
            children: vec![BTreeMap::new()],
            ends: vec![(0, 0)],
            beyond: BTreeSet::new(),
        }
    }
}

impl Trie {
    /// Adds a mark to a word, and sets its gloss unless `gloss` is 0.
    fn mark(&mut self, word: &str, mark: u8, gloss: usize) {
        let mut node = 0;
        for c in word.chars() {
            let next = self.children.len();
            node = *self.children[node].entry(c).or_insert(next);
            if node == next {
                self.children.push(BTreeMap::new());
                self.ends.push((0, 0));
            }
        }
        self.ends[node].0 |= mark;
        if gloss > 0 {
            self.ends[node].1 = gloss;
        }
    }

    /// Packs the nodes into a double array.
    fn packed(&self, beyond: &str) -> Vec<u8> {
        let bases = self.bases(beyond);
        let mut nodes = vec![Node::NONE.0; ROOM];
        let mut open = vec![(0, 0, Node::NONE.parent())];
        while let Some((node, place, parent)) = open.pop() {
            let (marks, gloss) = self.ends[node];
            nodes[place] = packed(parent, bases[node], marks, gloss);
            let children = self.children[node].values();
            let places = self.codes(node, beyond).into_iter();
            let places = places.map(|code| node::place(bases[node], code));
            open.extend(children.zip(places).map(|(&child, at)| (child, at, place)));
        }
        nodes.into_iter().flat_map(u64::to_le_bytes).collect()
    }

    /// Returns the codes of a node's children.
    fn codes(&self, node: usize, beyond: &str) -> Vec<u32> {
        let chars = self.children[node].keys();
        let codes = chars.map(|&c| node::code(c, beyond).expect("a character that is listed"));
        codes.collect()
    }

    /// Finds a base for each node, the ones with the most children first, so that no two children share a place, and none
    /// has the first or the last one. The root's is 0.
    fn bases(&self, beyond: &str) -> Vec<usize> {
        let mut bases = vec![0; self.children.len()];
        let mut is_taken = vec![false; ROOM];
        is_taken[0] = true;
        is_taken[ROOM - 1] = true;
        let mut order: Vec<usize> = (0..self.children.len()).collect();
        order.sort_by_key(|&node| (node > 0, std::cmp::Reverse(self.children[node].len())));
        let mut first_free = 1;
        for node in order {
            let codes = self.codes(node, beyond);
            let Some(&first) = codes.first() else { break };
            while is_taken[first_free] {
                first_free += 1;
            }
            let base = |place: usize| (place + ROOM - first as usize) % ROOM;
            let fits = |place: &usize| {
                let mut places = codes.iter().map(|&code| node::place(base(*place), code));
                places.all(|place| !is_taken[place])
            };
            let is_root = node == 0;
            let from = if is_root { first as usize } else { first_free };
            let place = (from..ROOM).find(fits).expect("room for all words");
            bases[node] = base(place);
            for code in codes {
                is_taken[node::place(bases[node], code)] = true;
            }
        }
        bases
    }
}

/// Packs a node.
fn packed(parent: usize, base: usize, marks: u8, gloss: usize) -> u64 {
    assert!(
        marks >> MARK_BITS == 0 && gloss >> 16 == 0,
        "more words than a node has bits for"
    );
    let end = (gloss as u64) << MARK_BITS | u64::from(marks);
    (end << PLACE_BITS | base as u64) << PLACE_BITS | parent as u64
}
