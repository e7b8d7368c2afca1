//! Hashes of sentences, whole and with one piece left out.

/// Most pieces of a sentence: one of up to eight characters is in pieces of one character each.
const PIECES: usize = 8;

/// Spreads all bits of a number over all bits (the finaliser of MurmurHash3).
pub(super) fn spread(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
}

/// Returns the hash of a sequence of units.
pub(super) fn hash(units: impl IntoIterator<Item = u16>) -> u64 {
    spread(
        units
            .into_iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, unit| {
                (hash ^ u64::from(unit))
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .rotate_left(23)
            }),
    )
}

/// Returns where piece `piece` of a sentence of `length` units stands; empty from the last piece on.
pub(super) fn piece(length: usize, piece: usize) -> std::ops::Range<usize> {
    let pieces = length.min(PIECES);
    if piece >= pieces {
        return length..length;
    }
    piece * length / pieces..(piece + 1) * length / pieces
}

/// Returns, for each piece, the hash of all but that piece: sentences of equal length that differ in one character
/// share one.
pub(super) fn without_pieces(units: &[u16]) -> impl Iterator<Item = u64> {
    let count = units.len().min(PIECES);
    let mut parts = [0_u64; PIECES];
    for (i, part) in parts.iter_mut().enumerate().take(count) {
        *part = spread(hash(units[piece(units.len(), i)].iter().copied()).wrapping_add(i as u64));
    }
    let whole = parts
        .iter()
        .fold(units.len() as u64, |sum, &part| sum.wrapping_add(part));
    (0..count).map(move |i| spread(whole.wrapping_sub(parts[i])).wrapping_add(i as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_make_up_the_whole(length in 0..99_usize) {
            let places: Vec<usize> = (0..=PIECES).flat_map(|i| piece(length, i)).collect();
            prop_assert_eq!(places, (0..length).collect::<Vec<_>>());
        }

        #[test]
        fn one_changed_character_leaves_one_hash(units in proptest::collection::vec(0_u16..9, 1..30), at in 0..99_usize) {
            let mut other = units.clone();
            other[at % units.len()] = 9;
            let same = without_pieces(&units).zip(without_pieces(&other)).filter(|(a, b)| a == b).count();
            prop_assert_eq!(same, 1);
            prop_assert_ne!(hash(units), hash(other));
        }
    }
}
