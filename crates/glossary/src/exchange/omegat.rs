//! Glossaries of OmegaT: source, target and comment separated by tabs, in UTF-8; a line that begins with `#` is a
//! comment.
//!
//! One line a right rendering, the preferred one first: OmegaT shows the lines of one source as one entry with
//! several targets, in the order of the file. The comment, on each of them, is the note and, in
//! `[not: a | b]` at its end, what is forbidden. Read the other way, the lines of one source are one term.

use super::super::load::{SEPARATOR, list};
use super::super::{Column, GlossaryError, Term};
use super::gather::{TermCollector, text};
use super::losses::Losses;
use super::pairs::SourceForm;
use super::position::TextCursor;
use super::{ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions};
use duizhao_core::diagnostic::Location;
use duizhao_zh::script::Script;
use std::collections::{HashMap, HashSet};
use std::iter;
use std::path::Path;

/// Glossaries of OmegaT.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "omegat",
    extensions: &["txt", "utf8", "tab"],
    about: "OmegaT glossary: source, tab, English, tab, comment",
    read: Some(read),
    write: Some(write),
    is_it: |bytes| bytes.contains(&b'\t'),
};

/// What begins the list of forbidden renderings in a comment.
const NOT: &str = "[not: ";

/// What a line has no place for.
const MISSING: [Column; 6] = [
    Column::Tag,
    Column::Citation,
    Column::Status,
    Column::Pos,
    Column::Case,
    Column::Context,
];

fn write(terms: &[Term], options: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let sources = SourceForm::new(options.script);
    let mut losses = Losses::of(terms, iter::once(sources.missing()).chain(MISSING));
    let mut file = String::new();
    for term in terms {
        let source = flat(&sources.of(term), &mut losses);
        if source.starts_with('#') {
            losses.add(
                "term was left out: it would be a comment",
                "terms were left out: they would be comments",
                1,
            );
            continue;
        }
        let comment = comment(term, &mut losses);
        for rendering in term.renderings() {
            let rendering = flat(rendering, &mut losses);
            file.extend([source.as_str(), "\t", &rendering]);
            if !comment.is_empty() {
                file.extend(["\t", &comment]);
            }
            file.push('\n');
        }
    }
    Ok(ExportedTerms {
        bytes: file.into_bytes(),
        losses: losses.lines(),
    })
}

/// Writes a comment: the note, and what is forbidden.
fn comment(term: &Term, losses: &mut Losses) -> String {
    let note = flat(&term.note, losses);
    let (bad, good): (Vec<&String>, Vec<&String>) = term
        .forbidden
        .iter()
        .partition(|item| item.contains(NOT.trim_end()));
    losses.add(
        "forbidden rendering has no place in this format",
        "forbidden renderings have no place in this format",
        bad.len(),
    );
    let forbidden: Vec<String> = good.into_iter().map(|item| flat(item, losses)).collect();
    // An empty list keeps a note that looks like one from being read as one.
    if forbidden.is_empty() && !note.contains(NOT) {
        return note;
    }
    let comment = format!("{note} {NOT}{}]", forbidden.join(SEPARATOR));
    comment.trim_start().to_owned()
}

/// Returns a text on one line and without tabs.
fn flat(text: &str, losses: &mut Losses) -> String {
    if !text.contains(['\t', '\n', '\r']) {
        return text.to_owned();
    }
    losses.add(
        "text had a tab or line break, now a space",
        "texts had tabs or line breaks, now spaces",
        1,
    );
    text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    let (text, _) = text(path, bytes, options.charset)?;
    let mut cursor = TextCursor::new(path, &text);
    let mut collector = TermCollector::default();
    let mut terms = OmegatTerms::new(options.script);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = cursor.place(at);
        at += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        match cells[..] {
            [source, target, ref rest @ ..] if !source.is_empty() && !target.is_empty() => {
                let comment = rest.first().copied().unwrap_or_default();
                terms.add(source, target, comment, place);
            }
            _ => collector.note(
                &place,
                "left out: a line has a source and a target, separated by a tab",
            ),
        }
    }
    for (term, place) in terms.terms {
        collector.push(term, place)?;
    }
    Ok(collector.finish())
}

/// The lines of a file as terms, those of one source together.
struct OmegatTerms<'a> {
    sources: SourceForm,
    terms: Vec<(Term, Location)>,
    of: HashMap<&'a str, usize>,
    /// Renderings and comments that a term has.
    seen: HashSet<(usize, &'a str, bool)>,
}

impl<'a> OmegatTerms<'a> {
    fn new(script: Script) -> Self {
        Self {
            sources: SourceForm::new(script),
            terms: Vec::new(),
            of: HashMap::new(),
            seen: HashSet::new(),
        }
    }

    fn add(&mut self, source: &'a str, target: &'a str, comment: &'a str, place: Location) {
        let number = *self.of.entry(source).or_insert(self.terms.len());
        if number == self.terms.len() {
            let mut term = Term {
                target: target.to_owned(),
                ..Term::default()
            };
            self.sources.put(&mut term, source);
            self.terms.push((term, place));
            self.seen.insert((number, target, true));
        }
        let term = &mut self.terms[number].0;
        if self.seen.insert((number, target, true)) {
            term.alternatives.push(target.to_owned());
        }
        if self.seen.insert((number, comment, false)) {
            let (note, forbidden) = split_comment(comment);
            if !term.note.is_empty() && !note.is_empty() {
                term.note.push_str("; ");
            }
            term.note.push_str(note);
            term.forbidden.extend(forbidden);
        }
    }
}

/// Splits a comment into the note and what is forbidden.
fn split_comment(comment: &str) -> (&str, Vec<String>) {
    if let Some(inner) = comment.strip_suffix(']')
        && let Some((note, forbidden)) = inner.rsplit_once(NOT)
    {
        (note.trim_end(), list(forbidden))
    } else {
        (comment, Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::super::gather::holdable;
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;

    fn term(source: &str, target: &str) -> Term {
        Term {
            source_hans: source.into(),
            target: target.into(),
            ..Term::default()
        }
    }

    #[test]
    fn a_line_a_rendering() {
        let mut party = term("党中央", "CPC Central Committee");
        party.alternatives = vec!["Central Committee".into()];
        party.forbidden = vec!["Party center".into(), "x".into()];
        party.note = "a\nb".into();
        let written = write(&[party, term("#1", "x")], &WriteOptions::default()).unwrap();
        let comment = "a b [not: Party center | x]";
        let expected = format!(
            "党中央\tCPC Central Committee\t{comment}\n党中央\tCentral Committee\t{comment}\n"
        );
        assert_eq!(String::from_utf8(written.bytes).unwrap(), expected);
        let losses = [
            "1 text had a tab or line break, now a space",
            "1 term was left out: it would be a comment",
        ];
        assert_eq!(written.losses, losses);
    }

    #[test]
    fn files_of_others_are_read() {
        let text = "\u{feff}# Glossary\n党\tParty\n\n委\tcommittee\tA note\textra\n党\tthe Party\tcapital\n空\t\n";
        let imported = FORMAT
            .read(Path::new("t"), text.as_bytes(), &ReadOptions::default())
            .unwrap();
        let terms: Vec<Term> = imported.terms.into_iter().map(|(term, _)| term).collect();
        let party = Term {
            alternatives: vec!["the Party".into()],
            note: "capital".into(),
            ..term("党", "Party")
        };
        assert_eq!(
            terms,
            [
                party,
                Term {
                    note: "A note".into(),
                    ..term("委", "committee")
                }
            ]
        );
        assert_eq!(
            imported.notes,
            ["t:6:1: left out: a line has a source and a target, separated by a tab"]
        );
    }

    /// What a line can hold of a term.
    fn held(original: &Term) -> Term {
        let mut losses = Losses::default();
        let mut seen = HashSet::from([original.target.clone()]);
        let mut flat = |text: &String| flat(text, &mut losses);
        holdable(&Term {
            source_hans: flat(&original.source_hans),
            target: flat(&original.target),
            note: flat(&original.note),
            alternatives: original
                .alternatives
                .iter()
                .filter(|item| seen.insert((*item).clone()))
                .map(&mut flat)
                .collect(),
            forbidden: original
                .forbidden
                .iter()
                .filter(|item| !item.contains(NOT.trim_end()))
                .map(&mut flat)
                .collect(),
            ..Term::default()
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(terms in any_terms()) {
            let mut sources = HashSet::new();
            let fits = |term: &Term| {
                let texts = || std::iter::once(&term.source_hans).chain(std::iter::once(&term.target)).chain(&term.alternatives);
                !term.source_hans.starts_with('#') && texts().all(|text| !text.contains(['\t', '\r', '\n']))
            };
            let terms: Vec<Term> = terms.into_iter().filter(fits).filter(|term| sources.insert(term.source_hans.clone())).collect();
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let read = FORMAT.read(Path::new("t"), &written.bytes, &ReadOptions::default()).unwrap();
            let expected: Vec<Term> = terms.iter().map(held).collect();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), expected);
        }
    }
}
