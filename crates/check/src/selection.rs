//! Which rules run on which file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the settings say about rules: the table `[check]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct RuleSettings {
    /// Codes of rules that do not run.
    pub ignore: Vec<String>,
    /// Codes of rules that do not run on editions whose path, from the project's root, fits a pattern.
    pub per_file_ignores: BTreeMap<String, Vec<String>>,
}

/// The rules that run on one file. By default all do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    ignored: BTreeSet<String>,
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
        Selection { ignored }
    }

    /// Returns a text that differs where the settings differ.
    pub fn key(&self) -> String {
        format!("{:?} {:?}", self.ignore, self.per_file_ignores)
    }
}

impl Selection {
    /// Tests whether the rule of that code runs.
    pub fn has(&self, code: &str) -> bool {
        !self.ignored.contains(code)
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
        };
        let old = settings.selection(Path::new("2019/a.md"));
        assert!(!old.has("fuzzy") && !old.has("term") && old.has("stale"));
        let new = settings.selection(Path::new("2020/a.md"));
        assert!(!new.has("fuzzy") && new.has("term"));
    }
}
