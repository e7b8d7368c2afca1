//! What a rule says about a place: the one type for lint, checks, damage, failed translations and stale notices.

use crate::article::Span;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For the reader to know: a run succeeds all the same.
    Note,
    /// To be looked at.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// Every severity, the lightest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// Returns the name in editions, settings and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Returns the severity of that name, or `None`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.name() == name)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place in a file. Line and column count from 1, the column in characters; 0 means that the place is the whole file,
/// or the whole line.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file; empty where the text is not from a file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The pair of an edition, from 1, in reading order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pair: Option<usize>,
}

impl Location {
    /// Returns the place at a line and column of a file.
    pub fn new(file: impl Into<PathBuf>, line: usize, column: usize) -> Self {
        Self {
            file: file.into(),
            line,
            column,
            pair: None,
        }
    }

    /// Returns the place just after `bytes`, with which the file begins; a byte order mark is no column.
    pub fn after(file: impl Into<PathBuf>, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let last = text.rsplit('\n').next().unwrap_or_default();
        let column = last.trim_start_matches('\u{feff}').chars().count() + 1;
        Self::new(file, text.matches('\n').count() + 1, column)
    }
}

impl fmt::Display for Location {
    /// Writes `path:line:column`, without what is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        for number in [self.line, self.column] {
            if number == 0 {
                return Ok(());
            }
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

/// The replacement of a part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The part that is replaced, in bytes of the file.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// What a rule says about a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The code of the rule.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it is.
    pub location: Location,
    /// The part of the source text it is about, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_span: Option<Span>,
    /// The part of the translation it is about, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_span: Option<Span>,
    /// What is the matter: lower case, no full stop.
    pub message: String,
    /// What to do, in words, where something certain can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// The edit of the file that puts it right, where that is safe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Edit>,
}

impl Diagnostic {
    /// Returns a diagnostic without a place.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            location: Location::default(),
            source_span: None,
            target_span: None,
            message: message.into(),
            suggestion: None,
            fix: None,
        }
    }

    /// Says where in the source text it is.
    #[must_use]
    pub fn at_source(self, span: Span) -> Self {
        Self {
            source_span: Some(span),
            ..self
        }
    }

    /// Says where in the translation it is.
    #[must_use]
    pub fn at_target(self, span: Span) -> Self {
        Self {
            target_span: Some(span),
            ..self
        }
    }

    /// Says where in a file it is.
    #[must_use]
    pub fn at(self, location: Location) -> Self {
        Self { location, ..self }
    }

    /// Says what to do.
    #[must_use]
    pub fn suggest(self, suggestion: impl Into<String>) -> Self {
        Self {
            suggestion: Some(suggestion.into()),
            ..self
        }
    }
}

/// An error that knows what a person can do about it. The hint is data: it is never part of the message.
pub trait Hinted: std::error::Error {
    /// Returns what to do, as a phrase without a full stop; `None` where nothing certain can be said.
    fn hint(&self) -> Option<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_shows_what_is_known() {
        assert_eq!(Location::new("a.md", 0, 0).to_string(), "a.md");
        assert_eq!(Location::new("a.md", 3, 0).to_string(), "a.md:3");
        assert_eq!(Location::new("a.md", 3, 7).to_string(), "a.md:3:7");
        assert_eq!(
            Location::after("a", "\u{feff}党\n中央".as_bytes()).to_string(),
            "a:2:3"
        );
    }

    #[test]
    fn severities_have_names_that_read_back() {
        for severity in Severity::ALL {
            assert_eq!(Severity::from_name(severity.name()), Some(severity));
        }
    }
}
