//! The names in a text: those that are certain, and what may be one.

use super::characters::Pairs;
use super::people::{LONGEST_KNOWN, NameText};
use super::{FOREIGN_NAMES, english, list, minority, surname};
use duizhao_core::article::Span;
use std::sync::LazyLock;

/// A person named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name, in bytes; a surname alone before a post (习主席).
    pub span: Span,
    /// Its English.
    pub english: String,
}

/// Finds the names in `text` (simplified script) that are certain, in order, without overlaps. Linear.
pub fn people(text: &str) -> Vec<Person> {
    let spans = NameText::new(text).certain().into_iter();
    spans
        .map(|span| Person {
            span,
            english: certain_english(span.of(text)),
        })
        .collect()
}

/// Finds the spans of the names in `text` that are certain, as [`people`] does.
pub(super) fn certain(text: &str) -> Vec<Span> {
    NameText::new(text).certain()
}

/// Spells a name that is certain as English prints it: a name, or a surname that stands before a post.
pub fn certain_english(name: &str) -> String {
    let mut chars = name.chars();
    let is_surname = chars.next().is_some() && chars.next().is_none();
    match surname(name) {
        Some((_, reading)) if is_surname => reading.to_owned(),
        _ => english(name),
    }
}

/// Characters that may be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PossibleName {
    /// The characters, in bytes.
    pub span: Span,
    /// Whether it is more likely a name than not.
    pub is_likely: bool,
}

/// The names in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundNames {
    /// Those that are certain, in bytes, in order, without overlaps; a surname alone before a post (习主席).
    pub certain: Vec<Span>,
    /// What may be names, certain ones and others, in the order in which they begin; they may overlap.
    pub possible: Vec<PossibleName>,
}

/// Finds the names in `text` (simplified script), by its characters and the words around them: those that are certain, and
/// what may be one. Linear.
///
/// [`certain_english`] spells the certain ones, [`english`] the others.
pub fn find(text: &str) -> FoundNames {
    let mut text = NameText::new(text);
    FoundNames {
        certain: text.certain(),
        possible: text.possible(),
    }
}

/// The least likelihood of what may be a name, in tenths: three of ten are names.
const POSSIBLE: i32 = -9;

/// The least likelihood of what may be a name if the given name is a usual one.
const HARDLY: i32 = -25;

impl NameText<'_> {
    /// Finds the names that are certain, in order, without overlaps.
    fn certain(&mut self) -> Vec<Span> {
        for dot in 0..self.chars.len() {
            if minority::is_interpunct(self.chars[dot])
                && let Some((start, end)) = minority::interpunct(&self.chars, dot)
            {
                self.add(start, end);
            }
        }
        let mut at = 0;
        while at < self.chars.len() {
            match self.name_at(at) {
                Some(end) => {
                    self.add(at, end);
                    at = end;
                }
                None => at += 1,
            }
        }
        list::complete(self);
        let found = self.found.iter();
        found.map(|&(start, end)| self.span(start, end)).collect()
    }

    /// Finds what may be names, in the order in which they begin.
    fn possible(&self) -> Vec<PossibleName> {
        static FOREIGN: LazyLock<Pairs> =
            LazyLock::new(|| Pairs::new(FOREIGN_NAMES.keys().copied()));
        let foreign = &*FOREIGN;
        let mut runs = self.runs.iter().peekable();
        let mut found = Vec::new();
        for at in 0..self.chars.len() {
            if let Some(&(start, end)) = runs.next_if(|&&(start, _)| start == at) {
                found.push(self.possible_name(start, end, end - start > 2));
            }
            let last = (at + LONGEST_KNOWN).min(self.chars.len());
            let last = if foreign.have(&self.chars[at..]) {
                last
            } else {
                at
            };
            for end in at + 2..=last {
                if FOREIGN_NAMES.contains_key(self.slice(at, end)) && !self.is_in_run(at, end) {
                    found.push(self.possible_name(at, end, end - at > 2));
                }
            }
            let Some((length, false)) = self.surname_length(at) else {
                continue;
            };
            let first = at + length;
            for end in [first + 1, first + 2] {
                if end <= self.chars.len()
                    && !self.is_in_run(at, end)
                    && let Some(weight) = self.likelihood(at, first, end, HARDLY)
                    && (weight >= POSSIBLE || weight >= HARDLY && self.is_usual_name(first, end))
                {
                    found.push(self.possible_name(at, end, weight >= 0));
                }
            }
        }
        found
    }

    fn possible_name(&self, start: usize, end: usize, is_likely: bool) -> PossibleName {
        let span = self.span(start, end);
        PossibleName { span, is_likely }
    }
}
