//! Glossaries of Google's Cloud Translation: the "equivalent term set", a CSV file whose header names languages.
//!
//! The columns `pos` and `description` are optional in it and inform people only ("Custom glossary format" of Google
//! Translator Toolkit, whose format this is). Both scripts go in one file;
//! a term without a traditional form has an empty cell there.

use super::super::sheet::quoted;
use super::super::{Column, GlossaryError, PartOfSpeech, Term};
use super::losses::Losses;
use super::pairs::{self, Limits};
use super::{ExportedTerms, GlossaryFormat, WriteOptions};
use duizhao_zh::script::Script;

/// Glossaries of Google.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "google",
    extensions: &["csv"],
    about: "Google Cloud Translation glossary: equivalent term set",
    read: None,
    write: Some(write),
    is_it: |_| false,
};

const HEADER: &str = "zh-CN,zh-TW,en,pos,description\n";

/// The API's reference (`Glossary.input_config`) allows a glossary 10 million code points, which are no more than its
/// bytes. It names no limit of a term; the one of DeepL is taken.
const LIMITS: Limits = Limits {
    term_bytes: 1024,
    file_bytes: 10_000_000 - HEADER.len(),
};

/// What the five columns have no place for.
const MISSING: [Column; 7] = [
    Column::Tag,
    Column::Alternatives,
    Column::Forbidden,
    Column::Citation,
    Column::Status,
    Column::Case,
    Column::Context,
];

fn write(terms: &[Term], _: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let mut losses = Losses::of(terms, MISSING);
    let rows = pairs::write(terms, Script::Hans, LIMITS, &mut losses, |term, source| {
        let pos = term.pos.map_or("", PartOfSpeech::name);
        let cells = [source, &term.source_hant, &term.target, pos, &term.note];
        let cells: Vec<String> = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| quoted(cell, ',', i == 0))
            .collect();
        cells.join(",") + "\n"
    })?;
    Ok(ExportedTerms {
        bytes: format!("{HEADER}{rows}").into_bytes(),
        losses: losses.lines(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::ReadOptions;
    use super::*;
    use std::path::Path;

    #[test]
    fn the_header_names_languages_and_our_reader_knows_them() {
        let term = Term {
            source_hans: "党委".into(),
            source_hant: "黨委".into(),
            target: "Party committee, the".into(),
            pos: Some(PartOfSpeech::Noun),
            note: "n".into(),
            ..Term::default()
        };
        let written = write(std::slice::from_ref(&term), &WriteOptions::default()).unwrap();
        let expected = format!("{HEADER}党委,黨委,\"Party committee, the\",noun,n\n");
        assert_eq!(String::from_utf8(written.bytes.clone()).unwrap(), expected);
        let csv = super::super::by_extension("csv", &written.bytes).unwrap();
        assert_eq!(
            csv.read(Path::new("t"), &written.bytes, &ReadOptions::default())
                .unwrap()
                .terms[0]
                .0,
            term
        );
    }
}
