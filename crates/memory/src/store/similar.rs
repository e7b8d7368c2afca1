//! Units by similarity: what both stores have in common.

use crate::Unit;
use crate::fuzzy::{KnownSentences, Mask, MatchKind, Question, RecentSentences, Wanted};
use crate::fuzzy::{nearest, promising};

/// A unit that is similar to a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The unit.
    pub unit: Unit,
    /// How it is similar.
    pub kind: MatchKind,
    /// How much of the text need not be translated: 1 is all of it.
    pub score: f64,
}

/// Known sentences of units.
pub(super) trait KnownUnits: KnownSentences {
    /// Returns the unit of an id, if it is still there.
    fn unit(&self, id: i64) -> Result<Option<Unit>, Self::Error>;
}

/// Finds the units nearest to a wanted sentence among those with `promising` sentences.
pub(super) fn similar<K: KnownUnits>(
    wanted: Wanted<'_>,
    promising: &[String],
    known: &K,
) -> Result<Vec<Similar>, K::Error> {
    let mut similar = Vec::new();
    for near in nearest(wanted, promising, known)? {
        let unit = known.unit(near.id)?;
        similar.extend(unit.map(|unit| Similar {
            unit,
            kind: near.kind,
            score: near.score,
        }));
    }
    Ok(similar)
}

/// Finds the units most similar to each text among those whose sentences are kept in memory.
pub(super) fn similar_in_memory<K: KnownUnits>(
    recent: &RecentSentences,
    texts: &[String],
    (most, from): (usize, f64),
    known: &K,
) -> Result<Vec<Vec<Similar>>, K::Error> {
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        let wanted = Wanted {
            text,
            mask: Mask::default(),
            most,
            from,
        };
        let question = Question::new(text);
        let ids = recent.sharing(&question);
        let promising = promising(&question, most, ids, known)?;
        all.push(similar(wanted, &promising, known)?);
    }
    Ok(all)
}
