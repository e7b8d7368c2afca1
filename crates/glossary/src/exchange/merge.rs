//! Imported terms into a glossary file, so that no row of either side is lost without a word.
//!
//! Terms are the same by [`Term::key`]: source and context; one without a context is also the first row of its source.
//! An imported term that says nothing new changes
//! nothing; one that does is a conflict, which a rule or a person decides. Rows that nothing changes keep their
//! bytes.

use super::super::edit::EditError;
use super::super::sheet::{Edit, quoted};
use super::super::{Column, GlossaryError, Key, MOST_CELL_BYTES, Place, Status, Term, TermFile};
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
    /// Somebody decides each time.
    Ask,
}

impl Conflict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Replace, Self::Both, Self::Ask];

    /// The name on the command line.
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
    /// stand one behind the other, lists are joined. What contradicts stands in the note.
    Both,
}

/// What became of one imported term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new row.
    Added,
    /// It said nothing new.
    Unchanged,
    /// It holds now.
    Replaced {
        /// What the row said before.
        old: Box<Term>,
    },
    /// It was put aside, and the row stays.
    Kept,
    /// It was added to the row.
    Both,
}

/// What became of every imported term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// One outcome a term, in the order of the import.
    pub outcomes: Vec<(Key, Place, Outcome)>,
}

impl MergeReport {
    /// How many terms have an outcome that fits.
    pub fn count(&self, fits: impl Fn(&Outcome) -> bool) -> usize {
        self.outcomes
            .iter()
            .filter(|(_, _, outcome)| fits(outcome))
            .count()
    }

    /// The report in lines: how many of each, then every replaced rendering.
    pub fn lines(&self) -> Vec<String> {
        let counts = [
            (
                "added",
                self.count(|outcome| matches!(outcome, Outcome::Added)),
            ),
            (
                "unchanged",
                self.count(|outcome| matches!(outcome, Outcome::Unchanged)),
            ),
            (
                "replaced",
                self.count(|outcome| matches!(outcome, Outcome::Replaced { .. })),
            ),
            (
                "kept as they were",
                self.count(|outcome| matches!(outcome, Outcome::Kept)),
            ),
            (
                "both kept",
                self.count(|outcome| matches!(outcome, Outcome::Both)),
            ),
        ];
        let counts: Vec<String> = counts
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        let replaced = self
            .outcomes
            .iter()
            .filter_map(|(key, place, outcome)| match outcome {
                Outcome::Replaced { old } => {
                    Some(format!("{place}: `{key}` was `{}`", summary(old)))
                }
                Outcome::Added | Outcome::Unchanged | Outcome::Kept | Outcome::Both => None,
            });
        std::iter::once(counts.join(", ")).chain(replaced).collect()
    }
}

/// What a row said, but for its source: every filled column.
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
    imported: &[(Term, Place)],
    rule: Conflict,
    mut ask: impl FnMut(&Term, &Term, &Place) -> Decision,
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

    /// The slot that an imported term is about.
    fn slot(&self, new: &Term) -> Option<usize> {
        let first = || match self.senses.get(&new.source_hans).map(Vec::as_slice) {
            Some(&[at, ..]) if new.context.is_empty() => Some(at),
            Some(_) | None => None,
        };
        self.of.get(&new.key()).copied().or_else(first)
    }

    fn take(&mut self, new: &Term, decide: impl FnOnce(&Term) -> Decision) -> Outcome {
        let Some(at) = self.slot(new) else {
            self.of.insert(new.key(), self.terms.len());
            self.senses
                .entry(new.source_hans.clone())
                .or_default()
                .push(self.terms.len());
            self.terms.push(new.clone());
            self.changed.push(false);
            return Outcome::Added;
        };
        let old = &self.terms[at];
        if says_nothing_new(old, new) {
            return Outcome::Unchanged;
        }
        let (term, outcome) = match decide(old) {
            Decision::Keep => return Outcome::Kept,
            Decision::Replace => (
                replaced(old, new),
                Outcome::Replaced {
                    old: Box::new(old.clone()),
                },
            ),
            Decision::Both => (joined(old, new), Outcome::Both),
        };
        self.changed[at] |= term != *old;
        self.terms[at] = term;
        outcome
    }

    /// An error at an imported term's place if a cell of its row has grown too long.
    fn check(&self, imported: &Term, place: &Place) -> Result<(), GlossaryError> {
        let Some(term) = self.slot(imported).map(|at| &self.terms[at]) else {
            return Ok(());
        };
        let long = |column: &Column| quoted(&column.of(term), ',', true).len() > MOST_CELL_BYTES;
        Column::ALL.into_iter().find(long).map_or(Ok(()), |column| {
            Err(GlossaryError::Row {
                place: place.clone(),
                message: format!(
                    "`{}` of `{}` would have more than {MOST_CELL_BYTES} bytes",
                    column.name(),
                    term.key()
                ),
                hint: "keep or replace such terms instead of keeping both".to_owned(),
            })
        })
    }

    /// The file's text with all changes, made at once.
    fn text(&self, file: &TermFile) -> Result<String, EditError> {
        let touched = || {
            self.terms
                .iter()
                .enumerate()
                .filter(|(i, _)| *i >= self.rows || self.changed[*i])
        };
        let says = |column: &Column| {
            *column != Column::Status && touched().any(|(_, term)| !column.of(term).is_empty())
        };
        let confirmed = touched().any(|(_, term)| term.status != Status::default());
        let needed = |column: &Column| says(column) || (*column == Column::Status && confirmed);
        let columns: Vec<Column> = Column::ALL.into_iter().filter(needed).collect();
        file.widened(&columns, |wide| Ok(wide.sheet.edited(self.edits(wide))))
    }

    fn edits(&self, file: &TermFile) -> Vec<Edit> {
        let mut edits = Vec::new();
        let columns = file.columns();
        for (i, row) in file
            .rows()
            .iter()
            .enumerate()
            .filter(|(i, _)| self.changed[*i])
        {
            for (cell, column) in columns.iter().enumerate() {
                let value = column.of(&self.terms[i]);
                // An empty status is the default one.
                let default =
                    *column == Column::Status && self.terms[i].status == Status::default();
                let is = file.sheet.cell(row, cell);
                if is != value && !(default && is.is_empty()) {
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

/// Whether the file's term says all that the imported one does.
fn says_nothing_new(old: &Term, new: &Term) -> bool {
    let text = |column: Column| column.of(new).is_empty() || column.of(new) == column.of(old);
    let within = |new: &[String], old: &[String]| new.iter().all(|item| old.contains(item));
    [
        Column::SourceHant,
        Column::Target,
        Column::Note,
        Column::Citation,
        Column::Pos,
    ]
    .into_iter()
    .all(text)
        && new
            .alternatives
            .iter()
            .all(|item| *item == old.target || old.alternatives.contains(item))
        && within(&new.tags, &old.tags)
        && within(&new.forbidden, &old.forbidden)
        && (new.status == Status::Choice || new.status == old.status)
        && (!new.case_sensitive || old.case_sensitive)
}

/// What the imported term says, and of what it does not, what the file's says.
fn replaced(old: &Term, new: &Term) -> Term {
    let text = |new: &String, old: &String| {
        if new.is_empty() {
            old.clone()
        } else {
            new.clone()
        }
    };
    let list = |new: &Vec<String>, old: &Vec<String>| {
        if new.is_empty() {
            old.clone()
        } else {
            new.clone()
        }
    };
    let same = new.target == old.target;
    Term {
        source_hans: old.source_hans.clone(),
        source_hant: text(&new.source_hant, &old.source_hant),
        target: new.target.clone(),
        tags: list(&new.tags, &old.tags),
        alternatives: list(&new.alternatives, &old.alternatives)
            .into_iter()
            .filter(|item| *item != new.target && !new.forbidden.contains(item))
            .collect(),
        forbidden: list(&new.forbidden, &old.forbidden)
            .into_iter()
            .filter(|item| *item != new.target)
            .collect(),
        note: text(&new.note, &old.note),
        citation: if same {
            text(&new.citation, &old.citation)
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

/// Both in one: see [`Decision::Both`].
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
    asides
        .iter()
        .for_each(|aside| append(&mut term.note, aside));
    if new.target == term.target && new.status == Status::Confirmed {
        term.status = Status::Confirmed;
    }
    term.case_sensitive |= new.case_sensitive;
    term
}

/// Adds what the imported lists have more; gives back what contradicts the term's own.
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

/// Puts a text behind another, unless it is one of its parts.
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

    fn place(line: usize) -> Place {
        Place {
            path: "new.tbx".into(),
            line,
            column: 1,
        }
    }

    fn term(source: &str, target: &str) -> Term {
        Term {
            source_hans: source.into(),
            target: target.into(),
            ..Term::default()
        }
    }

    fn merged(terms: &[Term], rule: Conflict) -> Merged {
        let terms: Vec<(Term, Place)> = terms
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
            let never = |_: &Term, _: &Term, _: &Place| unreachable!();
            let before = merge(&start, &with_places(&old), Conflict::Replace, never).unwrap();
            let after = merge(&file(&before.text), &with_places(&new), rule, never).unwrap();
            prop_assert_eq!(after.report.outcomes.len(), new.len());
            let terms: Vec<Term> = file(&after.text).terms().unwrap().into_iter().map(|(term, _)| term).collect();
            for (term, (_, _, outcome)) in new.iter().zip(&after.report.outcomes) {
                let of_source = || terms.iter().find(|other| other.source_hans == term.source_hans);
                let held = terms.iter().find(|other| other.key() == term.key()).or_else(of_source).unwrap();
                let everything = format!("{held:?}");
                if matches!(outcome, Outcome::Both | Outcome::Added) && rule == Conflict::Both {
                    let within = |text: &str| text.is_empty() || everything.contains(format!("{text:?}").trim_matches('"'));
                    prop_assert!(term.renderings().chain(term.forbidden.iter().map(String::as_str)).all(within), "{:?} in {}", term, everything);
                    prop_assert!(within(&term.note) && within(&term.citation) && within(&term.source_hant));
                }
            }
            let again = merge(&file(&after.text), &with_places(&old), Conflict::Keep, never).unwrap();
            prop_assert_eq!(again.text, after.text);
        }
    }
}
