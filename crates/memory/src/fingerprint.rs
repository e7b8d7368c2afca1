//! What a machine translation depended on, as a hash.

use duizhao_core::article::BlockKind;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::hash::Texts;
use duizhao_glossary::Term;
use std::borrow::Cow;

/// What the translation of one sentence depends on.
#[derive(Debug, Clone)]
pub struct Dependencies<'a> {
    /// The sentence; spaces at its ends, and what kind of white space texts its words, do not count.
    pub source: &'a str,
    /// The kind of its block.
    pub kind: BlockKind,
    /// Places where the source lost text.
    pub damaged: Vec<&'a str>,
    /// Who translates, and how.
    pub identity: &'a str,
    /// The terms that occur in it, in whatever order.
    pub terms: Vec<&'a Term>,
    /// What was wrong with the last translation, if it is asked for again.
    pub violations: &'a [String],
}

impl Dependencies<'_> {
    /// Returns the fingerprint of what a translation depends on. Of terms only their sources and English count, right
    /// and wrong: notes, citations and tags change nothing, nor does any term that does not occur.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut texts = Texts::default();
        texts.list(["3", &one_line(self.source), self.identity, self.kind.name()]);
        texts.list(self.damaged.iter().copied());
        add_terms(&mut texts, &self.terms);
        texts.list(self.violations.iter().map(String::as_str));
        texts.into()
    }
}

/// Hashes what a person's translation of a sentence depended on: the terms that occur in it, in whatever order.
pub fn fingerprint_of_terms(terms: &[&Term]) -> Fingerprint {
    let mut texts = Texts::default();
    add_terms(&mut texts, terms);
    texts.into()
}

/// Returns a sentence as memories compare it: on one line, with single spaces.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.contains(|c: char| c.is_whitespace() && c != ' ') || trimmed.contains("  ") {
        Cow::Owned(trimmed.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(trimmed)
    }
}

/// Adds what translations depend on of some terms, in whatever order.
fn add_terms(texts: &mut Texts, terms: &[&Term]) {
    let mut terms: Vec<_> = terms.iter().map(|term| term.rendering()).collect();
    terms.sort_unstable();
    terms.dedup();
    for (source, target, alternatives, forbidden, case) in terms {
        texts.list([source, target, if case { "case" } else { "" }]);
        texts.list(alternatives.iter().map(String::as_str));
        texts.list(forbidden.iter().map(String::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(source: &str, target: &str) -> Term {
        Term {
            source_hans: source.to_owned(),
            target: target.to_owned(),
            ..Term::default()
        }
    }

    fn on<'a>(source: &'a str, terms: &[&'a Term]) -> Dependencies<'a> {
        let kind = BlockKind::Paragraph;
        Dependencies {
            source,
            kind,
            damaged: vec![],
            identity: "x",
            terms: terms.to_vec(),
            violations: &[],
        }
    }

    #[test]
    fn only_what_the_translation_depends_on_counts() {
        let (a, b) = (term("党", "Party"), term("中央", "center"));
        let of = |terms: &[&Term]| on("党中央", terms).fingerprint();
        let same = of(&[&a, &b]);
        assert_eq!(same, of(&[&b, &a]));
        assert_eq!(
            same,
            of(&[
                &a,
                &Term {
                    note: "n".to_owned(),
                    tags: vec!["org".to_owned()],
                    ..b.clone()
                }
            ])
        );
        assert_eq!(same, on(" 党中央\u{3000}", &[&a, &b]).fingerprint());
        assert_ne!(same, of(&[&a]));
        assert_ne!(same, of(&[&a, &term("中央", "centre")]));
        let (right, wrong) = (vec!["middle".to_owned()], vec!["middle".to_owned()]);
        let forbidden = of(&[
            &a,
            &Term {
                forbidden: wrong,
                ..b.clone()
            },
        ]);
        assert_ne!(same, forbidden);
        assert_ne!(
            forbidden,
            of(&[
                &a,
                &Term {
                    alternatives: right,
                    ..b.clone()
                }
            ])
        );
        let whole = on("党中央", &[&a, &b]);
        assert_ne!(
            same,
            Dependencies {
                identity: "y",
                ..whole.clone()
            }
            .fingerprint()
        );
        assert_ne!(
            same,
            Dependencies {
                kind: BlockKind::Heading,
                ..whole.clone()
            }
            .fingerprint()
        );
        assert_ne!(
            same,
            Dependencies {
                damaged: vec!["中"],
                ..whole.clone()
            }
            .fingerprint()
        );
        assert_ne!(
            same,
            Dependencies {
                violations: &["wrong".to_owned()],
                ..whole
            }
            .fingerprint()
        );
    }

    #[test]
    fn white_space_is_one_space() {
        for text in ["a 党", " a\t党", "a \u{3000} 党\n"] {
            assert_eq!(one_line(text), "a 党");
        }
    }

    proptest! {
        #[test]
        fn hexadecimal_comes_back(source in "\\PC{0,9}") {
            let fingerprint = on(&source, &[]).fingerprint();
            prop_assert_eq!(Fingerprint::from_hex(&fingerprint.hex()), Some(fingerprint));
        }

        #[test]
        fn texts_do_not_run_into_each_other(a in "[ab]{0,3}", b in "[ab]{0,3}", c in "[ab]{0,3}", d in "[ab]{0,3}") {
            prop_assume!((&a, &b) != (&c, &d));
            let of = |source, identity| Dependencies { identity, ..on(source, &[]) }.fingerprint();
            prop_assert_ne!(of(&a, &b), of(&c, &d));
        }
    }
}
