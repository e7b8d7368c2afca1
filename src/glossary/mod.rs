//! The glossary of political terms: loading, layering, and matching in text.

mod load;
mod matcher;

pub use load::{GlossaryError, Place};
pub use matcher::{Hit, Matcher};

use std::collections::HashMap;
use std::path::Path;

/// Whether a rendering was seen in an authoritative English text or is our choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Seen in an authoritative English text.
    Confirmed,
    /// Chosen by whoever keeps the glossary.
    Choice,
}

/// One entry of the glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term in simplified script.
    pub source_hans: String,
    /// The term in traditional script; empty where the file gives none.
    pub source_hant: String,
    /// The preferred English.
    pub target: String,
    /// What the term is about: `org`, `slogan`, …
    pub tag: String,
    /// Other English that is right too.
    pub alternatives: Vec<String>,
    /// English that is wrong for this term.
    pub forbidden: Vec<String>,
    /// Advice for translators.
    pub note: String,
    /// Where the preferred English was seen.
    pub citation: String,
    /// How sure the preferred English is.
    pub status: Status,
}

/// A term given twice with different contents: the later one holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The term, in simplified script.
    pub source: String,
    /// Where the row that no longer holds stands.
    pub earlier: Place,
    /// Where the row that holds stands.
    pub later: Place,
}

/// The glossary that comes with the program.
const BUILT_IN: &str = include_str!("../../glossary/political.csv");

/// The name of the built-in glossary in messages.
const BUILT_IN_NAME: &str = "glossary/political.csv";

/// Terms in the order of their files, each source once.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    terms: Vec<Term>,
    places: Vec<Place>,
    overrides: Vec<Override>,
    index: HashMap<String, usize>,
}

impl Glossary {
    /// The glossary that comes with the program, `glossary/political.csv` of its sources.
    pub fn built_in() -> Result<Self, GlossaryError> {
        let mut glossary = Self::default();
        glossary.add_text(Path::new(BUILT_IN_NAME), BUILT_IN)?;
        Ok(glossary)
    }

    /// Adds the terms of a file; a term that is there already is replaced, and the override noted.
    pub fn add_file(&mut self, path: &Path) -> Result<(), GlossaryError> {
        let bytes = std::fs::read(path).map_err(|cause| GlossaryError::Io { path: path.to_owned(), cause })?;
        let text = load::decode(path, &bytes)?;
        self.add_text(path, text)
    }

    /// Adds the terms of a CSV text; `path` names it in messages.
    pub fn add_text(&mut self, path: &Path, text: &str) -> Result<(), GlossaryError> {
        for (term, place) in load::rows(path, text)? {
            match self.index.get(&term.source_hans) {
                Some(&at) if self.terms[at] == term => {}
                Some(&at) => {
                    let earlier = std::mem::replace(&mut self.places[at], place.clone());
                    self.overrides.push(Override { source: term.source_hans.clone(), earlier, later: place });
                    self.terms[at] = term;
                }
                None => {
                    self.index.insert(term.source_hans.clone(), self.terms.len());
                    self.terms.push(term);
                    self.places.push(place);
                }
            }
        }
        Ok(())
    }

    /// Every term, in the order of the files.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Terms that a later row replaced.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// The automaton that finds these terms.
    pub fn matcher(&self) -> Result<Matcher, GlossaryError> {
        Matcher::new(&self.terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "source_hans,source_hant,target,tag,alternatives,forbidden,note,citation,status\n";

    #[test]
    fn the_built_in_glossary_loads() {
        let glossary = Glossary::built_in().unwrap();
        assert!(glossary.terms().len() >= 437);
        assert!(glossary.overrides().is_empty());
        let term = glossary.terms().iter().find(|t| t.source_hans == "党中央").unwrap();
        assert_eq!(term.alternatives, ["Party Central Committee", "Central Committee"]);
        assert_eq!(term.forbidden, ["Party center"]);
    }

    #[test]
    fn a_later_file_overrides_and_says_so() {
        let mut glossary = Glossary::default();
        glossary.add_text(Path::new("a.csv"), &format!("{HEADER}党委,黨委,Party committee,org,,,,,choice\n")).unwrap();
        glossary.add_text(Path::new("b.csv"), &format!("{HEADER}党委,黨委,Party Committee,org,,,,,choice\n")).unwrap();
        assert_eq!(glossary.terms()[0].target, "Party Committee");
        let conflict = &glossary.overrides()[0];
        assert_eq!(
            (conflict.earlier.to_string(), conflict.later.to_string()),
            ("a.csv:2:1".into(), "b.csv:2:1".into())
        );
    }
}
