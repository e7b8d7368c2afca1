//! A table of words that a general engine gets wrong.

use std::collections::HashMap;

use super::Script;
use super::change_set::ChangeSet;

/// Tab-separated: scripts (comma-separated), source, target, reason. `#` starts a comment line.
const TABLE: &str = include_str!("exceptions.tsv");

/// A word that is converted as listed, not by the engine.
pub(super) struct Exception {
    pub(super) source: &'static str,
    pub(super) target: &'static str,
}

/// The exceptions of one script, found by their first character, longest first.
pub(super) struct Exceptions {
    by_first: HashMap<char, Vec<Exception>>,
}

impl Exceptions {
    /// Returns the exceptions listed for `script`; `None` has no exceptions.
    pub(super) fn of(script: Option<Script>) -> Self {
        let mut exceptions = Exceptions {
            by_first: HashMap::new(),
        };
        let mut own: Vec<Exception> = rows()
            .filter(|(scripts, _)| {
                scripts
                    .split(',')
                    .any(|s| script.is_some_and(|o| o.name() == s))
            })
            .map(|(_, exception)| exception)
            .collect();
        own.sort_by_key(|exception| std::cmp::Reverse(exception.source.len()));
        for exception in own {
            let first = exception
                .source
                .chars()
                .next()
                .expect("a source is not empty");
            exceptions
                .by_first
                .entry(first)
                .or_default()
                .push(exception);
        }
        exceptions
    }

    /// Lists the first characters of exceptions.
    pub(super) fn firsts(&self) -> impl Iterator<Item = char> {
        self.by_first.keys().copied()
    }

    /// Returns the longest exception that `text`, which begins with `first`, begins with.
    pub(super) fn at_start(&self, first: char, text: &str) -> Option<&Exception> {
        let candidates = self.by_first.get(&first)?;
        candidates
            .iter()
            .find(|exception| text.starts_with(exception.source))
    }

    /// Adds the characters that these exceptions replace to `set`.
    pub(super) fn mark(&self, set: &mut ChangeSet) {
        // In the order of the table, so that the set is the same each time.
        for (_, row) in rows() {
            if let Some(first) = row.source.chars().next()
                && let Some(own) = self.at_start(first, row.source)
                && own.source == row.source
            {
                let source: Vec<char> = own.source.chars().collect();
                set.insert_rule(&source, own.target);
            }
        }
    }
}

/// Returns the rows of the table in file order: the scripts, and the exception.
fn rows() -> impl Iterator<Item = (&'static str, Exception)> {
    TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [scripts, source, target, _reason] = cells[..] else {
                unreachable!("exceptions.tsv has four columns")
            };
            (scripts, Exception { source, target })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for line in TABLE
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "columns of `{line}`");
            assert!(
                cells.iter().all(|cell| !cell.is_empty()),
                "empty cell in `{line}`"
            );
            for script in cells[0].split(',') {
                assert!(script.parse::<Script>().is_ok(), "script of `{line}`");
                assert!(
                    seen.insert((script, cells[1])),
                    "`{}` twice for {script}",
                    cells[1]
                );
            }
        }
    }

    #[test]
    fn the_longest_exception_wins() {
        let exceptions = Exceptions::of(Some(Script::Hans));
        let found = exceptions.at_start('於', "於姓名不符").map(|e| e.target);
        assert_eq!(found, Some("于姓名"));
    }
}
