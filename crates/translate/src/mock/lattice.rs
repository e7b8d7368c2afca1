//! From a sentence to tokens: the cheapest path through everything its characters could be.
//!
//! Terms, numbers, words, names of people and places compete; fewer and longer tokens win, and a name
//! needs a sign beside it (a post before, a verb of speech after, a level above) to win over words.

use super::lexicon::{Lexicon, LexiconEntry, WordClass};
use super::path::{Gloss, Paths, Step};
use super::places::{self, Level};
use super::reading::{KnownPeople, SentenceReading};
use super::token::TokenKind;
use crate::Segment;
use duizhao_core::article::Span;
use duizhao_glossary::TermList;
use duizhao_zh::numbers::Expression;
use duizhao_zh::{han, names};

/// Costs of a token, set so that words of two and more characters win over names without a sign, and
/// names with a sign over single characters; seen to work on the samples and on other news.
pub(super) mod cost {
    pub(in crate::mock) const FREE: u32 = 1;
    pub(in crate::mock) const TERM: u32 = 3;
    pub(in crate::mock) const NUMBER: u32 = 3;
    pub(in crate::mock) const PLACE: u32 = 9;
    pub(in crate::mock) const WORD: u32 = 10;
    pub(in crate::mock) const FUNCTION: u32 = 11;
    pub(in crate::mock) const SINGLE: u32 = 16;
    pub(in crate::mock) const UNKNOWN: u32 = 30;
    /// A place recognised by its level alone, below another place or by itself.
    pub(in crate::mock) const LEVEL_SIGNED: u32 = 13;
    pub(in crate::mock) const LEVEL_ALONE: u32 = 43;
    /// A person that is certain; one met before in the article; a name that is likely, and one that is not.
    pub(in crate::mock) const PERSON_SURE: u32 = 6;
    pub(in crate::mock) const PERSON_KNOWN: u32 = 9;
    pub(in crate::mock) const NAME_LIKELY: u32 = 24;
    pub(in crate::mock) const NAME_POSSIBLE: u32 = 40;
}

/// A term or a number, which begins at a certain character.
#[derive(Clone, Copy)]
struct FixedEdge<'s> {
    end: usize,
    kind: TokenKind,
    gloss: Gloss<'s>,
}

/// Everything that the characters of a sentence could be.
pub(super) struct Lattice<'a, 's> {
    pub(super) lexicon: &'s Lexicon,
    pub(super) people: &'a KnownPeople<'a>,
    pub(super) reading: &'a SentenceReading,
    pub(super) text: &'s str,
    /// Byte offset of each character, and of the end.
    pub(super) offsets: Vec<usize>,
    pub(super) chars: Vec<char>,
    /// Terms and numbers by the character they begin at.
    fixed: Vec<Option<FixedEdge<'s>>>,
    /// Whether a character belongs to a term; no other word of the dictionary may take it.
    in_term: Vec<bool>,
    /// The levels of places by the character they begin at.
    pub(super) levels: Vec<Option<&'static Level>>,
}

impl<'a, 's> Lattice<'a, 's> {
    /// Collects what a sentence could be. `people` are names met elsewhere in the article.
    pub(super) fn new(
        lexicon: &'s Lexicon,
        people: &'a KnownPeople<'a>,
        reading: &'a SentenceReading,
        sentence: &'s Segment,
        terms: &'s TermList,
    ) -> Self {
        let text = sentence.text.as_str();
        let offsets = offsets(text);
        let mut chars = Vec::with_capacity(characters(text));
        chars.extend(text.chars());
        let levels = places::levels(&chars);
        let mut lattice = Self {
            lexicon,
            people,
            reading,
            text,
            offsets,
            fixed: vec![None; chars.len()],
            in_term: vec![false; chars.len()],
            chars,
            levels,
        };
        let taken = lattice.add_terms(sentence, terms);
        lattice.add_numbers(&taken);
        lattice
    }

    /// Adds the terms that no number in digits crosses, and returns their spans.
    fn add_terms(&mut self, sentence: &Segment, terms: &'s TermList) -> Vec<Span> {
        let figures = figures(self.text, &self.reading.numbers);
        let mut taken = Vec::new();
        for hit in &sentence.hits {
            if crosses(&figures, hit.span) {
                continue;
            }
            let term = &terms[hit.term];
            let (start, end) = (self.index_at(hit.span.start), self.index_at(hit.span.end));
            self.in_term[start..end].fill(true);
            self.fixed[start] = Some(FixedEdge {
                end,
                kind: TokenKind::of_term(term),
                gloss: Gloss::Ready(&term.target),
            });
            taken.push(hit.span);
        }
        taken
    }

    /// Adds the numbers that terms at `taken` leave free.
    fn add_numbers(&mut self, taken: &[Span]) {
        for (number, expression) in self.reading.numbers.iter().enumerate() {
            let span = expression.span;
            // A term within a number is a part of it: 余 of 百余个, 产业 of 第一产业.
            if overlapping(taken, span).all(|term| is_within(term, span)) {
                let (start, end) = (self.index_at(span.start), self.index_at(span.end));
                self.fixed[start] = Some(FixedEdge {
                    end,
                    kind: TokenKind::Number(expression.count),
                    gloss: Gloss::Number(number),
                });
            }
        }
    }

    /// Finds the cheapest path, by dynamic programming from the end: at each character, the cost of the rest and the edge
    /// to take.
    pub(super) fn cheapest(&self) -> Vec<Step<'s>> {
        let mut paths = Paths::new(self.chars.len());
        for start in (0..self.chars.len()).rev() {
            self.offer_edges(start, &mut paths);
        }
        paths.steps(&self.offsets)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'s str {
        &self.text[self.offsets[start]..self.offsets[end]]
    }

    /// Returns the index of the character at a byte offset.
    pub(super) fn index_at(&self, byte: usize) -> usize {
        index_at(&self.offsets, byte)
    }

    fn offer_edges(&self, start: usize, paths: &mut Paths<'s>) {
        let c = self.chars[start];
        if let Some(FixedEdge { end, kind, gloss }) = self.fixed[start] {
            let cost = if matches!(kind, TokenKind::Number(_)) {
                cost::NUMBER
            } else {
                cost::TERM
            };
            paths.offer(start, end, cost, kind, gloss);
            if !han::is_han(c) {
                return;
            }
        }
        if !han::is_han(c) {
            return self.verbatim(start, paths);
        }
        self.words(start, paths);
        self.places(start, paths);
        self.person(start, paths);
        let (cost, kind, gloss) = match numeral(c) {
            Some(word) => (cost::SINGLE, TokenKind::Word, Gloss::Ready(word)),
            None => (cost::UNKNOWN, TokenKind::Unknown, Gloss::Itself),
        };
        paths.offer(start, start + 1, cost, kind, gloss);
    }

    /// Offers the edge of a mark, a space, or a run of letters and digits.
    fn verbatim(&self, start: usize, paths: &mut Paths<'s>) {
        let c = self.chars[start];
        let (kind, end) = if c.is_whitespace() {
            (TokenKind::Space, start + 1)
        } else if c.is_alphanumeric() {
            let run = self.chars[start..]
                .iter()
                .take(LONGEST_RUN)
                .take_while(|&&c| is_run(c))
                .count();
            // A number inside keeps its own edge.
            let stop = (start + 1..start + run)
                .find(|&i| self.fixed[i].is_some())
                .unwrap_or(start + run);
            (TokenKind::Verbatim, stop)
        } else {
            (TokenKind::Mark, start + 1)
        };
        paths.offer(start, end, cost::FREE, kind, Gloss::HalfWidth);
    }

    /// Tests whether a number, or a word that counts, stands before `start`: elsewhere a measure word that is a surname
    /// must not be left out (张三丰).
    fn is_counted(&self, start: usize) -> bool {
        let before = start.checked_sub(1).map(|at| self.chars[at]);
        before.is_some_and(|c| {
            c.is_ascii_digit()
                || numeral(c).is_some()
                || "数余每这那各该某整单首头前后上下本来此哪同另任诸".contains(c)
        }) || self.fixed[..start]
            .iter()
            .flatten()
            .any(|fixed| fixed.end == start)
    }

    /// Offers the words that begin at `start`.
    fn words(&self, start: usize, paths: &mut Paths<'s>) {
        let (chars, text) = (&self.chars[start..], &self.text[self.offsets[start]..]);
        self.lexicon.visit_beginnings(chars, text, |length, entry| {
            self.word(start, length, entry, paths);
        });
    }

    /// Offers a word of `length` characters that begins at `start`.
    fn word(&self, start: usize, length: usize, entry: LexiconEntry<'s>, paths: &mut Paths<'s>) {
        let end = start + length;
        let is_place = entry.class == WordClass::Place;
        let is_lost = entry.class == WordClass::Measure
            && entry.gloss.text().is_empty()
            && names::surname(self.slice(start, end)).is_some()
            && !self.is_counted(start);
        let is_free = is_place || !self.in_term[start..end].contains(&true);
        if is_free && !is_lost {
            let (cost, kind) = (word_cost(entry, length), word_kind(entry));
            paths.offer(start, end, cost, kind, Gloss::Word(entry.gloss));
        }
        // 大埔 is in Hong Kong, 大埔县 in Guangdong.
        if is_place && let Some(level) = self.level(end) {
            let end = end + level.length;
            if self.lexicon.get(self.slice(start, end)).is_none() {
                let gloss = Gloss::Place(entry.gloss, level.english);
                paths.offer(start, end, cost::PLACE, TokenKind::Name, gloss);
            }
        }
    }
}

/// Returns the spans of the numbers that are written in digits, in order.
fn figures(text: &str, expressions: &[Expression]) -> Vec<Span> {
    let spans = expressions.iter().map(|expression| expression.span);
    let is_digit = |c: char| c.is_numeric() && !han::is_han(c);
    spans
        .filter(|span| span.of(text).contains(is_digit))
        .collect()
}

/// Longest piece of a run of letters and digits, in characters; what is longer is put together again.
const LONGEST_RUN: usize = 64;

/// Tests whether a character goes on with a run of letters and digits.
fn is_run(c: char) -> bool {
    !han::is_han(c)
        && (c.is_alphanumeric()
            || matches!(c, '-' | '.' | '/' | '_' | '@' | '\'' | '&' | '+' | '%'))
}

/// Returns the byte offset of each character, and of the end.
pub(super) fn offsets(text: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(characters(text) + 1);
    offsets.extend(text.char_indices().map(|(at, _)| at));
    offsets.push(text.len());
    offsets
}

/// Returns about how many characters a text has: most have three bytes.
fn characters(text: &str) -> usize {
    text.len() / 3 + 1
}

/// Returns the index of the character at a byte offset.
pub(super) fn index_at(offsets: &[usize], byte: usize) -> usize {
    offsets.partition_point(|&at| at < byte)
}

/// Tests whether `span` overlaps one of `spans`, which are in order and apart.
fn crosses(spans: &[Span], span: Span) -> bool {
    overlapping(spans, span).next().is_some()
}

/// Returns those of `spans`, which are in order and apart, that overlap `span`.
fn overlapping(spans: &[Span], span: Span) -> impl Iterator<Item = Span> {
    let next = spans.partition_point(|other| other.end <= span.start);
    let from = spans[next..].iter().copied();
    from.take_while(move |other| other.start < span.end)
}

/// Tests whether a span is a part of another one, and not all of it.
fn is_within(part: Span, whole: Span) -> bool {
    whole.start <= part.start && part.end <= whole.end && part != whole
}

fn word_cost(entry: LexiconEntry<'_>, length: usize) -> u32 {
    match (entry.class, length) {
        (WordClass::Place, _) => cost::PLACE,
        (WordClass::Function | WordClass::Measure, 1) => cost::FUNCTION,
        (_, 1) => cost::SINGLE,
        _ => cost::WORD,
    }
}

fn word_kind(entry: LexiconEntry<'_>) -> TokenKind {
    match entry.class {
        WordClass::Noun => TokenKind::Noun,
        WordClass::Measure => TokenKind::Measure,
        WordClass::Function | WordClass::Other => TokenKind::Word,
        WordClass::Place => TokenKind::Name,
    }
}

/// Returns a numeral that counts nothing as a word.
fn numeral(c: char) -> Option<&'static str> {
    Some(match c {
        '一' => "one",
        '二' | '两' => "two",
        '三' => "three",
        '四' => "four",
        '五' => "five",
        '六' => "six",
        '七' => "seven",
        '八' => "eight",
        '九' => "nine",
        '十' => "ten",
        '百' => "hundred",
        '千' => "thousand",
        '万' => "ten thousand",
        '亿' => "hundred million",
        '几' => "several",
        '多' => "many",
        '半' => "half",
        _ => return None,
    })
}
