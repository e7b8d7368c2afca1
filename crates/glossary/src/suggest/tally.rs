//! Candidates and their counts, article by article.

use super::background::WordRole;
use super::sentence::{AnalysedSentence, SentenceWord};
use super::{Excerpt, Find, SuggestionKind};
use std::collections::HashMap;
use std::rc::Rc;

/// From how many candidates on those met once are forgotten, before the next article; some 100 MB, at about 500 bytes
/// each with its contexts.
const MOST: usize = 200_000;

/// The most contexts of a candidate.
const CONTEXTS: usize = 3;

/// The longest context, in characters.
const LONGEST_CONTEXT: usize = 40;

/// The most different neighbours that are distinguished; further ones count as the last.
const NEIGHBOURS: usize = 12;

/// What stands on one side of a candidate.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    /// Characters and how often each.
    chars: Vec<(char, u32)>,
    /// How often nothing that could belong to a term stands there: an end, a mark, a word of grammar.
    pub(super) free: u32,
    /// How often a 、 stands there, another mark or an end, a verb.
    pub(super) listed: u32,
    pub(super) ended: u32,
    pub(super) verb: u32,
    /// How often a word of one character stands there that is none of grammar: the edge may cut a word.
    pub(super) lone: u32,
}

impl Surroundings {
    /// Returns how varied the neighbours are: the entropy of the next character in nats, every free edge being a
    /// neighbour of its own.
    pub(super) fn entropy(&self) -> f64 {
        let total = f64::from(self.chars.iter().map(|(_, count)| count).sum::<u32>() + self.free);
        let free = f64::from(self.free) / total.max(1.0) * total.max(1.0).ln();
        let counts = self.chars.iter().map(|&(_, count)| f64::from(count));
        free + counts
            .map(|count| count / total * (total / count).ln())
            .sum::<f64>()
    }

    /// Counts a neighbour: a character, and the class of its word; `None` at an end of the sentence.
    fn add(&mut self, neighbour: Option<(char, SentenceWord)>) {
        let Some((c, word)) = neighbour else {
            self.free += 1;
            self.ended += 1;
            return;
        };
        self.lone += u32::from(word.is_content() && word.len() == 1);
        self.listed += u32::from(c == '、');
        self.ended += u32::from(word.class == WordRole::Mark && c != '、');
        self.verb += u32::from(word.class == WordRole::Verb);
        if word.is_content() {
            self.add_char(c);
        } else {
            self.free += 1;
        }
    }

    fn add_char(&mut self, c: char) {
        if let Some(at) = self.chars.iter().position(|&(known, _)| known == c) {
            self.chars[at].1 += 1;
        } else if self.chars.len() < NEIGHBOURS {
            self.chars.push((c, 1));
        } else {
            self.chars[NEIGHBOURS - 1].1 += 1;
        }
    }
}

/// What the words of a candidate are like, at its first place.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// How many words it is.
    pub(super) words: usize,
    /// The class of the first word; `None` where the candidate cuts it.
    pub(super) first: Option<WordRole>,
    /// Whether the first of several words is one character, and the last.
    pub(super) single_first: bool,
    pub(super) single_last: bool,
    /// The mean of the words' rarities.
    pub(super) rarity: f32,
    /// How many of its edges cut a word.
    pub(super) cut: usize,
    /// Whether 的, 和 or the like stands inside.
    pub(super) joined: bool,
    /// Whether a verb stands inside, after the first word.
    pub(super) verb_inside: bool,
    /// The rarities of the first word and the last.
    pub(super) first_rarity: f32,
    pub(super) last_rarity: f32,
}

/// A candidate and what is counted of it.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) hans: Rc<str>,
    pub(super) written: String,
    pub(super) kind: SuggestionKind,
    pub(super) count: u32,
    pub(super) articles: u32,
    pub(super) left: Surroundings,
    pub(super) right: Surroundings,
    pub(super) shape: Shape,
    pub(super) contexts: Vec<Excerpt>,
    /// How well its characters hold together in the article where they do most, in nats; 0 when met once in each.
    pub(super) cohesion: f64,
    last_article: usize,
}

/// All candidates so far.
#[derive(Debug, Default)]
pub(super) struct CandidateCounts {
    index: HashMap<Rc<str>, usize>,
    candidates: Vec<Candidate>,
    articles: usize,
}

impl CandidateCounts {
    /// Begins an article.
    pub(super) fn begin_article(&mut self) {
        self.articles += 1;
        if self.candidates.len() > MOST {
            self.prune();
        }
    }

    /// Counts what was found in a sentence of an article, each place once.
    pub(super) fn add(
        &mut self,
        article: &str,
        sentence: &AnalysedSentence,
        mut finds: Vec<Find>,
        cohesion: &mut dyn FnMut(&[char]) -> f64,
    ) {
        finds.sort_unstable_by_key(|find| (find.start, find.end, find.kind));
        finds.dedup_by_key(|find| (find.start, find.end));
        let number = self.articles;
        for find in finds {
            let candidate = self.candidate(sentence, find);
            candidate.count += 1;
            candidate.kind = candidate.kind.min(find.kind);
            surround(
                sentence,
                find.start,
                find.end,
                &mut candidate.left,
                &mut candidate.right,
            );
            if candidate.contexts.len() < CONTEXTS {
                candidate.contexts.push(Excerpt {
                    article: article.to_owned(),
                    text: excerpt(&sentence.written, find),
                });
            }
            if candidate.last_article != number {
                candidate.articles += 1;
                candidate.cohesion = candidate
                    .cohesion
                    .max(cohesion(&sentence.hans[find.start..find.end]));
                candidate.last_article = number;
            }
        }
    }

    /// Returns every candidate, in the order of their first places, and the index of each by its text.
    pub(super) fn into_candidates(self) -> (Vec<Candidate>, HashMap<Rc<str>, usize>) {
        (self.candidates, self.index)
    }

    /// Returns the candidate that stands at a place.
    fn candidate(&mut self, sentence: &AnalysedSentence, find: Find) -> &mut Candidate {
        let hans = sentence.text(find.start, find.end);
        let at = match self.index.get(hans.as_str()) {
            Some(&at) => at,
            None => {
                let hans: Rc<str> = hans.into();
                self.index.insert(hans.clone(), self.candidates.len());
                self.candidates.push(Candidate::new(hans, sentence, find));
                self.candidates.len() - 1
            }
        };
        &mut self.candidates[at]
    }

    /// Forgets what was met once and nothing but its words speaks for; if that is not enough, all that was met once.
    fn prune(&mut self) {
        self.candidates
            .retain(|candidate| candidate.count > 1 || candidate.kind < SuggestionKind::Phrase);
        if self.candidates.len() > MOST / 2 {
            self.candidates.retain(|candidate| candidate.count > 1);
        }
        self.index = self
            .candidates
            .iter()
            .enumerate()
            .map(|(at, candidate)| (candidate.hans.clone(), at))
            .collect();
    }
}

impl Candidate {
    fn new(hans: Rc<str>, sentence: &AnalysedSentence, find: Find) -> Self {
        Self {
            hans,
            written: sentence.written[find.start..find.end].iter().collect(),
            kind: find.kind,
            count: 0,
            articles: 0,
            left: Surroundings::default(),
            right: Surroundings::default(),
            shape: Shape::new(sentence, find),
            contexts: Vec::new(),
            cohesion: 0.0,
            last_article: 0,
        }
    }
}

impl Shape {
    fn new(sentence: &AnalysedSentence, find: Find) -> Self {
        let words = words(sentence, find.start, find.end);
        let rarities: Vec<f32> = words
            .iter()
            .filter(|word| word.is_content())
            .map(|word| word.rarity)
            .collect();
        let first = words.first().filter(|word| word.start == find.start);
        let last = words.last().filter(|word| word.end == find.end);
        let inner = words.get(1..).unwrap_or_default();
        Self {
            words: words.len(),
            first: first.map(|word| word.class),
            single_last: words.len() > 1 && last.is_some_and(|word| word.len() == 1),
            single_first: words.len() > 1 && first.is_some_and(|word| word.len() == 1),
            rarity: rarities.iter().sum::<f32>() / rarities.len().max(1) as f32,
            joined: words.iter().any(|word| sentence.is_joint(word)),
            cut: usize::from(first.is_none()) + usize::from(last.is_none()),
            verb_inside: inner.iter().any(|word| word.class == WordRole::Verb),
            first_rarity: first.map_or(0.0, |word| word.rarity),
            last_rarity: last.map_or(0.0, |word| word.rarity),
        }
    }
}

/// Counts what stands on both sides of `start..end`.
pub(super) fn surround(
    sentence: &AnalysedSentence,
    start: usize,
    end: usize,
    left: &mut Surroundings,
    right: &mut Surroundings,
) {
    left.add(start.checked_sub(1).map(|at| neighbour(sentence, at)));
    right.add((end < sentence.hans.len()).then(|| neighbour(sentence, end)));
}

/// Returns the words that stand in `start..end`, those that it cuts too.
pub(super) fn words(sentence: &AnalysedSentence, start: usize, end: usize) -> &[SentenceWord] {
    let from = sentence.words.partition_point(|word| word.end <= start);
    let to = sentence.words.partition_point(|word| word.start < end);
    &sentence.words[from..to]
}

/// Returns a character and its word.
fn neighbour(sentence: &AnalysedSentence, at: usize) -> (char, SentenceWord) {
    let word = sentence.words.partition_point(|word| word.end <= at);
    (sentence.hans[at], sentence.words[word])
}

/// Returns up to [`LONGEST_CONTEXT`] characters of a sentence around a find, or as many of the find itself.
fn excerpt(chars: &[char], find: Find) -> String {
    let room = LONGEST_CONTEXT.saturating_sub(find.end - find.start);
    let start = find.start.saturating_sub(room / 2);
    let end = (start + LONGEST_CONTEXT)
        .min(chars.len())
        .max(find.end.min(start + LONGEST_CONTEXT));
    let start = end.saturating_sub(LONGEST_CONTEXT).min(start);
    chars[start..end]
        .iter()
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pruning_keeps_what_was_met_again_and_what_more_than_words_speak_for() {
        let matcher = crate::Glossary::default().matcher();
        let simplify = duizhao_zh::script::Converter::new(duizhao_zh::script::Script::Hans);
        let sentence =
            AnalysedSentence::new("甲乙丙丁甲乙", &simplify, &matcher, &mut Default::default());
        let find = |start, end, kind| Find { start, end, kind };
        let mut candidates = CandidateCounts::default();
        candidates.begin_article();
        candidates.add(
            "a",
            &sentence,
            vec![
                find(0, 2, SuggestionKind::Word),
                find(2, 4, SuggestionKind::Phrase),
                find(4, 6, SuggestionKind::Word),
            ],
            &mut |_| 0.0,
        );
        candidates.add(
            "a",
            &sentence,
            vec![find(1, 4, SuggestionKind::Quotation)],
            &mut |_| 0.0,
        );
        candidates.prune();
        let (candidates, index) = candidates.into_candidates();
        assert_eq!(
            candidates
                .iter()
                .map(|candidate| &*candidate.hans)
                .collect::<Vec<_>>(),
            ["甲乙", "乙丙丁"]
        );
        assert_eq!((index["甲乙"], index["乙丙丁"], index.len()), (0, 1, 2));
    }

    #[test]
    fn varied_neighbours_have_more_entropy() {
        let side = |chars: &str| {
            let mut side = Surroundings::default();
            let word = |class| SentenceWord {
                start: 0,
                end: 1,
                class,
                rarity: 10.0,
                known: false,
            };
            chars.chars().for_each(|c| {
                side.add(Some((
                    c,
                    word(if c == '。' {
                        WordRole::Mark
                    } else {
                        WordRole::Noun
                    }),
                )))
            });
            side.entropy()
        };
        assert!(side("甲甲甲甲").abs() < 1e-9);
        assert!(side("甲乙") > 0.6 && side("甲乙丙丁") > side("甲甲乙乙"));
        assert!((side("。。。") - side("甲乙丙")).abs() < 1e-9);
        assert!(Surroundings::default().entropy().abs() < 1e-9);
    }

    #[test]
    fn an_excerpt_is_short_and_holds_the_find() {
        let chars: Vec<char> = "零一二三四五六七八九".chars().cycle().take(100).collect();
        for start in 0..96 {
            let text = excerpt(
                &chars,
                Find {
                    start,
                    end: start + 4,
                    kind: SuggestionKind::Word,
                },
            );
            assert_eq!(text.chars().count(), 40);
            assert!(text.contains(&chars[start..start + 4].iter().collect::<String>()));
        }
    }
}
