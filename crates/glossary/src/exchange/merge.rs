//! Merging imported terms into a glossary file, so that no row of either side is lost silently.
//!
//! Terms are the same by [`Term::key`]: source and context; one without a context is also the first row of its source.
//! An imported term that says nothing new changes
//! nothing; one that does is a conflict, which a rule or a person decides. Rows that nothing changes keep their
//! bytes.

use super::super::edit::EditError;
use super::super::sheet::quoted;
use super::super::{Column, GlossaryError, Key, MOST_CELL_BYTES, Status, Term, TermFile};
use duizhao_core::diagnostic::{Edit, Location};
use std::collections::HashMap;

/// What to do with an imported term that the file has with other contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The file's stays.
    Keep,
    /// The imported one holds.
    Replace,
    /// Both are kept, in one row.
    Both,
    /// A person decides each time.
    Ask,
}

impl Conflict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Replace, Self::Both, Self::Ask];

    /// Returns the name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Replace => "replace",
            Self::Both => "both",
            Self::Ask => "ask",
        }
    }
}

/// What was decided about one conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The file's term stays as it is.
    Keep,
    /// What the imported term says holds, and what it says nothing of stays. The citation and the status of
    /// another rendering go with it.
    Replace,
    /// The file's rendering stays the preferred one, the imported ones become alternatives; notes and citations
    /// are joined, lists too. What contradicts stands in the note.
    Both,
}

/// What became of one imported term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeOutcome {
    /// A new row.
    Added,
    /// It said nothing new.
    Unchanged,
    /// It holds now.
    Replaced {
        /// What the row said before.
        old: Box<Term>,
    },
    /// It was not used, and the row stays.
    Kept,
    /// It was added to the row.
    Both,
}

impl MergeOutcome {
    const fn words(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Unchanged => "unchanged",
            Self::Replaced { .. } => "replaced",
            Self::Kept => "kept as they were",
            Self::Both => "both kept",
        }
    }
}

/// What became of every imported term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// One outcome a term, in the order of the import.
    pub outcomes: Vec<(Key, Location, MergeOutcome)>,
}

impl MergeReport {
    /// Counts the terms with an outcome that fits.
    pub fn count(&self, fits: impl Fn(&MergeOutcome) -> bool) -> usize {
        self.outcomes
            .iter()
            .filter(|(_, _, outcome)| fits(outcome))
            .count()
    }

    /// Returns the report in lines: how many of each, then every replaced rendering.
    pub fn lines(&self) -> Vec<String> {
        let words = [
            "added",
            "unchanged",
            "replaced",
            "kept as they were",
            "both kept",
        ];
        let counts = words.map(|words| {
            let count = self.count(|outcome| outcome.words() == words);
            format!("{count} {words}")
        });
        let mut lines = vec![counts.join(", ")];
        for (key, place, outcome) in &self.outcomes {
            if let MergeOutcome::Replaced { old } = outcome {
                lines.push(format!("{place}: `{key}` was `{}`", summary(old)));
            }
        }
        lines
    }
}

/// Returns what a row said, but for its source: every filled column.
fn summary(term: &Term) -> String {
    let columns = Column::ALL
        .into_iter()
        .filter(|c| !matches!(c, Column::SourceHans | Column::SourceHant));
    let cells = columns
        .map(|column| column.of(term))
        .filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join("; ")
}

/// A file after a merge.
#[derive(Debug)]
pub struct Merged {
    /// The file's new text, which is a sound glossary file.
    pub text: String,
    /// What became of every imported term.
    pub report: MergeReport,
}

/// Merges imported terms into a file, in their order: a term that comes twice is merged with itself. Linear in both.
///
/// With [`Conflict::Ask`], `ask` gets the file's term, the imported one and where that stands; it is not called
/// otherwise. Fails where a row of the file cannot be understood, or a cell would grow too long.
pub fn merge(
    file: &TermFile,
    imported: &[(Term, Location)],
    rule: Conflict,
    mut ask: impl FnMut(&Term, &Term, &Location) -> Decision,
) -> Result<Merged, EditError> {
    let mut slots = Slots::of(file)?;
    let mut report = MergeReport::default();
    for (term, place) in imported {
        let outcome = slots.take(term, |old| match rule {
            Conflict::Keep => Decision::Keep,
            Conflict::Replace => Decision::Replace,
            Conflict::Both => Decision::Both,
            Conflict::Ask => ask(old, term, place),
        });
        slots.check(term, place)?;
        report.outcomes.push((term.key(), place.clone(), outcome));
    }
    let text = slots.text(file)?;
    TermFile::parse(file.sheet.path(), text.clone())?.terms()?;
    Ok(Merged { text, report })
}

/// The terms of the file, then those added.
struct Slots {
    terms: Vec<Term>,
    changed: Vec<bool>,
    /// How many are rows of the file.
    rows: usize,
    of: HashMap<Key, usize>,
    /// The slots of each source.
    senses: HashMap<String, Vec<usize>>,
}

impl Slots {
    fn of(file: &TermFile) -> Result<Self, GlossaryError> {
        let terms: Vec<Term> = file.terms()?.into_iter().map(|(term, _)| term).collect();
        // Of two rows with one key the later one holds.
        let of = terms
            .iter()
            .enumerate()
            .map(|(i, term)| (term.key(), i))
            .collect();
        let mut senses: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, term) in terms.iter().enumerate() {
            senses.entry(term.source_hans.clone()).or_default().push(i);
        }
        Ok(Self {
            changed: vec![false; terms.len()],
            rows: terms.len(),
            of,
            senses,
            terms,
        })
    }

    /// Returns the slot that an imported term is about.
    fn slot(&self, new: &Term) -> Option<usize> {
        if let Some(&at) = self.of.get(&new.key()) {
            return Some(at);
        }
        let senses = self.senses.get(&new.source_hans)?;
        if new.context.is_empty() {
            senses.first().copied()
        } else {
            None
        }
    }

    fn take(&mut self, new: &Term, decide: impl FnOnce(&Term) -> Decision) -> MergeOutcome {
        let Some(at) = self.slot(new) else {
            self.of.insert(new.key(), self.terms.len());
            self.senses
                .entry(new.source_hans.clone())
                .or_default()
                .push(self.terms.len());
            self.terms.push(new.clone());
            self.changed.push(false);
            return MergeOutcome::Added;
        };
        let old = &self.terms[at];
        if says_nothing_new(old, new) {
            return MergeOutcome::Unchanged;
        }
        let (term, outcome) = match decide(old) {
            Decision::Keep => return MergeOutcome::Kept,
            Decision::Replace => (
                replaced(old, new),
                MergeOutcome::Replaced {
                    old: Box::new(old.clone()),
                },
            ),
            Decision::Both => (joined(old, new), MergeOutcome::Both),
        };
        self.changed[at] |= term != *old;
        self.terms[at] = term;
        outcome
    }

    /// Refuses an imported term if a cell of its row has grown too long.
    fn check(&self, imported: &Term, place: &Location) -> Result<(), GlossaryError> {
        let Some(term) = self.slot(imported).map(|at| &self.terms[at]) else {
            return Ok(());
        };
        for column in Column::ALL {
            if quoted(&column.of(term), ',', true).len() > MOST_CELL_BYTES {
                return Err(GlossaryError::Row {
                    place: place.clone(),
                    message: format!(
                        "`{}` of `{}` would have more than {MOST_CELL_BYTES} bytes",
                        column.name(),
                        term.key()
                    ),
                    hint: "keep or replace such terms instead of keeping both".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Returns the file's text with all changes, made at once.
    fn text(&self, file: &TermFile) -> Result<String, EditError> {
        let touched: Vec<&Term> = (self.terms.iter().enumerate())
            .filter(|&(i, _)| i >= self.rows || self.changed[i])
            .map(|(_, term)| term)
            .collect();
        let columns: Vec<Column> = Column::ALL
            .into_iter()
            .filter(|&column| touched.iter().any(|term| says(term, column)))
            .collect();
        file.widened(&columns, |wide| Ok(wide.sheet.edited(self.edits(wide))))
    }

    fn edits(&self, file: &TermFile) -> Vec<Edit> {
        let mut edits = Vec::new();
        let columns = file.columns();
        for (i, row) in file.rows().iter().enumerate() {
            if !self.changed[i] {
                continue;
            }
            let term = &self.terms[i];
            for (cell, &column) in columns.iter().enumerate() {
                let value = column.of(term);
                let is = file.sheet.cell(row, cell);
                if is != value && (says(term, column) || !is.is_empty()) {
                    edits.push(file.sheet.set(row, cell, &value));
                }
            }
        }
        for (i, term) in self.terms[self.rows..].iter().enumerate() {
            let cells: Vec<String> = columns.iter().map(|column| column.of(term)).collect();
            let mut edit = file.sheet.append(&cells);
            // The line end before the first new row is there once.
            if i > 0 {
                let start = edit
                    .text
                    .find(|c| !matches!(c, '\r' | '\n'))
                    .unwrap_or_default();
                edit.text.drain(..start);
            }
            edits.push(edit);
        }
        edits
    }
}

/// Tests whether a term has something in a column; the default status is nothing.
fn says(term: &Term, column: Column) -> bool {
    if column == Column::Status {
        term.status != Status::default()
    } else {
        !column.of(term).is_empty()
    }
}

/// Tests whether the file's term says all that the imported one does.
fn says_nothing_new(old: &Term, new: &Term) -> bool {
    let columns = [
        Column::SourceHant,
        Column::Target,
        Column::Note,
        Column::Citation,
        Column::Pos,
    ];
    columns
        .into_iter()
        .all(|column| column.of(new).is_empty() || column.of(new) == column.of(old))
        && new
            .alternatives
            .iter()
            .all(|item| *item == old.target || old.alternatives.contains(item))
        && new.tags.iter().all(|tag| old.tags.contains(tag))
        && new
            .forbidden
            .iter()
            .all(|item| old.forbidden.contains(item))
        && (new.status == Status::Choice || new.status == old.status)
        && (!new.case_sensitive || old.case_sensitive)
}

/// Returns what the imported term says or, where it says nothing, what the file's says.
fn replaced(old: &Term, new: &Term) -> Term {
    let same = new.target == old.target;
    Term {
        source_hans: old.source_hans.clone(),
        source_hant: newer(&new.source_hant, &old.source_hant),
        target: new.target.clone(),
        tags: newer(&new.tags, &old.tags),
        alternatives: newer(&new.alternatives, &old.alternatives)
            .into_iter()
            .filter(|item| *item != new.target && !new.forbidden.contains(item))
            .collect(),
        forbidden: newer(&new.forbidden, &old.forbidden)
            .into_iter()
            .filter(|item| *item != new.target)
            .collect(),
        note: newer(&new.note, &old.note),
        citation: if same {
            newer(&new.citation, &old.citation)
        } else {
            new.citation.clone()
        },
        status: if same && new.status == Status::Choice {
            old.status
        } else {
            new.status
        },
        pos: new.pos.or(old.pos),
        case_sensitive: new.case_sensitive || old.case_sensitive,
        context: old.context.clone(),
    }
}

/// Returns the new value, or the old one where the new is empty.
fn newer<T: Clone + Default + PartialEq>(new: &T, old: &T) -> T {
    if *new == T::default() { old } else { new }.clone()
}

/// Joins both in one: see [`Decision::Both`].
fn joined(old: &Term, new: &Term) -> Term {
    let mut term = old.clone();
    let mut asides = join_lists(&mut term, new);
    if term.source_hant.is_empty() {
        term.source_hant.clone_from(&new.source_hant);
    } else if !new.source_hant.is_empty() && new.source_hant != term.source_hant {
        asides.push(format!("elsewhere written: {}", new.source_hant));
    }
    match (term.pos, new.pos) {
        (Some(is), Some(other)) if is != other => {
            asides.push(format!("elsewhere: {}", other.name()))
        }
        (is, other) => term.pos = is.or(other),
    }
    append(&mut term.note, &new.note);
    append(&mut term.citation, &new.citation);
    for aside in &asides {
        append(&mut term.note, aside);
    }
    if new.target == term.target && new.status == Status::Confirmed {
        term.status = Status::Confirmed;
    }
    term.case_sensitive |= new.case_sensitive;
    term
}

/// Adds what the imported lists have more; returns what contradicts the term's own.
fn join_lists(term: &mut Term, new: &Term) -> Vec<String> {
    let mut asides = Vec::new();
    for rendering in new.renderings() {
        if term.forbidden.iter().any(|item| item == rendering) {
            asides.push(format!("elsewhere right: {rendering}"));
        } else if !term.renderings().any(|known| known == rendering) {
            term.alternatives.push(rendering.to_owned());
        }
    }
    for rendering in &new.forbidden {
        if term.renderings().any(|known| known == rendering) {
            asides.push(format!("elsewhere wrong: {rendering}"));
        } else if !term.forbidden.contains(rendering) {
            term.forbidden.push(rendering.clone());
        }
    }
    for tag in &new.tags {
        if !term.tags.contains(tag) {
            term.tags.push(tag.clone());
        }
    }
    asides
}

/// Adds a text after another, unless it is one of its parts.
fn append(text: &mut String, more: &str) {
    if more.is_empty() || text == more || text.split("; ").any(|part| part == more) {
        return;
    }
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    const TEXT: &str = "# 注\r\nsource_hans,target,note\r\n党委,Party committee,\"a, b\"\r\n\r\n县委,county committee,";

    fn file(text: &str) -> TermFile {
        TermFile::parse(Path::new("t.csv"), text.to_owned()).unwrap()
    }

    fn place(line: usize) -> Location {
        Location::new("new.tbx", line, 1)
    }

    fn term(source: &str, target: &str) -> Term {
        Term {
            source_hans: source.into(),
            target: target.into(),
            ..Term::default()
        }
    }

    fn merged(terms: &[Term], rule: Conflict) -> Merged {
        let terms: Vec<(Term, Location)> = terms
            .iter()
            .enumerate()
            .map(|(i, term)| (term.clone(), place(i + 1)))
            .collect();
        merge(&file(TEXT), &terms, rule, |_, _, _| unreachable!()).unwrap()
    }

    #[test]
    fn new_terms_stand_below_and_the_rest_keeps_its_bytes() {
        let merged = merged(
            &[
                term("市委", "city committee"),
                term("区委", "x"),
                term("党委", "Party committee"),
            ],
            Conflict::Keep,
        );
        assert_eq!(
            merged.text,
            format!("{TEXT}\r\n市委,city committee,\r\n区委,x,\r\n")
        );
        assert_eq!(
            merged.report.lines(),
            ["2 added, 1 unchanged, 0 replaced, 0 kept as they were, 0 both kept"]
        );
    }

    #[test]
    fn each_rule_does_as_it_says() {
        let other = Term {
            citation: "c".into(),
            status: Status::Confirmed,
            note: "n".into(),
            ..term("党委", "the Party committee")
        };
        assert_eq!(
            merged(std::slice::from_ref(&other), Conflict::Keep).text,
            TEXT
        );
        let replaced = merged(std::slice::from_ref(&other), Conflict::Replace);
        assert!(
            replaced.text.contains(
                "\r\n党委,the Party committee,n,c,confirmed\r\n\r\n县委,county committee,,,"
            ),
            "{}",
            replaced.text
        );
        assert_eq!(
            replaced.report.lines()[1],
            "new.tbx:1:1: `党委` was `Party committee; a, b; choice`"
        );
        let both = merged(std::slice::from_ref(&other), Conflict::Both);
        assert!(
            both.text
                .contains("\r\n党委,Party committee,\"a, b; n\",the Party committee,c\r\n"),
            "{}",
            both.text
        );
        let asked = |decision| {
            merge(
                &file(TEXT),
                &[(other.clone(), place(1))],
                Conflict::Ask,
                |_, _, _| decision,
            )
            .unwrap()
            .text
        };
        assert_eq!(
            [
                asked(Decision::Keep),
                asked(Decision::Replace),
                asked(Decision::Both)
            ],
            [TEXT.to_owned(), replaced.text, both.text]
        );
    }

    #[test]
    fn a_cell_that_grows_too_long_stops_at_its_term() {
        let note = |c: &str| Term {
            note: c.repeat(40_000),
            ..term("党委", "Party committee")
        };
        let terms = [(note("x"), place(1)), (note("y"), place(2))];
        let error = merge(
            &file(TEXT),
            &terms,
            Conflict::Both,
            |_, _, _| unreachable!(),
        )
        .unwrap_err()
        .to_string();
        assert!(
            error.starts_with("new.tbx:2:1: `note` of `党委` would have more than 65536 bytes"),
            "{error}"
        );
    }

    #[test]
    fn contradictions_stand_in_the_note() {
        let old = Term {
            forbidden: vec!["wrong".into()],
            source_hant: "黨委".into(),
            ..term("党委", "right")
        };
        let new = Term {
            forbidden: vec!["right".into()],
            source_hant: "黨諉".into(),
            ..term("党委", "wrong")
        };
        let both = joined(&old, &new);
        assert_eq!(
            both.note,
            "elsewhere right: wrong; elsewhere wrong: right; elsewhere written: 黨諉"
        );
        assert_eq!(
            (&both.forbidden, both.alternatives.len()),
            (&old.forbidden, 0)
        );
    }

    #[test]
    fn another_rendering_takes_its_citation_along() {
        let old = Term {
            citation: "seen".into(),
            status: Status::Confirmed,
            ..term("党", "a")
        };
        let new = replaced(&old, &term("党", "b"));
        assert_eq!((new.citation.as_str(), new.status), ("", Status::Choice));
        assert_eq!(
            replaced(
                &old,
                &Term {
                    note: "n".into(),
                    ..term("党", "a")
                }
            )
            .status,
            Status::Confirmed
        );
    }

    proptest! {
        #[test]
        fn no_term_is_lost(old in any_terms(), new in any_terms(), rule in prop::sample::select(vec![Conflict::Keep, Conflict::Replace, Conflict::Both])) {
            let start = file(&(Column::header() + "\n"));
            let with_places = |terms: &[Term]| terms.iter().map(|term| (term.clone(), place(1))).collect::<Vec<_>>();
            let never = |_: &Term, _: &Term, _: &Location| unreachable!();
            let before = merge(&start, &with_places(&old), Conflict::Replace, never).unwrap();
            let after = merge(&file(&before.text), &with_places(&new), rule, never).unwrap();
            prop_assert_eq!(after.report.outcomes.len(), new.len());
            let terms: Vec<Term> = file(&after.text).terms().unwrap().into_iter().map(|(term, _)| term).collect();
            for (term, (_, _, outcome)) in new.iter().zip(&after.report.outcomes) {
                let of_source = || terms.iter().find(|other| other.source_hans == term.source_hans);
                let held = terms.iter().find(|other| other.key() == term.key()).or_else(of_source).unwrap();
                let everything = format!("{held:?}");
                if matches!(outcome, MergeOutcome::Both | MergeOutcome::Added) && rule == Conflict::Both {
                    // A rendering with a separator in it is two in a list.
                    let holds = |text: &str| everything.contains(format!("{text:?}").trim_matches('"'));
                    let within = |text: &str| text.split(" | ").all(|part| part.is_empty() || holds(part));
                    prop_assert!(term.renderings().chain(term.forbidden.iter().map(String::as_str)).all(within), "{:?} in {}", term, everything);
                    prop_assert!(within(&term.note) && within(&term.citation) && within(&term.source_hant));
                }
            }
            let again = merge(&file(&after.text), &with_places(&old), Conflict::Keep, never).unwrap();
            prop_assert_eq!(again.text, after.text);
        }
    }
}
