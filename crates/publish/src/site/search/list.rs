//! A file with the tokens that a reader may be about to type.

use super::shard::{front_coded, take_front_coded};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};

/// Tokens of some heads with the class of how many articles have them, in order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct List(pub(super) BTreeMap<Box<str>, u8>);

impl List {
    /// Returns the bytes of the file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut before: &[u8] = b"";
        for (token, class) in &self.0 {
            front_coded(&mut out, &mut before, token);
            out.push(*class);
        }
        deflate(&out)
    }

    /// Reads the bytes of a file; `None` where they are not those of a list.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes = inflate(bytes).ok()?;
        let mut bytes = bytes.as_slice();
        let mut tokens = BTreeMap::new();
        let mut token = Vec::new();
        while !bytes.is_empty() {
            take_front_coded(&mut bytes, &mut token)?;
            let (&class, rest) = bytes.split_first()?;
            bytes = rest;
            tokens.insert(std::str::from_utf8(&token).ok()?.into(), class);
        }
        Some(Self(tokens))
    }
}

/// Returns the class of a number of articles: how often it can be halved. It seldom changes when one article does.
pub(super) fn class(articles: usize) -> u8 {
    articles.checked_ilog2().map_or(0, |class| class as u8)
}

/// Compresses, without a header (RFC 1951).
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    let encoded = encoder.write_all(bytes).and_then(|()| encoder.finish());
    encoded.expect("memory can be written")
}

/// Unpacks what [`deflate`] packed.
pub(super) fn inflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back() {
        let list = List([("党中".into(), 3), ("党委".into(), 0), ("pa".into(), 9)].into());
        assert_eq!(List::decode(&list.encode()), Some(list));
        assert_eq!(List::decode(b"?"), None);
    }

    #[test]
    fn classes() {
        assert_eq!([1, 2, 3, 4, 1000].map(class), [0, 1, 1, 2, 9]);
    }
}
