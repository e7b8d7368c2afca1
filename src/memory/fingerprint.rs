//! What a machine translation depended on, as a hash.

use crate::article::BlockKind;
use crate::glossary::Term;
use sha2::{Digest, Sha256};

/// Hash of what the translation of one sentence depends on. Equal fingerprints mean that asking again would ask the
/// same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 16]);

/// What the translation of one sentence depends on.
#[derive(Debug, Clone)]
pub struct Dependencies<'a> {
    /// The sentence; spaces at its ends do not count.
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

impl Fingerprint {
    /// The fingerprint of what a translation depends on. Of terms only their sources and English count, right and wrong:
    /// notes, citations and tags change nothing, nor does any term that does not occur.
    pub fn of(on: &Dependencies<'_>) -> Self {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        let mut list = |texts: &[&str]| {
            part(&texts.len().to_string());
            texts.iter().for_each(|text| part(text));
        };
        list(&["2", on.source.trim(), on.identity, on.kind.name()]);
        list(&on.damaged);
        let mut terms: Vec<_> = on.terms.iter().map(|term| term.rendering()).collect();
        terms.sort_unstable();
        terms.dedup();
        for (source, target, alternatives, forbidden, case) in terms {
            list(&[source, target, if case { "case" } else { "" }]);
            for texts in [alternatives, forbidden] {
                list(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            }
        }
        list(&on.violations.iter().map(String::as_str).collect::<Vec<_>>());
        let digest = hash.finalize();
        Self(std::array::from_fn(|i| digest[i]))
    }

    /// As 32 hexadecimal digits.
    pub fn hex(self) -> String {
        crate::hex::encode(&self.0)
    }

    /// Reads what [`Fingerprint::hex`] wrote; `None` if it is not that.
    pub fn from_hex(text: &str) -> Option<Self> {
        let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32)?;
        Some(Self(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(source: &str, target: &str) -> Term {
        Term { source_hans: source.to_owned(), target: target.to_owned(), ..Term::default() }
    }

    fn on<'a>(source: &'a str, terms: &[&'a Term]) -> Dependencies<'a> {
        let kind = BlockKind::Paragraph;
        Dependencies { source, kind, damaged: vec![], identity: "x", terms: terms.to_vec(), violations: &[] }
    }

    #[test]
    fn only_what_the_translation_depends_on_counts() {
        let (a, b) = (term("党", "Party"), term("中央", "center"));
        let of = |terms: &[&Term]| Fingerprint::of(&on("党中央", terms));
        let same = of(&[&a, &b]);
        assert_eq!(same, of(&[&b, &a]));
        assert_eq!(same, of(&[&a, &Term { note: "n".to_owned(), tags: vec!["org".to_owned()], ..b.clone() }]));
        assert_eq!(same, Fingerprint::of(&on(" 党中央 ", &[&a, &b])));
        assert_ne!(same, of(&[&a]));
        assert_ne!(same, of(&[&a, &term("中央", "centre")]));
        let (right, wrong) = (vec!["middle".to_owned()], vec!["middle".to_owned()]);
        let forbidden = of(&[&a, &Term { forbidden: wrong, ..b.clone() }]);
        assert_ne!(same, forbidden);
        assert_ne!(forbidden, of(&[&a, &Term { alternatives: right, ..b.clone() }]));
        let whole = on("党中央", &[&a, &b]);
        assert_ne!(same, Fingerprint::of(&Dependencies { identity: "y", ..whole.clone() }));
        assert_ne!(same, Fingerprint::of(&Dependencies { kind: BlockKind::Heading, ..whole.clone() }));
        assert_ne!(same, Fingerprint::of(&Dependencies { damaged: vec!["中"], ..whole.clone() }));
        assert_ne!(same, Fingerprint::of(&Dependencies { violations: &["wrong".to_owned()], ..whole }));
    }

    proptest! {
        #[test]
        fn hexadecimal_comes_back(source in "\\PC{0,9}") {
            let fingerprint = Fingerprint::of(&on(&source, &[]));
            prop_assert_eq!(Fingerprint::from_hex(&fingerprint.hex()), Some(fingerprint));
        }

        #[test]
        fn parts_do_not_run_into_each_other(a in "[ab]{0,3}", b in "[ab]{0,3}", c in "[ab]{0,3}", d in "[ab]{0,3}") {
            prop_assume!((&a, &b) != (&c, &d));
            let of = |source, identity| Fingerprint::of(&Dependencies { identity, ..on(source, &[]) });
            prop_assert_ne!(of(&a, &b), of(&c, &d));
        }
    }
}
