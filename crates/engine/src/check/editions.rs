//! What rules say of an edition, with the places in its file.

use crate::adopt::own_terms;
use crate::error::{ArticleError, Cause};
use crate::fill::{basis_of, outdated, query, take};
use crate::project::Project;
use crate::resolve::{MOST_SIMILAR, basis_of_similar, similar_match};
use duizhao_check::{CheckedPair, Failure, PairContext, PairFacts, RuleSettings, UNPAIRED};
use duizhao_core::article::{Origin, Span};
use duizhao_core::diagnostic::{Diagnostic, Location, Severity};
use duizhao_core::pair::Pair;
use duizhao_edition::escape::escape;
use duizhao_edition::{self as edition, Edition, ReadError};
use duizhao_glossary::Termbase;
use duizhao_memory::{Candidates, Lookup, SegmentRow, Selection, Store, StoreError};
use std::collections::HashMap;
use std::path::Path;

/// Checks editions as they are on the disk, by the rules that need no backend.
pub struct EditionChecker<'a> {
    /// The project that the editions are of.
    pub project: &'a Project,
    /// The translation memory; without it, fewer rules have something to say.
    pub store: Option<&'a dyn Store>,
    /// The terms.
    pub termbase: &'a Termbase,
    /// Which rules run.
    pub rules: &'a RuleSettings,
}

/// What rules say of an edition.
#[derive(Debug)]
pub struct CheckedEdition {
    /// How many pairs it has.
    pub count: usize,
    /// The pairs that rules say something of, in the order of the file, their diagnostics in the order of their places.
    /// An edition whose lines do not pair has one diagnostic, about no pair.
    pub pairs: Vec<CheckedPair>,
}

/// What the store knows of an edition.
#[derive(Default)]
struct KnownEdition {
    /// Its segments, by source.
    rows: HashMap<String, SegmentRow>,
    /// What it holds for each pair, in reading order.
    candidates: Vec<Candidates>,
}

impl EditionChecker<'_> {
    /// Checks one edition. That its lines do not pair is a diagnostic; a file that is no edition is an error.
    pub async fn check(&self, path: &Path) -> Result<CheckedEdition, ArticleError> {
        let text = read(path).map_err(|cause| cause.of(path))?;
        let (mut edition, lines) = match edition::read_with_lines(&text) {
            Ok(read) => read,
            Err(error) => {
                let pairs = vec![CheckedPair::without_pair(unpaired(path, error))];
                return Ok(CheckedEdition { count: 0, pairs });
            }
        };
        let own = match self.store {
            Some(store) => own_terms(self.project, store, self.termbase, path).await?,
            None => None,
        };
        let termbase = own.as_ref().unwrap_or(self.termbase);
        let name = self.project.name(path);
        let facts = self.facts(&name, &edition, termbase).await;
        let facts = facts.map_err(|error| Cause::Store(error).of(path))?;
        let selection = self.rules.selection(Path::new(&name));
        for (pair, (facts, damage)) in edition.pairs_mut().zip(facts) {
            let (source, target) = (pair.source_text(), pair.target_text());
            let mut context = PairContext::new(&source, &target, termbase).with(facts);
            context.damage = &damage;
            pair.diagnostics = duizhao_check::pair(&context, &selection);
        }
        duizhao_check::document(&mut edition.document, termbase, &selection);
        let text: Vec<&str> = text.lines().collect();
        let pairs = located(&edition, path, &text, &lines);
        Ok(CheckedEdition {
            count: lines.len(),
            pairs: pairs.filter_map(checked).collect(),
        })
    }

    /// Returns for each pair what is known besides its texts, and the places where its source lost text.
    async fn facts(
        &self,
        name: &str,
        edition: &Edition,
        termbase: &Termbase,
    ) -> Result<Vec<(PairFacts, Vec<Span>)>, StoreError> {
        let known = self.known(name, edition, termbase).await?;
        let mut all = Vec::new();
        for (at, pair) in edition.pairs().enumerate() {
            let source = pair.source_text();
            let row = known.rows.get(&source);
            let under = known
                .candidates
                .get(at)
                .and_then(|one| one.under.as_deref());
            let mut facts = PairFacts {
                failure: failure(pair),
                is_gloss: duizhao_check::is_gloss(pair),
                ..PairFacts::default()
            };
            if let Some(provenance) = pair.provenance
                && pair.is_final()
            {
                facts.doubled = provenance.reworded && row.is_some_and(|row| row.own);
                facts.reworded = provenance.reworded;
                let now = basis_of(&source, termbase);
                facts.changed_terms =
                    outdated(provenance, now.fingerprint, under, &|| now.terms.clone());
            }
            self.add_similar(pair, &mut facts).await?;
            all.push((facts, row.map_or_else(Vec::new, |row| row.damage.clone())));
        }
        Ok(all)
    }

    /// Returns what the store knows of an edition.
    async fn known(
        &self,
        name: &str,
        edition: &Edition,
        termbase: &Termbase,
    ) -> Result<KnownEdition, StoreError> {
        let Some(store) = self.store else {
            return Ok(KnownEdition::default());
        };
        let mut rows = HashMap::new();
        let of_edition = Selection {
            editions: Some(vec![name.to_owned()]),
            ..Selection::default()
        };
        store
            .visit_segments(of_edition, &mut |_, row| {
                rows.insert(row.source.clone(), row);
            })
            .await?;
        let queries = edition.pairs().map(|pair| query(pair, termbase));
        let lookup = Lookup {
            edition: name.to_owned(),
            maker: None,
            queries: queries.collect(),
        };
        let candidates = store.lookup(lookup).await?;
        Ok(KnownEdition { rows, candidates })
    }

    /// Finds the sentence that a translation was made for, where the memory had it for a similar one.
    async fn add_similar(&self, pair: &Pair, facts: &mut PairFacts) -> Result<(), StoreError> {
        let source = pair.source_text();
        let is_similar = pair.provenance.is_some_and(|provenance| {
            provenance.origin == Origin::Memory && provenance.basis == basis_of_similar(&source)
        });
        let Some(store) = self.store else {
            return Ok(());
        };
        if !is_similar || pair.is_final() {
            return Ok(());
        }
        let similar = store
            .similar(vec![source.clone()], MOST_SIMILAR, 0.0)
            .await?;
        let target = pair.target_text();
        let found = similar.into_iter().flatten();
        let mut found = found.filter_map(|one| similar_match(&source, one, 0.0));
        if let Some((_, of)) = found.find(|(found, _)| *found == target) {
            take(facts, of);
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<String, Cause> {
    let bytes = std::fs::read(path).map_err(Cause::Read)?;
    let text = String::from_utf8(bytes).map_err(|_| Cause::NotAnEdition)?;
    if edition::is_edition(&text) {
        Ok(text)
    } else {
        Err(Cause::NotAnEdition)
    }
}

fn unpaired(path: &Path, error: ReadError) -> Diagnostic {
    Diagnostic {
        suggestion: Some(error.hint.to_owned()),
        ..Diagnostic::new(UNPAIRED.code, Severity::Error, error.message)
    }
    .at(Location::new(path, error.line, 1))
}

/// Returns why a pair has no translation: a machine failed, if it is not a person's.
fn failure(pair: &Pair) -> Option<Failure> {
    let is_machine = pair.provenance.is_some_and(|known| !known.is_final());
    (pair.target.is_empty() && is_machine).then(|| Failure {
        what: "the backend failed in the last run".to_owned(),
        hint: Some("run `duizhao translate` again".to_owned()),
    })
}

/// Returns a pair with its diagnostics in the order of their places; `None` where it has none.
fn checked((pair, mut diagnostics): (&Pair, Vec<Diagnostic>)) -> Option<CheckedPair> {
    diagnostics.sort_by_key(|found| (found.location.line, found.location.column));
    (!diagnostics.is_empty()).then(|| CheckedPair {
        source: pair.source_text(),
        target: pair.target_text(),
        diagnostics,
    })
}

/// Returns each pair of an edition with its diagnostics, which have their places in the file: that of the part of the
/// source they are about. `text` is the file, `lines` says in which line each pair begins, from 1.
pub(crate) fn located<'a>(
    edition: &'a Edition,
    path: &'a Path,
    text: &'a [&'a str],
    lines: &'a [usize],
) -> impl Iterator<Item = (&'a Pair, Vec<Diagnostic>)> {
    let pairs = edition.pairs().zip(lines).zip(1..);
    pairs.map(move |((pair, &line), number)| {
        let mut diagnostics = pair.diagnostics.clone();
        for diagnostic in &mut diagnostics {
            let offset = diagnostic.source_span.map_or(0, |span| span.start);
            let (line, column) = place(text, line, &pair.source, offset);
            diagnostic.location = Location {
                pair: Some(number),
                ..Location::new(path, line, column)
            };
        }
        (pair, diagnostics)
    })
}

/// Finds the byte at `offset` of a source in the lines of a file; it begins in line `start`, from 1. Where the file writes
/// it in another way than the program does, the column is the first.
fn place(text: &[&str], start: usize, source: &[String], offset: usize) -> (usize, usize) {
    let (mut part, mut offset) = (0, offset);
    while part + 1 < source.len() && offset >= source[part].len() {
        offset -= source[part].len();
        part += 1;
    }
    let Some(wanted) = source.get(part) else {
        return (start, 1);
    };
    // In a table, all parts of a source stand in one line.
    let candidates = text.iter().enumerate().skip(start - 1).take(part + 1);
    for (at, line) in candidates {
        if let Some(column) = column(line, wanted, offset) {
            return (at + 1, column);
        }
    }
    (start, 1)
}

/// Returns in which column of a line, in characters from 1, the byte at `offset` of a text stands.
fn column(line: &str, text: &str, offset: usize) -> Option<usize> {
    let escaped = escape(text);
    let (start, before) = match line.find(&escaped) {
        Some(start) => (start, escape(&text[..offset])),
        None => (line.find(text)?, text[..offset].to_owned()),
    };
    Some(line[..start].chars().count() + before.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, start: usize, source: &[&str], part: &str, expected: (usize, usize)) {
        let lines: Vec<&str> = file.lines().collect();
        let source: Vec<String> = source.iter().map(|&line| line.to_owned()).collect();
        let offset = source.concat().find(part).unwrap();
        assert_eq!(place(&lines, start, &source, offset), expected);
    }

    #[test]
    fn places_are_those_of_the_file() {
        check("# 党委会\n\n> # x\n", 1, &["党委会"], "委", (1, 4));
        check("\n1\\. 党\\*委\n> x\n", 2, &["1. 党*委"], "委", (2, 8));
        check("甲，\\\n乙。\n", 1, &["甲，", "乙。"], "。", (2, 2));
        check("| 甲，<br>乙。 | x |\n", 1, &["甲，", "乙。"], "乙", (1, 9));
        check("甲**乙**丙\n", 1, &["甲乙丙"], "丙", (1, 1));
    }
}
