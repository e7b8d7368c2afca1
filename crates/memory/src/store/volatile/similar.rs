//! Units by similarity, of those that people wrote or imported.

use super::super::similar::{KnownUnits, Similar, similar_in_memory};
use super::state::State;
use crate::Unit;
use crate::fuzzy::{KnownSentences, RecentSentences};
use duizhao_core::article::Origin;
use std::convert::Infallible;

impl State {
    /// Implements [`Store::similar`](crate::Store::similar); `recent` has the sentences that were read before. Linear in the
    /// units.
    pub(super) fn similar(
        &self,
        recent: &mut RecentSentences,
        texts: &[String],
        most: usize,
        from: f64,
    ) -> Vec<Vec<Similar>> {
        let latest = recent.latest().unwrap_or_default();
        for (id, source) in self.written_sources(latest) {
            recent.add(id, source);
        }
        let Ok(similar) = similar_in_memory(recent, texts, (most, from), self);
        similar
    }
}

impl KnownSentences for State {
    type Error = Infallible;

    fn sentence(&self, id: i64) -> Result<Option<String>, Infallible> {
        Ok(self.unit(id).map(|unit| unit.source))
    }

    fn preferred(&self, sentence: &str) -> Result<Option<(i64, bool)>, Infallible> {
        let mut found = [Origin::Human, Origin::Memory]
            .into_iter()
            .filter_map(|origin| {
                Some((self.latest_of(origin, sentence)?, origin == Origin::Human))
            });
        Ok(found.next())
    }
}

impl KnownUnits for State {
    fn unit(&self, id: i64) -> Result<Option<Unit>, Infallible> {
        Ok(self.unit(id))
    }
}
