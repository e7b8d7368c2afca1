//! The known sentences, kept once each in one piece of memory.

use super::mask::{MaskedSentence, masked, raw};

/// Sentences in the order in which they came, with the marks of what is masked: two bytes a character.
#[derive(Debug)]
pub(super) struct KnownSentences {
    units: Vec<u16>,
    /// Where each sentence begins, and where the last one ends.
    starts: Vec<usize>,
}

impl KnownSentences {
    pub(super) fn new() -> Self {
        Self {
            units: Vec::new(),
            starts: vec![0],
        }
    }

    /// Counts the sentences.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Adds the sentence that `write` appends, unless `is_new`, shown what it would be, says no.
    pub(super) fn add(
        &mut self,
        write: impl FnOnce(&mut Vec<u16>),
        is_new: impl FnOnce(&Self) -> bool,
    ) -> bool {
        let start = self.units.len();
        write(&mut self.units);
        self.starts.push(self.units.len());
        let stays = is_new(self);
        if !stays {
            self.units.truncate(start);
            self.starts.pop();
        }
        stays
    }

    /// Returns a sentence with its marks.
    pub(super) fn marked(&self, index: usize) -> &[u16] {
        &self.units[self.starts[index]..self.starts[index + 1]]
    }

    /// Reads a sentence into `sentence`.
    pub(super) fn read(&self, index: u32, sentence: &mut MaskedSentence) {
        sentence.read(self.marked(index as usize));
    }

    /// Tests whether a sentence stands as in `other`, to the character.
    pub(super) fn is(&self, index: u32, other: &[u16]) -> bool {
        let marked = self.marked(index as usize);
        marked.len() >= other.len() && raw(marked).eq(other.iter().copied())
    }

    /// Tests whether a sentence is masked as `other` is.
    pub(super) fn is_masked_as(&self, index: u32, other: &[u16]) -> bool {
        let marked = self.marked(index as usize);
        marked.len() >= other.len() && masked(marked).eq(other.iter().copied())
    }

    /// Frees memory that was reserved for more.
    pub(super) fn shrink(&mut self) {
        self.units.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// Counts the characters of all sentences, marks included.
    pub(super) fn units(&self) -> usize {
        self.units.len()
    }
}
