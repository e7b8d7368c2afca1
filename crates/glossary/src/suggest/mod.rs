//! Terms that a batch of articles uses and the glossary lacks.
//!
//! Candidates come from several sources, none of which has to be right: quotation and title marks, slogan forms, names
//! of people and places, runs of words by their parts of speech, and what an article repeats. Known terms are words of
//! their own here, so that no candidate cuts one. Then each candidate is weighed (see [`Evidence`]), and fragments of
//! others rank lower. Analysis is in simplified script, suggestions are as they stand in the text.

mod background;
mod compound;
mod evidence;
mod kind;
mod measures;
mod names;
mod pairs;
mod quoted;
mod rank;
mod repair;
mod repeats;
mod sentence;
mod slogan;
mod tally;
mod termhood;
#[cfg(test)]
mod testing;

pub use evidence::Evidence;
pub use kind::SuggestionKind;
pub use pairs::{ProposedEnglish, propose};

use super::{Glossary, Matcher};
use background::Background;
use duizhao_zh::script::{Converter, Script, ScriptError};
use repeats::Repeats;
use sentence::AnalysedSentence;
use tally::CandidateCounts;

/// A place in a sentence, in characters, that a term may stand at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Find {
    start: usize,
    end: usize,
    kind: SuggestionKind,
}

/// Where candidates come from; each adds what it finds in a sentence.
const SOURCES: [fn(&AnalysedSentence, &mut Vec<Find>); 4] =
    [quoted::find, slogan::find, names::find, compound::find];

/// Part of a sentence around a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The article, as [`Suggester::add`] got it.
    pub article: String,
    /// At most 40 characters.
    pub text: String,
}

/// A term that the glossary may lack.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// As it stands in the text where it was met first.
    pub text: String,
    /// In simplified script.
    pub hans: String,
    /// What kind of term it is.
    pub kind: SuggestionKind,
    /// About how likely it is that a translator would add it to the glossary, 0 to 1.
    pub score: f64,
    /// How often it was met.
    pub count: u32,
    /// In how many articles.
    pub articles: u32,
    /// Where it was met: up to three places, the first ones.
    pub contexts: Vec<Excerpt>,
    /// Terms of the glossary in it, in simplified script, in their order.
    pub known: Vec<String>,
    /// What its score adds up from.
    pub evidence: Vec<Evidence>,
}

/// Collects candidates from articles and ranks them.
///
/// Time is linear in the text; memory grows with the number of different candidates, up to a bound: then those met
/// once are forgotten.
pub struct Suggester<'a> {
    glossary: &'a Glossary,
    matcher: &'a Matcher,
    simplify: Converter,
    background: Background,
    candidates: CandidateCounts,
}

impl<'a> Suggester<'a> {
    /// Prepares a search for what `glossary` lacks; `matcher` is that glossary's. Errors only when the conversion
    /// engine cannot be set up.
    pub fn new(glossary: &'a Glossary, matcher: &'a Matcher) -> Result<Self, ScriptError> {
        let simplify = Converter::new(Script::Hans);
        Ok(Self {
            glossary,
            matcher,
            simplify,
            background: Background::default(),
            candidates: CandidateCounts::default(),
        })
    }

    /// Adds the sentences of an article, in order. `article` names it in contexts.
    pub fn add<'s>(&mut self, article: &str, sentences: impl Iterator<Item = &'s str>) {
        self.candidates.begin_article();
        let background = &mut self.background;
        let sentences: Vec<AnalysedSentence> = sentences
            .map(|text| AnalysedSentence::new(text, &self.simplify, self.matcher, background))
            .collect();
        let mut finds: Vec<Vec<Find>> = sentences.iter().map(find).collect();
        let repeats = Repeats::new(&sentences);
        repeats.find(&sentences, background, &mut finds);
        for (sentence, finds) in sentences.iter().zip(finds) {
            self.candidates.add(article, sentence, finds, &mut |chars| {
                repeats.cohesion(chars, background)
            });
        }
    }

    /// Returns the suggestions, the likeliest first; of equal ones, the more frequent first, then by their characters.
    /// None is a term of the glossary.
    pub fn finish(self) -> Vec<Suggestion> {
        rank::rank(self.candidates, self.glossary, self.matcher)
    }
}

/// Returns what the sources find in a sentence.
fn find(sentence: &AnalysedSentence) -> Vec<Find> {
    let mut finds = Vec::new();
    for source in SOURCES {
        source(sentence, &mut finds);
    }
    finds
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_zh::segment;
    use proptest::prelude::*;
    use std::path::Path;

    fn suggest(terms: &[&str], articles: &[&str]) -> Vec<Suggestion> {
        let mut glossary = Glossary::default();
        let rows: String = terms.iter().map(|term| format!("{term},x\n")).collect();
        glossary
            .add_text(Path::new("t.csv"), &format!("source_hans,target\n{rows}"))
            .unwrap();
        let matcher = glossary.matcher();
        let mut suggester = Suggester::new(&glossary, &matcher).unwrap();
        for (index, text) in articles.iter().enumerate() {
            suggester.add(&format!("{index}.txt"), segment::sentences(text));
        }
        suggester.finish()
    }

    const REPORT: &str = "某市推行“红橙评议”做法。柳泉坝村党支部书记柯孟川说，“红橙评议”让节水灌溉工程受益。\
        节水灌溉工程是民心工程，要坚持学先进、找不足。";

    #[track_caller]
    fn is_among(texts: &[&str], first: usize, wanted: &str, kind: SuggestionKind) {
        let found = suggest(&["党支部"], texts);
        let at = found
            .iter()
            .position(|suggestion| suggestion.text == wanted);
        let top: Vec<&str> = found
            .iter()
            .take(first)
            .map(|suggestion| &*suggestion.text)
            .collect();
        assert!(
            at.is_some_and(|at| at < first && found[at].kind == kind),
            "{wanted} at {at:?}: {top:?}"
        );
    }

    #[test]
    fn every_kind_comes_early() {
        is_among(&[REPORT], 12, "红橙评议", SuggestionKind::Quotation);
        is_among(&[REPORT], 12, "柯孟川", SuggestionKind::Person);
        is_among(&[REPORT], 12, "柳泉坝村", SuggestionKind::Place);
        is_among(&[REPORT], 12, "节水灌溉工程", SuggestionKind::Phrase);
        is_among(&[REPORT], 12, "学先进、找不足", SuggestionKind::Slogan);
    }

    #[test]
    fn a_suggestion_says_where_it_stands_and_what_is_known_of_it() {
        let found = suggest(&["党支部"], &[REPORT, "柯孟川是柳泉坝村党支部书记。"]);
        let post = found
            .iter()
            .find(|suggestion| suggestion.text == "党支部书记")
            .unwrap();
        assert_eq!(post.known, ["党支部"]);
        assert_eq!((post.count, post.articles), (2, 2));
        assert_eq!(
            post.contexts[1],
            Excerpt {
                article: "1.txt".into(),
                text: "柯孟川是柳泉坝村党支部书记。".into()
            }
        );
        assert!(
            found.iter().all(|suggestion| suggestion.text != "支部书记"),
            "a known term is cut"
        );
    }

    #[test]
    fn traditional_text_gets_traditional_suggestions() {
        let found = suggest(&["党支部"], &["黨支部推行「紅橙評議」，黨支部開會。"]);
        let quoted = found
            .iter()
            .find(|suggestion| suggestion.text == "紅橙評議")
            .unwrap();
        assert_eq!(quoted.hans, "红橙评议");
        assert!(found.iter().all(|suggestion| suggestion.hans != "党支部"));
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(suggest(&[], &[]).is_empty() && suggest(&[], &["", "。"]).is_empty());
    }

    const TERMS: [&str; 3] = ["党委", "乡村振兴", "“两山”"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn suggestions_stand_in_the_text_and_are_unknown_and_ordered(
            text in "([党委书记乡村振兴两山的了在、一二，。“”《》黨書記a1]|工作|责任|农民|张家村|\\PC){0,60}"
        ) {
            let found = suggest(&TERMS, &[&text]);
            prop_assert_eq!(&found, &suggest(&TERMS, &[&text]));
            for suggestion in &found {
                prop_assert!(text.contains(&suggestion.text));
                prop_assert_eq!(suggestion.hans.chars().count(), suggestion.text.chars().count());
                prop_assert!(TERMS.iter().all(|term| duizhao_zh::han::bare(term) != duizhao_zh::han::bare(&suggestion.hans)));
                prop_assert!((0.0..=1.0).contains(&suggestion.score));
                prop_assert!((1..=3).contains(&suggestion.contexts.len()));
                for context in &suggestion.contexts {
                    prop_assert!(text.contains(&context.text) && context.text.chars().count() <= 40);
                }
            }
            prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
        }

        #[test]
        fn the_order_of_articles_does_not_matter_to_rank(a in "[党委工作责任农民治水联络员，。]{0,30}", b in "[党委工作责任农民治水联络员，。]{0,30}") {
            let ranks = |articles: &[&str]| suggest(&TERMS, articles).into_iter().map(|s| (s.hans, s.count)).collect::<std::collections::BTreeMap<_, _>>();
            prop_assert_eq!(ranks(&[&a, &b]), ranks(&[&b, &a]));
        }
    }
}
