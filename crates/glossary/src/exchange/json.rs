//! Reading and writing our columns as JSON objects: an array of them, lists as arrays. Holds everything.

use super::super::{Context, GlossaryError, PartOfSpeech, Status, Term};
use super::gather::{TermCollector, text};
use super::position::TextCursor;
use super::{ExportedTerms, GlossaryFormat, ImportedTerms, ReadOptions, WriteOptions};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::path::Path;

/// Our columns as objects.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "json",
    extensions: &["json"],
    about: "array of objects with all our columns",
    read: Some(read),
    write: Some(write),
    is_it: |bytes| bytes.trim_ascii_start().starts_with(b"["),
};

/// One term; the fields are the columns of a glossary file, in its order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermRow {
    source_hans: String,
    #[serde(default)]
    source_hant: String,
    target: String,
    #[serde(default)]
    tag: Vec<String>,
    #[serde(default)]
    alternatives: Vec<String>,
    #[serde(default)]
    forbidden: Vec<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    citation: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    pos: String,
    #[serde(default)]
    case: bool,
    #[serde(default)]
    context: Vec<String>,
}

fn write(terms: &[Term], _: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let rows: Vec<TermRow> = terms.iter().map(row).collect();
    let mut bytes = serde_json::to_vec_pretty(&rows).map_err(|error| GlossaryError::File {
        path: FORMAT.name.into(),
        message: error.to_string(),
        hint: "report this: terms always make JSON".to_owned(),
    })?;
    bytes.push(b'\n');
    Ok(ExportedTerms {
        bytes,
        losses: Vec::new(),
    })
}

fn row(term: &Term) -> TermRow {
    TermRow {
        source_hans: term.source_hans.clone(),
        source_hant: term.source_hant.clone(),
        target: term.target.clone(),
        tag: term.tags.clone(),
        alternatives: term.alternatives.clone(),
        forbidden: term.forbidden.clone(),
        note: term.note.clone(),
        citation: term.citation.clone(),
        status: term.status.name().to_owned(),
        pos: term.pos.map_or("", PartOfSpeech::name).to_owned(),
        case: term.case_sensitive,
        context: term.context.words(),
    }
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Result<ImportedTerms, GlossaryError> {
    let (text, _) = text(path, bytes, options.charset)?;
    let mut cursor = TextCursor::new(path, &text);
    let rows: Vec<&RawValue> =
        serde_json::from_str(&text).map_err(|error| wrong(&mut cursor, &text, 0, &error))?;
    let mut collector = TermCollector::default();
    for raw in rows {
        // A raw value is a part of the text it was read from.
        let at = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let place = cursor.place(at);
        let row: TermRow = serde_json::from_str(raw.get())
            .map_err(|error| wrong(&mut cursor, raw.get(), at, &error))?;
        let status = row.status.parse();
        let pos = if row.pos.is_empty() {
            Ok(None)
        } else {
            row.pos.parse().map(Some)
        };
        let mut term = term(row);
        match status {
            Ok(status) => term.status = status,
            Err(error) => collector.note(
                &place,
                format_args!("{error}; taken as `{}`", Status::default().name()),
            ),
        }
        match pos {
            Ok(pos) => term.pos = pos,
            Err(error) => collector.note(&place, format_args!("{error}; left empty")),
        }
        collector.push(term, place)?;
    }
    Ok(collector.finish())
}

/// Makes a term of a row, without status and part of speech.
fn term(row: TermRow) -> Term {
    Term {
        source_hans: row.source_hans,
        source_hant: row.source_hant,
        target: row.target,
        tags: row.tag,
        alternatives: row.alternatives,
        forbidden: row.forbidden,
        note: row.note,
        citation: row.citation,
        case_sensitive: row.case,
        context: Context::from_words(row.context),
        ..Term::default()
    }
}

/// Builds an error of the parser, in a part of the text that begins at `start`.
fn wrong(
    cursor: &mut TextCursor<'_>,
    part: &str,
    start: usize,
    error: &serde_json::Error,
) -> GlossaryError {
    let before: usize = part
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (before + error.column().saturating_sub(1)).min(part.len());
    let message = error.to_string();
    let message = message
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    cursor.error(
        start + at,
        message,
        "the file is an array of objects; `duizhao glossary export --to json` shows one",
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples::any_terms;
    use super::*;
    use proptest::prelude::*;

    fn imported(text: &str) -> Result<ImportedTerms, GlossaryError> {
        FORMAT.read(
            Path::new("t.json"),
            text.as_bytes(),
            &ReadOptions::default(),
        )
    }

    #[track_caller]
    fn fails(text: &str, expected: &str) {
        assert_eq!(
            imported(text)
                .unwrap_err()
                .to_string()
                .lines()
                .next()
                .unwrap(),
            expected
        );
    }

    #[test]
    fn a_wrong_file_is_an_error_with_its_place() {
        fails(
            "[\n {\"source_hans\": \"党\"}]",
            "t.json:2:21: missing field `target`",
        );
        fails(
            "[{\"source_hans\": \"党\", \"target\": 1}]",
            "t.json:1:33: invalid type: integer `1`, expected a string",
        );
        fails("{}", "t.json:1:1: invalid type: map, expected a sequence");
        fails("[", "t.json:1:1: EOF while parsing a list");
        fails(
            "[{\"colour\": 1}]",
            "t.json:1:10: unknown field `colour`, expected one of `source_hans`, `source_hant`, `target`, `tag`, `alternatives`, `forbidden`, `note`, `citation`, `status`, `pos`, `case`, `context`",
        );
    }

    #[test]
    fn unknown_words_are_notes() {
        let imported =
            imported("[{\"source_hans\": \"党\", \"target\": \"Party\", \"status\": \"sure\", \"pos\": \"n\"}]")
                .unwrap();
        let notes = [
            "t.json:1:2: unknown status `sure`; taken as `choice`",
            "t.json:1:2: unknown part of speech `n`; left empty",
        ];
        assert_eq!(imported.notes, notes);
        assert_eq!(imported.terms.len(), 1);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(terms in any_terms()) {
            let written = write(&terms, &WriteOptions::default()).unwrap();
            let read = FORMAT.read(Path::new("t"), &written.bytes, &ReadOptions::default()).unwrap();
            prop_assert_eq!(read.terms.into_iter().map(|(term, _)| term).collect::<Vec<_>>(), terms);
            prop_assert!(read.notes.is_empty());
        }
    }
}
