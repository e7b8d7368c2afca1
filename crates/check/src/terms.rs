//! Terms obeyed: where a term stands in the source, its English must stand in the translation, and no forbidden
//! rendering of it.
//!
//! A term is asked for once a sentence, however often it stands there, and only where both ways of choosing among
//! overlapping terms agree on it (银川市|市委 is one or the other). A forbidden rendering counts only where its term
//! stands in the source, and not inside a right rendering of any term of the sentence.

use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_glossary::{Hit, Status, Term, Termbase, leftmost_longest, most_covering};
use duizhao_zh::english::{EnglishText, Fold};
use std::cell::{LazyCell, OnceCell};
use std::collections::{BTreeSet, HashSet};

/// The check.
pub struct Terms<'a> {
    /// The terms.
    pub termbase: &'a Termbase,
}

/// What the check found in one translation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Terms that were asked for.
    pub asked: usize,
    /// Those of them whose English is there.
    pub obeyed: usize,
    /// What is wrong, in the order of the terms in the source.
    pub findings: Vec<Diagnostic>,
}

impl Terms<'_> {
    /// Checks the translation of a sentence.
    pub fn check(&self, source: &str, target: &str) -> Verdict {
        let all = self.termbase.matcher.all(source);
        let hits = certain(source, &all);
        if hits.is_empty() {
            return Verdict::default();
        }
        let texts = Texts::new(target);
        let terms = self.termbase;
        // Also of terms that are nested or straddle: what is right for them is not wrong here.
        let allowed = LazyCell::new(|| {
            let present: BTreeSet<usize> = all.iter().map(|hit| hit.term).collect();
            let right = present
                .iter()
                .map(|&term| terms.wording(term))
                .flat_map(|wording| {
                    let text = texts.of(wording.fold);
                    wording
                        .right
                        .iter()
                        .flat_map(|rendering| text.find(rendering))
                });
            right.collect::<Vec<Span>>()
        });
        let is_allowed = |span: Span| {
            allowed
                .iter()
                .any(|right| right.start <= span.start && span.end <= right.end)
        };
        let (mut obeyed, mut findings) = (0, Vec::new());
        for hit in &hits {
            let (term, wording) = (&terms.glossary.terms()[hit.term], terms.wording(hit.term));
            let text = texts.of(wording.fold);
            if wording.right.iter().any(|rendering| text.holds(rendering)) {
                obeyed += 1;
            } else {
                let message = format!(
                    "`{}` is not rendered as `{}`",
                    term.source_hans, term.target
                );
                findings.push(finding("term", term, hit.span, message));
            }
            for (forbidden, phrase) in term.forbidden.iter().zip(&wording.forbidden) {
                if texts
                    .of(wording.forbidden_fold)
                    .find(phrase)
                    .any(|span| !is_allowed(span))
                {
                    let message = format!(
                        "`{}` must not be rendered as `{forbidden}` but as `{}`",
                        term.source_hans, term.target
                    );
                    findings.push(finding("forbidden", term, hit.span, message));
                }
            }
        }
        Verdict {
            asked: hits.len(),
            obeyed,
            findings,
        }
    }
}

/// A translation, cut into words for each fold that is asked for.
struct Texts<'a> {
    target: &'a str,
    by_fold: [OnceCell<EnglishText>; Fold::COUNT],
}

impl<'a> Texts<'a> {
    fn new(target: &'a str) -> Self {
        Self {
            target,
            by_fold: Default::default(),
        }
    }

    fn of(&self, fold: Fold) -> &EnglishText {
        self.by_fold[fold as usize].get_or_init(|| EnglishText::new(self.target, fold))
    }
}

/// The first hit of each term that both choices among overlapping terms take, of all hits in a source.
fn certain(source: &str, all: &[Hit]) -> Vec<Hit> {
    let place = |hit: &Hit| (hit.span, hit.term);
    let disjoint: HashSet<(Span, usize)> = most_covering(source, all).iter().map(place).collect();
    let mut hits = leftmost_longest(all.to_vec());
    let mut seen = HashSet::new();
    hits.retain(|hit| disjoint.contains(&place(hit)) && seen.insert(hit.term));
    hits
}

fn finding(code: &'static str, term: &Term, span: Span, message: String) -> Diagnostic {
    let severity = match term.status {
        Status::Confirmed => Severity::Error,
        Status::Choice => Severity::Warning,
    };
    Diagnostic::new(code, severity, message).at_source(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::Glossary;
    use std::path::Path;

    const ROWS: &str = "source_hans,target,alternatives,forbidden,status,case\n\
        党中央,CPC Central Committee,Party Central Committee,Party center,confirmed,\n\
        中央,central authorities,,center,choice,\n\
        脱贫,shake off poverty,,off poverty,choice,\n\
        世卫组织,WHO,,,choice,yes\n\
        银川市,Yinchuan,,,choice,\n\
        市委,city committee,,,choice,\n";

    #[track_caller]
    fn check(source: &str, target: &str, expected: &[&str]) {
        let mut glossary = Glossary::default();
        glossary.add_text(Path::new("t.csv"), ROWS).unwrap();
        let terms = Terms {
            termbase: &Termbase::new(glossary).unwrap(),
        };
        let findings = terms.check(source, target).findings;
        let said: Vec<String> = findings
            .iter()
            .map(|f| format!("{} {}: {}", f.severity.name(), f.code, f.message))
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_term_must_be_rendered() {
        check("党中央决定", "The CPC Central Committee decided", &[]);
        check("党中央决定", "the Party's Central Committee decides", &[]);
        check(
            "党中央和党中央",
            "The capital",
            &["error term: `党中央` is not rendered as `CPC Central Committee`"],
        );
        check("世卫组织说", "the WHOs of this world", &[]);
        check(
            "世卫组织说",
            "who says",
            &["warning term: `世卫组织` is not rendered as `WHO`"],
        );
    }

    #[test]
    fn a_forbidden_rendering_counts_only_with_its_term() {
        check("党委", "the Party center", &[]);
        check(
            "党中央",
            "the Party center of the CPC Central Committee",
            &[
                "error forbidden: `党中央` must not be rendered as `Party center` but as `CPC Central Committee`",
            ],
        );
        check("脱贫", "shaking off poverty", &[]);
        check(
            "脱贫",
            "shake off poverty, be off poverty",
            &[
                "warning forbidden: `脱贫` must not be rendered as `off poverty` but as `shake off poverty`",
            ],
        );
    }

    #[test]
    fn what_is_right_for_another_term_is_not_wrong() {
        check(
            "党中央",
            "the CPC Central Committee, central authorities at the center",
            &[],
        );
        check(
            "党中央",
            "the central authorities of the CPC Central Committee",
            &[],
        );
    }

    #[test]
    fn of_terms_that_straddle_none_is_asked_for_twice() {
        check("银川市委", "Yinchuan", &[]);
    }
}
