//! Finding runs of characters that an article repeats, whatever words the segmenter sees in them: new words by
//! frequency, cohesion and varied neighbours.
//!
//! Cohesion is the least pointwise mutual information over all ways to cut a run in two. The probabilities are those
//! of the article, mixed with those of the background: in a short article everything rare seems to hold together.

use super::background::{Background, WordRole};
use super::sentence::{AnalysedSentence, SentenceWord};
use super::tally::{self, Surroundings};
use super::{Find, SuggestionKind, kind, repair};
use duizhao_zh::han;
use std::collections::{HashMap, HashSet};

/// The longest run that is counted, in characters.
const LONGEST: usize = 10;

/// What is longer is so rare in the dictionary that it is not looked up, in characters.
const LONGEST_LISTED: usize = 4;

/// How many characters of the background are mixed into an article.
const MIXED: f64 = 1_000.0;

/// The least cohesion of a new word, in nats.
const COHESION: f64 = 2.0;

/// What an article repeats.
#[derive(Debug, Default)]
pub(super) struct Repeats<'s> {
    /// How often each run stands in the article: every character, and each longer run up to [`LONGEST`] whose parts
    /// were met twice.
    counts: HashMap<&'s [char], u32>,
    characters: usize,
}

impl<'s> Repeats<'s> {
    /// Counts the runs of an article's sentences. Longer runs are only counted where shorter ones repeat, so that the
    /// time is linear.
    pub(super) fn new(article: &'s [AnalysedSentence]) -> Self {
        let runs: Vec<&[char]> = article
            .iter()
            .flat_map(|sentence| runs(&sentence.hans))
            .collect();
        let mut repeats = Self {
            counts: HashMap::new(),
            characters: runs.iter().map(|run| run.len()).sum(),
        };
        let mut rests: Vec<&[char]> = runs
            .iter()
            .flat_map(|run| (0..run.len()).map(|at| &run[at..]))
            .collect();
        for length in 1..=LONGEST {
            rests.retain(|rest| rest.len() >= length && repeats.can_repeat(&rest[..length]));
            for rest in &rests {
                *repeats.counts.entry(&rest[..length]).or_default() += 1;
            }
        }
        repeats
    }

    /// Adds the new words of each sentence to its finds, but those that are among them.
    pub(super) fn find(
        &self,
        article: &[AnalysedSentence],
        background: &mut Background,
        finds: &mut [Vec<Find>],
    ) {
        let mut sides: HashMap<&[char], (Surroundings, Surroundings)> = HashMap::new();
        let places: Vec<Vec<(usize, usize)>> = article
            .iter()
            .map(|sentence| self.places(sentence))
            .collect();
        for (sentence, places) in article.iter().zip(&places) {
            for &(start, end) in places {
                let (left, right) = sides.entry(&sentence.hans[start..end]).or_default();
                tally::surround(sentence, start, end, left, right);
            }
        }
        let mut words: HashMap<&[char], bool> = HashMap::new();
        for ((sentence, places), finds) in article.iter().zip(&places).zip(finds) {
            let others: HashSet<(usize, usize)> =
                finds.iter().map(|find| (find.start, find.end)).collect();
            for &(start, end) in places {
                let gram = &sentence.hans[start..end];
                let is_word = *words
                    .entry(gram)
                    .or_insert_with(|| self.is_word(gram, &sides[gram], background));
                if is_word && !others.contains(&(start, end)) {
                    finds.push(Find {
                        start,
                        end,
                        kind: kind_of(gram),
                    });
                }
            }
        }
    }

    /// Returns how well a run that is repeated holds together, in nats; 0 for what stands once or is too long.
    pub(super) fn cohesion(&self, gram: &[char], background: &mut Background) -> f64 {
        if self.count(gram) < 2 {
            return 0.0;
        }
        let whole = self.probability(gram, background);
        let parts = (1..gram.len()).map(|cut| {
            let (head, tail) = gram.split_at(cut);
            (whole / (self.probability(head, background) * self.probability(tail, background))).ln()
        });
        parts.fold(f64::INFINITY, f64::min).min(20.0)
    }

    fn count(&self, gram: &[char]) -> u32 {
        self.counts.get(gram).copied().unwrap_or(0)
    }

    /// Tests whether both the run without its last character and that without its first stand twice or more.
    fn can_repeat(&self, gram: &[char]) -> bool {
        gram.len() == 1 || (self.count(&gram[1..]) > 1 && self.count(&gram[..gram.len() - 1]) > 1)
    }

    /// Returns where in a sentence new words may stand, by how often they stand in the article and where they begin and
    /// end.
    fn places(&self, sentence: &AnalysedSentence) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for start in 0..sentence.hans.len() {
            let ends = start + 2..=(start + LONGEST).min(sentence.hans.len());
            let counts = ends.map(|end| (end, self.count(&sentence.hans[start..end])));
            let often = counts
                .take_while(|&(_, count)| count > 1)
                .filter(|&(end, count)| end - start > 3 || count > 2);
            places.extend(
                often
                    .filter(|&(end, _)| can_be(sentence, start, end))
                    .map(|(end, _)| (start, end)),
            );
        }
        places
    }

    /// Tests whether a run with these neighbours is a new word.
    fn is_word(
        &self,
        gram: &[char],
        (left, right): &(Surroundings, Surroundings),
        background: &mut Background,
    ) -> bool {
        left.entropy().min(right.entropy()) > 0.0
            && background.rarity(&gram.iter().collect::<String>()) >= Background::UNLISTED
            && self.cohesion(gram, background) >= COHESION
    }

    /// Returns how likely a run is: its share of the article and the background together.
    fn probability(&self, gram: &[char], background: &mut Background) -> f64 {
        let rarity = match gram.len() {
            ..=LONGEST_LISTED => background.rarity(&gram.iter().collect::<String>()),
            _ => Background::UNLISTED,
        };
        let usual = if rarity < Background::UNLISTED {
            f64::from(-rarity).exp()
        } else {
            0.0
        };
        (f64::from(self.count(gram)) + MIXED * usual) / (self.characters as f64 + MIXED)
    }
}

/// Returns the longest runs of Han characters in a text.
fn runs(chars: &[char]) -> impl Iterator<Item = &[char]> {
    chars
        .split(|&c| !han::is_han(c))
        .filter(|run| !run.is_empty())
}

/// Tests whether a new word can stand at `start..end`: its edges cut no known term and no number, it begins with no
/// verb, and no word of grammar and no person is in it.
fn can_be(sentence: &AnalysedSentence, start: usize, end: usize) -> bool {
    let words = tally::words(sentence, start, end);
    let [first, .., last] = words else {
        return false;
    };
    let is_other =
        |word: &SentenceWord| matches!(word.class, WordRole::Person | WordRole::Function);
    let begins_in_verb = first.class == WordRole::Verb && first.len() > 1;
    if begins_in_verb || words.iter().any(is_other) {
        return false;
    }
    let edges = [
        (first, sentence.hans[start]),
        (last, sentence.hans[end - 1]),
    ];
    edges.into_iter().all(|(word, c)| {
        let is_whole = word.start >= start && word.end <= end;
        let is_fixed = word.known || word.class == WordRole::Number;
        let is_grammar = word.class == WordRole::Function || repair::is_particle(c);
        !is_grammar && (is_whole || !is_fixed)
    })
}

/// Returns the kind of a new word, by how it ends.
fn kind_of(gram: &[char]) -> SuggestionKind {
    let text: String = gram.iter().collect();
    if kind::is_body(&text) {
        SuggestionKind::Organisation
    } else if kind::is_post(&text) {
        SuggestionKind::Post
    } else {
        SuggestionKind::Word
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Glossary;
    use duizhao_zh::script::{Converter, Script};
    use std::path::Path;

    /// What is found in an article of these sentences, each once, in order.
    fn found(terms: &[&str], article: &[&str]) -> Vec<(String, SuggestionKind)> {
        let mut glossary = Glossary::default();
        let rows: String = terms.iter().map(|term| format!("{term},x\n")).collect();
        glossary
            .add_text(Path::new("t.csv"), &format!("source_hans,target\n{rows}"))
            .unwrap();
        let (simplify, matcher) = (Converter::new(Script::Hans), glossary.matcher());
        let mut background = Background::default();
        let article: Vec<AnalysedSentence> = article
            .iter()
            .map(|text| AnalysedSentence::new(text, &simplify, &matcher, &mut background))
            .collect();
        let mut finds = vec![Vec::new(); article.len()];
        Repeats::new(&article).find(&article, &mut background, &mut finds);
        let texts = article.iter().zip(&finds).flat_map(|(sentence, finds)| {
            finds
                .iter()
                .map(|find| (sentence.text(find.start, find.end), find.kind))
                .collect::<Vec<_>>()
        });
        let mut once = Vec::new();
        texts.for_each(|text| {
            if !once.contains(&text) {
                once.push(text)
            }
        });
        once
    }

    #[track_caller]
    fn check(article: &[&str], expected: &[(&str, SuggestionKind)]) {
        let found = found(&[], article);
        assert_eq!(
            found
                .iter()
                .map(|(text, kind)| (text.as_str(), *kind))
                .collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn what_repeats_between_varied_neighbours_is_a_word() {
        check(
            &["推广稻虾轮养。", "学习稻虾轮养"],
            &[("稻虾轮养", SuggestionKind::Word)],
        );
        check(&["推广稻虾轮养。"], &[]);
    }

    #[test]
    fn what_always_goes_on_the_same_is_a_fragment() {
        let found = found(&[], &["推广稻虾轮养。", "学习稻虾轮养", "稻虾轮养"]);
        assert!(
            found
                .iter()
                .all(|(text, _)| text != "稻虾轮" && text != "虾轮养"),
            "{found:?}"
        );
    }

    #[test]
    fn no_known_term_is_cut() {
        let found = found(&["轮养技术"], &["推广稻虾轮养技术。", "学习稻虾轮养技术"]);
        assert!(
            found.iter().all(|(text, _)| !text.ends_with("轮养")),
            "{found:?}"
        );
    }

    #[test]
    fn usual_characters_hold_together_less() {
        let matcher = Glossary::default().matcher();
        let simplify = Converter::new(Script::Hans);
        let mut background = Background::default();
        let article = [AnalysedSentence::new(
            "稻虾，稻虾，有人，有人，一次",
            &simplify,
            &matcher,
            &mut background,
        )];
        let repeats = Repeats::new(&article);
        let mut cohesion =
            |text: &str| repeats.cohesion(&text.chars().collect::<Vec<_>>(), &mut background);
        assert!(cohesion("稻虾") > COHESION && cohesion("一次").abs() < 1e-9);
    }
}
