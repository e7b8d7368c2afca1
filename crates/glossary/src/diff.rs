//! What changed between two glossaries, and which of it a translation depends on.

use super::{Column, Glossary, Key, Term};
use std::collections::{BTreeMap, BTreeSet};

/// One term that two glossaries do not have alike. At least one side is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The term.
    pub key: Key,
    /// As it was; `None` if it is new.
    pub old: Option<Term>,
    /// As it is; `None` if it is gone.
    pub new: Option<Term>,
}

impl Change {
    /// Whether translations may depend on what changed: the English, right or wrong, or where the term counts.
    ///
    /// Notes, citations, tags, status and part of speech change without touching a translation.
    pub fn touches_translations(&self) -> bool {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => {
                old.rendering() != new.rendering()
                    || old.source_hant != new.source_hant
                    || old.context != new.context
            }
            (Some(_), None) | (None, Some(_)) => true,
            (None, None) => false,
        }
    }

    /// The columns that differ, with what they said and what they say.
    pub fn columns(&self) -> Vec<(Column, String, String)> {
        let cell = |term: &Option<Term>, column: Column| {
            term.as_ref()
                .map_or_else(String::new, |term| column.of(term))
        };
        let both = |column: Column| (column, cell(&self.old, column), cell(&self.new, column));
        Column::ALL
            .into_iter()
            .map(both)
            .filter(|(_, old, new)| old != new)
            .collect()
    }
}

/// The terms that two glossaries do not have alike, by source. Linear but for sorting.
///
/// A source with one row on either side that differs is a change, also where its context changed.
pub fn diff(old: &Glossary, new: &Glossary) -> Vec<Change> {
    let mut gone: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
    let mut come: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
    for term in old
        .terms()
        .iter()
        .filter(|term| new.get(&term.key()) != Some(term))
    {
        gone.entry(&term.source_hans).or_default().push(term);
    }
    for term in new
        .terms()
        .iter()
        .filter(|term| old.get(&term.key()) != Some(term))
    {
        come.entry(&term.source_hans).or_default().push(term);
    }
    let sources: BTreeSet<&str> = gone.keys().chain(come.keys()).copied().collect();
    let none = Vec::new();
    let pairs = sources.into_iter().map(|source| {
        (
            gone.get(source).unwrap_or(&none),
            come.get(source).unwrap_or(&none),
        )
    });
    pairs.flat_map(|(gone, come)| pair(gone, come)).collect()
}

/// The changes of one source's rows.
fn pair(gone: &[&Term], come: &[&Term]) -> Vec<Change> {
    let change = |old: Option<&Term>, new: Option<&Term>| {
        let key = new.or(old).map(Term::key)?;
        Some(Change {
            key,
            old: old.cloned(),
            new: new.cloned(),
        })
    };
    if let ([old], [new]) = (gone, come) {
        return change(Some(old), Some(new)).into_iter().collect();
    }
    let same = |term: &Term, side: &[&Term]| {
        side.iter()
            .find(|other| other.key() == term.key())
            .map(|&other| other.clone())
    };
    let olds = gone
        .iter()
        .filter_map(|old| change(Some(old), same(old, come).as_ref()));
    let news = come
        .iter()
        .filter(|new| same(new, gone).is_none())
        .filter_map(|new| change(None, Some(new)));
    olds.chain(news).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn glossary(rows: &str) -> Glossary {
        let mut glossary = Glossary::default();
        glossary
            .add_text(
                Path::new("t.csv"),
                &format!("source_hans,target,note\n{rows}"),
            )
            .unwrap();
        glossary
    }

    #[test]
    fn changes_are_told_apart_from_what_stays() {
        let old = glossary(
            "党委,Party committee,\n县委,county committee,\n市委,city committee,a\n省委,x,\n",
        );
        let new = glossary(
            "省委,x,\n党委,Party Committee,\n市委,city committee,b\n区委,district committee,\n",
        );
        let said: Vec<_> = diff(&old, &new)
            .iter()
            .map(|c| {
                (
                    c.key.to_string(),
                    c.old.is_some(),
                    c.new.is_some(),
                    c.touches_translations(),
                    c.columns().len(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("党委".into(), true, true, true, 1),
                ("区委".into(), false, true, true, 3),
                ("县委".into(), true, false, true, 3),
                ("市委".into(), true, true, false, 1)
            ]
        );
        assert!(diff(&new, &new).is_empty());
    }
}
