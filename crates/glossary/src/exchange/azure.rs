//! Glossaries of Azure's document translation: source and target separated by a tab, no header.

use super::super::{GlossaryError, Term};
use super::pairs::{Limits, two_columns};
use super::{ExportedTerms, GlossaryFormat, WriteOptions};

/// Glossaries of Azure.
pub(super) static FORMAT: GlossaryFormat = GlossaryFormat {
    name: "azure",
    extensions: &["tsv"],
    about: "Azure document translation glossary: source, tab, English",
    read: None,
    write: Some(write),
    is_it: |_| false,
};

/// Azure's documentation ("Service limits") names no size of a glossary; 10 MB is what it allows a translation memory.
const LIMITS: Limits = Limits {
    term_bytes: usize::MAX,
    file_bytes: 10_000_000,
};

fn write(terms: &[Term], options: &WriteOptions) -> Result<ExportedTerms, GlossaryError> {
    let (file, losses) = two_columns(terms, options.script, LIMITS)?;
    Ok(ExportedTerms {
        bytes: file.into_bytes(),
        losses: losses.lines(),
    })
}
