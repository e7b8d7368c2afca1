//! A file with the places of some tokens.

use super::bits::{take, take_varint, varint};
use std::collections::BTreeMap;

/// The tokens of a shard, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shard(pub(super) BTreeMap<Box<str>, Places>);

/// Where the places of a token are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Places {
    /// In the shard, encoded; two bytes at least.
    Here(Vec<u8>),
    /// In a file of their own.
    File,
    /// In a file for each group of articles.
    Groups,
}

impl Shard {
    /// Returns the bytes of the file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number(&mut out, self.0.len());
        let mut before: &[u8] = b"";
        for (token, places) in &self.0 {
            front_coded(&mut out, &mut before, token);
            match places {
                Places::File => number(&mut out, 0),
                Places::Groups => number(&mut out, 1),
                Places::Here(encoded) => {
                    number(&mut out, encoded.len());
                    out.extend_from_slice(encoded);
                }
            }
        }
        out
    }

    /// Reads the bytes of a file; `None` where they are not those of a shard.
    pub(super) fn decode(mut bytes: &[u8]) -> Option<Self> {
        let count = take_varint(&mut bytes)?;
        let mut tokens = BTreeMap::new();
        let mut token = Vec::new();
        for _ in 0..count {
            take_front_coded(&mut bytes, &mut token)?;
            let places = match take_varint(&mut bytes)? {
                0 => Places::File,
                1 => Places::Groups,
                length => Places::Here(take(&mut bytes, length)?.to_vec()),
            };
            tokens.insert(std::str::from_utf8(&token).ok()?.into(), places);
        }
        bytes.is_empty().then_some(Self(tokens))
    }
}

/// Appends a text in order: the number of bytes that it shares with the one before, the number of the rest, and these.
pub(super) fn front_coded<'t>(out: &mut Vec<u8>, before: &mut &'t [u8], text: &'t str) {
    let text = text.as_bytes();
    let shared = before.iter().zip(text).take_while(|(a, b)| a == b).count();
    number(out, shared);
    number(out, text.len() - shared);
    out.extend_from_slice(&text[shared..]);
    *before = text;
}

/// Takes the next text from the front of some bytes, given the one before.
pub(super) fn take_front_coded(bytes: &mut &[u8], text: &mut Vec<u8>) -> Option<()> {
    let shared = usize::try_from(take_varint(bytes)?).ok()?;
    if shared > text.len() {
        return None;
    }
    text.truncate(shared);
    let length = take_varint(bytes)?;
    text.extend_from_slice(take(bytes, length)?);
    Some(())
}

fn number(out: &mut Vec<u8>, number: usize) {
    varint(out, u32::try_from(number).expect("numbers have 32 bits"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> impl Strategy<Value = Places> {
        prop_oneof![
            Just(Places::File),
            Just(Places::Groups),
            proptest::collection::vec(any::<u8>(), 2..20).prop_map(Places::Here),
        ]
    }

    proptest! {
        #[test]
        fn a_shard_comes_back(tokens in proptest::collection::btree_map("[a-b党]{1,4}", places(), 0..20)) {
            let tokens = tokens.into_iter().map(|(token, places)| (token.into(), places));
            let shard = Shard(tokens.collect());
            prop_assert_eq!(Shard::decode(&shard.encode()), Some(shard));
        }

        #[test]
        fn damage_is_no_crash(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Shard::decode(&bytes);
        }
    }
}
