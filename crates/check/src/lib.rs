//! Checks of translations: one rule a file, each giving [`Diagnostic`]s, and the reports that show them.
//!
//! | module | owns |
//! |---|---|
//! | `rules` | the rules; to add one, write its file and name it in [`RULES`] |
//! | `context` | what a rule looks at |
//! | `terms` | the terms that a translation must have, shared by the rules on terms |
//! | `selection` | which rules run on which file |
//! | [`CheckedPair`] | a pair with what rules say of it, as reports show it |
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
mod context;
mod deny;
pub mod report;
mod rules;
mod selection;
mod terms;

pub use baseline::Baseline;
pub use checked::CheckedPair;
pub use context::{DocumentContext, Failure, PairContext, PairFacts, Similarity};
pub use deny::Deny;
pub use selection::{RuleSettings, Selection};
pub use terms::Adherence;

use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_core::document::Document;
use duizhao_core::pair::Pair;
use duizhao_core::segment::Segment;
use duizhao_glossary::Termbase;
use report::RuleSummary;

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
    Pair(fn(&PairContext<'_>, &mut Vec<Diagnostic>)),
    /// The pairs of one edition, together. Its diagnostics say which pair they are of.
    Document(fn(&DocumentContext<'_>, &mut Vec<Diagnostic>)),
}

impl Scope {
    /// Returns the name in lists of rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pair(_) => "pair",
            Self::Document(_) => "document",
        }
    }
}

/// Every rule, in the order in which they run.
pub const RULES: [Rule; 9] = [
    rules::damage::RULE,
    rules::backend::RULE,
    rules::stale::RULE,
    rules::memory::RULE,
    rules::fuzzy::RULE,
    rules::term::RULE,
    rules::forbidden::RULE,
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
        if let Scope::Pair(check) = rule.scope
            && selection.has(rule.code)
        {
            check(context, &mut found);
        }
    }
    selection.weigh(&mut found);
    found
}

/// Checks the pairs of an edition together, once each has the diagnostics of [`pair`]: adds what rules on documents find,
/// removes what comments allow, and numbers the locations by pair, from 1 in reading order.
pub fn document(document: &mut Document<Pair>, selection: &Selection) {
    let mut found = Vec::new();
    for rule in &RULES {
        if let Scope::Document(check) = rule.scope
            && selection.has(rule.code)
        {
            check(&DocumentContext { document }, &mut found);
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

/// Returns what a backend must put right in its translation of a segment, in words, by the rules that ask once more.
pub fn violations(segment: &Segment, target: &str, termbase: &Termbase) -> Vec<String> {
    let context = PairContext::of_segment(segment, target, termbase);
    let mut violations = Vec::new();
    for rule in &RULES {
        if let (Some(from), Scope::Pair(check)) = (rule.retry, rule.scope) {
            let mut found = Vec::new();
            check(&context, &mut found);
            found.retain(|diagnostic| diagnostic.severity >= from);
            violations.extend(found.into_iter().map(|diagnostic| diagnostic.message));
        }
    }
    violations
}

/// Tests whether a diagnostic makes a translation run end with exit code 3. On a human-approved pair none does: it is
/// shown, and a person has decided.
pub fn fails(diagnostic: &Diagnostic, pair: &Pair) -> bool {
    diagnostic.severity >= Severity::Warning && !pair.is_final()
}
