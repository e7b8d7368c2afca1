//! Tables of words that are looked up at a place of a text.

/// Words and what they stand for, found by their first character.
pub(super) struct Table<T: 'static> {
    /// Sorted by the first character; of one character, in the order of the table.
    rows: Vec<Row<T>>,
    /// The first character of each.
    firsts: Vec<char>,
    begins: Beginnings,
}

/// Which characters words may begin with, in a few bits: most that begin none are not among them.
#[derive(Default)]
struct Beginnings([u64; 4]);

impl Beginnings {
    fn of(firsts: impl Iterator<Item = char>) -> Self {
        let mut bits = Self::default();
        for c in firsts {
            bits.0[c as usize / 64 % 4] |= 1 << (c as usize % 64);
        }
        bits
    }

    /// Tests whether a word may begin with `c`; certainly none does where this says no.
    fn may_have(&self, c: char) -> bool {
        self.0[c as usize / 64 % 4] >> (c as usize % 64) & 1 == 1
    }
}

struct Row<T: 'static> {
    word: Box<[char]>,
    value: &'static T,
}

impl<T> Table<T> {
    /// Indexes the rows of a table. Of words that begin alike, the longer one must come first.
    pub(super) fn new(table: &'static [(&'static str, T)]) -> Self {
        let mut rows: Vec<Row<T>> = table
            .iter()
            .map(|(word, value)| Row {
                word: word.chars().collect(),
                value,
            })
            .collect();
        rows.sort_by_key(|row| row.word[0]);
        let firsts: Vec<char> = rows.iter().map(|row| row.word[0]).collect();
        let begins = Beginnings::of(firsts.iter().copied());
        Self {
            rows,
            firsts,
            begins,
        }
    }

    /// Returns the first row whose word stands at `i`: the length of the word in characters, and its value.
    pub(super) fn at(&self, chars: &[char], i: usize) -> Option<(usize, &'static T)> {
        let &first = chars.get(i).filter(|&&c| self.begins.may_have(c))?;
        let start = self.firsts.partition_point(|&other| other < first);
        let count = self.firsts[start..]
            .iter()
            .take_while(|&&other| other == first)
            .count();
        let rows = self.rows[start..start + count].iter();
        let mut rows = rows.filter(|row| chars[i..].starts_with(&row.word));
        rows.next().map(|row| (row.word.len(), row.value))
    }
}

/// Words by their first two characters: the longest one at a place.
pub(super) struct Words {
    /// Sorted; the longest of those that begin alike last.
    words: Vec<Box<[char]>>,
    /// The first two characters of each.
    keys: Vec<[char; 2]>,
    begins: Beginnings,
}

impl Words {
    /// Indexes words of two characters or more.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut words: Vec<Box<[char]>> = words.map(|word| word.chars().collect()).collect();
        words.sort();
        let keys = words.iter().map(|word| [word[0], word[1]]).collect();
        let begins = Beginnings::of(words.iter().map(|word| word[0]));
        Self {
            words,
            keys,
            begins,
        }
    }

    /// Returns the length of the longest word that stands at `i`.
    pub(super) fn longest(&self, chars: &[char], i: usize) -> Option<usize> {
        let &first = chars.get(i).filter(|&&c| self.begins.may_have(c))?;
        let pair = [first, *chars.get(i + 1)?];
        let start = self.keys.partition_point(|key| *key < pair);
        let end = self.keys[start..]
            .iter()
            .take_while(|key| **key == pair)
            .count()
            + start;
        let words = self.words[start..end].iter();
        let standing = words.filter(|word| chars[i..].starts_with(word));
        standing.map(|word| word.len()).max()
    }

    /// Tests whether one of the words stands at `i`.
    pub(super) fn stand(&self, chars: &[char], i: usize) -> bool {
        self.longest(chars, i).is_some()
    }

    /// Lists the first characters.
    pub(super) fn firsts(&self) -> impl Iterator<Item = char> {
        self.words.iter().map(|word| word[0])
    }
}
