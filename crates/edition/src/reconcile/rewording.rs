//! Sentences that the article has worded differently since a person translated them.

use super::article::Lost;
use super::{Segments, Slot};
use duizhao_zh::identity::Identity;

/// From which similarity a sentence counts as a new wording of another: 1 is the same.
const ALIKE: f64 = 0.6;

/// How many sentences before and after where one would stand its new wording is looked for.
const MOST_APART: usize = 64;

/// Most bytes of a sentence that is compared.
const MOST_COMPARED: usize = 6000;

/// Returns how similar two sentences are, if one can be a new wording of the other: from 0.6, which is much alike, to 1.
pub fn rewording(one: &str, other: &str) -> Option<f64> {
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    // In bytes, of which a Chinese character has three: what is so much longer or so long is no new wording, and
    // comparing takes time by the product of both lengths.
    if (short as f64) < ALIKE * long as f64 || long > MOST_COMPARED {
        return None;
    }
    Some(strsim::normalized_levenshtein(one, other)).filter(|similarity| *similarity >= ALIKE)
}

/// Gives pairs that lost their sentences to those that stand in their place, and returns the rest.
pub(super) fn reworded(
    segments: &Segments<'_>,
    slots: &mut [Option<Slot>],
    lost: Vec<Lost>,
    identity: &Identity,
) -> Vec<Lost> {
    let mut rest = Vec::new();
    let held: Vec<bool> = slots.iter().map(Option::is_some).collect();
    // Pairs that lost their sentences between the same two neighbours, and the free sentences there.
    for group in lost.chunk_by(|a, b| a.after == b.after) {
        let start = group[0].after.map_or(0, |after| after + 1);
        let free = held[start..].iter().take_while(|held| !**held).count();
        for (i, lost) in group.iter().enumerate() {
            // Both are in order, so only what stands about as far along is looked at.
            let middle = start + i * free / group.len();
            let near = middle.saturating_sub(MOST_APART).max(start)
                ..(middle + MOST_APART).min(start + free);
            let source = identity.folded(&lost.pair.source.concat());
            let open = near.filter(|&segment| slots[segment].is_none());
            let similar = open.filter_map(|segment| {
                let text = identity.folded(&segments.all[segment].text);
                Some((rewording(&source, &text)?, segment))
            });
            match similar.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) {
                Some((_, segment)) => {
                    slots[segment] = Some(Slot::Segment(segment, Some(lost.pair.clone())));
                }
                None => rest.push(lost.clone()),
            }
        }
    }
    rest
}
