//! Which diagnostics make a check fail.

use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeSet;

/// Which diagnostics make a check fail: those of a severity and heavier ones, and those of some rules. By default
/// warnings and errors do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deny {
    /// The lightest severity that fails; `None` where none does.
    severity: Option<Severity>,
    /// Codes of rules that fail, whatever their severity.
    codes: BTreeSet<String>,
}

impl Default for Deny {
    fn default() -> Self {
        Self {
            severity: Some(Severity::Warning),
            codes: BTreeSet::new(),
        }
    }
}

impl Deny {
    /// Returns what names of severities and codes of rules say; without any name, the default.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut deny = Self {
            severity: None,
            codes: BTreeSet::new(),
        };
        for name in names {
            match Severity::from_name(name) {
                Some(severity) => {
                    deny.severity =
                        Some(deny.severity.map_or(severity, |known| known.min(severity)));
                }
                None => drop(deny.codes.insert(name.to_owned())),
            }
        }
        if deny.severity.is_none() && deny.codes.is_empty() {
            return Self::default();
        }
        deny
    }

    /// Tests whether a diagnostic makes a check fail.
    pub fn fails(&self, diagnostic: &Diagnostic) -> bool {
        self.severity
            .is_some_and(|lightest| diagnostic.severity >= lightest)
            || self.codes.contains(diagnostic.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], expected: &[&str]) {
        let deny = Deny::of(names.iter().copied());
        let all = [
            ("memory", Severity::Note),
            ("fuzzy", Severity::Warning),
            ("term", Severity::Error),
        ];
        let failing = all.into_iter().filter(|(code, severity)| {
            let diagnostic = Diagnostic::new(code, *severity, "");
            deny.fails(&diagnostic)
        });
        let failing: Vec<&str> = failing.map(|(code, _)| code).collect();
        assert_eq!(failing, expected);
    }

    #[test]
    fn severities_and_codes_fail() {
        check(&[], &["fuzzy", "term"]);
        check(&["error"], &["term"]);
        check(&["error", "note"], &["memory", "fuzzy", "term"]);
        check(&["memory"], &["memory"]);
        check(&["memory", "error"], &["memory", "term"]);
    }
}
