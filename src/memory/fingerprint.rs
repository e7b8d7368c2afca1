//! What a machine translation depended on, as a hash.

use crate::article::BlockKind;
use crate::glossary::Term;
use crate::hash::Texts;
use std::borrow::Cow;

/// Hash of what the translation of one sentence depends on. What stands around the sentence, the article's title and
/// examples help a service too and are left out on purpose: with them, a comma would have the neighbours sent again.
///
/// The first 64 bits of a SHA-256: whoever looks one up compares the sentence too, so that of ten million units two that
/// fall together would have to be of one sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

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

impl Fingerprint {
    /// The fingerprint of what a translation depends on. Of terms only their sources and English count, right and wrong:
    /// notes, citations and tags change nothing, nor does any term that does not occur.
    pub fn of(on: &Dependencies<'_>) -> Self {
        let mut texts = Texts::default();
        texts.list(["3", &one_line(on.source), on.identity, on.kind.name()]);
        texts.list(on.damaged.iter().copied());
        add_terms(&mut texts, &on.terms);
        texts.list(on.violations.iter().map(String::as_str));
        Self(texts.hash())
    }

    /// What a person's translation of a sentence depended on: the terms that occur in it, in whatever order.
    pub fn of_terms(terms: &[&Term]) -> Self {
        let mut texts = Texts::default();
        add_terms(&mut texts, terms);
        Self(texts.hash())
    }

    /// A hash of some texts, each by itself.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Texts::default();
        texts.into_iter().for_each(|text| all.part(text));
        Self(all.hash())
    }

    /// The fingerprint of that number.
    pub(super) const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// As a number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// As 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }

    /// Reads what [`Fingerprint::hex`] wrote; `None` if it is not that.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then(|| u64::from_str_radix(text, 16).ok().map(Self))?
    }
}

/// A sentence as memories compare it: on one line, with single spaces.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    match trimmed.contains(|c: char| c.is_whitespace() && c != ' ') || trimmed.contains("  ") {
        true => Cow::Owned(trimmed.split_whitespace().collect::<Vec<_>>().join(" ")),
        false => Cow::Borrowed(trimmed),
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
        let of = |terms: &[&Term]| Fingerprint::of(&on("党中央", terms));
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
        assert_eq!(same, Fingerprint::of(&on(" 党中央\u{3000}", &[&a, &b])));
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
            Fingerprint::of(&Dependencies {
                identity: "y",
                ..whole.clone()
            })
        );
        assert_ne!(
            same,
            Fingerprint::of(&Dependencies {
                kind: BlockKind::Heading,
                ..whole.clone()
            })
        );
        assert_ne!(
            same,
            Fingerprint::of(&Dependencies {
                damaged: vec!["中"],
                ..whole.clone()
            })
        );
        assert_ne!(
            same,
            Fingerprint::of(&Dependencies {
                violations: &["wrong".to_owned()],
                ..whole
            })
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
            let fingerprint = Fingerprint::of(&on(&source, &[]));
            prop_assert_eq!(Fingerprint::from_hex(&fingerprint.hex()), Some(fingerprint));
        }

        #[test]
        fn texts_do_not_run_into_each_other(a in "[ab]{0,3}", b in "[ab]{0,3}", c in "[ab]{0,3}", d in "[ab]{0,3}") {
            prop_assume!((&a, &b) != (&c, &d));
            let of = |source, identity| Fingerprint::of(&Dependencies { identity, ..on(source, &[]) });
            prop_assert_ne!(of(&a, &b), of(&c, &d));
        }
    }
}
