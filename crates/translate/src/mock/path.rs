//! The cheapest path through a lattice, and the English of its steps.

use super::context;
use super::lexicon::WordGloss;
use super::token::{GlossToken, TokenKind};
use duizhao_core::article::Span;
use duizhao_zh::numbers::Expression;
use duizhao_zh::{han, names, pinyin};
use std::borrow::Cow;

/// Where the English of a step comes from; it is made for the steps of the cheapest path alone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gloss<'s> {
    /// It is ready.
    Ready(&'s str),
    /// The gloss of a word, unless the words beside it make it another.
    Word(WordGloss<'s>),
    /// The gloss of a place, with the English of the level after it.
    Place(WordGloss<'s>, &'static str),
    /// The spelling of a place before its level, with the English of the level: the level's Chinese, and its English.
    SpelledPlace(&'static str, &'static str),
    /// The English of a number of the sentence.
    Number(usize),
    /// The spelling of a person that is certain.
    Certain,
    /// The spelling of another name.
    Name,
    /// The text itself, in half width.
    HalfWidth,
    /// The text itself.
    Itself,
}

/// A step of a path: a token without its English.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'s> {
    pub(super) kind: TokenKind,
    /// What it stands for in the sentence, in bytes.
    pub(super) span: Span,
    pub(super) gloss: Gloss<'s>,
}

impl<'s> Step<'s> {
    /// Makes the token of a step of the path through `text`, of which `numbers` are the numbers.
    pub(super) fn token(self, text: &'s str, numbers: &'s [Expression]) -> GlossToken<'s> {
        GlossToken {
            kind: self.kind,
            span: self.span,
            text: self.english(text, numbers),
        }
    }

    fn english(self, text: &'s str, numbers: &'s [Expression]) -> Cow<'s, str> {
        let chinese = self.span.of(text);
        match self.gloss {
            Gloss::Ready(english) => english.into(),
            Gloss::Word(gloss) => {
                let (before, after) = (&text[..self.span.start], &text[self.span.end..]);
                context::gloss(chinese, before, after)
                    .unwrap_or_else(|| gloss.text())
                    .into()
            }
            Gloss::Place(english, level) => format!("{} {level}", english.text()).into(),
            Gloss::SpelledPlace(level, english) => {
                let name = chinese.strip_suffix(level).unwrap_or(chinese);
                format!("{} {english}", pinyin::name(name)).into()
            }
            Gloss::Number(number) => numbers[number].english.as_str().into(),
            Gloss::Certain => names::certain_english(chinese).into(),
            Gloss::Name => names::english(chinese).into(),
            Gloss::HalfWidth => half_width(chinese),
            Gloss::Itself => chinese.into(),
        }
    }
}

fn half_width(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| han::half_width(c) == c) {
        text.into()
    } else {
        text.chars().map(han::half_width).collect()
    }
}

/// The cheapest way from each character to the end, as far as it is known: from the end backwards.
pub(super) struct Paths<'s> {
    /// The cost from each character to the end.
    costs: Vec<u32>,
    /// The first edge of the cheapest way from each character.
    edges: Vec<Option<Edge<'s>>>,
}

/// The first edge of a way: where it ends, in characters, and what it is.
#[derive(Clone, Copy)]
struct Edge<'s> {
    end: usize,
    kind: TokenKind,
    gloss: Gloss<'s>,
}

impl<'s> Paths<'s> {
    /// Begins at the end of a text of `length` characters.
    pub(super) fn new(length: usize) -> Self {
        let mut costs = vec![u32::MAX; length + 1];
        costs[length] = 0;
        Self {
            costs,
            edges: vec![None; length],
        }
    }

    /// Offers an edge from `start` to `end`, from where the way is known: the cheapest one is taken, and the first of those
    /// that cost the same.
    pub(super) fn offer(
        &mut self,
        start: usize,
        end: usize,
        cost: u32,
        kind: TokenKind,
        gloss: Gloss<'s>,
    ) {
        let cost = cost + self.costs[end];
        if cost < self.costs[start] {
            self.costs[start] = cost;
            self.edges[start] = Some(Edge { end, kind, gloss });
        }
    }

    /// Returns the steps of the cheapest way from the first character; `offsets` are the bytes where characters begin.
    pub(super) fn steps(&self, offsets: &[usize]) -> Vec<Step<'s>> {
        let mut steps = Vec::with_capacity(self.edges.len() / 2 + 1);
        let mut at = 0;
        while let Some(&Some(Edge { end, kind, gloss })) = self.edges.get(at) {
            steps.push(Step {
                kind,
                span: Span::new(offsets[at], offsets[end]),
                gloss,
            });
            at = end;
        }
        steps
    }
}
