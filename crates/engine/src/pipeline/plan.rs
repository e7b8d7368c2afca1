//! The sentences of one article as they go to the backend.

use duizhao_core::article::{Article, BlockKind, Finding, Severity, Span};
use duizhao_edition::Line;
use duizhao_glossary::{Hit, Matcher};
use duizhao_translate::{Ask, Sentence};
use duizhao_zh::segment::segment;

/// The sentences of an article, the title first.
pub(super) struct Plan<'a> {
    pub(super) sentences: Vec<Planned<'a>>,
}

pub(super) struct Planned<'a> {
    /// Index of its block; `None` for the title.
    pub(super) block: Option<usize>,
    pub(super) kind: BlockKind,
    pub(super) text: &'a str,
    pub(super) hits: Vec<Hit>,
    /// Places where the source lost text.
    pub(super) damage: Vec<Finding>,
}

impl Planned<'_> {
    /// The sentence as backends see it.
    fn sentence(&self) -> Sentence<'_> {
        Sentence {
            text: self.text,
            kind: self.kind,
            block: self.block,
            hits: &self.hits,
            damage: &self.damage,
        }
    }
}

/// A sentence as it was planned before.
pub(super) struct Again<'a> {
    pub(super) block: Option<usize>,
    pub(super) kind: BlockKind,
    pub(super) text: &'a str,
    pub(super) hits: Vec<Hit>,
    pub(super) damage: &'a [&'a str],
}

impl<'a> Plan<'a> {
    /// The plan of sentences that were planned before.
    pub(super) fn again(sentences: impl Iterator<Item = Again<'a>>) -> Self {
        let planned = |Again {
                           block,
                           kind,
                           text,
                           hits,
                           damage,
                       }: Again<'a>| {
            let mut from = 0;
            let places = damage.iter().filter_map(|place| {
                let start = from + text.get(from..)?.find(place)?;
                from = start + place.len();
                Some(damaged(Span::new(start, from), place))
            });
            Planned {
                block,
                kind,
                text,
                hits,
                damage: places.collect(),
            }
        };
        Self {
            sentences: sentences.map(planned).collect(),
        }
    }

    pub(super) fn of(article: &'a Article, matcher: &Matcher) -> Self {
        let heading = BlockKind::Heading;
        let title = article
            .title
            .iter()
            .map(|title| (None, heading, title.as_str()));
        let blocks = article.blocks.iter().enumerate().flat_map(|(i, block)| {
            segment(&block.text)
                .into_iter()
                .map(move |span| (Some(i), block.kind, span.of(&block.text).trim()))
        });
        let sentences = title
            .chain(blocks)
            .map(|(block, kind, text)| Planned {
                block,
                kind,
                text,
                hits: matcher.hits(text),
                damage: Vec::new(),
            })
            .collect();
        let mut plan = Self { sentences };
        plan.mark(&article.damage);
        plan
    }

    /// The sentences as backends see them, and all of them asked for.
    pub(super) fn asked(&self) -> (Vec<Sentence<'_>>, Vec<Ask<'static>>) {
        let asks = (0..self.sentences.len()).map(Ask::new);
        (
            self.sentences.iter().map(Planned::sentence).collect(),
            asks.collect(),
        )
    }

    /// The sentences as they are put together with an edition.
    pub(super) fn lines(&self) -> Vec<Line<'a>> {
        self.sentences
            .iter()
            .map(
                |&Planned {
                     block, kind, text, ..
                 }| Line { block, kind, text },
            )
            .collect()
    }

    /// How many glossary terms were found.
    pub(super) fn terms(&self) -> usize {
        self.sentences
            .iter()
            .map(|sentence| sentence.hits.len())
            .sum()
    }

    /// Marks the places where the source lost text. Both are in reading order, so each place is looked for from where
    /// the last one ended.
    fn mark(&mut self, places: &[String]) {
        let (mut sentence, mut from) = (0, 0);
        for place in places {
            let found =
                self.sentences
                    .iter()
                    .enumerate()
                    .skip(sentence)
                    .find_map(|(i, planned)| {
                        let start = if i == sentence { from } else { 0 };
                        Some((i, start + planned.text.get(start..)?.find(place.as_str())?))
                    });
            let Some((index, at)) = found else { continue };
            (sentence, from) = (index, at + place.len());
            self.sentences[index]
                .damage
                .push(damaged(Span::new(at, from), place));
        }
    }
}

fn damaged(span: Span, excerpt: &str) -> Finding {
    let message = format!("the source lost text here: {excerpt}");
    Finding {
        check: "damage",
        severity: Severity::Note,
        span,
        message,
    }
}
