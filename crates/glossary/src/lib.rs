//! The glossary of political terms: loading, layering, matching in text, and upkeep.

mod comparison;
mod diff;
mod edit;
mod error;
pub mod exchange;
mod kept;
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
mod terms;
mod traditional;
mod upkeep;

pub use comparison::Comparison;
pub use diff::{TermChange, diff};
pub use edit::EditError;
pub use error::GlossaryError;
pub use kept::KeptGlossary;
pub use load::{BUILT_IN_NAME, CellError, Column, MOST_FILE_BYTES, TermFile, read_file};
pub use marked::marked;
pub use matcher::{Hit, Matcher};
pub use matcher::{leftmost_longest, most_covering};
pub use sheet::quoted;
pub use sheet::{MOST_CELL_BYTES, Record, Sheet};
pub use term::{Context, Key, PartOfSpeech, Rendering, Status, Term};
pub use termbase::{Termbase, Wording, terms_of};
pub use terms::{TermHead, TermList};
pub use upkeep::{LockedTermFile, file_with, parse_context, put_cells, traditional};

use duizhao_core::diagnostic::Location;
use duizhao_core::hash::Texts;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::OnceLock;
use terms::PlaceList;

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

impl Override {
    /// Returns what there is to say of a term whose row is replaced by a later one.
    fn of(term: Term, earlier: Location, later: Location) -> Self {
        Self {
            source: term.source_hans,
            earlier,
            later,
        }
    }
}

/// Terms in the order of their files, each once; see [`Term::key`].
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    terms: TermList,
    places: PlaceList,
    overrides: Vec<Override>,
    /// Where the term of a key is, made when the first one is asked for.
    index: OnceLock<HashMap<Key, usize>>,
    /// What [`Self::key`] returns, once it is known.
    key: OnceLock<u64>,
    /// Where it is kept between runs, if it is.
    kept: Option<KeptGlossary>,
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
        let added = self.rows(file)?;
        let mut senses: HashMap<&str, Vec<usize>> = HashMap::new();
        for (row, (term, _)) in added.iter().enumerate() {
            senses.entry(&term.source_hans).or_default().push(row);
        }
        let mut stands_already = vec![false; added.len()];
        let mut replaced: HashSet<String> = HashSet::new();
        let mut all = Self::default();
        for (term, place) in self.take_rows() {
            if let Some(rows) = senses.get(term.source_hans.as_str()) {
                let Some(&same) = rows.iter().find(|&&row| added[row].0 == term) else {
                    if replaced.insert(term.source_hans.clone()) {
                        let later = added[rows[0]].1.clone();
                        self.overrides.push(Override::of(term, place, later));
                    }
                    continue;
                };
                stands_already[same] = true;
            }
            all.push(term, &place);
        }
        drop(senses);
        for ((term, place), stands_already) in added.into_iter().zip(stands_already) {
            if !stands_already {
                all.push(term, &place);
            }
        }
        all.overrides = std::mem::take(&mut self.overrides);
        *self = all;
        Ok(())
    }

    /// Takes the terms out, each with its place.
    fn take_rows(&mut self) -> impl Iterator<Item = (Term, Location)> + use<> {
        let places = std::mem::take(&mut self.places);
        let terms = std::mem::take(&mut self.terms).into_vec().into_iter();
        terms
            .enumerate()
            .map(move |(index, term)| (term, places.get(index)))
    }

    fn push(&mut self, term: Term, place: &Location) {
        self.terms.push(term);
        self.places.push(place);
    }

    /// Reads the rows of a file. Of those with the same key the last one holds, in the place of the first.
    fn rows(&mut self, file: &TermFile) -> Result<Vec<(Term, Location)>, GlossaryError> {
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
        Ok(added)
    }

    /// Replaces a row by a later one of the same file.
    fn replace(&mut self, row: &mut (Term, Location), later: (Term, Location)) {
        let earlier = std::mem::replace(row, later);
        if row.0 != earlier.0 {
            let (term, place) = earlier;
            (self.overrides).push(Override::of(term, place, row.1.clone()));
        }
    }

    /// Returns a hash of all that translations depend on: equal keys mean that every sentence is translated alike.
    /// Linear when it is first asked for.
    pub fn key(&self) -> u64 {
        *self.key.get_or_init(|| self.hash())
    }

    fn hash(&self) -> u64 {
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
    pub fn terms(&self) -> &TermList {
        &self.terms
    }

    /// Returns the place of a term's row, by its index in [`Self::terms`].
    pub fn place(&self, term: usize) -> Location {
        self.places.get(term)
    }

    /// Returns the sources that a later row replaced.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Returns the term with this key.
    pub fn get(&self, key: &Key) -> Option<&Term> {
        let index = self.index.get_or_init(|| {
            let keys = self.terms.iter().map(Term::key);
            keys.zip(0..).collect()
        });
        index.get(key).map(|&at| &self.terms[at])
    }

    /// Returns the terms whose source, in either script, is `source`, with their indices.
    pub fn of_source<'a>(&'a self, source: &'a str) -> impl Iterator<Item = (usize, &'a Term)> {
        let terms = self.terms.heads().enumerate();
        terms
            .filter(move |(_, term)| term.source_hans == source || term.source_hant == source)
            .map(|(index, _)| (index, &self.terms[index]))
    }

    /// Returns the automaton that finds these terms: the one that is kept, or one that is built.
    pub fn matcher(&self) -> Matcher {
        let build = || Matcher::new(&self.terms);
        match &self.kept {
            Some(kept) => kept.matcher(build),
            None => build(),
        }
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
