//! From a sentence to tokens: the cheapest path through everything its characters could be.
//!
//! Terms, numbers, words, names of people and places compete; fewer and longer tokens win, and a name
//! needs a sign beside it (a post before, a verb of speech after, a level above) to win over words.

use super::context;
use super::lexicon::{Lexicon, LexiconEntry, WordClass};
use crate::Segment;
use duizhao_core::article::Span;
use duizhao_glossary::{PartOfSpeech, Term, TermList};
use duizhao_zh::han;
use duizhao_zh::names::{self, PossibleName};
use duizhao_zh::numbers::{self, Count};
use std::collections::HashSet;

/// A piece of a sentence in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GlossToken {
    pub(super) kind: TokenKind,
    /// What it stands for in the sentence, in bytes.
    pub(super) span: Span,
    /// The English; for [`TokenKind::Mark`] the Chinese mark, for [`TokenKind::Unknown`] the character.
    pub(super) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Term,
    Number(Count),
    Noun,
    Measure,
    Word,
    Name,
    /// A person recognised by a post before the name.
    Person,
    /// Letters, digits and signs that stay as they are.
    Verbatim,
    /// Punctuation.
    Mark,
    /// White space between words that are not Chinese, or between parts of a headline.
    Space,
    /// A character that nothing knows.
    Unknown,
}

impl TokenKind {
    /// Returns what a term is: a common noun has a plural, a place is a name, and other terms stay as they are.
    fn of_term(term: &Term) -> Self {
        if term.tags.first().is_some_and(|tag| tag == "place") {
            Self::Name
        } else if term.pos == Some(PartOfSpeech::Noun) {
            Self::Noun
        } else {
            Self::Term
        }
    }
}

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

/// Splits a sentence into tokens, in order. `people` are names met elsewhere in the article.
pub(super) fn tokens(
    lexicon: &Lexicon,
    people: &HashSet<&str>,
    sentence: &Segment,
    terms: &TermList,
) -> Vec<GlossToken> {
    Lattice::new(lexicon, people, sentence, terms).cheapest()
}

pub(super) struct Edge {
    end: usize,
    cost: u32,
    token: GlossToken,
}

pub(super) struct Lattice<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) people: &'a HashSet<&'a str>,
    pub(super) text: &'a str,
    /// Byte offset of each character, and of the end.
    pub(super) offsets: Vec<usize>,
    pub(super) chars: Vec<char>,
    /// Terms and numbers by the character they begin at: `(end, token)`.
    fixed: Vec<Option<(usize, GlossToken)>>,
    /// Persons that are certain, by the character they begin at: `(end, English)`.
    pub(super) named: Vec<Option<(usize, String)>>,
    /// What may be a name, by the character it begins at.
    pub(super) possible: Vec<Vec<PossibleName>>,
    /// Whether a character belongs to a term; no other word of the dictionary may take it.
    in_term: Vec<bool>,
}

/// Returns the persons that are certain, by the character they begin at: `(end, English)`.
fn named(text: &str, offsets: &[usize]) -> Vec<Option<(usize, String)>> {
    let mut named = vec![None; offsets.len() - 1];
    for person in names::people(text) {
        let end = index_at(offsets, person.span.end);
        named[index_at(offsets, person.span.start)] = Some((end, person.english));
    }
    named
}

/// Returns what may be a name, by the character it begins at.
fn possible(text: &str, offsets: &[usize]) -> Vec<Vec<PossibleName>> {
    let mut possible = vec![Vec::new(); offsets.len() - 1];
    for name in names::possible_names(text) {
        possible[index_at(offsets, name.span.start)].push(name);
    }
    possible
}

/// Returns the spans of the numbers that are written in digits, in order.
fn figures(text: &str, expressions: &[numbers::Expression]) -> Vec<Span> {
    let spans = expressions.iter().map(|expression| expression.span);
    spans
        .filter(|span| {
            span.of(text)
                .contains(|c: char| c.is_numeric() && !han::is_han(c))
        })
        .collect()
}

impl<'a> Lattice<'a> {
    fn new(
        lexicon: &'a Lexicon,
        people: &'a HashSet<&'a str>,
        sentence: &'a Segment,
        terms: &TermList,
    ) -> Self {
        let text = sentence.text.as_str();
        let offsets = offsets(text);
        let chars: Vec<char> = text.chars().collect();
        let mut fixed: Vec<Option<(usize, GlossToken)>> = vec![None; chars.len()];
        let expressions = numbers::expressions(text);
        let figures = figures(text, &expressions);
        let mut taken: Vec<Span> = Vec::new();
        let mut in_term = vec![false; chars.len()];
        for hit in sentence
            .hits
            .iter()
            .filter(|hit| !crosses(&figures, hit.span))
        {
            let term = &terms[hit.term];
            let token = GlossToken {
                kind: TokenKind::of_term(term),
                span: hit.span,
                text: term.target.clone(),
            };
            let start = index_at(&offsets, hit.span.start);
            let end = index_at(&offsets, hit.span.end);
            in_term[start..end].fill(true);
            fixed[start] = Some((end, token));
            taken.push(hit.span);
        }
        for expression in &expressions {
            let span = expression.span;
            // A term within a number is a part of it: 余 of 百余个, 产业 of 第一产业.
            if overlapping(&taken, span).all(|term| is_within(term, span)) {
                let token = GlossToken {
                    kind: TokenKind::Number(expression.count),
                    span,
                    text: expression.english.clone(),
                };
                let end = index_at(&offsets, span.end);
                fixed[index_at(&offsets, span.start)] = Some((end, token));
            }
        }
        Self {
            lexicon,
            people,
            text,
            named: named(text, &offsets),
            possible: possible(text, &offsets),
            offsets,
            chars,
            fixed,
            in_term,
        }
    }

    /// Finds the cheapest path, by dynamic programming from the end: at each character, the cost of the rest and the edge
    /// to take.
    fn cheapest(&self) -> Vec<GlossToken> {
        let length = self.chars.len();
        let mut best: Vec<(u32, Option<Edge>)> = Vec::with_capacity(length + 1);
        best.resize_with(length + 1, || (0, None));
        for start in (0..length).rev() {
            let mut choice: Option<(u32, Edge)> = None;
            for edge in self.edges(start) {
                let total = edge.cost + best[edge.end].0;
                if choice
                    .as_ref()
                    .is_none_or(|(cheapest, _)| total < *cheapest)
                {
                    choice = Some((total, edge));
                }
            }
            if let Some((total, edge)) = choice {
                best[start] = (total, Some(edge));
            }
        }
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(edge) = best.get_mut(at).and_then(|(_, edge)| edge.take()) {
            at = edge.end;
            tokens.push(edge.token);
        }
        tokens
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        &self.text[self.offsets[start]..self.offsets[end]]
    }

    fn edges(&self, start: usize) -> Vec<Edge> {
        let c = self.chars[start];
        let mut edges = Vec::new();
        if let Some((end, token)) = &self.fixed[start] {
            let cost = if matches!(token.kind, TokenKind::Number(_)) {
                cost::NUMBER
            } else {
                cost::TERM
            };
            edges.push(Edge {
                end: *end,
                cost,
                token: token.clone(),
            });
            if !han::is_han(c) {
                return edges;
            }
        }
        if !han::is_han(c) {
            edges.push(self.verbatim(start));
            return edges;
        }
        self.words(start, &mut edges);
        self.places(start, &mut edges);
        self.person(start, &mut edges);
        match numeral(c) {
            Some(word) => {
                edges.push(self.edge(start, start + 1, cost::SINGLE, TokenKind::Word, word))
            }
            None => edges.push(self.edge(start, start + 1, cost::UNKNOWN, TokenKind::Unknown, c)),
        }
        edges
    }

    /// Returns the edge of a mark, a space, or a run of letters and digits.
    fn verbatim(&self, start: usize) -> Edge {
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
        let text: String = self
            .slice(start, end)
            .chars()
            .map(han::half_width)
            .collect();
        self.edge(start, end, cost::FREE, kind, text)
    }

    pub(super) fn edge(
        &self,
        start: usize,
        end: usize,
        cost: u32,
        kind: TokenKind,
        text: impl Into<String>,
    ) -> Edge {
        let span = Span::new(self.offsets[start], self.offsets[end]);
        Edge {
            end,
            cost,
            token: GlossToken {
                kind,
                span,
                text: text.into(),
            },
        }
    }

    /// Tests whether a number, or a word that counts, stands before `start`: elsewhere a measure word that is a surname
    /// must not be left out (张三丰).
    fn is_counted(&self, start: usize) -> bool {
        let before = start.checked_sub(1).map(|at| self.chars[at]);
        before.is_some_and(|c| {
            c.is_ascii_digit()
                || numeral(c).is_some()
                || "数余每这那各该某整单首头前后上下本来此哪同另任诸".contains(c)
        }) || self
            .fixed
            .iter()
            .take(start)
            .flatten()
            .any(|(end, _)| *end == start)
    }

    fn words(&self, start: usize, edges: &mut Vec<Edge>) {
        let longest = self
            .lexicon
            .longest(self.chars[start])
            .min(self.chars.len() - start);
        for length in 1..=longest {
            let end = start + length;
            if let Some(entry) = self.lexicon.get(self.slice(start, end)) {
                let is_lost = entry.class == WordClass::Measure
                    && entry.gloss.is_empty()
                    && names::surname(self.slice(start, end)).is_some()
                    && !self.is_counted(start);
                let is_free =
                    entry.class == WordClass::Place || !self.in_term[start..end].contains(&true);
                if is_free && !is_lost {
                    let before = &self.text[..self.offsets[start]];
                    let after = &self.text[self.offsets[end]..];
                    let gloss = context::gloss(self.slice(start, end), before, after);
                    edges.push(self.edge(
                        start,
                        end,
                        word_cost(entry, length),
                        word_kind(entry),
                        gloss.unwrap_or(&entry.gloss),
                    ));
                }
                // 大埔 is in Hong Kong, 大埔县 in Guangdong.
                if entry.class == WordClass::Place
                    && let Some((level, english)) = self.level(end)
                    && self.lexicon.get(self.slice(start, end + level)).is_none()
                {
                    let text = format!("{} {english}", entry.gloss);
                    edges.push(self.edge(start, end + level, cost::PLACE, TokenKind::Name, text));
                }
            }
        }
    }
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
    let starts = text.char_indices().map(|(at, _)| at);
    starts.chain([text.len()]).collect()
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

fn word_cost(entry: &LexiconEntry, length: usize) -> u32 {
    match (entry.class, length) {
        (WordClass::Place, _) => cost::PLACE,
        (WordClass::Function | WordClass::Measure, 1) => cost::FUNCTION,
        (_, 1) => cost::SINGLE,
        _ => cost::WORD,
    }
}

fn word_kind(entry: &LexiconEntry) -> TokenKind {
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
