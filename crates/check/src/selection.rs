//! Which rules run on which file, and what they weigh.

use duizhao_core::diagnostic::{Diagnostic, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What the settings say about rules and checks: the table `[check]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct RuleSettings {
    /// Codes of rules that do not run.
    pub ignore: Vec<String>,
    /// Codes of rules that do not run on editions whose path, from the project's root, fits a pattern.
    pub per_file_ignores: BTreeMap<String, Vec<String>>,
    /// What diagnostics of a rule weigh, by its code, where that is not what the rule says.
    pub severity: BTreeMap<String, Severity>,
    /// Severities and codes of rules that make a check fail, as [`Deny::of`](crate::Deny::of) takes them.
    pub deny: Vec<String>,
    /// The file with the findings that a check does not report.
    pub baseline: Option<PathBuf>,
}

/// The rules that run on one file, and what they weigh. By default all do, and weigh what they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    ignored: BTreeSet<String>,
    severity: BTreeMap<String, Severity>,
}

impl RuleSettings {
    /// Returns the rules for an edition; `path` is from the project's root.
    pub fn selection(&self, path: &Path) -> Selection {
        let path = path.to_string_lossy().replace('\\', "/");
        let mut ignored: BTreeSet<String> = self.ignore.iter().cloned().collect();
        for (pattern, codes) in &self.per_file_ignores {
            if fits(pattern, &path) {
                ignored.extend(codes.iter().cloned());
            }
        }
        Selection {
            ignored,
            severity: self.severity.clone(),
        }
    }

    /// Returns a text that differs where the settings differ in what is said of translations.
    pub fn key(&self) -> String {
        let Self {
            ignore,
            per_file_ignores,
            severity,
            ..
        } = self;
        format!("{ignore:?} {per_file_ignores:?} {severity:?}")
    }
}

impl Selection {
    /// Tests whether the rule of that code runs.
    pub fn has(&self, code: &str) -> bool {
        !self.ignored.contains(code)
    }

    /// Gives diagnostics what the settings say they weigh.
    pub(crate) fn weigh(&self, diagnostics: &mut [Diagnostic]) {
        if self.severity.is_empty() {
            return;
        }
        for diagnostic in diagnostics {
            if let Some(severity) = self.severity.get(diagnostic.code) {
                diagnostic.severity = *severity;
            }
        }
    }
}

/// Tests whether a path fits a pattern: `*` and `?` stand for characters within a folder's name, `**` for folders too,
/// `**/` also for none.
fn fits(pattern: &str, path: &str) -> bool {
    if let Some(below) = pattern.strip_prefix("**/") {
        let deeper = path.split_once('/');
        return fits(below, path) || deeper.is_some_and(|(_, path)| fits(pattern, path));
    }
    let (mut signs, mut rest) = (pattern.chars(), path.chars());
    match (signs.next(), rest.next()) {
        (None, c) => c.is_none(),
        (Some('*'), c) => {
            let spans_folders = pattern.starts_with("**");
            fits(pattern.trim_start_matches('*'), path)
                || c.is_some_and(|c| spans_folders || c != '/') && fits(pattern, rest.as_str())
        }
        (Some('?'), c) => c.is_some_and(|c| c != '/') && fits(signs.as_str(), rest.as_str()),
        (sign, c) => sign == c && fits(signs.as_str(), rest.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, fitting: &[&str], others: &[&str]) {
        for path in fitting {
            assert!(fits(pattern, path), "{pattern} fits {path}");
        }
        for path in others {
            assert!(!fits(pattern, path), "{pattern} does not fit {path}");
        }
    }

    #[test]
    fn patterns_fit_paths() {
        check(
            "2019/*.md",
            &["2019/a.md", "2019/党.md"],
            &["2019/x/a.md", "2020/a.md", "a/2019/a.md"],
        );
        check("**/*.md", &["a.md", "x/y/a.md"], &["a.txt"]);
        check(
            "2019/**",
            &["2019/a.md", "2019/x/a.md"],
            &["2019.md", "2020/a.md"],
        );
        check("**/old/*", &["old/a", "x/old/a"], &["x/told/a", "old/x/a"]);
        check("a?.md", &["ab.md", "a党.md"], &["a.md", "a/.md"]);
        check("", &[""], &["a"]);
    }

    #[test]
    fn rules_are_left_out_everywhere_or_by_file() {
        let settings = RuleSettings {
            ignore: vec!["fuzzy".to_owned()],
            per_file_ignores: [("2019/*.md".to_owned(), vec!["term".to_owned()])].into(),
            ..RuleSettings::default()
        };
        let old = settings.selection(Path::new("2019/a.md"));
        assert!(!old.has("fuzzy") && !old.has("term") && old.has("stale"));
        let new = settings.selection(Path::new("2020/a.md"));
        assert!(!new.has("fuzzy") && new.has("term"));
    }
}
