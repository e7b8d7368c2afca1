//! The glossary of political terms: loading, layering, matching in text, and upkeep.

mod comparison;
mod diff;
mod edit;
mod error;
pub mod exchange;
pub mod lint;
mod load;
mod marked;
mod matcher;
mod near;
mod sheet;
#[cfg(feature = "suggest")]
pub mod suggest;
mod term;
mod termbase;
mod traditional;
mod upkeep;

pub use comparison::Comparison;
pub use diff::{TermChange, diff};
pub use edit::EditError;
pub use error::GlossaryError;
pub use load::{BUILT_IN_NAME, CellError, Column, MOST_FILE_BYTES, TermFile, read_file};
pub use marked::marked;
pub use matcher::{Hit, Matcher};
pub use matcher::{leftmost_longest, most_covering};
pub use sheet::quoted;
pub use sheet::{MOST_CELL_BYTES, Record, Sheet};
pub use term::{Context, Key, PartOfSpeech, Rendering, Status, Term};
pub use termbase::{Termbase, Wording, terms_of};
pub use upkeep::{LockedTermFile, file_with, parse_context, put_cells, traditional};

use duizhao_core::diagnostic::Location;
use duizhao_core::hash::Texts;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// A source that a later file gives differently: the later rows hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The source.
    pub source: String,
    /// Where the row that no longer holds stands, the first of them.
    pub earlier: Location,
    /// Where the row that holds stands, the first of them.
    pub later: Location,
}

/// Terms in the order of their files, each once; see [`Term::key`].
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    terms: Vec<Term>,
    places: Vec<Location>,
    overrides: Vec<Override>,
    index: HashMap<Key, usize>,
}

impl Glossary {
    /// Returns the glossary that comes with the program, `glossary/political.csv` of its sources.
    pub fn built_in() -> Result<Self, GlossaryError> {
        let mut glossary = Self::default();
        glossary.add(&TermFile::built_in()?)?;
        Ok(glossary)
    }

    /// Adds the terms of a file; see [`Self::add`].
    pub fn add_file(&mut self, path: &Path) -> Result<(), GlossaryError> {
        self.add(&TermFile::load(path)?)
    }

    /// Adds the terms of a CSV text; `path` names it in messages.
    pub fn add_text(&mut self, path: &Path, text: &str) -> Result<(), GlossaryError> {
        self.add(&TermFile::parse(path, text.to_owned())?)
    }

    /// Adds the terms of a file that was read before. Its rows of a source, with all their contexts, replace what
    /// earlier files have for that source. Linear in the terms of both.
    pub fn add(&mut self, file: &TermFile) -> Result<(), GlossaryError> {
        let mut added: Vec<(Term, Location)> = Vec::new();
        let mut senses: HashMap<String, Vec<usize>> = HashMap::new();
        for (term, place) in file.terms()? {
            let rows = senses.entry(term.source_hans.clone()).or_default();
            match rows.iter().find(|&&row| added[row].0.key() == term.key()) {
                Some(&row) => self.replace(&mut added[row], (term, place)),
                None => {
                    rows.push(added.len());
                    added.push((term, place));
                }
            }
        }
        let mut kept: HashSet<Key> = HashSet::new();
        let mut replaced: HashSet<String> = HashSet::new();
        let mut all: Vec<(Term, Location)> = Vec::new();
        let earlier = std::mem::take(&mut self.terms).into_iter();
        for (term, place) in earlier.zip(std::mem::take(&mut self.places)) {
            let rows = senses.get(&term.source_hans);
            if rows.is_none_or(|rows| rows.iter().any(|&row| added[row].0 == term)) {
                kept.insert(term.key());
                all.push((term, place));
            } else if let Some(&first) = rows.and_then(|rows| rows.first())
                && replaced.insert(term.source_hans.clone())
            {
                self.overrides.push(Override {
                    source: term.source_hans,
                    earlier: place,
                    later: added[first].1.clone(),
                });
            }
        }
        all.extend(
            added
                .into_iter()
                .filter(|(term, _)| !kept.contains(&term.key())),
        );
        (self.terms, self.places) = all.into_iter().unzip();
        let keys = self.terms.iter().map(Term::key);
        self.index = keys.zip(0..).collect();
        Ok(())
    }

    /// Replaces a row by a later one of the same file.
    fn replace(&mut self, row: &mut (Term, Location), later: (Term, Location)) {
        if row.0 != later.0 {
            self.overrides.push(Override {
                source: later.0.source_hans.clone(),
                earlier: row.1.clone(),
                later: later.1.clone(),
            });
        }
        *row = later;
    }

    /// Returns a hash of all that translations depend on: equal keys mean that every sentence is translated alike.
    /// Linear.
    pub fn key(&self) -> u64 {
        let mut texts = Texts::default();
        for term in &self.terms {
            let (source, target, right, wrong, case) = term.rendering();
            texts.list([
                source,
                &term.source_hant,
                target,
                if case { "case" } else { "" },
            ]);
            for list in [right, wrong, &term.context.need, &term.context.avoid] {
                texts.list(list.iter().map(String::as_str));
            }
        }
        texts.hash()
    }

    /// Returns every term, in the order of the files.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Returns the place of each term's row, in the order of [`Self::terms`].
    pub fn places(&self) -> &[Location] {
        &self.places
    }

    /// Returns the sources that a later row replaced.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Returns the term with this key.
    pub fn get(&self, key: &Key) -> Option<&Term> {
        self.index.get(key).map(|&at| &self.terms[at])
    }

    /// Returns the terms whose source, in either script, is `source`, with their indices.
    pub fn of_source<'a>(&'a self, source: &'a str) -> impl Iterator<Item = (usize, &'a Term)> {
        self.terms
            .iter()
            .enumerate()
            .filter(move |(_, term)| term.source_hans == source || term.source_hant == source)
    }

    /// Builds the automaton that finds these terms.
    pub fn matcher(&self) -> Matcher {
        Matcher::new(&self.terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "source_hans,source_hant,target,tag,alternatives,forbidden,note,citation,status\n";

    #[test]
    fn the_built_in_glossary_loads() {
        let glossary = Glossary::built_in().unwrap();
        assert!(glossary.terms().len() >= 437);
        assert!(glossary.overrides().is_empty());
        let (_, term) = glossary.of_source("黨中央").next().unwrap();
        assert_eq!(
            term.alternatives,
            ["Party Central Committee", "Central Committee"]
        );
        assert_eq!(term.forbidden, ["Party center"]);
    }

    #[test]
    fn a_later_file_overrides_and_says_so() {
        let mut glossary = Glossary::default();
        glossary
            .add_text(
                Path::new("a.csv"),
                &format!("{HEADER}党委,黨委,Party committee,org,,,,,choice\n"),
            )
            .unwrap();
        glossary
            .add_text(
                Path::new("b.csv"),
                &format!("{HEADER}党委,黨委,Party Committee,org,,,,,choice\n"),
            )
            .unwrap();
        assert_eq!(glossary.terms()[0].target, "Party Committee");
        let conflict = &glossary.overrides()[0];
        assert_eq!(
            (conflict.earlier.to_string(), conflict.later.to_string()),
            ("a.csv:2:1".into(), "b.csv:2:1".into())
        );
    }

    #[test]
    fn two_senses_of_one_word_are_two_terms() {
        let mut glossary = Glossary::default();
        let rows = "source_hans,target,context\n机关,mechanism,暗道\n机关,government office,\n";
        glossary.add_text(Path::new("a.csv"), rows).unwrap();
        assert_eq!(glossary.terms().len(), 2);
        assert!(glossary.overrides().is_empty());
        glossary
            .add_text(Path::new("b.csv"), "source_hans,target\n机关,agency\n")
            .unwrap();
        assert_eq!(glossary.terms().len(), 1);
        assert_eq!(glossary.overrides().len(), 1);
    }
}
