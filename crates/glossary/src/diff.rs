//! The changes between two glossaries, and which of them a translation depends on.

use super::{Column, Glossary, Key, Term};
use std::collections::{BTreeMap, BTreeSet};

/// A term that differs between two glossaries. At least one side is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermChange {
    /// The term.
    pub key: Key,
    /// As it was; `None` if it is new.
    pub old: Option<Term>,
    /// As it is; `None` if it is gone.
    pub new: Option<Term>,
}

impl TermChange {
    /// Tests whether translations may depend on what changed: the English, right or wrong, or where the term counts.
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

    /// Tests whether the status changed, and with it how findings weigh.
    pub(super) fn touches_status(&self) -> bool {
        self.old.as_ref().map(|old| old.status) != self.new.as_ref().map(|new| new.status)
    }

    /// Returns the columns that differ, with what they said and what they say.
    pub fn columns(&self) -> Vec<(Column, String, String)> {
        Column::ALL
            .into_iter()
            .map(|column| (column, cell(&self.old, column), cell(&self.new, column)))
            .filter(|(_, old, new)| old != new)
            .collect()
    }
}

fn cell(term: &Option<Term>, column: Column) -> String {
    term.as_ref()
        .map_or_else(String::new, |term| column.of(term))
}

/// Returns the terms that differ between two glossaries, by source. Linear but for sorting.
///
/// A source with one row on either side that differs is a change, also where its context changed.
pub fn diff(old: &Glossary, new: &Glossary) -> Vec<TermChange> {
    let gone = not_in(new, old);
    let added = not_in(old, new);
    let sources: BTreeSet<&str> = gone.keys().chain(added.keys()).copied().collect();
    sources
        .into_iter()
        .flat_map(|source| {
            let gone = gone.get(source).map_or(&[][..], Vec::as_slice);
            let added = added.get(source).map_or(&[][..], Vec::as_slice);
            pair(gone, added)
        })
        .collect()
}

/// Returns the terms of a glossary that another does not have in just this form, by source.
fn not_in<'a>(other: &Glossary, glossary: &'a Glossary) -> BTreeMap<&'a str, Vec<&'a Term>> {
    let mut by_source: BTreeMap<&str, Vec<&Term>> = BTreeMap::new();
    for term in glossary.terms() {
        if other.get(&term.key()) != Some(term) {
            by_source.entry(&term.source_hans).or_default().push(term);
        }
    }
    by_source
}

/// Pairs the rows of one source: one on either side, or else those with the same key.
fn pair(gone: &[&Term], added: &[&Term]) -> Vec<TermChange> {
    if let ([old], [new]) = (gone, added) {
        return vec![TermChange {
            key: new.key(),
            old: Some((*old).clone()),
            new: Some((*new).clone()),
        }];
    }
    let changed = gone.iter().map(|old| TermChange {
        key: old.key(),
        old: Some((*old).clone()),
        new: with_key(added, &old.key()).cloned(),
    });
    let new = added
        .iter()
        .filter(|new| with_key(gone, &new.key()).is_none())
        .map(|new| TermChange {
            key: new.key(),
            old: None,
            new: Some((*new).clone()),
        });
    changed.chain(new).collect()
}

fn with_key<'a>(terms: &[&'a Term], key: &Key) -> Option<&'a Term> {
    terms.iter().find(|term| term.key() == *key).copied()
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
