//! The terms of a glossary as a list, and where their rows stand.

use super::Term;
use duizhao_core::diagnostic::Location;
use serde::{Deserialize, Serialize};
use std::ops::{Index, Range};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// The terms of a glossary, in the order of its files. Those of a [kept](super::KeptGlossary) glossary are read when
/// they are first asked for.
#[derive(Debug, Clone, Default)]
pub struct TermList {
    read: Vec<OnceLock<Box<Term>>>,
    kept: KeptTerms,
}

/// What a term is found by, read without its advice, citation and context.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TermHead<'a> {
    /// The term in simplified script.
    pub source_hans: &'a str,
    /// The term in traditional script; empty where the file gives none.
    pub source_hant: &'a str,
    /// The preferred English.
    target: &'a str,
    #[serde(borrow)]
    tags: Vec<&'a str>,
    alternatives: Vec<&'a str>,
}

impl<'a> TermHead<'a> {
    fn of(term: &'a Term) -> Self {
        Self {
            source_hans: &term.source_hans,
            source_hant: &term.source_hant,
            target: &term.target,
            tags: term.tags.iter().map(String::as_str).collect(),
            alternatives: term.alternatives.iter().map(String::as_str).collect(),
        }
    }

    /// Returns every English that is right: the preferred one first.
    pub fn renderings(&self) -> impl Iterator<Item = &'a str> {
        std::iter::once(self.target).chain(self.alternatives.iter().copied())
    }
}

/// Terms as they are kept, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptTerms {
    bytes: Arc<Vec<u8>>,
    /// Where each term stands; empty where the terms are read already.
    ranges: Vec<Range<u32>>,
}

/// Why terms that were kept can be read.
const KEPT_WELL: &str = "the checksum and the step of the form hold";

impl KeptTerms {
    /// Writes terms one after the other, and returns them with the length of each in bytes.
    pub(super) fn write(terms: &TermList) -> (Vec<u8>, Vec<u32>) {
        let mut bytes = Vec::new();
        let mut lengths = Vec::with_capacity(terms.len());
        for term in terms {
            let from = bytes.len();
            bytes = postcard::to_extend(term, bytes).expect("a term is written to memory");
            lengths.push((bytes.len() - from) as u32);
        }
        (bytes, lengths)
    }

    /// Returns terms that lie one after the other from byte `at` on; `None` if they are not of these lengths.
    pub(super) fn new(bytes: Vec<u8>, at: usize, lengths: &[u32]) -> Option<Self> {
        let mut ranges = Vec::with_capacity(lengths.len());
        let mut at = u32::try_from(at).ok()?;
        for length in lengths {
            let end = at.checked_add(*length)?;
            ranges.push(at..end);
            at = end;
        }
        (at as usize == bytes.len()).then_some(Self {
            bytes: Arc::new(bytes),
            ranges,
        })
    }

    fn term(&self, index: usize) -> Term {
        postcard::from_bytes(self.bytes(index)).expect(KEPT_WELL)
    }

    /// Reads the beginning of a term.
    fn head(&self, index: usize) -> TermHead<'_> {
        let (head, _) = postcard::take_from_bytes(self.bytes(index)).expect(KEPT_WELL);
        head
    }

    fn bytes(&self, index: usize) -> &[u8] {
        let Range { start, end } = self.ranges[index];
        &self.bytes[start as usize..end as usize]
    }
}

impl TermList {
    /// Returns the terms that are kept somewhere.
    pub(super) fn of_kept(kept: KeptTerms) -> Self {
        Self {
            read: vec![OnceLock::new(); kept.ranges.len()],
            kept,
        }
    }

    /// Returns how many terms there are.
    pub fn len(&self) -> usize {
        self.read.len()
    }

    /// Tests whether there are none.
    pub fn is_empty(&self) -> bool {
        self.read.is_empty()
    }

    /// Returns the terms in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Term> {
        (0..self.len()).map(|index| &self[index])
    }

    /// Returns what each term is found by, in order. It costs a tenth of reading the terms.
    pub fn heads(&self) -> impl Iterator<Item = TermHead<'_>> {
        let terms = self.read.iter().enumerate();
        terms.map(|(index, term)| match term.get() {
            Some(term) => TermHead::of(term),
            None => self.kept.head(index),
        })
    }

    /// Returns a copy of each term.
    pub fn to_vec(&self) -> Vec<Term> {
        self.iter().cloned().collect()
    }

    /// Adds a term.
    pub(super) fn push(&mut self, term: Term) {
        self.read.push(Box::new(term).into());
    }

    /// Returns the terms themselves.
    pub(super) fn into_vec(self) -> Vec<Term> {
        let terms = self.read.into_iter().enumerate();
        terms
            .map(|(index, term)| match term.into_inner() {
                Some(term) => *term,
                None => self.kept.term(index),
            })
            .collect()
    }
}

impl Index<usize> for TermList {
    type Output = Term;

    /// Returns a term by its index.
    fn index(&self, index: usize) -> &Term {
        self.read[index].get_or_init(|| Box::new(self.kept.term(index)))
    }
}

impl<'a> IntoIterator for &'a TermList {
    type Item = &'a Term;
    type IntoIter = Box<dyn ExactSizeIterator<Item = &'a Term> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

/// The places of rows in a few files, without the name of the file beside each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PlaceList {
    files: Vec<PathBuf>,
    /// For each row its file, its line and its column.
    rows: Vec<(u16, u32, u32)>,
}

impl PlaceList {
    /// Returns the place of a row.
    pub(super) fn get(&self, index: usize) -> Location {
        let (file, line, column) = self.rows[index];
        Location::new(
            &self.files[usize::from(file)],
            line as usize,
            column as usize,
        )
    }

    /// Adds the place of another row.
    pub(super) fn push(&mut self, place: &Location) {
        let known = self.files.iter().rposition(|file| *file == place.file);
        let file = known.unwrap_or_else(|| {
            self.files.push(place.file.clone());
            self.files.len() - 1
        });
        self.rows
            .push((file as u16, place.line as u32, place.column as u32));
    }
}
