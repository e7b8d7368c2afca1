//! Our own table of words that a general engine gets wrong.

use std::collections::HashMap;

use super::Script;
use super::change_set::ChangeSet;

/// Tab-separated: scripts (comma-separated), source, target, reason. `#` starts a comment line.
const TABLE: &str = include_str!("exceptions.tsv");

/// A word that is written as listed, whatever the engine would make of it.
pub(super) struct Exception {
    pub(super) source: &'static str,
    pub(super) target: &'static str,
}

/// The exceptions of one script, found by their first character, longest first.
#[derive(Default)]
pub(super) struct Exceptions {
    by_first: HashMap<char, Vec<Exception>>,
}

impl Exceptions {
    /// Returns the exceptions listed for `script`.
    pub(super) fn of(script: Script) -> Self {
        let mut by_first: HashMap<char, Vec<Exception>> = HashMap::new();
        for (scripts, exception) in rows() {
            if scripts.split(',').any(|name| name == script.name()) {
                let first = exception.source.chars().next().expect("a source is not empty");
                by_first.entry(first).or_default().push(exception);
            }
        }
        for same_first in by_first.values_mut() {
            same_first.sort_by_key(|exception| std::cmp::Reverse(exception.source.len()));
        }
        Exceptions { by_first }
    }

    /// Returns the longest exception that `text` begins with.
    pub(super) fn at_start(&self, text: &str) -> Option<&Exception> {
        let candidates = self.by_first.get(&text.chars().next()?)?;
        candidates.iter().find(|exception| text.starts_with(exception.source))
    }

    /// Adds to `set` what these exceptions replace.
    pub(super) fn mark(&self, set: &mut ChangeSet) {
        for (_, exception) in rows() {
            if self.at_start(exception.source).is_some_and(|own| own.source == exception.source) {
                let source: Vec<char> = exception.source.chars().collect();
                set.insert_rule(&source, exception.target);
            }
        }
    }
}

/// Returns the rows of the table in file order: the scripts, and the exception.
fn rows() -> impl Iterator<Item = (&'static str, Exception)> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().expect("exceptions.tsv has four columns");
        let scripts = cell();
        let exception = Exception { source: cell(), target: cell() };
        (scripts, exception)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for line in TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "columns of `{line}`");
            assert!(cells.iter().all(|cell| !cell.is_empty()), "empty cell in `{line}`");
            for script in cells[0].split(',') {
                assert!(script.parse::<Script>().is_ok(), "script of `{line}`");
                assert!(seen.insert((script, cells[1])), "`{}` twice for {script}", cells[1]);
            }
        }
    }

    #[test]
    fn the_longest_exception_wins() {
        let exceptions = Exceptions::of(Script::Hans);
        let found = exceptions.at_start("於姓名不符").map(|e| e.target);
        assert_eq!(found, Some("于姓名"));
    }
}
