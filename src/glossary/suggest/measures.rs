//! The measures of a candidate and their weights.

use super::Kind;
use super::background::Class;
use super::evidence::Nesting;
use super::tally::Candidate;
use super::termhood::Termhood;

/// A measure: its name, its weight, and how to take it.
pub(super) type Measure = (&'static str, f64, fn(&View<'_>) -> f64);

/// A candidate as the measures see it.
pub(super) struct View<'a> {
    pub(super) candidate: &'a Candidate,
    pub(super) chars: Vec<char>,
    pub(super) termhood: &'a Termhood,
    pub(super) nesting: Nesting,
}

impl View<'_> {
    fn is(&self, kind: Kind) -> f64 {
        f64::from(self.candidate.kind == kind)
    }

    fn has_length(&self, lengths: std::ops::RangeInclusive<usize>) -> f64 {
        f64::from(lengths.contains(&self.chars.len()))
    }

    fn begins(&self, classes: &[Class]) -> f64 {
        f64::from(self.candidate.shape.first.is_some_and(|class| classes.contains(&class)))
    }

    fn share(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.candidate.count.max(1))
    }

    /// The share of its places where neither side goes on with more of a noun.
    fn apart(&self) -> f64 {
        let (left, right) = (&self.candidate.left, &self.candidate.right);
        self.share((left.free + left.verb).min(right.free + right.verb))
    }

    fn several(&self) -> f64 {
        f64::from(self.candidate.shape.words > 1)
    }
}

/// All measures and their weights.
///
/// The weights are those of a logistic regression (L2, C = 0.02 on standardised measures) on the candidates of eleven
/// articles: eight, at full weight, whose terms a translator listed without seeing suggestions, and three of this
/// program's sample articles, at 0.3, with the terms that the first glossary took from them. The measures are those
/// left of 84 after leaving out the lightest, six at a time, while recall by cross-validation over the eight articles did not
/// fall, and a few for what is rare in eleven articles (titles, posts). The weight of `articles` is set by hand, since
/// each article was ranked alone.
pub(super) const MEASURES: [Measure; 42] = [
    ("any candidate", -5.84, |_| 1.0),
    ("title", 2.80, |v| v.is(Kind::Title)),
    ("slogan", 2.70, |v| v.is(Kind::Slogan)),
    ("quotation", 2.97, |v| v.is(Kind::Quotation)),
    ("person", 2.10, |v| v.is(Kind::Person)),
    ("place", 1.68, |v| v.is(Kind::Place)),
    ("organisation", 1.34, |v| v.is(Kind::Organisation)),
    ("post", 0.31, |v| v.is(Kind::Post)),
    ("word", -0.33, |v| v.is(Kind::Word)),
    ("count", 0.45, |v| f64::from(v.candidate.count).ln()),
    ("articles", 0.30, |v| f64::from(v.candidate.articles).ln()),
    ("two characters", -0.54, |v| v.has_length(2..=2)),
    ("three characters", 1.07, |v| v.has_length(3..=3)),
    ("four characters", 0.47, |v| v.has_length(4..=4)),
    ("seven or eight characters", -0.30, |v| v.has_length(7..=8)),
    ("nine characters or more", -0.70, |v| v.has_length(9..=usize::MAX)),
    ("words beyond two", -0.13, |v| v.candidate.shape.words.saturating_sub(2) as f64),
    ("two words of two characters", 0.29, |v| {
        f64::from(
            v.chars.len() == 4
                && v.candidate.shape.words == 2
                && !v.candidate.shape.single_first
                && !v.candidate.shape.single_last,
        )
    }),
    ("begins with a noun", 0.24, |v| v.several() * v.begins(&[Class::Noun])),
    ("begins with a verb", -0.19, |v| v.several() * v.begins(&[Class::Verb])),
    ("begins with an adverb", -0.60, |v| v.several() * v.begins(&[Class::Adverb])),
    ("begins with a name", 0.66, |v| v.several() * v.begins(&[Class::Place, Class::Organisation, Class::Person])),
    ("begins with one character", 0.54, |v| f64::from(v.candidate.shape.single_first)),
    ("joined by 的 or 和", -0.53, |v| f64::from(v.candidate.shape.joined && v.candidate.kind >= Kind::Organisation)),
    ("in a list", 0.44, |v| v.share(v.candidate.left.listed.max(v.candidate.right.listed))),
    ("varied neighbours", 0.95, |v| v.candidate.left.entropy().min(v.candidate.right.entropy())),
    ("rarity of its words", 0.87, |v| f64::from(v.candidate.shape.rarity) / 10.0),
    ("verb inside", 0.16, |v| f64::from(v.candidate.shape.verb_inside)),
    ("rarity of its first word", 0.60, |v| f64::from(v.candidate.shape.first_rarity) / 10.0),
    ("rarity of its last word", 0.42, |v| f64::from(v.candidate.shape.last_rarity) / 10.0),
    ("before a mark", 0.23, |v| v.share(v.candidate.right.ended)),
    ("behind a verb", 0.52, |v| v.share(v.candidate.left.verb)),
    ("before a verb", -0.32, |v| v.share(v.candidate.right.verb)),
    ("lone character beside its own", -1.45, |v| {
        f64::from(v.candidate.shape.single_first) * v.share(v.candidate.left.lone)
    }),
    ("apart", 0.19, |v| v.apart()),
    ("apart, without a verb", 0.57, |v| {
        v.apart()
            * (1.0 - v.begins(&[Class::Verb]))
            * f64::from(!v.candidate.shape.verb_inside && v.candidate.shape.words > 1)
    }),
    ("apart, four characters", 0.65, |v| v.apart() * v.has_length(4..=4)),
    ("begins as terms do", 0.49, |v| v.termhood.beginning(&v.chars)),
    ("ends as terms do", 0.28, |v| v.termhood.ending(&v.chars)),
    ("goes on as terms do", 0.59, |v| v.termhood.pairs(&v.chars)),
    ("stands only in a longer one", -0.11, |v| v.share(v.nesting.around).min(1.0)),
    ("holds a more frequent one", -0.15, |v| v.share(v.nesting.inside).max(1.0).ln()),
];
