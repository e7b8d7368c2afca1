//! The file that says which articles there are, and how the others are divided.

use super::bits::{BitReader, BitWriter, rice_parameter, take_varint, varint};
use std::collections::BTreeMap;

/// The version of the files. One that changes a file, or which token a text has, raises it.
const VERSION: u8 = 1;

/// Which articles there are, and how the files are divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directory {
    /// There are two to the power of this many files of tokens.
    pub(super) shard_bits: u32,
    /// There are two to the power of this many lists.
    pub(super) list_bits: u32,
    /// The month of every article, by its number; 0 where it is not known.
    pub(super) months: BTreeMap<u32, u32>,
}

impl Directory {
    /// Returns that of so many articles, without any of them.
    pub(super) fn of(articles: usize) -> Self {
        let shard_bits = (articles / 2).next_power_of_two().ilog2().min(16);
        Self {
            shard_bits,
            list_bits: shard_bits.saturating_sub(4),
            months: BTreeMap::new(),
        }
    }

    /// Returns the bytes of the file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let known = self.months.values().filter(|month| **month > 0);
        let base = known.clone().min().map_or(0, |first| first - 1);
        let above = known.max().map_or(0, |last| last - base);
        let width = u32::BITS - above.leading_zeros();
        let last = self.months.keys().next_back().copied().unwrap_or(0);
        let count = self.months.len();
        let k = rice_parameter(
            u64::from(last) + 1 - (count as u64).min(u64::from(last) + 1),
            count as u64,
        );
        let mut out = vec![
            VERSION,
            self.shard_bits as u8,
            self.list_bits as u8,
            k as u8,
            width as u8,
        ];
        varint(&mut out, base);
        varint(
            &mut out,
            u32::try_from(count).expect("numbers have 32 bits"),
        );
        let mut bits = BitWriter::default();
        let mut next = 0;
        for (&article, &month) in &self.months {
            bits.rice(article - next, k);
            bits.bits(month.saturating_sub(base), width);
            next = article + 1;
        }
        out.extend(bits.finish());
        out
    }

    /// Reads the bytes of a file; `None` where they are not those of this version.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (&[VERSION, shard_bits, list_bits, k, width], mut bytes) = bytes.split_first_chunk()?
        else {
            return None;
        };
        let base = take_varint(&mut bytes)?;
        let count = take_varint(&mut bytes)?;
        let mut bits = BitReader::new(bytes);
        let mut months = BTreeMap::new();
        let mut next = 0_u32;
        for _ in 0..count {
            let article = next.checked_add(bits.rice(k.into())?)?;
            let above = bits.bits(width.into())?;
            months.insert(
                article,
                if above > 0 {
                    base.checked_add(above)?
                } else {
                    0
                },
            );
            next = article.checked_add(1)?;
        }
        Some(Self {
            shard_bits: shard_bits.into(),
            list_bits: list_bits.into(),
            months,
        })
    }

    /// Returns the number of the file that has a token.
    pub(super) fn shard(&self, token: &str) -> u32 {
        high_bits(super::tokens::hash(token), self.shard_bits)
    }

    /// Returns the number of the list that has a token.
    pub(super) fn list(&self, token: &str) -> u32 {
        high_bits(
            super::tokens::hash(super::tokens::head(token)),
            self.list_bits,
        )
    }
}

fn high_bits(hash: u32, bits: u32) -> u32 {
    hash.checked_shr(u32::BITS - bits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_directory_comes_back(months in proptest::collection::btree_map(0_u32..900, 24000_u32..24400, 0..50), unknown in 0_u32..900) {
            let mut directory = Directory::of(10_000);
            directory.months = months;
            directory.months.insert(unknown, 0);
            prop_assert_eq!(Directory::decode(&directory.encode()), Some(directory));
        }
    }

    #[test]
    fn files_grow_in_number_with_the_articles() {
        let bits = |articles| Directory::of(articles).shard_bits;
        assert_eq!([5, 100, 1000, 10_000].map(bits), [1, 6, 9, 13]);
        assert_eq!(Directory::of(1).shard("党中"), 0);
        assert!(Directory::of(10_000).shard("党中") < 8192);
    }
}
