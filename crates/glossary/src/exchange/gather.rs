//! Collecting what a reader finds, by the same rules for every format.

use super::super::sheet::quoted;
use super::super::{Column, GlossaryError, Key, MOST_CELL_BYTES, Term};
use super::ImportedTerms;
use super::merge::joined;
use duizhao_core::diagnostic::Location;
use duizhao_formats::charset::{Charset, decode};
use duizhao_zh::script::{Converter, Script};
use std::collections::HashMap;
use std::fmt::Display;
use std::path::Path;

/// Collects terms and notes.
#[derive(Debug, Default)]
pub(super) struct TermCollector {
    imported: ImportedTerms,
    to_simplified: Option<Converter>,
    /// The first term whose simplified form was made, and how many.
    converted: Option<(Location, usize)>,
    /// Where the terms are with which others of their keys are joined.
    joining: HashMap<Key, usize>,
}

impl TermCollector {
    /// Adds a term, as a glossary file can hold it; if none can, a note.
    ///
    /// A term with a traditional form alone gets its simplified form by conversion. Control characters, an empty
    /// source or English and cells over [`MOST_CELL_BYTES`] keep a term out.
    pub(super) fn push(&mut self, mut term: Term, place: Location) -> Result<(), GlossaryError> {
        if term.source_hans.trim().is_empty() && !term.source_hant.trim().is_empty() {
            term.source_hans = self.simplified(&term.source_hant, &place)?;
        }
        let held = holdable(&term);
        match obstacle(&held) {
            Some(obstacle) => self.note(&place, format_args!("left out: {obstacle}")),
            None => {
                self.note_changes(&term, &held, &place);
                self.imported.terms.push((held, place));
            }
        }
        Ok(())
    }

    /// Adds a term, or joins it with the one of its key that is there already: another rendering becomes an alternative.
    pub(super) fn join(&mut self, term: Term, place: Location) -> Result<(), GlossaryError> {
        let before = self.imported.terms.len();
        self.push(term, place)?;
        if self.imported.terms.len() == before {
            return Ok(());
        }
        let Some((new, place)) = self.imported.terms.pop() else {
            return Ok(());
        };
        match self.joining.get(&new.key()) {
            Some(&at) => {
                let both = holdable(&joined(&self.imported.terms[at].0, &new));
                match obstacle(&both) {
                    Some(obstacle) => self.note(&place, format_args!("left out: {obstacle}")),
                    None => self.imported.terms[at].0 = both,
                }
            }
            None => {
                self.joining.insert(new.key(), before);
                self.imported.terms.push((new, place));
            }
        }
        Ok(())
    }

    /// Adds a note about a place.
    pub(super) fn note(&mut self, place: &Location, what: impl Display) {
        self.imported.notes.push(format!("{place}: {what}"));
    }

    /// Returns what was collected.
    pub(super) fn finish(mut self) -> ImportedTerms {
        if let Some((place, count)) = self.converted.take() {
            let what = "given in traditional script alone, were converted to simplified";
            self.note(&place, format_args!("{count} terms from here on, {what}"));
        }
        self.imported
    }

    fn simplified(&mut self, traditional: &str, place: &Location) -> Result<String, GlossaryError> {
        let converter = match self.to_simplified.take() {
            Some(converter) => converter,
            None => Converter::new(Script::Hans),
        };
        self.converted.get_or_insert_with(|| (place.clone(), 0)).1 += 1;
        Ok(self
            .to_simplified
            .insert(converter)
            .convert(traditional)
            .into_owned())
    }

    /// Notes lists that a glossary file reads otherwise: an item with the list separator in it is two.
    fn note_changes(&mut self, term: &Term, held: &Term, place: &Location) {
        if list_lengths(term) != list_lengths(held) {
            self.note(
                place,
                "an item of a list has ` | ` in it or is empty, and counts as that many items",
            );
        }
    }
}

fn list_lengths(term: &Term) -> [usize; 3] {
    [&term.tags, &term.alternatives, &term.forbidden].map(Vec::len)
}

/// Returns the term as a glossary file gives it back, however often it is written and read.
pub(super) fn holdable(term: &Term) -> Term {
    let mut held = once_held(term);
    // A context whose words change places can fall apart differently the next time; each time it gets shorter.
    for _ in 0..8 {
        let again = once_held(&held);
        if again == held {
            break;
        }
        held = again;
    }
    held
}

fn once_held(term: &Term) -> Term {
    let mut held = Term::default();
    for column in Column::ALL {
        // What a column says of a term, it also understands; tested below.
        let _ = column.put(&mut held, column.of(term).trim());
    }
    held
}

/// Returns why a glossary file cannot hold a term; `None` if it can.
fn obstacle(term: &Term) -> Option<String> {
    for column in Column::ALL {
        let cell = column.of(term);
        let name = column.name();
        let empty = cell.is_empty() && matches!(column, Column::SourceHans | Column::Target);
        if empty {
            return Some(format!("`{name}` is empty"));
        }
        if let Some(c) = cell
            .chars()
            .find(|&c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        {
            return Some(format!(
                "`{name}` has the control character U+{:04X}",
                u32::from(c)
            ));
        }
        if quoted(&cell, ',', true).len() > MOST_CELL_BYTES {
            return Some(format!(
                "`{name}` has {} bytes, and at most {MOST_CELL_BYTES} fit",
                cell.len()
            ));
        }
    }
    None
}

/// Decodes the text of a file and names its character set; bytes that are of none are an error with their place.
pub(super) fn text(
    path: &Path,
    bytes: &[u8],
    charset: Option<Charset>,
) -> Result<(String, &'static str), GlossaryError> {
    decode(bytes, charset).map_err(|bad| GlossaryError::Row {
        place: Location::after(path, &bytes[..bad.offset.min(bytes.len())]),
        message: format!(
            "these bytes are not {}, and {} places are like it",
            bad.charset, bad.count
        ),
        hint: "save the file as UTF-8, or name its character set with `--charset`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_text;
    use super::*;
    use crate::{Context, TermFile};
    use proptest::prelude::*;

    fn place() -> Location {
        Location::new("t", 1, 1)
    }

    #[track_caller]
    fn note_of(term: Term) -> String {
        let mut collector = TermCollector::default();
        collector.push(term, place()).unwrap();
        collector.finish().notes.join("\n")
    }

    #[test]
    fn what_cannot_be_held_is_noted() {
        let term = |source: &str, target: &str| Term {
            source_hans: source.into(),
            target: target.into(),
            ..Term::default()
        };
        assert_eq!(
            note_of(term("党", " ")),
            "t:1:1: left out: `target` is empty"
        );
        assert_eq!(
            note_of(term("党", "a\u{7}")),
            "t:1:1: left out: `target` has the control character U+0007"
        );
        let note = note_of(Term {
            note: "x".repeat(70_000),
            ..term("党", "a")
        });
        assert_eq!(
            note,
            "t:1:1: left out: `note` has 70000 bytes, and at most 65536 fit"
        );
        let note = note_of(Term {
            alternatives: vec!["b | c".into()],
            ..term("党", "a")
        });
        assert!(
            note.starts_with("t:1:1: an item of a list has ` | ` in it"),
            "{note}"
        );
    }

    #[test]
    fn a_traditional_term_alone_is_converted() {
        let mut collector = TermCollector::default();
        let term = Term {
            source_hant: "黨委".into(),
            target: "x".into(),
            ..Term::default()
        };
        collector.push(term, place()).unwrap();
        let imported = collector.finish();
        assert_eq!(imported.terms[0].0.source_hans, "党委");
        assert_eq!(imported.notes.len(), 1);
    }

    proptest! {
        #[test]
        fn what_is_gathered_is_what_a_glossary_file_gives_back(
            texts in proptest::collection::vec(any_text(), 4),
            lists in proptest::collection::vec(proptest::collection::vec(any_text(), 0..3), 5),
        ) {
            let mut lists = lists.into_iter();
            let mut next = || lists.next().unwrap_or_default();
            let term = Term {
                source_hans: texts[0].clone(), target: texts[1].clone(), note: texts[2].clone(), citation: texts[3].clone(),
                tags: next(), alternatives: next(), forbidden: next(),
                context: Context { need: next(), avoid: next() },
                ..Term::default()
            };
            let mut collector = TermCollector::default();
            collector.push(term, place()).unwrap();
            for (term, _) in collector.finish().terms {
                prop_assert_eq!(&holdable(&term), &term);
                let file = TermFile::parse(Path::new("t"), Column::header() + "\n").unwrap();
                let file = TermFile::parse(Path::new("t"), file.with(&term).unwrap()).unwrap();
                prop_assert_eq!(&file.terms().unwrap()[0].0, &term);
            }
        }
    }
}
