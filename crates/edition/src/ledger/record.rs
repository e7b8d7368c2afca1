//! What the ledger says of one pair, in 24 bytes, which are 32 characters of base64.
//!
//! | bytes | hold |
//! |---|---|
//! | 5 | what the sentence is recognised by, whatever its script |
//! | 4 | hash of the Chinese as it stands |
//! | 4 | hash of the English as it stands |
//! | 8 | what the translation depended on |
//! | 1 | origin in three bits, then approved, reworded, a person's Chinese |
//! | 1 | 0, or what begins with the pair: 1 the title, 2 and more a block of a kind |
//! | 1 | 0, or the number of the maker |
//!
//! Of a thousand sentences that differ, two have the same first five bytes by a chance of one in two million, and a
//! changed line is taken for the program's by one of four thousand million.

use super::{Hash, Start};
use crate::Provenance;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use duizhao_core::article::{BlockKind, Origin};
use duizhao_core::fingerprint::Fingerprint;

/// Bytes of a record.
const LENGTH: usize = 24;

/// Bits of the origin; above it stand the three signs.
const ORIGIN: u8 = 0b111;
const APPROVED: u8 = 1 << 3;
const REWORDED: u8 = 1 << 4;
const OWN: u8 = 1 << 5;

/// Records of a line, about: a line ends where a sentence's hash says so, so that a new sentence changes one line.
const ABOUT: u64 = 100;

/// Most records of a line.
const MOST: usize = 200;

/// What the ledger says of one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PairRecord {
    /// What the sentence is recognised by; `None` in ledgers of the first form.
    pub(super) id: Option<u64>,
    /// The Chinese as it stood.
    pub(super) source: Hash,
    /// The English as it stood.
    pub(super) target: Hash,
    /// Where the translation came from.
    pub(super) provenance: Option<Provenance>,
    /// What began with the pair.
    pub(super) start: Option<Start>,
    /// Whether the Chinese was a person's.
    pub(super) is_own: bool,
}

/// Returns the lines of base64 that hold some records.
pub(super) fn encode(records: &[PairRecord]) -> Vec<String> {
    let (mut lines, mut bytes) = (Vec::new(), Vec::new());
    for (i, record) in records.iter().enumerate() {
        bytes.extend(record.bytes());
        let ends_line = record.id.is_some_and(|id| id % ABOUT == 0);
        if ends_line || bytes.len() >= MOST * LENGTH || i + 1 == records.len() {
            lines.push(BASE64.encode(&bytes));
            bytes.clear();
        }
    }
    lines
}

/// Reads a line of base64; what is no record is passed over.
pub(super) fn decode(line: &str) -> Vec<PairRecord> {
    let bytes = BASE64.decode(line).unwrap_or_default();
    let (records, _) = bytes.as_chunks::<LENGTH>();
    records.iter().map(PairRecord::of).collect()
}

impl PairRecord {
    fn bytes(&self) -> [u8; LENGTH] {
        let provenance = self.provenance.unwrap_or_default();
        let mut signs = self
            .provenance
            .map_or(0, |p| number(&Origin::ALL, p.origin));
        signs |= if provenance.approved { APPROVED } else { 0 };
        signs |= if provenance.reworded { REWORDED } else { 0 };
        signs |= if self.is_own { OWN } else { 0 };
        let start = match self.start {
            None => 0,
            Some(Start::Title) => 1,
            Some(Start::Block(kind)) => 1 + number(&BlockKind::ALL, kind),
        };
        let mut bytes = [0; LENGTH];
        bytes[..5].copy_from_slice(&self.id.unwrap_or_default().to_be_bytes()[3..]);
        bytes[5..9].copy_from_slice(&self.source.to_be_bytes());
        bytes[9..13].copy_from_slice(&self.target.to_be_bytes());
        bytes[13..21].copy_from_slice(&provenance.basis.number().to_be_bytes());
        bytes[21..].copy_from_slice(&[signs, start, provenance.maker.map_or(0, |maker| maker + 1)]);
        bytes
    }

    fn of(bytes: &[u8; LENGTH]) -> Self {
        let [signs, start, maker] = [bytes[21], bytes[22], bytes[23]];
        let origin = of_number(&Origin::ALL, signs & ORIGIN);
        let start = match start {
            0 => None,
            1 => Some(Start::Title),
            _ => of_number(&BlockKind::ALL, start - 1).map(Start::Block),
        };
        Self {
            id: Some(number_of(&bytes[..5])),
            source: number_of(&bytes[5..9]) as Hash,
            target: number_of(&bytes[9..13]) as Hash,
            provenance: origin.map(|origin| Provenance {
                origin,
                basis: Fingerprint::from_number(number_of(&bytes[13..21])),
                approved: signs & APPROVED != 0,
                reworded: signs & REWORDED != 0,
                maker: maker.checked_sub(1),
            }),
            start,
            is_own: signs & OWN != 0,
        }
    }
}

/// Reads a number, the most significant byte first.
fn number_of(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter();
    bytes.fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Returns the place of a value in a list, from 1.
fn number<T: PartialEq>(all: &[T], value: T) -> u8 {
    let at = all.iter().position(|one| *one == value);
    at.map_or(0, |at| at as u8 + 1)
}

/// Returns the value at a place of a list, from 1.
fn of_number<T: Copy>(all: &[T], number: u8) -> Option<T> {
    all.get(usize::from(number).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record() -> impl Strategy<Value = PairRecord> {
        let provenance = (
            prop::sample::select(Origin::ALL.to_vec()),
            any::<u64>(),
            any::<(bool, bool)>(),
            prop::option::of(0..255_u8),
        )
            .prop_map(|(origin, basis, (approved, reworded), maker)| Provenance {
                origin,
                basis: Fingerprint::from_number(basis),
                approved,
                reworded,
                maker,
            });
        let start = prop_oneof![
            Just(Start::Title),
            prop::sample::select(BlockKind::ALL.to_vec()).prop_map(Start::Block)
        ];
        let parts = (0..1_u64 << 40, any::<(Hash, Hash, bool)>());
        (parts, prop::option::of(provenance), prop::option::of(start)).prop_map(
            |((id, (source, target, is_own)), provenance, start)| PairRecord {
                id: Some(id),
                source,
                target,
                provenance,
                start,
                is_own,
            },
        )
    }

    proptest! {
        #[test]
        fn records_come_back(records in prop::collection::vec(record(), 0..300)) {
            let lines = encode(&records);
            prop_assert!(lines.len() <= records.len() && lines.iter().all(|line| !line.contains('-')));
            let back: Vec<PairRecord> = lines.iter().flat_map(|line| decode(line)).collect();
            prop_assert_eq!(back, records);
        }
    }

    #[test]
    fn what_is_no_record_is_passed_over() {
        for line in ["", "x", "===", &"A".repeat(31)] {
            assert_eq!(decode(line), [], "{line}");
        }
    }
}
