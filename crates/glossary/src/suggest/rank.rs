//! Turning candidates into suggestions: weighing, ranking fragments lower, order.

use super::background::Background;
use super::evidence::{self, Nesting};
use super::tally::{Candidate, CandidateCounts};
use super::termhood::Termhood;
use super::{Glossary, Matcher, Suggestion, SuggestionKind};
use duizhao_zh::dictionary;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// How many suggestions are made at most.
const MOST: usize = 2_000;

/// How much the odds of a suggestion sink, in logarithms, for each better one that it overlaps with. Tried 0 to 1 on
/// eight articles: more gains near misses and loses exact terms.
const OVERLAP: f64 = 0.5;

/// Two suggestions overlap when the shorter has this share of the longer one's characters, or more.
const OVERLAP_SHARE: f64 = 0.6;

/// Makes suggestions of the candidates, the likeliest first.
pub(super) fn rank(
    candidates: CandidateCounts,
    glossary: &Glossary,
    matcher: &Matcher,
) -> Vec<Suggestion> {
    let (candidates, index) = candidates.into_candidates();
    let nesting = nesting(&candidates, &index);
    let termhood = Termhood::new(glossary);
    let unknown = candidates
        .into_iter()
        .zip(nesting)
        .filter(|(candidate, _)| !termhood.is_term(&candidate.hans))
        // What the built-in dictionary has needs no row.
        .filter(|(candidate, _)| dictionary::gloss(&candidate.hans).is_none())
        .filter(|(candidate, _)| !is_general(candidate));
    let mut suggestions: Vec<Suggestion> = unknown
        .map(|(candidate, nesting)| suggestion(candidate, &termhood, nesting))
        .collect();
    suggestions.sort_by(order);
    suggestions.truncate(MOST);
    hold_back(&mut suggestions);
    for suggestion in &mut suggestions {
        suggestion.known = matcher
            .hits(&suggestion.hans)
            .iter()
            .map(|hit| glossary.terms()[hit.term].source_hans.clone())
            .collect();
        suggestion.score = 1.0 / (1.0 + (-suggestion.score).exp());
    }
    suggestions
}

/// How rare the words of a term are at least, unless it is met so often.
const RARE: f32 = 9.5;
const OFTEN: u32 = 5;

/// The same for bodies and posts.
const RARE_IN_TITLES: f32 = 9.0;

/// Characters that make a quotation a clause that somebody says.
const CLAUSAL: &str = "不没是了这那我你他它吗呢吧啊呵怎只能会也就都给";

/// Tests whether a candidate is put together of usual words and met a few times, or a clause or a short or
/// usual word that somebody put in quotation marks.
fn is_general(candidate: &Candidate) -> bool {
    let shape = &candidate.shape;
    match candidate.kind {
        SuggestionKind::Quotation => {
            let is_short = candidate.hans.chars().count() < 3;
            let is_clause =
                candidate.hans.contains(|c| CLAUSAL.contains(c)) || candidate.hans.ends_with('的');
            (candidate.count < 2 && (is_short || is_clause))
                || (shape.words == 1 && shape.rarity < Background::UNLISTED)
        }
        SuggestionKind::Title
        | SuggestionKind::Slogan
        | SuggestionKind::Person
        | SuggestionKind::Place => false,
        SuggestionKind::Organisation | SuggestionKind::Post => {
            candidate.count < OFTEN && shape.rarity < RARE_IN_TITLES
        }
        SuggestionKind::Idiom | SuggestionKind::Phrase | SuggestionKind::Word => {
            candidate.count < OFTEN && shape.rarity < RARE
        }
    }
}

/// Returns, for each candidate, the counts of those around it and in it.
fn nesting(candidates: &[Candidate], index: &HashMap<Rc<str>, usize>) -> Vec<Nesting> {
    let mut nesting = vec![Nesting::default(); candidates.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        for part in parts(&candidate.hans) {
            if let Some(&inner) = index.get(part) {
                nesting[inner].around = nesting[inner].around.max(candidate.count);
                nesting[at].inside = nesting[at].inside.max(candidates[inner].count);
            }
        }
    }
    nesting
}

/// Returns every part of a text of two characters or more but the whole.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let edges: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let last = edges.len() - 1;
    let spans = (0..last).flat_map(move |from| (from + 2..=last).map(move |to| (from, to)));
    spans
        .filter(move |&(from, to)| to - from < last)
        .map(move |(from, to)| (edges[from], edges[to]))
        .map(|(a, b)| &text[a..b])
}

/// Makes a suggestion of a candidate; its score is the logarithm of its odds.
fn suggestion(candidate: Candidate, termhood: &Termhood, nesting: Nesting) -> Suggestion {
    let evidence = evidence::evidence(&candidate, termhood, nesting);
    Suggestion {
        text: candidate.written,
        hans: candidate.hans.to_string(),
        kind: candidate.kind,
        score: evidence::odds(&evidence),
        count: candidate.count,
        articles: candidate.articles,
        contexts: candidate.contexts,
        known: Vec::new(),
        evidence,
    }
}

/// Orders the likelier first, then the more frequent, then by characters: no two are equal.
fn order(a: &Suggestion, b: &Suggestion) -> std::cmp::Ordering {
    b.score
        .total_cmp(&a.score)
        .then(b.count.cmp(&a.count))
        .then_with(|| a.hans.cmp(&b.hans))
}

/// Lowers each suggestion for every better one that is much of it or that it is much of.
fn hold_back(suggestions: &mut [Suggestion]) {
    let mut whole: HashSet<String> = HashSet::new();
    let mut inside: HashMap<String, u32> = HashMap::new();
    for suggestion in suggestions.iter_mut() {
        let least = OVERLAP_SHARE * suggestion.hans.len() as f64;
        let parts: Vec<&str> = parts(&suggestion.hans)
            .filter(|part| part.len() as f64 >= least)
            .collect();
        let overlaps = inside.get(&suggestion.hans).copied().unwrap_or(0)
            + parts.iter().filter(|part| whole.contains(**part)).count() as u32;
        for part in parts {
            *inside.entry(part.to_owned()).or_default() += 1;
        }
        whole.insert(suggestion.hans.clone());
        suggestion.score -= OVERLAP * f64::from(overlaps);
    }
    suggestions.sort_by(order);
}
