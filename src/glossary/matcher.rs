//! Finding terms in text: leftmost-longest, in either script, whatever the width of letters.

use super::{GlossaryError, Term};
use crate::article::Span;
use crate::han;
use crate::script::{Converter, Script};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use std::collections::BTreeMap;

/// A term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Index of the term in the glossary.
    pub term: usize,
    /// Where it stands, in bytes of the text that was searched.
    pub span: Span,
}

/// One automaton over both scripts of all terms, built once and shared by all threads.
pub struct Matcher {
    /// `None` without terms, since an automaton needs one.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl Matcher {
    /// The automaton of `terms`; hits index into that slice.
    ///
    /// A term without a traditional form is matched in those that conversion gives. Two terms that are
    /// written alike in one script resolve to the earlier.
    pub fn new(terms: &[Term]) -> Result<Self, GlossaryError> {
        let mut patterns: BTreeMap<String, u32> = BTreeMap::new();
        let traditional = Traditional::for_terms(terms)?;
        for (index, term) in terms.iter().enumerate() {
            let index = u32::try_from(index).map_err(|error| GlossaryError::Matcher(error.to_string()))?;
            let written = [term.source_hans.clone(), term.source_hant.clone()];
            let converted =
                traditional.as_ref().filter(|_| term.source_hant.is_empty()).map(|t| t.forms(&term.source_hans));
            for source in written.into_iter().chain(converted.into_iter().flatten()) {
                let folded: String = source.chars().map(han::half_width).collect();
                if !folded.is_empty() {
                    patterns.entry(folded).or_insert(index);
                }
            }
        }
        if patterns.is_empty() {
            return Ok(Self { automaton: None });
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build_with_values(patterns)
            .map_err(|error| GlossaryError::Matcher(error.to_string()))?;
        Ok(Self { automaton: Some(automaton) })
    }

    /// The terms in `text`: leftmost first, the longest at each place, without overlaps.
    ///
    /// Linear in the text. Offsets are into `text` itself, also where it has full-width letters.
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        // Full-width forms begin with the byte EF, as nothing else in running text but marks does.
        let wide = text.as_bytes().contains(&0xef) && text.chars().any(|c| han::half_width(c) != c);
        if !wide {
            let hit = |m: daachorse::Match<u32>| Hit { term: m.value() as usize, span: Span::new(m.start(), m.end()) };
            return automaton.leftmost_find_iter(text).map(hit).collect();
        }
        let mut folded = String::with_capacity(text.len());
        let mut offsets = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            let narrow = han::half_width(c);
            offsets.resize(folded.len() + narrow.len_utf8(), at);
            folded.push(narrow);
        }
        offsets.push(text.len());
        let hit = |m: daachorse::Match<u32>| Hit {
            term: m.value() as usize,
            span: Span::new(offsets[m.start()], offsets[m.end()]),
        };
        automaton.leftmost_find_iter(&folded).map(hit).collect()
    }
}

/// Traditional forms of terms whose row gives none: OpenCC's standard, Taiwan's and Hong Kong's.
struct Traditional([Converter; 3]);

impl Traditional {
    /// `None` where every row gives its form, which spares setting up the engine.
    fn for_terms(terms: &[Term]) -> Result<Option<Self>, GlossaryError> {
        if terms.iter().all(|term| !term.source_hant.is_empty()) {
            return Ok(None);
        }
        let converter = |script| Converter::new(script).map_err(|error| GlossaryError::Matcher(error.to_string()));
        Ok(Some(Self([converter(Script::Hant)?, converter(Script::Tw)?, converter(Script::Hk)?])))
    }

    fn forms(&self, source: &str) -> [String; 3] {
        self.0.each_ref().map(|converter| converter.convert(source).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Glossary;
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    fn glossary(rows: &str) -> Glossary {
        let mut glossary = Glossary::default();
        glossary.add_text(Path::new("t.csv"), &format!("source_hans,source_hant,target\n{rows}")).unwrap();
        glossary
    }

    #[track_caller]
    fn check(rows: &str, text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            glossary(rows).matcher().unwrap().hits(text).iter().map(|hit| hit.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_term_wins() {
        check("党,,Party\n党中央,,CPC Central Committee\n中央,,central\n", "党中央和中央", &["党中央", "中央"]);
        check("银川市,,Yinchuan\n市委,,city committee\n", "银川市委", &["银川市"]);
    }

    #[test]
    fn both_scripts_and_widths_match() {
        check("党委,黨委,Party committee\n", "黨委和党委", &["黨委", "党委"]);
        check("县委书记,,x\n", "縣委書記說", &["縣委書記"]);
        check("5G网络,,5G network\n", "５Ｇ网络与5G网络", &["５Ｇ网络", "5G网络"]);
    }

    #[test]
    fn no_terms_no_hits() {
        assert!(Glossary::default().matcher().unwrap().hits("党委").is_empty());
    }

    proptest! {
        #[test]
        fn hits_are_terms_in_order_and_leftmost_longest(text in "[党中央委市银川ａA]{0,40}") {
            let terms = ["党", "党中央", "中央", "市委", "银川市", "A委"];
            let rows: String = terms.iter().map(|t| format!("{t},,x\n")).collect();
            let mut at = 0;
            let fold = |s: &str| s.chars().map(han::half_width).collect::<String>();
            for hit in glossary(&rows).matcher().unwrap().hits(&text) {
                prop_assert!(hit.span.start >= at);
                let skipped = fold(&text[at..hit.span.start]);
                let found = fold(hit.span.of(&text));
                prop_assert_eq!(&found, terms[hit.term]);
                prop_assert!(terms.iter().all(|t| !skipped.contains(t)));
                let rest = fold(&text[hit.span.start..]);
                prop_assert!(terms.iter().all(|t| !rest.starts_with(t) || t.len() <= found.len()));
                at = hit.span.end;
            }
        }
    }
}
