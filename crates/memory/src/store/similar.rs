//! Units by similarity: an index that is built on first use and kept until something is written or imported.

use crate::Unit;
use crate::fuzzy::{FuzzyIndex, Mask, MatchKind};
use std::sync::{Arc, Mutex, PoisonError};

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

/// The index, if there is one.
#[derive(Default)]
pub(super) struct SimilarityIndex(Mutex<Option<Arc<Index>>>);

impl std::fmt::Debug for SimilarityIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SimilarityIndex")
    }
}

impl SimilarityIndex {
    /// Returns the index of what is written and imported up to a number; what `sources` says is indexed if it is not there.
    pub(super) fn of<E>(
        &self,
        written: i64,
        sources: impl FnOnce() -> Result<Vec<(i64, String)>, E>,
    ) -> Result<Arc<Index>, E> {
        let mut index = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*index {
            Some(index) if index.written == written => Ok(Arc::clone(index)),
            Some(_) | None => {
                let new = Arc::new(Index::new(written, sources()?));
                *index = Some(Arc::clone(&new));
                Ok(new)
            }
        }
    }
}

/// Units by similarity.
pub(super) struct Index {
    written: i64,
    sources: FuzzyIndex<'static>,
    /// The number of each unit.
    units: Vec<i64>,
}

impl Index {
    fn new(written: i64, sources: Vec<(i64, String)>) -> Self {
        let (units, sources): (Vec<i64>, Vec<String>) = sources.into_iter().unzip();
        Self {
            written,
            sources: FuzzyIndex::build(sources, Mask::default()),
            units,
        }
    }

    /// Returns the units most similar to each text; `unit` gives that of a number, if it is still there.
    pub(super) fn similar<E>(
        &self,
        texts: &[String],
        most: usize,
        from: f64,
        unit: impl Fn(i64) -> Result<Option<Unit>, E>,
    ) -> Result<Vec<Vec<Similar>>, E> {
        let mut all = Vec::with_capacity(texts.len());
        for text in texts {
            let mut similar = Vec::new();
            for near in self.sources.nearest(text, most, from) {
                let unit = unit(self.units[near.id as usize])?;
                similar.extend(unit.map(|unit| Similar {
                    unit,
                    kind: near.kind,
                    score: near.score,
                }));
            }
            all.push(similar);
        }
        Ok(all)
    }
}
