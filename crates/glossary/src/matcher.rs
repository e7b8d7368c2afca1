//! Finding terms in text: one automaton over all terms, whatever the script, the width of letters and the kind of
//! quotation marks. Both are compared character by character in [one form](duizhao_zh::identity::one_form).
//!
//! [`Matcher::all`] returns every place where a term stands; [`Matcher::hits`] the leftmost and longest of
//! them, which a translator sees; [`Matcher::disjoint`] those that together cover most, by which a translation is
//! measured. All three leave out places where a term does not count: inside a
//! Latin word, with letter case that matters, or where its [context](super::Context) is not as it must be.

use super::near::{Near, Neighbourhood, Words};
use super::{Context, Term};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use duizhao_core::article::Span;
pub use duizhao_core::segment::Hit;
use duizhao_zh::identity::{first_unfolded, one_form};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One automaton over all terms, built once and shared by all threads.
pub struct Matcher {
    /// `None` without terms, since an automaton needs one. Its values are terms, or shared forms with [`SHARED`] set.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    shared: SharedForms,
}

/// What the automaton's patterns stand for, where that is not simply one term.
#[derive(Default, Serialize, Deserialize)]
struct SharedForms {
    forms: Vec<SharedForm>,
    /// The contexts that terms of the forms ask for.
    contexts: Vec<Near>,
}

/// The bit that marks a value of the automaton as a shared form's index.
const SHARED: u32 = 1 << 31;

/// What a pattern stands for, where that is not simply one term.
#[derive(Default, Serialize, Deserialize)]
struct SharedForm {
    /// Terms that are written in this way, those that ask for a context first.
    terms: Vec<TermForm>,
    /// The context word that is written in this way.
    word: Option<u32>,
}

/// A term that is written in some form, and when that form stands for it.
#[derive(Serialize, Deserialize)]
struct TermForm {
    term: u32,
    /// The index of the context that it asks for, if any.
    context: Option<u32>,
    /// The form as written, where letter case matters.
    exact: Option<String>,
}

impl Matcher {
    /// Builds the automaton of `terms`; hits index into that slice.
    ///
    /// A term is matched in either script, however its characters are written. Of two terms that are
    /// written alike, one whose context fits comes before one that asks for none, then the earlier.
    pub fn new<'t>(terms: impl IntoIterator<Item = &'t Term>) -> Self {
        let mut shared = SharedForms::default();
        let values: Vec<(String, u32)> = patterns(terms, &mut shared.contexts)
            .into_iter()
            .map(|(pattern, form)| (pattern, value(form, &mut shared.forms)))
            .collect();
        if values.is_empty() {
            return Self {
                automaton: None,
                shared,
            };
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(values)
            .expect("patterns are unique, not empty, and fewer than 2^31 characters in all");
        Self {
            automaton: Some(automaton),
            shared,
        }
    }

    /// Returns the automaton as bytes, which [`Self::from_bytes`] reads in less time than it takes to build it.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let bytes = postcard::to_allocvec(&self.shared).expect("it is written to memory");
        match &self.automaton {
            Some(automaton) => [bytes, automaton.serialize()].concat(),
            None => bytes,
        }
    }

    /// Reads what [`Self::to_bytes`] wrote; `None` for other bytes.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (shared, rest) = postcard::take_from_bytes(bytes).ok()?;
        let automaton = match rest {
            [] => None,
            rest => {
                let (automaton, rest) = CharwiseDoubleArrayAhoCorasick::deserialize(rest).ok()?;
                Some(automaton).filter(|_| rest.is_empty())?.into()
            }
        };
        Some(Self { automaton, shared })
    }

    /// Returns every place in `text` where a term stands, nested and overlapping ones too, by start, the longest first.
    ///
    /// Linear in the text and the hits. Offsets are into `text` itself, also where it has full-width letters.
    pub fn all(&self, text: &str) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let folded = Folded::new(text);
        // Measured on political news: one hit in 13 to 40 bytes.
        let mut hits = Vec::with_capacity(text.len() / 12 + 1);
        let mut words = Vec::new();
        let mut open = Vec::new();
        for found in automaton.find_overlapping_iter(folded.text.as_ref()) {
            let span = Span::new(found.start(), found.end());
            if inside_latin_word(folded.text.as_bytes(), span) {
                continue;
            }
            if found.value() & SHARED == 0 {
                hits.push(Hit {
                    term: found.value() as usize,
                    span: folded.original(span),
                });
                continue;
            }
            let form = &self.shared.forms[(found.value() & !SHARED) as usize];
            words.extend(form.word.map(|word| (word, span)));
            open.push((form, span));
        }
        let mut neighbourhood = Neighbourhood::new(&folded.text, &words);
        for (form, span) in open {
            let original = folded.original(span);
            let written = original.of(text);
            let mut terms = form.terms.iter();
            let contexts = &self.shared.contexts;
            let mut fits =
                |term: &&TermForm| term.fits(written, span, contexts, &mut neighbourhood);
            if let Some(found) = terms.find(|term| fits(term)) {
                hits.push(Hit {
                    term: found.term as usize,
                    span: original,
                });
            }
        }
        hits.sort_unstable_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
        hits
    }

    /// Returns the terms in `text`: leftmost first, the longest at each place, without overlaps.
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        leftmost_longest(self.all(text))
    }

    /// Returns the terms in `text` that together cover most characters without overlapping; of equal choices, the one
    /// with fewer terms, then the one whose first difference lies further left.
    pub fn disjoint(&self, text: &str) -> Vec<Hit> {
        most_covering(text, &self.all(text))
    }
}

impl TermForm {
    /// Tests whether the place, written as `written`, stands for this term; `span` is in the folded text.
    fn fits(
        &self,
        written: &str,
        span: Span,
        contexts: &[Near],
        neighbourhood: &mut Neighbourhood<'_>,
    ) -> bool {
        self.exact
            .as_ref()
            .is_none_or(|exact| cased(written) == *exact)
            && self
                .context
                .is_none_or(|context| neighbourhood.accepts(&contexts[context as usize], span))
    }
}

/// Collects the forms in which terms and the words near them are written, and the contexts that terms ask for.
fn patterns<'t>(
    terms: impl IntoIterator<Item = &'t Term>,
    contexts: &mut Vec<Near>,
) -> BTreeMap<String, SharedForm> {
    let mut covering = BTreeMap::new();
    let mut patterns: BTreeMap<String, SharedForm> = BTreeMap::new();
    for (number, term) in (0..).zip(terms) {
        let context = near(term, &mut covering).map(|near| {
            contexts.push(near);
            contexts.len() as u32 - 1
        });
        for form in [&term.source_hans, &term.source_hant] {
            let pattern = patterns.entry(fold(form).into_owned()).or_default();
            if pattern.terms.last().is_none_or(|last| last.term != number) {
                pattern.terms.push(TermForm {
                    term: number,
                    context,
                    exact: term.case_sensitive.then(|| cased(form)),
                });
            }
        }
    }
    patterns.remove("");
    for (form, number) in covering {
        patterns.entry(form).or_default().word = Some(number);
    }
    patterns
}

/// Returns the automaton's value for what a pattern stands for.
fn value(mut form: SharedForm, shared: &mut Vec<SharedForm>) -> u32 {
    form.terms.sort_by_key(|term| term.context.is_none());
    if let [first, ..] = &form.terms[..]
        && first.context.is_none()
        && first.exact.is_none()
        && form.word.is_none()
    {
        return first.term;
    }
    shared.push(form);
    SHARED | (shared.len() - 1) as u32
}

/// Returns the leftmost and longest of hits sorted as [`Matcher::all`] sorts them: [`Matcher::hits`] for callers that
/// have all already.
pub fn leftmost_longest(all: impl IntoIterator<Item = Hit>) -> Vec<Hit> {
    let mut end = 0;
    let is_free = |hit: &Hit| {
        let is_free = hit.span.start >= end;
        if is_free {
            end = hit.span.end;
        }
        is_free
    };
    all.into_iter().filter(is_free).collect()
}

/// Returns the disjoint hits that cover most characters: weighted interval scheduling from the right, so that of equal
/// choices the leftmost is taken. `all` is sorted as [`Matcher::all`] sorts.
pub fn most_covering(text: &str, all: &[Hit]) -> Vec<Hit> {
    let lengths: Vec<usize> = all
        .iter()
        .map(|hit| hit.span.of(text).chars().count())
        .collect();
    let next: Vec<usize> = all
        .iter()
        .map(|hit| all.partition_point(|other| other.span.start < hit.span.end))
        .collect();
    // For each hit on: characters covered, and how few hits do it (as a negative number, so that more is better).
    let mut best = vec![(0_usize, 0_isize); all.len() + 1];
    let mut taken = vec![false; all.len()];
    for i in (0..all.len()).rev() {
        let (covered, fewness) = best[next[i]];
        let with = (covered + lengths[i], fewness - 1);
        taken[i] = with >= best[i + 1];
        best[i] = with.max(best[i + 1]);
    }
    let mut hits = Vec::new();
    let mut i = 0;
    while i < all.len() {
        if taken[i] {
            hits.push(all[i]);
            i = next[i];
        } else {
            i += 1;
        }
    }
    hits
}

/// Tests whether a hit begins or ends in the middle of a Latin word or a number: 5G in 15G, AI in AIDS.
fn inside_latin_word(bytes: &[u8], span: Span) -> bool {
    splits_latin_word(bytes, span.start) || splits_latin_word(bytes, span.end)
}

fn splits_latin_word(bytes: &[u8], at: usize) -> bool {
    at > 0
        && at < bytes.len()
        && bytes[at - 1].is_ascii_alphanumeric()
        && bytes[at].is_ascii_alphanumeric()
}

/// A text with its characters in one form and its letters in one case, with the offsets of the original.
struct Folded<'a> {
    text: Cow<'a, str>,
    /// For each byte of the folded text, where it comes from; `None` where that is the same.
    offsets: Option<Vec<usize>>,
}

impl<'a> Folded<'a> {
    fn new(text: &'a str) -> Self {
        let Some(first) = first_unfolded(text) else {
            return Self {
                text: Cow::Borrowed(text),
                offsets: None,
            };
        };
        let mut folded = String::with_capacity(text.len());
        folded.push_str(&text[..first]);
        let mut moves = false;
        for c in text[first..].chars() {
            let form = one_form(c).to_ascii_lowercase();
            moves |= form.len_utf8() != c.len_utf8();
            folded.push(form);
        }
        Self {
            text: Cow::Owned(folded),
            offsets: moves.then(|| offsets(text)),
        }
    }

    /// Returns where a span of the folded text stands in the original.
    fn original(&self, span: Span) -> Span {
        self.offsets.as_ref().map_or(span, |offsets| {
            Span::new(offsets[span.start], offsets[span.end])
        })
    }
}

/// Returns for each byte of a text in one form, and for its end, where it comes from in the text.
fn offsets(text: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        let end = offsets.len() + one_form(c).len_utf8();
        offsets.resize(end, at);
    }
    offsets.push(text.len());
    offsets
}

/// Returns a text in one form and case.
fn fold(text: &str) -> Cow<'_, str> {
    Folded::new(text).text
}

/// Returns a text in one form, its case as it is.
fn cased(text: &str) -> String {
    text.chars().map(one_form).collect()
}

/// Returns what must be near a term. Words that contain it become patterns of their own, so that asking for them costs
/// nothing where they do not stand; `covering` numbers these patterns.
fn near(term: &Term, covering: &mut BTreeMap<String, u32>) -> Option<Near> {
    let Context { need, avoid } = &term.context;
    if term.context.is_empty() {
        return None;
    }
    Some(Near {
        need: (!need.is_empty()).then(|| words(need, term, covering)),
        avoid: words(avoid, term, covering),
    })
}

fn words(list: &[String], term: &Term, covering: &mut BTreeMap<String, u32>) -> Words {
    let mut words = Words::default();
    for word in list {
        let form = fold(word).into_owned();
        if word.contains(&term.source_hans) {
            let next = covering.len() as u32;
            words.covering.insert(*covering.entry(form).or_insert(next));
        } else {
            words.standing.insert(form);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::Glossary;
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    fn glossary(rows: &str) -> Glossary {
        let mut glossary = Glossary::default();
        let text = format!("source_hans,source_hant,target,case,context\n{rows}");
        glossary.add_text(Path::new("t.csv"), &text).unwrap();
        glossary
    }

    #[track_caller]
    fn check(rows: &str, text: &str, expected: &[&str]) {
        let found: Vec<&str> = glossary(rows)
            .matcher()
            .hits(text)
            .iter()
            .map(|hit| hit.span.of(text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_term_wins() {
        check(
            "党,,Party,,\n党中央,,CPC Central Committee,,\n中央,,central,,\n",
            "党中央和中央",
            &["党中央", "中央"],
        );
        check(
            "银川市,,Yinchuan,,\n市委,,city committee,,\n",
            "银川市委",
            &["银川市"],
        );
    }

    #[test]
    fn both_scripts_and_widths_match() {
        check(
            "党委,黨委,Party committee,,\n",
            "黨委和党委",
            &["黨委", "党委"],
        );
        check("县委书记,,x,,\n", "縣委書記說", &["縣委書記"]);
        check(
            "群众,群眾,the masses,,\n",
            "羣衆、羣眾与群眾",
            &["羣衆", "羣眾", "群眾"],
        );
        check(
            "5G网络,,5G network,,\n",
            "５Ｇ网络与5g网络",
            &["５Ｇ网络", "5g网络"],
        );
        check(
            "“两委”,“兩委”,two committees,,\n",
            "「兩委」与“两委”",
            &["「兩委」", "“两委”"],
        );
    }

    #[test]
    fn letters_match_as_whole_words_and_in_their_case_if_asked() {
        check("AI,,AI,,\n", "AI与AIDS、ai、15AI", &["AI", "ai"]);
        check("WHO,,WHO,yes,\n", "WHO和who，ＷＨＯ", &["WHO", "ＷＨＯ"]);
    }

    #[test]
    fn a_context_decides() {
        let rows = "机关,,government office,,!机关枪 | !机关算尽\n";
        check(rows, "机关干部，机关枪，機關算盡", &["机关"]);
        let rows = "干部,,official,,!村干部\n村干部,,village official,,\n";
        check(rows, "干部和村干部", &["干部", "村干部"]);
        let rows = "包,,be responsible for,,干部 | 书记\n";
        check(rows, "干部包户。他买包。书记包村", &["包", "包"]);
        check("同志,,comrade,,!酷儿\n", "同志们。酷儿与同志。", &["同志"]);
    }

    #[test]
    fn of_two_senses_the_one_whose_context_fits_is_taken() {
        let glossary = glossary("机关,,office,,\n机关,,trap,,暗道\n");
        let matcher = glossary.matcher();
        let target = |text: &str| glossary.terms()[matcher.hits(text)[0].term].target.clone();
        assert_eq!(
            (target("机关干部"), target("机关暗道")),
            ("office".into(), "trap".into())
        );
    }

    #[test]
    fn disjoint_hits_cover_most() {
        let rows = "ab,,x,,\nbcd,,x,,\nabc,,x,,\nd,,x,,\n"
            .replace('a', "甲")
            .replace('b', "乙")
            .replace('c', "丙")
            .replace('d', "丁");
        let matcher = glossary(&rows).matcher();
        let found = |hits: Vec<Hit>| {
            hits.iter()
                .map(|hit| hit.span.of("甲乙丙丁"))
                .collect::<Vec<_>>()
        };
        assert_eq!(found(matcher.disjoint("甲乙丙丁")), ["甲乙丙", "丁"]);
        assert_eq!(
            found(matcher.all("甲乙丙丁")),
            ["甲乙丙", "甲乙", "乙丙丁", "丁"]
        );
    }

    #[test]
    fn places_are_those_of_the_text_also_where_characters_change_their_length() {
        // The one form of 鰤 is beyond the basic plane.
        assert_eq!(one_form('鰤').len_utf8(), 4);
        for text in ["Ａ鰤党", "鰤Ａ党", "线鰤党", "ＡＢ党"] {
            let hits = glossary("党,,Party,,\n").matcher().hits(text);
            assert_eq!(hits[0].span.of(text), "党", "{text}");
        }
    }

    #[test]
    fn no_terms_no_hits() {
        assert!(Glossary::default().matcher().hits("党委").is_empty());
    }

    const TERMS: [&str; 6] = ["党", "党中央", "中央", "市委", "银川市", "A委"];

    fn sample() -> Matcher {
        glossary(&TERMS.map(|t| format!("{t},,x,,\n")).concat()).matcher()
    }

    proptest! {
        #[test]
        fn hits_are_terms_in_order_and_leftmost_longest(text in "[党中央委市银川ａA]{0,40}") {
            let mut at = 0;
            let fold = |s: &str| fold(s).to_ascii_uppercase();
            let inside = |s: &str, i: usize| s[..i].ends_with('A') && s[i..].starts_with('A');
            for hit in sample().hits(&text) {
                prop_assert!(hit.span.start >= at);
                let found = fold(hit.span.of(&text));
                prop_assert_eq!(&found, TERMS[hit.term]);
                let skipped = fold(&text[at..hit.span.end]);
                let first = TERMS.iter().flat_map(|t| skipped.match_indices(t)).map(|(i, _)| i).filter(|&i| !inside(&skipped, i)).min();
                prop_assert_eq!(first, Some(skipped.len() - found.len()));
                let rest = fold(&text[hit.span.start..]);
                prop_assert!(TERMS.iter().all(|t| !rest.starts_with(t) || t.len() <= found.len()));
                at = hit.span.end;
            }
        }

        #[test]
        fn disjoint_hits_cover_no_less_than_the_leftmost(text in "[党中央委市银川]{0,40}") {
            let matcher = sample();
            let (all, disjoint) = (matcher.all(&text), matcher.disjoint(&text));
            let covered = |hits: &[Hit]| hits.iter().map(|hit| hit.span.len()).sum::<usize>();
            prop_assert!(disjoint.windows(2).all(|w| w[0].span.end <= w[1].span.start));
            prop_assert!(disjoint.iter().all(|hit| all.contains(hit)));
            prop_assert!(covered(&disjoint) >= covered(&matcher.hits(&text)));
        }
    }
}
