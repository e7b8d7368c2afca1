//! Glossaries of DeepL: source and target separated by a tab, no header.
//!
//! The limits are those of DeepL's documentation ("Managing glossaries"): each side at most 1,024 bytes, a
//! glossary at most 10 MiB, no source twice, no control characters.

use super::super::{GlossaryError, Term};
use super::gather::{TermCollector, text};
use super::pairs::{Limits, SourceForm, is_control, two_columns};
use super::position::TextCursor;
use super::{ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions};
use duizhao_core::counted;
use duizhao_zh::script::Script;
use std::collections::HashSet;
use std::path::Path;

/// Glossaries of DeepL.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "deepl",
    extensions: &["tsv"],
    about: "DeepL glossary: source, tab, English",
    read: Some(read),
    write: Some(write),
    is_it: |_| false,
};

const LIMITS: Limits = Limits {
    term_bytes: 1024,
    file_bytes: 10 * 1024 * 1024,
};

/// Writes the entries of one glossary for texts in either script: the simplified source of every term, then the
/// traditional ones that differ. An entry that DeepL would refuse is left out, since it refuses the whole glossary for
/// one.
pub fn entries(terms: &[&Term]) -> Result<String, GlossaryError> {
    let mut entries = String::new();
    let mut seen = HashSet::new();
    // The forms of Taiwan are those that people write: 群眾, not 羣衆.
    for script in [Script::Hans, Script::Tw] {
        let sources = SourceForm::new(script);
        for term in terms {
            let source = sources.of(term);
            let source = source.trim();
            let target = term.target.trim();
            let size = entries.len() + source.len() + target.len() + 2;
            if holds(source)
                && holds(target)
                && size <= LIMITS.file_bytes
                && seen.insert(source.to_owned())
            {
                let line_break = if entries.is_empty() { "" } else { "\n" };
                entries.extend([line_break, source, "\t", target]);
            }
        }
    }
    Ok(entries)
}

/// Tests whether an entry can have this text on one side. Quotation marks are the format's own.
fn holds(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LIMITS.term_bytes
        && !text.chars().any(|c| is_control(c) || c == '"')
}

fn write(terms: &[Term], options: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let (file, losses) = two_columns(terms, options.script, LIMITS)?;
    Ok(ExportedTerms {
        bytes: file.into_bytes(),
        losses: losses.lines(),
    })
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    let (text, _) = text(path, bytes, options.charset)?;
    let sources = SourceForm::new(options.script);
    let mut cursor = TextCursor::new(path, &text);
    let mut collector = TermCollector::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = cursor.place(at);
        at += line.len();
        let cells: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').collect();
        match cells[..] {
            [only] if only.trim().is_empty() => {}
            [source, target] => {
                let mut term = Term {
                    target: target.to_owned(),
                    ..Term::default()
                };
                sources.put(&mut term, source);
                collector.push(term, place)?;
            }
            _ => collector.note(
                &place,
                format_args!(
                    "left out: {}, and a line has 2, separated by a tab",
                    counted(cells.len(), "cell")
                ),
            ),
        }
    }
    Ok(collector.finish())
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;

    fn term(hans: &str, hant: &str, target: &str) -> Term {
        Term {
            source_hans: hans.into(),
            source_hant: hant.into(),
            target: target.into(),
            ..Term::default()
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_said() {
        let mut terms = vec![
            term("党", "", "Party"),
            term("党", "", "the Party"),
            term("委", "", "a\nb"),
            term("县", "縣", ""),
        ];
        terms[3].target = "x".repeat(1025);
        terms[0].note = "n".into();
        let written = write(&terms, &WriteOptions::default()).unwrap();
        assert_eq!(String::from_utf8(written.bytes).unwrap(), "党\tParty\n");
        let losses = [
            "1 traditional form has no place in this format",
            "1 note has no place in this format",
            "1 term was left out: its source is there already",
            "1 term was left out: a line break or control character is not allowed in it",
            "1 term was left out: it is too long for this service",
        ];
        assert_eq!(written.losses, losses);
    }

    #[test]
    fn entries_hold_both_scripts_and_nothing_that_is_refused() {
        let mut terms = vec![
            term("党委", "", " Party committee "),
            term("人口", "", "population"),
        ];
        terms.push(term("党委", "", "committee"));
        terms.push(term("群众", "群眾", "the \"masses\""));
        terms.push(term("县", "縣", "a\nb"));
        terms.push(term("乡", "", &"x".repeat(1025)));
        let entries = entries(&terms.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(
            entries,
            "党委\tParty committee\n人口\tpopulation\n黨委\tParty committee"
        );
    }

    #[test]
    fn a_traditional_source_is_the_one_given_or_converted() {
        let options = WriteOptions {
            script: Script::Tw,
            ..WriteOptions::default()
        };
        let written = write(
            &[term("党", "黨（特）", "a"), term("党委", "", "b")],
            &options,
        )
        .unwrap();
        assert_eq!(
            String::from_utf8(written.bytes).unwrap(),
            "黨（特）\ta\n黨委\tb\n"
        );
        let options = ReadOptions {
            script: Script::Hant,
            ..ReadOptions::default()
        };
        let imported = FORMAT
            .read(Path::new("t"), "黨委\tb\n".as_bytes(), &options)
            .unwrap();
        assert_eq!(imported.terms[0].0, term("党委", "黨委", "b"));
    }

    #[test]
    fn a_file_over_the_limit_is_filled_and_no_more() {
        let long: Vec<Term> = (0..11_000)
            .map(|i| term(&format!("{i}"), "", &"x".repeat(1000)))
            .collect();
        let written = write(&long, &WriteOptions::default()).unwrap();
        assert!(
            written.bytes.len() <= LIMITS.file_bytes
                && written.bytes.len() > LIMITS.file_bytes - 1100
        );
        assert!(
            written.losses[0].ends_with("terms were left out: the file is full"),
            "{:?}",
            written.losses
        );
    }

    #[test]
    fn a_line_that_is_no_pair_is_a_note() {
        let imported = FORMAT
            .read(
                Path::new("t"),
                "党\tParty\n\n委\n".as_bytes(),
                &ReadOptions::default(),
            )
            .unwrap();
        assert_eq!(imported.terms.len(), 1);
        assert_eq!(
            imported.notes,
            ["t:3:1: left out: 1 cell, and a line has 2, separated by a tab"]
        );
    }

    proptest! {
        #[test]
        fn every_entry_is_a_pair_and_no_source_is_there_twice(terms in any_terms()) {
            let entries = entries(&terms.iter().collect::<Vec<_>>()).unwrap();
            let mut seen = HashSet::new();
            for line in entries.split('\n').filter(|_| !entries.is_empty()) {
                let cells: Vec<&str> = line.split('\t').collect();
                prop_assert_eq!(cells.len(), 2);
                prop_assert!(cells.iter().all(|cell| holds(cell) && cell.trim() == *cell));
                prop_assert!(seen.insert(cells[0]));
            }
        }

        #[test]
        fn what_is_written_is_read(terms in any_terms()) {
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let read = FORMAT.read(Path::new("t"), &written.bytes, &ReadOptions::default()).unwrap();
            prop_assert!(read.notes.is_empty());
            let mut seen = HashSet::new();
            let held = |term: &&Term| ![&term.source_hans, &term.target].iter().any(|text| text.contains(['\t', '\n', '\r']));
            let expected: Vec<Term> = terms.iter().filter(held).filter(|term| seen.insert(term.source_hans.clone()))
                .map(|t| term(&t.source_hans, "", &t.target)).collect();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), expected);
        }
    }
}
