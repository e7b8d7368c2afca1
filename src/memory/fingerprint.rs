//! What a machine translation depended on, as a hash.

use crate::glossary::Term;
use sha2::{Digest, Sha256};

/// Hash of what the translation of one sentence depends on. Equal fingerprints mean that asking again would ask the
/// same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a sentence: its text, without regard to spaces at its ends; who translates it and how; what
    /// the terms that occur in it are rendered as, in whatever order; and what was wrong with the last translation, if
    /// it is asked for again.
    ///
    /// Notes, citations, tags and all terms that do not occur change nothing.
    pub fn of(source: &str, identity: &str, terms: &[&Term], violations: &[String]) -> Self {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        part("1");
        part(source.trim());
        part(identity);
        let mut terms: Vec<_> = terms.iter().map(|term| term.rendering()).collect();
        terms.sort_unstable();
        terms.dedup();
        for (source, target, alternatives, forbidden, case) in terms {
            part("term");
            [source, target].into_iter().for_each(&mut part);
            part("alternatives");
            alternatives.iter().for_each(|text| part(text));
            part("forbidden");
            forbidden.iter().for_each(|text| part(text));
            part(if case { "case" } else { "" });
        }
        part("violations");
        violations.iter().for_each(|text| part(text));
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

    #[test]
    fn only_what_the_translation_depends_on_counts() {
        let (a, b) = (term("党", "Party"), term("中央", "center"));
        let of = |terms: &[&Term]| Fingerprint::of("党中央", "x", terms, &[]);
        let same = of(&[&a, &b]);
        assert_eq!(same, of(&[&b, &a]));
        assert_eq!(same, of(&[&a, &Term { note: "n".to_owned(), tags: vec!["org".to_owned()], ..b.clone() }]));
        assert_eq!(same, Fingerprint::of(" 党中央 ", "x", &[&a, &b], &[]));
        assert_ne!(same, of(&[&a]));
        assert_ne!(same, of(&[&a, &term("中央", "centre")]));
        assert_ne!(same, of(&[&a, &Term { forbidden: vec!["middle".to_owned()], ..b.clone() }]));
        assert_ne!(same, Fingerprint::of("党中央", "y", &[&a, &b], &[]));
        assert_ne!(same, Fingerprint::of("党中央", "x", &[&a, &b], &["wrong".to_owned()]));
    }

    proptest! {
        #[test]
        fn hexadecimal_comes_back(source in "\\PC{0,9}") {
            let fingerprint = Fingerprint::of(&source, "", &[], &[]);
            prop_assert_eq!(Fingerprint::from_hex(&fingerprint.hex()), Some(fingerprint));
        }

        #[test]
        fn parts_do_not_run_into_each_other(a in "[ab]{0,3}", b in "[ab]{0,3}", c in "[ab]{0,3}", d in "[ab]{0,3}") {
            prop_assume!((&a, &b) != (&c, &d));
            prop_assert_ne!(Fingerprint::of(&a, &b, &[], &[]), Fingerprint::of(&c, &d, &[], &[]));
        }
    }
}
