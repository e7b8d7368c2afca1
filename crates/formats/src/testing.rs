//! Damaged files for the property tests of readers (feature `testing`).

use proptest::prelude::*;

/// Generates up to five damages to a file: where, a byte, and which of the four kinds [`damaged`] knows.
pub fn mutated() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6)
}

/// Damages bytes in place: replaces, inserts or deletes bytes, or cuts the file short.
pub fn damaged(bytes: &mut Vec<u8>, damage: &[(prop::sample::Index, u8, u8)]) {
    for (place, byte, what) in damage {
        if bytes.is_empty() {
            return;
        }
        let at = place.index(bytes.len());
        match what {
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            2 => bytes.truncate(at.max(1)),
            _ => drop(bytes.drain(at..(at + usize::from(*byte % 16)).min(bytes.len() - 1).max(at))),
        }
    }
}
