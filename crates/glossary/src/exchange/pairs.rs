//! Writing what machine translation services accept: one source and one rendering, within limits.

use super::super::{Column, GlossaryError, Term};
use super::losses::Losses;
use duizhao_zh::script::{Converter, Script};
use std::borrow::Cow;
use std::collections::HashSet;
use std::iter;

/// What a service allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Longest term, in bytes of UTF-8.
    pub(super) term_bytes: usize,
    /// Largest file, in bytes.
    pub(super) file_bytes: usize,
}

/// The form of terms' sources in one script.
pub(super) struct SourceForm {
    traditional: Option<Converter>,
}

impl SourceForm {
    /// Chooses the form of a script; [`Script::Keep`] is the simplified form, as glossary files have it.
    pub(super) fn new(script: Script) -> Self {
        let traditional = match script {
            Script::Hans | Script::Keep => None,
            Script::Hant | Script::Tw | Script::Hk => Some(Converter::new(script)),
        };
        Self { traditional }
    }

    /// Returns the source of a term: for a traditional script the form it has, or else what conversion gives.
    pub(super) fn of<'a>(&self, term: &'a Term) -> Cow<'a, str> {
        match &self.traditional {
            None => Cow::Borrowed(&term.source_hans),
            Some(_) if !term.source_hant.is_empty() => Cow::Borrowed(&term.source_hant),
            Some(converter) => converter.convert(&term.source_hans),
        }
    }

    /// Returns the column of the form that has no place beside this one.
    pub(super) const fn missing(&self) -> Column {
        if self.traditional.is_some() {
            Column::SourceHans
        } else {
            Column::SourceHant
        }
    }

    /// Gives a term this source, as read.
    pub(super) fn put(&self, term: &mut Term, source: &str) {
        match self.traditional {
            None => term.source_hans = source.to_owned(),
            Some(_) => term.source_hant = source.to_owned(),
        }
    }
}

/// Adds a line a term by `line`, which gets the source and the rendering: the terms that fit, each source once,
/// as long as the file fits. What is left out is counted in `losses`.
pub(super) fn write(
    terms: &[Term],
    script: Script,
    limits: Limits,
    losses: &mut Losses,
    mut line: impl FnMut(&Term, &str) -> String,
) -> Result<String, GlossaryError> {
    let sources = SourceForm::new(script);
    let mut file = String::new();
    let mut seen = HashSet::new();
    for term in terms {
        let source = sources.of(term).into_owned();
        let line = line(term, &source);
        let (one, several) = if source.chars().chain(term.target.chars()).any(is_control) {
            HAS_CONTROLS
        } else if source.len().max(term.target.len()) > limits.term_bytes {
            TOO_LONG
        } else if !seen.insert(source) {
            REPEATED
        } else if file.len() + line.len() > limits.file_bytes {
            FULL
        } else {
            file.push_str(&line);
            continue;
        };
        losses.add(one, several, 1);
    }
    Ok(file)
}

const HAS_CONTROLS: (&str, &str) = (
    "term was left out: a line break or control character is not allowed in it",
    "terms were left out: a line break or control character is not allowed in them",
);
const TOO_LONG: (&str, &str) = (
    "term was left out: it is too long for this service",
    "terms were left out: they are too long for this service",
);
const REPEATED: (&str, &str) = (
    "term was left out: its source is there already",
    "terms were left out: their source is there already",
);
const FULL: (&str, &str) = (
    "term was left out: the file is full",
    "terms were left out: the file is full",
);

/// Tests for what no service accepts in a term: C0 and C1 controls, line and paragraph separators; the rule of DeepL's
/// client libraries.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// What two columns have no place for.
pub(super) const NOT_IN_PAIRS: [Column; 9] = [
    Column::Tag,
    Column::Alternatives,
    Column::Forbidden,
    Column::Note,
    Column::Citation,
    Column::Status,
    Column::Pos,
    Column::Case,
    Column::Context,
];

/// Writes two columns separated by a tab, without a header.
pub(super) fn two_columns(
    terms: &[Term],
    script: Script,
    limits: Limits,
) -> Result<(String, Losses), GlossaryError> {
    let source = SourceForm::new(script).missing();
    let mut losses = Losses::of(terms, iter::once(source).chain(NOT_IN_PAIRS));
    let file = write(terms, script, limits, &mut losses, |term, source| {
        format!("{source}\t{}\n", term.target)
    })?;
    Ok((file, losses))
}
