//! Counting what a format cannot hold.

use super::super::{Column, Status, Term};

/// Counts of kinds, in the order they came up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses(Vec<(&'static str, &'static str, usize)>);

impl Losses {
    /// Counts what the terms have in columns that the format has no place for.
    pub(super) fn of(terms: &[Term], missing: impl IntoIterator<Item = Column>) -> Self {
        let mut losses = Self::default();
        for column in missing {
            let (one, several) = words(column);
            let count = terms.iter().map(|term| amount(column, term)).sum();
            losses.add(one, several, count);
        }
        losses
    }

    /// Counts `count` more of a kind, whose words read after a number: one and several.
    pub fn add(&mut self, one: &'static str, several: &'static str, count: usize) {
        match self.0.iter_mut().find(|(known, _, _)| *known == one) {
            Some((_, _, counted)) => *counted += count,
            None => self.0.push((one, several, count)),
        }
    }

    /// Counts what others lost, too.
    pub fn merge(&mut self, other: &Self) {
        for (one, several, count) in &other.0 {
            self.add(one, several, *count);
        }
    }

    /// Tests whether nothing was lost.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, _, count)| *count == 0)
    }

    /// Returns one line a kind.
    pub fn lines(&self) -> Vec<String> {
        let counted = self.0.iter().filter(|(_, _, count)| *count > 0);
        counted
            .map(|(one, several, count)| {
                format!("{count} {}", if *count == 1 { one } else { several })
            })
            .collect()
    }
}

/// Counts what a term has in a column.
fn amount(column: Column, term: &Term) -> usize {
    match column {
        Column::Tag => term.tags.len(),
        Column::Alternatives => term.alternatives.len(),
        Column::Forbidden => term.forbidden.len(),
        Column::Status => usize::from(term.status != Status::default()),
        Column::SourceHans
        | Column::SourceHant
        | Column::Target
        | Column::Note
        | Column::Citation
        | Column::Pos
        | Column::Case
        | Column::Context => usize::from(!column.of(term).is_empty()),
    }
}

/// Makes the words for one thing, and for several, that a format has no place for.
macro_rules! no_place {
    ($one:literal, $several:literal) => {
        (
            concat!($one, " has no place in this format"),
            concat!($several, " have no place in this format"),
        )
    };
}

/// Returns what is lost with a column: one and several.
const fn words(column: Column) -> (&'static str, &'static str) {
    match column {
        Column::SourceHans => no_place!("simplified form", "simplified forms"),
        Column::SourceHant => no_place!("traditional form", "traditional forms"),
        Column::Target => no_place!("rendering", "renderings"),
        Column::Tag => no_place!("tag", "tags"),
        Column::Alternatives => no_place!("other rendering", "other renderings"),
        Column::Forbidden => no_place!("forbidden rendering", "forbidden renderings"),
        Column::Note => no_place!("note", "notes"),
        Column::Citation => no_place!("citation", "citations"),
        Column::Status => no_place!("status", "statuses"),
        Column::Pos => no_place!("part of speech", "parts of speech"),
        Column::Case => no_place!(
            "mark that letter case matters",
            "marks that letter case matters"
        ),
        Column::Context => no_place!("context", "contexts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_and_said_once() {
        let term = Term {
            note: "n".into(),
            tags: vec!["a".into(), "b".into()],
            ..Term::default()
        };
        let mut losses = Losses::of(
            &[term.clone(), term],
            [Column::Note, Column::Tag, Column::Case],
        );
        losses.add("line break", "line breaks", 1);
        let expected = [
            "2 notes have no place in this format",
            "4 tags have no place in this format",
            "1 line break",
        ];
        assert_eq!(losses.lines(), expected);
    }
}
