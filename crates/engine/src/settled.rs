//! Segments that a change of the glossary leaves as they are: nothing is looked up and checked for them again.

use duizhao_core::article::Origin;
use duizhao_core::document::Document;
use duizhao_core::fingerprint::Fingerprint;
use duizhao_core::pair::{Pair, Provenance};
use duizhao_core::segment::Segment;
use duizhao_edition::Slot;
use duizhao_glossary::Comparison;

/// Which segments of an article are settled: their pairs stood in the edition without a finding, a backend of the same
/// kind made them, and no changed term stands in them.
#[derive(Debug, Default)]
pub(crate) struct Settled(Vec<Option<Fingerprint>>);

impl Settled {
    /// Returns those of an article that is as it was when its edition was written, under the same settings. `is_clean` says
    /// for each pair of the edition whether it had no finding; `origin` is that of the backend's translations.
    ///
    /// Linear in the text.
    pub(crate) fn of(
        segments: &[Segment],
        slots: &Document<Slot>,
        is_clean: &[bool],
        comparison: &Comparison,
        origin: Origin,
    ) -> Self {
        // Each pair goes with the segment of its place, or they are not compared.
        if segments.len() != is_clean.len() {
            return Self::default();
        }
        let mut settled = vec![None; segments.len()];
        for slot in slots.items() {
            if let Slot::Segment(index, Some(pair)) = slot
                && is_clean[*index]
                && stands(pair, &segments[*index], origin)
                && !comparison.may_touch(&segments[*index].text)
            {
                settled[*index] = pair.provenance.map(|known| known.basis);
            }
        }
        Self(settled)
    }

    /// Returns what the translation of a segment depends on; `None` where the segment is not settled.
    pub(crate) fn basis(&self, segment: usize) -> Option<Fingerprint> {
        self.0.get(segment).copied().flatten()
    }
}

/// Tests whether a pair is the translation of just this segment that a backend made.
fn stands(pair: &Pair, segment: &Segment, origin: Origin) -> bool {
    let is_made = |known: Provenance| {
        known.origin == origin && !known.is_final() && known.basis != Fingerprint::default()
    };
    pair.provenance.is_some_and(is_made)
        && pair.source == [segment.text.as_str()]
        && !pair.target.is_empty()
}
