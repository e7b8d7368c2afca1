//! Hashes of texts, the same on every machine and in every version.

use sha2::{Digest, Sha256};
use std::io;

/// Texts that are hashed so that none runs into the next.
#[derive(Default)]
pub struct Texts(Sha256);

impl Texts {
    /// Adds a text.
    pub fn part(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Adds bytes, which need not be text.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds a list of texts.
    pub fn list<'a>(
        &mut self,
        texts: impl IntoIterator<Item = &'a str, IntoIter: ExactSizeIterator>,
    ) {
        let texts = texts.into_iter();
        match texts.len() {
            // Most lists are short, and their lengths need no memory of their own.
            length @ 0..10 => self.bytes(&[b'0' + length as u8]),
            length => self.part(&length.to_string()),
        }
        texts.for_each(|text| self.part(text));
    }

    /// Returns the first 64 bits of the SHA-256 of all.
    pub fn hash(self) -> u64 {
        first(self.0)
    }
}

/// Bytes that are hashed as they come.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Returns the first 64 bits of the SHA-256 of all.
    pub fn finish(self) -> u64 {
        first(self.0)
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn first(digest: Sha256) -> u64 {
    let digest = digest.finalize();
    u64::from_be_bytes(std::array::from_fn(|i| digest[i]))
}

/// Returns the SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
