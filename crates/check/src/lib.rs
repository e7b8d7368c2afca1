//! Checks of translations: one rule a file, each giving [`Diagnostic`]s, and the reports that show them.
//!
//! | module | owns |
//! |---|---|
//! | `rules` | the rules; to add one, write its file and name it in [`RULES`] |
//! | `context` | what a rule looks at |
//! | `terms` | the terms that a translation must have, shared by the rules on terms |
//! | `selection` | which rules run on which file |
//! | [`CheckedPair`] | a pair with what rules say of it, as reports show it |
//! | [`Chrf`] | how near a translation is to a person's |
//! | `allow` | comments in an edition that allow a diagnostic, with a reason |
//! | [`Baseline`] | findings that are known, which are not reported |
//! | [`Deny`] | which diagnostics make a check fail |
//! | [`report`] | text, JSON lines, SARIF, JUnit XML and a page of HTML |
//!
//! ```
//! use duizhao_check::{PairContext, Selection, pair};
//! use duizhao_glossary::{Glossary, Termbase};
//!
//! let mut glossary = Glossary::default();
//! glossary.add_text("t.csv".as_ref(), "source_hans,target\n党中央,CPC Central Committee\n")?;
//! let termbase = Termbase::new(glossary);
//! let context = PairContext::new("党中央决定", "The capital decided", &termbase);
//! let found = pair(&context, &Selection::default());
//! assert_eq!(found[0].message, "`党中央` is not rendered as `CPC Central Committee`");
//! # Ok::<(), duizhao_glossary::GlossaryError>(())
//! ```

mod allow;
mod baseline;
mod checked;
mod chrf;
mod context;
mod deny;
mod lengths;
pub mod report;
mod rules;
mod selection;
mod terms;

pub use baseline::Baseline;
pub use checked::CheckedPair;
pub use chrf::Chrf;
pub use context::{DocumentContext, Failure, PairContext, PairFacts, Similarity};
pub use deny::Deny;
pub use selection::{RuleSettings, Selection};
pub use terms::Adherence;

use duizhao_core::article::Origin;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::document::Document;
use duizhao_core::pair::Pair;
use duizhao_core::segment::Segment;
use duizhao_glossary::Termbase;
use report::{RuleSummary, Totals};

/// A rule: what it is called, what it finds, and what follows from it.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The code of its diagnostics.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub summary: &'static str,
    /// The heaviest severity that it gives.
    pub severity: Severity,
    /// From which severity on the backend is asked once more, with the messages; `None` for never.
    pub retry: Option<Severity>,
    /// What it looks at, and how.
    pub scope: Scope,
}

/// What a rule looks at, with its check, which adds what it finds.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// One pair.
    Pair(PairCheck),
    /// One pair whose target is a translation, not a gloss.
    Translation(PairCheck),
    /// The pairs of one edition, together. Its diagnostics say which pair they are of.
    Document(fn(&DocumentContext<'_>, &mut Vec<Diagnostic>)),
}

/// A check of one pair, which adds what it finds.
pub type PairCheck = fn(&PairContext<'_>, &mut Vec<Diagnostic>);

impl Scope {
    /// Returns the check of a pair, where there is one for it; `is_gloss` says whether its target is a gloss.
    fn on_pair(self, is_gloss: bool) -> Option<PairCheck> {
        match self {
            Self::Pair(check) => Some(check),
            Self::Translation(check) => (!is_gloss).then_some(check),
            Self::Document(_) => None,
        }
    }

    /// Returns the name in lists of rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pair(_) | Self::Translation(_) => "pair",
            Self::Document(_) => "document",
        }
    }
}

/// Every rule, in the order in which they run.
pub const RULES: [Rule; 21] = [
    rules::damage::RULE,
    rules::backend::RULE,
    rules::stale::RULE,
    rules::memory::RULE,
    rules::fuzzy::RULE,
    rules::term::RULE,
    rules::forbidden::RULE,
    rules::number::RULE,
    rules::name::RULE,
    rules::untranslated::RULE,
    rules::language::RULE,
    rules::length::RULE,
    rules::omission::RULE,
    rules::repetition::RULE,
    rules::truncation::RULE,
    rules::leak::RULE,
    rules::form::RULE,
    rules::same_translation::RULE,
    rules::inconsistent::RULE,
    rules::foreign::RULE,
    rules::allow_without_reason::RULE,
];

/// What reports say where the lines of an edition do not pair, so that no rule can run on it. It cannot be left out.
pub const UNPAIRED: RuleSummary = RuleSummary {
    code: "unpaired",
    summary: "an edition whose lines do not pair",
    severity: Some(Severity::Error),
};

/// Lists everything that diagnostics of editions may be about: [`UNPAIRED`] and the rules.
pub fn summaries() -> impl Iterator<Item = RuleSummary> {
    std::iter::once(UNPAIRED).chain(RULES.iter().map(RuleSummary::from))
}

/// Checks one pair by itself. The diagnostics have no location; [`document`] gives them one.
pub fn pair(context: &PairContext<'_>, selection: &Selection) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in &RULES {
        if let Some(check) = rule.scope.on_pair(context.facts.is_gloss)
            && selection.has(rule.code)
        {
            check(context, &mut found);
        }
    }
    selection.weigh(&mut found);
    found
}

/// Returns how many terms a translation must have, of a segment in whose pair no rule finds anything: it has them all.
/// `None` where the rule that would find a missing one does not run.
pub fn adherence(
    segment: &Segment,
    termbase: &Termbase,
    selection: &Selection,
) -> Option<Adherence> {
    selection.has(rules::term::RULE.code).then(|| {
        let context = PairContext::of_segment(segment, "", termbase);
        let asked = terms::asked(context.source, &context.all_hits(), termbase);
        Adherence {
            asked,
            obeyed: asked,
        }
    })
}

/// Checks the pairs of an edition together, once each has the diagnostics of [`pair`]: adds what rules on documents find,
/// removes what comments allow, and numbers the locations by pair, from 1 in reading order.
pub fn document(document: &mut Document<Pair>, termbase: &Termbase, selection: &Selection) {
    let mut found = Vec::new();
    for rule in &RULES {
        if let Scope::Document(check) = rule.scope
            && selection.has(rule.code)
        {
            check(&DocumentContext { document, termbase }, &mut found);
        }
    }
    selection.weigh(&mut found);
    let allowed = allow::allowed_codes(document);
    for (at, (pair, allowed)) in document.items_mut().zip(allowed).enumerate() {
        let number = Some(at + 1);
        pair.diagnostics
            .extend(found.extract_if(.., |found| found.location.pair == number));
        pair.diagnostics
            .retain(|diagnostic| !allowed.iter().any(|code| code == diagnostic.code));
        for diagnostic in &mut pair.diagnostics {
            diagnostic.location.pair = number;
        }
    }
}

/// What rules say of a translation before it is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What a backend must put right, in words, by the rules that ask once more.
    pub violations: Vec<String>,
    /// How much is wrong by all rules on pairs.
    pub totals: Totals,
}

impl Assessment {
    /// Tests whether less is wrong than with another translation: fewer errors, or as many and fewer warnings.
    pub fn is_better_than(&self, other: &Self) -> bool {
        let weight = |totals: Totals| (totals.errors, totals.warnings);
        weight(self.totals) < weight(other.totals)
    }
}

/// Returns what is wrong with a translation of a segment, by all rules on pairs.
pub fn assess(segment: &Segment, target: &str, termbase: &Termbase) -> Assessment {
    let context = PairContext::of_segment(segment, target, termbase);
    let found = pair(&context, &Selection::default());
    let totals = Totals::of(&found);
    let asks_again = |diagnostic: &Diagnostic| {
        let rule = RULES.iter().find(|rule| rule.code == diagnostic.code);
        let from = rule.and_then(|rule| rule.retry);
        from.is_some_and(|from| diagnostic.severity >= from)
    };
    let violations = found.into_iter().filter(asks_again);
    Assessment {
        violations: violations.map(|diagnostic| diagnostic.message).collect(),
        totals,
    }
}

/// Tests whether a pair is a gloss, word by word, and no translation.
pub fn is_gloss(pair: &Pair) -> bool {
    let origin = pair.provenance.map(|provenance| provenance.origin);
    origin == Some(Origin::Gloss)
}

/// Tests whether a diagnostic makes a translation run end with exit code 3. On a human-approved pair none does: it is
/// shown, and a person has decided.
pub fn fails(diagnostic: &Diagnostic, pair: &Pair) -> bool {
    diagnostic.severity >= Severity::Warning && !pair.is_final()
}
