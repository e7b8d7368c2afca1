//! An article that is read again, and the edition that people worked in since: what goes where.
//!
//! As long as nobody changed which pairs there are, the article says so, and each pair of the edition is found by its
//! Chinese. Once a person has edited the Chinese, split, joined, moved, added or deleted pairs, the edition says so from
//! then on; of the article only sentences that were never in the edition come in, behind the one that they follow.
//!
//! Nothing that a person answers for is ever left out. Where the article has lost its sentence, it goes to the one that
//! stands in its place if they are much alike, and otherwise stays where it was.
//!
//! | module | owns |
//! |---|---|
//! | `by_article` | editions whose structure is the article's |
//! | `by_edition` | editions whose structure is a person's |

mod by_article;
mod by_edition;
#[cfg(test)]
mod tests;

pub use by_article::rewording;

use super::{Edition, Ledger, Pair};
use by_article::by_article;
use by_edition::by_edition;
use duizhao_core::document::Document;
use duizhao_core::segment::Segment;
use duizhao_zh::identity::Identity;
use std::collections::{HashMap, VecDeque};

/// A place of the new edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A segment of the article, by its index, and the pair that the edition has for it. That pair's Chinese may be of
    /// an earlier wording, or in another script.
    Segment(usize, Option<Pair>),
    /// A pair of a person's, which stands for itself.
    Own(Pair),
}

/// Puts an article's segments and the pairs of its edition together. Linear: a sentence that a person translated and
/// that has gone is compared with a bounded number of others.
pub fn reconcile(
    segments: &[Segment],
    edition: Edition,
    _identity: &Identity,
) -> (Document<Slot>, Ledger) {
    let (mut document, ledger) = if edition.ledger.own_structure {
        by_edition(segments, edition)
    } else {
        by_article(segments, edition)
    };
    if document.title.is_none() {
        // Without a title, what stood above it stands above what comes first.
        let opening = std::mem::take(&mut document.opening);
        let first = document
            .blocks
            .first_mut()
            .map_or(&mut document.closing, |block| &mut block.remarks);
        first.splice(0..0, opening);
    }
    (document, ledger)
}

/// Sentences by their text, each to be taken once, in order.
struct Untaken<'a> {
    left: HashMap<&'a str, VecDeque<usize>>,
    /// The one of each text that was taken last.
    taken: HashMap<&'a str, usize>,
}

impl<'a> Untaken<'a> {
    fn of(lines: &'a [Segment]) -> Self {
        let mut by_text: HashMap<&str, VecDeque<usize>> = HashMap::new();
        lines
            .iter()
            .enumerate()
            .for_each(|(i, line)| by_text.entry(&line.text).or_default().push_back(i));
        Self {
            left: by_text,
            taken: HashMap::new(),
        }
    }

    fn take(&mut self, text: &str) -> Option<usize> {
        let (&text, left) = self.left.get_key_value(text)?;
        let line = *left.front()?;
        self.left.get_mut(text)?.pop_front();
        self.taken.insert(text, line);
        Some(line)
    }

    /// The sentence that was taken last for a pair of the same Chinese.
    fn taken(&self, pair: &Pair) -> Option<usize> {
        let [text] = &pair.source[..] else {
            return None;
        };
        self.taken.get(text.as_str()).copied()
    }

    /// Takes the sentence of a pair whose Chinese is one line.
    fn take_pair(&mut self, pair: &Pair) -> Option<usize> {
        let [text] = &pair.source[..] else {
            return None;
        };
        self.take(text)
    }
}
